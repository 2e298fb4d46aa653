from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.seals import Seal
from audit.forms import PurposeForm


class LookUpForm(PurposeForm):
    """A search of the CRO's file, and why."""

    text = forms.CharField(
        label=_("CNIC, CRO reference or name"),
        max_length=120,
        min_length=3,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    field_order = ("text",)


class ReferenceForm(forms.Form):
    """Which record is to be sealed, by the number of its file."""

    external_ref = forms.CharField(
        label=_("CRO reference"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SealForm(forms.Form):
    """Why a record is sealed."""

    sealed_as = forms.ChoiceField(
        label=_("Seal as"),
        widget=forms.RadioSelect,
        choices=Seal.choices,
        error_messages={"required": _("Choose why this record is sealed.")},
    )


class OfficerForm(forms.Form):
    """Somebody by his service number."""

    service_number = forms.CharField(
        label=_("Service number of the officer"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def clean_service_number(self) -> Any:
        """The officer himself."""
        officer = User.objects.filter(
            username=self.cleaned_data["service_number"], is_active=True
        ).first()
        if officer is None:
            raise forms.ValidationError(_("Nobody signs in with this service number."))
        return officer


class BecauseForm(forms.Form):
    """Why a row is struck out, or a record withdrawn."""

    because = forms.CharField(
        label=_("Why?"),
        max_length=200,
        min_length=4,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

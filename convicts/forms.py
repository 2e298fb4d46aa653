from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.seals import Seal
from audit.forms import PurposeForm
from convicts.models import Duplicate, Mark, Method, Status
from convicts.searching import Filters
from firs.sections import CrimeHead
from people.names import Gender
from stations.choices import proper_district

OLDEST_AGE = 120


class LookUpForm(PurposeForm):
    """A search of the CRO's file: one box, what else is known of him, and why."""

    text = forms.CharField(
        label=_("Who?"),
        required=False,
        max_length=120,
        min_length=3,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "dir": "auto", "autofocus": True}
        ),
        help_text=_("CNIC or part of one, name, phone, FIR 123/24, or CRO reference."),
    )
    district = forms.CharField(
        label=_("District"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "districts", "autocomplete": "off", "dir": "auto"}),
    )
    gender = forms.ChoiceField(
        label=_("Gender"), required=False, choices=[("", "—"), *Gender.choices]
    )
    age_from = forms.IntegerField(
        label=_("Age from"), required=False, min_value=0, max_value=OLDEST_AGE
    )
    age_to = forms.IntegerField(
        label=_("Age to"), required=False, min_value=0, max_value=OLDEST_AGE
    )
    mark = forms.ChoiceField(
        label=_("Mark"), required=False, choices=[("", "—"), *Mark.Kind.choices]
    )
    mark_place = forms.ChoiceField(
        label=_("Where"), required=False, choices=[("", "—"), *Mark.Place.choices]
    )
    method = forms.ModelChoiceField(
        Method.objects.order_by("position", "code"),
        label=_("Modus operandi"),
        required=False,
        empty_label="—",
    )
    crime_head = forms.ChoiceField(
        label=_("Offence head"), required=False, choices=[("", "—"), *CrimeHead.choices]
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", "—"), *Status.choices]
    )

    FILTERS = (
        *("district", "gender", "age_from", "age_to", "mark", "mark_place", "method"),
        *("crime_head", "status"),
    )
    field_order = ("text", *FILTERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        method: Any = self.fields["method"]
        method.label_from_instance = lambda one: one.local_name

    def clean_district(self) -> str:
        """The district's proper name where an alias is known; otherwise as it was typed."""
        return proper_district(self.cleaned_data["district"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("age_from"), given.get("age_to")
        if first is not None and last is not None and first > last:
            self.add_error("age_to", _("The second age is below the first."))
        if not self.errors and not given["text"] and not self.filters:
            self.add_error("text", _("Type whom you look for, or choose what is known of him."))
        return given

    @property
    def filters(self) -> Filters:
        """What else is known of him; of a valid form only."""
        given = {name: self.cleaned_data[name] for name in self.FILTERS}
        given["method"] = given["method"].pk if given["method"] else ""
        return Filters(**given)

    @property
    def is_narrowed(self) -> bool:
        """Whether something beside the box was filled in."""
        return self.is_bound and any(self[name].value() for name in self.FILTERS)


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


class PairForm(BecauseForm):
    """Whether two records are of one person, and under which of them they then lie."""

    FIRST, SECOND, DIFFERENT = "first", "second", "different"

    decision = forms.ChoiceField(
        label=_("One person?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether they are one person.")},
    )
    field_order = ("decision", "because")

    def __init__(self, *args: Any, pair: Duplicate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = gettext("One person, under %(reference)s")
        decision: Any = self.fields["decision"]
        decision.choices = [
            (self.FIRST, one % {"reference": pair.first.file_name}),
            (self.SECOND, one % {"reference": pair.second.file_name}),
            (self.DIFFERENT, gettext("Two persons")),
        ]

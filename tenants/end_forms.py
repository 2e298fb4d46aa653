"""How a registration ends, goes on, or never was."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import DayInput
from tenants.policies import LEAST_WORDS


class VacateForm(forms.Form):
    """The day on which he left."""

    on = forms.DateField(label=_("Left on"), widget=DayInput())


class RenewForm(forms.Form):
    """Until when the agreement goes on."""

    until = forms.DateField(label=_("Agreement until"), widget=DayInput())


class AnnulForm(forms.Form):
    """Why it never was so."""

    because = forms.CharField(
        label=_("Why is it annulled?"),
        min_length=LEAST_WORDS,
        max_length=200,
        help_text=_("Such as: he never moved in, registered twice."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Say in a few words why it is annulled; the police station reads it."),
        },
    )

from django import forms
from django.utils.translation import gettext_lazy as _


class LookUpForm(forms.Form):
    """A search of the CRO's file, and why."""

    text = forms.CharField(
        label=_("CNIC, CRO reference or name"),
        max_length=120,
        min_length=3,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    purpose = forms.CharField(
        label=_("Case number or reason"),
        max_length=200,
        min_length=4,
        help_text=_("Kept with your name for the auditor."),
    )

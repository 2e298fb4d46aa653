"""Guests who are expected, or stand at the desk while their papers are still to be entered."""

from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotel_eye.models import Expected
from hotel_eye.sent_once import SentOnce
from people.forms import CNICFormField, DayInput, PassportFormField, PhoneFormField

#: Nobody books longer ahead.
LONGEST_AHEAD = timedelta(days=730)
MOST_PERSONS, MOST_NIGHTS = 200, 365


class ExpectedForm(SentOnce):
    """A name and a day are enough; the rest saves typing on arrival."""

    phone = PhoneFormField(label=_("Phone"), required=False)
    cnic = CNICFormField(label=_("CNIC number"), required=False)
    passport_no = PassportFormField(label=_("Passport number"), required=False)
    persons = forms.IntegerField(
        label=_("Persons"), min_value=1, max_value=MOST_PERSONS, initial=1, required=False
    )
    nights = forms.IntegerField(
        label=_("Nights"), min_value=1, max_value=MOST_NIGHTS, initial=1, required=False
    )

    class Meta:
        model = Expected
        fields = (
            *("name", "arrives_on", "nights", "persons", "room", "phone"),
            *("cnic", "passport_no", "channel", "reference"),
        )
        widgets = {"arrives_on": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].widget.attrs.update({"dir": "ltr", "autocomplete": "off"})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("form_token", Div(*self.Meta.fields, css_class="form-grid-3"))

    def clean_arrives_on(self) -> Any:
        day = self.cleaned_data["arrives_on"]
        today = timezone.localdate()
        if day < today - timedelta(days=1):
            raise forms.ValidationError(_("This day is over. Check the guest in instead."))
        if day > today + LONGEST_AHEAD:
            raise forms.ValidationError(_("This is more than two years ahead. Check the year."))
        return day

    def clean_persons(self) -> int:
        return self.cleaned_data.get("persons") or 1

    def clean_nights(self) -> int:
        return self.cleaned_data.get("nights") or 1

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("cnic") and cleaned.get("passport_no"):
            self.add_error("passport_no", _("Give the CNIC or the passport, not both."))
        return cleaned

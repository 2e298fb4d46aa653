"""What an informant types to see his own FIR."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.text import fold_digits
from people.forms import LongSelect, PhoneFormField
from stations.models import Station

_FIRST_YEAR = 1947
_MOST_SERIAL = 10**6


class DistrictForm(forms.Form):
    """The district of the police station."""

    district = forms.ChoiceField(label=_("District"), widget=LongSelect)

    def __init__(self, *args: Any, stations: Iterable[Station], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = {one.circle.district for one in stations}
        named = sorted(((one.code, one.local_name) for one in districts), key=lambda one: one[1])
        self.fields["district"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Choose a district")),
            *named,
        ]


class NumberForm(forms.Form):
    """The number of the FIR as it stands on the copy, and the phone that was given with it."""

    number = forms.CharField(
        label=_("Number of the FIR"),
        max_length=20,
        help_text=_("As on your copy or in the message that we sent you: such as 412/26."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=_FIRST_YEAR,
        widget=forms.NumberInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    phone = PhoneFormField(
        label=_("The phone number you gave"),
        help_text=_("The one that stands in the FIR. We send a code to it; it costs you nothing."),
    )

    def clean_number(self) -> str:
        """The digits before the stroke; the year after it is the year."""
        folded = fold_digits(self.cleaned_data["number"]).replace(" ", "")
        serial, _stroke, year = folded.partition("/")
        if not _is_number(serial) or (year and not _is_number(year)):
            raise forms.ValidationError(
                _("Give the number of the FIR in figures, such as 412 or 412/26.")
            )
        return folded

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        serial, _stroke, year = cleaned.get("number", "").partition("/")
        if serial:
            cleaned["serial"] = min(int(serial), _MOST_SERIAL)
        if year:
            cleaned["year"] = int(year) + (2000 if len(year) == 2 else 0)
        if cleaned.get("year", 0) > timezone.localdate().year:
            self.add_error("year", _("This year is still to come."))
        return cleaned


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6

"""What is typed into the roznamcha: an entry by hand, and the balance that closes the day."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from firs.draft_forms import WordsField
from firs.models import BY_HAND, FIR, DiaryKind
from matching.text import fold_digits
from people.forms import DayInput
from stations.models import Station

#: More than this no station has in its cash box.
MOST_RUPEES = 1_000_000_000


class DayForm(forms.Form):
    """Which day of which station is read."""

    day = forms.DateField(label=_("Day"), required=False, widget=DayInput())


class EntryForm(forms.Form):
    """One entry by hand, in the order of the book."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in BY_HAND]
    )
    about = forms.CharField(
        label=_("Who or what"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    fir = forms.CharField(
        label=_("FIR number"),
        max_length=12,
        required=False,
        help_text=_("Such as 12/26, where the entry belongs to a case."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    words = WordsField(label=_("Entry"), rows=3, min_length=3, max_length=4000)

    def __init__(self, *args: Any, station: Station, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.station, self.user = station, user
        self.fields["kind"].initial = DiaryKind.OTHER
        self.fields["kind"].widget.attrs["data-shortcut"] = "alt+n"

    def clean_fir(self) -> FIR | None:
        """The case of this station that has the number."""
        typed = fold_digits(self.cleaned_data["fir"]).strip()
        if not typed:
            return None
        cases = FIR.objects.visible_to(self.user).filter(station=self.station)
        keys = cases.keys_of_number(typed)
        if not keys:
            raise ValidationError(gettext("Your station has no FIR of this number."))
        found: FIR = cases.get(pk=keys[0][1])
        return found


class ClosingForm(forms.Form):
    """What was counted in the cash box when the day was closed."""

    balance = forms.IntegerField(
        label=_("Cash in hand, in rupees"),
        min_value=0,
        max_value=MOST_RUPEES,
        widget=forms.NumberInput(attrs={"dir": "ltr"}),
    )
    words = WordsField(
        label=_("Remarks"),
        rows=2,
        max_length=500,
        required=False,
        help_text=_("Where it is not what the cash book says: why."),
    )

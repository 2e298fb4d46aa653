"""A list of cases, narrowed by what its address says: the lists' tabs and filters."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from firs.models import FIR, OffenceSection, State
from firs.querysets import FIRQuerySet
from firs.sections import CrimeHead
from people.forms import LongSelect
from stations.choices import stations_by_district
from stations.models import Station

TABS = {
    "open": _("Under way"),
    "mine": _("Mine"),
    "late": _("Challan late"),
    "unassigned": _("To assign"),
    "untraced": _("Untraced"),
    "all": _("All"),
}
_STATES = [(one.value, one.label) for one in State if one not in (State.DRAFT, State.DISCARDED)]
#: What is asked, and the field that is to be the same.
_SAME = {
    "head": "head",
    "state": "state",
    "station": "station",
    "officer": "investigator",
}


class FilterForm(forms.Form):
    """What a list of cases is narrowed by."""

    section = forms.ChoiceField(label=_("Section"), required=False, widget=LongSelect)
    head = forms.ChoiceField(label=_("Crime head"), required=False, widget=LongSelect)
    state = forms.ChoiceField(label=_("State"), required=False)
    station = forms.ChoiceField(label=_("Station"), required=False, widget=LongSelect)
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1947,
        max_value=2200,
        widget=forms.NumberInput(attrs={"dir": "ltr"}),
    )
    #: Who investigates, by his key: it comes in links, such as those of a head's board.
    officer = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    tab = forms.ChoiceField(
        required=False, choices=[("", ""), *TABS.items()], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, choices: dict[str, list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.fields[name].choices = [("", gettext("All")), *offered]  # type: ignore[attr-defined]


class Filters:
    """What one request asks of the list; whatever cannot be understood is not asked."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        self.user: Any = request.user
        reached = Station.objects.visible_to(self.user, Permission.SEE_FIRS)
        self.stations = list(reached.select_related("circle__district"))
        self._choices: dict[str, list[Any]] = {
            "section": _sections(),
            "head": list(CrimeHead.choices),
            "state": _STATES,
            "station": stations_by_district(self.stations),
        }
        form = FilterForm(request.GET, choices=self._choices)
        form.full_clean()
        self.asked = {
            name: value for name, value in form.cleaned_data.items() if value not in ("", None)
        }
        wanted = self.asked.pop("tab", "")
        self.tab = wanted if wanted in self._codes else ("all" if self.asked else "open")

    @property
    def is_of_many_stations(self) -> bool:
        return len(self.stations) > 1

    @property
    def form(self) -> FilterForm:
        """The form with what was understood of the request."""
        form = FilterForm(initial={**self.asked, "tab": self.tab}, choices=self._choices)
        if not self.is_of_many_stations:
            form.fields["station"].widget = forms.HiddenInput()
        return form

    @property
    def tabs(self) -> list[tuple[str, Any, str]]:
        """The tabs of this person: code, name and address; what was asked is asked there, too."""
        return [(code, TABS[code], self._url({**self.asked, "tab": code})) for code in self._codes]

    @property
    def clear_url(self) -> str:
        """The tab with nothing asked; '' where nothing is."""
        return self._url({"tab": self.tab}) if self.asked else ""

    @property
    def is_by_clock(self) -> bool:
        """Whether what is due first stands first; else what was registered last."""
        return self.tab in ("mine", "late")

    def rows(self) -> FIRQuerySet:
        """The cases that are asked for, of those that this person may see."""
        rows = FIR.objects.visible_to(self.user).with_names()
        rows = _of_tab(rows, self.tab, self.user)
        if "section" in self.asked:
            rows = rows.under([self.asked["section"]])
        if "year" in self.asked:
            rows = rows.of_year(self.asked["year"])
        same = {field: self.asked[name] for name, field in _SAME.items() if name in self.asked}
        narrowed: FIRQuerySet = rows.filter(**same)
        return narrowed

    @property
    def _codes(self) -> list[str]:
        needed = {
            "mine": Permission.INVESTIGATE_FIRS,
            "unassigned": Permission.DIRECT_FIRS,
        }
        return [code for code in TABS if code not in needed or self.user.may(needed[code])]

    def _url(self, query: dict[str, Any]) -> str:
        return f"{self.path}?{urlencode(query)}"


def _of_tab(rows: FIRQuerySet, tab: str, user: Any) -> FIRQuerySet:
    if tab == "mine":
        mine: FIRQuerySet = rows.open().filter(investigator=user.pk)
        return mine
    if tab == "late":
        return rows.overdue(timezone.now())
    if tab == "unassigned":
        waiting: FIRQuerySet = rows.filter(state=State.REGISTERED)
        return waiting
    if tab == "untraced":
        untraced: FIRQuerySet = rows.filter(state=State.UNTRACED)
        return untraced
    return rows.registered() if tab == "all" else rows.open()


def _sections() -> list[tuple[str, str]]:
    rows = OffenceSection.objects.order_by("position", "code")
    return [(one.pk, f"{one.local_text}: {one.local_title}") for one in rows]

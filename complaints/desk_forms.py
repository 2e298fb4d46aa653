"""What the list of complaints is narrowed by, and the box in which one is searched."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from complaints.categories import ComplaintCategory, Group
from complaints.models import ENDED, Complaint, Level, Reason, State
from complaints.narrowing import AGES, month_of
from people.forms import LongSelect
from stations.choices import stations_by_district
from stations.models import Station

#: Whoever asks for one of these asks for what has ended, too.
_OF_ALL = ("reason", "month", "reopened", "late")
TABS = {
    "open": _("Under way"),
    "assign": _("To assign"),
    "mine": _("Mine"),
    "objected": _("Objected"),
    "late": _("Late"),
    "all": _("All"),
}
LIGHTS = {"red": _("Past its time"), "amber": _("Due soon"), "green": _("In time")}


def categories_by_group(categories: Iterable[ComplaintCategory]) -> list[tuple[str, Any]]:
    """Categories as the choices of a list, each under its heading."""
    in_order = sorted(categories, key=lambda one: Group.values.index(one.group))
    return [
        (str(Group(group).label), [(one.code, one.local_name) for one in members])
        for group, members in groupby(in_order, key=lambda one: one.group)
    ]


class FindForm(forms.Form):
    """One box for an e-tag, a CNIC, a phone number or a name."""

    text = forms.CharField(
        label=_("E-tag, CNIC, phone or name"),
        min_length=3,
        max_length=120,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "data-shortcut": "alt+f"}
        ),
    )


def _hidden(*choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, choices=[("", ""), *choices], widget=forms.HiddenInput)


class FilterForm(forms.Form):
    """What a list is narrowed by: four lists to choose from; the rest comes in links."""

    category = forms.ChoiceField(label=_("Category"), required=False, widget=LongSelect)
    station = forms.ChoiceField(label=_("Station"), required=False, widget=LongSelect)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *State.choices]
    )
    light = forms.ChoiceField(
        label=_("Light"), required=False, choices=[("", _("All")), *LIGHTS.items()]
    )
    tab = _hidden(*TABS.items())
    officer = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    reason = _hidden(*Reason.choices)
    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", required=False, widget=forms.HiddenInput)
    level = _hidden(*Level.choices)
    age = _hidden(*((str(days), days) for days in AGES))
    reopened = _hidden(("1", ""))
    late = _hidden(("1", ""))
    call = _hidden(("1", ""))
    fir = _hidden(("1", ""))

    def __init__(self, *args: Any, choices: dict[str, list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.fields[name].choices = [("", gettext("All")), *offered]  # type: ignore[attr-defined]


class Filters:
    """What one request asks of the list; whatever cannot be understood is not asked."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        self.user: Any = request.user
        reached = Station.objects.visible_to(self.user, Permission.SEE_COMPLAINTS)
        self.stations = list(reached.select_related("circle__district"))
        self._choices = {
            "category": categories_by_group(ComplaintCategory.objects.order_by("position", "code")),
            "station": stations_by_district(self.stations),
        }
        form = FilterForm(request.GET, choices=self._choices)
        form.full_clean()
        self.asked = {
            name: value for name, value in form.cleaned_data.items() if value not in ("", None)
        }
        self.tab = self._tab(self.asked.pop("tab", ""))

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

    @cached_property
    def chips(self) -> list[tuple[str, str]]:
        """What is asked beside the four lists: in words, and the address without it."""
        words = {name: self._words(name, str(value)) for name, value in self.asked.items()}
        return [(said, self._without(name)) for name, said in words.items() if said]

    @property
    def clear_url(self) -> str:
        """The tab with nothing asked; '' where nothing is."""
        return self._url({"tab": self.tab}) if self.asked else ""

    @property
    def _codes(self) -> list[str]:
        needed = {
            "mine": Permission.WORK_COMPLAINTS,
            "objected": Permission.SUPERVISE_COMPLAINTS,
        }
        return [code for code in TABS if code not in needed or self.user.may(needed[code])]

    def _tab(self, wanted: str) -> str:
        if wanted in self._codes:
            return wanted
        of_ended = self.asked.get("state") in ENDED or any(name in self.asked for name in _OF_ALL)
        return "all" if of_ended else "open"

    def _without(self, name: str) -> str:
        left = {key: value for key, value in self.asked.items() if key != name}
        return self._url({**left, "tab": self.tab})

    def _url(self, query: dict[str, Any]) -> str:
        return f"{self.path}?{urlencode(query)}"

    def _words(self, name: str, value: str) -> str:
        if name == "officer":
            return self._officer(value)
        if name == "month":
            return date_format(month_of(value)[0], "F Y")
        if name == "age":
            return _age(int(value))
        if name == "reason":
            return str(Reason(value).label)
        if name == "level":
            return str(Level(int(value)).label)
        plain = {
            "reopened": gettext("Reopened"),
            "late": gettext("Ended after its time"),
            "call": gettext("Call overdue"),
            "fir": gettext("FIR overdue"),
        }
        return plain.get(name, "")

    def _officer(self, pk: str) -> str:
        """The officer's name, told only to whoever sees a complaint that is marked to him."""
        visible = Complaint.objects.visible_to(self.user).filter(assigned_to=pk)
        officer = User.objects.filter(pk__in=visible.values("assigned_to")[:1]).first()
        return officer.local_name if officer else gettext("Another officer")


def _age(least: int) -> str:
    older = [days for days in AGES if days > least]
    if not older:
        return gettext("%(days)d days and older") % {"days": least}
    return ngettext(
        "Open for %(least)d to %(most)d day", "Open for %(least)d to %(most)d days", older[0]
    ) % {"least": least, "most": older[0]}

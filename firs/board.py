"""What pends at a station: counts that open lists, the lists themselves, and who has how much.

Every part is one question, however many cases there are. What is sealed is counted and listed for
the officers named on it alone: ``cases`` are those that the head sees.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firs import duties
from firs.listed import MOST_LISTED, Listed, first_of, part_url
from firs.lock_up import Held, held_in
from firs.models import FIR, OPEN, PENDING, UNREPORTED, Accused, State
from firs.querysets import FIRQuerySet
from screen.navigation import Tile

#: What the address of the page of the day calls the whole of that list.
TO_SIGN = "to-sign"


@dataclass(slots=True)
class Counts:
    """How many cases pend, by their state: of a station, or of an officer."""

    states: Counter[str] = field(default_factory=Counter)
    #: Those whose challan is late.
    late: Counter[str] = field(default_factory=Counter)
    reviews_overdue: int = 0

    @property
    def open(self) -> int:
        return sum(self.states[state] for state in OPEN)

    @property
    def challans_late(self) -> int:
        return sum(self.late.values())

    def add(self, row: dict[str, Any]) -> None:
        """Add one row of `counted`."""
        self.states[row["state"]] += row["number"]
        self.late[row["state"]] += row["late"]
        self.reviews_overdue += row["reviews"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: how many there are, and how many of them are late."""

    label: str
    number: int
    late: int
    url: str
    #: In hundredths of the longest bar of its chart.
    width: float
    late_width: float


def counted(cases: FIRQuerySet, by: tuple[str, ...], at: datetime) -> Iterator[dict[str, Any]]:
    """How many cases pend by ``by`` and state, how many challans and reviews are late."""
    late = Q(state__in=[*UNREPORTED], report_due_at__lt=at)
    reviews = Q(state=State.UNTRACED, review_due_on__lt=timezone.localdate(at))
    rows = cases.filter(state__in=[*PENDING]).order_by().values(*by, "state")
    yield from rows.annotate(
        number=Count("pk"), late=Count("pk", filter=late), reviews=Count("pk", filter=reviews)
    )


def list_url(**query: Any) -> str:
    """The list of cases that a number counts."""
    return f"{_list()}?{urlencode(query)}"


@cache
def _list() -> str:
    # Asked for every number of every station.
    return reverse("firs:list")


class Board:
    """The board of a station's head at one moment."""

    def __init__(self, cases: FIRQuerySet, *, at: datetime) -> None:
        self.cases = cases
        self.at = at

    @cached_property
    def tiles(self) -> list[Tile]:
        """What needs the head: what is late first, then what waits for him."""
        total = self._total
        held_late = sum(one.is_late for one in self.lock_up)
        return [
            _tile(_("Challans late"), total.challans_late, "#late", "alarm-fill", "bad"),
            _tile(_("Custody past its time"), held_late, "#lock-up", "person-lock", "bad"),
            _tile(_("Reports to sign"), self.to_sign.number, "#to-sign", "pen"),
            _tile(_("Cases to mark"), self.to_assign.number, "#to-assign", "person-plus"),
            _tile(_("Reviews overdue"), self.reviews.number, "#reviews", "arrow-clockwise"),
            _tile(_("FIR drafts"), self.drafts.number, "#drafts", "file-earmark-text"),
        ]

    @cached_property
    def by_state(self) -> list[Bar]:
        """Open and untraced cases by where they stand."""
        total = self._total
        return _bars(
            (str(state.label), total.states[state], total.late[state], {"state": state.value})
            for state in (*OPEN, State.UNTRACED)
        )

    @cached_property
    def by_officer(self) -> list[Bar]:
        """Open cases by who investigates them, the most loaded first."""
        loads = (
            (name, counts.open, counts.challans_late, {"tab": "open", "officer": pk})
            for (pk, name), counts in self._of_officers.items()
            if pk is not None
        )
        return _bars(sorted(loads, key=lambda one: (-one[1], one[0])))

    @cached_property
    def to_sign(self) -> Listed:
        """Reports that wait for his signature, the most pressing first."""
        waiting = duties.in_order(duties.to_sign(self.cases, self.at))
        return first_of(waiting, part_url("station", TO_SIGN))

    @cached_property
    def to_assign(self) -> Listed:
        """Cases that nobody investigates, the longest waiting first."""
        rows = self.cases.filter(state=State.REGISTERED).order_by("registered_at", "pk")
        url = list_url(state=State.REGISTERED.value)
        return _listed(rows, self._total.states[State.REGISTERED], url)

    @cached_property
    def late(self) -> list[tuple[str, list[FIR]]]:
        """Late challans by officer, the longest overdue first; of all as many as are listed."""
        rows = self.cases.overdue(self.at).with_names().order_by("report_due_at", "pk")
        found: dict[str, list[FIR]] = defaultdict(list)
        for fir in rows[:MOST_LISTED]:
            found[fir.investigator.local_name if fir.investigator else ""].append(fir)
        return list(found.items())

    @cached_property
    def lock_up(self) -> list[Held]:
        """Who is in police custody, whose time ends first standing first."""
        return held_in(self.cases, self.at)

    @cached_property
    def looked_for(self) -> Listed:
        """Absconders and proclaimed offenders, the longest looked for first."""
        rows = Accused.objects.looked_for().filter(fir__in=self.cases.registered().values("pk"))
        in_turn = rows.select_related("fir").order_by("position_at", "pk")
        return Listed(list(in_turn[:MOST_LISTED]), rows.count())

    @cached_property
    def reviews(self) -> Listed:
        """Untraced cases whose fortnight is over, the longest overdue first."""
        yesterday = timezone.localdate(self.at) - timedelta(days=1)
        rows = self.cases.review_due(yesterday).order_by("review_due_on", "pk")
        return _listed(rows, self._total.reviews_overdue, list_url(tab="untraced"))

    @cached_property
    def drafts(self) -> Listed:
        """Drafts that wait to be registered, the oldest first."""
        rows = self.cases.drafts().order_by("made_at", "pk")
        return _listed(rows, self._total.states[State.DRAFT], reverse("firs:drafts"))

    @property
    def late_count(self) -> int:
        return self._total.challans_late

    @property
    def late_is_cut(self) -> bool:
        return self.late_count > MOST_LISTED

    @property
    def late_url(self) -> str:
        """All late challans."""
        return list_url(tab="late")

    @cached_property
    def _total(self) -> Counts:
        total = Counts()
        for counts in self._of_officers.values():
            total.states += counts.states
            total.late += counts.late
            total.reviews_overdue += counts.reviews_overdue
        return total

    @cached_property
    def _of_officers(self) -> dict[tuple[int | None, str], Counts]:
        found: dict[tuple[int | None, str], Counts] = defaultdict(Counts)
        officer = ("investigator", "investigator__name", "investigator__name_ur")
        for row in counted(self.cases, officer, self.at):
            pk, name, name_ur = (row[part] for part in officer)
            found[pk, local_name(name, name_ur)].add(row)
        return found


def local_name(name: str | None, name_ur: str | None) -> str:
    """A name that was asked for without its record, in the reader's language."""
    return name_ur if name_ur and get_language() == "ur" else name or ""


def _listed(rows: FIRQuerySet, number: int, url: str) -> Listed:
    return Listed(list(rows.with_names()[:MOST_LISTED]), number, url)


def _bars(lines: Iterable[tuple[str, int, int, dict[str, Any]]]) -> list[Bar]:
    there = [line for line in lines if line[1]]
    longest = max((number for _label, number, _late, _query in there), default=1)
    return [
        Bar(
            label,
            number,
            late,
            list_url(**query),
            round(100 * number / longest, 1),
            round(100 * late / longest, 1),
        )
        for label, number, late, query in there
    ]


def _tile(label: str, number: int, url: str, icon: str, tone: str = "waits") -> Tile:
    return Tile(label, number, url, icon, tone=tone if number else "plain")

"""The stations under a supervisor: what pends at each, and what was put before him."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from complaints.models import Level
from complaints.querysets import rung_of
from firs.board import Counts, counted, list_url
from firs.listed import MOST_LISTED, Listed
from firs.lock_up import count_held
from firs.models import Accused, FinalReport, State
from firs.querysets import FIRQuerySet
from screen.navigation import Tile
from stations.models import Station


@dataclass(frozen=True, slots=True)
class Line:
    """One station of the table."""

    station: Station
    counts: Counts
    open: int
    challans_late: int
    to_sign: int
    held: int
    held_late: int
    looked_for: int

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all pends there."""
        pending = sum(self.counts.states.values())
        return not (pending or self.to_sign or self.held or self.looked_for)

    @property
    def unassigned(self) -> int:
        return self.counts.states[State.REGISTERED]

    @property
    def drafts(self) -> int:
        return self.counts.states[State.DRAFT]

    @property
    def is_late(self) -> bool:
        """Whether something there is past its time."""
        return bool(self.challans_late or self.held_late or self.counts.reviews_overdue)

    def url(self, **query: Any) -> str:
        """The list of the cases that a number of this station counts."""
        return list_url(**query, station=self.station.pk)

    @property
    def open_url(self) -> str:
        return self.url(tab="open")

    @property
    def late_url(self) -> str:
        return self.url(tab="late")

    @property
    def unassigned_url(self) -> str:
        return self.url(tab="open", state=State.REGISTERED.value)

    @property
    def untraced_url(self) -> str:
        return self.url(tab="untraced")


class RollUp:
    """What a supervisor reads at one moment; ``cases`` are those that he sees."""

    def __init__(
        self, user: Any, cases: FIRQuerySet, stations: Iterable[Station], *, at: datetime
    ) -> None:
        self.user = user
        self.cases = cases
        self.stations = list(stations)
        self.at = at

    @property
    def lines(self) -> list[Line]:
        """The stations where something pends, those with the most late challans first."""
        return [one for one in self._lines if not one.is_quiet]

    @property
    def quiet(self) -> list[Station]:
        """The stations where nothing does."""
        return [one.station for one in self._lines if one.is_quiet]

    @cached_property
    def _lines(self) -> list[Line]:
        return sorted(
            map(self._line, self.stations),
            key=lambda one: (
                -one.challans_late,
                -one.held_late,
                -one.open,
                one.station.local_name,
            ),
        )

    @cached_property
    def tiles(self) -> list[Tile]:
        """The numbers of all his stations together."""
        numbers = (
            (_("Put before you"), self.put_before.number, "#put-before", "arrow-up-circle"),
            (
                _("Challans late"),
                sum(one.challans_late for one in self._lines),
                list_url(tab="late"),
                "alarm-fill",
            ),
            (
                _("Custody past its time"),
                sum(one.held_late for one in self._lines),
                "#stations",
                "person-lock",
            ),
            (
                _("Reviews overdue"),
                sum(one.counts.reviews_overdue for one in self._lines),
                "#stations",
                "arrow-clockwise",
            ),
        )
        return [
            Tile(label, number, url, icon, tone="bad" if number else "plain")
            for label, number, url, icon in numbers
        ]

    @cached_property
    def put_before(self) -> Listed:
        """Late challans that came up to his rung, or beyond; the longest overdue first."""
        rows = put_before(self.user, self.cases, self.at)
        in_turn = rows.with_names().order_by("report_due_at", "pk")
        return Listed(list(in_turn[:MOST_LISTED]), rows.count(), list_url(tab="late"))

    def _line(self, station: Station) -> Line:
        held, held_late = self._held
        pk = station.pk
        counts = self._counts[pk]
        return Line(
            station,
            counts,
            counts.open,
            counts.challans_late,
            self._to_sign[pk],
            held[pk],
            held_late[pk],
            self._looked_for[pk],
        )

    @cached_property
    def _counts(self) -> defaultdict[int, Counts]:
        found: defaultdict[int, Counts] = defaultdict(Counts)
        for row in counted(self.cases, ("station",), self.at):
            found[row["station"]].add(row)
        return found

    @cached_property
    def _to_sign(self) -> Counter[int]:
        return self._by_station(FinalReport.objects.filter(signed_at=None, sent_back_at=None))

    @cached_property
    def _looked_for(self) -> Counter[int]:
        rows = Accused.objects.looked_for().filter(station__in=self.stations)
        plain = rows.unsealed_to(self.user).order_by().values("station")
        counts = plain.annotate(number=Count("pk")).values_list("station", "number")
        return Counter(dict(counts)) + self._by_station(rows.exclude(sealed_as=""))

    @cached_property
    def _held(self) -> tuple[Counter[int], Counter[int]]:
        return count_held(self.cases.registered(), self.at)

    def _by_station(self, rows: Any) -> Counter[int]:
        # These rows are few, and the cases many: of each its own case is looked up.
        case = self.cases.registered().filter(pk=OuterRef("fir")).values("station")
        return Counter(rows.order_by().annotate(at=Subquery(case)).values_list("at", flat=True))


def put_before(user: Any, cases: FIRQuerySet, at: datetime) -> FIRQuerySet:
    """Late challans that have come up to this supervisor; none comes higher than the DPO."""
    rung = min(rung_of(user), Level.DISTRICT)
    found: FIRQuerySet = cases.overdue(at).filter(escalated_to__gte=max(rung, Level.CIRCLE))
    return found

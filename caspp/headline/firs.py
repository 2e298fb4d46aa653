"""Three years of FIRs with everything that belongs to them, as the actions of `firs` leave them.

Three of five come from complaints that ended so, where those are loaded; the others were brought
to the gate of the station, or are the police's own. Whoever is looked for has no listing.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Q

from caspp.headline import span, tables
from caspp.headline.cases import investigating, registering
from caspp.headline.cases.case import Case
from caspp.headline.cases.scene import Scene
from caspp.headline.homes import homes_of
from caspp.headline.officers import officers_at
from caspp.headline.tables import Batch, Row
from complaints.models import Complaint, Respondent
from complaints.models import State as ComplaintState
from firs import models
from firs.models import State
from stations.models import Station
from synthetic.firs import kinds_of
from synthetic.stock import Weighted

#: So many FIRs are held in memory at once, with all their rows.
AT_ONCE = 2_000
#: One draft for so many FIRs lies at the stations, the oldest for two days.
FIRS_PER_DRAFT, DRAFT_HOURS, DISCARDED = 400, 48, 0.1
#: From the end of a complaint to the number of its FIR in hours, at most.
MOST_HOURS = 5.0

#: What the history keeps of a row that is inserted, and of which tables it keeps nothing then.
REMEMBERED = (
    *(models.FIR, models.FIRSection, models.Accused, models.Witness, models.Victim),
    *(models.StolenThing, models.Vehicle, models.Mobile, models.Assignment, models.Arrest),
    *(models.Remand, models.Process, models.CaseItem, models.RoadCertificate, models.Forensic),
    *(models.FinalReport, models.Review),
)
NOT_REMEMBERED = (
    *(models.DiaryEntry, models.Entry, models.CaseDiary, models.Statement, models.Movement),
)
MODELS = (*REMEMBERED, *NOT_REMEMBERED)
#: What an FIR keeps of its complaint, under the same names.
_AS_COMPLAINED = (
    *(*Complaint.IDENTITY_FIELDS, "station_id", "language", "address", "is_identity_hidden"),
    *("occurred_from", "occurred_to", "place", "latitude", "longitude", "property_lost"),
    *("property_value", "sealed_as"),
)
_ASKED = (
    *(*_AS_COMPLAINED, "id", "category_id", "lodged_at", "decided_at", "decided_by_id"),
    *("details", "late_because"),
)
_GIVE_NUMBERS = """
UPDATE complaints_complaint AS one SET fir_no = given.number
FROM unnest(%s::bigint[], %s::text[]) AS given (id, number) WHERE one.id = given.id
"""

#: When somebody comes, with which complaint, and whether it stays a draft.
Arrival = tuple[datetime, Row | None, bool]


def load_firs(
    count: int,
    *,
    at: datetime,
    seed: int = span.SEED,
    step: Callable[[int], object] = lambda _: None,
) -> None:
    """Load so many registered FIRs of the last years up to ``at``, and some drafts.

    Complaints that ended as FIRs and have none become the first of them. ``step`` hears of each
    batch. The tables of cases must be empty.
    """
    years = _Years(at, seed)
    tables.pour(years.batches(count, step), _write, between=years.read_on)
    years.scene.books.keep_numbers()


def _write(server: Any, batch: Batch) -> None:
    with tables.as_replica(server):
        for model in MODELS:
            tables.copy(server, model._meta.db_table, batch[model._meta.db_table])
        for model in REMEMBERED:
            if rows := batch[model._meta.db_table]:
                tables.remember(server, model, [row["id"] for row in rows])
    for table in ("documents_series", "accounts_sealkey", "complaints_entry"):
        tables.copy(server, table, batch[table])
    if told := batch["complaints_complaint"]:
        with server.cursor() as cursor:
            cursor.execute(_GIVE_NUMBERS, [[row["id"] for row in told],
                                           [row["fir_no"] for row in told]])  # fmt: skip


class _Years:
    """The country's stations over the years: who comes to them, and what is made of it."""

    def __init__(self, at: datetime, seed: int) -> None:
        self.at = at
        self.since = span.since(at)
        stations = list(Station.objects.with_place())
        self.stations = {one.pk: one for one in stations}
        self.officers = officers_at(stations, since=self.since, seed=seed)
        self.homes = homes_of(stations)
        self.districts = Weighted(
            [(name, weight) for name, (weight, _stations) in self.homes.items()]
        )
        self.scene = Scene(at, seed)
        self.scene.books.reserve(*(model._meta.db_table for model in MODELS))
        self.dice = Random(f"arrivals {seed}").random
        self.drafts_since = at - timedelta(hours=MOST_HOURS)
        ended = Complaint.objects.filter(state=ComplaintState.CONVERTED, fir=None)
        self.ended = ended.order_by("decided_at", "pk")
        self.complaints: deque[Row] = deque()
        self.last = (self.since - timedelta(days=1), 0)
        #: So many of the complaints are still to become FIRs.
        self.wanted = 0

    def batches(self, count: int, step: Callable[[int], object]) -> Iterator[Batch]:
        """The rows of so many FIRs in the order of time, a batch at a time."""
        self.read_on()
        ended = self.ended.filter(decided_at__lt=self.drafts_since).count()
        made, self.wanted = 0, min(ended, count)
        arrivals = heapq.merge(
            self._fresh(count - self.wanted),
            self._complained(),
            self._drafts(count // FIRS_PER_DRAFT),
            key=lambda one: one[0],
        )
        for arrived_at, complaint, is_draft in arrivals:
            self.scene.live_until(arrived_at)
            self._take_down(arrived_at, complaint, is_draft)
            made += not is_draft
            if made == AT_ONCE:
                yield self.scene.books.hand_over()
                step(made)
                made = 0
        self.scene.live_until(self.at)
        yield self.scene.books.hand_over()
        step(made)

    def read_on(self) -> None:
        """Read so many of the complaints that became FIRs that a batch never lacks one."""
        missing = 2 * AT_ONCE - len(self.complaints)
        at, pk = self.last
        rows = self.ended.filter(Q(decided_at__gt=at) | Q(decided_at=at, pk__gt=pk))
        found = list(rows.values(*_ASKED)[:missing]) if missing > 0 else []
        if not found:
            return
        self.last = (found[-1]["decided_at"], found[-1]["id"])
        keys = [one["id"] for one in found]
        named = Respondent.objects.filter(complaint__in=keys).exclude(name="")
        names = dict(named.values_list("complaint_id", "name"))
        self.complaints.extend({**one, "named": names.get(one["id"], "")} for one in found)

    def _fresh(self, count: int) -> Iterator[Arrival]:
        every = (self.drafts_since - self.since) / max(count, 1)
        for number in range(count):
            yield self.since + every * (number + self.dice()), None, False

    def _complained(self) -> Iterator[Arrival]:
        while self.complaints:
            one = self.complaints.popleft()
            is_draft = one["decided_at"] >= self.drafts_since
            if not is_draft and self.wanted == 0:
                return
            self.wanted -= not is_draft
            yield one["decided_at"], one, is_draft

    def _drafts(self, count: int) -> Iterator[Arrival]:
        hours = sorted(DRAFT_HOURS * self.dice() for _ in range(count))
        for ago in reversed(hours):
            yield self.at - timedelta(hours=ago), None, True

    def _take_down(self, at: datetime, complaint: Row | None, is_draft: bool) -> None:
        """Begin the case; whatever becomes of it is planned."""
        case = self._from_complaint(complaint) if complaint else self._brought(at)
        made_at = case.row["made_at"]
        if is_draft:
            if complaint is None and self.dice() < DISCARDED:
                case.row["state"] = State.DISCARDED
            self.scene.later(made_at, registering.keep_draft, case)
            return
        most = 0.8 if complaint is None else MOST_HOURS
        registering.sign(self.scene, case, self.scene.after(made_at, 0.1, most))
        investigating.follow(self.scene, case)

    def _brought(self, at: datetime) -> Case:
        """Somebody comes to the gate, or a patrol sends its report."""
        district = self.districts.draw(self.dice)
        station = self.homes[district][1].draw(self.dice)
        told = self.scene.informants.tell(district, year=at.year)
        officers = self.officers[station.pk]
        made_at = min(self.scene.after(at, 0.05, 0.3), self.at)
        return registering.take_down(
            self.scene, told, station, officers, reported_at=at, made_at=made_at
        )

    def _from_complaint(self, one: Row) -> Case:
        """What the complainant said, word for word."""
        station = self.stations[one["station_id"]]
        at = one["decided_at"]
        told = self.scene.informants.tell(
            station.circle.district.name,
            year=at.year,
            kind=kinds_of(one["category_id"]).draw(self.dice),
            language=one["language"],
            accused=one["named"],
        )
        as_complained = {
            **{name: one[name] for name in _AS_COMPLAINED},
            "complaint_id": one["id"],
            "narrative": one["details"],
            "steps_taken": one["late_because"],
            "made_by_id": one["decided_by_id"],
            "changed_by_id": one["decided_by_id"],
        }
        return registering.take_down(
            self.scene,
            told,
            station,
            self.officers[station.pk],
            reported_at=one["lodged_at"],
            made_at=at,
            complaint=as_complained,
        )

"""Years of the whole country's invented records by COPY, for benchmarks and full-size trials.

What is loaded is what `complaints.actions` would have left: routed and with clocks by
`complaints.routing`, under real e-tags, with history and seals. No messages and no events.
"""

import io
import resource
import sys
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone
from psycopg2 import sql

from accounts.models import Posting, User
from accounts.roles import Role
from caspp import demo
from complaints import routing
from complaints.categories import ComplaintCategory
from complaints.models import Channel, Complaint, Level, Post, Reason, State
from documents import numbers
from documents.models import Series
from stations.models import Station
from synthetic import people
from synthetic.complaints import BY_STRANGERS, Story, stories
from synthetic.districts import district_named
from synthetic.stock import Weighted

SCALES = {"headline": 895_899, "hundredth": 8_959}
SEED = 26
YEARS = 3
#: So many complaints are held in memory at once.
AT_ONCE = 10_000
#: The share of all complaints that the demonstration's station has.
KOHSAR_SHARE = 0.02
#: The share that is still open, by age in days: 1.5 of a hundred over three years.
STILL_OPEN = ((3, 0.93), (10, 0.55), (30, 0.25), (90, 0.055), (10_000, 0.0))
TABLES = (
    *("complaints_complaint", "complaints_entry", "complaints_respondent", "complaints_tally"),
    "accounts_sealkey",
)

_CHANNELS = Weighted(
    [(Channel.ONLINE, 40), (Channel.FRONT_DESK, 38), (Channel.KHIDMAT, 8), (Channel.CALL_15, 9),
     (Channel.CALL_1787, 3), (Channel.PATROL, 2)]
)  # fmt: skip
_POSTS = Weighted([(Post.STATION, 70), (Post.UNKNOWN, 14), (Post.SDPO, 12), (Post.DPO, 4)])
_REASONS = Weighted(
    [(Reason.RESOLVED, 40), (Reason.SETTLED, 16), (Reason.CIVIL, 10), (Reason.FALSE, 5),
     (Reason.WITHDRAWN, 9), (Reason.UNREACHABLE, 8), (Reason.NO_EVIDENCE, 9),
     (Reason.DUPLICATE, 3)]
)  # fmt: skip
_OPEN_AS = Weighted(
    [(State.RECEIVED, 14), (State.ASSIGNED, 62), (State.WAITING, 16), (State.OBJECTED, 8)]
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Officers:
    """By number, who works on the complaints of one station."""

    sho: int
    investigators: list[int]
    sdpo: int
    dpo: int
    command: int

    def head(self, level: int) -> int:
        """Who answers for a complaint of this level."""
        heads = {Level.STATION: self.sho, Level.CIRCLE: self.sdpo, Level.DISTRICT: self.dpo}
        return heads.get(Level(level), self.command)


@dataclass(slots=True)
class Batch:
    """Rows on their way into the tables."""

    complaints: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    respondents: list[Row] = field(default_factory=list)
    keys: list[Row] = field(default_factory=list)


def load_complaints(
    count: int, *, at: datetime, seed: int = SEED, step: Callable[[int], object] = lambda _: None
) -> None:
    """Load so many complaints of the last years up to ``at``; ``step`` hears of each batch."""
    desk = _Desk(at, seed)
    rows = desk.complaints(count)
    # While PostgreSQL takes one batch, the next is made.
    with ThreadPoolExecutor(1) as copier:
        connection.ensure_connection()
        server = connection.connection
        under_way: Future[None] | None = None
        while made := list(islice(rows, AT_ONCE)):
            batch = desk.batch(made)
            if under_way is not None:
                under_way.result()
            under_way = copier.submit(_copy_batch, server, batch)
            step(len(made))
        if under_way is not None:
            under_way.result()
    desk.keep_numbers()


def settle() -> None:
    """Clear up behind the load, as the database itself would within hours."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))


def peak_mb() -> float:
    """The most memory this program ever held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


class _Desk:
    """Every station's desk over the years: it takes complaints in and says what became of them."""

    def __init__(self, at: datetime, seed: int) -> None:
        self.at = at
        self.since = at - timedelta(days=365 * YEARS)
        self.seed = seed
        self.random = Random(f"headline {seed}")
        self.dice = self.random.random
        self.stations = list(Station.objects.with_place())
        self.officers = _officers(self.stations, self.since, seed)
        self.categories = {one.code: one for one in ComplaintCategory.objects.all()}
        self.homes = _homes(self.stations)
        self.series = dict(Series.objects.values_list("name", "last"))
        self.last_id = Complaint.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self.zone = timezone.get_default_timezone()

    def complaints(self, count: int) -> Iterator[tuple[Story, datetime]]:
        """Stories in the order in which they were brought, evenly over the years."""
        districts = [(name, weight) for name, (weight, _stations) in self.homes.items()]
        every = (self.at - self.since) / count
        told = stories(count, seed=self.seed, districts=districts)
        for number, story in enumerate(told):
            yield story, self.since + every * (number + self.dice())

    def batch(self, told: Iterable[tuple[Story, datetime]]) -> Batch:
        """The rows of these stories."""
        batch = Batch()
        for story, lodged_at in told:
            self._take_in(batch, story, lodged_at)
        return batch

    def keep_numbers(self) -> None:
        """The next e-tag and the next row follow those that were loaded."""
        Series.objects.bulk_create(
            [Series(name=name, last=last) for name, last in self.series.items()],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["last"],
        )
        with connection.cursor() as cursor:
            sequence = "SELECT setval(pg_get_serial_sequence('complaints_complaint', 'id'), %s)"
            cursor.execute(sequence, [max(self.last_id, 1)])

    def _take_in(self, batch: Batch, story: Story, lodged_at: datetime) -> None:
        category = self.categories[story.category]
        station: Station = self.homes[story.complainant.district][1].draw(self.dice)
        officers = self.officers[station.pk]
        post = _POSTS.draw(self.dice) if category.against_police else ""
        way = routing.route(
            category,
            is_juvenile=routing.is_juvenile(story.complainant, lodged_at.date()),  # type: ignore[arg-type]
            is_accused_known=bool(story.accused),
            posts=[post] if post else [],
        )
        self.last_id += 1
        row = {
            **self._as_told(story, lodged_at),
            "id": self.last_id,
            "category_id": category.code,
            "station_id": station.pk,
            "level": int(way.level),
            "sealed_as": way.sealed_as,
            **self._clocks(way, lodged_at),
        }
        batch.complaints.append(row)
        _enter(batch, row, "lodged", lodged_at, None)
        self._work(batch, row, officers, category)
        if row["is_accused_known"] or post:
            batch.respondents.append(self._respondent(row, story, post, officers))
        if way.sealed_as:
            batch.keys += _keys(row, officers)

    def _as_told(self, story: Story, lodged_at: datetime) -> Row:
        person = story.complainant
        is_online = self.dice() < 0.4
        return {
            **_NOTHING_YET,
            **{name: getattr(person, name) for name in Complaint.IDENTITY_FIELDS},
            "e_tag": self._e_tag(lodged_at),
            "form_token": uuid.UUID(int=self.random.getrandbits(128), version=4),
            "channel": Channel.ONLINE if is_online else _CHANNELS.draw(self.dice),
            "language": story.language,
            "lodged_at": lodged_at,
            "address": person.address,
            "occurred_from": lodged_at - timedelta(hours=story.hours_ago),
            "place": story.place,
            "details": story.details,
            "property_lost": story.property_lost,
            "property_value": story.property_value or None,
            "is_accused_known": bool(story.accused),
        }

    def _e_tag(self, lodged_at: datetime) -> str:
        local = lodged_at.astimezone(self.zone)
        name = f"e-tag {local:%Y}"
        self.series[name] = serial = self.series.get(name, 0) + 1
        day = f"{local:%d%m%y}"
        return f"{day}-{numbers.with_check_digit(f'{day}{serial:07d}')[6:]}"

    def _clocks(self, way: routing.Route, lodged_at: datetime) -> Row:
        clocks: Any = SimpleNamespace()
        routing.set_clocks(clocks, way, at=lodged_at)
        called_at = lodged_at + timedelta(hours=way.call_hours * (0.1 + self.dice()))
        is_called = called_at < self.at and self.dice() < 0.92
        return {**vars(clocks), "called_at": called_at if is_called else None}

    def _work(
        self, batch: Batch, row: Row, officers: Officers, category: ComplaintCategory
    ) -> None:
        """Mark it to an officer, and let it end or stay open."""
        head = officers.head(row["level"])
        state = self._open_state(row) if self._is_open(row) else _ended_as(category, self.dice)
        if row["level"] > Level.STATION and state in (State.CONVERTED, State.DIARIED):
            state = State.CLOSED
        if state != State.RECEIVED:
            officer = head
            if row["level"] == Level.STATION and not row["sealed_as"] and self.dice() < 0.85:
                officer = officers.investigators[int(self.dice() * len(officers.investigators))]
            at = self._between(row["lodged_at"], 0.05)
            row |= {"assigned_at": at, "assigned_by_id": head, "assigned_to_id": officer}
            _enter(batch, row, "assigned", at, head, officer)
        row["state"] = state
        if state == State.WAITING:
            _enter(batch, row, "question", self._between(row["assigned_at"], 0.3), head)
        elif state == State.VERIFYING:
            _enter(batch, row, "reported", self._between(row["assigned_at"], 0.5), head)
        elif state not in (State.RECEIVED, State.ASSIGNED):
            self._end(batch, row, head, category)

    def _end(self, batch: Batch, row: Row, head: int, category: ComplaintCategory) -> None:
        """How it ended, in time or not, and what the complainant says to it."""
        state = row["state"]
        ended_as = State.CLOSED if state == State.OBJECTED else state
        within = row["due_at"] - row["lodged_at"]
        share = 1.05 + 4 * self.dice() if self.dice() < 0.14 else 0.1 + 0.85 * self.dice()
        at = max(min(row["lodged_at"] + within * share, self.at), row["assigned_at"])
        row |= {
            "decided_at": at,
            "decided_by_id": head,
            "is_late": at > row["due_at"],
            "late_because": "Witnesses could not be reached." if at > row["due_at"] else "",
            "reopened_count": int(self.dice() < 0.02),
        }
        if ended_as == State.CLOSED:
            row |= {
                "reason": self._reason(row, category),
                "reason_words": "The station explained it to me.",
            }
        elif ended_as == State.REFERRED:
            to = category.refer_to or "other"
            row |= {"referred_to": to, "reason_words": "That office can help you."}
        elif ended_as == State.DIARIED:
            diary = f"{1 + int(self.dice() * 60)}/{at:%d-%m-%Y}"
            row |= {"diary_no": diary, "court": "Magistrate Section 30",
                    "reason_words": "The court must order an investigation."}  # fmt: skip
        _enter(batch, row, ended_as, at, head)
        if state == State.OBJECTED:
            row["objected_at"] = objected_at = self._between(at, 0.5)
            within = timedelta(hours=category.hours)
            row |= {"due_at": objected_at + within, "amber_at": objected_at + within * 3 / 4}
            _enter(batch, row, "objected", objected_at, None)
        elif self.dice() < 0.3:
            row["rating"] = min(5, 2 + int(self.dice() * 4))

    def _is_open(self, row: Row) -> bool:
        days = (self.at - row["lodged_at"]).days
        share = next(share for until, share in STILL_OPEN if days < until)
        return self.dice() < share

    def _open_state(self, row: Row) -> State:
        state = _OPEN_AS.draw(self.dice)
        is_about_police = row["level"] > Level.STATION
        return State.VERIFYING if is_about_police and state == State.WAITING else state

    def _reason(self, row: Row, category: ComplaintCategory) -> Reason:
        reason = _REASONS.draw(self.dice)
        if reason not in (Reason.SETTLED, Reason.CIVIL):
            return reason
        if row["level"] > Level.STATION:
            return Reason.PROVEN
        return Reason.RESOLVED if category.is_cognizable else reason

    def _between(self, start: datetime, share: float) -> datetime:
        """A moment after ``start`` and before now."""
        most = min(self.at - start, timedelta(days=4))
        return start + most * share * self.dice()

    def _respondent(self, row: Row, story: Story, post: str, officers: Officers) -> Row:
        accused = {"complaint_id": row["id"], "name": story.accused, "post": post, "belt_no": ""}
        if post == Post.STATION and self.dice() < 0.25:
            one_of = [officers.sho, *officers.investigators]
            return {**accused, "user_id": one_of[int(self.dice() * len(one_of))], "belt_no": "0"}
        return {**accused, "user_id": None}


def _ended_as(category: ComplaintCategory, dice: Callable[[], float]) -> State:
    """How complaints of the category end: few thefts without an FIR, no FIR where none may be."""
    chance = dice()
    if category.is_cognizable is False:
        if category.refer_to:
            return State.REFERRED if chance < 0.6 else State.CLOSED
        return State.DIARIED if chance < 0.3 else State.CLOSED
    firs = 0.55 if category.code in BY_STRANGERS else 0.25
    if chance < firs:
        return State.CONVERTED
    return State.REFERRED if category.refer_to and chance < 0.5 else State.CLOSED


def _enter(
    batch: Batch, row: Row, kind: str, at: datetime, by: int | None, officer: int | None = None
) -> None:
    batch.entries.append(
        {"complaint_id": row["id"], "kind": kind, "made_at": at, "made_by_id": by,
         "words": "", "answered": "", "officer_id": officer, "other_id": None}
    )  # fmt: skip


def _keys(row: Row, officers: Officers) -> Iterator[Row]:
    """The heads whose work a sealed complaint is, as `sealing.name_owners` names them."""
    named = {officers.head(row["level"])}
    if row["level"] == Level.STATION:
        named.add(officers.sdpo)
    for user in sorted(named):
        yield {"record_label": Complaint._meta.label_lower, "record_id": row["id"],
               "user_id": user, "given_by_id": None, "given_at": row["lodged_at"]}  # fmt: skip


def _homes(stations: Sequence[Station]) -> dict[str, tuple[float, Weighted[Station]]]:
    """District → how many complain there, and at which station; Kohsar has its share of all."""
    by_district = defaultdict(list)
    for station in stations:
        by_district[station.circle.district.name].append(station)
    weights = {name: max(district_named(name).population, 30.0) for name in by_district}
    of_kohsar = KOHSAR_SHARE * sum(weights.values())
    homes = {}
    for name, members in by_district.items():
        codes = {station.code for station in members}
        if demo.STATION in codes:
            # The other stations of its district keep something, however large its share is.
            weights[name] = max(weights[name], 1.25 * of_kohsar)
        rest = weights[name] - (of_kohsar if demo.STATION in codes else 0)
        each = rest / max(len(members) - (demo.STATION in codes), 1)
        drawn = Weighted([(one, of_kohsar if one.code == demo.STATION else each)
                          for one in members])  # fmt: skip
        homes[name] = (weights[name], drawn)
    return homes


# --- Officers ---


def _officers(stations: Sequence[Station], since: datetime, seed: int) -> dict[int, Officers]:
    """Station → its officers. Whoever is posted there already is taken; the others are invented."""
    staff = _Staff(since, seed)
    command = staff.of(Role.COMMAND, 1)[0]
    found = {}
    for station in stations:
        circle, district = station.circle, station.circle.district
        found[station.pk] = Officers(
            sho=staff.of(Role.SHO, 1, station=station)[0],
            investigators=staff.of(Role.INVESTIGATION_OFFICER, 2, station=station),
            sdpo=staff.of(Role.SDPO, 1, circle=circle)[0],
            dpo=staff.of(Role.DPO, 1, district=district)[0],
            command=command,
        )
    return found


class _Staff:
    """Who holds a role at a unit, invented where nobody does; nobody of them can sign in."""

    def __init__(self, since: datetime, seed: int) -> None:
        self.since = timezone.localdate(since)
        self.names = people(2_000, seed=seed + 1, female_share=0.1)
        self.known: dict[Any, list[int]] = defaultdict(list)
        for posting in Posting.objects.on(timezone.localdate()).with_units():
            self.known[posting.role, posting.unit].append(posting.user_id)

    def of(self, role: Role, count: int, **unit: Any) -> list[int]:
        """So many officers at least."""
        place = next(iter(unit.values()), None)
        known = self.known[role, place]
        while len(known) < count:
            known.append(self._engage(role, len(known), place, **unit))
        return known

    def _engage(self, role: Role, number: int, place: Any, **unit: Any) -> int:
        person = next(self.names)
        code = place.code.lower() if place else "pk"
        user = User.objects.create(
            username=f"{role}-{code}-{number}"[:40],
            password=make_password(None),
            name=person.name,
            name_ur=person.name_ur,
        )
        Posting.objects.create(user=user, role=role, from_on=self.since, **unit)
        return int(user.pk)


# --- COPY ---

_NOTHING_YET: Row = {
    "lodged_by_id": None, "is_dictated": False, "is_identity_hidden": False, "may_text": True,
    "may_call": True, "safe_hours": "", "call_reference": "", "late_because": "",
    "is_late": False, "assigned_at": None, "assigned_by_id": None, "assigned_to_id": None,
    "decided_at": None, "decided_by_id": None, "reason": "", "referred_to": "",
    "reason_words": "", "diary_no": "", "court": "", "fir_no": "", "objected_at": None,
    "reopened_count": 0, "rating": None,
}  # fmt: skip
_SOMEBODY: Row = {"relative_name": "", "cnic": "", "phone": "", "description": ""}
_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy_batch(server: Any, batch: Batch) -> None:
    """The complaints first: the others point at them."""
    respondents = [{**_SOMEBODY, **row} for row in batch.respondents]
    for table, rows in (
        ("complaints_complaint", batch.complaints),
        ("complaints_entry", batch.entries),
        ("complaints_respondent", respondents),
        ("accounts_sealkey", batch.keys),
    ):
        if rows:
            copy(server, table, rows)


def copy(server: Any, table: str, rows: Sequence[Row]) -> None:
    """COPY rows of the same columns into a table over an open connection of psycopg2."""
    columns = list(rows[0])
    lines = "".join("\t".join([_cell(row[name]) for name in columns]) + "\n" for row in rows)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with server.cursor() as cursor:
        cursor.copy_expert(into, io.StringIO(lines), size=1 << 20)


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_SPECIAL) if "\\" in value or "\n" in value else value
    return str(value)

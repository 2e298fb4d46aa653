"""Three years of complaints: routed and with clocks by `complaints.routing`, under real e-tags."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from caspp.headline import span, tables
from caspp.headline.homes import homes_of
from caspp.headline.officers import Officers, officers_at
from caspp.headline.tables import Batch, Row
from complaints import routing
from complaints.categories import ComplaintCategory
from complaints.models import Channel, Complaint, Level, Post, Reason, State
from documents import numbers
from documents.models import Series
from stations.models import Station
from synthetic.complaints import BY_STRANGERS, Story, stories
from synthetic.stock import Weighted

#: So many complaints are held in memory at once.
AT_ONCE = 10_000
#: The share that is still open, by age in days: 1.5 of a hundred over three years.
STILL_OPEN = ((3, 0.93), (10, 0.55), (30, 0.25), (90, 0.055), (10_000, 0.0))
#: How many end as FIRs, of those that strangers did and of the others: of five FIRs three come
#: from a complaint.
BECOME_FIRS = (0.17, 0.12)
#: The complaints first: the others point at them.
TABLES = (
    *("complaints_complaint", "complaints_entry", "complaints_respondent", "accounts_sealkey"),
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


def load_complaints(
    count: int,
    *,
    at: datetime,
    seed: int = span.SEED,
    step: Callable[[int], object] = lambda _: None,
) -> None:
    """Load so many complaints of the last years up to ``at``; ``step`` hears of each batch."""
    desk = _Desk(at, seed)
    tables.pour(desk.batches(count, step), _write)
    desk.keep_numbers()


def _write(server: Any, batch: Batch) -> None:
    for table in TABLES:
        tables.copy(server, table, batch[table])


class _Desk:
    """Every station's desk over the years: it takes complaints in and says what became of them."""

    def __init__(self, at: datetime, seed: int) -> None:
        self.at = at
        self.since = span.since(at)
        self.seed = seed
        self.random = Random(f"headline {seed}")
        self.dice = self.random.random
        self.stations = list(Station.objects.with_place())
        self.officers = officers_at(self.stations, since=self.since, seed=seed)
        self.categories = {one.code: one for one in ComplaintCategory.objects.all()}
        self.homes = homes_of(self.stations)
        self.series = dict(Series.objects.values_list("name", "last"))
        self.last_id = tables.last_id("complaints_complaint")
        self.zone = timezone.get_default_timezone()

    def batches(self, count: int, step: Callable[[int], object]) -> Iterator[Batch]:
        """The rows of so many complaints, a batch at a time."""
        told = self._complaints(count)
        while some := list(islice(told, AT_ONCE)):
            yield self._batch(some)
            step(len(some))

    def _complaints(self, count: int) -> Iterator[tuple[Story, datetime]]:
        """Stories in the order in which they were brought, evenly over the years."""
        districts = [(name, weight) for name, (weight, _stations) in self.homes.items()]
        every = (self.at - self.since) / count
        told = stories(count, seed=self.seed, districts=districts)
        for number, story in enumerate(told):
            yield story, self.since + every * (number + self.dice())

    def _batch(self, told: Iterable[tuple[Story, datetime]]) -> Batch:
        batch: Batch = {table: [] for table in TABLES}
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
        tables.go_on_after("complaints_complaint", self.last_id)

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
        batch["complaints_complaint"].append(row)
        _enter(batch, row, "lodged", lodged_at, None)
        self._work(batch, row, officers, category)
        if row["is_accused_known"] or post:
            batch["complaints_respondent"].append(self._respondent(row, story, post, officers))
        if way.sealed_as:
            batch["accounts_sealkey"] += _keys(row, officers)

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
        accused = {
            **_SOMEBODY,
            "complaint_id": row["id"],
            "name": story.accused,
            "post": post,
            "belt_no": "",
        }
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
    if chance < BECOME_FIRS[category.code not in BY_STRANGERS]:
        return State.CONVERTED
    return State.REFERRED if category.refer_to and chance < 0.5 else State.CLOSED


def _enter(
    batch: Batch, row: Row, kind: str, at: datetime, by: int | None, officer: int | None = None
) -> None:
    batch["complaints_entry"].append(
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


_NOTHING_YET: Row = {
    "lodged_by_id": None, "is_dictated": False, "is_identity_hidden": False, "may_text": True,
    "may_call": True, "safe_hours": "", "call_reference": "", "late_because": "",
    "is_late": False, "assigned_at": None, "assigned_by_id": None, "assigned_to_id": None,
    "decided_at": None, "decided_by_id": None, "reason": "", "referred_to": "",
    "reason_words": "", "diary_no": "", "court": "", "fir_no": "", "objected_at": None,
    "reopened_count": 0, "rating": None,
}  # fmt: skip
_SOMEBODY: Row = {
    "relative_name": "", "cnic": "", "phone": "", "description": "", "belt_no": "",
}  # fmt: skip

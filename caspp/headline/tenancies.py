"""Three years of tenants and employees, as `tenants.actions` and `tenants.verification` leave them.

Everybody named is a sighting, every version has its receipt, and officers of the beat were nearly
everywhere. Nobody is looked for, so no sighting waits to be screened.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Posting, User
from accounts.roles import Role
from alerts.models import ListState
from caspp.headline import span, tables
from caspp.headline.homes import homes_of
from caspp.headline.officers import officers_at
from caspp.headline.tables import Batch, Row
from documents import codes
from filings import rules
from filings.models import Kind, Receipt, State, Way, label_of
from filings.receipts import number_of
from matching import Identity, fold
from stations.models import Station
from synthetic import people
from synthetic.numbers import SERIALS
from synthetic.stock import Weighted
from tenants.actions import LETTER, VERIFIED_WITHIN
from tenants.models import Named, Property, Tenancy, Verification, Visit

#: So many registrations are held in memory at once, with all their rows.
AT_ONCE = 4_000
TABLES = (
    *("tenants_property", "tenants_tenancy", "tenants_named", "tenants_visit"),
    *("alerts_sighting", "filings_receipt", "documents_series"),
)
#: What the history keeps of rows that are inserted.
REMEMBERED = (Property, Visit)
#: Tenants are other people than guests, who are numbered from nought on.
AFTER_GUESTS = 5_000_000
#: One account of a landlord for so many registrations; the demonstration's has so many.
PER_LANDLORD, OF_DEMO = 20, 240
#: Landlords register themselves, the others go to a counter.
BY_THEMSELVES = 0.4
EMPLOYEES, LATE, ANNULLED = 0.12, 0.12, 0.003
#: What becomes of an agreement that has ended; of the rest nobody said anything.
LEFT, WENT_ON = 0.5, 0.38
MONTHS = timedelta(days=334)
#: Of those whose time is over so many were visited, and of these so many did not agree.
VISITED, DIFFERING = 0.95, 0.04
_MEMBERS = Weighted([(0, 30), (1, 28), (2, 20), (3, 14), (4, 8)])
_SURETIES = Weighted([(0, 35), (1, 30), (2, 35)])
_PLACES = Weighted([
    (Property.Kind.PORTION, 38), (Property.Kind.HOUSE, 30), (Property.Kind.FLAT, 20),
    (Property.Kind.ROOM, 8), (Property.Kind.SHOP, 4),
])  # fmt: skip
_WORK = ("Teacher", "Electrician", "Driver", "Software engineer", "Clerk", "Tailor", "Shopkeeper")
_KIN = (Named.Kinship.SPOUSE, Named.Kinship.CHILD, Named.Kinship.CHILD, Named.Kinship.SIBLING)
_NAMED, _TENANCY, _PROPERTY = label_of(Named), label_of(Tenancy), label_of(Property)


def load_tenancies(
    count: int,
    *,
    at: datetime,
    seed: int = span.SEED,
    step: Callable[[int], object] = lambda _: None,
) -> None:
    """Load so many registrations of the last years up to ``at``; ``step`` hears of each batch."""
    counters = _Counters(count, at, seed)
    tables.pour(counters.batches(step), _write)
    for table, last in counters.last.items():
        tables.go_on_after(table, last)


def _write(server: Any, batch: Batch) -> None:
    with tables.as_replica(server):
        for table in TABLES:
            tables.copy(server, table, batch[table])
        for model in REMEMBERED:
            if rows := batch[model._meta.db_table]:
                tables.remember(server, model, [row["id"] for row in rows])


@dataclass(frozen=True, slots=True)
class _Filed:
    """One registration while its rows are made."""

    pk: int
    place: Row
    station: Station
    kind: str
    by: int
    hours: int | None
    seen_from: datetime


class _Counters:
    """Every counter and landlord's phone over the years, and the beats of the stations."""

    def __init__(self, count: int, at: datetime, seed: int) -> None:
        self.count = count
        self.at = at
        self.today = timezone.localdate(at)
        self.since = span.since(at)
        self.random = Random(f"tenancies {seed}")
        self.dice = self.random.random
        stations = list(Station.objects.with_place())
        self.officers = officers_at(stations, since=self.since, seed=seed)
        self.books = {one.pk: rules.book_at(one, at) for one in stations}
        homes = homes_of(stations)
        self.districts = Weighted([(name, weight) for name, (weight, _drawn) in homes.items()])
        self.stations = {name: drawn for name, (_weight, drawn) in homes.items()}
        self.named = people(
            SERIALS - AFTER_GUESTS, seed=seed + 5, cnic_seed=seed, after=AFTER_GUESTS
        )
        self.last = {table: tables.last_id(table) for table in TABLES[:-1]}
        state = ListState.objects.first()
        self.version = state.version if state else 0
        self.landlords = self._landlords(max(1, count // PER_LANDLORD))
        demo_one = User.objects.filter(signs_in_by_phone=True, postings__role=Role.LANDLORD)
        self.of_demo = demo_one.order_by("pk").values_list("pk", flat=True).first()
        clerks = Posting.objects.on(self.today).filter(role=Role.FRONT_DESK)
        self.clerks = dict(clerks.exclude(station=None).values_list("station_id", "user_id"))

    def _landlords(self, count: int) -> list[tuple[int, Row]]:
        """Accounts of so many, with who they are; nobody of them can sign in."""
        password = make_password(None)
        some = [self._somebody() for _one in range(count)]
        first = User.objects.filter(username__startswith="landlord-").count()
        users = User.objects.bulk_create(
            User(username=f"landlord-{first + number}", password=password, name=one["name"][:120])
            for number, one in enumerate(some)
        )
        Posting.objects.bulk_create(
            Posting(user=user, role=Role.LANDLORD, from_on=timezone.localdate(self.since))
            for user in users
        )
        return [(int(user.pk), one) for user, one in zip(users, some, strict=True)]

    def batches(self, step: Callable[[int], object]) -> Iterator[Batch]:
        """The rows of all registrations in the order in which they were filed, batch by batch."""
        every = (self.at - self.since) / max(self.count, 1)
        moments = (self.since + every * (number + self.dice()) for number in range(self.count))
        while some := list(islice(moments, AT_ONCE)):
            batch: Batch = {table: [] for table in TABLES}
            for filed_at in some:
                self._file(batch, filed_at)
            yield batch
            step(len(some))

    def _next(self, table: str) -> int:
        self.last[table] += 1
        return self.last[table]

    def _file(self, batch: Batch, filed_at: datetime) -> None:
        dice = self.dice
        station = self.stations[self.districts.draw(dice)].draw(dice)
        is_employee = dice() < EMPLOYEES
        kind = Kind.EMPLOYEE if is_employee else Kind.TENANT
        rule = self.books[station.pk].get(kind)
        within = timedelta(hours=rule.hours) if rule else VERIFIED_WITHIN
        share = 1.1 + 2 * dice() if dice() < LATE else 0.8 * dice()
        possession_on = timezone.localdate(filed_at - within * share)
        seen_from = timezone.make_aware(datetime.combine(possession_on, time.min))
        owner, landlord = self._owner()
        place = self._place(station)
        batch["tenants_property"].append(place)
        one = _Filed(
            pk=self._next("tenants_tenancy"), place=place, station=station, kind=kind,
            by=owner or self.clerks.get(station.pk, self.officers[station.pk].moharrar),
            hours=rule.hours if rule else None, seen_from=seen_from,
        )  # fmt: skip
        row = {
            **_NOTHING_YET, "id": one.pk, "owner_id": owner, "place_id": place["id"],
            "kind": Tenancy.Kind.EMPLOYEE if is_employee else Tenancy.Kind.TENANT,
            "station_id": station.pk, "possession_on": possession_on, "agreed_from": possession_on,
            "agreed_until": possession_on + MONTHS, "rent": 1000 * (12 + int(dice() * 120)),
            "occupation": _WORK[int(dice() * len(_WORK))],
            "way": Way.SELF if owner else Way.COUNTER, "state": State.FILED, "version": 1,
            "rule_id": rule.pk if rule else None, "due_at": rules.due_at(rule, seen_from),
            "filed_at": filed_at, "filed_by_id": one.by, "touched_at": filed_at,
            "verify_due_at": filed_at + within,
            "form_token": uuid.UUID(int=self.random.getrandbits(128), version=4),
        }  # fmt: skip
        self._receive(batch, one, Receipt.Act.FILED, filed_at, row)
        row["number"] = batch["filings_receipt"][-1]["number"]
        self._end(batch, one, row)
        self._visit(batch, one, row)
        batch["tenants_tenancy"].append(row)
        batch["documents_series"] += self._series(place, batch, row)
        for role, person in self._people(is_employee, landlord):
            self._name(batch, one, row, role, person)

    def _owner(self) -> tuple[int | None, Row]:
        """Whose account it is, and the landlord or employer who is named in it."""
        if self.of_demo and self.dice() * self.count < OF_DEMO:
            return self.of_demo, self.landlords[0][1]
        if self.dice() < BY_THEMSELVES:
            return self.landlords[int(self.dice() * len(self.landlords))]
        return None, self._somebody()

    def _place(self, station: Station) -> Row:
        dice = self.dice
        return {
            "id": self._next("tenants_property"), "kind": _PLACES.draw(dice),
            "house_no": str(1 + int(dice() * 400)), "street": f"Street {1 + int(dice() * 60)}",
            "area": f"Block {1 + int(dice() * 20)}", "city": station.circle.district.name,
            "station_id": station.pk,
            "latitude": station.latitude and station.latitude + (dice() - 0.5) / 25,
            "longitude": station.longitude and station.longitude + (dice() - 0.5) / 25,
        }  # fmt: skip

    def _end(self, batch: Batch, one: _Filed, row: Row) -> None:
        """It is annulled, or its agreement ends: he leaves, goes on, or nobody says anything."""
        if self.dice() < ANNULLED and row["filed_at"] + timedelta(days=1) < self.at:
            at = row["filed_at"] + timedelta(hours=20)
            row |= {"state": State.ANNULLED, "version": 2, "touched_at": at, "annulled_at": at,
                    "annulled_by_id": one.by, "annulled_because": "Never moved in."}  # fmt: skip
            self._receive(batch, one, Receipt.Act.ANNULLED, at, row)
            return
        while (until := row["agreed_until"]) < self.today:
            chance = self.dice()
            if chance < LEFT:
                row |= {"vacated_on": until, "vacated_by_id": one.by,
                        "vacated_at": _noon(until), "touched_at": _noon(until)}  # fmt: skip
                return
            if chance > LEFT + WENT_ON:
                return
            at = _noon(until - timedelta(days=3))
            row |= {"agreed_until": until + MONTHS, "state": State.CORRECTED, "touched_at": at,
                    "version": row["version"] + 1}  # fmt: skip
            self._receive(batch, one, Receipt.Act.CORRECTED, at, row)
            said = [until.isoformat(), row["agreed_until"].isoformat()]
            words = f'{{"agreed_until": ["{said[0]}", "{said[1]}"]}}'
            batch["filings_receipt"][-1]["changes"] = words

    def _visit(self, batch: Batch, one: _Filed, row: Row) -> None:
        """An officer is sent and goes; nobody goes where nobody lives any more."""
        dice = self.dice
        filed_at, due_at = row["filed_at"], row["verify_due_at"]
        officers = self.officers[one.station.pk]
        is_over = due_at < self.at
        is_running = row["vacated_on"] is None and row["annulled_at"] is None
        if is_over and row["annulled_at"] is None and dice() < VISITED:
            outcome = Visit.Outcome.DISCREPANCY if dice() < DIFFERING else Visit.Outcome.VERIFIED
            row["verification"] = Verification(outcome.value)
        elif is_running and dice() < 0.4:
            outcome = None
            row["verification"] = Verification.ASSIGNED
        else:
            return
        assigned_at = filed_at + (min(due_at, self.at) - filed_at) * 0.3 * dice()
        visited_at = assigned_at + (min(due_at, self.at) - assigned_at) * dice()
        officer = officers.investigators[int(dice() * len(officers.investigators))]
        differs = outcome == Visit.Outcome.DISCREPANCY
        batch["tenants_visit"].append(
            {
                "id": self._next("tenants_visit"), "tenancy_id": one.pk, "due_at": due_at,
                "assigned_to_id": officer, "assigned_at": assigned_at,
                "assigned_by_id": officers.moharrar, "outcome": outcome.value if outcome else "",
                "visited_at": visited_at if outcome else None,
                "visited_by_id": officer if outcome else None,
                "missing": f"{{{Visit.Missing.OTHERS.value}}}" if differs else "{}",
                "words": "A brother lives there, too." if differs else "",
            }
        )  # fmt: skip

    def _series(self, place: Row, batch: Batch, row: Row) -> Iterator[Row]:
        """Where the numbers of this place go on: its receipts are the last of the batch."""
        last: dict[str, int] = {}
        for receipt in batch["filings_receipt"][-row["version"] :]:
            _letter, year, serial, _digit = receipt["number"].split("-")
            last[year] = int(serial)
        for year, serial in last.items():
            yield {"name": f"receipt {_PROPERTY} {place['id']} {year}", "last": serial}

    def _people(self, is_employee: bool, landlord: Row) -> Iterator[tuple[str, Row]]:
        roles = Named.Role
        yield (roles.EMPLOYER if is_employee else roles.LANDLORD), landlord
        yield (roles.EMPLOYEE if is_employee else roles.TENANT), self._somebody()
        for _one in range(0 if is_employee else _MEMBERS.draw(self.dice)):
            yield roles.MEMBER, self._somebody()
        for _one in range(_SURETIES.draw(self.dice)):
            yield roles.SURETY, self._somebody()

    def _somebody(self) -> Row:
        person = next(self.named)
        identity = {name: getattr(person, name) for name in Named.IDENTITY_FIELDS}
        folded = fold(Identity(**identity))
        return {**identity, "address": person.address, "record": folded.record,
                "content_hash": folded.content_hash}  # fmt: skip

    def _name(self, batch: Batch, one: _Filed, row: Row, role: str, person: Row) -> None:
        pk = self._next("tenants_named")
        identity = {name: person[name] for name in Named.IDENTITY_FIELDS}
        is_member = role == Named.Role.MEMBER
        batch["tenants_named"].append(
            {
                **identity, "id": pk, "tenancy_id": one.pk, "role": role,
                "kinship": _KIN[int(self.dice() * len(_KIN))] if is_member else "",
                "address": person["address"], "removed_at": None,
            }
        )  # fmt: skip
        place = one.place
        where = f"{place['house_no']}, {place['street']}, {place['area']}, {place['city']}"
        until = row["annulled_at"] or (row["vacated_on"] and _night(row["vacated_on"]))
        batch["alerts_sighting"].append(
            {
                **identity, "id": self._next("alerts_sighting"), "source": _NAMED,
                "source_id": pk, "record": person["record"],
                "content_hash": person["content_hash"], "screened_at": row["filed_at"],
                "kind": "tenant", "station_id": one.station.pk, "premises": where,
                "premises_address": where, "premises_phone": "", "spot": role,
                "latitude": place["latitude"], "longitude": place["longitude"],
                "seen_from": one.seen_from, "seen_until": until, "reported_at": row["filed_at"],
                "list_version": self.version, "retry_at": None,
            }
        )  # fmt: skip

    def _receive(self, batch: Batch, one: _Filed, act: str, at: datetime, row: Row) -> None:
        year = f"{timezone.localdate(at):%y}"
        place = one.place["id"]
        serial = 1 + sum(
            receipt["number"].split("-")[1] == year
            for receipt in batch["filings_receipt"][-row["version"] :]
            if receipt["premises_id"] == place
        )
        batch["filings_receipt"].append(
            {
                "id": self._next("filings_receipt"),
                "number": number_of(LETTER, place, year, serial),
                "code": codes.new(), "act": act, "kind": one.kind, "premises_label": _PROPERTY,
                "premises_id": place, "source_label": _TENANCY, "source_id": one.pk,
                "version": row["version"], "station_id": one.station.pk,
                "digest": hashlib.sha256(f"{one.pk} {row['version']}".encode()).hexdigest(),
                "changes": "{}", "received_at": at, "received_from_id": one.by,
                "due_at": row["due_at"] if act == Receipt.Act.FILED else None,
            }
        )  # fmt: skip


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _night(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


_NOTHING_YET: Row = {
    "number": "", "agreement": "", "workplace": "", "previous_address": "", "vehicle_no": "",
    "weapon_licence": "", "verification": Verification.NEW, "vacated_on": None, "vacated_at": None,
    "vacated_by_id": None, "reminded_month_at": None, "reminded_week_at": None, "typed": "{}",
    "annulled_at": None, "annulled_by_id": None, "annulled_because": "",
}  # fmt: skip

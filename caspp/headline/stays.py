"""Three years of stays at the hotels of the country, as `hotel_eye.actions` leaves them.

Guests, receipts, ledgers and sightings come along. Nobody is looked for, so no sighting waits to be
screened; the ledgers are counted once, at the end.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import connection
from django.utils import timezone

from alerts.models import ListState
from caspp.headline import span, tables
from caspp.headline.houses import House, houses
from caspp.headline.tables import Batch, Row
from documents import codes
from documents.models import Series
from filings.models import Kind, Receipt, State, Way
from filings.receipts import number_of
from filings.rules import due_at
from hotel_eye.actions import LETTER
from hotel_eye.models import Guest, Hotel, Stay
from matching import Identity, fold
from synthetic import people
from synthetic.numbers import SERIALS
from synthetic.stock import Weighted

#: So many stays are held in memory at once, with all their rows.
AT_ONCE = 5_000
TABLES = ("hotel_eye_stay", "hotel_eye_guest", "alerts_sighting", "filings_receipt")
#: Of a hundred stays so many have a second guest, a third one …
COMPANIONS = (0.22, 0.06, 0.02)
#: One guest of so many was here, or elsewhere, before.
RETURNING = 4
#: So many of those who came last may come again.
REMEMBERED = 20_000
CORRECTED, ANNULLED = 0.01, 0.003
_NIGHTS = Weighted([(1, 62), (2, 22), (3, 9), (5, 5), (14, 2)])
_PURPOSES = Weighted([(one, weight) for one, weight in zip(
    Stay.Purpose.values, (30, 16, 12, 8, 6, 5, 3, 2, 12, 6), strict=True)])  # fmt: skip
_WAYS = Weighted([(Way.DESK, 70), (Way.UPLOAD, 14), (Way.API, 12), (Way.OFFLINE, 4)])
_COUNT_LEDGERS = """
INSERT INTO hotel_eye_ledgerday (hotel_id, day, on_time, late, annulled)
SELECT hotel_id, (arrived_at AT TIME ZONE 'Asia/Karachi')::date,
    count(*) FILTER (WHERE state <> 'annulled' AND (due_at IS NULL OR filed_at <= due_at)),
    count(*) FILTER (WHERE state <> 'annulled' AND filed_at > due_at),
    count(*) FILTER (WHERE state = 'annulled')
FROM hotel_eye_stay WHERE id > %s GROUP BY 1, 2
ON CONFLICT (hotel_id, day) DO UPDATE SET
    on_time = hotel_eye_ledgerday.on_time + excluded.on_time,
    late = hotel_eye_ledgerday.late + excluded.late,
    annulled = hotel_eye_ledgerday.annulled + excluded.annulled
"""
_GUEST, _STAY, _HOTEL = Guest._meta.label_lower, Stay._meta.label_lower, Hotel._meta.label_lower


def load_stays(
    count: int,
    *,
    at: datetime,
    seed: int = span.SEED,
    step: Callable[[int], object] = lambda _: None,
) -> None:
    """Load so many stays of the last years up to ``at``; ``step`` hears of each batch."""
    desks = _Desks(at, seed)
    before = desks.last["hotel_eye_stay"]
    tables.pour(desks.batches(count, step), _write)
    desks.keep_numbers()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_LEDGERS, [before])


def _write(server: Any, batch: Batch) -> None:
    with tables.as_replica(server):
        for table in TABLES:
            tables.copy(server, table, batch[table])


class _Desks:
    """Every desk over the years: who comes, when it is filed, when he leaves."""

    def __init__(self, at: datetime, seed: int) -> None:
        self.at = at
        self.since = span.since(at)
        self.random = Random(f"stays {seed}")
        self.dice = self.random.random
        self.houses, self.drawn = houses(at=at, since=self.since, seed=seed)
        self.last = {table: tables.last_id(table) for table in TABLES}
        self.guests = people(SERIALS, seed=seed + 3, cnic_seed=seed)
        self.remembered: list[Row] = []
        state = ListState.objects.first()
        self.version = state.version if state else 0
        for name, last in Series.objects.filter(name__startswith=f"receipt {_HOTEL} ").values_list(
            "name", "last"
        ):
            pk, year = name.rsplit(" ", 2)[1:]
            for house in self.houses:
                if house.pk == int(pk):
                    house.numbers[year] = last

    def batches(self, count: int, step: Callable[[int], object]) -> Iterator[Batch]:
        """The rows of so many stays in the order of arrival, a batch at a time."""
        every = (self.at - self.since) / max(count, 1)
        moments = (self.since + every * (number + self.dice()) for number in range(count))
        while some := list(islice(moments, AT_ONCE)):
            batch: Batch = {table: [] for table in TABLES}
            for arrived_at in some:
                self._check_in(batch, self.drawn.draw(self.dice), arrived_at)
            yield batch
            step(len(some))

    def keep_numbers(self) -> None:
        """The next row and the next receipt follow those that were loaded."""
        Series.objects.bulk_create(
            [
                Series(name=f"receipt {_HOTEL} {house.pk} {year}", last=last)
                for house in self.houses
                for year, last in house.numbers.items()
            ],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["last"],
        )
        for table, last in self.last.items():
            tables.go_on_after(table, last)

    def _next(self, table: str) -> int:
        self.last[table] += 1
        return self.last[table]

    def _check_in(self, batch: Batch, house: House, arrived_at: datetime) -> None:
        dice = self.dice
        head = self._somebody()
        kind = Kind.GUEST if head["cnic"] else Kind.FOREIGNER
        due = due_at(house.book.get(kind), arrived_at)
        filed_at = self._filed_at(house, arrived_at, due)
        until = arrived_at + timedelta(days=_NIGHTS.draw(dice), hours=-2 + 4 * dice())
        left_at = until if until < self.at else None
        is_annulled = dice() < ANNULLED and filed_at + timedelta(hours=5) < self.at
        is_corrected = dice() < CORRECTED and filed_at + timedelta(hours=2) < self.at
        version = 1 + is_corrected + is_annulled
        state = State.CORRECTED if is_corrected else State.FILED
        room = str(100 + int(dice() * house.rooms))
        stay = {
            "id": self._next("hotel_eye_stay"), "hotel_id": house.pk, "room": room,
            "arrived_at": arrived_at, "expected_until": until,
            "left_at": None if is_annulled else left_at,
            "checked_out_at": None if is_annulled else left_at,
            "checked_out_by_id": house.desk if left_at and not is_annulled else None,
            "purpose": _PURPOSES.draw(dice), "way": _WAYS.draw(dice),
            "state": State.ANNULLED if is_annulled else state,
            "rule_id": house.book[kind].pk if kind in house.book else None, "due_at": due,
            "filed_at": filed_at, "filed_by_id": house.desk, "version": version,
            "annulled_at": filed_at + timedelta(hours=4) if is_annulled else None,
            "annulled_by_id": house.desk if is_annulled else None,
            "annulled_because": "Entered twice." if is_annulled else "",
            "coming_from": head["district"], "form_token": _uuid(self.random),
            **_NOTHING,
        }  # fmt: skip
        batch["hotel_eye_stay"].append(stay)
        party = [head]
        for share in COMPANIONS:
            if dice() >= share:
                break
            party.append(self._somebody())
        for place, person in enumerate(party):
            self._enter(batch, house, stay, person, place)
        acts = [(Receipt.Act.FILED, filed_at)]
        if is_corrected:
            acts.append((Receipt.Act.CORRECTED, filed_at + timedelta(hours=1)))
        if is_annulled:
            acts.append((Receipt.Act.ANNULLED, filed_at + timedelta(hours=4)))
        for number, (act, given_at) in enumerate(acts, 1):
            self._receive(batch, house, stay, kind, act, given_at, number)

    def _filed_at(self, house: House, arrived_at: datetime, due: datetime | None) -> datetime:
        within = timedelta(minutes=3 + 40 * self.dice())
        if due is not None and self.dice() < house.late:
            within = (due - arrived_at) * (1.1 + 3 * self.dice())
        return min(arrived_at + within, self.at)

    def _somebody(self) -> Row:
        """A guest as a row; some of them were seen before."""
        if self.remembered and self.dice() * RETURNING < 1:
            return self.remembered[int(self.dice() * len(self.remembered))]
        person = next(self.guests)
        identity = {name: getattr(person, name) for name in Guest.IDENTITY_FIELDS}
        folded = fold(Identity(**identity))
        row = {
            **identity,
            "address": person.address,
            "record": folded.record,
            "content_hash": folded.content_hash,
        }
        if len(self.remembered) < REMEMBERED:
            self.remembered.append(row)
        else:
            self.remembered[int(self.dice() * REMEMBERED)] = row
        return row

    def _enter(self, batch: Batch, house: House, stay: Row, person: Row, place: int) -> None:
        pk = self._next("hotel_eye_guest")
        identity = {name: person[name] for name in Guest.IDENTITY_FIELDS}
        is_citizen = bool(person["cnic"])
        batch["hotel_eye_guest"].append(
            {
                **identity, "id": pk, "stay_id": stay["id"], "hotel_id": house.pk,
                "is_head": place == 0, "kinship": "" if place == 0 else "relative",
                "document": "cnic" if is_citizen else "passport",
                "address": person["address"], "card_front": "", "card_back": "",
                "visa_no": "" if is_citizen else f"V{pk:08d}", "visa_type": "",
                "visa_until": None, "entered_on": None, "entered_at": "", "removed_at": None,
            }
        )  # fmt: skip
        batch["alerts_sighting"].append(
            {
                **identity, "id": self._next("alerts_sighting"), "source": _GUEST,
                "source_id": pk, "record": person["record"],
                "content_hash": person["content_hash"], "screened_at": stay["filed_at"],
                "kind": "guest", "station_id": house.station.pk, "premises": house.name,
                "premises_address": house.address, "premises_phone": house.phone,
                "spot": stay["room"], "latitude": house.latitude, "longitude": house.longitude,
                "seen_from": stay["arrived_at"],
                "seen_until": stay["left_at"] or stay["annulled_at"],
                "reported_at": stay["filed_at"], "list_version": self.version, "retry_at": None,
            }
        )  # fmt: skip

    def _receive(
        self, batch: Batch, house: House, stay: Row, kind: str, act: str, at: datetime, version: int
    ) -> None:
        year = f"{timezone.localdate(at):%y}"
        serial = house.numbers[year] = house.numbers.get(year, 0) + 1
        digest = hashlib.sha256(f"{stay['id']} {version}".encode()).hexdigest()
        batch["filings_receipt"].append(
            {
                "id": self._next("filings_receipt"),
                "number": number_of(LETTER, house.pk, year, serial),
                "code": codes.new(), "act": act, "kind": kind, "premises_label": _HOTEL,
                "premises_id": house.pk, "source_label": _STAY, "source_id": stay["id"],
                "version": version, "station_id": house.station.pk, "digest": digest,
                "changes": '{"room": ["12", "14"]}' if act == Receipt.Act.CORRECTED else "{}",
                "received_at": at, "received_from_id": house.desk,
                "due_at": stay["due_at"] if act == Receipt.Act.FILED else None,
            }
        )  # fmt: skip


def _uuid(random: Random) -> uuid.UUID:
    return uuid.UUID(int=random.getrandbits(128), version=4)


_NOTHING: Row = {
    "channel": "walk_in", "going_to": "", "children_male": 0, "children_female": 0,
    "vehicle_no": "", "vehicle_make": "", "weapon": "", "weapon_licence": "",
    "reference_name": "", "reference_father": "", "reference_business": "",
    "reference_address": "", "reference_phone": "", "reference_verified": False,
}  # fmt: skip

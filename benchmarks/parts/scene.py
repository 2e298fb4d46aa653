"""The people of a benchmark: convicts on file, hotels with desks, an officer, guests.

Imported only after Django is set up (benchmarks.servers).
"""

import itertools
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError
from tqdm import tqdm

from accounts import sessions
from accounts.models import Posting, User
from accounts.roles import Role
from alerts.actions import publish_listing, withdraw_listing
from alerts.models import Alert, Listing, LookBack, Sighting
from alerts.tasks import screen_pending
from audit.models import Event
from benchmarks.parts.bare import Line
from benchmarks.servers import wait_until
from caspp.celery import app
from convicts.importing import import_file
from convicts.models import ConvictRecord, ImportBatch
from hotel_eye import actions, keys
from hotel_eye.models import ApiKey, Desk, Guest, Hotel, Stay
from stations.models import Station
from synthetic import convicts, people
from tests.people_on_file import check_in_form

SEED = 15
STATION = "ISB-KSR"
HOUSES = 8
WITHIN = 3600.0
_PARTY = 5
Form = dict[str, str]


@dataclass(frozen=True, slots=True)
class HotelDesk:
    """Where an operator is signed in."""

    path: str
    session: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What was raised for some sightings: alerts, and how often the audit says so."""

    sightings: int
    alerts: int
    without_alert: int
    more_than_one: int
    raised_events: int
    joined_events: int

    @property
    def is_exactly_once(self) -> bool:
        return (
            self.sightings == self.alerts == self.raised_events
            and not self.without_alert
            and not self.more_than_one
            and not self.joined_events
        )


class Scene:
    """Hotels of one station, whose officer looks at the board."""

    def __init__(self) -> None:
        self.station = Station.objects.get(code=STATION)
        yesterday = timezone.localdate() - timedelta(days=1)
        self.officer = User.objects.create_user("sho", None, name="Ayesha Siddiqui")
        Posting.objects.create(
            user=self.officer, role=Role.SHO, station=self.station, from_on=yesterday
        )
        self.operators = [self._open_house(number, yesterday) for number in range(HOUSES)]
        self._rooms = itertools.count(1)
        self._rows = 0
        connection.close()

    def _open_house(self, number: int, from_on: Any) -> Desk:
        hotel = Hotel.objects.create(
            name=f"Benchmark House {number}",
            station=self.station,
            address=f"{number} Jinnah Avenue",
        )
        user = User.objects.create_user(f"hotel{number}", None, name=f"Operator {number}")
        Posting.objects.create(user=user, role=Role.HOTEL_OPERATOR, from_on=from_on)
        return Desk.objects.create(user=user, hotel=hotel, from_on=from_on)

    # --- Who is signed in ---

    def desks(self) -> list[HotelDesk]:
        """Every desk with a session of its own."""
        return [
            HotelDesk(f"/hotels/{desk.hotel_id}/check-in/", _session(desk.user))
            for desk in self.operators
        ]

    def officers_session(self) -> str:
        return _session(self.officer)

    def api_keys(self) -> list[str]:
        """A key for every house's own program."""
        with transaction.atomic():
            made = [
                keys.make(
                    by=desk.user,
                    hotel=desk.hotel,
                    kind=ApiKey.Kind.SOFTWARE,
                    name="Benchmark",
                    at=timezone.now(),
                )
                for desk in self.operators
            ]
        connection.close()
        return [text for _key, text in made]

    # --- Who is on file, who comes ---

    def load_convicts(self, rows: int, directory: Path) -> tuple[ImportBatch, float]:
        """Load a generated CRO file by the real importer; the outcome and its seconds."""
        path = directory / "cro.csv"
        with tqdm(total=rows, desc="Generating", unit=" rows", unit_scale=True) as bar:
            convicts.write(
                path, rows=rows, seed=SEED, progress=lambda done, _: bar.update(done - bar.n)
            )
        self._rows = rows
        with tqdm(total=rows, desc="Importing", unit=" rows", unit_scale=True) as bar:
            started = time.monotonic()
            outcome = import_file(
                path, path.with_suffix(".rejected.csv"), step=lambda _, done: bar.update(done)
            )
            seconds = time.monotonic() - started
        path.unlink()
        return outcome, seconds

    def looked_for(self, count: int) -> list[ConvictRecord]:
        """Different people on file whose card a desk can copy."""
        records = (
            ConvictRecord.objects.exclude(status__in=ConvictRecord.AT_REST)
            .exclude(cnic="")
            .exclude(relative_name="")
            .exclude(district="")
            .exclude(birth_year=None)
        )
        found = list(records.order_by("pk")[:count])
        assert len(found) == count, f"only {len(found)} of {count} looked-for people on file"
        return found

    def strangers(self) -> Iterator[Any]:
        """Citizens who are on no list, without end for our purposes."""
        everyone = people(500_000, seed=SEED + 1, cnic_seed=SEED, after=self._rows)
        return (person for person in everyone if person.cnic)

    def form(self, person: Any, mark: str) -> Form:
        """What a desk sends for this person; the room is unique and begins with ``mark``."""
        return check_in_form(
            cnic=person.cnic,
            name=person.name,
            relation=person.relation or "S",
            relative_name=person.relative_name,
            gender=person.gender or "M",
            born=str(person.birth_year),
            district=person.district,
            room=f"{mark}{next(self._rooms):06d}",
        )

    def check_in_all(self, guests: Sequence[ConvictRecord]) -> list[str]:
        """Check in many at once, in one transaction; their rooms."""
        with transaction.atomic():
            return [self._check_in([person]) for person in guests]

    def _check_in(self, party: Sequence[Any]) -> str:
        """One stay of these people; its room."""
        desk, now = self.operators[0], timezone.now()
        stay = Stay(
            room=f"K{next(self._rooms):06d}",
            arrived_at=now,
            expected_until=now + timedelta(days=1),
            purpose=Stay.Purpose.BUSINESS,
            form_token=uuid.uuid4(),
        )
        guests = [Guest(address="House 1", **person.identity_values()) for person in party]
        actions.check_in(by=desk.user, hotel=desk.hotel, stay=stay, guests=guests, at=now)
        return stay.room

    def check_in_steadily(
        self, person: Any, *, a_second: int, seconds: float, desks: int = 4
    ) -> tuple[list[str], int, float]:
        """Have this man check in over and over, in parties, at several desks at once.

        Returns the rooms, how many guests, and how many of them a second.
        """
        until = time.monotonic() + seconds
        pause = desks * _PARTY / a_second

        def at_one_desk(_number: int) -> list[str]:
            rooms: list[str] = []
            due = time.monotonic()
            while time.monotonic() < until:
                with transaction.atomic():
                    rooms.append(self._check_in([person] * _PARTY))
                due += pause
                time.sleep(max(due - time.monotonic(), 0))
            connection.close()
            return rooms

        began = time.monotonic()
        with ThreadPoolExecutor(desks) as pool:
            rooms = [room for some in pool.map(at_one_desk, range(desks)) for room in some]
        guests = len(rooms) * _PARTY
        return rooms, guests, guests / (time.monotonic() - began)

    def publish(self, record: ConvictRecord) -> None:
        """From now on this man is looked for."""
        now = timezone.now()
        with transaction.atomic():
            publish_listing(
                record,
                category=record.category,
                reference=record.external_ref,
                summary=record.offence,
                valid_from=now,
                at=now,
            )

    def withdraw(self, record: ConvictRecord) -> None:
        """From now on he is not."""
        with transaction.atomic():
            withdraw_listing(record, reason="benchmark", at=timezone.now())

    # --- What the worker has done ---

    def worker_answers(self) -> bool:
        """Whether a worker hears what is asked of it.

        By a line that is closed again: the import forks, and a child that inherits one which waits
        for an answer waits for ever.
        """
        try:
            with app.connection_for_write() as line:
                return bool(app.control.ping(timeout=0.5, connection=line))
        except (OperationalError, OSError):
            return False

    def ring(self, times: int) -> None:
        """Deliver the bell's message so many times."""
        for _ in range(times):
            screen_pending.apply_async()

    def nothing_is_queued(self) -> bool:
        """Whether every message was taken from the queue."""
        with redis.Redis.from_url(settings.REDIS_URL) as broker:
            return broker.llen("celery") == 0

    def finish_screening(self, what: str = "Screening") -> float:
        """Wait until nothing waits to be screened; the seconds it took."""
        started = time.monotonic()
        waiting = self.pending()
        with tqdm(total=waiting, desc=what, unit=" rows", unit_scale=True) as bar:

            def is_done() -> bool:
                left = self.pending()
                bar.update(max(waiting - left - bar.n, 0))
                return left == 0

            wait_until(is_done, what=what, within=WITHIN, pause=0.1)
        return time.monotonic() - started

    def pending(self) -> int:
        """Sightings and listings that wait to be screened."""
        waiting = [model.objects.filter(screened_at=None) for model in (Sighting, Listing)]
        looking_back = LookBack.objects.exclude(stage=LookBack.Stage.DONE)
        return sum(rows.count() for rows in (*waiting, looking_back))

    def pending_in(self, rooms: Sequence[str]) -> int:
        return Sighting.objects.filter(spot__in=rooms, screened_at=None).count()

    def alerts_in(self, rooms: Sequence[str]) -> int:
        return Alert.objects.filter(sighting__spot__in=rooms).count()

    def stays_in(self, rooms: Sequence[str]) -> int:
        return Stay.objects.filter(room__in=rooms).count()

    def newest_waiting(self) -> int:
        """The alert an officer would take next."""
        return Alert.objects.waiting().order_by("-pk").values_list("pk", flat=True)[0]

    def tally(self, rooms: Sequence[str]) -> Tally:
        """Alerts and audit events of the sightings in these rooms."""
        alerts = list(Alert.objects.filter(sighting__spot__in=rooms))
        seen = [alert.sighting_id for alert in alerts]
        sightings = Sighting.objects.filter(spot__in=rooms)
        events = Event.objects.filter(
            target_type=Alert._meta.label_lower, target_id__in=[alert.pk for alert in alerts]
        )
        return Tally(
            sightings=sightings.count(),
            alerts=len(alerts),
            without_alert=sightings.exclude(pk__in=seen).count(),
            more_than_one=len(seen) - len(set(seen)),
            raised_events=events.filter(action="alerts.raised").count(),
            joined_events=events.filter(action="alerts.joined").count(),
        )

    def clear_board(self) -> None:
        """Close every open alert, as a day's work would; the board shows 200 at most."""
        Alert.objects.open().update(
            state=Alert.State.CLOSED,
            closed_at=timezone.now(),
            closed_by=self.officer,
            outcome=Alert.Outcome.VERIFIED,
        )

    # --- The bare view's table ---

    def make_bare_table(self) -> None:
        with connection.schema_editor() as editor:
            editor.create_model(Line)


def _session(user: Any) -> str:
    """A session of this user, as signing in would make one."""
    client = Client()
    # The database raised the stamp when the person was posted: the session must match it.
    user.refresh_from_db()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    sessions.begin(session)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time()}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session[sessions.NOTICE] = True
    session.save()
    return str(client.cookies["sessionid"].value)

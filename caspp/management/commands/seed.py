"""manage.py seed: the demonstration's people, hotels, stays, convict records and complaints."""

import argparse
import csv
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from accounts.models import Posting, User
from accounts.roles import POLICE_ROLES, Role
from alerts import screening
from caspp import (
    demo,
    demo_complaints,
    demo_convicts,
    demo_firs,
    demo_hotels,
    demo_tenants,
    headline,
)
from complaints.models import Complaint
from convicts import watch_actions
from convicts.importing import import_file
from convicts.models import ConvictRecord
from convicts.watch import WatchEntry
from convicts.watch_forms import REVIEW_AFTER
from exports import actions as export_actions
from exports.models import ExportRequest
from firs.models import FIR
from hotel_eye import actions
from hotel_eye.models import Desk, Guest, Hotel, Stay
from people.models import Person
from stations.models import Station
from synthetic import convicts, people

SEED = 15
CONVICTS = 3_000
STAYS = 160
DAYS = 4
#: So many of the demonstration's guests are on the convict list, more than in life.
LOOKED_FOR = 14


class Command(BaseCommand):
    help = "Loads invented people to try CASPP with. With --once, only into an empty database."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do nothing where data exists")
        parser.add_argument(
            "--scale",
            choices=[*headline.SCALES],
            help="load three years of complaints, stays, tenancies and FIRs, or a hundredth",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["scale"]:
            self._load_all(options["scale"])
            return
        if User.objects.exists():
            if not options["once"]:
                self.stdout.write("There is data already; `make clean` removes it.")
            return
        now = timezone.now()
        hotels = _hotels()
        _cast(hotels, now)
        _convicts()
        with transaction.atomic():
            demo_convicts.play(timezone.now())
        stays = [_check_in(*party) for party in tqdm(_parties(hotels, now), "Check-ins", STAYS)]
        _two_persons(stays[-1], now)
        # What a running worker would have done meanwhile; only then do guests leave.
        while screening.drain(at=timezone.now()):
            pass
        for stay in stays:
            if stay.expected_until < now:
                _check_out(stay)
        with transaction.atomic():
            demo_hotels.play(hotels, timezone.now())
            demo_tenants.play(timezone.now())
        while screening.drain(at=timezone.now()):
            pass
        complaints = demo_complaints.lodge_all(timezone.now())
        with transaction.atomic():
            for _one in tqdm(complaints, "Complaints", demo_complaints.COUNT):
                pass
        with transaction.atomic():
            demo_firs.play(timezone.now())

    def _load_all(self, scale: str) -> None:
        """The cast, who may sign in, and so many complaints, stays, tenancies and FIRs."""
        if Complaint.objects.exists() or FIR.objects.exists():
            raise CommandError("There are records already; this goes into an empty database.")
        now = timezone.now()
        if not User.objects.exists():
            _cast(_hotels(), now)
        if complaints := headline.SCALES[scale]:
            self._load("complaints", headline.load_complaints, complaints, now)
        if stays := headline.STAYS.get(scale):
            self._load("stays", headline.load_stays, stays, now)
        if tenancies := headline.TENANCIES.get(scale):
            self._load("tenancies", headline.load_tenancies, tenancies, now)
        if firs := headline.FIRS.get(scale):
            self._load("FIRs", headline.load_firs, firs, now)

    def _load(self, name: str, load: Callable[..., None], count: int, now: datetime) -> None:
        started = time.monotonic()
        with tqdm(total=count, desc=name, unit=" rows", unit_scale=True) as bar:
            load(count, at=now, step=bar.update)
        headline.settle()
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{count:,} {name} in {seconds:.0f} s, {count / seconds:,.0f} a second,"
            f" peak memory {headline.peak_mb():.0f} MB."
        )


@transaction.atomic
def _hotels() -> list[Hotel]:
    stations = {station.code: station for station in Station.objects.all()}
    hotels = []
    for number, house in enumerate(demo.HOUSES):
        station = stations[house.station]
        hotels.append(
            Hotel.objects.create(
                name=house.name,
                name_ur=house.name_ur,
                kind=house.kind,
                station=station,
                licence_no=f"DEMO-{number:03d}",
                address=house.address,
                phone=f"051-55501{number:02d}",
                rooms=house.rooms,
                latitude=(station.latitude or 0) + 0.004,
                longitude=(station.longitude or 0) + 0.003,
                registered_on=timezone.localdate() - timedelta(days=400),
            )
        )
    return hotels


@transaction.atomic
def _cast(hotels: list[Hotel], now: datetime) -> None:
    today = timezone.localdate(now)
    station = Station.objects.with_place().get(code=demo.STATION)
    # One hash for all: sixteen slow ones would be most of the wait for a first `make run`.
    password = make_password(demo.PASSWORD)
    for number, member in enumerate(demo.CAST):
        user = User.objects.create(
            username=member.username,
            password=make_password(None) if member.phone else password,
            name=member.name,
            name_ur=member.name_ur,
            phone=member.phone,
            belt_no=f"ISB-{1100 + number}" if member.role in POLICE_ROLES else "",
            signs_in_by_phone=bool(member.phone),
        )
        if member.role in POLICE_ROLES:
            TOTP.activate(user, member.factor)
        kind, _, code = member.posted.partition(":")
        units: dict[str, dict[str, Any]] = {
            "station": {"station": Station.objects.filter(code=code).first()},
            "circle": {"circle": station.circle},
            "district": {"district": station.circle.district},
        }
        Posting.objects.create(
            user=user, role=member.role, from_on=today - timedelta(days=90), **units.get(kind, {})
        )
        if member.role == Role.HOTEL_OPERATOR:
            Desk.objects.create(user=user, hotel=hotels[int(code)], from_on=today, is_owner=True)


def _convicts() -> None:
    """Load a generated CRO file the way a real one is loaded."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "cro.csv"
        convicts.write(path, rows=CONVICTS, seed=SEED)
        import_file(path, path.with_suffix(".rejected.csv"))
        # One more like the others, to which no case leads; whoever reads it is noted.
        *_others, canary = convicts.convicts(CONVICTS + 1, seed=SEED)
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([convicts.COLUMNS, canary.cells])
        import_file(path, path.with_suffix(".rejected.csv"), are_canaries=True)


@transaction.atomic
def _two_persons(stay: Stay, now: datetime) -> None:
    """Something that waits for a second person, and somebody looked for who is in the house."""
    sho = User.objects.filter(postings__role=Role.SHO, postings__station__code=demo.STATION).first()
    dpo = User.objects.filter(postings__role=Role.DPO).first()
    seen = stay.guests.get(is_head=True)
    stranger = next(iter(people(1, seed=SEED + 2, cnic_seed=SEED, after=CONVICTS + STAYS * 2)))
    for number, person in enumerate((seen, stranger)):
        entry = WatchEntry(
            category_id="proclaimed_offender",
            reference=f"FIR {118 + number}/{now:%y}",
            reason="Named in the statement of the complainant; left his address.",
            station=Station.objects.get(code=demo.STATION),
            valid_from=timezone.localdate(now),
            review_on=timezone.localdate(now) + REVIEW_AFTER,
            **{name: getattr(person, name) for name in Person.IDENTITY_FIELDS},
        )
        watch_actions.propose(by=sho, entry=entry, at=now)
        if person is seen:
            watch_actions.decide(by=dpo, entry=entry, approve=True, note="", at=now)
    today = timezone.localdate(now)
    ask = ExportRequest(
        dataset="watch",
        since=today,
        until=today,
        purpose_kind="court",
        case_ref=f"FIR 118/{now:%y}",
        recipient="Sessions Court Islamabad",
    )
    export_actions.ask(by=sho, export=ask, at=now)


Party = tuple[Hotel, Stay, list[Guest], datetime]


def _parties(hotels: list[Hotel], now: datetime) -> Iterator[Party]:
    """Stays of the last days, in order of arrival; some guests are looked for."""
    dice = random.Random(SEED)
    everyone = people(STAYS * 2, seed=SEED + 1, cnic_seed=SEED, after=CONVICTS)
    wanted = ConvictRecord.objects.exclude(status__in=ConvictRecord.AT_REST).exclude(cnic="")
    looked_for: list[Person] = list(wanted.order_by("-category__severity", "pk")[: LOOKED_FOR // 2])
    looked_for += list(wanted.order_by("category__severity", "pk")[: LOOKED_FOR // 2])
    arrivals = sorted(dice.uniform(0.3, DAYS * 24) for _ in range(STAYS))
    for number, hours in enumerate(reversed(arrivals)):
        arrived_at = now - timedelta(hours=hours)
        head = _guest(next(everyone), dice)
        if looked_for and number % (STAYS // LOOKED_FOR) == 3:
            head = _guest(looked_for.pop(), dice)
        party = [head]
        if dice.random() < 0.25:
            party.append(_guest(next(everyone), dice))
        hotel = hotels[number % len(hotels)] if dice.random() < 0.5 else hotels[0]
        nights = dice.choice((1, 1, 1, 2, 2, 3))
        until = (arrived_at + timedelta(days=nights)).replace(minute=0)
        stay = Stay(
            room=str(100 + dice.randrange(60)),
            arrived_at=arrived_at,
            expected_until=until,
            purpose=dice.choice(Stay.Purpose.values),
            coming_from=head.district,
        )
        yield hotel, stay, party, arrived_at + timedelta(minutes=3)


def _guest(person: Any, dice: random.Random) -> Guest:
    is_citizen = bool(person.cnic)
    return Guest(
        document=Guest.Document.CNIC if is_citizen else Guest.Document.PASSPORT,
        visa_no="" if is_citizen else f"V{dice.randrange(10**7):07d}",
        address=getattr(person, "address", "") or f"House {dice.randrange(1, 400)}",
        **{name: getattr(person, name) for name in Person.IDENTITY_FIELDS},
    )


def _check_in(hotel: Hotel, stay: Stay, guests: list[Guest], at: datetime) -> Stay:
    by = _somebody_at(hotel)
    return actions.check_in(by=by, hotel=hotel, stay=stay, guests=guests, at=at)[0]


def _check_out(stay: Stay) -> None:
    left_at = stay.expected_until
    actions.check_out(by=_somebody_at(stay.hotel), stay=stay, left_at=left_at, at=left_at)


def _somebody_at(hotel: Hotel) -> User:
    desk = Desk.objects.filter(hotel=hotel).first() or Desk.objects.earliest("pk")
    user: User = desk.user
    return user

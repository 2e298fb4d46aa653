"""The hotels of the country: a few hundred large ones, many small, each with a desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Posting, User
from accounts.roles import Role
from caspp.headline.homes import homes_of
from filings import rules
from filings.rules import Book
from hotel_eye.models import Desk, Hotel
from stations.models import Station
from synthetic.stock import Weighted

#: So many houses file; at the end of three years they have 3,368,732 entries.
HOUSES = 2_400
#: The largest has so many times the arrivals of a middling one.
TAIL = 1.1
#: The share of all stays that the first house of the demonstration has: eighteen parties a day.
MARGALLA_SHARE = 0.006
_NAMES = (
    *("Al-Madina", "Shalimar", "Crescent", "Indus", "Margalla", "Ravi", "Khyber", "Pak", "Royal"),
    *("New Sadaat", "Karakoram", "City Star", "Gulberg", "Seaview", "Hazara", "Sangam", "Faran"),
)
_KINDS = (
    (Hotel.Kind.HOTEL, "Hotel"),
    (Hotel.Kind.GUEST_HOUSE, "Guest House"),
    (Hotel.Kind.HOSTEL, "Hostel"),
    (Hotel.Kind.INN, "Inn"),
)


@dataclass(slots=True)
class House:
    """One hotel as the loader needs it."""

    pk: int
    station: Station
    desk: int
    name: str
    address: str
    phone: str
    latitude: float | None
    longitude: float | None
    rooms: int
    #: Of a hundred filings so many are late.
    late: float
    book: Book
    #: Year → the last number of its receipts.
    numbers: dict[str, int]


def houses(*, at: datetime, since: datetime, seed: int) -> tuple[list[House], Weighted[House]]:
    """All of them, and how often somebody comes to which; those that exist are taken along."""
    dice = Random(f"houses {seed}")
    stations = list(Station.objects.with_place())
    existing = list(Hotel.objects.filter(closed_on=None).exclude(registered_on=None))
    missing = max(0, HOUSES - len(existing))
    made = [_made(number, station, dice, since)
            for number, station in enumerate(_stations(stations, missing, dice))]  # fmt: skip
    Hotel.objects.bulk_create(made)
    desks = _desks([*existing, *made], since)
    books = {one.pk: rules.book_at(one, at) for one in stations}
    known = {one.pk: one for one in stations}
    found = [
        House(
            pk=one.pk,
            station=known[one.station_id],
            desk=desks[one.pk],
            name=one.name,
            address=one.address,
            phone=str(one.phone),
            latitude=one.latitude,
            longitude=one.longitude,
            rooms=one.rooms or 20,
            late=dice.choice((0.01, 0.02, 0.03, 0.1, 0.25)),
            book=books[one.station_id],
            numbers={},
        )
        for one in (*existing, *made)
    ]
    # The houses of the demonstration, which stand first, are among the large ones.
    sizes = [1.0 / (place + 8) ** (TAIL - 0.5) for place, _one in enumerate(found)]
    sizes[0] = sum(sizes[1:]) * MARGALLA_SHARE / (1 - MARGALLA_SHARE)
    return found, Weighted(zip(found, sizes, strict=True))


def _stations(stations: Sequence[Station], count: int, dice: Random) -> list[Station]:
    homes = homes_of(stations)
    districts = Weighted([(name, weight) for name, (weight, _drawn) in homes.items()])
    return [homes[districts.draw(dice.random)][1].draw(dice.random) for _one in range(count)]


def _made(number: int, station: Station, dice: Random, since: datetime) -> Hotel:
    kind, word = dice.choices(_KINDS, (5, 4, 2, 2))[0]
    return Hotel(
        name=f"{dice.choice(_NAMES)} {word} {number + 1}",
        kind=kind,
        station=station,
        licence_no=f"L-{number:05d}",
        address=f"{dice.randrange(1, 200)} Main Bazaar, {station.name}",
        phone=f"051{5_000_000 + number}",
        rooms=dice.randrange(8, 60),
        latitude=station.latitude and station.latitude + dice.uniform(-0.02, 0.02),
        longitude=station.longitude and station.longitude + dice.uniform(-0.02, 0.02),
        registered_on=timezone.localdate(since),
    )


def _desks(hotels: Sequence[Hotel], since: datetime) -> dict[int, int]:
    """Hotel → who works at its desk; where nobody does somebody is invented who cannot sign in."""
    known: dict[int, int] = dict(
        Desk.objects.filter(until_on=None).order_by("-pk").values_list("hotel_id", "user_id")
    )
    day = timezone.localdate(since)
    missing = [one for one in hotels if one.pk not in known]
    password = make_password(None)
    users = User.objects.bulk_create(
        User(username=f"desk-{one.pk}", password=password, name=f"Desk of {one.name}"[:120])
        for one in missing
    )
    Posting.objects.bulk_create(
        Posting(user=user, role=Role.HOTEL_OPERATOR, from_on=day) for user in users
    )
    Desk.objects.bulk_create(
        Desk(user=user, hotel=hotel, from_on=day)
        for user, hotel in zip(users, missing, strict=True)
    )
    return known | {hotel.pk: int(user.pk) for user, hotel in zip(users, missing, strict=True)}

"""The demonstration's houses over five weeks: one silent, one dropped, one late, one found.

What was filed in those weeks is said by their ledgers alone; stays are of the last days.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from caspp import demo
from hotel_eye import booking, inspecting
from hotel_eye.models import Desk, Expected, Hotel, Inspection, LedgerDay
from stations.models import Station

SEED = 31
DAYS = 35
#: The demonstration's own stays cover these last days.
STAYED = 5


def play(hotels: list[Hotel], now: datetime) -> None:
    """Give each house its five weeks, two inspections, and somebody who is expected."""
    today = timezone.localdate(now)
    dice = Random(SEED)
    margalla, shalimar, aabpara, karakoram, *others = hotels
    _weeks(margalla, today, dice, usual=6, late=0.1)
    _weeks(shalimar, today, dice, usual=4, late=0.02, until=2)
    _weeks(aabpara, today, dice, usual=5, late=0.0, drop=True)
    _weeks(karakoram, today, dice, usual=3, late=0.3)
    for house in others:
        _weeks(house, today, dice, usual=5, late=0.05)
    _expect(margalla, now)
    _inspect(margalla, now)


def _weeks(
    hotel: Hotel,
    today: date,
    dice: Random,
    *,
    usual: int,
    late: float,
    until: int = 0,
    drop: bool = False,
) -> None:
    """So many arrivals a day, some of them late; none in the last ``until`` days."""
    days = []
    for back in range(max(STAYED, until), DAYS):
        count = max(0, usual + dice.randint(-2, 2))
        if drop and back <= 7:
            count = dice.randint(0, 1)
        lates = sum(dice.random() < late for _one in range(count))
        day = LedgerDay(hotel=hotel, day=today - timedelta(days=back))
        day.on_time, day.late = count - lates, lates
        days.append(day)
    LedgerDay.objects.bulk_create(days, ignore_conflicts=True)


def _expect(hotel: Hotel, now: datetime) -> None:
    by = _at_desk(hotel)
    today = timezone.localdate(now)
    for name, days, nights, room in (
        ("Waqar Younis Malik", 0, 2, "118"),
        ("Tour group of Silk Road Travels", 1, 1, ""),
        ("Sana Tariq", 3, 4, "207"),
    ):
        coming = Expected(name=name, nights=nights, room=room, channel="online")
        coming.arrives_on = today + timedelta(days=days)
        booking.expect(by=by, hotel=hotel, expected=coming, at=now)
    here = Expected(name="Naeem Akhtar", arrives_on=today, room="121", phone="03005550177")
    booking.expect(by=by, hotel=hotel, expected=here, at=now - timedelta(minutes=50))
    booking.note_arrival(by=by, expected=here, at=now - timedelta(minutes=50))


def _inspect(hotel: Hotel, now: datetime) -> None:
    sho = User.objects.filter(postings__role=Role.SHO, postings__station=hotel.station).first()
    by = _at_desk(hotel)
    first = inspecting.inspect(
        by=sho,
        hotel=hotel,
        inspection=Inspection(
            findings=["no_copies"], rooms_taken=31, with_whom="Night clerk", words="Rooms 110, 114."
        ),
        at=now - timedelta(days=20),
    )
    inspecting.answer(
        by=by,
        inspection=first,
        words="The copier was broken that week; the copies are in the file now.",
        at=now - timedelta(days=19),
    )
    inspecting.inspect(
        by=sho,
        hotel=hotel,
        inspection=Inspection(findings=["in_order"], rooms_taken=27),
        at=now - timedelta(days=2),
    )
    station = Station.objects.get(code=demo.STATION)
    house = Hotel(
        name="Green Palm Guest House",
        name_ur="گرین پام گیسٹ ہاؤس",
        kind=Hotel.Kind.GUEST_HOUSE,
        station=station,
        address="41 Street 12, F-7/2",
        latitude=(station.latitude or 0) - 0.004,
        longitude=(station.longitude or 0) - 0.002,
    )
    inspecting.find_unregistered(
        by=sho,
        house=house,
        inspection=Inspection(findings=["unregistered", "not_entered"], not_entered=5),
        at=now - timedelta(days=1),
        is_another=False,
    )


def _at_desk(hotel: Hotel) -> Any:
    return Desk.objects.filter(hotel=hotel).earliest("pk").user

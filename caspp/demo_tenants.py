"""The demonstration's tenants and employees: filed, verified, differing, ending, gone, begun."""

import uuid
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from caspp import demo
from filings.models import Way
from people.models import Person
from stations.models import Station
from synthetic import people
from tenants import actions, verification
from tenants.actions import Described
from tenants.models import Named, Property, Tenancy, Visit
from tenants.registration import clock_of

SEED = 33
COUNT = 40
LANDLORD_PHONE = "03005550101"
_STREETS = ("Street 12", "Street 31", "Street 9", "Margalla Road", "Street 44")
_AREAS = ("F-7/1", "F-7/2", "F-8/1", "F-6/3")


def play(now: datetime) -> None:
    """File them over the last months, and let the station do its part."""
    landlord = User.objects.get(username=LANDLORD_PHONE)
    clerk = User.objects.filter(postings__role=Role.FRONT_DESK).earliest("pk")
    officer = User.objects.filter(postings__role=Role.INVESTIGATION_OFFICER).earliest("pk")
    moharrar = User.objects.filter(postings__role=Role.MOHARRAR).earliest("pk")
    station = Station.objects.get(code=demo.STATION)
    dice = Random(SEED)
    everybody = people(COUNT * 6, seed=SEED, cnic_seed=SEED, districts=[("Islamabad", 1.0)])
    for number in range(COUNT):
        at = now - timedelta(days=dice.uniform(1, 150))
        is_own = number < 4
        by = landlord if is_own else clerk
        described = _described(number, station, list(islice(everybody, 5)), at, dice)
        described.tenancy.owner = landlord if is_own else None
        way = Way.SELF if is_own else Way.COUNTER
        tenancy, _is_new = actions.file(by=by, described=described, way=way, at=at)
        _follow(number, tenancy, moharrar, officer, at, now)
    _begin(landlord, station, now - timedelta(hours=5))


def _begin(landlord: Any, station: Station, at: datetime) -> None:
    """What he began and left: a tenant who is due soon, and a driver."""
    place = {
        "place-kind": "flat",
        "place-house_no": "7-B",
        "place-area": "F-8/1",
        "place-city": "Islamabad",
        "place-station": str(station.pk),
    }
    since = timezone.localdate(at) - timedelta(days=1)
    for kind, typed in (
        ("tenant", place | {"dates-possession_on": since.isoformat()}),
        ("employee", place),
    ):
        draft = actions.begin(by=landlord, kind=kind, at=at)
        actions.keep(draft=draft, typed=typed, clock=clock_of, at=at)


def _described(
    number: int, station: Station, some: list[Any], at: datetime, dice: Random
) -> Described:
    is_employee = number % 13 == 5
    day = timezone.localdate(at) - timedelta(days=4 if number % 6 == 2 else 0)
    months = 1 if number % 9 == 4 else 11
    tenancy = Tenancy(
        kind=Tenancy.Kind.EMPLOYEE if is_employee else Tenancy.Kind.TENANT,
        possession_on=day,
        agreed_from=day,
        agreed_until=day + timedelta(days=30 * months),
        rent=dice.randrange(18, 160) * 1000,
        occupation=dice.choice(("Teacher", "Electrician", "Driver", "Software engineer", "Clerk")),
        form_token=uuid.UUID(int=SEED * 1000 + number),
    )
    place = Property(
        kind=dice.choice(("house", "portion", "flat")),
        house_no=str(dice.randrange(1, 90)),
        street=dice.choice(_STREETS),
        area=dice.choice(_AREAS),
        city="Islamabad",
        station=station,
        latitude=(station.latitude or 0) + dice.uniform(-0.01, 0.01),
        longitude=(station.longitude or 0) + dice.uniform(-0.01, 0.01),
    )
    roles = (
        ("employer", "employee", "surety")
        if is_employee
        else ("landlord", "tenant", "member", "surety", "surety")
    )
    named = [_named(one, role) for one, role in zip(some, roles, strict=False)]
    return Described(place, tenancy, named)


def _named(person: Any, role: str) -> Named:
    one = Named(role=role, address=person.address[:240])
    for field in Person.IDENTITY_FIELDS:
        setattr(one, field, getattr(person, field))
    one.kinship = Named.Kinship.SPOUSE if role == Named.Role.MEMBER else ""
    return one


def _follow(
    number: int, tenancy: Tenancy, moharrar: Any, officer: Any, at: datetime, now: datetime
) -> None:
    """What the station, and the landlord, did since."""
    soon = min(at + timedelta(hours=20), now)
    if number % 10 == 9:
        left = timezone.localdate(min(at + timedelta(days=40), now))
        actions.vacate(by=tenancy.filed_by, tenancy=tenancy, on=left, at=now)
    elif number % 4 != 3:
        visit = verification.assign(by=moharrar, tenancy=tenancy, to=officer, at=soon)
        if number % 8 == 0:
            return
        differs = number % 7 == 2
        verification.report(
            by=officer,
            visit=visit,
            outcome=Visit.Outcome.DISCREPANCY if differs else Visit.Outcome.VERIFIED,
            missing=["others"] if differs else [],
            words="A brother lives there, too." if differs else "",
            at=min(soon + timedelta(hours=8), now),
        )

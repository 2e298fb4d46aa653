"""Who works at the stations of the country: the postings that exist, and invented ones beside."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Posting, User
from accounts.roles import Role
from complaints.models import Level
from stations.models import Station
from synthetic import people


@dataclass(frozen=True, slots=True)
class Officers:
    """By number, who works at one station, and who stands above it."""

    sho: int
    moharrar: int
    investigators: list[int]
    sdpo: int
    dpo: int
    command: int

    def head(self, level: int) -> int:
        """Who answers for what is handled at this level."""
        heads = {Level.STATION: self.sho, Level.CIRCLE: self.sdpo, Level.DISTRICT: self.dpo}
        return heads.get(Level(level), self.command)


def officers_at(stations: Sequence[Station], *, since: datetime, seed: int) -> dict[int, Officers]:
    """Station → its officers. Whoever is posted there already is taken; the others are invented."""
    staff = _Staff(since, seed)
    command = staff.of(Role.COMMAND, 1)[0]
    found = {}
    for station in stations:
        circle, district = station.circle, station.circle.district
        found[station.pk] = Officers(
            sho=staff.of(Role.SHO, 1, station=station)[0],
            moharrar=staff.of(Role.MOHARRAR, 1, station=station)[0],
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

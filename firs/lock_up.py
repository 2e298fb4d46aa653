"""Who is in police custody, since when, and until when that is lawful (s.61, s.167 CrPC)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from firs.models import FIR, Accused, Arrest, Position
from firs.models.investigation import MOST_REMAND_DAYS
from firs.querysets import ArrestQuerySet, FIRQuerySet


@dataclass(frozen=True, slots=True)
class Held:
    """One person in custody of the police."""

    arrest: Arrest
    #: Before a magistrate by this hour, while none has seen him.
    produce_by: datetime | None
    #: The day on which he is produced again.
    until_on: date | None
    #: How many of the fifteen days of police custody were ordered.
    police_days: int
    at: datetime

    @property
    def fir(self) -> FIR:
        return self.arrest.fir

    @property
    def accused(self) -> Accused:
        return self.arrest.accused

    @property
    def ends_at(self) -> datetime | None:
        """From when on he is held longer than the law or the magistrate allows."""
        return _ends_at(self.produce_by, self.until_on)

    @property
    def is_late(self) -> bool:
        return self.ends_at is not None and self.ends_at <= self.at

    @property
    def tone(self) -> str:
        """Red beyond the law, amber in the last hours: today, or six hours before its end."""
        if self.is_late:
            return "bad"
        soon = self.at + timedelta(hours=6)
        is_soon = self.produce_by is not None and self.produce_by < soon
        return "waits" if is_soon or self.until_on == timezone.localdate(self.at) else "plain"

    @property
    def most_days(self) -> int:
        return MOST_REMAND_DAYS


def held_in(cases: FIRQuerySet, at: datetime) -> list[Held]:
    """Who is in police custody in these cases, whose time ends first standing first."""
    rows = _holding(cases)
    rows = rows.select_related("accused", "station", "fir__station", "fir__investigator")
    return sorted((_held(one, at) for one in rows), key=_ends)


def count_held(cases: FIRQuerySet, at: datetime) -> tuple[Counter[int], Counter[int]]:
    """How many are held so for each station, and how many of them past their time."""
    held, late = Counter[int](), Counter[int]()
    rows = _holding(cases).values_list("fir__station", "produced_at", "produce_by", "ordered_until")
    for station, produced_at, produce_by, until_on in rows:
        is_seen = produced_at is not None
        ends_at = _ends_at(None if is_seen else produce_by, until_on if is_seen else None)
        held[station] += 1
        late[station] += ends_at is not None and ends_at <= at
    return held, late


def _holding(cases: FIRQuerySet) -> ArrestQuerySet:
    rows: ArrestQuerySet = Arrest.objects.filter(fir__in=cases.values("pk")).holding()
    return rows.filter(accused__position=Position.ARRESTED)


def _ends_at(produce_by: datetime | None, until_on: date | None) -> datetime | None:
    if produce_by is not None or until_on is None:
        return produce_by
    return _midnight(until_on + timedelta(days=1))


def count_sealed(station: Any, *, besides: list[Held]) -> int:
    """How many more are in the station's lock-up, of sealed cases: how many, and not who."""
    held = Accused.objects.in_police_custody().filter(fir__station=station)
    count: int = held.exclude(pk__in=[one.accused.pk for one in besides]).count()
    return count


def _held(arrest: Arrest, at: datetime) -> Held:
    is_seen = arrest.produced_at is not None
    days = getattr(arrest, "police_days", None) or timedelta()
    return Held(
        arrest,
        None if is_seen else arrest.produce_by,
        getattr(arrest, "ordered_until", None) if is_seen else None,
        days.days,
        at,
    )


def _ends(held: Held) -> tuple[datetime, int]:
    if held.produce_by is not None:
        return held.produce_by, held.arrest.pk
    # He is produced in the morning of the day, when the court sits.
    return _midnight(held.until_on or timezone.localdate(held.at)), held.arrest.pk


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

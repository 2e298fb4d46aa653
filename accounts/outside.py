"""People outside the police who work under a station's eyes: the desks of its hotels.

The ground floor knows no hotel: an app that gives such people their place says here how to list
them, how to end one, and who they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Seat:
    """One outside person's present place."""

    pk: int
    user: Any
    place: str
    from_on: date


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of such places, as the app that keeps it offers them."""

    #: 'hotel_eye.desk': what a review writes down beside the number of the place.
    source: str
    #: The present seats of a station, with their users loaded.
    at: Callable[[Any, date], Iterable[Seat]]
    #: End one at once: ``end(by=, pk=, at=)``, inside the caller's transaction.
    end: Callable[..., Any]
    #: The ids of users with a present seat in these stations, as a subquery.
    users_at: Callable[[Any, date], Any]


_registers: dict[str, Register] = {}


def offer(register: Register) -> None:
    """Put the places that an app keeps before those who review access."""
    _registers[register.source] = register


def seats(station: Any, day: date) -> list[tuple[str, Seat]]:
    """(source, seat) for everybody outside the police with a place under this station."""
    return [(one.source, seat) for one in _registers.values() for seat in one.at(station, day)]


def end(source: str, *, by: Any, pk: int, at: datetime) -> None:
    """End one seat at once."""
    _registers[source].end(by=by, pk=pk, at=at)


def users_at(stations: Any, day: date) -> Q:
    """A condition on users that holds for those with a present seat in these stations."""
    found = Q(pk__in=[])
    for one in _registers.values():
        found |= Q(pk__in=one.users_at(stations, day))
    return found

"""The desks of hotels as a station's access review sees them."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from accounts.outside import Register, Seat
from hotel_eye import actions
from hotel_eye.models import Desk


def at(station: Any, day: date) -> Iterator[Seat]:
    """The present desks of a station's hotels."""
    desks = Desk.objects.not_over(day).filter(hotel__station=station)
    for desk in desks.select_related("user", "hotel").order_by("pk"):
        yield Seat(desk.pk, desk.user, desk.hotel.local_name, desk.from_on)


def end(*, by: Any, pk: int, at: datetime) -> None:
    """End a desk with the next request."""
    actions.end_desk(by=by, desk=Desk.objects.get(pk=pk), at=at)


def users_at(stations: Any, day: date) -> Any:
    """The ids of those with a present desk in these stations."""
    return Desk.objects.not_over(day).filter(hotel__station__in=stations).values("user")


register = Register("hotel_eye.desk", at=at, end=end, users_at=users_at)

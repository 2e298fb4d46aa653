"""What the hotel's desk finds on its home page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from hotel_eye import standing
from hotel_eye.models import Hotel
from screen.navigation import Tile


def tiles(user: Any) -> Iterator[Tile]:
    """For each hotel: parties past their hour, parties in the house, arrivals of today."""
    now = timezone.now()
    for hotel in Hotel.objects.visible_to(user).order_by("name"):
        here = reverse("hotel_eye:in_house", args=[hotel.pk])
        overdue = hotel.stays.overdue(now).count()  # type: ignore[attr-defined]
        yield Tile(
            _("Check-outs due"),
            overdue,
            here,
            "alarm",
            tone="waits" if overdue else "good",
            hint=hotel.local_name,
        )
        if unfiled := hotel.expected.unfiled().count():  # type: ignore[attr-defined]
            yield Tile(
                _("In the house, not entered"),
                unfiled,
                reverse("hotel_eye:expected", args=[hotel.pk]),
                "hourglass-split",
                tone="waits",
                hint=hotel.local_name,
            )
        yield Tile(
            _("Parties in the house"),
            hotel.stays.in_house().count(),  # type: ignore[attr-defined]
            here,
            "people",
            hint=hotel.local_name,
        )
        yield Tile(
            _("Arrivals today"),
            hotel.stays.arrived_on(timezone.localdate(now)).count(),  # type: ignore[attr-defined]
            reverse("hotel_eye:register", args=[hotel.pk]),
            "journal-text",
            hint=hotel.local_name,
        )


def station_tiles(user: Any) -> Iterator[Tile]:
    """Houses that wait for somebody of their station: silent, dropped, late, not registered."""
    rows = Hotel.objects.at_stations_of(user, Permission.SEE_PREMISES).filter(closed_on=None)
    counts = standing.counted(standing.houses(rows, at=timezone.now()))
    here = reverse("hotel_eye:premises")
    asked = (
        (standing.Standing.SILENT, _("Hotels silent today"), "moon"),
        (standing.Standing.DROP, _("Hotels with a sudden drop"), "graph-down-arrow"),
        (standing.Standing.LATE, _("Hotels late this week"), "clock-history"),
        (standing.Standing.UNREGISTERED, _("Hotels not registered"), "house-exclamation"),
    )
    for kind, label, icon in asked:
        if number := counts[kind]:
            yield Tile(label, number, f"{here}?show={kind.value}", icon, tone="waits")

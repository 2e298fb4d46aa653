"""How far a place is from the police station, and which way: row 4 of the form asks both."""

from math import asin, atan2, cos, degrees, radians, sin, sqrt

from django.db import models
from django.utils.translation import gettext_lazy as _

EARTH_KM = 6371.0


class Compass(models.TextChoices):
    """Which way from the station, in eight points clockwise."""

    NORTH = "N", _("north")
    NORTH_EAST = "NE", _("north-east")
    EAST = "E", _("east")
    SOUTH_EAST = "SE", _("south-east")
    SOUTH = "S", _("south")
    SOUTH_WEST = "SW", _("south-west")
    WEST = "W", _("west")
    NORTH_WEST = "NW", _("north-west")


Point = tuple[float, float]


def kilometres(start: Point, end: Point) -> float:
    """Along the earth from one (latitude, longitude) to the other, by the haversine formula."""
    (lat, lon), (to_lat, to_lon) = (tuple(map(radians, point)) for point in (start, end))
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def direction(start: Point, end: Point) -> Compass:
    """Which of the eight points one sets out to."""
    (lat, lon), (to_lat, to_lon) = (tuple(map(radians, point)) for point in (start, end))
    east = sin(to_lon - lon) * cos(to_lat)
    north = cos(lat) * sin(to_lat) - sin(lat) * cos(to_lat) * cos(to_lon - lon)
    return list(Compass)[round(degrees(atan2(east, north)) / 45) % 8]

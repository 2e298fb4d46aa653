"""Stations as the choices of a form."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from stations.models import Station


def stations_by_district(stations: Iterable[Station]) -> list[tuple[str, Any]]:
    """Stations as the choices of a list, each under its district; loaded with their place."""
    in_order = sorted(stations, key=lambda one: (one.circle.district.local_name, one.local_name))
    return [
        (name, [(str(one.pk), one.local_name) for one in members])
        for name, members in groupby(in_order, key=lambda one: one.circle.district.local_name)
    ]

"""Stations as the choices of a form."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from stations.models import District, Station
from stations.querysets import folded_name


def stations_by_district(stations: Iterable[Station]) -> list[tuple[str, Any]]:
    """Stations as the choices of a list, each under its district; loaded with their place."""
    in_order = sorted(stations, key=lambda one: (one.circle.district.local_name, one.local_name))
    return [
        (name, [(str(one.pk), one.local_name) for one in members])
        for name, members in groupby(in_order, key=lambda one: one.circle.district.local_name)
    ]


def proper_district(typed: str) -> str:
    """The district's proper name where an alias is known; otherwise as it was typed."""
    known = District.objects.filter(aliases__folded=folded_name(typed)).first() if typed else None
    return known.name if known else typed

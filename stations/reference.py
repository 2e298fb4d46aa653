"""The map of the police from stations/data/: provinces down to stations, and landmarks."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from stations.models import Circle, District, DistrictAlias, Landmark, Province, Region, Station
from stations.querysets import folded_name

DATA = Path(__file__).resolve().parent / "data"


@transaction.atomic
def load() -> str:
    """Load the map; running it again corrects names. Returns what was loaded, in words."""
    provinces = _load(Province, "provinces.csv", {}, "capital")
    regions = _load(Region, "regions.csv", {"province": provinces})
    districts = _load(District, "districts.csv", {"region": regions}, "latitude", "longitude")
    _load_aliases(districts)
    circles = _load_circles(districts)
    stations = _load(Station, "stations.csv", {"circle": circles}, "phone", "latitude", "longitude")
    landmarks = _load_landmarks(stations)
    return (
        f"{len(provinces)} provinces, {len(regions)} regions, {len(districts)} districts, "
        f"{len(circles)} circles, {len(stations)} stations, {landmarks} landmarks."
    )


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _load(
    model: Any, file: str, parents: dict[str, dict[str, Any]], *columns: str
) -> dict[str, Any]:
    """Insert or correct one level of the hierarchy; return its units by code."""
    units = []
    for row in _rows(file):
        values: dict[str, Any] = {column: row[column] or None for column in columns}
        for parent, known in parents.items():
            values[parent] = known[_parent_key(model, row, parent)]
        units.append(
            model(
                code=row["code"],
                name=row["name"],
                name_ur=row["name_ur"],
                valid_from=_date(row.get("valid_from")),
                valid_to=_date(row.get("valid_to")),
                **values,
            )
        )
    fields = ["name", "name_ur", "valid_from", "valid_to", *parents, *columns]
    model.objects.bulk_create(
        units, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    return {unit.code: unit for unit in model.objects.all()}


def _parent_key(model: Any, row: dict[str, str], parent: str) -> str:
    return _circle_key(row) if model is Station else row[parent]


def _circle_key(row: dict[str, str]) -> str:
    return f"{row['district']}/{row['circle']}"


def _load_circles(districts: dict[str, District]) -> dict[str, Circle]:
    """Circles are named in the stations' file; their code is the district's with a number."""
    by_name: dict[str, Circle] = {}
    numbers: dict[str, int] = {}
    for row in _rows("stations.csv"):
        key = _circle_key(row)
        if key not in by_name:
            numbers[row["district"]] = numbers.get(row["district"], 0) + 1
            by_name[key] = Circle(
                code=f"{row['district']}-C{numbers[row['district']]}",
                name=row["circle"],
                name_ur=row["circle_ur"],
                district=districts[row["district"]],
            )
    Circle.objects.bulk_create(
        by_name.values(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_ur", "district"],
    )
    saved = {circle.code: circle for circle in Circle.objects.all()}
    return {key: saved[circle.code] for key, circle in by_name.items()}


def _load_aliases(districts: dict[str, District]) -> None:
    """Every district answers to its names in both scripts and to its aliases."""
    aliases: dict[str, DistrictAlias] = {}
    for row in _rows("districts.csv"):
        for name in (row["name"], row["name_ur"], *row["aliases"].split("|")):
            if name:
                folded = folded_name(name)
                alias = DistrictAlias(district=districts[row["code"]], name=name, folded=folded)
                aliases.setdefault(folded, alias)
    DistrictAlias.objects.bulk_create(
        aliases.values(),
        update_conflicts=True,
        unique_fields=["folded"],
        update_fields=["district", "name"],
    )


def _load_landmarks(stations: dict[str, Station]) -> int:
    """What people name when they say where something happened."""
    landmarks = [
        Landmark(
            station=stations[row["station"]],
            name=row["name"],
            name_ur=row["name_ur"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
        )
        for row in _rows("landmarks.csv")
    ]
    Landmark.objects.bulk_create(
        landmarks,
        update_conflicts=True,
        unique_fields=["station", "name"],
        update_fields=["name_ur", "latitude", "longitude"],
    )
    return len(landmarks)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

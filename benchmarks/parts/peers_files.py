"""The set as files, so that every peer reads the same people and none of them the truth."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.parts.peers_child import rows
from synthetic.people import Person
from synthetic.screening import UNKNOWN_YEAR, Listed, Query, ScreeningSet

FIELDS = (
    "name", "name_ur", "relation", "relative_name", "relative_name_ur", "cnic", "passport_no",
    "nationality", "gender", "birth_year", "date_of_birth", "district", "phone",
)  # fmt: skip


def write(people: ScreeningSet, folder: Path) -> None:
    """Write `listed.csv` and `queries.csv`, each person under a reference used nowhere else."""
    folder.mkdir()
    _write(folder / "listed.csv", ((one.ref, one.person) for one in people.listed))
    _write(folder / "queries.csv", ((one.id, one.person) for one in people.queries))


def _write(path: Path, people: Iterable[tuple[str, Person]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("ref", *FIELDS))
        writer.writerows((ref, *_cells(person)) for ref, person in people)


def _cells(person: Person) -> Iterator[Any]:
    """Nothing where a value is missing: the unknown year, 0, is written as none."""
    return (getattr(person, field) or "" for field in FIELDS)


def read(folder: Path) -> ScreeningSet:
    """The set as the peers get it: nobody's truth is known."""
    return ScreeningSet(
        [Listed(row["ref"], _person(row)) for row in rows(folder / "listed.csv")],
        [Query(row["ref"], _person(row), "", ()) for row in rows(folder / "queries.csv")],
    )


def _person(row: dict[str, str]) -> Person:
    born = row["date_of_birth"]
    given: dict[str, Any] = {field: row[field] for field in FIELDS}
    given["birth_year"] = int(row["birth_year"] or UNKNOWN_YEAR)
    given["date_of_birth"] = date.fromisoformat(born) if born else None
    return Person(**given, address="")

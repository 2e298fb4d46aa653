"""A list, and everybody who was seen, in the tables of the product, by COPY.

Imported only after Django is set up.
"""

import io
from collections.abc import Sequence
from typing import Any

from django.db import connection

from synthetic import Person

_SOURCE = "benchmarks.person"
_PERSON = (
    "name, name_ur, relation, relative_name, relative_name_ur, cnic, passport_no, nationality,"
    " gender, birth_year, district, phone"
)
_LISTING = (
    f"source, source_id, record, content_hash, {_PERSON}, category_id, reference, summary, aliases,"
    " valid_from, withdrawn_reason, is_sealed, version, screened_at"
)
_SIGHTING = (
    f"source, source_id, record, content_hash, {_PERSON}, kind, station_id, premises,"
    " premises_address, premises_phone, spot, seen_from, seen_until, reported_at, screened_at,"
    " list_version"
)
_AT_ONCE = 50_000


def put_on_the_list(
    people: Sequence[Person], records: Any, *, first: int = 0, version: int | None, step: Any
) -> None:
    """Write these people into the list; without a version they wait to be admitted."""
    admitted = "\\N" if version is None else str(version)
    screened = "\\N" if version is None else "2026-01-01 00:00+00"

    def line(number: int, person: Person, record: bytes) -> str:
        return "\t".join(
            (_SOURCE, str(first + number), f"\\\\x{record.hex()}", f"{first + number:032x}",
             *_cells(person), "proclaimed_offender", f"B-{first + number}", "302 PPC", "{}",
             "2026-01-01 00:00+00", "", "f", admitted, screened)
        )  # fmt: skip

    _copy("alerts_listing", _LISTING, people, records, line, step)
    with connection.cursor() as cursor:
        if version is not None:
            cursor.execute("UPDATE alerts_liststate SET version = %s", [version])
        cursor.execute("ANALYZE alerts_listing")


def have_been_seen(
    people: Sequence[Person], records: Any, *, first: int, version: int, station: int,
    present: int, step: Any,
) -> None:  # fmt: skip
    """Write these people into the sightings, compared with this version of the list.

    Every ``present``-th is still in the house.
    """

    def line(number: int, person: Person, record: bytes) -> str:
        until = "\\N" if (first + number) % present == 0 else "2026-02-01 00:00+00"
        return "\t".join(
            (_SOURCE, str(first + number), f"\\\\x{record.hex()}", f"{first + number:032x}",
             *_cells(person), "guest", str(station), "Benchmark House", "", "", "1",
             "2026-01-01 00:00+00", until, "2026-01-01 00:00+00", "2026-01-01 00:00+00",
             str(version))
        )  # fmt: skip

    _copy("alerts_sighting", _SIGHTING, people, records, line, step)


def _cells(person: Person) -> tuple[str, ...]:
    return (
        person.name or person.name_ur, person.name_ur, person.relation, person.relative_name,
        person.relative_name_ur, person.cnic if len(person.cnic) == 13 else "",
        person.passport_no, person.nationality, person.gender,
        str(person.birth_year) if person.birth_year else "\\N", person.district, "",
    )  # fmt: skip


def _copy(table: str, columns: str, people: Any, records: Any, line: Any, step: Any) -> None:
    with connection.cursor() as cursor:
        for begin in range(0, len(people), _AT_ONCE):
            part = people[begin : begin + _AT_ONCE]
            rows = io.StringIO()
            for number, person in enumerate(part, start=begin):
                rows.write(line(number, person, records[number].tobytes()) + "\n")
            rows.seek(0)
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", rows)
            step(len(part))

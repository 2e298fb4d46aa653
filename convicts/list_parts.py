"""What stands in a part of a list: people, refused rows and findings, as text to be sealed."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from convicts.list_rows import Bad, Listed
from convicts.list_screening import Finding
from matching import Identity
from people.models import Person


class Kept(NamedTuple):
    """A finding as it was kept."""

    row_id: str
    external_ref: str
    listing_id: int
    source: str
    source_id: int
    probability: float
    band: str
    explanation_en: str
    explanation_ur: str


def people_to_text(people: Sequence[Listed]) -> str:
    """'' for nobody."""
    written = [[one.line, one.row_id, *_values(one.identity)] for one in people]
    return _dumped(written) if written else ""


def people_from_text(text: str) -> list[Listed]:
    return [
        Listed(line, row_id, _identity(values))
        for line, row_id, *values in (json.loads(text) if text else ())
    ]


def bad_to_text(bad: Sequence[Bad]) -> str:
    return _dumped(bad) if bad else ""


def bad_from_text(text: str) -> list[Bad]:
    return [Bad(*values) for values in (json.loads(text) if text else ())]


def findings_to_text(found: Iterable[Finding]) -> str:
    written = [kept_of(one) for one in found]
    return _dumped(written) if written else ""


def findings_from_text(text: str) -> list[Kept]:
    return [Kept(*values) for values in (json.loads(text) if text else ())]


def kept_of(finding: Finding) -> Kept:
    """The finding as it is kept; without what nobody reads later."""
    found = finding.found
    return Kept(
        finding.row_id,
        finding.external_ref,
        found.listing_id,
        found.source,
        found.source_id,
        found.probability,
        found.band,
        found.explanation_en,
        found.explanation_ur,
    )


def _dumped(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


_BORN = Person.IDENTITY_FIELDS.index("date_of_birth")


def _values(identity: Identity) -> list[Any]:
    values = [getattr(identity, name) for name in Person.IDENTITY_FIELDS]
    values[_BORN] = values[_BORN].isoformat() if values[_BORN] else None
    return values


def _identity(values: list[Any]) -> Identity:
    values[_BORN] = date.fromisoformat(values[_BORN]) if values[_BORN] else None
    return Identity(**dict(zip(Person.IDENTITY_FIELDS, values, strict=True)))

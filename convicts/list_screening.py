"""A list of people against everybody who is looked for. Nobody on it becomes a sighting."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from alerts import screening
from alerts.look_for import Found, look_for
from convicts.list_rows import Listed
from convicts.models import ConvictRecord

#: What less than possible is called where it needs a name.
WEAK = "weak"
RESULTS = ("id", "external_ref", "probability", "band", "explanation")
_CONVICT = ConvictRecord._meta.label_lower


class Finding(NamedTuple):
    """Somebody who is looked for and may be the one in this row of the list."""

    row_id: str
    #: The reference of his old file; of others than convicts that of the listing.
    external_ref: str
    found: Found


def findings(
    people: Sequence[Listed], *, at: datetime, sealed_for: Any = None
) -> list[list[Finding]]:
    """For each person whoever he may be, best first. ``sealed_for`` is who reads it.

    Raises alerts.list_index.NoIndex where nobody can be compared now.
    """
    # Who was put on the list a moment ago is looked for as well, also where no worker runs.
    screening.admit(at=at)
    identities = [one.identity for one in people]
    answers = look_for(identities, at=at, sealed_for=sealed_for) if identities else []
    references = _references(answers)
    return [
        [
            Finding(one.row_id, references.get(found.source_id, found.reference), found)
            if found.source == _CONVICT
            else Finding(one.row_id, found.reference, found)
            for found in answer
        ]
        for one, answer in zip(people, answers, strict=True)
    ]


def _references(answers: list[list[Found]]) -> dict[int, str]:
    """The reference of every convict record among the answers, asked for at once."""
    ids = {one.source_id for answer in answers for one in answer if one.source == _CONVICT}
    if not ids:
        return {}
    return dict(ConvictRecord.objects.filter(pk__in=ids).values_list("pk", "external_ref"))


def result_line(
    row_id: str, external_ref: str, probability: float, band: str, explanation: str
) -> tuple[str, ...]:
    """One line of the results, in the order of RESULTS."""
    return row_id, external_ref, f"{probability:.6f}", band, " ".join(explanation.split())

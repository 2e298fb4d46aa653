"""People for the tests of matching: one cast, varied by keyword."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching import Comparison, Folded, Identity, Shelf, Term, compare, fold, records, screen
from matching.keys import heard, to_keep, to_look_up

CNIC = "33648-5029561-3"
ONE_DIGIT_OFF = "33648-1029561-3"
NEIGHBOURS_SWAPPED = "33648-5029516-3"
TWO_DIGITS_OFF = "33648-1029562-3"
ANOTHER_CNIC = "42101-1929562-5"

ASLAM: dict[str, Any] = {"name": "Muhammad Aslam", "relative_name": "Ghulam Rasool"}


def person(**fields: Any) -> Folded:
    """A folded person of just these fields."""
    return fold(Identity(**fields))


def aslam(**fields: Any) -> Folded:
    """Muhammad Aslam, son of Ghulam Rasool, with these fields besides or instead."""
    return person(**(ASLAM | fields))


def found(sighted: Folded, listed: Folded) -> Comparison:
    """The comparison of two people who must have one."""
    comparison = compare(sighted, listed)
    assert comparison is not None
    return comparison


def terms(comparison: Comparison) -> set[Term]:
    """What the evidence is about."""
    return {evidence.term for evidence in comparison.evidence}


@dataclass(frozen=True, slots=True)
class Told:
    """A candidate with the reference under which it was handed in, and its case in words."""

    ref: Any
    comparison: Comparison
    rivals: int


def screened(asked: Folded, listed: list[tuple[Any, Folded]]) -> list[Told]:
    """Whom of these the person may be, best first; below possible is left out."""
    rows = records([one.record for _, one in listed])
    shelf = Shelf.of(rows, np.arange(len(listed)))
    return [
        Told(listed[one.id][0], one.comparison(asked, listed[one.id][1]), one.rivals)
        for one in next(iter(screen(records([asked.record]), [shelf])))
    ]


def shares_a_key(asked: Folded, listed: Folded) -> bool:
    """Whether the index would bring the two together."""
    one, other = records([asked.record]), records([listed.record])
    wanted = to_look_up(one, heard(one, "own"), heard(one, "relative"))
    return bool(set(wanted.key.tolist()) & set(to_keep(other).key.tolist()))

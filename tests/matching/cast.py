"""People for the tests of matching: one cast, varied by keyword."""

from typing import Any

from matching import Comparison, Folded, Identity, Term, compare, fold

CNIC = "33648-5029561-3"
ONE_DIGIT_OFF = "33648-1029561-3"
NEIGHBOURS_SWAPPED = "33648-5029516-3"
TWO_DIGITS_OFF = "33648-1029562-3"

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

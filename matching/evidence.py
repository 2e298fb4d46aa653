"""What speaks for and against two records being one person, and how strongly."""

from dataclasses import dataclass
from enum import StrEnum

from matching import explain
from matching.terms import Term


class Band(StrEnum):
    """How an officer is told. A pair below `possible` has no band and is not reported."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    CNIC_IN_USE = "cnic_in_use"
    """Somebody uses this CNIC under a name that contradicts the listed one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comparison of one field. The marks are the positions of the letters that differ."""

    term: Term
    ours: str
    theirs: str
    bits: float
    marks: tuple[int, ...] = ()
    our_marks: tuple[int, ...] = ()

    def words(self, language: explain.Language) -> str:
        """The evidence as a sentence for the officer."""
        return explain.sentence(self.term, self.ours, self.theirs, language)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The case for a sighted and a listed person being one."""

    band: Band | None
    probability: float
    bits: float
    """Prior and evidence together, before belief is shared among rivals."""
    evidence: tuple[Evidence, ...]

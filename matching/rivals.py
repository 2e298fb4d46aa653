"""One person compared with all candidates, and belief shared among those who rival each other."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from matching.evidence import Band, Comparison
from matching.identity import Folded
from matching.rules import PROBABLE
from matching.score import compare
from matching.terms import Term

_NOT_WORTH_REPORTING = 0.02
_NEARLY_ONE = 0.999_999


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone the query may be, by the reference under which they were handed in."""

    ref: Hashable
    comparison: Comparison
    rivals: int = 0
    """How many other people share the belief: they fit about as the candidate does."""


class _Basis(Enum):
    """What a candidate was found by. Belief is shared only among candidates of one basis.

    A listing without a CNIC may be another case of the very person whose mistyped CNIC was found,
    so a strong candidate by number takes nothing from those found by name.
    """

    DOCUMENT = "equal CNIC or passport: leaves no room for a rival"
    SLIP = "CNIC one slip away, or passport number without its country"
    NAME = "names"


@dataclass(frozen=True, slots=True)
class _Compared:
    """A candidate before belief is shared."""

    ref: Hashable
    person: Hashable
    basis: _Basis
    comparison: Comparison


_DOCUMENT = frozenset((Term.CNIC_EQUAL, Term.PASSPORT_EQUAL))
_SLIP = frozenset((Term.CNIC_ONE_DIGIT_OFF, Term.CNIC_TWO_SWAPPED, Term.PASSPORT_NUMBER_EQUAL))


def screen(
    query: Folded,
    candidates: Iterable[tuple[Hashable, Folded]],
    *,
    query_is_listed: bool = False,
) -> list[Candidate]:
    """Compare `query` with every candidate, best first.

    The query is a person who was seen and the candidates are listed, or with `query_is_listed`
    the other way round: the evidence says "on the list" of the right one.
    """
    by_basis: dict[_Basis, list[_Compared]] = {basis: [] for basis in _Basis}
    for found in _compared(query, candidates, query_is_listed):
        by_basis[found.basis].append(found)
    certain = [Candidate(found.ref, found.comparison) for found in by_basis[_Basis.DOCUMENT]]
    shared = [*_shared(by_basis[_Basis.SLIP]), *_shared(by_basis[_Basis.NAME])]
    kept = [one for one in shared if one.comparison.probability >= _NOT_WORTH_REPORTING]
    return sorted(certain + kept, key=_belief, reverse=True)


def _belief(candidate: Candidate) -> tuple[float, float]:
    return candidate.comparison.probability, candidate.comparison.bits


def _compared(
    query: Folded, candidates: Iterable[tuple[Hashable, Folded]], query_is_listed: bool
) -> Iterator[_Compared]:
    for position, (ref, folded) in enumerate(candidates):
        sighted, listed = (folded, query) if query_is_listed else (query, folded)
        if comparison := compare(sighted, listed):
            yield _Compared(ref, _person(folded, position), _basis(comparison), comparison)


def _person(folded: Folded, position: int) -> Hashable:
    """Two records of one CNIC are one person; without a document every record is its own."""
    if folded.cnic:
        return folded.cnic
    if folded.passport_no and folded.nationality:
        return folded.nationality, folded.passport_no
    return position


def _basis(comparison: Comparison) -> _Basis:
    terms = {evidence.term for evidence in comparison.evidence}
    if terms & _DOCUMENT:
        return _Basis.DOCUMENT
    return _Basis.SLIP if terms & _SLIP else _Basis.NAME


def _shared(rivals: list[_Compared]) -> Iterator[Candidate]:
    """At most one of the rivals is the query: Bayes over each of them, or nobody."""
    odds = _odds_by_person(rivals)
    total = sum(odds.values())
    for found in rivals:
        others = total - odds[found.person]
        probability = _given_rivals(found.comparison.probability, others)
        yield Candidate(found.ref, _believed(found.comparison, probability), len(odds) - 1)


def _odds_by_person(rivals: Iterable[_Compared]) -> dict[Hashable, float]:
    """The odds for each person, from the best of their records."""
    odds: dict[Hashable, float] = {}
    for found in rivals:
        odds[found.person] = max(odds.get(found.person, 0.0), _odds(found.comparison.probability))
    return odds


def _odds(probability: float) -> float:
    certain_enough = min(probability, _NEARLY_ONE)
    return certain_enough / (1.0 - certain_enough)


def _given_rivals(probability: float, odds_of_others: float) -> float:
    if odds_of_others <= 0.0:
        return probability
    own = _odds(probability)
    return own / (1.0 + own + odds_of_others)


def _believed(comparison: Comparison, probability: float) -> Comparison:
    """The comparison with belief shared.

    It stays possible however small the share: one of the rivals may well be the person, and the
    officer sees how many there are.
    """
    band = Band.PROBABLE if probability >= PROBABLE else Band.POSSIBLE
    return replace(comparison, probability=probability, band=band)

"""People asked about against lists: who on the lists each of them may be, best first.

Lists are searched together, as one: an overlay of new entries is a list beside the great one.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np

from matching import score, telling
from matching.evidence import Band, Comparison
from matching.findings import SLIPS, Feature, Found, find
from matching.identity import Folded
from matching.record import Records, records
from matching.shelf import EMPTY, Shelf
from matching.vocabulary import Array

NOT_WORTH_REPORTING = 0.02
_NOT_WORTH_WEIGHING = 1e-4
_NEARLY_ONE = 0.999_999
_AT_ONCE = 4_096
"""So many people are asked about together: more would fall out of the processor's cache."""


class Basis(Enum):
    """What a candidate was found by. Belief is shared only among candidates of one basis.

    A listing without a CNIC may be another case of the very person whose mistyped CNIC was found,
    so a strong candidate by number takes nothing from those found by name.
    """

    DOCUMENT = "equal CNIC or passport: leaves no room for a rival"
    SLIP = "CNIC within two slips, or passport number without its country"
    NAME = "names"


class Pair(NamedTuple):
    """One person asked about and one on a list, weighed by themselves."""

    id: int
    """The number the list's owner gave."""
    probability: float
    bits: float
    basis: Basis
    person: Hashable
    """Two entries of one document are one person; without one every entry is its own."""
    found: Found
    row: int
    """Which of the pairs in ``found`` it is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the list whom the person asked about may be."""

    id: int
    band: Band | None
    probability: float
    bits: float
    """Prior and evidence together, before belief is shared among rivals."""
    rivals: int
    """How many other people share the belief: they fit about as the candidate does."""
    found: Found
    row: int
    """Which of the pairs in ``found`` it is."""

    def comparison(self, asked: Folded, listed: Folded, *, turned: bool = False) -> Comparison:
        """The case in words. ``turned``: the person asked about is the listed one."""
        evidence = telling.evidence(self.found, self.row, asked, listed, turned=turned)
        return Comparison(self.band, self.probability, self.bits, evidence)


def weigh(asked: Records, shelves: Sequence[Shelf]) -> Iterator[list[Pair]]:
    """For each person asked about, in order, everybody on the lists who is worth weighing."""
    people = sum(len(shelf) for shelf in shelves)
    for begin in range(0, len(asked), _AT_ONCE):
        part = asked[begin : begin + _AT_ONCE]
        pairs: list[list[Pair]] = [[] for _ in part]
        for shelf in shelves:
            for place, pair in _weighed(part, shelf, people):
                pairs[place].append(pair)
        yield from pairs


def screen(asked: Records, shelves: Sequence[Shelf]) -> Iterator[list[Candidate]]:
    """For each person asked about, in order, whom he may be."""
    for pairs in weigh(asked, shelves):
        yield share(pairs)


def _weighed(asked: Records, shelf: Shelf, people: int) -> Iterator[tuple[int, Pair]]:
    """The pairs with people of one list, each with the place of the person asked about."""
    if not len(shelf):
        return
    found, bits = _likely(asked, shelf, people, _NOT_WORTH_WEIGHING)
    alone = score.probability_of(bits)
    by = bases(found)
    ids = shelf.ids[found.pairs.theirs]
    documents = _documents(shelf, found.pairs.theirs)
    for row, place in enumerate(found.pairs.ours.tolist()):
        yield place, Pair(
            id=int(ids[row]),
            probability=float(alone[row]),
            bits=float(bits[row]),
            basis=by[row],
            person=documents[row] or -int(ids[row]) - 1,
            found=found,
            row=row,
        )


def _likely(asked: Records, shelf: Shelf, people: int, least: float) -> tuple[Found, Array]:
    """What was found of the pairs that are at least so likely by themselves, and their bits."""
    found = find(asked, shelf)
    bits = score.bits(found, people)
    likely = score.probability_of(bits) >= least
    kept = np.flatnonzero(score.may_be_one_person(found) & likely)
    return found.at(kept), bits[kept]


def touched(asked: Records, shelf: Shelf, *, people: int) -> Array:
    """The places of those who may be somebody on this part of a list of so many people."""
    found, _ = _likely(asked, shelf, people, NOT_WORTH_REPORTING)
    return np.unique(found.pairs.ours)


def bases(found: Found) -> list[Basis]:
    """What each pair was found by."""
    values = found.values
    document = (values[Feature.CNIC_EQUAL] > 0) | (values[Feature.PASSPORT_EQUAL] > 0)
    slip = values[Feature.PASSPORT_NUMBER_EQUAL] > 0
    for feature in SLIPS:
        slip = slip | (values[feature] > 0)
    return [
        Basis.DOCUMENT if by_document else Basis.SLIP if by_slip else Basis.NAME
        for by_document, by_slip in zip(document.tolist(), slip.tolist(), strict=True)
    ]


def _documents(shelf: Shelf, places: Array) -> list[int]:
    """The number of each one's CNIC, or else of his passport; 0 for none."""
    cnic, passport = shelf.arrays["cnic"][places], shelf.arrays["passport"][places]
    return [int(one) for one in np.where(cnic != 0, cnic, passport)]


def share(pairs: Iterable[Pair]) -> list[Candidate]:
    """At most one of the rivals is the person asked about: Bayes over each of them, or nobody."""
    by_basis: dict[Basis, list[Pair]] = {basis: [] for basis in Basis}
    for pair in pairs:
        by_basis[pair.basis].append(pair)
    candidates = [_candidate(pair, pair.probability, 0) for pair in by_basis[Basis.DOCUMENT]]
    for basis in (Basis.SLIP, Basis.NAME):
        candidates += _shared(by_basis[basis])
    worth = [one for one in candidates if one.probability >= NOT_WORTH_REPORTING]
    return sorted(worth, key=lambda one: (-one.probability, -one.bits, one.id))


def _shared(rivals: list[Pair]) -> Iterator[Candidate]:
    odds: dict[Hashable, float] = {}
    for pair in rivals:
        odds[pair.person] = max(odds.get(pair.person, 0.0), _odds(pair.probability))
    total = sum(odds.values())
    notable = [own for own in odds.values() if own >= _odds(NOT_WORTH_REPORTING)]
    for pair in rivals:
        own = _odds(pair.probability)
        others = total - odds[pair.person]
        fit = len(notable) - (odds[pair.person] >= _odds(NOT_WORTH_REPORTING))
        yield _candidate(pair, own / (1.0 + own + others), fit)


def _odds(probability: float) -> float:
    certain_enough = min(probability, _NEARLY_ONE)
    return certain_enough / (1.0 - certain_enough)


def _candidate(pair: Pair, probability: float, rivals: int) -> Candidate:
    band = score.band(probability, pair.found, pair.row)
    return Candidate(pair.id, band, probability, pair.bits, rivals, pair.found, pair.row)


_NOBODY = Shelf.of(EMPTY, np.zeros(0, "i8"))


def compare(sighted: Folded, listed: Folded) -> Comparison | None:
    """Compare one person who was seen with one who is looked for; None where they are not one."""
    shelf = Shelf.of(records([listed.record]), np.zeros(1, "i8"), _NOBODY)
    for candidate in next(iter(screen(records([sighted.record]), [shelf]))):
        if candidate.band is not None:
            return candidate.comparison(sighted, listed)
    return None

"""People asked about against lists: who on the lists each of them may be, best first.

Lists are searched together, as one: an overlay of new entries is a list beside the great one.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from matching import score, telling
from matching.evidence import Band, Comparison
from matching.findings import SLIPS, Feature, Found, any_of, find
from matching.identity import Folded
from matching.record import Records, records
from matching.shelf import EMPTY, Shelf
from matching.vocabulary import Array

NOT_WORTH_REPORTING = 0.02
_NOT_WORTH_WEIGHING = 1e-3
_NEARLY_ONE = 0.999_999
_AT_ONCE = 4_096
"""So many people are asked about together: more would fall out of the processor's cache."""

_STREAMED_AT_ONCE = 65_536


class Basis(IntEnum):
    """What a candidate was found by. Belief is shared only among candidates of one basis.

    A listing without a CNIC may be another case of the very person whose mistyped CNIC was found,
    so a strong candidate by number takes nothing from those found by name.
    """

    DOCUMENT = 0
    """An equal CNIC or passport leaves no room for a rival."""
    SLIP = 1
    """A CNIC within two slips, or a passport number without its country."""
    NAME = 2


class Pair(NamedTuple):
    """One person asked about and one on a list, weighed by themselves."""

    id: int
    """The number the list's owner gave."""
    probability: float
    bits: float
    basis: int
    """One of `Basis`."""
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

    def comparison(self, asked: Folded, listed: Folded) -> Comparison:
        """The case in words."""
        evidence = telling.evidence(self.found, self.row, asked, listed)
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
    basis = bases(found).tolist()
    ids = shelf.ids[found.pairs.theirs].tolist()
    likely, weight = alone.tolist(), bits.tolist()
    documents = _documents(shelf, found.pairs.theirs)
    for row, place in enumerate(found.pairs.ours.tolist()):
        yield (
            place,
            Pair(
                id=ids[row],
                probability=likely[row],
                bits=weight[row],
                basis=basis[row],
                person=documents[row] or -ids[row] - 1,
                found=found,
                row=row,
            ),
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
    places = [np.zeros(0, "i8")]
    for begin in range(0, len(asked) if len(shelf) else 0, _STREAMED_AT_ONCE):
        part = asked[begin : begin + _STREAMED_AT_ONCE]
        found, _ = _likely(part, shelf, people, NOT_WORTH_REPORTING)
        places.append(np.unique(found.pairs.ours) + begin)
    return np.concatenate(places)


def bases(found: Found) -> Array:
    """What each pair was found by."""
    values = found.values
    document = (values[Feature.CNIC_EQUAL] > 0) | (values[Feature.PASSPORT_EQUAL] > 0)
    slip = any_of(values, (*SLIPS, Feature.PASSPORT_NUMBER_EQUAL))
    return np.where(document, Basis.DOCUMENT, np.where(slip, Basis.SLIP, Basis.NAME))


def _documents(shelf: Shelf, places: Array) -> list[int]:
    """The number of each one's CNIC, or else of his passport; 0 for none."""
    cnic, passport = shelf.arrays["cnic"][places], shelf.arrays["passport"][places]
    numbers: list[int] = np.where(cnic != 0, cnic, passport).tolist()
    return numbers


def share(pairs: Sequence[Pair]) -> list[Candidate]:
    """At most one of the rivals is the person asked about: Bayes over each of them, or nobody."""
    if not pairs:
        return []
    candidates = [
        _candidate(pair, pair.probability, 0) for pair in pairs if pair.basis == Basis.DOCUMENT
    ]
    for basis in (Basis.SLIP, Basis.NAME):
        rivals = [pair for pair in pairs if pair.basis == basis]
        if rivals:
            candidates += _shared(rivals)
    candidates.sort(key=lambda one: (-one.probability, -one.bits, one.id))
    return candidates


def _shared(rivals: list[Pair]) -> Iterator[Candidate]:
    """Those of one basis that are still worth reporting when belief is shared among them."""
    odds: dict[Hashable, float] = {}
    for pair in rivals:
        odds[pair.person] = max(odds.get(pair.person, 0.0), _odds(pair.probability))
    total = sum(odds.values())
    notable = sum(own >= _NOTABLE for own in odds.values())
    for pair in rivals:
        own, others = _odds(pair.probability), total - odds[pair.person]
        probability = own / (1.0 + own + others)
        if probability >= NOT_WORTH_REPORTING:
            yield _candidate(pair, probability, notable - (odds[pair.person] >= _NOTABLE))


def _odds(probability: float) -> float:
    certain_enough = min(probability, _NEARLY_ONE)
    return certain_enough / (1.0 - certain_enough)


_NOTABLE = _odds(NOT_WORTH_REPORTING)
"""Odds from which on somebody is told of as a rival."""


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

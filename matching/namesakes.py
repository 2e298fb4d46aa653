"""Two names compared word by word: do they agree, agree in part or contradict each other?"""

from dataclasses import dataclass
from enum import IntEnum

from matching.likeness import Grade, grade
from matching.normalise import Name
from matching.weights import WEIGHTS
from matching.words import Word


class Agreement(IntEnum):
    """How far two names agree, worst first."""

    CONTRADICTS = 0
    SIMILAR = 1
    AGREES = 2


@dataclass(frozen=True, slots=True)
class NameComparison:
    """The best that can be said of two people's names, and the spellings it was said of."""

    agreement: Agreement
    bits: float
    ours: str
    theirs: str


def compare_names(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> NameComparison | None:
    """Compare every spelling and alias with every other; the best pair counts."""
    best: NameComparison | None = None
    for our_name in ours:
        for their_name in theirs:
            found = _compare(our_name, their_name)
            if best is None or (found.agreement, found.bits) > (best.agreement, best.bits):
                best = found
    return best


def _compare(ours: Name, theirs: Name) -> NameComparison:
    if ours.fine == theirs.fine:
        agreement, bits = Agreement.AGREES, sum([rarity(word) for word in ours.core])
    else:
        agreement, bits = _weigh(_align(ours, theirs))
    return NameComparison(agreement, bits, ours.written, theirs.written)


@dataclass(slots=True)
class _Alignment:
    """Which words found a partner, and which of the telling words did not."""

    pairs: list[tuple[Word, Grade]]
    ours_left: list[Word]
    theirs_left: list[Word]


def _align(ours: Name, theirs: Name) -> _Alignment:
    """Give each telling word its likest partner, among weak words too; order does not count."""
    alignment = _Alignment([], [], [])
    free = list(theirs.words)
    for word in ours.core:
        _pair(word, free, alignment.pairs, alignment.ours_left)
    free_weak = [word for word in ours.words if word not in ours.core]
    for word in (word for word in theirs.core if word in free):
        _pair(word, free_weak, alignment.pairs, alignment.theirs_left)
    return alignment


def _pair(word: Word, free: list[Word], pairs: list[tuple[Word, Grade]], left: list[Word]) -> None:
    """Take the likest of the free words for `word`, or leave it without a partner."""
    likest, best = None, Grade.OTHER
    for candidate in free:
        found = grade(word, candidate)
        if WEIGHTS.names[found] > WEIGHTS.names[best]:
            likest, best = candidate, found
    if likest is None:
        left.append(word)
    else:
        free.remove(likest)
        pairs.append((word, best))


def _weigh(alignment: _Alignment) -> tuple[Agreement, float]:
    agreeing = sum(rarity(word) * WEIGHTS.names[found] for word, found in alignment.pairs)
    agreement = _agreement(alignment, agreeing)
    if agreement is Agreement.CONTRADICTS:
        return agreement, WEIGHTS.names["contradicts"]
    extra, clashing = sorted((len(alignment.ours_left), len(alignment.theirs_left)), reverse=True)
    loss = (extra - clashing) * WEIGHTS.names["extra_word"]
    return agreement, agreeing + loss + clashing * WEIGHTS.names["clashing_word"]


def _agreement(alignment: _Alignment, agreeing: float) -> Agreement:
    """Words left over on both sides contradict, unless what agrees outweighs all of them.

    Hasan Raza and Hussain Raza are brothers; one long rare name ending in Ali and in Abbas is one
    man written down twice.
    """
    if not alignment.pairs:
        return Agreement.CONTRADICTS
    ours_left, theirs_left = alignment.ours_left, alignment.theirs_left
    if ours_left and theirs_left:
        differing = sum(map(rarity, ours_left + theirs_left))
        return Agreement.SIMILAR if agreeing > differing else Agreement.CONTRADICTS
    near = any(found is Grade.NEAR for _, found in alignment.pairs)
    return Agreement.SIMILAR if ours_left or theirs_left or near else Agreement.AGREES


def rarity(word: Word) -> float:
    """Bits that agreement on this word is worth: the rarer, the more it tells people apart."""
    if word.base:
        return rarity(word.base) + WEIGHTS.compound
    if word.weak:
        return WEIGHTS.weak_word
    usual = WEIGHTS.listed_word if word.known else WEIGHTS.unlisted_word
    return WEIGHTS.common_words.get(word.known, usual)

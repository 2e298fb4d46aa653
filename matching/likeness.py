"""How alike two words of a name are, in five grades."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import OSA

from matching import token

_ALIKE_VOWELS = 0.7
_LONG_ENOUGH_FOR_A_SLIP = 5
_LONG_ENOUGH_TO_RESEMBLE = 3
_RESEMBLES = 0.66
_ALIKE_AS_A_WHOLE = 0.6
_ALIKE_CONSONANTS = 0.75


class Grade(IntEnum):
    """Grades of likeness, worst first."""

    OTHER = 0
    RESEMBLES = 1
    """More alike than two names are by chance: two slips in a long word, one in a short."""
    NEAR = 2
    """One slip away, or half of a compound."""
    SPELLING = 3
    """Another spelling of the name, or the same consonants in the other script."""
    SAME = 4


@lru_cache(maxsize=1_048_576)
def grade(ours: int, theirs: int) -> Grade:
    """One name, another spelling of it, something near it, or another name; of two tokens."""
    if ours == theirs:
        return Grade.SAME
    if token.head(ours) or token.head(theirs):
        return _grade_compounds(ours, theirs)
    if token.known(ours) and token.known(theirs):
        return Grade.OTHER  # two reviewed names: Hasan is not Hussain, whatever they sound like
    if token.is_urdu(ours) != token.is_urdu(theirs):
        return _grade_across_scripts(token.skeleton_of(ours), token.skeleton_of(theirs))
    return _grade_spellings(ours, theirs)


def _grade_compounds(ours: int, theirs: int) -> Grade:
    """Compounds agree as their bases do; half a compound is only near the whole."""
    bases = grade(token.base(ours), token.base(theirs))
    if token.head(ours) == token.head(theirs):
        return bases
    if token.head(ours) and token.head(theirs):
        return Grade.OTHER
    return Grade.NEAR if bases >= Grade.SPELLING else Grade.OTHER


def _grade_across_scripts(ours: str, theirs: str) -> Grade:
    """Only consonants are written in both scripts, so only they can agree."""
    if ours == theirs:
        return Grade.SPELLING
    if OSA.distance(ours, theirs, score_cutoff=1) > 1:
        return Grade.OTHER
    return Grade.NEAR if min(len(ours), len(theirs)) >= 3 else Grade.RESEMBLES


def _grade_spellings(ours: int, theirs: int) -> Grade:
    one, other = token.letters(ours), token.letters(theirs)
    likeness = OSA.normalized_similarity(one, other)
    if token.skeleton_of(ours) == token.skeleton_of(theirs):
        return Grade.SPELLING if likeness >= _ALIKE_VOWELS else Grade.NEAR
    shorter = min(len(one), len(other))
    slip = OSA.distance(one, other, score_cutoff=1) == 1
    if shorter >= _LONG_ENOUGH_FOR_A_SLIP:
        return Grade.NEAR if slip else Grade.RESEMBLES if likeness >= _RESEMBLES else Grade.OTHER
    return Grade.RESEMBLES if slip and shorter >= _LONG_ENOUGH_TO_RESEMBLE else Grade.OTHER


def resemble(ours: Sequence[int], theirs: Sequence[int]) -> bool:
    """Whether two names are alike as a whole, however they fall into words.

    Letter by letter, or by nearly all of their consonants: Uthmun is Usman.
    """
    if _alike(ours, theirs, token.skeleton_of, _ALIKE_CONSONANTS):
        return True
    if any(map(token.is_urdu, (*ours, *theirs))):
        return _alike(ours, theirs, token.skeleton_of, _ALIKE_AS_A_WHOLE)
    return _alike(ours, theirs, _whole_word, _ALIKE_AS_A_WHOLE)


def _whole_word(number: int) -> str:
    return token.head(number) + token.letters(number)


def _alike(
    ours: Sequence[int], theirs: Sequence[int], spelled: Callable[[int], str], least: float
) -> bool:
    # Words stand in the order of the alphabet; in the one that Majit Dar became they do not.
    fewer, more = sorted((tuple(ours), tuple(theirs)), key=lambda words: (len(words), words))
    whole = "".join(map(spelled, fewer))
    for words in permutations(map(spelled, more)):
        name = "".join(words)
        shorter, longer = sorted((name, whole), key=len)
        part = longer.startswith(shorter) or longer.endswith(shorter)
        if part and len(shorter) > _LONG_ENOUGH_TO_RESEMBLE:
            return True
        if OSA.normalized_similarity(name, whole) >= least:
            return True
    return False

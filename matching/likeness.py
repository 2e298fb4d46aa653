"""How alike two words of a name are, in four grades."""

from enum import StrEnum

from rapidfuzz.distance import OSA

from matching.words import Word

_ALIKE_VOWELS = 0.7
_LONG_ENOUGH_FOR_A_SLIP = 5


class Grade(StrEnum):
    """Grades of likeness; the values name their weights."""

    __hash__ = str.__hash__  # an Enum's own is written in Python and slow

    SAME = "same"
    SPELLING = "spelling"
    NEAR = "near"
    OTHER = "other"


def grade(ours: Word, theirs: Word) -> Grade:
    """One name, another spelling of it, something near it, or another name."""
    if ours.fine == theirs.fine:
        return Grade.SAME
    if ours.base or theirs.base:
        return _grade_compounds(ours, theirs)
    if ours.known and theirs.known:
        return Grade.OTHER  # two reviewed names: Hasan is not Hussain, whatever they sound like
    if ours.urdu != theirs.urdu:
        return _grade_across_scripts(ours, theirs)
    return _grade_spellings(ours, theirs)


def _grade_compounds(ours: Word, theirs: Word) -> Grade:
    """Compounds agree as their bases do; half a compound is only near the whole."""
    if ours.base and theirs.base:
        return grade(ours.base, theirs.base) if ours.head == theirs.head else Grade.OTHER
    bases = grade(ours.base or ours, theirs.base or theirs)
    return Grade.NEAR if bases in (Grade.SAME, Grade.SPELLING) else Grade.OTHER


def _grade_across_scripts(ours: Word, theirs: Word) -> Grade:
    """Only consonants are written in both scripts, so only they can agree."""
    if ours.skeleton == theirs.skeleton:
        return Grade.SPELLING
    shorter = min(len(ours.skeleton), len(theirs.skeleton))
    slip = shorter >= 3 and OSA.distance(ours.skeleton, theirs.skeleton, score_cutoff=1) == 1
    return Grade.NEAR if slip else Grade.OTHER


def _grade_spellings(ours: Word, theirs: Word) -> Grade:
    if ours.skeleton == theirs.skeleton:
        vowels = OSA.normalized_similarity(ours.fine, theirs.fine)
        return Grade.SPELLING if vowels >= _ALIKE_VOWELS else Grade.NEAR
    shorter = min(len(ours.fine), len(theirs.fine))
    if shorter >= _LONG_ENOUGH_FOR_A_SLIP and OSA.distance(ours.fine, theirs.fine) == 1:
        return Grade.NEAR
    return Grade.OTHER

"""Which characters of two values differ, so that the eye finds the one digit in thirteen."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from rapidfuzz.distance import OSA, Levenshtein

from matching.text import fold_letters

#: Less alike than this, single letters in common are chance: the whole differs.
_ALIKE = 0.5

Marks = tuple[tuple[int, ...], tuple[int, ...]]
_Pair = tuple[set[int], set[int]]


@dataclass(frozen=True, slots=True)
class _Word:
    """The letters and digits that count, and where in the text each of them stands."""

    letters: str
    positions: tuple[int, ...]


def marks(ours: str, theirs: str) -> Marks:
    """The positions that differ in `ours`, and those in `theirs`.

    Numbers are laid side by side digit by digit, names word by word in any order. Case, spaces,
    dashes and the spelling of one Urdu letter never differ; Roman against Urdu says nothing.
    """
    if ours == theirs:
        return (), ()
    our_words = _words(ours, _scripts(theirs))
    their_words = _words(theirs, _scripts(ours))
    if not our_words or not their_words:
        return (), ()
    found = _differing(our_words, their_words)
    return _with_signs(ours, found[0]), _with_signs(theirs, found[1])


def _differing(our_words: list[_Word], their_words: list[_Word]) -> _Pair:
    ours, theirs = _joined(our_words), _joined(their_words)
    # One slip apart however they are spaced: "Abdul Rehman" is "Abdurrehman" but for a letter.
    if _is_number(ours, theirs) or OSA.distance(ours.letters, theirs.letters, score_cutoff=1) <= 1:
        return _letter_by_letter(ours, theirs)
    return _word_by_word(our_words, their_words)


def _is_number(ours: _Word, theirs: _Word) -> bool:
    return all(any(map(str.isdigit, side.letters)) for side in (ours, theirs))


def _joined(words: list[_Word]) -> _Word:
    return _Word(
        "".join(word.letters for word in words),
        tuple(chain.from_iterable(word.positions for word in words)),
    )


def _word_by_word(ours: list[_Word], theirs: list[_Word]) -> _Pair:
    """Each word beside its likest; whoever is left without one differs whole."""
    ours_left, theirs_left = dict(enumerate(ours)), dict(enumerate(theirs))
    found: _Pair = (set(), set())
    for one, other in _likest_first(ours, theirs):
        if one in ours_left and other in theirs_left:
            pair = _letter_by_letter(ours_left.pop(one), theirs_left.pop(other))
            _add(found, pair)
    _add(found, (_everywhere(ours_left.values()), _everywhere(theirs_left.values())))
    return found


def _likest_first(ours: list[_Word], theirs: list[_Word]) -> Iterator[tuple[int, int]]:
    likeness = [
        (-alike, one, other)
        for one, our_word in enumerate(ours)
        for other, their_word in enumerate(theirs)
        if (alike := OSA.normalized_similarity(our_word.letters, their_word.letters)) >= _ALIKE
    ]
    return ((one, other) for _, one, other in sorted(likeness))


def _letter_by_letter(ours: _Word, theirs: _Word) -> _Pair:
    if OSA.normalized_similarity(ours.letters, theirs.letters) < _ALIKE:
        return set(ours.positions), set(theirs.positions)
    differing, kept = _aligned(ours.letters, theirs.letters)
    swapped = [at for at in kept if _is_half_a_swap(ours.letters, theirs.letters, at, differing)]
    return (
        {ours.positions[at] for at in differing[0].union(one for one, _ in swapped)},
        {theirs.positions[at] for at in differing[1].union(other for _, other in swapped)},
    )


def _aligned(ours: str, theirs: str) -> tuple[_Pair, list[tuple[int, int]]]:
    """The places that differ on each side, and the pairs of places that agree."""
    differing: _Pair = (set(), set())
    kept: list[tuple[int, int]] = []
    for step in Levenshtein.opcodes(ours, theirs):
        one = range(step.src_start, step.src_end)
        other = range(step.dest_start, step.dest_end)
        if step.tag == "equal":
            kept += zip(one, other, strict=True)
        else:
            _add(differing, (set(one), set(other)))
    return differing, kept


def _is_half_a_swap(ours: str, theirs: str, kept: tuple[int, int], differing: _Pair) -> bool:
    """Of "12" and "21" the 2 seems kept and the 1 moved past it: both changed places."""
    one, other = kept
    return any(
        one + step in differing[0]
        and other - step in differing[1]
        and ours[one + step] == theirs[other - step]
        for step in (-1, 1)
    )


def _everywhere(words: Iterable[_Word]) -> set[int]:
    return {place for word in words for place in word.positions}


def _add(found: _Pair, more: _Pair) -> None:
    found[0].update(more[0])
    found[1].update(more[1])


def _words(text: str, other_scripts: set[str]) -> list[_Word]:
    """The words of `text`, without letters of a script that only this side is written in."""
    words: list[list[tuple[str, int]]] = [[]]
    for position, character in enumerate(text):
        folded = _folded(character)
        if folded.isalnum():
            words[-1] += ((one, position) for one in folded if _counts(one, other_scripts))
        elif folded:
            words.append([])
    return [
        _Word("".join(letter for letter, _ in word), tuple(place for _, place in word))
        for word in words
        if word
    ]


def _counts(letter: str, other_scripts: set[str]) -> bool:
    return not other_scripts or _script(letter) in {"", *other_scripts}


def _scripts(text: str) -> set[str]:
    return {_script(letter) for character in text for letter in _folded(character)} - {""}


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """LATIN, ARABIC and so on; digits and signs belong to none."""
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Nothing for a vowel sign or an invisible mark: it belongs to the letter before it."""
    return fold_letters(character)


def _with_signs(text: str, found: set[int]) -> tuple[int, ...]:
    """In order, and each letter together with the signs it carries."""
    for position, character in enumerate(text):
        if position - 1 in found and not _folded(character):
            found.add(position)
    return tuple(sorted(found))

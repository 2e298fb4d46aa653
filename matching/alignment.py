"""Names compared word by word, thousands of pairs at once."""

from typing import Any, NamedTuple

import numpy as np

from matching.keys import firsts
from matching.likeness import Grade, grade
from matching.normalise import COMPARED as NAME_WORDS
from matching.record import Records
from matching.remembered import Remembered
from matching.vocabulary import Words
from matching.weights import WEIGHTS

Array = np.ndarray[Any, Any]

#: What the bits of agreeing words are multiplied by while the best of several names is chosen.
_WORTH = {Grade.SAME: 1.0, Grade.SPELLING: 0.9, Grade.NEAR: 0.5, Grade.RESEMBLES: 0.2}
_UNPAIRED = -3.0
_WEAK = WEIGHTS.weak_word
_DIFFERENT_LETTERS = 4
_SHORTEST_TO_RESEMBLE = 3


class Names(NamedTuple):
    """The names of many people: one row of words a name, and where each person's names begin."""

    numbers: Array
    first: Array
    """The names of person *i* are the rows from ``first[i]`` up to ``first[i + 1]``."""


def names_of(people: Records, field: str) -> Names:
    """The rows of "own" or "relative" names of these people."""
    words, starts = people[field], people[f"{field}_starts"]
    room = words.shape[1]
    starting = (starts[:, None] >> np.arange(room, dtype=starts.dtype) & 1).astype("i1")
    count = starting.sum(axis=1, dtype="i4")
    first = np.zeros(len(people) + 1, "<u4")
    np.cumsum(count, out=first[1:])
    numbers = np.zeros((int(first[-1]), NAME_WORDS), "<u8")
    name = np.cumsum(starting, axis=1, dtype="i1") - 1
    begins = np.maximum.accumulate(np.where(starting > 0, np.arange(room), 0), axis=1)
    person, place = np.nonzero(words)
    row = first[person] + name[person, place].astype("<u4")
    numbers[row, place - begins[person, place]] = words[person, place]
    return Names(numbers, first)


class Agreement(NamedTuple):
    """What comparing names found, one entry a pair of people."""

    compared: Array
    """Both have a name to compare."""
    same: Array
    """Bits of the words that are the same."""
    spelling: Array
    near: Array
    resembles: Array
    extra: Array
    """Words that only the longer name has."""
    clashing: Array
    """Words that stand against words of the other name."""
    contradicts: Array
    """Another name: nothing agrees, or what differs outweighs it."""
    partly: Array
    """Neither contradicted nor the whole name."""
    our_name: Array
    """Which of our names, counted from 0, was the best; and which of theirs."""
    their_name: Array


def compare_names(ours: Names, our: Array, theirs: Names, their: Array,
                  our_words: Words, their_words: Any) -> Agreement:  # fmt: skip
    """Compare person ``our[i]`` with person ``their[i]``: the best pair of their names counts.

    ``our_words`` are the properties of ``ours.numbers``, as [word, name]; ``their_words`` gives
    those of rows of ``theirs``, in the same way.
    """
    our_count = (ours.first[our + 1] - ours.first[our]).astype("i4")
    their_count = (theirs.first[their + 1] - theirs.first[their]).astype("i4")
    times = our_count * their_count
    compared = times > 0
    pair = np.repeat(np.arange(len(our)), times)
    begin = np.cumsum(times) - times
    within = np.arange(len(pair)) - begin[pair]
    our_row = ours.first[our[pair]] + within // their_count[pair]
    their_row = theirs.first[their[pair]] + within % their_count[pair]
    mine = Words(*(array[:, our_row] for array in our_words))
    found = _align(mine, their_words(their_row))
    best = _best(found, pair, begin[compared], compared)
    none = np.zeros(len(our), "<f4")
    fields: dict[str, Array] = {}
    for name, values in found.items():
        field = np.zeros(len(our), values.dtype) if name != "same" else none.copy()
        field[compared] = values[best]
        fields[name] = field
    rows = [np.zeros(len(our), "<u4"), np.zeros(len(our), "<u4")]
    rows[0][compared] = our_row[best] - ours.first[our[compared]]
    rows[1][compared] = their_row[best] - theirs.first[their[compared]]
    fields.pop("worth")
    return Agreement(compared=compared, our_name=rows[0], their_name=rows[1], **fields)


def _best(found: dict[str, Array], pair: Array, begin: Array, compared: Array) -> Array:
    """For each pair of people the comparison of the two names that agree best."""
    worth = found["worth"]
    if len(worth) == int(compared.sum()):
        return np.arange(len(worth))
    most = np.maximum.reduceat(worth, begin)
    of_pair = np.zeros(len(compared), worth.dtype)
    of_pair[compared] = most
    winners = np.flatnonzero(worth == of_pair[pair])
    if len(winners) > len(most):
        # Of names that agree equally well the same are taken, whoever is asked about whom.
        told = [-found[name][winners] for name in ("resembles", "near", "spelling", "same")]
        winners = winners[np.lexsort((found["extra"][winners], *told, pair[winners]))]
    return winners[firsts(pair[winners])]


def _align(a: Words, b: Words) -> dict[str, Array]:
    """Give each word its likest partner of the other name; order does not count.

    Of equal partners the first is taken. Words stand in one order on both sides, so it is the same
    pair whoever is asked about whom.
    """
    bits, free_a, free_b = _partners(a, b, _grades(a, b))
    left_a, left_b = free_a.sum(axis=0, dtype="i1"), free_b.sum(axis=0, dtype="i1")
    differing = (a.rarity * free_a).sum(axis=0) + (b.rarity * free_b).sum(axis=0)
    agreeing = sum(bits[level] * worth for level, worth in _WORTH.items())
    clashing = np.minimum(left_a, left_b)
    extra = np.abs(left_a - left_b)
    # A name of nothing but titles and castes tells nothing, so it contradicts nobody.
    telling = (a.rarity.max(axis=0) > _WEAK) & (b.rarity.max(axis=0) > _WEAK)
    contradicts = telling & ((agreeing <= 0) | ((clashing > 0) & (agreeing <= differing)))
    imperfect = (bits[Grade.NEAR] > 0) | (bits[Grade.RESEMBLES] > 0) | (extra > 0) | (clashing > 0)
    return {
        "same": bits[Grade.SAME],
        "spelling": bits[Grade.SPELLING],
        "near": bits[Grade.NEAR],
        "resembles": bits[Grade.RESEMBLES],
        "extra": extra,
        "clashing": clashing,
        "contradicts": contradicts,
        "partly": imperfect & ~contradicts,
        "worth": agreeing + _UNPAIRED * clashing - extra - 20.0 * contradicts,
    }


_CELLS = NAME_WORDS * NAME_WORDS
_graded = Remembered(grade, 2, "u1")


def _partners(a: Words, b: Words, grades: Array) -> tuple[Array, Array, Array]:
    """The bits of the words paired, by grade, and which words of both names stay alone.

    A word of one name with one of the other is a cell. In each round every pair of names gives up
    its best cell, the first of equals, and with it all cells of these two words.
    """
    rows = np.arange(grades.shape[1])
    bits = np.zeros((len(Grade), len(rows)), "<f4")
    free_a, free_b = a.number != 0, b.number != 0
    cell = np.arange(_CELLS, dtype="u1")[:, None]
    # The grade above the cell's number, so that one maximum finds both.
    open_cells = np.where(grades > 0, grades * _CELLS + (_CELLS - 1 - cell), 0).astype("u1")
    while True:
        best = open_cells.max(axis=0)
        going = np.flatnonzero(best)
        if not len(going):
            return bits, free_a, free_b
        if len(going) < len(best):
            rows, best, open_cells = rows[going], best[going], open_cells[:, going]
        level, taken = best // _CELLS, _CELLS - 1 - best % _CELLS
        i, j = taken // NAME_WORDS, taken % NAME_WORDS
        exact = np.minimum(a.rarity[i, rows], b.rarity[j, rows])
        heard = np.minimum(a.sound_rarity[i, rows], b.sound_rarity[j, rows])
        bits[level, rows] += np.where(level == Grade.SPELLING, heard, exact)
        free_a[i, rows] = free_b[j, rows] = False
        open_cells[(cell // NAME_WORDS == i) | (cell % NAME_WORDS == j)] = 0


def _grades(a: Words, b: Words) -> Array:
    """How alike each word of one name is to each of the other, as [cell, pair of names]."""
    same = (a.number[:, None] == b.number) & (a.number != 0)[:, None]
    close = (a.skeleton[:, None] == b.skeleton) & (a.skeleton != 0)[:, None]
    long_a, long_b = a.length >= _SHORTEST_TO_RESEMBLE, b.length >= _SHORTEST_TO_RESEMBLE
    letters = np.bitwise_count(a.mask[:, None] ^ b.mask) <= _DIFFERENT_LETTERS
    close |= letters & long_a[:, None] & long_b
    close &= ~same
    grades = same.astype("u1") * np.uint8(Grade.SAME)
    i, j, row = np.nonzero(close)
    if len(row):
        grades[i, j, row] = _graded.of(a.number[i, row], b.number[j, row])
    return grades.reshape(_CELLS, -1)

"""Names compared word by word, thousands of pairs at once."""

from typing import Any, NamedTuple

import numpy as np

from matching.likeness import Grade, grade
from matching.normalise import COMPARED as NAME_WORDS
from matching.record import Records
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

    ``our_words`` are the properties of ``ours.numbers``; ``their_words`` gives those of rows of
    ``theirs``.
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
    found = _align(our_words.at(our_row), their_words(their_row))
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
    _, first = np.unique(pair[winners], return_index=True)
    return winners[first]


def _align(ours: Words, theirs: Words) -> dict[str, Array]:
    """Give each word its likest partner of the other name; order does not count.

    Of equal partners the first is taken. Words stand in one order on both sides, so it is the same
    pair whoever is asked about whom.
    """
    grades = _grades(ours, theirs)
    rows = len(ours.number)
    free_a, free_b = (side.number.T != 0 for side in (ours, theirs))
    free_a, free_b = free_a.copy(), free_b.copy()
    rarity_a, rarity_b = ours.rarity.T, theirs.rarity.T
    sound_a, sound_b = ours.sound_rarity.T, theirs.sound_rarity.T
    bits = {level: np.zeros(rows, "<f4") for level in Grade if level}
    for level in sorted(bits, reverse=True):
        for i, j in zip(*np.nonzero((grades == level).any(axis=2)), strict=True):
            pairs = (grades[i, j] == level) & free_a[i] & free_b[j]
            at = np.flatnonzero(pairs)
            if not len(at):
                continue
            free_a[i, at] = free_b[j, at] = False
            if level == Grade.SPELLING:
                worth = np.minimum(sound_a[i, at], sound_b[j, at])
            else:
                worth = np.minimum(rarity_a[i, at], rarity_b[j, at])
            bits[level][at] += worth
    left_a, left_b = free_a.sum(axis=0, dtype="i1"), free_b.sum(axis=0, dtype="i1")
    differing = (rarity_a * free_a).sum(axis=0) + (rarity_b * free_b).sum(axis=0)
    agreeing = sum(bits[level] * worth for level, worth in _WORTH.items())
    clashing = np.minimum(left_a, left_b)
    extra = np.abs(left_a - left_b)
    # A name of nothing but titles and castes tells nothing, so it contradicts nobody.
    telling = (rarity_a.max(axis=0) > _WEAK) & (rarity_b.max(axis=0) > _WEAK)
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


def _grades(ours: Words, theirs: Words) -> Array:
    """How alike each word of one name is to each of the other, as [word, word, pair]."""
    shape = (NAME_WORDS, NAME_WORDS, len(ours.number))
    grades = np.zeros(shape, "u1")
    closer: list[tuple[int, int, Array]] = []
    a, b = (Words(*(np.ascontiguousarray(array.T) for array in side)) for side in (ours, theirs))
    used_a, used_b = (a.number != 0).any(axis=1), (b.number != 0).any(axis=1)
    for i in np.flatnonzero(used_a).tolist():
        for j in np.flatnonzero(used_b).tolist():
            same = (a.number[i] == b.number[j]) & (a.number[i] != 0)
            grades[i, j][same] = Grade.SAME
            alike = a.skeleton[i] == b.skeleton[j]
            letters = np.bitwise_count(a.mask[i] ^ b.mask[j]) <= _DIFFERENT_LETTERS
            letters &= np.minimum(a.length[i], b.length[j]) >= _SHORTEST_TO_RESEMBLE
            look = np.flatnonzero((alike | letters) & ~same & (a.length[i] > 0) & (b.length[j] > 0))
            if len(look):
                closer.append((i, j, look))
    if closer:
        found = _look_closer(
            np.concatenate([a.number[i, look] for i, _, look in closer]),
            np.concatenate([b.number[j, look] for _, j, look in closer]),
        )
        at = 0
        for i, j, look in closer:
            grades[i, j, look] = found[at : at + len(look)]
            at += len(look)
    return grades


def _look_closer(ours: Array, theirs: Array) -> Array:
    """The grades of these pairs of words, each different pair looked at once."""
    a, at_a = np.unique(ours, return_inverse=True)
    b, at_b = np.unique(theirs, return_inverse=True)
    pairs, back = np.unique(at_a * len(b) + at_b, return_inverse=True)
    found = [
        grade(one, other)
        for one, other in zip(a[pairs // len(b)].tolist(), b[pairs % len(b)].tolist(), strict=True)
    ]
    return np.array(found, "u1")[back]

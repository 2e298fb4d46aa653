"""Keys by which people worth comparing find each other: 64-bit numbers made of what both share.

Any one slip in a CNIC, also a digit lost or added, leaves intact its last six digits, or its first
ten, or its first seven with the last three; two neighbours that changed places across the seams of
these leave all but the seventh and eighth, or all but the tenth and eleventh. Two slips leave the
place, the middle or the end, which count together with words of the name.

Names meet by the consonants of a word, with the father's, the year of birth or the district. A
person with a CNIC meets those with a CNIC by their numbers, and those without by names: two
different CNICs are two people, whatever they are called.

Nobody is found by what too many share: a key of more than `CAP` people is not kept, and those
people are kept under finer keys instead.
"""

from collections.abc import Iterator
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from matching.record import Records
from matching.vocabulary import Array, skeletons_of

CAP = 48
"""So many people of a list may share a key."""


class Kind(IntEnum):
    """What a key is made of."""

    CNIC = 1
    CNIC_FIRST_10 = 2
    CNIC_FIRST_7_LAST_3 = 3
    CNIC_WITHOUT_10_11 = 4
    CNIC_LAST_6 = 5
    CNIC_WITHOUT_7_8 = 6
    CNIC_MIDDLE_AND_WORD = 7
    CNIC_END_AND_WORD = 8
    CNIC_PLACE_AND_NAMES = 9
    PASSPORT = 10
    PHONE = 11
    WORD = 12
    WORDS_YEAR = 13
    WORDS_DISTRICT = 14
    WORD_YEAR_DISTRICT = 15
    FATHER_YEAR_DISTRICT = 16
    WORD_FATHER = 17
    WORD_FATHER_YEAR = 18
    WORD_FATHER_DISTRICT = 19
    WORD_FATHER_YEAR_DISTRICT = 20


#: Whoever has the number is found by it, however many there are.
UNCAPPED = frozenset({Kind.CNIC, Kind.PASSPORT})

#: What people are kept under whose word and father's word too many others share.
_FINER = (Kind.WORD_FATHER_YEAR, Kind.WORD_FATHER_DISTRICT, Kind.WORD_FATHER_YEAR_DISTRICT)

_LENGTH_SHIFT = np.uint64(52)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_SALT = np.uint64(0xD6E8FEB86659FD93)


class Keys(NamedTuple):
    """Keys of many people: whose, which, and of what kind."""

    person: Array
    key: Array


class Named(NamedTuple):
    """A value for some of the people, sorted by person; one person may have several."""

    person: Array
    value: Array


def has_cnic(people: Records) -> Array:
    """Who has a number at all, whole or with a digit lost or added."""
    return people["cnic"] != 0


def is_full(cnic: Array) -> Array:
    """Which of these numbers have all thirteen digits."""
    return lengths(cnic) == 13


def lengths(cnic: Array) -> Array:
    """How many digits these numbers have: twelve, thirteen or fourteen."""
    mark = cnic >> _LENGTH_SHIFT
    return np.where(mark == 0, 12, np.where(mark == 2, 13, 14))


def mix(kind: int, *parts: Any) -> Array:
    """One 64-bit number of all parts: the last step spreads every bit over the whole."""
    if not np.size(parts[0]):
        return np.zeros(0, "<u8")  # asked one by one, most kinds have nothing to be made of
    key: Any = np.uint64(kind * int(_SALT) & 0xFFFFFFFFFFFFFFFF)
    for part in parts:
        key = (key ^ np.asarray(part).astype("<u8")) * _GOLDEN
        key ^= key >> np.uint64(29)
    key = key * _SALT
    return key ^ (key >> np.uint64(32))


class Maker:
    """Makes the keys of people, to be kept in an index or to be looked up in one."""

    def __init__(self, people: Records, words: Named, fathers: Named, *, to_look_up: bool) -> None:
        self.people = people
        self.to_look_up = to_look_up
        self.words = words
        self.fathers = fathers
        self.without = ~has_cnic(people)

    def documents(self) -> Iterator[tuple[Kind, Keys]]:
        """Keys made of numbers."""
        cnic = self.people["cnic"]
        given = np.flatnonzero(cnic)
        length = lengths(cnic[given])
        digits = cnic[given] & ((np.uint64(1) << (4 * length).astype("<u8")) - np.uint64(1))
        last_6 = digits & np.uint64(0xFFFFFF)
        first_7, first_10 = (digits >> ((length - n) * 4).astype("<u8") for n in (7, 10))
        first_7_last_3 = first_7 << np.uint64(12) | digits & np.uint64(0xFFF)
        full = length == 13
        yield Kind.CNIC, Keys(given[full], mix(Kind.CNIC, cnic[given[full]]))
        yield Kind.CNIC_FIRST_10, Keys(given, mix(Kind.CNIC_FIRST_10, first_10))
        kind = Kind.CNIC_FIRST_7_LAST_3
        yield kind, Keys(given, mix(kind, first_7_last_3))
        yield Kind.CNIC_LAST_6, Keys(given, mix(Kind.CNIC_LAST_6, last_6))
        whole = digits[full]
        for kind, behind in ((Kind.CNIC_WITHOUT_7_8, 5), (Kind.CNIC_WITHOUT_10_11, 2)):
            end = np.uint64(4 * behind)
            around = whole >> end + np.uint64(8) << end | whole & (np.uint64(1) << end) - np.uint64(
                1
            )
            yield kind, Keys(given[full], mix(kind, around))
        four, five = np.uint64(0xFFFF), np.uint64(0xFFFFF)
        for kind, part, names in (
            (Kind.CNIC_MIDDLE_AND_WORD, whole >> np.uint64(16) & four, self.words),
            (Kind.CNIC_END_AND_WORD, whole & four, self.words),
            (Kind.CNIC_PLACE_AND_NAMES, whole >> np.uint64(32) & five, self.word_and_father()),
        ):
            who, digits_of, word = _cross(Named(given[full], part), names, len(self.people))
            yield kind, Keys(who, mix(kind, digits_of, word))
        for kind, field in ((Kind.PASSPORT, "passport"), (Kind.PHONE, "phone")):
            having = np.flatnonzero(self.people[field])
            yield kind, Keys(having, mix(kind, self.people[field][having]))

    def names(self) -> Iterator[tuple[Kind, Keys]]:
        """Keys made of words, but for those that the father's word refines."""
        yield Kind.WORD, self._keys(Kind.WORD, *self.words)
        pairs = _pairs(self.words, len(self.people))
        yield Kind.WORDS_YEAR, self._keys(Kind.WORDS_YEAR, *self._with_year(pairs))
        yield Kind.WORDS_DISTRICT, self._keys(Kind.WORDS_DISTRICT, *self._with_district(pairs))
        for kind, named in (
            (Kind.WORD_YEAR_DISTRICT, self.words),
            (Kind.FATHER_YEAR_DISTRICT, self.fathers),
        ):
            yield kind, self._keys(kind, *self._with_year(self._with_district(named)))

    def word_and_father(self) -> Named:
        """Each word of the name with each word of the father's."""
        who, word, father = _cross(self.words, self.fathers, len(self.people))
        return Named(who, mix(Kind.WORD_FATHER, word, father))

    def refined(self, kind: Kind, named: Named) -> Keys:
        """What `word_and_father` gave, as keys of this kind."""
        if kind in (Kind.WORD_FATHER_DISTRICT, Kind.WORD_FATHER_YEAR_DISTRICT):
            named = self._with_district(named)
        if kind in (Kind.WORD_FATHER_YEAR, Kind.WORD_FATHER_YEAR_DISTRICT):
            named = self._with_year(named)
        return self._keys(kind, *named)

    def _with_year(self, named: Named) -> Named:
        """With the year of birth; to be looked up, with the years beside it, too."""
        year = self.people["year"][named.person].astype("<u8")
        known = np.flatnonzero(year)
        person, value, year = named.person[known], named.value[known], year[known]
        if not self.to_look_up:
            return Named(person, mix(0, value, year))
        years = year[:, None] + np.arange(-1, 2).astype("<u8")
        return Named(np.repeat(person, 3), mix(0, np.repeat(value, 3), years.ravel()))

    def _with_district(self, named: Named) -> Named:
        district = self.people["district"][named.person]
        known = np.flatnonzero(district)
        value = mix(0, named.value[known], district[known])
        return Named(named.person[known], value)

    def _keys(self, kind: Kind, person: Array, value: Array) -> Keys:
        """Keys apart for those with and without a CNIC; who has none looks among both."""
        without = self.without[person]
        if not self.to_look_up:
            return Keys(person, mix(kind, value, without))
        among_those_without = mix(kind, value, np.ones(1, bool))
        among_those_with = mix(kind, value[without], np.zeros(1, bool))
        return Keys(
            np.concatenate([person, person[without]]),
            np.concatenate([among_those_without, among_those_with]),
        )


def heard(people: Records, field: str) -> Named:
    """The skeletons of the words in "own" or "relative" of these people."""
    words = people[field]
    person, place = np.nonzero(words)
    return Named(person, skeletons_of(words[person, place]).astype("<u8"))


def to_look_up(people: Records, words: Named, fathers: Named) -> Keys:
    """Every key under which somebody like these people may be kept."""
    maker = Maker(people, words, fathers, to_look_up=True)
    every = [keys for _, keys in maker.documents()]
    every += [keys for _, keys in maker.names()]
    named = maker.word_and_father()
    every += [maker.refined(kind, named) for kind in (Kind.WORD_FATHER, *_FINER)]
    return _together(every)


def to_keep(people: Records, cap: int = CAP) -> Keys:
    """The keys to keep these people under, sorted by key: none is shared by more than ``cap``."""
    own, relative = (_once(heard(people, field)) for field in ("own", "relative"))
    maker = Maker(people, own, relative, to_look_up=False)
    kept = [
        keys if kind in UNCAPPED else _capped(keys, cap)[0]
        for kind, keys in (*maker.documents(), *maker.names())
    ]
    named = maker.word_and_father()
    few, many = _capped(maker.refined(Kind.WORD_FATHER, named), cap)
    kept.append(few)
    finer = Named(named.person[many], named.value[many])
    for kind in _FINER:
        few, _ = _capped(maker.refined(kind, finer), cap)
        kept.append(few)
    every = _together(kept)
    order = np.argsort(every.key)
    return Keys(every.person[order], every.key[order])


def _capped(keys: Keys, cap: int) -> tuple[Keys, Array]:
    """The keys that at most ``cap`` people share, and the places of the others."""
    order = np.argsort(keys.key)
    ordered = keys.key[order]
    begins = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else order
    count = np.diff(np.r_[begins, len(ordered)])
    fits = np.repeat(count <= cap, count)
    kept = order[fits]
    return Keys(keys.person[kept], keys.key[kept]), order[~fits]


def _together(keys: list[Keys]) -> Keys:
    return Keys(
        np.concatenate([one.person for one in keys]).astype("<u4"),
        np.concatenate([one.key for one in keys]),
    )


def sorted_once(numbers: Array) -> Array:
    """Each of the numbers once, in order; faster for these than `numpy.unique`."""
    numbers = np.sort(numbers)
    first = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    return numbers[first]


def _once(named: Named) -> Named:
    """Each value of a person once: his Urdu name sounds like the Roman one."""
    both = sorted_once(named.person.astype("<u8") << np.uint64(32) | named.value)
    return Named((both >> np.uint64(32)).astype("i8"), both & np.uint64(0xFFFFFFFF))


def _cross(one: Named, other: Named, people: int) -> tuple[Array, Array, Array]:
    """Every value of a person with every value of the same person on the other side."""
    count = np.bincount(other.person, minlength=people)
    first = np.cumsum(count) - count
    times = count[one.person]
    left = np.repeat(np.arange(len(one.person)), times)
    within = np.arange(len(left)) - np.repeat(np.cumsum(times) - times, times)
    right = first[one.person[left]] + within
    return one.person[left], one.value[left], other.value[right]


def _pairs(words: Named, people: int) -> Named:
    """Every two different words of a person."""
    who, one, other = _cross(words, words, people)
    once = one < other
    return Named(who[once], mix(0, one[once], other[once]))

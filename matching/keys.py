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

from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cached_property
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


class _Made(NamedTuple):
    """What a key of names is made of."""

    of: str
    """The property of `Maker` that gives the names."""
    district: bool = False
    year: bool = False


_OF_NAMES = {
    Kind.WORD: _Made("words"),
    Kind.WORDS_YEAR: _Made("pairs", year=True),
    Kind.WORDS_DISTRICT: _Made("pairs", district=True),
    Kind.WORD_YEAR_DISTRICT: _Made("words", year=True, district=True),
    Kind.FATHER_YEAR_DISTRICT: _Made("fathers", year=True, district=True),
    Kind.WORD_FATHER: _Made("word_and_father"),
    Kind.WORD_FATHER_YEAR: _Made("word_and_father", year=True),
    Kind.WORD_FATHER_DISTRICT: _Made("word_and_father", district=True),
    Kind.WORD_FATHER_YEAR_DISTRICT: _Made("word_and_father", year=True, district=True),
}
#: What people are kept under whose word and father's word too many others share.
_FINER = (Kind.WORD_FATHER_YEAR, Kind.WORD_FATHER_DISTRICT, Kind.WORD_FATHER_YEAR_DISTRICT)
_ALWAYS_KEPT = [kind for kind in _OF_NAMES if kind not in (Kind.WORD, Kind.WORD_FATHER, *_FINER)]
_NOTHING = np.zeros(0, "<u8")

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


class _Unmixed(NamedTuple):
    """Keys of one kind that are still to be mixed of their parts."""

    kind: Kind
    person: Array
    parts: tuple[Array, ...]


def mix(kind: Any, *parts: Array) -> Array:
    """One 64-bit number of all parts: the last step spreads every bit over the whole."""
    key = kind * _SALT
    for part in parts:
        key = (key ^ part) * _GOLDEN
        key ^= key >> np.uint64(29)
    key = key * _SALT
    return key ^ (key >> np.uint64(32))


_NO_KIND = np.zeros(1, "<u8")


def _mixed(several: Sequence[_Unmixed]) -> Keys:
    """The keys of kinds that have as many parts, all at once: one by one most are of nobody."""
    kind = np.repeat(
        np.array([one.kind for one in several], "<u8"), [len(one.person) for one in several]
    )
    parts = zip(*(one.parts for one in several), strict=True)
    return Keys(
        np.concatenate([one.person for one in several]),
        mix(kind, *(np.concatenate(of_all).astype("<u8", copy=False) for of_all in parts)),
    )


class Maker:
    """Makes the keys of people, to be kept in an index or to be looked up in one."""

    def __init__(self, people: Records, words: Named, fathers: Named, *, to_look_up: bool) -> None:
        self.people = people
        self.to_look_up = to_look_up
        self.words = words
        self.fathers = fathers
        self.without = (~has_cnic(people)).astype("<u8")

    @cached_property
    def pairs(self) -> Named:
        """Every two different words of a person."""
        who, one, other = _cross(self.words, self.words, len(self.people))
        once = one < other
        return Named(who[once], mix(_NO_KIND, one[once], other[once]))

    @cached_property
    def word_and_father(self) -> Named:
        """Each word of the name with each word of the father's."""
        who, word, father = _cross(self.words, self.fathers, len(self.people))
        return Named(who, mix(np.full(1, Kind.WORD_FATHER, "<u8"), word, father))

    def documents(self) -> Iterator[tuple[Kind, Keys]]:
        """Keys made of numbers, kind by kind."""
        for one in (*self._of_numbers(), *self._of_numbers_and_names()):
            yield one.kind, _mixed([one])

    def every_document(self) -> Iterator[Keys]:
        """The same, all kinds together."""
        yield _mixed(list(self._of_numbers()))
        yield _mixed(list(self._of_numbers_and_names()))

    def _of_numbers(self) -> Iterator[_Unmixed]:
        cnic = self.people["cnic"]
        given = np.flatnonzero(cnic)
        length = lengths(cnic[given])
        digits = cnic[given] & ((np.uint64(1) << (4 * length).astype("<u8")) - np.uint64(1))
        first_7, first_10 = (digits >> ((length - n) * 4).astype("<u8") for n in (7, 10))
        full = length == 13
        whole, having = digits[full], given[full]
        yield _Unmixed(Kind.CNIC, having, (cnic[having],))
        yield _Unmixed(Kind.CNIC_FIRST_10, given, (first_10,))
        first_7_last_3 = first_7 << np.uint64(12) | digits & np.uint64(0xFFF)
        yield _Unmixed(Kind.CNIC_FIRST_7_LAST_3, given, (first_7_last_3,))
        yield _Unmixed(Kind.CNIC_LAST_6, given, (digits & np.uint64(0xFFFFFF),))
        for kind, behind in ((Kind.CNIC_WITHOUT_7_8, 5), (Kind.CNIC_WITHOUT_10_11, 2)):
            end = np.uint64(4 * behind)
            last = whole & (np.uint64(1) << end) - np.uint64(1)
            yield _Unmixed(kind, having, (whole >> end + np.uint64(8) << end | last,))
        for kind, field in ((Kind.PASSPORT, "passport"), (Kind.PHONE, "phone")):
            having = np.flatnonzero(self.people[field])
            yield _Unmixed(kind, having, (self.people[field][having],))

    def _of_numbers_and_names(self) -> Iterator[_Unmixed]:
        cnic = self.people["cnic"]
        full = np.flatnonzero(is_full(cnic))
        whole = cnic[full]
        four, five = np.uint64(0xFFFF), np.uint64(0xFFFFF)
        for kind, part, names in (
            (Kind.CNIC_MIDDLE_AND_WORD, whole >> np.uint64(16) & four, self.words),
            (Kind.CNIC_END_AND_WORD, whole & four, self.words),
            (Kind.CNIC_PLACE_AND_NAMES, whole >> np.uint64(32) & five, self.word_and_father),
        ):
            who, digits, word = _cross(Named(full, part), names, len(self.people))
            yield _Unmixed(kind, who, (digits, word))

    def names(self, *kinds: Kind, among: Array | None = None) -> Keys:
        """Keys of these kinds, made of names; of ``among`` only, which are places of those.

        To be looked up, with the years beside the year of birth, too.
        """
        made = [_OF_NAMES[kind] for kind in kinds]
        named: list[Named] = [getattr(self, one.of) for one in made]
        if among is not None:
            named = [Named(one.person[among], one.value[among]) for one in named]
        person = np.concatenate([one.person for one in named])
        key = np.concatenate([one.value for one in named])
        row = np.repeat(np.arange(len(kinds)), [len(one.person) for one in named])
        district, year = (self.people[name][person].astype("<u8") for name in ("district", "year"))
        with_district = np.array([one.district for one in made])[row]
        with_year = np.array([one.year for one in made])[row]
        known = np.flatnonzero((~with_district | (district > 0)) & (~with_year | (year > 0)))
        key[with_district] = mix(_NO_KIND, key[with_district], district[with_district])
        if self.to_look_up:
            known, year = _and_the_years_beside(known, year, with_year)
        else:
            year = year[known]
        person, key, with_year = person[known], key[known], with_year[known]
        key[with_year] = mix(_NO_KIND, key[with_year], year[with_year])
        return self._apart(np.array(kinds, "<u8")[row[known]], person, key)

    def _apart(self, kind: Array, person: Array, key: Array) -> Keys:
        """Keys apart for those with and without a CNIC; who has none looks among both."""
        without = self.without[person]
        if not self.to_look_up:
            return Keys(person, mix(kind, key, without))
        both = np.flatnonzero(without)
        among_those_without = mix(kind, key, np.ones(1, "<u8"))
        among_those_with = mix(kind[both], key[both], np.zeros(1, "<u8"))
        return Keys(
            np.concatenate([person, person[both]]),
            np.concatenate([among_those_without, among_those_with]),
        )


def _and_the_years_beside(rows: Array, year: Array, counts: Array) -> tuple[Array, Array]:
    """These rows and their years; three times where the year counts, with those beside it."""
    times = np.where(counts[rows], 3, 1)
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    rows = np.repeat(rows, times)
    return rows, year[rows] + np.where(counts[rows], within - 1, 0).astype("<u8")


def heard(people: Records, field: str) -> Named:
    """The skeletons of the words in "own" or "relative" of these people."""
    words = np.ascontiguousarray(people[field]).ravel()
    given = np.flatnonzero(words)
    return Named(given // people[field].shape[1], skeletons_of(words[given]).astype("<u8"))


def to_look_up(
    people: Records, words: Named, fathers: Named, by_name: tuple[Named, Named] | None = None
) -> Keys:
    """Every key under which somebody like these people may be kept.

    ``by_name`` are the words and fathers of which keys of names alone are made, where these are
    fewer.
    """
    numbers = Maker(people, words, fathers, to_look_up=True)
    names = Maker(people, *by_name, to_look_up=True) if by_name else numbers
    return _together([*numbers.every_document(), names.names(*_OF_NAMES)])


def to_keep(people: Records, cap: int = CAP, common: Array = _NOTHING) -> Keys:
    """The keys to keep these people under, sorted by key: none is shared by more than ``cap``.

    Of a part of a list, ``common`` are the words that too many share on the whole of it.
    """
    own, relative = (_once(heard(people, field)) for field in ("own", "relative"))
    maker = Maker(people, own, relative, to_look_up=False)
    kept = [keys if kind in UNCAPPED else _capped(keys, cap)[0] for kind, keys in maker.documents()]
    rare = np.flatnonzero(~np.isin(own.value, common))
    # Kind by kind: of a list of millions all together are more than the memory of a desk machine.
    kept.append(_capped(maker.names(Kind.WORD, among=rare), cap)[0])
    kept += [_capped(maker.names(kind), cap)[0] for kind in _ALWAYS_KEPT]
    few, many = _capped(maker.names(Kind.WORD_FATHER), cap)
    kept.append(few)
    kept += [_capped(maker.names(kind, among=many), cap)[0] for kind in _FINER]
    every = _together(kept)
    order = np.argsort(every.key)
    return Keys(every.person[order], every.key[order])


def _capped(keys: Keys, cap: int) -> tuple[Keys, Array]:
    """The keys that at most ``cap`` people share, and the places of the others."""
    order = np.argsort(keys.key)
    ordered = keys.key[order]
    begins = np.flatnonzero(firsts(ordered))
    count = np.diff(np.r_[begins, len(ordered)])
    fits = np.repeat(count <= cap, count)
    kept = order[fits]
    return Keys(keys.person[kept], keys.key[kept]), order[~fits]


def _together(keys: list[Keys]) -> Keys:
    return Keys(
        np.concatenate([one.person for one in keys]).astype("<u4"),
        np.concatenate([one.key for one in keys]),
    )


def firsts(ordered: Array) -> Array:
    """Where in an ordered array each number stands for the first time."""
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def sorted_once(numbers: Array) -> Array:
    """Each of the numbers once, in order; faster for these than `numpy.unique`."""
    numbers = np.sort(numbers)
    return numbers[firsts(numbers)]


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

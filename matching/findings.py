"""What comparing two people finds, field by field, for thousands of pairs at once.

`find` gives for every pair that is worth weighing a value for each `Feature` found. Most features
are found or not (1 or 0); those of names are counts of words, or bits: how rare what agrees is.
"""

from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA

from matching import keys
from matching.alignment import Agreement, Names, compare_names, names_of
from matching.likeness import resemble
from matching.record import Records
from matching.shelf import Pairs, Shelf
from matching.vocabulary import Array


class Feature(StrEnum):
    """Everything that is weighed; the values name the weights in `weights.json`."""

    __hash__ = str.__hash__  # an Enum's own is written in Python and slow

    CNIC_EQUAL = "cnic_equal"
    CNIC_ONE_DIGIT_OFF = "cnic_one_digit_off"
    CNIC_TWO_SWAPPED = "cnic_two_swapped"
    CNIC_DIGIT_LOST = "cnic_digit_lost"
    CNIC_TWO_DIGITS_OFF = "cnic_two_digits_off"
    PASSPORT_EQUAL = "passport_equal"
    PASSPORT_NUMBER_EQUAL = "passport_number_equal"
    PASSPORT_OTHER = "passport_other"
    NAME_SAME = "name_same"
    NAME_SPELLING = "name_spelling"
    NAME_NEAR = "name_near"
    NAME_RESEMBLES = "name_resembles"
    NAME_EXTRA = "name_extra"
    NAME_CLASHING = "name_clashing"
    NAME_CONTRADICTS = "name_contradicts"
    SLIP_AND_OTHER_NAME = "slip_and_other_name"
    RELATIVE_SAME = "relative_same"
    RELATIVE_SPELLING = "relative_spelling"
    RELATIVE_NEAR = "relative_near"
    RELATIVE_RESEMBLES = "relative_resembles"
    RELATIVE_EXTRA = "relative_extra"
    RELATIVE_CLASHING = "relative_clashing"
    RELATIVE_CONTRADICTS = "relative_contradicts"
    BORN_SAME_DAY = "born_same_day"
    BORN_SAME_DAY_OTHER_YEAR = "born_same_day_other_year"
    BORN_SAME_YEAR = "born_same_year"
    BORN_SAME_YEAR_OTHER_DAY = "born_same_year_other_day"
    BORN_A_YEAR_APART = "born_a_year_apart"
    BORN_FEW_YEARS_APART = "born_few_years_apart"
    BORN_YEARS_APART = "born_years_apart"
    BORN_FAR_APART = "born_far_apart"
    DISTRICT_SAME = "district_same"
    DISTRICT_OTHER = "district_other"
    GENDER_OTHER = "gender_other"
    NATIONALITY_OTHER = "nationality_other"
    PHONE_SAME = "phone_same"


FEATURES = tuple(Feature)
_OF_NAMES = ("same", "spelling", "near", "resembles", "extra", "clashing", "contradicts")


class Found(NamedTuple):
    """The pairs worth weighing and what was found of each."""

    pairs: Pairs
    values: dict[Feature, Array]
    name: Agreement
    relative: Agreement
    relative_given: Array
    """At least one of the two names a father or a husband."""

    def at(self, rows: Array) -> "Found":
        """Some of the pairs."""
        return Found(
            Pairs(self.pairs.ours[rows], self.pairs.theirs[rows]),
            {feature: values[rows] for feature, values in self.values.items()},
            Agreement(*(array[rows] for array in self.name)),
            Agreement(*(array[rows] for array in self.relative)),
            self.relative_given[rows],
        )


class _Sides:
    """One column of both people of each pair."""

    def __init__(self, people: Records, shelf: Shelf, pairs: Pairs) -> None:
        self.people, self.shelf, self.pairs = people, shelf, pairs

    def of(self, column: str) -> tuple[Array, Array]:
        return (
            self.people[column][self.pairs.ours],
            self.shelf.arrays[column][self.pairs.theirs],
        )


def find(people: Records, shelf: Shelf) -> Found:
    """Compare these people with whoever on the list shares a key with them.

    Pairs that cannot be one person are left out.

    Two CNICs more than two slips apart are two people; so are a man and a woman, or two people
    born more than ten years apart, unless a document brought them together.
    """
    pairs = shelf.pairs(people)
    values = _cnics(people, shelf, pairs)
    kept = np.flatnonzero(~values.pop("differ"))
    pairs, values = _only(kept, pairs, values)
    sides = _Sides(people, shelf, pairs)
    values |= _passports(sides) | _births(sides) | _genders(sides)
    documents = any_of(values, DOCUMENTS)
    apart = values[Feature.GENDER_OTHER] | values[Feature.BORN_FAR_APART]
    kept = np.flatnonzero(documents | ~apart)
    pairs, values = _only(kept, pairs, values)
    name = _compare("own", people, shelf, pairs, lenient=any_of(values, SLIPS))
    kept = np.flatnonzero(any_of(values, DOCUMENTS) | (name.compared & ~name.contradicts))
    pairs, values = _only(kept, pairs, values)
    name = Agreement(*(array[kept] for array in name))
    relative = _compare("relative", people, shelf, pairs)
    sides = _Sides(people, shelf, pairs)
    values |= _named("name", name) | _named("relative", _by_relation(relative, sides))
    values |= _districts(sides) | _nationalities(sides) | _phones(sides)
    values[Feature.SLIP_AND_OTHER_NAME] = any_of(values, SLIPS) & (
        values[Feature.NAME_CONTRADICTS] > 0
    )
    return Found(pairs, values, name, relative, _relative_given(people, shelf, pairs))


ONE_SLIP = (
    Feature.CNIC_ONE_DIGIT_OFF,
    Feature.CNIC_TWO_SWAPPED,
    Feature.CNIC_DIGIT_LOST,
)
SLIPS = (*ONE_SLIP, Feature.CNIC_TWO_DIGITS_OFF)
EQUAL = (Feature.CNIC_EQUAL, Feature.PASSPORT_EQUAL)
DOCUMENTS = (*EQUAL, *SLIPS, Feature.PASSPORT_NUMBER_EQUAL)


def _compare(
    field: str, people: Records, shelf: Shelf, pairs: Pairs, *, lenient: Array | None = None
) -> Agreement:
    """The own or the relative's names of each pair; mangled ones are names where ``lenient``."""
    first = keys.firsts(pairs.ours)
    who, ours = pairs.ours[first], np.cumsum(first) - 1
    names, theirs = names_of(people[who], field), shelf.names[field]
    words = shelf.vocabulary.words(np.ascontiguousarray(names.numbers.T))
    found = compare_names(names, ours, theirs, pairs.theirs, words, shelf.words_of(field))
    if lenient is not None:
        doubtful = np.flatnonzero(lenient & found.compared & found.contradicts)
        for row, our, their in zip(
            doubtful.tolist(), ours[doubtful].tolist(), pairs.theirs[doubtful].tolist(), strict=True
        ):
            listed = shelf.vocabulary.every.number[_rows_of(theirs, their)]
            if _alike_as_a_whole(_rows_of(names, our), listed):
                _mangled(found, row)
    return found


def _rows_of(names: Names, person: int) -> Array:
    return names.numbers[int(names.first[person]) : int(names.first[person + 1])]


def _alike_as_a_whole(ours: Array, theirs: Array) -> bool:
    return any(
        resemble([word for word in one if word], [word for word in other if word])
        for one in ours.tolist()
        for other in theirs.tolist()
    )


def _mangled(found: Agreement, row: int) -> None:
    """Beside a mistyped number a mangled name is one name still: Bar Hasan may be Babar Hassan."""
    found.contradicts[row], found.partly[row] = False, True
    for words in (found.same, found.spelling, found.near, found.extra, found.clashing):
        words[row] = 0
    found.resembles[row] = _WORTH_OF_A_MANGLED_NAME


_WORTH_OF_A_MANGLED_NAME = 4.0


def _relative_given(people: Records, shelf: Shelf, pairs: Pairs) -> Array:
    first = shelf.names["relative"].first
    theirs = first[pairs.theirs + 1] > first[pairs.theirs]
    return theirs | (people["relative_starts"][pairs.ours] != 0)


def any_of(values: dict[Feature, Array], features: tuple[Feature, ...]) -> Array:
    """Where one of these was found."""
    found = values[features[0]] > 0
    for feature in features[1:]:
        found = found | (values[feature] > 0)
    return found


def _only(kept: Array, pairs: Pairs, values: Any) -> tuple[Pairs, Any]:
    return (
        Pairs(pairs.ours[kept], pairs.theirs[kept]),
        {feature: array[kept] for feature, array in values.items()},
    )


_ONES = np.uint64(0x1111111111111111)


def _cnics(people: Records, shelf: Shelf, pairs: Pairs) -> dict[Any, Array]:
    """Equal, one slip apart, two digits off; and which differ by more."""
    ours = people["cnic"][pairs.ours]
    theirs = shelf.arrays["cnic"][pairs.theirs]
    known = (ours != 0) & (theirs != 0)
    none = np.zeros(len(ours), bool)
    found: dict[Any, Array] = dict.fromkeys((Feature.CNIC_EQUAL, *SLIPS), none)
    found["differ"] = none
    at = np.flatnonzero(known)
    if not len(at):
        return found
    one, other = ours[at], theirs[at]
    whole = keys.is_full(one) & keys.is_full(other)
    differing: Any = one ^ other
    differing |= differing >> np.uint64(1)
    differing |= differing >> np.uint64(2)
    differing &= _ONES  # one bit a digit that differs
    count = np.bitwise_count(differing)
    swapped = whole & (count == 2) & _swapped(one, other, differing)
    cut = np.flatnonzero(~whole)
    lost = np.zeros(len(at), bool)
    lost[cut] = [
        _one_edit(mine, yours)
        for mine, yours in zip(one[cut].tolist(), other[cut].tolist(), strict=True)
    ]
    levels = {
        Feature.CNIC_EQUAL: whole & (count == 0),
        Feature.CNIC_ONE_DIGIT_OFF: whole & (count == 1),
        Feature.CNIC_TWO_SWAPPED: swapped,
        Feature.CNIC_DIGIT_LOST: lost,
        Feature.CNIC_TWO_DIGITS_OFF: whole & (count == 2) & ~swapped,
    }
    near = np.zeros(len(at), bool)
    for feature, level in levels.items():
        near |= level
        found[feature] = none.copy()
        found[feature][at] = level
    found["differ"] = none.copy()
    found["differ"][at] = ~near
    return found


def _swapped(one: Array, other: Array, differing: Array) -> Array:
    """Two neighbours changed places: what differs is two digits side by side, crosswise equal."""
    low = differing & (~differing + np.uint64(1))
    beside = (differing & ~low) == low << np.uint64(4)
    place = np.bitwise_count(low - np.uint64(1)).astype("<u8")
    of_one, of_other = one >> place & np.uint64(0xFF), other >> place & np.uint64(0xFF)
    crossed = of_one == (of_other << np.uint64(4) & np.uint64(0xF0) | of_other >> np.uint64(4))
    return beside & crossed


def _one_edit(one: int, other: int) -> bool:
    """Whether one slip makes one number of the other, where one has a digit more or less."""
    return OSA.distance(f"{one:x}"[1:], f"{other:x}"[1:], score_cutoff=1) <= 1


def _passports(sides: _Sides) -> dict[Feature, Array]:
    """A number means something only together with the country that issued it."""
    ours, theirs = sides.of("passport")
    country, other_country = sides.of("nationality")
    known = (ours != 0) & (theirs != 0)
    named = (country != 0) & (other_country != 0)
    same = known & (ours == theirs)
    return {
        Feature.PASSPORT_EQUAL: same & named & (country == other_country),
        Feature.PASSPORT_NUMBER_EQUAL: same & ~named,
        Feature.PASSPORT_OTHER: known & ((ours != theirs) | (named & (country != other_country))),
    }


def _births(sides: _Sides) -> dict[Feature, Array]:
    """The day where both know it and it agrees, else the years."""
    born, other_born = sides.of("born")
    year, other_year = sides.of("year")
    same_day = (born != 0) & (born == other_born)
    days_known = (born != 0) & (other_born != 0)
    day, other_day = born % 10_000, other_born % 10_000  # yyyymmdd
    known = (year != 0) & (other_year != 0) & ~same_day
    apart = np.abs(year.astype("i4") - other_year)
    return {
        Feature.BORN_SAME_DAY: same_day,
        Feature.BORN_SAME_DAY_OTHER_YEAR: (day != 0) & (day == other_day) & known,
        Feature.BORN_SAME_YEAR: known & (apart == 0) & ~days_known,
        Feature.BORN_SAME_YEAR_OTHER_DAY: known & (apart == 0) & days_known,
        Feature.BORN_A_YEAR_APART: known & (apart == 1),
        Feature.BORN_FEW_YEARS_APART: known & (apart > 1) & (apart <= 3),
        Feature.BORN_YEARS_APART: known & (apart > 3) & (apart <= 10),
        Feature.BORN_FAR_APART: known & (apart > 10),
    }


def _genders(sides: _Sides) -> dict[Feature, Array]:
    """Only man against woman contradicts: X on a card agrees with whatever another clerk saw."""
    ours, theirs = sides.of("gender")
    man, woman = ord("M"), ord("F")
    return {
        Feature.GENDER_OTHER: ((ours == man) & (theirs == woman))
        | ((ours == woman) & (theirs == man))
    }


def _districts(sides: _Sides) -> dict[Feature, Array]:
    """Where they are from: the fewer of the list are from there, the more it says."""
    ours, theirs = sides.of("district")
    known = (ours != 0) & (theirs != 0)
    same = known & (ours == theirs)
    return {
        Feature.DISTRICT_SAME: np.where(same, sides.shelf.district_bits(theirs), 0.0),
        Feature.DISTRICT_OTHER: known & ~same,
    }


def _nationalities(sides: _Sides) -> dict[Feature, Array]:
    """Two different countries speak against; one country in common says next to nothing."""
    ours, theirs = sides.of("nationality")
    return {Feature.NATIONALITY_OTHER: (ours != 0) & (theirs != 0) & (ours != theirs)}


def _phones(sides: _Sides) -> dict[Feature, Array]:
    """One mobile number; a family may share it, and a new one says nothing."""
    ours, theirs = sides.of("phone")
    return {Feature.PHONE_SAME: (ours != 0) & (ours == theirs)}


def _named(field: str, found: Agreement) -> dict[Feature, Array]:
    """The features of a name; of one that contradicts, that alone."""
    counts = found.compared & ~found.contradicts
    values = {
        Feature(f"{field}_{name}"): np.where(counts, getattr(found, name), 0)
        for name in _OF_NAMES
        if name != "contradicts"
    }
    values[Feature(f"{field}_contradicts")] = found.compared & found.contradicts
    return values


def _by_relation(found: Agreement, sides: _Sides) -> Agreement:
    """A woman is her father's daughter in one record and her husband's wife in the other."""
    ours, theirs = sides.of("relation")
    wife = ord("W")
    other = (ours != 0) & (theirs != 0) & ((ours == wife) != (theirs == wife))
    return found._replace(compared=found.compared & ~(other & found.contradicts))

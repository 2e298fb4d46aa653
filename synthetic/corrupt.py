"""The slips by which one person is written down twice in two ways.

Every slip keeps the person the same person. A slip that cannot happen to somebody (a foreigner has
no CNIC to mistype) leaves the record as it is; ``applies`` tells beforehand.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import zip_longest
from random import Random
from typing import Literal, get_args

from synthetic.names import JOINING, MUHAMMAD, Written, families, titles
from synthetic.people import Person
from synthetic.spelling import respelled

Kind = Literal[
    "cnic_substituted",
    "cnic_swapped",
    "cnic_missing",
    "respelled",
    "title_dropped",
    "urdu_only",
    "reordered",
    "year_off_by_one",
    "district_missing",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

DIGITS = "0123456789"
RELATIVE_TOO = 0.5

BEGINS_PART = frozenset({"abdul", "ghulam", "allah", "al", "غلام", "بی"})
CONTINUES_PART = frozenset(
    {"ullah", "ud", "ur", "ul", "اللہ", "الدین", "الرحمن", "الحق", "العابدین"}
)
AFTER_ALLAH = frozenset({"دتہ", "بخش", "رکھی"})


def corrupt(person: Person, rng: Random, kind: Kind) -> Person:
    """The same person, written down with one slip of this kind."""
    return _SLIPS[kind](person, rng)


def applies(person: Person, kind: Kind) -> bool:
    """Whether a slip of this kind would change the record."""
    return _SLIPS[kind](person, Random(0)) != person


def _cnic_substituted(person: Person, rng: Random) -> Person:
    cnic = person.cnic
    if not cnic:
        return person
    place = rng.randrange(len(cnic))
    digit = rng.choice(DIGITS.replace(cnic[place], ""))
    return replace(person, cnic=cnic[:place] + digit + cnic[place + 1 :])


def _cnic_swapped(person: Person, rng: Random) -> Person:
    cnic = person.cnic
    places = [i for i in range(len(cnic) - 1) if cnic[i] != cnic[i + 1]]
    if not places:
        return person
    i = rng.choice(places)
    return replace(person, cnic=cnic[:i] + cnic[i + 1] + cnic[i] + cnic[i + 2 :])


def _cnic_missing(person: Person, rng: Random) -> Person:
    return replace(person, cnic="")


def _respelled(person: Person, rng: Random) -> Person:
    name = respelled(person.name, rng)
    if rng.random() < RELATIVE_TOO:
        return replace(person, name=name, relative_name=respelled(person.relative_name, rng))
    return replace(person, name=name)


def _title_dropped(person: Person, rng: Random) -> Person:
    """Without the title or women's marker; failing that the family, failing that *Muhammad*."""
    for word, at_front in _droppable():
        name = _without(person.name, word.roman, at_front)
        if name != person.name:
            return replace(person, name=name, name_ur=_without(person.name_ur, word.urdu, at_front))
    return person


def _urdu_only(person: Person, rng: Random) -> Person:
    """Urdu in the fields for Roman letters as well: what a desk with an Urdu keyboard types."""
    return replace(
        person,
        name=person.name_ur or person.name,
        relative_name=person.relative_name_ur or person.relative_name,
    )


def _reordered(person: Person, rng: Random) -> Person:
    """The parts of the name in another order, in both scripts if they have the same parts."""
    parts = name_parts(person.name)
    if len(set(parts)) < 2:
        return person
    order = list(range(len(parts)))
    while [parts[i] for i in order] == parts:
        rng.shuffle(order)
    name_ur, urdu_parts = person.name_ur, name_parts(person.name_ur)
    if len(urdu_parts) == len(parts):
        name_ur = " ".join(urdu_parts[i] for i in order)
    return replace(person, name=" ".join(parts[i] for i in order), name_ur=name_ur)


def _year_off_by_one(person: Person, rng: Random) -> Person:
    year = person.birth_year + rng.choice((-1, 1))
    return replace(person, birth_year=year, date_of_birth=_in_year(person.date_of_birth, year))


def _district_missing(person: Person, rng: Random) -> Person:
    return replace(person, district="")


_SLIPS: dict[Kind, Callable[[Person, Random], Person]] = {
    "cnic_substituted": _cnic_substituted,
    "cnic_swapped": _cnic_swapped,
    "cnic_missing": _cnic_missing,
    "respelled": _respelled,
    "title_dropped": _title_dropped,
    "urdu_only": _urdu_only,
    "reordered": _reordered,
    "year_off_by_one": _year_off_by_one,
    "district_missing": _district_missing,
}


def name_parts(name: str) -> list[str]:
    """The parts of a name that stay together, in either script.

    *Abdul Rehman*, *Saif Ullah*, *Zia ul Haq* and *Ghulam Abbas* are one part each.
    """
    parts: list[str] = []
    joins_next = False
    words = name.split()
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        plain = word.lower()
        begins = plain in BEGINS_PART or (word == "اللہ" and following in AFTER_ALLAH)
        if parts and (joins_next or (plain in CONTINUES_PART and not begins)):
            parts[-1] = f"{parts[-1]} {word}"
            joins_next = plain in {"ud", "ur", "ul"}
        else:
            parts.append(word)
            joins_next = begins
    return parts


@cache
def _droppable() -> tuple[tuple[Written, bool], ...]:
    """The words that may go, in the order they go, and whether they stand in front."""
    fronts = [word for word, _ in titles("prefix", "M") + titles("prefix", "F")]
    ends = [word for word, _ in titles("suffix", "F")] + families()
    return (
        *((word, True) for word in fronts),
        *((word, False) for word in ends),
        (MUHAMMAD, True),
    )


def _without(name: str, word: str, at_front: bool) -> str:
    """The name without the word at its front or end, unless nothing else would be left of it."""
    rest = name.removeprefix(f"{word} ") if at_front else name.removesuffix(f" {word}")
    return name if rest.lower() in JOINING else rest


def _in_year(day: date | None, year: int) -> date | None:
    if day is None:
        return None
    return date(year, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)

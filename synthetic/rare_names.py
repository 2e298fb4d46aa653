"""A long tail of rarer given names, made by rule and written in both scripts.

The shelves hold the names everybody knows. A real list has thousands more, each borne by few: they
decide how much a match of a name is worth. The ones made here follow the patterns of Arabic roots
(*Tahir*, *Saleem*, *Maqsood*), Persian compounds (*Gulbaz*) and short village names (*Dittoo*);
some may exist, most do not. Every name belongs to stock ``a`` or ``b``, as on the shelves.
"""

import re
from dataclasses import replace
from functools import cache
from itertools import product
from random import Random
from typing import NamedTuple

from synthetic.names import MUHAMMAD, FullName, Written, families, name_book, titles
from synthetic.people import Gender, Person
from synthetic.stock import Dice, Stock, Weighted, shelf

RARE_SHARE = 0.25
"""The share of given names that come from the tail."""

MEN_IN_STOCK = 2_400
WOMEN_IN_STOCK = 1_200
STEEPNESS = 0.75
PLATEAU = 12

_SOUNDS = (
    ("b", "ب", 5), ("t", "ت", 3), ("s", "ث", 1), ("j", "ج", 4), ("h", "ح", 4), ("kh", "خ", 2),
    ("d", "د", 4), ("z", "ذ", 1), ("r", "ر", 7), ("z", "ز", 3), ("s", "س", 5), ("sh", "ش", 4),
    ("s", "ص", 2), ("z", "ض", 1), ("t", "ط", 2), ("z", "ظ", 1), ("gh", "غ", 2), ("f", "ف", 4),
    ("q", "ق", 3), ("k", "ک", 4), ("l", "ل", 5), ("m", "م", 6), ("n", "ن", 6), ("w", "و", 3),
    ("h", "ہ", 2), ("p", "پ", 1), ("ch", "چ", 1), ("g", "گ", 1),
)  # fmt: skip
_MEN = (
    ("{0}a{1}i{2}", "{0}ا{1}{2}", 6), ("{0}a{1}ee{2}", "{0}{1}ی{2}", 6),
    ("ma{0}{1}oo{2}", "م{0}{1}و{2}", 4), ("mu{0}{1}i{2}", "م{0}{1}{2}", 3),
    ("mu{0}a{1}i{2}", "م{0}ا{1}{2}", 2), ("a{0}{1}a{2}", "ا{0}{1}{2}", 4),
    ("{0}u{1}ai{2}", "{0}{1}ی{2}", 3), ("i{0}ti{1}a{2}", "ا{0}ت{1}ا{2}", 3),
    ("ta{0}{1}ee{2}", "ت{0}{1}ی{2}", 3), ("{0}i{1}{2}an", "{0}{1}{2}ان", 4),
    ("{0}a{1}{2}an", "{0}{1}{2}ان", 3), ("{0}a{1}a{2}", "{0}{1}ا{2}", 4),
    ("{0}a{1}oo", "{0}{1}و", 2), ("{0}i{1}a", "{0}{1}ا", 2), ("{0}o{1}al", "{0}و{1}ل", 2),
    ("{0}ee{1}an", "{0}ی{1}ن", 2),
)  # fmt: skip
_WOMEN = (
    ("{0}a{1}i{2}a", "{0}ا{1}{2}ہ", 6), ("{0}a{1}ee{2}a", "{0}{1}ی{2}ہ", 6),
    ("{0}u{1}{2}ana", "{0}{1}{2}انہ", 4), ("{0}a{1}{2}een", "{0}{1}{2}ین", 4),
    ("mu{0}{1}i{2}a", "م{0}{1}{2}ہ", 2), ("{0}u{1}ai{2}a", "{0}{1}ی{2}ہ", 3),
    ("{0}i{1}{2}at", "{0}{1}{2}ت", 4), ("{0}a{1}oo{2}a", "{0}{1}و{2}ہ", 2),
    ("{0}oo{1}an", "{0}و{1}اں", 2), ("{0}ee{1}o", "{0}ی{1}و", 1),
)  # fmt: skip
_STEMS = (
    ("gul", "گل"), ("shah", "شاہ"), ("mir", "میر"), ("jahan", "جہان"), ("sher", "شیر"),
    ("khush", "خوش"), ("dil", "دل"), ("zar", "زر"), ("noor", "نور"), ("taj", "تاج"),
    ("bakht", "بخت"), ("nek", "نیک"), ("roz", "روز"), ("meher", "مہر"), ("sang", "سنگ"),
    ("lal", "لال"), ("jan", "جان"), ("far", "فر"), ("wazir", "وزیر"), ("sahib", "صاحب"),
)  # fmt: skip
_ENDINGS = (
    ("baz", "باز"), ("zeb", "زیب"), ("zar", "زار"), ("dad", "داد"), ("yar", "یار"),
    ("war", "وار"), ("gul", "گل"), ("mand", "مند"), ("ban", "بان"), ("shad", "شاد"),
    ("rang", "رنگ"), ("wan", "وان"), ("taj", "تاج"), ("sher", "شیر"), ("wali", "ولی"),
    ("noor", "نور"), ("bar", "بار"), ("zada", "زادہ"),
)  # fmt: skip
_HARD_TO_SAY = re.compile(r"w[^aei]|[wpg]$|(?<![sk])h$|[tdkgs]t[td]")


class Tail(NamedTuple):
    """The rarer names of both sexes in one stock, the most frequent first."""

    men: tuple[Written, ...]
    women: tuple[Written, ...]


@cache
def tail(stock: Stock) -> Tail:
    """The rarer names of a stock; no word occurs in both, nor on any shelf."""
    men, women = _made()
    start, step = {"a": (0, 2), "b": (1, 2), "both": (0, 1)}[stock]
    return Tail(men[start::step], women[start::step])


def rare_words(stock: Stock) -> frozenset[str]:
    """The words of the tail, in lower case and in both scripts."""
    made = tail(stock)
    return frozenset(
        word for name in made.men + made.women for word in (name.roman.lower(), name.urdu)
    )


@cache
def _made() -> tuple[tuple[Written, ...], tuple[Written, ...]]:
    rng = Random("rare names")
    taken = _shelf_words()
    men = _unused(_compounds(), taken)
    men += _from_roots(_MEN, 2 * MEN_IN_STOCK - len(men), taken, rng)
    women = _from_roots(_WOMEN, 2 * WOMEN_IN_STOCK, taken, rng)
    rng.shuffle(men)
    rng.shuffle(women)
    return tuple(men), tuple(women)


def _shelf_words() -> set[str]:
    """Every word that some shelf or some known spelling uses already."""
    words: set[str] = set()
    for name in ("given_male", "given_female", "compounds", "foreign", "families", "titles"):
        for row in shelf(name):
            words.update(row["roman"].lower().split())
            words.update(row["urdu"].split())
    for row in shelf("spellings"):
        words.update(f"{row['word']};{row['spellings']}".lower().split(";"))
    return words


def _unused(names: list[Written], taken: set[str]) -> list[Written]:
    """The names of which neither script is taken; they are taken now."""
    kept = []
    for name in names:
        if name.roman.lower() not in taken and name.urdu not in taken:
            taken.update((name.roman.lower(), name.urdu))
            kept.append(name)
    return kept


def _compounds() -> list[Written]:
    return [
        Written((stem + end).capitalize(), stem_urdu + end_urdu)
        for (stem, stem_urdu), (end, end_urdu) in product(_STEMS, _ENDINGS)
        if stem[-1] != end[0]
    ]


def _from_roots(
    patterns: tuple[tuple[str, str, int], ...], wanted: int, taken: set[str], rng: Random
) -> list[Written]:
    shapes = Weighted(((roman, urdu), weight) for roman, urdu, weight in patterns)
    sounds = Weighted(((roman, urdu), weight) for roman, urdu, weight in _SOUNDS)
    made: list[Written] = []
    while len(made) < wanted:
        roman, urdu = shapes.draw(rng.random)
        root = [sounds.draw(rng.random) for _ in range(3)]
        name = roman.format(*(sound for sound, _ in root))
        if len({sound for sound, _ in root}) == 3 and not _HARD_TO_SAY.search(name):
            letters = urdu.format(*(letter for _, letter in root))
            made += _unused([Written(name.capitalize(), letters)], taken)
    return made


@cache
def _draws(stock: Stock) -> dict[Gender, Weighted[Written]]:
    made = tail(stock)
    return {"M": _falling(made.men), "F": _falling(made.women)}


def _falling(names: tuple[Written, ...]) -> Weighted[Written]:
    return Weighted((name, (rank + PLATEAU) ** -STEEPNESS) for rank, name in enumerate(names))


def rare_name(stock: Stock, gender: Gender, dice: Dice) -> Written:
    """One name of the tail, the frequent ones more often."""
    return _draws(stock)[gender].draw(dice)


def rarer(person: Person, stock: Stock, dice: Dice) -> Person:
    """The person, a quarter of them (and of the fathers and husbands) with a rarer given name.

    Who carries the father's name as a second one carries the new one.
    """
    own, relatives = dice() < RARE_SHARE, dice() < RARE_SHARE
    if person.nationality != "PAK" or not (own or relatives):
        return person
    name = Written(person.name, person.name_ur)
    relative = Written(person.relative_name, person.relative_name_ur)
    called = called_by(name.roman)
    if relatives and (old := called_by(relative.roman)) is not None:
        new = rare_name(stock, "M", dice)
        relative = _swapped(relative, old, new)
        if old != called:
            name = _swapped(name, old, new)
    if own and called is not None:
        name = _swapped(name, called, rare_name(stock, person.gender, dice))
    return replace(
        person,
        name=name.roman,
        name_ur=name.urdu,
        relative_name=relative.roman,
        relative_name_ur=relative.urdu,
    )


def _swapped(name: Written, old: Written, new: Written) -> Written:
    roman = f" {name.roman} ".replace(f" {old.roman} ", f" {new.roman} ", 1).strip()
    urdu = f" {name.urdu} ".replace(f" {old.urdu} ", f" {new.urdu} ", 1).strip()
    return Written(roman, urdu)


def called_by(roman: str) -> Written | None:
    """The given name in a whole name: the first known one behind titles and *Muhammad*."""
    words = roman.split()
    behind = 0
    while behind < len(words) - 1 and words[behind] in _fronts():
        behind += 1
    for start in range(behind, -1, -1):
        for end in (start + 3, start + 2, start + 1):
            known = _given_names().get(" ".join(words[start:end]))
            if known is not None:
                return known
    return None


def in_full(name: Written) -> FullName:
    """A whole name with its parts, so that relatives can be named after its bearer."""
    family = _families().get(name.roman.split()[-1])
    return FullName(name.roman, name.urdu, called_by(name.roman) or name, family)


def kin(stock: Stock, gender: Gender, father: FullName, digit: str, dice: Dice) -> FullName:
    """The name of a child of this father, which may be one of the tail."""
    book = name_book(stock)
    child = book.son(dice, digit, father) if gender == "M" else book.woman(dice, father)
    if dice() >= RARE_SHARE:
        return child
    return renamed(child, rare_name(stock, gender, dice))


def renamed(person: FullName, called: Written) -> FullName:
    """The whole name with another given name in it."""
    name = _swapped(Written(person.roman, person.urdu), person.called, called)
    return FullName(name.roman, name.urdu, called, person.family)


@cache
def _fronts() -> frozenset[str]:
    words = [word for gender in "MF" for word, _ in titles("prefix", gender)]
    return frozenset({MUHAMMAD.roman, *(word.roman for word in words)})


@cache
def _families() -> dict[str, Written]:
    return {family.roman: family for family in families()}


@cache
def _given_names() -> dict[str, Written]:
    known = {name.roman: name for name in tail("both").men + tail("both").women}
    for shelf_name in ("given_female", "given_male", "compounds"):
        known |= {row["roman"]: Written(row["roman"], row["urdu"]) for row in shelf(shelf_name)}
    return known

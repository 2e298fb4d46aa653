"""A list of wanted people and the people who are compared with it, with the truth known.

The list is written as police lists are: numbers and years missing, some mistyped, Urdu for some. Of
the people compared with it a few are really on it, written down anew by a desk with its own habits;
the others are strangers, and some of these are like somebody on the list on purpose: namesakes,
brothers, fathers, neighbours' numbers. All records are written by the same habits, so that the look
of a record tells nothing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice
from random import Random

from synthetic.convicts import PORTAL_SPELLING_SHARE, reference
from synthetic.corrupt import name_parts
from synthetic.districts import all_districts
from synthetic.names import JOINING, MUHAMMAD, FullName, Written, families, name_book, titles
from synthetic.numbers import MEN_LAST, PASSPORT_LETTERS, SERIALS, WOMEN_LAST, phone
from synthetic.people import FIRST_YEAR, FOREIGN_SHARE, LAST_YEAR, Gender, Person, people
from synthetic.rare_names import RARE_SHARE, called_by, in_full, kin, rare_name, rarer, renamed
from synthetic.spelling import respelled
from synthetic.stock import Dice, Stock, Weighted

UNKNOWN_YEAR = 0
"""The year of birth of a record that has none."""

FEMALE_SHARE = 0.08
STRANGERS_SEED = 1_000_003

LISTED_WITHOUT_CNIC = 0.15
LISTED_CNIC_MISTYPED = 0.03
LISTED_WITHOUT_URDU = 0.60
LISTED_WITHOUT_YEAR = 0.10
LISTED_WITHOUT_BIRTHDAY = 0.30
LISTED_WITHOUT_DISTRICT = 0.12
LISTED_WITHOUT_RELATIVE = 0.05

EXACT_SHARE = 0.03
CNIC_KEPT, CNIC_MISSING = 0.15, 0.425
CLEAN_CNIC_KEPT, CLEAN_CNIC_MISSING = 0.65, 0.25
PASSPORT_KEPT, PASSPORT_MISSING = 0.4, 0.3
CLEAN_PASSPORT_KEPT, CLEAN_PASSPORT_MISSING = 0.7, 0.2
RELATIVE_MISSING = 0.10
YEAR_MISSING, YEAR_WRONG = 0.15, 0.10
BIRTHDAY_MISSING = 0.48
DISTRICT_MISSING, DISTRICT_OTHER, DISTRICT_SPELLED = 0.20, 0.07, 0.10

ROMAN, URDU = 0, 1


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list, as the list has them: no phone and no address."""

    ref: str
    person: Person


@dataclass(frozen=True, slots=True)
class Query:
    """Somebody to compare with the list. An unknown year of birth is ``UNKNOWN_YEAR``."""

    id: str
    person: Person
    truth: str
    """The reference of the listed person it really is; empty for somebody who is on no list."""
    kinds: tuple[str, ...]
    """How it was written down; for somebody on no list the first one is the sort of stranger."""


@dataclass(frozen=True, slots=True)
class ScreeningSet:
    """A list, and people to compare with it."""

    listed: list[Listed]
    queries: list[Query]


def screening_set(
    listed: int,
    queries: int,
    *,
    seed: int,
    stock: Stock,
    hit_share: float = 0.1,
    hard_share: float = 0.17,
) -> ScreeningSet:
    """A list of so many people and so many queries, the same ones for the same arguments.

    ``hit_share`` of the queries are on the list; of the others ``hard_share`` resemble somebody who
    is. Keep training and test apart by ``seed`` and by ``stock``.
    """
    if not (0 <= hit_share <= 1 and 0 <= hard_share <= 1):
        raise ValueError("A share lies between 0 and 1.")
    rng = Random(f"screening {seed}")
    hits = round(queries * hit_share)
    hard = round((queries - hits) * hard_share)
    if listed < 1 and hits + hard:
        raise ValueError("Nobody can be on an empty list, nor resemble somebody who is.")
    wanted = _some(listed, hits, rng)
    resembled = _some(listed, hard, rng)
    entries, true, taken = _the_list(listed, seed, stock, {*wanted, *resembled})
    desk = _Desk(rng, taken)
    written = [desk.again(true[place], reference(place + 1)) for place in wanted]
    strangers = _strangers(queries - hits, listed, seed, stock)
    for place, donor in zip(resembled, islice(strangers, hard), strict=True):
        sort, person = _like(true[place], donor, stock, rng, taken)
        written.append(desk.stranger(person, sort))
    written += [desk.stranger(person, "stranger") for person in strangers]
    rng.shuffle(written)
    return ScreeningSet(
        entries,
        [replace(query, id=f"Q-{number:06d}") for number, query in enumerate(written, start=1)],
    )


def _some(listed: int, wanted: int, rng: Random) -> list[int]:
    """Places on the list, each at most once as long as there are enough."""
    if wanted <= listed:
        return rng.sample(range(listed), wanted)
    return rng.choices(range(listed), k=wanted)


def _everyone(count: int, seed: int, stock: Stock, cnic_seed: int, after: int) -> Iterator[Person]:
    dice = Random(f"rarer {seed}").random
    made = people(
        count,
        seed=seed,
        stock=stock,
        districts=[(place.name, place.population) for place in all_districts()],
        female_share=FEMALE_SHARE,
        after=after,
        cnic_seed=cnic_seed,
    )
    return (rarer(person, stock, dice) for person in made)


def _strangers(count: int, listed: int, seed: int, stock: Stock) -> Iterator[Person]:
    """People with numbers that nobody on the list has."""
    return _everyone(count, seed + STRANGERS_SEED, stock, seed, listed)


# --- The list -------------------------------------------------------------------------------------


def _the_list(
    count: int, seed: int, stock: Stock, kept: set[int]
) -> tuple[list[Listed], dict[int, Person], set[str]]:
    """The list, the true people at the places to keep, and every number, true or written."""
    rng = Random(f"listed {seed}")
    entries: list[Listed] = []
    true: dict[int, Person] = {}
    taken: set[str] = set()
    for place, person in enumerate(_everyone(count, seed, stock, seed, 0)):
        entry = _as_listed(person, rng)
        entries.append(Listed(reference(place + 1), entry))
        taken.update((person.cnic, person.passport_no, entry.cnic))
        if place in kept:
            true[place] = person
    taken.discard("")
    return entries, true, taken


def _as_listed(person: Person, rng: Random) -> Person:
    dice = rng.random
    cnic, year, birthday = person.cnic, person.birth_year, person.date_of_birth
    # Foreigners have no CNIC anyway; the rest of the share falls on Pakistanis.
    if dice() < (LISTED_WITHOUT_CNIC - FOREIGN_SHARE) / (1 - FOREIGN_SHARE):
        cnic = ""
    elif dice() < LISTED_CNIC_MISTYPED and cnic:
        _, cnic = mistyped_number(cnic, rng, ("cnic_substituted", "cnic_swapped"))
    if dice() < LISTED_WITHOUT_YEAR:
        year, birthday = UNKNOWN_YEAR, None
    elif dice() < LISTED_WITHOUT_BIRTHDAY:
        birthday = None
    no_urdu, no_relative = dice() < LISTED_WITHOUT_URDU, dice() < LISTED_WITHOUT_RELATIVE
    return Person(
        name=person.name,
        name_ur="" if no_urdu else person.name_ur,
        relation=person.relation,
        relative_name="" if no_relative else person.relative_name,
        relative_name_ur="" if no_urdu or no_relative else person.relative_name_ur,
        cnic=cnic,
        passport_no=person.passport_no,
        nationality=person.nationality,
        gender=person.gender,
        birth_year=year,
        date_of_birth=birthday,
        district=_listed_district(person.district, dice),
        phone="",
        address="",
    )


def _listed_district(name: str, dice: Dice) -> str:
    chance = dice()
    if chance < LISTED_WITHOUT_DISTRICT:
        return ""
    if chance < LISTED_WITHOUT_DISTRICT + PORTAL_SPELLING_SHARE:
        return _as_portals_spell(name, dice)
    return name


@cache
def _portal_spellings() -> dict[str, tuple[str, ...]]:
    return {place.name: place.portal_spellings for place in all_districts()}


def _as_portals_spell(name: str, dice: Dice) -> str:
    spellings = _portal_spellings().get(name, ())
    return spellings[int(dice() * len(spellings))] if spellings else name.upper()


# --- Slips in a number ----------------------------------------------------------------------------

DIGITS = "0123456789"
NUMBER_SLIPS = {
    "cnic_substituted": 0.40,
    "cnic_swapped": 0.22,
    "cnic_digit_lost": 0.12,
    "cnic_digit_added": 0.10,
    "cnic_digit_doubled": 0.10,
    "cnic_two_substituted": 0.06,
}


def mistyped_number(
    number: str, rng: Random, kinds: tuple[str, ...] = tuple(NUMBER_SLIPS)
) -> tuple[str, str]:
    """Which slip happened, and the number with it."""
    kind = rng.choices(kinds, [NUMBER_SLIPS[kind] for kind in kinds])[0]
    unequal = [i for i in range(len(number) - 1) if number[i] != number[i + 1]]
    place = rng.randrange(len(number))
    if kind in ("cnic_swapped", "cnic_digit_doubled") and unequal:
        i = rng.choice(unequal)
        pair = number[i + 1] + number[i] if kind == "cnic_swapped" else number[i] * 2
        return kind, number[:i] + pair + number[i + 2 :]
    if kind == "cnic_digit_lost":
        return kind, number[:place] + number[place + 1 :]
    if kind == "cnic_digit_added":
        return kind, number[:place] + rng.choice(DIGITS) + number[place:]
    if kind == "cnic_two_substituted":
        for i in rng.sample(range(len(number)), 2):
            number = _substituted(number, i, rng)
        return kind, number
    return "cnic_substituted", _substituted(number, place, rng)


def _substituted(number: str, place: int, rng: Random) -> str:
    digit = rng.choice(DIGITS.replace(number[place], ""))
    return number[:place] + digit + number[place + 1 :]


# --- Slips in a name ------------------------------------------------------------------------------

NameSlip = Callable[[str, Random, int, Gender], tuple[str, str]]
"""Takes a name, the script it is in and the gender; gives the kind of slip and the new name."""

_TRANSLITERATIONS = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"kh", "x"), (r"kh", "k"), (r"gh", "g"), (r"q", "k"), (r"(?<=[a-z])k(?!h)", "q"),
        (r"w", "v"), (r"v", "w"), (r"z", "j"), (r"z", "s"), (r"j", "z"), (r"ee", "ie"),
        (r"ee", "y"), (r"i(?=[bdfjklmnqrstz])", "y"), (r"i(?=[bdfjklmnqrstz])", "e"),
        (r"oo", "ou"), (r"oo", "o"), (r"(?<=[a-z])u(?=[a-z])", "o"), (r"ai", "e"), (r"ai", "ei"),
        (r"f", "ph"), (r"th", "t"), (r"(?<=[aeiou])h(?=[bdjkmnrtz])", ""), (r"a(?=h)", "e"),
        (r"i$", "ee"), (r"y$", "ee"), (r"a$", "e"), (r"sh", "sch"), (r"ch", "tsh"), (r"a", "u"),
    )
)  # fmt: skip
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SAME_SOUND = ("سصث", "زذضظ", "تط", "حہ", "قک", "اع")
_ARABIC_FORMS = str.maketrans({"ی": "ي", "ک": "ك", "ہ": "ه"})
_UNSPACED = (("عبدال", "عبد ال"), ("الدین", " الدین"), ("الرحمن", " الرحمن"), (" اللہ", "اللہ"))
_ABBREVIATED = (("M.", "Mohd", "Md", "Muhd", "M"), ("م", "ایم"))


@cache
def _titles(gender: Gender) -> list[Written]:
    return [word for word, _ in titles("prefix", gender)]


@cache
def _castes() -> list[Written]:
    return families()


@cache
def _weak() -> frozenset[str]:
    """Words, in both scripts, that are no name by themselves."""
    markers = [word for word, _ in titles("suffix", "F")]
    words = [*_titles("M"), *_titles("F"), *_castes(), *markers, MUHAMMAD]
    return frozenset(JOINING | {spelled for word in words for spelled in word})


def _some_word(words: list[str], rng: Random) -> int:
    """The place of a word, a name rather than a weak word."""
    names = [i for i, word in enumerate(words) if word not in _weak() and len(word) > 3]
    return rng.choice(names or range(len(words)))


def _respelled(name: str, rng: Random, script: int, gender: Gender) -> tuple[str, str]:
    return "respelled", respelled(name, rng)


def _transliterated(name: str, rng: Random, script: int, gender: Gender) -> tuple[str, str]:
    words = name.split()
    place = _some_word(words, rng)
    plain = words[place].lower()
    for pattern, written in rng.sample(_TRANSLITERATIONS, len(_TRANSLITERATIONS)):
        changed = pattern.sub(written, plain, count=1)
        if changed != plain:
            words[place] = changed.capitalize()
            break
    return "transliterated", " ".join(words)


def _vowels_dropped(name: str, rng: Random, script: int, gender: Gender) -> tuple[str, str]:
    words = name.split()
    place = _some_word(words, rng)
    word = words[place]
    words[place] = word[0] + re.sub("[aeiou]", "", word[1:-1]) + word[-1]
    return "vowels_dropped", " ".join(words)


def _mistyped(name: str, rng: Random, script: int, gender: Gender) -> tuple[str, str]:
    words = name.split()
    place = _some_word(words, rng)
    word = words[place]
    i = rng.randrange(len(word))
    way = rng.random()
    if way < 0.4 and script == ROMAN:
        kind, letter = "letter_mistyped", _beside(word[i].lower(), rng)
        word = word[:i] + (letter.upper() if word[i].isupper() else letter) + word[i + 1 :]
    elif way < 0.75 and len(word) > 3:
        kind, word = "letter_lost", word[:i] + word[i + 1 :]
    else:
        kind, word = "letter_doubled", word[: i + 1] + word[i].lower() + word[i + 1 :]
    words[place] = word if script == URDU else word[:1].upper() + word[1:]
    return kind, " ".join(words)


def _beside(letter: str, rng: Random) -> str:
    """A letter that lies beside this one on the keyboard."""
    for row in _KEYBOARD:
        if letter in row:
            place = row.index(letter)
            return rng.choice(row[max(0, place - 1) : place] + row[place + 1 : place + 2])
    return letter


def _reordered(name: str, rng: Random, script: int, gender: Gender) -> tuple[str, str]:
    parts = name_parts(name)
    rng.shuffle(parts)
    return "reordered", " ".join(parts)


def _shortened(name: str, rng: Random, script: int, gender: Gender) -> tuple[str, str]:
    """Without one part, or with its initial only, as long as a name remains."""
    parts = name_parts(name)
    place = rng.randrange(len(parts))
    rest = parts[:place] + parts[place + 1 :]
    if all(part in _weak() for part in rest):
        return "word_dropped", name
    if script == ROMAN and rng.random() < 0.3:
        rest.insert(place, parts[place][0] + rng.choice((".", "")))
        return "initial", " ".join(rest)
    return "word_dropped", " ".join(rest)


def _muhammad(name: str, rng: Random, script: int, gender: Gender) -> tuple[str, str]:
    words = name.split()
    muhammad = MUHAMMAD[script]
    if muhammad not in words:
        if gender == "F" or rng.random() < 0.6:
            return "muhammad_added", name
        return "muhammad_added", f"{muhammad} {name}"
    place = words.index(muhammad)
    if len(words) > 1 and rng.random() < 0.45:
        del words[place]
        return "muhammad_dropped", " ".join(words)
    words[place] = rng.choice(_ABBREVIATED[script])
    return "muhammad_abbreviated", " ".join(words)


def _title_or_caste(name: str, rng: Random, script: int, gender: Gender) -> tuple[str, str]:
    words = name.split()
    if len(words) > 1 and words[0] in {title[script] for title in _titles(gender)}:
        return "title_dropped", " ".join(words[1:])
    if len(words) > 1 and words[-1] in {caste[script] for caste in _castes()}:
        return "caste_dropped", " ".join(words[:-1])
    if rng.random() < 0.5:
        return "title_added", f"{rng.choice(_titles(gender))[script]} {name}"
    return "caste_added", f"{name} {rng.choice(_castes())[script]}"


def _spaced(name: str, rng: Random, script: int, gender: Gender) -> tuple[str, str]:
    """A compound written as one word or as two, or two words run together."""
    if script == URDU:
        for joined, apart in rng.sample(_UNSPACED, len(_UNSPACED)):
            if joined in name:
                return "respaced", re.sub(" +", " ", name.replace(joined, apart, 1)).strip()
        return "respaced", name
    for pattern, written, kind in (
        (r"\bAbdul (\w+)", r"Abdul\1", "glued"), (r"(\w+) Ullah\b", r"\1ullah", "glued"),
        (r"(\w+) ud Din\b", r"\1uddin", "glued"), (r"(\w+) ur Rehman\b", r"\1urrehman", "glued"),
        (r"\bAbdullah\b", "Abd Ullah", "split"), (r"(\w{3,})ullah\b", r"\1 Ullah", "split"),
    ):  # fmt: skip
        changed = re.sub(pattern, written, name, count=1)
        if changed != name:
            return kind, " ".join(word[:1].upper() + word[1:].lower() for word in changed.split())
    words = name.split()
    if len(words) < 2:
        return "glued", name
    place = rng.randrange(len(words) - 1)
    words[place : place + 2] = [words[place] + words[place + 1].lower()]
    return "glued", " ".join(words)


def _urdu_letter(name: str, rng: Random, script: int, gender: Gender) -> tuple[str, str]:
    """A letter for another one of the same sound."""
    words = name.split()
    at = _some_word(words, rng)
    word = words[at]
    places = [i for i, letter in enumerate(word) if any(letter in same for same in _SAME_SOUND)]
    if places:
        place = rng.choice(places)
        same = next(same for same in _SAME_SOUND if word[place] in same)
        letter = rng.choice(same.replace(word[place], ""))
        words[at] = word[:place] + letter + word[place + 1 :]
    return "urdu_letter", " ".join(words)


def _arabic_forms(name: str, rng: Random, script: int, gender: Gender) -> tuple[str, str]:
    """The letters of an Arabic keyboard."""
    return "arabic_forms", name.translate(_ARABIC_FORMS)


_NAME_SLIPS: dict[int, Weighted[NameSlip]] = {
    ROMAN: Weighted[NameSlip](
        (
            (_respelled, 0.30), (_transliterated, 0.20), (_mistyped, 0.10), (_reordered, 0.08),
            (_shortened, 0.10), (_muhammad, 0.12), (_title_or_caste, 0.09), (_spaced, 0.07),
            (_vowels_dropped, 0.03),
        )
    ),
    URDU: Weighted[NameSlip](
        (
            (_urdu_letter, 0.22), (_mistyped, 0.12), (_arabic_forms, 0.15), (_reordered, 0.08),
            (_shortened, 0.10), (_muhammad, 0.12), (_title_or_caste, 0.09), (_spaced, 0.12),
        )
    ),
}  # fmt: skip
_SLIPS_IN_NAME = Weighted(((0, 0.35), (1, 0.45), (2, 0.20)))
_SLIPS_IN_RELATIVE = Weighted(((0, 0.50), (1, 0.40), (2, 0.10)))
_SCRIPTS = Weighted(
    (("roman", 0.62), ("both_scripts", 0.13), ("urdu_only", 0.12), ("urdu_as_roman", 0.13))
)


def _with_slips(
    name: str, script: int, gender: Gender, slips: int, rng: Random
) -> tuple[list[str], str]:
    """The kinds of the slips that happened, and the name with them."""
    kinds: list[str] = []
    for _ in range(slips * 3 if name else 0):
        if len(kinds) == slips:
            break
        kind, changed = _NAME_SLIPS[script].draw(rng.random)(name, rng, script, gender)
        if changed and changed != name:
            kinds.append(kind)
            name = changed
    return kinds, name


# --- The desk -------------------------------------------------------------------------------------


class _Desk:
    """Writes people down by its habits. Nobody who is not listed gets a number that is taken."""

    def __init__(self, rng: Random, taken: set[str]) -> None:
        self._rng = rng
        self._taken = taken

    def again(self, person: Person, ref: str) -> Query:
        """Somebody on the list, written down anew."""
        person = replace(person, phone=phone(self._rng.random))
        if self._rng.random() < EXACT_SHARE:
            return Query("", person, ref, ("exact",))
        kinds: list[str] = []
        person = self._number(person, kinds, CNIC_KEPT, CNIC_MISSING)
        person = self._passport(person, kinds, PASSPORT_KEPT, PASSPORT_MISSING)
        person = self._rest(person, kinds)
        return Query("", person, ref, tuple(dict.fromkeys(kinds)) or ("exact",))

    def stranger(self, person: Person, sort: str) -> Query:
        """Somebody on no list. What tells a namesake from the person on the list stays legible."""
        kinds: list[str] = []
        made = person
        if sort != "neighbour_number":
            made = self._number(made, kinds, CLEAN_CNIC_KEPT, CLEAN_CNIC_MISSING)
        made = self._passport(made, kinds, CLEAN_PASSPORT_KEPT, CLEAN_PASSPORT_MISSING)
        made = self._rest(made, kinds, keep_relative=sort == "namesake_other_father")
        if made.cnic in self._taken:
            made, kinds = replace(made, cnic=""), [*kinds, "cnic_missing"]
        if made.passport_no in self._taken:
            made, kinds = replace(made, passport_no=""), [*kinds, "passport_missing"]
        if sort == "namesake" and not (made.cnic or made.birth_year or made.district):
            made = replace(made, birth_year=person.birth_year)
            kinds.remove("year_missing")
        return Query("", made, "", (sort, *dict.fromkeys(kinds)))

    def _number(self, person: Person, kinds: list[str], kept: float, missing: float) -> Person:
        chance = self._rng.random()
        if not person.cnic or chance < kept:
            return person
        kind, cnic = "cnic_missing", ""
        if chance >= kept + missing:
            kind, cnic = mistyped_number(person.cnic, self._rng)
        kinds.append(kind)
        return replace(person, cnic=cnic)

    def _passport(self, person: Person, kinds: list[str], kept: float, missing: float) -> Person:
        chance = self._rng.random()
        number = person.passport_no
        if not number or chance < kept:
            return person
        if chance < kept + missing:
            kinds.append("passport_missing")
            return replace(person, passport_no="")
        kinds.append("passport_mistyped")
        place = self._rng.randrange(2, len(number))
        return replace(person, passport_no=_substituted(number, place, self._rng))

    def _rest(self, person: Person, kinds: list[str], keep_relative: bool = False) -> Person:
        made = self._dates(person, kinds)
        made = replace(made, district=self._district(made.district, kinds))
        script = _SCRIPTS.draw(self._rng.random)
        no_relative = not keep_relative and self._rng.random() < RELATIVE_MISSING
        if script != "roman":
            kinds.append(script)
        name = self._names(
            Written(made.name, made.name_ur), script, made.gender, _SLIPS_IN_NAME, kinds, ""
        )
        relative = Written("", "")
        if no_relative:
            kinds.append("relative_missing")
        else:
            relative = self._names(
                Written(made.relative_name, made.relative_name_ur),
                script,
                "M",
                _SLIPS_IN_RELATIVE,
                kinds,
                "relative_",
            )
        return replace(
            made,
            name=name.roman,
            name_ur=name.urdu,
            relative_name=relative.roman,
            relative_name_ur=relative.urdu,
        )

    def _names(
        self,
        name: Written,
        script: str,
        gender: Gender,
        slips: Weighted[int],
        kinds: list[str],
        whose: str,
    ) -> Written:
        """The name in the fields for Roman and for Urdu letters."""
        roman, urdu = name
        if script in ("roman", "both_scripts"):
            found, roman = _with_slips(
                roman, ROMAN, gender, slips.draw(self._rng.random), self._rng
            )
            kinds += [whose + kind for kind in found]
        if script != "roman":
            found, urdu = _with_slips(urdu, URDU, gender, slips.draw(self._rng.random), self._rng)
            kinds += [whose + kind for kind in found]
        match script:
            case "roman":
                return Written(roman, "")
            case "urdu_only":
                return Written("", urdu)
            case "urdu_as_roman":
                return Written(urdu, "")
        return Written(roman, urdu)

    def _dates(self, person: Person, kinds: list[str]) -> Person:
        chance = self._rng.random()
        year, birthday = person.birth_year, person.date_of_birth
        if birthday is not None and self._rng.random() < BIRTHDAY_MISSING:
            birthday = None
            kinds.append("birthday_missing")
        if chance < YEAR_MISSING:
            kinds.append("year_missing")
            return replace(person, birth_year=UNKNOWN_YEAR, date_of_birth=None)
        if chance < YEAR_MISSING + YEAR_WRONG:
            kinds.append("year_wrong")
            year += self._rng.choice((-2, -1, -1, 1, 1, 2))
            birthday = _in_year(birthday, year)
        return replace(person, birth_year=year, date_of_birth=birthday)

    def _district(self, district: str, kinds: list[str]) -> str:
        chance = self._rng.random()
        if chance < DISTRICT_MISSING:
            kinds.append("district_missing")
            return ""
        if chance < DISTRICT_MISSING + DISTRICT_OTHER:
            kinds.append("district_other")
            return _homes().draw(self._rng.random)
        if chance < DISTRICT_MISSING + DISTRICT_OTHER + DISTRICT_SPELLED:
            kinds.append("district_spelled")
            return _as_portals_spell(district, self._rng.random)
        return district


@cache
def _homes() -> Weighted[str]:
    return Weighted((place.name, place.population) for place in all_districts())


# --- Strangers who resemble somebody on the list --------------------------------------------------

_SORTS = Weighted(
    (
        ("namesake", 0.25),
        ("namesake_other_father", 0.15),
        ("sibling", 0.25),
        ("father", 0.12),
        ("son", 0.08),
        ("neighbour_number", 0.15),
    )
)
NAMESAKE_YEARS = 3


def _like(
    known: Person, donor: Person, stock: Stock, rng: Random, taken: set[str]
) -> tuple[str, Person]:
    """A sort of likeness, and a stranger like the known person; what differs is the donor's."""
    sort = _SORTS.draw(rng.random)
    if known.nationality != "PAK":
        return "namesake", _namesake(known, donor, rng, taken)
    if sort == "son" and (known.gender == "F" or known.birth_year > LAST_YEAR - 20):
        sort = "father"
    if sort in ("father", "sibling") and known.relation == "W":  # her father is not known
        sort = "namesake"
    match sort:
        case "namesake":
            return sort, _namesake(known, donor, rng, taken)
        case "namesake_other_father":
            return sort, _of_another_father(known, donor, stock, rng, taken)
        case "sibling":
            return _sibling(known, donor, stock, rng, taken)
        case "father":
            return sort, _father(known, donor, stock, rng, taken)
        case "son":
            return sort, _son(known, donor, stock, rng, taken)
    return sort, _with_neighbours_number(known, donor, rng, taken)


def _free(
    locality: str, serial: int, gender: Gender, step: int, rng: Random, taken: set[str]
) -> str:
    """A number of the locality at or behind this serial that nobody on the list has."""
    while True:
        last = rng.choice(MEN_LAST if gender == "M" else WOMEN_LAST)
        cnic = f"{locality}{serial % SERIALS:07d}{last}"
        if cnic not in taken:
            return cnic
        serial += step


def _own_number(known: Person, donor: Person, rng: Random, taken: set[str]) -> tuple[str, str]:
    """CNIC and passport of somebody of the known person's nationality."""
    if known.nationality != "PAK":
        letters = "".join(rng.choices(PASSPORT_LETTERS, k=2))
        return "", f"{letters}{rng.randrange(SERIALS):07d}"
    home = donor.cnic[:5] or known.cnic[:5]
    return _free(home, rng.randrange(SERIALS), known.gender, 1, rng, taken), ""


def _namesake(known: Person, donor: Person, rng: Random, taken: set[str]) -> Person:
    """The same name and father's name, another number, year and district."""
    cnic, passport = _own_number(known, donor, rng, taken)
    year, district = donor.birth_year, donor.district
    while abs(year - known.birth_year) < NAMESAKE_YEARS:
        year = rng.randrange(FIRST_YEAR, LAST_YEAR + 1)
    while district == known.district:
        district = _homes().draw(rng.random)
    return replace(
        known,
        cnic=cnic,
        passport_no=passport,
        birth_year=year,
        date_of_birth=_in_year(donor.date_of_birth, year),
        district=district,
        phone=donor.phone,
        address=donor.address,
    )


def _another_man(known: Person, stock: Stock, rng: Random) -> FullName:
    """A man of the province who is not called as the father or husband of the known person."""
    other = called_by(known.relative_name)
    while True:
        man = name_book(stock).man(rng.random, known.cnic[0])
        if man.called != other:
            return (
                renamed(man, rare_name(stock, "M", rng.random))
                if rng.random() < RARE_SHARE
                else man
            )


def _of_another_father(
    known: Person, donor: Person, stock: Stock, rng: Random, taken: set[str]
) -> Person:
    """The same name, year and district, another father and number."""
    father = _another_man(known, stock, rng)
    return replace(
        known,
        relative_name=father.roman,
        relative_name_ur=father.urdu,
        cnic=_free(known.cnic[:5], rng.randrange(SERIALS), known.gender, 1, rng, taken),
        date_of_birth=_in_year(donor.date_of_birth, known.birth_year),
        phone=donor.phone,
        address=donor.address,
    )


def _sibling(
    known: Person, donor: Person, stock: Stock, rng: Random, taken: set[str]
) -> tuple[str, Person]:
    """A brother or sister of another name, with a number issued on the same day."""
    gender: Gender = "M" if rng.random() < 0.75 else "F"
    father = in_full(Written(known.relative_name, known.relative_name_ur))
    own = kin(stock, gender, father, known.cnic[0], rng.random)
    while called_by(own.roman) == called_by(known.name):
        own = kin(stock, gender, father, known.cnic[0], rng.random)
    year = known.birth_year + rng.choice((-1, 1)) * rng.randrange(1, 9)
    step = rng.choice((-1, 1))
    serial = int(known.cnic[5:12]) + step * rng.randrange(1, 30)
    return "brother" if gender == "M" else "sister", replace(
        donor,
        name=own.roman,
        name_ur=own.urdu,
        relation="S" if gender == "M" else "D",
        relative_name=known.relative_name,
        relative_name_ur=known.relative_name_ur,
        cnic=_free(known.cnic[:5], serial, gender, step, rng, taken),
        passport_no="",
        nationality="PAK",
        gender=gender,
        birth_year=year,
        date_of_birth=_in_year(donor.date_of_birth, year),
        district=known.district,
    )


def _father(known: Person, donor: Person, stock: Stock, rng: Random, taken: set[str]) -> Person:
    """The man the known person is a child of."""
    grandfather = _another_man(known, stock, rng)
    year = known.birth_year - rng.randrange(20, 38)
    return replace(
        donor,
        name=known.relative_name,
        name_ur=known.relative_name_ur,
        relation="S",
        relative_name=grandfather.roman,
        relative_name_ur=grandfather.urdu,
        cnic=_free(known.cnic[:5], rng.randrange(SERIALS), "M", 1, rng, taken),
        passport_no="",
        nationality="PAK",
        gender="M",
        birth_year=year,
        date_of_birth=_in_year(donor.date_of_birth, year),
        district=known.district,
    )


def _son(known: Person, donor: Person, stock: Stock, rng: Random, taken: set[str]) -> Person:
    """A son of the known man."""
    father = in_full(Written(known.name, known.name_ur))
    own = kin(stock, "M", father, known.cnic[0], rng.random)
    year = min(known.birth_year + rng.randrange(20, 38), LAST_YEAR)
    return replace(
        donor,
        name=own.roman,
        name_ur=own.urdu,
        relation="S",
        relative_name=known.name,
        relative_name_ur=known.name_ur,
        cnic=_free(known.cnic[:5], rng.randrange(SERIALS), "M", 1, rng, taken),
        passport_no="",
        nationality="PAK",
        gender="M",
        birth_year=year,
        date_of_birth=_in_year(donor.date_of_birth, year),
        district=known.district,
    )


def _with_neighbours_number(known: Person, donor: Person, rng: Random, taken: set[str]) -> Person:
    """Another person altogether, whose number is one slip away from the known one."""
    cnic = known.cnic
    while cnic in taken:
        _, cnic = mistyped_number(known.cnic, rng, ("cnic_substituted", "cnic_swapped"))
    return replace(donor, cnic=cnic, passport_no="", nationality="PAK")


def _in_year(day: date | None, year: int) -> date | None:
    if day is None:
        return None
    return date(year, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)

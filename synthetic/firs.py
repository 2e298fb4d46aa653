"""What invented FIRs say, in English and in Urdu: the same seed, the same first informations.

Kinds of cases, how often each is registered and under which sections, stand in
`data/fir_kinds.csv`; the words of informants in `data/fir_words.csv`, or where a kind is also
complained of in `data/complaints.csv`; those of officers at work in `data/casework.csv`.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import TypeVar

from synthetic.complaints import PLACES, THINGS, URDU_SHARE, WHEN
from synthetic.districts import district_named
from synthetic.people import Person, people
from synthetic.stock import Dice, Weighted, shelf
from synthetic.stolen import Mobile, Vehicle, mobile, vehicle

Thing = TypeVar("Thing")

#: Of those of whom the informant knows that much.
AGE_KNOWN_SHARE, CNIC_KNOWN_SHARE, FATHER_KNOWN_SHARE = 0.7, 0.45, 0.75
#: Whoever is accused was accused before, in that district.
AGAIN_SHARE, REMEMBERED = 0.1, 60
_ACCUSED = Weighted([(1, 56), (2, 27), (3, 11), (4, 6)])
_STRANGERS = Weighted([(1, 70), (2, 30)])
_WITNESSES = Weighted([(0, 22), (1, 36), (2, 32), (3, 10)])
#: Where the police themselves, or a company's men, come upon something.
_OUTSIDE = tuple(one for one in PLACES if not {"my", "our"} & set(one[0].split()))
_CATTLE = (
    ("buffalo in milk", "دودھیل بھینس", 420_000),
    ("two goats", "دو بکریاں", 90_000),
    ("bull calf", "بچھڑا", 140_000),
    ("cow with calf", "گائے مع بچھڑا", 310_000),
)
#: Where a province has a law of its own: section, first digit of the CNIC → section there.
BY_PROVINCE = {
    ("arms-13", "4"): "sindharms-231a",
    ("arms-13", "1"): "kparms-15",
    ("arms-132a", "4"): "sindharms-231a",
    ("arms-132a", "1"): "kparms-15",
    ("cnsa-9c", "1"): "kpcnsa-9d",
    ("cnsa-9b", "1"): "kpcnsa-9c",
    ("cnsa-9a", "1"): "kpcnsa-9b",
    ("punjabresidents-11", "1"): "kprented-10",
    ("gambling-5", "6"): "gambling1977-5",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of case. Of what it has not, '' or 0 is said."""

    name: str
    often: float
    #: The ways in which it is registered, one of them as likely as the other.
    sections: tuple[tuple[str, ...], ...]
    #: The offence in brief, in English and in Urdu.
    words: tuple[str, str]
    #: Complaints of these categories become such a case.
    categories: tuple[str, ...]
    #: The share in which somebody is named.
    named: float
    takes: str
    #: What the police take from whom they catch.
    finds: str
    harmed: str
    harm: str
    #: The share of minors: of the harmed, or where nobody is of the accused.
    minors: float
    by_police: bool


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a case; an unknown one is a description alone."""

    person: Person | None
    age: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """A thing that was carried off, and its value in rupees."""

    description: str
    value: int


@dataclass(frozen=True, slots=True)
class FirstInformation:
    """One case as it is brought to the police."""

    kind: Kind
    language: str
    sections: tuple[str, ...]
    offence: str
    informant: Person
    details: str
    place: str
    hours_ago: int
    accused: tuple[Party, ...]
    witnesses: tuple[Party, ...]
    victims: tuple[Party, ...]
    thing: Lost | None
    vehicle: Vehicle | None
    mobile: Mobile | None


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind on the shelf."""
    return tuple(
        Kind(
            row["kind"],
            float(row["often"]),
            tuple(tuple(way.split("+")) for way in row["sections"].split("|")),
            (row["en"], row["ur"]),
            tuple(filter(None, row["categories"].split("|"))),
            float(row["named"]),
            row["takes"],
            row["finds"],
            row["harmed"],
            row["harm"],
            float(row["minors"] or 0),
            row["by_police"] == "yes",
        )
        for row in shelf("fir_kinds")
    )


@cache
def kinds_of(category: str) -> Weighted[Kind]:
    """The kinds that a complaint of this category becomes; a threat where it is none of them."""
    of_it = [(one, one.often) for one in kinds() if category in one.categories]
    return Weighted(of_it or [(one, 1.0) for one in kinds() if one.name == "threat"])


class Casework:
    """What officers write down, by subject, in English and in Urdu."""

    def __init__(self) -> None:
        self._said: dict[str, list[tuple[str, str]]] = {}
        for row in shelf("casework"):
            self._said.setdefault(row["subject"], []).append((row["en"], row["ur"]))

    def say(self, subject: str, language: str, dice: Dice) -> str:
        """One of the ways of saying it."""
        return _one(self._said[subject], dice)[language == "ur"]


class Informants:
    """Everybody who brings a case, or stands in one, in all districts."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(f"firs {seed}").random
        self.casework = Casework()
        self._kinds = Weighted([(one, one.often) for one in kinds()])
        self._words = _words()
        self._crowds: dict[str, _Crowd] = {}
        self._seed = seed

    def tell(
        self,
        district: str,
        *,
        year: int,
        kind: Kind | None = None,
        language: str = "",
        accused: str | None = None,
    ) -> FirstInformation:
        """The next case of this district in this year.

        Where it is known: its kind, its language, and whom the informant names, '' for nobody.
        """
        dice = self.dice
        kind = kind or self._kinds.draw(dice)
        tongue = (dice() < URDU_SHARE) if not language else language == "ur"
        crowd = self._crowds.get(district)
        if crowd is None:
            crowd = _Crowd(district, self._seed + len(self._crowds))
            self._crowds[district] = crowd
        if accused is None:
            suspects = tuple(self._accused(kind, crowd, year, tongue))
        elif accused:
            suspects = (_named(accused, crowd.suspect(dice)),)
        else:
            suspects = tuple(self._strangers(tongue))
        when, place = _one(WHEN, dice), _one(PLACES if kind.categories else _OUTSIDE, dice)
        thing = _one(_CATTLE if kind.takes == "cattle" else THINGS, dice)
        named = next((one.person for one in suspects if one.person), None)
        stranger = "نامعلوم شخص" if tongue else "somebody unknown"
        details = _one(self._words[kind.name], dice)[tongue].format(
            when=when[tongue],
            place=place[tongue],
            thing=thing[tongue],
            amount=f"{(5 + int(dice() ** 3 * 900)) * 1_000:,}",
            accused=(named.name_ur if tongue else named.name) if named else stranger,
        )
        digit = crowd.digit
        return FirstInformation(
            kind,
            "ur" if tongue else "en",
            tuple(BY_PROVINCE.get((code, digit), code) for code in _one(kind.sections, dice)),
            kind.words[tongue],
            crowd.man() if kind.by_police else crowd.anybody(),
            details[0].upper() + details[1:],
            place[tongue],
            1 if kind.by_police else when[2],
            suspects,
            tuple(_aged(crowd.anybody(), year, dice) for _ in range(_WITNESSES.draw(dice))),
            tuple(self._victims(kind, crowd, year)),
            Lost(str(thing[tongue]), int(thing[2])) if kind.takes in ("thing", "cattle") else None,
            vehicle(dice, digit) if kind.takes == "vehicle" else None,
            mobile(dice) if kind.takes == "mobile" else None,
        )

    def suspect(self, district: str, *, year: int) -> Party:
        """Somebody whom the police find later."""
        return _aged(self._crowds[district].suspect(self.dice), year, self.dice)

    def _accused(self, kind: Kind, crowd: "_Crowd", year: int, tongue: bool) -> Iterator[Party]:
        dice = self.dice
        if dice() >= kind.named:
            yield from self._strangers(tongue)
            return
        for _ in range(1 if kind.by_police and kind.finds else _ACCUSED.draw(dice)):
            person = crowd.suspect(dice)
            if not kind.harmed and dice() < kind.minors:
                yield _minor(person, year, dice)
                continue
            told = _aged(person, year, dice)
            yield told if kind.by_police else _as_far_as_known(told, dice)

    def _strangers(self, tongue: bool) -> Iterator[Party]:
        language = "ur" if tongue else "en"
        for _ in range(_STRANGERS.draw(self.dice)):
            yield Party(None, description=self.casework.say("stranger", language, self.dice))

    def _victims(self, kind: Kind, crowd: "_Crowd", year: int) -> Iterator[Party]:
        if not kind.harmed:
            return
        person = crowd.woman() if kind.harmed == "woman" else crowd.anybody()
        is_minor = self.dice() < kind.minors
        yield (_minor if is_minor else _aged)(person, year, self.dice)


class _Crowd:
    """The people of one district, each of them once; of suspects some again and again."""

    def __init__(self, district: str, seed: int) -> None:
        homes = [(district, 1.0)]
        self.digit = district_named(district).digit
        self._anybody = people(5_000_000, seed=seed, districts=homes)
        self._men = people(
            4_000_000, seed=seed + 1_000, districts=homes, female_share=0.04,
            cnic_seed=seed, after=5_000_000,
        )  # fmt: skip
        self._suspects: deque[Person] = deque(maxlen=REMEMBERED)

    def anybody(self) -> Person:
        return next(self._anybody)

    def man(self) -> Person:
        return next(one for one in self._men if one.gender == "M")

    def woman(self) -> Person:
        return next(one for one in self._anybody if one.gender == "F")

    def suspect(self, dice: Dice) -> Person:
        if self._suspects and dice() < AGAIN_SHARE:
            return _one(self._suspects, dice)
        person = next(self._men)
        self._suspects.append(person)
        return person


def _words() -> dict[str, list[tuple[str, str]]]:
    """The ways of telling each kind, in English and Urdu."""
    ways: dict[str, list[tuple[str, str]]] = {}
    for name in ("fir_words", "complaints"):
        for row in shelf(name):
            key = row.get("kind") or row["category"]
            ways.setdefault(key, []).append((row["en"], row["ur"]))
    return {
        one.name: ways[one.name] if one.name in ways else ways[one.categories[0]] for one in kinds()
    }


def _aged(person: Person, year: int, dice: Dice) -> Party:
    """An adult, whose age is known or not."""
    age = max(year - person.birth_year, 19)
    return Party(person, age if dice() < AGE_KNOWN_SHARE else None)


def _minor(person: Person, year: int, dice: Dice) -> Party:
    age = 6 + int(dice() * 12)
    return Party(replace(person, birth_year=year - age, date_of_birth=None, cnic=""), age)


def _named(name: str, person: Person) -> Party:
    """Somebody of whom the name alone is told."""
    stranger = replace(
        person,
        name=name,
        name_ur="",
        relative_name="",
        relative_name_ur="",
        cnic="",
        passport_no="",
        nationality="",
        date_of_birth=None,
        phone="",
        address="",
    )
    return Party(stranger)


def _as_far_as_known(party: Party, dice: Dice) -> Party:
    """Of whom somebody accuses, he seldom knows all."""
    assert party.person is not None
    is_cnic, is_father = dice() < CNIC_KNOWN_SHARE, dice() < FATHER_KNOWN_SHARE
    if is_cnic and is_father:
        return party
    person = replace(
        party.person,
        cnic=party.person.cnic if is_cnic else "",
        relative_name=party.person.relative_name if is_father else "",
        relative_name_ur=party.person.relative_name_ur if is_father else "",
        date_of_birth=None,
    )
    return replace(party, person=person)


def _one(things: Sequence[Thing], dice: Dice) -> Thing:
    return things[int(dice() * len(things))]

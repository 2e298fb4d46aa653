"""What invented people complain of, in English and in Urdu: the same seed, the same complaints.

The words come from `data/complaints.csv`, a few ways of saying it for each kind of complaint.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from synthetic.districts import district_named
from synthetic.names import name_book
from synthetic.people import Person, people
from synthetic.stock import Dice, Weighted, shelf

Thing = TypeVar("Thing")

#: How often each kind is heard, in a thousand. About three in a hundred are sealed by their kind,
#: two are about the police.
LIKELIHOOD = {
    "theft": 120, "robbery": 62, "burglary": 38, "vehicle": 88, "mobile": 140, "damage": 42,
    "hurt": 76, "threat": 58, "kidnapping": 9, "extortion": 8, "domestic": 32, "sexual": 3,
    "harassment": 9, "child": 3, "family": 40, "fraud": 62, "cheque": 34, "cyber": 24,
    "money": 46, "lost_documents": 58, "missing_person": 12, "nuisance": 26, "drugs": 8,
    "weapons": 4, "traffic": 28, "other": 22, "illegal_detention": 2, "bribe": 3, "no_fir": 5,
    "innocent": 2, "investigation": 3, "false_fir": 2, "slackness": 5,
}  # fmt: skip
#: Whoever complains of these rarely knows by whom it was done.
BY_STRANGERS = frozenset({"theft", "robbery", "burglary", "vehicle", "mobile"})
ABOUT_POLICE = frozenset(
    {"illegal_detention", "bribe", "no_fir", "innocent", "investigation", "false_fir", "slackness"}
)
URDU_SHARE = 0.55
NAMED_SHARE, STRANGER_NAMED_SHARE = 0.4, 0.08

WHEN: tuple[tuple[str, str, int], ...] = (
    ("this morning", "آج صبح", 4),
    ("last night", "کل رات", 11),
    ("yesterday evening", "کل شام", 20),
    ("yesterday at noon", "کل دوپہر", 27),
    ("two days ago", "دو دن پہلے", 50),
    ("on Friday after prayers", "جمعے کی نماز کے بعد", 76),
    ("a week ago", "ایک ہفتہ پہلے", 168),
)
PLACES = (
    ("in front of my house", "میرے گھر کے سامنے"),
    ("near the main bazaar", "بڑے بازار کے پاس"),
    ("at the bus stop", "بس سٹاپ پر"),
    ("outside the mosque", "مسجد کے باہر"),
    ("near the railway crossing", "ریلوے پھاٹک کے پاس"),
    ("at the vegetable market", "سبزی منڈی میں"),
    ("behind the girls' school", "گرلز سکول کے پیچھے"),
    ("at the petrol pump", "پیٹرول پمپ پر"),
    ("in the parking of the hospital", "ہسپتال کی پارکنگ میں"),
    ("near the canal bridge", "نہر کے پل کے پاس"),
    ("at the bank's cash machine", "بینک کی اے ٹی ایم پر"),
    ("in the park of our sector", "ہمارے سیکٹر کے پارک میں"),
    ("on the road to the bus terminal", "لاری اڈے کی سڑک پر"),
    ("near the power station", "گرڈ سٹیشن کے پاس"),
)
THINGS = (
    ("laptop", "لیپ ٹاپ", 95_000),
    ("gold bangles", "سونے کی چوڑیاں", 420_000),
    ("bicycle", "سائیکل", 28_000),
    ("cash in an envelope", "لفافے میں نقدی", 60_000),
    ("water pump", "پانی کی موٹر", 35_000),
    ("handbag with cards", "کارڈوں سمیت ہینڈ بیگ", 18_000),
    ("buffalo calf", "بھینس کا بچھڑا", 140_000),
    ("solar panel", "سولر پینل", 45_000),
    ("sewing machine", "سلائی مشین", 32_000),
    ("generator", "جنریٹر", 110_000),
)
OF_KIND = {
    "vehicle": (
        ("motorcycle 70 cc", "موٹر سائیکل 70 سی سی", 130_000),
        ("motorcycle 125 cc", "موٹر سائیکل 125 سی سی", 230_000),
        ("white car, 1300 cc", "سفید گاڑی 1300 سی سی", 3_400_000),
    ),
    "mobile": (
        ("phone, black, cracked glass", "سیاہ فون، شیشہ ٹوٹا ہوا", 38_000),
        ("phone, blue, new", "نیلا نیا فون", 74_000),
        ("phone with two SIMs", "دو سموں والا فون", 52_000),
    ),
}
_LOSES = frozenset({"theft", "robbery", "burglary"}) | frozenset(OF_KIND)
_MONEY = frozenset({"fraud", "cheque", "cyber", "money", "bribe", "extortion"})


@dataclass(frozen=True, slots=True)
class Story:
    """One complaint as somebody tells it. Nothing lost is '' and 0, nobody named is ''."""

    category: str
    language: str
    complainant: Person
    details: str
    place: str
    hours_ago: int
    property_lost: str
    property_value: int
    accused: str


def stories(
    count: int,
    *,
    seed: int,
    after: int = 0,
    categories: Iterable[tuple[str, float]] = tuple(LIKELIHOOD.items()),
    districts: Sequence[tuple[str, float]] | None = None,
) -> Iterator[Story]:
    """Yield ``count`` complaints of people who live in these districts (see `people`)."""
    dice = Random(f"complaints {seed}").random
    everyone = people(count, seed=seed, districts=districts, after=after)
    kinds = Weighted(categories)
    words = _words()
    for person in everyone:
        yield _told(person, kinds.draw(dice), words, dice)


def _words() -> dict[str, list[tuple[str, str]]]:
    """The ways of saying it in English and Urdu, by kind."""
    ways: dict[str, list[tuple[str, str]]] = {}
    for row in shelf("complaints"):
        ways.setdefault(row["category"], []).append((row["en"], row["ur"]))
    return ways


def _told(
    person: Person, category: str, words: dict[str, list[tuple[str, str]]], dice: Dice
) -> Story:
    tongue = 1 if dice() < URDU_SHARE else 0
    when, place = _one(WHEN, dice), _one(PLACES, dice)
    thing = _one(OF_KIND.get(category, THINGS), dice)
    amount = (5 + int(dice() ** 3 * 900)) * 1_000
    loses = category in _LOSES
    sentence = _one(words[category], dice)[tongue].format(
        when=when[tongue], place=place[tongue], thing=thing[tongue], amount=f"{amount:,}"
    )
    named = dice() < (STRANGER_NAMED_SHARE if category in BY_STRANGERS else NAMED_SHARE)
    return Story(
        category,
        "ur" if tongue else "en",
        person,
        sentence[0].upper() + sentence[1:],
        place[tongue],
        when[2],
        (thing[1] if tongue else thing[0]) if loses else "",
        thing[2] if loses else amount if category in _MONEY else 0,
        _somebody(person, dice) if named else "",
    )


def _somebody(near: Person, dice: Dice) -> str:
    """The name of a man of that district."""
    return name_book("both").man(dice, district_named(near.district).digit).roman


def _one(things: Sequence[Thing], dice: Dice) -> Thing:
    return things[int(dice() * len(things))]

"""Made-up people, in a stream: the same seed gives the same people on every machine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Literal

from synthetic.addresses import address
from synthetic.districts import all_districts, district_named, weighted
from synthetic.names import NameBook, name_book
from synthetic.numbers import SERIALS, NumberSeries, phone
from synthetic.stock import STOCKS, Dice, Stock, Weighted

Gender = Literal["M", "F"]
Relation = Literal["S", "D", "W"]

FOREIGN_SHARE = 0.02
MIGRANT_SHARE = 0.06
NO_BIRTHDAY_SHARE = 0.12
WIFE_SHARE = 0.55
FIRST_YEAR, PEAK_YEAR, LAST_YEAR = 1944, 1992, 2007


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist.

    Text that is not known is empty. ``relation`` is S(on), D(aughter) or W(ife) of the relative.
    A Pakistani has a CNIC and no passport, a foreigner a passport and no CNIC.
    """

    name: str
    name_ur: str
    relation: Relation
    relative_name: str
    relative_name_ur: str
    cnic: str
    passport_no: str
    nationality: str
    gender: Gender
    birth_year: int
    date_of_birth: date | None
    district: str
    phone: str
    address: str


def people(
    count: int,
    *,
    seed: int,
    stock: Stock = "both",
    districts: Sequence[tuple[str, float]] | None = None,
    female_share: float = 0.36,
    after: int = 0,
    cnic_seed: int | None = None,
) -> Iterator[Person]:
    """Yield ``count`` people, the same ones for the same arguments.

    ``districts`` are names with weights; without them, twenty large districts by population.
    CNICs and passports are unique within a run. Runs with different seeds may meet in a CNIC by
    chance, about once in several thousand million pairs. To rule that out, as for people who must
    not be on a list, give both runs one ``cnic_seed`` and start the second ``after`` the first:
    ``people(500_000, seed=1)`` and ``people(50_000, seed=2, cnic_seed=1, after=500_000)``.
    """
    if stock not in STOCKS:
        raise ValueError(f"Unknown stock {stock!r}: use one of {', '.join(STOCKS)}.")
    if count < 0 or after < 0 or after + count > SERIALS:
        raise ValueError(f"A run numbers its people from 0 to {SERIALS:,}.")
    if not 0 <= female_share <= 1:
        raise ValueError("The share of women lies between 0 and 1.")
    return _stream(
        range(after, after + count),
        dice=Random(f"people {seed}").random,
        book=name_book(stock),
        homes=Weighted(weighted(districts)),
        numbers=NumberSeries(seed if cnic_seed is None else cnic_seed),
        female_share=female_share,
    )


def _years() -> Weighted[int]:
    rising = [(year, year - FIRST_YEAR + 4.0) for year in range(FIRST_YEAR, PEAK_YEAR)]
    falling = [(year, 3.0 * (LAST_YEAR + 2 - year)) for year in range(PEAK_YEAR, LAST_YEAR + 1)]
    return Weighted(rising + falling)


def _birthday(year: int, dice: Dice) -> date:
    return date.fromordinal(date(year, 1, 1).toordinal() + int(dice() * 365))


def _stream(
    indexes: range,
    *,
    dice: Dice,
    book: NameBook,
    homes: Weighted[str],
    numbers: NumberSeries,
    female_share: float,
) -> Iterator[Person]:
    years = _years()
    origins = Weighted((place, place.population) for place in all_districts())
    places = {place.name: place for place in all_districts()}
    for index in indexes:
        gender: Gender = "F" if dice() < female_share else "M"
        relation: Relation = "S"
        if gender == "F":
            relation = "W" if dice() < WIFE_SHARE else "D"
        home = homes.draw(dice)
        place = places.get(home)
        if place is None:
            place = places[home] = district_named(home)
        year = years.draw(dice)
        birthday = None if dice() < NO_BIRTHDAY_SHARE else _birthday(year, dice)
        if dice() < FOREIGN_SHARE:
            guest = book.foreigner(dice, gender)
            nationality, cnic, passport = guest.nationality, "", numbers.passport(index, dice)
            name, name_ur = guest.name
            relative_name, relative_name_ur = guest.relative
        else:
            origin = origins.draw(dice) if dice() < MIGRANT_SHARE else place
            relative = book.man(dice, origin.digit)
            if gender == "M":
                own = book.son(dice, origin.digit, relative)
            else:
                own = book.woman(dice, relative)
            nationality, passport = "PAK", ""
            cnic = numbers.cnic(index, origin, gender, dice)
            name, name_ur = own.roman, own.urdu
            relative_name, relative_name_ur = relative.roman, relative.urdu
        yield Person(
            name,
            name_ur,
            relation,
            relative_name,
            relative_name_ur,
            cnic,
            passport,
            nationality,
            gender,
            year,
            birthday,
            home,
            phone(dice),
            address(dice, place.digit, home),
        )

"""A list of convicts and wanted people, as ``manage.py import_convicts`` reads it.

Some rows can be broken on purpose, each in one way, all of ``BAD_KINDS`` by turns. So an importer
can be held to account: it must take every good row and refuse every bad one.
"""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple, TextIO, get_args

from synthetic.districts import all_districts
from synthetic.offences import CATEGORIES, STATUSES, offences_of
from synthetic.people import FOREIGN_SHARE, Person, people
from synthetic.stock import Dice, Stock

COLUMNS = (
    "external_ref",
    "name",
    "name_ur",
    "relation",
    "relative_name",
    "relative_name_ur",
    "cnic",
    "passport_no",
    "nationality",
    "gender",
    "birth_year",
    "date_of_birth",
    "district",
    "category",
    "status",
    "offence",
)

BadKind = Literal[
    "cnic_too_short",
    "cnic_with_letters",
    "cnic_all_same_digit",
    "name_empty",
    "external_ref_missing",
    "external_ref_repeated",
    "birth_year_in_future",
    "date_impossible",
    "date_contradicts_year",
    "gender_unknown",
    "relation_unknown",
    "passport_with_illegal_characters",
    "name_too_long",
    "too_few_columns",
    "too_many_columns",
]
BAD_KINDS: tuple[BadKind, ...] = get_args(BadKind)

RELATIONS = {"S": "s/o", "D": "d/o", "W": "w/o"}
UNKNOWN_DISTRICTS = ("Name Unknown", "Other", "Unknown", "N/A", "Mohalla Kalan")
FEMALE_SHARE = 0.06
NO_CNIC_SHARE = 0.12
NO_URDU_SHARE = 0.60
NO_BIRTHDAY_SHARE = 0.35
PORTAL_SPELLING_SHARE = 0.15
UNKNOWN_DISTRICT_SHARE = 0.015
FUTURE_YEAR = 2190
LONG_NAME = 400
REPORT_EVERY = 5_000


class Written(NamedTuple):
    """What was written to the file."""

    good: int
    bad: int


class Row(NamedTuple):
    """One line of the file, and in which way it is broken, if it is."""

    cells: tuple[str, ...]
    bad: BadKind | None


def write(
    target: str | Path | TextIO,
    *,
    rows: int,
    seed: int,
    bad_share: float = 0.0,
    stock: Stock = "both",
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write a header and ``rows`` rows, and say how many of them are good and bad.

    ``progress`` is called with the rows written so far and the rows wanted.
    """
    made = convicts(rows, seed=seed, bad_share=bad_share, stock=stock)
    if isinstance(target, str | Path):
        with Path(target).open("w", encoding="utf-8", newline="") as stream:
            return _write(stream, made, rows, progress)
    return _write(target, made, rows, progress)


def _write(
    stream: TextIO, made: Iterator[Row], rows: int, progress: Callable[[int, int], None] | None
) -> Written:
    bad = 0
    sheet = csv.writer(stream, lineterminator="\n")
    sheet.writerow(COLUMNS)
    for done, row in enumerate(made, start=1):
        sheet.writerow(row.cells)
        bad += row.bad is not None
        if progress is not None and (done % REPORT_EVERY == 0 or done == rows):
            progress(done, rows)
    return Written(rows - bad, bad)


def convicts(
    rows: int, *, seed: int, bad_share: float = 0.0, stock: Stock = "both"
) -> Iterator[Row]:
    """Yield the rows; the bad ones are spread evenly over the list."""
    if not 0 <= bad_share <= 1:
        raise ValueError("The share of bad rows lies between 0 and 1.")
    everyone = people(
        rows,
        seed=seed,
        stock=stock,
        districts=[(place.name, place.population) for place in all_districts()],
        female_share=FEMALE_SHARE,
    )
    return _rows(everyone, Random(f"convicts {seed}").random, bad_share)


def reference(number: int) -> str:
    """The external reference of a row."""
    return f"CRO-{number:07d}"


def _rows(everyone: Iterator[Person], dice: Dice, bad_share: float) -> Iterator[Row]:
    spellings = {place.name: place.portal_spellings for place in all_districts()}
    # The first row keeps its reference even when it is bad: BAD_KINDS begins with the CNIC.
    earlier_ref = reference(1)
    bad = 0
    for number, person in enumerate(everyone, start=1):
        ref = reference(number)
        cells = _entry(ref, person, dice, spellings)
        if int(number * bad_share + 1e-9) > bad:
            kind = BAD_KINDS[bad % len(BAD_KINDS)]
            bad += 1
            yield Row(_broken(cells, kind, earlier_ref), kind)
        else:
            yield Row(tuple(cells.values()), None)
            earlier_ref = ref


def _entry(
    ref: str, person: Person, dice: Dice, spellings: dict[str, tuple[str, ...]]
) -> dict[str, str]:
    category = CATEGORIES.draw(dice)
    no_urdu = dice() < NO_URDU_SHARE
    # Foreigners have no CNIC anyway; the rest of the share falls on Pakistanis.
    no_cnic = dice() < (NO_CNIC_SHARE - FOREIGN_SHARE) / (1 - FOREIGN_SHARE)
    no_birthday = person.date_of_birth is None or dice() < NO_BIRTHDAY_SHARE
    return {
        "external_ref": ref,
        "name": person.name,
        "name_ur": "" if no_urdu else person.name_ur,
        "relation": RELATIONS[person.relation],
        "relative_name": person.relative_name,
        "relative_name_ur": "" if no_urdu else person.relative_name_ur,
        "cnic": "" if no_cnic else person.cnic,
        "passport_no": person.passport_no,
        "nationality": person.nationality,
        "gender": person.gender,
        "birth_year": str(person.birth_year),
        "date_of_birth": "" if no_birthday else str(person.date_of_birth),
        "district": _district(person.district, spellings[person.district], dice),
        "category": category,
        "status": STATUSES[category].draw(dice),
        "offence": offences_of(category).draw(dice),
    }


def _district(name: str, spellings: tuple[str, ...], dice: Dice) -> str:
    chance = dice()
    if chance < UNKNOWN_DISTRICT_SHARE:
        return UNKNOWN_DISTRICTS[int(dice() * len(UNKNOWN_DISTRICTS))]
    if chance < UNKNOWN_DISTRICT_SHARE + PORTAL_SPELLING_SHARE:
        return spellings[int(dice() * len(spellings))] if spellings else name.upper()
    return name


def _broken(cells: dict[str, str], kind: BadKind, earlier_ref: str) -> tuple[str, ...]:
    """The row, broken in this one way."""
    cnic = cells["cnic"] or "3520212345671"
    year = cells["birth_year"]
    match kind:
        case "cnic_too_short":
            cells["cnic"] = cnic[:12]
        case "cnic_with_letters":
            cells["cnic"] = f"{cnic[:6]}AK{cnic[8:]}"
        case "cnic_all_same_digit":
            cells["cnic"] = cnic[0] * 13
        case "name_empty":
            cells["name"] = cells["name_ur"] = ""
        case "external_ref_missing":
            cells["external_ref"] = ""
        case "external_ref_repeated":
            cells["external_ref"] = earlier_ref
        case "birth_year_in_future":
            cells["birth_year"], cells["date_of_birth"] = str(FUTURE_YEAR), ""
        case "date_impossible":
            cells["birth_year"], cells["date_of_birth"] = "1980", "31-02-1980"
        case "date_contradicts_year":
            cells["date_of_birth"] = f"{int(year) - 9}-06-15"
        case "gender_unknown":
            cells["gender"] = "Q"
        case "relation_unknown":
            cells["relation"] = "q/o"
        case "passport_with_illegal_characters":
            cells["passport_no"] = "AB#12*4567"
        case "name_too_long":
            cells["name"] = (f"{cells['name']} " * LONG_NAME)[: LONG_NAME - 1] + "n"
        case "too_few_columns":
            return tuple(cells.values())[:-3]
        case "too_many_columns":
            return (*cells.values(), "surplus", "surplus")
    return tuple(cells.values())

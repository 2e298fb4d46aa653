"""Files of arrivals for tests: good rows, bad rows of every kind, sent as a hotel sends them."""

import csv
import io
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from filings import lots
from filings.models import Lot, Way
from hotel_eye.models import Hotel
from hotel_eye.uploads.filing import KIND
from tests.hotel_eye.hotel_desk import at_url

Row = dict[str, Any]


def row(number: int = 1, **changes: Any) -> Row:
    """A guest who came alone; each number is another guest, some minutes after the last."""
    came = arrival(number)
    given = {
        "room": f"{number % 900 + 100}",
        "check_in": f"{came:%d-%m-%Y %H:%M}",
        "expected_check_out": f"{came + timedelta(days=2):%d-%m-%Y} 12:00",
        "purpose": "business",
        "document": "cnic",
        "cnic": f"35202{number:07d}1",
        "name": f"Guest {number}",
        "relation": "s/o",
        "relative_name": "Tariq Mehmood",
        "gender": "Male",
        "born": "1985",
        "phone": "0300-1234567",
        "address": "House 1, Street 2",
        "district": "Lahore",
        **changes,
    }
    return {name: text for name, text in given.items() if text is not None}


def member(number: int, **changes: Any) -> Row:
    """Somebody of the party in the row above."""
    given = {
        "cnic": f"35202{number:07d}2",
        "name": f"Companion {number}",
        "gender": "Female",
        "kinship": "spouse",
        **changes,
    }
    return {name: text for name, text in given.items() if text is not None}


def foreigner(number: int = 1, **changes: Any) -> Row:
    """A guest with a passport and a visa."""
    given = {
        "cnic": None,
        "relation": None,
        "relative_name": None,
        "document": "passport",
        "document_no": f"EA{number:07d}",
        "nationality": "CHN",
        "visa_no": "V-77",
        "visa_type": "Business",
        "visa_until": f"{arrival(number) + timedelta(days=60):%d-%m-%Y}",
        "entered_on": f"{arrival(number) - timedelta(days=3):%d-%m-%Y}",
        "entered_at": "Islamabad Airport",
        "district": "Chengdu",
        **changes,
    }
    return row(number, **given)


def arrival(number: int) -> datetime:
    """When guest ``number`` came: yesterday morning, and each a minute later."""
    day = timezone.localtime() - timedelta(days=2)
    start = day.replace(hour=6, minute=0, second=0, microsecond=0)
    return start + timedelta(minutes=number % 1_000)


DAY = f"{arrival(1):%d-%m-%Y}"
FUTURE = f"{timezone.localtime() + timedelta(days=2):%d-%m-%Y %H:%M}"
LONG_AGO = "01-01-2020 10:00"
_GUESTS = [
    ("room", {"room": ""}, "This field is required."),
    ("room", {"room": "1" * 21}, "Ensure this value has at most 20 characters"),
    ("check_in", {"check_in": ""}, "This field is required."),
    ("check_in", {"check_in": DAY}, f"'{DAY}' has no hour. Write day and hour, such as 28-11-2026"),
    ("check_in", {"check_in": "31-02-2026 10:00"}, "'31-02-2026 10:00' is no day."),
    ("check_in", {"check_in": f"{DAY} 25:00"}, "is no day. Write day, month and year"),
    ("check_in", {"check_in": "yesterday"}, "'yesterday' is no day."),
    ("check_in", {"check_in": FUTURE}, "The check-in is in the future."),
    ("check_in", {"check_in": LONG_AGO}, "The check-in is more than a year ago."),
    ("expected_check_out", {"expected_check_out": LONG_AGO}, "must be after the check-in"),
    ("check_out", {"check_out": LONG_AGO}, "The check-out cannot be before the check-in"),
    ("check_out", {"check_out": FUTURE}, "The check-out is in the future."),
    ("purpose", {"purpose": "holidays"}, "'holidays' is not known here. Write one of these: busin"),
    ("booking", {"booking": "pigeon"}, "'pigeon' is not known here."),
    ("boys", {"boys": "many"}, "Enter a whole number."),
    ("girls", {"girls": "21"}, "More than 20 children?"),
    ("weapon_licence", {"weapon": "Pistol"}, "Only a licensed weapon may stay."),
    ("reference_verified", {"reference_verified": "maybe"}, "'maybe' is not known here."),
    ("reference_phone", {"reference_phone": "12"}, "Give a phone number such as 0300-1234567"),
    ("document", {"document": "library card"}, "'library card' is not known here."),
    ("cnic", {"cnic": ""}, "Enter the 13 digits of the card."),
    ("cnic", {"cnic": "3.52021E+12"}, "that Excel has shortened: its last digits are lost."),
    ("cnic", {"cnic": "352020000001"}, "has 12 digits, a CNIC has 13"),
    ("cnic", {"cnic": "35202000000155"}, "this one has 14"),
    ("cnic", {"cnic": "35202-ABCDEFG-1"}, "A CNIC has digits only."),
    ("cnic", {"cnic": "1111111111111"}, "one digit thirteen times"),
    ("name", {"name": ""}, "This field is required."),
    ("relation", {"relation": ""}, "Choose s/o, d/o or w/o."),
    ("relation", {"relation": "cousin"}, "'cousin' is not known here."),
    ("relative_name", {"relative_name": ""}, "Enter the father's or husband's name."),
    ("gender", {"gender": ""}, "Choose the gender as on the card."),
    ("gender", {"gender": "Q"}, "Write one of these: Male, Female, Transgender."),
    ("born", {"born": ""}, "Enter the date of birth, or the year alone."),
    ("born", {"born": "2090"}, "This birth is in the future."),
    ("born", {"born": "1850"}, "This birth is before 1900."),
    ("phone", {"phone": ""}, "Enter a phone number of the guest."),
    ("phone", {"phone": "3.00E+09"}, "'3.00E+09' is a number that Excel has shortened"),
    ("phone", {"phone": "0300"}, "Give a phone number such as 0300-1234567"),
    ("address", {"address": ""}, "Enter the permanent address, as on the card."),
    ("district", {"district": ""}, "Enter the home district, or the city abroad."),
]
_FOREIGNERS = [
    ("document_no", {"document_no": ""}, "Enter the number of the document."),
    ("document_no", {"document_no": "1.2E+10"}, "is a number that Excel has shortened"),
    ("document_no", {"document_no": "A?"}, "A document number has 5 to 20 letters and digits."),
    ("nationality", {"nationality": ""}, "Choose the country that issued the document."),
    ("nationality", {"nationality": "Atlantis"}, "'Atlantis' is no country we know."),
    ("visa_no", {"visa_no": ""}, "Enter the visa number, or 'on arrival'."),
    ("visa_until", {"visa_until": "soon"}, "'soon' is no day."),
    ("entered_on", {"entered_on": ""}, "Enter the day of entry into Pakistan."),
    ("entered_on", {"entered_on": FUTURE[:10]}, "The entry into Pakistan is in the future."),
]
#: (how the row is made, column, what is changed in it, the words about it): every kind of bad row.
WRONG = [(row, *case) for case in _GUESTS] + [(foreigner, *case) for case in _FOREIGNERS]


@dataclass
class Mixed:
    """A file with good rows and bad ones, and what is to become of it."""

    rows: list[Row] = field(default_factory=list)
    #: Numbers of the documents of everybody who is to be filed.
    good: list[str] = field(default_factory=list)
    parties: int = 0
    refused: int = 0
    known: int = 0

    def add_good(self, *rows: Row) -> None:
        self.rows += rows
        self.parties += 1
        self.good += [one.get("cnic") or one["document_no"] for one in rows]

    def add_bad(self, *rows: Row) -> None:
        self.rows += rows
        self.refused += len(rows)


def mixed(count: int, bad_share: float = 0.02) -> Mixed:
    """So many rows: guests alone, families, foreigners, and bad ones of every kind."""
    file, number, every, bad = Mixed(), 0, round(0.7 / bad_share), itertools.cycle(_bad_parties())
    while len(file.rows) < count:
        number += 1
        party, room_for = str(number), count - len(file.rows)
        if number % every == 0 and room_for >= 2:
            file.add_bad(*next(bad)(number))
        elif number % (every * 3) == 1 and number > 1:
            # The first guest once more.
            file.rows.append(row(1))
            file.known += 1
        elif number % 5 == 0 and room_for >= 4:
            people = (member(number * 10 + one, party=party, kinship="child") for one in range(2))
            file.add_good(row(number, party=party), member(number * 10 + 9), *people)
        elif number % 11 == 0:
            file.add_good(foreigner(number))
        else:
            file.add_good(row(number))
    return file


def _bad_parties() -> list[Callable[[int], list[Row]]]:
    cells = [
        lambda number, make=make, changes=changes: [make(number, **changes)]
        for make, _column, changes, _words in WRONG
    ]
    return [
        *cells,
        lambda number: [member(number, party=f"nobody {number}")],
        lambda number: [row(number, party=f"{number}", phone=""), member(number)],
        lambda number: [row(number, party=f"{number}"), member(number, gender="")],
    ]


def names_of(rows: list[Row]) -> list[str]:
    """Every column that some row has, in their first order."""
    return list(dict.fromkeys(name for one in rows for name in one))


def table(rows: list[Row]) -> list[list[Any]]:
    names = names_of(rows)
    return [names, *([one.get(name, "") for name in names] for one in rows)]


def as_csv(rows: list[Row], separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(table(rows))
    return text.getvalue().encode(encoding)


def as_xlsx(rows: list[Row]) -> bytes:
    """A workbook; numbers and dates become cells of that kind, as in Excel."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        sheet = book.add_worksheet()
        for place, cells in enumerate(table(rows)):
            sheet.write_row(place, 0, cells)
    return content.getvalue()


def send(
    cast: Any,
    content: bytes,
    *,
    hotel: Hotel | None = None,
    user: Any = None,
    name: str = "arrivals.csv",
    is_trial: bool = False,
) -> Any:
    """The desk sends this file by the form of the page."""
    form: dict[str, Any] = {"file": SimpleUploadedFile(name, content)}
    if is_trial:
        form["is_trial"] = "on"
    return cast.client(user or cast.ehsan).post(at_url("uploads", hotel or cast.hotel), form)


def bring(cast: Any, rows: list[Row], **changes: Any) -> Lot:
    """These rows as a lot that waits, without a file around them."""
    given = {
        "kind": KIND,
        "premises": cast.hotel,
        "rows": [{name: str(text) for name, text in one.items()} for one in rows],
        "columns": names_of(rows),
        "by": cast.ehsan,
        "way": Way.UPLOAD,
        "first": 2,
        "at": timezone.now(),
        **changes,
    }
    return lots.bring(**given)


def work_off(lot: Lot | None = None) -> Lot:
    """Work until nothing waits; the lot as it is then, the last one unless one is given."""
    while lots.work(at=timezone.now()):
        pass
    return Lot.objects.get(pk=lot.pk) if lot else Lot.objects.latest("pk")


def filed(cast: Any, rows: list[Row], **changes: Any) -> Lot:
    """These rows, worked off."""
    return work_off(bring(cast, rows, **changes))


def said(lot: Lot, number: int) -> dict[str, str]:
    """Column → what is wrong there, of one row."""
    return {column: words for column, words in lot.lines.get(number=number).errors}


def noted(lot: Lot, number: int) -> dict[str, str]:
    """Column → the note on it, of one row."""
    return {column: words for column, words in lot.lines.get(number=number).notes}


def states(lot: Lot) -> list[str]:
    return list(lot.lines.order_by("number").values_list("state", flat=True))

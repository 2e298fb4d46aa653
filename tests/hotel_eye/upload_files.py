"""Files of arrivals for tests: good rows, bad rows of every kind, sent as a hotel sends them."""

import csv
import io
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

"""The template of a file of arrivals: as CSV, and as a workbook that explains itself."""

import io
from datetime import timedelta
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from hotel_eye.uploads import columns
from hotel_eye.uploads.cells import examples
from hotel_eye.uploads.columns import COLUMNS, NEEDED, Column

NAME = "caspp-arrivals"
HEADER = [column.name for column in COLUMNS]
#: Rows that the choices of a column are offered in.
_ROWS = 5_000
_WIDTH = 18
#: Excel takes no longer list of choices.
_LONGEST_LIST = 255


def workbook() -> bytes:
    """An empty table whose columns are text, and a sheet in both languages that explains them."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    _table(book)
    for language, name in (("en", "Explanation"), ("ur", "وضاحت")):
        with override(language):
            _explanation(book, name, is_mirrored=language == "ur")
    book.close()
    return content.getvalue()


def _table(book: Any) -> None:
    sheet = book.add_worksheet("Arrivals")
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E6ECF5", "border": 1})
    must = book.add_format({"num_format": "@", "bold": True, "bg_color": "#F6D9A8", "border": 1})
    # So that Excel shortens no CNIC and takes no zero away.
    sheet.set_column(0, len(COLUMNS) - 1, _WIDTH, text)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column.name, must if column.name in NEEDED else head)
        choices = examples(column.name) if column.kind == columns.CHOICE else []
        if choices and len(",".join(choices)) <= _LONGEST_LIST:
            # Whoever writes it otherwise is understood, too.
            offer = {"validate": "list", "source": choices, "error_type": "information"}
            sheet.data_validation(1, place, _ROWS, place, offer)


def _explanation(book: Any, name: str, *, is_mirrored: bool) -> None:
    sheet = book.add_worksheet(name)
    if is_mirrored:
        sheet.right_to_left()
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 1, 26)
    sheet.set_column(2, 2, 12)
    sheet.set_column(3, 4, 60)
    for row, line in enumerate(_rules()):
        sheet.merge_range(row, 0, row, 4, line, wrapped)
        sheet.set_row(row, 32)
    first = len(_rules()) + 1
    sheet.write_row(first, 0, _titles(), bold)
    for row, column in enumerate(COLUMNS, first + 1):
        sheet.write_row(row, 0, explained(column), wrapped)


def _titles() -> list[str]:
    return [_("Column"), _("Meaning"), _("Needed"), _("What stands there"), _("Example")]


def _rules() -> list[str]:
    return [
        _("One row is one guest. The first row names the columns; their order does not matter."),
        _(
            "Rows of one party have the same value in 'party', the head first. Everybody but the"
            " head has a relation to the head, and no room."
        ),
        _("Write dates as 28-11-2026 and hours as 14:30. Keep CNIC and phone formatted as text."),
        _("A party is filed whole or not at all. Send what was refused again, corrected."),
        _("A file has 50,000 rows and 20 MB at most. No photographs are sent with it."),
    ]


def explained(column: Column) -> list[str]:
    """Name, meaning, whether it is needed, what stands there, an example."""
    about = str(column.about)
    if column.kind == columns.CHOICE:
        about = f"{about} {', '.join(examples(column.name))}".strip()
    is_needed = column.name in NEEDED or column.name in columns.NUMBERS
    return [
        column.name,
        str(column.label),
        _("yes") if is_needed else "",
        about,
        _EXAMPLES.get(column.name, _moments().get(column.name, "")),
    ]


_EXAMPLES = {
    "party": "1",
    "room": "204",
    "purpose": "business",
    "document": "cnic",
    "cnic": "35202-9998887-5",
    "document_no": "AB9998887",
    "nationality": "CHN",
    "name": "Muhammad Aslam",
    "name_ur": "محمد اسلم",
    "relation": "s/o",
    "relative_name": "Ghulam Rasool",
    "gender": "Male",
    "born": "23-03-1985",
    "phone": "0300-9998887",
    "address": "House 1, Street 2",
    "district": "Lahore",
    "kinship": "spouse",
    "vehicle_no": "LEA-19-1234",
}


def _moments() -> dict[str, str]:
    today = timezone.localdate()
    return {
        "check_in": f"{today:%d-%m-%Y} 14:30",
        "expected_check_out": f"{today + timedelta(days=1):%d-%m-%Y} 12:00",
        "check_out": f"{today + timedelta(days=1):%d-%m-%Y} 10:15",
        "visa_until": f"{today + timedelta(days=60):%d-%m-%Y}",
        "entered_on": f"{today - timedelta(days=3):%d-%m-%Y}",
    }

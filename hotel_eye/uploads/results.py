"""What became of a file: rows to look at page by page, and files to take home."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import record
from exports.files import Written, spooled
from filings.lots import TAKEN
from filings.models import Lot, LotRow
from hotel_eye.uploads import columns
from people.cnic import CNIC, InvalidCNIC
from people.phone import InvalidPhone, Phone
from screen.paging import Page

State = LotRow.State
SIZE = 50
REFUSED, NOTED, KNOWN = "refused", "noted", "known"
#: Which rows may be looked at, and what they are called.
SHOWN = {
    REFUSED: gettext_lazy("Refused"),
    NOTED: gettext_lazy("With a note"),
    KNOWN: gettext_lazy("Filed before"),
}
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row as a page shows it: who, and what is said in which column."""

    number: int
    name: str
    source: int | None
    said: list[list[str]]


def page(lot: Lot, which: str, request: HttpRequest) -> Page:
    """Some rows of one kind, by number; the address carries the last of the page before."""
    after = _number(request.GET.get("after", ""))
    found = list(_rows(lot, which).filter(number__gt=after)[: SIZE + 1])
    header = columns.read_header(lot.columns)
    lines = [
        Line(
            number=row.number,
            name=header.cell(row.cells, "name"),
            source=row.source_id,
            said=row.errors if which == REFUSED else row.notes,
        )
        for row in found[:SIZE]
    ]
    here = f"{request.path}?show={which}"
    return Page(
        lines,
        newer_url=here if after else "",
        older_url=f"{here}&after={lines[-1].number}" if len(found) > SIZE else "",
    )


def _rows(lot: Lot, which: str) -> "models.QuerySet[LotRow]":
    rows = LotRow.objects.filter(lot=lot).order_by("number")
    if which == NOTED:
        return rows.exclude(notes=[]).filter(state__in=TAKEN)
    return rows.filter(state={REFUSED: State.REFUSED, KNOWN: State.KNOWN}[which])


def _number(text: str) -> int:
    # No row of a file has a longer number.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@transaction.atomic
def take_refused(*, by: Any, lot: Lot, at: datetime) -> Written:
    """The refused rows with what is wrong, to be corrected in a spreadsheet and sent again."""
    rows = _rows(lot, REFUSED).iterator(chunk_size=_CHUNK)
    written = spooled(
        [*_own(lot), columns.WRONG], ([*_cells(lot, row), _said(row.errors)] for row in rows)
    )
    return _taken(written, "hotel_eye.refused_rows_taken", by=by, lot=lot, at=at)


@transaction.atomic
def take_results(*, by: Any, lot: Lot, at: datetime) -> Written:
    """Every row with what became of it: the entry, the receipt, what is wrong or worth a look."""
    rows = LotRow.objects.filter(lot=lot).order_by("number").iterator(chunk_size=_CHUNK)
    written = spooled([*_own(lot), *columns.OURS], _with_results(lot, rows))
    return _taken(written, "hotel_eye.results_taken", by=by, lot=lot, at=at)


def _taken(written: Written, action: str, *, by: Any, lot: Lot, at: datetime) -> Written:
    detail = {"rows": written.rows, "sha256": written.sha256}
    record(by=by, action=action, target=lot, at=at, detail=detail)
    return written


def _with_results(lot: Lot, rows: Iterator[LotRow]) -> Iterator[Sequence[Any]]:
    for row in rows:
        result = {
            columns.ROW: row.number,
            columns.WRONG: _said(row.errors),
            columns.RESULT: row.get_state_display(),
            columns.ENTRY: row.source_id or "",
            columns.RECEIPT: row.receipt,
            columns.NOTES: _said(row.notes),
        }
        yield [*_cells(lot, row), *(result[name] for name in columns.OURS)]


def _said(words: list[list[str]]) -> str:
    return " | ".join(f"{column}: {said}" if column else said for column, said in words)


def _cells(lot: Lot, row: LotRow) -> list[str]:
    return [_kept_whole(name, row.cells.get(name, "")) for name in _own(lot)]


def _own(lot: Lot) -> list[str]:
    """The columns of the file but those that we ourselves added to an earlier one."""
    return [name for name in lot.columns if columns.meaning(name) not in columns.OURS]


def _kept_whole(name: str, text: str) -> str:
    """The cell so that a spreadsheet takes it for a text and shortens nothing."""
    column = columns.BY_NAME.get(columns.meaning(name))
    try:
        if column and column.kind in (columns.CNIC, columns.NUMBER):
            return CNIC.parse(text).formatted()
        if column and column.kind == columns.PHONE:
            return Phone.parse(text).formatted()
    except (InvalidCNIC, InvalidPhone):
        pass
    return text


def counts(lot: Lot) -> list[tuple[str, Any, int]]:
    """(kind, what it is called, how many rows) of a lot, the good ones first."""
    good = State.FINE if lot.is_trial else State.FILED
    kinds = [(good.value, good.label), *SHOWN.items()]
    return [(kind, label, lot.counts.get(kind, 0)) for kind, label in kinds]


def unknown_columns(lot: Lot) -> str:
    """The columns of the file that nobody reads, as a sentence; '' where there are none."""
    unknown = columns.read_header(lot.columns).unknown
    if not unknown:
        return ""
    return _("These columns are not known here and are left out: %(columns)s.") % {
        "columns": ", ".join(unknown)
    }

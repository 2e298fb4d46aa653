"""Lists for a spreadsheet: what a person typed stays a text there and never becomes a formula."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from django.http import StreamingHttpResponse

#: Whatever makes a spreadsheet calculate; some fold the full-width signs into the plain ones.
_CALCULATES = "=+-@\t\r\n|＝＋－＠｜"
# Not with a plus: that begins a phone number, which a spreadsheet would round.
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_LINE_ENDS = "\t\r\n"
BOM = "\ufeff"


def safe_cell(value: Any) -> str:
    """The value as a spreadsheet may have it: a number stays one, a formula becomes a text."""
    text = "" if value is None else str(value)
    if not text.isprintable():
        text = "".join(mark for mark in text if mark in _LINE_ENDS or not _is_control(mark))
    # Spaces before the sign are skipped by some programs, so they are skipped here.
    begins = text.lstrip()[:1]
    is_formula = text[:1] in tuple(_LINE_ENDS) or (begins != "" and begins in _CALCULATES)
    return f"'{text}" if is_formula and not _NUMBER.fullmatch(text) else text


def csv_response(
    name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """The rows as a file to keep, sent while they are read. ``name`` is without its ending."""
    response = StreamingHttpResponse(_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = _attachment(f"{name}.csv")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


class _Echo:
    """A file that gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _lines(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # Without the mark Excel reads Urdu as noise.
    yield BOM + writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def _is_control(mark: str) -> bool:
    return unicodedata.category(mark) in ("Cc", "Cs") or mark == BOM


def _attachment(name: str) -> str:
    """The header that keeps a browser from showing the file; old programs get a plain name."""
    plain = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).lstrip(".-") or "list.csv"
    header = f'attachment; filename="{plain}"'
    readable = "".join(mark for mark in name if not _is_control(mark))
    return header if readable == plain else f"{header}; filename*=UTF-8''{quote(readable, safe='')}"

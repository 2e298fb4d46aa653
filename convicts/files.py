"""Opening a CRO file: what it must be, and what to say when it is something else."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from convicts.rows import COLUMNS

_NOT_TEXT = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"PK\x03\x04": "XLSX / ZIP",
    b"\xd0\xcf\x11\xe0": "XLS",
}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class NotAFile(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


class Reader:
    """The rows of one file with their line numbers; `columns` is its header."""

    def __init__(self, stream: Iterator[str], path: Path) -> None:
        self._rows = csv.reader(stream)
        self._path = path
        self.columns = [name.strip().lower() for name in self._next_row()]
        _check_columns(self.columns)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) for every row that is not wholly empty."""
        while True:
            try:
                cells = self._next_row()
            except StopIteration:
                return
            if any(cells):
                yield self._rows.line_num, cells

    def _next_row(self) -> list[str]:
        try:
            return next(self._rows)
        except UnicodeDecodeError as error:
            raise NotAFile(
                _("Line %(line)d is not UTF-8 text. Save the file as 'CSV UTF-8' and try again.")
                % {"line": _first_line_not_utf_8(self._path)}
            ) from error
        except csv.Error as error:
            raise NotAFile(
                _("Line %(line)d is no CSV: %(error)s.")
                % {"line": self._rows.line_num, "error": error}
            ) from error


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Open a CRO file. Raises NotAFile when it is no CSV in UTF-8 with the columns we need."""
    _check_kind(path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            reader = Reader(stream, path)
        except StopIteration as error:
            raise NotAFile(_("The file is empty.")) from error
        yield reader


def _first_line_not_utf_8(path: Path) -> int:
    """Counted anew: the decoder reads whole blocks ahead of the rows."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 0


def _check_kind(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            start = stream.read(4096)
    except OSError as error:
        raise NotAFile(
            _("The file %(path)s cannot be opened: %(error)s.")
            % {"path": path, "error": error.strerror}
        ) from error
    for magic, kind in _NOT_TEXT.items():
        if start.startswith(magic):
            raise NotAFile(
                _("This is a %(kind)s file, not a CSV. Save the table as 'CSV UTF-8'.")
                % {"kind": kind}
            )
    if start.startswith(_UTF_16):
        raise NotAFile(_("The file is UTF-16 text. Save it as 'CSV UTF-8' and try again."))
    if b"\0" in start:
        raise NotAFile(_("This is no text file. Save the table as 'CSV UTF-8'."))


def _check_columns(columns: list[str]) -> None:
    missing = [name for name in COLUMNS if name not in columns]
    if not missing:
        return
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        raise NotAFile(_("The columns are not separated by commas. Save the file as 'CSV UTF-8'."))
    raise NotAFile(
        _("The file lacks these columns: %(columns)s. The header must name: %(wanted)s.")
        % {"columns": ", ".join(missing), "wanted": ",".join(COLUMNS)}
    )

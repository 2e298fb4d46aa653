"""Opening a file of people: what it must be, and what to say when it is something else."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _

from convicts.rows import COLUMNS

#: Longer than any row: a file without line ends must not be read into memory as one.
LONGEST_LINE = 1_000_000
_BLOCK = 64 * 1024

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


#: Looks at the header and raises NotAFile where it will not do.
Check = Callable[[list[str]], None]


class Reader:
    """The rows of one file with their line numbers; `columns` is its header."""

    def __init__(self, text: TextIO, file: BinaryIO, check: Check) -> None:
        self._rows = csv.reader(_lines(text))
        self._file = file
        self.columns = [name.strip().lower() for name in self._next_row()]
        check(self.columns)

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
                % {"line": _first_line_not_utf_8(self._file)}
            ) from error
        except csv.Error as error:
            raise NotAFile(
                _("Line %(line)d is no CSV: %(error)s.")
                % {"line": self._rows.line_num, "error": error}
            ) from error


def check_columns(columns: list[str]) -> None:
    """Whether the header names what a CRO file must have."""
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        check_commas(columns)
        raise NotAFile(
            _("The file lacks these columns: %(columns)s. The header must name: %(wanted)s.")
            % {"columns": ", ".join(missing), "wanted": ",".join(COLUMNS)}
        )


def check_commas(columns: list[str]) -> None:
    """Whether the one column there is looks like many, separated by something else."""
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        raise NotAFile(_("The columns are not separated by commas. Save the file as 'CSV UTF-8'."))


@contextmanager
def opened(path: Path, check: Check = check_columns) -> Iterator[Reader]:
    """Open the file there. Raises NotAFile when it is no CSV in UTF-8 with the columns we need."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise NotAFile(
            _("The file %(path)s cannot be opened: %(error)s.")
            % {"path": path, "error": error.strerror}
        ) from error
    with file, reading(file, check) as reader:
        yield reader


@contextmanager
def reading(file: BinaryIO, check: Check) -> Iterator[Reader]:
    """Read a file that is open already, from its start; it stays open. Raises as `opened` does."""
    _check_kind(file)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        try:
            reader = Reader(text, file, check)
        except StopIteration as error:
            raise NotAFile(_("The file is empty.")) from error
        yield reader
    finally:
        text.detach()


def _lines(text: TextIO) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise NotAFile(
                _("Line %(line)d is too long for a row of a table. Save the file as 'CSV UTF-8'.")
                % {"line": number}
            )
        yield line


def _first_line_not_utf_8(file: BinaryIO) -> int:
    """Counted anew: the decoder reads whole blocks ahead of the rows."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    while block := file.read(_BLOCK):
        try:
            decoder.decode(block)
        except UnicodeDecodeError as error:
            # Its bytes may begin with the last ones of the block before, which end no line.
            return line + error.object[: error.start].count(b"\n")
        line += block.count(b"\n")
    return line


def _check_kind(file: BinaryIO) -> None:
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
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

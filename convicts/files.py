"""Opening a file of people: what it must be, and what to say when it is something else."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _

from convicts.rows import COLUMNS

#: Longer than any row: a file without line ends must not be read into memory as one.
LONGEST_LINE = 1_000_000
_BLOCK = 64 * 1024
#: With which spreadsheets begin a file.
BOM = "\ufeff"

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


@dataclass(frozen=True, slots=True)
class Stop:
    """How far a file was read: the columns of its header, lines, and the byte behind the last."""

    columns: list[str]
    line: int
    offset: int


class Reader:
    """The rows of one file with their line numbers; `columns` is its header."""

    def __init__(
        self, text: TextIO, file: BinaryIO, check: Check, stop: Stop | None = None
    ) -> None:
        self._lines = _Lines(text, stop.line if stop else 0, stop.offset if stop else 0)
        self._rows = csv.reader(self._lines)
        self._file = file
        if stop is not None:
            self.columns = stop.columns
            return
        self.columns = [name.strip().lower() for name in self._next_row()]
        check(self.columns)

    @property
    def stop(self) -> Stop:
        """Where the next one goes on."""
        return Stop(self.columns, self._lines.number, self._lines.offset)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) for every row that is not wholly empty."""
        while True:
            try:
                cells = self._next_row()
            except StopIteration:
                return
            if any(cells):
                yield self._lines.number, cells

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
                % {"line": self._lines.number, "error": error}
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
def reading(file: BinaryIO, check: Check, stop: Stop | None = None) -> Iterator[Reader]:
    """Read a file that is open already, from its start or from where another reader stopped.

    It stays open. Raises as `opened` does.
    """
    if stop is None:
        _check_kind(file)
    else:
        file.seek(stop.offset)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        try:
            reader = Reader(text, file, check, stop)
        except StopIteration as error:
            raise NotAFile(_("The file is empty.")) from error
        yield reader
    finally:
        text.detach()


class _Lines:
    """The lines of a text, counted, with the byte behind the last that was given."""

    def __init__(self, text: TextIO, number: int, offset: int) -> None:
        self._text = text
        self.number = number
        self.offset = offset

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            raise NotAFile(
                _("Line %(line)d is too long for a row of a table. Save the file as 'CSV UTF-8'.")
                % {"line": self.number}
            )
        self.offset += len(line) if line.isascii() else len(line.encode())
        if self.number > 1:
            return line
        line = line.removeprefix(BOM)
        if not line:
            raise StopIteration
        return line


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

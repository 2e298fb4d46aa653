"""Opening a table in a file: what it must be, and what to say when it is something else."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, TypeVar

from django.utils.translation import gettext as _

from sheets import workbooks

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
_WORKBOOK = b"PK\x03\x04"
COMMA = ","
#: What spreadsheets put between columns, by the language they are set to.
SEPARATORS = ",;\t"
#: With this line a spreadsheet is told which it is.
_SEPARATOR_LINE = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)


class NotAFile(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


Read = TypeVar("Read")
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
        self,
        text: TextIO,
        file: BinaryIO,
        check: Check,
        stop: Stop | None = None,
        separators: str = COMMA,
    ) -> None:
        self._lines = _Lines(text, stop.line if stop else 0, stop.offset if stop else 0)
        self._file = file
        between = COMMA
        if stop is None and separators != COMMA:
            between = self._in_words(lambda: self._lines.separator(separators))
        self._rows = csv.reader(self._lines, delimiter=between)
        if stop is not None:
            self.columns = stop.columns
            return
        #: As it was written, and in which row.
        self.header, self.header_row = self._next_row(), 1
        while separators != COMMA and not any(map(str.strip, self.header)):
            self.header, self.header_row = self._next_row(), self.header_row + 1
        self.columns = [name.strip().lower() for name in self.header]
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

    def every_row(self) -> Iterator[list[str]]:
        """The cells of every row below the header, of empty ones too."""
        while True:
            try:
                yield self._next_row()
            except StopIteration:
                return

    def _next_row(self) -> list[str]:
        return self._in_words(lambda: next(self._rows))

    def _in_words(self, read: Callable[[], Read]) -> Read:
        try:
            return read()
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


def check_commas(columns: list[str]) -> None:
    """Whether the one column there is looks like many, separated by something else."""
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t|"):
        raise NotAFile(_("The columns are not separated by commas. Save the file as 'CSV UTF-8'."))


@contextmanager
def opened(path: Path, check: Check) -> Iterator[Reader]:
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
def reading(
    file: BinaryIO, check: Check, stop: Stop | None = None, separators: str = COMMA
) -> Iterator[Reader]:
    """Read a file that is open already, from its start or from where another reader stopped.

    Where there may be several ``separators``, the one that stands in the first line is taken, and
    empty rows above the header are passed over; such a file is read from its start only. The file
    stays open. Raises as `opened` does.
    """
    if stop is None:
        _check_kind(file)
    else:
        file.seek(stop.offset)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        try:
            reader = Reader(text, file, check, stop, separators)
        except StopIteration as error:
            raise NotAFile(_("The file is empty.")) from error
        yield reader
    finally:
        text.detach()


def is_workbook(file: BinaryIO) -> bool:
    """Whether it begins as an XLSX does."""
    file.seek(0)
    start = file.read(len(_WORKBOOK))
    file.seek(0)
    return start == _WORKBOOK


def plain(file: BinaryIO, spare: BinaryIO, *, moments: bool = False) -> BinaryIO:
    """The table as CSV in UTF-8: the file itself, or ``spare`` where it had to be written anew.

    The first sheet of a workbook, with the hour of its dates where ``moments``; a text of UTF-16.
    Raises NotAFile.
    """
    if is_workbook(file):
        return as_csv(file, spare, moments=moments)
    start = file.read(2)
    file.seek(0)
    return _from_utf_16(file, spare) if start in _UTF_16 else file


def as_csv(workbook: BinaryIO, spare: BinaryIO, *, moments: bool = False) -> BinaryIO:
    """The first sheet of a workbook, written to ``spare``. Raises NotAFile."""
    try:
        workbooks.to_csv(workbook, spare, moments=moments)
    except workbooks.TooLong as error:
        raise NotAFile(
            _("The sheet has more than %(most)s rows. Save it as 'CSV UTF-8'.")
            % {"most": f"{workbooks.MOST_ROWS:,}"}
        ) from error
    except workbooks.Unreadable as error:
        raise NotAFile(
            _("This workbook cannot be opened. Save it anew as XLSX or as 'CSV UTF-8'.")
        ) from error
    return spare


def _from_utf_16(file: BinaryIO, spare: BinaryIO) -> BinaryIO:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        while block := file.read(_BLOCK):
            spare.write(decoder.decode(block).encode("utf-8"))
        spare.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError as error:
        raise NotAFile(
            _("The file is UTF-16 text. Save it as 'CSV UTF-8' and try again.")
        ) from error
    return spare


class _Lines:
    """The lines of a text, counted, with the byte behind the last that was given."""

    def __init__(self, text: TextIO, number: int, offset: int) -> None:
        self._text = text
        self._ahead = ""
        self.number = number
        self.offset = offset

    def __iter__(self) -> "_Lines":
        return self

    def separator(self, possible: str) -> str:
        """Which sign the first line puts between its columns; one that only says so is skipped."""
        line = next(self, "")
        if said := _SEPARATOR_LINE.fullmatch(line):
            return said[1] if said[1] in possible else COMMA
        self._ahead = line
        outside = "".join(line.split('"')[::2])
        return max(possible, key=outside.count)

    def __next__(self) -> str:
        if self._ahead:
            line, self._ahead = self._ahead, ""
            return line
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

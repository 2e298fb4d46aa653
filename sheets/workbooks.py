"""python -m sheets.workbooks: the first sheet of a workbook on stdin as CSV on stdout.

A workbook is unpacked before it is read, and some hundred bytes can ask for all the memory of the
machine. So it is read in a process of its own that may have little of it, and whose death is an
answer. It reads no setting and no table.
"""

import csv
import io
import resource
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

#: Longer ones are saved as CSV.
MOST_ROWS = 200_000
MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 60
#: Asks the process for dates with their hours.
MOMENTS = "moments"
#: How the process ends where the sheet is too long, or is no sheet.
TOO_LONG, UNREADABLE = 3, 4


class TooLong(ValueError):
    """The sheet has more rows than a workbook may have."""


class Unreadable(ValueError):
    """There is no sheet in it that can be read with the memory and the time it may take."""


def to_csv(file: BinaryIO, plain: BinaryIO, *, moments: bool = False) -> None:
    """Write the first sheet of the workbook as the CSV that it would be saved as.

    ``moments``: a date keeps the hour that it has. Raises TooLong and Unreadable.
    """
    file.seek(0)
    command = [sys.executable, "-m", __name__, *([MOMENTS] if moments else [])]
    try:
        done = subprocess.run(
            command,
            input=file.read(),
            stdout=plain,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS * 2,
            cwd=Path(__file__).resolve().parent.parent,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable from error
    if done.returncode == TOO_LONG:
        raise TooLong
    if done.returncode != 0:
        raise Unreadable


def main() -> int:
    """Read and write within the limits; the code with which the process ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, OSError, MemoryError):
        return UNREADABLE
    if sheet.total_height > MOST_ROWS:
        return TOO_LONG
    text = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    cell = _moment if MOMENTS in sys.argv[1:] else _cell
    csv.writer(text).writerows(map(cell, row) for row in sheet.iter_rows())
    text.flush()
    return 0


def _cell(value: Any) -> str:
    """A cell as somebody would type it: no '.0' behind a CNIC, no hour behind a day."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def _moment(value: Any) -> str:
    """The same where the hour counts: of a date that has one it stays."""
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return value.isoformat(sep=" ", timespec="seconds")
    return _cell(value)


if __name__ == "__main__":
    sys.exit(main())

"""Screening the list in a file into files of results: for the command. Memory stays the same,
however long the list is."""

import csv
import errno
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from django.utils import timezone
from django.utils.translation import gettext as _

from convicts.list_rows import Bad, Chunk, People, check_columns
from convicts.list_screening import RESULTS, WEAK, findings, result_line
from screen.spreadsheets import safe_cell
from sheets import files
from stations.models import District

_BLOCK = 1024 * 1024


@dataclass(slots=True)
class Outcome:
    """What became of a list, in numbers of rows; `bands` counts candidates."""

    sha256: str = ""
    rows: int = 0
    bad: int = 0
    found: int = 0
    bands: Counter[str] = field(default_factory=Counter)


class Sheet:
    """A CSV file that a spreadsheet may open: no cell in it becomes a formula."""

    def __init__(self, stream: TextIO, header: Sequence[str]) -> None:
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow(header)

    def add(self, cells: Sequence[Any]) -> None:
        self._writer.writerow(map(safe_cell, cells))


def districts_by_name() -> dict[str, str]:
    """What a district is called, by each name it goes by, folded."""
    known = District.objects.by_folded_name()
    return {folded: district.name for folded, district in known.items()}


def rejected_path(out: Path) -> Path:
    """Where the refused rows go: beside the results."""
    return out.with_suffix(".rejected.csv")


def rejected_header(columns: Sequence[str]) -> list[str]:
    """Line and reason, then all that the row held, to be corrected and sent again."""
    return ["line", "reason", *columns]


def rejected_line(bad: Bad) -> list[Any]:
    return [bad.line, bad.reason, *bad.cells]


def screen_file(
    path: Path,
    out: Path,
    *,
    by: Any = None,
    at: datetime,
    begin: Callable[[int], None] = lambda _rows: None,
    step: Callable[[int], None] = lambda _rows: None,
) -> Outcome:
    """Screen the list at ``path`` into ``out``; refused rows go beside it.

    ``begin`` is told about how many rows there are, ``step`` how many were done. Raises
    files.NotAFile when the file as a whole is no list; then there are no results either.
    """
    rejected = rejected_path(out)
    if path.resolve() in (out.resolve(), rejected.resolve()):
        raise files.NotAFile(_("Give the results a file of their own, not the one to screen."))
    outcome = Outcome()
    with files.opened(path, check_columns) as reader, ExitStack() as stack:
        outcome.sha256, lines = _digest(path)
        begin(lines - 1)
        people = People(reader, districts=districts_by_name(), today=timezone.localdate(at))
        results = Sheet(stack.enter_context(_written(out)), RESULTS)
        bad_rows = Sheet(stack.enter_context(_written(rejected)), rejected_header(people.columns))
        for chunk in people.chunks():
            _screen(chunk, results, outcome, by=by, at=at)
            for one in chunk.bad:
                bad_rows.add(rejected_line(one))
            outcome.rows += chunk.rows
            outcome.bad += len(chunk.bad)
            step(chunk.rows)
    if not outcome.bad:
        rejected.unlink()
    return outcome


def _screen(chunk: Chunk, results: Sheet, outcome: Outcome, *, by: Any, at: datetime) -> None:
    for answer in findings(chunk.people, at=at, sealed_for=by):
        outcome.found += bool(answer)
        for row_id, external_ref, found in answer:
            outcome.bands[found.band or WEAK] += 1
            results.add(
                result_line(
                    row_id, external_ref, found.probability, found.band, found.explanation_en
                )
            )


@contextmanager
def _written(path: Path) -> Iterator[TextIO]:
    """A file that is there whole, or not at all."""
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _digest(path: Path) -> tuple[str, int]:
    """The file's SHA-256, and how many lines it has."""
    digest, lines = sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            lines += block.count(b"\n")
    return digest.hexdigest(), lines

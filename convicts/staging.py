"""Reading a file of the CRO: each row understood or refused, and put down beside the records.

A few thousand rows are read, put down by COPY and counted in one transaction: whoever is killed
over it loses these, and the next one goes on behind the last that were kept.
"""

import io
import json
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from convicts import heads, rows
from convicts.models import ImportBatch, ImportRow
from convicts.receiving import Stream
from matching import records
from matching.ranking import sounds_of
from sheets import files
from stations.models import District

CHUNK = 5_000
#: Lines with their cells.
Rows = list[tuple[int, list[str]]]
Chunk = tuple[Rows, files.Stop]
_COLUMNS = ("batch_id", "line", "kind", "external_ref", "values", "record", "content_hash",
            "record_hash")  # fmt: skip
_NAMED = ", ".join(f'"{name}"' for name in _COLUMNS)
_COPY = f"COPY {ImportRow._meta.db_table} ({_NAMED}) FROM STDIN"
#: A crash of PostgreSQL itself costs the last rows, which are read again; none is half there.
_HASTE = "SET LOCAL synchronous_commit TO off"
#: What means something else to COPY.
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
#: The first row of a reference counts; later ones say where it stood.
_REPEATED = """
UPDATE convicts_importrow row SET kind = 'refused',
    values = row.values || jsonb_build_object('reason', %(reason)s::text || first)
FROM (
    SELECT id, first_value(line) OVER ref AS first, row_number() OVER ref AS nth
    FROM convicts_importrow WHERE batch_id = %(batch)s AND kind = 'good'
    WINDOW ref AS (PARTITION BY external_ref ORDER BY line)
) repeated
WHERE repeated.id = row.id AND nth > 1
"""


class _Known:
    """What rows are read by; asked for once."""

    def __init__(self) -> None:
        by_name = District.objects.by_folded_name()
        self.districts = {folded: district.name for folded, district in by_name.items()}
        self.heads = heads.Heads.load()
        self.today = timezone.localdate()


def read_on(
    batch: ImportBatch,
    *,
    until: float,
    step: Callable[[int], None] = lambda _rows: None,
    helpers: int = 0,
) -> bool:
    """Read rows until this moment of the monotonic clock; True once all of the file is read.

    ``helpers`` are processes that understand rows while this one puts others down. Raises
    files.NotAFile where the file breaks off.
    """
    stop = files.Stop(batch.columns, batch.lines_read, batch.offset) if batch.rows_read else None
    stream = io.BufferedReader(Stream(batch))
    with files.reading(stream, rows.check_columns, stop) as reader:
        reading = _Reading(batch.pk, reader.columns, _Known())
        for text, some, end in reading.in_order(_chunks(reader), helpers):
            _keep(batch, text, some, end)
            step(some)
            if time.monotonic() >= until:
                return False
    return True


def _chunks(reader: files.Reader) -> Iterator[Chunk]:
    """Lines and cells of some rows, and how far the file is read with them."""
    rows_of = iter(reader)
    while some := list(islice(rows_of, CHUNK)):
        yield some, reader.stop


@dataclass(frozen=True)
class _Reading:
    """By what the rows of one file are understood; a process that helps has its own."""

    batch: int
    columns: list[str]
    known: _Known

    def in_order(self, chunks: Iterator[Chunk], helpers: int) -> Iterator[tuple[str, int, Any]]:
        """(what is put down, of how many rows, how far the file is read) of each chunk."""
        if not helpers:
            for some, stop in chunks:
                yield self.understood(some), len(some), stop
            return
        context = get_context("fork")
        with ProcessPoolExecutor(helpers, context, _begin_to_help, (self,)) as pool:
            ahead: deque[tuple[Future[str], int, Any]] = deque()
            for some, stop in chunks:
                ahead.append((pool.submit(_help, some), len(some), stop))
                if len(ahead) > helpers:
                    future, number, read = ahead.popleft()
                    yield future.result(), number, read
            for future, number, read in ahead:
                yield future.result(), number, read

    def understood(self, some: Rows) -> str:
        """The rows as COPY reads them into the staging table."""
        lines: list[str] = []
        good: list[tuple[int, rows.Row]] = []
        for line, cells in some:
            try:
                row = rows.read(cells, self.columns, self.known.districts, self.known.today)
                good.append((line, row))
            except rows.Rejected as rejected:
                # PostgreSQL keeps no NUL in a text.
                kept = [cell.replace("\x00", "") for cell in cells]
                told = _dumped({"reason": str(rejected).replace("\x00", ""), "cells": kept})
                reference = _reference(kept, self.columns)
                lines.append(_line(self.batch, line, "refused", reference, told, "", "", ""))
        heard = sounds_of(records([row.record for _line, row in good])) if good else []
        for (line, row), sounds in zip(good, heard, strict=True):
            values = _values(row, sounds, self.known)
            lines.append(
                _line(self.batch, line, "good", values["external_ref"], _dumped(values),
                      row.record.hex(), row.content_hash, row.record_hash)
            )  # fmt: skip
        return "".join(lines)


_reading: _Reading


def _begin_to_help(reading: _Reading) -> None:
    """A process that helps has what it needs; it ends with the one it helps, also if killed."""
    global _reading
    _reading = reading
    threading.Thread(target=_end_with_the_other, daemon=True).start()


def _end_with_the_other() -> None:
    other = parent_process()
    if other is not None:
        other.join()
    os._exit(1)


def _help(some: Rows) -> str:
    return _reading.understood(some)


@transaction.atomic
def _keep(batch: ImportBatch, text: str, some: int, stop: files.Stop) -> None:
    batch.hold()
    with connection.cursor() as cursor:
        cursor.execute(_HASTE)
        cursor.copy_expert(_COPY, io.StringIO(text))
    batch.rows_read += some
    batch.lines_read, batch.offset = stop.line, stop.offset
    batch.claimed_at = timezone.now()
    batch.save(update_fields=["rows_read", "lines_read", "offset", "claimed_at"])


def _reference(cells: list[str], columns: list[str]) -> str:
    """Whom a refused row speaks of: who is named in a whole file is not withdrawn by it."""
    if len(cells) != len(columns):
        return ""
    return cells[columns.index("external_ref")].strip()[: rows.LONGEST["external_ref"]]


def _values(row: rows.Row, sounds: list[int], known: _Known) -> dict[str, Any]:
    """The columns of the record, as PostgreSQL reads them out of JSON."""
    values = {**row.values, "category_id": row.values["category"]}
    del values["category"]
    born = values["date_of_birth"]
    values["date_of_birth"] = born and born.isoformat()
    values["crime_head"] = known.heads.of(values["offence"])
    values["sounds"] = sounds
    values["record_hash"] = row.record_hash
    return values


def _line(
    batch: int, line: int, kind: str, reference: str, values: str, record: str, *hashes: str
) -> str:
    """One row for COPY, whose columns are those of `_COLUMNS`."""
    # In JSON every other sign that means something to COPY is written out already.
    said = values.replace("\\", r"\\")
    told = "\t".join((reference.translate(_ESCAPES), said, rf"\\x{record}", *hashes))
    return f"{batch}\t{line}\t{kind}\t{told}\n"


def _dumped(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def refuse_repeated(batch: ImportBatch) -> None:
    """Refuse the later rows of a reference that stands there twice."""
    reason = _("external_ref stands already in line ")
    with connection.cursor() as cursor:
        cursor.execute(_REPEATED, {"batch": batch.pk, "reason": reason})

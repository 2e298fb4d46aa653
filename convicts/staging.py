"""Reading a file of the CRO: each row understood or refused, and put down beside the records.

A few thousand rows are read, put down by COPY and counted in one transaction: whoever is killed
over it loses these, and the next one goes on behind the last that were kept.
"""

import csv
import io
import json
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from convicts import files, heads, rows
from convicts.models import ImportBatch, ImportRow
from convicts.receiving import Stream
from matching import records
from matching.ranking import sounds_of
from stations.models import District

CHUNK = 5_000
_COLUMNS = ("batch_id", "line", "kind", "external_ref", "values", "record", "content_hash",
            "record_hash")  # fmt: skip
_NAMED = ", ".join(f'"{name}"' for name in _COLUMNS)
_COPY = f"COPY {ImportRow._meta.db_table} ({_NAMED}) FROM STDIN WITH (FORMAT csv)"
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
    batch: ImportBatch, *, until: float, step: Callable[[int], None] = lambda _rows: None
) -> bool:
    """Read rows until this moment of the monotonic clock; True once all of the file is read.

    Raises files.NotAFile where the file breaks off.
    """
    known = _Known()
    stop = files.Stop(batch.columns, batch.lines_read, batch.offset) if batch.rows_read else None
    stream = io.BufferedReader(Stream(batch))
    with files.reading(stream, files.check_columns, stop) as reader:
        chunk: list[tuple[int, list[str]]] = []
        for line, cells in reader:
            chunk.append((line, cells))
            if len(chunk) == CHUNK:
                _keep(batch, chunk, reader, known)
                step(len(chunk))
                chunk = []
                if time.monotonic() >= until:
                    return False
        _keep(batch, chunk, reader, known)
        step(len(chunk))
    return True


@transaction.atomic
def _keep(
    batch: ImportBatch, chunk: list[tuple[int, list[str]]], reader: files.Reader, known: _Known
) -> None:
    stream = io.StringIO()
    # What is quoted is a text, though it be empty.
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    good: list[tuple[int, rows.Row]] = []
    for line, cells in chunk:
        try:
            good.append((line, rows.read(cells, reader.columns, known.districts, known.today)))
        except rows.Rejected as rejected:
            # PostgreSQL keeps no NUL in a text.
            kept = [cell.replace("\x00", "") for cell in cells]
            told = _dumped({"reason": str(rejected).replace("\x00", ""), "cells": kept})
            reference = _reference(cells, reader)
            writer.writerow([batch.pk, line, "refused", reference, told, r"\x", "", ""])
    heard = sounds_of(records([row.record for _line, row in good])) if good else []
    for (line, row), sounds in zip(good, heard, strict=True):
        values = _values(row, sounds, known)
        writer.writerow(
            [batch.pk, line, "good", values["external_ref"], _dumped(values),
             rf"\x{row.record.hex()}", row.content_hash, row.record_hash]
        )  # fmt: skip
    batch.hold()
    with connection.cursor() as cursor:
        stream.seek(0)
        cursor.copy_expert(_COPY, stream)
    stop = reader.stop
    batch.rows_read += len(chunk)
    batch.lines_read, batch.offset = stop.line, stop.offset
    batch.claimed_at = timezone.now()
    batch.save(update_fields=["rows_read", "lines_read", "offset", "claimed_at"])


def _reference(cells: list[str], reader: files.Reader) -> str:
    """Whom a refused row speaks of: who is named in a whole file is not withdrawn by it."""
    if len(cells) != len(reader.columns):
        return ""
    longest = rows.LONGEST["external_ref"]
    return cells[reader.columns.index("external_ref")].replace("\x00", "").strip()[:longest]


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


def _dumped(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def refuse_repeated(batch: ImportBatch) -> None:
    """Refuse the later rows of a reference that stands there twice."""
    reason = _("external_ref stands already in line ")
    with connection.cursor() as cursor:
        cursor.execute(_REPEATED, {"batch": batch.pk, "reason": reason})

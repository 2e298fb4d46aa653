"""Folded records as they lie in the tables, read by the hundred thousand."""

import io
import struct
from collections.abc import Iterable
from typing import Any

import numpy as np
from django.db import connection

from matching import PERSON, fold, fold_version

_SIZE = PERSON.itemsize
#: One row of COPY in binary: how many fields, then each with its length, most significant first.
_ROW = np.dtype(
    [("fields", ">i2"), ("id_length", ">i4"), ("id", ">i8"), ("length", ">i4"), ("record", PERSON)]
)
_HEAD, _TAIL = 19, 2
#: How a record of today's folding begins.
_FOLD = struct.pack("<I", fold_version())
_AT_ONCE = 1_000
Array = np.ndarray[Any, Any]


def of_today() -> tuple[str, dict[str, Any]]:
    """SQL that a record was folded by the code of today, and its parameters."""
    sql = "(octet_length(record) = %(size)s AND substring(record FROM 1 FOR 4) = %(fold)s)"
    return sql, {"size": _SIZE, "fold": _FOLD}


def record_of(row: Any) -> bytes:
    """The record of one row; one of another folding is made anew and kept."""
    record = bytes(row.record)
    if len(record) == _SIZE and record.startswith(_FOLD):
        return record
    row.record = fold(row.identity()).record
    type(row).objects.filter(pk=row.pk).update(record=row.record)
    return bytes(row.record)


def read(
    table: str, where: str, params: dict[str, Any], *, most: int | None = None
) -> tuple[Array, Array]:
    """Ids and records of these rows, in order of their ids, the first so many.

    Those of another folding are left out.

    ``table`` and ``where`` are ours; what came from outside belongs into ``params``.
    """
    today, more = of_today()
    with connection.cursor() as cursor:
        sql = f"COPY (SELECT id, record FROM {table} WHERE {where} AND {today} ORDER BY id)"
        if most is not None:
            sql = f"{sql[:-1]} LIMIT {most:d})"
        told = cursor.mogrify(sql, {**params, **more}).decode()
        rows = io.BytesIO()
        cursor.copy_expert(f"{told} TO STDOUT (FORMAT binary)", rows)
    every = np.frombuffer(rows.getbuffer()[_HEAD:-_TAIL], _ROW)
    return every["id"].astype("<i8"), np.ascontiguousarray(every["record"])


def fold_again(model: Any, where: str = "true", params: dict[str, Any] | None = None) -> int:
    """Fold those of these rows anew whose record is of another folding; how many there were."""
    today, more = of_today()
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} WHERE {where} AND NOT {today}", {**(params or {}), **more}
        )
        stale = [pk for (pk,) in cursor.fetchall()]
    for begin in range(0, len(stale), _AT_ONCE):
        _refold(model, stale[begin : begin + _AT_ONCE])
    return len(stale)


def _refold(model: Any, ids: Iterable[int]) -> None:
    rows = list(model.objects.filter(pk__in=ids))
    for row in rows:
        row.record = fold(row.identity()).record
    model.objects.bulk_update(rows, ["record"])

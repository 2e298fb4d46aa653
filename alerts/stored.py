"""Folded records as they lie in the tables, read by the hundred thousand."""

import io
import logging
import struct
from typing import Any

import numpy as np
from django.db import connection

from matching import PERSON, fold, fold_version, records

logger = logging.getLogger(__name__)

_SIZE = PERSON.itemsize
#: One row of COPY in binary: how many fields, then each with its length, most significant first.
_ROW = np.dtype(
    [("fields", ">i2"), ("id_length", ">i4"), ("id", ">i8"), ("length", ">i4"), ("record", PERSON)]
)
_HEAD, _TAIL = 19, 2
#: How a record of today's folding begins.
_FOLD = struct.pack("<I", fold_version())
_AT_ONCE = 1_000
#: Stands for a record of another length while it is read: no folding is number 0.
_OF_ANOTHER_LENGTH = bytes(_SIZE)
_READ = """
COPY (
    SELECT id, CASE octet_length(record) WHEN %(size)s THEN record ELSE %(other)s END
    FROM {table} WHERE {where} ORDER BY id LIMIT %(most)s
) TO STDOUT (FORMAT binary)
"""
#: The same for a span of ids, in parcels: for each row of COPY psycopg2 calls Python.
_READ_SPAN = """
COPY (
    SELECT parcel.ids, parcel.records
    FROM generate_series(%(after)s, %(upto)s - 1, {parcel}) AS first, LATERAL (
        SELECT string_agg(int8send(id), '') AS ids, string_agg(record, '') AS records FROM (
            SELECT id, CASE octet_length(record) WHEN %(size)s THEN record ELSE %(other)s END
            FROM {table}
            WHERE id > first AND id <= least(first + {parcel}, %(upto)s) AND {where} ORDER BY id
        ) AS rows (id, record)
    ) AS parcel WHERE parcel.ids IS NOT NULL
) TO STDOUT (FORMAT binary)
"""
_PARCEL = 1_024
_LENGTHS = struct.Struct(">hi"), struct.Struct(">i")
Array = np.ndarray[Any, Any]


def record_of(row: Any) -> bytes:
    """The record of one row; one of another folding is made anew and kept."""
    record = bytes(row.record)
    if len(record) == _SIZE and record.startswith(_FOLD):
        return record
    row.record = fold(row.identity()).record
    type(row).objects.filter(pk=row.pk).update(record=row.record)
    return bytes(row.record)


def read(
    model: Any, where: str, params: dict[str, Any], *, most: int | None = None
) -> tuple[Array, Array]:
    """Ids and records of these rows, in order of their ids, the first so many.

    Those of another folding are folded anew on the way. ``where`` is ours; what came from outside
    belongs into ``params``.
    """
    rows = _copied(_READ, model, where, {**params, "most": most})
    every = np.frombuffer(rows, _ROW)
    return _of_today(model, every["id"].astype("<i8"), np.ascontiguousarray(every["record"]))


def read_span(
    model: Any, where: str, params: dict[str, Any], *, after: int, upto: int
) -> tuple[Array, Array]:
    """The same for the rows with an id above ``after`` and up to ``upto``, of a great table."""
    rows = _copied(_READ_SPAN, model, where, {**params, "after": after, "upto": upto})
    ids, people = [], []
    at = 0
    while at < len(rows):
        (_, length), at = _LENGTHS[0].unpack_from(rows, at), at + _LENGTHS[0].size
        ids.append(rows[at : at + length])
        at += length
        (length,), at = _LENGTHS[1].unpack_from(rows, at), at + _LENGTHS[1].size
        people.append(rows[at : at + length])
        at += length
    return _of_today(
        model,
        np.frombuffer(b"".join(ids), ">i8").astype("<i8"),
        np.frombuffer(bytearray().join(people), PERSON),
    )


def _copied(sql: str, model: Any, where: str, params: dict[str, Any]) -> memoryview:
    sql = sql.format(table=model._meta.db_table, where=where, parcel=_PARCEL)
    given = {**params, "size": _SIZE, "other": _OF_ANOTHER_LENGTH}
    rows = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(cursor.mogrify(sql, given).decode(), rows)
    return rows.getbuffer()[_HEAD:-_TAIL]


def _of_today(model: Any, ids: Array, people: Array) -> tuple[Array, Array]:
    """With those of another folding folded anew."""
    stale = np.flatnonzero(people["fold"] != fold_version())
    for begin in range(0, len(stale), _AT_ONCE):
        places = stale[begin : begin + _AT_ONCE]
        people[places] = _folded_anew(model, ids[places].tolist())
    return ids, people


def _folded_anew(model: Any, ids: list[int]) -> Array:
    rows = list(model.objects.filter(pk__in=ids).order_by("pk"))
    for row in rows:
        row.record = fold(row.identity()).record
    model.objects.bulk_update(rows, ["record"])
    logger.info("%d rows of %s were folded anew.", len(rows), model._meta.label)
    return records([row.record for row in rows])

"""Rows on their way into the tables: COPY while the next rows are made, and what belongs to it."""

import io
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg2 import sql
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from audit.history import history_of

Row = dict[str, Any]
#: Table → its new rows.
Batch = dict[str, list[Row]]

_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def pour(
    batches: Iterator[Batch],
    write: Callable[[Any, Batch], None],
    *,
    between: Callable[[], object] = lambda: None,
) -> None:
    """Write each batch by ``write(connection of psycopg2, batch)`` while the next one is made.

    Nobody else may use the connection meanwhile. Whoever makes the batches asks the database in
    ``between``, when nothing is being written. Nothing waits for the disk: whoever is interrupted
    begins anew.
    """
    connection.ensure_connection()
    server = connection.connection
    with _set(server, synchronous_commit="off"), ThreadPoolExecutor(1) as writer:
        under_way: Future[None] | None = None
        for batch in batches:
            if under_way is not None:
                under_way.result()
            between()
            under_way = writer.submit(write, server, batch)
        if under_way is not None:
            under_way.result()


def copy(server: Any, table: str, rows: Sequence[Row]) -> None:
    """COPY rows of the same columns into a table over an open connection of psycopg2."""
    if not rows:
        return
    columns = list(rows[0])
    lines = "".join(["\t".join([_cell(row[name]) for name in columns]) + "\n" for row in rows])
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with server.cursor() as cursor:
        cursor.copy_expert(into, io.StringIO(lines), size=1 << 20)


@contextmanager
def as_replica(server: Any) -> Iterator[None]:
    """Write as a replica does: no trigger asks, no history is kept, no foreign key is looked up.

    For rows that are known to be right and come in the order of tables instead of that of time.
    Only a superuser, or who was granted this setting, may do so.
    """
    with _set(server, session_replication_role="replica"):
        yield


def remember(server: Any, model: Any, ids: Sequence[int]) -> None:
    """The copies that the history of this model keeps of rows that were inserted."""
    kept = history_of(model)
    fields = [one.column for one in model._meta.concrete_fields]
    remembering = sql.SQL(
        "INSERT INTO {} ({}, pgh_created_at, pgh_label, pgh_obj_id)"
        " SELECT {}, clock_timestamp(), 'insert', id FROM {} WHERE id = ANY(%s) ORDER BY id"
    ).format(
        sql.Identifier(kept._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, fields)),
        sql.SQL(", ").join(map(sql.Identifier, fields)),
        sql.Identifier(model._meta.db_table),
    )
    with server.cursor() as cursor:
        cursor.execute(remembering, [list(ids)])


def last_id(table: str) -> int:
    """The highest key of a table so far."""
    with connection.cursor() as cursor:
        asked = sql.SQL("SELECT COALESCE(MAX(id), 0) FROM {}").format(sql.Identifier(table))
        cursor.execute(asked)
        last: int = cursor.fetchone()[0]
    return last


def go_on_after(table: str, last: int) -> None:
    """Let the next row have the key that follows ``last``."""
    with connection.cursor() as cursor:
        sequence = "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)"
        cursor.execute(sequence, [table, max(last, 1)])


def settle() -> None:
    """Clear up behind the load, as the database itself would within hours."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def peak_mb() -> float:
    """The most memory this program ever held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


@contextmanager
def _set(server: Any, **settings: str) -> Iterator[None]:
    with server.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute(sql.SQL("SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        try:
            yield
        finally:
            # A transaction that failed takes its settings back itself.
            if server.get_transaction_status() != TRANSACTION_STATUS_INERROR:
                for name in settings:
                    cursor.execute(sql.SQL("RESET {}").format(sql.Identifier(name)))


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_SPECIAL) if "\\" in value or "\n" in value else value
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    return str(value)

"""Plain SQL as somebody writes it by hand, past every form and action; and the laws it meets.

A law is a trigger of `Meta.triggers`, called 'fir.as_signed', or a constraint by its name.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pghistory.trigger
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from audit.history import RowHistory
from firs.models import ArticleIssue, LicenceChange, OffenceSection
from firs.models.books import Numbered

#: Triggers that write something by themselves, and refuse nothing.
WRITERS = {"no_truncate", "station_of_fir", "since_when_looked_for"}
_FUNCTION = re.compile(r"function (pgtrigger_\w+)\(\)")


def again(row: models.Model, **columns: Any) -> None:
    """Insert the same row once more, other in these columns."""
    names = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    taken = ", ".join("%s" if name in columns else f'"{name}"' for name in names)
    _run(
        f'INSERT INTO "{row._meta.db_table}" ({_listed(names)}) SELECT {taken}'
        f' FROM "{row._meta.db_table}" WHERE id = %s',
        [*(columns[name] for name in names if name in columns), row.pk],
        row,
        columns,
    )


def update(row: models.Model, **columns: Any) -> None:
    """Write over these columns of the row."""
    said = ", ".join(f'"{name}" = %s' for name in columns)
    _run(
        f'UPDATE "{row._meta.db_table}" SET {said} WHERE id = %s',
        [*columns.values(), row.pk],
        row,
        columns,
    )


def delete(row: models.Model) -> None:
    """Delete the row and nothing else."""
    _run(f'DELETE FROM "{row._meta.db_table}" WHERE id = %s', [row.pk], row, {})


def _run(sql: str, values: list[Any], row: models.Model, columns: dict[str, Any]) -> None:
    unknown = set(columns) - {field.column for field in row._meta.concrete_fields}
    assert not unknown, unknown
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount == 1


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


# --- The laws ---


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside is taken back, also a law that was repealed."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def settle() -> None:
    """Have what waits for the end of the transaction checked now: no table changes before that."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@cache
def laws() -> dict[str, Any]:
    """Every law of cases and of the roznamcha, and the table it is a law of.

    The sections of offences and the smaller books have theirs tried with the rest of them.
    """
    found: dict[str, Any] = {}
    for model in apps.get_app_config("firs").get_models():
        if issubclass(model, RowHistory | Numbered | ArticleIssue | LicenceChange | OffenceSection):
            continue
        name = str(model._meta.model_name)
        found |= {f"{name}.{one.name}": model for one in model._meta.triggers if _is_law(one)}
        found |= {one.name: model for one in model._meta.constraints}
    return found


def _is_law(trigger: Any) -> bool:
    """The history of rows has triggers as well: it refuses nothing that is written."""
    return not isinstance(trigger, pghistory.trigger.Event) and trigger.name not in WRITERS


def broken(error: DatabaseError) -> str:
    """Which law refused; '' where it was none of them."""
    diag = error.__cause__.diag  # type: ignore[union-attr]
    function = _FUNCTION.search(diag.context or "")
    if function is None:
        return str(diag.constraint_name or "")
    return next((law for law in laws() if "." in law and _pgid(law) == function[1]), "")


def repeal(law: str) -> None:
    """The law is no law until the transaction ends."""
    model = laws()[law]
    table = f'"{model._meta.db_table}"'
    with connection.cursor() as cursor:
        if "." in law:
            cursor.execute(f"DROP TRIGGER {_pgid(law)} ON {table}")
        elif _is_index(model, law):
            cursor.execute(f'DROP INDEX "{law}"')
        else:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{law}"')


def _pgid(law: str) -> str:
    model, name = laws()[law], law.partition(".")[2]
    trigger = next(one for one in model._meta.triggers if one.name == name)
    return str(trigger.get_pgid(model))


def _is_index(model: Any, law: str) -> bool:
    """A number that is unique under a condition is kept by an index alone."""
    one = next(one for one in model._meta.constraints if one.name == law)
    return isinstance(one, models.UniqueConstraint) and one.condition is not None

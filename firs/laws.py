"""The order of the law, as PostgreSQL itself holds it: whatever writes, also by hand.

Each of these is a trigger for `Meta.triggers`. What it refuses is an IntegrityError in Python; the
policies say the same beforehand, in words for the screen.
"""

from importlib import import_module
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Func

_RAISE = "RAISE EXCEPTION 'The law: {says}.' USING ERRCODE = 'check_violation';"


class BookYear(Func):
    """The year of a moment in Pakistan, where the books of a station begin anew at midnight."""

    template = "EXTRACT(YEAR FROM (%(expressions)s AT TIME ZONE 'Asia/Karachi'))::int"
    output_field = models.IntegerField()


class BookDay(Func):
    """The day of a moment in Pakistan, of which the roznamcha has a page."""

    template = "(%(expressions)s AT TIME ZONE 'Asia/Karachi')::date"
    output_field = models.DateField()


def append_only() -> Any:
    """Rows are written once: never changed, never deleted."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


def kept() -> Any:
    """Rows are never deleted."""
    return pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)


def frozen(name: str, *fields: str, once: str = "") -> Any:
    """These fields never change: from the beginning, or once the field ``once`` has a value."""
    refusing = _refusing("what was signed or written down stays as it is")
    if once:
        refusing = f"IF OLD.{once} IS NOT NULL THEN {refusing} END IF; RETURN NEW;"
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(*fields),
        func=refusing,
    )


def needs(
    name: str, *, when: str, exists: str, says: str, operation: Any = pgtrigger.Update
) -> Any:
    """Where ``when`` is so of NEW (and OLD), this query must find something."""
    func = f"IF {when} AND NOT EXISTS ({exists}) THEN {_refusing(says)} END IF; RETURN NEW;"
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=func)


def refuses(name: str, *, when: str, says: str, operation: Any) -> Any:
    """Where ``when`` is so of NEW (and OLD), the row is refused. It may ask queries."""
    func = f"IF {when} THEN {_refusing(says)} END IF; RETURN NEW;"
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=func)


def of_registered() -> Any:
    """A row of what happened to a case: there is none before the FIR has its number."""
    return needs(
        "of_registered",
        when="true",
        exists="SELECT 1 FROM firs_fir WHERE id = NEW.fir_id AND registered_at IS NOT NULL",
        says="first comes the FIR",
        operation=pgtrigger.Insert,
    )


def not_before_fir(moment: str, *, unless: str = "") -> Any:
    """``moment`` is not before the FIR; ``unless`` is a condition under which it may be."""
    early = f"SELECT 1 FROM firs_fir WHERE id = NEW.fir_id AND NEW.{moment} < registered_at"
    when = f"EXISTS ({early})" + (f" AND NOT ({unless})" if unless else "")
    return refuses(
        "not_before_fir",
        when=when,
        says="this does not come before the FIR, unless it is marked so with the reason (s.54)",
        operation=pgtrigger.Insert | pgtrigger.Update,
    )


def of_this_case(**people: str) -> Any:
    """Whoever stands in these columns, a row of the table that is given, is of the same case."""
    strangers = (
        f"NEW.{column}_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table}"
        f" WHERE id = NEW.{column}_id AND fir_id = NEW.fir_id)"
        for column, table in people.items()
    )
    return refuses(
        "of_this_case",
        when=" OR ".join(strangers),
        says="whoever stands here is of this case",
        operation=pgtrigger.Insert,
    )


def by_the_investigator(person: str, moment: str) -> Any:
    """``person`` is the officer to whom the case is marked at that moment."""
    return needs(
        "by_the_investigator",
        when="true",
        exists=(
            "SELECT 1 FROM firs_assignment WHERE fir_id = NEW.fir_id"
            f" AND officer_id = NEW.{person}_id AND assigned_at <= NEW.{moment}"
            f" AND (ended_at IS NULL OR ended_at > NEW.{moment})"
        ),
        says="only the officer to whom the case is marked writes this",
        operation=pgtrigger.Insert,
    )


def at_station_of_fir() -> Any:
    """The row's station is that of its FIR, whatever was written: registers are read by it."""
    return pgtrigger.Trigger(
        name="station_of_fir",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            "NEW.station_id := (SELECT station_id FROM firs_fir WHERE id = NEW.fir_id); RETURN NEW;"
        ),
    )


def since_when_looked_for() -> Any:
    """``absconded_at`` is when an accused was last begun to be looked for; nobody writes it."""
    return pgtrigger.Trigger(
        name="since_when_looked_for",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            "NEW.absconded_at := CASE WHEN TG_OP = 'UPDATE' THEN OLD.absconded_at END;"
            " IF NEW.position IN ('absconding', 'proclaimed') AND (TG_OP = 'INSERT'"
            " OR OLD.position NOT IN ('absconding', 'proclaimed'))"
            " THEN NEW.absconded_at := NEW.position_at; END IF; RETURN NEW;"
        ),
    )


def carries_forward() -> Any:
    """``balance`` is that of the station's line before, and this amount; never less than nothing.

    Lines come in the order of time.
    """
    return pgtrigger.Trigger(
        name="carries_forward",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF EXISTS (SELECT 1 FROM firs_cashentry WHERE station_id = NEW.station_id"
            f" AND made_at > NEW.made_at) THEN {_refusing('lines come in the order of time')}"
            " END IF; NEW.balance := COALESCE((SELECT balance FROM firs_cashentry"
            " WHERE station_id = NEW.station_id ORDER BY made_at DESC, id DESC LIMIT 1), 0)"
            " + CASE WHEN NEW.is_receipt THEN NEW.amount ELSE -NEW.amount END; RETURN NEW;"
        ),
    )


def kept_once_registered() -> Any:
    """A part of an FIR is deleted with its draft only."""
    return pgtrigger.Trigger(
        name="kept",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=(
            "IF EXISTS (SELECT 1 FROM firs_fir WHERE id = OLD.fir_id"
            f" AND registered_at IS NOT NULL) THEN {_refusing('nothing leaves a registered FIR')}"
            " END IF; RETURN OLD;"
        ),
    )


class _Moves(pgtrigger.Trigger):
    """The transitions of a workflow, spelled out from its dict."""

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update

    def __init__(self, module: str, name: str, field: str) -> None:
        self.module, self.dict_name, self.field = module, name, field
        super().__init__(name=f"moves_of_{field}")

    def get_func(self, model: Any) -> str:
        transitions = getattr(import_module(self.module), self.dict_name)
        pairs = [
            f"('{start}', '{to}')"
            for start, ends in transitions.items()
            for to in sorted(ends, key=list(transitions).index)
        ]
        field, first = self.field, next(iter(transitions))
        return (
            f"IF TG_OP = 'INSERT' THEN IF NEW.{field} <> '{first}' THEN"
            f" {_refusing('everything begins at its beginning')} END IF;"
            f" ELSIF NEW.{field} <> OLD.{field} AND (OLD.{field}, NEW.{field}) NOT IN"
            f" (VALUES {', '.join(pairs)}) THEN {_refusing('there is no such step')} END IF;"
            " RETURN NEW;"
        )


def moves(module: str, name: str, *, field: str) -> Any:
    """``field`` goes only from where to where the dict ``name`` of this workflow says."""
    return _Moves(module, name, field)


def _refusing(says: str) -> str:
    return _RAISE.format(says=says)

"""Who and when of a decision are whole or absent.

For every pair `<act>_at`, `<act>_by` that may be null, a check constraint of the table must give

    | _at  | _by  |         |
    |------|------|---------|
    | null | null | allowed |
    | set  | set  | allowed |
    | set  | null | refused |
    | null | set  | refused |

The constraints are evaluated here for all four, whatever the other fields hold. A pair that
CASPP itself may decide, with no officer, is named with its reason.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Q

from audit.history import RowHistory
from tests.guards.house import packages

WHOLE = {(False, False), (True, True)}
EXCEPTIONS = {
    ("accounts.sealkey", "given"): (
        {(True, False), (True, True)},
        "CASPP names whose work a sealed complaint is; the moment is never missing",
    ),
    ("complaints.complaint", "lodged"): (
        {(True, False), (True, True)},
        "a citizen lodges without an account; the moment is never missing",
    ),
    ("complaints.entry", "made"): (
        {(True, False), (True, True)},
        "the complainant and CASPP itself have no account; the moment is never missing",
    ),
    ("complaints.attachment", "added"): (
        {(True, False), (True, True)},
        "a citizen adds without an account; the moment is never missing",
    ),
    ("firs.diaryentry", "made"): (
        {(True, False), (True, True)},
        "CASPP itself opens the day, and closes it at midnight; the moment is never missing",
    ),
    ("convicts.importbatch", "made"): (
        {(True, False), (True, True)},
        "the administrator loads a file on the machine itself; the moment is never missing",
    ),
    ("accounts.user", "disabled"): (
        WHOLE | {(True, False)},
        "CASPP disables what nobody uses, with a reason and no officer",
    ),
    ("alerts.alert", "closed"): (
        WHOLE | {(True, False)},
        "CASPP closes what is no longer looked for, with the outcome 'withdrawn' and no officer",
    ),
    ("documents.paper", "issued"): (
        {(True, False), (True, True)},
        "an informant takes his copy without an account; the moment is never missing",
    ),
    ("firs.entry", "made"): (
        {(True, False), (True, True)},
        "CASPP itself puts a late case before a supervisor; the moment is never missing",
    ),
}
#: A decision with a `_by` and no moment of its own.
ALONE: dict[tuple[str, str], str] = {
    ("firs.arrest", "produce_by"): "not who but when: before the magistrate by this hour",
}

Model = type[models.Model]


def _models() -> list[Model]:
    ours = packages()
    return [
        model
        for model in apps.get_models()
        # The history of rows holds what its table let in.
        if model.__module__.split(".")[0] in ours and not issubclass(model, RowHistory)
    ]


def _pairs() -> dict[tuple[str, str], Model]:
    """(model, act) → model, for every act that has both fields."""
    found = {}
    for model in _models():
        names = {field.name for field in model._meta.concrete_fields}
        for name in names:
            if name.endswith("_by") and f"{name[:-3]}_at" in names:
                found[model._meta.label_lower, name[:-3]] = model
    return found


def _nullable_pairs() -> dict[tuple[str, str], Model]:
    return {
        key: model
        for key, model in _pairs().items()
        if model._meta.get_field(f"{key[1]}_at").null or model._meta.get_field(f"{key[1]}_by").null
    }


def _allowed(model: Model, act: str) -> set[tuple[bool, bool]]:
    """The rows of the truth table, as (at is set, by is set), that the constraints let in."""
    checks = [
        check.condition
        for check in model._meta.constraints
        if isinstance(check, models.CheckConstraint)
        and isinstance(check.condition, Q)
        and _speaks_of(check.condition, act)
    ]
    names = (f"{act}_at", f"{act}_by")
    # A column that is never null is set in every row there can be.
    given = [(False, True) if _may_be_null(model, name) else (True,) for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in product(*given)]
    return {
        tuple(row.values())
        for row in rows
        # Each check by itself: taken together they let in no more.
        if all(any(_holds(check, row, world) for world in _worlds(check, act)) for check in checks)
    }


def _worlds(check: Q, act: str) -> Iterator[dict[str, bool]]:
    """Whatever else the check asks may hold or not."""
    free = sorted(_atoms(check, act))
    for holds in product((False, True), repeat=len(free)):
        yield dict(zip(free, holds, strict=True))


def _may_be_null(model: Model, name: str) -> bool:
    fields = {field.name: field for field in model._meta.concrete_fields}
    return name not in fields or fields[name].null


def _leaves(condition: Any) -> Iterator[Any]:
    for child in condition.children:
        yield from _leaves(child) if isinstance(child, Q) else [child]


def _speaks_of(condition: Q, act: str) -> bool:
    """Whether the pair is named in it at all; what is not adds only worlds to try."""
    names = (leaf[0].partition("__")[0] for leaf in _leaves(condition) if isinstance(leaf, tuple))
    return not {f"{act}_at", f"{act}_by"}.isdisjoint(names)


def _atoms(condition: Q, act: str) -> set[str]:
    """What the condition asks of other fields; each may hold or not."""
    return {repr(leaf) for leaf in _leaves(condition) if _is_set(leaf, act) is None}


def _is_set(leaf: Any, act: str) -> tuple[str, bool] | None:
    """(field, whether the leaf wants it set) for a null test of the pair; None for any other."""
    if not isinstance(leaf, tuple):
        return None
    lookup, value = leaf
    name, _, operator = lookup.partition("__")
    if name not in (f"{act}_at", f"{act}_by"):
        return None
    if operator == "isnull":
        return name, not value
    return (name, False) if not operator and value is None else None


def _holds(condition: Q, pair: dict[str, bool], rest: dict[str, bool]) -> bool:
    act = next(iter(pair))[:-3]

    def one(child: Any) -> bool:
        if isinstance(child, Q):
            return _holds(child, pair, rest)
        wanted = _is_set(child, act)
        return rest[repr(child)] if wanted is None else pair[wanted[0]] == wanted[1]

    results = [one(child) for child in condition.children]
    whole = all(results) if condition.connector == Q.AND else any(results)
    return whole != condition.negated


def test_the_walk_finds_the_pairs():
    """Pairs that may be null, and those that never are."""
    assert {("alerts.alert", "acknowledged"), ("hotel_eye.stay", "checked_out")} <= set(
        _nullable_pairs()
    )
    assert ("hotel_eye.inspection", "inspected") in set(_pairs()) - set(_nullable_pairs())


@pytest.mark.parametrize(("label", "act"), sorted(_nullable_pairs()))
def test_pair_is_whole_or_absent(label, act):
    """The database holds who and when together, or neither."""
    expected = EXCEPTIONS.get((label, act), (WHOLE,))[0]
    assert _allowed(_nullable_pairs()[label, act], act) == expected


def test_every_by_has_its_at():
    """A name without a moment says too little."""
    alone = {
        (model._meta.label_lower, field.name)
        for model in _models()
        for field in model._meta.concrete_fields
        if field.name.endswith("_by") and (model._meta.label_lower, field.name[:-3]) not in _pairs()
    }
    assert alone == set(ALONE)


def test_no_exception_is_stale():
    """An exception whose pair is gone, or whole by now, goes."""
    pairs = _nullable_pairs()
    assert [key for key in EXCEPTIONS if key not in pairs or EXCEPTIONS[key][0] == WHOLE] == []


def test_the_truth_table_is_read_rightly():
    """The evaluation itself, on conditions whose answer is plain."""
    loose = Q(x_at=None) | Q(x_at__isnull=False)
    whole = Q(x_at=None, x_by=None) | Q(x_at__isnull=False, x_by__isnull=False)
    with_other = Q(x_at=None, x_by=None) | Q(x_at__isnull=False) & ~Q(x_by=None) & ~Q(why="")
    for condition, rows in ((loose, 4), (whole, 2), (with_other, 2)):
        meta = {"constraints": [_check(condition)], "concrete_fields": []}
        fake = type("Fake", (), {"_meta": type("Meta", (), meta)})
        assert len(_allowed(fake, "x")) == rows


def _check(condition: Q) -> models.CheckConstraint:
    return models.CheckConstraint(condition=condition, name="whole")

"""An app imports only from floors below it; the arrows inside a floor are drawn here, one by one.

`EDGES` is the whole truth: who may use whom. An import, a relation, and a text that names a
model, a module, a URL or a table of another app all count, and each must have its edge; an edge
that nothing uses any more is removed. A page (`views.py`) may reach further than the rest of its
app, because nothing stands on a page: its edges are listed by module.
"""

import inspect
import re
from collections import defaultdict
from functools import cache
from graphlib import TopologicalSorter

from django.apps import apps

from audit.history import RowHistory
from tests.guards.house import OUTSIDE, ROOT, imports, packages, python_files, texts

FLOORS = {
    0: {"matching", "people", "stations", "accounts", "audit", "screen", "sheets", "synthetic"},
    1: {"alerts", "documents", "dossier", "exports", "filings", "notifications"},
    2: {"hotel_eye", "tenants", "convicts", "complaints", "firs"},
    5: {"caspp"},
}

EDGES: dict[str, set[str]] = {
    # Floor 0: the arrows drawn inside it.
    "matching": set(),
    "synthetic": set(),
    "people": {"matching"},
    "stations": {"audit", "people", "matching"},
    "accounts": {"audit", "people", "stations"},
    "audit": set(),
    "screen": {"people"},
    "sheets": set(),
    # The pages of floor 0: each asks `accounts.access` who may see it, and signing in is an event.
    "accounts.views": {"audit"},
    # Coming in, going out, and a session's end are events.
    "accounts.citizens": {"audit"},
    "accounts.middleware": {"audit"},
    "accounts.receivers": {"audit"},
    # So is what two persons do with an account; its pages stand on the shelf.
    "accounts.actions": {"audit"},
    "accounts.people_views": {"screen"},
    "accounts.request_views": {"screen"},
    "accounts.waiting": {"screen"},
    "stations.views": {"accounts"},
    "audit.views": {"accounts", "screen"},
    "screen.views": {"accounts"},
    # A look counts against the day of the officer's role; a seal is set and lifted on record.
    "audit.looks": {"accounts"},
    # What the auditor asks is about officers, by number, name and post.
    "audit.questions": {"accounts", "people"},
    "audit.review": {"accounts", "matching"},
    "audit.waiting": {"screen"},
    # What stands in a sentence keeps its own direction.
    "audit.words": {"screen"},
    "accounts.sealing": {"audit"},
    # What the administrator edits is an event.
    "accounts.admin": {"audit"},
    "stations.admin": {"audit"},
    # Floor 1.
    "alerts": {"accounts", "audit", "dossier", "matching", "people", "screen", "stations"},
    "dossier": {"accounts", "audit", "people", "screen"},
    "exports": {"accounts", "audit", "screen", "stations"},
    "documents": {"accounts", "audit", "matching", "stations"},
    "notifications": {"accounts", "matching", "people"},
    "filings": {"accounts", "audit", "documents", "stations"},
    # Floor 2.
    "hotel_eye": {
        *("accounts", "alerts", "audit", "documents", "dossier", "exports", "filings"),
        *("matching", "notifications", "people", "screen", "sheets", "stations"),
    },
    "convicts": {
        *(
            "accounts",
            "alerts",
            "audit",
            "dossier",
            "exports",
            "firs",
            "matching",
            "people",
            "screen",
            "sheets",
        ),
        "stations",
    },
    "tenants": {
        *("accounts", "alerts", "audit", "documents", "dossier", "filings", "notifications"),
        *("people", "screen", "stations"),
    },
    "complaints": {
        *(
            "accounts",
            "audit",
            "documents",
            "dossier",
            "exports",
            "matching",
            "notifications",
            "people",
        ),
        *("screen", "stations"),
    },
    "firs": {
        *(
            "accounts",
            "alerts",
            "audit",
            "complaints",
            "documents",
            "dossier",
            "exports",
            "matching",
        ),
        *("notifications", "people", "screen", "stations"),
    },
    # Floor 5 knows every app by name.
    "caspp": {
        *("accounts", "alerts", "audit", "complaints", "convicts", "documents", "dossier"),
        *(
            "exports",
            "filings",
            "firs",
            "hotel_eye",
            "matching",
            "notifications",
            "people",
            "screen",
            "stations",
            "synthetic",
        ),
        "tenants",
    },
}

#: Arrows inside floor 2: what stands later in a case's way knows what came before. On floor 1
#: alerts tell the dossier what they know.
INSIDE = {
    ("firs", "complaints"),
    ("convicts", "firs"),
    ("alerts", "dossier"),
    # A receipt has a number of a series and a code that is checked on the page of papers.
    ("filings", "documents"),
}

#: Packages that must also run where there is no Django.
WITHOUT_DJANGO = ("matching", "synthetic")
#: Nobody else may use these, however low they stand.
ONLY_FOR = {"synthetic": {"caspp"}}

_DOTTED = re.compile(r"([a-z_]+)\.(\w+)[\w.]*")
_URL_NAME = re.compile(r"([a-z_]+):[a-z_]+")

Uses = dict[tuple[str, str], list[str]]


def module_of(path) -> str:
    """'alerts.views' for alerts/views.py."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts[:2])


@cache
def uses() -> Uses:
    """(module, package used) → where, over the whole product."""
    found: Uses = defaultdict(list)
    known = {*packages(), *OUTSIDE}
    for package in packages():
        for path in python_files(package):
            named = [(name.split(".")[0], line) for name, line in imports(path)]
            named += [
                (app, line) for text, line in texts(path) for app in _apps_named_in(text, path)
            ]
            for used, line in named:
                if used in known and used != package:
                    where = f"{path.relative_to(ROOT)}:{line}"
                    found[_key(package, path), used].append(where)
    for edge, places in relations().items():
        found[edge] += places
    return dict(found)


def relations() -> Uses:
    """The same for what models point at, as Django itself resolved it."""
    found: Uses = defaultdict(list)
    for model in apps.get_models(include_auto_created=True):
        package = model.__module__.split(".")[0]
        if package not in packages() or issubclass(model, RowHistory):
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and field.concrete else None
            used = target.__module__.split(".")[0] if target else package
            if used != package and used in packages():
                line = inspect.getsourcelines(model)[1]
                where = f"{model.__module__.replace('.', '/')}.py:{line} {model.__name__}"
                found[package, used].append(f"{where}.{field.name}")
    return found


def _key(package: str, path) -> str:
    module = module_of(path)
    return module if module in EDGES else package


def _apps_named_in(text: str, path) -> set[str]:
    """Apps of which the text names a model, a module, a URL or a table."""
    found = {app for table, app in _tables().items() if re.search(rf"\b{table}\b", text)}
    if path.name == "settings.py" and text in _apps():
        found.add(text)
    if (dotted := _DOTTED.fullmatch(text)) and _exists(*dotted.groups()):
        found.add(dotted[1])
    if (url := _URL_NAME.fullmatch(text)) and url[1] in _namespaces():
        found.add(url[1])
    return found


def _exists(package: str, name: str) -> bool:
    """Whether 'package.name' is a model (in any case) or a module of ours."""
    if (ROOT / package / f"{name}.py").is_file() or (ROOT / package / name).is_dir():
        return True
    return package in _apps() and name.lower() in apps.get_app_config(package).models


@cache
def _namespaces() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/urls.py") if "app_name" in path.read_text()}


@cache
def _apps() -> set[str]:
    return {config.label for config in apps.get_app_configs() if config.name in packages()}


@cache
def _tables() -> dict[str, str]:
    models = (model for app in _apps() for model in apps.get_app_config(app).get_models())
    return {model._meta.db_table: model._meta.app_label for model in models}


def _allowed(key: str) -> set[str]:
    return EDGES.get(key.split(".")[0], set()) | EDGES.get(key, set())


def test_every_package_has_its_floor():
    """A new app is put on a floor, and given its edges, before it is used."""
    on_floors = set().union(*FLOORS.values())
    assert set(packages()) == on_floors
    assert {key.split(".")[0] for key in EDGES} == on_floors


def test_nobody_reaches_past_the_table():
    """Each use of another package has its edge; each that has none is named with its line."""
    wrong = [
        f"{where}: {key} may not use {used}"
        for (key, used), places in uses().items()
        if used not in _allowed(key)
        for where in places
    ]
    assert not wrong, "\n".join(wrong)


def test_no_edge_is_stale():
    """An edge that nothing uses any more is taken out of the table."""
    listed = {(key, used) for key, useds in EDGES.items() for used in useds}
    assert sorted(listed - set(uses())) == []


def test_edges_point_down():
    """No edge leads to a higher floor, nor, but for the arrows drawn there, to its own."""
    floor_of = {package: floor for floor, names in FLOORS.items() for package in names}
    wrong = [
        f"{key} -> {used}"
        for key, useds in EDGES.items()
        for used in useds
        if floor_of[used] >= floor_of[key.split(".")[0]]
        and floor_of[used] > 0
        and (key.split(".")[0], used) not in INSIDE
    ]
    assert wrong == []


def test_no_ring():
    """With pages counted by themselves, the house can be built floor by floor."""
    graph = {key: set(useds) for key, useds in EDGES.items()}
    for key in EDGES:
        if "." in key:
            graph[key].add(key.split(".")[0])
    assert list(TopologicalSorter(graph).static_order())


def test_private_packages_have_no_other_user():
    """Invented people are for the demonstration, tests and benchmarks."""
    for package, users in ONLY_FOR.items():
        assert {key for key, used in uses() if used == package} <= users


def test_nothing_without_django_imports_django():
    """Matching and synthetic are plain Python."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for package in WITHOUT_DJANGO
        for path in python_files(package)
        for name, line in imports(path)
        if name.split(".")[0] == "django"
    ]
    assert wrong == []


def test_the_walk_sees_what_it_should():
    """Imports inside functions, texts, and relations are all found (a guard that sees is awake)."""
    places = uses()
    assert any(where.startswith("alerts/apps.py") for where in places["alerts", "accounts"])
    assert any(where.startswith("caspp/urls.py") for where in places["caspp", "alerts"])
    assert any(where.endswith("Alert.station") for where in places["alerts", "stations"])
    assert any(where.startswith("caspp/settings.py") for where in places["caspp", "tenants"])

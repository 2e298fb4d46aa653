"""Every act that the product records has its words, for whoever reads the log without us.

An act is named where something with a parameter `action` is called: `record`, and whatever passes
the name on to it. A name that is neither written there nor passed on is listed here by its module.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from audit.words import ACTS
from firs.models import EntryKind
from tests.guards.house import ROOT, packages, python_files, tree

CODE = re.compile(r"(?!store_)[a-z_]+\.[a-z_]+")
#: Modules that look an act up in a table of their own: its names are all there are in the module.
LOOKED_UP = {"accounts/actions.py", "audit/middleware.py", "audit/views/people.py"}
#: Modules that put an act's name together from the kind of what they write: all there can be.
PUT_TOGETHER = {"firs/entries.py": [f"firs.{kind.value}" for kind in EntryKind]}


def _takers(files: list[Path]) -> dict[str, int]:
    """Functions with a parameter `action`, and its place among those given by place, or -1."""
    found = {}
    for path in files:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                places = [one.arg for one in node.args.args if one.arg not in ("self", "cls")]
                if "action" in places:
                    found[node.name] = places.index("action")
                elif "action" in [one.arg for one in node.args.kwonlyargs]:
                    found[node.name] = -1
            elif isinstance(node, ast.ImportFrom):
                renamed = {one.asname: one.name for one in node.names if one.asname}
                found |= {new: -1 for new, old in renamed.items() if old == "record"}
    return found


def _takers_in(path: Path) -> dict[str, int]:
    """Those that this module can call: what is private elsewhere is another thing here."""
    everywhere = {name: place for name, place in _public().items() if not name.startswith("_")}
    return everywhere | _takers([path])


@cache
def _public() -> dict[str, int]:
    return _takers(_files())


def _files() -> list[Path]:
    """Everything but the catalogue itself, and what knows of no log."""
    named = set(packages()) - {"matching", "synthetic"}
    paths = [path for package in sorted(named) for path in python_files(package)]
    return [path for path in paths if path != ROOT / "audit" / "words.py"]


def _acts(node: ast.AST, takers: dict[str, int]) -> list[ast.expr]:
    """What the call gives as the act; nothing where it calls none of the takers."""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name not in takers:
        return []
    place = takers[name]
    by_place = node.args[place : place + 1] if place >= 0 else []
    return [*by_place, *(one.value for one in node.keywords if one.arg == "action")]


def _codes(node: ast.AST) -> list[str]:
    texts = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
    return [text for text in texts if isinstance(text, str) and CODE.fullmatch(text)]


def _named() -> Iterator[tuple[str, str]]:
    """(code, where) of every act that the product names."""
    for path in _files():
        where, takers = str(path.relative_to(ROOT)), _takers_in(path)
        if where in LOOKED_UP:
            yield from ((code, where) for code in _codes(tree(path)))
        yield from ((code, where) for code in PUT_TOGETHER.get(where, ()))
        for node in ast.walk(tree(path)):
            for act in _acts(node, takers) if isinstance(node, ast.Call) else ():
                yield from ((code, f"{where}:{node.lineno}") for code in _codes(act))


def _unread() -> Iterator[str]:
    """Acts that this walk cannot read: neither written out nor passed on."""
    for path in _files():
        where, takers = str(path.relative_to(ROOT)), _takers_in(path)
        is_named = where in LOOKED_UP or where in PUT_TOGETHER
        for function in () if is_named else ast.walk(tree(path)):
            if not isinstance(function, ast.FunctionDef):
                continue
            given = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
            for node in ast.walk(function):
                for act in _acts(node, takers) if isinstance(node, ast.Call) else ():
                    is_passed_on = isinstance(act, ast.Name) and act.id == "action" in given
                    if not is_passed_on and not _codes(act):
                        yield f"{where}:{node.lineno}"


def test_every_act_has_its_words():
    """Whoever records something new says what it is called."""
    assert sorted({(code, where) for code, where in _named() if code not in ACTS}) == []


def test_no_words_are_stale():
    """An act that nobody records any more leaves the catalogue."""
    assert set(ACTS) - {code for code, _where in _named()} == set()


def test_every_record_is_read():
    """An act whose name is worked out some other way is named in a place that is looked into."""
    assert list(_unread()) == []


def test_the_walk_sees_what_it_should():
    """Written out, chosen between two, given by place, passed on, and renamed."""
    named = {code for code, _where in _named()}
    assert {
        *("convicts.opened", "alerts.joined", "accounts.signed_in", "admin.changed"),
        *("accounts.sealed", "access.refused", "accounts.approved", "audit.asked_who_saw"),
    } <= named

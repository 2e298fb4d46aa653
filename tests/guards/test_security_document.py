"""`docs/security.md` says for each control how it is met and which test holds it; all three exist.

A row is `| C07 | promise | how | tests |`; each test is named as pytest names it.
"""

import ast
import re
from functools import cache

import pytest

from tests.guards.house import ROOT

DOCUMENT = ROOT / "docs" / "security.md"
#: Whose controls the document answers for; see its first lines.
CONTROLS = {
    *(f"C{number:02d}" for number in range(1, 16)),
    *("C17", "C18", "C19", "C21", "C22", "C23", "C24", "C25", "C26", "C27"),
    *(f"C{number:02d}" for number in (28, 29, 30, 31, 32, 33, 34, 35)),
    *("C37", "C38", "C39", "C40", "C41", "C42", "C46", "C47", "C48", "C49"),
    *(f"C{number:02d}" for number in range(54, 63)),
    *("C64", "C65", "C66", "C68"),
}
_ROW = re.compile(r"^\| (C\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def _rows() -> list[tuple[str, str, str, str]]:
    return _ROW.findall(DOCUMENT.read_text(encoding="utf-8"))


def _named() -> list[tuple[str, str, str]]:
    """(control, file, test) for every test the document names."""
    return [(row[0], *test) for row in _rows() for test in _TEST.findall(row[3])]


@cache
def _tests_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_every_control_has_its_row():
    """Each control once; none that nobody asked for."""
    found = [row[0] for row in _rows()]
    assert sorted(found) == sorted(CONTROLS)


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[0])
def test_every_row_names_a_test(row):
    """A control without a test that holds it is a hope."""
    assert _TEST.findall(row[3])


@pytest.mark.parametrize(("control", "path", "name"), _named())
def test_every_named_test_exists(control, path, name):
    """The document keeps up with the tests."""
    assert (ROOT / path).is_file()
    assert name in _tests_in(path)


def test_modules_named_exist():
    """What stands in backticks as a module or file of ours is there."""
    text = DOCUMENT.read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_]+/[\w/]+\.(?:py|txt|csv|md|lock))`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []

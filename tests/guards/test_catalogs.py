"""The Urdu catalog is complete, in step with the code, and says in Urdu what the English says."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tests.guards.house import ROOT

CATALOG = ROOT / "locale" / "ur" / "LC_MESSAGES" / "django.po"
NOT_SOURCES = (".*", "node_modules", "tests", "benchmarks", "static*", "locale", "docs", "*.pyc")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
ARABIC_SCRIPT = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
LATIN_WORD = re.compile(r"[A-Za-z]{2}")
#: May stay in Latin letters in Urdu, as on the cards themselves.
SAME_IN_URDU = {"CNIC", "NICOP"}

Message = tuple[str | None, str, str]


def _key(entry: polib.POEntry) -> Message:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def _entries(path: Path) -> dict[Message, polib.POEntry]:
    return {_key(entry): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def _translations(entry: polib.POEntry) -> dict[int, str]:
    """The translations by plural form; a message without a plural has the last form only."""
    return entry.msgstr_plural or {1: entry.msgstr}


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> dict[Message, polib.POEntry]:
    """What `make messages` would collect now, worked out beside the sources and not in them."""
    copy = tmp_path_factory.mktemp("messages") / "caspp"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_SOURCES))
    (copy / "locale").mkdir()
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(
        [sys.executable, *_command_of_make()],
        cwd=copy,
        env={**os.environ, "PATH": tools, "DEBUG": "true"},
        check=True,
        capture_output=True,
    )
    return _entries(copy / CATALOG.relative_to(ROOT))


def _command_of_make() -> list[str]:
    """The recipe of `make messages`, without its Python."""
    makefile = (ROOT / "Makefile").read_text()
    recipe = re.search(r"^messages:.*\n\t.*\$\(BIN\)/python (.+)", makefile, re.MULTILINE)
    return shlex.split(recipe[1])


@pytest.fixture(scope="module")
def catalog() -> dict[Message, polib.POEntry]:
    if not CATALOG.is_file():
        pytest.fail(f"{CATALOG.relative_to(ROOT)} is not written yet: run `make messages`.")
    return _entries(CATALOG)


def test_collecting_finds_code_and_templates(collected):
    """Texts of Python files and of templates, with their plurals (a guard that sees is awake)."""
    singular = {msgid for _, msgid, _ in collected}
    assert {"Hotel operator", "Skip to the content"} <= singular
    assert any(plural for _, _, plural in collected)


def test_catalog_has_every_text(catalog, collected):
    """Whatever the code marks for translation is in the catalog: run `make messages`."""
    assert [msgid for _, msgid, _ in sorted(set(collected) - set(catalog), key=str)] == []


def test_catalog_has_nothing_else(catalog, collected):
    """A text that left the code leaves the catalog."""
    assert [msgid for _, msgid, _ in sorted(set(catalog) - set(collected), key=str)] == []


def test_everything_is_translated(catalog):
    """No empty form of any message, and none that a tool only guessed."""
    open_ones = [
        entry.msgid
        for entry in catalog.values()
        if entry.fuzzy or not all(_translations(entry).values())
    ]
    assert open_ones == []


def test_placeholders_agree(catalog):
    """The same values are filled in; only the form for one thing may leave its number out."""
    wrong = []
    for entry in catalog.values():
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        forms = _translations(entry)
        for form, text in forms.items():
            filled = set(PLACEHOLDER.findall(text))
            if filled != wanted and not (form < max(forms) and filled < wanted):
                wrong.append((entry.msgid, form))
    assert wrong == []


def test_urdu_is_urdu(catalog):
    """Every translation of words has letters of the Urdu script, but for a few names."""
    wrong = [
        entry.msgid
        for entry in catalog.values()
        if LATIN_WORD.search(PLACEHOLDER.sub("", entry.msgid))
        and entry.msgid not in SAME_IN_URDU
        and not all(map(ARABIC_SCRIPT.search, _translations(entry).values()))
    ]
    assert wrong == []


def test_no_name_is_stale(collected):
    """What is written in Latin letters on purpose is still a text of ours."""
    assert SAME_IN_URDU - {msgid for _, msgid, _ in collected} == set()


def test_plural_forms_are_two(catalog):
    """Urdu has a form for one and a form for more."""
    assert "nplurals=2" in polib.pofile(str(CATALOG)).metadata["Plural-Forms"]
    assert {len(one.msgstr_plural) for one in catalog.values() if one.msgid_plural} <= {2}

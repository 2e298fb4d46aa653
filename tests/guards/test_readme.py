"""What README.md and docs/ tell a newcomer to type, or to follow, is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.guards.house import ROOT

README = ROOT / "README.md"
PAGES = sorted({README, *(ROOT / "docs").rglob("*.md")})
MAKE = re.compile(r"(?:^|[`$(]|&& |; )\s*make +([a-z][a-z_-]*)", re.MULTILINE)
MANAGE = re.compile(r"manage\.py +([a-z_]+)")
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)|(?:src|href)=\"([^\"]+)\"")
OUTWARD = re.compile(r"[a-z][a-z0-9+.-]*:|//")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def _text(page: Path) -> str:
    if not page.is_file():
        pytest.fail(f"{page.relative_to(ROOT)} is not written yet.")
    return page.read_text(encoding="utf-8")


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def _headings(text: str) -> set[str]:
    """The anchors that a Markdown page offers."""
    titles = re.findall(r"^#+ +(.+?) *$", CODE.sub(_keep_inline, text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _keep_inline(code: re.Match[str]) -> str:
    return "" if code[0].startswith("```") else code[0]


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_readme_is_there():
    """The door of the house."""
    assert README.is_file(), "README.md is not written yet."


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_make_commands_exist(page):
    """Every `make X` is a target of the Makefile."""
    assert sorted(set(MAKE.findall(_text(page))) - _targets()) == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_manage_commands_exist(page):
    """Every `manage.py X` is a command."""
    assert sorted(set(MANAGE.findall(_text(page))) - set(get_commands())) == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page):
    """Every relative link and image is a file of the repository, every anchor a heading in it."""
    broken = []
    for found in LINK.finditer(CODE.sub("", _text(page))):
        address = found[1] or found[2]
        if OUTWARD.match(address):
            continue
        path, _, anchor = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        has_anchors = anchor and target.suffix == ".md" and target.exists()
        if not target.exists() or (has_anchors and anchor not in _headings(_text(target))):
            broken.append(address)
    assert broken == []


def test_both_commands_of_the_house_are_told():
    """A newcomer reads how to run CASPP and how to test it."""
    assert {"run", "test"} <= set(MAKE.findall(_text(README)))


def test_the_walk_sees_what_it_should():
    """The patterns themselves, on lines as people write them."""
    assert MAKE.findall("Run `make run`.\n    make bench BENCH=checkin\n$ make test") == [
        "run",
        "bench",
        "test",
    ]
    assert MAKE.findall("which make sense here") == []
    assert MANAGE.findall("`python manage.py import_convicts FILE`") == ["import_convicts"]
    assert [one[1] or one[2] for one in LINK.finditer('[a](b.md "t") <img src="c.png">')] == [
        "b.md",
        "c.png",
    ]

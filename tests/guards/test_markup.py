"""Nothing written into a page runs or dresses it: scripts and styles are files, and ours.

The policy in the browser forbids the rest (`caspp/browser_policy.py`); this finds it before a
browser does, in every template and on every page the table of addresses knows.
"""

import re
from html.parser import HTMLParser

import pytest

from caspp import browser_policy
from tests.guards.house import ROOT
from tests.guards.test_urls import ANONYMOUS, PARTS, TABLE, _address, _answer, _part, scene

scene = scene

TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
#: Data for a script, written by Django's json_script: it does not run.
DATA = "application/json"


class _Faults(HTMLParser):
    """What runs or dresses a page from within."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag == "style":
            self.found.append("a style element")
        if tag == "script" and "src" not in named and named.get("type") != DATA:
            self.found.append("an inline script")
        for name, value in attributes:
            # A handler is one word; 'one.tone' is a condition of the template.
            is_handler = name.startswith("hx-on") or re.fullmatch(r"on[a-z]+", name)
            if is_handler or name == "style":
                self.found.append(f"{tag} {name}")
            if (value or "").strip().lower().startswith(("javascript:", "vbscript:")):
                self.found.append(f"{tag} {name}={value}")


def _faults(markup: str) -> list[str]:
    parser = _Faults()
    parser.feed(markup)
    return parser.found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_writes_a_script_or_a_style(path):
    """In the source, whatever its conditions."""
    assert _faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("part", PARTS)
def test_no_page_has_one(part, scene):
    """As rendered, for somebody who gets the page."""
    wrong = {}
    for row in (row for row in TABLE if _part(row) == part):
        person = next((one for one, status in row.get.items() if status == 200), None)
        if row.is_public and row.get.get(ANONYMOUS) == 200:
            person = ANONYMOUS
        if person is None:
            continue
        response, _refusals = _answer(scene.clients[person], "GET", _address(row, scene), {})
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and (found := _faults(response.text)):
            wrong[str(row)] = found
    assert wrong == {}


def test_the_policy_makes_no_exception():
    """No unsafe-inline, no unsafe-eval, no scheme and no star for anything that runs."""
    for directive, sources in browser_policy.CONTENT["DIRECTIVES"].items():
        assert not [one for one in sources if "unsafe" in one or one in ("*", "https:", "http:")]
        assert "data:" not in sources or directive == "img-src"


def test_the_guard_is_awake():
    """It finds what it is for."""
    bad = '<p style="x" onclick="y">', "<script>1</script>", "<a href=' JavaScript:x'>", "<style>"
    assert all(_faults(one) for one in bad)
    assert _faults(f'<script type="{DATA}">{{}}</script><script src="x"></script>') == []

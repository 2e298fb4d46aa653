"""Rules every template of the project keeps, whoever wrote it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    file
    for folder in (ROOT / "templates", *ROOT.glob("*/templates"))
    for file in folder.rglob("*.html")
)
ICON = re.compile(r"""\{%\s*icon\s+["']([^"']+)["']""")
# The icon is also named in Python: entries of the menu, tiles, the gallery.
ICON_ARGUMENT = re.compile(r"""["']?\bicon["']?\s*[=:]\s*["']([a-z0-9-]+)["']""")
ICONS = ROOT / "node_modules" / "bootstrap-icons" / "icons"

every_template = pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT))
)


def _missing(names):
    return [name for name in names if not (ICONS / f"{name}.svg").exists()]


@every_template
def test_icons_exist(template):
    assert _missing(ICON.findall(template.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "module",
    sorted(
        file
        for file in ROOT.glob("*/*.py")
        if file.parent.name not in {"tests", "node_modules", "matching"}
    ),
    ids=lambda file: str(file.relative_to(ROOT)),
)
def test_icons_named_in_python_exist(module):
    assert _missing(ICON_ARGUMENT.findall(module.read_text(encoding="utf-8"))) == []


@every_template
@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"<script(?![^>]*\bsrc=)", "a script of its own would need a hole in the policy"),
        (r"<style\b", "styles live in static/css"),
        (r"""\sstyle=["']""", "styles live in static/css"),
        (r"""\son[a-z]+=["']""", "handlers live in static/js/caspp.js"),
        (r"""(?:src|href)=["']https?://""", "nothing is fetched from outside"),
    ],
)
def test_template_fits_a_strict_content_policy(template, pattern, why):
    assert not re.search(pattern, template.read_text(encoding="utf-8")), why

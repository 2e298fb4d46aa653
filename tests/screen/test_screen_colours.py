"""The colours keep the contrast of WCAG 2.2 AA: 4.5 for words, 3 for edges and signs."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from screen import gallery

CSS = (Path(settings.BASE_DIR) / "static" / "css" / "caspp.css").read_text(encoding="utf-8")
TOKENS = dict(
    re.findall(r"^  --([a-z0-9-]+): (#[0-9a-f]{3,6});", CSS.partition("/* --- 2")[0], re.M)
)


def _luminance(colour):
    digits = TOKENS[colour].lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("ink", "paper"),
        ("ink-soft", "paper"),
        ("ink-faint", "paper"),
        ("ink-soft", "navy-50"),
        ("navy-700", "paper"),
        ("sheet", "navy-900"),
        ("navy-100", "navy-800"),
        ("navy-200", "navy-900"),
        ("sheet", "navy-800"),
        ("navy-950", "amber"),
        ("amber-ink", "amber-100"),
        ("good", "good-100"),
        ("warn", "warn-100"),
        ("bad", "bad-100"),
        ("info", "info-100"),
        ("severity-1", "paper"),
        ("severity-2", "paper"),
        ("severity-3", "paper"),
        ("severity-4", "paper"),
        ("sheet", "severity-1"),
        ("sheet", "severity-2"),
        ("sheet", "severity-3"),
        ("sheet", "severity-4"),
    ],
)
def test_words_can_be_read(words, ground):
    assert _contrast(words, ground) >= 4.5


@pytest.mark.parametrize(
    ("edge", "ground"),
    [("line-strong", "sheet"), ("line-strong", "paper"), ("navy-600", "paper")],
)
def test_edges_can_be_seen(edge, ground):
    assert _contrast(edge, ground) >= 3


def test_gallery_shows_colours_that_exist():
    assert [token for token, _purpose in gallery.COLOURS if token not in TOKENS] == []


def test_every_token_used_is_defined():
    defined = set(re.findall(r"^\s*--([a-z0-9-]+):", CSS, re.M))

    assert set(re.findall(r"var\(--([a-z0-9-]+)", CSS)) - defined == set()

"""Invented complaints: the same seed gives the same ones, in both languages, of every kind."""

import csv
import re
from itertools import islice
from pathlib import Path

import pytest

from synthetic.complaints import ABOUT_POLICE, LIKELIHOOD, stories
from synthetic.stock import shelf

CATEGORIES = Path(__file__).resolve().parents[2] / "complaints" / "data" / "categories.csv"
_URDU = re.compile("[\u0600-\u06ff]")


@pytest.fixture(scope="module")
def many():
    return list(stories(4_000, seed=5))


def test_the_same_seed_tells_the_same(many):
    """And another seed tells others."""
    assert list(islice(stories(4_000, seed=5), 50)) == many[:50]
    assert list(stories(50, seed=6)) != many[:50]


def test_every_category_is_told_in_both_languages():
    """Whatever can be complained of has a likelihood and its words, and nothing else has."""
    with CATEGORIES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert set(LIKELIHOOD) == {row["code"] for row in rows}
    assert {row["code"] for row in rows if row["against_police"] == "yes"} == ABOUT_POLICE
    told = list(shelf("complaints"))
    assert {row["category"] for row in told} == set(LIKELIHOOD)
    for row in told:
        assert _URDU.search(row["ur"])
        assert not _URDU.search(row["en"])
        slots = [sorted(re.findall(r"{(\w+)}", row[tongue])) for tongue in ("en", "ur")]
        assert slots[0] == slots[1], row


def test_a_story_is_whole(many):
    """Nothing is left to be filled in, and its language is the one it says."""
    for story in many:
        assert not re.search("[{}]", story.details)
        assert bool(_URDU.search(story.details)) == (story.language == "ur")
        assert story.details[0].isupper() or story.language == "ur"
        assert bool(story.property_lost) <= (story.property_value > 0)


def test_shares(many):
    """Three in a hundred are of sealed kinds at most, two are about the police."""
    sealed = {"sexual", "harassment", "child", "drugs", "weapons"}
    assert 0.015 < sum(one.category in sealed for one in many) / len(many) < 0.04
    assert 0.012 < sum(one.category in ABOUT_POLICE for one in many) / len(many) < 0.03
    assert 0.4 < sum(one.language == "ur" for one in many) / len(many) < 0.7
    assert 0.15 < sum(bool(one.accused) for one in many) / len(many) < 0.4

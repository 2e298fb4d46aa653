"""Where every complaint goes, against a table that a lawyer reads line by line: routing.csv.

The table was written from the rules (front desk, call to 15, 1787), not printed from the code. It
has every category, an adult and a juvenile, an accused named or not, every post complained of.
"""

import csv
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from accounts.roles import Role
from accounts.seals import Seal
from complaints.categories import ComplaintCategory
from complaints.models import Complaint, Level, Post
from complaints.owners import HEAD, OFFICERS, owners_of
from complaints.querysets import RUNG
from complaints.routing import is_juvenile, route
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_sdpo

TABLE = Path(__file__).with_name("routing.csv")
POSTS = {
    "not told": "",
    "not known": Post.UNKNOWN,
    "works at a police station": Post.STATION,
    "SDPO": Post.SDPO,
    "DPO": Post.DPO,
    "above the district": Post.ABOVE,
}
LEVELS = {
    Level.STATION: ("station", "SHO of the station"),
    Level.CIRCLE: ("circle", "SDPO of the circle"),
    Level.DISTRICT: ("district", "DPO of the district"),
    Level.COMMAND: ("command", "RPO or IGP"),
}
SEALS = {
    "": "no",
    Seal.SEXUAL_OFFENCE: "sexual offence",
    Seal.JUVENILE: "juvenile",
    Seal.INFORMANT: "informant",
}
HOURS = {24: "24 hours", 72: "72 hours", 336: "2 weeks", 8: "8 hours", None: "no"}


def lines() -> list[list[str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def taken(category: ComplaintCategory, who: str, named: str, post: str) -> list[str]:
    """The line of the table as the code has it."""
    way = route(
        category,
        is_juvenile=who == "juvenile",
        is_accused_known=named == "somebody",
        posts=[POSTS[post]] if post else [],
    )
    times = [HOURS[hours] for hours in (way.hours, way.call_hours, way.fir_hours)]
    return [
        *(category.code, category.name, who, named, post),
        *LEVELS[way.level],
        SEALS[way.sealed_as],
        *times,
    ]


@pytest.mark.django_db
def test_every_complaint_goes_where_the_table_says():
    """All of it, in the order of the table."""
    found = []
    for category in ComplaintCategory.objects.order_by("position"):
        who = ("adult", "juvenile")
        cases = (
            product(who, [""], POSTS)
            if category.against_police
            else product(who, ["nobody", "somebody"], [""])
        )
        found += [taken(category, *case) for case in cases]
    assert found == lines()


@pytest.mark.django_db
def test_several_officers_go_to_the_highest():
    """One complaint about a constable and his SDPO is above the SDPO."""
    category = ComplaintCategory.objects.get(code="bribe")
    posts = [Post.STATION, Post.SDPO]
    way = route(category, is_juvenile=False, is_accused_known=False, posts=posts)
    assert way.level == Level.DISTRICT


def test_no_officer_of_a_level_is_below_it():
    """Whoever a complaint is marked to, and whoever answers for it, may see its level."""
    for level in Level:
        for role in (HEAD[level], *OFFICERS[level]):
            assert RUNG.get(role, 1) >= level
    assert Role.SHO not in OFFICERS[Level.CIRCLE]


@pytest.mark.parametrize(
    ("born", "year", "juvenile"),
    [
        (date(2008, 11, 27), None, True),
        (date(2008, 11, 26), None, False),
        (None, 2009, True),
        (None, 2008, False),
        (None, None, False),
    ],
)
def test_a_juvenile_is_under_eighteen(born, year, juvenile):
    """On the day; by the year alone he is of age from its first day."""
    complaint = Complaint(date_of_birth=born, birth_year=year)
    assert is_juvenile(complaint, date(2026, 11, 26)) is juvenile


@pytest.mark.django_db
def test_a_vacant_post_falls_to_the_next_level(cast, now):
    """No SDPO: the DPO answers for it; he is complained of: command."""
    on = now.date()
    assert owners_of(cast.kohsar, Level.CIRCLE, on=on) == [cast.dania]
    hina = make_sdpo(cast)
    assert owners_of(cast.kohsar, Level.CIRCLE, on=on) == [hina]
    assert owners_of(cast.kohsar, Level.CIRCLE, on=on, but=[hina.pk]) == [cast.dania]
    igp = make_officer("igp", Role.COMMAND)
    assert owners_of(cast.kohsar, Level.CIRCLE, on=on, but=[hina.pk, cast.dania.pk]) == [igp]

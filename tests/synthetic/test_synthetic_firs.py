"""Invented FIRs: the same seed gives the same, in both languages, under sections that exist."""

import csv
import re
from pathlib import Path

import pytest

from matching.imei import IMEI
from matching.vehicle import Registration, SerialNumber
from synthetic.complaints import LIKELIHOOD
from synthetic.firs import BY_PROVINCE, Casework, Informants, kinds, kinds_of
from synthetic.stock import shelf

SECTIONS = Path(__file__).resolve().parents[2] / "firs" / "data" / "sections.csv"
_URDU = re.compile("[\u0600-\u06ff]")


def _told(count, seed=5):
    informants = Informants(seed)
    return [
        informants.tell(("Islamabad", "Karachi", "Lahore", "Peshawar")[number % 4], year=2026)
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def many():
    return _told(4_000)


def test_the_same_seed_tells_the_same(many):
    """And another seed tells others."""
    assert _told(50) == many[:50]
    assert _told(50, seed=6) != many[:50]


def test_sections_are_the_law():
    """Every kind is registered under sections of the table, those of a province there."""
    with SECTIONS.open(encoding="utf-8", newline="") as stream:
        rows = {row["code"]: row for row in csv.DictReader(stream)}
    asked = {code for kind in kinds() for way in kind.sections for code in way}
    assert asked | set(BY_PROVINCE.values()) <= set(rows)
    # Nothing that another agency investigates is registered at a station.
    assert not [code for code in asked if rows[code]["refer_to"]]
    assert {code for code, _digit in BY_PROVINCE} <= asked


def test_every_complaint_has_a_kind_of_case():
    """Whatever category of complaint ends as an FIR, there is a kind for it."""
    named = {category for kind in kinds() for category in kind.categories}
    assert named <= set(LIKELIHOOD)
    assert all(kinds_of(category) for category in LIKELIHOOD)


def test_words_stand_in_both_languages():
    """With the same slots; an English text has no Urdu letter in it."""
    for name in ("fir_words", "fir_kinds", "casework"):
        for row in shelf(name):
            assert _URDU.search(row["ur"]), row
            assert not _URDU.search(row["en"]), row
            slots = [sorted(re.findall(r"{(\w+)}", row[tongue])) for tongue in ("en", "ur")]
            assert slots[0] == slots[1], row
    said = Casework()
    assert all(said.say(row["subject"], "ur", lambda: 0.0) for row in shelf("casework"))


def test_a_case_is_whole(many):
    """Nothing is left to be filled in; its people and things are of the shapes that forms take."""
    for one in many:
        assert not re.search("[{}]", one.details)
        assert bool(_URDU.search(one.details)) == (one.language == "ur")
        assert one.sections
        assert one.accused
        assert all(party.person or party.description for party in one.accused)
        if one.kind.by_police:
            assert one.informant.gender == "M"
        if one.vehicle:
            assert Registration.parse(one.vehicle.registration_no) == one.vehicle.registration_no
            for number in filter(None, (one.vehicle.chassis_no, one.vehicle.engine_no)):
                assert SerialNumber.parse(number) == number
        if one.mobile:
            for number in filter(None, (one.mobile.imei, one.mobile.imei_2)):
                assert IMEI.parse(number) == number
        if one.kind.harmed == "woman":
            assert all(party.person.gender == "F" for party in one.victims)


def test_shares(many):
    """One of eight is of a vehicle, one of seven of a telephone; six of ten name somebody."""
    assert 0.09 < sum(one.vehicle is not None for one in many) / len(many) < 0.15
    assert 0.11 < sum(one.mobile is not None for one in many) / len(many) < 0.17
    assert 1.2 < sum(len(one.accused) for one in many) / len(many) < 1.6
    named = sum(any(party.person for party in one.accused) for one in many)
    assert 0.45 < named / len(many) < 0.7
    people = [party for one in many for party in (*one.accused, *one.victims) if party.person]
    assert 0.005 < sum((party.age or 99) < 18 for party in people) / len(people) < 0.05
    accused = [p.person.cnic for one in many for p in one.accused if p.person and p.person.cnic]
    assert len(set(accused)) < len(accused)


def test_what_is_told_is_kept():
    """A complaint has said what kind of case it is, in which language, and whom it accuses."""
    informants = Informants(3)
    kind = next(one for one in kinds() if one.name == "robbery")
    told = informants.tell("Islamabad", year=2026, kind=kind, language="en", accused="Asif Bashir")
    assert (told.kind, told.language) == (kind, "en")
    assert [party.person.name for party in told.accused] == ["Asif Bashir"]
    assert not told.accused[0].person.cnic
    nobody = informants.tell("Islamabad", year=2026, kind=kind, accused="")
    assert all(party.person is None for party in nobody.accused)

"""Folding a person: keys that meet, and a content hash that stays."""

import subprocess
import sys

import pytest

from matching import Folded, Identity
from tests.matching.cast import (
    CNIC,
    NEIGHBOURS_SWAPPED,
    ONE_DIGIT_OFF,
    TWO_DIGITS_OFF,
    aslam,
    person,
)


def meet(one: Folded, other: Folded) -> bool:
    return bool(set(one.keys) & set(other.keys))


def test_an_identity_of_nothing_is_refused() -> None:
    """An empty identity could never be found."""
    with pytest.raises(ValueError, match="at least one field"):
        Identity()


@pytest.mark.parametrize("cnic", [CNIC, ONE_DIGIT_OFF, NEIGHBOURS_SWAPPED])
def test_cnics_within_one_slip_meet(cnic: str) -> None:
    """Equal, one digit off and two swapped share a key without any name."""
    assert meet(person(cnic=CNIC), person(cnic=cnic))


@pytest.mark.parametrize("cnic", ["33648502956", "0000000000000", "nil", "33648-5029561-33"])
def test_what_is_no_cnic_makes_no_key(cnic: str) -> None:
    """Old numbers, placeholders and wrong lengths are left out."""
    folded = person(cnic=cnic)
    assert folded.cnic == ""
    assert folded.keys == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"name": "Mohd Aslam", "relative_name": "Ghulam Rasool"},
            {"name": "محمد اسلم ولد غلام رسول"},
        ),
        (
            {"name": "Mohd Aslam s/o Ghulam Rasool"},
            {"name_ur": "محمد اسلم", "relative_name_ur": "غلام رسول"},
        ),
        ({"name": "Nasreen Bibi W/O Abdul Ghafoor"}, {"name": "نسرین بی بی زوجہ عبدالغفور"}),
        (
            {"name": "Imran @ Billa S/O Karam Din"},
            {"name": "Billa", "relative_name": "Karam Deen"},
        ),
        (
            {"name": "Zaryab", "aliases": ("کالا",), "relative_name": "Ali"},
            {"name": "Kala", "relative_name": "علی"},
        ),
        (
            {"name": "Rana Tariq", "relative_name": "s/o Haji Bashir"},
            {"name": "Tarek", "relative_name": "Basheer"},
        ),
        ({"passport_no": "ab 123-4567"}, {"passport_no": "AB1234567", "nationality": "PAK"}),
    ],
)
def test_one_person_entered_two_ways_meets(one: dict[str, str], other: dict[str, str]) -> None:
    """Roman and Urdu, fields filled together or apart, aliases and passports share a key."""
    assert meet(person(**one), person(**other))


def test_without_a_relative_name_district_and_year_meet() -> None:
    """A record without a father is found by name, district and year, one year apart included."""
    known = aslam(district="Lahore", birth_year=1962)
    assert meet(known, person(name="Aslam", district="لاہور", birth_year=1963))
    assert not meet(known, person(name="Aslam", district="Lahore", birth_year=1964))


def test_a_lone_name_makes_no_key() -> None:
    """A lone name is no link."""
    assert person(name="Muhammad Aslam").keys == ()


def test_cnics_two_slips_apart_may_not_be_one_person_by_name_keys_alone() -> None:
    """The keys meet by name; comparing then tells the two apart."""
    assert meet(aslam(cnic=CNIC), aslam(cnic=TWO_DIGITS_OFF))


@pytest.mark.parametrize("placeholder", ["nil", "N/A", "Not Known", "نامعلوم", "-"])
def test_a_placeholder_is_no_name(placeholder: str) -> None:
    """What only fills the field joins nobody."""
    assert person(name="Aslam", relative_name=placeholder).relatives == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"cnic": CNIC}, {"cnic": "3364850295613"}),
        ({"cnic": CNIC}, {"cnic": "۳۳۶۴۸ ۵۰۲۹۵۶۱ ۳"}),
        ({"name": "Abdul-Rehman  Khan"}, {"name": "ABDUL REHMAN KHAN "}),
        ({"name": "علي"}, {"name": "علی"}),
        ({"aliases": ("Billa", "Kala")}, {"aliases": ("Kala", "Billa")}),
    ],
)
def test_the_same_entry_has_the_same_hash(one: dict[str, str], other: dict[str, str]) -> None:
    """Spaces, dashes, case, the script of digits and the order of aliases do not count."""
    assert person(**one).content_hash == person(**other).content_hash


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Aslam"}, {"name": "Akram"}),
        ({"name": "Aslam"}, {"relative_name": "Aslam"}),
        ({"name": "Aslam"}, {"name": "Aslam", "birth_year": 1962}),
        ({"name": "Aslam"}, {"aliases": ("Aslam",)}),
    ],
)
def test_another_entry_has_another_hash(one: dict[str, str], other: dict[str, str]) -> None:
    """Any change of content changes the hash, also from field to field."""
    assert person(**one).content_hash != person(**other).content_hash


def test_keys_are_equal_in_another_process() -> None:
    """Keys lie in the database for years, so no process may make its own."""
    code = (
        "from matching import Identity, fold;"
        "f = fold(Identity(name='Mohd Aslam', relative_name='Ghulam Rasool', "
        "cnic='33648-5029561-3'));"
        "print(*f.keys, f.content_hash)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "77", "PYTHONPATH": "."},
    )  # fmt: skip
    folded = person(name="Mohd Aslam", relative_name="Ghulam Rasool", cnic=CNIC)
    assert told.stdout.split() == [*map(str, folded.keys), folded.content_hash]


def test_keys_never_change_unnoticed() -> None:
    """These two keys are stored; if this fails, keys in every database have to be made again."""
    assert person(passport_no="AB1234567", nationality="PAK").keys == (
        -5699815766410156325,
        9161067618120222038,
    )

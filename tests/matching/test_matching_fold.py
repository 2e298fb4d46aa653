"""Folding a person: keys that meet, and a content hash that stays."""

import subprocess
import sys

import pytest

from matching import PERSON, Folded, Identity, Term, compare, records, token
from tests.matching.cast import (
    ANOTHER_CNIC,
    CNIC,
    NEIGHBOURS_SWAPPED,
    ONE_DIGIT_OFF,
    TWO_DIGITS_OFF,
    aslam,
    person,
    shares_a_key,
)


def meet(one: Folded, other: Folded) -> bool:
    """They share a key, whichever of them is on the list."""
    assert shares_a_key(one, other) == shares_a_key(other, one)
    return shares_a_key(one, other)


def test_an_identity_of_nothing_is_refused() -> None:
    """An empty identity could never be found."""
    with pytest.raises(ValueError, match="at least one field"):
        Identity()


@pytest.mark.parametrize("cnic", [CNIC, ONE_DIGIT_OFF, NEIGHBOURS_SWAPPED])
def test_cnics_within_one_slip_meet(cnic: str) -> None:
    """Equal, one digit off and two swapped share a key without any name."""
    assert meet(person(cnic=CNIC), person(cnic=cnic))


@pytest.mark.parametrize("cnic", ["33648502956", "0000000000000", "nil", "33648-5029561-3355"])
def test_what_is_no_cnic_makes_no_key(cnic: str) -> None:
    """Old numbers, placeholders and wrong lengths are left out."""
    folded = person(cnic=cnic)
    assert (folded.cnic, folded.cnic_part) == ("", "")
    assert not shares_a_key(folded, folded)


@pytest.mark.parametrize("place", range(13))
def test_a_digit_lost_or_added_meets(place: int) -> None:
    """Twelve or fourteen digits find the thirteen they came from, wherever the slip was."""
    digits = CNIC.replace("-", "")
    lost, added = digits[:place] + digits[place + 1 :], digits[:place] + "7" + digits[place:]
    for mistyped in (lost, added):
        assert person(cnic=mistyped).cnic == ""
        assert meet(person(cnic=mistyped), person(cnic=CNIC))
        found = compare(aslam(cnic=mistyped), aslam(cnic=CNIC))
        assert found is not None
        assert found.evidence[0].term in (Term.CNIC_DIGIT_LOST,)


@pytest.mark.parametrize("cnic", ["33648-5O29561-3", "33648-502956I-3", "۳۳۶۴۸-۵۰۲۹۵۶۱-۳"])
def test_a_digit_is_a_digit_however_it_is_written(cnic: str) -> None:
    """O for 0 and I for 1, as scans have them, and the digits of Urdu."""
    assert person(cnic=cnic).cnic == CNIC.replace("-", "")


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


def test_two_slips_meet_by_what_is_left_and_a_word() -> None:
    """Four digits in the middle or at the end, with a word of the name."""
    assert meet(aslam(cnic=CNIC), aslam(cnic=TWO_DIGITS_OFF))
    assert not meet(aslam(cnic=CNIC), aslam(cnic=ANOTHER_CNIC))


def test_whoever_has_a_cnic_meets_by_name_only_those_without() -> None:
    """Two different CNICs are two people, whatever they are called."""
    assert meet(aslam(cnic=CNIC), aslam())
    assert meet(aslam(), aslam(cnic=CNIC))
    assert meet(aslam(), aslam())


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


def test_the_record_is_equal_in_another_process() -> None:
    """Records lie in the database for years, so no process may make its own."""
    code = (
        "from matching import Identity, fold;"
        "f = fold(Identity(name='Mohd Aslam', relative_name='Ghulam Rasool', "
        "name_ur='زریاب', cnic='33648-5029561-3', district='Lahore'));"
        "print(f.record.hex(), f.content_hash)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "77", "PYTHONPATH": "."},
    )  # fmt: skip
    folded = person(
        name="Mohd Aslam", relative_name="Ghulam Rasool", name_ur="زریاب", cnic=CNIC,
        district="Lahore",
    )  # fmt: skip
    assert told.stdout.split() == [folded.record.hex(), folded.content_hash]


def test_records_never_change_unnoticed() -> None:
    """Rows like this one are stored: if this fails, raise `_LAYOUT`, and all are folded anew."""
    (row,) = records([person(name="Abdul Rehman", cnic=CNIC, gender="M").record])
    assert int(row["cnic"]) == 0x23364850295613
    assert token.letters(int(row["own"][0])) == "rahman"
    assert token.head(int(row["own"][0])) == "abdul"
    assert (int(row["own_starts"]), int(row["relative_starts"])) == (1, 0)
    assert len(row.tobytes()) == PERSON.itemsize == 206

"""Passports, births, names and relations as a record holds them."""

import datetime

import pytest
from django import forms
from django.utils.translation import override

from convicts.models import ConvictRecord
from people import countries
from people.born import BornField
from people.forms import PassportFormField
from people.models import born_in
from people.names import relation_line
from people.passport import InvalidPassport, PassportNumber


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("AB1234567", "AB1234567"),
        ("ab 123-4567", "AB1234567"),
        ("ab/1234567.", "AB1234567"),
        ("۱۲۳۴۵۶۷", "1234567"),
        ("P-12345", "P12345"),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_passport(text, number):
    """However it is spaced: upper-case letters and digits."""
    assert PassportNumber.parse(text) == number


@pytest.mark.parametrize("text", ["", "A123", "AB123456ü", "AB123*456", "1" * 21, "پاسپورٹ"])
def test_no_passport(text):
    """Too short, too long, or with other characters."""
    with pytest.raises(InvalidPassport):
        PassportNumber.parse(text)
    if text:
        with pytest.raises(forms.ValidationError):
            PassportFormField().clean(text)


DAY = datetime.date(1985, 3, 23)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("", (None, None)),
        ("23-03-1985", (DAY, 1985)),
        ("23/03/1985", (DAY, 1985)),
        ("23.03.1985", (DAY, 1985)),
        ("1985-03-23", (DAY, 1985)),
        ("۲۳-۰۳-۱۹۸۵", (DAY, 1985)),
        (" 1985 ", (None, 1985)),
        ("۱۹۸۵", (None, 1985)),
        ("1900", (None, 1900)),
    ],
)
def test_born(text, born):
    """A day in the usual spellings, or the year alone, or nothing."""
    assert BornField(required=False).clean(text) == born


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31-02-1985", "invalid"),
        ("1985-02-31", "invalid"),
        ("23-03-85", "invalid"),
        ("about 40", "invalid"),
        ("85", "invalid"),
        ("0000", "too_old"),
        ("1899", "too_old"),
        ("31-12-1899", "too_old"),
        ("9999", "future"),
        ("01-01-2999", "future"),
        (str(datetime.date.today().year + 1), "future"),
    ],
)
def test_not_born(text, code):
    """What cannot be a birth says why."""
    with pytest.raises(forms.ValidationError) as refused:
        BornField(required=False).clean(text)
    assert refused.value.code == code


def test_born_today():
    """A child of today is no mistake."""
    today = datetime.date.today()
    assert BornField().clean(f"{today:%d-%m-%Y}") == (today, today.year)


def test_year_follows_the_date():
    """Where there is a date, the year is its year."""
    assert [born_in(DAY, None), born_in(DAY, 1980), born_in(None, 1980), born_in(None, None)] == [
        1985,
        1985,
        1980,
        None,
    ]


@pytest.mark.parametrize(
    ("relation", "relative", "line"),
    [
        ("S", "Ghulam Rasool", "s/o Ghulam Rasool"),
        ("D", "Ghulam Rasool", "d/o Ghulam Rasool"),
        ("W", "Tariq", "w/o Tariq"),
        ("", "Tariq", "relative: Tariq"),
        ("S", "", ""),
        ("", "", ""),
    ],
)
def test_relation_line(relation, relative, line):
    """Whose son, daughter or wife; nothing when no relative is known."""
    assert relation_line(relation, relative) == line


def test_person_reads_himself():
    """The properties that pages use, with and without a value."""
    known = ConvictRecord(
        name="Aslam", relation="S", relative_name="Rasool", relative_name_ur="رسول",
        cnic="4210112345671", nationality="AFG", gender="X", birth_year=1985, date_of_birth=DAY,
        passport_no="AB1234567", phone="03001234567",
    )  # fmt: skip
    assert known.relation_line == "s/o Rasool"
    assert known.relation_line_ur.endswith("رسول")
    assert (known.cnic_formatted, known.cnic_masked) == ("42101-1234567-1", "42101-•••••••-1")
    assert (known.passport_masked, known.phone_masked) == ("AB1••••", "••••-••••567")
    assert (known.nationality_name, known.gender_label) == ("Afghanistan", "Transgender")
    assert known.birth == DAY
    unknown = ConvictRecord(name="Aslam")
    assert unknown.relation_line == unknown.cnic_formatted == unknown.cnic_masked == ""
    assert unknown.passport_masked == unknown.phone_masked == ""
    assert unknown.nationality_name == unknown.gender_label == ""
    assert unknown.birth is None
    assert ConvictRecord(name="Aslam", birth_year=1985).birth == 1985


def test_matching_reads_every_identity_field():
    """The mixin and the matching package speak of the same fields."""
    person = ConvictRecord(name="Aslam", cnic="4210112345671")
    identity = person.identity()
    assert (identity.name, identity.cnic) == ("Aslam", "4210112345671")
    own = {field.name for field in ConvictRecord._meta.concrete_fields}
    assert set(ConvictRecord.IDENTITY_FIELDS) <= own


def test_countries():
    """Pakistan first, in the reader's language; an unknown code stays as it is."""
    assert countries.choices()[0] == ("PAK", "Pakistan")
    assert countries.name_of("XXZ") == "XXZ"
    with override("ur"):
        assert countries.name_of("PAK") == "پاکستان"

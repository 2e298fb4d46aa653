"""Plates, chassis, engine and telephone numbers: many spellings, one stored form, one key."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching.imei import IMEI, InvalidIMEI
from matching.vehicle import (
    KEY_LENGTH,
    InvalidRegistration,
    InvalidSerialNumber,
    Registration,
    SerialNumber,
    registration_key,
)

SPELLINGS = {
    "LEA-19-1234": [
        *("LEA-19-1234", "lea 19 1234", "LEA191234", "Lea19-1234", "L.E.A. 19/1234"),
        *("LEA-2019-1234", "LEA–19–1234", "LEA-۱۹-۱۲۳۴", "lea-١٩-١٢٣٤", "  LEA  19  1234 "),
        *("Punjab LEA-19-1234", "LEA-19-1234 PUNJAB", "\u200eLEA-19-1234\u200f", "ＬＥＡ-19-1234"),
    ],
    "ABC-123": ["ABC-123", "abc123", "ABC 123", "Sindh ABC-123", "A B C - 123"],
    "ABC-1234": ["ABC 1234", "abc1234"],
    "AB-123": ["ICT AB-123", "AB-123", "ab 123 Islamabad", "ICT-AB-123"],
    "KBC-1234": ["KBC-1234"],
    "RIA-1234": ["RIA 1234", "R.I.A 1234"],
    "GP-1234": ["GP-1234", "G.P. 1234"],
    "LEL-15A-1234": ["LEL-15A-1234", "LEL 15 A 1234", "lel15a1234"],
    "A-1234": ["A-1234", "KPK A 1234", "KP-A-1234"],
    "ICT-123": ["ICT-123", "ICT 123"],  # no other letters: these are the series
    "LEA-1912": ["LEA-1912", "LEA1912"],  # four figures are a number, not a year and two
    "LEA-07-123": ["LEA07123", "LEA-07-123"],
    "CD-64-123": ["CD 64-123"],
    "B-1": ["B-1"],
}


@pytest.mark.parametrize(
    ("plate", "text"), [(plate, text) for plate, texts in SPELLINGS.items() for text in texts]
)
def test_every_spelling_of_a_plate_is_one(plate, text):
    """Case, dashes, spaces, figures of any script and the province's name do not matter."""
    registration = Registration.parse(text)
    assert registration == plate
    assert registration.key == registration_key(text) == Registration.parse(plate).key


def test_no_two_of_these_plates_are_one():
    """The year is kept, and so is the number beside it."""
    keys = {Registration.parse(plate).key for plate in SPELLINGS}
    assert len(keys) == len(SPELLINGS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ABC-001", "ABC-1"),
        ("ABC 0123", "ABC-123"),
        ("LEA-19-0012", "LEA-19-12"),
        ("LEA190012", "LEA-19-12"),
    ],
)
def test_noughts_before_a_number_do_not_count(one, other):
    """They stand on the plate, and are stored; the key knows none."""
    assert Registration.parse(one).key == Registration.parse(other).key
    assert Registration.parse("ABC-001") == "ABC-001"


@pytest.mark.parametrize(
    ("one", "other"),
    [("LEA-19-1234", "LEA-18-1234"), ("LEA-19-12", "LEA-1912"), ("LEA-19-1234", "LEA-1234"),
     ("ABC-123", "ABD-123"), ("ABC-123", "ABC-1230"), ("LEL-15A-1234", "LEL-15-1234")],
)  # fmt: skip
def test_two_vehicles(one, other):
    """Another year, another letter, another figure."""
    assert registration_key(one) != registration_key(other)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "figures"),
        ("-", "figures"),
        ("applied for", "figures"),
        ("ایل ای اے", "characters"),
        ("ایل ای اے 1234", "characters"),
        ("1234", "shape"),
        ("LEA-000", "shape"),
        ("ABCDE-1", "shape"),
        ("1234-LEA", "shape"),
        ("LEA-19-12-34", "shape"),
        ("LEA-1234567", "shape"),
        ("LEA-19-1234 white Corolla", "shape"),
    ],
)
def test_no_plate_says_why(text, reason):
    """So that a form can say what to do."""
    with pytest.raises(InvalidRegistration) as refused:
        Registration.parse(text)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("12A-3456", "12A3456"),
        ("Kabul 12345", "KABUL12345"),
        ("کابل ۱۲۳۴۵", "کابل12345"),
        ("", ""),
        ("-", ""),
        ("0000", ""),
        ("00", ""),
        ("none", ""),
        ("n/a", ""),
        ("applied for", ""),
        ("12", ""),
    ],
)
def test_an_odd_plate_has_a_key_where_it_tells_a_vehicle(text, key):
    """What people write in place of a plate must not make all of them one vehicle."""
    assert registration_key(text) == key


@given(st.text(max_size=40))
@example("ﷺ1" * 20)
@example("1" * 400)
def test_whatever_is_typed_has_a_key_that_fits(text):
    """A clerk may type anything: no error, no longer than its column, and the same again."""
    key = registration_key(text)
    assert len(key) <= KEY_LENGTH
    assert "\0" not in key
    try:
        registration = Registration.parse(text)
    except InvalidRegistration:
        return
    assert registration.isascii()
    assert Registration.parse(registration) == registration
    assert registration.key == key


SERIALS = [
    ("NZE170-6012345", "NZE1706012345", "NZE1706012345"),
    (" nze170 6012345 ", "NZE1706012345", "NZE1706012345"),
    ("1NZ-F۱۲۳۴۵۶", "1NZF123456", "1NZF123456"),
    ("NZE17O-6OI2345", "NZE17O6OI2345", "NZE1706012345"),
    ("JTDBR32E 530012345", "JTDBR32E530012345", "JTDBR32E530012345"),
]


@pytest.mark.parametrize(("text", "stored", "key"), SERIALS)
def test_serial_numbers(text, stored, key):
    """Stored as stamped; in the key the letter O is a nought and the letter I a one."""
    number = SerialNumber.parse(text)
    assert (number, number.key) == (stored, key)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "length"),
        ("AB1", "length"),
        ("1" * 26, "length"),
        ("چیسس 1234", "characters"),
        ("not seen", "figures"),
        ("0000", "figures"),
    ],
)
def test_no_serial_number_says_why(text, reason):
    """What stands in place of a number is none."""
    with pytest.raises(InvalidSerialNumber) as refused:
        SerialNumber.parse(text)
    assert refused.value.reason == reason


WHOLE = "490154203237518"


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        "49-015420-323751-8",
        "49 015420 323751 8",
        "۴۹۰۱۵۴۲۰۳۲۳۷۵۱۸",
        WHOLE[:14],  # as networks write it
        "49-015420-323751",
        WHOLE[:14] + "01",  # with the version of the software
    ],
)
def test_every_spelling_of_an_imei_is_one(text):
    """Fourteen digits are completed, sixteen reduced, fifteen checked."""
    imei = IMEI.parse(text)
    assert (imei, imei.key, imei.formatted()) == (WHOLE, WHOLE[:14], "49-015420-323751-8")


@pytest.mark.parametrize(
    ("text", "reason", "digits"),
    [
        ("", "characters", 0),
        ("49015420323751A", "characters", 0),
        ("4901542032375", "length", 13),
        ("49015420323751812", "length", 17),
        ("0" * 15, "same", 0),
        ("1" * 14, "same", 0),
        (WHOLE[:14] + "7", "check", 0),
        (WHOLE[:14] + "0", "check", 0),
        ("490154203237581", "check", 0),
    ],
)
def test_no_imei_says_why(text, reason, digits):
    """A mistyped digit is found by the last one."""
    with pytest.raises(InvalidIMEI) as refused:
        IMEI.parse(text)
    assert (refused.value.reason, refused.value.digits) == (reason, digits)


@given(
    st.text(alphabet="0123456789", min_size=14, max_size=14), st.integers(0, 14), st.integers(1, 9)
)
def test_one_wrong_digit_is_never_an_imei(digits, place, by):
    """Luhn finds every single slip."""
    try:
        whole = IMEI.parse(digits)
    except InvalidIMEI:
        return
    wrong = whole[:place] + str((int(whole[place]) + by) % 10) + whole[place + 1 :]
    with pytest.raises(InvalidIMEI):
        IMEI.parse(wrong)

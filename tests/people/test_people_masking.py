"""Numbers in a sentence are shown in part; what is no number of a person's stays."""

import pytest

from people.masking import masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CNIC 61101-1234567-1: every digit agrees", "CNIC 61101-•••••••-1: every digit agrees"),
        ("6110112345671", "61101-•••••••-1"),
        ("۶۱۱۰۱-۱۲۳۴۵۶۷-۱", "61101-•••••••-1"),
        (
            "one digit off: 61101-1234567-1, on the list 61101-1234568-1",
            "one digit off: 61101-•••••••-1, on the list 61101-•••••••-1",
        ),
        ("یہاں \u206861101-1234567-1\u2069، فہرست", "یہاں \u206861101-•••••••-1\u2069، فہرست"),
        ("CNIC 33648-[5→1]029561-3", "CNIC 336••••"),
        ("611011234567", "611••••"),
        ("Passport PAK AB1234567: agree", "Passport PAK AB1••••: agree"),
        ("Same phone number: 0300-1234567", "Same phone number: ••••-••••567"),
        ("+923001234567", "+••••-••••567"),
        ("Born the same day, 14-08-1979", "Born the same day, 14-08-1979"),
        ("born 1979-08-14", "born 1979-08-14"),
        ("Born the same year, 1979 +3.6 · one of 12 candidates", None),
        ("FIR 12/2026 Kohsar · G-9/4", None),
        ("", None),
    ],
)
def test_masked(text, expected):
    assert masked(text) == (text if expected is None else expected)

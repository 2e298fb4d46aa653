"""Phone numbers: many spellings, one stored form."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from people.fields import PhoneField
from people.forms import PhoneFormField
from people.phone import InvalidPhone, Phone


@pytest.mark.parametrize(
    "text",
    [
        "03001234567",
        "0300-1234567",
        "0300 123 4567",
        "(0300) 1234567",
        "+92 300 1234567",
        "+923001234567",
        "0092-300-1234567",
        "۰۳۰۰-۱۲۳۴۵۶۷",
        "٠٣٠٠١٢٣٤٥٦٧",
        " 0300-1234567 ",
    ],
)
def test_one_mobile_in_many_spellings(text):
    """A mobile of Pakistan is stored as people say it: 03XXXXXXXXX."""
    assert Phone.parse(text) == "03001234567"


@pytest.mark.parametrize(
    ("text", "stored", "shown"),
    [
        ("051-5550001", "0515550001", "0515550001"),
        ("+92 51 9203333", "0519203333", "0519203333"),
        ("0300-1234567", "03001234567", "0300-1234567"),
        ("+44 20 7946 0000", "+442079460000", "+442079460000"),
        ("0044 20 7946 0000", "+442079460000", "+442079460000"),
        ("+93 70 123 4567", "+93701234567", "+93701234567"),
        ("+1 212 555 0123", "+12125550123", "+12125550123"),
    ],
)
def test_stored_and_shown(text, stored, shown):
    """Landlines and foreign numbers, too."""
    phone = Phone.parse(text)
    assert (phone, phone.formatted()) == (stored, shown)


@pytest.mark.parametrize(
    "text", ["", "none", "12", "01222", "0300-12345678901234", "+999 12345", "+"]
)
def test_no_number(text):
    """What cannot be dialled is refused."""
    with pytest.raises(InvalidPhone):
        Phone.parse(text)


@given(st.text(max_size=40) | st.from_regex(r"\A(0|\+|00|\+92)[0-9 -]{3,18}\Z"))
@example("01222")
@example("+92 00 9834 0240514")
@example("0049-7-1")
def test_any_text_is_a_phone_that_the_table_takes_or_refused(text):
    """Whatever is typed: a stored form that the column's check accepts, or InvalidPhone."""
    try:
        phone = Phone.parse(text)
    except InvalidPhone:
        return
    assert re.fullmatch(PhoneField.pattern, phone)
    if phone.startswith("0"):
        assert Phone.parse(phone) == phone


def test_form():
    """The field parses, says what to type instead, and shows the dash."""
    field = PhoneFormField(required=False)
    assert field.clean("") == ""
    assert field.clean("+92 300 1234567") == "03001234567"
    assert field.prepare_value(Phone.parse("03001234567")) == "0300-1234567"
    with pytest.raises(Exception, match="0300-1234567"):
        field.clean("home")

"""A CNIC is thirteen digits, however it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.cnic import CNIC, InvalidCNIC
from people.forms import CNICFormField

DIGITS = "4210112345671"
URDU = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    "text",
    [
        "4210112345671",
        "42101-1234567-1",
        " 42101 1234567 1 ",
        "42101–1234567–1",  # en dash, as word processors set it
        "42101.1234567.1",
        "42101/1234567/1",
        "42101_1234567_1",
        "۴۲۱۰۱-۱۲۳۴۵۶۷-۱",
        "٤٢١٠١١٢٣٤٥٦٧١",
        "۴2101-١234567-1",
        "\u200e42101-1234567-1\u200f",  # with the direction marks of a copied cell
        "4-2-1-0-1-1-2-3-4-5-6-7-1",
    ],
)
def test_every_spelling_is_one_number(text):
    """Dashes, spaces, dots, and Urdu or Arabic digits do not matter."""
    assert CNIC.parse(text) == DIGITS


@pytest.mark.parametrize(
    ("text", "reason", "digits"),
    [
        ("", "characters", 0),
        ("-", "characters", 0),
        ("42101-123456A-1", "characters", 0),
        ("42101-1234567-1 (expired)", "characters", 0),
        ("²²²²²²²²²²²²²", "characters", 0),  # digits to Python, not on a card
        ("๑๒๓๔๕๖๗๘๙๐๑๒๓", "characters", 0),  # Thai digits: nobody's card
        ("42101-1234567", "length", 12),
        ("42101-1234567-12", "length", 14),
        ("0000000000000", "same", 0),
        ("1111111111111", "same", 0),
        ("۷۷۷۷۷۷۷۷۷۷۷۷۷", "same", 0),
    ],
)
def test_refused_with_a_reason(text, reason, digits):
    """What is no CNIC says why, so that the form can say what to do."""
    with pytest.raises(InvalidCNIC) as refused:
        CNIC.parse(text)
    assert (refused.value.reason, refused.value.digits) == (reason, digits)


@pytest.mark.parametrize("text", ["0210112345670", "9210112345670", "8110112345670"])
def test_odd_cards_are_taken(text):
    """No first or last digit is refused: no such rule of NADRA is published."""
    assert CNIC.parse(text) == text


def test_formatted_and_masked():
    """On paper with dashes; in lists only the locality and the last digit."""
    cnic = CNIC.parse(DIGITS)
    assert cnic.formatted() == "42101-1234567-1"
    assert cnic.masked() == "42101-•••••••-1"
    assert "1234567" not in cnic.masked()


@pytest.mark.parametrize(
    ("first", "province"),
    [
        ("1", "Khyber Pakhtunkhwa"),
        ("3", "Punjab"),
        ("4", "Sindh"),
        ("6", "Islamabad"),
        ("8", "Azad Jammu and Kashmir"),
        ("0", ""),
        ("9", ""),
    ],
)
def test_province_hint(first, province):
    """The first digit hints at the province, or at nothing."""
    assert CNIC.parse(first + DIGITS[1:]).province_hint() == province


@pytest.mark.parametrize(("last", "gender"), [("1", "M"), ("9", "M"), ("0", "F"), ("8", "F")])
def test_gender_hint(last, gender):
    """Odd is male, even female; a hint only."""
    assert CNIC.parse(DIGITS[:12] + last).gender_hint() == gender


thirteen = st.text("0123456789", min_size=13, max_size=13).filter(lambda text: len(set(text)) > 1)
marks = st.lists(st.sampled_from(["", "-", " ", "–", ".", "/", "\u200f"]), min_size=14, max_size=14)


@given(thirteen, marks, st.sampled_from([{}, URDU, ARABIC]))
def test_any_spelling_of_thirteen_digits_meets(digits, between, script):
    """Whatever stands between the digits and in whichever script: the same number."""
    spelled = between[0] + "".join(map("".join, zip(digits, between[1:], strict=True)))
    cnic = CNIC.parse(spelled.translate(script))
    assert cnic == digits
    assert CNIC.parse(cnic.formatted()) == cnic


@given(st.text())
def test_any_text_is_a_cnic_or_refused(text):
    """Nothing else comes out: thirteen ASCII digits or InvalidCNIC."""
    try:
        cnic = CNIC.parse(text)
    except InvalidCNIC:
        return
    assert len(cnic) == 13
    assert cnic.isascii()
    assert cnic.isdigit()


@pytest.mark.parametrize(
    ("text", "part"),
    [("42101-123456-1", "this one has 12"), ("42101-12E4567-1", "digits only"), ("1" * 13, "card")],
)
def test_form_says_what_to_do(text, part):
    """The form field turns each reason into a sentence."""
    field = CNICFormField()
    with pytest.raises(Exception, match=part):
        field.clean(text)


def test_form_gives_a_cnic_back_with_dashes():
    """Typed in any way it becomes a CNIC, and is shown as on the card."""
    field = CNICFormField(required=False)
    assert isinstance(field.clean("۴۲۱۰۱-۱۲۳۴۵۶۷-۱"), CNIC)
    assert field.clean("") == ""
    assert field.prepare_value(CNIC.parse(DIGITS)) == "42101-1234567-1"
    assert field.prepare_value("42101-12") == "42101-12"

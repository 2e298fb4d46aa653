"""Which characters of two values are marked as differing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.marks import marks

CNIC = "33648-5029561-3"
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)
NAME_TEXT = st.lists(
    st.sampled_from(["Muhammad", "Mohd.", "Aslam", "M", "-", "12", "محمد", "مُحمّد", "اسلم", "é"]),
    max_size=6,
).map(" ".join)
TEXTS = st.one_of(ANY_TEXT, NAME_TEXT, st.from_regex(r"[0-9]{4,6}-[0-9]{6,8}", fullmatch=True))


def shown(text: str, positions: tuple[int, ...]) -> str:
    """The text with what is marked in brackets, as in 33648-[5]029561-3."""
    marked = [f"[{one}]" if place in positions else one for place, one in enumerate(text)]
    return "".join(marked).replace("][", "")


def both(ours: str, theirs: str) -> list[str]:
    """Both sides as `shown`."""
    return [shown(*side) for side in zip((ours, theirs), marks(ours, theirs), strict=True)]


NUMBERS = [
    # the rule, ours, theirs
    ("one digit", "33648-[1]029561-3", "33648-[5]029561-3"),
    ("the first digit", "[1]3648-5029561-3", "[3]3648-5029561-3"),
    ("two digits", "336[7]8-502956[7]-3", "336[4]8-502956[1]-3"),
    ("neighbours swapped", "33648-50[92]561-3", "33648-50[29]561-3"),
    ("swapped across the dash", "3364[5]-[8]029561-3", "3364[8]-[5]029561-3"),
    ("swapped beside its like", "33648-50[32]233-3", "33648-50[23]233-3"),
    ("a swap and a slip", "[4]3648-50[92]561-3", "[3]3648-50[29]561-3"),
    ("a digit lost", "33648-029561-3", "33648-[5]029561-3"),
    ("a digit added", "33648-50[0]29561-3", "33648-5029561-3"),
    ("only the dashes", "3364850295613", "33648-5029561-3"),
    ("Urdu digits", "۳۳۶۴۸-[۱]۰۲۹۵۶۱-۳", "33648-[5]029561-3"),
    ("another number", "[33648]-[5029561]-[3]", "[61101]-[1234782]-[4]"),
    ("a year", "19[62]", "19[71]"),
    ("another century", "[1962]", "[2008]"),
    ("a day", "1[2]-03-1962", "1[3]-03-1962"),
    ("a letter of a passport", "AFG P0123[4]567", "AFG P0123[9]567"),
    ("a passport without its letter", "AFG [P]01234567", "AFG 01234567"),
    ("a passport without its country", "[AFG] P01234567", "P01234567"),
]

NAMES = [
    ("a letter", "Muhammad As[l]am", "Muhammad As[h]am"),
    ("a letter more", "Rashe[e]d", "Rashed"),
    ("neighbours swapped", "Muhammad As[al]m", "Muhammad As[la]m"),
    ("case", "MUHAMMAD aslam", "muhammad ASLAM"),
    ("order", "Aslam Muhammad Khan", "Khan Muhammad Aslam"),
    ("order and a letter", "As[h]am Muhammad", "Muhammad As[l]am"),
    ("a word more", "Muhammad Aslam [Khan]", "Muhammad Aslam"),
    ("a word more on each side", "[Malik] Aslam [Khan]", "Aslam [Butt]"),
    ("a short form is another word", "[Mohd]. Aslam", "[Muhammad] Aslam"),
    ("an accent", "René", "Rene"),
    ("spaces", "Abdul Rehman", "Abdulrehman"),
    ("spaces and a letter", "Abdu[l] Rehman", "Abdu[r]rehman"),
    ("dots and dashes", "M. Zia-ul-Haq", "M Zia ul Haq"),
    ("each word has one partner", "Ali [Ali]", "Ali [Raza]"),
    ("another name", "[Zahid] [Bashir]", "[Muhammad] [Aslam]"),
    ("Urdu, a letter", "محمد [ا]سلم", "محمد [م]سلم"),
    ("Urdu, order", "اسلم محمد", "محمد اسلم"),
    ("Urdu, another keyboard's letters", "علي اكبر", "علی اکبر"),
    ("Urdu, vowel signs", "مُحمّد", "محمد"),
    ("a sign belongs to its letter", "محم[دّ]", "محم[ن]"),
    ("Roman against Urdu", "Muhammad Aslam", "محمد اسلم"),
    ("single letters of two scripts", "A", "ا"),
    ("Roman against half Urdu", "Aslam [Khan]", "Aslam محمد"),
    ("nothing to compare", "", "Muhammad Aslam"),
    ("no letters", "--", "؟"),
]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [row[1:] for row in [*NUMBERS, *NAMES]],
    ids=[row[0] for row in [*NUMBERS, *NAMES]],
)
def test_what_is_marked(ours, theirs):
    """Both sides, and the same the other way round."""
    plain = [text.replace("[", "").replace("]", "") for text in (ours, theirs)]
    assert both(*plain) == [ours, theirs]
    assert both(*reversed(plain)) == [theirs, ours]


@pytest.mark.parametrize("place", [at for at, digit in enumerate(CNIC) if digit != "-"])
def test_any_one_digit_of_a_cnic(place):
    """Wherever the slip is, that place and no other."""
    digit = "0" if CNIC[place] != "0" else "1"
    assert marks(f"{CNIC[:place]}{digit}{CNIC[place + 1 :]}", CNIC) == ((place,), (place,))


# A deadline would measure how busy the machine is.
@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_any_two_texts(ours, theirs):
    """Positions in order and in range; never raises."""
    for text, positions in zip((ours, theirs), marks(ours, theirs), strict=True):
        assert list(positions) == sorted(set(positions))
        assert all(0 <= place < len(text) for place in positions)


@settings(deadline=None)
@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    """Nor from itself with a space around it, which is not seen to be identical at once."""
    assert marks(text, text) == ((), ())
    assert marks(text, f" {text} ") == ((), ())

"""Letters and digits of the scripts that clerks type in."""

import pytest

from matching import fold_digits, fold_urdu


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("۳۳۶۴۸-۵۰۲۹۵۶۱-۳", "33648-5029561-3"),
        ("٣٣٦٤٨", "33648"),
        ("House ۵", "House 5"),
        ("", ""),
    ],
)
def test_fold_digits_reads_urdu_and_arabic_digits(written: str, folded: str) -> None:
    """Both sets of digits become ASCII and the rest stays."""
    assert fold_digits(written) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("علي", "علی"),
        ("مصطفى", "مصطفی"),
        ("رئیس", "رییس"),
        ("كريم", "کریم"),
        ("فاطمة", "فاطمہ"),
        ("هارون", "ہارون"),
        ("کھوکھر", "کہوکہر"),
        ("مُحَمَّد", "محمد"),
        ("رحمٰن", "رحمن"),
        ("محـــمد", "محمد"),
        ("غلام\u200cرسول", "غلامرسول"),
        ("\u202bعلی\u202c", "علی"),
        ("ﻋﻠﻲ", "علی"),
        ("Aslam", "Aslam"),
    ],
)
def test_fold_urdu_gives_each_letter_one_spelling(written: str, folded: str) -> None:
    """Arabic keyboards, vowel signs and invisible marks leave no trace."""
    assert fold_urdu(written) == folded


def test_fold_urdu_is_settled_after_one_turn() -> None:
    """Folding a letter whose hamza hides behind an invisible mark leaves nothing to fold."""
    once = fold_urdu("ی\u200f\u0654 و\u200d\u0654 ا\u200d\u0653")
    assert fold_urdu(once) == once

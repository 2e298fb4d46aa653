"""Thirteen digits of a CNIC: read from any spelling, printed with dashes, compared by slips.

A CNIC has no check digit, so a slip of the hand is another valid number: the two slips a clerk
makes most are one digit for another and two neighbours swapped.
"""

import re

from matching.text import fold_digits

LENGTH = 13
# What a scan or a hand makes of 0 and 1.
_SEEN_AS_DIGITS = str.maketrans("OoIl", "0011")
_NOT_A_DIGIT = re.compile(r"[^0-9]+")


def read(text: str) -> str:
    """The thirteen digits in `text`, or "" where it holds no usable CNIC."""
    digits = _digits(text)
    return digits if len(digits) == LENGTH else ""


def read_part(text: str) -> str:
    """Twelve or fourteen digits in `text`: a CNIC of which one was lost or added; else ""."""
    digits = _digits(text)
    return digits if len(digits) in (LENGTH - 1, LENGTH + 1) else ""


def _digits(text: str) -> str:
    if not text:
        return ""
    digits = _NOT_A_DIGIT.sub("", fold_digits(text).translate(_SEEN_AS_DIGITS))
    # 0000000000000 and its like are typed to get past a form; they would join strangers.
    return digits if len(set(digits)) > 1 else ""


def dashed(digits: str) -> str:
    """A CNIC as it is printed on the card: 42101-1234567-1."""
    return f"{digits[:5]}-{digits[5:12]}-{digits[12:]}"


def written(digits: str) -> str:
    """With dashes where it is whole; a number that lost or gained a digit as it is."""
    return dashed(digits) if len(digits) == LENGTH else digits

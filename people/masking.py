"""Masking what stands in a sentence: the numbers of cards, passports and phones, and no others."""

import re

from matching.text import fold_digits
from people.cnic import CNIC, InvalidCNIC
from people.passport import PassportNumber
from people.phone import Phone

#: Fewer digits than this tell nobody: a year, a house, a count.
FEWEST_DIGITS = 5
# Letters and digits with what stands inside a number; "[5→1]" marks the digit that differs.
_WORD = re.compile(r"[\w\-\[\]→]*\d[\w\-\[\]→]*")
_DATE = re.compile(r"\d{2}-\d{2}-\d{4}|\d{4}-\d{2}-\d{2}", re.ASCII)
# Not a part of something longer, such as the fifteen digits of a telephone.
_CARD = re.compile(r"(?<!\d)\d{5}-?\d{7}-?\d(?!\d)")
_PHONE = re.compile(r"(?:\+|00)?(?:92)?0?3\d{9}", re.ASCII)


def masked(text: str) -> str:
    """The text with every number of a person's shown in part, as lists show it."""
    return _WORD.sub(lambda found: _masked_word(found[0]), text)


def cards_masked(text: str) -> str:
    """The text with the numbers of identity cards shown in part, and everything else whole."""
    return _CARD.sub(lambda found: _masked_word(found[0]), text)


def _masked_word(word: str) -> str:
    folded = fold_digits(word)
    if sum(map(str.isdigit, folded)) < FEWEST_DIGITS or _DATE.fullmatch(folded):
        return word
    try:
        return CNIC.parse(folded).masked()
    except InvalidCNIC:
        digits = folded.replace("-", "")
        return Phone(digits).masked() if _PHONE.fullmatch(digits) else PassportNumber(word).masked()

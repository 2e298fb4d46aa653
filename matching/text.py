"""Letters and digits of Urdu, Arabic and Latin writing, brought to one form each."""

import re
import unicodedata

_DIGITS = {
    ord(digit): str(value)
    for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")
    for value, digit in enumerate(digits)
}

# One reader's ye, kaf or he is another keyboard's; Urdu keyboards and Arabic ones differ in these.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("يىئۍې", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("هةھۂۀۃە", "ہ"),
        **dict.fromkeys("أإٱ", "ا"),
        "ؤ": "و",
        "ۓ": "ے",
    }
)

# Vowel signs and Quranic marks, tatweel, zero-width and direction marks.
_INVISIBLE = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640"
    "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)

_ACCENTS = re.compile("[\u0300-\u036f\u0653-\u0655\u1dc0-\u1dff]+")
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")


def fold_digits(text: str) -> str:
    """Urdu (۰-۹) and Arabic (٠-٩) digits as ASCII digits; everything else stays as it is."""
    return text if text.isascii() else text.translate(_DIGITS)


def fold_urdu(text: str) -> str:
    """Urdu text in the one spelling of each letter that comparison uses (NFKC, no diacritics)."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    visible = _INVISIBLE.sub("", letters)
    if len(visible) == len(letters):
        return visible
    # Without the mark between them a letter and its accent are one letter: fold once more.
    return unicodedata.normalize("NFKC", visible).translate(_LETTERS)


def fold_letters(text: str) -> str:
    """Lower case, no accents, Urdu letters and digits folded: the start of every comparison."""
    if text.isascii():
        return text.lower()
    folded = fold_digits(fold_urdu(text)).casefold()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", folded))


def letters_and_digits(text: str) -> str:
    """What is left of `text` when spelling of spaces, dashes, case and digits does not count."""
    return _NEITHER_LETTER_NOR_DIGIT.sub("", fold_letters(text))


def encoded(text: str) -> bytes:
    """The text as bytes to be hashed; half a surrogate pair, which nobody typed, becomes "?"."""
    return text.encode("utf-8", "replace")

"""Passport numbers: letters and digits only, with the country that issued them where known."""

from matching.text import letters_and_digits

_SHORTEST = 5


def read(text: str) -> str:
    """The number in capitals without spaces or dashes, or "" where it is no usable number."""
    number = letters_and_digits(text).upper() if text else ""
    if len(number) < _SHORTEST or not any(sign.isdigit() for sign in number):
        return ""
    return number if number.strip("0") else ""


def read_country(text: str) -> str:
    """The three-letter code of a country, or ""."""
    code = text.strip().upper()
    return code if len(code) == 3 else ""

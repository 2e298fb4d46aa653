"""The Computerised National Identity Card number: thirteen digits, no check digit."""

import re

from matching.text import fold_digits

LENGTH = 13
_SEPARATORS = re.compile(r"[\s\-–—._/\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
_PROVINCES = {
    "1": "Khyber Pakhtunkhwa",
    "2": "former FATA",
    "3": "Punjab",
    "4": "Sindh",
    "5": "Balochistan",
    "6": "Islamabad",
    "7": "Gilgit-Baltistan",
    "8": "Azad Jammu and Kashmir",
}


class InvalidCNIC(ValueError):
    """The text is not the shape of a CNIC; ``reason`` is 'length', 'characters' or 'same'."""

    def __init__(self, reason: str, digits: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.digits = digits


class CNIC(str):
    """Thirteen ASCII digits. `CNIC.parse` is the only door in.

    Only the shape is checked: no check digit is published, and refusing a real card is worse
    than accepting an odd one.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "CNIC":
        """Read a CNIC with or without dashes and spaces, in Latin, Urdu or Arabic digits.

        Raises InvalidCNIC when it is not thirteen digits, or one digit thirteen times.
        """
        digits = _SEPARATORS.sub("", fold_digits(text))
        if not (digits.isascii() and digits.isdigit()):
            raise InvalidCNIC("characters")
        if len(digits) != LENGTH:
            raise InvalidCNIC("length", len(digits))
        if len(set(digits)) == 1:
            raise InvalidCNIC("same")
        return cls(digits)

    def formatted(self) -> str:
        """As printed on the card: 42101-1234567-1."""
        return f"{self[:5]}-{self[5:12]}-{self[12]}"

    def masked(self) -> str:
        """For lists and logs: the locality and the last digit only."""
        return f"{self[:5]}-•••••••-{self[12]}"

    def province_hint(self) -> str:
        """The province the first digit speaks of, or ''. A hint: people move, sources differ."""
        return _PROVINCES.get(self[0], "")

    def gender_hint(self) -> str:
        """'M' for an odd last digit, 'F' for an even one. A hint, never a reason to refuse."""
        return "M" if int(self[12]) % 2 else "F"

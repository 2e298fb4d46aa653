"""Passport numbers: letters and digits of some issuing country."""

import re

from matching.text import fold_digits

_SEPARATORS = re.compile(r"[\s\-./]+")
_SHAPE = re.compile(r"[A-Z0-9]{5,20}")


class InvalidPassport(ValueError):
    """The text is not the shape of a passport number."""


class PassportNumber(str):
    """Five to twenty upper-case letters and digits. `PassportNumber.parse` is the door in.

    Also carries Afghan PoR and ACC card numbers, whose exact pattern is not published.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "PassportNumber":
        """Read a number however it is spaced. Raises InvalidPassport on any other character."""
        folded = _SEPARATORS.sub("", fold_digits(text)).upper()
        if not _SHAPE.fullmatch(folded):
            raise InvalidPassport(text)
        return cls(folded)

    def masked(self) -> str:
        """For lists: the first three signs only."""
        return f"{self[:3]}••••"

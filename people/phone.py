"""Phone numbers in one stored form: 03XXXXXXXXX at home, +NN… abroad."""

import re

import phonenumbers

from matching.text import fold_digits

HOME = "PK"
# phonenumbers calls possible what is far too short; the table would refuse it.
_STORED = re.compile(r"0[1-9][0-9]{7,10}|\+[0-9]{6,15}")


class InvalidPhone(ValueError):
    """The text is no phone number of Pakistan, nor an international one starting with +."""


class Phone(str):
    """A phone number in its stored form. `Phone.parse` is the door in."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "Phone":
        """Read any of the spellings in use (0300-1234567, +92 300 1234567, 0092…).

        Raises InvalidPhone when no number can be read from it.
        """
        folded = fold_digits(text).strip()
        if folded.startswith("00"):
            folded = "+" + folded[2:]
        try:
            number = phonenumbers.parse(folded, HOME)
        except phonenumbers.NumberParseException as error:
            raise InvalidPhone(text) from error
        if not phonenumbers.is_possible_number(number):
            raise InvalidPhone(text)
        if number.country_code == phonenumbers.country_code_for_region(HOME):
            stored = "0" + phonenumbers.national_significant_number(number)
        else:
            stored = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if not _STORED.fullmatch(stored):
            raise InvalidPhone(text)
        return cls(stored)

    @property
    def is_mobile(self) -> bool:
        """Whether a message may reach it: a mobile phone of Pakistan, or a number abroad."""
        return self.startswith(("03", "+"))

    def formatted(self) -> str:
        """As people write it: 0300-1234567."""
        return f"{self[:4]}-{self[4:]}" if self.startswith("03") else str(self)

    def masked(self) -> str:
        """For lists: the last three digits only."""
        return f"••••-••••{self[-3:]}"

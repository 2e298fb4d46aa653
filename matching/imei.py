"""The number of a telephone (IMEI): fourteen digits of the set and a check digit after Luhn."""

from stdnum import luhn

from matching.text import fold_digits

#: Type of the set and its serial number: what tells it from every other.
OF_THE_SET = 14


class InvalidIMEI(ValueError):
    """The text is no IMEI; ``reason`` is 'characters', 'length', 'same' or 'check'."""

    def __init__(self, reason: str, digits: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.digits = digits


class IMEI(str):
    """Fifteen ASCII digits, the last of which checks the others. `parse` is the only door in."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "IMEI":
        """Read an IMEI however it is separated, in Latin, Urdu or Arabic digits.

        Fourteen digits, as networks write it, are completed by their check digit; of sixteen (an
        IMEISV) the last two are the version of the software and give way to it; fifteen are
        checked. Raises InvalidIMEI.
        """
        digits = "".join(one for one in fold_digits(text) if one.isalnum())
        if not (digits.isascii() and digits.isdigit()):
            raise InvalidIMEI("characters")
        if not OF_THE_SET <= len(digits) <= OF_THE_SET + 2:
            raise InvalidIMEI("length", len(digits))
        if len(set(digits)) == 1:
            raise InvalidIMEI("same")
        number = digits[:OF_THE_SET]
        whole = number + luhn.calc_check_digit(number)
        if len(digits) == len(whole) and digits != whole:
            raise InvalidIMEI("check")
        return cls(whole)

    @property
    def key(self) -> str:
        """The digits of the set alone."""
        return self[:OF_THE_SET]

    def formatted(self) -> str:
        """As printed on the box: 35-209900-176148-1."""
        return f"{self[:2]}-{self[2:8]}-{self[8:14]}-{self[14]}"

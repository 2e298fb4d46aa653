"""Numbers by which a vehicle is told: on its plates, on its chassis, on its engine.

Each has a stored form, as people write it, and a key in which all its spellings meet. Keys stand
in tables: whoever changes how they are made has them made anew.
"""

import re
from hashlib import blake2b

from matching.text import encoded, fold_digits, fold_urdu, letters_and_digits

#: No key is longer; nobody writes so long a plate, but whatever was typed has to fit its column.
KEY_LENGTH = 24
#: What is no plate and shorter than this, as a dash or a nought, tells no vehicle.
_SHORTEST_ODD = 4

_SEPARATORS = re.compile(r"[^0-9A-Z]+")
_WHERE_LETTERS_AND_DIGITS_MEET = re.compile(r"(?<=[A-Z])(?=[0-9])|(?<=[0-9])(?=[A-Z])")
# The province stands on a plate in small print, and some write it down as well.
_PROVINCE = r"(?:ICT|ISLAMABAD|PUNJAB|SINDH|KPK?|BALOCHISTAN|AJK|GB)"
_PROVINCE_BESIDE = re.compile(rf"^{_PROVINCE}-(?=[A-Z]+-[0-9])|-{_PROVINCE}$")
# No number has more than four figures: a longer run begins with the year.
_YEAR_AND_NUMBER_IN_ONE = re.compile(r"-([0-9]{2})([0-9]{3,4})$")
_SHAPE = re.compile(
    r"(?P<letters>[A-Z](?:-?[A-Z]){0,3})"
    r"(?:-(?:19|20)?(?P<year>[0-9]{2})(?:-(?P<run>[A-Z]))?)?"
    r"-(?P<number>(?!0+$)[0-9]{1,4})"
)


class InvalidRegistration(ValueError):
    """The text is no registration number; ``reason`` is 'characters', 'figures' or 'shape'."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Registration(str):
    """A registration number as on the plate: ABC-123, LEA-19-1234. `parse` is the only door in.

    One to four letters, in Punjab the year, and one to four figures. The letters are a series of a
    province or a city; no list of them is complete, so none is asked.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "Registration":
        """Read a plate in any case, in Latin, Urdu or Arabic figures, however it is separated.

        The name of the province beside the letters is dropped. Raises InvalidRegistration.
        """
        folded = _upper(text)
        if any(one.isalnum() and not one.isascii() for one in folded):
            raise InvalidRegistration("characters")
        parts = _WHERE_LETTERS_AND_DIGITS_MEET.sub("-", _SEPARATORS.sub("-", folded)).strip("-")
        if not re.search("[0-9]", parts):
            raise InvalidRegistration("figures")
        parts = _YEAR_AND_NUMBER_IN_ONE.sub(r"-\1-\2", _PROVINCE_BESIDE.sub("", parts))
        found = _SHAPE.fullmatch(parts)
        if found is None:
            raise InvalidRegistration("shape")
        letters = found["letters"].replace("-", "")
        year = (found["year"] or "") + (found["run"] or "")
        return cls("-".join(part for part in (letters, year, found["number"]) if part))

    @property
    def key(self) -> str:
        """Letters, year and the number in four figures: 'ABC0123', 'LEA191234'."""
        *series, number = self.split("-")
        return "".join(series) + number.zfill(4)


def registration_key(text: str) -> str:
    """The key of whatever somebody took down as a plate; '' where it tells no vehicle.

    What is no plate of a known shape (an army's, a foreigner's) has its letters and figures for a
    key; what has no figure in it ('applied for') has none, or all of these would be one vehicle.
    """
    try:
        return Registration.parse(text).key
    except InvalidRegistration:
        pass
    odd = letters_and_digits(text).upper()[:KEY_LENGTH]
    has_figure = any(one in "123456789" for one in odd)
    return odd if has_figure and len(odd) >= _SHORTEST_ODD else ""


class InvalidSerialNumber(ValueError):
    """The text is no serial number; ``reason`` is 'characters', 'length' or 'figures'."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SerialNumber(str):
    """A chassis or engine number: 4 to 25 capitals and figures. `parse` is the only door in.

    No check digit is asked: assemblers here number as they like, and few do it by ISO 3779.
    """

    __slots__ = ()

    SHORTEST, LONGEST = 4, 25

    @classmethod
    def parse(cls, text: str) -> "SerialNumber":
        """Read a number however it is spaced. Raises InvalidSerialNumber."""
        folded = "".join(one for one in _upper(text) if one.isalnum())
        if not folded.isascii():
            raise InvalidSerialNumber("characters")
        if not cls.SHORTEST <= len(folded) <= cls.LONGEST:
            raise InvalidSerialNumber("length")
        if not re.search("[1-9]", folded):
            raise InvalidSerialNumber("figures")
        return cls(folded)

    @property
    def key(self) -> str:
        """With O read as 0 and I as 1: a stamp in steel does not tell them apart."""
        return self.translate(_MISREAD)


_MISREAD = str.maketrans("OI", "01")


def content_hash(*parts: str) -> str:
    """32 hex digits that stay while these stay."""
    return blake2b(encoded("\x1f".join(parts)), digest_size=16).hexdigest()


def _upper(text: str) -> str:
    return fold_digits(fold_urdu(text)).upper()

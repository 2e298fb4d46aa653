"""Thirteen digits of a CNIC: read from any spelling, printed with dashes, compared by slips.

A CNIC has no check digit, so a slip of the hand is another valid number: the two slips a clerk
makes most are one digit for another and two neighbours swapped.
"""

import re
from dataclasses import dataclass

from matching.text import fold_digits

LENGTH = 13
_NOT_A_DIGIT = re.compile(r"[^0-9]+")


@dataclass(frozen=True, slots=True)
class Slip:
    """How two CNICs differ by one slip: `positions` of the digits that differ."""

    positions: tuple[int, ...]

    @property
    def swapped(self) -> bool:
        """Two neighbours changed places."""
        return len(self.positions) == 2


def read(text: str) -> str:
    """The thirteen digits in `text`, or "" where it holds no usable CNIC."""
    digits = _NOT_A_DIGIT.sub("", fold_digits(text)) if text else ""
    # 0000000000000 and its like are typed to get past a form; they would join strangers.
    return digits if len(digits) == LENGTH and len(set(digits)) > 1 else ""


def dashed(digits: str) -> str:
    """A CNIC as it is printed on the card: 42101-1234567-1."""
    return f"{digits[:5]}-{digits[5:12]}-{digits[12:]}"


def dashed_position(position: int) -> int:
    """Where the digit at `position` stands in the dashed form."""
    return position + (position >= 5) + (position >= 12)


def slip_between(ours: str, theirs: str) -> Slip | None:
    """The single slip that turns one CNIC into the other, or None where it takes more."""
    differing = tuple(i for i in range(LENGTH) if ours[i] != theirs[i])
    if len(differing) == 1 or (len(differing) == 2 and _swapped(ours, theirs, *differing)):
        return Slip(differing)
    return None


def _swapped(ours: str, theirs: str, first: int, second: int) -> bool:
    return second == first + 1 and ours[first] == theirs[second] and ours[second] == theirs[first]


def fragments(digits: str) -> tuple[tuple[str, str], ...]:
    """Pieces of a CNIC, by name, of which any one slip leaves at least one intact."""
    return (
        ("cnic", digits),
        ("cnic-first-7", digits[:7]),
        ("cnic-last-6", digits[7:]),
        ("cnic-without-7-8", digits[:6] + digits[8:]),
    )

"""CNIC, passport and phone numbers that never repeat within a run and need no memory.

The running number of a person is sent through an affine permutation of the ten million serials of
a locality. Two people of one locality always have different serials; two people of different
localities differ in the first five digits. Nothing has to be remembered to keep them apart.
"""

from random import Random
from zlib import crc32

from synthetic.districts import District
from synthetic.stock import Dice

SERIALS = 10_000_000
TEHSILS = 5
MEN_LAST = "13579"
WOMEN_LAST = "2468"
PASSPORT_LETTERS = "ABCDEGHJKLMNPRSTUVXYZ"


class NumberSeries:
    """The numbers of one run. Two runs share no CNIC if they use the same seed and the running
    numbers of one end where those of the other begin."""

    __slots__ = ("_offsets", "_passport_offset", "_seed", "_step")

    def __init__(self, seed: int) -> None:
        dice = Random(f"numbers {seed}")
        self._seed = seed
        # A step with the last digit 1, 3, 7 or 9 shares no factor with ten million.
        self._step = dice.randrange(100_000, SERIALS // 10) * 10 + dice.choice((1, 3, 7, 9))
        self._passport_offset = dice.randrange(SERIALS)
        self._offsets: dict[str, int] = {}

    def cnic(self, index: int, district: District, gender: str, dice: Dice) -> str:
        """Thirteen digits: province, district and tehsil, serial, and a last digit by gender."""
        locality = f"{district.digit}{district.code}0{1 + int(dice() * TEHSILS)}"
        offset = self._offsets.get(locality)
        if offset is None:
            offset = crc32(f"{self._seed} {locality}".encode()) % SERIALS
            self._offsets[locality] = offset
        last = MEN_LAST[int(dice() * 5)] if gender == "M" else WOMEN_LAST[int(dice() * 4)]
        return f"{locality}{(index * self._step + offset) % SERIALS:07d}{last}"

    def passport(self, index: int, dice: Dice) -> str:
        """Two letters and seven digits."""
        letters = PASSPORT_LETTERS
        first = letters[int(dice() * len(letters))]
        second = letters[int(dice() * len(letters))]
        return f"{first}{second}{(index * self._step + self._passport_offset) % SERIALS:07d}"


def phone(dice: Dice) -> str:
    """A mobile number in the form 03XXXXXXXXX."""
    return f"03{int(dice() * 5)}{int(dice() * 100_000_000):08d}"

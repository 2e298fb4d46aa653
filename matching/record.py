"""A folded person as a row of fixed width: what is stored, streamed, indexed and compared.

Half a million of them are one array. Everything in a row is a number made by folding alone, so a
row means the same in every process, whatever list it is compared with.
"""

import hashlib
import struct
from datetime import date
from functools import cache, lru_cache
from typing import Any

import numpy as np

from matching.weights import WORD_LISTS_DIGEST

OWN_WORDS, RELATIVE_WORDS = 12, 8

PERSON = np.dtype(
    [
        ("fold", "<u4"),
        ("cnic", "<u8"),
        ("passport", "<u8"),
        ("phone", "<u8"),
        ("district", "<u4"),
        ("born", "<i4"),
        ("year", "<i2"),
        ("nationality", "<u2"),
        ("gender", "u1"),
        ("relation", "u1"),
        ("own_starts", "<u2"),
        ("relative_starts", "<u2"),
        ("own", "<u8", (OWN_WORDS,)),
        ("relative", "<u8", (RELATIVE_WORDS,)),
    ]
)
"""Zero is "not known" in every field. `own` holds the words of all names and aliases one after the
other, and bit *i* of `own_starts` says that a name starts at word *i*."""

_ROW = struct.Struct(f"<I3QIihHBBHH{OWN_WORDS}Q{RELATIVE_WORDS}Q")

#: Raise it when a row made by the code of today differs from one made by the code of yesterday.
_LAYOUT = 1

Records = np.ndarray[Any, np.dtype[np.void]]


@cache
def fold_version() -> int:
    """Which folding made a row: rows of another folding have to be folded again."""
    made_by = f"{_LAYOUT} {WORD_LISTS_DIGEST}".encode()
    return int.from_bytes(hashlib.blake2b(made_by, digest_size=4).digest(), "little")


@lru_cache(maxsize=16_384)
def number_of(text: str) -> int:
    """A text as a number to compare by: 63 bits of its digest, 0 for no text."""
    if not text:
        return 0
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1 or 1


def record(folded: Any) -> bytes:
    """The row of a folded person."""
    own, own_starts = _words(folded.names, OWN_WORDS)
    relative, relative_starts = _words(folded.relatives, RELATIVE_WORDS)
    born = folded.date_of_birth
    return _ROW.pack(
        fold_version(),
        cnic_number(folded.cnic or folded.cnic_part),
        number_of(folded.passport_no),
        int(folded.phone or 0),
        number_of(folded.district) & 0xFFFFFFFF,
        _day(born),
        _year(folded.birth_year),
        number_of(folded.nationality) & 0xFFFF,
        _letter(folded.gender),
        _letter(folded.relation),
        own_starts,
        relative_starts,
        *own,
        *relative,
    )


def records(rows: "list[bytes] | list[memoryview]") -> Records:
    """The array of these rows."""
    return np.frombuffer(b"".join(rows), PERSON)


def cnic_number(digits: str) -> int:
    """Twelve to fourteen digits, four bits each, behind a mark of how many there are; 0 for none.

    The first digit of two CNICs of one length stands at one place, so that their XOR shows which
    digits differ.
    """
    return int(f"{len(digits) - 11}{digits}", 16) if digits else 0


def _day(born: date | None) -> int:
    """A date as yyyymmdd; the first of January is what is entered where only the year is known."""
    if born is None or (born.month, born.day) == (1, 1):
        return 0
    return born.year * 10_000 + born.month * 100 + born.day


def _year(year: int | None) -> int:
    return year if year and 0 < year < 32_768 else 0


def _words(names: Any, room: int) -> tuple[list[int], int]:
    """The telling words of all names one after the other, and where each name starts."""
    words: list[int] = []
    starts = 0
    for name in kept_names(names, room):
        starts |= 1 << len(words)
        words += name.tokens
    return words + [0] * (room - len(words)), starts


def kept_names(names: Any, room: int) -> list[Any]:
    """The names whose words the row has room for; what only repeats another is not kept.

    The Urdu name is mostly the Roman one by its consonants, and says less.
    """
    kept: list[Any] = []
    for name in names:
        repeated = any(
            name.tokens == other.tokens or (name.urdu and name.skeletons == other.skeletons)
            for other in kept
        )
        if not repeated and len(name.tokens) <= room:
            room -= len(name.tokens)
            kept.append(name)
    return kept


def _letter(text: str) -> int:
    """One letter of the alphabet as a number; anything else is not known."""
    return ord(text) if len(text) == 1 and text.isascii() else 0

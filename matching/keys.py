"""Keys by which two people worth comparing find each other: 64-bit integers for an index.

Both sides are folded by the same code, so equal keys mean equal pieces of identity, in every
process and in every version of Python.
"""

from collections.abc import Iterable
from hashlib import blake2b

from matching import cnic
from matching.normalise import Name
from matching.text import encoded

_BETWEEN = "\x1f"


def piece(kind: str, *content: str) -> str:
    """A piece of identity to make a key of; the same content of another kind is another key."""
    return _BETWEEN.join((kind, *content))


def of(pieces: Iterable[str]) -> tuple[int, ...]:
    """The keys of all `pieces`, sorted and unique."""
    return tuple(sorted({_digest(piece) for piece in pieces}))


def _digest(piece: str) -> int:
    """A signed 64-bit integer, which PostgreSQL keeps as bigint."""
    return int.from_bytes(blake2b(encoded(piece), digest_size=8).digest(), "big", signed=True)


def of_cnic(number: str) -> list[str]:
    """The whole CNIC and its fragments, of which any one slip leaves one intact."""
    return [piece(kind, part) for kind, part in cnic.fragments(number)] if number else []


def of_passport(number: str, country: str) -> list[str]:
    """The number alone, since the other side may not name the country, and with its country."""
    if not number:
        return []
    alone = piece("passport", number)
    return [alone, piece("passport-of", country, number)] if country else [alone]


def of_names(
    names: Iterable[Name], relatives: Iterable[Name], district: str, birth_year: int | None
) -> list[str]:
    """Whole name with the relative's; with district and year for those without a relative."""
    own = {name.skeleton for name in names}
    fathers = {name.skeleton for name in relatives}
    pieces = [piece("name-relative", name, father) for name in own for father in fathers]
    if district and birth_year:
        # Each year of birth also stands for the next: one year apart still shares a key.
        years = (str(birth_year), str(birth_year + 1))
        pieces += [piece("name-district-year", name, district, y) for name in own for y in years]
    return pieces

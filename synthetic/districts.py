"""Districts, the first digit of the CNICs they issue, and the way a hotel portal spells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zlib import crc32

from synthetic.stock import shelf


@dataclass(frozen=True, slots=True)
class District:
    """A district as far as made-up people need one."""

    name: str
    digit: str
    code: str
    population: float
    large: bool
    portal_spellings: tuple[str, ...]


@cache
def all_districts() -> tuple[District, ...]:
    """Every district on the shelf."""
    return tuple(
        District(
            row["name"],
            row["cnic_digit"],
            row["cnic_code"],
            float(row["population_10k"]),
            row["large"] == "1",
            tuple(part for part in row["portal_spellings"].split(";") if part),
        )
        for row in shelf("districts")
    )


@cache
def _by_name() -> dict[str, District]:
    return {district.name.casefold(): district for district in all_districts()}


def district_named(name: str) -> District:
    """The district of this name; one that is not on the shelf gets a province by its name."""
    known = _by_name().get(name.casefold())
    if known is not None:
        return known
    mark = crc32(name.encode())
    return District(name, "33334415"[mark % 8], f"{60 + mark // 8 % 40}", 1.0, False, ())


def weighted(choice: Sequence[tuple[str, float]] | None) -> list[tuple[str, float]]:
    """The districts asked for, or twenty large ones by population."""
    if choice is not None:
        return list(choice)
    return [(place.name, place.population) for place in all_districts() if place.large]

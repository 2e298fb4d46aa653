"""The shelves the names come from: the CSV files in ``data/`` and weighted draws from them."""

import csv
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from itertools import accumulate
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

Stock = Literal["a", "b", "both"]
STOCKS: tuple[Stock, ...] = ("a", "b", "both")

Dice = Callable[[], float]
"""A source of numbers in [0, 1), such as the ``random`` method of a seeded generator."""


def shelf(name: str) -> Iterator[dict[str, str]]:
    """The rows of ``data/<name>.csv``."""
    with (files("synthetic") / "data" / f"{name}.csv").open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


class Weighted(Generic[T]):
    """Things drawn with unequal chances; one draw is one bisection."""

    __slots__ = ("_edges", "_things")

    def __init__(self, things: Iterable[tuple[T, float]]) -> None:
        kept = [(thing, weight) for thing, weight in things if weight > 0]
        if not kept:
            raise ValueError("Nothing to draw from: every weight is zero.")
        self._things = [thing for thing, _ in kept]
        edges = list(accumulate(weight for _, weight in kept))
        # The last edge is left out, so that rounding can never point past the end.
        self._edges = [edge / edges[-1] for edge in edges[:-1]]

    def draw(self, dice: Dice) -> T:
        """One thing."""
        return self._things[bisect_right(self._edges, dice())]

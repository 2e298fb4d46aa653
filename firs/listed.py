"""The first lines of a list on a page of the day, and where all of it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

#: So many lines of a list stand on the page; its number says how many there are.
MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """The first lines of a list, how many lines it has, and where they all stand."""

    rows: list[Any]
    number: int
    url: str = ""

    @property
    def is_cut(self) -> bool:
        return self.number > len(self.rows)


def first_of(rows: Sequence[Any], url: str) -> Listed:
    """The first lines of a list that was worked out whole, such as of duties."""
    return Listed(list(rows[:MOST_LISTED]), len(rows), url)


def part_url(tab: str, part: str, **query: Any) -> str:
    """Where a list of a page of the day stands whole, page by page."""
    return f"{reverse('firs:today')}?{urlencode({'tab': tab, 'part': part, **query})}"

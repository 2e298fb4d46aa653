"""One person's page: what each source has, in the order of time, and who was with him."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from dossier.registry import (
    Companion,
    Found,
    Moment,
    Source,
    Subject,
    sources,
    subjects_of,
    together,
)

#: More names than these are no picture any more; they stand in the list below it.
MOST_DRAWN = 16
_WIDTH, _HEIGHT = 640, 360


@dataclass(frozen=True, slots=True)
class Part:
    """What one source has."""

    source: Source
    found: Found

    @property
    def is_cut(self) -> bool:
        return self.found.count > len(self.found.moments)


@dataclass(frozen=True, slots=True)
class Entry:
    """A moment on the line of time."""

    source: Source
    moment: Moment

    @property
    def year(self) -> int:
        return timezone.localtime(self.moment.at).year


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody who was with him, how often, and where he stands in the picture."""

    name: str
    ties: tuple[str, ...]
    number: int
    x: float = 0
    y: float = 0
    anchor: str = "middle"

    @property
    def weight(self) -> float:
        """How thick the line to him is."""
        return min(1 + self.number, 6)


class Dossier:
    """Everything about one person that this reader may see, under all of his numbers."""

    def __init__(self, subject: Subject, user: Any, *, at: datetime) -> None:
        self.subjects = subjects_of(subject, user)
        self.parts = [
            Part(one, together([one.finder(who, user, at) for who in self.subjects]))
            for one in sources()
        ]

    @property
    def known(self) -> list[Part]:
        """The sources that have anything."""
        return [part for part in self.parts if part.found.count or part.found.withheld]

    @property
    def withheld(self) -> int:
        """How much there is beside, which this reader may not see."""
        return sum(part.found.withheld for part in self.parts)

    @property
    def entries(self) -> list[Entry]:
        """Every moment, the newest first."""
        every = [Entry(part.source, one) for part in self.parts for one in part.found.moments]
        return sorted(every, key=lambda entry: entry.moment.at, reverse=True)

    @property
    def ties(self) -> list[Tie]:
        """Who was with him, the most often first, each with his place in the picture."""
        together = _together(
            one for part in self.parts for moment in part.found.moments for one in moment.companions
        )
        drawn = together[:MOST_DRAWN]
        return [_placed(tie, place, len(drawn)) for place, tie in enumerate(drawn)] + together[
            MOST_DRAWN:
        ]


def _together(companions: Iterable[Companion]) -> list[Tie]:
    """One line for each person: by his CNIC, or by his name where it is not known."""
    names: dict[str, str] = {}
    ties: dict[str, Counter[str]] = {}
    for one in companions:
        key = one.cnic or one.name
        names.setdefault(key, one.name)
        ties.setdefault(key, Counter())[one.tie] += 1
    every = [
        Tie(names[key], tuple(counted), sum(counted.values())) for key, counted in ties.items()
    ]
    return sorted(every, key=lambda tie: (-tie.number, tie.name))


def _placed(tie: Tie, place: int, among: int) -> Tie:
    """On an ellipse around the middle, the first on top."""
    angle = 2 * math.pi * place / among - math.pi / 2
    x = _WIDTH / 2 + 0.34 * _WIDTH * math.cos(angle)
    y = _HEIGHT / 2 + 0.38 * _HEIGHT * math.sin(angle)
    side = math.cos(angle)
    anchor = "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"
    return Tie(tie.name, tie.ties, tie.number, round(x, 1), round(y, 1), anchor)

"""What CASPP knows of one person; every app registers its own part in `ready`.

The page asks each source for what its reader may see, and for how much more there is: that is
counted as withheld. What is sealed before the reader is neither shown nor counted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from screen.direction import isolated

#: Of one kind as many are listed; all are counted.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Subject:
    """By what the person is found: his CNIC, or the record that was opened where he has none."""

    cnic: str = ""
    #: ('convicts.convictrecord', 17) of the record from which the dossier was opened.
    record: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody who was with him, or stands in a case with him."""

    name: str
    #: How: 'same room', 'accused with him'.
    tie: str
    cnic: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, or one that lasts from then on."""

    at: datetime
    title: str
    text: str = ""
    url: str = ""
    until: datetime | None = None
    companions: tuple[Companion, ...] = ()


def joined(*pieces: Any) -> str:
    """What is known of a moment in one line, each piece in its own direction."""
    return " · ".join(isolated(str(piece)) for piece in pieces if piece)


@dataclass(frozen=True, slots=True)
class Found:
    """What one source has: the newest moments, how many there are, how many are withheld."""

    moments: list[Moment] = field(default_factory=list)
    count: int = 0
    withheld: int = 0


#: (the person, who reads, when) → what there is.
Finder = Callable[[Subject, Any, datetime], Found]
#: (number of a record, who reads) → the record with the person on it; None where he may not see it.
Opener = Callable[[int, Any], Any]
#: (the person, who reads) → the same person under other numbers, as officers found out.
Namesakes = Callable[[Subject, Any], Iterable[Subject]]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of what is known."""

    name: str
    label: Any
    icon: str
    finder: Finder


@dataclass(frozen=True, slots=True)
class Door:
    """One kind of record from which a dossier is opened."""

    name: str
    opener: Opener
    #: The URL by which the record's own page is opened.
    url_name: str
    others: Namesakes


_sources: list[Source] = []
_doors: dict[str, Door] = {}


def offer(name: str, label: Any, icon: str, finder: Finder) -> None:
    """Add a kind of what is known of people."""
    _sources.append(Source(name, label, icon, finder))


def offer_door(name: str, opener: Opener, url_name: str, others: Namesakes) -> None:
    """Add a kind of record from which a dossier is opened; ``name`` stands in its address."""
    _doors[name] = Door(name, opener, url_name, others)


def subjects_of(subject: Subject, user: Any) -> list[Subject]:
    """The person, and the same person under every other number of his, each number once."""
    found = [subject]
    for door in _doors.values():
        for one in door.others(subject, user):
            if not one.cnic or one.cnic not in {known.cnic for known in found}:
                found.append(one)
    return found


def door_of(name: str) -> Door | None:
    return _doors.get(name)


def sources() -> Iterable[Source]:
    """Every kind, in the order in which the apps were loaded."""
    return tuple(_sources)


def together(parts: Sequence[Found]) -> Found:
    """What one source has of the same person under several numbers."""
    if len(parts) == 1:
        return parts[0]
    moments = sorted(
        (one for part in parts for one in part.moments), key=lambda one: one.at, reverse=True
    )
    count, withheld = sum(part.count for part in parts), sum(part.withheld for part in parts)
    return Found(moments[:MOST_SHOWN], count, withheld)


def found(visible: Any, existing: Any, order: str, moment: Callable[[Any], Moment]) -> Found:
    """What of ``existing`` unsealed rows is ``visible``: the newest of it, and the counts."""
    count = visible.count()
    shown = [moment(one) for one in visible.order_by(f"-{order}", "-pk")[:MOST_SHOWN]]
    return Found(shown, count, max(existing.count() - count, 0))

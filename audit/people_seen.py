"""Where a person may have been looked at; every app registers its own part in `ready`.

The log knows records by type and number, and no names. Who asks it about a person needs the apps
that hold people: each offers a finder of its records of him, and, where officers look people up,
a way to read the names of records that were looked at (for the weekly review).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the person, as the log names it, and what to call it on the page."""

    target_type: str
    target_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Described:
    """Whose record it is, as far as a namesake is to be noticed."""

    target_id: int
    name: str
    relative_name: str = ""
    phone: str = ""


#: (a CNIC, or a reference of the app's own; who asks) → the records of that person.
Finder = Callable[[str, Any], Iterable[Record]]
#: Numbers of records → whose they are. What is under seal is left out.
Describer = Callable[[list[int]], Iterable[Described]]


@dataclass(frozen=True, slots=True)
class Place:
    """One kind of record in which people are found."""

    label: Any
    target_type: str
    finder: Finder
    describer: Describer | None = None


_places: list[Place] = []


def offer(label: Any, target_type: str, finder: Finder, describer: Describer | None = None) -> None:
    """Add a kind of record in which people are found."""
    _places.append(Place(label, target_type, finder, describer))


def kinds() -> list[tuple[str, Any]]:
    """(type of record, what it is called), as the choices of a form."""
    return [(place.target_type, place.label) for place in _places]


def records_of(text: str, *, by: Any) -> list[Record]:
    """Every record of the person with this CNIC or reference that ``by`` may learn of."""
    return [record for place in _places for record in place.finder(text, by)]


def described(target_type: str, ids: list[int]) -> Iterator[Described]:
    """Whose these records are; nothing where the kind has no names for the review."""
    for place in _places:
        if place.target_type == target_type and place.describer is not None:
            yield from place.describer(ids)

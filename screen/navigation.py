"""What the bar at the top and the home page offer; every app registers its own part in `ready`.

The shelf knows no domain: an app calls `offer(...)` and `waits(...)`, a page asks for what the
signed-in person may use.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation bar, shown to whoever holds the permission."""

    label: Any
    url_name: str
    icon: str
    permission: str
    order: int = 50


@dataclass(frozen=True, slots=True)
class Tile:
    """One number: how many of something wait for this person, and where; without a url no link."""

    label: Any
    number: int
    url: str
    icon: str
    tone: str = "plain"
    hint: Any = ""


_entries: list[Entry] = []
_waiting: list[tuple[str, Callable[[Any], Iterable[Tile]]]] = []


def offer(entry: Entry) -> None:
    """Add a link to the navigation bar."""
    _entries.append(entry)
    _entries.sort(key=lambda one: one.order)


def waits(permission: str, tiles: Callable[[Any], Iterable[Tile]]) -> None:
    """Add a source of tiles to the home page of everyone who holds the permission."""
    _waiting.append((permission, tiles))


def entries_for(user: Any) -> list[Entry]:
    """The links this person may follow, in order."""
    return [entry for entry in _entries if user.may(entry.permission)]


def tiles_for(user: Any) -> list[Tile]:
    """What waits for this person now."""
    return [tile for permission, tiles in _waiting if user.may(permission) for tile in tiles(user)]

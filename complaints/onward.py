"""Where a complaint can go from here, and who follows its seal there.

What stands above complaints offers its ways in `ready`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.permissions import Permission
from complaints import policies
from complaints.models import Complaint, State


@dataclass(frozen=True, slots=True)
class Way:
    """One button on the page of a complaint; it posts to ``url_name`` with the complaint's key."""

    label: Any
    url_name: str
    permission: Permission
    icon: str


_ways: list[Way] = []
_followers: list[Callable[..., None]] = []
_further: list[Callable[[Complaint], str]] = []


def offer(way: Way) -> None:
    """Add a way onward."""
    _ways.append(way)


def follow_seals(follow: Callable[..., None]) -> None:
    """Have ``follow(complaint=, by=, at=)`` called where a complaint's seal or keys moved."""
    _followers.append(follow)


def read_on(address_for: Callable[[Complaint], str]) -> None:
    """Have the complainant led on by ``address_for``: where what it became is read, or ''."""
    _further.append(address_for)


def address_beyond(complaint: Complaint) -> str:
    """Where the complainant reads on once his complaint has become something else, or ''."""
    return next(filter(None, (ask(complaint) for ask in _further)), "")


def seal_moved(complaint: Complaint, *, by: Any, at: datetime) -> None:
    """Tell whoever follows; part of the act that moved the seal."""
    for follow in _followers:
        follow(complaint=complaint, by=by, at=at)


def ways_for(user: Any, complaint: Complaint) -> list[Way]:
    """The ways this person may send this complaint now: none once it has ended."""
    if policies.refuse_move(complaint, State.CONVERTED):
        return []
    mine = Complaint.objects.visible_to(user, Permission.DECIDE_COMPLAINTS)
    if not mine.filter(pk=complaint.pk).exists():
        return []
    return [way for way in _ways if user.may(way.permission)]

"""The roll of a station: everybody who has access there, from inside the police or outside."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts import outside, reach
from accounts.models import Posting, User
from accounts.permissions import Permission
from accounts.roles import Role
from stations.models import Station

POSTING = "accounts.posting"


@dataclass(frozen=True, slots=True)
class Entry:
    """One access of one person."""

    source: str
    pk: int
    user: User
    what: str
    from_on: date
    #: Whether the reviewer may end it; what he may not is somebody else's to decide.
    may_end: bool

    @property
    def key(self) -> str:
        """The name of its choice in the form."""
        return f"{self.source}-{self.pk}"

    @property
    def last_login(self) -> datetime | None:
        return self.user.last_login


def of(station: Station, *, by: Any, day: date) -> list[Entry]:
    """Everybody with access at this station on that day but the reviewer, by name."""
    postings = Posting.objects.not_over(day).filter(station=station).select_related("user")
    entries = [
        Entry(
            POSTING,
            posting.pk,
            posting.user,
            str(Role(posting.role).label),
            posting.from_on,
            reach.reaches(by, Permission.REVIEW_ACCOUNTS, posting.role, station),
        )
        for posting in postings
    ]
    entries += [
        Entry(source, seat.pk, seat.user, seat.place, seat.from_on, may_end=True)
        for source, seat in outside.seats(station, day)
    ]
    others = [entry for entry in entries if entry.user.pk != by.pk]
    return sorted(others, key=lambda entry: (entry.user.name, entry.key))

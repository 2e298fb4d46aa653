"""Where a complaint goes and by when it is answered: the one place that says so.

`tests/complaints/routing.csv` says the same once more, for every category and everybody who may
complain of anybody, in a form that a lawyer reads line by line.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.seals import Seal
from complaints.categories import ComplaintCategory
from complaints.models import Complaint, Level, Post

#: Below this age the law calls a person a juvenile (Juvenile Justice System Act 2018, s.2).
OF_AGE = 18
#: A complaint about an officer is handled above him, and never below the SDPO (rule of 1787).
_ABOVE = {
    "": Level.CIRCLE,
    Post.UNKNOWN: Level.CIRCLE,
    Post.STATION: Level.CIRCLE,
    Post.SDPO: Level.DISTRICT,
    Post.DPO: Level.COMMAND,
    Post.ABOVE: Level.COMMAND,
}
#: The share of the time that is left when the light turns amber.
_AMBER = 4


@dataclass(frozen=True, slots=True)
class Route:
    """Who handles a complaint, what is hidden of it, and its clocks in hours."""

    level: Level
    sealed_as: str
    hours: int
    call_hours: int
    fir_hours: int | None


def route(
    category: ComplaintCategory, *, is_juvenile: bool, is_accused_known: bool, posts: list[str]
) -> Route:
    """The way of a complaint.

    ``posts`` are the posts of the officers complained of, '' for one that was not told. A
    category that is sealed stays so whoever complains; a juvenile's complaint is sealed always.
    """
    level = level_above(posts) if category.against_police else Level.STATION
    return Route(
        level=level,
        sealed_as=category.sealed_as or (Seal.JUVENILE if is_juvenile else ""),
        hours=category.hours,
        call_hours=category.first_call_hours,
        fir_hours=None if is_accused_known or level > Level.STATION else category.fir_hours,
    )


def level_above(posts: list[str]) -> Level:
    """The lowest level that stands above all of these posts."""
    return max((_ABOVE[post] for post in posts), default=Level.CIRCLE)


def is_juvenile(complaint: Complaint, on: date) -> bool:
    """Whether the complainant is under age on that day; by the year alone in his favour."""
    if born := complaint.date_of_birth:
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return age < OF_AGE
    return complaint.birth_year is not None and on.year - complaint.birth_year < OF_AGE


def set_clocks(complaint: Complaint, way: Route, *, at: datetime) -> None:
    """Start (or, when it is reopened, start again) the clocks of an unsaved complaint."""
    within = timedelta(hours=way.hours)
    complaint.due_at = at + within
    complaint.amber_at = complaint.due_at - within / _AMBER
    complaint.call_due_at = at + timedelta(hours=way.call_hours)
    complaint.called_at = None
    complaint.fir_due_at = at + timedelta(hours=way.fir_hours) if way.fir_hours else None


#: The clocks of a complaint, and that its complainant was called.
CLOCKS = ("due_at", "amber_at", "call_due_at", "fir_due_at", "called_at")


def keep_earlier(complaint: Complaint, before: dict[str, Any]) -> None:
    """Of the clocks as they were and as they are now keep those that run out first."""
    for name in ("due_at", "amber_at", "call_due_at", "fir_due_at"):
        moments = [one for one in (before[name], getattr(complaint, name)) if one]
        setattr(complaint, name, min(moments, default=None))
    complaint.called_at = before["called_at"]

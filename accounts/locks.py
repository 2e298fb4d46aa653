"""Names that five failures have locked at an address, for those who may release them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum

from accounts.models import User
from accounts.permissions import Permission

#: So many are shown; an attack with invented names must not fill a page.
LIMIT = 100


@dataclass(frozen=True, slots=True)
class Lock:
    """One name at one address."""

    username: str
    address: str
    failures: int
    last_at: datetime
    #: The account of that name; None where there is no such account.
    user: User | None


def visible_to(user: Any) -> list[Lock]:
    """The locks of people this person answers for, newest first.

    A name that is nobody's is often a slip of the keyboard; only the administrator sees those.
    """
    attempts = AccessAttempt.objects.all()
    mine = User.objects.visible_to(user)
    if not user.may(Permission.ADMINISTER):
        attempts = attempts.filter(username__in=mine.values("username"))
    locked = list(
        attempts.order_by()
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last_at=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-last_at")[:LIMIT]
    )
    names = [one["username"] for one in locked]
    people = {one.username: one for one in User.objects.filter(username__in=names)}
    return [
        Lock(
            one["username"] or "",
            one["ip_address"] or "",
            one["failures"],
            one["last_at"],
            people.get(one["username"]),
        )
        for one in locked
    ]

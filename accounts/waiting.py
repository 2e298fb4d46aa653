"""What the life of accounts puts on somebody's home page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import reach
from accounts.permissions import Permission
from accounts.requests import AccountRequest
from accounts.reviews import is_overdue, quarter_of
from screen.navigation import Tile


def requests(user: Any) -> Iterator[Tile]:
    """Requests that wait for this person's decision."""
    number = AccountRequest.objects.for_decision_by(user).count()
    yield Tile(
        _("Requests waiting for your decision"),
        number,
        reverse("accounts:requests"),
        "person-check",
        tone="waits" if number else "good",
    )


def review(user: Any) -> Iterator[Tile]:
    """Stations of a head whose review of this quarter is not signed."""
    stations = reach.units_of(user, Permission.REVIEW_ACCOUNTS, "station")
    number = _unsigned(stations)
    if number:
        yield Tile(
            _("Access review due"),
            number,
            reverse("accounts:review"),
            "list-check",
            tone="waits",
            hint=_("Who has access at your station, once a quarter"),
        )


def overdue_reviews(user: Any) -> Iterator[Tile]:
    """Stations below a supervisor whose head is late with this quarter's review."""
    late = is_overdue(timezone.localdate())
    stations = reach.units_of(user, Permission.DECIDE_ACCOUNTS, "station")
    number = _unsigned(stations) if late else 0
    if number:
        yield Tile(
            _("Access reviews overdue"),
            number,
            reverse("accounts:reviews"),
            "list-check",
            tone="waits",
        )


def _unsigned(stations: Any) -> int:
    quarter_on = quarter_of(timezone.localdate())
    number: int = stations.exclude(access_reviews__quarter_on=quarter_on).count()
    return number

"""What the auditor's desk puts on his home page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import reviewing
from screen.navigation import Tile


def tiles(user: Any) -> Iterator[Tile]:
    """Weeks that nobody has signed."""
    now = timezone.now()
    due = reviewing.due(at=now)
    overdue = sum(week.is_overdue(now) for week in due)
    late = ngettext("%(count)d overdue", "%(count)d overdue", overdue) % {"count": overdue}
    yield Tile(
        _("Weekly reviews due"),
        len(due),
        reverse("audit:weeks"),
        "calendar-check",
        tone="bad" if overdue else "waits" if due else "good",
        hint=late if overdue else "",
    )

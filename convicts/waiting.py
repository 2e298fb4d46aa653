"""What waits for whoever decides on the watch list and on the records of the file."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from convicts.models import ImportBatch, Opening, WatchEntry, Withdrawal
from screen.navigation import Tile


def tiles(user: Any) -> Iterator[Tile]:
    """Entries and removals that wait for this person's decision."""
    waiting = WatchEntry.objects.to_decide_by(user).count()
    yield Tile(
        _("Watch list to decide"),
        waiting,
        reverse("convicts:watch") + "?tab=waiting",
        "eye",
        tone="waits" if waiting else "plain",
    )
    due = WatchEntry.objects.visible_to(user, Permission.DECIDE_WATCH).to_review().count()
    if due:
        yield Tile(
            _("Watch list to review"),
            due,
            reverse("convicts:watch") + "?tab=to_review",
            "calendar-check",
            tone="waits",
        )


def records(user: Any) -> Iterator[Tile]:
    """Records and whole files that wait for this person's decision."""
    waiting = sum(model.objects.to_decide_by(user).count() for model in (Opening, Withdrawal))
    yield Tile(
        _("Records to approve"),
        waiting,
        reverse("convicts:openings"),
        "person-check",
        tone="waits" if waiting else "plain",
    )
    files = ImportBatch.objects.to_decide_by(user).count()
    if files:
        yield Tile(
            _("Files of the CRO to decide"),
            files,
            reverse("convicts:imports"),
            "upload",
            tone="waits",
        )

"""What waits for whoever decides on the watch list."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from convicts.watch import WatchEntry
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

"""The FIR drafts of one's station, on the home page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from firs.models import FIR
from screen.navigation import Tile


def tiles(user: Any) -> Iterator[Tile]:
    """How many drafts wait to become FIRs."""
    waiting = FIR.objects.visible_to(user).drafts().count()
    yield Tile(
        _("FIR drafts"),
        waiting,
        reverse("firs:drafts"),
        "file-earmark-text",
        tone="waits" if waiting else "plain",
    )

"""What waits for whoever decides on exports."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exports.models import ExportRequest
from screen.navigation import Tile


def tiles(user: Any) -> Iterator[Tile]:
    """Exports that wait for this person's decision."""
    waiting = ExportRequest.objects.to_decide_by(user).waiting().count()
    yield Tile(
        _("Exports to decide"),
        waiting,
        reverse("exports:requests") + "?tab=inbox",
        "box-arrow-up",
        tone="waits" if waiting else "plain",
    )

"""What the alert desk, and the screening behind it, put on somebody's home page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import pipeline
from alerts.models import Alert
from screen.navigation import Tile


def tiles(user: Any) -> Iterator[Tile]:
    """Alerts nobody has acknowledged, those under way, and leads."""
    visible = Alert.objects.visible_to(user)
    waiting = visible.waiting().count()
    yield Tile(
        _("Alerts waiting"),
        waiting,
        reverse("alerts:board"),
        "bell",
        tone="waits" if waiting else "good",
        hint=_("Nobody has acknowledged them yet"),
    )
    under_way = visible.open().count() - waiting
    yield Tile(_("Alerts under way"), under_way, reverse("alerts:board"), "person-walking")
    yield Tile(_("Leads"), visible.leads().count(), reverse("alerts:leads"), "signpost")


def pipeline_tiles(user: Any) -> Iterator[Tile]:
    """The troubles of the screening; nothing at all while it has none."""
    troubles = pipeline.state(at=timezone.now()).troubles
    if troubles:
        yield Tile(
            _("Troubles of the screening"),
            len(troubles),
            reverse("alerts:pipeline"),
            "activity",
            tone="bad",
            hint=troubles[0].title,
        )

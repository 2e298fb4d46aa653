"""What the alert desk puts on an officer's home page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

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

"""What the home pages find: a station's visits, a landlord's drafts and ends."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from screen.navigation import Tile
from tenants.models import Tenancy, Visit


def station_tiles(user: Any) -> Iterator[Tile]:
    """Visits that are this officer's own, those nobody made in time, and what does not agree."""
    now = timezone.now()
    here = reverse("tenants:list")
    mine = Visit.objects.open().filter(assigned_to=user).count()
    if mine:
        yield Tile(_("My visits"), mine, f"{here}?show=mine", "house-check", tone="waits")
    seen = Tenancy.objects.visible_to(user)
    overdue = seen.overdue(now).count()
    yield Tile(
        _("Tenants not verified in time"),
        overdue,
        f"{here}?show=overdue",
        "house-exclamation",
        tone="waits" if overdue else "good",
    )


def own_tiles(user: Any) -> Iterator[Tile]:
    """A landlord's drafts, what the police hold against one, and agreements that end."""
    own = Tenancy.objects.own_of(user)
    here = reverse("tenants:mine")
    drafts = own.drafts().count()
    if drafts:
        yield Tile(_("Registrations to finish"), drafts, here, "pencil-square", tone="waits")
    differing = own.differing().count()
    if differing:
        yield Tile(_("To put right"), differing, here, "house-exclamation", tone="waits")
    yield Tile(_("My tenants and employees"), own.running().count(), here, "house-door")
    ending = own.ending(timezone.localdate()).count()
    if ending:
        yield Tile(_("Agreements that end"), ending, here, "calendar-event", tone="waits")

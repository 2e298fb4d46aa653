"""Where somebody lived and worked, in his dossier, and who lived with him."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dossier import registry
from dossier.registry import Companion, Found, Moment, Subject
from tenants.models import Named


def of_person(subject: Subject, user: Any, _at: datetime) -> Found:
    """By CNIC: registrations of the reader's stations, and how many more there are."""
    if not subject.cnic:
        return Found()
    existing = Named.objects.filter(cnic=subject.cnic, removed_at=None)
    existing = existing.exclude(tenancy__state="draft")
    visible = existing.visible_to(user)
    shown = list(visible.order_by("-tenancy__filed_at", "-pk")[: registry.MOST_SHOWN])
    others = Named.objects.filter(
        tenancy__in={one.tenancy_id for one in shown}, removed_at=None
    ).order_by("pk")
    together = list(others)

    def moment(one: Named) -> Moment:
        tenancy = one.tenancy
        place, station, filed_at = tenancy.place, tenancy.station, tenancy.filed_at
        assert place is not None
        assert station is not None
        assert filed_at is not None
        return Moment(
            filed_at,
            _("Registration %(number)s") % {"number": tenancy.number},
            registry.joined(Named.Role(one.role).label, place.address, station.local_name),
            reverse("tenants:open", args=[tenancy.pk]),
            until=_end_of(tenancy),
            companions=tuple(
                Companion(other.name, str(Named.Role(other.role).label), other.cnic)
                for other in together
                if other.tenancy_id == one.tenancy_id and other.pk != one.pk
            ),
        )

    loaded = visible.select_related("tenancy__place", "tenancy__station")
    return registry.found(loaded, existing, "tenancy__filed_at", moment)


def _end_of(tenancy: Any) -> datetime | None:
    if tenancy.vacated_on is None:
        return None
    return timezone.make_aware(datetime.combine(tenancy.vacated_on, datetime.min.time()))

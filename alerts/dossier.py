"""Alerts in somebody's dossier."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.models import Alert, Listing, Sighting
from dossier import registry
from dossier.registry import Found, Moment, Subject


def of_person(subject: Subject, user: Any, _at: datetime) -> Found:
    """About whoever was seen, or is looked for, under this CNIC or by this record."""
    listings = Listing.objects.none()
    if subject.cnic:
        listings = Listing.objects.of_cnic(subject.cnic)
    elif subject.record:
        source, source_id = subject.record
        listings = Listing.objects.filter(source=source, source_id=source_id)
    open_to_him = Q(is_sealed=False) | Q(pk__in=Listing.objects.named_to(user).values("pk"))
    about = Q(sighting__matches__listing__in=listings.filter(open_to_him))
    if subject.cnic:
        about |= Q(sighting__in=Sighting.objects.of_cnic(subject.cnic))
    unsealed = Q(sealed_listing=None) | Q(sealed_listing__in=Listing.objects.named_to(user))
    keys = set(Alert.objects.filter(about, unsealed).values_list("pk", flat=True))
    existing = Alert.objects.filter(pk__in=keys)
    visible = Alert.objects.visible_to(user).filter(pk__in=keys)

    def moment(alert: Alert) -> Moment:
        outcome = alert.get_outcome_display() if alert.outcome else alert.get_state_display()
        return Moment(
            alert.raised_at,
            _("Alert at %(place)s") % {"place": alert.sighting.premises},
            registry.joined(alert.get_band_display(), outcome),
            reverse("alerts:detail", args=[alert.pk]),
        )

    return registry.found(visible.select_related("sighting"), existing, "raised_at", moment)

"""Closed alerts as a list to export. The heart knows no exports, so the project joins them."""

from collections.abc import Generator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from alerts.models import Alert
from exports.registry import Dataset


def _alerts(user: Any, start: datetime, end: datetime) -> Generator[tuple[Any, ...]]:
    # What is sealed stays with the officers named on it: a file has other readers.
    alerts = Alert.objects.visible_to(user).closed().filter(sealed_listing=None)
    alerts = alerts.filter(closed_at__gte=start, closed_at__lt=end)
    for one in alerts.select_related("sighting", "station").order_by("closed_at", "pk").iterator():
        seen = one.sighting
        yield (
            one.pk,
            one.station.name,
            seen.name,
            seen.cnic_masked,
            seen.premises,
            one.raised_at.isoformat(),
            one.closed_at.isoformat(),
            one.outcome,
            one.outcome_note,
        )


ALERTS = Dataset(
    "alerts",
    _("Alerts closed in the period"),
    Permission.SEE_ALERTS,
    (
        *("alert", "station", "name", "cnic_masked", "premises"),
        *("raised_at", "closed_at", "outcome", "note"),
    ),
    _alerts,
)

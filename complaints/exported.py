"""What of the complaints may leave as a file: clocks and outcomes, and nobody who complained."""

from collections.abc import Generator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from complaints.models import Complaint
from exports.registry import Dataset


def _complaints(user: Any, start: datetime, end: datetime) -> Generator[tuple[Any, ...]]:
    # What is sealed stays with the officers named on it: a file has other readers.
    visible = Complaint.objects.visible_to(user, Permission.SEE_COMPLAINT_FIGURES)
    rows = visible.filter(sealed_as="", lodged_at__gte=start, lodged_at__lt=end)
    for one in rows.select_related("station", "assigned_to").order_by("pk").iterator():
        place = (one.e_tag, one.category_id, one.station.name, one.level, one.state)
        clocks = (one.lodged_at.isoformat(), one.due_at.isoformat(), _moment(one.decided_at))
        outcome = (one.reason, one.is_late, one.reopened_count, one.rating)
        yield (*place, *clocks, *outcome, str(one.assigned_to or ""))


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


COMPLAINTS = Dataset(
    "complaints",
    _("Complaints lodged in the period"),
    Permission.SEE_COMPLAINT_FIGURES,
    (
        *("e_tag", "category", "station", "level", "state", "lodged_at", "due_at", "decided_at"),
        *("reason", "is_late", "reopened_count", "rating", "officer"),
    ),
    _complaints,
)

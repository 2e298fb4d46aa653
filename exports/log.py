"""The log of a period as a list to export. It has no CNIC in it."""

from collections.abc import Generator
from datetime import datetime
from typing import Any

from accounts.permissions import Permission
from audit.models import Event

COLUMNS = (
    "recorded_at",
    "by",
    "action",
    "target",
    "purpose_kind",
    "case_ref",
    "purpose",
    "outcome",
    "recipient",
    "address",
)


def rows(user: Any, start: datetime, end: datetime) -> Generator[tuple[Any, ...]]:
    """Events by the database's clock, oldest first."""
    if not user.may(Permission.READ_AUDIT):
        return
    events = Event.objects.filter(recorded_at__gte=start, recorded_at__lt=end)
    for event in events.order_by("recorded_at", "pk").iterator():
        yield (
            event.recorded_at.isoformat(),
            event.actor,
            event.action,
            event.target,
            event.purpose_kind,
            event.case_ref,
            event.purpose,
            event.outcome,
            event.recipient,
            event.address,
        )

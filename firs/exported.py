"""What of the cases may leave as a file: sections, clocks and states, and nobody in them."""

from collections.abc import Generator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from exports.registry import Dataset
from firs.models import FIR


def _cases(user: Any, start: datetime, end: datetime) -> Generator[tuple[Any, ...]]:
    # What is sealed stays with the officers named on it: a file has other readers.
    rows = FIR.objects.visible_to(user, Permission.SEE_REGISTERS).registered()
    rows = rows.filter(sealed_as="", registered_at__gte=start, registered_at__lt=end)
    for one in rows.with_names().order_by("pk").iterator():
        clocks = (one.registered_at, one.occurred_from, one.report_due_at, one.despatched_at)
        place = (one.station.name, one.beat, one.latitude, one.longitude)
        yield (
            *(one.number, *place, one.sections, one.head, one.state),
            *(at.isoformat() if at else "" for at in clocks),
            *(one.reopened_count, str(one.investigator or "")),
        )


CASES = Dataset(
    "firs",
    _("FIRs registered in the period"),
    Permission.SEE_REGISTERS,
    (
        *("number", "station", "beat", "latitude", "longitude", "sections", "head", "state"),
        *("registered_at", "occurred_from", "report_due_at", "despatched_at"),
        *("reopened_count", "officer"),
    ),
    _cases,
)

"""What of the CRO's file and the watch list may leave as a file: no whole CNIC, no sealed text."""

from collections.abc import Generator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from convicts.models import ConvictRecord
from convicts.watch import WatchEntry
from exports.registry import Dataset

_PERSON = ("name", "relation", "relative_name", "cnic_masked", "district")


def _convicts(user: Any, start: datetime, end: datetime) -> Generator[tuple[Any, ...]]:
    # What is sealed stays with the officers named on it: a file has other readers.
    records = ConvictRecord.objects.visible_to(user).filter(sealed_as="")
    records = records.filter(changed_at__gte=start, changed_at__lt=end)
    for one in records.order_by("pk").iterator():
        person = (getattr(one, name) for name in _PERSON)
        told = (one.status, one.offence, one.changed_at.isoformat())
        yield (one.external_ref, *person, one.category_id, *told)


def _watches(user: Any, start: datetime, end: datetime) -> Generator[tuple[Any, ...]]:
    entries = WatchEntry.objects.visible_to(user).filter(proposed_at__gte=start)
    entries = entries.filter(proposed_at__lt=end).select_related("station")
    for one in entries.order_by("pk").iterator():
        person = (getattr(one, name) for name in _PERSON)
        life = (one.valid_from, one.valid_to, one.review_on, one.decision, one.ended_because)
        yield (one.reference, *person, one.category_id, one.station.name, *life)


CONVICTS = Dataset(
    "convicts",
    _("Convict records changed in the period"),
    Permission.LIST_CONVICTS,
    ("reference", *_PERSON, "category", "status", "offence", "changed_at"),
    _convicts,
)
WATCHES = Dataset(
    "watch",
    _("Watch-list entries proposed in the period"),
    Permission.SEE_WATCH,
    (
        *("reference", *_PERSON, "category", "station"),
        *("valid_from", "valid_to", "review_on", "decision", "ended_because"),
    ),
    _watches,
)

"""Stays and guests as the auditor asks for them.

A hotel finds guests within its own house; over all houses they are indexed as sightings.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Sighting
from audit.people_seen import Record
from hotel_eye.models import Guest, Stay
from people.cnic import CNIC, InvalidCNIC


def stays_of(text: str, by: Any) -> Iterator[Record]:
    """Stays of a party in which somebody has this CNIC."""
    for stay in Stay.objects.filter(guests__in=_guests(text)).distinct().order_by("pk"):
        yield Record(Stay._meta.label_lower, stay.pk, str(stay))


def guests_of(text: str, by: Any) -> Iterator[Record]:
    """Entries under this CNIC."""
    for pk in _guests(text):
        yield Record(Guest._meta.label_lower, pk, _("hotel guest %(number)d") % {"number": pk})


def _guests(text: str) -> list[int]:
    try:
        cnic = CNIC.parse(text)
    except InvalidCNIC:
        return []
    seen = Sighting.objects.of_cnic(cnic).filter(source=Guest._meta.label_lower)
    return list(seen.order_by("source_id").values_list("source_id", flat=True))

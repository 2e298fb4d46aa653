"""Convict records and watch-list entries as the auditor asks for them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from audit.people_seen import Described, Record
from convicts.models import ConvictRecord
from convicts.watch import WatchEntry
from people.cnic import CNIC, InvalidCNIC

LABEL, WATCH_LABEL = ConvictRecord._meta.label_lower, WatchEntry._meta.label_lower


def records_of(text: str, by: Any) -> Iterator[Record]:
    """By CNIC or CRO reference; a sealed record is found by whoever is named on it only."""
    condition = Q(external_ref=text) | _has_number(text)
    for record in ConvictRecord.objects.open_to(by).filter(condition).order_by("pk"):
        yield Record(LABEL, record.pk, str(record))


def described(ids: list[int]) -> Iterator[Described]:
    """Names of unsealed records."""
    rows = ConvictRecord.objects.filter(pk__in=ids, sealed_as="")
    for pk, *words in rows.values_list("pk", "name", "relative_name", "phone").iterator():
        yield Described(pk, *words)


def watches_of(text: str, by: Any) -> Iterator[Record]:
    """By CNIC, or by the FIR or court order the entry stands on."""
    condition = Q(reference=text) | _has_number(text)
    for entry in WatchEntry.objects.filter(condition).order_by("pk"):
        yield Record(WATCH_LABEL, entry.pk, str(entry))


def watches_described(ids: list[int]) -> Iterator[Described]:
    """Names of those on the watch list."""
    rows = WatchEntry.objects.filter(pk__in=ids)
    for pk, *words in rows.values_list("pk", "name", "relative_name", "phone").iterator():
        yield Described(pk, *words)


def _has_number(text: str) -> Q:
    try:
        return Q(cnic=CNIC.parse(text))
    except InvalidCNIC:
        return Q(pk__in=())

"""Sealing a convict record: the record, its listing and its alerts move together."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import sealing
from alerts.actions import reseal_listing
from convicts.models import ConvictRecord


@transaction.atomic
def seal(*, by: Any, record: ConvictRecord, sealed_as: str, at: datetime) -> ConvictRecord:
    """Hide the record, and every alert about it, from all but the named officers."""
    record = sealing.seal(by=by, record=record, sealed_as=sealed_as, at=at)
    reseal_listing(record, at=at)
    return record


@transaction.atomic
def unseal(*, by: Any, record: ConvictRecord, at: datetime) -> ConvictRecord:
    """Lift the seal; the stations get back what was hidden from them."""
    record = sealing.unseal(by=by, record=record, at=at)
    reseal_listing(record, at=at)
    return record

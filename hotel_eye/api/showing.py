"""What the API says of stays, receipts and lots."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from filings.models import Lot, LotRow, Receipt, label_of
from hotel_eye import filed
from hotel_eye.api import batches
from hotel_eye.models import ApiKey, Guest, Stay

#: Before the number of a receipt that nobody can check, because nothing was filed.
SANDBOX = "SANDBOX-"
_GUEST_FIELDS = tuple(
    name
    for name in filed.GUEST_FIELDS
    if name not in ("birth_year", "date_of_birth", "relative_name_ur")
)


def receipt(key: ApiKey, one: Receipt) -> dict[str, Any]:
    """A receipt; that of a sandbox says so in its number."""
    return {
        "id": one.pk,
        "number": f"{SANDBOX}{one.number}" if key.is_sandbox else one.number,
        "act": one.act,
        "code": one.shown_code,
        "sha256": one.digest,
        "entry": one.source_id if one.source_label == label_of(Stay) else None,
        "version": one.version,
        "received_at": _moment(one.received_at),
        "due_at": _moment(one.due_at),
        "late": one.is_late,
    }


def filing(key: ApiKey, stay: Stay, given: Receipt) -> dict[str, Any]:
    """What was filed, and its receipt."""
    return {
        "entry": stay.pk,
        "version": stay.version,
        "receipt": receipt(key, given),
        "sandbox": key.is_sandbox,
    }


def entry(key: ApiKey, one: Stay, receipts: Iterable[Receipt]) -> dict[str, Any]:
    """An entry with its party and receipts; `stay` is what a correction sends back."""
    return {
        "entry": one.pk,
        "state": one.state,
        "version": one.version,
        "left_at": _moment(one.left_at),
        "filed_at": _moment(one.filed_at),
        "due_at": _moment(one.due_at),
        "late": one.is_late,
        "sandbox": key.is_sandbox,
        "stay": {
            **{name: _plain(getattr(one, name)) for name in filed.STAY_FIELDS},
            "guests": [_guest(guest) for guest in one.guests.all()],
        },
        "receipts": [receipt(key, each) for each in receipts],
    }


def left(key: ApiKey, stay: Stay) -> dict[str, Any]:
    """A party that has left."""
    return {"entry": stay.pk, "left_at": _moment(stay.left_at), "sandbox": key.is_sandbox}


def nil(key: ApiKey, day: date, given: Receipt) -> dict[str, Any]:
    """A day on which nobody came."""
    return {
        "day": day.isoformat(),
        "receipt": receipt(key, given),
        "sandbox": key.is_sandbox,
    }


def lot(key: ApiKey, one: Lot) -> dict[str, Any]:
    """How far a lot is."""
    return {
        "id": one.pk,
        "reference": batches.called(one),
        "state": one.state,
        "check_only": one.is_trial,
        "rows": one.rows,
        "rows_done": one.rows_done,
        "counts": one.counts,
        "failure": one.failure,
        "sandbox": key.is_sandbox,
    }


def row(one: LotRow) -> dict[str, Any]:
    """What became of one row."""
    return {
        "pointer": batches.pointer_of(one),
        "state": one.state,
        "entry": one.source_id,
        "receipt": one.receipt,
        "errors": batches.faults(one, one.errors),
        "notes": batches.faults(one, one.notes),
    }


def _guest(guest: Guest) -> dict[str, Any]:
    birth = guest.birth
    return {
        "id": guest.pk,
        **{name: _plain(getattr(guest, name)) for name in _GUEST_FIELDS},
        "born": birth.isoformat() if isinstance(birth, date) else str(birth or ""),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int):
        return value
    return "" if value is None else str(value)


def _moment(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat() if at else None

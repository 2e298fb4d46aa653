"""What the API says of stays, receipts and lots."""

from typing import Any

from django.utils import timezone

from filings.models import Lot, LotRow, Receipt, label_of
from hotel_eye.models import Guest, Stay


def receipt(one: Receipt) -> dict[str, Any]:
    """A receipt."""
    return {
        "id": one.pk,
        "number": one.number,
        "act": one.act,
        "code": one.shown_code,
        "sha256": one.digest,
        "entry": one.source_id if one.source_label == label_of(Stay) else None,
        "version": one.version,
        "received_at": _moment(one.received_at),
        "due_at": _moment(one.due_at),
        "late": one.is_late,
    }


def stay(one: Stay, receipts: list[Receipt]) -> dict[str, Any]:
    """An entry with its party and receipts."""
    return {
        "entry": one.pk,
        "state": one.state,
        "version": one.version,
        "room": one.room,
        "arrived_at": _moment(one.arrived_at),
        "expected_until": _moment(one.expected_until),
        "left_at": _moment(one.left_at),
        "purpose": one.purpose,
        "filed_at": _moment(one.filed_at),
        "due_at": _moment(one.due_at),
        "late": one.is_late,
        "guests": [_guest(guest) for guest in one.guests.all()],
        "receipts": [receipt(each) for each in receipts],
    }


def lot(one: Lot) -> dict[str, Any]:
    """How far a lot is."""
    return {
        "id": one.pk,
        "reference": one.reference,
        "state": one.state,
        "check_only": one.is_trial,
        "rows": one.rows,
        "rows_done": one.rows_done,
        "counts": one.counts,
        "failure": one.failure,
    }


def row(one: LotRow) -> dict[str, Any]:
    """What became of one row."""
    return {
        "row": one.number,
        "party": one.party,
        "state": one.state,
        "entry": one.source_id,
        "receipt": one.receipt,
        "errors": one.errors,
    }


def _guest(guest: Guest) -> dict[str, Any]:
    names = (
        *("document", "cnic", "passport_no", "nationality", "name", "name_ur", "relation"),
        *("relative_name", "gender", "phone", "address", "district", "kinship"),
    )
    return {name: str(getattr(guest, name)) for name in names}


def _moment(at: Any) -> str | None:
    return timezone.localtime(at).isoformat() if at else None

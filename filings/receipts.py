"""Receipts: given in the transaction that files, shown, and checked by anybody who holds one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from documents import codes, numbers
from documents.actions import digest_of
from documents.checking import Checked
from filings.models import Receipt, label_of
from stations.models import Station


@dataclass(frozen=True, slots=True)
class Received:
    """One thing that was filed, before it has its receipt."""

    act: str
    kind: str
    source: models.Model
    version: int
    #: Plain JSON values: what exactly was filed.
    content: dict[str, Any]
    due_at: datetime | None = None
    changes: dict[str, Any] | None = None


def give(
    received: Sequence[Received],
    *,
    premises: models.Model,
    letter: str,
    station: Station,
    by: Any,
    at: datetime,
) -> list[Receipt]:
    """Give each of these its receipt, inside the transaction that files them.

    Numbers run without a gap for each premises and year, so that a house can show that nothing is
    missing; ``letter`` tells what kind of premises it is. Whoever else files for the same house
    waits until this transaction ends: call it last.
    """
    year = f"{timezone.localdate(at):%y}"
    series = f"receipt {label_of(premises)} {premises.pk} {year}"
    first = numbers.take(series, len(received))
    receipts = [
        Receipt(
            number=number_of(letter, premises.pk, year, first + place),
            code=codes.new(),
            act=one.act,
            kind=one.kind,
            premises_label=label_of(premises),
            premises_id=premises.pk,
            source_label=label_of(one.source),
            source_id=one.source.pk,
            version=one.version,
            station=station,
            digest=digest_of(one.content),
            changes=one.changes or {},
            received_at=at,
            received_from=by,
            due_at=one.due_at,
        )
        for place, one in enumerate(received)
    ]
    return Receipt.objects.bulk_create(receipts)


def checked(code: str) -> Checked | None:
    """What the public check says of the receipt with this code; nobody is named."""
    receipt = Receipt.objects.filter(code=code).select_related("station__circle__district").first()
    if receipt is None:
        return None
    later = Receipt.objects.filter(
        source_label=receipt.source_label,
        source_id=receipt.source_id,
        version__gt=receipt.version,
    )
    last = later.order_by("-version").first()
    return Checked(
        code=receipt.code,
        kind=f"{receipt.get_kind_display()}: {receipt.get_act_display()}",
        number=receipt.number,
        station=receipt.station,
        issued_at=receipt.received_at,
        replaced_at=last.received_at if last else None,
    )


def number_of(letter: str, premises: int, year: str, serial: int) -> str:
    """Such as 'H12-26-000034-5': whose, the year, which of the year, and a check digit."""
    digit = numbers.with_check_digit(f"{premises}{year}{serial:06d}")[-1]
    return f"{letter}{premises}-{year}-{serial:06d}-{digit}"

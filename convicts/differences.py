"""What a file of the CRO would change, some rows of each kind, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from convicts.models import ConvictRecord, ImportBatch, ImportRow
from convicts.publishing import AT_REST, SAID
from people.masking import masked

#: So many rows of one kind are shown.
SHOWN = 50
KINDS = {
    "new": _("New"),
    "changed": _("Changed"),
    "at_rest": _("No longer looked for"),
    "missing": _("Not in the file"),
    "refused": _("Refused"),
}
#: What is told apart elsewhere, or follows from other fields.
_NOT_TOLD = {"external_ref", "sounds", "record_hash", "crime_head", "sealed_as"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field that is to say something else."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file beside its record."""

    line: int | None
    external_ref: str
    name: str
    changes: Sequence[Change] = ()
    reason: str = ""


def rows_of(batch: ImportBatch, kind: str) -> list[Row]:
    """The first rows of this kind; whole numbers are masked, sealed records left out."""
    if kind == "refused":
        some = batch.staged.filter(kind=ImportRow.Kind.REFUSED).order_by("line")[:SHOWN]
        return [
            Row(one.line, one.external_ref, "", reason=masked(one.values["reason"])) for one in some
        ]
    if kind == "missing":
        return [Row(None, one.external_ref, one.name) for one in _missing(batch)]
    staged = list(_staged(batch, kind).order_by("line")[:SHOWN])
    known = ConvictRecord.objects.filter(external_ref__in=[one.external_ref for one in staged])
    records = {one.external_ref: one for one in known}
    return [_row(one, records.get(one.external_ref)) for one in staged]


def _staged(batch: ImportBatch, kind: str) -> Any:
    known = ConvictRecord.objects.filter(external_ref=OuterRef("external_ref"))
    same = known.filter(record_hash=OuterRef("record_hash"), withdrawn_batch=None)
    rows = batch.staged.filter(kind=ImportRow.Kind.GOOD, values__sealed_as="")
    rows = rows.exclude(Exists(known.exclude(sealed_as="")))
    if kind == "new":
        return rows.filter(~Exists(known))
    rows = rows.filter(Exists(known), ~Exists(same))
    return rows.filter(values__status__in=AT_REST) if kind == "at_rest" else rows


def _missing(batch: ImportBatch) -> Any:
    if not batch.is_whole:
        return ConvictRecord.objects.none()
    in_file = batch.staged.filter(external_ref=OuterRef("external_ref"))
    rows = ConvictRecord.objects.filter(batch__isnull=False, withdrawn_at=None, sealed_as="")
    return rows.filter(~Exists(in_file), is_canary=False).order_by("pk")[:SHOWN]


def _row(staged: ImportRow, record: ConvictRecord | None) -> Row:
    said = staged.values
    changes = []
    if record is not None:
        for name in SAID:
            before, after = _text(getattr(record, name)), _text(said[name])
            if name not in _NOT_TOLD and before != after:
                field: Any = ConvictRecord._meta.get_field(name)
                changes.append(Change(str(field.verbose_name), masked(before), masked(after)))
    return Row(staged.line, staged.external_ref, said["name"], changes)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)

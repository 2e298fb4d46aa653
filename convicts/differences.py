"""What a file of the CRO would change, some rows of each kind, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from alerts.models import ListingCategory
from convicts import refused
from convicts.models import ConvictRecord, ImportBatch, ImportRow
from convicts.publishing import AT_REST, NOT_AT_REST, SAID, on_file
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


def rows_of(batch: ImportBatch, kind: str, by: Any) -> list[Row]:
    """The first rows of this kind; whole numbers are masked, sealed records left out.

    Whoever brought the file sees his own rows as new where their records are sealed before him.
    """
    if kind == "refused":
        some = islice(refused.rows(batch, by), SHOWN)
        return [
            Row(line, reference, "", reason=masked(said["reason"]))
            for line, reference, said in some
        ]
    if kind == "missing":
        return [Row(None, one.external_ref, one.name) for one in _missing(batch)]
    staged = list(_staged(batch, kind, by).order_by("line")[:SHOWN])
    references = [one.external_ref for one in staged]
    known = ConvictRecord.objects.in_file().open_to(by).filter(external_ref__in=references)
    records = {one.external_ref: one for one in known}
    categories = ListingCategory.objects.in_bulk()
    return [_row(one, records.get(one.external_ref), categories) for one in staged]


def _staged(batch: ImportBatch, kind: str, by: Any) -> Any:
    known = on_file(by)
    same = known.filter(record_hash=OuterRef("record_hash"), withdrawn_batch=None)
    rows = batch.staged.filter(kind=ImportRow.Kind.GOOD)
    if batch.made_by != by:
        sealed = ConvictRecord.objects.filter(external_ref=OuterRef("external_ref"))
        rows = rows.filter(~Exists(sealed.exclude(sealed_as="")), values__sealed_as="")
    if kind == "new":
        return rows.filter(~Exists(known))
    rows = rows.filter(Exists(known), ~Exists(same))
    if kind == "at_rest":
        return rows.filter(Exists(known.filter(NOT_AT_REST)), values__status__in=AT_REST)
    return rows


def _missing(batch: ImportBatch) -> Any:
    if not batch.is_whole:
        return ConvictRecord.objects.none()
    in_file = batch.staged.filter(external_ref=OuterRef("external_ref"))
    rows = ConvictRecord.objects.filter(batch__isnull=False, withdrawn_at=None, sealed_as="")
    return rows.filter(~Exists(in_file), is_canary=False).order_by("pk")[:SHOWN]


def _row(staged: ImportRow, record: ConvictRecord | None, categories: dict[Any, Any]) -> Row:
    said = staged.values
    changes = []
    if record is not None:
        for name in SAID:
            if name in _NOT_TOLD or name not in said:
                continue
            field: Any = ConvictRecord._meta.get_field(name)
            before, after = (
                _text(field, value, categories) for value in (getattr(record, name), said[name])
            )
            if before != after:
                changes.append(Change(str(field.verbose_name), masked(before), masked(after)))
    return Row(staged.line, staged.external_ref, said["name"], changes)


def _text(field: Any, value: Any, categories: dict[Any, Any]) -> str:
    if field.name == "category":
        return str(categories[value].local_name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)

"""Rows of a CRO file that could not be taken: who may read them again, and how long."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from convicts.models import ConvictRecord, ImportBatch, ImportRow
from convicts.rows import ALIASES, SEALED

#: By then they were corrected and sent again, or nobody will.
KEPT = timedelta(days=30)
_ENDED = (
    *(ImportBatch.State.DONE, ImportBatch.State.DISCARDED),
    *(ImportBatch.State.FAILED, ImportBatch.State.TAKEN_BACK),
)


def rows(batch: ImportBatch, by: Any) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """(line, reference, what it held) of the refused rows, in order.

    Whoever brought the file holds all of it. Others see nothing of what is sealed, or is to be;
    nor where cells are missing or too many, so that nobody knows which is which.
    """
    found = batch.staged.filter(kind=ImportRow.Kind.REFUSED).order_by("line")
    some = found.values_list("line", "external_ref", "values").iterator()
    if batch.made_by == by:
        yield from some
        return
    sealed = ConvictRecord.objects.exclude(sealed_as="")
    hidden = sealed.exclude(pk__in=sealed.open_to(by).values("pk"))
    references = set(hidden.values_list("external_ref", flat=True))
    for line, reference, said in some:
        row = cells(batch, said)
        if len(row) != len(batch.columns) or reference in references:
            continue
        if not dict(zip(batch.columns, row, strict=True)).get(SEALED, "").strip():
            yield line, reference, said


def cells(batch: ImportBatch, said: dict[str, Any]) -> list[str]:
    """The row as it stood in the file; of one that was understood, as far as that is known."""
    found: list[str] | None = said.get("cells")
    return found if found is not None else [_cell(said, name) for name in batch.columns]


def _cell(said: dict[str, Any], column: str) -> str:
    if column == ALIASES:
        return "; ".join(said.get("aliases_as_given", ()))
    if column == SEALED:
        return str(said["sealed_as"])
    kept = said.get(f"{column}_as_given") or said.get(column, said.get(f"{column}_id", ""))
    return "" if kept is None else str(kept)


def forget_old(*, at: datetime) -> int:
    """Delete the refused rows of files that ended long ago; returns how many."""
    ended = ImportBatch.objects.filter(state__in=_ENDED, made_at__lt=at - KEPT)
    old = ImportRow.objects.filter(kind=ImportRow.Kind.REFUSED, batch__in=ended)
    deleted: int = old.delete()[0]
    return deleted

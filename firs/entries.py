"""The parts that every act on a case is made of: the lock, the line in its history, the event."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from audit.actions import record
from audit.purposes import Purpose, PurposeKind
from complaints.models import Complaint
from complaints.policies import Refused
from firs.models import FIR, Entry, EntryKind


def locked(fir: FIR) -> FIR:
    """The case as it is now, held until the transaction ends."""
    hold_complaints([fir.pk])
    rows = FIR.objects.select_for_update(of=("self",)).select_related(
        "station__circle__district__region", "investigator", "complaint"
    )
    held: FIR = rows.get(pk=fir.pk)
    return held


def hold_complaints(firs: Iterable[int]) -> None:
    """Lock the complaints of these cases, before the cases themselves.

    An act on a complaint moves its case along, and one on a case its complaint: in one order, so
    that the two never wait for each other.
    """
    rows = Complaint.objects.filter(fir__in=list(firs)).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))


def enter(
    fir: FIR,
    kind: EntryKind,
    *,
    by: Any,
    at: datetime,
    words: str = "",
    detail: dict[str, Any] | None = None,
    **facts: Any,
) -> Entry:
    """The line in the case's history and the event in the log; part of an act's transaction."""
    entry: Entry = Entry.objects.create(
        fir=fir, kind=kind, made_by=by, made_at=at, words=words, **facts
    )
    record(
        by=by,
        action=f"firs.{kind.value}",
        target=fir,
        at=at,
        purpose=purpose_of(fir),
        detail=detail or {},
    )
    return entry


def purpose_of(fir: FIR) -> Purpose:
    """What every act on a case is for: the case."""
    if fir.is_registered:
        return Purpose(PurposeKind.INVESTIGATION, case_ref=str(fir))
    if fir.complaint is not None:
        return Purpose(PurposeKind.COMPLAINT, case_ref=fir.complaint.e_tag)
    return Purpose(PurposeKind.INVESTIGATION, words=str(fir))


def refuse(refusal: str | None) -> None:
    """Raise `complaints.policies.Refused` where there is a reason to."""
    if refusal:
        raise Refused(refusal)

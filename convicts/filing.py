"""Every write to the file of a convict; his listing follows in the same breath."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.two_persons import refusal_to_decide
from alerts.actions import Refused
from audit.actions import record as record_event
from audit.purposes import Purpose, PurposeKind
from convicts import heads, looked_for, policies
from convicts.models import (
    Alias,
    Conviction,
    ConvictRecord,
    Membership,
    Noted,
    Opening,
    Standing,
    Withdrawal,
)

AnyNoted = TypeVar("AnyNoted", bound=Noted)
#: Rows that change how, or whether, he is looked for.
TOLD = (Alias, Conviction, Standing)
#: What follows from such rows.
_FOLLOWING = ("status", "status_as_given", "crime_head", "sounds")


@transaction.atomic
def open_record(
    *, by: Any, record: ConvictRecord, rows: Iterable[Noted], at: datetime
) -> ConvictRecord:
    """Enter this unsaved record with the unsaved rows of its file.

    It is no part of the file, and nobody is looked for by it, before a second person approves it.
    """
    record.is_in_file = False
    record.recorded_at = record.changed_at = at
    record.save(force_insert=True)
    Opening.objects.create(record=record, proposed_by=by, proposed_at=at)
    for row in rows:
        _keep(row, record, by=by, at=at)
    _bring_in_step(record, at=at)
    _record(by, "convicts.opening_proposed", record, at)
    return record


@transaction.atomic
def decide_opening(
    *, by: Any, opening: Opening, approve: bool, note: str, at: datetime
) -> ConvictRecord:
    """Take the record into the file and look for him, or refuse it. Raises Refused."""
    record = locked(opening.record_id)
    opening = Opening.objects.select_for_update().get(pk=opening.pk)
    refusal = policies.refuse_deciding(by)
    _require(refusal or refusal_to_decide(opening, by=by, approve=approve, note=note))
    opening.decide(by=by, approve=approve, note=note, at=at)
    opening.save()
    if approve:
        record.is_in_file, record.changed_at = True, at
        record.save(update_fields=["is_in_file", "changed_at"])
        looked_for.follow(record, at=at)
    _record(by, "convicts.opening_approved" if approve else "convicts.opening_refused", record, at)
    return record


@transaction.atomic
def note(*, by: Any, record: ConvictRecord, row: AnyNoted, at: datetime) -> AnyNoted:
    """Write one more row into the file. Raises Refused."""
    record = locked(record.pk)
    _require(policies.refuse_writing(record))
    if isinstance(row, Standing):
        _require(policies.refuse_standing(row, timezone.localdate(at)))
    _keep(row, record, by=by, at=at)
    if isinstance(row, TOLD):
        _bring_in_step(record, at=at)
    _record(by, "convicts.noted", record, at, **_row(row))
    return row


@transaction.atomic
def strike(*, by: Any, row: Noted, because: str, at: datetime) -> None:
    """Strike out a row that was wrong; it stays readable. Raises Refused."""
    record = locked(row.record_id)  # type: ignore[attr-defined]
    row = type(row).objects.select_for_update().get(pk=row.pk)
    row.record = record  # type: ignore[attr-defined]
    _require(policies.refuse_striking(row))
    row.struck_at, row.struck_by, row.struck_because = at, by, because
    row.save(update_fields=["struck_at", "struck_by", "struck_because"])
    if isinstance(row, TOLD):
        _bring_in_step(record, at=at)
    _record(by, "convicts.struck_out", record, at, **_row(row))


@transaction.atomic
def correct(
    *, by: Any, record: ConvictRecord, changes: dict[str, Any], at: datetime
) -> ConvictRecord:
    """Correct who he is or what he looks like; what stood there stays in the history.

    ``changes`` are fields of the record with their new values. Raises Refused.
    """
    record = locked(record.pk)
    _require(policies.refuse_writing(record))
    changed = sorted(name for name, value in changes.items() if getattr(record, name) != value)
    for name in changed:
        setattr(record, name, changes[name])
    if not changed:
        return record
    record.changed_at = at
    record.hear(looked_for.aliases_of(record))
    record.compared_at = None
    record.save(update_fields=[*changed, "sounds", "compared_at", "changed_at"])
    if record.is_in_file:
        looked_for.follow(record, at=at)
    _record(by, "convicts.corrected", record, at, fields=changed)
    return record


@transaction.atomic
def propose_withdrawal(*, by: Any, record: ConvictRecord, reason: str, at: datetime) -> Withdrawal:
    """Propose to take a record out of the file. Raises Refused."""
    record = locked(record.pk)
    _require(policies.refuse_withdrawing(record))
    withdrawal: Withdrawal = Withdrawal.objects.create(
        record=record, reason=reason, proposed_by=by, proposed_at=at
    )
    _record(by, "convicts.withdrawal_proposed", record, at, withdrawal=withdrawal.pk)
    return withdrawal


@transaction.atomic
def decide_withdrawal(
    *, by: Any, withdrawal: Withdrawal, approve: bool, note: str, at: datetime
) -> ConvictRecord:
    """Take the record out, closing what alerts it raised, or leave it in. Raises Refused."""
    record = locked(withdrawal.record_id)
    withdrawal = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
    refusal = policies.refuse_deciding(by)
    _require(refusal or refusal_to_decide(withdrawal, by=by, approve=approve, note=note))
    withdrawal.decide(by=by, approve=approve, note=note, at=at)
    withdrawal.save()
    if approve:
        record.withdrawn_at, record.withdrawn_because = at, withdrawal.reason
        # From now on it is the officers' word, which no later file takes back.
        record.withdrawn_batch, record.changed_at = None, at
        record.save(
            update_fields=["withdrawn_at", "withdrawn_because", "withdrawn_batch", "changed_at"]
        )
        looked_for.follow(record, at=at)
    _record(
        by,
        "convicts.withdrawal_approved" if approve else "convicts.withdrawal_refused",
        record,
        at,
        withdrawal=withdrawal.pk,
    )
    return record


@transaction.atomic
def follow_file(pks: Iterable[int], *, at: datetime) -> None:
    """Bring these records in step once a file of the CRO was loaded over them."""
    known = heads.Heads.load()
    for pk in pks:
        _bring_in_step(locked(pk), at=at, known=known)


def purpose_of(record: ConvictRecord) -> Purpose:
    """What every write to a file is for: keeping it right."""
    return Purpose(PurposeKind.RECORDS, case_ref=str(record))


def _keep(row: Noted, record: ConvictRecord, *, by: Any, at: datetime) -> None:
    if isinstance(row, Membership) and row.gang.pk is None:
        row.gang.made_by, row.gang.made_at = by, at
        row.gang.save(force_insert=True)
        row.gang = row.gang
    row.record, row.noted_by, row.noted_at = record, by, at  # type: ignore[attr-defined]
    row.save(force_insert=True)


def _bring_in_step(
    record: ConvictRecord, *, at: datetime, known: heads.Heads | None = None
) -> None:
    """Status, head, sounds and listing follow from what stands in the file now."""
    before = [getattr(record, name) for name in _FOLLOWING]
    last = record.standings.standing().order_by("-since_on", "-noted_at", "-pk").first()
    if record.status_in_file and (last is None or record.status_in_file_at > last.noted_at):
        record.status = record.status_in_file
    elif last is not None:
        record.status, record.status_as_given = last.status, ""
    record.crime_head = heads.of_record(record, known or heads.Heads.load())
    record.hear(looked_for.aliases_of(record))
    if before != [getattr(record, name) for name in _FOLLOWING]:
        record.changed_at, record.compared_at = at, None
        record.save(update_fields=[*_FOLLOWING, "compared_at", "changed_at"])
    looked_for.follow(record, at=at)


def locked(pk: int) -> ConvictRecord:
    """The record, held until the act is over."""
    rows = ConvictRecord.objects.select_related("category").select_for_update(of=("self",))
    record: ConvictRecord = rows.get(pk=pk)
    return record


def _require(refusal: str | None) -> None:
    if refusal:
        raise Refused(refusal)


def _row(row: Noted) -> dict[str, Any]:
    return {"row": row._meta.model_name, "row_id": row.pk}


def _record(by: Any, action: str, record: ConvictRecord, at: datetime, **detail: Any) -> None:
    record_event(
        by=by, action=action, target=record, at=at, purpose=purpose_of(record), detail=detail
    )

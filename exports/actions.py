"""Every write about exports."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.two_persons import refusal_to_decide
from audit.actions import record
from exports import files, policies
from exports.models import Download, ExportRequest


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


@transaction.atomic
def ask(*, by: Any, export: ExportRequest, at: datetime) -> ExportRequest:
    """Ask for this unsaved export. One that would be too long is refused at once."""
    if refusal := policies.refuse_asking(by, export.source):
        raise Refused(refusal)
    export.station = policies.station_of(by, export.source)
    export.proposed_by, export.proposed_at = by, at
    try:
        for _row in files.rows_of(export, by):
            pass
    except files.TooMany as refusal_in_words:
        raise Refused(str(refusal_in_words)) from refusal_in_words
    export.save(force_insert=True)
    _record(by, "exports.requested", export, at)
    return export


@transaction.atomic
def decide(*, by: Any, export: ExportRequest, approve: bool, note: str, at: datetime) -> None:
    """The second person's word."""
    locked: ExportRequest = ExportRequest.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if refusal := refusal_to_decide(locked, by=by, approve=approve, note=note):
        raise Refused(refusal)
    if not ExportRequest.objects.to_decide_by(by).filter(pk=locked.pk).exists():
        raise Refused(policies.not_yours())
    locked.decide(by=by, approve=approve, note=note, at=at)
    locked.save()
    _record(by, "exports.approved" if approve else "exports.refused", locked, at)


@transaction.atomic
def download(*, by: Any, export: ExportRequest, at: datetime) -> files.Written:
    """Write the file and its event; nothing may be sent before this returns."""
    locked: ExportRequest = ExportRequest.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if refusal := policies.refuse_downloading(locked, by=by, at=at):
        raise Refused(refusal)
    try:
        written = files.write(locked, by, at=at)
    except files.TooMany as refusal_in_words:
        raise Refused(str(refusal_in_words)) from refusal_in_words
    number = locked.downloads.count() + 1
    Download.objects.create(
        export=locked, number=number, downloaded_at=at, rows=written.rows, sha256=written.sha256
    )
    facts = {"rows": written.rows, "sha256": written.sha256, "download": number}
    _record(by, "exports.downloaded", locked, at, **facts)
    return written


def _record(by: Any, action: str, export: ExportRequest, at: datetime, **detail: Any) -> None:
    record(
        by=by,
        action=action,
        at=at,
        target=export,
        purpose=export.purpose,
        recipient=export.recipient,
        detail={
            "dataset": export.dataset,
            "since": export.since.isoformat(),
            "until": export.until.isoformat(),
            **detail,
        },
    )

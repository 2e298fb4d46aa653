"""A file of the CRO from the moment it is brought: read, put before a second person, published.

The table is the memory (docs/adr/0003-the-table-is-the-memory.md): the claim of a killed worker
runs out, and the next one goes on where the last rows were kept.
"""

import csv
import logging
import math
import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.two_persons import refusal_to_decide
from alerts.actions import Refused
from audit.actions import record as record_event
from convicts import policies, publishing, receiving, refused, staging
from convicts.models import ImportBatch, ImportRow, TakingBack
from convicts.models.batches import CLAIM_LASTS, Overtaken
from convicts.rows import check_columns
from convicts.workflow import allows_batch
from exports.files import Written, spooled
from sheets import files

logger = logging.getLogger(__name__)

#: One task works no longer, so that what waits behind it has its turn.
SLICE_SECONDS = 5.0
#: In bytes. On the machine itself every core reads along in files from this size.
HELPED_FROM = 4 * 1024 * 1024
#: A file on which the work failed so often is given up.
TRIES = 3
State = ImportBatch.State


# --- The worker ---


def work(*, at: datetime, seconds: float = SLICE_SECONDS) -> bool:
    """Go on with one file for a moment; True where there is more to do."""
    batch = _claimed(at)
    if batch is None:
        return False
    with translation.override(batch.language):
        _work_on(batch, at=at, seconds=seconds)
    return ImportBatch.objects.at_work().exists()


def _work_on(batch: ImportBatch, *, at: datetime, seconds: float) -> None:
    try:
        _go_on(batch, until=time.monotonic() + seconds, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Overtaken:
        logger.info("%s was decided on meanwhile.", batch)
    except files.NotAFile as refusal:
        _fail(batch, str(refusal), at)
    except Exception:
        logger.exception("%s could not be worked on (try %d).", batch, batch.tries)
        if batch.tries >= TRIES:
            _fail(batch, _("Something went wrong inside CASPP. The administrator is told."), at)
    else:
        ImportBatch.objects.filter(pk=batch.pk).update(claimed_at=None, tries=0)


@transaction.atomic
def _claimed(at: datetime) -> ImportBatch | None:
    free = Q(claimed_at=None) | Q(claimed_at__lte=at - CLAIM_LASTS)
    waiting = ImportBatch.objects.at_work().filter(free).order_by("pk")
    # One that is locked is being published or decided on.
    for batch in waiting.select_for_update(of=("self",), skip_locked=True)[:10]:
        batch.claimed_at, batch.tries = at, batch.tries + 1
        batch.save(update_fields=["claimed_at", "tries"])
        if batch.tries <= TRIES:
            return batch
        _fail(batch, _("Whoever worked on it was stopped each time."), at)
    return None


def _go_on(
    batch: ImportBatch,
    *,
    until: float,
    at: datetime,
    step: Callable[[int], None] = lambda _rows: None,
    helpers: int = 0,
) -> None:
    if batch.state == State.READING:
        if staging.read_on(batch, until=until, step=step, helpers=helpers):
            _put_before(batch, at)
    elif batch.state == State.PUBLISHING:
        publishing.publish(batch, by=batch.decided_by or batch.made_by, at=at)


@transaction.atomic
def _put_before(batch: ImportBatch, at: datetime) -> None:
    """All is read: count what it changes, and let a second person see it. Raises Overtaken."""
    batch.hold()
    staging.refuse_repeated(batch)
    batch.counts = publishing.count(batch)
    _move(batch, State.READY)
    record_event(by=None, action="convicts.file_read", target=batch, at=at, detail={**batch.counts})


@transaction.atomic
def _fail(batch: ImportBatch, why: str, at: datetime) -> None:
    try:
        batch.hold()
    except Overtaken:
        return
    batch.failure = why[:300]
    _move(batch, State.FAILED)
    batch.blocks.all().delete()
    batch.staged.all().delete()
    record_event(by=None, action="convicts.file_failed", target=batch, at=at, detail={"why": why})


def _move(batch: ImportBatch, to: str) -> None:
    if not allows_batch(batch.state, to):
        raise Refused(_("This has been decided already. Reload the page to see how."))
    batch.state = to
    batch.save()


# --- Officers ---


def refuse_approving(batch: ImportBatch, by: Any) -> str | None:
    """Why this person cannot let the file into the records now."""
    if batch.state != State.READY:
        return _("This has been decided already. Reload the page to see how.")
    if batch.made_by == by:
        return _("You proposed this yourself. A second person decides it.")
    return policies.refuse_deciding(by) or publishing.refuse_sealing(batch, by)


@transaction.atomic
def approve(*, by: Any, batch: ImportBatch, at: datetime) -> None:
    """Let the file into the records; the worker publishes it. Raises Refused."""
    held = _locked(batch)
    if refusal := refuse_approving(held, by):
        raise Refused(refusal)
    held.decided_by, held.decided_at = by, at
    _move(held, State.PUBLISHING)
    record_event(by=by, action="convicts.file_approved", target=held, at=at, detail=held.counts)


@transaction.atomic
def discard(*, by: Any, batch: ImportBatch, at: datetime) -> None:
    """Throw the file away before anything of it was published. Raises Refused."""
    held = _locked(batch)
    _move(held, State.DISCARDED)
    held.blocks.all().delete()
    held.staged.filter(kind=ImportRow.Kind.GOOD).delete()
    record_event(by=by, action="convicts.file_discarded", target=held, at=at)


@transaction.atomic
def propose_taking_back(*, by: Any, batch: ImportBatch, because: str, at: datetime) -> TakingBack:
    """Propose to undo what a published file did. Raises Refused."""
    held = _locked(batch)
    if refusal := _refuse_taking_back(held):
        raise Refused(refusal)
    if held.takings_back.waiting().exists():
        raise Refused(_("It has been proposed already to take this file back."))
    taking: TakingBack = TakingBack.objects.create(
        batch=held, reason=because, proposed_by=by, proposed_at=at
    )
    record_event(by=by, action="convicts.taking_back_proposed", target=held, at=at)
    return taking


@transaction.atomic
def decide_taking_back(
    *, by: Any, taking: TakingBack, approve: bool, note: str, at: datetime
) -> dict[str, int]:
    """Undo the file, as far as nobody worked on its records since, or leave it. Raises Refused.

    Returns how many records were withdrawn, restored, brought back and left as they are.
    """
    held = _locked(taking.batch)
    taking = TakingBack.objects.select_for_update(of=("self",)).get(pk=taking.pk)
    refusal = policies.refuse_deciding(by) or refusal_to_decide(
        taking, by=by, approve=approve, note=note
    )
    if refusal := refusal or (_refuse_taking_back(held) if approve else None):
        raise Refused(refusal)
    taking.decide(by=by, approve=approve, note=note, at=at)
    taking.save()
    if approve:
        return publishing.take_back(held, by=by, because=taking.reason, at=at)
    record_event(by=by, action="convicts.taking_back_refused", target=held, at=at)
    return {}


def _refuse_taking_back(batch: ImportBatch) -> str | None:
    if not allows_batch(batch.state, State.TAKEN_BACK):
        return _("Only a file that was published can be taken back.")
    if ImportBatch.objects.published_after(batch).exists():
        return _("A later file was published. Take that one back first.")
    return None


@transaction.atomic
def take_bad_rows(*, by: Any, batch: ImportBatch, at: datetime) -> Written:
    """The refused rows as a file; its event stands before anything is sent."""
    written = spooled(["line", "reason", *batch.columns], bad_rows(batch, by))
    detail = {"rows": written.rows, "sha256": written.sha256}
    record_event(by=by, action="convicts.bad_rows_taken", target=batch, at=at, detail=detail)
    return written


def bad_rows(batch: ImportBatch, by: Any) -> Iterator[list[Any]]:
    """Line, reason and cells of the refused rows, to be corrected and sent again."""
    for line, _reference, said in refused.rows(batch, by):
        yield [line, said["reason"], *refused.cells(batch, said)]


def _locked(batch: ImportBatch) -> ImportBatch:
    held: ImportBatch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    return held


# --- On the machine itself ---


def _at_it_already() -> str:
    return _("The worker of CASPP went on with this file. See the page 'Files of the CRO'.")


def import_file(
    path: Path,
    rejected_path: Path,
    *,
    by: Any = None,
    are_canaries: bool = False,
    is_whole: bool = False,
    step: Callable[[str, int], None] = lambda _name, _rows: None,
) -> ImportBatch:
    """Load the file at ``path`` to its end; refused rows go to ``rejected_path``.

    Whoever has the machine needs no second person. Raises files.NotAFile, before anything has
    changed, when the file as a whole cannot be loaded.
    """
    if rejected_path.resolve() == path.resolve():
        raise files.NotAFile(_("Give the refused rows a file of their own, not the one to load."))
    at = timezone.now()
    try:
        with files.opened(path, check_columns), path.open("rb") as file:
            batch = receiving.receive(
                by=by,
                file=file,
                name=path.name,
                is_whole=is_whole,
                are_canaries=are_canaries,
                at=at,
            )
        ImportBatch.objects.filter(pk=batch.pk).update(claimed_at=at)
        if batch.state == State.READING:
            helpers = (os.cpu_count() or 0) if batch.size >= HELPED_FROM else 0
            _go_on(
                batch,
                until=math.inf,
                at=at,
                step=lambda rows: step(_("Reading"), rows),
                helpers=helpers,
            )
    except Refused as refusal:
        raise files.NotAFile(str(refusal)) from refusal
    except Overtaken as overtaken:
        raise files.NotAFile(_at_it_already()) from overtaken
    if why_not := publishing.refuse_sealing(batch, by):
        discard(by=by, batch=batch, at=at)
        raise files.NotAFile(why_not)
    with rejected_path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["line", "reason", *batch.columns])
        writer.writerows(bad_rows(batch, by))
    step(_("Publishing records"), 0)
    try:
        if batch.state == State.READY:
            with transaction.atomic():
                batch.hold()
                _move(batch, State.PUBLISHING)
        _go_on(batch, until=math.inf, at=timezone.now())
    except Overtaken as overtaken:
        raise files.NotAFile(_at_it_already()) from overtaken
    return batch

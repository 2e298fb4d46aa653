"""Every write about lists: somebody asks for a screening, the worker does it part by part.

The table is the memory (docs/adr/0003-the-table-is-the-memory.md): a part that nobody has claimed
waits, and the claim of a killed worker runs out.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, BinaryIO

from django.apps import apps
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.list_index import NoIndex
from audit import looks
from audit.actions import record
from audit.models import Event
from audit.purposes import Purpose
from convicts import list_parts, workflow
from convicts.list_file import districts_by_name, rejected_header, rejected_line
from convicts.list_parts import Kept
from convicts.list_results import Results, bad_rows_of
from convicts.list_rows import Chunk, People, check_columns
from convicts.list_screening import RESULTS, WEAK, Finding, findings, result_line
from convicts.lists import TRIES, ScreeningPart, ScreeningRun
from exports.files import Written, spooled
from people.masking import masked
from sheets import files

logger = logging.getLogger(__name__)

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
#: Lists of one officer that may wait at once.
MOST_WAITING = 3
#: The same file asked for again so soon is a second click.
SECOND_CLICK = timedelta(minutes=1)
#: One task works no longer, so that an alert behind it in the queue does not wait.
SLICE_SECONDS = 1.0
_A_FEW = 10
_SHOWN_AT_ONCE = 1_000


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


class _Twin(Exception):
    """The same list was asked for a moment ago."""

    def __init__(self, run: ScreeningRun) -> None:
        super().__init__(run.pk)
        self.run = run


# --- Asking ---


def ask(*, by: Any, file: BinaryIO, name: str, purpose: Purpose, at: datetime) -> ScreeningRun:
    """Take in the list, to be screened soon. Asking is a look, however many are on the list.

    Raises Refused where the file is no list, and looks.OverBudget.
    """
    facts = {"file": masked(name)[:160], "sha256": _digest(file)}
    try:
        with looks.looking(
            by=by, at=at, action="convicts.list_asked", purpose=purpose, detail=facts
        ):
            # Behind the lock of the look: two clicks at once come one after the other.
            _refuse_more(by, facts["sha256"], at)
            run = ScreeningRun(
                file_name=facts["file"],
                sha256=facts["sha256"],
                purpose_kind=purpose.kind,
                case_ref=purpose.case_ref,
                purpose_words=purpose.words,
                asked_by=by,
                asked_at=at,
            )
            return _taken_in(run, file, at)
    except _Twin as twin:
        return twin.run
    except files.NotAFile as refusal:
        raise Refused(str(refusal)) from refusal


def _refuse_more(by: Any, digest: str, at: datetime) -> None:
    mine = ScreeningRun.objects.filter(asked_by=by)
    if twin := mine.filter(sha256=digest, asked_at__gt=at - SECOND_CLICK).first():
        raise _Twin(twin)
    if mine.waiting().count() >= MOST_WAITING:
        raise Refused(
            _("%(count)d of your lists are waiting. Come back when one of them is done.")
            % {"count": MOST_WAITING}
        )


def _taken_in(run: ScreeningRun, file: BinaryIO, at: datetime) -> ScreeningRun:
    """Save the list in parts; the whole file is read before anything of it is screened."""
    with files.reading(file, check_columns) as reader:
        people = People(reader, districts=districts_by_name(), today=timezone.localdate(at))
        run.columns = people.columns
        run.save(force_insert=True)
        for number, chunk in enumerate(people.chunks()):
            run.rows += chunk.rows
            run.bad_rows += len(chunk.bad)
            if run.rows > MOST_ROWS:
                raise Refused(
                    _("The list has more than %(most)s rows. Divide it into several files.")
                    % {"most": f"{MOST_ROWS:,}"}
                )
            _save_part(run, number, chunk)
    if not run.rows:
        raise Refused(_("There are no rows below the header."))
    run.save(update_fields=["rows", "bad_rows"])
    return run


def _save_part(run: ScreeningRun, number: int, chunk: Chunk) -> None:
    ScreeningPart.objects.create(
        run=run,
        number=number,
        rows=chunk.rows,
        bad_rows=len(chunk.bad),
        people=list_parts.people_to_text(chunk.people),
        bad=list_parts.bad_to_text(chunk.bad),
    )


def _digest(file: BinaryIO) -> str:
    digest = sha256()
    file.seek(0)
    while block := file.read(1024 * 1024):
        digest.update(block)
    return digest.hexdigest()


# --- Screening, by the worker ---


def drain(*, at: datetime, seconds: float = SLICE_SECONDS) -> bool:
    """Screen parts for a moment; True when more of them wait."""
    until = time.monotonic() + seconds
    while screen_next(at=at):
        if time.monotonic() >= until:
            return ScreeningPart.objects.free(at).exists()
    return False


def is_at_work(at: datetime) -> bool:
    """Whether some worker is at it, and will ring for the next one."""
    just_now = Q(screened_at__gt=at - timedelta(seconds=4))
    computing = ScreeningPart.objects.unfinished().filter(claimed_at__gt=at - timedelta(seconds=30))
    return computing.exists() or ScreeningPart.objects.filter(just_now).exists()


def screen_next(*, at: datetime) -> bool:
    """Screen one part that nobody else works on; False where there is none.

    No transaction is open meanwhile: other lists' first parts come before one's second.
    """
    part = _claimed(at)
    if part is None:
        return False
    try:
        people = list_parts.people_from_text(part.people)
        answers = findings(people, at=at, sealed_for=part.run.asked_by)
    except (OperationalError, InterfaceError):
        raise
    except NoIndex as reason:
        # It goes on waiting, like everybody who was seen.
        logger.error("%s waits: nobody can be compared now (%s).", part, reason)
        ScreeningPart.objects.filter(pk=part.pk).update(tries=F("tries") - 1)
    except Exception:
        logger.exception("%s could not be screened (try %d).", part, part.tries)
        if part.tries >= TRIES:
            _fail(part.run, at)
    else:
        _keep(part, answers, at)
    return True


def _claimed(at: datetime) -> ScreeningPart | None:
    free = ScreeningPart.objects.free(at).order_by("number", "run")
    for pk, claimed_at in free.values_list("pk", "claimed_at")[:_A_FEW]:
        # Only one worker finds it as it was.
        unclaimed = ScreeningPart.objects.filter(pk=pk, claimed_at=claimed_at, screened_at=None)
        if not unclaimed.update(claimed_at=at, tries=F("tries") + 1):
            continue
        part: ScreeningPart = ScreeningPart.objects.select_related("run__asked_by").get(pk=pk)
        if part.tries > TRIES:
            # Whoever worked on it was killed each time, and could not say so.
            _fail(part.run, at)
            continue
        ScreeningRun.objects.filter(pk=part.run_id, state=ScreeningRun.State.QUEUED).update(
            state=ScreeningRun.State.RUNNING
        )
        return part
    return None


@transaction.atomic
def _keep(part: ScreeningPart, answers: Sequence[Sequence[Finding]], at: datetime) -> None:
    """Save what was found, and forget who was asked about."""
    run: ScreeningRun = ScreeningRun.objects.select_for_update(of=("self",)).get(pk=part.run_id)
    found = [one for answer in answers for one in answer]
    mine = ScreeningPart.objects.unfinished().filter(pk=part.pk, claimed_at=part.claimed_at)
    kept = mine.update(
        people="",
        results=list_parts.findings_to_text(found),
        listings=[one.found.listing_id for one in found],
        bands=[one.found.band for one in found],
        screened_at=at,
    )
    if not kept:
        return
    run.rows_done += part.rows
    run.rows_found += sum(map(bool, answers))
    run.save(update_fields=["rows_done", "rows_found"])
    if not run.parts.filter(screened_at=None).exists():
        _finish(run, ScreeningRun.State.DONE, at)


@transaction.atomic
def _fail(run: ScreeningRun, at: datetime) -> None:
    locked: ScreeningRun = ScreeningRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if workflow.allows(locked.state, ScreeningRun.State.FAILED):
        _finish(locked, ScreeningRun.State.FAILED, at)


def _finish(run: ScreeningRun, state: str, at: datetime) -> None:
    bands: Counter[str] = Counter()
    for some in run.parts.values_list("bands", flat=True):
        bands.update(band or WEAK for band in some)
    run.state, run.finished_at, run.bands = state, at, dict(bands)
    run.save(update_fields=["state", "finished_at", "bands"])
    is_done = state == ScreeningRun.State.DONE
    record(
        by=None,
        action="convicts.screened" if is_done else "convicts.list_failed",
        at=at,
        target=run,
        purpose=run.purpose,
        detail={
            "file": run.file_name,
            "sha256": run.sha256,
            "rows": run.rows,
            "bad": run.bad_rows,
            "found": run.rows_found,
            "bands": run.bands,
        },
    )


# --- Reading ---


def refuse_reading(run: ScreeningRun) -> str | None:
    """Why there are no results to read."""
    if run.forgotten_at:
        return _("What was found is deleted: it is kept for seven days.")
    if run.is_waiting:
        return _("This list is not screened to its end yet.")
    if run.state == ScreeningRun.State.FAILED:
        return _("The screening of this list failed. Upload it again.")
    return None


def note_shown(
    look: Event, shown: Sequence[Kept], *, by: Any, at: datetime
) -> dict[str, list[Event]]:
    """Record whom the results showed, by kind of record: whoever asks who saw them finds it."""
    by_source: dict[str, dict[int, None]] = {}
    for one in shown:
        by_source.setdefault(one.source, {})[one.source_id] = None
    events: dict[str, list[Event]] = {}
    for source, ids in by_source.items():
        model = apps.get_model(source)
        events[source] = [
            looks.shown(
                look, [model(pk=pk) for pk in some], by=by, at=at, action="convicts.list_shown"
            )
            for some in _slices(list(ids))
        ]
    return events


def _slices(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _SHOWN_AT_ONCE):
        yield ids[start : start + _SHOWN_AT_ONCE]


def take_results(*, by: Any, run: ScreeningRun, at: datetime) -> Written:
    """The findings as a file. Its event stands before anything is sent; no whole number in it."""
    if refusal := refuse_reading(run):
        raise Refused(refusal)
    with looks.looking(
        by=by, at=at, action="convicts.list_opened", purpose=run.purpose, detail={"list": run.pk}
    ) as look:
        results = Results(run, by)
        shown = list(results.every())
        note_shown(look, shown, by=by, at=at)
        written = spooled(
            RESULTS,
            (
                result_line(
                    one.row_id,
                    one.external_ref,
                    one.probability,
                    one.band,
                    masked(one.explanation_en),
                )
                for one in shown
            ),
        )
        _note_download(run, "results", written, by=by, at=at)
    return written


@transaction.atomic
def take_bad_rows(*, by: Any, run: ScreeningRun, at: datetime) -> Written:
    """The refused rows as a file, to be corrected and sent again: nobody but the asker's own."""
    if run.forgotten_at:
        raise Refused(_("What was found is deleted: it is kept for seven days."))
    lines = (rejected_line(one) for one in bad_rows_of(run))
    written = spooled(rejected_header(run.columns), lines)
    _note_download(run, "rejected", written, by=by, at=at)
    return written


def _note_download(
    run: ScreeningRun, which: str, written: Written, *, by: Any, at: datetime
) -> None:
    record(
        by=by,
        action="convicts.list_downloaded",
        at=at,
        target=run,
        purpose=run.purpose,
        detail={"file": which, "rows": written.rows, "sha256": written.sha256},
    )


# --- Forgetting ---


def forget_old(*, at: datetime) -> int:
    """Delete what lists held and what was found, seven days after they were asked for."""
    forgotten = 0
    for pk in ScreeningRun.objects.to_forget(at).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            locked = ScreeningRun.objects.to_forget(at).select_for_update(of=("self",))
            if run := locked.filter(pk=pk).first():
                if workflow.allows(run.state, ScreeningRun.State.FAILED):
                    _finish(run, ScreeningRun.State.FAILED, at)
                run.parts.all().delete()
                run.forgotten_at = at
                run.save(update_fields=["forgotten_at"])
                record(by=None, action="convicts.list_forgotten", at=at, target=run)
                forgotten += 1
    return forgotten

"""Lots: many rows sent at once, kept as they came, and worked off behind.

The table is the memory (docs/adr/0003-the-table-is-the-memory.md). An app offers how rows of its
kind are worked off; a few parties are filed, and their rows marked, in one transaction, so that
whoever is killed in the middle files no row twice and leaves none out.
"""

import io
import json
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.actions import record
from filings.models import Lot, LotRow, Way, label_of
from filings.workflow import allows_lot

logger = logging.getLogger(__name__)

MOST_ROWS = 50_000
#: One turn works no longer, so that what waits behind it has its turn.
TURN_SECONDS = 5.0
#: So many rows at once, and with them whoever else is of their parties.
SLICE = 250
#: Whoever claimed a lot and has not come back by then was killed. It is renewed with every slice.
CLAIM_LASTS = timedelta(seconds=30)
#: A lot at which the work failed so often, with nothing done in between, is given up.
TRIES = 3
#: By then what was refused was corrected and sent again, or nobody will.
KEPT = timedelta(days=30)
#: Rows that are put down by one COPY.
_CHUNK = 2_000
State = Lot.State
RowState = LotRow.State
#: Rows in which nothing is wrong.
TAKEN = (RowState.FILED, RowState.FINE)
#: Among the counts of a lot: those of them that are worth a look.
NOTED = "noted"

_COPY = (
    "COPY filings_lotrow (lot_id, number, cells, party, key, state, errors, notes, receipt)"
    " FROM STDIN"
)
#: What means something else to COPY.
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_MARK = """
UPDATE filings_lotrow row SET state = said.state, errors = said.errors, notes = said.notes,
    source_id = said.source_id, receipt = said.receipt, key = said.key
FROM jsonb_to_recordset(%s::jsonb) AS said (
    id bigint, state text, errors jsonb, notes jsonb, source_id bigint, receipt text, key text)
WHERE row.id = said.id
"""
_AGAIN = """
INSERT INTO filings_lotrow (lot_id, number, cells, party, key, state, errors, notes, receipt)
SELECT %s, number, cells, party, '', 'waiting', '[]', '[]', '' FROM filings_lotrow
WHERE lot_id = %s
"""

Cells = dict[str, str]
Parties = list[list[LotRow]]


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


class GivenUp(Exception):
    """Nothing of what is left of a lot can be worked off; the message says why."""


@dataclass(frozen=True, slots=True)
class Worker:
    """How the rows of one kind are worked off."""

    #: (cells, number of the row, key of the row before it) → key of the party the row belongs to.
    party_of: Callable[[Cells, int, str], str]
    #: Files these parties of the lot and gives every row its new state, with `errors`, `notes`,
    #: `source_id`, `receipt` and `key` where they apply; saves no row. A trial files nothing. Runs
    #: in the transaction that keeps the rows. May raise GivenUp.
    work_off: Callable[[Lot, Parties, datetime], None]


_workers: dict[str, Worker] = {}


def offer(kind: str, worker: Worker) -> None:
    """Have lots of this kind worked off so."""
    _workers[kind] = worker


def twins(lot: Lot, keys: Iterable[str]) -> dict[str, LotRow]:
    """Key → the first row of the lot that has it and was taken already."""
    rows = LotRow.objects.filter(lot=lot, key__in=set(keys) - {""}, state__in=TAKEN)
    return {row.key: row for row in rows.order_by("-number")}


# --- Whoever sends one ---


@transaction.atomic
def bring(
    *,
    kind: str,
    premises: models.Model,
    rows: Iterable[Cells],
    columns: Sequence[str],
    by: Any,
    way: str,
    reference: str = "",
    file_name: str = "",
    is_trial: bool = False,
    first: int = 1,
    at: datetime,
) -> Lot:
    """Keep these rows, to be worked off behind; ``is_trial``: only to be looked through.

    A row is column → text and has the number of its place, counted from ``first``; one without any
    text is passed over. The same ``reference`` of the same premises is the same lot: the one that
    is there already is given back as it is. Raises Refused where there are no rows, or too many.
    """
    lot, is_new = _one_lot(
        kind=kind,
        premises_label=label_of(premises),
        premises_id=premises.pk,
        reference=reference,
        way=way,
        file_name=_kept(file_name)[:160],
        is_trial=is_trial,
        columns=[_kept(name)[:60] for name in columns],
        language=_language(),
        made_at=at,
        made_by=by,
    )
    if is_new:
        lot.rows = _put_down(lot, rows, first)
        lot.save(update_fields=["rows"])
        _brought(lot)
    return lot


@transaction.atomic
def file_checked(*, by: Any, lot: Lot, at: datetime) -> Lot:
    """File now what was only looked through: a new lot of the very same rows. Raises Refused.

    Asked for twice it is one lot.
    """
    held = _held(lot)
    if held.state != State.CHECKED or held.way != Way.UPLOAD:
        raise Refused(_("Only a file that was checked to its end can be filed from here."))
    again, is_new = _one_lot(
        kind=held.kind,
        premises_label=held.premises_label,
        premises_id=held.premises_id,
        reference=f"check {held.pk}",
        way=held.way,
        file_name=held.file_name,
        is_trial=False,
        columns=held.columns,
        language=_language(),
        made_at=at,
        made_by=by,
        rows=held.rows,
    )
    if is_new:
        with connection.cursor() as cursor:
            cursor.execute(_AGAIN, [again.pk, held.pk])
        _brought(again)
    return again


@transaction.atomic
def stop(*, by: Any, lot: Lot, at: datetime) -> None:
    """Leave the rest of its rows as they are; what was filed stays filed. Raises Refused."""
    held = _held(lot)
    _move(held, State.STOPPED, at)
    record(by=by, action="filings.lot_stopped", target=held, at=at, detail={"rows": held.rows_done})


def _language() -> str:
    language = (translation.get_language() or "")[:2]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE[:2]


def _one_lot(**fields: Any) -> tuple[Lot, bool]:
    """The lot of this name, and whether it is new; without a name it always is."""
    if not fields["reference"]:
        return Lot.objects.create(**fields), True
    named = ("premises_label", "premises_id", "is_trial", "reference")
    name = {field: fields.pop(field) for field in named}
    return Lot.objects.get_or_create(**name, defaults=fields)


def _brought(lot: Lot) -> None:
    record(
        by=lot.made_by,
        action="filings.lot_brought",
        target=lot,
        at=lot.made_at,
        detail={"kind": lot.kind, "rows": lot.rows, "trial": lot.is_trial},
    )


def _put_down(lot: Lot, rows: Iterable[Cells], first: int) -> int:
    """COPY the rows into the table; returns how many they are."""
    lines = _lines(lot, rows, first)
    count = 0
    with connection.cursor() as cursor:
        while some := list(islice(lines, _CHUNK)):
            cursor.copy_expert(_COPY, io.StringIO("".join(some)))
            count += len(some)
            if count > MOST_ROWS:
                raise Refused(
                    _("These are more than %(most)s rows. Divide them into several files.")
                    % {"most": f"{MOST_ROWS:,}"}
                )
    if not count:
        raise Refused(_("There is no row in it."))
    return count


def _lines(lot: Lot, rows: Iterable[Cells], first: int) -> Iterator[str]:
    party_of, party = _workers[lot.kind].party_of, ""
    for number, row in enumerate(rows, first):
        cells = {name: text for name, cell in row.items() if (text := _kept(cell).strip())}
        if not cells:
            continue
        party = _kept(party_of(cells, number, party))[:60]
        said = json.dumps(cells, ensure_ascii=False).translate(_ESCAPES)
        yield (
            f"{lot.pk}\t{number}\t{said}\t{party.translate(_ESCAPES)}\t"
            f"\t{RowState.WAITING}\t[]\t[]\t\n"
        )


def _kept(text: str) -> str:
    """The text without what PostgreSQL keeps in none."""
    if text.isprintable():
        return text
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


# --- The worker ---


def work(*, at: datetime, seconds: float = TURN_SECONDS) -> bool:
    """Go on with one lot for a moment; True where there is more to do."""
    lot = _claimed(at)
    if lot is None:
        return False
    with translation.override(lot.language):
        _work_on(lot, at=at, seconds=seconds)
    return Lot.objects.waiting().exists()


def _work_on(lot: Lot, *, at: datetime, seconds: float) -> None:
    try:
        _go_on(lot, until=time.monotonic() + seconds, at=at)
    except (OperationalError, InterfaceError):
        raise
    except GivenUp as reason:
        _fail(lot, str(reason), at)
    except Exception:
        logger.exception("%s could not be worked on (try %d).", lot, lot.tries)
        if lot.tries >= TRIES:
            _fail(lot, _("Something went wrong inside CASPP. The administrator is told."), at)
    else:
        Lot.objects.filter(pk=lot.pk).update(claimed_at=None, tries=0)


@transaction.atomic
def _claimed(at: datetime) -> Lot | None:
    free = Q(claimed_at=None) | Q(claimed_at__lte=at - CLAIM_LASTS)
    # Whoever had least so far: a file of thousands does not hold up one of ten.
    waiting = Lot.objects.waiting().filter(free).order_by("rows_done", "pk")
    for lot in waiting.select_for_update(of=("self",), skip_locked=True)[:10]:
        lot.claimed_at, lot.tries = at, lot.tries + 1
        lot.save(update_fields=["claimed_at", "tries"])
        if lot.tries <= TRIES:
            return lot
        _fail(lot, _("Whoever worked on it was stopped each time."), at)
    return None


def _go_on(lot: Lot, *, until: float, at: datetime) -> None:
    while _one_slice(lot, at) and time.monotonic() < until:
        pass


@transaction.atomic
def _one_slice(lot: Lot, at: datetime) -> bool:
    """Work off some rows; False where there is nothing more to do."""
    held = _held(lot)
    if not held.is_waiting:
        return False
    parties = _next_parties(held)
    if not parties:
        _end(held, at)
        return False
    _workers[held.kind].work_off(held, parties, at)
    rows = [row for party in parties for row in party]
    _mark(rows)
    counts = Counter(held.counts) + Counter(row.state for row in rows)
    counts[NOTED] += sum(1 for row in rows if row.notes and row.state in TAKEN)
    held.counts, held.rows_done = dict(counts), held.rows_done + len(rows)
    # Something was done: the tries are counted anew, and nobody else need look after it yet.
    held.claimed_at, held.tries = timezone.now(), 0
    held.save(update_fields=["counts", "rows_done", "claimed_at", "tries"])
    return True


def _next_parties(lot: Lot) -> Parties:
    waiting = LotRow.objects.filter(lot=lot, state=RowState.WAITING).order_by("number")
    rows = list(waiting[:SLICE])
    if not rows:
        return []
    # The rest of these parties, wherever in the file it stands.
    keys = {row.party for row in rows}
    rows += waiting.filter(party__in=keys, number__gt=rows[-1].number)
    parties: dict[str, list[LotRow]] = defaultdict(list)
    for row in rows:
        parties[row.party].append(row)
    return list(parties.values())


def _mark(rows: Sequence[LotRow]) -> None:
    fields = ("id", "state", "errors", "notes", "source_id", "receipt", "key")
    said = [{name: getattr(row, name) for name in fields} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [json.dumps(said)])


def _end(lot: Lot, at: datetime) -> None:
    _move(lot, State.CHECKED if lot.is_trial else State.DONE, at)
    record(by=None, action="filings.lot_worked_off", target=lot, at=at, detail={**lot.counts})


@transaction.atomic
def _fail(lot: Lot, why: str, at: datetime) -> None:
    held = _held(lot)
    if not held.is_waiting:
        return
    held.failure = why[:300]
    _move(held, State.FAILED, at)
    record(by=None, action="filings.lot_failed", target=held, at=at, detail={"why": why})


def _held(lot: Lot) -> Lot:
    held: Lot = Lot.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=lot.pk)
    return held


def _move(lot: Lot, to: str, at: datetime) -> None:
    if not allows_lot(lot.state, to):
        raise Refused(_("This is over already. Reload the page to see how it ended."))
    lot.state, lot.ended_at, lot.claimed_at = to, at, None
    lot.save(update_fields=["state", "ended_at", "claimed_at", "failure"])


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Delete lots that ended long ago, with their rows; returns how many lots."""
    old = Lot.objects.exclude(state=State.WAITING).filter(ended_at__lt=at - KEPT)
    pks = list(old.values_list("pk", flat=True)[:1_000])
    Lot.objects.filter(pk__in=pks).delete()
    return len(pks)

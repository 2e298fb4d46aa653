"""The clocks of a case. The days themselves are data, on each section of the law."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.models import Level
from firs.entries import enter, locked
from firs.models import FIR, UNREPORTED, EntryKind, OffenceSection

#: An untraced case is looked at again so often (Sindh High Court: no A-class case is disposed of).
FORTNIGHT = timedelta(days=14)
#: Past the time of the interim report the case is put before the DPO after so long.
TO_DISTRICT = timedelta(days=7)


def set_clocks(fir: FIR, sections: Iterable[OffenceSection], *, since: datetime) -> None:
    """When the report under s.173 is due, and the interim one where that is not ready.

    Fourteen days and three more; under the Anti-terrorism Act thirty, and three. Where sections
    differ the case has the time of the longest.
    """
    rows = list(sections)
    days = max(one.report_days for one in rows)
    more = max(one.interim_days for one in rows if one.report_days == days)
    fir.report_due_at = since + timedelta(days=days)
    fir.interim_due_at = fir.report_due_at + timedelta(days=more)


def shorten(fir: FIR) -> None:
    """A section was deleted: the time that it alone gave goes with it, and none is won.

    What was due sooner stays so; nobody gains time by what he adds or deletes.
    """
    if fir.state not in UNREPORTED or fir.report_due_at is None or fir.interim_due_at is None:
        return
    due, interim = fir.report_due_at, fir.interim_due_at
    set_clocks(fir, OffenceSection.objects.filter(pk__in=fir.section_codes), since=_since(fir))
    fir.report_due_at = min(due, fir.report_due_at)
    fir.interim_due_at = min(interim, fir.interim_due_at)
    fir.save(update_fields=["report_due_at", "interim_due_at"])


def _since(fir: FIR) -> datetime:
    """When the clock that runs began: with the number, or when the case was opened again."""
    again = fir.entries.filter(kind=EntryKind.REOPENED).order_by("-made_at", "-pk").first()
    began = again.made_at if again else fir.registered_at
    assert began is not None, "only a registered case has a clock"
    return began


def begin_anew(fir: FIR, *, at: datetime) -> None:
    """The investigation is opened again: its clocks run anew, and nobody above has it yet."""
    sections = OffenceSection.objects.filter(pk__in=fir.section_codes)
    set_clocks(fir, sections, since=at)
    fir.reopened_count += 1
    fir.review_due_on = None
    fir.escalated_to = Level.STATION


def escalate(*, at: datetime) -> int:
    """Put every case whose challan is late before the next supervisor; each by itself.

    Late by law: the SDPO. Late by the three days of the interim report and a week: the DPO.
    Returns how many went up.
    """
    raised = 0
    for level, rows in _late(at):
        for pk in rows.order_by("report_due_at", "pk").values_list("pk", flat=True).iterator():
            raised += _raise(pk, level, at)
    return raised


def _late(at: datetime) -> list[tuple[Level, Any]]:
    late = FIR.objects.overdue(at)
    return [
        (Level.DISTRICT, late.filter(interim_due_at__lt=at - TO_DISTRICT, escalated_to__lt=3)),
        (Level.CIRCLE, late.filter(escalated_to__lt=2)),
    ]


@transaction.atomic
def _raise(pk: int, level: Level, at: datetime) -> bool:
    fir = locked(FIR(pk=pk))
    if fir.state not in UNREPORTED or fir.escalated_to >= level:
        return False
    fir.escalated_to = level
    fir.save(update_fields=["escalated_to"])
    due = timezone.localtime(fir.report_due_at).date()
    words = _("%(level)s; due since %(day)s") % {"level": level.label, "day": f"{due:%d-%m-%Y}"}
    enter(fir, EntryKind.ESCALATED, by=None, at=at, words=words, detail={"level": int(level)})
    return True

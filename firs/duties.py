"""What waits for an officer in cases, and until when: each kind is one question to the database.

The moment is passed in. ``cases`` are those that are asked about, such as an officer's own, or all
that a head sees of his station; whatever is sealed to the asker is not among them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from firs.models import (
    FIR,
    IN_CUSTODY,
    OPEN,
    Accused,
    Arrest,
    Assignment,
    Entry,
    EntryKind,
    FinalReport,
    Forensic,
    Process,
    State,
)
from firs.querysets import FIRQuerySet

#: A challan is a duty of the day so long before it is due: its light is amber then.
CHALLAN_SOON = timedelta(days=3)
#: A laboratory is asked for its result after so long. A custom of the trade, not a rule.
RESULT_AFTER = timedelta(days=14)
#: Whoever was given a case has written in it within a day. A custom of the trade, not a rule.
FIRST_ENTRY = timedelta(hours=24)
#: Whoever reads at midnight what is due at four is not told that it is tomorrow's.
NIGHT = timedelta(hours=12)


class Kind(models.TextChoices):
    """What is to be done. The order is that in which duties of the same hour stand."""

    PRODUCE = "produce", _("Produce before the magistrate")
    REMAND = "remand", _("Remand ends: produce again")
    CHALLAN = "challan", _("Make the report (s.173)")
    DELAY = "delay", _("Say why the challan is late")
    SENT_BACK = "sent_back", _("Report sent back: make another")
    MARKED = "marked", _("Newly marked: write the first case diary")
    REVIEW = "review", _("Fortnightly review")
    RESULT = "result", _("Ask the laboratory for its result")
    PROCESS = "process", _("Warrant or proclamation is out")
    SIGN = "sign", _("Sign the report")
    COURT = "court", _("Take the report to the court")


#: By kind: the page on which it is done, and its icon.
_DONE_AT = {
    Kind.PRODUCE: ("firs:remand", "bank"),
    Kind.REMAND: ("firs:remand", "bank"),
    Kind.CHALLAN: ("firs:report", "file-earmark-check"),
    Kind.DELAY: ("firs:delay", "hourglass"),
    Kind.SENT_BACK: ("firs:report", "arrow-return-left"),
    Kind.MARKED: ("firs:case", "person-check"),
    Kind.REVIEW: ("firs:review", "arrow-clockwise"),
    Kind.RESULT: ("firs:forensic_result", "clipboard-data"),
    Kind.PROCESS: ("firs:return_process", "file-earmark-ruled"),
    Kind.SIGN: ("firs:sign", "pen"),
    Kind.COURT: ("firs:reach_court", "bank2"),
}
_KINDS = list(Kind)


class Stretch(models.TextChoices):
    """When a duty is due, as an officer reads it at a glance."""

    LATE = "late", _("Past its time")
    TODAY = "today", _("Today and tonight")
    TOMORROW = "tomorrow", _("Tomorrow")
    LATER = "later", _("In the next days")
    OPEN = "open", _("Without a day")

    @property
    def tone(self) -> str:
        """How its lines are shown."""
        return _TONES.get(self, "plain")


_TONES = {Stretch.LATE: "bad", Stretch.TODAY: "waits", Stretch.TOMORROW: "warn"}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that somebody has to do in a case."""

    kind: Kind
    fir: FIR
    #: Whom or what it is about: an accused, a thing, a reason.
    about: str = ""
    #: Until when: to the minute, or the day where the law counts days.
    due_at: datetime | None = None
    due_on: date | None = None
    #: Since when it waits.
    since: datetime | None = None

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def icon(self) -> str:
        return _DONE_AT[self.kind][1]

    @property
    def is_of_liberty(self) -> bool:
        """Whether somebody sits in custody until it is done."""
        return self.kind in (Kind.PRODUCE, Kind.REMAND)

    @property
    def url(self) -> str:
        return reverse(_DONE_AT[self.kind][0], args=[self.fir.pk])

    def stretch(self, at: datetime) -> Stretch:
        """When it is due, seen from this moment; a day is over at midnight in Pakistan."""
        today = timezone.localdate(at)
        day = timezone.localdate(self.due_at) if self.due_at else self.due_on
        if day is None:
            return Stretch.OPEN
        if day < today or (self.due_at is not None and self.due_at < at):
            return Stretch.LATE
        if day == today or (self.due_at is not None and self.due_at < at + NIGHT):
            return Stretch.TODAY
        return Stretch.TOMORROW if day == today + timedelta(days=1) else Stretch.LATER

    def tone(self, at: datetime) -> str:
        """How its line is shown."""
        return self.stretch(at).tone

    @property
    def ends_at(self) -> datetime | None:
        """The moment from which it is late; a day counts until midnight."""
        if self.due_on is None:
            return self.due_at
        return _midnight(self.due_on + timedelta(days=1))

    @property
    def _order(self) -> tuple[bool, float, int, float]:
        # What is due on a day is done in the morning of it, when the court sits.
        due = self.due_at or (_midnight(self.due_on) if self.due_on else None)
        since = self.since.timestamp() if self.since else 0
        return (due is None, due.timestamp() if due else 0, _KINDS.index(self.kind), since)


#: The arrests on which a magistrate has seen him, and the police bring him before one again: once
#: a challan is in court the court itself orders judicial custody.
REMANDED = Q(produced_at__isnull=False) & (
    Q(accused__position="arrested") | Q(fir__state__in=[*OPEN])
)

Question = Callable[[FIRQuerySet, datetime], Iterator[Duty]]


# --- Of whoever has the case ---


def custody_ending(cases: FIRQuerySet, at: datetime) -> Iterator[Duty]:
    """Who is to be before a magistrate, and the day on which custody ends.

    Whoever was arrested within 24 hours (s.61 CrPC); whose remand ends by tomorrow is produced
    again, or let go (s.167 CrPC).
    """
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    rows = holding(cases).filter(Q(produced_at=None) | (REMANDED & Q(ordered_until__lte=tomorrow)))
    for one in _with_case(rows, "accused__name", "accused__position"):
        if one.produced_at is None:
            yield _duty(Kind.PRODUCE, one, one.accused.name, due_at=one.produce_by)
        else:
            about = f"{one.accused.name}, {one.accused.position_label}"
            yield _duty(Kind.REMAND, one, about, due_on=one.ordered_until)


def challans_due(cases: FIRQuerySet, at: datetime) -> Iterator[Duty]:
    """Whose report under s.173 is late or due within three days, and does not wait for the SHO."""
    rows = cases.unreported().filter(~Exists(_waiting()), report_due_at__lte=at + CHALLAN_SOON)
    for fir in rows.only(*_OF_CASE):
        yield _of_case(Kind.CHALLAN, fir, due_at=fir.report_due_at)


def delays_to_explain(cases: FIRQuerySet, at: datetime) -> Iterator[Duty]:
    """Whose challan is late, and nobody has said why since it is."""
    explained = Entry.objects.filter(
        fir=OuterRef("pk"), kind=EntryKind.DELAY, made_at__gte=OuterRef("report_due_at")
    )
    for fir in cases.overdue(at).filter(~Exists(explained)).only(*_OF_CASE):
        yield _of_case(Kind.DELAY, fir, due_at=fir.report_due_at)


def sent_back(cases: FIRQuerySet, at: datetime) -> Iterator[Duty]:
    """Reports that the SHO did not sign, where no other one was made since."""
    later = FinalReport.objects.filter(fir=OuterRef("fir"), made_at__gt=OuterRef("made_at"))
    rows = FinalReport.objects.filter(~Exists(later), fir__in=_keys(cases))
    for one in _with_case(rows.filter(sent_back_at__isnull=False)):
        yield _duty(Kind.SENT_BACK, one, one.sent_back_because, since=one.sent_back_at)


def newly_marked(cases: FIRQuerySet, at: datetime) -> Iterator[Duty]:
    """Cases in which the officer has written nothing since they were marked to him."""
    written = Entry.objects.filter(
        fir=OuterRef("fir"), made_by=OuterRef("officer"), made_at__gt=OuterRef("assigned_at")
    )
    rows = Assignment.objects.filter(~Exists(written), ended_at=None, fir__in=_keys(cases.open()))
    for one in _with_case(rows):
        about, due_at = one.because or one.fir.offence, one.assigned_at + FIRST_ENTRY
        yield _duty(Kind.MARKED, one, about, due_at=due_at, since=one.assigned_at)


def reviews_due(cases: FIRQuerySet, at: datetime) -> Iterator[Duty]:
    """Untraced cases whose fortnight ends by tomorrow."""
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    for fir in cases.review_due(tomorrow).only(*_OF_CASE):
        yield _of_case(Kind.REVIEW, fir, due_on=fir.review_due_on)


def results_awaited(cases: FIRQuerySet, at: datetime) -> Iterator[Duty]:
    """What a laboratory has had for a fortnight and more without an answer."""
    rows = Forensic.objects.filter(fir__in=_keys(cases), result_at=None)
    rows = rows.filter(movement__made_at__lte=at - RESULT_AFTER)
    for one in _with_case(rows, "movement__made_at", *_NUMBER_OF_ITEM):
        about = f"{one.movement.item.number}, {one.laboratory}"
        yield _duty(Kind.RESULT, one, about, since=one.movement.made_at)


def processes_out(cases: FIRQuerySet, at: datetime) -> Iterator[Duty]:
    """Warrants, summonses and proclamations that have not gone back to their court."""
    rows = Process.objects.filter(fir__in=_keys(cases), returned_at=None)
    for one in _with_case(rows, "accused__name"):
        about = f"{one.kind_label}: {one.accused.name}"
        yield _duty(Kind.PROCESS, one, about, since=one.made_at)


# --- Of the head, and of the moharrar ---


def to_sign(cases: FIRQuerySet, at: datetime) -> Iterator[Duty]:
    """Reports under s.173 that wait for the SHO, with the clock of their case."""
    rows = FinalReport.objects.filter(fir__in=_keys(cases), signed_at=None, sent_back_at=None)
    for one in _with_case(rows):
        due_at = one.fir.report_due_at if one.fir.light(at) else None
        yield _duty(Kind.SIGN, one, one.kind_label, due_at=due_at, since=one.made_at)


def to_take_to_court(cases: FIRQuerySet, at: datetime) -> Iterator[Duty]:
    """Signed reports of which it is not written down that the court has them."""
    rows = FinalReport.objects.filter(fir__in=_keys(cases), signed_at__isnull=False)
    for one in _with_case(rows.filter(reached_court_at=None)):
        yield _duty(Kind.COURT, one, one.kind_label, since=one.signed_at)


#: What an officer's day is made of.
OFFICERS: tuple[Question, ...] = (
    custody_ending,
    challans_due,
    delays_to_explain,
    sent_back,
    newly_marked,
    reviews_due,
    results_awaited,
    processes_out,
)


def of_officer(cases: FIRQuerySet, at: datetime) -> list[Duty]:
    """Everything that waits in these cases of one officer, what is due first standing first."""
    return in_order(duty for ask in OFFICERS for duty in ask(cases, at))


def in_order(duties: Iterator[Duty]) -> list[Duty]:
    """By the time they are due; then those without one, by kind and by how long they wait."""
    return sorted(duties, key=lambda duty: duty._order)


def by_stretch(duties: list[Duty], at: datetime) -> list[tuple[Stretch, list[Duty]]]:
    """Duties in their order under the headings of an officer's day; no heading is empty.

    Under each those stand first for whom somebody sits in custody: no older paper is before a man.
    """
    found: dict[Stretch, list[Duty]] = {}
    for duty in sorted(duties, key=lambda duty: not duty.is_of_liberty):
        found.setdefault(duty.stretch(at), []).append(duty)
    return [(stretch, found[stretch]) for stretch in Stretch if stretch in found]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


_NUMBER_OF_ITEM = ("movement__item__serial", "movement__item__year")
#: What a line says of its case: an officer may have hundreds of duties, of which twenty are shown.
_OF_CASE = ("serial", "year", "offence", "sealed_as", "state", "report_due_at", "review_due_on")


def _with_case(rows: Any, *also: str) -> Any:
    """Rows of a case with as much of it as a line says, and what is named of others."""
    own = [field.name for field in rows.model._meta.concrete_fields]
    along = {name.rpartition("__")[0] for name in also}
    of_case = (f"fir__{name}" for name in _OF_CASE)
    return rows.select_related("fir", *along).only(*own, *of_case, *also)


def _keys(cases: FIRQuerySet) -> Any:
    # Whatever has ended is written in no more.
    ended = (State.DECIDED, State.CANCELLED, State.TRANSFERRED)
    return cases.registered().exclude(state__in=ended).values("pk")


def holding(cases: FIRQuerySet) -> Any:
    """The arrests on which somebody is in custody, until the case is over.

    In one that went to another agency, too: whoever holds somebody produces him.
    """
    over = (State.DECIDED, State.CANCELLED)
    keys = cases.registered().exclude(state__in=over).values("pk")
    # Of the people in an officer's cases few are in custody: they are asked for first.
    held = Accused.objects.filter(fir__in=keys, position__in=[*IN_CUSTODY])
    return Arrest.objects.filter(accused__in=held.values("pk")).holding()


def _waiting() -> Any:
    return FinalReport.objects.filter(fir=OuterRef("pk"), signed_at=None, sent_back_at=None)


def _duty(kind: Kind, row: Any, about: str, **clock: Any) -> Duty:
    return Duty(kind, row.fir, about, **clock)


def _of_case(kind: Kind, fir: FIR, **clock: Any) -> Duty:
    return Duty(kind, fir, fir.offence, **clock)

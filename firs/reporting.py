"""The report under s.173 CrPC and what becomes of the case by it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.vehicles import withdraw_vehicle
from firs import clocks, custody, diary, policies, telling
from firs.actions import look_for_vehicles
from firs.clocks import FORTNIGHT
from firs.entries import enter, locked, refuse
from firs.heads import sections_of
from firs.models import (
    FIR,
    Accused,
    DiaryKind,
    EntryKind,
    FinalReport,
    ReportKind,
    Review,
    State,
)


@transaction.atomic
def make(
    *,
    by: Any,
    fir: FIR,
    kind: str,
    cancelled_as: str,
    accused: Sequence[Accused],
    words: str,
    at: datetime,
) -> FIR:
    """The officer who has the case makes the report; the SHO signs it or sends it back."""
    fir = locked(fir)
    refuse(policies.refuse_report(fir, kind, by=by, accused=list(accused)))
    report = FinalReport.objects.create(
        fir=fir,
        kind=kind,
        cancelled_as=cancelled_as,
        made_at=at,
        made_by=by,
        words=words,
        accused=[{"accused": one.pk, "position": one.position} for one in accused],
        sections=sections_of(fir),
    )
    enter(fir, EntryKind.REPORT, by=by, at=at, words=report.kind_label)
    return fir


@transaction.atomic
def sign(*, by: Any, fir: FIR, report: FinalReport, at: datetime) -> FIR:
    """The SHO signs and forwards it; its kind sets the state of the case."""
    fir, held = _held(fir, report)
    refuse(policies.refuse_signing(held, by=by))
    if held.kind != ReportKind.SUPPLEMENTARY:
        refuse(policies.refuse_move(fir, held.kind))
    refuse(policies.refuse_signing_now(fir, held))
    held.signed_at, held.signed_by = at, by
    held.save()
    if held.kind != ReportKind.SUPPLEMENTARY:
        fir.state = held.kind
        is_untraced = held.kind == ReportKind.UNTRACED
        fir.review_due_on = timezone.localdate(at + FORTNIGHT) if is_untraced else None
        fir.save(update_fields=["state", "review_due_on"])
    written = diary.write(
        by=by, station=fir.station, kind=DiaryKind.REPORT, fir=fir,
        words=_("FIR %(number)s: %(report)s signed and forwarded.")
        % {"number": fir.number, "report": held.kind_label},
        at=at,
    )  # fmt: skip
    words = held.kind_label
    entry = enter(fir, EntryKind.SIGNED, by=by, at=at, words=words, diary_entry=written)
    telling.reported(fir, entry, held)
    return fir


@transaction.atomic
def send_back(*, by: Any, fir: FIR, report: FinalReport, because: str, at: datetime) -> FIR:
    """The SHO does not sign it; the officer makes another."""
    fir, held = _held(fir, report)
    refuse(policies.refuse_signing(held, by=by))
    held.sent_back_at, held.sent_back_by, held.sent_back_because = at, by, because
    held.save()
    enter(fir, EntryKind.SENT_BACK, by=by, at=at, words=because)
    return fir


@transaction.atomic
def reach_court(
    *, by: Any, fir: FIR, report: FinalReport, reached_at: datetime, court: str, at: datetime
) -> FIR:
    """The report is with the court. A challan puts the case before it; others wait for orders."""
    fir, held = _held(fir, report)
    refuse(policies.refuse_reaching_court(held, reached_at, at))
    held.reached_court_at, held.reached_court_by, held.court = reached_at, by, court
    held.save()
    entry = enter(fir, EntryKind.COURT, by=by, at=at, words=f"{held.kind_label}, {court}")
    telling.sent_to_court(fir, entry, held)
    if held.kind == fir.state and held.kind in policies.CHALLANS and held == _last_signed(fir):
        fir.state = State.IN_COURT
        fir.save(update_fields=["state"])
    return fir


@transaction.atomic
def order_cancellation(
    *, by: Any, fir: FIR, report: FinalReport, is_approval: bool, order_no: str, at: datetime
) -> FIR:
    """The magistrate's order on a proposed cancellation: without it nothing is cancelled."""
    fir, held = _held(fir, report)
    refuse(policies.refuse_order(held))
    refuse(policies.refuse_move(fir, State.CANCELLED if is_approval else State.INVESTIGATION))
    held.order_at, held.order_by, held.order_no = at, by, order_no
    held.order_is_approval = is_approval
    held.save()
    for one in fir.accused_rows.filter(is_known=True) if is_approval else ():
        if policies.refuse_position(one, "discharged") is None:
            custody.decide_position(fir, one, "discharged", by=by, at=at, words=order_no)
    fir.state = State.CANCELLED if is_approval else State.INVESTIGATION
    if is_approval:
        for vehicle in fir.vehicles.order_by("pk"):
            withdraw_vehicle(vehicle, reason=_("The case is cancelled"), at=at)
    else:
        # The magistrate wants more: its time was over while it waited for him.
        clocks.begin_anew(fir, at=at)
    fir.save()
    enter(fir, EntryKind.ORDER, by=by, at=at, words=f"{fir.state_label}, {order_no}")
    if not is_approval:
        enter(fir, EntryKind.REOPENED, by=by, at=at, words=order_no)
    return fir


@transaction.atomic
def decide(*, by: Any, fir: FIR, verdicts: Mapping[Accused, str], words: str, at: datetime) -> FIR:
    """The court decided of every accused who stood before it."""
    fir = locked(fir)
    refuse(policies.refuse_deciding(fir))
    if not verdicts:
        refuse(_("Say what the court decided of each accused."))
    refuse(policies.refuse_verdicts(fir, verdicts))
    for one, verdict in verdicts.items():
        custody.decide_position(fir, one, verdict, by=by, at=at, words=words)
    fir.state = State.DECIDED
    fir.save(update_fields=["state"])
    enter(fir, EntryKind.DECIDED, by=by, at=at, words=words)
    return fir


@transaction.atomic
def review(*, by: Any, fir: FIR, words: str, at: datetime) -> FIR:
    """Look at an untraced case again, as every fortnight."""
    fir = locked(fir)
    refuse(policies.refuse_review(fir))
    Review.objects.create(fir=fir, made_at=at, made_by=by, words=words)
    fir.review_due_on = timezone.localdate(at + FORTNIGHT)
    fir.save(update_fields=["review_due_on"])
    enter(fir, EntryKind.REVIEWED, by=by, at=at, words=words)
    return fir


@transaction.atomic
def reopen(*, by: Any, fir: FIR, words: str, at: datetime) -> FIR:
    """A clue, or a court, opens the investigation again, with a clock of its own."""
    fir = locked(fir)
    refuse(policies.refuse_reopening(fir))
    if fir.state == State.CANCELLED:
        look_for_vehicles(fir, fir.vehicles.filter(found_at=None).order_by("pk"), at=at)
    fir.state = State.INVESTIGATION if fir.investigator else State.REGISTERED
    clocks.begin_anew(fir, at=at)
    fir.save()
    enter(fir, EntryKind.REOPENED, by=by, at=at, words=words)
    return fir


@transaction.atomic
def transfer(*, by: Any, fir: FIR, to: str, words: str, at: datetime) -> FIR:
    """The investigation goes to another agency or district by a supervisor's order."""
    fir = locked(fir)
    refuse(policies.refuse_move(fir, State.TRANSFERRED))
    fir.state = State.TRANSFERRED
    fir.save(update_fields=["state"])
    enter(fir, EntryKind.TRANSFERRED, by=by, at=at, words=f"{to}. {words}")
    return fir


@transaction.atomic
def explain_delay(*, by: Any, fir: FIR, words: str, at: datetime) -> FIR:
    """Why there is no challan yet."""
    fir = locked(fir)
    refuse(policies.refuse_work(fir, by=by))
    refuse(policies.refuse_delay(fir, at))
    enter(fir, EntryKind.DELAY, by=by, at=at, words=words)
    return fir


def _last_signed(fir: FIR) -> FinalReport | None:
    """The report that says where the case stands; a supplementary one adds to it."""
    signed = fir.reports.filter(signed_at__isnull=False).exclude(kind=ReportKind.SUPPLEMENTARY)
    last: FinalReport | None = signed.order_by("-signed_at", "-pk").first()
    return last


def _held(fir: FIR, report: FinalReport) -> tuple[FIR, FinalReport]:
    fir = locked(fir)
    held: FinalReport = FinalReport.objects.select_for_update().get(pk=report.pk, fir=fir)
    return fir, held

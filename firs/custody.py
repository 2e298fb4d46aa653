"""Arrest, remand, bail, discharge, absconding: every step of an accused."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alerts import actions as alerts
from complaints.policies import Refused
from firs import clocks, diary, policies, wanted
from firs.entries import enter, hold_complaints, locked, refuse
from firs.models import (
    FIR,
    Accused,
    Arrest,
    DiaryKind,
    EntryKind,
    Position,
    Process,
    Remand,
    State,
)
from firs.models.investigation import PRODUCE_HOURS


@transaction.atomic
def arrest(
    *,
    by: Any,
    fir: FIR,
    accused: Accused,
    arrested_at: datetime,
    place: str,
    before_because: str,
    told_whom: str,
    at: datetime,
) -> FIR:
    """Write down an arrest; the roznamcha has it, and within 24 hours he is produced (s.61)."""
    fir, one = _held(fir, accused, by)
    because = before_because
    refuse(policies.refuse_arrest(fir, one, arrested_at=arrested_at, because=because, at=at))
    is_before = fir.registered_at is not None and arrested_at < fir.registered_at
    made = Arrest(
        arrested_at=arrested_at,
        station=fir.station,
        place=place,
        is_before_fir=is_before,
        before_because=because if is_before else "",
        told_whom=told_whom,
    )
    _arrest(fir, one, made, by=by, at=at)
    return fir


def hold_cases(record_ids: list[int]) -> None:
    """Lock the cases of these accused, as every act does first."""
    cases = FIR.objects.filter(accused_rows__in=record_ids).order_by("pk")
    hold_complaints(cases.values_list("pk", flat=True))
    list(cases.select_for_update(of=("self",)).values_list("pk"))


def arrested_elsewhere(*, record_id: int, outcome: str, alert: Any, by: Any, at: datetime) -> None:
    """An officer closed the alert about one whom a case looks for; told by `alerts.outcomes`.

    Arrested in another city, he is arrested in the case: its station reads where and by whom. A
    case that another agency investigates stays with it; whoever holds him produces him in time.
    Part of the closing of the alert: raises `alerts.actions.Refused` where the roznamcha of the
    station that arrested him is closed for the day.
    """
    found = Accused.objects.filter(pk=record_id).select_related("fir").first()
    if found is None or outcome != "arrested" or not found.is_looked_for:
        return
    fir = locked(found.fir)
    one: Accused = Accused.objects.select_for_update().get(pk=record_id)
    if policies.refuse_position(one, Position.ARRESTED):
        return
    seen = alert.sighting
    words = _("%(premises)s, %(station)s, on an alert") % {
        "premises": seen.premises,
        "station": alert.station.name,
    }
    made = Arrest(arrested_at=at, station=alert.station, place=words[:240])
    try:
        _arrest(fir, one, made, by=by, at=at)
    except Refused as refusal:
        words = _("%(refusal)s Close the alert as 'arrested' after midnight.")
        raise alerts.Refused(words % {"refusal": refusal}) from refusal


@transaction.atomic
def remand(
    *,
    by: Any,
    fir: FIR,
    arrest: Arrest,
    produced_at: datetime | None,
    kind: str,
    from_on: date,
    until_on: date,
    court: str,
    at: datetime,
) -> FIR:
    """He was produced, and the magistrate ordered custody: fifteen days of the police in all."""
    fir, one = _held(fir, arrest.accused, by)
    held: Arrest = Arrest.objects.select_for_update().get(pk=arrest.pk, fir=fir)
    refuse(_refuse_order_of_arrest(one, held))
    refuse(
        policies.refuse_remand(
            held, kind=kind, from_on=from_on, until_on=until_on, produced_at=produced_at, at=at
        )
    )
    if held.produced_at is None:
        held.produced_at, held.produced_by = produced_at, by
        held.save(update_fields=["produced_at", "produced_by"])
    made = Remand.objects.create(
        fir=fir, arrest=held, kind=kind, from_on=from_on, until_on=until_on, court=court,
        made_at=at, made_by=by,
    )  # fmt: skip
    words = f"{made.kind_label}, {from_on:%d-%m-%Y} – {until_on:%d-%m-%Y}, {court}"
    enter(fir, EntryKind.PRODUCED, by=by, at=at, accused=one, words=words)
    if kind == Remand.Kind.JUDICIAL and one.position == Position.ARRESTED:
        _move(fir, one, Position.JUDICIAL, at=at)
    return fir


@transaction.atomic
def release_on_bail(*, by: Any, fir: FIR, accused: Accused, words: str, at: datetime) -> FIR:
    """A court or the officer released him on bail (s.496-498 CrPC); he is looked for no longer."""
    return _moved(fir, accused, Position.ON_BAIL, by=by, at=at, words=words)


@transaction.atomic
def discharge(*, by: Any, fir: FIR, accused: Accused, words: str, at: datetime) -> FIR:
    """Nothing holds against him (s.169 CrPC), or he was found innocent."""
    return _moved(fir, accused, Position.DISCHARGED, by=by, at=at, words=words)


@transaction.atomic
def abscond(*, by: Any, fir: FIR, accused: Accused, words: str, at: datetime) -> FIR:
    """He hides or has fled: every hotel's guests are compared with him from now on."""
    return _moved(fir, accused, Position.ABSCONDING, by=by, at=at, words=words)


@transaction.atomic
def note_death(*, by: Any, fir: FIR, accused: Accused, words: str, at: datetime) -> FIR:
    """He is dead: the case abates against him."""
    return _moved(fir, accused, Position.DEAD, by=by, at=at, words=words)


@transaction.atomic
def issue_process(
    *, by: Any, fir: FIR, accused: Accused, kind: str, court: str, issued_on: date, at: datetime
) -> FIR:
    """A court issued a warrant, or proclaimed him: then he is looked for as an offender."""
    fir, one = _held(fir, accused, by)
    if kind == Process.Kind.PROCLAMATION:
        refuse(policies.refuse_position(one, Position.PROCLAIMED))
    made = Process.objects.create(
        fir=fir, accused=one, kind=kind, court=court, issued_on=issued_on, made_at=at, made_by=by
    )
    words = f"{made.kind_label}, {court}, {issued_on:%d-%m-%Y}"
    written = diary.write(
        by=by, station=fir.station, kind=DiaryKind.PROCESS, fir=fir,
        about=_name_outside(fir, one), words=f"FIR {fir.number}: {words}", at=at,
    )  # fmt: skip
    enter(fir, EntryKind.PROCESS, by=by, at=at, accused=one, words=words, diary_entry=written)
    if kind == Process.Kind.PROCLAMATION:
        _move(fir, one, Position.PROCLAIMED, at=at)
    return fir


@transaction.atomic
def return_process(*, by: Any, fir: FIR, process: Process, result: str, at: datetime) -> FIR:
    """The process goes back to its court with what came of it."""
    fir = locked(fir)
    refuse(policies.refuse_work(fir, by=by))
    held: Process = Process.objects.select_for_update().get(pk=process.pk, fir=fir)
    if held.returned_at is not None:
        refuse(_("It has gone back already."))
    held.returned_at, held.returned_by, held.result = at, by, result
    held.save()
    words = f"{held.kind_label}: {held.result_label}"
    enter(fir, EntryKind.RETURNED, by=by, at=at, accused=held.accused, words=words)
    return fir


def decide_position(
    fir: FIR, accused: Accused, to: str, *, by: Any, at: datetime, words: str
) -> None:
    """The court's word on one accused; part of an act on a case that is held."""
    one: Accused = Accused.objects.select_for_update().get(pk=accused.pk, fir=fir)
    refuse(policies.refuse_position(one, to))
    _move(fir, one, to, at=at)
    _tell(fir, one, by=by, at=at, words=words)


def _held(fir: FIR, accused: Accused, by: Any) -> tuple[FIR, Accused]:
    fir = locked(fir)
    one: Accused = Accused.objects.select_for_update().get(pk=accused.pk, fir=fir)
    refuse(policies.refuse_work_on(fir, one, by=by))
    return fir, one


def _moved(fir: FIR, accused: Accused, to: str, *, by: Any, at: datetime, words: str) -> FIR:
    fir, one = _held(fir, accused, by)
    refuse(policies.refuse_position(one, to))
    _move(fir, one, to, at=at)
    _tell(fir, one, by=by, at=at, words=words)
    if to == Position.ON_BAIL and fir.state == State.DECIDED:
        # He came to the court himself: it still decides of him.
        _open_again(fir, by=by, at=at)
    return fir


def _open_again(fir: FIR, *, by: Any, at: datetime) -> None:
    """Somebody is there now for whom the case is not over."""
    fir.state = State.INVESTIGATION
    clocks.begin_anew(fir, at=at)
    fir.save()
    enter(fir, EntryKind.REOPENED, by=by, at=at)


def _move(fir: FIR, one: Accused, to: str, *, at: datetime) -> None:
    """Bring him into the position, and his listing along; the act says the rest."""
    one.position, one.position_at = to, at
    one.save(update_fields=["position", "position_at"])
    wanted.follow(one, fir, at=at)


def _tell(fir: FIR, one: Accused, *, by: Any, at: datetime, words: str) -> None:
    line = ". ".join(filter(None, (one.position_label, words)))
    enter(fir, EntryKind.POSITION, by=by, at=at, accused=one, words=line)


def _arrest(fir: FIR, one: Accused, made: Arrest, *, by: Any, at: datetime) -> None:
    made.fir, made.accused, made.arrested_by = fir, one, by
    made.produce_by = made.arrested_at + timedelta(hours=PRODUCE_HOURS)
    made.save(force_insert=True)
    words = _("%(name)s is arrested in FIR %(number)s: %(place)s.") % {
        "name": _name_outside(fir, one) or _("An accused"),
        "number": fir.number,
        "place": made.place,
    }
    written = diary.write(
        by=by, station=made.station, kind=DiaryKind.ARREST, fir=fir,
        about=_name_outside(fir, one), words=words, at=at,
    )  # fmt: skip
    enter(fir, EntryKind.ARRESTED, by=by, at=at, accused=one, words=made.place, diary_entry=written)
    _move(fir, one, Position.ARRESTED, at=at)
    if fir.state in (State.UNTRACED, State.DECIDED):
        _open_again(fir, by=by, at=at)


def _name_outside(fir: FIR, one: Accused) -> str:
    """The name as the roznamcha has it, which more people read: none of a sealed case."""
    return "" if fir.is_sealed else one.name


def _refuse_order_of_arrest(one: Accused, held: Arrest) -> str | None:
    latest = one.arrests.order_by("-arrested_at", "-pk").first()
    if latest != held or one.position not in (Position.ARRESTED, Position.JUDICIAL):
        return _("He is not in custody on this arrest.")
    return None

"""Every write of the investigation: to whom it is marked, what he adds and writes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.vehicles import withdraw_vehicle
from complaints import owners
from complaints.policies import Refused
from firs import clocks, diary, policies, sealing, telling, wanted
from firs.actions import look_for_vehicles
from firs.entries import enter, locked, refuse
from firs.heads import head_of
from firs.models import (
    FIR,
    Accused,
    Assignment,
    CaseDiary,
    CasePaper,
    Correction,
    DiaryKind,
    EntryKind,
    FIRSection,
    OffenceSection,
    State,
    Statement,
    Vehicle,
)
from firs.models.people import Party
from firs.models.property import Stolen
from firs.officers import take_belt


def officers_for(fir: FIR, *, at: datetime) -> list[Any]:
    """To whom the case may be marked: who investigates at its station, and is not accused in it."""
    but = [one.user_id for one in fir.accused_rows.all() if one.user_id]
    return owners.investigators_at(fir.station, on=timezone.localdate(at), but=but)


@transaction.atomic
def assign(*, by: Any, fir: FIR, officer: Any, because: str, at: datetime) -> FIR:
    """Mark the case to an officer; whoever had it has it no more."""
    fir = locked(fir)
    refuse(policies.refuse_writing(fir))
    refuse(policies.refuse_officer(fir, officer, possible=officers_for(fir, at=at)))
    at = max(at, fir.registered_at or at)
    fir.assignments.filter(ended_at=None).update(ended_at=at, ended_by=by)
    Assignment.objects.create(
        fir=fir, officer=officer, assigned_at=at, assigned_by=by, because=because
    )
    fir.investigator = officer
    if fir.state == State.REGISTERED:
        fir.state = State.INVESTIGATION
    fir.save(update_fields=["investigator", "state"])
    if fir.is_sealed:
        sealing.ensure_named(fir, officer, by=by, at=at)
    enter(fir, EntryKind.ASSIGNED, by=by, at=at, officer=officer, words=because)
    telling.marked(fir, at=at)
    return fir


@transaction.atomic
def depart(*, by: Any, fir: FIR, left_at: datetime, officer: str, at: datetime) -> FIR:
    """Row 7 of the form: an officer left for the place of occurrence. Written once."""
    fir = locked(fir)
    refuse(policies.refuse_writing(fir))
    refuse(policies.refuse_departure(fir, left_at, at))
    fir.despatched_at = left_at
    fir.save(update_fields=["despatched_at"])
    words = _("%(officer)s left for the place of occurrence of FIR %(number)s.") % {
        "officer": officer,
        "number": fir.number,
    }
    written = diary.write(
        by=by, station=fir.station, kind=DiaryKind.DEPARTURE, about=officer, words=words, fir=fir,
        at=at,
    )  # fmt: skip
    enter(fir, EntryKind.DESPATCHED, by=by, at=at, words=officer, diary_entry=written)
    return fir


@transaction.atomic
def add_sections(
    *, by: Any, fir: FIR, sections: Sequence[OffenceSection], because: str, at: datetime
) -> FIR:
    """Put the case under further sections, from now on and with the reason."""
    fir = locked(fir)
    refuse(policies.refuse_writing(fir))
    new = [one for one in sections if one.pk not in fir.section_codes]
    if not new:
        raise Refused(_("The case stands under these sections already."))
    FIRSection.objects.bulk_create(
        [
            FIRSection(fir=fir, section=one, added_at=at, added_by=by, added_because=because)
            for one in new
        ]
    )
    _resection(fir, by=by, at=at)
    words = f"{', '.join(one.text for one in new)}. {because}"
    enter(fir, EntryKind.SECTION_ADDED, by=by, at=at, words=words)
    return fir


@transaction.atomic
def delete_section(
    *, by: Any, fir: FIR, section: OffenceSection, because: str, at: datetime
) -> FIR:
    """The case stands under this section no longer; the row says since when and why."""
    fir = locked(fir)
    refuse(policies.refuse_writing(fir))
    if fir.section_codes == [section.pk]:
        raise Refused(_("A case stands under one section at least. Add the right one first."))
    row = fir.section_rows.filter(section=section, removed_at=None).first()
    if row is None:
        raise Refused(_("The case does not stand under this section."))
    row.removed_at, row.removed_by, row.removed_because = at, by, because
    row.save()
    _resection(fir, by=by, at=at)
    clocks.shorten(fir)
    words = f"{section.text}. {because}"
    enter(fir, EntryKind.SECTION_DELETED, by=by, at=at, words=words)
    return fir


@transaction.atomic
def correct(
    *, by: Any, fir: FIR, row: str, stands: str, reads: str, because: str, at: datetime
) -> FIR:
    """Correct a slip of the pen: what was signed stands, and beside it what it is to read."""
    fir = locked(fir)
    refuse(policies.refuse_writing(fir))
    Correction.objects.create(
        fir=fir, row=row, stands=stands, reads=reads, because=because, made_at=at, made_by=by
    )
    enter(fir, EntryKind.CORRECTED, by=by, at=at, words=row)
    return fir


@transaction.atomic
def link(*, by: Any, fir: FIR, other: FIR, words: str, at: datetime) -> FIR:
    """Say of two cases that they belong together: a cross version, or one investigation."""
    # In one order: whoever links the other with this one meanwhile waits, and does not stand still.
    held = {one.pk: locked(one) for one in sorted((fir, other), key=lambda one: one.pk)}
    fir, other = held[fir.pk], held[other.pk]
    refuse(policies.refuse_writing(fir))
    if other.pk == fir.pk:
        raise Refused(_("This is the same FIR."))
    enter(fir, EntryKind.LINKED, by=by, at=at, words=words, other=other)
    enter(other, EntryKind.LINKED, by=by, at=at, words=words, other=fir)
    return fir


# --- People and things ---


@transaction.atomic
def add_party(*, by: Any, fir: FIR, party: Party, at: datetime) -> FIR:
    """Add somebody to the case: an accused, a witness or a victim (unsaved)."""
    fir = locked(fir)
    refuse(policies.refuse_work(fir, by=by))
    party.fir, party.added_at, party.added_by = fir, at, by  # type: ignore[attr-defined]
    party.count_birth_year(fir.reported_at)
    kind = {"accused": EntryKind.ACCUSED, "witness": EntryKind.WITNESS}
    if isinstance(party, Accused):
        take_belt(fir, party, at=at)
        party.position_at = at
    party.save()
    _reseal(fir, by=by, at=at)
    name = str(party._meta.model_name)
    facts: dict[str, Any] = {"accused": party} if isinstance(party, Accused) else {}
    enter(fir, kind.get(name, EntryKind.VICTIM), by=by, at=at, **facts)
    return fir


@transaction.atomic
def learn(*, by: Any, fir: FIR, accused: Accused, at: datetime, **particulars: Any) -> FIR:
    """Write down what was learnt of an accused: who an unknown one is, a number, a father's name.

    What was known before stays in the history. Whoever is looked for is looked for anew.
    """
    fir = locked(fir)
    refuse(policies.refuse_work(fir, by=by))
    one: Accused = Accused.objects.select_for_update().get(pk=accused.pk, fir=fir)
    for name, value in particulars.items():
        if value not in ("", None):
            setattr(one, name, value)
    take_belt(fir, one, at=at)
    one.is_known = bool(one.name)
    one.count_birth_year(fir.reported_at)
    one.save()
    _reseal(fir, by=by, at=at)
    if one.is_looked_for:
        wanted.follow(one, fir, at=at)
    enter(fir, EntryKind.ACCUSED, by=by, at=at, accused=one, words=_("Particulars learnt"))
    return fir


@transaction.atomic
def add_stolen(*, by: Any, fir: FIR, thing: Stolen, at: datetime) -> FIR:
    """Add what was stolen too and was not known when the FIR was registered (unsaved)."""
    fir = locked(fir)
    refuse(policies.refuse_work(fir, by=by))
    thing.fir, thing.added_at, thing.added_by = fir, at, by  # type: ignore[attr-defined]
    thing.save()
    if isinstance(thing, Vehicle):
        look_for_vehicles(fir, [thing], at=at)
        _rehead(fir, OffenceSection.objects.filter(pk__in=fir.section_codes))
    enter(fir, EntryKind.PROPERTY, by=by, at=at)
    return fir


@transaction.atomic
def find(*, by: Any, fir: FIR, thing: Stolen, where: str, at: datetime) -> FIR:
    """A stolen thing is found; a vehicle is looked for no longer."""
    fir = locked(fir)
    refuse(policies.refuse_work(fir, by=by))
    held: Stolen = type(thing)._default_manager.select_for_update().get(pk=thing.pk)
    if held.is_found:
        raise Refused(_("It is found already."))
    held.found_at, held.found_by, held.found_where = max(at, held.added_at), by, where
    held.save()
    if isinstance(held, Vehicle):
        withdraw_vehicle(held, reason=_("The vehicle is found"), at=at)
    telling.found(fir, enter(fir, EntryKind.FOUND, by=by, at=at, words=where))
    return fir


# --- Writing ---


@transaction.atomic
def write_case_diary(*, by: Any, fir: FIR, place: str, words: str, at: datetime) -> CaseDiary:
    """Write the next page of the case diary (zimni, s.172 CrPC)."""
    fir = locked(fir)
    refuse(policies.refuse_work(fir, by=by))
    fir.last_zimni += 1
    fir.save(update_fields=["last_zimni"])
    page: CaseDiary = CaseDiary.objects.create(
        fir=fir, number=fir.last_zimni, made_at=at, made_by=by, place=place, words=words
    )
    enter(fir, EntryKind.ZIMNI, by=by, at=at, words=str(page.number))
    return page


@transaction.atomic
def record_statement(*, by: Any, fir: FIR, statement: Statement, at: datetime) -> FIR:
    """Record what somebody said (unsaved)."""
    fir = locked(fir)
    refuse(policies.refuse_work(fir, by=by))
    statement.fir, statement.made_at, statement.made_by = fir, at, by
    statement.save(force_insert=True)
    enter(fir, EntryKind.STATEMENT, by=by, at=at, words=statement.kind_label)
    return fir


@transaction.atomic
def add_paper(*, by: Any, fir: FIR, paper: CasePaper, at: datetime) -> FIR:
    """Put a photographed paper into the case file, or the word why there is none (unsaved)."""
    fir = locked(fir)
    refuse(policies.refuse_work(fir, by=by))
    paper.fir, paper.added_at, paper.added_by = fir, at, by
    paper.save(force_insert=True)
    enter(fir, EntryKind.FILE, by=by, at=at, words=paper.paper_label)
    return fir


def _resection(fir: FIR, *, by: Any, at: datetime) -> None:
    """What follows from the sections: the head, the seal, and for what somebody is looked for.

    The clock goes on.
    """
    rows = fir.section_rows.filter(removed_at=None)
    sections = list(OffenceSection.objects.filter(pk__in=rows.values("section")))
    fir.section_codes = sorted(one.pk for one in sections)
    fir.save(update_fields=["section_codes"])
    _rehead(fir, sections)
    _reseal(fir, by=by, at=at)
    for one in fir.accused_rows.looked_for().order_by("pk"):
        wanted.follow(one, fir, at=at)


def _rehead(fir: FIR, sections: Iterable[OffenceSection]) -> None:
    """The crime head follows from the sections, and from whether a vehicle was carried off."""
    fir.head = head_of(list(sections), has_vehicle=fir.vehicles.exists())
    fir.save(update_fields=["head"])


def _reseal(fir: FIR, *, by: Any, at: datetime) -> None:
    sections = OffenceSection.objects.filter(pk__in=fir.section_codes)
    people = [*fir.accused_rows.all(), *fir.victims.all()]
    if sealed_as := sealing.seal_of(fir, sections, people):
        sealing.apply(fir, sealed_as, by=by, at=at)

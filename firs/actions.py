"""Every write to an FIR until it has its number, and the registration itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from alerts.vehicles import publish_vehicle
from audit.actions import record
from complaints import actions as complaints
from complaints.models import Complaint, Level, Respondent
from complaints.models import State as ComplaintState
from complaints.policies import Refused
from documents import numbers
from firs import accused, bearings, clocks, diary, policies, sealing, telling
from firs.entries import enter, locked, purpose_of, refuse
from firs.heads import head_of
from firs.models import (
    FIR,
    Accused,
    DiaryKind,
    EntryKind,
    FIRSection,
    OffenceSection,
    State,
    Vehicle,
)
from firs.models.people import Party
from firs.officers import take_belt
from stations.models import Station

#: What is copied as it stands under the same name.
_AS_WRITTEN = (
    *("address", "occurred_from", "occurred_to", "property_lost", "property_value", "place"),
    *("latitude", "longitude", "sealed_as", "level", "language", "is_identity_hidden"),
)


@transaction.atomic
def draft_from(*, by: Any, complaint: Complaint, late_because: str, at: datetime) -> FIR:
    """End the complaint as an FIR and begin the FIR with everything it says.

    A complaint that has its draft gives that back. Raises `complaints.policies.Refused`.
    """
    complaint = complaints.locked(complaint)
    earlier: FIR | None = FIR.objects.filter(complaint=complaint).first()
    if earlier is not None and complaint.state == ComplaintState.CONVERTED:
        return earlier
    complaint = complaints.convert(by=by, complaint=complaint, late_because=late_because, at=at)
    if earlier is not None:
        # Opened again meanwhile: what was written of the FIR is not lost.
        if earlier.state == State.DISCARDED:
            earlier.state = State.DRAFT
            earlier.save(update_fields=["state"])
        return earlier
    fir = _from(complaint)
    fir.made_at = fir.changed_at = at
    fir.made_by = fir.changed_by = by
    fir.save(force_insert=True)
    Accused.objects.bulk_create(
        [_accused(fir, one) for one in complaint.respondents.order_by("pk")]
    )
    sealing.follow(complaint=complaint, by=by, at=at)
    _record(by, "firs.drafted", fir, at)
    return fir


@transaction.atomic
def begin(
    *, by: Any, fir: FIR, sections: Sequence[OffenceSection], parts: Iterable[Any], at: datetime
) -> FIR:
    """Begin a draft that comes from no complaint. ``fir`` and ``parts`` are unsaved.

    The same form sent twice (same ``form_token``) gives back the draft of the first time.
    """
    if fir.form_token is not None:
        earlier: FIR | None = FIR.objects.filter(form_token=fir.form_token).first()
        if earlier is not None:
            return earlier
    if not Station.objects.visible_to(by, Permission.WRITE_FIRS).filter(pk=fir.station_id).exists():
        raise Refused(_("This station is not one of yours."))
    fir.made_at = fir.changed_at = at
    fir.made_by = fir.changed_by = by
    parts = _with_officers(fir, parts, at=at)
    try:
        with transaction.atomic():
            fir.save(force_insert=True)
    except IntegrityError:
        # Two sendings of one form at the same moment: the other one was first.
        return FIR.objects.get(form_token=fir.form_token)
    _save_parts(fir, sections, parts, (), by=by, at=at)
    _seal(fir, by=by, at=at)
    _record(by, "firs.drafted", fir, at)
    return fir


@transaction.atomic
def change(
    *,
    by: Any,
    fir: FIR,
    seen: datetime,
    sections: Sequence[OffenceSection],
    parts: Iterable[Any],
    gone: Iterable[Any],
    at: datetime,
    **fields: Any,
) -> FIR:
    """Save what was typed by somebody who read the draft as it was changed at ``seen``.

    ``parts`` are the people and things as they are now, ``gone`` those that were taken out.
    """
    held = locked(fir)
    refuse(policies.refuse_change(held, seen=seen))
    parts = _with_officers(held, parts, at=at)
    changed = sorted(name for name, value in fields.items() if getattr(held, name) != value)
    for name in changed:
        setattr(held, name, fields[name])
    if _save_parts(held, sections, parts, gone, by=by, at=at):
        changed.append("parts")
    if not changed:
        return held
    held.changed_at, held.changed_by = at, by
    held.save()
    _seal(held, by=by, at=at)
    _record(by, "firs.draft_changed", held, at, fields=changed)
    return held


@transaction.atomic
def hand_down(*, by: Any, fir: FIR, at: datetime) -> FIR:
    """Give an FIR that comes from a complaint about the police to its station to register.

    The station reads from now on what the complainant said; an officer complained of still not.
    """
    held = locked(fir)
    if held.level == Level.STATION:
        raise Refused(_("It is with the station already."))
    held.level = Level.STATION
    held.changed_at, held.changed_by = at, by
    held.save(update_fields=["level", "changed_at", "changed_by"])
    _record(by, "firs.handed_down", held, at)
    return held


@transaction.atomic
def discard(*, by: Any, fir: FIR, at: datetime) -> FIR:
    """Lay a draft aside that was begun by mistake; it is kept.

    One that comes from a complaint is taken up again when that ends as an FIR once more.
    """
    held = locked(fir)
    refuse(policies.refuse_discarding(held))
    held.state, held.changed_at, held.changed_by = State.DISCARDED, at, by
    held.save(update_fields=["state", "changed_at", "changed_by"])
    _record(by, "firs.discarded", held, at)
    return held


@transaction.atomic
def register(
    *,
    by: Any,
    fir: FIR,
    seen: datetime,
    signed_as: str,
    despatched_at: datetime | None,
    at: datetime,
) -> FIR:
    """Register the FIR: it gets the next number of its station's year, and stands as it is.

    The roznamcha has the information first and the number after it; the clocks of s.173 begin;
    what the law seals is sealed; stolen vehicles are looked for; the informant is told. Raises
    `complaints.policies.Refused`.
    """
    held = locked(fir)
    refuse(policies.refuse_registering(held))
    refuse(policies.refuse_change(held, seen=seen))
    sections = list(OffenceSection.objects.filter(pk__in=held.section_rows.values("section")))
    _seal(held, by=by, at=at)
    came_in = diary.write(
        by=by,
        station=held.station,
        kind=DiaryKind.INFORMATION,
        about="" if held.is_sealed or held.is_identity_hidden else held.name,
        words=_("Information of an offence: %(offence)s.") % {"offence": held.offence},
        at=at,
    )
    held.registered_at, held.registered_by = came_in.made_at, by
    held.diary_entry, held.signed_as = came_in, signed_as
    held.despatched_at = despatched_at
    with translation.override(held.language):
        held.sections = ", ".join(one.text for one in sections)[:240]
        held.accused = accused.lines(held.accused_rows.order_by("pk"))
    held.section_codes = sorted(one.pk for one in sections)
    held.head = head_of(sections, has_vehicle=held.vehicles.exists())
    clocks.set_clocks(held, sections, since=held.registered_at)
    _take_number(held)
    held.state = State.REGISTERED
    held.save()
    written = diary.write(
        by=by,
        station=held.station,
        kind=DiaryKind.FIR,
        about=held.number,
        words=_("FIR %(number)s registered under %(sections)s.")
        % {"number": held.number, "sections": held.sections},
        fir=held,
        at=at,
    )
    enter(held, EntryKind.REGISTERED, by=by, at=held.registered_at, diary_entry=written)
    look_for_vehicles(held, held.vehicles.all(), at=at)
    _tell(held, by=by, at=at)
    return held


@transaction.atomic
def open_page(*, by: Any, fir: FIR, at: datetime) -> None:
    """Somebody of the police reads one case, or one draft, whole."""
    _record(by, "firs.opened" if fir.is_registered else "firs.draft_opened", fir, at)


def look_for_vehicles(fir: FIR, vehicles: Iterable[Vehicle], *, at: datetime) -> None:
    """Have every hotel's guests' cars compared with these; of a sealed case by number alone."""
    for one in vehicles:
        publish_vehicle(
            one,
            registration_no=one.registration_no,
            chassis_no=one.chassis_no,
            engine_no=one.engine_no,
            description="" if fir.is_sealed else one.description,
            reference=f"{fir} {fir.station.name}",
            owning_station=fir.station,
            valid_from=at,
            missing_since=fir.occurred_from,
            at=at,
        )


def _take_number(fir: FIR) -> None:
    """The next number of the station's book of the year; taken last of all that is shared."""
    fir.year = timezone.localdate(fir.registered_at).year
    fir.serial = numbers.take(f"FIR {fir.station.code} {fir.year}")


def _tell(fir: FIR, *, by: Any, at: datetime) -> None:
    """The informant gets the number: by his complaint, or by a message of its own."""
    if fir.complaint is not None:
        number = f"{fir.number} {fir.station.name}"
        complaints.fir_registered(by=by, complaint=fir.complaint, fir_no=number, at=at)
    else:
        telling.registered(fir, at=at)


def _with_officers(fir: FIR, parts: Iterable[Any], *, at: datetime) -> list[Any]:
    """The same rows: which officers are accused in them is known before anything is saved."""
    rows = list(parts)
    for one in rows:
        if isinstance(one, Accused):
            take_belt(fir, one, at=at)
    return rows


def _save_parts(
    fir: FIR,
    sections: Sequence[OffenceSection],
    parts: Iterable[Any],
    gone: Iterable[Any],
    *,
    by: Any,
    at: datetime,
) -> bool:
    """Save people, things and sections of a draft; whether anything was different."""
    is_changed = False
    for one in gone:
        one.delete()
        is_changed = True
    for one in parts:
        one.fir = fir
        if one.pk is None:
            one.added_at, one.added_by = at, by
            if isinstance(one, Accused):
                one.position_at = at
        if isinstance(one, Party):
            one.count_birth_year(fir.reported_at)
        one.save()
        is_changed = True
    wanted = {one.pk for one in sections}
    there = dict(fir.section_rows.values_list("section_id", "pk"))
    fir.section_rows.filter(pk__in=[there[code] for code in there.keys() - wanted]).delete()
    FIRSection.objects.bulk_create(
        [
            FIRSection(fir=fir, section=one, added_at=at, added_by=by)
            for one in sections
            if one.pk not in there
        ]
    )
    return is_changed or wanted != set(there)


def _seal(fir: FIR, *, by: Any, at: datetime) -> None:
    """Seal what the law seals, from the moment it is typed."""
    sections = OffenceSection.objects.filter(pk__in=fir.section_rows.values("section"))
    people = [*fir.accused_rows.all(), *fir.victims.all()]
    if sealed_as := sealing.seal_of(fir, sections, people):
        sealing.apply(fir, sealed_as, by=by, at=at)


def _record(by: Any, action: str, fir: FIR, at: datetime, **detail: Any) -> None:
    record(by=by, action=action, target=fir, at=at, purpose=purpose_of(fir), detail=detail)


def _from(complaint: Complaint) -> FIR:
    """The unsaved draft, in the language in which the complaint was made."""
    with translation.override(complaint.language):
        offence = complaint.category.local_name
    return FIR(
        complaint=complaint,
        station=complaint.station,
        reported_at=complaint.lodged_at,
        offence=offence,
        steps_taken=complaint.late_because,
        narrative=complaint.details,
        **complaint.identity_values(),
        **{name: getattr(complaint, name) for name in _AS_WRITTEN},
        **_way_from_station(complaint),
    )


def _accused(fir: FIR, one: Respondent) -> Accused:
    """Whom the complaint names, as one who is accused; of an officer his belt and post as well."""
    known = filter(None, (one.description, one.belt_no and _belt(one), one.post_label))
    return Accused(
        fir=fir,
        is_known=bool(one.name),
        name=one.name,
        relative_name=one.relative_name,
        cnic=one.cnic,
        phone=one.phone,
        description=", ".join(known)[:240],
        user=one.user,
        position_at=fir.made_at,
        added_at=fir.made_at,
        added_by=fir.made_by,
    )


def _belt(one: Respondent) -> str:
    return _("belt number %s") % one.belt_no


def _way_from_station(complaint: Complaint) -> dict[str, Any]:
    """Distance and direction where both places are known."""
    start = (complaint.station.latitude, complaint.station.longitude)
    end = (complaint.latitude, complaint.longitude)
    if None in (*start, *end):
        return {}
    far = bearings.kilometres(start, end)  # type: ignore[arg-type]
    way = bearings.direction(start, end)  # type: ignore[arg-type]
    return {"distance_km": Decimal(f"{far:.1f}"), "direction": way.value}

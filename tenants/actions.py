"""What is written of a registration: drafted, filed, corrected, annulled, left, gone on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from alerts import actions as alerts
from alerts.actions import Place
from alerts.models import Sighting
from audit.actions import record
from filings import receipts, rules
from filings.models import Kind, Receipt, State, Way
from filings.receipts import Received
from people.models import born_in
from stations.models import Station
from tenants import filed, policies
from tenants.models import Named, Property, Tenancy, Verification

#: With which the numbers of registrations begin.
LETTER = "T"
#: Where no rule says how long, an officer should have been there by then.
VERIFIED_WITHIN = timedelta(days=7)


#: Since when somebody lives there, and which station answers for it; None as long as unknown.
Clock = tuple[date | None, Station | None]


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


@dataclass(frozen=True, slots=True)
class Described:
    """A registration as somebody described it; nothing of it is saved."""

    place: Property
    tenancy: Tenancy
    #: The landlord or employer first, then the tenant or employee, then the others.
    people: Sequence[Named]


def begin(*, by: Any, kind: str, at: datetime, typed: dict[str, Any] | None = None) -> Tenancy:
    """A draft of somebody's own; ``typed`` is what is known before he begins."""
    return Tenancy.objects.create(
        kind=kind,
        owner=by,
        state=State.DRAFT,
        version=0,
        way=Way.SELF,
        touched_at=at,
        typed=typed or {},
    )


@transaction.atomic
def keep(
    *,
    draft: Tenancy,
    typed: dict[str, Any],
    at: datetime,
    anew: tuple[str, ...] = (),
    clock: Callable[[dict[str, Any]], Clock] | None = None,
) -> Tenancy:
    """Keep what was typed; what it said before is replaced.

    Fields whose names begin with one of ``anew`` are forgotten before. ``clock`` tells from
    everything that is typed by then when it happened and where; the draft has its hour from it.
    What comes after it was filed, or thrown away, is dropped. Returns the draft.
    """
    found = Tenancy.objects.select_for_update(of=("self",)).drafts().filter(pk=draft.pk).first()
    if found is None:
        return draft
    kept = {name: value for name, value in found.typed.items() if not name.startswith(anew)}
    found.typed, found.touched_at = kept | typed, at
    if clock is not None:
        since, station = clock(found.typed)
        found.possession_on, found.rule, found.due_at = since, None, None
        if since and station:
            rules.apply(found, rules.book_at(station, at), kind_of(found), start_of(since))
    found.save(update_fields=["typed", "touched_at", "possession_on", "rule", "due_at"])
    return found


@transaction.atomic
def attach(*, draft: Tenancy, agreement: Any) -> None:
    """Lay the photograph of the agreement to the draft, in the place of an earlier one."""
    earlier = draft.agreement.name
    draft.agreement = agreement
    draft.save(update_fields=["agreement"])
    _forget_file(earlier)


@transaction.atomic
def throw_away(*, by: Any, draft: Tenancy) -> None:
    """Delete a draft of one's own, and the photograph with it."""
    for one in Tenancy.objects.select_for_update().own_of(by).drafts().filter(pk=draft.pk):
        one.delete()
        _forget_file(one.agreement.name)


@transaction.atomic
def file(
    *, by: Any, described: Described, way: str, draft: Tenancy | None = None, at: datetime
) -> tuple[Tenancy, bool]:
    """File a registration; everybody named in it becomes a sighting.

    ``draft`` is what it grew out of. Returns it and whether it is new: the same form sent twice
    (same ``form_token``) is one registration.
    """
    tenancy = described.tenancy
    if draft is not None:
        locked = Tenancy.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if not locked.is_draft:
            return locked, False
        tenancy.pk, tenancy.form_token, tenancy.owner = locked.pk, locked.form_token, locked.owner
        tenancy.agreement = tenancy.agreement or locked.agreement
    elif known := Tenancy.objects.filter(form_token=tenancy.form_token).first():
        return known, False
    described.place.save()
    tenancy.place, tenancy.station = described.place, described.place.station
    tenancy.way, tenancy.state, tenancy.version = way, State.FILED, 1
    tenancy.filed_at, tenancy.filed_by, tenancy.touched_at = at, by, at
    tenancy.typed, tenancy.verification = {}, Verification.NEW
    _clock(tenancy, at)
    # The number is that of the receipt, and the receipt leads back to the row.
    if draft is None:
        tenancy.number = f"? {tenancy.form_token}"[:30]
        tenancy.save(force_insert=True)
    _save_people(tenancy, described.people)
    received = _received(Receipt.Act.FILED, tenancy, described.people)
    tenancy.number = _receive(received, tenancy, by=by, at=at).number
    tenancy.save()
    alerts.report_sightings(_parties(tenancy, described.people), kind=Sighting.Kind.TENANT, at=at)
    record(
        by=by,
        action="tenants.filed",
        target=tenancy,
        at=at,
        detail={"people": len(described.people)},
    )
    return tenancy, True


@transaction.atomic
def correct(
    *,
    by: Any,
    tenancy: Tenancy,
    described: Described,
    version: int | None = None,
    at: datetime,
) -> Receipt | None:
    """File it anew as ``described``; None where nothing differs. Raises Refused.

    ``version`` is the one that the corrector had before him. People who were named before carry
    their keys; whoever is missing is taken out.
    """
    tenancy = _locked(tenancy)
    if refusal := policies.refuse_correcting(tenancy, version):
        raise Refused(refusal)
    place = tenancy.place
    assert place is not None
    known = list(tenancy.people.filter(removed_at=None).order_by("pk"))
    old = (Property.objects.get(pk=place.pk), Tenancy.objects.get(pk=tenancy.pk), known)
    for name in (*filed.PLACE_FIELDS, "latitude", "longitude"):
        setattr(place, name, getattr(described.place, name))
    for name in filed.TENANCY_FIELDS:
        setattr(tenancy, name, getattr(described.tenancy, name))
    changed = filed.changes(old, (place, tenancy, described.people))
    picture = described.tenancy.agreement
    if picture and picture.name != old[1].agreement.name:
        tenancy.agreement = picture
        changed["agreement"] = ["", "new photograph"]
    if not changed:
        return None
    if "agreed_until" in changed:
        tenancy.reminded_month_at = tenancy.reminded_week_at = None
    place.save()
    kept = {one.pk for one in described.people}
    gone = [one for one in known if one.pk not in kept]
    Named.objects.filter(pk__in=[one.pk for one in gone]).update(removed_at=at)
    _save_people(tenancy, described.people)
    tenancy.station = place.station
    tenancy.state, tenancy.version, tenancy.touched_at = State.CORRECTED, tenancy.version + 1, at
    _clock(tenancy, tenancy.filed_at or at, keep_verify_due_at=True)
    if _is_to_visit_again(tenancy, old[0], changed):
        # An officer of another station was to go, or what he saw is so no more.
        tenancy.visits.open().delete()  # type: ignore[attr-defined]
        tenancy.verification = Verification.NEW
        tenancy.verify_due_at = _verify_due_at(tenancy, at)
    tenancy.save()
    alerts.report_sightings(_parties(tenancy, described.people), kind=Sighting.Kind.TENANT, at=at)
    alerts.end_sightings(gone, until=max(at, _seen_from(tenancy)))
    received = _received(Receipt.Act.CORRECTED, tenancy, described.people, changes=changed)
    record(
        by=by,
        action="tenants.corrected",
        target=tenancy,
        at=at,
        detail={"version": tenancy.version, "fields": sorted(changed)},
    )
    return _receive(received, tenancy, by=by, at=at)


@transaction.atomic
def annul(*, by: Any, tenancy: Tenancy, because: str, at: datetime) -> Receipt:
    """Say that it never was so; it stays in the book. Closes no alert. Raises Refused."""
    tenancy = _locked(tenancy)
    if refusal := policies.refuse_annulling(tenancy, because):
        raise Refused(refusal)
    people = list(tenancy.people.filter(removed_at=None).order_by("pk"))
    tenancy.state, tenancy.version = State.ANNULLED, tenancy.version + 1
    tenancy.annulled_at, tenancy.annulled_by = at, by
    tenancy.annulled_because, tenancy.touched_at = because.strip(), at
    tenancy.save()
    tenancy.visits.open().delete()  # type: ignore[attr-defined]
    if tenancy.vacated_on is None:
        alerts.end_sightings(people, until=max(at, _seen_from(tenancy)))
    record(by=by, action="tenants.annulled", target=tenancy, at=at)
    received = _received(Receipt.Act.ANNULLED, tenancy, people)
    return _receive(received, tenancy, by=by, at=at)


@transaction.atomic
def vacate(*, by: Any, tenancy: Tenancy, on: date, at: datetime) -> Tenancy:
    """He left, or will leave, on that day. Raises Refused."""
    tenancy = _locked(tenancy)
    if refusal := policies.refuse_vacating(tenancy, on, timezone.localdate(at)):
        raise Refused(refusal)
    tenancy.vacated_on, tenancy.vacated_at, tenancy.vacated_by = on, at, by
    tenancy.touched_at = at
    tenancy.save()
    tenancy.visits.open().delete()  # type: ignore[attr-defined]
    until = timezone.make_aware(datetime.combine(on, time.max))
    alerts.end_sightings(tenancy.people.filter(removed_at=None), until=until)
    record(by=by, action="tenants.vacated", target=tenancy, at=at)
    return tenancy


@transaction.atomic
def renew(*, by: Any, tenancy: Tenancy, until: date, at: datetime) -> Receipt:
    """The agreement goes on until that day: a new version with its receipt. Raises Refused."""
    tenancy = _locked(tenancy)
    if refusal := policies.refuse_renewing(tenancy, until, timezone.localdate(at)):
        raise Refused(refusal)
    earlier = tenancy.agreed_until
    tenancy.agreed_until, tenancy.touched_at = until, at
    tenancy.reminded_month_at = tenancy.reminded_week_at = None
    tenancy.state, tenancy.version = State.CORRECTED, tenancy.version + 1
    tenancy.save()
    people = list(tenancy.people.filter(removed_at=None).order_by("pk"))
    said = [earlier.isoformat() if earlier else "", until.isoformat()]
    received = _received(Receipt.Act.CORRECTED, tenancy, people, changes={"agreed_until": said})
    record(by=by, action="tenants.renewed", target=tenancy, at=at)
    return _receive(received, tenancy, by=by, at=at)


def start_of(day: date) -> datetime:
    """The moment a day begins: from it the hours of the law count."""
    return timezone.make_aware(datetime.combine(day, time.min))


def kind_of(tenancy: Tenancy) -> str:
    """By which kind of rule it is due."""
    return Kind.EMPLOYEE if tenancy.is_employee else Kind.TENANT


def _locked(tenancy: Tenancy) -> Tenancy:
    rows = Tenancy.objects.select_for_update(of=("self",)).select_related("place__station")
    locked: Tenancy = rows.get(pk=tenancy.pk)
    return locked


def _clock(tenancy: Tenancy, at: datetime, *, keep_verify_due_at: bool = False) -> None:
    """Until when it was due, counted from the start of the day of possession."""
    assert tenancy.station is not None
    book = rules.book_at(tenancy.station, at)
    rules.apply(tenancy, book, kind_of(tenancy), _seen_from(tenancy))
    if not keep_verify_due_at:
        tenancy.verify_due_at = _verify_due_at(tenancy, at)


def _verify_due_at(tenancy: Tenancy, at: datetime) -> datetime:
    within = timedelta(hours=tenancy.rule.hours) if tenancy.rule else VERIFIED_WITHIN
    return at + within


def _is_to_visit_again(tenancy: Tenancy, was: Property, changed: dict[str, Any]) -> bool:
    """Whether somebody must go there, or go again, after a correction."""
    match tenancy.verification:
        case Verification.VERIFIED:
            return bool(set(changed) - filed.ON_PAPER_ONLY)
        case Verification.ASSIGNED:
            return was.station_id != tenancy.station_id
        case _:
            # What was held against it is answered.
            return tenancy.verification == Verification.DISCREPANCY


def _seen_from(tenancy: Tenancy) -> datetime:
    assert tenancy.possession_on is not None
    return start_of(tenancy.possession_on)


def _forget_file(name: str | None) -> None:
    """A photograph leaves the disk once nothing speaks of it any more."""
    if name:
        storage = Tenancy._meta.get_field("agreement").storage
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def _save_people(tenancy: Tenancy, people: Sequence[Named]) -> None:
    for one in people:
        one.tenancy = tenancy
        one.birth_year = born_in(one.date_of_birth, one.birth_year)
        one.save()


def _parties(tenancy: Tenancy, people: Sequence[Named]) -> list[alerts.Party]:
    """Everybody is seen there by his role; the vehicle is the tenant's."""
    place = tenancy.place
    assert place is not None
    return [
        alerts.Party(
            people=(one,),
            place=Place(
                station=place.station,
                premises=place.address[:160],
                address=place.address[:240],
                spot=str(Named.Role(one.role).value),
                latitude=place.latitude,
                longitude=place.longitude,
            ),
            seen_from=_seen_from(tenancy),
            seen_until=None,
            vehicle_no=tenancy.vehicle_no
            if one.role in (Named.Role.TENANT, Named.Role.EMPLOYEE)
            else "",
        )
        for one in people
    ]


def _received(
    act: str,
    tenancy: Tenancy,
    people: Sequence[Named],
    changes: dict[str, Any] | None = None,
) -> Received:
    return Received(
        act=act,
        kind=kind_of(tenancy),
        source=tenancy,
        version=tenancy.version,
        content=filed.content(tenancy, people),
        due_at=tenancy.due_at if act == Receipt.Act.FILED else None,
        changes=changes,
    )


def _receive(received: Received, tenancy: Tenancy, *, by: Any, at: datetime) -> Receipt:
    assert tenancy.place is not None
    assert tenancy.station is not None
    return receipts.give(
        [received],
        premises=tenancy.place,
        letter=LETTER,
        station=tenancy.station,
        by=by,
        at=at,
    )[0]

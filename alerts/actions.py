"""Every write to the heart: reporting, publishing, answering."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.seals import Sealable, SealKey
from alerts import bell, elsewhere, grounds, live, outcomes, policies
from alerts.models import (
    Alert,
    Distinction,
    Listing,
    ListingCategory,
    Match,
    Sighting,
    VehicleListing,
    VehicleMatch,
)
from audit.actions import record
from audit.purposes import Purpose, PurposeKind
from matching import fold
from matching.vehicle import registration_key
from people.models import Person
from stations.models import Station


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody was seen, in words and on the map."""

    station: Station
    premises: str
    address: str = ""
    phone: str = ""
    spot: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """People of saved records who were seen together, the first of them in a vehicle perhaps."""

    people: tuple[Person, ...]
    place: Place
    seen_from: datetime
    seen_until: datetime | None = None
    vehicle_no: str = ""


def report_sightings(parties: Iterable[Party], *, kind: str, at: datetime) -> list[Sighting]:
    """Report that these saved records' people were seen: one party, or many as from a file.

    Must run in the transaction that saves the records: the sightings are the outbox. Reporting a
    record again replaces its sighting and has it screened anew. The vehicle they came in, written
    in whatever way, is the first one's: a family in a stolen car is one alert.
    """
    saved = Sighting.objects.bulk_create(
        [sighting for party in parties for sighting in _sightings(party, kind, at)],
        update_conflicts=True,
        unique_fields=["source", "source_id"],
        update_fields=_replaced_fields(Sighting),
    )
    bell.ring_on_commit()
    return saved


def _sightings(party: Party, kind: str, at: datetime) -> list[Sighting]:
    place = party.place
    sightings = [
        Sighting(
            kind=kind,
            station=place.station,
            premises=place.premises,
            premises_address=place.address,
            premises_phone=place.phone,
            spot=place.spot,
            latitude=place.latitude,
            longitude=place.longitude,
            seen_from=party.seen_from,
            seen_until=party.seen_until,
            reported_at=at,
            **_snapshot(person),
        )
        for person in party.people
    ]
    for head in sightings[:1]:
        head.vehicle_no, head.vehicle_key = party.vehicle_no, registration_key(party.vehicle_no)
    return sightings


def end_sightings(people: Iterable[Person], *, until: datetime) -> None:
    """The people of these records, all of one table, left at ``until``."""
    rows = list(people)
    if rows:
        source, ids = rows[0]._meta.label_lower, [person.pk for person in rows]
        Sighting.objects.filter(source=source, source_id__in=ids).update(seen_until=until)


def publish_listing(
    person: Person,
    *,
    category: ListingCategory,
    reference: str = "",
    summary: str = "",
    aliases: Iterable[str] = (),
    owning_station: Station | None = None,
    valid_from: datetime,
    valid_to: datetime | None = None,
    at: datetime,
) -> Listing:
    """Look for the person of this saved record from now on, and in all that was seen before.

    Must run in the transaction that saves the record. Publishing again replaces the listing. Of a
    sealed record the listing is sealed, too.
    """
    reseal_listing(person, at=at)
    names = list(aliases)
    listing = Listing(
        category=category,
        reference=reference,
        summary=summary,
        aliases=names,
        owning_station=owning_station,
        valid_from=valid_from,
        valid_to=valid_to,
        is_sealed=_is_sealed(person),
        **_snapshot(person, aliases=tuple(names)),
    )
    Listing.objects.bulk_create(
        [listing],
        update_conflicts=True,
        unique_fields=["source", "source_id"],
        update_fields=_replaced_fields(Listing),
    )
    bell.ring_on_commit()
    return listing


def withdraw_listing(person: Person, *, reason: str, at: datetime) -> None:
    """Stop looking for the person of this record; open alerts on it close with the reason."""
    found = Listing.objects.filter(**_source(person), withdrawn_at=None)
    listing = found.select_for_update().first()
    if listing is None:
        return
    Listing.objects.filter(pk=listing.pk).update(
        withdrawn_at=at, withdrawn_reason=reason, version=None
    )
    close_groundless(sighting_ids_of([listing.pk]), reason=reason, at=at)


def reseal_listing(person: Person, *, at: datetime) -> None:
    """Have the listing of this record, and every alert about it, follow the record's seal.

    Must run in the transaction that seals the record or lifts its seal.
    """
    published = Listing.objects.filter(**_source(person)).exclude(is_sealed=_is_sealed(person))
    listing = published.select_for_update().first()
    if listing is None:
        return
    # Screened once more: what was being compared at this moment was dropped by the worker.
    Listing.objects.filter(pk=listing.pk).update(
        is_sealed=not listing.is_sealed, version=None, screened_at=None
    )
    move_alerts([listing.pk], at=at)
    bell.ring_on_commit()


@transaction.atomic
def move_alerts(listing_ids: Iterable[int], *, at: datetime) -> None:
    """Move the alerts about listings just sealed behind their seal, and the others out of it."""
    for listing in Listing.objects.filter(pk__in=list(listing_ids)).order_by("pk"):
        alerts = Alert.objects.filter(sighting__matches__listing=listing)
        alerts = alerts.select_related("sighting").select_for_update(of=("self",)).order_by("pk")
        if listing.is_sealed:
            for alert in alerts.filter(sealed_listing=None):
                if alert.station_id in (alert.sighting.station_id, listing.owning_station_id):
                    _hide(alert, listing, at)
            # What is left may have been withdrawn long ago: such an errand ends here.
            left = sighting_ids_of([listing.pk])
            close_groundless(left, reason="The record was corrected.", at=at)
        else:
            for alert in alerts.filter(sealed_listing=listing):
                _bring_out(alert, at)


def _hide(alert: Alert, listing: Listing, at: datetime) -> None:
    """An alert about this listing alone disappears whole; one about others forgets this match."""
    others = grounds.of(alert)
    if others:
        if alert.state != Alert.State.CLOSED:
            _raise_sealed(alert, listing, at)
        alert.about_person = any(isinstance(match, Match) for match in others)
        alert.severity = min(match.severity for match in others)
        alert.band = strongest(match.band for match in others)
    else:
        alert.sealed_listing = listing
        record(by=None, action="alerts.sealed", target=alert, at=at)
    alert.save()
    announce(alert, also_to_station=True)


def _raise_sealed(alert: Alert, listing: Listing, at: datetime) -> None:
    """The named officers get an alert of their own, which nobody has answered yet."""
    match = Match.objects.select_related("category").get(
        sighting=alert.sighting_id, listing=listing
    )
    sealed = Alert.objects.create(
        sighting=alert.sighting,
        station_id=alert.station_id,
        sealed_listing=listing,
        severity=match.severity,
        band=match.band,
        is_lead=alert.is_lead,
        raised_at=at,
    )
    record(by=None, action="alerts.raised", target=sealed, at=at, detail={"matches": 1})
    announce(sealed)


def _bring_out(alert: Alert, at: datetime) -> None:
    """The station gets the alert, or its match joins the one the station has already."""
    known = Alert.objects.filter(
        sighting=alert.sighting_id, station=alert.station_id, sealed_listing=None
    )
    other = known.select_for_update(of=("self",)).first()
    announce(alert, also_to_station=True)
    if other is None:
        alert.sealed_listing = None
        alert.save()
        record(by=None, action="alerts.unsealed", target=alert, at=at)
        return
    other.severity = min(other.severity, alert.severity)
    other.band = strongest((other.band, alert.band))
    other.about_person = True
    other.save()
    # One station has one alert about one sighting; what became of this one stays in the audit.
    detail = {"alert": alert.pk, "state": alert.state, "outcome": alert.outcome}
    record(by=None, action="alerts.joined", target=other, at=at, detail=detail)
    alert.delete()


#: From the best grade to the least.
_BAND_ORDER = ["confirmed", "cnic_in_use", "probable", "possible"]


def strongest(bands: Iterable[str]) -> str:
    """The best of these grades."""
    return min(bands, key=_BAND_ORDER.index)


def announce(alert: Alert, *, also_to_station: bool = False) -> None:
    """Have the boards that show this alert refresh: a sealed one's, of the named officers only."""
    topics = [] if alert.is_sealed and not also_to_station else [live.of_station(alert.station_id)]
    if alert.sealed_listing is not None:
        listing = alert.sealed_listing
        keys = SealKey.objects.filter(record_label=listing.source, record_id=listing.source_id)
        topics += [live.of_officer(pk) for pk in keys.values_list("user_id", flat=True)]
    live.announce_on_commit(topics)


def _is_sealed(person: Person) -> bool:
    return isinstance(person, Sealable) and person.is_sealed


def sighting_ids_of(listing_ids: list[int]) -> list[int]:
    """The sightings that these listings matched."""
    return list(Match.objects.filter(listing__in=listing_ids).values_list("sighting_id", flat=True))


@transaction.atomic
def close_groundless(sighting_ids: list[int], *, reason: str, at: datetime) -> int:
    """Close the open alerts of these sightings that no standing match supports any more."""
    closed = 0
    alerts = Alert.objects.filter(sighting__in=sighting_ids).exclude(state=Alert.State.CLOSED)
    for alert in _in_one_order(alerts.select_related("sighting")):
        if grounds.are_left(alert):
            continue
        alert.state = Alert.State.CLOSED
        alert.closed_at = at
        alert.outcome = Alert.Outcome.WITHDRAWN
        alert.outcome_note = reason
        alert.save()
        record(
            by=None, action="alerts.closed", target=alert, at=at, detail={"outcome": "withdrawn"}
        )
        announce(alert)
        closed += 1
    return closed


@transaction.atomic
def acknowledge(*, by: Any, alert: Alert, at: datetime) -> Alert:
    """The officer is on it. Raises Refused when somebody was faster or it is closed."""
    alert = _locked(alert)
    if refusal := policies.refuse_acknowledging(alert):
        raise Refused(refusal)
    alert.state = Alert.State.ACKNOWLEDGED
    alert.acknowledged_at = at
    alert.acknowledged_by = by
    alert.save()
    record(by=by, action="alerts.acknowledged", target=alert, at=at)
    _announce_everywhere(alert)
    return alert


@transaction.atomic
def close(*, by: Any, alert: Alert, outcome: str, note: str = "", at: datetime) -> Alert:
    """Record what came of it. 'Not the same' is remembered for the pair and never alerts again.

    Whose listing it was is told (`alerts.outcomes`). Raises Refused when the alert is closed
    already or nobody has acknowledged it.
    """
    outcomes.hold(grounds.of(alert))
    _lock_what_may_change(alert)
    alert = _locked(alert)
    if refusal := policies.refuse_closing(alert, outcome):
        raise Refused(refusal)
    alert.state = Alert.State.CLOSED
    alert.closed_at = at
    alert.closed_by = by
    alert.outcome = outcome
    alert.outcome_note = note
    alert.save()
    answered = grounds.standing(alert)
    if outcome == Alert.Outcome.NOT_SAME:
        _tell_apart(alert, by=by, at=at)
    record(by=by, action="alerts.closed", target=alert, at=at, detail={"outcome": outcome})
    outcomes.tell(answered, alert=alert, by=by, at=at)
    _announce_everywhere(alert)
    return alert


@transaction.atomic
def open_page(*, by: Any, alert: Alert, at: datetime) -> None:
    """Looking at an alert is looking at a person: it is recorded before anything is shown."""
    record(
        by=by,
        action="alerts.opened",
        target=alert,
        at=at,
        purpose=Purpose(PurposeKind.ALERT, case_ref=f"alert {alert.pk}"),
    )


def _announce_everywhere(alert: Alert) -> None:
    """The other stations' boards show what became of it."""
    for one in (alert, *elsewhere.concerned(alert)):
        announce(one)


def _lock_what_may_change(alert: Alert) -> None:
    """Whoever is told may withdraw his listing, and that closes other alerts on it.

    Listings are locked before alerts, and each of them in one order, as the worker does.
    """
    sightings = {alert.sighting_id}
    listed: tuple[tuple[Any, Any], ...] = ((Listing, Match), (VehicleListing, VehicleMatch))
    for listings, pairs in listed:
        met = listings.objects.filter(matches__sighting=alert.sighting_id).order_by("pk")
        held = met.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True)
        concerned = pairs.objects.filter(listing__in=list(held))
        sightings.update(concerned.values_list("sighting_id", flat=True))
    list(_in_one_order(Alert.objects.filter(sighting__in=sightings)).values_list("pk"))


def _in_one_order(alerts: Any) -> Any:
    """Locked as `alerts.matches` raises them, or two who do it at once wait in a ring."""
    return alerts.select_for_update(of=("self",)).order_by("sighting", "station", "pk")


def _locked(alert: Alert) -> Alert:
    rows = Alert.objects.select_related("sighting")
    locked: Alert = rows.select_for_update(of=("self",)).get(pk=alert.pk)
    return locked


def _tell_apart(alert: Alert, *, by: Any, at: datetime) -> None:
    Distinction.objects.bulk_create(
        [
            Distinction(
                sighting_hash=match.sighting_hash,
                listing_hash=match.listing_hash,
                made_by=by,
                made_at=at,
            )
            for match in grounds.of(alert)
        ],
        ignore_conflicts=True,
    )


def _source(person: Person) -> dict[str, Any]:
    return {"source": person._meta.label_lower, "source_id": person.pk}


def _snapshot(person: Person, aliases: tuple[str, ...] = ()) -> dict[str, Any]:
    folded = fold(replace(person.identity(), aliases=aliases))
    return {
        **_source(person),
        **person.identity_values(),
        "record": folded.record,
        "content_hash": folded.content_hash,
    }


def _replaced_fields(model: Any) -> list[str]:
    """Every field but the link back; what screening noted starts again from null."""
    kept = {"id", "source", "source_id"}
    return [field.name for field in model._meta.concrete_fields if field.name not in kept]

"""Vehicles that are looked for: publishing and withdrawing them, and who came in one of them.

A vehicle is met by its plate alone, letter for letter: there is no list to be searched, and no
index. The sighting and the vehicle listing are each an outbox of their own (`screened_at`), and
each probes the other side after its own commit: whichever came later finds the other. No clock has
a say in that, so no vehicle is published for a later day.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from accounts.seals import Sealable
from alerts import bell
from alerts.actions import close_groundless
from alerts.models import ListingCategory, Sighting, VehicleListing, VehicleMatch
from matching import Term, explain
from matching.vehicle import SerialNumber, content_hash, registration_key
from stations.models import Station


def publish_vehicle(
    record: models.Model,
    *,
    registration_no: str,
    chassis_no: str = "",
    engine_no: str = "",
    description: str = "",
    reference: str,
    owning_station: Station,
    valid_from: datetime,
    missing_since: datetime | None = None,
    at: datetime,
) -> VehicleListing | None:
    """Look for the stolen vehicle of this saved record, and in all that was seen before.

    Must run in the transaction that saves the record. Publishing again replaces the listing. Of a
    sealed record the description is left out, for it is free text: what remains are numbers.
    ``valid_from`` is since when it is looked for, never later than ``at``. ``missing_since``, where
    it is known, spares whoever was seen in it while it was not stolen yet.

    A plate of no known shape is taken as it is. Where no number tells a vehicle ('applied for',
    and nothing else) none is looked for, and None comes back. Raises InvalidSerialNumber.
    """
    chassis, engine = (SerialNumber.parse(no) if no else None for no in (chassis_no, engine_no))
    keys = {
        "registration_key": registration_key(registration_no),
        "chassis_key": chassis.key if chassis else "",
        "engine_key": engine.key if engine else "",
    }
    if not any(keys.values()):
        withdraw_vehicle(record, reason="The record was corrected.", at=at)
        return None
    listing = VehicleListing(
        **_source(record),
        **keys,
        category_id=ListingCategory.STOLEN_VEHICLE,
        registration_no=registration_no,
        chassis_no=chassis or "",
        engine_no=engine or "",
        description="" if isinstance(record, Sealable) and record.is_sealed else description,
        reference=reference,
        owning_station=owning_station,
        valid_from=valid_from,
        published_at=at,
        missing_since=missing_since,
        # Of the numbers alone: another word for the colour is no other vehicle.
        content_hash=content_hash(*keys.values()),
    )
    kept = {"id", "source", "source_id"}
    VehicleListing.objects.bulk_create(
        [listing],
        update_conflicts=True,
        unique_fields=["source", "source_id"],
        update_fields=[
            field.name for field in VehicleListing._meta.concrete_fields if field.name not in kept
        ],
    )
    bell.ring_on_commit()
    return listing


def withdraw_vehicle(record: models.Model, *, reason: str, at: datetime) -> None:
    """Stop looking for the vehicle of this record; open alerts on it close with the reason.

    Must run in the transaction that saves the record.
    """
    published = VehicleListing.objects.filter(**_source(record), withdrawn_at=None)
    listing = published.select_for_update().first()
    if listing is None:
        return
    VehicleListing.objects.filter(pk=listing.pk).update(withdrawn_at=at, withdrawn_reason=reason)
    close_groundless(sighting_ids_of([listing]), reason=reason, at=at)


def sighting_ids_of(listings: Iterable[VehicleListing]) -> list[int]:
    """The sightings that these vehicles matched."""
    found = VehicleMatch.objects.filter(listing__in=list(listings))
    return list(found.values_list("sighting_id", flat=True))


def arrived_in(sightings: Iterable[Sighting], *, at: datetime) -> list[VehicleMatch]:
    """The unsaved matches of these sightings with the vehicles that are looked for now."""
    keys = {one.vehicle_key for one in sightings} - {""}
    if not keys:
        return []
    wanted = VehicleListing.objects.in_force().filter(registration_key__in=keys)
    listings = wanted.exclude(registration_key="").select_related("category").order_by("pk")
    return matches_between(sightings, list(listings), at=at)


def matches_between(
    sightings: Iterable[Sighting], listings: Sequence[VehicleListing], *, at: datetime
) -> list[VehicleMatch]:
    """The unsaved matches: one plate, and not seen before the vehicle was missing."""
    by_key = defaultdict(list)
    for listing in listings:
        by_key[listing.registration_key].append(listing)
    return [
        _match(sighting, listing, at)
        for sighting in sightings
        if sighting.vehicle_key
        for listing in by_key[sighting.vehicle_key]
        if listing.missing_since is None or sighting.seen_from >= listing.missing_since
    ]


def _match(sighting: Sighting, listing: VehicleListing, at: datetime) -> VehicleMatch:
    term, seen, listed = Term.REGISTRATION_EQUAL, sighting.vehicle_no, listing.registration_no
    languages: tuple[explain.Language, ...] = ("en", "ur")
    words = {language: explain.sentence(term, seen, listed, language) for language in languages}
    return VehicleMatch(
        sighting=sighting,
        listing=listing,
        category=listing.category,
        evidence=[{"term": term, "ours": seen, "theirs": listed, "words": words}],
        # This person in this vehicle: another who comes in it is another matter.
        sighting_hash=content_hash(sighting.content_hash, sighting.vehicle_key),
        listing_hash=listing.content_hash,
        found_at=at,
    )


def _source(record: models.Model) -> dict[str, Any]:
    return {"source": record._meta.label_lower, "source_id": record.pk}

"""Scenes at the alert desk: publishing, correcting, draining, and alerts by the dozen."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from alerts import actions, screening, vehicles
from alerts.models import Alert, Listing, ListingCategory, Sighting, VehicleListing
from convicts.models import ConvictRecord
from stations.models import Station
from tests.people_on_file import make_convict

CNIC = "6110112345671"
ONE_DIGIT_OFF = "6110112345672"
TWO_SWAPPED = "6110113245671"
ANOTHER_CNIC = "3740598765432"
PLATE = "LEA-19-1234"


def drain(at: datetime | None = None) -> None:
    """The worker's whole shift: until nothing waits."""
    while screening.drain(at=at or timezone.now()):
        pass


def publish(record: ConvictRecord, *, at: datetime | None = None, **changes: Any) -> Listing:
    """Publish the record, or publish it again after ``changes`` to it or to its listing."""
    at = at or timezone.now()
    listed = {
        name: changes.pop(name)
        for name in ("owning_station", "valid_from", "valid_to", "aliases", "category_id")
        if name in changes
    }
    for name, value in changes.items():
        setattr(record, name, value)
    record.save()
    category = ListingCategory.objects.get(pk=listed.pop("category_id", record.category_id))
    actions.publish_listing(
        record,
        category=category,
        reference=f"CRO {record.external_ref}",
        summary=record.offence,
        at=at,
        **{"valid_from": at, **listed},
    )
    return Listing.objects.get(source="convicts.convictrecord", source_id=record.pk)


def record_of(listing: Listing | VehicleListing) -> ConvictRecord:
    """The record that published the listing."""
    return ConvictRecord.objects.get(pk=listing.source_id)


def look_for_vehicle(
    station: Station, record: ConvictRecord | None = None, **changes: Any
) -> VehicleListing:
    """A stolen vehicle is looked for by the station; any saved record may have published it."""
    now = timezone.now()
    record = record or make_convict()
    stolen = {
        "registration_no": PLATE,
        "chassis_no": "NZE170-6012345",
        "engine_no": "1NZ-F123456",
        "description": "White Toyota Corolla",
        "reference": f"FIR {record.pk}/26",
        "valid_from": now,
        "at": now,
    }
    vehicles.publish_vehicle(record, owning_station=station, **{**stolen, **changes})
    return VehicleListing.objects.get(source_id=record.pk)


def answered(alert: Alert, by: Any, outcome: str = Alert.Outcome.VERIFIED) -> Alert:
    """The alert after an officer acknowledged and closed it."""
    now = timezone.now()
    actions.acknowledge(by=by, alert=alert, at=now)
    return actions.close(by=by, alert=alert, outcome=outcome, at=now)


def make_alerts(station: Station, count: int, **fields: Any) -> list[Alert]:
    """``count`` alerts of one station, one minute apart, without the labour of screening."""
    now = timezone.now()
    first = Sighting.objects.count()
    sightings = Sighting.objects.bulk_create(
        Sighting(
            source="tests.person",
            source_id=first + number,
            content_hash="",
            name=f"Person {first + number:03d}",
            kind=Sighting.Kind.GUEST,
            station=station,
            premises=f"House of {station.code}",
            seen_from=now - timedelta(days=2),
            seen_until=now - timedelta(days=1),
            reported_at=now,
            screened_at=now,
        )
        for number in range(count)
    )
    return Alert.objects.bulk_create(
        Alert(
            **{
                "sighting": sighting,
                "station": station,
                "severity": 1 + number % 4,
                "band": "confirmed",
                "raised_at": now - timedelta(minutes=number),
                **fields,
            }
        )
        for number, sighting in enumerate(sightings)
    )

"""Records for tests: somebody who is looked for, and the form a desk fills for him."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from alerts.actions import publish_listing
from alerts.models import Listing, ListingCategory
from convicts.models import ConvictRecord
from convicts.watch import WatchEntry
from exports.models import ExportRequest
from filings import lots
from filings.models import Lot, Way
from hotel_eye import actions
from hotel_eye.models import Guest, Hotel, Stay
from stations.models import Station

WANTED = {
    "name": "Muhammad Aslam",
    "name_ur": "محمد اسلم",
    "relation": "S",
    "relative_name": "Ghulam Rasool",
    "cnic": "6110112345671",
    "nationality": "PAK",
    "gender": "M",
    "birth_year": 1979,
    "district": "Islamabad",
}
INNOCENT = {
    "name": "Kashif Mehmood",
    "relation": "S",
    "relative_name": "Tariq Mehmood",
    "cnic": "3520298765431",
    "nationality": "PAK",
    "gender": "M",
    "birth_year": 1990,
    "district": "Lahore",
}


def make_convict(at: datetime | None = None, **fields: Any) -> ConvictRecord:
    """A saved record that publishes nothing yet."""
    at = at or timezone.now()
    return ConvictRecord.objects.create(
        external_ref=fields.pop("external_ref", f"T-{uuid.uuid4().hex[:10]}"),
        category_id=fields.pop("category_id", "proclaimed_offender"),
        status=fields.pop("status", ConvictRecord.Status.ABSCONDING),
        offence=fields.pop("offence", "302 PPC"),
        record_hash="",
        recorded_at=at,
        changed_at=at,
        **{**WANTED, **fields},
    )


def make_listing(
    at: datetime | None = None, owning_station: Station | None = None, **fields: Any
) -> Listing:
    """Somebody is looked for from ``at`` on; still to be screened against what was seen."""
    at = at or timezone.now()
    record = make_convict(at=at, **fields)
    publish_listing(
        record,
        category=ListingCategory.objects.get(pk=record.category_id),
        reference=f"CRO {record.external_ref}",
        summary=record.offence,
        owning_station=owning_station,
        valid_from=at,
        at=at,
    )
    return Listing.objects.get(source="convicts.convictrecord", source_id=record.pk)


def make_stay(
    hotel: Hotel,
    by: User,
    at: datetime | None = None,
    room: str = "204",
    vehicle_no: str = "",
    **identity: Any,
) -> Stay:
    """A party of one checks in, through the same action as at the desk."""
    at = at or timezone.now()
    guest = Guest(address="House 1, Street 2", phone="03001234567", **{**WANTED, **identity})
    stay = Stay(
        room=room,
        arrived_at=at,
        expected_until=at + timedelta(days=1),
        purpose=Stay.Purpose.BUSINESS,
        vehicle_no=vehicle_no,
    )
    return actions.check_in(by=by, hotel=hotel, stay=stay, guests=[guest], at=at)[0]


def make_watch(station: Station, by: User, **fields: Any) -> WatchEntry:
    """Somebody proposed for the watch list of the station; nobody has decided."""
    today = timezone.localdate()
    values = {
        "category_id": "proclaimed_offender",
        "reference": "FIR 12/26",
        "reason": "Named by two witnesses.",
        "valid_from": today,
        "review_on": today + timedelta(days=90),
        "proposed_at": timezone.now(),
        **WANTED,
    }
    return WatchEntry.objects.create(station=station, proposed_by=by, **{**values, **fields})


def make_export(by: User, **fields: Any) -> ExportRequest:
    """A request for an export of this week that nobody has decided."""
    today = timezone.localdate()
    values = {
        "dataset": "watch",
        "since": today - timedelta(days=6),
        "until": today,
        "purpose_kind": "court",
        "case_ref": "FIR 12/26",
        "recipient": "Sessions Court Islamabad",
        "proposed_at": timezone.now(),
    }
    return ExportRequest.objects.create(proposed_by=by, **{**values, **fields})


def make_lot(hotel: Hotel, by: User, at: datetime | None = None) -> Lot:
    """A file of one arrival that was checked."""
    lot = lots.bring(
        kind="hotel_eye.stay",
        premises=hotel,
        rows=[{"name": "Kashif Mehmood"}],
        columns=["name"],
        by=by,
        way=Way.UPLOAD,
        is_trial=True,
        at=at or timezone.now(),
    )
    while lots.work(at=at or timezone.now()):
        pass
    return lot


def check_in_form(**changes: str) -> dict[str, str]:
    """What a browser sends for one guest; ``changes`` replace or add fields."""
    local = timezone.localtime()
    tomorrow = local + timedelta(days=1)
    return {
        "form_token": str(uuid.uuid4()),
        "document": "cnic",
        "cnic": "61101-1234567-1",
        "name": WANTED["name"],
        "relation": "S",
        "relative_name": WANTED["relative_name"],
        "gender": "M",
        "born": "1979",
        "phone": "0300-1234567",
        "address": "House 1, Street 2",
        "district": "Islamabad",
        "room": "204",
        "arrived_at": f"{local:%Y-%m-%dT%H:%M}",
        "expected_until": f"{tomorrow:%Y-%m-%dT%H:%M}",
        "purpose": "business",
        "channel": "walk_in",
        "party-TOTAL_FORMS": "0",
        "party-INITIAL_FORMS": "0",
        **changes,
    }

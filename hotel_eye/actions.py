"""Checking in and out: the only writes of a hotel's desk. Ending a desk: its station's."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from alerts.actions import Place, end_sightings, report_sightings
from alerts.models import Sighting
from audit.actions import record
from hotel_eye import policies
from hotel_eye.models import Desk, Guest, Hotel, Stay
from people.models import born_in


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


@transaction.atomic
def check_in(
    *, by: Any, hotel: Hotel, stay: Stay, guests: Sequence[Guest], at: datetime
) -> tuple[Stay, bool]:
    """Log a party's arrival; the first guest is its head. Every guest becomes a sighting.

    ``stay`` and ``guests`` are unsaved. Returns the stay and whether it is new: the same form sent
    twice (same ``form_token``) gives back the stay of the first time. Raises Refused when the
    form comes again with other people on it, as after the browser's Back button.
    """
    stay.hotel = hotel
    stay.logged_at = at
    stay.logged_by = by
    Stay.objects.bulk_create([stay], ignore_conflicts=True)
    saved = Stay.objects.get(hotel=hotel, form_token=stay.form_token)
    if earlier := list(saved.guests.all()):
        if saved.room != stay.room or _who(earlier) != _who(guests):
            raise Refused(policies.form_is_used(saved))
        return saved, False
    for number, guest in enumerate(guests):
        guest.stay, guest.hotel, guest.is_head = saved, hotel, number == 0
        guest.birth_year = born_in(guest.date_of_birth, guest.birth_year)
        # The photograph is written to disk here; bulk_create would do so too, one by one.
        guest.save()
    report_sightings(
        guests,
        kind=Sighting.Kind.GUEST,
        place=_place(hotel, saved.room),
        seen_from=saved.arrived_at,
        vehicle_no=saved.vehicle_no,
        at=at,
    )
    record(
        by=by, action="hotel_eye.checked_in", target=saved, at=at, detail={"guests": len(guests)}
    )
    return saved, True


@transaction.atomic
def check_out(*, by: Any, stay: Stay, left_at: datetime, at: datetime) -> Stay:
    """Log a party's departure. Raises Refused when it has left already or not arrived by then."""
    stay = Stay.objects.select_for_update().get(pk=stay.pk)
    if refusal := policies.refuse_check_out(stay, left_at, at):
        raise Refused(refusal)
    stay.left_at = left_at
    stay.checked_out_at = at
    stay.checked_out_by = by
    stay.save()
    end_sightings(stay.guests.all(), until=left_at)
    record(by=by, action="hotel_eye.checked_out", target=stay, at=at)
    return stay


@transaction.atomic
def end_desk(*, by: Any, desk: Desk, at: datetime) -> Desk:
    """End somebody's place at a hotel's desk with the next request."""
    desk = Desk.objects.select_for_update().get(pk=desk.pk)
    desk.until_on = max(timezone.localdate(at), desk.from_on) - timedelta(days=1)
    desk.save(update_fields=["until_on"])
    record(
        by=by,
        action="hotel_eye.desk_ended",
        target=desk.user,
        at=at,
        detail={"hotel": desk.hotel_id},
    )
    return desk


def _who(guests: Sequence[Guest]) -> set[tuple[str, str, str]]:
    return {(guest.cnic, guest.passport_no, guest.name) for guest in guests}


def _place(hotel: Hotel, room: str) -> Place:
    return Place(
        station=hotel.station,
        premises=hotel.name,
        address=hotel.address,
        phone=hotel.phone,
        spot=room,
        latitude=hotel.latitude,
        longitude=hotel.longitude,
    )

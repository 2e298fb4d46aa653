"""Officers at the door of a house: what they found, what the house answers, what is registered."""

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.actions import record
from hotel_eye import policies
from hotel_eye.actions import Refused
from hotel_eye.models import Hotel, Inspection
from hotel_eye.sent_once import sent_already
from stations.models import Station

#: About sixty metres, in degrees.
NEAR = 0.0006
#: Names that share so much of their letters may be one house.
ALIKE = 0.45


@transaction.atomic
def inspect(*, by: Any, hotel: Hotel, inspection: Inspection, at: datetime) -> Inspection:
    """Note what was found; ``inspection`` is unsaved.

    The same form sent twice (same ``form_token``) is one inspection. Raises Refused when it comes
    again with other findings on it, as after the browser's Back button.
    """
    if known := sent_already(Inspection, hotel, inspection.form_token):
        if (known.findings, known.words) != (inspection.findings, inspection.words):
            raise Refused(policies.form_was_sent())
        return known
    inspection.hotel, inspection.inspected_by, inspection.inspected_at = hotel, by, at
    inspection.save(force_insert=True)
    record(
        by=by,
        action="hotel_eye.inspected",
        target=hotel,
        at=at,
        detail={"inspection": inspection.pk, "findings": inspection.findings},
    )
    return inspection


@transaction.atomic
def answer(*, by: Any, inspection: Inspection, words: str, at: datetime) -> Inspection:
    """What the house says to it, once. Raises Refused."""
    one = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if one.answered_at is not None:
        raise Refused(_("This inspection was answered already."))
    one.answer, one.answered_by, one.answered_at = words, by, at
    one.save()
    record(by=by, action="hotel_eye.inspection_answered", target=one, at=at)
    return one


class Alike(Exception):
    """The house may be one that is known: the officer looks at ``houses`` first."""

    def __init__(self, houses: list[Hotel]) -> None:
        super().__init__(houses)
        self.houses = houses


@transaction.atomic
def find_unregistered(
    *, by: Any, house: Hotel, inspection: Inspection, at: datetime, is_another: bool
) -> tuple[Hotel, Inspection]:
    """A house that takes guests and is in no register: it is noted with its inspection.

    The same form sent twice is one house. Raises Refused when it comes again with another one,
    and Alike when the station knows such a house and nobody said that this ``is_another``.
    """
    Station.objects.select_for_update(of=("self",), no_key=True).get(pk=house.station_id)
    rows = Inspection.objects.filter(inspected_by=by, form_token=inspection.form_token)
    known = rows.exclude(form_token=None).select_related("hotel").first()
    if known is not None:
        if (known.hotel.name, known.hotel.station_id) != (house.name, house.station_id):
            raise Refused(policies.form_was_sent())
        return known.hotel, known
    if not is_another and (alike := _like(house)):
        raise Alike(alike)
    house.registered_on = None
    house.save(force_insert=True)
    record(by=by, action="hotel_eye.house_found", target=house, at=at)
    return house, inspect(by=by, hotel=house, inspection=inspection, at=at)


def _like(house: Hotel) -> list[Hotel]:
    """Houses of the same station that may be this one: by name, or within sixty metres."""
    alike = Hotel.objects.filter(station=house.station).annotate(
        alike=TrigramSimilarity("name", house.name)
    )
    is_near = Q(pk__in=[])
    if house.latitude is not None and house.longitude is not None:
        is_near = Q(
            latitude__range=(house.latitude - NEAR, house.latitude + NEAR),
            longitude__range=(house.longitude - NEAR, house.longitude + NEAR),
        )
    return list(alike.filter(Q(alike__gte=ALIKE) | is_near).order_by("-alike", "pk")[:5])


@transaction.atomic
def register(*, by: Any, hotel: Hotel, said: dict[str, Any], at: datetime) -> Hotel:
    """Take a house into the register, or correct what stands there. Raises Refused."""
    one = Hotel.objects.select_for_update(of=("self",)).get(pk=hotel.pk)
    if one.closed_on is not None:
        raise Refused(_("This house is closed."))
    is_new = one.registered_on is None
    for name, value in said.items():
        setattr(one, name, value)
    one.save()
    record(
        by=by,
        action="hotel_eye.house_registered" if is_new else "hotel_eye.house_corrected",
        target=one,
        at=at,
        detail={"fields": sorted(said)},
    )
    return one


@transaction.atomic
def close(*, by: Any, hotel: Hotel, on: date, at: datetime) -> Hotel:
    """It takes no more guests from that day on. Raises Refused."""
    one = Hotel.objects.select_for_update(of=("self",)).get(pk=hotel.pk)
    if one.closed_on is not None:
        raise Refused(_("This house is closed already."))
    if one.stays.in_house().exists():  # type: ignore[attr-defined]
        raise Refused(_("There are still guests in the house. They are checked out first."))
    one.closed_on = on
    one.save(update_fields=["closed_on"])
    record(by=by, action="hotel_eye.house_closed", target=one, at=at)
    return one

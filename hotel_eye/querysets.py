"""Questions a hotel's desk asks about its own house."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from matching.text import fold_digits
from people.cnic import CNIC, InvalidCNIC
from people.passport import InvalidPassport, PassportNumber
from stations.models import Station


class HotelQuerySet(models.QuerySet[Any]):
    """Hotels by who works there."""

    def visible_to(self, user: Any) -> Self:
        """The hotels at whose desk the user works today."""
        today = timezone.localdate()
        return self.filter(
            Q(desks__until_on__isnull=True) | Q(desks__until_on__gte=today),
            desks__user=user,
            desks__from_on__lte=today,
            closed_on__isnull=True,
        ).distinct()

    def owned_by(self, user: Any) -> Self:
        """The hotels whose owner or manager the user is today."""
        today = timezone.localdate()
        return self.visible_to(user).filter(
            Q(desks__until_on__isnull=True) | Q(desks__until_on__gte=today),
            desks__user=user,
            desks__is_owner=True,
            desks__from_on__lte=today,
        )

    def at_stations_of(self, user: Any, permission: str) -> Self:
        """The hotels of the user's stations by that permission; closed ones, too."""
        return self.filter(station__in=Station.objects.visible_to(user, permission).values("pk"))

    def placed_at(self, stations: Iterable[Any]) -> Self:
        """Those of these stations of which it is known where they are."""
        return self.filter(station__in=stations, latitude__isnull=False, longitude__isnull=False)


class DeskQuerySet(models.QuerySet[Any]):
    """Places at hotels' desks by day."""

    def not_over(self, day: date) -> Self:
        """Desks of that day or still to come; one ended before it began is over."""
        lasting = Q(until_on__gte=day) & Q(until_on__gte=models.F("from_on"))
        return self.filter(Q(until_on__isnull=True) | lasting)


class StayQuerySet(models.QuerySet[Any]):
    """Stays of one's own house."""

    def visible_to(self, user: Any) -> Self:
        """Stays at the hotels where the user works today."""
        from hotel_eye.models import Hotel

        return self.filter(hotel__in=Hotel.objects.visible_to(user).values("pk"))

    def in_house(self) -> Self:
        """Parties that have not checked out, by room; an annulled entry is nobody's."""
        return self.filter(left_at__isnull=True, annulled_at__isnull=True)

    def overdue(self, at: datetime) -> Self:
        """In the house past the hour they were expected to leave."""
        return self.in_house().filter(expected_until__lt=at)

    def arrived_on(self, day: date) -> Self:
        """Parties that arrived on that day, by the clock on the wall."""
        first, last = (
            timezone.make_aware(datetime.combine(day, at)) for at in (time.min, time.max)
        )
        return self.filter(arrived_at__gte=first, arrived_at__lte=last)

    def with_party(self) -> Self:
        """Loads the guests along, the head first."""
        from hotel_eye.models import Guest

        party = Guest.objects.filter(removed_at=None).order_by("-is_head", "pk")
        return self.prefetch_related(models.Prefetch("guests", party)).select_related("hotel")

    def matching(self, text: str, hotel: Any) -> Self:
        """Stays of one hotel by CNIC, passport number, part of a name in either script, or room."""
        from hotel_eye.models import Guest

        folded = fold_digits(text).strip()
        guests = Guest.objects.filter(hotel=hotel)
        if document := _as_document(folded):
            found = guests.filter(document)
        else:
            found = guests.annotate(upper_name=Upper("name")).filter(
                Q(upper_name__contains=folded.upper()) | Q(name_ur__contains=folded)
            )
        by_room = self.model.objects.filter(hotel=hotel, room__iexact=folded)
        # A union, because an OR across two tables would read every stay of the hotel.
        return self.filter(pk__in=found.values("stay_id").union(by_room.values("pk")), hotel=hotel)


def _as_document(text: str) -> Q | None:
    """A condition on guests when the text is the number of a document, else None."""
    try:
        return Q(cnic=CNIC.parse(text))
    except InvalidCNIC:
        pass
    try:
        number = PassportNumber.parse(text)
    except InvalidPassport:
        return None
    return Q(passport_no=number) if any(letter.isdigit() for letter in number) else None


class GuestQuerySet(models.QuerySet[Any]):
    """Guests of one's own house."""

    def visible_to(self, user: Any) -> Self:
        """Guests of the hotels where the user works today."""
        from hotel_eye.models import Hotel

        return self.filter(hotel__in=Hotel.objects.visible_to(user).values("pk"))

    def last_with(self, cnic: str) -> Any:
        """The latest entry of this CNIC, or None; how a returning guest fills himself in."""
        return self.filter(cnic=cnic).order_by("-pk").first()


class _OfHouses(models.QuerySet[Any]):
    """What belongs to a hotel."""

    def visible_to(self, user: Any) -> Self:
        """What belongs to the hotels where the user works today."""
        from hotel_eye.models import Hotel

        return self.filter(hotel__in=Hotel.objects.visible_to(user).values("pk"))

    def at_stations_of(self, user: Any, permission: str) -> Self:
        """What belongs to the hotels of the user's stations, for officers with that permission."""
        from hotel_eye.models import Hotel

        hotels = Hotel.objects.at_stations_of(user, permission)
        return self.filter(hotel__in=hotels.values("pk"))


class DayQuerySet(_OfHouses):
    """Days of the ledger."""

    def between(self, first: date, last: date) -> Self:
        """The days from the first to the last, the newest first."""
        return self.filter(day__gte=first, day__lte=last).order_by("-day")


class ExpectedQuerySet(_OfHouses):
    """Guests who are expected, and those who have come and are not entered."""

    def open(self) -> Self:
        """Neither entered nor cancelled."""
        return self.filter(stay=None, cancelled_at=None)

    def unfiled(self) -> Self:
        """In the house and not entered: the clock of the law runs."""
        return self.open().filter(arrived_at__isnull=False)


class InspectionQuerySet(_OfHouses):
    """Inspections of hotels."""


class KeyQuerySet(_OfHouses):
    """Keys, and the answers given to them."""

    def in_force(self, at: datetime) -> Self:
        """Neither expired nor revoked."""
        return self.filter(revoked_at=None, expires_at__gt=at)

"""Questions a hotel's desk asks about its own house."""

from datetime import date, datetime, time
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from matching.text import fold_digits
from people.cnic import CNIC, InvalidCNIC
from people.passport import InvalidPassport, PassportNumber


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
        """Parties that have not checked out, by room."""
        return self.filter(left_at__isnull=True)

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

        party = Guest.objects.order_by("-is_head", "pk")
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

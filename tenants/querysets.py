"""Registrations by who may see them, and by what waits."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.permissions import Permission
from filings.models import Receipt
from stations.models import Station

#: So long before its end an agreement is 'ending'.
ENDING = timedelta(days=30)


class PropertyQuerySet(models.QuerySet[Any]):
    """Properties by station."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_TENANCIES) -> Self:
        """Those of the user's stations."""
        return self.filter(station__in=Station.objects.visible_to(user, permission).values("pk"))


class TenancyQuerySet(models.QuerySet[Any]):
    """Registrations."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_TENANCIES) -> Self:
        """What was filed at the user's stations; nobody's drafts."""
        stations = Station.objects.visible_to(user, permission).values("pk")
        return self.filed().filter(station__in=stations)

    def own_of(self, user: Any) -> Self:
        """What belongs to this account, drafts included."""
        return self.filter(owner=user)

    def lodged_by(self, user: Any) -> Self:
        """What this clerk typed at a counter."""
        return self.filed().filter(way="counter", filed_by=user)

    def with_slip(self, code: str, user: Any) -> Self:
        """What this slip, of whatever version, is about; at a counter of its station, or by
        whoever registered it.

        ``code`` is the code on the slip as it is kept. Who shows his slip lets the clerk see it.
        """
        receipts = Receipt.objects.filter(code=code, source_label=self.model._meta.label_lower)
        stations = Station.objects.visible_to(user, Permission.LODGE_TENANCIES).values("pk")
        # Also of another station's: he hands over the slip of what he registered or corrected.
        received = receipts.filter(source_id=OuterRef("pk"), received_from=user)
        at_counter = Q(station__in=stations) | Q(way="counter", filed_by=user) | Exists(received)
        # Found out first: in one query with the OR above every registration would be read.
        sources = list(receipts.values_list("source_id", flat=True))
        return self.filed().filter(at_counter, pk__in=sources)

    def drafts(self) -> Self:
        return self.filter(state="draft")

    def filed(self) -> Self:
        return self.exclude(state="draft")

    def running(self) -> Self:
        """Filed, not annulled, and he has not left."""
        return self.filed().filter(annulled_at=None, vacated_on=None)

    def to_assign(self) -> Self:
        """Nobody was sent there yet."""
        return self.running().filter(verification="new")

    def to_verify(self) -> Self:
        """Nobody has been there yet."""
        return self.running().filter(verification__in=["new", "assigned"])

    def assigned_to(self, user: Any) -> Self:
        """Those which this officer is to visit."""
        from tenants.models import Visit

        own = Visit.objects.open().filter(assigned_to=user)
        return self.running().filter(pk__in=own.values("tenancy"))

    def overdue(self, at: datetime) -> Self:
        """Nobody has been there in time."""
        return self.to_verify().filter(verify_due_at__lt=at)

    def differing(self) -> Self:
        """An officer was there, and it was not so."""
        return self.filed().filter(verification="discrepancy")

    def ending(self, day: date) -> Self:
        """The agreement ends soon or has ended, and nobody said what follows."""
        return self.running().filter(agreed_until__lt=day + ENDING)

    def late(self) -> Self:
        """Filed after the hour of the law."""
        return self.filed().filter(filed_at__gt=models.F("due_at"))

    def with_people(self) -> Self:
        """Loads who is named along, in the order of the paper."""
        from tenants.models import Named

        named = Named.objects.filter(removed_at=None).order_by("pk")
        return self.select_related("place", "station").prefetch_related(
            models.Prefetch("people", named)
        )


class NamedQuerySet(models.QuerySet[Any]):
    """People of registrations."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_TENANCIES) -> Self:
        """Those named at the user's stations."""
        from tenants.models import Tenancy

        seen = Tenancy.objects.visible_to(user, permission)
        return self.filter(tenancy__in=seen.values("pk"))


class VisitQuerySet(models.QuerySet[Any]):
    """Visits of beat officers."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_TENANCIES) -> Self:
        """Those at the user's stations, and his own wherever he is posted now."""
        stations = Station.objects.visible_to(user, permission).values("pk")
        return self.filter(Q(tenancy__station__in=stations) | Q(assigned_to=user))

    def open(self) -> Self:
        return self.filter(visited_at=None)

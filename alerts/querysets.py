"""Questions to the heart."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from accounts.permissions import Permission
from accounts.seals import SealKey
from stations.models import Station


class CategoryQuerySet(models.QuerySet[Any]):
    """Kinds of being looked for."""

    def of_people(self) -> Self:
        """Those that say something of a person."""
        return self.exclude(code=self.model.STOLEN_VEHICLE)


class SnapshotQuerySet(models.QuerySet[Any]):
    """People as they were entered."""

    def of_cnic(self, cnic: str) -> Self:
        """People under exactly this CNIC."""
        return self.filter(cnic=cnic).exclude(cnic="")


class SightingQuerySet(SnapshotQuerySet):
    """People who were seen."""

    def visible_to(self, user: Any) -> Self:
        """Sightings at the stations where the user may see alerts."""
        return self.filter(station__in=Station.objects.visible_to(user, Permission.SEE_ALERTS))

    def pending(self, at: datetime) -> Self:
        """Not screened yet, and not stepping aside after a failure."""
        return self.filter(Q(retry_at=None) | Q(retry_at__lte=at), screened_at=None)

    def claimed(self, at: datetime, limit: int) -> list[Any]:
        """Lock up to ``limit`` pending rows that no other worker holds, oldest first."""
        # Matches may be written beside it: two workers that meet over one must not wait in a ring.
        rows = self.pending(at).select_for_update(skip_locked=True, no_key=True, of=("self",))
        return list(rows.order_by("pk")[:limit])

    def in_vehicles(self, keys: Iterable[str]) -> Self:
        """Who came in a vehicle with one of these keys."""
        return self.filter(vehicle_key__in=list(keys)).exclude(vehicle_key="")


class ListingQuerySet(SnapshotQuerySet):
    """People who are looked for."""

    def named_to(self, user: Any) -> Self:
        """Listings of the sealed records on which the user is named."""
        keys = SealKey.objects.filter(
            user=user.pk,
            record_label=models.OuterRef("source"),
            record_id=models.OuterRef("source_id"),
        )
        return self.filter(models.Exists(keys), is_sealed=True)

    def owned_by(self, station: Station, user: Any) -> Self:
        """Whom the station looks for, as its own book says; sealed ones for named officers."""
        own = self.filter(owning_station=station)
        return own.filter(Q(is_sealed=False) | Q(pk__in=self.named_to(user).values("pk")))

    def in_force(self, at: datetime) -> Self:
        """Looked for at this moment."""
        return self.filter(
            # One worker's clock may lag behind; what was admitted to the list is in force.
            Q(valid_from__lte=at) | Q(version__isnull=False),
            Q(valid_to=None) | Q(valid_to__gt=at),
            withdrawn_at=None,
        )

    def waiting(self, at: datetime) -> Self:
        """Not admitted to the list yet; a listing of tomorrow waits until it is in force."""
        return self.filter(version=None, valid_from__lte=at)


class VehicleListingQuerySet(models.QuerySet[Any]):
    """Vehicles that are looked for."""

    def in_force(self) -> Self:
        """Looked for now. No clock is asked: none is published before it is to be looked for."""
        return self.filter(withdrawn_at=None)

    def waiting(self) -> Self:
        """In force, and not compared with what was seen before."""
        return self.in_force().filter(screened_at=None)


class PairQuerySet(models.QuerySet[Any]):
    """Pairs of a sighting and a listing."""

    def standing(self) -> Self:
        """Matches whose listing still says the same, is in force, and that nobody told apart.

        A corrected listing keeps its matches until it has been screened again.
        """
        from alerts.models import Distinction

        told_apart = Distinction.objects.filter(
            sighting_hash=models.OuterRef("sighting_hash"),
            listing_hash=models.OuterRef("listing_hash"),
        )
        still_said = Q(listing_hash=F("listing__content_hash")) | Q(listing__screened_at=None)
        return self.filter(still_said, ~models.Exists(told_apart), listing__withdrawn_at=None)

    def _of_station(self, alert: Any) -> Self:
        """All of its sighting where the person is, its own where the case is."""
        pairs = self.filter(sighting=alert.sighting_id)
        if alert.station_id != alert.sighting.station_id:
            pairs = pairs.filter(listing__owning_station=alert.station_id)
        return pairs.select_related("category", "listing__owning_station")


class MatchQuerySet(PairQuerySet):
    """Pairs that may be one person."""

    def for_alert(self, alert: Any) -> Self:
        """The matches an alert speaks of: all where the person is, its own where the case is.

        A sealed listing's match is spoken of by its own alert, and by no other.
        """
        matches = self._of_station(alert)
        if alert.is_sealed:
            matches = matches.filter(listing=alert.sealed_listing_id)
        else:
            matches = matches.filter(listing__is_sealed=False)
        return matches.order_by("category__severity", "-probability", "pk")


class VehicleMatchQuerySet(PairQuerySet):
    """Pairs that are one vehicle, as far as its plate tells."""

    def for_alert(self, alert: Any) -> Self:
        """The vehicles an alert speaks of, as `MatchQuerySet.for_alert`; a sealed one of none."""
        return self.none() if alert.is_sealed else self._of_station(alert).order_by("pk")


class AlertQuerySet(models.QuerySet[Any]):
    """Alerts by scope and state."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_ALERTS) -> Self:
        """Alerts addressed to the stations where the user holds the permission.

        A sealed one is for the officers named on its record, wherever they are posted, and for
        nobody else.
        """
        stations = Station.objects.visible_to(user, permission)
        at_stations = Q(station__in=stations, sealed_listing=None)
        named_to = self._sealed_for(user) if user.may(permission) else []
        return (
            self.filter(at_stations | Q(pk__in=named_to)) if named_to else self.filter(at_stations)
        )

    def _sealed_for(self, user: Any) -> list[int]:
        """Asked first, and by number: nearly every officer has none, and his lists stay as fast."""
        from alerts.models import Listing

        sealed = self.model.objects.filter(sealed_listing__in=Listing.objects.named_to(user))
        return list(sealed.values_list("pk", flat=True))

    def open(self) -> Self:
        """Waiting or acknowledged, and still an errand."""
        return self.exclude(state="closed").filter(is_lead=False)

    def waiting(self) -> Self:
        """Open, and nobody has acknowledged yet."""
        return self.filter(state="raised", is_lead=False)

    def leads(self) -> Self:
        """Found after the person had left."""
        return self.exclude(state="closed").filter(is_lead=True)

    def closed(self) -> Self:
        return self.filter(state="closed")

    def for_board(self) -> Self:
        """Most urgent first, then newest, with what a card shows."""
        return self.select_related("sighting", "station", "acknowledged_by").order_by(
            "severity", "-raised_at", "-pk"
        )

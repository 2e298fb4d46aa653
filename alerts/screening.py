"""Drains what waits: entries are admitted to the list, sightings are compared with it, and the
list looks back at who was seen before. Vehicles that are looked for are compared at once.

A sighting is compared with every listing up to the version of the list it records. A listing looks
back at every sighting that recorded an older version. So every pair is looked at, whichever came
first, and `alerts.completeness` proves it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from alerts import list_index, looking_back, matches, vehicles
from alerts.actions import close_groundless
from alerts.grounds import Ground
from alerts.models import Listing, ListState, Sighting, VehicleListing

# A batch holds its rows locked, and a guest who checks out meanwhile waits for it: keep it short.
SIGHTINGS_AT_ONCE = 100
BATCHES_AT_ONCE = 20
VEHICLES_AT_ONCE = 50


def drain(*, at: datetime) -> bool:
    """Admit, screen what waits, and look back a little; True when more is waiting.

    People who have just been seen go first: the past can wait. Raises list_index.NoIndex, and
    everybody goes on waiting, where there is no index; the pipeline page then says why.
    """
    admit(at=at)
    more_vehicles = drain_vehicles(at=at)
    try:
        for _ in range(BATCHES_AT_ONCE):
            if not drain_sightings(at=at):
                return looking_back.go_on(at=at) or more_vehicles
    except list_index.NoIndex as problem:
        list_index.tell_why_not(problem)
        raise
    return True


@transaction.atomic
def admit(*, at: datetime) -> int | None:
    """Admit all waiting entries to the list as its next version; None where none waits.

    Versions are given one after the other and never while somebody screens: an entry that he
    could not see has a higher version than he records.
    """
    if not Listing.objects.waiting(at).exists():
        return None
    state = ListState.objects.select_for_update().get(pk=1)
    free = Listing.objects.waiting(at).select_for_update(skip_locked=True, of=("self",))
    # Locked by whoever changes it just now: it comes with the next version.
    ids = list(free.values_list("pk", flat=True))
    if not ids:
        return None
    version = state.version + 1
    ListState.objects.filter(pk=1).update(version=F("version") + 1)
    admitted = Listing.objects.filter(pk__in=ids)
    admitted.update(version=version)
    admitted.exclude(withdrawn_at=None).update(screened_at=at)
    looking_back.begin(version, at=at)
    return version


@transaction.atomic
def drain_vehicles(*, at: datetime) -> bool:
    """Compare one batch of pending vehicles with all that was seen; True when it was full.

    Sightings that wait themselves are no exception: one that a worker compares just now, and who
    could not see this vehicle yet, is found here.
    """
    waiting = VehicleListing.objects.waiting()
    if not waiting.exists():
        return False
    free = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",))
    listings = list(free.select_related("category").order_by("pk")[:VEHICLES_AT_ONCE])
    seen = Sighting.objects.in_vehicles({one.registration_key for one in listings})

    def compare(some: Sequence[Sighting]) -> Sequence[Ground]:
        return vehicles.matches_between(some, listings, at=at)

    matches.compare_and_keep(compare, list(seen.order_by("pk")), at=at)
    VehicleListing.objects.filter(pk__in=[one.pk for one in listings]).update(screened_at=at)
    # A corrected number that no longer fits what it had matched must not keep alerting.
    seen_before = vehicles.sighting_ids_of(listings)
    close_groundless(seen_before, reason="The record was corrected.", at=at)
    return len(listings) == VEHICLES_AT_ONCE


@transaction.atomic
def drain_sightings(*, at: datetime) -> bool:
    """Compare one batch of pending sightings with the list; True when it was full.

    Raises list_index.NoIndex, and the sightings go on waiting, where there is no index.
    """
    if not Sighting.objects.pending(at).exists():
        return False
    version = list_index.version_of_list(hold=True)
    index = list_index.current()
    index.follow(version)
    sightings = Sighting.objects.claimed(at, SIGHTINGS_AT_ONCE)

    def compare(some: Sequence[Sighting]) -> Sequence[Ground]:
        people = matches.people_on(index, some, at=at)
        return [*people, *vehicles.arrived_in(some, at=at)]

    failed = matches.compare_and_keep(compare, sightings, at=at)
    done = [one.pk for one in sightings if one.pk not in failed]
    Sighting.objects.filter(pk__in=done).update(screened_at=at, retry_at=None, list_version=version)
    return len(sightings) == SIGHTINGS_AT_ONCE

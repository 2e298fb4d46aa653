"""Drains what waits: entries are admitted to the list, sightings are compared with it, and the
list looks back at who was seen before.

A sighting is compared with every listing up to the version of the list it records. A listing looks
back at every sighting that recorded an older version. So every pair is looked at, whichever came
first, and `alerts.completeness` proves it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from alerts import list_index, looking_back, matches
from alerts.models import Listing, ListState, Sighting

# A batch holds its rows locked, and a guest who checks out meanwhile waits for it: keep it short.
SIGHTINGS_AT_ONCE = 100
BATCHES_AT_ONCE = 20


def drain(*, at: datetime) -> bool:
    """Admit, screen what waits, and look back a little; True when more is waiting.

    People who have just been seen go first: the past can wait. Raises list_index.NoIndex, and
    everybody goes on waiting, where there is no index; the pipeline page then says why.
    """
    admit(at=at)
    try:
        for _ in range(BATCHES_AT_ONCE):
            if not drain_sightings(at=at):
                return looking_back.go_on(at=at)
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
    failed = matches.compare_and_keep(index, sightings, at=at, is_first_look=True)
    done = [one.pk for one in sightings if one.pk not in failed]
    Sighting.objects.filter(pk__in=done).update(screened_at=at, retry_at=None, list_version=version)
    return len(sightings) == SIGHTINGS_AT_ONCE

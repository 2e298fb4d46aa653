"""Who came to the list is looked for among all who were seen before.

The stored records are streamed past an index of the new entries, those still in the house first.
Whoever may be one of them is then compared with the whole list, as if he came today, so that the
words, the grade and the rivals are the same whichever came first.
"""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import Max, Min

from alerts import list_index, matches, stored
from alerts.actions import close_groundless, sighting_ids_of
from alerts.models import Listing, LookBack, Match, Sighting
from matching import Shelf
from matching.screening import touched

#: So many numbers of sightings at a time: one step is to take well under a second.
SIGHTINGS_A_STEP = 200_000
#: While so many are searched, the next are read: searching takes one core, reading the other.
SIGHTINGS_AT_ONCE = 50_000
#: After so many hits a step saves what it has, and goes on with the next.
HITS_AT_ONCE = 500
_PRESENT = (
    "seen_until IS NULL AND screened_at IS NOT NULL AND id > %(after)s AND id <= %(last)s"
    " AND list_version < %(version)s"
)
#: Whoever is still in the house was compared in the stage before: nobody comes back into it but by
#: a new report, which is compared with the whole list.
_PAST = "seen_until IS NOT NULL AND screened_at IS NOT NULL AND list_version < %(version)s"


def begin(version: int, *, at: datetime) -> None:
    """Have the entries of this version look back; in the transaction that admits them."""
    entries = Listing.objects.filter(version=version, withdrawn_at=None).count()
    numbers = Sighting.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if entries:
        LookBack.objects.create(
            version=version,
            listings=entries,
            started_at=at,
            first_sighting=numbers["first"] or 0,
            last_sighting=numbers["last"] or 0,
        )


def go_on(*, at: datetime) -> bool:
    """Look back a little, those with the fewest entries first; True when more is to be done."""
    compared = 0
    while compared < SIGHTINGS_A_STEP:
        took = _take_a_step(at)
        if took is None:
            return LookBack.objects.exclude(stage=LookBack.Stage.DONE).exists()
        compared += took
    return True


@transaction.atomic
def _take_a_step(at: datetime) -> int | None:
    """One step of one look back that no other worker holds; how many it compared."""
    open_ones = LookBack.objects.exclude(stage=LookBack.Stage.DONE)
    rows = open_ones.select_for_update(skip_locked=True).order_by("listings", "pk")
    look_back = rows.first()
    if look_back is None:
        return None
    index = list_index.current()
    index.follow(list_index.version_of_list(hold=False))
    before = look_back.compared
    _step(look_back, index, at)
    look_back.save()
    return look_back.compared - before


def _step(look_back: LookBack, index: list_index.ListIndex, at: datetime) -> None:
    shelf = _entries(look_back, index)
    searches = []
    with ThreadPoolExecutor(1) as beside:
        for upto, ids, people in _blocks(look_back):
            searches.append((ids, beside.submit(touched, people, shelf, people=index.entries)))
            look_back.compared += len(ids)
            look_back.seen_up_to = upto
    hits = np.concatenate([_NOBODY, *(ids[search.result()] for ids, search in searches)])
    for begin in range(0, len(hits), HITS_AT_ONCE):
        some = hits[begin : begin + HITS_AT_ONCE]
        look_back.matches += _compare(some, look_back, index, at)
    if look_back.seen_up_to >= look_back.last_sighting:
        _next_stage(look_back, at)


_NOBODY = np.zeros(0, "<i8")


def _blocks(look_back: LookBack) -> Iterator[tuple[int, stored.Array, stored.Array]]:
    """What is to be compared in one step: up to which id, the ids among these, their records."""
    after, last = look_back.seen_up_to, look_back.last_sighting
    version = {"version": look_back.version}
    if look_back.stage == LookBack.Stage.PRESENT:
        span = {**version, "after": after, "last": last}
        ids, people = stored.read(Sighting, _PRESENT, span, most=SIGHTINGS_A_STEP)
        yield (int(ids[-1]) if len(ids) == SIGHTINGS_A_STEP else last), ids, people
        return
    end = min(after + SIGHTINGS_A_STEP, last)
    for begin in range(after, end, SIGHTINGS_AT_ONCE):
        upto = min(begin + SIGHTINGS_AT_ONCE, end)
        yield upto, *stored.read_span(Sighting, _PAST, version, after=begin, upto=upto)


def _next_stage(look_back: LookBack, at: datetime) -> None:
    if look_back.stage == LookBack.Stage.PRESENT:
        look_back.stage = LookBack.Stage.PAST
        look_back.seen_up_to = look_back.first_sighting - 1
        return
    look_back.stage, look_back.finished_at = LookBack.Stage.DONE, at
    forget()
    entries = Listing.objects.filter(version=look_back.version)
    entries.update(screened_at=at)
    _drop_outdated(list(entries.values_list("pk", flat=True)), at)


def _compare(
    ids: stored.Array, look_back: LookBack, index: list_index.ListIndex, at: datetime
) -> int:
    """Compare these sightings with the whole list; what they are to the new entries is kept."""
    sightings = list(Sighting.objects.filter(pk__in=ids.tolist()).order_by("pk"))
    found = 0

    def compare(some: Sequence[Sighting]) -> list[Match]:
        nonlocal found
        people = matches.people_on(index, some, at=at)
        new = [match for match in people if match.listing.version == look_back.version]
        found += len(new)
        return new

    matches.compare_and_keep(compare, sightings, at=at)
    return found


class _Kept(threading.local):
    """The entries of a look back, kept from one step to the next; one set for each thread."""

    def __init__(self) -> None:
        self.version = 0
        self.shelf: Shelf | None = None


_kept = _Kept()


def forget() -> None:
    """Read the entries anew with the next step."""
    _kept.version, _kept.shelf = 0, None


def _entries(look_back: LookBack, index: list_index.ListIndex) -> Shelf:
    if _kept.shelf is None or _kept.version != look_back.version:
        _kept.version, _kept.shelf = look_back.version, index.shelf_of(look_back.version)
    return _kept.shelf


def _drop_outdated(listing_ids: list[int], at: datetime) -> None:
    """A corrected listing that no longer fits its old sightings must not keep alerting."""
    close_groundless(sighting_ids_of(listing_ids), reason="The record was corrected.", at=at)

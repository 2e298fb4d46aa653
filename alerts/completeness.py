"""The proof that everybody who was seen was compared with everybody who is looked for.

Three questions, each answered by itself. The books: does anything wait longer than it should, and
has every entry looked back at every sighting that recorded an older list? The numbers: is there an
equal CNIC, or an equal number plate, on both sides without a match? PostgreSQL answers that alone,
without the index. The sample: do some sightings, compared anew, give what was found of them then?
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max, Q

from alerts import list_index, matches
from alerts.models import Listing, LookBack, Match, Sighting, VehicleListing
from audit.actions import record

PATIENCE = timedelta(minutes=10)
LOOK_BACK_PATIENCE = timedelta(hours=6)
SAMPLE = 2_000
_AT_ONCE = 500
CLEARLY = 0.9

_EQUAL_WITHOUT_MATCH = """
SELECT sighting.id, listing.id FROM alerts_sighting sighting
JOIN alerts_listing listing ON listing.cnic = sighting.cnic AND listing.cnic <> ''
WHERE listing.withdrawn_at IS NULL AND listing.screened_at IS NOT NULL
  AND sighting.screened_at IS NOT NULL
  -- Matches are made with what is in force at the moment of screening.
  AND listing.valid_from <= greatest(sighting.screened_at, listing.screened_at)
  AND (listing.valid_to IS NULL
       OR listing.valid_to > greatest(sighting.screened_at, listing.screened_at))
  AND NOT EXISTS (
      SELECT FROM alerts_match WHERE sighting_id = sighting.id AND listing_id = listing.id
  )
LIMIT 1000
"""

_VEHICLES_WITHOUT_MATCH = """
SELECT sighting.id, listing.id FROM alerts_vehiclelisting listing
JOIN alerts_sighting sighting ON sighting.vehicle_key = listing.registration_key
    AND sighting.vehicle_key <> ''
WHERE listing.withdrawn_at IS NULL AND listing.screened_at IS NOT NULL
  AND sighting.screened_at IS NOT NULL
  AND (listing.missing_since IS NULL OR sighting.seen_from >= listing.missing_since)
  AND NOT EXISTS (
      SELECT FROM alerts_vehiclematch WHERE sighting_id = sighting.id AND listing_id = listing.id
  )
LIMIT 1000
"""

_SOME_PAGES = """
SELECT id FROM alerts_sighting TABLESAMPLE SYSTEM (1) WHERE screened_at IS NOT NULL LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found missing; all zero is whole."""

    waiting_sightings: int
    """Sightings that wait longer than `PATIENCE`."""
    waiting_listings: int
    """Entries that were not admitted to the list for so long."""
    waiting_vehicles: int
    """Vehicles that were not compared with what was seen for so long."""
    unfinished_look_backs: int
    """Look backs older than `LOOK_BACK_PATIENCE`."""
    uncovered_listings: int
    """Admitted entries that have not looked back, and no look back of theirs is under way."""
    equal_without_match: int
    """Pairs of one CNIC that nobody matched (1,000 at most are counted)."""
    vehicles_without_match: int
    """Pairs of one plate that nobody matched (1,000 at most are counted)."""
    sampled: int
    missing_in_sample: int
    """Pairs that comparing anew finds and that were not found then."""

    @property
    def is_whole(self) -> bool:
        return not any(count for name, count in asdict(self).items() if name != "sampled")


def verify(*, at: datetime, sample: int = SAMPLE) -> Proof:
    """Ask all three questions."""
    late = Q(retry_at=None) & Q(reported_at__lt=at - PATIENCE) | Q(retry_at__lt=at - PATIENCE)
    vehicles = VehicleListing.objects.waiting().filter(published_at__lt=at - PATIENCE)
    open_ones = LookBack.objects.exclude(stage=LookBack.Stage.DONE)
    uncovered = Listing.objects.filter(screened_at=None, version__isnull=False, withdrawn_at=None)
    sampled, missing = _sample(sample, at)
    return Proof(
        waiting_sightings=Sighting.objects.filter(late, screened_at=None).count(),
        waiting_listings=Listing.objects.waiting(at - PATIENCE).count(),
        waiting_vehicles=vehicles.count(),
        unfinished_look_backs=open_ones.filter(started_at__lt=at - LOOK_BACK_PATIENCE).count(),
        uncovered_listings=uncovered.exclude(version__in=open_ones.values("version")).count(),
        equal_without_match=len(equal_without_match()),
        vehicles_without_match=len(vehicles_without_match()),
        sampled=sampled,
        missing_in_sample=missing,
    )


@transaction.atomic
def sound_the_alarm(proof: Proof, *, at: datetime) -> None:
    """What is missing becomes an event, which the pipeline page shows until a proof is whole."""
    record(by=None, action="alerts.incomplete", at=at, detail=asdict(proof))


def equal_without_match() -> list[tuple[int, int]]:
    """(sighting, listing) pairs of one CNIC that have no match, a thousand at most."""
    return _pairs(_EQUAL_WITHOUT_MATCH)


def vehicles_without_match() -> list[tuple[int, int]]:
    """(sighting, vehicle listing) pairs of one plate that have no match, a thousand at most."""
    return _pairs(_VEHICLES_WITHOUT_MATCH)


def _pairs(sql: str) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        pairs: list[tuple[int, int]] = cursor.fetchall()
    return pairs


def _sample(most: int, at: datetime) -> tuple[int, int]:
    """Compare some sightings anew; how many, and how many pairs were missed then."""
    if not most:
        return 0, 0
    index = list_index.current()
    with transaction.atomic():
        index.follow(list_index.version_of_list(hold=True))
        sightings = _some(most)
        missing = 0
        for begin in range(0, len(sightings), _AT_ONCE):
            some = sightings[begin : begin + _AT_ONCE]
            missing += _missed(some, matches.found_on(index, some, at=at))
    return len(sightings), missing


def _some(most: int) -> list[Sighting]:
    """Sightings from all over the table; of a great one its pages are drawn, not its rows."""
    screened = Sighting.objects.filter(screened_at__isnull=False)
    if screened[: 20 * most].count() < 20 * most:
        return list(screened.order_by("?")[:most])
    with connection.cursor() as cursor:
        cursor.execute(_SOME_PAGES, [most])
        ids = [pk for (pk,) in cursor.fetchall()]
    return list(screened.filter(pk__in=ids))


def _missed(sightings: list[Sighting], found: matches.Found) -> int:
    known = set(
        Match.objects.filter(sighting__in=sightings).values_list("sighting_id", "listing_id")
    )
    last_withdrawal = Listing.objects.aggregate(last=Max("withdrawn_at"))["last"]
    return sum(
        (match.sighting_id, match.listing_id) not in known
        for its_own in found.values()
        for match in its_own
        if _should_be_known(match, last_withdrawal)
    )


def _should_be_known(match: Match, last_withdrawal: datetime | None) -> bool:
    """Whether the two would have been told then as they are now.

    The entry was in force; it is clearly likely, for how rare a word is changes with the list; and
    no rival has gone since, who took his share of the belief, or a number speaks for it anyway.
    """
    seen, listed = match.sighting.screened_at, match.listing.screened_at
    if seen is None or listed is None or match.listing.valid_from > max(seen, listed):
        return False
    if match.probability < CLEARLY:
        return False
    by_number = match.evidence[0]["term"].startswith(("cnic_", "passport_"))
    return by_number or last_withdrawal is None or max(seen, listed) > last_withdrawal

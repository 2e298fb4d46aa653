"""Drains what waits: new sightings against valid listings, new listings against all sightings.

Both directions end in the same comparison, so a listing published today finds the guest of last
week with the same words as if it had been there before him.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import InterfaceError, OperationalError, transaction

from alerts.actions import announce, close_groundless, sighting_ids_of, strongest
from alerts.models import Alert, Distinction, Listing, Match, Sighting
from audit.actions import record
from matching import MODEL_VERSION, Candidate, fold, screen

logger = logging.getLogger(__name__)

# A batch holds its rows locked, and a guest who checks out meanwhile waits for it: keep it short.
SIGHTINGS_AT_ONCE = 20
BATCHES_AT_ONCE = 50
# A listing touches many sightings; a small batch keeps check-ins from waiting behind an import.
LISTINGS_AT_ONCE = 100
STEP_ASIDE = timedelta(minutes=5)
LEAST_PROBABILITY = 0.5
A_FEW = 3


def drain(*, at: datetime) -> bool:
    """Screen the waiting sightings, then one batch of listings; True when more is waiting.

    People who have just been seen go first: a file of half a million listings can wait.
    """
    for _ in range(BATCHES_AT_ONCE):
        if not drain_sightings(at=at):
            return drain_listings(at=at)
    return True


@transaction.atomic
def drain_sightings(*, at: datetime) -> bool:
    """Compare one batch of pending sightings with every valid listing; True when it was full."""
    sightings = Sighting.objects.claimed(at, SIGHTINGS_AT_ONCE)
    candidates = _candidates([sighting.pk for sighting in sightings], at)

    def compare(sighting: Sighting) -> None:
        found = _matches(sighting, candidates[sighting.pk], at)
        for listing, its_own in _by_seal(found).items():
            _keep(sighting, its_own, at, sealed_listing=listing, is_first_look=True)

    _each(sightings, compare, at)
    return len(sightings) == SIGHTINGS_AT_ONCE


@transaction.atomic
def drain_listings(*, at: datetime) -> bool:
    """Compare one batch of pending listings with every sighting; True when it was full."""
    listings = Listing.objects.claimed(at, LISTINGS_AT_ONCE)
    touched: dict[int, set[int]] = defaultdict(set)
    for sighting_id, listing_id in Listing.objects.touching_sightings(
        [listing.pk for listing in listings], at
    ):
        touched[listing_id].add(sighting_id)
    sightings = Sighting.objects.in_bulk({pk for pks in touched.values() for pk in pks})
    candidates = _candidates(list(sightings), at)

    def compare(listing: Listing) -> None:
        for sighting_id in sorted(touched[listing.pk]):
            sighting = sightings[sighting_id]
            found = _matches(sighting, candidates[sighting_id], at)
            its_own = [match for match in found if match.listing_id == listing.pk]
            sealed_listing = listing if listing.is_sealed else None
            _keep(sighting, its_own, at, sealed_listing=sealed_listing, is_first_look=False)

    _each([listing for listing in listings if touched[listing.pk]], compare, at)
    untouched = [listing.pk for listing in listings if not touched[listing.pk]]
    Listing.objects.filter(pk__in=untouched).update(screened_at=at, retry_at=None)
    _drop_outdated(listings, at)
    return len(listings) == LISTINGS_AT_ONCE


def _each(rows: list[Any], compare: Callable[[Any], None], at: datetime) -> None:
    """Compare each row in a savepoint of its own; one that fails steps aside for a while."""
    done = []
    for row in rows:
        try:
            with transaction.atomic():
                compare(row)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("%s %s could not be screened; it steps aside.", type(row), row.pk)
            type(row).objects.filter(pk=row.pk).update(retry_at=at + STEP_ASIDE)
        else:
            done.append(row.pk)
    if done:
        type(rows[0]).objects.filter(pk__in=done).update(screened_at=at, retry_at=None)


def _candidates(sighting_ids: list[int], at: datetime) -> dict[int, list[Listing]]:
    """For each sighting the valid listings that share a key with it."""
    pairs = Sighting.objects.touching_listings(sighting_ids, at) if sighting_ids else []
    listings = Listing.objects.select_related("category").in_bulk({pk for _, pk in pairs})
    candidates: dict[int, list[Listing]] = defaultdict(list)
    for sighting_id, listing_id in pairs:
        candidates[sighting_id].append(listings[listing_id])
    return candidates


def _matches(sighting: Sighting, listings: Iterable[Listing], at: datetime) -> list[Match]:
    """The listings that may be this person, as unsaved matches.

    A sealed listing is weighed beside the open ones, and these as if it were not there: nobody
    else may learn from a rival, or from a doubt, that there is one.
    """
    every = list(listings)
    open_ones = [listing for listing in every if not listing.is_sealed]
    found = _weighed(sighting, open_ones, at)
    for sealed in (listing for listing in every if listing.is_sealed):
        beside = _weighed(sighting, [sealed, *open_ones], at)
        found += [match for match in beside if match.listing_id == sealed.pk]
    return found


def _by_seal(matches: list[Match]) -> dict[Listing | None, list[Match]]:
    """The matches that gather in one alert: the open ones under None, each sealed one alone."""
    apart: dict[Listing | None, list[Match]] = defaultdict(list)
    for match in matches:
        apart[match.listing if match.listing.is_sealed else None].append(match)
    return apart


def _weighed(sighting: Sighting, listings: Iterable[Listing], at: datetime) -> list[Match]:
    """These listings compared with the sighting, and with each other, best first."""
    by_id = {listing.pk: listing for listing in listings}
    found = screen(
        fold(sighting.identity()), [(pk, fold(one.identity())) for pk, one in by_id.items()]
    )
    return [
        _match(sighting, by_id[cast(int, candidate.ref)], candidate, at)
        for candidate in found
        if _is_worth_telling(candidate)
    ]


def _is_worth_telling(candidate: Candidate) -> bool:
    """Likely by itself, or one of a few who share a belief that is likely together.

    A man wanted in two cases without a CNIC is two listings that each leave the other less than
    half; an officer can tell two apart. A crowd of namesakes tells him nothing.
    """
    probability, sharing = candidate.comparison.probability, candidate.rivals + 1
    return probability >= LEAST_PROBABILITY or (
        sharing <= A_FEW and probability * sharing >= LEAST_PROBABILITY
    )


def _match(sighting: Sighting, listing: Listing, candidate: Candidate, at: datetime) -> Match:
    return Match(
        sighting=sighting,
        listing=listing,
        band=candidate.comparison.band,
        probability=candidate.comparison.probability,
        rivals=candidate.rivals,
        evidence=[
            {
                "term": line.term,
                "bits": round(line.bits, 2),
                "ours": line.ours,
                "theirs": line.theirs,
                "marks": list(line.marks),
                "words": {"en": line.words("en"), "ur": line.words("ur")},
            }
            for line in candidate.comparison.evidence
        ],
        category=listing.category,
        summary=listing.summary,
        model_version=MODEL_VERSION,
        sighting_hash=sighting.content_hash,
        listing_hash=listing.content_hash,
        found_at=at,
    )


def _keep(
    sighting: Sighting,
    matches: list[Match],
    at: datetime,
    *,
    sealed_listing: Listing | None,
    is_first_look: bool,
) -> None:
    """Save what is new among the matches of one sighting, and alert the stations concerned.

    They gather in one alert: all of open listings, or the one of the sealed listing.
    """
    matches = _still_looked_for(matches)
    if not matches:
        return
    known = set(
        Match.objects.filter(sighting=sighting).values_list(
            "listing_id", "sighting_hash", "listing_hash", "category_id"
        )
    )
    closed_by_caspp = Alert.objects.filter(
        sighting=sighting, sealed_listing=sealed_listing, outcome=Alert.Outcome.WITHDRAWN
    )
    if known and closed_by_caspp.exists():
        # What CASPP itself closed waits again when the listing is put back as it was.
        known = set()
    new = [
        match
        for match in matches
        if (match.listing_id, match.sighting_hash, match.listing_hash, match.category_id)
        not in known
    ]
    Match.objects.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=["sighting", "listing"],
        update_fields=[
            field.name
            for field in Match._meta.concrete_fields
            if field.name not in {"id", "sighting", "listing"}
        ],
    )
    _raise_alerts(
        sighting,
        _not_told_apart(new),
        at,
        sealed_listing=sealed_listing,
        is_first_look=is_first_look,
    )


def _still_looked_for(matches: list[Match]) -> list[Match]:
    """Less those withdrawn since they were read; whoever withdraws one now waits for this alert.

    One that was sealed or unsealed since is dropped as well: it waits to be screened once more.
    """
    listings = Listing.objects.filter(
        pk__in=[match.listing_id for match in matches], withdrawn_at=None
    )
    locked = listings.select_for_update(no_key=True).order_by("pk")
    still = dict(locked.values_list("pk", "is_sealed")) if matches else {}
    return [one for one in matches if still.get(one.listing_id) == one.listing.is_sealed]


def _not_told_apart(matches: list[Match]) -> list[Match]:
    told_apart = set(
        Distinction.objects.filter(
            sighting_hash__in={match.sighting_hash for match in matches},
            listing_hash__in={match.listing_hash for match in matches},
        ).values_list("sighting_hash", "listing_hash")
    )
    return [one for one in matches if (one.sighting_hash, one.listing_hash) not in told_apart]


def _raise_alerts(
    sighting: Sighting,
    matches: list[Match],
    at: datetime,
    *,
    sealed_listing: Listing | None,
    is_first_look: bool,
) -> None:
    """One alert for the station where the person is, one for each that owns a case.

    Somebody who has already left is a lead, and no errand for anybody: for the owners of the
    case, and for the place, too, when he left before anybody could look.
    """
    is_lead = not sighting.is_current(at)
    concerns: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        stations = {sighting.station_id} if is_first_look or not is_lead else set()
        if match.listing.owning_station_id is not None:
            stations.add(match.listing.owning_station_id)
        for station_id in stations:
            concerns[station_id].append(match)
    for station_id, its_matches in concerns.items():
        _raise_alert(
            sighting,
            station_id,
            its_matches,
            sealed_listing=sealed_listing,
            is_lead=is_lead,
            at=at,
        )


def _raise_alert(
    sighting: Sighting,
    station_id: int,
    matches: list[Match],
    *,
    sealed_listing: Listing | None,
    is_lead: bool,
    at: datetime,
) -> None:
    """Raise the station's alert about this sighting, or let the matches join the one it has."""
    worst = min(match.severity for match in matches)
    best_band = strongest(match.band for match in matches)
    alert, is_new = Alert.objects.select_for_update(of=("self",)).get_or_create(
        sighting=sighting,
        station_id=station_id,
        sealed_listing=sealed_listing,
        defaults={
            "severity": worst,
            "band": best_band,
            "is_lead": is_lead,
            "raised_at": at,
        },
    )
    if not is_new:
        is_worse = worst < alert.severity
        alert.severity = min(alert.severity, worst)
        alert.band = strongest((alert.band, best_band))
        alert.is_lead = is_lead and (alert.is_lead or alert.state == Alert.State.CLOSED)
        if is_worse or alert.state == Alert.State.CLOSED:
            _wake(alert, at)
        alert.save()
    record(
        by=None,
        action="alerts.raised" if is_new else "alerts.joined",
        target=alert,
        at=at,
        detail={"matches": len(matches)},
    )
    announce(alert)


def _wake(alert: Alert, at: datetime) -> None:
    """The alert waits and rings again; who answered it before stays in the audit."""
    alert.state = Alert.State.RAISED
    alert.raised_at = at
    alert.acknowledged_at = alert.acknowledged_by = None
    alert.closed_at = alert.closed_by = None
    alert.outcome = alert.outcome_note = ""


def _drop_outdated(listings: list[Listing], at: datetime) -> None:
    """A corrected listing that no longer fits its old sightings must not keep alerting."""
    close_groundless(
        sighting_ids_of([listing.pk for listing in listings]),
        reason="The record was corrected.",
        at=at,
    )

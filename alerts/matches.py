"""From what the index found to matches, and from matches to the stations' alerts."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction

from alerts import stored
from alerts.actions import announce, strongest
from alerts.list_index import ListIndex
from alerts.models import Alert, Distinction, Listing, Match, Sighting
from audit.actions import record
from matching import MODEL_VERSION, Candidate, fold, records
from matching.screening import Pair, share, weigh

STEP_ASIDE = timedelta(minutes=5)
LEAST_PROBABILITY = 0.5
A_FEW = 3

logger = logging.getLogger(__name__)

Found = dict[int, list[Match]]
"""The unsaved matches of each sighting, by its number."""


def compare_and_keep(
    index: ListIndex,
    sightings: Sequence[Sighting],
    *,
    at: datetime,
    is_first_look: bool,
    only: Callable[[Match], bool] = lambda match: True,
) -> set[int]:
    """Compare these with the list, and save and alert what is new; the numbers of those that failed.

    One that fails leaves nothing behind, steps aside for a while, and holds up nobody.
    """
    found, failed = _found_one_by_one_if_need_be(index, sightings, at)
    for sighting in sightings:
        worth = [match for match in found.get(sighting.pk, ()) if only(match)]
        if worth and not _kept(sighting, worth, at, is_first_look=is_first_look):
            failed.add(sighting.pk)
    if failed:
        aside = Sighting.objects.filter(pk__in=failed)
        aside.update(screened_at=None, retry_at=at + STEP_ASIDE)
        for pk in sorted(failed):
            logger.error("Sighting %s could not be screened; it steps aside.", pk)
    return failed


def _found_one_by_one_if_need_be(
    index: ListIndex, sightings: Sequence[Sighting], at: datetime
) -> tuple[Found, set[int]]:
    try:
        return found_on(index, sightings, at=at), set()
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if len(sightings) == 1:
            logger.exception("Sighting %s cannot be compared.", sightings[0].pk)
            return {}, {sightings[0].pk}
    found: Found = {}
    failed: set[int] = set()
    for sighting in sightings:
        its_own, its_failure = _found_one_by_one_if_need_be(index, [sighting], at)
        found |= its_own
        failed |= its_failure
    return found, failed


def _kept(sighting: Sighting, worth: list[Match], at: datetime, *, is_first_look: bool) -> bool:
    try:
        with transaction.atomic():
            keep(sighting, worth, at, is_first_look=is_first_look)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("What was found of sighting %s could not be kept.", sighting.pk)
        return False
    return True


def found_on(index: ListIndex, sightings: Sequence[Sighting], *, at: datetime) -> Found:
    """Whom on the list each of these may be; what has run out is on the list no more."""
    asked = records([stored.record_of(one) for one in sightings])
    weighed = dict(zip([one.pk for one in sightings], weigh(asked, index.shelves), strict=True))
    wanted = {pair.id for pairs in weighed.values() for pair in pairs}
    rows = Listing.objects.in_force(at).filter(version__lte=index.version)
    listings = rows.select_related("category").in_bulk(wanted)
    return {
        sighting.pk: _matches(sighting, weighed[sighting.pk], listings, at)
        for sighting in sightings
        if weighed[sighting.pk]
    }


def _matches(
    sighting: Sighting, pairs: Iterable[Pair], listings: dict[int, Listing], at: datetime
) -> list[Match]:
    """The listings that may be this person.

    A sealed listing is weighed beside the open ones, and these as if it were not there: nobody
    else may learn from a rival, or from a doubt, that there is one.
    """
    valid = [pair for pair in pairs if pair.id in listings]
    open_ones = [pair for pair in valid if not listings[pair.id].is_sealed]
    candidates = share(open_ones)
    for sealed in (pair for pair in valid if listings[pair.id].is_sealed):
        candidates += [one for one in share([sealed, *open_ones]) if one.id == sealed.id]
    worth = [one for one in candidates if _is_worth_telling(one)]
    return [_match(sighting, listings[one.id], one, at) for one in worth]


def _is_worth_telling(candidate: Candidate) -> bool:
    """Likely by itself, or one of a few who share a belief that is likely together.

    A man wanted in two cases without a CNIC is two listings that each leave the other less than
    half; an officer can tell two apart. A crowd of namesakes tells him nothing.
    """
    sharing = candidate.rivals + 1
    return candidate.probability >= LEAST_PROBABILITY or (
        sharing <= A_FEW and candidate.probability * sharing >= LEAST_PROBABILITY
    )


def _match(sighting: Sighting, listing: Listing, candidate: Candidate, at: datetime) -> Match:
    comparison = candidate.comparison(fold(sighting.identity()), fold(listing.identity()))
    return Match(
        sighting=sighting,
        listing=listing,
        # One of a few who share a belief that is likely together is possible, no less.
        band=candidate.band or "possible",
        probability=candidate.probability,
        rivals=candidate.rivals,
        evidence=[
            {
                "term": line.term,
                "bits": round(line.bits, 2),
                "ours": line.ours,
                "theirs": line.theirs,
                "marks": list(line.marks),
                "our_marks": list(line.our_marks),
                "words": {"en": line.words("en"), "ur": line.words("ur")},
            }
            for line in comparison.evidence
        ],
        category=listing.category,
        summary=listing.summary,
        model_version=MODEL_VERSION,
        sighting_hash=sighting.content_hash,
        listing_hash=listing.content_hash,
        found_at=at,
    )


def keep(sighting: Sighting, found: list[Match], at: datetime, *, is_first_look: bool) -> None:
    """Save these matches of one sighting; what is sealed is alerted apart from the rest."""
    for sealed_listing, its_own in _by_seal(found).items():
        _keep(sighting, its_own, at, sealed_listing=sealed_listing, is_first_look=is_first_look)


def _by_seal(matches: list[Match]) -> dict[Listing | None, list[Match]]:
    """The matches that gather in one alert: the open ones under None, each sealed one alone."""
    apart: dict[Listing | None, list[Match]] = defaultdict(list)
    for match in matches:
        apart[match.listing if match.listing.is_sealed else None].append(match)
    return apart


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

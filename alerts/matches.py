"""From what the index found to matches that are kept."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from alerts import stored
from alerts.grounds import KINDS, Ground
from alerts.list_index import ListIndex
from alerts.models import Alert, Distinction, Listing, Match, Sighting
from alerts.raising import raise_alerts
from matching import MODEL_VERSION, Candidate, fold, records
from matching.screening import Pair, share, weigh

STEP_ASIDE = timedelta(minutes=5)
LEAST_PROBABILITY = 0.5
A_FEW = 3

logger = logging.getLogger(__name__)

Found = dict[int, list[Match]]
"""The unsaved matches of each sighting, by its number."""


Compare = Callable[[Sequence[Sighting]], Sequence[Ground]]
"""Gives the unsaved matches of these sightings."""


def compare_and_keep(compare: Compare, sightings: Sequence[Sighting], *, at: datetime) -> set[int]:
    """Compare these, save and alert what is new; the numbers of those that failed.

    One that fails leaves nothing behind, steps aside for a while, and holds up nobody.
    """
    failed = _compare_and_keep(compare, sightings, at)
    if failed:
        aside = Sighting.objects.filter(pk__in=failed)
        aside.update(screened_at=None, retry_at=at + STEP_ASIDE)
        for pk in sorted(failed):
            logger.error("Sighting %s could not be screened; it steps aside.", pk)
    return failed


def _compare_and_keep(compare: Compare, sightings: Sequence[Sighting], at: datetime) -> set[int]:
    """All at once; where that fails, one by one."""
    try:
        with transaction.atomic():
            if found := compare(sightings):
                keep(found, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if len(sightings) == 1:
            logger.exception("Sighting %s cannot be screened.", sightings[0].pk)
            return {sightings[0].pk}
        return {pk for sighting in sightings for pk in _compare_and_keep(compare, [sighting], at)}
    return set()


def people_on(index: ListIndex, sightings: Sequence[Sighting], *, at: datetime) -> list[Match]:
    """As `found_on`, in one row."""
    return [match for own in found_on(index, sightings, at=at).values() for match in own]


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


def keep(found: Sequence[Ground], at: datetime) -> None:
    """Save what is new among these matches, and alert the stations concerned."""
    new = [match for kind in KINDS for match in _kept(kind, found)]
    by_alert = _by_alert(_not_told_apart(new))
    for sighting, sealed_listing in sorted(by_alert, key=lambda one: one[0].pk):
        its_own = by_alert[sighting, sealed_listing]
        raise_alerts(sighting, its_own, at, sealed_listing=sealed_listing)


def _kept(kind: Any, found: Sequence[Ground]) -> list[Ground]:
    """The new ones of one kind, saved."""
    its_own = [match for match in found if isinstance(match, kind)]
    if not its_own:
        return []
    new = _new_among(kind, _still_looked_for(its_own))
    kind.objects.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=["sighting", "listing"],
        update_fields=[
            field.name
            for field in kind._meta.concrete_fields
            if field.name not in {"id", "sighting", "listing"}
        ],
    )
    return new


def _by_alert(matches: list[Ground]) -> dict[tuple[Sighting, Any], list[Ground]]:
    """The matches that gather in one alert: a sighting's open ones, and each sealed one alone."""
    apart: dict[tuple[Sighting, Any], list[Ground]] = defaultdict(list)
    for match in matches:
        apart[match.sighting, match.listing if match.listing.is_sealed else None].append(match)
    return apart


def _still_looked_for(matches: list[Ground]) -> list[Ground]:
    """Less those withdrawn since they were read; whoever withdraws one now waits for this alert.

    One that was sealed or unsealed since is dropped as well: it waits to be screened once more.
    """
    listings = type(matches[0].listing).objects.filter(
        pk__in={match.listing_id for match in matches}, withdrawn_at=None
    )
    locked = listings.select_for_update(no_key=True).order_by("pk")
    still = {listing.pk: listing.is_sealed for listing in locked}
    return [one for one in matches if still.get(one.listing_id) == one.listing.is_sealed]


def _new_among(kind: Any, matches: list[Ground]) -> list[Ground]:
    """Less those that are known, word for word.

    What CASPP itself closed waits again when the listing is put back as it was: it is new, too.
    """
    sightings = {match.sighting_id for match in matches}
    known = set(
        kind.objects.filter(sighting__in=sightings).values_list(
            "sighting_id", "listing_id", "sighting_hash", "listing_hash", "category_id"
        )
    )
    if not known:
        return matches
    closed_by_caspp = set(
        Alert.objects.filter(sighting__in=sightings, outcome=Alert.Outcome.WITHDRAWN).values_list(
            "sighting_id", "sealed_listing_id"
        )
    )
    return [
        match
        for match in matches
        if (match.sighting_id, match.listing_id, match.sighting_hash, match.listing_hash,
            match.category_id) not in known
        or (match.sighting_id, match.listing_id if match.listing.is_sealed else None)
        in closed_by_caspp
    ]  # fmt: skip


def _not_told_apart(matches: list[Ground]) -> list[Ground]:
    if not matches:
        return matches
    told_apart = set(
        Distinction.objects.filter(
            sighting_hash__in={match.sighting_hash for match in matches},
            listing_hash__in={match.listing_hash for match in matches},
        ).values_list("sighting_hash", "listing_hash")
    )
    return [one for one in matches if (one.sighting_hash, one.listing_hash) not in told_apart]

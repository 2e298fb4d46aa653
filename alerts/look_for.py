"""Who of these is looked for? Asked of many at once, and nothing of it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from alerts import list_index
from alerts.models import Listing
from matching import Candidate, Folded, Identity, fold, records
from matching.screening import Pair, share, weigh

AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who is looked for and may be the one who was asked about."""

    listing_id: int
    source: str
    source_id: int
    reference: str
    probability: float
    #: 'confirmed', 'cnic_in_use', 'probable', 'possible', or '' for less than possible.
    band: str
    rivals: int
    explanation_en: str
    explanation_ur: str


def look_for(
    identities: Sequence[Identity], *, at: datetime, sealed_for: Any = None
) -> list[list[Found]]:
    """For each of these people whoever he may be, best first; at most ten, none under p = .02.

    A sealed listing is found for an officer who is named on its record, and for nobody else.
    """
    index = list_index.current()
    index.follow(list_index.version_of_list(hold=False))
    folded = [fold(identity) for identity in identities]
    weighed = list(weigh(records([one.record for one in folded]), index.shelves))
    listings = _in_force({pair.id for pairs in weighed for pair in pairs}, at, sealed_for)
    return [_found(asked, pairs, listings) for asked, pairs in zip(folded, weighed, strict=True)]


def _in_force(ids: set[int], at: datetime, sealed_for: Any) -> dict[int, Listing]:
    """Those of these that are looked for now and that he who asks may know of."""
    if not ids:
        return {}
    open_to = Q(is_sealed=False)
    if sealed_for is not None:
        open_to |= Q(pk__in=Listing.objects.named_to(sealed_for).values("pk"))
    found: dict[int, Listing] = Listing.objects.in_force(at).filter(open_to).in_bulk(ids)
    return found


def _found(asked: Folded, pairs: list[Pair], listings: dict[int, Listing]) -> list[Found]:
    candidates = share([pair for pair in pairs if pair.id in listings])
    return [_told(asked, listings[one.id], one) for one in candidates[:AT_MOST]]


def _told(asked: Folded, listing: Listing, candidate: Candidate) -> Found:
    comparison = candidate.comparison(asked, fold(listing.identity()))
    return Found(
        listing_id=listing.pk,
        source=listing.source,
        source_id=listing.source_id,
        reference=listing.reference,
        probability=candidate.probability,
        band=candidate.band or "",
        rivals=candidate.rivals,
        explanation_en=" · ".join(line.words("en") for line in comparison.evidence),
        explanation_ur=" · ".join(line.words("ur") for line in comparison.evidence),
    )

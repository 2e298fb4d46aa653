"""Whom the CRO's file looks for: a record's listing follows what stands in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from alerts.actions import publish_listing, reseal_listing, withdraw_listing
from convicts.models import Alias, ConvictRecord
from matching import Identity

LONGEST_SUMMARY = 300


def follow(record: ConvictRecord, *, at: datetime) -> None:
    """Bring the listing of a record in step with it; part of the act that changed the record.

    Withdrawn the moment he is acquitted, dead, or out of the file, and open alerts close with it;
    so are those of the records that lie under it.
    """
    _follow(record, at=at)
    for one in record.merged.select_related("category").order_by("pk"):
        _follow(one, at=at)


def _follow(record: ConvictRecord, *, at: datetime) -> None:
    if not record.is_looked_for:
        reseal_listing(record, at=at)
        withdraw_listing(record, reason=_why_not(record), at=at)
        return
    publish_listing(
        record,
        category=record.category,
        reference=record.external_ref,
        summary=summary_of(record),
        aliases=record.known_as(aliases_of(record)).aliases,
        valid_from=at,
        at=at,
    )


def aliases_of(record: ConvictRecord) -> list[str]:
    """The other names that were noted, in the order in which they were."""
    return list(record.aliases.standing().order_by("pk").values_list("name", flat=True))


def known_as(some: Sequence[ConvictRecord]) -> Iterator[Identity]:
    """Each with all of his names, by one question for those that were noted."""
    noted: dict[int, list[str]] = defaultdict(list)
    for row in Alias.objects.standing().filter(record__in=some).order_by("pk"):
        noted[row.record_id].append(row.name)
    for one in some:
        yield one.known_as(noted[one.pk])


def summary_of(record: ConvictRecord) -> str:
    """What he is known for: the offence of the file, and what he was convicted of since."""
    cited = record.convictions.standing().order_by("decided_on", "pk")
    return _joined([record.offence, *cited.values_list("sections", flat=True)])


def _joined(pieces: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, pieces)))[:LONGEST_SUMMARY]


def _why_not(record: ConvictRecord) -> str:
    leader = record.merged_into
    if leader is not None and not leader.is_looked_for:
        return _why_not(leader)
    if record.withdrawn_because:
        return record.withdrawn_because[:200]
    return _("On the CRO's file: %(status)s") % {"status": record.get_status_display()}

"""One person with many records: pairs the engine finds, records an officer lays together.

Nothing is merged by itself, and nothing is lost by merging: both records keep their rows and are
looked for under both numbers; the page of either shows the whole. Taken apart they are as before.
"""

import time
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alerts import screening
from alerts.actions import Refused
from alerts.list_index import NoIndex
from alerts.look_for import Found, look_for
from alerts.models import Band
from audit.actions import record as record_event
from convicts import filing, looked_for
from convicts.models import ConvictRecord, Duplicate

#: Less than these is not worth an officer's time.
BANDS = (Band.CONFIRMED, Band.CNIC_IN_USE, Band.PROBABLE)
#: Compared at once.
CHUNK = 500
#: One task works no longer, so that what waits behind it has its turn.
SLICE_SECONDS = 5.0
_LABEL = ConvictRecord._meta.label_lower


def find(*, at: datetime, seconds: float = SLICE_SECONDS) -> bool:
    """Compare new and changed records with the whole list for a moment; True where more wait."""
    until = time.monotonic() + seconds
    while _find_some(at):
        if time.monotonic() >= until:
            return True
    return False


@transaction.atomic
def _find_some(at: datetime) -> bool:
    waiting = ConvictRecord.objects.to_compare().select_for_update(skip_locked=True)
    some = list(waiting.order_by("pk")[:CHUNK])
    if not some:
        return False
    screening.admit(at=at)
    people = list(looked_for.known_as(some))
    try:
        answers = look_for(people, at=at)
    except NoIndex:
        return False
    found = [
        pair
        for one, answer in zip(some, answers, strict=True)
        for pair in (_pair(one, other, at) for other in answer)
        if pair is not None
    ]
    Duplicate.objects.bulk_create(found, ignore_conflicts=True)
    ConvictRecord.objects.filter(pk__in=[one.pk for one in some]).update(compared_at=at)
    return True


def _pair(one: ConvictRecord, other: Found, at: datetime) -> Duplicate | None:
    if other.source != _LABEL or other.source_id == one.pk or other.band not in BANDS:
        return None
    first, second = sorted((one.pk, other.source_id))
    return Duplicate(
        first_id=first,
        second_id=second,
        band=other.band,
        probability=other.probability,
        explanation_en=other.explanation_en,
        explanation_ur=other.explanation_ur,
        found_at=at,
    )


@transaction.atomic
def merge(*, by: Any, pair: Duplicate, leading: ConvictRecord, reason: str, at: datetime) -> None:
    """Lay the two together under the reference of the leading one. Raises Refused."""
    pair, first, second = _locked(pair)
    _require(_refuse_merging(pair, first, second))
    leader, other = (first, second) if leading.pk == first.pk else (second, first)
    _decide(pair, Duplicate.Decision.SAME, reason, by=by, at=at)
    # Whoever was laid to the other before goes along: one person has one leading record.
    for one in [other, *other.merged.select_for_update(of=("self",)).order_by("pk")]:
        one.merged_into, one.changed_at = leader, at
        one.save(update_fields=["merged_into", "changed_at"])
        looked_for.follow(one, at=at)
    _record(by, "convicts.merged", other, at, into=leader.pk, pair=pair.pk, reason=reason)


@transaction.atomic
def tell_apart(*, by: Any, pair: Duplicate, reason: str, at: datetime) -> None:
    """Say that the two are two persons; they are not put before anybody again. Raises Refused."""
    pair, first, second = _locked(pair)
    if not pair.is_waiting:
        raise Refused(_("This has been decided already. Reload the page to see how."))
    _decide(pair, Duplicate.Decision.DIFFERENT, reason, by=by, at=at)
    _record(by, "convicts.told_apart", first, at, other=second.pk, pair=pair.pk, reason=reason)


@transaction.atomic
def unmerge(*, by: Any, record: ConvictRecord, reason: str, at: datetime) -> None:
    """Take a record out of the one under which it lay; each is as it was before. Raises Refused."""
    record = filing.locked(record.pk)
    leader = record.merged_into
    if leader is None:
        raise Refused(_("This record is not laid to another."))
    record.merged_into, record.changed_at = None, at
    record.save(update_fields=["merged_into", "changed_at"])
    for one in _came_with(record, leader):
        one.merged_into, one.changed_at = record, at
        one.save(update_fields=["merged_into", "changed_at"])
    looked_for.follow(record, at=at)
    first, second = sorted((record.pk, leader.pk))
    pair = Duplicate.objects.filter(first=first, second=second).first()
    if pair is not None:
        _decide(pair, Duplicate.Decision.DIFFERENT, reason, by=by, at=at)
    _record(by, "convicts.unmerged", record, at, out_of=leader.pk, reason=reason)


def _came_with(record: ConvictRecord, leader: ConvictRecord) -> list[ConvictRecord]:
    """Those that lay under this one when it was laid to the leader: they go back with it."""
    under = leader.merged.select_for_update(of=("self",)).in_bulk()
    pairs = Duplicate.objects.filter(decision=Duplicate.Decision.SAME)
    pairs = pairs.filter(first__in=[*under, record.pk], second__in=[*under, record.pk])
    ties = list(pairs.values_list("first", "second"))
    found, reached = [], {record.pk}
    while reached:
        near = {one for tie in ties if reached & set(tie) for one in tie} & set(under)
        found += [under.pop(one) for one in sorted(near)]
        reached = near
    return found


def _refuse_merging(pair: Duplicate, first: ConvictRecord, second: ConvictRecord) -> str | None:
    if not pair.is_waiting:
        return _("This has been decided already. Reload the page to see how.")
    for one in (first, second):
        if one.merged_into_id is not None:
            return _("%(reference)s is laid to another record already.") % {
                "reference": one.file_name
            }
        if not one.is_in_file or one.withdrawn_at is not None:
            return _("%(reference)s is not in the file.") % {"reference": one.file_name}
    return None


def _locked(pair: Duplicate) -> tuple[Duplicate, ConvictRecord, ConvictRecord]:
    locked: Duplicate = Duplicate.objects.select_for_update().get(pk=pair.pk)
    return locked, filing.locked(locked.first_id), filing.locked(locked.second_id)


def _decide(pair: Duplicate, decision: str, reason: str, *, by: Any, at: datetime) -> None:
    pair.decision, pair.reason, pair.decided_by, pair.decided_at = decision, reason, by, at
    pair.save(update_fields=["decision", "reason", "decided_by", "decided_at"])


def _require(refusal: str | None) -> None:
    if refusal:
        raise Refused(refusal)


def _record(by: Any, action: str, record: ConvictRecord, at: datetime, **detail: Any) -> None:
    record_event(
        by=by, action=action, target=record, at=at, purpose=filing.purpose_of(record), detail=detail
    )

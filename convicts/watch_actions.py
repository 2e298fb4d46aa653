"""Every write to the watch list. The listing is published and withdrawn in the same breath."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.two_persons import refusal_to_decide
from alerts.actions import Refused, publish_listing, withdraw_listing
from audit.actions import record
from audit.purposes import Purpose, PurposeKind
from convicts.watch import WatchEntry, WatchRemoval, WatchReview
from stations.models import Station


@transaction.atomic
def propose(*, by: Any, entry: WatchEntry, at: datetime) -> WatchEntry:
    """Propose this unsaved entry for a station of the proposer's own."""
    _require_place(by, entry.station, Permission.PROPOSE_WATCH)
    entry.proposed_by, entry.proposed_at = by, at
    entry.save(force_insert=True)
    _record(by, "convicts.watch_proposed", entry, at)
    return entry


@transaction.atomic
def decide(*, by: Any, entry: WatchEntry, approve: bool, note: str, at: datetime) -> WatchEntry:
    """Put the entry in force, and look for the person from now on; or refuse it."""
    entry = WatchEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    _require_place(by, entry.station, Permission.DECIDE_WATCH)
    if refusal := refusal_to_decide(entry, by=by, approve=approve, note=note):
        raise Refused(refusal)
    if approve and entry.valid_to and entry.valid_to < timezone.localdate(at):
        raise Refused(_("The last day of this entry is over. Refuse it; a new one is proposed."))
    entry.decide(by=by, approve=approve, note=note, at=at)
    entry.save()
    if approve:
        publish_listing(
            entry,
            category=entry.category,
            reference=entry.reference,
            owning_station=entry.station,
            valid_from=entry.listed_from,
            valid_to=entry.listed_to,
            at=at,
        )
    _record(by, "convicts.watch_approved" if approve else "convicts.watch_refused", entry, at)
    return entry


@transaction.atomic
def propose_removal(*, by: Any, entry: WatchEntry, reason: str, at: datetime) -> WatchRemoval:
    """Propose to take an entry in force off the list."""
    entry = WatchEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    _require_place(by, entry.station, Permission.PROPOSE_WATCH)
    if not entry.is_in_force:
        raise Refused(_("This entry is not in force."))
    if entry.removals.filter(decision="").exists():
        raise Refused(_("Its removal has been proposed already."))
    removal: WatchRemoval = WatchRemoval.objects.create(
        entry=entry, reason=reason, proposed_by=by, proposed_at=at
    )
    _record(by, "convicts.watch_removal_proposed", entry, at, removal=removal.pk)
    return removal


@transaction.atomic
def decide_removal(
    *, by: Any, removal: WatchRemoval, approve: bool, note: str, at: datetime
) -> WatchRemoval:
    """Take the entry off the list, closing what alerts it raised; or leave it on."""
    entry = WatchEntry.objects.select_for_update(of=("self",)).get(pk=removal.entry_id)
    removal = WatchRemoval.objects.select_for_update(of=("self",)).get(pk=removal.pk)
    _require_place(by, entry.station, Permission.DECIDE_WATCH)
    if refusal := refusal_to_decide(removal, by=by, approve=approve, note=note):
        raise Refused(refusal)
    if approve and not entry.is_in_force:
        raise Refused(_("This entry is not in force."))
    removal.decide(by=by, approve=approve, note=note, at=at)
    removal.save()
    if approve:
        _end(entry, because=_("Taken off the watch list"), at=at)
    _record(
        by,
        "convicts.watch_removal_approved" if approve else "convicts.watch_removal_refused",
        entry,
        at,
        removal=removal.pk,
    )
    return removal


@transaction.atomic
def review(*, by: Any, entry: WatchEntry, reason: str, next_on: date, at: datetime) -> WatchReview:
    """Keep an entry in force on the list until the next review. Raises Refused."""
    entry = WatchEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    _require_place(by, entry.station, Permission.DECIDE_WATCH)
    if not entry.is_in_force:
        raise Refused(_("This entry is not in force."))
    reviewed: WatchReview = WatchReview.objects.create(
        entry=entry, reviewed_by=by, reviewed_at=at, reason=reason, next_on=next_on
    )
    entry.review_on = next_on
    entry.save(update_fields=["review_on"])
    _record(by, "convicts.watch_reviewed", entry, at, next_on=next_on.isoformat())
    return reviewed


def end_expired(*, at: datetime) -> int:
    """Withdraw the entries whose last day is over; each by itself, so that one cannot hold all."""
    ended = 0
    for pk in WatchEntry.objects.expired(at).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            expired = WatchEntry.objects.expired(at).select_for_update(of=("self",))
            if entry := expired.filter(pk=pk).first():
                _end(entry, because=_("Its last day is over"), at=at)
                _record(None, "convicts.watch_expired", entry, at)
                ended += 1
    return ended


def purpose_of(entry: WatchEntry) -> Purpose:
    """What every act on an entry is for: the case it stands on."""
    return Purpose(PurposeKind.INVESTIGATION, case_ref=entry.reference)


@transaction.atomic
def open_page(*, by: Any, entry: WatchEntry, at: datetime) -> None:
    """Somebody reads one entry whole."""
    _record(by, "convicts.watch_opened", entry, at)


def _end(entry: WatchEntry, *, because: str, at: datetime) -> None:
    entry.ended_at, entry.ended_because = at, because
    entry.save(update_fields=["ended_at", "ended_because"])
    withdraw_listing(entry, reason=because, at=at)


def _require_place(by: Any, station: Station, permission: Permission) -> None:
    if not Station.objects.visible_to(by, permission).filter(pk=station.pk).exists():
        raise Refused(_("This station is not one of yours."))


def _record(by: Any, action: str, entry: WatchEntry, at: datetime, **detail: Any) -> None:
    record(by=by, action=action, target=entry, at=at, purpose=purpose_of(entry), detail=detail)

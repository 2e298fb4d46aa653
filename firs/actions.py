"""Every write to an FIR before it has its number."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from audit.actions import record
from audit.purposes import NO_PURPOSE, Purpose
from complaints import actions as complaints
from complaints.models import Complaint, Level, State
from complaints.policies import Refused
from firs import accused, bearings, policies
from firs.models import Draft

#: What is copied as it stands under the same name.
_AS_WRITTEN = (
    *("address", "occurred_from", "occurred_to", "property_lost", "property_value", "place"),
    *("latitude", "longitude", "sealed_as", "level"),
)


@transaction.atomic
def draft_from(*, by: Any, complaint: Complaint, late_because: str, at: datetime) -> Draft:
    """End the complaint as an FIR and begin the FIR with everything it says.

    A complaint that has its draft gives that back. Raises `complaints.policies.Refused`.
    """
    complaint = complaints.locked(complaint)
    earlier: Draft | None = Draft.objects.filter(complaint=complaint).first()
    if earlier is not None and complaint.state == State.CONVERTED:
        return earlier
    complaint = complaints.convert(by=by, complaint=complaint, late_because=late_because, at=at)
    if earlier is not None:
        # Opened again meanwhile: what was written of the FIR is not lost.
        return earlier
    draft = _from(complaint)
    draft.made_at = draft.changed_at = at
    draft.made_by = draft.changed_by = by
    draft.save(force_insert=True)
    _record(by, "firs.drafted", draft, at)
    return draft


@transaction.atomic
def change(*, by: Any, draft: Draft, seen: datetime, at: datetime, **fields: Any) -> Draft:
    """Save what was typed by somebody who read the draft as it was changed at ``seen``."""
    locked: Draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if refusal := policies.refuse_change(locked, seen=seen):
        raise Refused(refusal)
    changed = sorted(name for name, value in fields.items() if getattr(locked, name) != value)
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, fields[name])
    locked.changed_at, locked.changed_by = at, by
    locked.save(update_fields=[*changed, "changed_at", "changed_by"])
    _record(by, "firs.draft_changed", locked, at, fields=changed)
    return locked


@transaction.atomic
def hand_down(*, by: Any, draft: Draft, at: datetime) -> Draft:
    """Give an FIR that comes from a complaint about the police to its station to register.

    The station reads from now on what the complainant said; an officer complained of still not.
    """
    locked: Draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.level == Level.STATION:
        raise Refused(_("It is with the station already."))
    locked.level = Level.STATION
    locked.changed_at, locked.changed_by = at, by
    locked.save(update_fields=["level", "changed_at", "changed_by"])
    _record(by, "firs.handed_down", locked, at)
    return locked


@transaction.atomic
def open_page(*, by: Any, draft: Draft, at: datetime) -> None:
    """Somebody of the police reads one draft whole."""
    _record(by, "firs.draft_opened", draft, at)


def _record(by: Any, action: str, draft: Draft, at: datetime, **detail: Any) -> None:
    record(by=by, action=action, target=draft, at=at, purpose=purpose_of(draft), detail=detail)


def purpose_of(draft: Draft) -> Purpose:
    """What every act on a draft is for: its complaint."""
    return complaints.purpose_of(draft.complaint) if draft.complaint else NO_PURPOSE


def _from(complaint: Complaint) -> Draft:
    """The unsaved draft, in the language in which the complaint was made."""
    with translation.override(complaint.language):
        offence = complaint.category.local_name
        criminals = accused.lines(complaint.respondents.order_by("pk"))
    return Draft(
        complaint=complaint,
        station=complaint.station,
        reported_at=complaint.lodged_at,
        offence=offence,
        accused=criminals,
        steps_taken=complaint.late_because,
        narrative=complaint.details,
        **complaint.identity_values(),
        **{name: getattr(complaint, name) for name in _AS_WRITTEN},
        **_way_from_station(complaint),
    )


def _way_from_station(complaint: Complaint) -> dict[str, Any]:
    """Distance and direction where both places are known."""
    start = (complaint.station.latitude, complaint.station.longitude)
    end = (complaint.latitude, complaint.longitude)
    if None in (*start, *end):
        return {}
    far = bearings.kilometres(start, end)  # type: ignore[arg-type]
    way = bearings.direction(start, end)  # type: ignore[arg-type]
    return {"distance_km": Decimal(f"{far:.1f}"), "direction": way.value}

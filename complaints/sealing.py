"""Sealed complaints: they exist for the officers named on them, on every list, count and address.

A complaint is sealed at birth by its category or because a juvenile complains; the heads whose
work it is are named by CASPP. An officer it is marked to is named with that.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sealing
from accounts.permissions import Permission
from accounts.seals import SealKey
from audit.actions import record
from complaints import owners
from complaints.models import Complaint, Entry, EntryKind, Level, Respondent
from complaints.policies import Refused
from complaints.querysets import reached_by


def name_owners(complaint: Complaint, respondents: Sequence[Respondent], *, at: datetime) -> None:
    """Name the heads who answer for the complaint, and for a station's those of its circle."""
    on = timezone.localdate(at)
    but = [one.user_id for one in respondents if one.user_id]
    level = Level(complaint.level)
    heads = owners.owners_of(complaint.station, level, on=on, but=but)
    if level == Level.STATION:
        heads += owners.owners_of(complaint.station, Level.CIRCLE, on=on, but=but)
    for head in heads:
        ensure_named(complaint, head, by=None, at=at)


def ensure_named(complaint: Complaint, officer: Any, *, by: Any, at: datetime) -> None:
    """Name the officer unless he is; part of an act that records itself."""
    if not SealKey.objects.to(complaint).filter(user=officer.pk).exists():
        sealing.give_key(by=by, record=complaint, officer=officer, at=at)


@transaction.atomic
def seal(*, by: Any, complaint: Complaint, sealed_as: str, at: datetime) -> Complaint:
    """Seal a complaint that came in under a plain category."""
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if refusal := sealing.refuse_sealing(complaint):
        raise Refused(refusal)
    complaint.sealed_as = sealed_as
    complaint.save(update_fields=["sealed_as"])
    name_owners(complaint, list(complaint.respondents.all()), at=at)
    ensure_named(complaint, by, by=by, at=at)
    if complaint.assigned_to is not None:
        ensure_named(complaint, complaint.assigned_to, by=by, at=at)
    Entry.objects.create(complaint=complaint, kind=EntryKind.SEALED, made_by=by, made_at=at)
    record(by=by, action="accounts.sealed", target=complaint, at=at, detail={"as": sealed_as})
    return complaint


@transaction.atomic
def name_officer(*, by: Any, complaint: Complaint, officer: Any, at: datetime) -> Complaint:
    """Let one more officer see the sealed complaint."""
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if refusal := refuse_naming(complaint, officer):
        raise Refused(refusal)
    sealing.give_key(by=by, record=complaint, officer=officer, at=at)
    Entry.objects.create(
        complaint=complaint, kind=EntryKind.NAMED, made_by=by, made_at=at, officer=officer
    )
    record(
        by=by,
        action="accounts.officer_named",
        target=complaint,
        at=at,
        detail={"officer": officer.pk, "name": str(officer)},
    )
    return complaint


def refuse_naming(complaint: Complaint, officer: Any) -> str | None:
    """Why this officer cannot be named on the complaint now."""
    name = {"name": officer.local_name}
    if not complaint.is_sealed:
        return _("This complaint is not sealed.")
    if complaint.respondents.filter(user=officer).exists():
        return _("The complaint is about %(name)s.") % name
    within = reached_by(officer, Permission.SEE_COMPLAINTS)
    if not Complaint.objects.filter(within, pk=complaint.pk).exists():
        return _("%(name)s is posted nowhere where such a record is of use.") % name
    if SealKey.objects.to(complaint).filter(user=officer.pk).exists():
        return _("%(name)s is named already.") % name
    return None

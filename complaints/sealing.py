"""Sealed complaints: they exist for the officers named on them, on every list, count and address.

A complaint is sealed at birth by its category or because a juvenile complains; the heads whose
work it is are named by CASPP. An officer it is marked to is named with that.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sealing
from accounts.permissions import Permission
from accounts.seals import SealKey
from audit.actions import record
from complaints import onward, owners
from complaints.models import OPEN, Complaint, Entry, EntryKind, Level, Respondent
from complaints.policies import Refused
from complaints.querysets import reached_by

#: So long after its end a sealed complaint may still be objected to.
KEPT_IN_SIGHT = timedelta(days=90)
#: So many rungs are named from the first moment: who works on it, who decides, who is asked when
#: the complainant is not satisfied with that.
RUNGS = 3


def name_owners(complaint: Complaint, respondents: Sequence[Respondent], *, at: datetime) -> None:
    """Name the heads who answer for the complaint, and those above them."""
    on = timezone.localdate(at)
    but = [one.user_id for one in respondents if one.user_id]
    for level in [one for one in Level if one >= complaint.level][:RUNGS]:
        for head in owners.owners_of(complaint.station, level, on=on, but=but):
            ensure_named(complaint, head, by=None, at=at)


def name_those_in_office(*, at: datetime) -> int:
    """Name whoever became head since on the sealed complaints that are not over.

    Returns how many complaints were looked at. A post that changes hands leaves none behind: the
    key of who left opens what lies within his reach, and that is elsewhere by now.
    """
    recent = at - KEPT_IN_SIGHT
    rows = Complaint.objects.exclude(sealed_as="").filter(
        Q(state__in=[*OPEN]) | Q(decided_at__gt=recent)
    )
    with_place = rows.select_related("station__circle__district__region")
    looked_at = 0
    for complaint in with_place.prefetch_related("respondents").order_by("pk").iterator(500):
        with transaction.atomic():
            name_owners(complaint, list(complaint.respondents.all()), at=at)
            onward.seal_moved(complaint, by=None, at=at)
        looked_at += 1
    return looked_at


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
    onward.seal_moved(complaint, by=by, at=at)
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
    onward.seal_moved(complaint, by=by, at=at)
    return complaint


@transaction.atomic
def unname(*, by: Any, complaint: Complaint, officer: Any, at: datetime) -> Complaint:
    """Let an officer see the sealed complaint no longer."""
    sealing.unname(by=by, record=complaint, officer=officer, at=at)
    Entry.objects.create(
        complaint=complaint, kind=EntryKind.UNNAMED, made_by=by, made_at=at, officer=officer
    )
    onward.seal_moved(complaint, by=by, at=at)
    return complaint


@transaction.atomic
def lift(*, by: Any, complaint: Complaint, at: datetime) -> Complaint:
    """Lift a seal that was set by mistake: whoever may see such complaints sees it again."""
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if refusal := refuse_lifting(complaint):
        raise Refused(refusal)
    complaint = sealing.unseal(by=by, record=complaint, at=at)
    Entry.objects.create(complaint=complaint, kind=EntryKind.LIFTED, made_by=by, made_at=at)
    onward.seal_moved(complaint, by=by, at=at)
    return complaint


def refuse_plain(complaint: Complaint) -> str | None:
    """Why nothing can be done with its seal: it has none."""
    return None if complaint.is_sealed else _("This complaint is not sealed.")


def refuse_lifting(complaint: Complaint) -> str | None:
    """Why its seal cannot be lifted."""
    if complaint.category.sealed_as:
        return _("Its category is sealed. Change the category first.")
    return refuse_plain(complaint)


def refuse_naming(complaint: Complaint, officer: Any) -> str | None:
    """Why this officer cannot be named on the complaint now."""
    name = {"name": officer.local_name}
    if refusal := refuse_plain(complaint):
        return refusal
    if complaint.respondents.filter(user=officer).exists():
        return _("The complaint is about %(name)s.") % name
    within = reached_by(officer, Permission.SEE_COMPLAINTS)
    if not Complaint.objects.filter(within, pk=complaint.pk).exists():
        return _("%(name)s is posted nowhere where such a record is of use.") % name
    if SealKey.objects.to(complaint).filter(user=officer.pk).exists():
        return _("%(name)s is named already.") % name
    return None

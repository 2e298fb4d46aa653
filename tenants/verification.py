"""An officer of the beat is sent, goes, and says what he found."""

from datetime import datetime
from typing import Any

from django.db import transaction

from audit.actions import record
from tenants import policies
from tenants.actions import Refused
from tenants.models import Tenancy, Verification, Visit
from tenants.telling import tell_of_discrepancy


@transaction.atomic
def assign(*, by: Any, tenancy: Tenancy, to: Any, at: datetime) -> Visit:
    """Send an officer; somebody else who was sent before him need not go. Raises Refused."""
    tenancy = _locked(tenancy)
    if refusal := policies.refuse_assigning(tenancy):
        raise Refused(refusal)
    assert tenancy.verify_due_at is not None
    due_at = max(tenancy.verify_due_at, at)
    sent = tenancy.visits.open().first()  # type: ignore[attr-defined]
    visit = sent or Visit(tenancy=tenancy)
    visit.assigned_to, visit.assigned_by, visit.assigned_at, visit.due_at = to, by, at, due_at
    visit.save()
    tenancy.verification = Verification.ASSIGNED
    tenancy.save(update_fields=["verification"])
    record(by=by, action="tenants.visit_assigned", target=visit, at=at, detail={"to": to.pk})
    return visit


@transaction.atomic
def report(
    *, by: Any, visit: Visit, outcome: str, missing: list[str], words: str, at: datetime
) -> Visit:
    """What was found. What is held against a registration is named. Raises Refused."""
    tenancy = _locked(visit.tenancy)
    waiting = Visit.objects.select_for_update().filter(pk=visit.pk).first()
    if waiting is None:
        raise Refused(policies.visit_is_gone())
    visit = waiting
    if refusal := policies.refuse_reporting(visit, missing, outcome):
        raise Refused(refusal)
    visit.visited_at, visit.visited_by = at, by
    visit.outcome, visit.missing, visit.words = outcome, missing, words
    visit.save()
    tenancy.verification = Verification(outcome)
    tenancy.save(update_fields=["verification"])
    if outcome == Visit.Outcome.DISCREPANCY:
        tell_of_discrepancy(tenancy, visit=visit.pk, at=at)
    record(by=by, action="tenants.visited", target=visit, at=at, detail={"outcome": outcome})
    return visit


def _locked(tenancy: Tenancy) -> Tenancy:
    locked: Tenancy = Tenancy.objects.select_for_update(of=("self",)).get(pk=tenancy.pk)
    return locked

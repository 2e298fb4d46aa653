"""Sealing a record, naming who may see it, lifting the seal. Each act is recorded.

An app whose record has listings wraps these, so that its alerts move along (convicts.actions).
"""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.seals import Sealable, SealKey
from audit.actions import record as record_event

AnySealable = TypeVar("AnySealable", bound=Sealable)


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


def refuse_sealing(record: Sealable) -> str | None:
    """Why this record cannot be sealed now."""
    return _("This record is sealed already.") if record.is_sealed else None


def refuse_naming(record: Sealable, officer: Any) -> str | None:
    """Why this officer cannot be named on the record now."""
    if not record.is_sealed:
        return _("This record is not sealed.")
    if not any(map(officer.may, (Permission.SEE_ALERTS, Permission.SEE_CONVICTS))):
        return _("%(name)s is posted nowhere where such a record is of use.") % {
            "name": officer.local_name
        }
    if SealKey.objects.to(record).filter(user=officer.pk).exists():
        return _("%(name)s is named already.") % {"name": officer.local_name}
    return None


def refuse_unnaming(record: Sealable, officer: Any) -> str | None:
    """Why this officer's name cannot be taken off the record now."""
    others = [key.user for key in SealKey.objects.to(record).select_related("user")]
    if officer.pk not in {other.pk for other in others}:
        return _("%(name)s is not named on this record.") % {"name": officer.local_name}
    if not any(one.may(Permission.SEAL) for one in others if one.pk != officer.pk):
        return _(
            "One officer who may lift the seal stays named. Name another one before you take "
            "%(name)s off."
        ) % {"name": officer.local_name}
    return None


@transaction.atomic
def seal(*, by: Any, record: AnySealable, sealed_as: str, at: datetime) -> AnySealable:
    """Hide the record from everybody but whoever seals it, who then names the others."""
    record = _locked(record)
    if refusal := refuse_sealing(record):
        raise Refused(refusal)
    record.sealed_as = sealed_as
    record.save(update_fields=["sealed_as"])
    give_key(by=by, record=record, officer=by, at=at)
    record_event(by=by, action="accounts.sealed", target=record, at=at, detail={"as": sealed_as})
    return record


@transaction.atomic
def name_officer(*, by: Any, record: AnySealable, officer: Any, at: datetime) -> AnySealable:
    """Let this officer see the sealed record."""
    record = _locked(record)
    if refusal := refuse_naming(record, officer):
        raise Refused(refusal)
    give_key(by=by, record=record, officer=officer, at=at)
    record_event(by=by, action="accounts.officer_named", target=record, at=at, detail=_who(officer))
    return record


@transaction.atomic
def unname(*, by: Any, record: AnySealable, officer: Any, at: datetime) -> AnySealable:
    """Let this officer see the sealed record no longer."""
    record = _locked(record)
    if refusal := refuse_unnaming(record, officer):
        raise Refused(refusal)
    SealKey.objects.to(record).filter(user=officer.pk).delete()
    record_event(
        by=by, action="accounts.officer_unnamed", target=record, at=at, detail=_who(officer)
    )
    return record


@transaction.atomic
def unseal(*, by: Any, record: AnySealable, at: datetime) -> AnySealable:
    """Lift the seal: whoever may see such records sees this one again."""
    record = _locked(record)
    if not record.is_sealed:
        raise Refused(_("This record is not sealed."))
    was = record.sealed_as
    record.sealed_as = ""
    record.save(update_fields=["sealed_as"])
    SealKey.objects.to(record).delete()
    record_event(by=by, action="accounts.unsealed", target=record, at=at, detail={"was": was})
    return record


def give_key(*, by: Any, record: Sealable, officer: Any, at: datetime) -> None:
    """Part of an act that records itself; ``by`` is None where CASPP itself names the officer."""
    SealKey.objects.create(
        record_label=record._meta.label_lower,
        record_id=record.pk,
        user_id=officer.pk,
        given_by_id=by.pk if by else None,
        given_at=at,
    )


def _who(officer: Any) -> dict[str, Any]:
    return {"officer": officer.pk, "name": str(officer)}


def _locked(record: AnySealable) -> AnySealable:
    locked: AnySealable = type(record)._default_manager.select_for_update().get(pk=record.pk)
    return locked

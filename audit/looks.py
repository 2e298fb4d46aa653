"""The one door to a person: searching one, opening one, seeing his whole number.

    with looks.looking(by=officer, at=now, action="convicts.opened", purpose=purpose) as look:
        ...  # read only here: the event stands before the first row is read

A look states its purpose and counts against the officer's day. An alert is not opened through
this door: CASPP brings it to the officer, and it is itself the purpose.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from audit.actions import record
from audit.models import Event, Outcome
from audit.purposes import Purpose
from audit.querysets import NTH

#: How many people an officer may look at in one day of Karachi.
LOOK_UPS_A_DAY = 100
#: Those whose daily work it is may look at more.
LOOK_UPS_A_DAY_OF = {Role.CRO_OPERATOR: 400}
#: A look without a case is explained in at least so many letters.
LEAST_WORDS = 15
#: So long the links of a look-up open what it showed.
LINKS_LAST = timedelta(minutes=15)


class NoPurpose(ValueError):
    """Somebody was to be looked at for no stated reason; the message says what is missing."""


class OverBudget(Exception):
    """The officer has made all the looks of his day; the message says what to do."""


def refuse_purpose(purpose: Purpose) -> str | None:
    """Why nobody may be looked at for this, as a sentence; None when the purpose will do."""
    if not purpose.kind:
        return _("Choose what the look-up is for.")
    if not purpose.case_ref and len(purpose.words) < LEAST_WORDS:
        return _("Give the number of the case; or tick 'no case' and say in a sentence why.")
    return None


def budget_of(user: Any) -> int:
    """How many looks a day this person has: the most that one of the present roles gives."""
    roles = (Role(posting.role) for posting in user.current_postings)
    return max((LOOK_UPS_A_DAY_OF.get(role, LOOK_UPS_A_DAY) for role in roles), default=0)


def purpose_of(look: Event) -> Purpose:
    """The purpose that was stated for this look."""
    return Purpose(look.purpose_kind, case_ref=look.case_ref, words=look.purpose)


def nth_today(look: Event) -> int:
    """The how-manieth look of its officer's day this was."""
    nth: int = look.detail[NTH]
    return nth


@contextmanager
def looking(
    *,
    by: Any,
    at: datetime,
    action: str,
    purpose: Purpose,
    target: models.Model | None = None,
    detail: dict[str, Any] | None = None,
) -> Iterator[Event]:
    """One look in one transaction: its event first, then what the block reads.

    Raises OverBudget, and NoPurpose, before the block is entered. Being over budget is recorded in
    a transaction of its own: of the look nothing stays, of the attempt everything.
    """
    try:
        with transaction.atomic():
            yield look(by=by, at=at, action=action, purpose=purpose, target=target, detail=detail)
    except OverBudget:
        with transaction.atomic():
            record(
                by=by,
                action="audit.over_budget",
                at=at,
                target=target,
                purpose=purpose,
                outcome=Outcome.REFUSED,
                detail={"act": action, "most": budget_of(by)},
            )
        raise


def look(
    *,
    by: Any,
    at: datetime,
    action: str,
    purpose: Purpose,
    target: models.Model | None = None,
    detail: dict[str, Any] | None = None,
) -> Event:
    """Record one look, or refuse it; `looking` is this with its transaction around it."""
    if refusal := refuse_purpose(purpose):
        raise NoPurpose(refusal)
    nth, most = _nth_look(by, at), budget_of(by)
    if nth > most:
        raise OverBudget(
            _(
                "You have looked at %(most)d people today, which is the most for one day. The "
                "auditor is told. Go on tomorrow, or have a colleague look this person up."
            )
            % {"most": most}
        )
    event = record(
        by=by,
        action=action,
        at=at,
        target=target,
        purpose=purpose,
        detail={**(detail or {}), NTH: nth},
    )
    if target is not None:
        _ring_for_canaries([target], by=by, at=at, purpose=purpose)
    return event


def shown(
    look: Event, found: Sequence[models.Model], *, by: Any, at: datetime, action: str
) -> Event:
    """Record whom this look-up showed; `link_of` the event opens each of them for a while."""
    _ring_for_canaries(found, by=by, at=at, purpose=purpose_of(look))
    target_type = found[0]._meta.label_lower if found else ""
    return _record_shown(look, target_type, [one.pk for one in found], by=by, at=at, action=action)


def shown_of(
    look: Event, target_type: str, ids: Sequence[int], *, by: Any, at: datetime, action: str
) -> Event:
    """The same of records of one kind that are known by their numbers alone."""
    model = apps.get_model(target_type)
    if any(field.name == "is_canary" for field in model._meta.fields):
        invented = model._default_manager.filter(pk__in=ids, is_canary=True)
        _ring_for_canaries(list(invented), by=by, at=at, purpose=purpose_of(look))
    return _record_shown(look, target_type, ids, by=by, at=at, action=action)


def _record_shown(
    look: Event, target_type: str, ids: Sequence[int], *, by: Any, at: datetime, action: str
) -> Event:
    detail = {"look_up": look.pk, "count": len(ids), "type": target_type, "records": list(ids)}
    return record(by=by, action=action, at=at, purpose=purpose_of(look), detail=detail)


def link_of(event: Event) -> str:
    """What a link carries to say which look showed the person: signed, and nobody's name."""
    return _signer().sign_object(event.pk)


def behind(link: str, *, by: Any, target: models.Model, at: datetime) -> Event | None:
    """The look behind a link, if it is this officer's, not yet old, and showed this record."""
    try:
        event = Event.objects.filter(pk=_signer().unsign_object(link), actor_id=by.pk).first()
    except BadSignature:
        return None
    if event is None or not timedelta() <= at - event.at <= LINKS_LAST:
        return None
    label = target._meta.label_lower
    opened = (event.target_type, event.target_id) == (label, target.pk)
    listed = event.detail.get("type") == label and target.pk in event.detail["records"]
    return event if opened or listed else None


def _signer() -> Signer:
    return Signer(salt="audit.looks")


def _nth_look(by: Any, at: datetime) -> int:
    """One more than the last look of the day; the officer's own row is the lock.

    Two requests at once come one after the other, so that both cannot be the last one allowed.
    """
    users = get_user_model()._default_manager.select_for_update(no_key=True)
    list(users.filter(pk=by.pk).values_list("pk"))
    last = Event.objects.by(by.pk).looks().first()
    if last is None or timezone.localdate(last.at) != timezone.localdate(at):
        return 1
    return nth_today(last) + 1


def _ring_for_canaries(
    found: Sequence[models.Model], *, by: Any, at: datetime, purpose: Purpose
) -> None:
    """An invented record that no case leads to was read: the auditor is told, the reader not."""
    for one in found:
        if getattr(one, "is_canary", False):
            record(by=by, action="audit.canary_read", at=at, target=one, purpose=purpose)

"""May this be asked for, decided, or done to an account now? The refusal as a sentence, or None."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts import reach
from accounts.models import Posting, User
from accounts.permissions import Permission
from accounts.places import level_of
from accounts.requests import AccountRequest
from accounts.roles import Role
from accounts.two_persons import refusal_to_decide

Kind = AccountRequest.Kind
_APART = {Role.ADMINISTRATOR: Role.AUDITOR, Role.AUDITOR: Role.ADMINISTRATOR}


def refuse_asking(proposal: AccountRequest, *, by: Any, today: date) -> str | None:
    """Why this cannot be asked for by this person now."""
    if proposal.subject_id == by.pk:
        return _("Somebody else asks for you. Speak to your supervisor.")
    return (
        _refuse_post(proposal, by, today) or _refuse_now(proposal, today) or _refuse_twice(proposal)
    )


def refuse_deciding(
    proposal: AccountRequest, *, by: Any, approve: bool, note: str, today: date
) -> str | None:
    """Why this person cannot decide this request in this way now."""
    if proposal.subject_id == by.pk:
        return _("This is about yourself. Somebody else decides it.")
    if refusal := refusal_to_decide(proposal, by=by, approve=approve, note=note):
        return refusal
    if not approve:
        return None
    if proposal.kind not in AccountRequest.POSTINGS:
        reached = User.objects.visible_to(by, Permission.DECIDE_ACCOUNTS)
        if not reached.filter(pk=proposal.subject_id).exists():
            return _("This person is also posted where you do not decide. A higher post decides.")
    return _refuse_now(proposal, today)


def refuse_disabling(user: User, *, by: Any) -> str | None:
    """Why this account cannot be disabled now."""
    if by is not None and user.pk == by.pk:
        return _("You cannot disable your own account.")
    return _refuse_disabled(user)


def refuse_link(user: User) -> str | None:
    """Why no enrolment link can be made for this account now."""
    if user.signs_in_by_phone:
        return _("This person signs in by phone and has no password.")
    return _refuse_disabled(user)


def _refuse_disabled(user: User) -> str | None:
    if not user.is_active:
        return _("This account is disabled. Ask to enable it again first.")
    return None


def _refuse_post(proposal: AccountRequest, by: Any, today: date) -> str | None:
    """Role, place and day, as far as the asker's own post goes."""
    if proposal.kind not in AccountRequest.POSTINGS:
        return None
    places = reach.PLACES.get(Role(proposal.role), ())
    unit = proposal.unit
    if (level_of(unit) if unit is not None else None) not in places:
        return _("This role is not posted to a place of this kind. Choose another place.")
    if not reach.reaches(by, Permission.MANAGE_ACCOUNTS, proposal.role, unit):
        return _("This role at this place is asked for by a higher post.")
    if proposal.from_on is None or proposal.from_on < today:
        return _("The first day is today or later.")
    return None


def _refuse_now(proposal: AccountRequest, today: date) -> str | None:
    """What may have changed since it was asked for."""
    if proposal.kind == Kind.OPEN:
        if User.objects.filter(username=proposal.username).exists():
            return _("An account with this service number exists already.")
        return None
    subject = proposal.subject
    assert subject is not None
    if proposal.kind == Kind.ENABLE:
        return _("This account is not disabled.") if subject.is_active else None
    if refusal := _refuse_disabled(subject):
        return refusal
    if proposal.kind == Kind.NEW_FACTOR:
        return None
    standing = Posting.objects.not_over(today).filter(user=subject)
    if proposal.kind == Kind.TRANSFER:
        if not standing.filter(pk=proposal.ending_id).exists():
            return _("The posting that is to end is over already.")
        standing = standing.exclude(pk=proposal.ending_id)
    if standing.filter(role=_APART.get(Role(proposal.role), "")).exists():
        return _("The administrator is not the auditor. Nobody is both.")
    return None


def _refuse_twice(proposal: AccountRequest) -> str | None:
    waiting = AccountRequest.objects.waiting().filter(kind=proposal.kind)
    if proposal.kind == Kind.OPEN:
        waiting = waiting.filter(username=proposal.username)
    else:
        waiting = waiting.filter(subject=proposal.subject)
    if waiting.exists():
        return _("The same is waiting for a decision already.")
    return None

"""Citizens and landlords: an account is a phone that answered a code."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Posting, User
from accounts.roles import Role
from audit.actions import record

#: A number that never answered its code is forgotten after this long.
_UNANSWERED = timedelta(days=1)


def account_of(phone: str) -> User:
    """The account of this phone, made when there is none; without a role until a code came back.

    Every number gets one, so that nobody learns from the next page which numbers are known.
    """
    found = User.objects.filter(signs_in_by_phone=True, phone=phone).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return User.objects.create_user(phone, name=phone, phone=phone, signs_in_by_phone=True)
    except IntegrityError:
        return User.objects.get(signs_in_by_phone=True, phone=phone)


@transaction.atomic
def welcome(user: User) -> None:
    """Make the owner of a phone that answered for the first time a citizen."""
    now = timezone.now()
    if user.postings.exists():
        return
    Posting.objects.create(user=user, role=Role.CITIZEN, from_on=timezone.localdate(now))
    record(by=user, action="accounts.phone_proved", at=now, target=user)
    user.refresh_from_db(fields=["session_stamp"])


def forget_unanswered(at: datetime) -> int:
    """Remove numbers of yesterday that were typed in and never answered; returns how many."""
    unanswered = User.objects.filter(
        signs_in_by_phone=True, postings=None, last_login=None, created_at__lt=at - _UNANSWERED
    )
    return unanswered.delete()[0]

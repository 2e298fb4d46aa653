"""What the sign-in library and Django tell of, written into the log."""

from hashlib import sha256
from typing import Any

from allauth.account.signals import authentication_step_completed, password_changed, user_logged_in
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.signals import user_locked_out
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.db.models import F
from django.dispatch import receiver
from django.utils import timezone

from accounts import sessions
from accounts.models import User
from audit.actions import record


def _write(action: str, *, by: Any, **detail: Any) -> None:
    with transaction.atomic():
        record(by=by, action=action, at=timezone.now(), detail=detail)


@receiver(user_login_failed)
def sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    _write("accounts.sign_in_failed", by=None, **_named(credentials.get("username")))


def _named(typed: str | None) -> dict[str, str]:
    """The account that was tried. People type passwords here: an unknown name is only hashed."""
    # PostgreSQL keeps no NUL, and whoever tries one is refused like any other.
    name = (typed or "").replace("\0", "")[:40]
    if User.objects.filter(username=name).exists():
        return {"as": name}
    return {"as_hash": sha256(name.encode()).hexdigest()[:12]}


@receiver(user_locked_out)
def locked(sender: Any, username: str | None = None, **kwargs: Any) -> None:
    _write("accounts.locked", by=None, **_named(username))


@receiver(user_logged_in)
def signed_in(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    sessions.begin(request.session)
    methods = sessions.methods(request, user)
    _write("accounts.signed_in", by=user, methods=methods)
    _limit_sessions(request, user)


def _limit_sessions(request: Any, user: User) -> None:
    """One more session than allowed ends the oldest; one from elsewhere is written down."""
    # This very session is not stored yet, so it would count as gone.
    found = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    others = [one for one in found.order_by("-created_at") if not one.purge()]
    elsewhere = sorted({one.ip for one in others} - {request.META.get("REMOTE_ADDR")})
    if elsewhere:
        _write("accounts.signed_in_elsewhere", by=user, addresses=elsewhere)
    if not user.is_police:
        return
    for one in others[sessions.AT_ONCE - 1 :]:
        one.end()
        _write("accounts.oldest_session_ended", by=user, address=one.ip)


@receiver(authentication_step_completed)
def proved_again(sender: Any, request: Any, user: User, method: str, **kwargs: Any) -> None:
    if kwargs.get("reauthenticated"):
        sessions.unlock(request.session)
        _write("accounts.proved_again", by=user, method=kwargs.get("type", method))


@receiver(factors.authentication_failed)
def factor_failed(sender: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    _write("accounts.factor_failed", by=user, kind=authenticator.type)


@receiver(factors.authenticator_added)
def factor_added(sender: Any, request: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    _write("accounts.factor_added", by=user, kind=authenticator.type)
    # Whoever connects a factor has just shown that he holds it.
    sessions.note_factor(request, user, authenticator)
    _end_other_sessions(request, user)


@receiver(factors.authenticator_removed)
def factor_removed(
    sender: Any, request: Any, user: User, authenticator: Any, **kwargs: Any
) -> None:
    _write("accounts.factor_removed", by=user, kind=authenticator.type)
    _end_other_sessions(request, user)


@receiver(factors.authenticator_reset)
def factor_reset(sender: Any, request: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    _write("accounts.factor_reset", by=user, kind=authenticator.type)
    _end_other_sessions(request, user)


@receiver(password_changed)
def password_is_changed(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    _write("accounts.password_changed", by=user)


def _end_other_sessions(request: Any, user: User) -> None:
    """A session from before the change is over; this one goes on under a new key."""
    User.objects.filter(pk=user.pk).update(session_stamp=F("session_stamp") + 1)
    if request.user.pk == user.pk:
        user.refresh_from_db(fields=["session_stamp"])
        update_session_auth_hash(request, user)

"""The rules of a session, asked before every view."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from accounts.sessions import LOCKED, Reach, is_over, onward, reach_of, touch
from audit.actions import record

#: Where a session goes first that has not come far enough.
_NEXT = {
    Reach.WITHOUT_FACTOR: "mfa_index",
    Reach.BEFORE_NOTICE: "accounts:notice",
}


class SessionRules(MiddlewareMixin):
    """Ends a session after twelve hours, locks it after thirty idle minutes, asks for a factor.

    A view says how far a session must have come (`reach`); one that says nothing asks for all.
    """

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        needed = getattr(view, "reach", Reach.WHOLE)
        if is_over(request):
            return None if _is_public(view) else _end(request)
        was_locked = request.session.get(LOCKED)
        reach = reach_of(request)
        if reach >= needed:
            if reach > Reach.LOCKED and not getattr(view, "unattended", False) and touch(request):
                _note_place(request)
            return None
        if reach == Reach.LOCKED:
            return _lock(request, is_news=not was_locked)
        return onward(request, reverse(_NEXT[reach]))


def _is_public(view: Callable[..., Any]) -> bool:
    return getattr(view, "login_required", True) is False


def _end(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        record(by=request.user, action="accounts.session_ended", at=timezone.now())
        logout(request)
    if request.headers.get("HX-Request"):
        return onward(request, resolve_url(settings.LOGIN_URL))
    return redirect_to_login(request.get_full_path())


def _lock(request: HttpRequest, *, is_news: bool) -> HttpResponse:
    """Ask who is there; what was being sent waits in the session and goes on afterwards."""
    if not request.user.has_usable_password():  # type: ignore[union-attr]
        return _end(request)
    if is_news:
        with transaction.atomic():
            record(by=request.user, action="accounts.session_locked", at=timezone.now())
    if request.headers.get("HX-Request"):
        return onward(request, reverse("account_reauthenticate"))
    return suspend_request(request, reverse("account_reauthenticate"))


def _note_place(request: HttpRequest) -> None:
    """Keep where a session was last seen; one that moves to another address is written down."""
    session = UserSession.objects.filter(session_key=request.session.session_key).first()
    if session is None:
        return
    address = request.META["REMOTE_ADDR"]
    if session.ip != address:
        with transaction.atomic():
            record(
                by=request.user,
                action="accounts.address_changed",
                at=timezone.now(),
                detail={"from": session.ip, "to": address},
            )
    session.ip, session.last_seen_at = address, timezone.now()
    session.save(update_fields=["ip", "last_seen_at"])

"""The guard of every view: who may use it, or why everybody may."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from asgiref.sync import iscoroutinefunction, sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse

from accounts.permissions import Permission
from accounts.scopes import Scope
from accounts.sessions import Reach, is_recent, onward

View = Callable[..., Any]


def access(
    permission: Permission,
    scope: Scope | None = None,
    *,
    step_up: bool = False,
    reach: Reach = Reach.WHOLE,
    unattended: bool = False,
) -> Callable[[View], View]:
    """Let in those who hold the permission; everybody else signed in gets 403.

    ``scope`` says whose records the view shows, and that it fetches them by `visible_to`; a
    system check refuses a view that does not say. Signing in itself is asked for by
    LoginRequiredMiddleware. With ``step_up`` whoever gave no
    password or factor within the last five minutes gives one first. ``reach`` is how far a
    session must have come (`accounts.middleware.SessionRules`). An ``unattended`` view is asked
    by the page itself, not by a person, and keeps no session awake.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            _require(request, permission, step_up)
            response = view(request, *args, **kwargs)
            # What one officer saw must not come back by the Back button of a shared computer.
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        @wraps(view)
        async def guarded_stream(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            await sync_to_async(_require_and_hang_up)(request, permission, step_up)
            return await view(request, *args, **kwargs)

        chosen: Any = guarded_stream if iscoroutinefunction(view) else guarded
        chosen.permission = permission
        chosen.scope = scope
        chosen.step_up = step_up
        chosen.reach = reach
        chosen.unattended = unattended
        return cast(View, chosen)

    return guard


def public(reason: str) -> Callable[[View], View]:
    """Let in everybody, signed in or not; the reason is read by the next founder."""

    def guard(view: View) -> View:
        opened: Any = login_not_required(view)
        opened.public_because = reason
        opened.reach = Reach.LOCKED
        return cast(View, opened)

    return guard


def _require(request: HttpRequest, permission: Permission, step_up: bool) -> None:
    if not request.user.may(permission):  # type: ignore[union-attr]
        raise PermissionDenied
    if step_up and not is_recent(request):
        if request.headers.get("HX-Request"):
            # A part of a page cannot ask for a password: its whole page goes and comes back.
            raise ImmediateHttpResponse(onward(request, reverse("account_reauthenticate")))
        raise ReauthenticationRequired


def _require_and_hang_up(request: HttpRequest, permission: Permission, step_up: bool) -> None:
    """As `_require`, and give the connection back: a stream would hold it for hours."""
    try:
        _require(request, permission, step_up)
    finally:
        connection.close()

"""The home page of every role, the sign of life, and what browsers complain about."""

import json
import logging
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from accounts.access import access, public
from accounts.permissions import Permission
from accounts.roles import OUTSIDE_ROLES
from accounts.scopes import Scope
from audit.context import origin
from screen import navigation

logger = logging.getLogger("caspp.browsers")
LARGEST_REPORT = 16 * 1024


@access(Permission.SEE_HOME, Scope.OWN)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, and where everything is."""
    postings = request.user.current_postings  # type: ignore[union-attr]
    context = {
        "tiles": navigation.tiles_for(request.user),
        "entries": navigation.entries_for(request.user),
        "is_outside": all(posting.role in OUTSIDE_ROLES for posting in postings),
    }
    return render(request, "home.html", context)


@public("a load balancer has no account")
@require_GET
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing is said about anything behind it."""
    return HttpResponse("ok", content_type="text/plain")


@public("a load balancer has no account")
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests can be served: the database answers. Redis away is degraded, not down.

    Only callers of HEALTH_NETWORKS learn which part it is.
    """
    state = {"database": _is_up(_ask_database), "redis": _is_up(_ask_redis)}
    status = 200 if state["database"] else 503
    if not _is_near(request):
        return HttpResponse("ok" if status == 200 else "unavailable", status=status)
    return JsonResponse(state, status=status)


def _is_up(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except (DatabaseError, redis.RedisError, OSError):
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5
    ) as client:
        client.ping()


def _is_near(request: HttpRequest) -> bool:
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in network for network in settings.HEALTH_NETWORKS)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What could not be read; a form with more text than is taken is told so in its own words."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke: no word of what, and the number under which the log has it."""
    return render(request, "500.html", {"reference": origin.get().request_id}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our page, or from one that was open too long."""
    return render(request, "403_csrf.html", status=403)


@public("nobody is signed in yet")
@require_GET
def administration_sign_in(request: HttpRequest) -> HttpResponse:
    """Where Django's admin sends whoever it does not let in."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


@public("a browser reports by itself, without cookies")
@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """A page tried what the policy forbids: one line in the log, whoever says so."""
    body = request.read(LARGEST_REPORT + 1)
    if len(body) > LARGEST_REPORT:
        return HttpResponse(status=413)
    for report in _violations(body):
        logger.warning("The browser stopped %r from loading %r on %r.", *report)
    return HttpResponse(status=204)


def _violations(body: bytes) -> list[tuple[str, str, str]]:
    """(directive, what was blocked, on which page) of a report, in either of its two shapes.

    Of addresses the path alone is kept: a question in one may name a person.
    """
    try:
        report = json.loads(body)
        found: dict[str, Any] = report.get("csp-report") or report["body"]
        directive = found.get("effective-directive") or found["effectiveDirective"]
        blocked = found.get("blocked-uri") or found.get("blockedURL") or ""
        page = found.get("document-uri") or found.get("documentURL") or ""
        return [(str(directive)[:80], _place(blocked), _place(page))]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []


def _place(address: Any) -> str:
    parts = urlsplit(str(address)[:500])
    return f"{parts.netloc}{parts.path}"[:200]

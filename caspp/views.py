"""The home page of every role, and the sign of life."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import access, public
from accounts.permissions import Permission
from accounts.roles import OUTSIDE_ROLES
from accounts.scopes import Scope
from screen import navigation


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


@public("nobody is signed in yet")
@require_GET
def administration_sign_in(request: HttpRequest) -> HttpResponse:
    """Where Django's admin sends whoever it does not let in."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

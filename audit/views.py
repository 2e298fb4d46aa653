"""The auditor's page. Reading the log is itself an event."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from audit.models import Event
from screen.paging import newest_first


@access(Permission.READ_AUDIT, Scope.COUNTRY)
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Events, newest first; of one actor or one kind where the address says so."""
    with transaction.atomic():
        record(by=request.user, action="audit.read", at=timezone.now())
        found = Event.objects.all()
        actor, action = request.GET.get("actor", ""), request.GET.get("action", "")
        if actor.isascii() and actor.isdigit() and len(actor) < 19:
            found = found.by(int(actor))
        if action:
            found = found.filter(action=action.replace("\0", "")[:60])
        page = newest_first(found, request, by="recorded_at")
    return render(request, "audit/events.html", {"page": page, "action": action})

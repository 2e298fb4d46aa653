"""The supervisor's figures, and the monitoring room's list of what is late."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from complaints.figure_parts import definitions, month_asked, month_words, months_until
from complaints.figures import Figures
from complaints.models import Complaint, Entry
from screen.paging import Page, soonest_first


@access(Permission.SEE_COMPLAINT_FIGURES, Scope.STATIONS)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """What needs this officer, and how the month went at his stations."""
    now = timezone.now()
    month = month_asked(request.GET.get("month", ""), at=now)
    context = {
        "figures": Figures(
            request.user,
            month,
            at=now,
            is_rtl=get_language_bidi(),
            is_whole=request.GET.get("whole") == "1",
        ),
        "months": [(one.code, month_words(one)) for one in months_until(now)],
        "month": month,
        "definitions": definitions(),
        "may_supervise": request.user.may(Permission.SUPERVISE_COMPLAINTS),  # type: ignore[union-attr]
        "at": now,
    }
    return render(request, "complaints/figures.html", context)


@access(Permission.SUPERVISE_COMPLAINTS, Scope.STATIONS, unattended=True)
@require_GET
def monitor(request: HttpRequest) -> HttpResponse:
    """Open complaints past their time or soon to be, the longest overdue first."""
    now = timezone.now()
    visible = Complaint.objects.visible_to(request.user, Permission.SUPERVISE_COMPLAINTS)
    pressing = visible.open().filter(amber_at__lt=now)
    page = soonest_first(pressing.with_names(), request)
    context = {
        "page": page,
        "lines": _lines(page, now),
        "counts": pressing.aggregate(late=Count("pk", filter=Q(due_at__lt=now)), all=Count("pk")),
        "at": now,
    }
    return render(request, "complaints/monitor.html", context)


def _lines(page: Page, now: datetime) -> list[dict[str, Any]]:
    """Each complaint of the page with its light and the last thing that was done with it."""
    last = Entry.objects.filter(complaint__in=[one.pk for one in page.rows])
    in_turn = last.order_by("complaint", "-made_at", "-pk").distinct("complaint")
    entries = {entry.complaint_id: entry for entry in in_turn}
    return [
        {"complaint": one, "light": one.light(now), "last": entries.get(one.pk)}
        for one in page.rows
    ]

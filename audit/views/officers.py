"""What did this officer see?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit import words
from audit.actions import record
from audit.models import Event
from audit.querysets import EventQuerySet
from audit.questions import LONGEST, OfficerForm, Period
from screen.paging import newest_first

WRONG = 422
#: The period of a page that names none.
USUAL = timedelta(days=27)
#: The chart is drawn in these units, a day as wide as there is room for.
WIDTH, HEIGHT = 720, 120


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart."""

    day: date
    looks: int
    x: float
    y: float
    width: float
    height: float


@access(Permission.READ_AUDIT, Scope.NOTHING)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Whose acts, over which days."""
    form = OfficerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        address = reverse("audit:officer", args=[form.cleaned_data["officer"].pk])
        return redirect(f"{address}?{urlencode(form.period.in_address())}")
    status = WRONG if form.is_bound else 200
    return render(request, "audit/ask_officer.html", {"form": form}, status=status)


@access(Permission.READ_AUDIT, Scope.COUNTRY)
@require_GET
def officer(request: HttpRequest, pk: int) -> HttpResponse:
    """Totals, looks day by day, and every event of the period, newest first."""
    officer: Any = get_object_or_404(get_user_model()._default_manager, pk=pk)
    period = _period(Period.of(request.GET))
    with transaction.atomic():
        record(
            by=request.user,
            action="audit.read_officer",
            at=timezone.now(),
            target=officer,
            detail=period.in_address(),
        )
        events = period.narrow(Event.objects.filter(actor_id=officer.pk))
        context = {
            "officer": officer,
            "period": period,
            "form": OfficerForm(
                initial={
                    "officer": officer.get_username(),
                    "since": period.since,
                    "until": period.until,
                }
            ),
            "totals": _totals(events),
            **_looks(events.looks(), period),
            "page": newest_first(events, request, by="recorded_at"),
        }
    return render(request, "audit/officer.html", context)


def _period(asked: Period) -> Period:
    """The days asked for; four weeks where none or too many are."""
    until = asked.until or timezone.localdate()
    since = asked.since or until - USUAL
    if not timedelta() <= until - since <= LONGEST:
        since = until - USUAL
    return Period(since, until)


def _totals(events: EventQuerySet) -> list[tuple[Any, int]]:
    """(kind of act, how many), for every kind; what nobody named counts as work of the day."""
    totals: Counter[str] = Counter()
    for action, count in events.values_list("action").annotate(count=Count("pk")):
        kind = words.ACTS[action].kind if action in words.ACTS else words.Kind.WORK
        totals[kind] += count
    return [(kind.label, totals[kind]) for kind in words.Kind if totals[kind]]


def _looks(looks: EventQuerySet, period: Period) -> dict[str, Any]:
    """How many looks, at how many people, without a case; and the chart of their days."""
    counted = looks.aggregate(looks=Count("pk"), bare=Count("pk", filter=Q(case_ref="")))
    targets = looks.exclude(target_id=None).values("target_type", "target_id").distinct()
    by_day = looks.annotate(day=TruncDate("recorded_at")).values_list("day")
    days = dict(by_day.annotate(count=Count("pk")).order_by("day"))
    return {**counted, "people": targets.count(), "days": days, "bars": _bars(days, period)}


def _bars(days: dict[date, int], period: Period) -> list[Bar]:
    assert period.since
    assert period.until
    number = (period.until - period.since).days + 1
    width, most = WIDTH / number, max(days.values(), default=0)
    return [
        Bar(
            day,
            looks,
            x=round((day - period.since).days * width, 2),
            y=round(HEIGHT - HEIGHT * looks / most, 2),
            width=round(max(width - 1, 0.5), 2),
            height=round(HEIGHT * looks / most, 2),
        )
        for day, looks in days.items()
    ]

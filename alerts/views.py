"""The station's board, the page of one alert, and how far the screening is."""

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from alerts import actions, elsewhere, live, pipeline, policies
from alerts.forms import OutcomeForm
from alerts.models import Alert, Match, Severity, VehicleMatch
from audit.models import Event
from screen.paging import newest_first
from stations.models import Station

BOARD_LIMIT = 200
HISTORY_LIMIT = 30
ACTS = {
    "alerts.raised": gettext_lazy("Raised"),
    "alerts.joined": gettext_lazy("Another match joined"),
    "alerts.opened": gettext_lazy("Opened"),
    "alerts.sealed": gettext_lazy("Sealed"),
    "alerts.unsealed": gettext_lazy("Seal lifted"),
    "alerts.acknowledged": gettext_lazy("Acknowledged"),
    "alerts.closed": gettext_lazy("Closed"),
}


@access(Permission.SEE_ALERTS, Scope.STATIONS)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The live board: what waits for this officer's stations, most urgent first."""
    return render(request, "alerts/board.html", _board(request))


@access(Permission.SEE_ALERTS, Scope.STATIONS, unattended=True)
@require_GET
def lanes(request: HttpRequest) -> HttpResponse:
    """The part of the board that refreshes."""
    return render(request, "alerts/_lanes.html", _board(request))


def _board(request: HttpRequest) -> dict[str, Any]:
    visible = Alert.objects.visible_to(request.user)
    alerts = list(visible.open().for_board()[:BOARD_LIMIT])
    elsewhere.put_beside(alerts)
    return {
        "lanes": [
            {"severity": level, "alerts": [one for one in alerts if one.severity == level]}
            for level in Severity
        ],
        "waiting": sum(alert.state == Alert.State.RAISED for alert in alerts),
        # What sounds the bell: the newest alert that is more than information.
        "loudest": max(
            (one.raised_at.timestamp() for one in alerts if one.severity < Severity.QUIET),
            default=0,
        ),
        "is_cut": len(alerts) == BOARD_LIMIT,
        "now": timezone.now(),
    }


@access(Permission.SEE_ALERTS, Scope.STATIONS, unattended=True)
@require_GET
async def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Server-sent events: 'your board changed', and nothing else."""
    topics = await sync_to_async(_topics_of)(request)
    response = StreamingHttpResponse(live.events(topics), content_type="text/event-stream")
    response["Cache-Control"] = "no-cache"
    response["X-Accel-Buffering"] = "no"
    return response


def _topics_of(request: HttpRequest) -> frozenset[str]:
    visible = Station.objects.visible_to(request.user, Permission.SEE_ALERTS)
    try:
        stations = map(live.of_station, visible.values_list("pk", flat=True))
        return frozenset({live.of_officer(request.user.pk), *stations})  # type: ignore[arg-type]
    finally:
        # A stream lives for minutes; it must not keep a database connection.
        connection.close()


@access(Permission.SEE_ALERTS, Scope.STATIONS)
@require_GET
def leads(request: HttpRequest) -> HttpResponse:
    """People who were found to be looked for after they had left."""
    alerts = Alert.objects.visible_to(request.user).leads().select_related("sighting", "station")
    page = newest_first(alerts, request, by="raised_at")
    return render(request, "alerts/leads.html", {"page": page})


@access(Permission.SEE_ALERTS, Scope.STATIONS)
@require_GET
def closed(request: HttpRequest) -> HttpResponse:
    """Alerts with their outcomes, newest first."""
    alerts = Alert.objects.visible_to(request.user).closed()
    page = newest_first(
        alerts.select_related("sighting", "station", "closed_by"), request, by="closed_at"
    )
    return render(request, "alerts/closed.html", {"page": page})


@access(Permission.SEE_PIPELINE, Scope.COUNTRY)
@require_GET
def pipeline_page(request: HttpRequest) -> HttpResponse:
    """How far the screening is, and whether anything is wrong with it."""
    context = {"pipeline": pipeline.state(at=timezone.now())}
    return render(request, "alerts/pipeline.html", context)


@access(Permission.SEE_PIPELINE, Scope.COUNTRY, unattended=True)
@require_GET
def pipeline_state(request: HttpRequest) -> HttpResponse:
    """The part of that page which refreshes."""
    context = {"pipeline": pipeline.state(at=timezone.now())}
    return render(request, "alerts/_pipeline.html", context)


@access(Permission.SEE_ALERTS, Scope.STATIONS)
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert: who, where, what for, why it matched, and what to do."""
    alert = _visible(request, pk)
    return _page(request, alert, OutcomeForm(alert=alert))


def _page(request: HttpRequest, alert: Alert, form: OutcomeForm, status: int = 200) -> HttpResponse:
    actions.open_page(by=request.user, alert=alert, at=timezone.now())
    elsewhere.put_beside([alert])
    answerable = Alert.objects.visible_to(request.user, Permission.ANSWER_ALERTS)
    context = {
        "alert": alert,
        "matches": Match.objects.for_alert(alert),
        "vehicles": VehicleMatch.objects.for_alert(alert),
        "form": form,
        "history": [
            {"at": event.at, "title": ACTS.get(event.action, event.action), "by": event.actor}
            for event in Event.objects.about(alert)[:HISTORY_LIMIT]
        ],
        "may_answer": answerable.filter(pk=alert.pk).exists(),
        "may_acknowledge": policies.refuse_acknowledging(alert) is None,
        "may_close": policies.refuse_closing(alert, Alert.Outcome.VERIFIED) is None,
        "is_current": alert.sighting.is_current(timezone.now()),
    }
    return render(request, "alerts/detail.html", context, status=status)


@access(Permission.ANSWER_ALERTS, Scope.STATIONS)
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer is on it."""
    alert = _visible(request, pk, Permission.ANSWER_ALERTS)
    try:
        actions.acknowledge(by=request.user, alert=alert, at=timezone.now())
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("You have acknowledged alert %(pk)s.") % {"pk": pk})
    return redirect("alerts:detail", pk=pk)


@access(Permission.ANSWER_ALERTS, Scope.STATIONS)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it."""
    alert = _visible(request, pk, Permission.ANSWER_ALERTS)
    form = OutcomeForm(request.POST, alert=alert)
    if not form.is_valid():
        return _page(request, alert, form, status=422)
    try:
        actions.close(by=request.user, alert=alert, at=timezone.now(), **form.cleaned_data)
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("alerts:detail", pk=pk)
    messages.success(request, _("Alert %(pk)s is closed.") % {"pk": pk})
    return redirect("alerts:board")


def _visible(
    request: HttpRequest, pk: int, permission: Permission = Permission.SEE_ALERTS
) -> Alert:
    alerts = Alert.objects.visible_to(request.user, permission).select_related(
        *("sighting__station", "station", "acknowledged_by", "closed_by", "sealed_listing")
    )
    alert: Alert = get_object_or_404(alerts, pk=pk)
    return alert

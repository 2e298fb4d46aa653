"""The quarterly access review: a station head signs, those above see who has not."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions, reach, roll
from accounts.access import access
from accounts.life_forms import ReviewForm
from accounts.permissions import Permission
from accounts.reviews import AccessReview, is_overdue, quarter_of
from accounts.scopes import Scope
from stations.models import Station

STATE_LIMIT = 300


@access(Permission.REVIEW_ACCOUNTS, Scope.STATIONS)
@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """The way to one's own station; a choice for whoever heads several."""
    mine = reach.units_of(request.user, Permission.REVIEW_ACCOUNTS, "station")
    stations = _with_state(mine, timezone.localdate())
    if len(stations) == 1:
        return redirect("accounts:review_station", pk=stations[0].pk)
    return render(request, "accounts/review_choice.html", {"stations": stations})


@access(Permission.REVIEW_ACCOUNTS, Scope.STATIONS, step_up=True)
@require_http_methods(["GET", "POST"])
def review_station(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody with access at a station: keep or end, each one, then sign."""
    mine = reach.units_of(request.user, Permission.REVIEW_ACCOUNTS, "station")
    station: Station = get_object_or_404(mine, pk=pk)
    now = timezone.now()
    today = timezone.localdate(now)
    quarter_on = quarter_of(today)
    signed = (
        AccessReview.objects.filter(station=station, quarter_on=quarter_on)
        .select_related("signed_by")
        .prefetch_related("lines__user")
        .first()
    )
    context: dict[str, Any] = {"station": station, "quarter_on": quarter_on, "signed": signed}
    if signed and request.method == "GET":
        return render(request, "accounts/review_signed.html", context)
    entries = roll.of(station, by=request.user, day=today)
    form = ReviewForm(request.POST if request.method == "POST" else None, entries=entries)
    if form.is_bound and form.is_valid():
        try:
            actions.sign_review(by=request.user, station=station, keeps=form.keeps, at=now)
        except actions.Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("The review is signed."))
        return redirect("accounts:review_station", pk=pk)
    context["form"] = form
    status = 422 if form.is_bound else 200
    return render(request, "accounts/review_station.html", context, status=status)


@access(Permission.DECIDE_ACCOUNTS, Scope.STATIONS)
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """For each station below: whether this quarter is signed, the unsigned first."""
    today = timezone.localdate()
    below = reach.units_of(request.user, Permission.DECIDE_ACCOUNTS, "station")
    unsigned = below.exclude(access_reviews__quarter_on=quarter_of(today))
    shown = _with_state(unsigned, today)[:STATE_LIMIT]
    if len(shown) < STATE_LIMIT:
        signed = below.filter(access_reviews__quarter_on=quarter_of(today))
        shown += _with_state(signed, today)[: STATE_LIMIT - len(shown)]
    context = {
        "stations": shown,
        "quarter_on": quarter_of(today),
        "is_late": is_overdue(today),
        "is_cut": len(shown) == STATE_LIMIT,
    }
    return render(request, "accounts/reviews.html", context)


def _with_state(stations: Any, day: date) -> list[Station]:
    """Stations by name, each with its review of the quarter in `this_quarter`, if signed."""
    signed = AccessReview.objects.filter(quarter_on=quarter_of(day)).select_related("signed_by")
    named = stations.select_related("circle__district").prefetch_related(
        Prefetch("access_reviews", signed, to_attr="this_quarter")
    )
    return list(named.order_by("name", "pk")[:STATE_LIMIT])

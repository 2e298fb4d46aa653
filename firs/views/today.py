"""The officer's day: what waits for whoever investigates, keeps the books, or answers for it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from firs import duties
from firs.board import Board
from firs.day_books import DayBooks
from firs.models import FIR
from firs.roll_up import RollUp
from stations.models import Station

#: Each page of the day, what it is called, and who reads it; the first one is shown unasked.
TABS = {
    "stations": (_("Stations"), Permission.SUPERVISE_FIRS),
    "station": (_("Station"), Permission.DIRECT_FIRS),
    "mine": (_("My cases"), Permission.INVESTIGATE_FIRS),
    "books": (_("Today's registers"), Permission.REGISTER_FIRS),
}


@access(Permission.SEE_FIRS, Scope.STATIONS)
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What waits now, on the page of the day that is this person's work."""
    user: Any = request.user
    now = timezone.now()
    tabs = {code: label for code, (label, needed) in TABS.items() if user.may(needed)}
    asked = request.GET.get("tab", "")
    tab = asked if asked in tabs else next(iter(tabs))
    context = {"tab": tab, "tabs": tabs.items(), "at": now, **_PARTS[tab](request, now)}
    return render(request, "firs/today.html", context)


def _mine(request: HttpRequest, at: datetime) -> dict[str, Any]:
    visible = FIR.objects.visible_to(request.user, Permission.INVESTIGATE_FIRS)
    mine = visible.filter(investigator=request.user.pk)
    found = duties.of_officer(mine, at)
    return {
        "stretches": [
            (stretch, [(duty, duty.tone(at)) for duty in rows])
            for stretch, rows in duties.by_stretch(found, at)
        ],
        "open_count": mine.open().count(),
    }


def _station(request: HttpRequest, at: datetime) -> dict[str, Any]:
    cases = FIR.objects.visible_to(request.user, Permission.DIRECT_FIRS)
    return {"board": Board(cases, at=at)}


def _books(request: HttpRequest, at: datetime) -> dict[str, Any]:
    mine = Station.objects.visible_to(request.user, Permission.REGISTER_FIRS)
    stations = list(mine.order_by("name", "pk"))
    asked = request.GET.get("station", "")
    chosen = next((one for one in stations if str(one.pk) == asked), stations[0])
    others = [one for one in stations if one != chosen]
    return {"books": DayBooks(request.user, chosen, at=at), "others": others}


def _stations(request: HttpRequest, at: datetime) -> dict[str, Any]:
    cases = FIR.objects.visible_to(request.user, Permission.SUPERVISE_FIRS)
    stations = Station.objects.visible_to(request.user, Permission.SUPERVISE_FIRS)
    return {"roll_up": RollUp(request.user, cases, stations, at=at)}


_PARTS = {"stations": _stations, "station": _station, "mine": _mine, "books": _books}

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
from firs.board import TO_SIGN, Board
from firs.day_books import TO_COURT, DayBooks
from firs.duties import Duty
from firs.listed import first_of, part_url
from firs.models import FIR
from firs.roll_up import RollUp
from screen.paging import numbered
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
    stretches = duties.by_stretch(duties.of_officer(mine, at), at)
    for stretch, rows in stretches:
        if request.GET.get("part") == stretch.value:
            return _whole(request, stretch.label, rows, at)
    return {
        "stretches": [
            (stretch, first_of(rows, part_url("mine", stretch.value)))
            for stretch, rows in stretches
        ],
        "open_count": mine.open().count(),
    }


def _station(request: HttpRequest, at: datetime) -> dict[str, Any]:
    cases = FIR.objects.visible_to(request.user, Permission.DIRECT_FIRS)
    if request.GET.get("part") == TO_SIGN:
        waiting = duties.in_order(duties.to_sign(cases, at))
        return _whole(request, _("Reports to sign"), waiting, at)
    return {"board": Board(cases, at=at)}


def _books(request: HttpRequest, at: datetime) -> dict[str, Any]:
    mine = Station.objects.visible_to(request.user, Permission.REGISTER_FIRS)
    stations = list(mine.order_by("name", "pk"))
    asked = request.GET.get("station", "")
    chosen = next((one for one in stations if str(one.pk) == asked), stations[0])
    books = DayBooks(request.user, chosen, at=at)
    if request.GET.get("part") == TO_COURT:
        return _whole(request, _("Reports to take to the court"), books.signed, at)
    return {"books": books, "others": [one for one in stations if one != chosen]}


def _stations(request: HttpRequest, at: datetime) -> dict[str, Any]:
    cases = FIR.objects.visible_to(request.user, Permission.SUPERVISE_FIRS)
    stations = Station.objects.visible_to(request.user, Permission.SUPERVISE_FIRS)
    return {"roll_up": RollUp(request.user, cases, stations, at=at)}


def _whole(request: HttpRequest, title: Any, found: list[Duty], at: datetime) -> dict[str, Any]:
    """One list of the page alone, page by page, where only its first lines stood."""
    page = numbered(found, request)
    lines = [(duty, duty.tone(at)) for duty in page]
    return {"title": title, "number": len(found), "page": page, "lines": lines}


_PARTS = {"stations": _stations, "station": _station, "mine": _mine, "books": _books}

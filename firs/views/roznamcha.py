"""Register No. II on screen: the station's day, read, written into, and closed."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from complaints.policies import Refused
from firs import diary, policies, rapats
from firs.models import CashEntry, DiaryEntry, DiaryKind
from firs.roznamcha_forms import ClosingForm, DayForm, EntryForm
from firs.station_choice import Choice
from stations.models import Station


@access(Permission.SEE_REGISTERS, Scope.STATIONS)
@require_GET
def roznamcha(request: HttpRequest) -> HttpResponse:
    """The diary of one day, today's unless another is asked for; reading it is recorded."""
    choice = Choice(request, Permission.SEE_REGISTERS)
    form = DayForm(request.GET)
    day = (form.cleaned_data["day"] if form.is_valid() else None) or timezone.localdate()
    return _page(request, choice, day)


@access(Permission.WRITE_ROZNAMCHA, Scope.STATIONS)
@require_POST
def write_entry(request: HttpRequest) -> HttpResponse:
    """Write an entry by hand, into today."""
    choice = Choice(request, Permission.WRITE_ROZNAMCHA)
    form = EntryForm(request.POST, station=choice.station, user=request.user)
    now = timezone.now()
    if form.is_valid():
        try:
            entry = diary.write_by_hand(
                by=request.user, station=choice.station, at=now, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is entry %(number)d.") % {"number": entry.number})
            return redirect(f"{_address(choice)}#entry-{entry.number}")
    return _page(request, choice, timezone.localdate(now), form, status=422)


@access(Permission.KEEP_STORE, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def close_day(request: HttpRequest) -> HttpResponse:
    """Close the day with the balance of the cash, which the cash book proposes."""
    choice = Choice(request, Permission.KEEP_STORE)
    now = timezone.now()
    days = DayForm(request.POST if request.method == "POST" else request.GET)
    day = (days.cleaned_data["day"] if days.is_valid() else None) or timezone.localdate(now)
    book = CashEntry.objects.balance_of(choice.station, diary.end_of(day))
    form = ClosingForm(
        request.POST if request.method == "POST" else None, initial={"balance": book}
    )
    refusal = policies.refuse_closing(day, now) if request.method == "GET" else None
    if form.is_bound and form.is_valid():
        try:
            diary.close_by_hand(
                by=request.user, station=choice.station, day=day, at=now, **form.cleaned_data
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("The day is closed."))
            return redirect(_address(choice, day))
    context = {
        "form": form,
        "station": choice.station,
        "day": day,
        "book": book,
        "refusal": refusal,
        "back_url": _address(choice, day),
    }
    status = 422 if form.errors else 200
    return render(request, "firs/close_day.html", context, status=status)


def _page(
    request: HttpRequest,
    choice: Choice,
    day: date,
    form: EntryForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    station, user, now = choice.station, request.user, timezone.now()
    entries = list(DiaryEntry.objects.of_day(station, day).select_related("made_by"))
    is_closed = bool(entries) and entries[-1].kind == DiaryKind.CLOSING
    may_write = (
        day == timezone.localdate(now)
        and not is_closed
        and _holds(user, Permission.WRITE_ROZNAMCHA, station)
    )
    if may_write and form is None:
        form = EntryForm(station=station, user=user)
    filters = DayForm(initial={"day": day})
    choice.offer(filters)
    filters.order_fields(["station", "day"])
    earlier, later = DiaryEntry.objects.neighbours(station, day)
    context = {
        "station": station,
        "day": day,
        "filters": filters,
        "is_of_many": choice.is_of_many,
        "rapats": rapats.read(entries, station=station, user=user),
        "is_closed": is_closed,
        "form": form,
        "may_close": bool(entries)
        and not is_closed
        and policies.refuse_closing(day, now) is None
        and _holds(user, Permission.KEEP_STORE, station),
        "earlier_url": earlier and _address(choice, earlier),
        "later_url": later and _address(choice, later),
        "newest_url": _address(choice),
        "close_url": f"{reverse('firs:close_day')}?{urlencode(choice.query(day=day))}",
        "is_today": day == timezone.localdate(now),
    }
    _read(user, station, day, now)
    return render(request, "firs/roznamcha.html", context, status=status)


@transaction.atomic
def _read(user: Any, station: Station, day: date, at: datetime) -> None:
    detail = {"register": "II", "day": day.isoformat()}
    record(by=user, action="firs.register_read", target=station, at=at, detail=detail)


def _holds(user: Any, permission: Permission, station: Station) -> bool:
    rows = Station.objects.visible_to(user, permission).filter(pk=station.pk)
    return user.may(permission) and rows.exists()


def _address(choice: Choice, day: date | None = None) -> str:
    query = choice.query(day=day) if day else choice.query()
    address = reverse("firs:roznamcha")
    return f"{address}?{urlencode(query)}" if query else address

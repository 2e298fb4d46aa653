"""The station's side: which houses report, who is late or silent, what inspections found."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from filings import rules
from filings.models import Kind, Receipt
from hotel_eye import actions, deadlines, inspecting, standing, told
from hotel_eye.forms import DayForm
from hotel_eye.models import Hotel, Inspection, Stay
from hotel_eye.premises_forms import (
    AnswerForm,
    CloseForm,
    FoundForm,
    HousesForm,
    InspectionForm,
    RegisterForm,
)
from hotel_eye.standing import House
from hotel_eye.views.house import hotel_of
from screen.maps import with_tiles
from screen.paging import newest_first, numbered
from stations.models import Station

LEDGER_DAYS = timedelta(days=34)
CHANGED_WITHIN = timedelta(days=30)
MOST_CHANGES = 50
#: So many houses stand in words beside the map.
MOST_BESIDE = 50
#: So many known houses help to find the place of one that nobody registered.
MOST_NEIGHBOURS = 300


@access(Permission.SEE_PREMISES, Scope.STATIONS)
@require_GET
def premises(request: HttpRequest) -> HttpResponse:
    """The houses of one's stations, those that wait for somebody first."""
    form, found = _houses(request)
    page = numbered(found, request)
    prefetch_related_objects([one.hotel for one in page.rows], "station")
    inside = _in_house([one.hotel.pk for one in page.rows])
    context = {
        "form": form,
        "page": page,
        "inside": inside,
        "counts": standing.counted(found),
        "total": len(found),
        "may_inspect": request.user.may(Permission.INSPECT_PREMISES),  # type: ignore[union-attr]
        "query": request.GET.urlencode(),
    }
    return render(request, "hotel_eye/premises.html", context)


@access(Permission.SEE_PREMISES, Scope.STATIONS)
@with_tiles
@require_GET
def premises_map(request: HttpRequest) -> HttpResponse:
    """The same houses on a map."""
    form, found = _houses(request)
    placed = [one for one in found if one.hotel.latitude and one.hotel.longitude]
    context = {
        "form": form,
        "pins": [_pin(one) for one in placed],
        "unplaced": len(found) - len(placed),
        "beside": found[:MOST_BESIDE],
        "more": len(found[MOST_BESIDE:]),
        "may_inspect": request.user.may(Permission.INSPECT_PREMISES),  # type: ignore[union-attr]
        "tiles": settings.MAP_TILES,
        "query": request.GET.urlencode(),
    }
    return render(request, "hotel_eye/premises_map.html", context)


@access(Permission.SEE_PREMISES, Scope.STATIONS)
@require_GET
def inspected(request: HttpRequest) -> HttpResponse:
    """Every inspection at one's stations, the last one first, with what the houses said."""
    rows = Inspection.objects.at_stations_of(request.user, Permission.SEE_PREMISES)
    with_people = rows.select_related("hotel__station", "inspected_by", "answered_by")
    page = newest_first(with_people, request, by="inspected_at", size=20)
    for one in page.rows:
        one.findings_in_words = _findings(one)
    context = {
        "page": page,
        "may_inspect": request.user.may(Permission.INSPECT_PREMISES),  # type: ignore[union-attr]
    }
    return render(request, "hotel_eye/inspected.html", context)


@access(Permission.SEE_PREMISES, Scope.STATIONS)
@require_GET
def house(request: HttpRequest, pk: int) -> HttpResponse:
    """One house: its ledger, what it corrected and annulled, its inspections."""
    return _house_page(request, _hotel(request, pk, Permission.SEE_PREMISES), {})


@access(Permission.SEE_PREMISES, Scope.STATIONS)
@require_GET
def house_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Who arrived at the house on a day; whoever looks is noted."""
    hotel = _hotel(request, pk, Permission.SEE_PREMISES)
    form = DayForm(request.GET)
    day = (form.cleaned_data["day"] if form.is_valid() else None) or timezone.localdate()
    with transaction.atomic():
        record(
            by=request.user,
            action="hotel_eye.register_seen",
            target=hotel,
            at=timezone.now(),
            detail={"day": day.isoformat()},
        )
        stays = Stay.objects.filter(hotel=hotel).arrived_on(day).with_party()
        page = newest_first(stays, request, by="arrived_at")
    context = {
        "hotel": hotel,
        "day": day,
        "form": DayForm(initial={"day": day}) if form.is_valid() else form,
        "page": page,
        "now": timezone.now(),
    }
    return render(request, "hotel_eye/house_register.html", context)


@access(Permission.INSPECT_PREMISES, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, pk: int) -> HttpResponse:
    """Note an inspection, on the doorstep."""
    hotel = _hotel(request, pk, Permission.INSPECT_PREMISES)
    form = InspectionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            inspecting.inspect(
                by=request.user,
                hotel=hotel,
                inspection=form.save(commit=False),
                at=timezone.now(),
            )
        except actions.Refused as refusal:
            form.refuse(str(refusal))
        else:
            messages.success(request, _("The inspection is noted. The house may answer to it."))
            return redirect("hotel_eye:house", hotel.pk)
    status = 422 if form.is_bound else 200
    context = {"hotel": hotel, "form": form}
    return render(request, "hotel_eye/inspect.html", context, status=status)


@access(Permission.INSPECT_PREMISES, Scope.STATIONS)
@with_tiles
@require_http_methods(["GET", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """A house that nobody registered, and what was found there."""
    stations = _stations(request, Permission.INSPECT_PREMISES)
    posted = request.POST if request.method == "POST" else None
    form = FoundForm(posted, stations=stations)
    inspection = InspectionForm(posted, initial={"findings": ["unregistered"]})
    alike: list[Hotel] = []
    if posted is not None and all([form.is_valid(), inspection.is_valid()]):
        try:
            one, _noted = inspecting.find_unregistered(
                by=request.user,
                house=form.house(),
                inspection=inspection.save(commit=False),
                at=timezone.now(),
                is_another=form.cleaned_data["is_another"],
            )
        except inspecting.Alike as known:
            alike = known.houses
        except actions.Refused as refusal:
            inspection.refuse(str(refusal))
        else:
            messages.success(request, _("The house is noted as not registered."))
            return redirect("hotel_eye:house", one.pk)
    context = {
        "form": form,
        "inspection": inspection,
        "pins": [_neighbour(one) for one in Hotel.objects.placed_at(stations)[:MOST_NEIGHBOURS]],
        "alike": alike,
        "tiles": settings.MAP_TILES,
    }
    status = 200 if posted is None else 422
    return render(request, "hotel_eye/found.html", context, status=status)


@access(Permission.REGISTER_PREMISES, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def register_house(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a house into the register, or correct its particulars."""
    hotel = _hotel(request, pk, Permission.REGISTER_PREMISES)
    form = RegisterForm(request.POST if request.method == "POST" else None, instance=hotel)
    if form.is_bound and form.is_valid():
        try:
            inspecting.register(
                by=request.user, hotel=hotel, said=form.cleaned_data, at=timezone.now()
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The house is in the register."))
            return redirect("hotel_eye:house", hotel.pk)
    status = 422 if form.is_bound else 200
    context = {"hotel": hotel, "form": form}
    return render(request, "hotel_eye/register_house.html", context, status=status)


@access(Permission.REGISTER_PREMISES, Scope.STATIONS)
@require_POST
def close_house(request: HttpRequest, pk: int) -> HttpResponse:
    """It takes no more guests."""
    hotel = _hotel(request, pk, Permission.REGISTER_PREMISES)
    form = CloseForm(request.POST, hotel=hotel)
    if form.is_valid():
        try:
            inspecting.close(
                by=request.user, hotel=hotel, on=form.cleaned_data["closed_on"], at=timezone.now()
            )
        except actions.Refused as refusal:
            form.add_error("closed_on", str(refusal))
        else:
            messages.success(request, _("The house is closed."))
            return redirect("hotel_eye:house", hotel.pk)
    return _house_page(request, hotel, {"close_form": form}, status=422)


# --- The house's own side of it ---


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def inspections(request: HttpRequest, hotel: int) -> HttpResponse:
    """What officers found here, and what the house said to it."""
    return _inspections_page(request, hotel_of(request, hotel), None, None)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The house is heard, once."""
    one = get_object_or_404(
        Inspection.objects.visible_to(request.user).select_related("hotel"), pk=pk
    )
    form = AnswerForm(request.POST, prefix=f"i{one.pk}")
    if not form.is_valid():
        return _inspections_page(request, one.hotel, one, form, status=422)
    try:
        inspecting.answer(
            by=request.user,
            inspection=one,
            words=form.cleaned_data["answer"],
            at=timezone.now(),
        )
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Your answer is with the police station."))
    return redirect("hotel_eye:inspections", hotel=one.hotel_id)


def _inspections_page(
    request: HttpRequest,
    hotel: Hotel,
    answered: Inspection | None,
    form: AnswerForm | None,
    status: int = 200,
) -> HttpResponse:
    rows = Inspection.objects.filter(hotel=hotel).select_related("inspected_by", "answered_by")
    page = newest_first(rows, request, by="inspected_at", size=20)
    for one in page.rows:
        is_this = answered is not None and one.pk == answered.pk
        one.answer_form = form if is_this else AnswerForm(prefix=f"i{one.pk}")
        one.findings_in_words = _findings(one)
    context = {"hotel": hotel, "page": page}
    return render(request, "hotel_eye/inspections.html", context, status=status)


def _house_page(
    request: HttpRequest, hotel: Hotel, forms: dict[str, Any], status: int = 200
) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    rule = rules.book_at(hotel.station, at).get(Kind.GUEST)
    receipts = Receipt.objects.of_premises(hotel).filter(
        act__in=[Receipt.Act.CORRECTED, Receipt.Act.ANNULLED], received_at__gte=at - CHANGED_WITHIN
    )
    changed = list(
        receipts.select_related("received_from").order_by("-received_at", "-pk")[:MOST_CHANGES]
    )
    rows = Inspection.objects.filter(hotel=hotel).select_related("inspected_by", "answered_by")
    noted = list(rows.order_by("-inspected_at", "-pk")[:10])
    for one in noted:
        one.findings_in_words = _findings(one)
    with transaction.atomic():
        record(by=request.user, action="hotel_eye.house_opened", target=hotel, at=at)
    may = request.user.may  # type: ignore[union-attr]
    context = {
        "hotel": hotel,
        "house": standing.houses(Hotel.objects.filter(pk=hotel.pk), at=at)[0],
        "inside": _in_house([hotel.pk]).get(hotel.pk, 0),
        "rule": rule,
        "days": deadlines.ledger(hotel, first=today - LEDGER_DAYS, last=today, rule=rule, at=at),
        "changes": told.history(reversed(changed), is_masked=True),
        "inspections": noted,
        "desks": hotel.desks.not_over(today).select_related("user"),  # type: ignore[attr-defined]
        "may_inspect": may(Permission.INSPECT_PREMISES),
        "may_register": may(Permission.REGISTER_PREMISES),
        "may_manage": may(Permission.MANAGE_ACCOUNTS),
        "close_form": CloseForm(hotel=hotel, initial={"closed_on": today}),
        **forms,
    }
    return render(request, "hotel_eye/house.html", context, status=status)


def _houses(request: HttpRequest) -> tuple[HousesForm, list[House]]:
    """The filter, and the houses that it leaves."""
    stations = _stations(request, Permission.SEE_PREMISES)
    form = HousesForm(request.GET, stations=stations)
    said = form.cleaned_data if form.is_valid() else {}
    rows = Hotel.objects.at_stations_of(request.user, Permission.SEE_PREMISES)
    if said.get("station"):
        rows = rows.filter(station=said["station"])
    if said.get("kind"):
        rows = rows.filter(kind=said["kind"])
    found = standing.houses(rows, at=timezone.now())
    if show := said.get("show"):
        found = [one for one in found if one.standing == show]
    return form, found


def _pin(one: House) -> dict[str, Any]:
    return {
        "at": [one.hotel.latitude, one.hotel.longitude],
        "name": one.hotel.local_name,
        "standing": one.standing.value,
        "words": str(one.standing.label),
        "tone": one.tone,
        "url": reverse("hotel_eye:house", args=[one.hotel.pk]),
    }


def _neighbour(hotel: Hotel) -> dict[str, Any]:
    """A known house, to find one's way on the map by; it leads nowhere."""
    return {"at": [hotel.latitude, hotel.longitude], "name": hotel.local_name, "tone": "plain"}


def _in_house(pks: list[int]) -> dict[int, int]:
    """House → how many parties are in it."""
    rows = Stay.objects.in_house().filter(hotel__in=pks).values_list("hotel")
    return dict(rows.annotate(parties=Count("pk")))


def _findings(one: Inspection) -> list[str]:
    return [str(Inspection.Finding(code).label) for code in one.findings]


def _stations(request: HttpRequest, permission: str) -> list[Station]:
    return list(Station.objects.visible_to(request.user, permission).with_place())


def _hotel(request: HttpRequest, pk: int, permission: str) -> Hotel:
    rows = Hotel.objects.at_stations_of(request.user, permission)
    hotel: Hotel = get_object_or_404(
        rows.select_related("station__circle__district__region__province"), pk=pk
    )
    return hotel

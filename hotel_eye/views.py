"""The hotel's desk: check in, check out, the house now, the register, search."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from hotel_eye import actions
from hotel_eye.forms import CheckOutForm, Companions, DayForm, GuestForm, SearchForm, StayForm
from hotel_eye.models import Guest, Hotel, Stay
from people.cnic import CNIC, InvalidCNIC
from screen.paging import newest_first
from stations.models import District

SEARCH_LIMIT = 50
IN_HOUSE_LIMIT = 500


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The hotels this person works at; straight on where there is only one."""
    hotels = list(Hotel.objects.visible_to(request.user).order_by("name"))
    if len(hotels) == 1:
        return redirect("hotel_eye:in_house", hotel=hotels[0].pk)
    return render(request, "hotel_eye/desk.html", {"hotels": hotels})


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def in_house(request: HttpRequest, hotel: int) -> HttpResponse:
    """Who is in the house now, by room."""
    house = _hotel(request, hotel)
    stays = house.stays.in_house().with_party().order_by("room", "pk")[:IN_HOUSE_LIMIT]  # type: ignore[attr-defined]
    context = {
        "hotel": house,
        "stays": stays,
        "now": timezone.now(),
        "is_cut": len(stays) == IN_HOUSE_LIMIT,
        "search_form": SearchForm(),
    }
    return render(request, "hotel_eye/in_house.html", context)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, hotel: int) -> HttpResponse:
    """Log an arrival: one page, in the order of the register, by keyboard."""
    house = _hotel(request, hotel)
    if request.method == "GET":
        starting = StayForm.starting_at(timezone.now()) | {"form_token": uuid.uuid4()}
        stay_form = StayForm(initial=starting)
        return _check_in_page(request, house, stay_form, GuestForm(), Companions(prefix="party"))
    stay_form = StayForm(request.POST)
    guest_form = GuestForm(request.POST, request.FILES)
    companions = Companions(request.POST, request.FILES, prefix="party")
    # All three are asked, so that every mistake is shown at once.
    if not all([stay_form.is_valid(), guest_form.is_valid(), companions.is_valid()]):
        return _check_in_page(request, house, stay_form, guest_form, companions, status=422)
    stay = stay_form.save(commit=False)
    stay.form_token = stay_form.cleaned_data["form_token"]
    guests = [guest_form.guest(), *companions.guests()]  # type: ignore[attr-defined]
    try:
        stay, _is_new = actions.check_in(
            by=request.user, hotel=house, stay=stay, guests=guests, at=timezone.now()
        )
    except actions.Refused as refusal:
        anew = request.POST.copy()
        anew["form_token"] = str(uuid.uuid4())
        stay_form = StayForm(anew)
        stay_form.add_error(None, str(refusal))
        return _check_in_page(request, house, stay_form, guest_form, companions, status=422)
    messages.success(
        request,
        ngettext(
            "Entry %(number)s: %(count)d guest checked in to room %(room)s.",
            "Entry %(number)s: %(count)d guests checked in to room %(room)s.",
            len(guests),
        )
        % {"number": stay.pk, "count": len(guests), "room": stay.room},
    )
    return redirect("hotel_eye:in_house", hotel=house.pk)


def _check_in_page(
    request: HttpRequest,
    hotel: Hotel,
    stay_form: StayForm,
    guest_form: GuestForm,
    companions: Any,
    status: int = 200,
) -> HttpResponse:
    context = {
        "hotel": hotel,
        "stay_form": stay_form,
        "guest_form": guest_form,
        "companions": companions,
        "districts": District.objects.order_by("name").values_list("name", flat=True),
    }
    return render(request, "hotel_eye/check_in.html", context, status=status)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def recall(request: HttpRequest, hotel: int) -> JsonResponse:
    """What this hotel wrote down when the holder of this CNIC stayed here last."""
    house = _hotel(request, hotel)
    try:
        cnic = CNIC.parse(request.POST.get("cnic", ""))
    except InvalidCNIC:
        return JsonResponse({"found": False})
    guest = Guest.objects.visible_to(request.user).filter(hotel=house).last_with(cnic)
    if guest is None:
        return JsonResponse({"found": False})
    with transaction.atomic():
        record(by=request.user, action="hotel_eye.recalled", target=guest, at=timezone.now())
    return JsonResponse(
        {
            "found": True,
            "said": _("Stayed here before: %(name)s. Check that it is the same person.")
            % {"name": guest.name},
            "fields": _recalled(guest),
        }
    )


def _recalled(guest: Guest) -> dict[str, str]:
    plain = ("name", "name_ur", "relation", "relative_name", "gender", "address", "district")
    fields = {name: getattr(guest, name) for name in plain}
    fields["phone"] = guest.phone.formatted() if guest.phone else ""  # type: ignore[attr-defined]
    birth = guest.birth
    fields["born"] = birth.strftime("%d-%m-%Y") if isinstance(birth, date) else str(birth or "")
    return fields


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def register(request: HttpRequest, hotel: int) -> HttpResponse:
    """The register of one day, on screen and on paper."""
    house = _hotel(request, hotel)
    form = DayForm(request.GET)
    day = (form.cleaned_data["day"] if form.is_valid() else None) or timezone.localdate()
    stays = house.stays.arrived_on(day).with_party()  # type: ignore[attr-defined]
    context = {
        "hotel": house,
        "day": day,
        "form": DayForm(initial={"day": day}) if form.is_valid() else form,
        "page": newest_first(stays, request, by="arrived_at"),
        "now": timezone.now(),
    }
    return render(request, "hotel_eye/register.html", context)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest, hotel: int) -> HttpResponse:
    """Find a stay by CNIC, passport, name or room; the text never enters an address line."""
    house = _hotel(request, hotel)
    form = SearchForm(request.POST if request.method == "POST" else None)
    stays = None
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            record(by=request.user, action="hotel_eye.searched", target=house, at=timezone.now())
            found = Stay.objects.matching(form.cleaned_data["text"], house).with_party()
            stays = list(found.order_by("-arrived_at", "-pk")[:SEARCH_LIMIT])
    context = {
        "hotel": house,
        "search_form": form,
        "stays": stays,
        "is_cut": stays is not None and len(stays) == SEARCH_LIMIT,
        "now": timezone.now(),
    }
    return render(request, "hotel_eye/search.html", context)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def stay_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything one entry holds, and its check-out."""
    return _stay_page(request, _stay(request, pk), None)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def check_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a departure."""
    stay = _stay(request, pk)
    form = CheckOutForm(request.POST)
    if not form.is_valid():
        return _stay_page(request, stay, form, status=422)
    try:
        actions.check_out(
            by=request.user,
            stay=stay,
            left_at=form.cleaned_data["left_at"],
            at=timezone.now(),
        )
    except actions.Refused as refusal:
        form.add_error("left_at", str(refusal))
        return _stay_page(request, stay, form, status=422)
    messages.success(request, _("Room %(room)s is checked out.") % {"room": stay.room})
    return redirect("hotel_eye:in_house", hotel=stay.hotel_id)


def _stay_page(
    request: HttpRequest, stay: Stay, form: CheckOutForm | None, status: int = 200
) -> HttpResponse:
    with transaction.atomic():
        record(by=request.user, action="hotel_eye.stay_opened", target=stay, at=timezone.now())
    now = timezone.localtime().replace(second=0, microsecond=0)
    context = {
        "stay": stay,
        "hotel": stay.hotel,
        "guests": stay.guests.all(),
        "form": form or CheckOutForm(initial={"left_at": max(now, stay.arrived_at)}),
    }
    return render(request, "hotel_eye/stay.html", context, status=status)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def card(request: HttpRequest, pk: int, side: str) -> FileResponse:
    """A photograph of a guest's card, for the hotel that took it."""
    guest = get_object_or_404(Guest.objects.visible_to(request.user), pk=pk)
    photograph = {"front": guest.card_front, "back": guest.card_back}.get(side)
    if not photograph:
        raise Http404
    with transaction.atomic():
        record(by=request.user, action="hotel_eye.card_seen", target=guest, at=timezone.now())
    # A picture of ours: nothing in it is to be guessed at, run, or kept by the browser.
    return FileResponse(
        photograph.open(),
        content_type="image/jpeg",
        headers={
            "Content-Disposition": "inline",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _hotel(request: HttpRequest, pk: int) -> Hotel:
    hotels = Hotel.objects.visible_to(request.user).select_related("station")
    hotel: Hotel = get_object_or_404(hotels, pk=pk)
    return hotel


def _stay(request: HttpRequest, pk: int) -> Stay:
    stays = Stay.objects.visible_to(request.user).with_party().select_related("filed_by")
    stay: Stay = get_object_or_404(stays.select_related("hotel", "checked_out_by"), pk=pk)
    return stay

"""The hotel's desk: which house, who is in it, the register of a day, search."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from dossier import registry
from hotel_eye import actions, deadlines, prints
from hotel_eye.forms import DayForm, SearchForm
from hotel_eye.models import Hotel, Stay
from screen.paging import newest_first

SEARCH_LIMIT = 50
IN_HOUSE_LIMIT = 500


def hotel_of(request: HttpRequest, pk: int) -> Hotel:
    """The hotel at whose desk this person works; 404 for every other."""
    hotels = Hotel.objects.visible_to(request.user).select_related("station")
    hotel: Hotel = get_object_or_404(hotels, pk=pk)
    return hotel


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
    """The room board: who is in the house now, by room, and what is due."""
    house = hotel_of(request, hotel)
    now = timezone.now()
    stays = house.stays.in_house().with_party().order_by("room", "pk")[:IN_HOUSE_LIMIT]  # type: ignore[attr-defined]
    context = {
        "hotel": house,
        "stays": stays,
        "now": now,
        "is_cut": len(stays) == IN_HOUSE_LIMIT,
        "search_form": SearchForm(),
        "owed": deadlines.of_house(house, now),
        "leaving_at": timezone.localtime(now).replace(second=0, microsecond=0),
    }
    return render(request, "hotel_eye/in_house.html", context)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def check_out_several(request: HttpRequest, hotel: int) -> HttpResponse:
    """The ticked rooms leave now, in one press."""
    house = hotel_of(request, hotel)
    chosen = [int(one) for one in request.POST.getlist("stay") if _is_number(one)]
    if not chosen:
        messages.warning(request, _("Tick the rooms that are leaving, then press the button."))
        return redirect("hotel_eye:in_house", hotel=house.pk)
    now = timezone.now()
    left, refused = [], []
    for stay in house.stays.in_house().filter(pk__in=chosen).order_by("room", "pk"):  # type: ignore[attr-defined]
        try:
            left.append(
                actions.check_out(
                    by=request.user, stay=stay, left_at=max(now, stay.arrived_at), at=now
                )
            )
        except actions.Refused as refusal:
            refused.append(f"{stay.room}: {refusal}")
    if left:
        messages.success(
            request,
            ngettext(
                "%(count)d room is checked out: %(rooms)s.",
                "%(count)d rooms are checked out: %(rooms)s.",
                len(left),
            )
            % {"count": len(left), "rooms": registry.joined(*(stay.room for stay in left))},
        )
    for words in refused:
        messages.warning(request, words)
    return redirect("hotel_eye:in_house", hotel=house.pk)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def register(request: HttpRequest, hotel: int) -> HttpResponse:
    """The register of one day, on screen and on paper."""
    house = hotel_of(request, hotel)
    form = DayForm(request.GET)
    day = _day_in(form)
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
@require_GET
def print_register(request: HttpRequest, hotel: int) -> HttpResponse:
    """The day's register on paper."""
    return _printed(request, hotel_of(request, hotel), "register", prints.register)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def print_foreigners(request: HttpRequest, hotel: int) -> HttpResponse:
    """The day's report on foreigners on paper."""
    return _printed(request, hotel_of(request, hotel), "foreigners", prints.foreigners)


def _printed(
    request: HttpRequest, house: Hotel, which: str, printed: Callable[..., bytes]
) -> HttpResponse:
    day = _day_in(DayForm(request.GET))
    at = timezone.now()
    with transaction.atomic():
        record(
            by=request.user,
            action="hotel_eye.register_printed",
            target=house,
            at=at,
            detail={"day": day.isoformat(), "which": which},
        )
        content = printed(house, day, language=request.LANGUAGE_CODE[:2], at=at)
    return pdf_response(content, f"{which}-{day.isoformat()}")


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF to be looked at in the browser and kept under that name."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest, hotel: int) -> HttpResponse:
    """Find a stay by CNIC, passport, name or room; the text never enters an address line."""
    house = hotel_of(request, hotel)
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


def _day_in(form: DayForm) -> date:
    return (form.cleaned_data["day"] if form.is_valid() else None) or timezone.localdate()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19

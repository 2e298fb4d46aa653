"""Somebody comes: the check-in form, who stayed here before, and whole groups."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from filings import rules
from filings.models import Way
from hotel_eye import actions, policies
from hotel_eye.arrival_forms import Arrival, empty, expected_as_said, sent_to
from hotel_eye.forms import StayForm
from hotel_eye.group_forms import GroupForm, Members, parties
from hotel_eye.models import Expected, Guest, Hotel, Stay
from hotel_eye.views.house import hotel_of
from people.cnic import CNIC, InvalidCNIC
from stations.models import District


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, hotel: int) -> HttpResponse:
    """Log an arrival: one page, in the order of the register, by keyboard."""
    house = hotel_of(request, hotel)
    number = request.POST.get("expected") or request.GET.get("expected") or ""
    expected = expected_as_said(number, request.user, house)
    if request.method == "GET":
        if expected is not None and expected.is_over:
            messages.warning(request, policies.expected_is_over(expected))
            expected = None
        return _check_in_page(
            request, house, empty(_starting(expected), _known_of(expected)), expected
        )
    arrival = sent_to(house, request.POST, request.FILES)
    if not arrival.is_valid():
        return _check_in_page(request, house, arrival, expected, status=422)
    party = arrival.party()
    try:
        stay, _is_new = actions.check_in(
            by=request.user,
            hotel=house,
            stay=party.stay,
            guests=party.guests,
            expected=expected,
            at=timezone.now(),
        )
    except actions.Refused as refusal:
        arrival.refuse(str(refusal))
        # Whoever sends it all the same means somebody else than the one who was expected.
        return _check_in_page(request, house, arrival, None, status=422)
    said = ngettext(
        "Entry %(number)s: %(count)d guest checked in to room %(room)s.",
        "Entry %(number)s: %(count)d guests checked in to room %(room)s.",
        len(party.guests),
    ) % {"number": stay.pk, "count": len(party.guests), "room": stay.room}
    messages.success(request, _with_receipt(said, stay))
    return redirect("hotel_eye:in_house", hotel=house.pk)


def _with_receipt(said: str, stay: Stay) -> str:
    """The sentence with a way to the receipt."""
    return format_html('{} <a href="{}">{}</a>', said, stay.receipts_url, _("Receipt"))


def _starting(expected: Expected | None) -> dict[str, Any]:
    """What an empty form begins with; of an expected guest what the booking says."""
    now = timezone.now()
    starting = StayForm.starting_at(
        expected.arrived_at if expected and expected.arrived_at else now
    )
    if expected is None:
        return starting
    until = starting["expected_until"] + (expected.nights - 1) * timedelta(days=1)
    return starting | {
        "room": expected.room,
        "channel": expected.channel,
        "expected_until": until,
    }


def _known_of(expected: Expected | None) -> dict[str, Any]:
    if expected is None:
        return {}
    document = Guest.Document.PASSPORT if expected.passport_no else Guest.Document.CNIC
    names = ("name", "phone", "cnic", "passport_no")
    return {"document": document} | {name: getattr(expected, name) for name in names}


def _check_in_page(
    request: HttpRequest,
    hotel: Hotel,
    arrival: Arrival,
    expected: Expected | None,
    status: int = 200,
) -> HttpResponse:
    context = arrival.context() | {"hotel": hotel, "expected": expected}
    return render(request, "hotel_eye/check_in.html", context, status=status)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_http_methods(["GET", "POST"])
def check_in_group(request: HttpRequest, hotel: int) -> HttpResponse:
    """A bus arrives: a list of people with their rooms; each room becomes an entry."""
    house = hotel_of(request, hotel)
    if request.method == "GET":
        starting = StayForm.starting_at(timezone.now())
        group, members = GroupForm(initial=starting), Members(prefix="guests")
        return _group_page(request, house, group, members)
    book = rules.book_at(house.station, timezone.now())
    group, members = GroupForm(request.POST), Members(request.POST, prefix="guests", book=book)
    if not all([group.is_valid(), members.is_valid()]):
        return _group_page(request, house, group, members, status=422)
    described = parties(group, members)
    try:
        _enter_group(request, house, [actions.Party(*one) for one in described])
    except actions.Refused as refusal:
        group.refuse(str(refusal))
        return _group_page(request, house, group, members, status=422)
    messages.success(
        request,
        ngettext(
            "%(count)d guest is checked in, in %(rooms)d rooms.",
            "%(count)d guests are checked in, in %(rooms)d rooms.",
            sum(len(guests) for _stay, guests in described),
        )
        % {
            "count": sum(len(guests) for _stay, guests in described),
            "rooms": len(described),
        },
    )
    return redirect("hotel_eye:in_house", hotel=house.pk)


def _enter_group(request: HttpRequest, hotel: Hotel, arriving: list[actions.Party]) -> None:
    if actions.sent_before(hotel, arriving):
        return
    now = timezone.now()
    try:
        actions.check_in_all(by=request.user, hotel=hotel, parties=arriving, way=Way.DESK, at=now)
    except IntegrityError:
        # The same form was sent twice at once: the other one entered them.
        if not actions.sent_before(hotel, arriving):
            raise


def _group_page(
    request: HttpRequest, hotel: Hotel, group: GroupForm, members: Any, status: int = 200
) -> HttpResponse:
    context = {
        "hotel": hotel,
        "group": group,
        "members": members,
        "districts": District.objects.order_by("name").values_list("name", flat=True),
    }
    return render(request, "hotel_eye/check_in_group.html", context, status=status)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def recall(request: HttpRequest, hotel: int) -> JsonResponse:
    """What this hotel wrote down when the holder of this CNIC stayed here last."""
    house = hotel_of(request, hotel)
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

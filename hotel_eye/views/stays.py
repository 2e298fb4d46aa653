"""One entry: what it holds, its check-out, its corrections, its annulment, its cards."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from filings.models import Receipt
from hotel_eye import actions, policies, told
from hotel_eye.correction_forms import AnnulForm, CorrectGuestForm, CorrectParty, CorrectStayForm
from hotel_eye.forms import CheckOutForm
from hotel_eye.models import Guest, Stay
from stations.models import District


def stay_of(request: HttpRequest, pk: int) -> Stay:
    """An entry of a hotel at whose desk this person works; 404 for every other."""
    stays = Stay.objects.visible_to(request.user).with_party()
    with_people = stays.select_related(
        "hotel__station", "filed_by", "checked_out_by", "annulled_by", "rule"
    )
    stay: Stay = get_object_or_404(with_people, pk=pk)
    return stay


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def stay_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything one entry holds, and its check-out."""
    return _stay_page(request, stay_of(request, pk), None)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def check_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a departure."""
    stay = stay_of(request, pk)
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
    receipts = list(Receipt.objects.of_source(stay).select_related("received_from"))
    context = {
        "stay": stay,
        "hotel": stay.hotel,
        "guests": stay.guests.all(),
        "form": form or CheckOutForm(initial={"left_at": max(now, stay.arrived_at)}),
        "receipts": receipts,
        "history": told.history(receipts),
        "may_correct": policies.refuse_correcting(stay, timezone.now()) is None,
    }
    return render(request, "hotel_eye/stay.html", context, status=status)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """File an entry anew; the police see what it said before."""
    stay = stay_of(request, pk)
    if refusal := policies.refuse_correcting(stay, timezone.now()):
        messages.warning(request, refusal)
        return redirect("hotel_eye:stay", stay.pk)
    head, *others = stay.guests.all()
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    stay_form = CorrectStayForm(*posted[:1], stay=stay)
    guest_form = CorrectGuestForm(*posted, instance=head)
    party = CorrectParty(*posted, filed=others, prefix="party")
    if not posted:
        return _correct_page(request, stay, stay_form, guest_form, party)
    if not all([stay_form.is_valid(), guest_form.is_valid(), party.is_valid()]):
        return _correct_page(request, stay, stay_form, guest_form, party, status=422)
    said = stay_form.save(commit=False)
    guests = [guest_form.guest(), *party.guests()]
    try:
        receipt = actions.correct(
            by=request.user,
            stay=stay,
            said=said,
            guests=guests,
            version=stay_form.cleaned_data["version"],
            at=timezone.now(),
        )
    except actions.Refused as refusal:
        stay_form.add_error(None, str(refusal))
        return _correct_page(request, stay, stay_form, guest_form, party, status=422)
    if receipt is None:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(
            request, _("The entry is corrected, receipt %(number)s.") % {"number": receipt.number}
        )
    return redirect("hotel_eye:stay", stay.pk)


def _correct_page(
    request: HttpRequest, stay: Stay, stay_form: Any, guest_form: Any, party: Any, status: int = 200
) -> HttpResponse:
    with transaction.atomic():
        record(by=request.user, action="hotel_eye.stay_opened", target=stay, at=timezone.now())
    context = {
        "stay": stay,
        "hotel": stay.hotel,
        "stay_form": stay_form,
        "guest_form": guest_form,
        "companions": party,
        "districts": District.objects.order_by("name").values_list("name", flat=True),
    }
    return render(request, "hotel_eye/correct.html", context, status=status)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_http_methods(["GET", "POST"])
def annul(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of an entry that nobody stayed, and why."""
    stay = stay_of(request, pk)
    form = AnnulForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            receipt = actions.annul(
                by=request.user,
                stay=stay,
                because=form.cleaned_data["because"],
                at=timezone.now(),
            )
        except actions.Refused as refusal:
            form.add_error("because", str(refusal))
        else:
            said = _("The entry is annulled, receipt %(number)s.") % {"number": receipt.number}
            messages.success(request, said)
            return redirect("hotel_eye:stay", stay.pk)
    if form.is_bound:
        status = 422
    context = {"stay": stay, "hotel": stay.hotel, "form": form}
    return render(request, "hotel_eye/annul.html", context, status=status)


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

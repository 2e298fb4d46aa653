"""What was sent to the police and is still owed: receipts, the ledger, nil returns."""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from documents import qr
from filings import papers
from filings.models import Receipt
from hotel_eye import actions, deadlines, slips
from hotel_eye.forms import DayForm
from hotel_eye.models import Hotel
from hotel_eye.views.house import hotel_of, pdf_response
from screen.paging import newest_first

LEDGER_DAYS = timedelta(days=34)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def receipts(request: HttpRequest, hotel: int) -> HttpResponse:
    """Every receipt of the house, the newest first."""
    house = hotel_of(request, hotel)
    rows = Receipt.objects.of_premises(house).select_related("received_from")
    page = newest_first(rows, request, by="received_at")
    return render(request, "hotel_eye/receipts.html", {"hotel": house, "page": page})


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def receipt(request: HttpRequest, hotel: int, pk: int) -> HttpResponse:
    """One receipt, with the code by which anybody checks it."""
    house = hotel_of(request, hotel)
    one = _receipt(house, pk)
    with transaction.atomic():
        record(by=request.user, action="hotel_eye.receipt_seen", target=one, at=timezone.now())
    paper = slips.paper_of(one, house, request, language=request.LANGUAGE_CODE[:2])
    context = {
        "hotel": house,
        "receipt": one,
        "paper": paper,
        "facts": papers.head(paper),
        "picture": qr.picture(paper.check.address),
    }
    return render(request, "hotel_eye/receipt.html", context)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def receipt_pdf(request: HttpRequest, hotel: int, pk: int) -> HttpResponse:
    """The same on paper."""
    house = hotel_of(request, hotel)
    one = _receipt(house, pk)
    with transaction.atomic():
        record(by=request.user, action="hotel_eye.receipt_printed", target=one, at=timezone.now())
    paper = slips.paper_of(one, house, request, language=request.LANGUAGE_CODE[:2])
    return pdf_response(papers.pdf(paper), one.number)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def ledger(request: HttpRequest, hotel: int) -> HttpResponse:
    """The last five weeks, day by day: in time, late, nil, silent; and what is due now."""
    house = hotel_of(request, hotel)
    now = timezone.now()
    owed = deadlines.of_house(house, now)
    today = timezone.localdate(now)
    days = deadlines.ledger(house, first=today - LEDGER_DAYS, last=today, rule=owed.rule, at=now)
    totals = {
        "on_time": sum(one.on_time for one in days),
        "late": sum(one.late for one in days),
        "nil": sum(one.standing == "nil" for one in days),
        "silent": sum(one.standing in ("silent", "missing") for one in days),
    }
    context = {"hotel": house, "owed": owed, "days": days, "totals": totals, "now": now}
    return render(request, "hotel_eye/ledger.html", context)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def file_nil(request: HttpRequest, hotel: int) -> HttpResponse:
    """Nobody came on that day: one press, and a receipt."""
    house = hotel_of(request, hotel)
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Say the day on which nobody came."))
        return redirect("hotel_eye:ledger", hotel=house.pk)
    day = form.cleaned_data["day"] or timezone.localdate()
    try:
        one = actions.file_nil(by=request.user, hotel=house, day=day, at=timezone.now())
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("hotel_eye:ledger", hotel=house.pk)
    said = _("The nil return is filed, receipt %(number)s.") % {"number": one.number}
    messages.success(request, said)
    return redirect("hotel_eye:receipt", hotel=house.pk, pk=one.pk)


def _receipt(hotel: Hotel, pk: int) -> Receipt:
    rows = Receipt.objects.of_premises(hotel).select_related(
        "station__circle__district__region__province"
    )
    one: Receipt = get_object_or_404(rows, pk=pk)
    return one

"""A house's files of arrivals on screen: brought, watched, looked into, taken home."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from filings import lots
from filings.models import Lot
from hotel_eye.models import Hotel
from hotel_eye.uploads import receiving, results, template
from hotel_eye.uploads.columns import COLUMNS
from hotel_eye.uploads.filing import KIND
from hotel_eye.uploads.forms import UploadForm
from screen.paging import newest_first
from screen.spreadsheets import csv_response

WRONG = 422
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_http_methods(["GET", "POST"])
def uploads(request: HttpRequest, hotel: int) -> HttpResponse:
    """Bring a file; below, those that were sent before."""
    house = _hotel(request, hotel)
    is_sent = request.method == "POST"
    form = UploadForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        # The first file of a house is checked; who knows how it goes may leave that out.
        initial={"is_trial": not _lots(house).exists()},
    )
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            lot = receiving.receive(
                by=request.user,
                hotel=house,
                file=file.file,
                name=file.name,
                is_trial=form.cleaned_data["is_trial"],
                at=timezone.now(),
            )
        except lots.Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The file is taken in. It is read in the background."))
            return redirect("hotel_eye:upload", hotel=house.pk, pk=lot.pk)
    context = {
        "hotel": house,
        "form": form,
        "columns": COLUMNS,
        "page": newest_first(_lots(house).select_related("made_by"), request, by="made_at"),
        "is_owner": Hotel.objects.owned_by(request.user).filter(pk=house.pk).exists(),
    }
    return render(request, "hotel_eye/uploads.html", context, status=WRONG if is_sent else 200)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def upload(request: HttpRequest, hotel: int, pk: int) -> HttpResponse:
    """How far one file is, what became of its rows, and those worth a look."""
    house, lot = _house_and_lot(request, hotel, pk)
    which = request.GET.get("show", "")
    if which not in results.SHOWN:
        which = next((kind for kind in results.SHOWN if lot.counts.get(kind)), results.REFUSED)
    context = {
        "hotel": house,
        "lot": lot,
        "counts": results.counts(lot),
        "unknown": results.unknown_columns(lot),
        "which": which,
        "which_label": results.SHOWN[which],
        "page": results.page(lot, which, request),
        "may_file": lot.state == Lot.State.CHECKED and lot.way == "upload",
    }
    return render(request, "hotel_eye/upload.html", context)


@access(Permission.LOG_STAYS, Scope.HOUSES, unattended=True)
@require_GET
def progress(request: HttpRequest, hotel: int, pk: int) -> HttpResponse:
    """The part of the page that refreshes while the file is worked on."""
    house, lot = _house_and_lot(request, hotel, pk)
    context = {"hotel": house, "lot": lot, "counts": results.counts(lot), "is_news": True}
    return render(request, "hotel_eye/_upload_state.html", context)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def file_now(request: HttpRequest, hotel: int, pk: int) -> HttpResponse:
    """File the rows that were checked."""
    house, lot = _house_and_lot(request, hotel, pk)
    try:
        lot = lots.file_checked(by=request.user, lot=lot, at=timezone.now())
    except lots.Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("hotel_eye:upload", hotel=house.pk, pk=lot.pk)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def stop(request: HttpRequest, hotel: int, pk: int) -> HttpResponse:
    """Leave the rest of a file unfiled."""
    house, lot = _house_and_lot(request, hotel, pk)
    try:
        lots.stop(by=request.user, lot=lot, at=timezone.now())
    except lots.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("It is stopped. What was filed stays filed."))
    return redirect("hotel_eye:upload", hotel=house.pk, pk=lot.pk)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def take_refused(request: HttpRequest, hotel: int, pk: int) -> HttpResponseBase:
    """The refused rows as a file, each with what is wrong with it."""
    return _taken(request, hotel, pk, results.take_refused, "refused")


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def take_results(request: HttpRequest, hotel: int, pk: int) -> HttpResponseBase:
    """All rows as a file, with the numbers of their receipts."""
    return _taken(request, hotel, pk, results.take_results, "results")


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def take_template(request: HttpRequest, hotel: int, ending: str) -> HttpResponseBase:
    """An empty file with the columns: as CSV, or as a workbook that explains them."""
    _hotel(request, hotel)
    if ending == "csv":
        return csv_response(template.NAME, template.HEADER, [])
    if ending != "xlsx":
        raise Http404
    response = HttpResponse(template.workbook(), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{template.NAME}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _taken(
    request: HttpRequest, hotel: int, pk: int, take: Callable[..., Any], name: str
) -> HttpResponseBase:
    _house, lot = _house_and_lot(request, hotel, pk)
    written = take(by=request.user, lot=lot, at=timezone.now())
    response: HttpResponseBase = written.sent(f"caspp-{name}-{lot.pk}.csv")
    response["Cache-Control"] = "no-store"
    return response


def _hotel(request: HttpRequest, pk: int) -> Hotel:
    hotel: Hotel = get_object_or_404(Hotel.objects.visible_to(request.user), pk=pk)
    return hotel


def _lots(hotel: Hotel) -> Any:
    return Lot.objects.of_premises(hotel).filter(kind=KIND)


def _house_and_lot(request: HttpRequest, hotel: int, pk: int) -> tuple[Hotel, Lot]:
    house = _hotel(request, hotel)
    return house, get_object_or_404(_lots(house).select_related("made_by"), pk=pk)

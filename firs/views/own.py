"""The informant's own pages: the state of his FIR and his copy of it, by a code to his phone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access, public
from accounts.permissions import Permission
from accounts.scopes import Scope
from complaints.lodge_forms import stations_on
from complaints.lodging import by_whom
from complaints.track_forms import CodeForm
from complaints.visitors import as_nobody
from firs import copies, limits, own
from firs.models import FIR
from firs.own_forms import DistrictForm, NumberForm
from firs.views.copies import pdf_answer
from notifications.phone_proofs import Asked
from screen.paging import newest_first
from stations.models import Station

_WITHOUT_ACCOUNT = "an informant reads of his own FIR without an account"


# --- The proof ---


@public(_WITHOUT_ACCOUNT)
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """One thing at a time: the district, the station, then the number and the phone."""
    stations = stations_on(timezone.localdate())
    station = stations.filter(code=request.GET.get("station", "")).first()
    if request.method == "POST":
        return _send_code(request, station) if station else redirect("firs:own")
    if station:
        return _number_page(request, station, NumberForm(initial=_initial(request)))
    district = request.GET.get("district", "")
    inside = stations.filter(circle__district__code=district) if district else ()
    form = DistrictForm(initial={"district": district}, stations=stations)
    context = {"form": form, "stations": inside, "district": district}
    return render(request, "firs/own/where.html", context)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """The number that a link brought along, such as that on the page of the complaint."""
    number = request.GET.get("number", "")
    return {"number": number, "year": timezone.localdate().year}


def _number_page(
    request: HttpRequest, station: Station, form: NumberForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "station": station}
    return render(request, "firs/own/number.html", context, status=status)


def _send_code(request: HttpRequest, station: Station) -> HttpResponse:
    form = NumberForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        number = [station.pk, given["year"], given["serial"]]
        refusal = _send_to(request, number, str(given["phone"]))
        if refusal is None:
            return redirect("firs:own_code")
        form.add_error(None, refusal)
    return _number_page(request, station, form, status=422)


def _send_to(request: HttpRequest, number: list[int], phone: str) -> str | None:
    """Send a code if the two belong together; what is refused does not tell whether they do."""
    if not limits.take_each(request, "code", "/".join(map(str, number)), phone):
        return _("Too many tries. Wait a quarter of an hour and try again.")
    fits = own.by_phone(number, phone) is not None
    return own.PROOF.send(request, number, phone, fits=fits, at=timezone.now())


@public(_WITHOUT_ACCOUNT)
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code that came; the page is the same whether one was sent."""
    if "again" in request.GET:
        own.PROOF.ask_anew(request)
    asked = own.PROOF.asked(request)
    if asked is None:
        return redirect("firs:own")
    if request.method != "POST":
        return _code_page(request, asked, CodeForm())
    form = CodeForm(request.POST)
    if form.is_valid():
        proven = own.PROOF.check(request, form.cleaned_data["code"])
        fir = own.by_phone(proven.number, proven.phone) if proven else None
        if fir:
            return _begin(request, fir)
        form.refuse()
    return _code_page(request, asked, form, status=422)


def _code_page(
    request: HttpRequest, asked: Asked, form: CodeForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "asked": asked, "here": reverse("firs:own_code")}
    return render(request, "notifications/code.html", context, status=status)


def _begin(request: HttpRequest, fir: FIR) -> HttpResponse:
    own.PROOF.begin(request, fir.pk, timezone.now())
    return redirect("firs:own_status")


# --- The page ---


def _proven(view: Callable[[HttpRequest, FIR], HttpResponse]) -> Any:
    """Hand the view the FIR that was proven in this browser, or ask for the proof."""

    @wraps(view)
    @never_cache
    @as_nobody
    def shown(request: HttpRequest) -> HttpResponse:
        fir = own.proven(own.PROOF.proven(request, timezone.now()))
        if fir is None:
            messages.info(
                request, _("Give the number of the FIR again: it is shown for half an hour only.")
            )
            return redirect("firs:own")
        return view(request, fir)

    return shown


@public(_WITHOUT_ACCOUNT)
@require_GET
@_proven
def status(request: HttpRequest, fir: FIR) -> HttpResponse:
    """Where the case stands, who has it, what was done, and the copy."""
    now = timezone.now()
    own.open_page(by=by_whom(request.user), fir=fir, at=now)
    if fir.is_withheld:
        return render(request, "firs/own/withheld.html", {"station": fir.station})
    page = own.page_of(fir, at=now)
    context = {"fir": fir, "page": page, "timeline": own.timeline(page)}
    return render(request, "firs/own/status.html", context)


@public(_WITHOUT_ACCOUNT)
@require_POST
@_proven
def copy(request: HttpRequest, fir: FIR) -> HttpResponse:
    """The informant's copy, free of charge (s.154 CrPC), with the code of its public check."""
    if fir.is_withheld:
        return redirect("firs:own_status")
    if not limits.take(request, "copy", str(fir.pk)):
        messages.warning(request, _("Too many copies were taken within an hour. Wait a little."))
        return redirect("firs:own_status")
    by, at = by_whom(request.user), timezone.now()
    made = copies.print_informants(by=by, fir=fir, request=request, at=at)
    return pdf_answer(fir, made, as_attachment=True)


@public(_WITHOUT_ACCOUNT)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the FIR in this browser."""
    own.PROOF.leave(request)
    return redirect("firs:own")


# --- The signed-in informant ---


@access(Permission.OWN_FIRS, Scope.OWN)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The FIRs that were registered with one's own phone, newest first."""
    rows = FIR.objects.informed_by(request.user).with_names()
    page = newest_first(rows, request, by="registered_at")
    return render(request, "firs/own/mine.html", {"page": page})


@access(Permission.OWN_FIRS, Scope.OWN)
@require_POST
def mine_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one of them: signing in is the proof."""
    return _begin(request, get_object_or_404(FIR.objects.informed_by(request.user), pk=pk))

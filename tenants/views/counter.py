"""A counter of the police: the whole paper on one page, by keyboard."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from documents import codes
from documents.forms import CodeForm
from filings import rules
from filings.models import Way
from stations.models import District, Station
from tenants import actions
from tenants.models import Tenancy
from tenants.registration import PARTS, Registration, station_in
from tenants.views import changing, slips
from tenants.views.changing import Door

RECENT = timedelta(days=30)
MOST_RECENT = 20


@access(Permission.LODGE_TENANCIES, Scope.OWN)
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """Type a registration for somebody who stands at the counter."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    kind = kind if kind in Tenancy.Kind.values else Tenancy.Kind.TENANT
    if request.method == "GET":
        return _page(request, _empty(request, kind), kind, uuid.uuid4())
    station = station_in(request.POST)
    book = rules.book_at(station, timezone.now()) if station else {}
    form = Registration(kind, data=request.POST, files=request.FILES, book=book)
    token = _token(request.POST.get("form_token", ""))
    if not form.is_valid():
        form.ask_again_for_picture()
        return _page(request, form, kind, token, status=422)
    described = form.described()
    described.tenancy.form_token = token
    try:
        tenancy, is_new = actions.file(
            by=request.user, described=described, way=Way.COUNTER, at=timezone.now()
        )
    except IntegrityError:
        # The same form was sent twice at once: the other one registered it.
        tenancy, is_new = get_object_or_404(Tenancy, form_token=token), False
    if tenancy.filed_by_id != request.user.pk:
        return _page(request, form, kind, uuid.uuid4(), status=422)
    if is_new:
        messages.success(
            request, _("It is registered under %(number)s.") % {"number": tenancy.number}
        )
    return redirect("tenants:lodged", tenancy.pk)


@access(Permission.LODGE_TENANCIES, Scope.OWN)
@require_GET
def lodged(request: HttpRequest, pk: int) -> HttpResponse:
    """What this clerk registered: the slip to hand over."""
    tenancy = slips.found(Tenancy.objects.lodged_by(request.user), pk)
    return redirect("tenants:by_slip", slips.receipts_of(tenancy)[-1].shown_code)


@access(Permission.LODGE_TENANCIES, Scope.STATIONS)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Somebody comes back with his slip: its code opens the registration, and nothing else does."""
    form = CodeForm(request.POST, prefix="slip")
    if form.is_valid():
        code = form.cleaned_data["code"]
        if Tenancy.objects.with_slip(codes.read(code), request.user).exists():
            return redirect("tenants:by_slip", code)
        form.add_error("code", _("No registration at your counter has a slip with this code."))
    kind = Tenancy.Kind.TENANT
    return _page(request, _empty(request, kind), kind, uuid.uuid4(), find_form=form, status=422)


@access(Permission.LODGE_TENANCIES, Scope.STATIONS)
@require_GET
def by_slip(request: HttpRequest, code: str) -> HttpResponse:
    """The registration of a slip, and what can be done to it."""
    return changing.page(request, _of_slip(request, code), _door(code))


@access(Permission.LODGE_TENANCIES, Scope.STATIONS)
@require_GET
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """The slip on paper."""
    return slips.pdf_of(request, _of_slip(request, code))


@access(Permission.LODGE_TENANCIES, Scope.STATIONS)
@require_GET
def agreement(request: HttpRequest, code: str) -> FileResponse:
    """The photograph of the agreement."""
    return slips.agreement_of(request, _of_slip(request, code))


@access(Permission.LODGE_TENANCIES, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Correct something."""
    return changing.correct(request, _of_slip(request, code), _door(code))


@access(Permission.LODGE_TENANCIES, Scope.STATIONS)
@require_POST
def vacate(request: HttpRequest, code: str) -> HttpResponse:
    """He left."""
    return changing.vacate(request, _of_slip(request, code), _door(code))


@access(Permission.LODGE_TENANCIES, Scope.STATIONS)
@require_POST
def renew(request: HttpRequest, code: str) -> HttpResponse:
    """The agreement goes on."""
    return changing.renew(request, _of_slip(request, code), _door(code))


@access(Permission.LODGE_TENANCIES, Scope.STATIONS)
@require_POST
def annul(request: HttpRequest, code: str) -> HttpResponse:
    """It never was so."""
    return changing.annul(request, _of_slip(request, code), _door(code))


def _of_slip(request: HttpRequest, code: str) -> Tenancy:
    rows = Tenancy.objects.with_slip(codes.read(code), request.user)
    return slips.only(rows)


def _door(code: str) -> Door:
    return Door("by_slip", "slip_", code, reverse("tenants:counter"), _("Next registration"))


def _empty(request: HttpRequest, kind: str) -> Registration:
    return Registration(kind, initial={"place": {"station": _own_station(request.user)}})


def _page(
    request: HttpRequest,
    form: Registration,
    kind: str,
    token: uuid.UUID,
    find_form: CodeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    form.place.fields["kind"].widget.attrs["data-autofocus"] = ""
    since = timezone.now() - RECENT
    recent = Tenancy.objects.lodged_by(request.user).filter(filed_at__gte=since)
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "form_token": token,
        "steps": [(name, form.title_of(name), form.part(name)) for name in PARTS],
        "recent": recent.order_by("-filed_at", "-pk")[:MOST_RECENT],
        "find_form": find_form or CodeForm(prefix="slip"),
        "districts": District.objects.order_by("name").values_list("name", flat=True),
    }
    return render(request, "tenants/counter.html", context, status=status)


def _own_station(user: Any) -> str:
    """The station of the counter, where it is one's only one."""
    stations = Station.objects.visible_to(user, Permission.LODGE_TENANCIES)
    found = list(stations.values_list("pk", flat=True)[:2])
    return str(found[0]) if len(found) == 1 else ""


def _token(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()

"""A counter of the police: the whole paper on one page, by keyboard."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from filings import rules
from filings.models import Way
from stations.models import District, Station
from tenants import actions
from tenants.models import Tenancy
from tenants.registration import PARTS, Registration
from tenants.views import slips

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
        initial = {"place": {"station": _own_station(request.user)}}
        form = Registration(kind, initial=initial)
        return _page(request, form, kind, uuid.uuid4())
    station = Station.objects.filter(pk=_number(request.POST.get("place-station"))).first()
    book = rules.book_at(station, timezone.now()) if station else {}
    form = Registration(kind, data=request.POST, files=request.FILES, book=book)
    token = _token(request.POST.get("form_token", ""))
    if not form.is_valid():
        return _page(request, form, kind, token, status=422)
    described = form.described()
    described.tenancy.form_token = token
    tenancy, is_new = actions.file(
        by=request.user, described=described, way=Way.COUNTER, at=timezone.now()
    )
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
    context = slips.context_of(request, tenancy)
    return render(request, "tenants/lodged.html", context)


@access(Permission.LODGE_TENANCIES, Scope.OWN)
@require_GET
def lodged_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper."""
    return slips.pdf_of(request, slips.found(Tenancy.objects.lodged_by(request.user), pk))


def _page(
    request: HttpRequest, form: Registration, kind: str, token: uuid.UUID, status: int = 200
) -> HttpResponse:
    since = timezone.now() - RECENT
    recent = Tenancy.objects.lodged_by(request.user).filter(filed_at__gte=since)
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "form_token": token,
        "steps": [(name, form.title_of(name), form.part(name)) for name in PARTS],
        "recent": recent.order_by("-filed_at", "-pk")[:MOST_RECENT],
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


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0

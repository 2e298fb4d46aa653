"""The station's side: what was registered, who goes there, what was found."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from screen.paging import newest_first, soonest_first
from stations.models import Station
from tenants import actions, verification
from tenants.models import Tenancy, Visit
from tenants.views import slips
from tenants.visit_forms import AssignForm, VisitForm

#: What is shown, what it is called, which rows, and by which key they are paged.
SHOWN: dict[str, tuple[Any, Callable[[Any, Any], Any], str]] = {
    "all": (gettext_lazy("All"), lambda rows, _user: rows, "filed_at"),
    "verify": (
        gettext_lazy("To be verified"),
        lambda rows, _user: rows.to_verify(),
        "verify_due_at",
    ),
    "overdue": (
        gettext_lazy("Not verified in time"),
        lambda rows, _user: rows.overdue(timezone.now()),
        "verify_due_at",
    ),
    "mine": (
        gettext_lazy("My visits"),
        lambda rows, user: rows.filter(
            pk__in=Visit.objects.open().filter(assigned_to=user).values("tenancy")
        ),
        "verify_due_at",
    ),
    "differs": (
        gettext_lazy("Does not agree"),
        lambda rows, _user: rows.differing(),
        "filed_at",
    ),
    "ending": (
        gettext_lazy("Agreement ends"),
        lambda rows, _user: rows.ending(timezone.localdate()),
        "filed_at",
    ),
    "late": (gettext_lazy("Filed late"), lambda rows, _user: rows.late(), "filed_at"),
}


@access(Permission.SEE_TENANCIES, Scope.STATIONS)
@require_GET
def registrations(request: HttpRequest) -> HttpResponse:
    """What was registered at one's stations, by what waits."""
    show = request.GET.get("show", "all")
    show = show if show in SHOWN else "all"
    _label, narrowed, by = SHOWN[show]
    rows = narrowed(Tenancy.objects.visible_to(request.user), request.user).with_people()
    paged = soonest_first if by == "verify_due_at" else newest_first
    context = {
        "page": paged(rows, request, by=by),
        "show": show,
        "tabs": [(name, label) for name, (label, _rows, _by) in SHOWN.items()],
        "now": timezone.now(),
        "today": timezone.localdate(),
    }
    return render(request, "tenants/list.html", context)


@access(Permission.SEE_TENANCIES, Scope.STATIONS)
@require_GET
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One registration: who is named, its history, its visits."""
    return _page(request, _tenancy(request, pk), {})


@access(Permission.ASSIGN_TENANCIES, Scope.STATIONS)
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an officer there."""
    tenancy = slips.found(Tenancy.objects.visible_to(request.user, Permission.ASSIGN_TENANCIES), pk)
    assert tenancy.station is not None
    form = AssignForm(request.POST, station=tenancy.station)
    if not form.is_valid():
        return _page(request, tenancy, {"assign_form": form}, status=422)
    officer = form.cleaned_data["officer"]
    try:
        verification.assign(by=request.user, tenancy=tenancy, to=officer, at=timezone.now())
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("%(officer)s goes there.") % {"officer": officer.local_name})
    return redirect("tenants:open", tenancy.pk)


@access(Permission.VERIFY_TENANCIES, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """On the doorstep: what was registered, and what is so."""
    visits = Visit.objects.visible_to(request.user, Permission.VERIFY_TENANCIES).open()
    one = get_object_or_404(visits.select_related("tenancy"), pk=pk)
    if one.assigned_to_id != request.user.pk:
        raise PermissionDenied
    tenancy = slips.found(Tenancy.objects.filed(), one.tenancy_id)
    form = VisitForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            verification.report(by=request.user, visit=one, at=timezone.now(), **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error("missing", str(refusal))
        else:
            messages.success(request, _("The visit is noted."))
            return redirect("tenants:list")
    context = {**slips.context_of(request, tenancy), "visit": one, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "tenants/visit.html", context, status=status)


def _page(
    request: HttpRequest, tenancy: Tenancy, forms: dict[str, Any], status: int = 200
) -> HttpResponse:
    assert tenancy.station is not None
    may_assign = tenancy.is_running and tenancy.station_id in set(
        _stations(request.user, Permission.ASSIGN_TENANCIES)
    )
    context = {
        **slips.context_of(request, tenancy),
        "assign_form": AssignForm(station=tenancy.station) if may_assign else None,
        **forms,
    }
    return render(request, "tenants/open.html", context, status=status)


def _stations(user: Any, permission: str) -> Any:
    return Station.objects.visible_to(user, permission).values_list("pk", flat=True)


def _tenancy(request: HttpRequest, pk: int) -> Tenancy:
    return slips.found(Tenancy.objects.visible_to(request.user), pk)

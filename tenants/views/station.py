"""The station's side: what was registered, who goes there, what was found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.history import history_of
from screen.paging import Page, newest_first, soonest_first
from stations.models import Station
from tenants import actions, policies, verification
from tenants.models import Tenancy, Visit
from tenants.views import slips
from tenants.visit_forms import AssignForm, VisitForm


@dataclass(frozen=True, slots=True)
class Shown:
    """A tab of the list: what it is called, its rows, and by which key they are paged."""

    label: Any
    rows: Callable[[Any, Any], Any]
    by: str = "filed_at"
    paged: Callable[..., Page] = newest_first


SHOWN: dict[str, Shown] = {
    "all": Shown(gettext_lazy("All"), lambda rows, _user: rows),
    "assign": Shown(
        gettext_lazy("Nobody sent yet"),
        lambda rows, _user: rows.to_assign(),
        "verify_due_at",
        soonest_first,
    ),
    "mine": Shown(
        gettext_lazy("My visits"),
        lambda rows, user: rows.assigned_to(user),
        "verify_due_at",
        soonest_first,
    ),
    "verify": Shown(
        gettext_lazy("To be verified"),
        lambda rows, _user: rows.to_verify(),
        "verify_due_at",
        soonest_first,
    ),
    "overdue": Shown(
        gettext_lazy("Not verified in time"),
        lambda rows, _user: rows.overdue(timezone.now()),
        "verify_due_at",
        soonest_first,
    ),
    "differs": Shown(gettext_lazy("Does not agree"), lambda rows, _user: rows.differing()),
    "ending": Shown(
        gettext_lazy("Agreement ends"),
        lambda rows, _user: rows.ending(timezone.localdate()),
        "agreed_until",
        soonest_first,
    ),
    "late": Shown(gettext_lazy("Filed late"), lambda rows, _user: rows.late()),
}


@access(Permission.SEE_TENANCIES, Scope.STATIONS)
@require_GET
def registrations(request: HttpRequest) -> HttpResponse:
    """What was registered at one's stations, by what waits."""
    show = request.GET.get("show", "all")
    show = show if show in SHOWN else "all"
    shown = SHOWN[show]
    # Whoever is sent somewhere goes there, though he was posted elsewhere meanwhile.
    seen = Tenancy.objects.filed() if show == "mine" else Tenancy.objects.visible_to(request.user)
    rows = shown.rows(seen, request.user).with_people()
    context = {
        "page": shown.paged(rows, request, by=shown.by),
        "show": show,
        "tabs": [(name, one.label) for name, one in SHOWN.items()],
        "now": timezone.now(),
        "today": timezone.localdate(),
    }
    return render(request, "tenants/list.html", context)


@access(Permission.SEE_TENANCIES, Scope.STATIONS)
@require_GET
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One registration: who is named, its history, its visits."""
    return _page(request, _tenancy(request, pk), {})


@access(Permission.SEE_TENANCIES, Scope.STATIONS)
@require_GET
def agreement(request: HttpRequest, pk: int) -> FileResponse:
    """The photograph of the agreement."""
    return slips.agreement_of(request, _tenancy(request, pk))


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
    if _was_sent_in_vain(request.user, pk):
        messages.warning(request, policies.visit_is_gone())
        if words := request.POST.get("words", "").strip():
            messages.info(request, _("You wrote: %(words)s") % {"words": words})
        return redirect("tenants:list")
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


def _was_sent_in_vain(user: Any, pk: int) -> bool:
    """Whether this was a visit of his that was called off."""
    if Visit.objects.filter(pk=pk).exists():
        return False
    history: Any = history_of(Visit)
    return bool(history.objects.filter(pgh_obj_id=pk, assigned_to_id=user.pk).exists())


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

"""FIRs on screen before they have a number: begun from a complaint, listed, read, written."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from complaints.models import Complaint, Level
from complaints.policies import Refused
from firs import accused, actions
from firs.bearings import Compass
from firs.forms import DraftForm, FromComplaintForm
from firs.models import Draft
from screen.paging import newest_first


@access(Permission.DECIDE_COMPLAINTS, Scope.STATIONS)
@require_POST
def from_complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """End a complaint as an FIR: its draft begins with all that the complaint says."""
    visible = Complaint.objects.visible_to(request.user, Permission.DECIDE_COMPLAINTS)
    complaint: Complaint = get_object_or_404(visible, pk=pk)
    form = FromComplaintForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(map(str, form.errors["late_because"])))
        return redirect("complaints:detail", pk=pk)
    try:
        draft = actions.draft_from(
            by=request.user, complaint=complaint, at=timezone.now(), **form.cleaned_data
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("complaints:detail", pk=pk)
    messages.success(request, _("Everything the complainant said stands in the draft."))
    if Draft.objects.visible_to(request.user).filter(pk=draft.pk).exists():
        return redirect("firs:draft", pk=draft.pk)
    return redirect("complaints:detail", pk=pk)


@access(Permission.SEE_FIRS, Scope.STATIONS)
@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts of one's stations."""
    rows = Draft.objects.visible_to(request.user).select_related(
        "complaint", "station", "changed_by"
    )
    page = newest_first(rows, request, by="made_at")
    return render(request, "firs/drafts.html", {"page": page})


@access(Permission.SEE_FIRS, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft in the order of form 24.5(1): to be read, and written by whose work it is."""
    rows = Draft.objects.visible_to(request.user).select_related(
        "complaint", "station", "changed_by"
    )
    one: Draft = get_object_or_404(rows, pk=pk)
    may_write = Draft.objects.visible_to(request.user, Permission.WRITE_FIRS).filter(pk=pk).exists()
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        return _saved(request, one)
    return _page(request, one, DraftForm(instance=one) if may_write else None)


@access(Permission.SUPERVISE_COMPLAINTS, Scope.STATIONS)
@require_POST
def hand_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the FIR that a complaint about the police became to its station."""
    visible = Draft.objects.visible_to(request.user, Permission.SUPERVISE_COMPLAINTS)
    one: Draft = get_object_or_404(visible, pk=pk)
    try:
        actions.hand_down(by=request.user, draft=one, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The station sees the FIR from now on, and registers it."))
    return redirect("firs:draft", pk=pk)


def _saved(request: HttpRequest, one: Draft) -> HttpResponse:
    form = DraftForm(request.POST, instance=one)
    if not form.is_valid():
        return _page(request, one, form, status=422)
    try:
        actions.change(by=request.user, draft=one, at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        one.refresh_from_db(fields=["changed_at", "changed_by"])
        # He has been told: the next time what he typed is what counts.
        form.data = {**request.POST.dict(), "seen": one.changed_at.isoformat()}
        return _page(request, one, form, status=422)
    messages.success(request, _("The draft is saved."))
    return redirect("firs:draft", pk=one.pk)


def _page(
    request: HttpRequest, one: Draft, form: DraftForm | None, *, status: int = 200
) -> HttpResponse:
    actions.open_page(by=request.user, draft=one, at=timezone.now())
    complaint = one.complaint
    visible = Complaint.objects.visible_to(request.user)
    context: dict[str, Any] = {
        "draft": one,
        "form": form,
        "complaint": complaint,
        "may_see_complaint": complaint is not None and visible.filter(pk=complaint.pk).exists(),
        "is_hidden": complaint is not None and complaint.is_identity_hidden,
        "accused": accused.without_numbers(one.accused),
        "direction": Compass(one.direction).label if one.direction else "",
        "may_hand_down": one.level > Level.STATION
        and request.user.may(Permission.SUPERVISE_COMPLAINTS),  # type: ignore[union-attr]
    }
    return render(request, "firs/draft.html", context, status=status)

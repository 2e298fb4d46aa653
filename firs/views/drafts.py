"""FIRs on screen before they have a number: begun, listed, read, written, registered."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from complaints.models import Complaint, Level
from complaints.policies import Refused
from firs import accused, actions, policies
from firs.bearings import Compass
from firs.draft_forms import DraftForm, FromComplaintForm, NewForm, Parts, RegisterForm
from firs.models import FIR, State
from people.masking import masked
from screen.paging import newest_first
from stations.models import Station


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
    if FIR.objects.visible_to(request.user).filter(pk=draft.pk).exists():
        return redirect("firs:draft", pk=draft.pk)
    return redirect("complaints:detail", pk=pk)


@access(Permission.SEE_FIRS, Scope.STATIONS)
@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts of one's stations."""
    rows = FIR.objects.visible_to(request.user).drafts()
    rows = rows.select_related("complaint", "station", "changed_by").only(
        *("offence", "name", "is_identity_hidden", "reported_at", "made_at", "complaint__e_tag"),
        *("station__name", "station__name_ur", "changed_by__name", "changed_by__name_ur"),
    )
    page = newest_first(rows, request, by="made_at")
    context = {"page": page, "may_write": _writing_at(request.user).exists()}
    return render(request, "firs/drafts.html", context)


@access(Permission.WRITE_FIRS, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an FIR that comes from no complaint: a patrol's, or of somebody at the gate."""
    stations = _writing_at(request.user).with_place()
    fir = FIR(language="ur" if get_language() == "ur" else "en")
    if request.method == "POST":
        form = NewForm(request.POST, instance=fir, stations=stations)
        parts = Parts(fir, request.POST)
        # Both are asked, so that every mistake is shown at once.
        if all([form.is_valid(), parts.is_valid()]):
            return _begun(request, form, parts)
        return _new_page(request, form, parts, status=422)
    now = timezone.localtime()
    initial = {
        "station": stations.first(),
        "reported_at": now,
        "form_token": uuid.uuid4(),
    }
    return _new_page(request, NewForm(instance=fir, initial=initial, stations=stations), Parts(fir))


@access(Permission.SEE_FIRS, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft in the order of form 24.5(1): to be read, and written by whose work it is."""
    one = _draft(request, pk)
    if one.is_registered and request.method != "POST":
        return redirect("firs:case", pk=pk)
    may_write = FIR.objects.visible_to(request.user, Permission.WRITE_FIRS).filter(pk=pk).exists()
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        return _saved(request, one)
    if not may_write or one.state == State.DISCARDED:
        return _page(request, one)
    return _page(request, one, DraftForm(instance=one), Parts(one))


@access(Permission.REGISTER_FIRS, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the FIR over as it will stand in the book, and give it its number."""
    visible = FIR.objects.visible_to(request.user, Permission.REGISTER_FIRS)
    one: FIR = get_object_or_404(visible.select_related("station", "complaint"), pk=pk)
    if one.is_registered:
        return redirect("firs:case", pk=pk)
    form = RegisterForm(request.POST if request.method == "POST" else None, fir=one)
    if form.is_bound and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("seen", "signed_as", "despatched_at")}
        try:
            fir = actions.register(by=request.user, fir=one, at=timezone.now(), **given)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            one.refresh_from_db(fields=["changed_at"])
            # He reads the draft as it is by now: the next time it is that one which he registers.
            form.data = {**request.POST.dict(), "seen": one.changed_at.isoformat()}
        else:
            said = _("FIR %(number)s is registered. Print its four copies now.")
            messages.success(request, said % {"number": fir.number})
            return redirect("firs:case", pk=pk)
    actions.open_page(by=request.user, fir=one, at=timezone.now())
    context = {**_as_read(one), "form": form, "missing": policies.missing_of(one)}
    return render(request, "firs/register.html", context, status=422 if form.errors else 200)


@access(Permission.WRITE_FIRS, Scope.STATIONS)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay a draft aside that was begun by mistake."""
    visible = FIR.objects.visible_to(request.user, Permission.WRITE_FIRS)
    one: FIR = get_object_or_404(visible, pk=pk)
    try:
        actions.discard(by=request.user, fir=one, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("firs:draft", pk=pk)
    messages.success(request, _("The draft is laid aside."))
    return redirect("firs:drafts")


@access(Permission.SUPERVISE_COMPLAINTS, Scope.STATIONS)
@require_POST
def hand_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the FIR that a complaint about the police became to its station."""
    visible = FIR.objects.visible_to(request.user, Permission.SUPERVISE_COMPLAINTS)
    one: FIR = get_object_or_404(visible, pk=pk)
    try:
        actions.hand_down(by=request.user, fir=one, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The station sees the FIR from now on, and registers it."))
    return redirect("firs:draft", pk=pk)


def _writing_at(user: Any) -> Any:
    return Station.objects.visible_to(user, Permission.WRITE_FIRS)


def _draft(request: HttpRequest, pk: int) -> FIR:
    rows = FIR.objects.visible_to(request.user)
    rows = rows.select_related("complaint", "station", "changed_by")
    one: FIR = get_object_or_404(rows, pk=pk)
    return one


def _begun(request: HttpRequest, form: NewForm, parts: Parts) -> HttpResponse:
    fir = form.save(commit=False)
    fir.form_token = form.cleaned_data["form_token"]
    sections = form.cleaned_data["picked_sections"]
    try:
        fir = actions.begin(
            by=request.user,
            fir=fir,
            sections=sections,
            parts=parts.changed(),
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _new_page(request, form, parts, status=422)
    messages.success(request, _("The draft is saved."))
    return redirect("firs:draft", pk=fir.pk)


def _new_page(
    request: HttpRequest, form: NewForm, parts: Parts, *, status: int = 200
) -> HttpResponse:
    return render(request, "firs/new.html", {"form": form, "parts": parts}, status=status)


def _saved(request: HttpRequest, one: FIR) -> HttpResponse:
    form, parts = DraftForm(request.POST, instance=one), Parts(one, request.POST)
    if not all([form.is_valid(), parts.is_valid()]):
        return _page(request, one, form, parts, status=422)
    changed = parts.changed()
    try:
        actions.change(
            by=request.user,
            fir=one,
            seen=form.cleaned_data["seen"],
            sections=form.cleaned_data["picked_sections"],
            parts=changed,
            gone=parts.gone(),
            at=timezone.now(),
            **form.values(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        one.refresh_from_db(fields=["changed_at", "changed_by"])
        # He has been told: the next time what he typed is what counts.
        form.data = request.POST.copy()
        form.data["seen"] = one.changed_at.isoformat()
        return _page(request, one, form, parts, status=422)
    if "register" in request.POST:
        return redirect("firs:register", pk=one.pk)
    messages.success(request, _("The draft is saved."))
    return redirect("firs:draft", pk=one.pk)


def _as_read(one: FIR) -> dict[str, Any]:
    """The draft as it is read, for whoever does not write it."""
    complaint = one.complaint
    return {
        "draft": one,
        "complaint": complaint,
        "is_hidden": one.is_identity_hidden,
        "accused": masked(accused.lines(one.accused_rows.order_by("pk"))),
        "sections": [row.section for row in _sections(one)],
        "vehicles": one.vehicles.order_by("pk"),
        "mobiles": one.mobiles.order_by("pk"),
        "things": one.stolen_things.order_by("pk"),
        "victims": one.victims.order_by("pk"),
        "witnesses": one.witnesses.order_by("pk"),
        "direction": Compass(one.direction).label if one.direction else "",
    }


def _sections(one: FIR) -> Any:
    return one.section_rows.select_related("section").order_by("pk")


def _page(
    request: HttpRequest,
    one: FIR,
    form: DraftForm | None = None,
    parts: Parts | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    actions.open_page(by=request.user, fir=one, at=timezone.now())
    complaint = one.complaint
    visible = Complaint.objects.visible_to(request.user)
    registering = FIR.objects.visible_to(request.user, Permission.REGISTER_FIRS)
    context: dict[str, Any] = {
        **_as_read(one),
        "form": form,
        "parts": parts,
        "may_see_complaint": complaint is not None and visible.filter(pk=complaint.pk).exists(),
        "may_register": not one.is_registered
        and one.level == Level.STATION
        and registering.filter(pk=one.pk).exists(),
        "may_discard": form is not None and policies.refuse_discarding(one) is None,
        "may_hand_down": one.level > Level.STATION
        and request.user.may(Permission.SUPERVISE_COMPLAINTS),  # type: ignore[union-attr]
    }
    return render(request, "firs/draft.html", context, status=status)

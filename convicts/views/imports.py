"""Files of the CRO on screen: brought, watched, shown with what they change, published."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.decisions import DecisionForm
from accounts.permissions import Permission
from accounts.scopes import Scope
from alerts.actions import Refused
from audit import looks
from audit.purposes import Purpose, PurposeKind
from convicts import differences, importing, receiving
from convicts.forms import BecauseForm
from convicts.import_forms import ImportForm
from convicts.models import ImportBatch, TakingBack
from convicts.rows import COLUMNS, OPTIONAL
from screen.paging import newest_first

WRONG = 422


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Bring a file; below, those that were brought before."""
    is_sent = request.method == "POST"
    form = ImportForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = receiving.receive(
                by=request.user,
                file=file.file,
                name=file.name,
                is_whole=form.cleaned_data["is_whole"],
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The file is taken in. It is read in the background."))
            return redirect("convicts:import", pk=batch.pk)
    visible = ImportBatch.objects.visible_to(request.user).select_related("made_by")
    context = {
        "form": form,
        "columns": COLUMNS,
        "optional": OPTIONAL,
        "page": newest_first(visible, request, by="made_at"),
    }
    return render(request, "convicts/imports.html", context, status=WRONG if is_sent else 200)


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY)
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one file is; once it is read, how much it changes."""
    return _page(request, _batch(request, pk))


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY, unattended=True)
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that refreshes while the file is worked on."""
    context = {"batch": _batch(request, pk), "is_news": True}
    return render(request, "convicts/_import_state.html", context)


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY)
@require_GET
def rows(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """Some rows of one kind beside their records: a look, to keep the file right."""
    batch = _batch(request, pk)
    if batch.state != ImportBatch.State.READY or which not in differences.KINDS:
        return redirect("convicts:import", pk=pk)
    now = timezone.now()
    try:
        with looks.looking(
            by=request.user,
            at=now,
            action="convicts.file_compared",
            purpose=Purpose(PurposeKind.RECORDS, case_ref=batch.file_name[:80]),
            target=batch,
        ):
            context = {
                "batch": batch,
                "kind": which,
                "label": differences.KINDS[which],
                "number": batch.counts.get(which, 0),
                "rows": differences.rows_of(batch, which, request.user),
                "most": differences.SHOWN,
            }
            return render(request, "convicts/import_rows.html", context)
    except looks.OverBudget as refusal:
        messages.warning(request, str(refusal))
        return redirect("convicts:import", pk=pk)


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY, step_up=True)
@require_POST
def take_bad_rows(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The refused rows with their reasons, to be corrected and sent again."""
    batch = _batch(request, pk)
    written = importing.take_bad_rows(by=request.user, batch=batch, at=timezone.now())
    return written.sent(f"caspp-refused-{batch.pk}.csv")


@access(Permission.DECIDE_CONVICTS, Scope.COUNTRY, step_up=True)
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's word: the file is published."""
    return _done(request, pk, importing.approve, _("Approved. It is published in the background."))


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY, step_up=True)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a file away that was not published."""
    return _done(request, pk, importing.discard, _("The file is discarded. Nothing has changed."))


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY, step_up=True)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to undo a published file."""
    batch = _batch(request, pk)
    form = BecauseForm(request.POST)
    if not form.is_valid():
        return _page(request, batch, form=form, status=WRONG)
    because = form.cleaned_data["because"]

    def act(**given: Any) -> object:
        return importing.propose_taking_back(because=because, **given)

    return _done(
        request, pk, act, _("It is proposed to take the file back. A second person decides.")
    )


@access(Permission.DECIDE_CONVICTS, Scope.COUNTRY, step_up=True)
@require_POST
def decide_taking_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's word on it."""
    batch = _batch(request, pk)
    waiting = TakingBack.objects.visible_to(request.user, Permission.DECIDE_CONVICTS).waiting()
    taking = get_object_or_404(waiting, batch=batch)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, batch, decision_form=form, status=WRONG)

    def act(batch: ImportBatch, **given: Any) -> object:
        return importing.decide_taking_back(taking=taking, **form.answer, **given)

    return _done(request, pk, act, _("Your decision is kept."))


def _done(request: HttpRequest, pk: int, act: Callable[..., object], words: str) -> HttpResponse:
    batch = _batch(request, pk)
    try:
        act(by=request.user, batch=batch, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("convicts:import", pk=pk)


def _page(
    request: HttpRequest,
    batch: ImportBatch,
    *,
    form: BecauseForm | None = None,
    decision_form: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    is_ready = batch.state == ImportBatch.State.READY
    takings = list(batch.takings_back.select_related("proposed_by", "decided_by").order_by("pk"))
    waiting = next((one for one in takings if one.is_waiting), None)
    may_decide = user.may(Permission.DECIDE_CONVICTS)
    context = {
        "batch": batch,
        "kinds": [(code, label, batch.counts.get(code, 0)) for code, label in _told(batch)],
        "is_ready": is_ready,
        "refusal": importing.refuse_approving(batch, user) if is_ready else None,
        "may_discard": is_ready or batch.state == ImportBatch.State.READING,
        "takings": takings,
        "may_take_back": batch.state == ImportBatch.State.DONE and waiting is None,
        "may_decide_taking_back": may_decide and waiting and waiting.proposed_by != user,
        "form": form or BecauseForm(),
        "decision_form": decision_form or DecisionForm(),
    }
    return render(request, "convicts/import.html", context, status=status)


def _told(batch: ImportBatch) -> list[tuple[str, Any]]:
    return [
        (code, label)
        for code, label in differences.KINDS.items()
        if code != "missing" or batch.is_whole
    ]


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    visible = ImportBatch.objects.visible_to(request.user)
    batch: ImportBatch = get_object_or_404(visible.select_related("made_by", "decided_by"), pk=pk)
    return batch

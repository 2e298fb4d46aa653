"""Keeping the file: a record opened by hand, rows noted and struck out, a record withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.decisions import DecisionForm
from accounts.permissions import Permission
from accounts.scopes import Scope
from alerts.actions import Refused
from audit import looks
from audit.actions import record as record_event
from convicts import filing, policies
from convicts.forms import BecauseForm
from convicts.models import ConvictRecord, Gang, Opening, Photograph, Withdrawal
from convicts.note_forms import AssociateForm, NoteForm, district_names
from convicts.notes import BY_NAME, Note
from convicts.opening_forms import CorrectionForm, OpeningForm
from convicts.views.look_ups import record_page
from screen.paging import soonest_first

WRONG = 422


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def open_record(request: HttpRequest) -> HttpResponse:
    """Enter somebody who is on paper only; a second person lets him into the file."""
    now = timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OpeningForm(*sent, today=timezone.localdate(now))
    if sent and form.is_valid():
        try:
            record = filing.open_record(
                by=request.user, record=form.record, rows=form.rows(), at=now
            )
        except IntegrityError:
            # Somebody entered the same reference at this very moment: the form says so now.
            form = OpeningForm(*sent, today=timezone.localdate(now))
            form.is_valid()
        else:
            messages.success(
                request,
                _("%(reference)s is entered. He is looked for once a second person approves it.")
                % {"reference": record.external_ref},
            )
            return redirect("convicts:openings")
    context = {"form": form, "districts": district_names()}
    return render(request, "convicts/open_record.html", context, status=WRONG if sent else 200)


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY)
@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    """What waits for a second person: records to come in, and records to be withdrawn."""
    seen = ConvictRecord.objects.with_opening(request.user).values("pk")
    waiting = {name: model.objects.waiting().filter(record__in=seen) for name, model in TABS}
    asked = request.GET.get("tab", "")
    tab = asked if asked in waiting else TABS[0][0]
    rows = waiting[tab].select_related("record__category", "proposed_by")
    context = {
        "page": soonest_first(rows, request, by="proposed_at"),
        "tab": tab,
        "numbers": {name: waiting[name].count() for name, _model in TABS},
        "may_write": request.user.may(Permission.WRITE_CONVICTS),  # type: ignore[union-attr]
    }
    return render(request, "convicts/openings.html", context)


TABS: tuple[tuple[str, Any], ...] = (("openings", Opening), ("withdrawals", Withdrawal))


def note_view(note: Note) -> Callable[..., HttpResponse]:
    """The page on which one kind of row is noted."""

    @access(Permission.WRITE_CONVICTS, Scope.COUNTRY)
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        record = _record(request, pk)
        form = _note_form(request, note, record)
        if not form.is_bound:
            if refused := _without_a_look(request, record):
                return refused
            return _note_page(request, record, note, form, policies.refuse_writing(record))
        if form.is_valid():
            try:
                filing.note(by=request.user, record=record, row=form.row, at=timezone.now())
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("It stands in the file."))
                return _back(request, record)
        return _note_page(request, record, note, form, None, status=WRONG)

    view.__name__ = view.__qualname__ = f"note_{note.name}"
    view.__doc__ = note.form.__doc__
    return view


def _note_form(request: HttpRequest, note: Note, record: ConvictRecord) -> NoteForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    asker = {"user": request.user} if issubclass(note.form, AssociateForm) else {}
    return note.form(*sent, record=record, today=timezone.localdate(), **asker)


def _note_page(
    request: HttpRequest,
    record: ConvictRecord,
    note: Note,
    form: NoteForm,
    refusal: str | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "record": record,
        "note": note,
        "form": form,
        "refusal": refusal,
        "look": request.GET.get("look", ""),
        "districts": district_names() if note.name == "address" else (),
        "gangs": Gang.objects.order_by("name")[:1000] if note.name == "gang" else (),
    }
    return render(request, "convicts/note.html", context, status=status)


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def strike(request: HttpRequest, pk: int, note: str, row: int) -> HttpResponse:
    """Strike out a row that was wrong, and say why."""
    if note not in BY_NAME:
        raise Http404
    record, kind = _record(request, pk), BY_NAME[note]
    found = get_object_or_404(kind.of(record), pk=row)
    form = BecauseForm(request.POST if request.method == "POST" else None)
    if not form.is_bound and (refused := _without_a_look(request, record)):
        return refused
    refusal = policies.refuse_striking(found)
    if form.is_bound and form.is_valid():
        try:
            filing.strike(by=request.user, row=found, at=timezone.now(), **form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("The row is struck out; it stays readable."))
            return _back(request, record)
    title, text = kind.words(found)
    context = {
        **{"record": record, "note": kind, "form": form, "refusal": refusal},
        **{"title": title, "text": text, "look": request.GET.get("look", "")},
    }
    status = WRONG if form.is_bound else 200
    return render(request, "convicts/strike.html", context, status=status)


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct who he is; the form shows what stands there, so it is opened by a look."""
    record = _record(request, pk)
    posted = request.POST if request.method == "POST" else None
    # What the form makes of its own copy is no change of the record yet.
    form = CorrectionForm(posted, instance=ConvictRecord.objects.get(pk=pk))
    if not form.is_bound and (refused := _without_a_look(request, record)):
        return refused
    if form.is_bound and form.is_valid():
        try:
            filing.correct(by=request.user, record=record, changes=form.changes, at=timezone.now())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Corrected. What stood there before stays in the history."))
            return _back(request, record)
    context = {
        **{"record": record, "form": form, "refusal": policies.refuse_writing(record)},
        **{"districts": district_names(), "look": request.GET.get("look", "")},
    }
    status = WRONG if form.is_bound else 200
    return render(request, "convicts/correct.html", context, status=status)


@access(Permission.DECIDE_CONVICTS, Scope.COUNTRY, step_up=True)
@require_POST
def decide_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's word on a record that was entered by hand."""
    record = _record(request, pk, Permission.DECIDE_CONVICTS)
    opening = get_object_or_404(Opening, record=record)
    return _decided(request, record, filing.decide_opening, opening=opening)


@access(Permission.WRITE_CONVICTS, Scope.COUNTRY, step_up=True)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to take a record out of the file."""
    record = _record(request, pk)
    form = BecauseForm(request.POST if request.method == "POST" else None)
    refusal = policies.refuse_withdrawing(record)
    if form.is_bound and form.is_valid():
        try:
            filing.propose_withdrawal(
                by=request.user,
                record=record,
                reason=form.cleaned_data["because"],
                at=timezone.now(),
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Its withdrawal is proposed. A second person decides."))
            return _back(request, record)
    context = {
        **{"record": record, "form": form, "refusal": refusal},
        "look": request.GET.get("look", ""),
    }
    status = WRONG if form.is_bound else 200
    return render(request, "convicts/withdraw.html", context, status=status)


@access(Permission.DECIDE_CONVICTS, Scope.COUNTRY, step_up=True)
@require_POST
def decide_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's word on a withdrawal."""
    record = _record(request, pk, Permission.DECIDE_CONVICTS)
    withdrawal = get_object_or_404(Withdrawal.objects.waiting(), record=record)
    return _decided(request, record, filing.decide_withdrawal, withdrawal=withdrawal)


@access(Permission.SEE_CONVICTS, Scope.COUNTRY)
@require_GET
def photograph(request: HttpRequest, pk: int, photograph: int) -> HttpResponse:
    """One photograph, while the look that opened the record, or found it, is young."""
    record = _record(request, pk, Permission.SEE_CONVICTS)
    link = request.GET.get("look", "")
    look = looks.behind(link, by=request.user, target=record, at=timezone.now())
    if look is None:
        raise Http404
    kept: Photograph = get_object_or_404(record.photographs, pk=photograph)
    with transaction.atomic():
        record_event(
            by=request.user,
            action="convicts.photograph_opened",
            target=record,
            at=timezone.now(),
            purpose=looks.purpose_of(look),
            detail={"photograph": kept.pk},
        )
        content = kept.picture.open().read()
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response


def _decided(
    request: HttpRequest, record: ConvictRecord, decide: Callable[..., object], **proposal: Any
) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        link = request.GET.get("look", "")
        look = looks.behind(link, by=request.user, target=record, at=timezone.now())
        if look is not None:
            return record_page(request, record, look, link, decision_form=form, status=WRONG)
        messages.warning(
            request, " ".join(str(one) for found in form.errors.values() for one in found)
        )
        return _back(request, record)
    try:
        decide(by=request.user, at=timezone.now(), **proposal, **form.answer)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Your decision is kept."))
    return _back(request, record)


def _without_a_look(request: HttpRequest, record: ConvictRecord) -> HttpResponse | None:
    """To the page that asks what for, where no look opened the record; None where one did."""
    link = request.GET.get("look", "")
    if looks.behind(link, by=request.user, target=record, at=timezone.now()) is not None:
        return None
    messages.warning(request, _("The look-up is older than 15 minutes. Say again what for."))
    return redirect("convicts:detail", pk=record.pk)


def _back(request: HttpRequest, record: ConvictRecord) -> HttpResponse:
    """To the record's page, by the look by which it was opened."""
    address = reverse("convicts:detail", args=[record.pk])
    link = request.GET.get("look", "")
    return redirect(f"{address}?{urlencode({'look': link})}" if link else address)


def _record(
    request: HttpRequest, pk: int, permission: Permission = Permission.WRITE_CONVICTS
) -> ConvictRecord:
    visible = ConvictRecord.objects.with_opening(request.user, permission)
    record: ConvictRecord = get_object_or_404(visible.select_related("category"), pk=pk)
    return record

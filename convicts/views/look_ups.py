"""The CRO's counter: look up a person, open his record, see his whole number."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import access
from accounts.decisions import DecisionForm
from accounts.permissions import Permission
from accounts.scopes import Scope
from alerts import progress
from audit import looks
from audit.forms import STATED, PurposeForm
from audit.models import Event
from convicts import policies
from convicts.forms import LookUpForm
from convicts.models import ConvictRecord, Opening
from convicts.note_forms import district_names
from convicts.notes import parts_of
from convicts.searching import search

WRONG, TOO_MANY = 422, 429
#: What is read of a record before the look's event is written: enough to name it in the log.
KNOWN = ("external_ref", "sealed_as", "is_canary")


@access(Permission.SEE_CONVICTS, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Search the file: by POST, so that nobody's name or number gets into an address."""
    form = LookUpForm(_posted(request), initial=request.session.get(STATED))
    context = {
        "form": form,
        "most": looks.budget_of(request.user),
        "districts": district_names(),
    }
    status = WRONG if form.is_bound else 200
    if form.is_bound and form.is_valid():
        request.session[STATED] = form.stated
        try:
            context |= _found(request, form, timezone.now())
            status = 200
        except looks.OverBudget as refusal:
            form.add_error(None, str(refusal))
            status = TOO_MANY
    return render(request, "convicts/look_up.html", context, status=status)


def _found(request: HttpRequest, form: LookUpForm, at: datetime) -> dict[str, object]:
    """The look-up, what it showed, and what its links carry."""
    officer, purpose = request.user, form.purpose
    with looks.looking(by=officer, at=at, action="convicts.looked_up", purpose=purpose) as look:
        found = search(
            form.cleaned_data["text"],
            form.filters,
            visible=ConvictRecord.objects.visible_to(officer),
            today=timezone.localdate(at),
        )
        shown = looks.shown(look, found.records, by=officer, at=at, action="convicts.shown")
    return {
        "look": look,
        "nth": looks.nth_today(look),
        "link": looks.link_of(shown),
        "records": found.records,
        "is_cut": found.is_cut,
    }


@access(Permission.SEE_CONVICTS, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One record: by the link of a look-up that showed it, or for a purpose stated here."""
    known = _known(request, pk)
    now = timezone.now()
    form = PurposeForm(_posted(request), initial=request.session.get(STATED))
    link = request.GET.get("look", "")
    look = looks.behind(link, by=request.user, target=known, at=now)
    if request.method == "POST" and form.is_valid():
        request.session[STATED] = form.stated
        purpose = form.purpose
    elif request.method == "GET" and look is not None:
        purpose = looks.purpose_of(look)
    else:
        context = {"record_pk": pk, "form": form, "is_too_old": bool(link) and look is None}
        status = WRONG if form.is_bound else 200
        return render(request, "convicts/state_purpose.html", context, status=status)
    try:
        with looks.looking(
            by=request.user, at=now, action="convicts.opened", purpose=purpose, target=known
        ) as opened:
            record = _whole(request, pk)
    except looks.OverBudget as refusal:
        return _over_budget(request, pk, str(refusal))
    return record_page(request, record, opened, link if look else looks.link_of(opened))


@access(Permission.UNMASK, Scope.COUNTRY, step_up=True)
@require_POST
def unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole numbers of somebody whose record is open: one more look, for the same purpose."""
    known = _known(request, pk)
    now = timezone.now()
    link = request.POST.get("look", "")
    look = looks.behind(link, by=request.user, target=known, at=now)
    address = reverse("convicts:detail", args=[pk])
    if look is None:
        messages.warning(request, _("The look-up is older than 15 minutes. Say again what for."))
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]
    try:
        with looks.looking(
            by=request.user,
            at=now,
            action="people.unmasked",
            purpose=looks.purpose_of(look),
            target=known,
        ) as unmasked:
            record = _whole(request, pk)
    except looks.OverBudget as refusal:
        if request.htmx:  # type: ignore[attr-defined]
            messages.warning(request, str(refusal))
            return HttpResponseClientRedirect(f"{address}?look={link}")
        return _over_budget(request, pk, str(refusal))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "_components/person_card.html", {"person": record})
    return record_page(request, record, unmasked, link, is_masked=False)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def record_page(
    request: HttpRequest,
    record: ConvictRecord,
    look: Event,
    link: str,
    *,
    is_masked: bool = True,
    decision_form: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a record that a look has opened; a decision that was not whole stands in it."""
    user: Any = request.user
    opening = Opening.objects.filter(record=record).select_related("proposed_by", "decided_by")
    waiting = record.withdrawals.waiting().select_related("proposed_by").first()
    opened = opening.first()
    may_decide = user.may(Permission.DECIDE_CONVICTS)
    may_write = user.may(Permission.WRITE_CONVICTS) and not policies.refuse_writing(record)
    same = ConvictRecord.objects.visible_to(user).together_with(record)
    beside = list(same.only("external_ref", "sealed_as", "merged_into"))
    parts = parts_of(record, user, beside)
    photographs = next(part for part in parts if part.note.name == "photograph")
    context = {
        "record": record,
        "progress": progress.of(record, at=timezone.now()),
        "look": look,
        "link": link,
        "is_masked": is_masked,
        "parts": parts,
        "photographs": [
            line.row
            for line in photographs.lines
            if not line.row.is_struck and line.of_record is None
        ],
        "beside": beside,
        "opening": opened,
        "withdrawal": waiting,
        "may_write": may_write,
        "may_withdraw": not policies.refuse_withdrawing(record),
        "may_see_dossier": record.is_in_file and user.may(Permission.SEE_DOSSIER),
        "may_seal": user.may(Permission.SEAL),
        "may_decide_opening": may_decide
        and opened is not None
        and opened.is_waiting
        and opened.proposed_by != user,
        "may_decide_withdrawal": may_decide and waiting and waiting.proposed_by != user,
        "decision_form": decision_form or DecisionForm(),
    }
    return render(request, "convicts/detail.html", context, status=status)


def _over_budget(request: HttpRequest, pk: int, refusal: str) -> HttpResponse:
    context = {"record_pk": pk, "refusal": refusal}
    return render(request, "convicts/state_purpose.html", context, status=TOO_MANY)


def _known(request: HttpRequest, pk: int) -> ConvictRecord:
    """That there is such a record, and no more: the person is read behind the look's event."""
    visible = ConvictRecord.objects.with_opening(request.user)
    record: ConvictRecord = get_object_or_404(visible.only(*KNOWN), pk=pk)
    return record


def _whole(request: HttpRequest, pk: int) -> ConvictRecord:
    record: ConvictRecord = (
        ConvictRecord.objects.with_opening(request.user).select_related("category").get(pk=pk)
    )
    return record

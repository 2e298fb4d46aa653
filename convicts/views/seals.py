"""Sealing a record and naming who may see it. The person himself is not shown here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import sealing
from accounts.access import access
from accounts.models import User
from accounts.permissions import Permission
from accounts.scopes import Scope
from accounts.seals import SealKey
from audit.models import Event
from convicts import actions
from convicts.forms import OfficerForm, ReferenceForm, SealForm
from convicts.models import ConvictRecord

WRONG = 422
LIMIT = 200
HISTORY_LIMIT = 50
ACTS = {
    "accounts.sealed": gettext_lazy("Sealed"),
    "accounts.officer_named": gettext_lazy("Officer named"),
    "accounts.officer_unnamed": gettext_lazy("Officer no longer named"),
    "accounts.unsealed": gettext_lazy("Seal lifted"),
}


@access(Permission.SEAL, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def seals(request: HttpRequest) -> HttpResponse:
    """Find a record by its reference; below, the sealed ones on which this officer is named."""
    form = ReferenceForm(_posted(request))
    visible = ConvictRecord.objects.visible_to(request.user, Permission.SEAL)
    if form.is_bound and form.is_valid():
        found = visible.filter(external_ref=form.cleaned_data["external_ref"]).only("pk").first()
        if found is not None:
            return redirect("convicts:seal", pk=found.pk)
        form.add_error("external_ref", _("No record that you may seal has this reference."))
    own = visible.exclude(sealed_as="").only("external_ref", "sealed_as").order_by("external_ref")
    context = {"form": form, "records": own[:LIMIT]}
    return render(request, "convicts/seals.html", context, status=WRONG if form.is_bound else 200)


@access(Permission.SEAL, Scope.COUNTRY, step_up=True)
@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    """The seal of one record: set it here, see who is named and what was done."""
    record = _record(request, pk)
    form = SealForm(_posted(request))
    if not form.is_bound:
        return _page(request, record)
    if not form.is_valid():
        return _page(request, record, form=form, status=WRONG)
    return _done(
        request,
        record,
        lambda: actions.seal(
            by=request.user, record=record, at=timezone.now(), **form.cleaned_data
        ),
        _("The record is sealed. Only you see it now: name the officers who need it."),
    )


@access(Permission.SEAL, Scope.COUNTRY, step_up=True)
@require_POST
def name_officer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one more officer see the sealed record."""
    record = _record(request, pk)
    form = OfficerForm(request.POST)
    if not form.is_valid():
        return _page(request, record, officer_form=form, status=WRONG)
    officer = form.cleaned_data["service_number"]
    return _done(
        request,
        record,
        lambda: sealing.name_officer(
            by=request.user, record=record, officer=officer, at=timezone.now()
        ),
        _("%(name)s may see this record now.") % {"name": officer.local_name},
    )


@access(Permission.SEAL, Scope.COUNTRY, step_up=True)
@require_POST
def unname(request: HttpRequest, pk: int, officer: int) -> HttpResponse:
    """Let an officer see the sealed record no longer."""
    record = _record(request, pk)
    named: User = get_object_or_404(SealKey.objects.to(record), user=officer).user
    return _done(
        request,
        record,
        lambda: sealing.unname(by=request.user, record=record, officer=named, at=timezone.now()),
        _("%(name)s sees this record no longer.") % {"name": named.local_name},
    )


@access(Permission.SEAL, Scope.COUNTRY, step_up=True)
@require_POST
def unseal(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift the seal."""
    record = _record(request, pk)
    return _done(
        request,
        record,
        lambda: actions.unseal(by=request.user, record=record, at=timezone.now()),
        _("The seal is lifted."),
    )


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _done(
    request: HttpRequest, record: ConvictRecord, act: Callable[[], Any], words: str
) -> HttpResponse:
    """Do it, say so or why not, and show the page anew; or the list, to whoever sees it no more."""
    try:
        act()
    except sealing.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, words)
    visible = ConvictRecord.objects.visible_to(request.user, Permission.SEAL)
    if not visible.filter(pk=record.pk).exists():
        return redirect("convicts:seals")
    return redirect("convicts:seal", pk=record.pk)


def _page(
    request: HttpRequest,
    record: ConvictRecord,
    *,
    form: SealForm | None = None,
    officer_form: OfficerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    events = Event.objects.about(record).filter(action__in=ACTS)[:HISTORY_LIMIT]
    context = {
        "record": record,
        "form": form or SealForm(),
        "officer_form": officer_form or OfficerForm(),
        "keys": SealKey.objects.to(record).select_related("user", "given_by").order_by("given_at"),
        "history": [
            {
                "at": event.at,
                "title": ACTS[event.action],
                "by": event.actor,
                "text": event.detail.get("name", ""),
            }
            for event in events
        ],
    }
    return render(request, "convicts/seal.html", context, status=status)


def _record(request: HttpRequest, pk: int) -> ConvictRecord:
    """The seal and the number of the file; the person is not read."""
    visible = ConvictRecord.objects.visible_to(request.user, Permission.SEAL)
    record: ConvictRecord = get_object_or_404(visible.only("external_ref", "sealed_as"), pk=pk)
    return record

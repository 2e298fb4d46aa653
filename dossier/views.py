"""The dossier on screen: of a CNIC that is typed, or of a record that is open."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit import looks, people_seen
from audit.forms import STATED
from audit.models import Event
from dossier.forms import DossierForm
from dossier.pages import Dossier
from dossier.registry import Subject, door_of

WRONG, TOO_MANY = 422, 429


@access(Permission.SEE_DOSSIER, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def of_cnic(request: HttpRequest) -> HttpResponse:
    """The dossier of a CNIC: by POST, so that no number gets into an address."""
    posted = request.POST if request.method == "POST" else None
    form = DossierForm(posted, initial=request.session.get(STATED))
    status = WRONG if form.is_bound else 200
    if form.is_bound and form.is_valid():
        request.session[STATED] = form.stated
        subject = Subject(cnic=form.cleaned_data["cnic"])
        try:
            return _page(request, subject, form.purpose)
        except looks.OverBudget as refusal:
            form.add_error(None, str(refusal))
            status = TOO_MANY
    return render(request, "dossier/ask.html", {"form": form}, status=status)


@access(Permission.SEE_DOSSIER, Scope.COUNTRY)
@require_GET
def of_record(request: HttpRequest, door: str, pk: int) -> HttpResponse:
    """The dossier of whoever stands on a record, by the look that opened it."""
    opened = door_of(door)
    if opened is None:
        raise Http404
    record = opened.opener(pk, request.user)
    if record is None:
        raise Http404
    link = request.GET.get("look", "")
    look = looks.behind(link, by=request.user, target=record, at=timezone.now())
    address = reverse(opened.url_name, args=[pk])
    if look is None:
        # Its own page asks what for.
        return redirect(address)
    subject = Subject(cnic=record.cnic, record=(record._meta.label_lower, record.pk))
    back = f"{address}?{urlencode({'look': link})}"
    try:
        return _page(request, subject, looks.purpose_of(look), record=record, back=back)
    except looks.OverBudget as refusal:
        context = {"form": DossierForm(), "refusal": str(refusal)}
        return render(request, "dossier/ask.html", context, status=TOO_MANY)


def _page(
    request: HttpRequest, subject: Subject, purpose: Any, *, record: Any = None, back: str = ""
) -> HttpResponse:
    now = timezone.now()
    with looks.looking(
        by=request.user, at=now, action="dossier.opened", purpose=purpose, target=record
    ) as look:
        # Whatever it lists was read behind the event; the template reads nothing more.
        dossier = Dossier(subject, request.user, at=now)
        _keep_who_was_shown(look, dossier, by=request.user, at=now)
        context = {
            "dossier": dossier,
            "subject": subject,
            "record": record,
            "look": look,
            "back": back,
            "nth": looks.nth_today(look),
            "most": looks.budget_of(request.user),
        }
        return render(request, "dossier/dossier.html", context)


def _keep_who_was_shown(look: Event, dossier: Dossier, *, by: Any, at: datetime) -> None:
    """In the log stands no number of a CNIC: it says which records of the person there are."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for cnic in dict.fromkeys(one.cnic for one in dossier.subjects if one.cnic):
        for record in people_seen.records_of(cnic, by=by):
            by_type[record.target_type].append(record.target_id)
    for target_type, ids in by_type.items():
        looks.shown_of(look, target_type, ids, by=by, at=at, action="dossier.shown")

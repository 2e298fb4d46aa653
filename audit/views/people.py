"""Who saw this person?"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit import looks
from audit.actions import record
from audit.models import Event
from audit.querysets import EventQuerySet
from audit.questions import WhoSawForm
from screen.paging import newest_first

ASKED, FOUND = "audit.asked_who_saw", "audit.person_found"
WRONG, TOO_MANY = 422, 429
#: A person has hardly more records than this; the newest come last, so the first are kept.
RECORDS = 500


@access(Permission.READ_AUDIT, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The question: whom it is about, and what for. It is a look at that person like any other."""
    form = WhoSawForm(request.POST if request.method == "POST" else None)
    status = WRONG if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            found = _ask(request.user, form, timezone.now())
        except looks.OverBudget as refusal:
            form.add_error(None, str(refusal))
            status = TOO_MANY
        else:
            return redirect("audit:who_saw", pk=found.pk)
    return render(request, "audit/ask_who_saw.html", {"form": form}, status=status)


def _ask(auditor: Any, form: WhoSawForm, at: datetime) -> Event:
    """The look, with a keyed digest of what was typed; then what was found, by number."""
    digest = salted_hmac(ASKED, form.person, algorithm="sha256").hexdigest()[:24]
    purpose, person = form.purpose, {"person": digest}
    with looks.looking(by=auditor, at=at, action=ASKED, purpose=purpose, detail=person) as asked:
        found = form.records(by=auditor)[:RECORDS]
        words = [[one.target_type, one.target_id, one.words] for one in found]
        detail = {"asked": asked.pk, "found": words}
        return record(by=auditor, action=FOUND, at=at, purpose=purpose, detail=detail)


@access(Permission.READ_AUDIT, Scope.OWN)
@require_GET
def who_saw(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to one's own question: every event on a record of this person, newest first."""
    answer = get_object_or_404(Event, pk=pk, action=FOUND, actor_id=request.user.pk)
    found = answer.detail["found"]
    with transaction.atomic():
        record(
            by=request.user,
            action="audit.read_who_saw",
            at=timezone.now(),
            purpose=looks.purpose_of(answer),
            detail={"asked": answer.detail["asked"]},
        )
        page = newest_first(_seen(found), request, by="recorded_at")
    return render(request, "audit/who_saw.html", {"answer": answer, "found": found, "page": page})


def _seen(found: list[Any]) -> EventQuerySet:
    """Events on these records, and the lists in which they were shown."""
    condition = Q(pk__in=[])
    for target_type, target_id, _words in found:
        condition |= Q(target_type=target_type, target_id=target_id)
        shown = {"type": target_type, "records": [target_id]}
        condition |= Q(detail__has_key="records", detail__contains=shown)
    events: EventQuerySet = Event.objects.filter(condition)
    return events

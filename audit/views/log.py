"""The log, narrowed by what the auditor asks."""

from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from audit.models import Event
from audit.questions import LogForm, Question
from screen.paging import newest_first

WRONG = 422


@access(Permission.READ_AUDIT, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def events(request: HttpRequest) -> HttpResponse:
    """Events, newest first. A question is typed by POST and stands in the address as numbers."""
    if request.method == "POST":
        form = LogForm(request.POST)
        if form.is_valid():
            return redirect(f"{reverse('audit:events')}?{urlencode(form.question.in_address())}")
        return _page(request, Question(), form, status=WRONG)
    return _page(request, Question.of(request.GET), None)


def _page(
    request: HttpRequest, question: Question, form: LogForm | None, status: int = 200
) -> HttpResponse:
    """The event first, then what it speaks of."""
    with transaction.atomic():
        asked = {**question.in_address(), **({"refused": sorted(form.errors)} if form else {})}
        record(by=request.user, action="audit.read", at=timezone.now(), detail={"asked": asked})
        case_ref = _case_ref(question.case)
        found = question.narrow(Event.objects.all(), case_ref)
        page = newest_first(found, request, by="recorded_at")
    context = {
        "page": page,
        "form": form or LogForm(initial=question.as_typed(case_ref)),
        "is_narrowed": bool(question.in_address()),
    }
    return render(request, "audit/events.html", context, status=status)


def _case_ref(event: int | None) -> str | None:
    """The case that this event names; '' where it names none."""
    if event is None:
        return None
    return Event.objects.filter(pk=event).values_list("case_ref", flat=True).first() or ""

"""The weekly review: weeks, one week with its hints, one hint with its events."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit import reviewing
from audit.actions import record
from audit.models import Event
from audit.questions import AnswerForm, SignForm
from audit.reviews import Hint, WeekReview
from audit.weeks import Week
from screen.paging import newest_first

WRONG = 422
LIMIT = 60


@access(Permission.READ_AUDIT, Scope.COUNTRY)
@require_GET
def weeks(request: HttpRequest) -> HttpResponse:
    """Weeks that wait for a signature, oldest first, and those signed last."""
    now = timezone.now()
    due = reviewing.due(at=now)
    prepared = {
        one.week_on: one
        for one in WeekReview.objects.filter(week_on__in=[week.monday for week in due]).annotate(
            waiting=Count("hints", filter=Q(hints__answer=""))
        )
    }
    context = {
        "due": [(week, prepared.get(week.monday), week.is_overdue(now)) for week in due[:LIMIT]],
        "more": max(len(due) - LIMIT, 0),
        "signed": newest_first(WeekReview.objects.exclude(signed_at=None), request, by="signed_at"),
    }
    return render(request, "audit/weeks.html", context)


@access(Permission.READ_AUDIT, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """One week: its hints, and the signature. Whoever opens it first has it prepared."""
    asked = Week.numbered(year, number)
    if asked is None:
        raise Http404
    now = timezone.now()
    try:
        reviewed = reviewing.prepare(asked, by=request.user, at=now)
    except reviewing.Refused as refusal:
        messages.info(request, str(refusal))
        return redirect("audit:weeks")
    form = SignForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            reviewing.sign(
                by=request.user, reviewed=reviewed, note=form.cleaned_data["note"], at=now
            )
        except reviewing.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The week is signed."))
            return redirect("audit:weeks")
    with transaction.atomic():
        record(by=request.user, action="audit.read_week", at=now, target=reviewed)
        found = list(reviewed.hints.order_by("pk"))  # type: ignore[attr-defined]
    context = {
        "reviewed": reviewed,
        "hints": found,
        "waiting": sum(not hint.answer for hint in found),
        "form": form,
        "refusal": reviewing.refuse_signing(reviewed, by=request.user),
    }
    return render(request, "audit/week.html", context, status=WRONG if form.errors else 200)


@access(Permission.READ_AUDIT, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def hint(request: HttpRequest, pk: int) -> HttpResponse:
    """One hint: the events behind it, and the answer."""
    hint = get_object_or_404(Hint.objects.select_related("review"), pk=pk)
    now = timezone.now()
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        initial={"answer": hint.answer, "note": hint.answer_note},
    )
    if form.is_bound and form.is_valid():
        try:
            reviewing.answer(by=request.user, hint=hint, at=now, **form.cleaned_data)
        except reviewing.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The answer is kept."))
            return redirect("audit:week", hint.review.week.year, hint.review.week.number)
    with transaction.atomic():
        record(by=request.user, action="audit.read_hint", at=now, target=hint)
        page = newest_first(_events_of(hint), request, by="recorded_at")
    context = {
        "hint": hint,
        "reviewed": hint.review,
        "form": form,
        "refusal": reviewing.refuse_answering(hint, by=request.user, note="-"),
        "page": page,
    }
    return render(request, "audit/hint.html", context, status=WRONG if form.errors else 200)


def _events_of(hint: Hint) -> Any:
    """Found within the week they happened in, so that no other month of the log is asked."""
    week = hint.review.week
    return Event.objects.filter(
        pk__in=hint.events, recorded_at__gte=week.since, recorded_at__lt=week.until
    )

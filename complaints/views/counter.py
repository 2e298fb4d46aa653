"""The counter: the police type a complaint for whoever stands there, or is on the phone."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from complaints import actions, lodging, receipts
from complaints.counter_forms import Paper, answers_of, beginning
from complaints.drafts import Draft
from complaints.models import Complaint


@access(Permission.LODGE_COMPLAINTS, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """One page in the order of the paper; what was typed before stands in it again."""
    draft = Draft.objects.filter(officer=request.user.pk).first()
    if request.method == "GET":
        typed = draft.answers if draft else {}
        paper = Paper(user=request.user, initial={**beginning(request.user), **typed})
        return _page(request, paper, draft)
    paper = Paper(request.POST, user=request.user, initial={})
    if not paper.is_valid():
        return _page(request, paper, None, status=422)
    with transaction.atomic():
        complaint, _is_new = actions.lodge(
            by=request.user,
            complaint=paper.complaint(),
            respondents=paper.respondents(),
            at=timezone.now(),
        )
        _throw_away(request)
    return redirect("complaints:receipt", token=receipts.token_for(complaint))


@access(Permission.LODGE_COMPLAINTS, Scope.STATIONS)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is typed so far; the page asks for it by itself."""
    now, answers = timezone.now(), answers_of(request.POST)
    # What was lodged meanwhile does not come back as something to be lodged.
    if not _is_lodged(request.POST.get("form_token", "")):
        draft, _is_new = Draft.objects.get_or_create(
            officer_id=request.user.pk, defaults={"made_at": now, "kept_at": now}
        )
        lodging.keep(draft, answers, now)
    return HttpResponse(status=204)


@access(Permission.LODGE_COMPLAINTS, Scope.STATIONS)
@require_POST
def throw_away(request: HttpRequest) -> HttpResponse:
    """Begin with an empty page."""
    _throw_away(request)
    return redirect("complaints:counter")


def _throw_away(request: HttpRequest) -> None:
    if draft := Draft.objects.filter(officer=request.user.pk).first():
        lodging.throw_away(draft)


def _is_lodged(token: str) -> bool:
    try:
        return Complaint.objects.filter(form_token=UUID(token)).exists()
    except ValueError:
        return False


def _page(
    request: HttpRequest, paper: Paper, draft: Draft | None, status: int = 200
) -> HttpResponse:
    context = {"paper": paper, "draft": draft}
    return render(request, "complaints/counter.html", context, status=status)

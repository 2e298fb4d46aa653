"""The counter: the police type a complaint for whoever stands there, or is on the phone."""

from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
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
        complaint, is_new = actions.lodge(
            by=request.user,
            complaint=paper.complaint(),
            respondents=paper.respondents(),
            at=timezone.now(),
        )
        is_this = is_new or paper.is_of(complaint)
        if is_this:
            _throw_away(request, complaint.form_token)
    if not is_this:
        return _page(request, _another(request, complaint), None, status=422)
    return redirect("complaints:receipt", token=receipts.token_for(complaint))


@access(Permission.LODGE_COMPLAINTS, Scope.STATIONS)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is typed so far; the page asks for it by itself."""
    # What was lodged meanwhile does not come back as something to be lodged.
    is_done = _is_lodged(request) or _keep(request, answers_of(request.POST))
    return HttpResponse(status=204 if is_done else 422)


@access(Permission.LODGE_COMPLAINTS, Scope.STATIONS)
@require_POST
def throw_away(request: HttpRequest) -> HttpResponse:
    """Begin with an empty page."""
    if draft := Draft.objects.filter(officer=request.user.pk).first():
        lodging.throw_away(draft)
    return redirect("complaints:counter")


def _keep(request: HttpRequest, answers: dict[str, str]) -> bool:
    """False where more was typed than is kept."""
    now = timezone.now()
    draft, _is_new = Draft.objects.get_or_create(
        officer_id=request.user.pk, defaults={"made_at": now, "kept_at": now}
    )
    return lodging.keep(draft, answers, now)


def _throw_away(request: HttpRequest, token: UUID) -> None:
    """What was kept of a lodged paper goes; another one, in a second window, stays."""
    draft = Draft.objects.filter(officer=request.user.pk).first()
    if draft and draft.answers.get("form_token") == str(token):
        lodging.throw_away(draft)


def _another(request: HttpRequest, lodged: Complaint) -> Paper:
    """The same paper under a token of its own: two windows were opened with one."""
    sent = request.POST.copy()
    sent["form_token"] = str(uuid4())
    paper = Paper(sent, user=request.user, initial={})
    paper.is_valid()
    already = _(
        "A complaint was lodged from this form already: %(e_tag)s. Check that this is another one "
        "and lodge it again."
    )
    paper.form.add_error(None, already % {"e_tag": lodged.e_tag})
    _keep(request, answers_of(sent))
    return paper


def _is_lodged(request: HttpRequest) -> bool:
    """Whether these words are a complaint by now, and not those of a second window."""
    try:
        token = UUID(request.POST.get("form_token", ""))
    except ValueError:
        return False
    lodged = Complaint.objects.filter(form_token=token).first()
    if lodged is None:
        return False
    paper = Paper(request.POST, user=request.user, initial={})
    return paper.is_valid() and paper.is_of(lodged)


def _page(
    request: HttpRequest, paper: Paper, draft: Draft | None, status: int = 200
) -> HttpResponse:
    context = {"paper": paper, "draft": draft}
    return render(request, "complaints/counter.html", context, status=status)

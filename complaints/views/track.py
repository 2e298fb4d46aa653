"""The complainant: how he proves that a complaint is his, how far it is, and his word on it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import texts
from accounts.access import access, public
from accounts.permissions import Permission
from accounts.scopes import Scope
from complaints import actions, phone_codes, policies, telling, tracking
from complaints.models import Complaint, State
from complaints.policies import Refused
from complaints.track_forms import (
    AddForm,
    AnswerForm,
    CodeForm,
    CodeRequestForm,
    ObjectionForm,
    RatingForm,
    TrackForm,
)
from screen.paging import newest_first

_PURPOSE = "track"
_WITHOUT_ACCOUNT = "a complainant follows his complaint without an account"


# --- The proof ---


@public(_WITHOUT_ACCOUNT)
@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Number and last digits; one answer for every way of getting them wrong."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        e_tag, digits = form.cleaned_data["e_tag"], form.cleaned_data["digits"]
        # Neither many digits for one number, nor many numbers for one person's digits.
        if not _may_try(request, "track", e_tag, f"digits {digits}"):
            form.add_error(None, _too_often())
        elif complaint := tracking.by_digits(e_tag, digits):
            return _begin(request, complaint)
        else:
            form.add_error(None, _("No complaint has this number with these digits."))
    status = 422 if form.is_bound else 200
    return render(request, "complaints/track/track.html", {"form": form}, status=status)


@public(_WITHOUT_ACCOUNT)
@never_cache
@require_http_methods(["GET", "POST"])
def track_code(request: HttpRequest) -> HttpResponse:
    """Number and phone, then the code that came; the page is the same whether one was sent."""
    if request.method == "POST":
        return _check_code(request) if "code" in request.POST else _send_code(request)
    if "again" in request.GET:
        request.session.pop(tracking.CODE_ASKED, None)
    if tracking.CODE_ASKED in request.session:
        return _code_page(request, CodeForm())
    return render(request, "complaints/track/ask_code.html", {"form": CodeRequestForm()})


def _send_code(request: HttpRequest) -> HttpResponse:
    form = CodeRequestForm(request.POST)
    if form.is_valid():
        e_tag, phone = form.cleaned_data["e_tag"], str(form.cleaned_data["phone"])
        if _may_try(request, "track_code", e_tag, phone):
            fits = tracking.by_phone(e_tag, phone) is not None
            if fits:
                # Why it could not be sent would tell that the two belong together.
                phone_codes.send(phone, _PURPOSE, e_tag, timezone.now())
            request.session[tracking.CODE_ASKED] = {"e_tag": e_tag, "phone": phone, "fits": fits}
            return redirect("complaints:track_code")
        form.add_error(None, _too_often())
    return render(request, "complaints/track/ask_code.html", {"form": form}, status=422)


def _check_code(request: HttpRequest) -> HttpResponse:
    asked = request.session.get(tracking.CODE_ASKED)
    if asked is None:
        return redirect("complaints:track_code")
    form = CodeForm(request.POST)
    if form.is_valid():
        code = form.cleaned_data["code"]
        is_right = asked["fits"] and phone_codes.check(_PURPOSE, asked["e_tag"], code)
        complaint = tracking.by_phone(asked["e_tag"], asked["phone"]) if is_right else None
        if complaint:
            del request.session[tracking.CODE_ASKED]
            return _begin(request, complaint)
        form.add_error(
            "code", _("This code is not right, or its time is over. Ask for another one.")
        )
    return _code_page(request, form, status=422)


def _code_page(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    asked = request.session[tracking.CODE_ASKED]
    context = {
        "form": form,
        "phone": asked["phone"],
        "demo_text": texts.last_to(asked["phone"]) if asked["fits"] else "",
    }
    return render(request, "complaints/track/code.html", context, status=status)


def _may_try(request: HttpRequest, limit: str, *keys: str) -> bool:
    return all(ratelimit.consume(request, action=limit, key=key) for key in keys)


def _too_often() -> str:
    return _("Too many tries. Wait a quarter of an hour, or call the police station.")


def _begin(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    tracking.begin(request, complaint, timezone.now())
    return redirect("complaints:tracked")


# --- The page and what is said on it ---


def _proven(view: Callable[[HttpRequest, Complaint], HttpResponse]) -> Any:
    """Hand the view the complaint that was proven in this browser, or ask for the proof."""

    @wraps(view)
    @never_cache
    def shown(request: HttpRequest) -> HttpResponse:
        complaint = tracking.tracked(request, timezone.now())
        if complaint is None:
            messages.info(request, _("Give the number again: it is shown for half an hour only."))
            return redirect("complaints:track")
        return view(request, complaint)

    return shown


@public(_WITHOUT_ACCOUNT)
@require_GET
@_proven
def tracked(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """What happens now, what happened, and what the complainant may say to it."""
    return _page(request, complaint)


@public(_WITHOUT_ACCOUNT)
@require_POST
@_proven
def tracked_answer(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Answer the officer's question."""
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, complaint, status=422, answer_form=form)
    return _done(
        request,
        lambda: tracking.answer(
            complaint=complaint,
            words=form.cleaned_data["words"],
            attachment=form.cleaned_data["file"],
            at=timezone.now(),
        ),
        said=_("Your answer is with the officer."),
    )


@public(_WITHOUT_ACCOUNT)
@require_POST
@_proven
def tracked_file(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Add a photograph or a recording."""
    form = AddForm(request.POST, request.FILES, auto_id="add_%s")
    if not form.is_valid():
        return _page(request, complaint, status=422, add_form=form)
    attachment = form.cleaned_data["file"]
    return _done(
        request,
        lambda: tracking.add(complaint=complaint, attachment=attachment, at=timezone.now()),
        said=_("Your file is with the police."),
    )


@public(_WITHOUT_ACCOUNT)
@require_POST
@_proven
def tracked_object(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Say that the outcome is not right."""
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        return _page(request, complaint, status=422, objection_form=form)
    words = form.cleaned_data["words"]
    return _done(
        request,
        lambda: actions.object_to(complaint=complaint, words=words, at=timezone.now()),
        said=_("A supervisor looks at it."),
    )


@public(_WITHOUT_ACCOUNT)
@require_POST
@_proven
def tracked_rate(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Say how well it was handled."""
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, complaint, status=422, rating_form=form)
    rating = form.cleaned_data["rating"]
    return _done(
        request,
        lambda: actions.rate(complaint=complaint, rating=rating, at=timezone.now()),
        said=_("Thank you. Your rating is kept."),
    )


@public(_WITHOUT_ACCOUNT)
@require_POST
def tracked_leave(request: HttpRequest) -> HttpResponse:
    """Forget the complaint in this browser."""
    tracking.leave(request)
    return redirect("complaints:track")


def _done(request: HttpRequest, act: Callable[[], object], *, said: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("complaints:tracked")


def _page(
    request: HttpRequest, complaint: Complaint, *, status: int = 200, **forms: Any
) -> HttpResponse:
    now = timezone.now()
    by = request.user if request.user.is_authenticated else None
    tracking.open_page(by=by, complaint=complaint, at=now)
    entries = tracking.entries_of(complaint)
    context = {
        "complaint": complaint,
        "is_discreet": telling.is_discreet(complaint),
        "now_words": tracking.what_now(complaint, now),
        "now_tone": tracking.tone(complaint, now),
        "steps": tracking.steps(complaint),
        "timeline": telling.timeline(complaint, entries),
        "question": tracking.open_question(complaint, entries),
        **_forms(complaint, forms),
        "answer_by": now + complaint.category.answer_within,
    }
    return render(request, "complaints/track/tracked.html", context, status=status)


def _forms(complaint: Complaint, given: dict[str, Any]) -> dict[str, Any]:
    """The forms that can be sent now; one that was refused comes back as it was typed."""
    is_asked = complaint.state == State.WAITING
    may_object = policies.refuse_objection(complaint) is None
    rating = RatingForm(initial={"rating": complaint.rating})
    possible = {
        "answer_form": AnswerForm() if is_asked else None,
        "add_form": AddForm(auto_id="add_%s") if complaint.is_open and not is_asked else None,
        "objection_form": ObjectionForm(auto_id="object_%s") if may_object else None,
        "rating_form": None if complaint.is_open else rating,
    }
    return {**possible, **given}


# --- The signed-in complainant ---


@access(Permission.OWN_COMPLAINTS, Scope.OWN)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The complaints that were made with one's own phone, newest first."""
    own = Complaint.objects.made_by(request.user).with_names()
    page = newest_first(own, request, by="lodged_at")
    discreet = {complaint.pk for complaint in page if telling.is_discreet(complaint)}
    context = {"page": page, "discreet": discreet}
    return render(request, "complaints/track/mine.html", context)


@access(Permission.OWN_COMPLAINTS, Scope.OWN)
@require_POST
def mine_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one of them: signing in is the proof."""
    own = Complaint.objects.made_by(request.user)
    return _begin(request, get_object_or_404(own, pk=pk))

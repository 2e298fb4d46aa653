"""The complainant: how he proves that a complaint is his, how far it is, and his word on it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access, public
from accounts.permissions import Permission
from accounts.scopes import Scope
from complaints import actions, limits, lodging, onward, policies, telling, tracking
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
from complaints.uploads import NotNow
from complaints.visitors import as_nobody
from notifications.phone_proofs import Asked
from screen.paging import newest_first

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
        within = limits.take_each(request, "track", e_tag, f"digits {digits}")
        wrong = limits.take(request, "wrong_digits", e_tag) if within else None
        if wrong is None:
            form.add_error(
                None, _("Too many tries. Get a code on the phone instead, or wait and try again.")
            )
        elif complaint := tracking.by_digits(e_tag, digits):
            wrong.rollback()
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
        tracking.PROOF.ask_anew(request)
    if asked := tracking.PROOF.asked(request):
        return _code_page(request, asked, CodeForm())
    return render(request, "complaints/track/ask_code.html", {"form": CodeRequestForm()})


def _send_code(request: HttpRequest) -> HttpResponse:
    form = CodeRequestForm(request.POST)
    if form.is_valid():
        e_tag, phone = form.cleaned_data["e_tag"], str(form.cleaned_data["phone"])
        refusal = _send_to(request, e_tag, phone)
        if refusal is None:
            return redirect("complaints:track_code")
        form.add_error(None, refusal)
    return render(request, "complaints/track/ask_code.html", {"form": form}, status=422)


def _send_to(request: HttpRequest, e_tag: str, phone: str) -> str | None:
    """Send a code if the two belong together; what is refused does not tell whether they do."""
    if not limits.take_each(request, "track_code", e_tag, phone):
        return _("Too many tries. Wait a quarter of an hour and try again.")
    fits = tracking.by_phone(e_tag, phone) is not None
    return tracking.PROOF.send(request, [e_tag], phone, fits=fits, at=timezone.now())


def _check_code(request: HttpRequest) -> HttpResponse:
    asked = tracking.PROOF.asked(request)
    if asked is None:
        return redirect("complaints:track_code")
    form = CodeForm(request.POST)
    if form.is_valid():
        proven = tracking.PROOF.check(request, form.cleaned_data["code"])
        complaint = tracking.by_phone(proven.number[0], proven.phone) if proven else None
        if complaint:
            return _begin(request, complaint)
        form.refuse()
    return _code_page(request, asked, form, status=422)


def _code_page(
    request: HttpRequest, asked: Asked, form: CodeForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "asked": asked, "here": reverse("complaints:track_code")}
    return render(request, "notifications/code.html", context, status=status)


def _begin(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    tracking.PROOF.begin(request, complaint.pk, timezone.now())
    return redirect("complaints:tracked")


# --- The page and what is said on it ---


def _proven(view: Callable[[HttpRequest, Complaint], HttpResponse]) -> Any:
    """Hand the view the complaint that was proven in this browser, or ask for the proof."""

    @wraps(view)
    @never_cache
    @as_nobody
    def shown(request: HttpRequest) -> HttpResponse:
        complaint = tracking.tracked(request, timezone.now())
        if complaint is None:
            words = request.POST.get("words", "")
            messages.info(request, _("Give the number again: it is shown for half an hour only."))
            if tracking.keep_words(request, view.__name__, words):
                messages.info(request, _("What you wrote is kept until then."))
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
    """Answer the officer's question; a file that is not taken does not hold up the answer."""
    form = AnswerForm(request.POST, request.FILES)
    if not (form.is_valid() and _is_said(form, actions.answer, complaint)):
        return _page(request, complaint, status=422, answer_form=form)
    tracking.forget_words(request)
    messages.success(request, _("Your answer is with the officer."))
    upload = form.cleaned_data["file"]
    if upload and (refusal := _refuse_file(request, complaint, upload)):
        messages.warning(request, _("The file was not taken: %(why)s") % {"why": refusal})
    return redirect("complaints:tracked")


@public(_WITHOUT_ACCOUNT)
@require_POST
@_proven
def tracked_file(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Add a photograph or a recording."""
    form = AddForm(request.POST, request.FILES, auto_id="add_%s")
    if form.is_valid():
        refusal = _refuse_file(request, complaint, form.cleaned_data["file"])
        if refusal is None:
            messages.success(request, _("Your file is with the police."))
            return redirect("complaints:tracked")
        form.add_error("file", refusal)
    return _page(request, complaint, status=422, add_form=form)


@public(_WITHOUT_ACCOUNT)
@require_POST
@_proven
def tracked_object(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Say that the outcome is not right."""
    form = ObjectionForm(request.POST, auto_id="object_%s")
    if not (form.is_valid() and _is_said(form, actions.object_to, complaint)):
        return _page(request, complaint, status=422, objection_form=form)
    tracking.forget_words(request)
    messages.success(request, _("A supervisor looks at it."))
    return redirect("complaints:tracked")


@public(_WITHOUT_ACCOUNT)
@require_POST
@_proven
def tracked_rate(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Say how well it was handled."""
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, complaint, status=422, rating_form=form)
    try:
        rating = form.cleaned_data["rating"]
        actions.rate(complaint=complaint, rating=rating, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Thank you. Your rating is kept."))
    return redirect("complaints:tracked")


@public(_WITHOUT_ACCOUNT)
@require_POST
def tracked_leave(request: HttpRequest) -> HttpResponse:
    """Forget the complaint in this browser."""
    tracking.leave(request)
    return redirect("complaints:track")


def _is_said(form: Any, act: Callable[..., object], complaint: Complaint) -> bool:
    """Say it; where it is refused the words stay on the page, under the reason."""
    try:
        act(complaint=complaint, words=form.cleaned_data["words"], at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _refuse_file(
    request: HttpRequest, complaint: Complaint, upload: "UploadedFile[bytes]"
) -> str | None:
    """Take the file, or say why it is not taken."""
    if not limits.take(request, "file"):
        return _("Too many files came from here within an hour. Wait a little.")
    try:
        tracking.add(complaint=complaint, upload=upload, at=timezone.now())
    except (Refused, NotNow) as refusal:
        return str(refusal)
    except ValidationError as refusal:
        return str(refusal.messages[0])
    return None


def _page(
    request: HttpRequest, complaint: Complaint, *, status: int = 200, **forms: Any
) -> HttpResponse:
    now = timezone.now()
    by = lodging.by_whom(request.user)
    tracking.open_page(by=by, complaint=complaint, at=now)
    entries = tracking.entries_of(complaint)
    context = {
        "complaint": complaint,
        "is_discreet": telling.is_discreet(complaint),
        "office": telling.office_of(complaint),
        "now_words": tracking.what_now(complaint, now),
        "now_tone": tracking.tone(complaint, now),
        "steps": tracking.steps(complaint),
        "timeline": telling.timeline(complaint, entries),
        "beyond": onward.address_beyond(complaint),
        "question": tracking.open_question(complaint, entries),
        **_forms(request, complaint, forms),
        "answer_by": now + complaint.category.answer_within,
    }
    return render(request, "complaints/track/tracked.html", context, status=status)


def _forms(request: HttpRequest, complaint: Complaint, given: dict[str, Any]) -> dict[str, Any]:
    """The forms that can be sent now; one that was refused comes back as it was typed."""
    answer, objection = (
        {"words": tracking.kept_words(request, complaint, view.__name__)}
        for view in (tracked_answer, tracked_object)
    )
    is_asked = complaint.state == State.WAITING
    may_object = policies.refuse_objection(complaint) is None
    rating = RatingForm(initial={"rating": complaint.rating})
    possible = {
        "answer_form": AnswerForm(initial=answer) if is_asked else None,
        "add_form": AddForm(auto_id="add_%s") if complaint.is_open and not is_asked else None,
        "objection_form": ObjectionForm(initial=objection, auto_id="object_%s")
        if may_object
        else None,
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

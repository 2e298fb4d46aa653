"""A citizen lodges a complaint: one question on each page, no account, no script needed."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import texts
from accounts.access import public
from accounts.permissions import Permission
from complaints import limits, lodging, receipts, steps, telling, tracking
from complaints.drafts import Draft, digest_of
from complaints.lodge_forms import (
    ComeBackForm,
    Filled,
    SendCodeForm,
    StepForm,
    stations_on,
)
from complaints.visitors import as_nobody
from documents import qr
from notifications import phone_codes, phone_proofs
from people.phone import Phone
from screen.maps import with_tiles

_NO_ACCOUNT = "whoever needs the police has no account first"
#: The map of the country hardly changes: it is read from the tables once in ten minutes.
_PLACES_KEPT = 10 * 60
#: No typed field of ours; all others of a page are kept.
_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "then", "code", "is_true"})


# --- Begin, go on, go away ---


@public(_NO_ACCOUNT)
@as_nobody
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What this is, what is needed, and the button that begins; a second time it asks before."""
    draft = lodging.draft_of(request)
    if request.method == "POST":
        if draft is not None and request.POST.get("sure") != "yes":
            return render(request, "complaints/lodge/begin_anew.html")
        if not limits.take(request, "begin"):
            messages.warning(request, _("Many complaints come from here just now. Try again soon."))
            return redirect("complaints:start")
        lodging.begin(request, timezone.now())
        return redirect("complaints:step", steps.CATEGORY.slug)
    return render(request, "complaints/lodge/start.html", {"draft": draft})


@public(_NO_ACCOUNT)
@as_nobody
@require_http_methods(["GET", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    """Go on with what was begun, by its code; a wrong code and an old one get the same words."""
    form = ComeBackForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        draft = None
        if not limits.take(request, "come_back"):
            form.add_error(None, _("Too many tries. Wait a minute and try again."))
        elif draft := lodging.found_by(form.cleaned_data["code"], timezone.now()):
            lodging.take_up(request, draft)
            return redirect("complaints:step", steps.first_open(_filled(request, draft)).slug)
        else:
            form.add_error("code", _("This code opens nothing. Compare it letter by letter."))
    status = 422 if form.is_bound else 200
    return render(request, "complaints/lodge/come_back.html", {"form": form}, status=status)


@public(_NO_ACCOUNT)
@as_nobody
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Away at once. A form may not be answered by another site, so a page of ours goes there."""
    if request.method == "POST":
        lodging.leave(request)
        tracking.leave(request)
        phone_proofs.leave_all(request)
    if settings.QUICK_EXIT_URL == "about:blank":
        return redirect("complaints:start")
    if request.method == "POST":
        return redirect("complaints:leave")
    return render(request, "complaints/lodge/left.html", {"exit_url": settings.QUICK_EXIT_URL})


@public(_NO_ACCOUNT)
@as_nobody
@require_http_methods(["GET", "POST"])
def throw_away(request: HttpRequest) -> HttpResponse:
    """Delete what was typed, after asking."""
    draft = lodging.draft_of(request)
    if draft is None:
        return redirect("complaints:start")
    if request.method == "POST":
        lodging.throw_away(draft)
        lodging.leave(request)
        messages.success(request, _("What you typed and your files are deleted."))
        return redirect("complaints:start")
    context = {"back": _open_slug(request, draft)}
    return render(request, "complaints/lodge/throw_away.html", context)


# --- Keeping ---


@public(_NO_ACCOUNT)
@as_nobody
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """What stands on the page just now, unread: asked by the page itself while one types.

    Whatever is not kept is said by the status: the page has the words for it.
    """
    if not limits.take(request, "keep"):
        return HttpResponse(status=429)
    draft = lodging.draft_of(request)
    if draft is None or not lodging.keep(draft, _fitting(request), timezone.now()):
        return HttpResponse(status=410)
    return HttpResponse(status=413 if _is_too_long(request) else 204)


@public(_NO_ACCOUNT)
@as_nobody
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """A code to come back with: made on asking, said once, sent to a phone if that is wished."""
    draft = lodging.draft_of(request)
    if draft is None:
        return redirect("complaints:start")
    context: dict[str, Any] = {"back": _open_slug(request, draft)}
    status = 200
    if request.method == "POST":
        code = request.POST.get("code", "")
        # Only its digest is kept: the page brings its code along.
        if code and digest_of(code) == draft.code_digest:
            form = SendCodeForm(request.POST)
            status = 200 if _send_saved(request, form, code, context) else 422
        else:
            code = lodging.give_code(draft, timezone.now())
            form = SendCodeForm(initial={"phone": draft.answers.get("phone", "")})
        context |= {"code": code, "form": form}
    return render(request, "complaints/lodge/save.html", context, status=status)


def _send_saved(
    request: HttpRequest, form: SendCodeForm, code: str, context: dict[str, Any]
) -> bool:
    """Send the code by message; the words do not say what it opens."""
    if not form.is_valid():
        return False
    phone = str(form.cleaned_data["phone"])
    words = _("Your code is %(code)s. It works for 7 days.") % {"code": code}
    refusal: str | None = _("Too many messages were asked for. Wait an hour, or write it down.")
    if limits.take(request, "send"):
        refusal = phone_codes.hand_out(phone, words, timezone.now())
    if refusal:
        form.add_error(None, refusal)
        return False
    context |= {"sent_to": Phone(phone).formatted(), "demo_text": texts.last_to(phone)}
    return True


# --- The pages ---


@public(_NO_ACCOUNT)
@as_nobody
@require_http_methods(["GET", "POST"])
@with_tiles
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One question; whoever comes too early, or by a name that is none, is led to his page."""
    draft = lodging.draft_of(request)
    if draft is None:
        return _without_draft(request, step)
    filled = _filled(request, draft)
    page = steps.reached(step, filled)
    if page is None:
        return redirect("complaints:step", steps.first_open(filled).slug)
    if request.method == "GET":
        return _show(request, draft, page, steps.page_of(page, filled))
    if request.POST.get("then") in _ASIDE:
        return _step_aside(request, draft, page, filled)
    take = {"code": _take_code, "check": _take_all}.get(page.slug, _take)
    return take(request, draft, page, filled)


def _take(request: HttpRequest, draft: Draft, page: steps.Step, filled: Filled) -> HttpResponse:
    """Read one page; keep it and go on, or show it again with everything that was typed."""
    form = page.form(data=request.POST, filled=filled)
    if not form.is_valid():
        # Wrong or half, it was typed: whoever goes away now finds it again.
        lodging.keep(draft, _fitting(request), timezone.now())
        return _show(request, draft, page, form, status=422)
    # What is not sent of a page was emptied on it: a box without its tick.
    typed = {name: request.POST.get(name, "").strip() for name in form.fields}
    done = steps.with_answer(page, filled.answers) if form.goes_on else {}
    lodging.keep(draft, typed | done, timezone.now())
    if not form.goes_on:
        return redirect("complaints:step", page.slug)
    onward = steps.first_open(_filled(request, draft))
    if page is steps.CONTACT and onward is steps.CODE:
        _send_code(request, draft)
    return redirect("complaints:step", onward.slug)


#: Buttons beside "Continue": what stands on the page is kept as it is, and nothing is asked of it.
_ASIDE = frozenset({"save", "look"})


def _step_aside(
    request: HttpRequest, draft: Draft, page: steps.Step, filled: Filled
) -> HttpResponse:
    lodging.keep(draft, _fitting(request), timezone.now())
    if _is_too_long(request):
        # Nothing is cut off, and nothing is lost without a word: the page says what is too long.
        return _show(request, draft, page, page.form(data=request.POST, filled=filled), status=422)
    if request.POST["then"] == "save":
        return redirect("complaints:save")
    return redirect(reverse("complaints:step", args=[page.slug]) + "#stations")


def _take_code(
    request: HttpRequest, draft: Draft, page: steps.Step, filled: Filled
) -> HttpResponse:
    """The six digits; or another message; or on without, and the desk calls."""
    now, then = timezone.now(), request.POST.get("then")
    if then == "resend":
        _send_code(request, draft)
        return redirect("complaints:step", page.slug)
    form = page.form(data=request.POST, filled=filled)
    if then == "without":
        lodging.keep(draft, {steps.CODE_FOR: filled.phone, steps.PROVEN_AT: ""}, now)
    elif not form.is_valid():
        return _show(request, draft, page, form, status=422)
    elif phone_codes.check("lodge", _code_key(filled), form.cleaned_data["code"]):
        proven = {steps.CODE_FOR: filled.phone, steps.PROVEN_AT: now.isoformat()}
        lodging.keep(draft, proven, now)
    else:
        form.add_error(
            "code", _("This is not the code, or its time is over. Three tries are given.")
        )
        return _show(request, draft, page, form, status=422)
    return redirect("complaints:step", steps.first_open(_filled(request, draft)).slug)


def _take_all(request: HttpRequest, draft: Draft, page: steps.Step, filled: Filled) -> HttpResponse:
    """Lodge it, when every page holds and he stands by it."""
    form = page.form(data=request.POST, filled=filled)
    if wrong := lodging.first_wrong(steps.read(filled)):
        return _look_again(request, wrong)
    if not form.is_valid():
        return _show(request, draft, page, form, status=422)
    complaint = lodging.lodge(
        draft,
        filled=filled,
        by=lodging.by_whom(request.user),
        language="ur" if get_language() == "ur" else "en",
        at=timezone.now(),
    )
    lodging.leave(request)
    # The address of the receipt as it is now: it closes half an hour from now, not from later.
    request.session[lodging.LODGED] = token = receipts.token_for(complaint)
    return redirect("complaints:receipt", token)


def _show(
    request: HttpRequest, draft: Draft, page: steps.Step, form: StepForm, status: int = 200
) -> HttpResponse:
    filled = form.filled
    asked = steps.asked(filled)
    context: dict[str, Any] = {
        "draft": draft,
        "step": page,
        "form": form,
        "filled": filled,
        "back": steps.before(page, filled),
        "number": asked.index(page) + 1,
        "count": len(asked),
    }
    if page is steps.CODE:
        context |= {
            "is_sent": phone_codes.is_waiting("lodge", _code_key(filled)),
            "phone": Phone(filled.phone).formatted(),
            "demo_text": texts.last_to(filled.phone),
        }
    if page is steps.CHECK:
        pages = steps.read(filled)
        if wrong := lodging.first_wrong(pages):
            return _look_again(request, wrong)
        context |= {
            "parts": [(one, form.told()) for one, form in pages],
            "files": list(draft.attachments.all()),
        }
    if page.slug == "where":
        context |= {"tiles": settings.MAP_TILES}
    return render(request, page.template, context, status=status)


def _look_again(request: HttpRequest, wrong: steps.Step) -> HttpResponse:
    messages.warning(request, _("Something on this page is not yet right. Look at it again."))
    return redirect("complaints:step", wrong.slug)


def _without_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """To the start; who sends the last page a second time gets the receipt of the first."""
    if request.method == "POST":
        token = request.session.get(lodging.LODGED) if slug == steps.CHECK.slug else None
        if token:
            return redirect("complaints:receipt", token)
        messages.warning(request, _("Your time here was over. Begin again, or come back by code."))
    return redirect("complaints:start")


def _send_code(request: HttpRequest, draft: Draft) -> None:
    """Send the six digits to the phone that was given; say so where it cannot be done."""
    filled = _filled(request, draft)
    refusal: str | None = _("Too many messages were asked for. Go on without the code.")
    if limits.take(request, "send"):
        refusal = phone_codes.send(filled.phone, "lodge", _code_key(filled), timezone.now())
    if refusal:
        messages.warning(request, refusal)


def _code_key(filled: Filled) -> str:
    # Bound to the number: another one has to be proven anew.
    return f"{filled.token} {filled.phone}"


# --- The map, and the receipt ---


@public(_NO_ACCOUNT)
@require_GET
def places(_request: HttpRequest) -> HttpResponse:
    """Stations and landmarks with their places, for the map and for the search."""
    today = timezone.localdate()
    key = f"complaint-places:{get_language()}:{today}"
    words = cache.get(key)
    if words is None:
        stations = stations_on(today).prefetch_related("landmarks")
        words = json.dumps({"stations": [_on_the_map(one) for one in stations]}, ensure_ascii=False)
        cache.set(key, words, _PLACES_KEPT)
    return HttpResponse(words, content_type="application/json")


def _on_the_map(station: Any) -> dict[str, Any]:
    marks = [
        {
            "name": one.local_name,
            "names": [one.name, one.name_ur],
            "at": [one.latitude, one.longitude],
        }
        for one in station.landmarks.all()
    ]
    has_place = station.latitude is not None and station.longitude is not None
    return {
        "id": station.pk,
        "name": station.local_name,
        "names": [station.name, station.name_ur],
        "district": station.circle.district.code,
        "districtName": station.circle.district.local_name,
        "at": [station.latitude, station.longitude] if has_place else None,
        "landmarks": marks,
    }


@public(_NO_ACCOUNT)
@require_GET
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The number of the complaint and what happens next; open for half an hour."""
    complaint = receipts.complaint_of(token)
    if complaint is None:
        return render(request, "complaints/lodge/receipt_closed.html", status=410)
    # After the # nothing leaves the browser: no log between here and there has the number.
    address = request.build_absolute_uri(reverse("complaints:track")) + f"#{complaint.e_tag}"
    context = {
        "complaint": complaint,
        "picture": qr.picture(address),
        "is_discreet": telling.is_discreet(complaint),
        "office": telling.office_of(complaint),
        "may_lodge_more": _may_lodge_more(request.user),
    }
    return render(request, "complaints/receipt.html", context)


# --- Parts of the above ---


def _filled(request: HttpRequest, draft: Draft) -> Filled:
    return steps.fill(draft, own_phone=lodging.own_phone(request.user), at=timezone.now())


def _open_slug(request: HttpRequest, draft: Draft) -> str:
    return steps.first_open(_filled(request, draft)).slug


def _may_lodge_more(user: Any) -> bool:
    return bool(user.is_authenticated and user.may(Permission.LODGE_COMPLAINTS))


def _typed(request: HttpRequest) -> dict[str, str]:
    """The fields of the pages as they were typed; nothing else that was sent."""
    known = steps.LONGEST.keys() - _NOT_KEPT
    return {name: request.POST[name].strip() for name in known if name in request.POST}


def _fitting(request: HttpRequest) -> dict[str, str]:
    """What is not too long for its field: of what is, what was kept before stays as it was."""
    typed = _typed(request)
    return {name: words for name, words in typed.items() if len(words) <= steps.LONGEST[name]}


def _is_too_long(request: HttpRequest) -> bool:
    return len(_fitting(request)) < len(_typed(request))

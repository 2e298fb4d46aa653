"""The files of a complaint: handed in by whoever types it, looked at by the police."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access, public
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from complaints import limits, lodging, uploads
from complaints.actions import purpose_of
from complaints.attachments import MOST_FILES, Attachment, Upload
from complaints.drafts import Draft
from complaints.upload_forms import BeginForm
from complaints.visitors import as_nobody

#: So much the script sends at a time: little enough for a slow line, and to go on after a break.
PART = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


@public("whoever complains hands in files before anybody knows him; the draft is his session's")
@as_nobody
@require_POST
def upload_begin(request: HttpRequest) -> HttpResponse:
    """Begin a file that the script sends in parts, or take files that a plain form sends whole."""
    draft = _draft(request)
    return _begin(request, draft) if "size" in request.POST else _take_whole(request, draft)


@public("the draft is his session's")
@as_nobody
@require_http_methods(["GET", "POST"])
def upload_part(request: HttpRequest, token: Any) -> HttpResponse:
    """One part of a file; a GET says where to go on after the line was broken."""
    upload: Upload = get_object_or_404(_draft(request).uploads, pk=token)
    if request.method == "GET":
        return _told(request, upload)
    position = request.headers.get("X-Position", "")
    if not re.fullmatch("[0-9]{1,9}", position):
        return _refused(_("This file has changed while it was sent. Choose it again."))
    if not limits.take(request, "part"):
        return _wait(upload, _("Many files come from here just now."), status=429)
    try:
        return _take_part(request, upload, int(position))
    except uploads.NotNow as why:
        return _wait(upload, str(why))
    except uploads.WrongPosition as wrong:
        return JsonResponse({"received": wrong.received}, status=409)
    except forms.ValidationError as refusal:
        return _refused(refusal.messages[0])


@public("the draft is his session's")
@as_nobody
@require_POST
def upload_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file out of the draft."""
    draft = _draft(request)
    attachment: Attachment = get_object_or_404(draft.attachments, pk=pk)
    uploads.remove(attachment)
    if _is_script(request):
        return JsonResponse({"list": _list(request, draft)})
    messages.success(request, _("The file is removed."))
    return _back()


@access(Permission.SEE_COMPLAINTS, Scope.STATIONS)
@require_GET
def attachment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A photograph or recording of a complaint, for the police who handle it."""
    visible = Attachment.objects.visible_to(request.user).select_related("complaint")
    found: Attachment = get_object_or_404(visible, pk=number, complaint=pk)
    complaint = found.complaint
    assert complaint is not None
    with transaction.atomic():
        record(
            by=request.user,
            action="complaints.file_seen",
            target=complaint,
            at=timezone.now(),
            purpose=purpose_of(complaint),
        )
    content = found.file.open().read()
    return _played(content, Attachment.CONTENT_TYPE[found.kind], request.headers.get("Range", ""))  # type: ignore[index]


# --- A file in parts, for the script ---


def _begin(request: HttpRequest, draft: Draft) -> HttpResponse:
    if not _may_hand_in(request):
        return _refused(_too_many(), status=429)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _refused(_("This file has no size. Choose it again."))
    try:
        upload = uploads.begin(
            draft,
            name=form.cleaned_data["name"],
            size=form.cleaned_data["size"],
            at=timezone.now(),
        )
    except forms.ValidationError as refusal:
        return _refused(refusal.messages[0])
    told = {
        "token": str(upload.token),
        "url": reverse("complaints:upload_part", args=[upload.token]),
        "received": 0,
        "part_size": PART,
    }
    return JsonResponse(told, status=201)


def _take_part(request: HttpRequest, upload: Upload, position: int) -> HttpResponse:
    content = request.read(uploads.LARGEST_PART + 1)
    upload.received = uploads.take_part(upload, position, content)
    if upload.received < upload.size:
        return _told(request, upload)
    made = uploads.finish(upload, at=timezone.now())
    return _told(request, upload, {} if made is None else {"attachment": made.pk})


def _told(request: HttpRequest, upload: Upload, more: dict[str, Any] | None = None) -> JsonResponse:
    """Where the file is; once it is done with the list, whoever asks and however often."""
    told: dict[str, Any] = {"received": upload.received, "done": uploads.is_finished(upload)}
    if told["done"]:
        told["list"] = _list(request, upload.draft)
    return JsonResponse(told | (more or {}))


def _wait(upload: Upload, words: str, status: int = 202) -> JsonResponse:
    """Nothing is wrong: the script waits a little and sends the same again."""
    told = {"received": upload.received, "done": False, "wait": words}
    return JsonResponse(told, status=status)


def _refused(words: str, status: int = 422) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)


# --- Whole files, for browsers without the script ---


def _take_whole(request: HttpRequest, draft: Draft) -> HttpResponse:
    chosen = request.FILES.getlist("file")
    if not chosen:
        messages.error(request, _("Choose a file first."))
    room = uploads.room_of(draft)
    for one in chosen[:room]:
        if not _may_hand_in(request):
            messages.error(request, _too_many())
            break
        _take_one(request, draft, one)
    if len(chosen) > room:
        words = _("Not looked at: %(count)s. Up to %(most)s files can be handed in.")
        messages.error(request, words % {"count": len(chosen) - room, "most": MOST_FILES})
    return _back()


def _take_one(request: HttpRequest, draft: Draft, one: Any) -> None:
    name = uploads.shown_name(one.name)
    try:
        uploads.take_whole(draft, one, at=timezone.now())
    except forms.ValidationError as refusal:
        messages.error(request, f"{name}: {refusal.messages[0]}")
    else:
        messages.success(request, _("%(name)s has arrived.") % {"name": name})


def _back() -> HttpResponse:
    return redirect("complaints:step", step="evidence")


# --- Both ---


def _draft(request: HttpRequest) -> Draft:
    draft: Draft | None = lodging.draft_of(request)
    if draft is None:
        raise Http404
    return draft


def _may_hand_in(request: HttpRequest) -> bool:
    """One file more from this address."""
    return bool(limits.take(request, "file"))


def _too_many() -> str:
    return _("Too many files came from here within an hour. Wait a little.")


def _is_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _list(request: HttpRequest, draft: Draft) -> str:
    """The list of what is there, as the page shows it: one template for page and script."""
    return render_to_string("complaints/lodge/_file_list.html", {"draft": draft}, request)


def _played(content: bytes, content_type: str, asked: str) -> HttpResponse:
    """The file or, as players ask when somebody moves within a recording, a stretch of it."""
    size = len(content)
    headers = {
        # Of our own making: nothing in it is to be guessed at, run, or kept by the browser.
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Accept-Ranges": "bytes",
    }
    found = _RANGE.fullmatch(asked)
    if found is None:
        return HttpResponse(content, content_type=content_type, headers=headers)
    first, last = int(found[1]), min(int(found[2] or size), size - 1)
    if first > last:
        headers["Content-Range"] = f"bytes */{size}"
        return HttpResponse(status=416, headers=headers)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    stretch = content[first : last + 1]
    return HttpResponse(stretch, status=206, content_type=content_type, headers=headers)

"""The desk without a network: what a browser keeps for it, and what it sends afterwards.

Entries come with a key of the browser, not with a cookie: the session may have locked meanwhile.
"""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from accounts.access import access, public
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from filings.models import Receipt, Way
from hotel_eye import actions, desk_keys
from hotel_eye.arrival_forms import Arrival, empty, expected_as_said, sent_to
from hotel_eye.models import ApiKey, Stay
from hotel_eye.views.house import hotel_of

_WORKER = ("idb/umd.js", "js/desk_queue.js", "js/desk_worker.js")


@public("a browser asks for it by itself, signed in or not")
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the desk; from where it lies it covers every page of a hotel."""
    files = ", ".join(json.dumps(static(name)) for name in _WORKER)
    script = f"self.STATIC = {json.dumps(settings.STATIC_URL)};\nimportScripts({files});\n"
    return HttpResponse(script, content_type="text/javascript")


@access(Permission.LOG_STAYS, Scope.HOUSES, unattended=True)
@require_GET
def shell(request: HttpRequest, hotel: int) -> HttpResponse:
    """The empty check-in page that a browser keeps: nothing of a session, a person or a guest."""
    house = hotel_of(request, hotel)
    of_nobody = {"user": AnonymousUser(), "navigation": [], "messages": [], "csrf_token": ""}
    # The browser numbers each entry itself.
    form = empty({"form_token": ""}, {}).context()
    context = form | {"hotel": house, "is_shell": True} | of_nobody
    return render(request, "hotel_eye/check_in_shell.html", context)


@access(Permission.LOG_STAYS, Scope.HOUSES, unattended=True)
@require_POST
def renew_key(request: HttpRequest, hotel: int) -> JsonResponse:
    """A key for this browser; the one it held before comes along and ends."""
    key, text = desk_keys.renew(
        by=request.user, hotel=hotel_of(request, hotel), old=_bearer(request), at=timezone.now()
    )
    return JsonResponse({"key": text, "until": key.expires_at.isoformat()}, status=201)


@public("a key of the desk says who sends; the session may have locked meanwhile")
@csrf_exempt
@require_POST
def send(request: HttpRequest, hotel: int) -> JsonResponse:
    """Take one check-in that waited in a browser; sent twice it is one entry, answered alike."""
    now = timezone.now()
    key = desk_keys.holder_of(_bearer(request), at=now)
    if key is None:
        return JsonResponse({"error": "key"}, status=401)
    if key.hotel_id != hotel:
        raise Http404
    arrival = sent_to(key.hotel, request.POST, request.FILES)
    if not arrival.is_valid():
        return _not_taken(arrival)
    try:
        stay, is_new = _file(request, key, arrival, now)
    except actions.Refused as refusal:
        arrival.refuse(str(refusal))
        return _not_taken(arrival)
    receipt = Receipt.objects.of_source(stay)[0]
    said = {"entry": stay.pk, "receipt": receipt.number, "late": receipt.is_late}
    return JsonResponse(said, status=201 if is_new else 200)


@transaction.atomic
def _file(request: HttpRequest, key: ApiKey, arrival: Arrival, at: Any) -> tuple[Stay, bool]:
    party = arrival.party()
    expected = expected_as_said(request.POST.get("expected", ""), key.made_by, key.hotel)
    stay, is_new = actions.check_in(
        by=key.made_by,
        hotel=key.hotel,
        stay=party.stay,
        guests=party.guests,
        way=Way.OFFLINE,
        # Somebody else entered him meanwhile: this one stands all the same.
        expected=None if expected is None or expected.is_over else expected,
        at=at,
    )
    if is_new:
        # The clock of that computer is believed in nothing; what it said is kept.
        detail = {"key": key.prefix, "typed_at": request.POST.get("typed_at", "")[:40]}
        record(by=key.made_by, action="hotel_eye.sent_later", target=stay, at=at, detail=detail)
    return stay, is_new


def _not_taken(arrival: Arrival) -> JsonResponse:
    if arrival.is_not_now():
        return JsonResponse({"error": "busy"}, status=503)
    return JsonResponse({"errors": arrival.errors()}, status=422)


def _bearer(request: HttpRequest) -> str:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""

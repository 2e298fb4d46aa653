"""One Idempotency-Key is one filing, however often it is sent; the answer is the same again."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from hotel_eye.api.problems import Refused
from hotel_eye.models import ApiAnswer, ApiKey

HEADER = "Idempotency-Key"
#: By then a program has given up sending the same again.
KEPT = timedelta(hours=72)
_LONGEST = 80


class _NotFiled(Exception):
    """Takes back what a sandbox key did, and carries the answer out."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status, self.body = status, body


def once(
    request: HttpRequest, key: ApiKey, act: Callable[[], tuple[int, Any]], *, at: datetime
) -> HttpResponse:
    """Do the act and answer (status, body), once for each Idempotency-Key of a hotel.

    The answer is kept in the transaction of the act; whoever sends the same at the same moment
    waits for it. A refusal is not kept: what was wrong is corrected under the same key. What a
    sandbox key does is taken back. Raises Refused.
    """
    name = key_of(request)
    digest = _digest(request)
    try:
        with transaction.atomic():
            kept = ApiAnswer(
                hotel=key.hotel, is_sandbox=key.is_sandbox, key=name, digest=digest, made_at=at
            )
            with transaction.atomic():
                kept.save(force_insert=True)
            kept.status, body = _acted(key, act)
            kept.body = body
            kept.save(update_fields=["status", "body"])
    except IntegrityError as error:
        if "hotel_eye_apianswer_once" not in str(error):
            raise
        return _again(key, name, digest)
    return _sent(kept.status, body)


def key_of(request: HttpRequest) -> str:
    """The Idempotency-Key that was sent. Raises Refused (400) where there is none."""
    name = request.headers.get(HEADER, "").strip()
    if not name or len(name) > _LONGEST or not name.isprintable() or not name.isascii():
        raise Refused(
            400,
            _("The header Idempotency-Key is missing"),
            _("Send a new one, such as a UUID, with every filing; when you retry, the same one."),
        )
    return name


def forget_old(*, at: datetime) -> int:
    """Delete answers of long ago; returns how many."""
    return ApiAnswer.objects.filter(made_at__lt=at - KEPT).delete()[0]


def _acted(key: ApiKey, act: Callable[[], tuple[int, Any]]) -> tuple[int, Any]:
    if not key.is_sandbox:
        return act()
    try:
        with transaction.atomic():
            raise _NotFiled(*act())
    except _NotFiled as done:
        return done.status, done.body


def _again(key: ApiKey, name: str, digest: str) -> HttpResponse:
    kept = ApiAnswer.objects.get(hotel=key.hotel, is_sandbox=key.is_sandbox, key=name)
    if kept.digest != digest:
        raise Refused(
            422,
            _("This Idempotency-Key was used for something else"),
            _("Send a new key with a new filing."),
        )
    response = _sent(kept.status, kept.body)
    response["Idempotency-Replayed"] = "true"
    return response


def _sent(status: int | None, body: Any) -> HttpResponse:
    return JsonResponse(body, status=status or 200, json_dumps_params={"ensure_ascii": False})


def _digest(request: HttpRequest) -> str:
    """Of what was asked for: the same JSON in another order of names is the same."""
    try:
        body = json.dumps(json.loads(request.body or b"null"), sort_keys=True)
    except ValueError:
        body = request.body.decode("utf-8", "replace")
    said = f"{request.method} {request.path}\n{body}"
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

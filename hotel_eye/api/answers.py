"""One Idempotency-Key is one filing, however often it is sent; the answer is the same again."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from hotel_eye.api import problems
from hotel_eye.models import ApiAnswer, ApiKey

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
#: By then a program has given up sending the same again.
KEPT = timedelta(hours=72)
LONGEST = 80
#: A status and a body.
Answer = tuple[int, Any]


def once(
    request: HttpRequest,
    key: ApiKey,
    act: Callable[[], Answer],
    *,
    at: datetime,
    is_trial_itself: bool = False,
) -> HttpResponse:
    """Do the act and answer what it says, once for each Idempotency-Key of a hotel.

    The answer is kept in the transaction of the act; whoever sends the same at the same moment
    waits for it. A refusal is not kept: what was wrong is corrected under the same key. What a
    sandbox key does is taken back (`tried`), but for an act that ``is_trial_itself``. Raises
    Refused.
    """
    name = key_of(request)
    digest = _digest(request)
    try:
        with transaction.atomic():
            kept = ApiAnswer(
                hotel=key.hotel, is_sandbox=key.is_sandbox, key=name, digest=digest, made_at=at
            )
            # Whoever sends the same at this moment waits here for the other.
            with transaction.atomic():
                kept.save(force_insert=True)
            kept.status, body = act() if is_trial_itself else tried(key, act)
            kept.body = body
            kept.save(update_fields=["status", "body"])
    except IntegrityError as error:
        if "hotel_eye_apianswer_once" not in str(error):
            raise
        return _again(key, name, digest)
    return _sent(kept.status, body)


def tried(key: ApiKey, act: Callable[[], Any]) -> Any:
    """Do the act; what a sandbox key does is taken back, and its answer stays.

    It runs all the way, so that it is refused by the very rules, and answered by the very code,
    of a key that files. Nobody but this transaction ever sees a row of it.
    """
    with transaction.atomic():
        answer = act()
        transaction.set_rollback(key.is_sandbox)
    return answer


def key_of(request: HttpRequest) -> str:
    """The Idempotency-Key that was sent. Raises Refused (400) where there is none."""
    name = request.headers.get(HEADER, "").strip()
    if not name or len(name) > LONGEST or not name.isprintable() or not name.isascii():
        raise problems.no_idempotency_key()
    return name


def forget_old(*, at: datetime) -> int:
    """Delete answers of long ago; returns how many."""
    return ApiAnswer.objects.filter(made_at__lt=at - KEPT).delete()[0]


def _again(key: ApiKey, name: str, digest: str) -> HttpResponse:
    kept = ApiAnswer.objects.get(hotel=key.hotel, is_sandbox=key.is_sandbox, key=name)
    if kept.digest != digest:
        raise problems.key_used()
    response = _sent(kept.status, kept.body)
    response[REPLAYED] = "true"
    return response


def _sent(status: int | None, body: Any) -> HttpResponse:
    # The database keeps no order of names: sorted, it is the same byte for byte.
    how = {"ensure_ascii": False, "sort_keys": True}
    return JsonResponse(body, status=status or 200, json_dumps_params=how)


def _digest(request: HttpRequest) -> str:
    """Of what was asked for: the same JSON in another order of names is the same."""
    body = json.dumps(json.loads(request.body), sort_keys=True)
    said = f"{request.method} {request.path}\n{body}"
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

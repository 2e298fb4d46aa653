"""Refusals of the API: one shape for all of them (RFC 9457), in the language of the request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.context import origin

#: What stands before a kind where a problem says its type.
TYPE = "urn:caspp:problem:"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal: programs go by its name, people read its title."""

    name: str
    status: int
    title: Any


UNREADABLE = Kind("unreadable", 400, gettext_lazy("This is no JSON that can be read"))
NO_IDEMPOTENCY_KEY = Kind(
    "no-idempotency-key", 400, gettext_lazy("The header Idempotency-Key is missing")
)
NO_KEY = Kind("no-key", 401, gettext_lazy("This key is not in force"))
NOT_THERE = Kind("not-there", 404, gettext_lazy("There is nothing of this number in your house."))
NO_ADDRESS = Kind("no-address", 404, gettext_lazy("There is no such address"))
METHOD = Kind("method", 405, gettext_lazy("This address is not asked in this way"))
TOO_LARGE = Kind("too-large", 413, gettext_lazy("What you sent is too large"))
NOT_JSON = Kind("not-json", 415, gettext_lazy("Send JSON"))
WRONG = Kind("wrong", 422, gettext_lazy("Please look at these again"))
REFUSED = Kind("refused", 422, gettext_lazy("This cannot be done now"))
KEY_USED = Kind(
    "idempotency-key-used", 422, gettext_lazy("This Idempotency-Key was used for something else")
)
TOO_MANY = Kind("too-many", 429, gettext_lazy("Too many requests"))
BROKEN = Kind("broken", 500, gettext_lazy("Something went wrong inside CASPP"))
NOT_NOW = Kind("not-now", 503, gettext_lazy("CASPP cannot take this at the moment"))
KINDS = (
    *(UNREADABLE, NO_IDEMPOTENCY_KEY, NO_KEY, NOT_THERE, NO_ADDRESS, METHOD, TOO_LARGE),
    *(NOT_JSON, WRONG, REFUSED, KEY_USED, TOO_MANY, BROKEN, NOT_NOW),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a JSON pointer, and what to do."""

    field: str
    message: str


class Refused(Exception):
    """A request that is not taken."""

    def __init__(
        self,
        kind: Kind,
        detail: str = "",
        faults: Iterable[Fault] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(kind.name)
        self.kind, self.detail = kind, detail
        self.faults = list(faults)
        self.headers = headers or {}


def unreadable() -> Refused:
    """400: the body is no JSON."""
    return Refused(UNREADABLE, _("Send one JSON object, in UTF-8."))


def no_idempotency_key() -> Refused:
    """400: nobody could send this again without filing it twice."""
    return Refused(
        NO_IDEMPOTENCY_KEY,
        _("Send a new one (such as a UUID) with every filing, and the same one when you retry."),
    )


def no_key() -> Refused:
    """401: the same words, whatever is wrong with the key."""
    return Refused(
        NO_KEY,
        _("Send 'Authorization: Bearer' and the key. Its owner sees on the keys page which are."),
        headers={"WWW-Authenticate": "Bearer"},
    )


def not_there() -> Refused:
    """404: not there, or not yours: nobody learns which."""
    return Refused(NOT_THERE)


def no_address() -> Refused:
    """404: not an address of the API."""
    return Refused(NO_ADDRESS, _("Every address is listed at /api/v1/."))


def method(allowed: str) -> Refused:
    """405: another method is taken there."""
    said = _("Send it with %(allowed)s.") % {"allowed": allowed}
    return Refused(METHOD, said, headers={"Allow": allowed})


def too_large() -> Refused:
    """413: the body is longer than anything that can be filed at once."""
    return Refused(TOO_LARGE, _("Divide it into several lots."))


def not_json() -> Refused:
    """415: a body in another form than JSON."""
    return Refused(NOT_JSON, _("Send one JSON object, with 'Content-Type: application/json'."))


def wrong(faults: Iterable[Fault]) -> Refused:
    """422: the body is understood and not right."""
    return Refused(WRONG, faults=faults)


def no_such_receipt() -> str:
    """What is said where a page of receipts is to begin after none of the house's."""
    return _("There is no such receipt in your house.")


def refused(sentence: str) -> Refused:
    """422: the act cannot be done now, for this reason."""
    return Refused(REFUSED, sentence)


def key_used() -> Refused:
    """422: the Idempotency-Key belongs to another filing."""
    return Refused(KEY_USED, _("Send a new key with a new filing."))


def too_many(seconds: int) -> Refused:
    """429: this key asks too often."""
    return Refused(
        TOO_MANY,
        _("Wait %(seconds)d seconds, then go on.") % {"seconds": seconds},
        headers={"Retry-After": str(seconds)},
    )


def broken() -> Refused:
    """500: no word of what, and the number under which the log has it."""
    said = _("Nothing was filed. Send it again; if it goes on, tell us this number: %(number)s.")
    return Refused(BROKEN, said % {"number": origin.get().request_id})


def not_now() -> Refused:
    """503: the log cannot be written, so nothing is done."""
    return Refused(NOT_NOW, _("Nothing was filed. Send it again in some minutes."))


def answer(refusal: Refused) -> JsonResponse:
    """The refusal as it is sent."""
    body: dict[str, Any] = {
        "type": f"{TYPE}{refusal.kind.name}",
        "title": str(refusal.kind.title),
        "status": refusal.kind.status,
        "detail": refusal.detail,
        "errors": [{"field": one.field, "message": one.message} for one in refusal.faults],
    }
    return JsonResponse(
        body,
        status=refusal.kind.status,
        content_type=MEDIA_TYPE,
        headers=refusal.headers,
        json_dumps_params={"ensure_ascii": False},
    )

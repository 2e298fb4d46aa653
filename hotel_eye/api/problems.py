"""Refusals of the API: one shape for all of them (RFC 9457), in the language of the request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _

TYPE = "about:blank"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a JSON pointer, and what to do."""

    field: str
    message: str


class Refused(Exception):
    """A request that is not taken."""

    def __init__(
        self, status: int, title: str, detail: str = "", faults: Iterable[Fault] = (),
        headers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(title)
        self.status, self.title, self.detail = status, title, detail
        self.faults = list(faults)
        self.headers = headers or {}


def wrong(faults: Iterable[Fault]) -> Refused:
    """422: the body is understood and not right."""
    return Refused(422, _("Please look at these again"), faults=faults)


def refused(sentence: str) -> Refused:
    """422: the act cannot be done now."""
    return Refused(422, sentence)


def missing() -> Refused:
    """404: not there, or not yours: nobody learns which."""
    return Refused(404, _("There is nothing of this number in your house."))


def answer(refusal: Refused) -> JsonResponse:
    """The refusal as it is sent."""
    body: dict[str, Any] = {
        "type": TYPE,
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "errors": [{"field": one.field, "message": one.message} for one in refusal.faults],
    }
    return JsonResponse(
        body,
        status=refusal.status,
        content_type=MEDIA_TYPE,
        headers=refusal.headers,
        json_dumps_params={"ensure_ascii": False},
    )

"""No request is longer than LARGEST_BODY, whoever sends it and whatever it says of its length.

It stands in front of Django, which would lay the whole body on the disk before any view is asked.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from hotel_eye.api import problems

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Receive, Send], Awaitable[None]]

#: A browser reads the answer only once it could send a little more; so much is thrown away.
THROWN_AWAY = 4 * 1024 * 1024
THROWN_AWAY_SECONDS = 2.0
#: Where programs call, and read problem documents.
_API = "/api/"
_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-ancestors 'none'"
)


class LimitedBodies:
    """The application, for bodies that are not too long. To all others it says so itself."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.application(scope, receive, send)
        if _announced(scope) > settings.LARGEST_BODY:
            return await _refuse(scope, receive, send)
        counted = _Counted(receive)
        await self.application(scope, counted.receive, send)
        if counted.is_too_long:
            await _refuse(scope, receive, send)
        return None


class _Counted:
    """Counts what comes in. When it is too much the application is told that the caller left."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._come = 0
        self.is_too_long = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._come += len(message.get("body", b""))
        if self._come > settings.LARGEST_BODY:
            self.is_too_long = True
            return {"type": "http.disconnect"}
        return message


def _announced(scope: Any) -> int:
    """The length that the request says it has; 0 where it says none."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(one[:19]) for one in lengths if one.isdigit()), default=0)


async def _refuse(scope: Any, receive: Receive, send: Send) -> None:
    """Say 413 at once, then listen for a moment so that the answer is not lost; then hang up."""
    headers, page = _words(scope)
    headers |= {
        "content-length": str(len(page)),
        "connection": "close",
        "cache-control": "no-store",
        "content-security-policy": _POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
    }
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 413, "headers": pairs})
    await send({"type": "http.response.body", "body": page, "more_body": True})
    try:
        await asyncio.wait_for(_throw_away(receive), THROWN_AWAY_SECONDS)
    except TimeoutError:
        pass
    await send({"type": "http.response.body", "body": b""})


async def _throw_away(receive: Receive) -> None:
    thrown = 0
    while thrown < THROWN_AWAY:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return
        thrown += len(message.get("body", b""))


def _words(scope: Any) -> tuple[dict[str, str], bytes]:
    """What it is and the answer: a page in both languages, or JSON in the caller's for a script."""
    request = ASGIRequest(scope, BytesIO())
    if request.path.startswith(_API):
        return _problem(request)
    if "application/json" not in request.headers.get("Accept", ""):
        return {"content-type": "text/html; charset=utf-8"}, render_to_string("413.html").encode()
    language = translation.get_language_from_request(request)
    with translation.override(language):
        words = _("What you sent is too large. Send fewer or smaller files.")
    told = {"content-type": "application/json", "content-language": language}
    return told, json.dumps({"error": words}).encode()


def _problem(request: ASGIRequest) -> tuple[dict[str, str], bytes]:
    """As the API refuses everything."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        answer = problems.answer(problems.too_large())
    told = {"content-type": problems.MEDIA_TYPE, "content-language": language}
    return told, answer.content

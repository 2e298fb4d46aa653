"""What holds for every answer, whichever view gave it."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

Answer = Callable[[HttpRequest], Any]

#: Whoever signs out leaves nothing behind on a shared computer. The cookie is taken by Django.
_LEFT_BEHIND = '"cache", "storage"'
#: But what a hotel entered without a network and has not sent yet (static/js/sign_out.js): that
#: lies there encrypted.
_ALL_BUT_WAITING = '"cache"'
_SIGN_OUTS = {"accounts:sign_out", "administration_sign_out"}


@sync_and_async_middleware
def SameOrigin(get_response: Answer) -> Answer:  # noqa: N802
    """No other site may load what is served here: no page, no picture, no script."""

    def close(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return _afterwards(get_response, close)


@sync_and_async_middleware
def NothingKept(get_response: Answer) -> Answer:  # noqa: N802
    """No browser and no proxy keeps what a view answered, be it a redirect or an error."""

    def close(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response["Cache-Control"] = "no-store"
        match = request.resolver_match
        if match and match.view_name in _SIGN_OUTS and response.status_code == 302:
            response["Clear-Site-Data"] = (
                _ALL_BUT_WAITING if request.POST.get("waiting") else _LEFT_BEHIND
            )
        return response

    return _afterwards(get_response, close)


def _afterwards(
    get_response: Answer, close: Callable[[HttpRequest, HttpResponseBase], HttpResponseBase]
) -> Answer:
    """The middleware that lets ``close`` have the last word, in threads and in streams alike."""

    async def stream(request: HttpRequest) -> HttpResponseBase:
        return close(request, await get_response(request))

    def page(request: HttpRequest) -> HttpResponseBase:
        return close(request, get_response(request))

    return stream if iscoroutinefunction(get_response) else page

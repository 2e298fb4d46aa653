"""Who is calling: the address the nearest trusted proxy saw, and never what a caller claims."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.utils.decorators import sync_and_async_middleware

#: What only a proxy may say. From anybody else it is dropped before anything reads it.
CLAIMS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)


@sync_and_async_middleware
def ClientAddress(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:  # noqa: N802
    """Sets REMOTE_ADDR from the right of X-Forwarded-For, as many steps as there are proxies.

    With TRUSTED_PROXIES = 1 the last entry was written by our own proxy; what stands left of it
    came with the request and may be a lie. With 0 nothing is believed.
    """

    def settle(request: HttpRequest) -> None:
        proxies = settings.TRUSTED_PROXIES
        if proxies:
            seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            if len(seen) >= proxies and (address := seen[-proxies].strip()):
                request.META["REMOTE_ADDR"] = address
        kept = ("HTTP_X_FORWARDED_PROTO",) if proxies else ()
        for claim in CLAIMS:
            if claim not in kept:
                request.META.pop(claim, None)

    async def stream(request: HttpRequest) -> Any:
        settle(request)
        return await get_response(request)

    def page(request: HttpRequest) -> Any:
        settle(request)
        return get_response(request)

    return stream if iscoroutinefunction(get_response) else page

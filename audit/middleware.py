"""Remembers for each request who is calling from where."""

import uuid
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.utils.decorators import sync_and_async_middleware

from audit.context import Origin, origin


@sync_and_async_middleware
def RequestContext(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:  # noqa: N802
    """Gives the request an id, returned as X-Request-ID, and keeps the caller's address."""

    def arrive(request: HttpRequest) -> Origin:
        key = request.session.session_key or ""
        return Origin(
            request_id=uuid.uuid4().hex,
            address=request.META.get("REMOTE_ADDR") or None,
            session=sha256(key.encode()).hexdigest()[:16] if key else "",
            source="web",
        )

    async def stream(request: HttpRequest) -> Any:
        origin.set(arrived := arrive(request))
        response = await get_response(request)
        response["X-Request-ID"] = arrived.request_id
        return response

    def page(request: HttpRequest) -> Any:
        origin.set(arrived := arrive(request))
        response = get_response(request)
        response["X-Request-ID"] = arrived.request_id
        return response

    return stream if iscoroutinefunction(get_response) else page

"""Remembers for each request who is calling from where, and what was refused to whom."""

import uuid
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import sync_and_async_middleware
from django.utils.deprecation import MiddlewareMixin

from audit.actions import CannotRecord, record
from audit.context import Origin, origin
from audit.models import Outcome


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


class Denials(MiddlewareMixin):
    """Writes down every refusal to somebody signed in, and stops where nothing can be written.

    A page of another station is 404 to him and an event to the auditor. The event names the view,
    not the address: there may be something in it.
    """

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, CannotRecord):
            return render(request, "503.html", status=503)
        action = {PermissionDenied: "access.refused", Http404: "access.not_found"}.get(
            type(exception)
        )
        if action is None or not request.user.is_authenticated or not request.resolver_match:
            return None
        try:
            with transaction.atomic():
                record(
                    by=request.user,
                    action=action,
                    at=timezone.now(),
                    outcome=Outcome.REFUSED,
                    detail={"view": request.resolver_match.view_name, "method": request.method},
                )
        except CannotRecord:
            return render(request, "503.html", status=503)
        return None

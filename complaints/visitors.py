"""Who comes to the citizen's pages: whoever has no account there is nobody, also in the log.

An officer who complains of the police with his browser signed in must not be found by it: what is
written meanwhile, history and events, has neither his name nor his session.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.views.defaults import page_not_found

from audit.context import Origin, nobody, origin
from complaints import lodging


def as_nobody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let an officer use this page as anybody does."""

    @wraps(view)
    def unnamed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated or lodging.by_whom(request.user) is not None:
            return view(request, *args, **kwargs)
        before = origin.set(_unnamed(origin.get()))
        try:
            return view(request, *args, **kwargs)
        except Http404 as missing:
            # Outside of this page it would be written down to whom it was refused.
            return page_not_found(request, missing)
        finally:
            origin.reset(before)

    return unnamed


def _unnamed(came_from: Origin) -> Origin:
    """The same request of nobody; his session is another, since everything else in it is his."""
    session = came_from.session and salted_hmac(__name__, came_from.session).hexdigest()[:16]
    return replace(came_from, user=nobody, session=session)

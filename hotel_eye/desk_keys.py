"""The key of a browser at a desk: with it the browser sends what was entered without a network.

The session may have locked by then. Whoever signs out ends his keys.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from hotel_eye import keys
from hotel_eye.actions import Refused
from hotel_eye.models import ApiKey, Hotel

LASTS = timedelta(hours=72)


@transaction.atomic
def renew(*, by: Any, hotel: Hotel, old: str, at: datetime) -> tuple[ApiKey, str]:
    """A new key for a browser; the ``old`` one that it still holds, or '', ends."""
    held = keys.holder_of(old, at=at)
    if held is not None and held.kind == ApiKey.Kind.DESK and held.hotel_id == hotel.pk:
        with suppress(Refused):
            keys.revoke(by=by, key=held, at=at)
    return keys.make(
        by=by, hotel=hotel, kind=ApiKey.Kind.DESK, name=by.name[:80], lasts=LASTS, at=at
    )


def holder_of(text: str, *, at: datetime) -> ApiKey | None:
    """The key of a browser, in force as `keys.holder_of` has it, or None."""
    key = keys.holder_of(text, at=at)
    return key if key is not None and key.kind == ApiKey.Kind.DESK else None


@transaction.atomic
def end_all(*, by: Any, at: datetime) -> None:
    """End the keys of this person's browsers."""
    held = ApiKey.objects.in_force(at).filter(made_by=by, kind=ApiKey.Kind.DESK)
    for key in held.order_by("pk"):
        # Another window of the same browser may have ended it in this moment.
        with suppress(Refused):
            keys.revoke(by=by, key=key, at=at)


@receiver(user_logged_out)
def _signed_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A session that only came to its end leaves the key: entries may still be waiting."""
    match = getattr(request, "resolver_match", None)
    if user is not None and match is not None and match.view_name == "accounts:sign_out":
        end_all(by=user, at=timezone.now())

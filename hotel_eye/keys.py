"""Keys by which programs speak for a hotel: made, shown once, found again, rotated, ended.

Of a key only its first signs and a digest are kept: nobody reads it back out of the table.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from hotel_eye.actions import Refused
from hotel_eye.models import ApiKey, Hotel

#: 'caspp_7fq2m9xk_' and 43 signs that are worth 256 bits.
BEGINS = "caspp"
LASTS = timedelta(days=365)
#: After a rotation the old key answers so long, until every computer has the new one.
OVERLAP = timedelta(hours=24)
#: A use is noted no more often than this.
NOTED_EVERY = timedelta(minutes=1)
_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"


@transaction.atomic
def make(
    *,
    by: Any,
    hotel: Hotel,
    kind: str,
    name: str,
    is_sandbox: bool = False,
    lasts: timedelta = LASTS,
    at: datetime,
) -> tuple[ApiKey, str]:
    """A new key and its text, which is shown now and never again."""
    prefix = "".join(secrets.choice(_LETTERS) for _sign in range(8))
    text = f"{BEGINS}_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        hotel=hotel,
        kind=kind,
        name=name,
        prefix=prefix,
        digest=digest_of(text),
        is_sandbox=is_sandbox,
        made_at=at,
        made_by=by,
        expires_at=at + lasts,
    )
    detail = {"hotel": hotel.pk, "kind": kind, "sandbox": is_sandbox}
    record(by=by, action="hotel_eye.key_made", target=key, at=at, detail=detail)
    return key, text


@transaction.atomic
def rotate(*, by: Any, key: ApiKey, at: datetime) -> tuple[ApiKey, str]:
    """A key in place of this one, which goes on for a day. Raises Refused."""
    old = ApiKey.objects.select_for_update(of=("self",)).select_related("hotel").get(pk=key.pk)
    if refusal := _refusal(old, at):
        raise Refused(refusal)
    old.expires_at = min(old.expires_at, at + OVERLAP)
    old.save(update_fields=["expires_at"])
    record(by=by, action="hotel_eye.key_rotated", target=old, at=at)
    return make(
        by=by, hotel=old.hotel, kind=old.kind, name=old.name, is_sandbox=old.is_sandbox, at=at
    )


@transaction.atomic
def revoke(*, by: Any, key: ApiKey, at: datetime) -> None:
    """End a key at once. Raises Refused where it ended already."""
    old = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if refusal := _refusal(old, at):
        raise Refused(refusal)
    old.revoked_at, old.revoked_by = at, by
    old.save(update_fields=["revoked_at", "revoked_by"])
    record(by=by, action="hotel_eye.key_revoked", target=old, at=at)


def holder_of(text: str, *, at: datetime) -> ApiKey | None:
    """The key of this text, if it is in force and whoever made it still works at its hotel.

    Its hotel with the station and its maker are loaded. Compared in constant time.
    """
    begins, _underscore, rest = text.partition("_")
    prefix = rest.partition("_")[0]
    if begins != BEGINS or not prefix or len(text) > 100:
        return None
    keys = ApiKey.objects.in_force(at).select_related("hotel__station", "made_by")
    key: ApiKey | None = keys.filter(prefix=prefix).first()
    if key is None or not hmac.compare_digest(key.digest, digest_of(text)):
        return None
    if not Hotel.objects.visible_to(key.made_by).filter(pk=key.hotel_id).exists():
        return None
    if key.last_used_at is None or at - key.last_used_at >= NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=at)
    return key


def digest_of(text: str) -> str:
    """The digest by which a key is known: 256 random bits need no slow hash."""
    return sha256(text.encode()).hexdigest()


def _refusal(key: ApiKey, at: datetime) -> str | None:
    if key.revoked_at is not None:
        return _("This key was ended already.")
    if key.expires_at <= at:
        return _("This key has expired. Make a new one.")
    return None

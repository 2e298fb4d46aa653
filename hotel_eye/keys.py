"""Keys by which programs speak for a hotel: made, shown once, found again, rotated, ended.

Of a key only its first signs and a digest are kept: nobody reads it back out of the table.
"""

import hmac
import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.permissions import Permission
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
#: So many keys of its own software a hotel has in force: more are forgotten ones.
MOST = 20
_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"
_TEXT = re.compile(rf"{BEGINS}_([{_LETTERS}]{{8}})_[\w-]{{43}}", re.ASCII)


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
    """A new key and its text, which is shown now and never again. Raises Refused: too many."""
    if kind == ApiKey.Kind.SOFTWARE:
        Hotel.objects.select_for_update(of=("self",), no_key=True).get(pk=hotel.pk)
        if ApiKey.objects.in_force(at).filter(hotel=hotel, kind=kind).count() >= MOST:
            raise Refused(
                _("%(most)d keys of this house are in force. End one that is not needed any more.")
                % {"most": MOST}
            )
    key = ApiKey(
        hotel=hotel,
        kind=kind,
        name=name,
        is_sandbox=is_sandbox,
        made_at=at,
        made_by=by,
        expires_at=at + lasts,
    )
    return key, _saved(key)


@transaction.atomic
def rotate(*, by: Any, key: ApiKey, at: datetime) -> tuple[ApiKey, str]:
    """A key in place of this one, which goes on for a day. Raises Refused."""
    old = ApiKey.objects.select_for_update(of=("self",)).select_related("hotel").get(pk=key.pk)
    if refusal := _refusal(old, at):
        raise Refused(refusal)
    if old.expires_at < old.made_at + LASTS:
        raise Refused(_("This key was rotated already. End it, or make a new one."))
    old.expires_at = min(old.expires_at, at + OVERLAP)
    old.save(update_fields=["expires_at"])
    record(by=by, action="hotel_eye.key_rotated", target=old, at=at)
    new = ApiKey(
        hotel=old.hotel,
        kind=old.kind,
        name=old.name,
        is_sandbox=old.is_sandbox,
        made_at=at,
        made_by=by,
        expires_at=at + LASTS,
    )
    return new, _saved(new)


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
    shape = _TEXT.fullmatch(text)
    if shape is None:
        return None
    keys = ApiKey.objects.in_force(at).select_related("hotel__station", "made_by")
    key: ApiKey | None = keys.filter(prefix=shape[1]).first()
    if key is None or not hmac.compare_digest(key.digest, digest_of(text)):
        return None
    if not (key.made_by.is_active and key.made_by.may(Permission.LOG_STAYS)):
        return None
    if not Hotel.objects.visible_to(key.made_by).filter(pk=key.hotel_id).exists():
        return None
    _note_use(key, at)
    return key


def _note_use(key: ApiKey, at: datetime) -> None:
    """Once a minute, also where many ask at the same moment."""
    long_ago = at - NOTED_EVERY
    if key.last_used_at is None or key.last_used_at <= long_ago:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lte=long_ago)
        ApiKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=at)


def digest_of(text: str) -> str:
    """The digest by which a key is known: 256 random bits need no slow hash."""
    return sha256(text.encode()).hexdigest()


def _saved(key: ApiKey) -> str:
    """Save a new key; returns its text."""
    key.prefix = "".join(secrets.choice(_LETTERS) for _sign in range(8))
    text = f"{BEGINS}_{key.prefix}_{secrets.token_urlsafe(32)}"
    key.digest = digest_of(text)
    key.save(force_insert=True)
    detail = {"hotel": key.hotel_id, "kind": key.kind, "sandbox": key.is_sandbox}
    record(by=key.made_by, action="hotel_eye.key_made", target=key, at=key.made_at, detail=detail)
    return text


def _refusal(key: ApiKey, at: datetime) -> str | None:
    if key.revoked_at is not None:
        return _("This key was ended already.")
    if key.expires_at <= at:
        return _("This key has expired. Make a new one.")
    return None

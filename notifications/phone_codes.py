"""Six digits to a phone: whoever reads them back holds it.

Kept is a digest, in the cache that outlives a restart. A code is good for ten minutes, for three
tries and for one use. Messages go by the outbox: no page waits for the gateway.
"""

import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.limits import Limits
from matching.text import fold_digits
from notifications import outbox

GOOD_FOR = 10 * 60
TRIES = 3
#: To one phone, whoever asks: nobody is woken by a stranger's codes all night.
LIMITS = {"code": "3/10m/key,10/d/key"}
limits = Limits("notifications", LIMITS)


def send(phone: str, purpose: str, key: str, at: datetime, *, is_his: bool = True) -> str | None:
    """Send a code to ``phone``; returns why it cannot be sent, as a sentence for the screen.

    ``purpose`` and ``key`` say what it opens, such as 'lodge' and a draft; a later code for the
    same replaces it. The message does not say what it is about: others may read it. Where the
    phone is not ``is_his`` everything is done but the sending, so that nobody learns of it by
    what is refused or how long it takes.
    """
    if refusal := _refuse(phone):
        return refusal
    code = f"{secrets.randbelow(1_000_000):06d}"
    words = _("Your code is %(code)s. It works for ten minutes.") % {"code": code}
    sent = {"digest": _digest(code), "number": uuid.uuid4().hex, "at": at.isoformat()}
    with transaction.atomic():
        cache.set(_place(purpose, key), sent, GOOD_FOR)
        if is_his:
            _put_out(phone, words, at)
    return None


def hand_out(phone: str, words: str, at: datetime) -> str | None:
    """Send another code than these six digits, within the same limits; returns why it cannot be."""
    if refusal := _refuse(phone):
        return refusal
    _put_out(phone, words, at)
    return None


def check(purpose: str, key: str, typed: str) -> bool:
    """Whether this is the code that was sent last; it is good once, and three tries are given."""
    place = _place(purpose, key)
    sent = cache.get(place)
    if sent is None or not _may_try(sent["number"]):
        return False
    digits = "".join(letter for letter in fold_digits(typed) if letter.isdecimal())
    if not constant_time_compare(_digest(digits), sent["digest"]):
        return False
    # Of two who send it at the same moment one deletes it.
    return bool(cache.delete(place))


def is_waiting(purpose: str, key: str) -> bool:
    """Whether a code was sent that still works."""
    return cache.get(_place(purpose, key)) is not None


def _refuse(phone: str) -> str | None:
    if not (settings.DEMO or settings.TEXT_GATEWAY_URL):
        return _("We cannot send messages at the moment.")
    if limits.take(None, "code", phone):
        return None
    return _("Too many codes were asked for. Wait ten minutes and try again.")


def _put_out(phone: str, words: str, at: datetime) -> None:
    outbox.text(
        phone=phone,
        words=words,
        key=f"code {uuid.uuid4().hex}",
        at=at,
        expires_at=at + timedelta(seconds=GOOD_FOR),
    )
    if settings.DEMO:
        # The next page shows it. Whatever waits before it goes first.
        while outbox.send_due(at=at):
            pass


def _may_try(number: str) -> bool:
    """Take the next of the three tries; each is a row that only one can add."""
    return any(cache.add(f"phone-code-try:{number}:{nth}", 1, GOOD_FOR) for nth in range(TRIES))


def _place(purpose: str, key: str) -> str:
    return f"phone-code:{salted_hmac(purpose, key, algorithm='sha256').hexdigest()}"


def _digest(code: str) -> str:
    return salted_hmac(__name__, code, algorithm="sha256").hexdigest()

"""How far a session reaches: locked, without its factor, before the notice, or all the way."""

import time
from enum import IntEnum
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: Seconds until a full sign-in is due, however busy the session was (CJIS IA-5).
WHOLE = 12 * 3600
#: A form posted so shortly after the twelve hours is still taken: its typing would be lost.
GRACE = 10 * 60
#: A privileged act asks for a password or factor given within these seconds (CJIS IA-11).
RECENT = 5 * 60
#: Live sessions of one officer at a time; the oldest ends when one more begins.
AT_ONCE = 2
_TOUCH_EVERY = 60

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
LOCKED = "is_locked"
NOTICE = "notice_accepted"


class Reach(IntEnum):
    """What a session may open; a view says how far one has to be."""

    LOCKED = 0
    WITHOUT_FACTOR = 1
    BEFORE_NOTICE = 2
    WHOLE = 3


def new_key(request: HttpRequest) -> None:
    """Give the session another key, for somebody may know, or have planted, the one before.

    Whoever signed in got a new one with that.
    """
    if not request.user.is_authenticated:
        request.session.cycle_key()


def begin(session: Any) -> None:
    """Start the clocks of a session that has just signed in."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = time.time()
    session[LOCKED] = False


def unlock(session: Any) -> None:
    """Somebody proved again who he is."""
    session[SEEN_AT] = time.time()
    session[LOCKED] = False


def methods(request: HttpRequest, user: Any) -> list[str]:
    """How somebody proved who he is in this session: 'password', 'code', 'totp' …, in order."""
    records = get_authentication_records(request, user)
    return [str(record.get("type", record["method"])) for record in records]


def note_factor(request: HttpRequest, user: Any, authenticator: Any) -> None:
    """This session has shown that it holds the factor."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def has_factor(request: HttpRequest) -> bool:
    """Whether this session gave a second factor when it began."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(record["method"] == "mfa" for record in records)


def is_recent(request: HttpRequest) -> bool:
    """Whether a password or factor was given within the last five minutes."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return bool(records) and time.time() - records[-1]["at"] < RECENT


def is_over(request: HttpRequest) -> bool:
    """Whether twelve hours have passed since the full sign-in; unknown is over."""
    age = time.time() - request.session.get(SIGNED_IN_AT, 0)
    return age > (WHOLE + GRACE if request.method == "POST" else WHOLE)


def reach_of(request: HttpRequest) -> Reach:
    """How far this signed-in session reaches now."""
    session, user = request.session, request.user
    if session.get(LOCKED) or time.time() - session.get(SEEN_AT, 0) > settings.IDLE_SECONDS:
        session[LOCKED] = True
        return Reach.LOCKED
    if user.must_have_factor and not has_factor(request):  # type: ignore[union-attr]
        return Reach.WITHOUT_FACTOR
    if user.is_police and not session.get(NOTICE):  # type: ignore[union-attr]
        return Reach.BEFORE_NOTICE
    return Reach.WHOLE


def touch(request: HttpRequest) -> bool:
    """Note that the person is there; True when it was worth writing down, once a minute."""
    if time.time() - request.session.get(SEEN_AT, 0) < _TOUCH_EVERY:
        return False
    request.session[SEEN_AT] = time.time()
    return True


def onward(request: HttpRequest, address: str) -> HttpResponse:
    """Go there and come back; a fragment tells its whole page to go."""
    here = request.headers.get("HX-Current-URL")
    path = urlsplit(here).path if here else request.get_full_path()
    address = f"{address}?{urlencode({'next': path})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponse(status=302, headers={"Location": address})

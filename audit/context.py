"""Where an act came from: carried beside the call, so that no action has to pass it on."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass


def nobody() -> int | None:
    """The answer where nobody is signed in."""
    return None


@dataclass(frozen=True, slots=True)
class Origin:
    """The request an event belongs to; empty outside of one (worker, commands)."""

    request_id: str = ""
    address: str | None = None
    session: str = ""
    source: str = "command"
    #: Who is signed in; a question, because the answer may change while the request is served.
    user: Callable[[], int | None] = nobody


_NOBODY = Origin()
origin: ContextVar[Origin] = ContextVar("origin", default=_NOBODY)

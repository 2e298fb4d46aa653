"""Where an act came from: carried beside the call, so that no action has to pass it on."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """The request an event belongs to; empty outside of one (worker, commands)."""

    request_id: str = ""
    address: str | None = None
    session: str = ""
    source: str = "command"


_NOBODY = Origin()
origin: ContextVar[Origin] = ContextVar("origin", default=_NOBODY)

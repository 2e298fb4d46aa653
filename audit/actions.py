"""The one way to write an event."""

import logging
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, models

from audit.context import origin
from audit.models import Event, Outcome
from audit.purposes import NO_PURPOSE, Purpose

logger = logging.getLogger("caspp.audit")


class CannotRecord(RuntimeError):
    """The log cannot be written, so what was to be recorded must not happen, nor be shown."""


class NotInTransaction(RuntimeError):
    """An event was to be recorded outside a transaction, where it could stand alone."""


def record(
    *,
    by: Any,
    action: str,
    at: datetime,
    target: models.Model | None = None,
    purpose: Purpose = NO_PURPOSE,
    outcome: str = Outcome.DONE,
    recipient: str = "",
    detail: dict[str, Any] | None = None,
) -> Event:
    """Record that ``by`` (a user, or None for the system itself) did ``action`` at ``at``.

    ``action`` is 'app.verb_in_the_past'. ``detail`` holds plain JSON values and no CNIC.
    ``purpose`` is why a person was looked at, ``recipient`` who outside CASPP was given it.
    Raises NotInTransaction outside a transaction: the act and its event stand or fall together;
    CannotRecord where the log refuses, and then nothing may be done or shown.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(action)
    came_from = origin.get()
    event = Event(
        at=at,
        actor_id=by.pk if by else None,
        actor=str(by)[:180] if by else "CASPP",
        action=action,
        target_type=target._meta.label_lower if target is not None else "",
        # Reference data may be keyed by a code; its name says which it is.
        target_id=target.pk if target is not None and isinstance(target.pk, int) else None,
        target=str(target)[:180] if target is not None else "",
        purpose=purpose.words,
        purpose_kind=purpose.kind,
        case_ref=purpose.case_ref,
        outcome=outcome,
        recipient=recipient,
        detail=detail or {},
        request_id=came_from.request_id,
        address=came_from.address,
        session=came_from.session,
        source=came_from.source,
    )
    try:
        # A transaction in which the log failed is broken for good: nothing else of it is kept.
        event.save(force_insert=True)
    except DatabaseError as error:
        logger.critical("The log cannot be written: %s", type(error).__name__, exc_info=True)
        raise CannotRecord(action) from error
    return event

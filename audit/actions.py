"""The one way to write an event."""

from datetime import datetime
from typing import Any

from django.db import connection, models

from audit.context import origin
from audit.models import Event, Outcome
from audit.purposes import NO_PURPOSE, Purpose


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
    Raises NotInTransaction outside a transaction: the act and its event stand or fall together.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(action)
    came_from = origin.get()
    return Event.objects.create(
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

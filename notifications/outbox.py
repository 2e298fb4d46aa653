"""The one way to send a message: into the table with its act, out of it by the worker."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from accounts import texts
from notifications.models import Text

logger = logging.getLogger("caspp.notifications")

#: Pauses after the first, second, ... failure; after the last one a message is given up.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600))
BATCH = 50


def text(*, phone: str, words: str, key: str, at: datetime) -> None:
    """Have ``words`` sent to ``phone``, once for each ``key``; part of the caller's transaction."""
    row = Text(key=key, phone=phone, words=words, made_at=at, due_at=at)
    Text.objects.bulk_create([row], ignore_conflicts=True)


def send_due(*, at: datetime) -> int:
    """Send what is due, one message in one transaction; returns how many went out."""
    sent = 0
    for pk in Text.objects.due(at).values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            waiting = Text.objects.due(at).select_for_update(skip_locked=True)
            if one := waiting.filter(pk=pk).first():
                sent += _send(one, at)
    return sent


def _send(one: Text, at: datetime) -> bool:
    try:
        texts.send(str(one.phone), one.words)
    except texts.CannotSend as error:
        one.tries += 1
        one.failed_because = str(error)[:120]
        if one.tries > len(PAUSES):
            one.given_up_at = at
            logger.error("A message is given up after %d tries: %s", one.tries, one.failed_because)
        else:
            one.due_at = at + PAUSES[one.tries - 1]
        one.save()
        return False
    one.sent_at = at
    one.save(update_fields=["sent_at"])
    return True

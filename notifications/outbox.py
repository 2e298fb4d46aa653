"""The one way to send a message: into the table with its act, out of it by the worker."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from accounts import texts
from notifications.models import Text
from people.sealed import SealUnknown

logger = logging.getLogger("caspp.notifications")

#: Pauses after the first, second, ... failure; after the last one a message is given up.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600))
#: Seven seconds at most each: a round ends before its task would be stopped.
BATCH = 15
#: So many messages a day go to one phone.
A_DAY = 20
#: What went out, or did not, is forgotten after so long.
KEPT = timedelta(days=90)


def text(
    *, phone: str, words: str, key: str, at: datetime, expires_at: datetime | None = None
) -> bool:
    """Have ``words`` sent to ``phone``, once for each ``key``; part of the caller's transaction.

    A phone that got twenty messages within a day gets no more, and the answer is False: nobody is
    buried in them.
    """
    today = Text.objects.filter(phone=phone, made_at__gt=at - timedelta(days=1))
    if today.count() >= A_DAY:
        logger.warning("A phone has had %d messages within a day; one is left out.", A_DAY)
        return False
    row = Text(key=key, phone=phone, words=words, made_at=at, due_at=at, expires_at=expires_at)
    Text.objects.bulk_create([row], ignore_conflicts=True)
    return True


def send_due(*, at: datetime) -> int:
    """Send what is due, one message in one transaction; returns how many went out."""
    sent = 0
    for pk in Text.objects.due(at).values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            # The words are unsealed one by one: one that no key opens must not hold up the rest.
            waiting = Text.objects.due(at).select_for_update(skip_locked=True).defer("words")
            if one := waiting.filter(pk=pk).first():
                sent += _send(one, at)
    return sent


def forget_old(*, at: datetime) -> int:
    """Delete messages of long ago; returns how many."""
    return Text.objects.filter(made_at__lt=at - KEPT).delete()[0]


def _send(one: Text, at: datetime) -> bool:
    try:
        texts.send(str(one.phone), one.words)
    except SealUnknown:
        # Nobody can read it any more; those behind it must not wait for it.
        one.given_up_at, one.failed_because = at, "no key opens it"
        one.save(update_fields=["given_up_at", "failed_because"])
        logger.error("A message is given up: no key opens it.")
        return False
    except texts.CannotSend as error:
        one.tries += 1
        one.failed_because = str(error)[:120]
        due_at = at + PAUSES[min(one.tries, len(PAUSES)) - 1]
        is_too_late = one.expires_at is not None and due_at > one.expires_at
        if one.tries > len(PAUSES) or is_too_late:
            one.given_up_at = at
            logger.error("A message is given up after %d tries: %s", one.tries, one.failed_because)
        else:
            one.due_at = due_at
        one.save()
        return False
    one.sent_at = at
    one.save(update_fields=["sent_at"])
    return True

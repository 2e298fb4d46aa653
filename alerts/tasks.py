"""The worker's side of the bell, and the nightly proof."""

import logging

from celery import shared_task
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from alerts import bell, completeness, screening
from alerts.list_index import NoIndex
from audit.actions import record

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def screen_pending() -> None:
    """Screen a batch of what waits, and ring again when more is waiting."""
    try:
        more = screening.drain(at=timezone.now())
    except NoIndex as reason:
        # Everybody goes on waiting; the pipeline page says why, and beat rings again.
        logger.error("Nobody is screened: the index of the list cannot be made (%s).", reason)
        return
    if more:
        bell.ring()


@shared_task
def verify_screening() -> None:
    """Prove that the screening is complete; what is missing is an alarm."""
    now = timezone.now()
    proof = completeness.verify(at=now)
    if proof.is_whole:
        with transaction.atomic():
            record(by=None, action="alerts.verified", at=now, detail={"sampled": proof.sampled})
    else:
        logger.error("The screening is not complete: %s", proof)
        completeness.sound_the_alarm(proof, at=now)

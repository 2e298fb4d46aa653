"""The worker's side of the bell."""

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from alerts import bell, screening


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def screen_pending() -> None:
    """Screen a batch of what waits, and ring again when more is waiting."""
    if screening.drain(at=timezone.now()):
        bell.ring()

"""The worker's part in lots; it has a queue of its own, so that no alert waits behind it."""

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from filings import lots


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def work_on_lots() -> None:
    """Go on with a lot for a moment; beat rings for the next."""
    lots.work(at=timezone.now())


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def forget_lots() -> None:
    """Delete lots and their rows when they were kept long enough."""
    lots.forget_old(at=timezone.now())

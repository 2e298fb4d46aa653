"""The worker's side of the outbox."""

from celery import shared_task
from django.utils import timezone

from notifications import outbox


@shared_task
def send_due_texts() -> None:
    """Send the short messages that are due."""
    outbox.send_due(at=timezone.now())


@shared_task
def forget_old_texts() -> None:
    """Delete messages of long ago."""
    outbox.forget_old(at=timezone.now())

"""What happens to the convicts' file by the clock."""

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from convicts import watch_actions


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def end_expired_watches() -> None:
    """Take entries off the watch list whose last day is over."""
    watch_actions.end_expired(at=timezone.now())

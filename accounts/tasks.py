"""What the worker does for accounts, by night."""

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from accounts import actions, citizens


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def disable_idle() -> None:
    """Disable accounts that nobody uses; whatever a night misses the next one finds."""
    actions.disable_idle(at=timezone.now())


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def forget_unanswered() -> None:
    """Forget numbers that were typed in yesterday and never answered their code."""
    citizens.forget_unanswered(timezone.now())

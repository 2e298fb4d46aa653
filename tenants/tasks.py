"""The worker's part in registrations."""

from celery import shared_task
from django.utils import timezone

from tenants import reminders


@shared_task
def remind() -> None:
    """Agreements that end soon."""
    reminders.remind(at=timezone.now())


@shared_task
def remind_of_drafts() -> None:
    """Registrations that were begun and are due soon."""
    reminders.remind_of_drafts(at=timezone.now())

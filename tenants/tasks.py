"""The worker's part in registrations."""

from celery import shared_task
from django.utils import timezone

from tenants import reminders


@shared_task
def remind() -> None:
    """Agreements that end soon."""
    reminders.remind(at=timezone.now())

"""The worker's part in complaints."""

from celery import shared_task
from django.utils import timezone

from complaints import lodging


@shared_task
def forget_drafts() -> None:
    """Delete drafts that nobody touched for a week, with their files."""
    lodging.forget_stale(at=timezone.now())

"""The worker's part in complaints."""

from celery import shared_task
from django.utils import timezone

from complaints import lodging, sealing, uploads


@shared_task
def forget_drafts() -> None:
    """Delete drafts that nobody touched for a week, with their files, and what lies half sent."""
    lodging.forget_stale(at=timezone.now())
    uploads.forget_unfinished(at=timezone.now())


@shared_task
def name_those_in_office() -> None:
    """Whoever became head of a place is named on its sealed complaints."""
    sealing.name_those_in_office(at=timezone.now())

"""The worker's part in Hotel Eye."""

from celery import shared_task
from django.utils import timezone

from hotel_eye import reminders
from hotel_eye.api import answers


@shared_task
def remind_of_guests() -> None:
    """Guests in the house whose hour is near."""
    reminders.remind_of_guests(at=timezone.now())


@shared_task
def remind_of_nil() -> None:
    """Houses without a word today."""
    reminders.remind_of_nil(at=timezone.now())


@shared_task
def forget_answers() -> None:
    """What the API answered long ago."""
    answers.forget_old(at=timezone.now())

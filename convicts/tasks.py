"""What happens to the convicts' file by the clock, and to lists in the background."""

import logging

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from convicts import doubles, importing, list_actions, refused, watch_actions

logger = logging.getLogger(__name__)

#: In seconds. A file of millions is published in one transaction, which is not divided.
PUBLISHING_LASTS = 3600


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def end_expired_watches() -> None:
    """Take entries off the watch list whose last day is over."""
    watch_actions.end_expired(at=timezone.now())


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def screen_lists(goes_on: bool = False) -> None:
    """Screen a few parts of lists, and ring for the next; beat begins where nobody is at it."""
    at = timezone.now()
    if (goes_on or not list_actions.is_at_work(at)) and list_actions.drain(at=at):
        try:
            screen_lists.apply_async(kwargs={"goes_on": True}, retry=False, expires=30)
        except Exception as error:
            logger.warning("The next part was not rung for (%s); beat will do it.", error)


# These two have a worker of their own: an alert never waits behind them.


@shared_task(
    autoretry_for=(OperationalError, InterfaceError), max_retries=3, time_limit=PUBLISHING_LASTS
)
def work_on_imports() -> None:
    """Go on with a file of the CRO for a moment; beat rings for the next."""
    importing.work(at=timezone.now())


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def find_doubles() -> None:
    """Compare new and changed records with the whole list for a moment; beat rings for the next."""
    doubles.find(at=timezone.now())


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def forget_lists() -> None:
    """Delete lists with their results, and refused rows, when they were kept long enough."""
    list_actions.forget_old(at=timezone.now())
    refused.forget_old(at=timezone.now())

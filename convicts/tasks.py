"""What happens to the convicts' file by the clock, and to lists in the background."""

import logging

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from convicts import doubles, importing, list_actions, watch_actions

logger = logging.getLogger(__name__)


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


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def work_on_imports() -> None:
    """Go on with a file of the CRO for a moment, and ring for the next."""
    if importing.work(at=timezone.now()):
        try:
            work_on_imports.apply_async(retry=False, expires=30)
        except Exception as error:
            logger.warning("The next part was not rung for (%s); beat will do it.", error)


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def find_doubles() -> None:
    """Compare new and changed records with the whole list for a moment, and ring for the next."""
    if doubles.find(at=timezone.now()):
        try:
            find_doubles.apply_async(retry=False, expires=30)
        except Exception as error:
            logger.warning("The next part was not rung for (%s); beat will do it.", error)


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=3)
def forget_lists() -> None:
    """Delete lists and their results when they were kept long enough."""
    list_actions.forget_old(at=timezone.now())

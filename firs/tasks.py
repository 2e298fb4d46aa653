"""The worker's part at the police station: midnight, and the clocks of cases."""

from celery import shared_task
from django.utils import timezone

from firs import clocks, diary, sealing


@shared_task
def turn_the_roznamchas() -> None:
    """Close yesterday where nobody did, and open today, at every station."""
    diary.turn(at=timezone.now())


@shared_task
def raise_late_challans() -> None:
    """Put cases whose challan is late before the next supervisor."""
    clocks.escalate(at=timezone.now())


@shared_task
def name_those_in_office() -> None:
    """Whoever became head of a place is named on its sealed cases."""
    sealing.name_those_in_office(at=timezone.now())

"""What an alert stands on: every match of a person, and of a vehicle, that it speaks of."""

from itertools import chain
from typing import Any

from alerts.models import Alert, Match, VehicleMatch

Ground = Match | VehicleMatch
KINDS: tuple[Any, ...] = (Match, VehicleMatch)


def of(alert: Alert) -> list[Ground]:
    """All of them, also those that have gone since."""
    return list(chain(*(kind.objects.for_alert(alert) for kind in KINDS)))


def standing(alert: Alert) -> list[Ground]:
    """Those that still say the same, are looked for, and that nobody told apart."""
    return list(chain(*(kind.objects.for_alert(alert).standing() for kind in KINDS)))


def are_left(alert: Alert) -> bool:
    """Whether any of them stands."""
    return any(kind.objects.for_alert(alert).standing().exists() for kind in KINDS)

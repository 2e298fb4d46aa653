"""What became of an alert at the other stations concerned.

The station of the place and the station of the case answer for themselves; neither closes the
other's alert, and each sees what the other found. The place is told of every owner, an owner of
the place alone: of each other's cases owners know nothing.
"""

from collections import defaultdict
from collections.abc import Sequence

from alerts.models import Alert


def put_beside(alerts: Sequence[Alert]) -> None:
    """Put the answered alerts of the other stations beside each of these, as `elsewhere`."""
    answered = Alert.objects.exclude(state=Alert.State.RAISED).filter(
        sighting__in={alert.sighting_id for alert in alerts}
    )
    by_sighting = defaultdict(list)
    for other in answered.select_related("station", "acknowledged_by", "closed_by").order_by("pk"):
        by_sighting[other.sighting_id].append(other)
    for alert in alerts:
        alert.elsewhere = [
            other for other in by_sighting[alert.sighting_id] if _concerns(alert, other)
        ]


def concerned(alert: Alert) -> list[Alert]:
    """The alerts of the other stations that show what becomes of this one."""
    others = Alert.objects.filter(sighting=alert.sighting_id).select_related("sealed_listing")
    return [other for other in others if _concerns(alert, other)]


def _concerns(alert: Alert, other: Alert) -> bool:
    return (
        other.pk != alert.pk
        # Behind a seal there are the named officers alone, and before it nobody knows of them.
        and other.sealed_listing_id == alert.sealed_listing_id
        and alert.sighting.station_id in (alert.station_id, other.station_id)
    )

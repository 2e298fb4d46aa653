"""From matches to the stations' alerts."""

from collections import defaultdict
from datetime import datetime

from alerts.actions import announce, strongest
from alerts.grounds import Ground
from alerts.models import Alert, Listing, Match, Sighting, VehicleMatch
from audit.actions import record


def raise_alerts(
    sighting: Sighting,
    matches: list[Ground],
    at: datetime,
    *,
    sealed_listing: Listing | None,
) -> None:
    """One alert for the station where the person is, one for each that owns a case.

    Somebody who has already left is a lead, and no errand for anybody: for the owners of the
    case, and for the place, too, when he left before anybody could look.
    """
    is_lead = not sighting.is_current(at)
    is_first_look = sighting.screened_at is None
    concerns: dict[int, list[Ground]] = defaultdict(list)
    for match in matches:
        stations = {sighting.station_id} if is_first_look or not is_lead else set()
        if match.listing.owning_station_id is not None:
            stations.add(match.listing.owning_station_id)
        for station_id in stations:
            concerns[station_id].append(match)
    for station_id, its_matches in sorted(concerns.items()):
        _raise_alert(
            sighting,
            station_id,
            its_matches,
            sealed_listing=sealed_listing,
            is_lead=is_lead,
            at=at,
        )


def _raise_alert(
    sighting: Sighting,
    station_id: int,
    matches: list[Ground],
    *,
    sealed_listing: Listing | None,
    is_lead: bool,
    at: datetime,
) -> None:
    """Raise the station's alert about this sighting, or let the matches join the one it has."""
    worst = min(match.severity for match in matches)
    best_band = strongest(match.band for match in matches)
    about_person = any(isinstance(match, Match) for match in matches)
    about_vehicle = any(isinstance(match, VehicleMatch) for match in matches)
    alert, is_new = Alert.objects.select_for_update(of=("self",)).get_or_create(
        sighting=sighting,
        station_id=station_id,
        sealed_listing=sealed_listing,
        defaults={
            "severity": worst,
            "band": best_band,
            "about_person": about_person,
            "about_vehicle": about_vehicle,
            "is_lead": is_lead,
            "raised_at": at,
        },
    )
    if not is_new:
        is_worse = worst < alert.severity
        alert.severity = min(alert.severity, worst)
        alert.band = strongest((alert.band, best_band))
        alert.about_person |= about_person
        alert.about_vehicle |= about_vehicle
        alert.is_lead = is_lead and (alert.is_lead or alert.state == Alert.State.CLOSED)
        if is_worse or alert.state == Alert.State.CLOSED:
            _wake(alert, at)
        alert.save()
    record(
        by=None,
        action="alerts.raised" if is_new else "alerts.joined",
        target=alert,
        at=at,
        detail={"matches": len(matches)},
    )
    announce(alert)


def _wake(alert: Alert, at: datetime) -> None:
    """The alert waits and rings again; who answered it before stays in the audit."""
    alert.state = Alert.State.RAISED
    alert.raised_at = at
    alert.acknowledged_at = alert.acknowledged_by = None
    alert.closed_at = alert.closed_by = None
    alert.outcome = alert.outcome_note = ""

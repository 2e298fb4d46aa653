"""May this be done to an alert now? The refusal as a sentence, or None."""

from django.utils.translation import gettext as _

from alerts.models import Alert
from alerts.workflow import allows


def refuse_acknowledging(alert: Alert) -> str | None:
    """Why the alert cannot be acknowledged now."""
    if alert.state == Alert.State.ACKNOWLEDGED:
        return _("%(name)s has already acknowledged this alert.") % {
            "name": alert.acknowledged_by.local_name  # type: ignore[union-attr]
        }
    if not allows(alert.state, Alert.State.ACKNOWLEDGED):
        return _("This alert is closed.")
    return None


def refuse_closing(alert: Alert, outcome: str) -> str | None:
    """Why the alert cannot be closed with this outcome now."""
    if not allows(alert.state, Alert.State.CLOSED):
        return _("This alert is already closed.")
    if alert.state == Alert.State.RAISED and not alert.is_lead:
        return _("Acknowledge the alert first, so that others see that you are on it.")
    if outcome not in outcomes_of(alert):
        return _("Choose what came of it.")
    return None


def outcomes_of(alert: Alert) -> list[str]:
    """What an officer may say came of it."""
    return [*(VEHICLE_OUTCOMES if alert.about_vehicle else ()), *OFFICERS_OUTCOMES]


#: What comes of a vehicle only.
VEHICLE_OUTCOMES = [Alert.Outcome.RECOVERED.value]
#: Every other outcome but the one that CASPP itself records.
OFFICERS_OUTCOMES = [
    choice
    for choice in Alert.Outcome.values
    if choice not in (*VEHICLE_OUTCOMES, Alert.Outcome.WITHDRAWN)
]

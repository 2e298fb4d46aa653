"""The life of an alert; docs/states.md is printed from here."""

from alerts.models import Alert

TRANSITIONS: dict[str, frozenset[str]] = {
    Alert.State.RAISED: frozenset({Alert.State.ACKNOWLEDGED, Alert.State.CLOSED}),
    # A match that makes it more urgent has it ring anew.
    Alert.State.ACKNOWLEDGED: frozenset({Alert.State.CLOSED, Alert.State.RAISED}),
    # A later match on the same sighting wakes a closed alert.
    Alert.State.CLOSED: frozenset({Alert.State.RAISED}),
}


def allows(state: str, to: str) -> bool:
    """Whether an alert may go from one state to the other."""
    return to in TRANSITIONS[state]

"""The lives of a filing and of a lot; whatever is not drawn is refused."""

from filings.models import Lot, State

TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.FILED}),
    State.FILED: frozenset({State.CORRECTED, State.ANNULLED}),
    State.CORRECTED: frozenset({State.CORRECTED, State.ANNULLED}),
    State.ANNULLED: frozenset(),
}

LOT_TRANSITIONS: dict[Lot.State, frozenset[Lot.State]] = {
    Lot.State.WAITING: frozenset(
        {Lot.State.CHECKED, Lot.State.DONE, Lot.State.STOPPED, Lot.State.FAILED}
    ),
    Lot.State.CHECKED: frozenset(),
    Lot.State.DONE: frozenset(),
    Lot.State.STOPPED: frozenset(),
    Lot.State.FAILED: frozenset(),
}


def allows(state: str, to: str) -> bool:
    """Whether a filing in this state may become the other."""
    return State(to) in TRANSITIONS[State(state)]


def allows_lot(state: str, to: str) -> bool:
    """Whether a lot in this state may become the other."""
    return Lot.State(to) in LOT_TRANSITIONS[Lot.State(state)]

"""The life of a complaint; docs/states.md is printed from here."""

from complaints.models import State

_ENDS = frozenset({State.CONVERTED, State.CLOSED, State.REFERRED, State.DIARIED})

TRANSITIONS: dict[str, frozenset[str]] = {
    State.RECEIVED: _ENDS | {State.ASSIGNED},
    # A question waits for its answer; the clock goes on.
    State.ASSIGNED: _ENDS | {State.WAITING, State.VERIFYING, State.RECEIVED},
    State.WAITING: _ENDS | {State.ASSIGNED, State.RECEIVED},
    # About the police: what the officer answered is verified with the complainant first.
    State.VERIFYING: frozenset({State.CLOSED, State.CONVERTED, State.ASSIGNED, State.RECEIVED}),
    # Until the FIR has its number the complainant can say that nothing comes of it.
    State.CONVERTED: frozenset({State.OBJECTED}),
    State.CLOSED: frozenset({State.OBJECTED}),
    State.REFERRED: frozenset({State.OBJECTED}),
    State.DIARIED: frozenset({State.OBJECTED}),
    # A supervisor opens it again, or lets the outcome stand.
    State.OBJECTED: _ENDS | {State.RECEIVED},
}


def allows(state: str, to: str) -> bool:
    """Whether a complaint may go from one state to the other."""
    return to in TRANSITIONS[state]

"""The life of a case; docs/states.md and the triggers of the table are printed from here."""

from firs.models import Position, State

_REPORTS = frozenset(
    {
        *(State.INTERIM, State.COMPLETE, State.INCOMPLETE, State.CHALLAN_512),
        *(State.UNTRACED, State.CANCELLATION),
    }
)

TRANSITIONS: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.REGISTERED, State.DISCARDED}),
    State.DISCARDED: frozenset({State.DRAFT}),
    State.REGISTERED: frozenset({State.INVESTIGATION, State.TRANSFERRED}),
    # A signed report under s.173 says what becomes of it.
    State.INVESTIGATION: _REPORTS | {State.TRANSFERRED},
    State.INTERIM: (_REPORTS - {State.INTERIM}) | {State.TRANSFERRED},
    State.INCOMPLETE: frozenset({State.COMPLETE, State.CHALLAN_512, State.IN_COURT}),
    State.COMPLETE: frozenset({State.IN_COURT, State.INVESTIGATION}),
    State.CHALLAN_512: frozenset({State.IN_COURT, State.COMPLETE, State.INVESTIGATION}),
    # A clue opens it again.
    State.UNTRACED: frozenset({State.INVESTIGATION}),
    # The magistrate orders it, or orders to go on.
    State.CANCELLATION: frozenset({State.CANCELLED, State.INVESTIGATION}),
    State.CANCELLED: frozenset({State.INVESTIGATION}),
    # It comes back as it went: to the officer who has it, or to be marked to one.
    State.TRANSFERRED: frozenset({State.REGISTERED, State.INVESTIGATION}),
    State.IN_COURT: frozenset({State.DECIDED, State.INVESTIGATION}),
    # One who was not before the court is arrested after all.
    State.DECIDED: frozenset({State.INVESTIGATION}),
}

#: Where one accused stands.
POSITIONS: dict[str, frozenset[str]] = {
    Position.AT_LARGE: frozenset(
        {
            *(Position.ARRESTED, Position.ON_BAIL, Position.ABSCONDING),
            *(Position.DISCHARGED, Position.DEAD),
        }
    ),
    Position.ARRESTED: frozenset(
        {
            *(Position.JUDICIAL, Position.ON_BAIL, Position.DISCHARGED),
            *(Position.ABSCONDING, Position.DEAD),
        }
    ),
    Position.JUDICIAL: frozenset(
        {
            *(Position.ON_BAIL, Position.DISCHARGED, Position.ABSCONDING),
            *(Position.CONVICTED, Position.ACQUITTED, Position.DEAD),
        }
    ),
    Position.ON_BAIL: frozenset(
        {
            *(Position.ARRESTED, Position.ABSCONDING, Position.DISCHARGED),
            *(Position.CONVICTED, Position.ACQUITTED, Position.DEAD),
        }
    ),
    Position.ABSCONDING: frozenset(
        {
            *(Position.PROCLAIMED, Position.ARRESTED, Position.ON_BAIL),
            *(Position.DISCHARGED, Position.DEAD),
        }
    ),
    Position.PROCLAIMED: frozenset(
        {
            *(Position.ARRESTED, Position.ON_BAIL, Position.DISCHARGED),
            *(Position.CONVICTED, Position.ACQUITTED, Position.DEAD),
        }
    ),
    # A magistrate may not agree with the police.
    Position.DISCHARGED: frozenset({Position.AT_LARGE, Position.ARRESTED}),
    Position.CONVICTED: frozenset({Position.DEAD}),
    Position.ACQUITTED: frozenset(),
    Position.DEAD: frozenset(),
}


def allows(state: str, to: str) -> bool:
    """Whether a case may go from one state to the other."""
    return to in TRANSITIONS[state]


def allows_position(position: str, to: str) -> bool:
    """Whether an accused may come from one position to the other."""
    return to in POSITIONS[position]

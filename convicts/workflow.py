"""The life of a list that is screened; docs/states.md is printed from here."""

from convicts.lists import ScreeningRun

TRANSITIONS: dict[str, frozenset[str]] = {
    ScreeningRun.State.QUEUED: frozenset({ScreeningRun.State.RUNNING, ScreeningRun.State.FAILED}),
    ScreeningRun.State.RUNNING: frozenset({ScreeningRun.State.DONE, ScreeningRun.State.FAILED}),
    ScreeningRun.State.DONE: frozenset(),
    ScreeningRun.State.FAILED: frozenset(),
}


def allows(state: str, to: str) -> bool:
    """Whether a list may go from one state to the other."""
    return to in TRANSITIONS[state]

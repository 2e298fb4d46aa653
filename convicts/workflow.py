"""The lives of a list that is screened, and of a file that is loaded; docs/states.md is printed
from here."""

from convicts.lists import ScreeningRun
from convicts.models.batches import ImportBatch

TRANSITIONS: dict[str, frozenset[str]] = {
    ScreeningRun.State.QUEUED: frozenset({ScreeningRun.State.RUNNING, ScreeningRun.State.FAILED}),
    ScreeningRun.State.RUNNING: frozenset({ScreeningRun.State.DONE, ScreeningRun.State.FAILED}),
    ScreeningRun.State.DONE: frozenset(),
    ScreeningRun.State.FAILED: frozenset(),
}


def allows(state: str, to: str) -> bool:
    """Whether a list may go from one state to the other."""
    return to in TRANSITIONS[state]


_File = ImportBatch.State
FILES: dict[str, frozenset[str]] = {
    _File.READING: frozenset({_File.READY, _File.DISCARDED, _File.FAILED}),
    _File.READY: frozenset({_File.PUBLISHING, _File.DISCARDED}),
    _File.PUBLISHING: frozenset({_File.DONE, _File.FAILED}),
    _File.DONE: frozenset({_File.TAKEN_BACK}),
    _File.DISCARDED: frozenset(),
    _File.FAILED: frozenset(),
    _File.TAKEN_BACK: frozenset(),
}


def allows_batch(state: str, to: str) -> bool:
    """Whether a file may go from one state to the other."""
    return to in FILES[state]

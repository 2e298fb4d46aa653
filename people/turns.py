"""Decoders take turns: so many work at once on this machine, and the rest wait.

A place is a file that is locked as long as somebody works there. The system unlocks it when its
process ends, however it ends; so no place is lost.
"""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django import forms
from django.utils.translation import gettext_lazy as _

#: Of this machine and of this user alone: nobody else holds our places.
DIRECTORY = Path(tempfile.gettempdir()) / f"caspp-turns-{os.getuid()}"
MOST_WAIT_SECONDS = 20.0
_LOOK_AGAIN_SECONDS = 0.1
#: The code of the refusal of what may well be taken later.
NO_TURN = "no-turn"


@contextmanager
def turn(kind: str, *, at_once: int) -> Iterator[None]:
    """Work at one of the ``at_once`` places of this kind; wait for one where all are taken.

    Raises forms.ValidationError with the code NO_TURN when none becomes free in time.
    """
    held = _wait_for(kind, at_once)
    try:
        yield
    finally:
        os.close(held)


def _wait_for(kind: str, at_once: int) -> int:
    DIRECTORY.mkdir(mode=0o700, exist_ok=True)
    until = time.monotonic() + MOST_WAIT_SECONDS
    while True:
        for number in range(at_once):
            held = _locked(DIRECTORY / f"{kind}-{number}")
            if held is not None:
                return held
        if time.monotonic() >= until:
            words = _("Many files are being looked at just now. Try again in a minute.")
            raise forms.ValidationError(words, code=NO_TURN)
        time.sleep(_LOOK_AGAIN_SECONDS)


def _locked(place: Path) -> int | None:
    """The open file when nobody else has locked it. Each opening locks for itself: threads, too."""
    held = os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        return None
    return held

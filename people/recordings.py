"""Recordings that people hand in: proved to be sound, no longer than told, stripped of secrets.

As with photographs (`photographs.py`) nothing of the file is kept: what is stored is played once,
in a process that holds none of our keys, and recorded anew as Ogg of our own making.
"""

import subprocess
import sys
from pathlib import Path

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from people import sound, turns

MAX_BYTES = 12 * 1024 * 1024
#: By the clock on the wall. The work itself has a limit of its own (`sound.MOST_WORK_SECONDS`).
MOST_WAIT_SECONDS = 60
#: So many are played at once on one machine; others wait (`turns.py`).
AT_ONCE = 2
#: The code of the refusal of what may be anything.
UNHEARD = "unheard"
_UNHEARD = _("This file is not a recording we can hear. Record it as MP3, M4A, OGG or WAV.")
_WORDS = {
    sound.TOO_LONG: _(
        "This recording is longer than 10 minutes. Hand in the part that matters, or two parts."
    ),
    sound.VIDEO: _("This is a video. We take photographs, and recordings of sound."),
}


def reencoded(upload: "UploadedFile[bytes]") -> "tuple[ContentFile[bytes], int]":
    """The recording as Opus in Ogg with nothing but its sound, and its length in seconds.

    Raises forms.ValidationError, in words for the person who chose the file, when it is too
    large, too long, or no recording at all, and when too many others are being played.
    """
    if upload.size and upload.size > MAX_BYTES:
        raise forms.ValidationError(_("This recording is larger than 12 MB. Choose a shorter one."))
    upload.seek(0)
    with turns.turn("recordings", at_once=AT_ONCE):
        status, answer = _play(upload.read())
    if status not in (sound.HEARD, *_WORDS):
        raise forms.ValidationError(_UNHEARD, code=UNHEARD)
    if status != sound.HEARD:
        raise forms.ValidationError(_WORDS[status])
    seconds, _line_end, drawn = answer.partition(b"\n")
    return ContentFile(drawn, name="recording.ogg"), int(seconds)


def _play(recording: bytes) -> tuple[int, bytes]:
    """Have it drawn anew by somebody who has nothing to lose: not even our environment."""
    try:
        player = subprocess.run(
            [sys.executable, "-I", str(Path(sound.__file__))],
            input=recording,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=MOST_WAIT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return sound.UNHEARD, b""
    return player.returncode, player.stdout

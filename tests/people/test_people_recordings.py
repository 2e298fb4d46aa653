"""A recording is played once and recorded anew: nothing else of the file comes along."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import av
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from people import recordings, sound, turns
from people.recordings import MAX_BYTES, reencoded
from tests.recorded import picture, recording, wav


def _heard(content: bytes, name: str = "threat.mp3") -> tuple[bytes, int]:
    drawn, seconds = reencoded(SimpleUploadedFile(name, content))
    assert drawn.name == "recording.ogg"
    return drawn.read(), seconds


def _refusal(content: bytes, name: str = "threat.mp3") -> str:
    with pytest.raises(forms.ValidationError) as refused:
        reencoded(SimpleUploadedFile(name, content))
    return refused.value.messages[0]


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("mp3", "libmp3lame", 16_000),
        ("ipod", "aac", 44_100),
        ("3gp", "libopencore_amrnb", 8_000),
        ("amr", "libopencore_amrnb", 8_000),
        ("adts", "aac", 44_100),
        ("ogg", "libopus", 48_000),
        ("webm", "libopus", 48_000),
        ("wav", "pcm_s16le", 8_000),
        ("flac", "flac", 44_100),
    ],
)
def test_every_usual_recording_becomes_ours(container, codec, rate):
    """Of telephones, recorders and messengers: mono Opus in Ogg, as long as it was."""
    drawn, seconds = _heard(recording(container, codec, seconds=2, rate=rate))
    assert seconds == 2
    with av.open(BytesIO(drawn)) as source:
        track = source.streams.audio[0]
        assert source.format.name == "ogg"
        assert (track.codec_context.name, track.channels) in {("opus", 1), ("libopus", 1)}


def test_metadata_is_gone():
    """Who recorded it, where, and with what is nobody's business."""
    taken = recording(title="SecretTitle", artist="SecretPhone", comment="33.7, 73.1")
    assert b"SecretPhone" in taken
    drawn, _seconds = _heard(taken)
    assert b"Secret" not in drawn
    assert b"33.7" not in drawn


def test_what_hangs_behind_the_sound_is_gone():
    """A file that is two kinds at once is one kind afterwards."""
    drawn, _seconds = _heard(recording() + b"<script>alert(1)</script>" * 20)
    assert b"script" not in drawn


def test_a_film_is_refused_in_words():
    """Photographs and recordings are taken; of a film not even the sound."""
    assert "video" in _refusal(recording("mp4", "aac", rate=44_100, film=True), "threat.mp4")


def test_eleven_minutes_are_too_long():
    """And said to be, instead of cut."""
    assert "longer than 10 minutes" in _refusal(wav(4_000, 660 * 4_000))


def test_thirteen_megabytes_are_too_large():
    """Nobody opens it."""
    assert "larger than 12 MB" in _refusal(b"\0" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"A letter that is called a recording. " * 200,
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00" + b"\0" * 5000,
        picture(),
        recording("ipod", "aac", rate=44_100)[:3000],
        recording("avi", "libmp3lame", rate=44_100),
        b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 0\r\n",
        os.urandom(200_000),
    ],
    ids=["empty", "text", "html", "exe", "picture", "cut", "avi", "hls", "concat", "sdp", "noise"],
)
def test_what_is_no_recording_is_refused_in_words(content):
    """Whatever it is called; playlists that name other files and addresses, too."""
    assert "not a recording we can hear" in _refusal(content)


def test_a_recording_that_was_cut_off_is_heard():
    """A battery that died is no reason to lose the evidence."""
    whole = recording(seconds=6)
    _drawn, seconds = _heard(whole[: len(whole) // 2])
    assert seconds == 3


@pytest.mark.parametrize(("rate", "channels"), [(1, 1), (3_999, 1), (2_000_000_000, 1), (8_000, 9)])
def test_impossible_sound_does_not_unfold(rate, channels):
    """A sample a second would become hours of silence, and gigabytes of it."""
    began = time.monotonic()
    assert "not a recording" in _refusal(wav(rate, 100_000, channels))
    assert time.monotonic() - began < 5


def test_a_player_that_does_not_end_is_ended(monkeypatch):
    """By the clock on the wall, and in words."""
    monkeypatch.setattr(recordings, "MOST_WAIT_SECONDS", 0.01)
    assert "not a recording we can hear" in _refusal(recording())


def test_the_player_holds_no_secret(tmp_path, monkeypatch):
    """Whoever breaks the decoder finds no key and no address, writes nothing, eats no memory."""
    looker = tmp_path / "looker.py"
    looker.write_text(
        "import os, sys\n"
        f"sys.path.insert(0, {str(Path(sound.__file__).parent)!r})\n"
        "import sound\n"
        "sound._bind()\n"
        "print(sorted(name for name in os.environ if 'KEY' in name or 'URL' in name))\n"
        "try:\n"
        f"    open({str(tmp_path / 'dropped')!r}, 'w').write('x' * 10000)\n"
        "except OSError as error:\n"
        "    print(error.strerror)\n"
        "try:\n"
        "    bytearray(2 * 1024 ** 3)\n"
        "except MemoryError:\n"
        "    print('no memory')\n"
    )
    monkeypatch.setenv("FIELD_KEYS", "secret")
    monkeypatch.setattr(sound, "__file__", str(looker))
    _status, seen = recordings._play(b"")
    assert seen.decode().splitlines() == ["[]", "File too large", "no memory"]


@pytest.fixture
def places(tmp_path, monkeypatch) -> Path:
    """Places of this test alone, at which nobody waits long."""
    monkeypatch.setattr(turns, "DIRECTORY", tmp_path / "turns")
    monkeypatch.setattr(turns, "MOST_WAIT_SECONDS", 0)
    return tmp_path / "turns"


def test_two_recordings_are_played_at_once_and_no_third(places):
    """Whoever comes third is told so, in words, and may try again."""
    with turns.turn("recordings", at_once=2):
        assert _heard(recording())[1] == 1
        with turns.turn("recordings", at_once=2):
            assert "being looked at just now. Try again in a minute." in _refusal(recording())
    assert _heard(recording())[1] == 1


def test_whoever_waits_is_next(places, monkeypatch):
    """He is not sent away at once."""
    monkeypatch.setattr(turns, "MOST_WAIT_SECONDS", 10)
    with ThreadPoolExecutor(1) as another:
        with turns.turn("recordings", at_once=1), turns.turn("recordings", at_once=2):
            waiting = another.submit(_heard, recording())
            time.sleep(0.3)
            assert not waiting.done()
        assert waiting.result()[1] == 1


def test_places_count_for_all_processes_and_outlive_none(places):
    """One that died over a recording holds no place any more."""
    places.mkdir()
    holder = (
        "import fcntl, sys, time\n"
        f"held = open({str(places / 'recordings-0')!r}, 'w')\n"
        "fcntl.flock(held, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(forms.ValidationError) as refused, turns.turn("recordings", at_once=1):
            pass
        assert refused.value.code == turns.NO_TURN
        process.kill()
        process.wait()
        with turns.turn("recordings", at_once=1):
            pass

"""A recording drawn anew, in a process of its own: `recordings.py` runs this file.

A decoder is fed by strangers here. Where it works there is nothing to be had and nothing to be
broken: no settings, no keys, no database, little memory, little time. The recording comes by
standard input. What leaves is the exit status; on success also the length in seconds, on a line
of its own, and the new recording after it.
"""

import resource
import sys
from io import BytesIO
from typing import Any

MEGABYTE = 1024 * 1024
MOST_SECONDS = 600
#: Exit statuses. Whatever else the process ends with, it could not hear the recording.
HEARD, UNHEARD, TOO_LONG, VIDEO = 0, 3, 4, 5
# One hostile file can make FFmpeg ask for gigabytes; ten honest minutes need a tenth of this.
MOST_MEMORY = 1024 * MEGABYTE
MOST_WORK_SECONDS = 30
#: What telephones, recorders and messengers write. FFmpeg reads hundreds more: playlists, too.
CONTAINERS = "mp3,mov,ogg,wav,matroska,aac,amr,flac"
CODECS = (
    *("mp3", "mp3float", "aac", "opus", "libopus", "vorbis", "flac", "alac"),
    *("amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb"),
    *("pcm_u8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s32le", "pcm_f32le"),
    *("pcm_alaw", "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt", "gsm_ms"),
)
RATES = range(4_000, 192_001)
MOST_CHANNELS = 8
DRAWN_RATE = 48_000
DRAWN_BITS = 32_000


class Refused(Exception):
    """The recording is not taken; the status says why."""

    def __init__(self, status: int) -> None:
        self.status = status


def drawn_anew(recording: bytes) -> tuple[bytes, int]:
    """Mono Opus in Ogg with nothing but the sound, and how many seconds it is."""
    import av

    heard, drawn = Sound(), BytesIO()
    options = {
        "format_whitelist": CONTAINERS,
        # A picture of the record's cover lies beside the sound of many.
        "codec_whitelist": ",".join((*CODECS, "mjpeg", "png")),
        # No file and no address that the recording names is opened.
        "protocol_whitelist": "nothing",
    }
    with (
        av.open(BytesIO(recording), options=options) as source,
        av.open(drawn, "w", format="ogg") as target,
    ):
        # Half the effort of the best: nobody hears it in speech, and many wait their turn.
        effort = {"compression_level": "5"}
        track = target.add_stream("libopus", rate=DRAWN_RATE, options=effort, layout="mono")
        track.bit_rate = DRAWN_BITS
        for frame in heard.frames_of(source):
            target.mux(track.encode(frame))
        target.mux(track.encode(None))
    return drawn.getvalue(), max(1, round(heard.seconds))


class Sound:
    """The sound of one container, frame by frame, as the encoder wants it; and its length."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._resampler: Any = None
        self._shape: Any = None

    def frames_of(self, source: Any) -> Any:
        """Mono frames of one rate. A few broken packets are passed over, as a player would."""
        import av

        heard = broken = 0
        for packet in source.demux(_only_track(source)):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                broken += 1
                continue
            heard += bool(frames)
            for frame in frames:
                yield from self._alike(frame)
        if self._resampler is None or broken * 10 > heard:
            raise Refused(UNHEARD)
        yield from self._resampler.resample(None)

    def _alike(self, frame: Any) -> Any:
        """The frame in our rate and layout. A recording may change its own on the way."""
        import av

        if frame.sample_rate not in RATES or frame.layout.nb_channels > MOST_CHANNELS:
            raise Refused(UNHEARD)
        # Counted before it is resampled: a slow rate would unfold into hours of silence.
        self.seconds += frame.samples / frame.sample_rate
        if self.seconds > MOST_SECONDS:
            raise Refused(TOO_LONG)
        shape = (frame.sample_rate, frame.format.name, frame.layout.name)
        if shape != self._shape:
            if self._resampler is not None:
                yield from self._resampler.resample(None)
            self._resampler = av.AudioResampler(format="s16", layout="mono", rate=DRAWN_RATE)
            self._shape = shape
        frame.pts = None
        yield from self._resampler.resample(frame)


def _only_track(source: Any) -> Any:
    """The one track of sound. Raises Refused for a film, and for what has no sound."""
    from av.stream import Disposition

    if any(not one.disposition & Disposition.attached_pic for one in source.streams.video):
        raise Refused(VIDEO)
    if not source.streams.audio:
        raise Refused(UNHEARD)
    track = source.streams.audio[0]
    if track.codec_context is None or track.codec_context.codec.name not in CODECS:
        raise Refused(UNHEARD)
    return track


def _bind() -> None:
    """Take from this process what a decoder does not need."""
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: MOST_WORK_SECONDS,
        # No file is written, and no memory is laid on the disk when it crashes.
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))


def main() -> int:
    """Draw anew what comes in. Returns the exit status."""
    _bind()
    try:
        drawn, seconds = drawn_anew(sys.stdin.buffer.read())
    except Refused as refusal:
        return refusal.status
    # Broken and hostile files raise anything; of all of them there is nothing to hear.
    except Exception:
        return UNHEARD
    sys.stdout.buffer.write(b"%d\n" % seconds + drawn)
    return HEARD


if __name__ == "__main__":
    sys.exit(main())

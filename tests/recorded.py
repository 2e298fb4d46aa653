"""Sound and pictures for tests, made when they are asked for."""

import struct
import zlib
from fractions import Fraction
from io import BytesIO

import av
import numpy as np
from PIL import Image


def recording(
    container: str = "mp3",
    codec: str = "libmp3lame",
    *,
    seconds: float = 1,
    rate: int = 16_000,
    film: bool = False,
    **metadata: str,
) -> bytes:
    """A tone in this container, beside a black film when asked for."""
    stream = BytesIO()
    with av.open(stream, "w", format=container) as target:
        target.metadata.update(metadata)
        track = target.add_stream(codec, rate=rate, layout="mono")
        pictures = target.add_stream("mpeg4", rate=5) if film else None
        if pictures is not None:
            pictures.width = pictures.height = 64
            pictures.pix_fmt = "yuv420p"
        for start in range(0, int(seconds * rate), rate):
            count = min(rate, int(seconds * rate) - start)
            tone = 8000 * np.sin(np.arange(start, start + count) / 20)
            frame = av.AudioFrame.from_ndarray(
                tone.astype(np.int16).reshape(1, -1), format="s16", layout="mono"
            )
            frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
            target.mux(track.encode(frame))
            if pictures is not None:
                black = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
                target.mux(pictures.encode(black))
        target.mux(track.encode(None))
        if pictures is not None:
            target.mux(pictures.encode(None))
    return stream.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """A navy picture."""
    stream = BytesIO()
    Image.new("RGB", size, "navy").save(stream, kind, **options)
    return stream.getvalue()


def pixel_bomb(side: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def wav(rate: int, samples: int, channels: int = 1) -> bytes:
    """Silence as WAV, with any rate written into it."""
    content = b"\0" * samples * channels * 2
    wave = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", 16) + wave
    body += b"data" + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", len(body)) + body


def virus_test() -> bytes:
    """What every virus scanner stops. Joined here: a scanner would stop this very file."""
    return (
        rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE" + b"!$H+H*"
    )

"""A photograph is drawn anew: whatever else was in the file does not come along."""

import struct
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from people import turns
from people.photographs import LONGEST_SIDE, MAX_BYTES, PhotographField

# Pillow also warns of what it refuses or repairs.
pytestmark = [
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),
]


def _file(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def _jpeg(size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    return _file(Image.new("RGB", size, "navy"), "JPEG", **options)


def _clean(content: bytes, name: str = "card.jpg") -> Image.Image:
    """What the field gives back for an upload, opened."""
    cleaned = PhotographField().clean(SimpleUploadedFile(name, content))
    assert cleaned.name == "card.jpg"
    return Image.open(BytesIO(cleaned.read()))


def _refusal(content: bytes, name: str = "card.jpg") -> str:
    with pytest.raises(forms.ValidationError) as refused:
        PhotographField().clean(SimpleUploadedFile(name, content))
    return refused.value.messages[0]


def test_exif_is_lost():
    """Where and with what the picture was taken is nobody's business."""
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "N"  # the start of a GPS position
    taken = _jpeg(exif=exif)
    assert b"SecretPhone" in taken
    cleaned = PhotographField().clean(SimpleUploadedFile("card.jpg", taken))
    content = cleaned.read()
    assert b"SecretPhone" not in content
    left = Image.open(BytesIO(content)).getexif()
    assert not left
    assert not left.get_ifd(0x8825)


def test_turned_upright():
    """The turn that EXIF asked for is made before EXIF goes."""
    exif = Image.Exif()
    exif[0x0112] = 6
    assert _clean(_jpeg((60, 40), exif=exif)).size == (40, 60)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("RGBA", "PNG"), ("P", "PNG"), ("1", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("RGB", "MPO")],
)
def test_every_usual_picture_becomes_a_jpeg(mode, kind):
    """Transparency, palettes, grey, print colours, a phone's double JPEG: an RGB JPEG of ours."""
    picture = _clean(_file(Image.new(mode, (30, 20)), kind), name=f"../../scan.{kind.lower()}.exe")
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (30, 20))


def test_large_picture_is_cut_to_size():
    """Enough to read a card, no more."""
    assert _clean(_jpeg((4000, 1000))).size == (LONGEST_SIDE, 400)


#: The test virus of every scanner, in two parts so that none carries this file away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _archive() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("shell.php", "<?php system($_GET[0]);")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("hanging", "sign"),
    [(b"<html><script>alert(1)</script>", b"script"), (_archive(), b"shell"), (EICAR, b"EICAR")],
    ids=["page", "archive", "virus"],
)
def test_what_hangs_on_the_picture_is_left_behind(hanging, sign):
    """A JPEG that is also a page, an archive or a virus is only a JPEG afterwards."""
    inside = PngImagePlugin.PngInfo()
    inside.add_text("Comment", hanging.decode("latin-1"))
    png = _file(Image.new("RGB", (9, 9)), "PNG", pnginfo=inside, icc_profile=hanging)
    for polyglot in (_jpeg() + hanging, _jpeg(comment=hanging, icc_profile=hanging), png):
        assert sign in polyglot
        cleaned = PhotographField().clean(SimpleUploadedFile("card.jpg", polyglot)).read()
        assert sign not in cleaned
        assert not zipfile.is_zipfile(BytesIO(cleaned))
        assert cleaned.endswith(b"\xff\xd9"), "nothing after the end of the picture"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (SVG, "card.svg"),
        (SVG, "card.jpg"),
        (b"<html><script>alert(1)</script></html>", "card.png"),
        (b"%PDF-1.7\n", "card.pdf"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n", "card.jpg"),
        (b"MZ\x90\x00", "card.jpg"),
        (EICAR, "card.jpg"),
        (_archive(), "card.jpg"),
        (b"\xff\xd8\xff\xe0garbage", "card.jpg"),
        (b"\x89PNG\r\n\x1a\n", "card.png"),
        (_jpeg()[:300], "cut-off.jpg"),
        (_file(Image.new("RGB", (9, 9)), "BMP"), "card.bmp"),
        (_file(Image.new("RGB", (9, 9)), "TIFF"), "card.tiff"),
    ],
    ids=["svg", "svg as jpeg", "page", "pdf", "eps", "program", "virus", "archive", "garbage",
         "png", "cut", "bmp", "tiff"],
)  # fmt: skip
def test_no_picture_is_refused(content, name):
    """Anything but a JPEG or PNG that can be drawn: the name does not matter, the content does."""
    assert "not a picture we can read" in _refusal(content, name)


def test_larger_than_8_mb_is_refused():
    """By its size alone, before it is opened."""
    assert "larger than 8 MB" in _refusal(_jpeg() + b"\0" * MAX_BYTES)


def _png_of(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG that says it is so large; its pixels are missing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("side", "sentence"),
    [(7_000, "too many pixels"), (10_000, "too many pixels"), (60_000, "picture")],
)
def test_pixel_bomb_is_refused(side, sentence):
    """A small file that would unfold to gigabytes is refused by its header."""
    assert sentence in _refusal(_png_of(side, side))


def test_text_bomb_is_refused():
    """A small PNG whose compressed text would unfold to hundreds of megabytes."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "a" * 50_000_000, zip=True)
    bomb = _file(Image.new("RGB", (9, 9)), "PNG", pnginfo=info)
    assert len(bomb) < 100_000
    assert "not a picture" in _refusal(bomb)


ORIGINALS = [_jpeg(exif=Image.Exif()), _file(Image.new("RGBA", (20, 20)), "PNG")]
blows = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=12)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ORIGINALS), blows)
def test_a_damaged_file_is_a_picture_or_refused(original, damage):
    """Whatever bytes are wrong: a JPEG comes out, or a sentence; never an error page."""
    content = bytearray(original)
    for place, value in damage:
        content[place % len(content)] = value
    try:
        picture = _clean(bytes(content))
    except forms.ValidationError:
        return
    assert picture.format == "JPEG"


def test_nothing_chosen():
    """A field that may stay empty stays empty."""
    assert PhotographField(required=False).clean(None) is None


def test_two_pictures_are_unfolded_at_once_and_no_third(tmp_path, monkeypatch):
    """Whoever comes third is told so, in words; what is no picture takes nobody's place."""
    monkeypatch.setattr(turns, "DIRECTORY", tmp_path)
    monkeypatch.setattr(turns, "MOST_WAIT_SECONDS", 0)
    with turns.turn("photographs", at_once=1), turns.turn("photographs", at_once=2):
        assert "Try again in a minute." in _refusal(_jpeg())
        assert "not a picture we can read" in _refusal(b"text")
    assert _clean(_jpeg()).size == (60, 40)


_DECODE = """
import re, sys
from django.conf import settings
settings.configure()
from people import photographs
from django.core.files.uploadedfile import SimpleUploadedFile
def most_held():
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
before = most_held()
photographs.reencoded(SimpleUploadedFile("a.jpg", sys.stdin.buffer.read()))
print(most_held() - before)
"""


def test_forty_megapixels_take_little_memory():
    """A JPEG is never unfolded whole: that took more than 400 MB."""
    taken = _jpeg((7_300, 5_450))
    done = subprocess.run([sys.executable, "-c", _DECODE], input=taken, stdout=subprocess.PIPE)
    assert int(done.stdout) < 120


def test_a_turned_picture_is_cut_as_it_stands():
    """The longest side is measured whichever way it lies."""
    exif = Image.Exif()
    exif[0x0112] = 6
    assert _clean(_jpeg((4000, 3000), exif=exif)).size == (1200, 1600)
    assert _clean(_file(Image.new("RGBA", (4000, 3000)), "PNG", exif=exif)).size == (1200, 1600)

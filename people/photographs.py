"""Photographs that people hand in: proved to be pictures, cut to size, and stripped of secrets.

No virus scanner looks at them, because nothing of the file is kept that one could find: what is
stored is drawn anew from the pixels, as a JPEG of our own making, under a name of our own.
"""

from io import BytesIO

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from people import turns

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1600
#: So many are unfolded at once on one machine; others wait (`turns.py`).
AT_ONCE = 2
#: Pillow reads many more, some of them through outside programs.
KINDS = ("JPEG", "PNG")
# What Pillow raises for broken and for hostile files; ValueError is a text that unfolds too far.
_UNREADABLE = (
    UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError, ValueError,
)  # fmt: skip


def reencoded(upload: "UploadedFile[bytes]") -> "ContentFile[bytes]":
    """The picture drawn anew as a JPEG of at most 1600 pixels a side, and nothing but that.

    Raises forms.ValidationError, in words for the person who chose the file, when it is too
    large or no picture at all, and when too many others are being unfolded.
    """
    if upload.size and upload.size > MAX_BYTES:
        raise forms.ValidationError(_("This picture is larger than 8 MB. Choose a smaller one."))
    try:
        with Image.open(upload, formats=KINDS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise forms.ValidationError(_("This picture has too many pixels. Make it smaller."))
            with turns.turn("photographs", at_once=AT_ONCE):
                upright = _upright(picture)
    except _UNREADABLE as error:
        raise forms.ValidationError(
            _("This file is not a picture we can read. Take a photograph as JPEG or PNG.")
        ) from error
    # Pillow would write what it holds beside the pixels, such as a comment, into the new file.
    upright.info = {}
    drawn = BytesIO()
    upright.save(drawn, "JPEG", quality=85)
    return ContentFile(drawn.getvalue(), name="card.jpg")


def _upright(picture: Image.Image) -> Image.Image:
    """The pixels, cut to size and turned: cut first, so that little is held at a time."""
    share = 2 * LONGEST_SIDE / max(picture.size)
    # Of a JPEG no more is unfolded than an eye could tell from the whole.
    picture.draft(None, (max(1, int(picture.width * share)), max(1, int(picture.height * share))))
    small = picture if picture.mode == "RGB" else picture.convert("RGB")
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return ImageOps.exif_transpose(small)


class PhotographField(forms.FileField):
    """A file input that takes pictures only and gives back the re-encoded one."""

    # One that was kept before is sealed and has no address to link to.
    widget = forms.FileInput

    def clean(self, data: object, initial: object = None) -> object:
        upload = super().clean(data, initial)
        return reencoded(upload) if isinstance(upload, UploadedFile) else upload

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "accept": "image/jpeg,image/png"}

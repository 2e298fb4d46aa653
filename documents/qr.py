"""QR pictures for papers and screens."""

import base64

import qrcode
from qrcode.image.svg import SvgPathImage


def picture(text: str) -> str:
    """The text as a QR code, in an address that an <img> takes as it is."""
    drawn = qrcode.make(text, image_factory=SvgPathImage, box_size=10, border=2)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.to_string()).decode()}"

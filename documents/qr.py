"""QR pictures for papers and screens."""

import base64

import qrcode
from qrcode.image.svg import SvgPathImage


def svg(text: str) -> bytes:
    """The text as a QR code, as an SVG drawing."""
    drawn: bytes = qrcode.make(text, image_factory=SvgPathImage, box_size=10, border=2).to_string()
    return drawn


def picture(text: str) -> str:
    """The same, in an address that an <img> takes as it is."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg(text)).decode()}"

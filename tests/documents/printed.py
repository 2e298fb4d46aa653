"""Reading papers again: the words of their pages, and whether anything leaves the page."""

import io
from typing import Any

from PIL import Image
from pypdf import PdfReader

from documents import typesetting


def pages(pdf: bytes, *only: int) -> list[str]:
    """The text of each page, or of some, without spaces: lines break where they must."""
    found = PdfReader(io.BytesIO(pdf)).pages
    chosen = [found[number] for number in only] if only else found
    return ["".join(page.extract_text().split()) for page in chosen]


def count(pdf: bytes) -> int:
    """How many pages there are."""
    return len(PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """The same of what is looked for."""
    return "".join(text.split())


def pictures(template: str, data: dict[str, Any]) -> list[bytes]:
    """The pages of a paper as PNG, for eyes and for `is_within`."""
    made = typesetting._compiled(template, data, format="png", ppi=120.0)
    return made if isinstance(made, list) else [made]


def is_within(picture: bytes, margin: float = 0.025) -> bool:
    """Whether the outer edge of the page, so much of its shorter side, is white all round."""
    page = Image.open(io.BytesIO(picture)).convert("L")
    width, height = page.size
    edge = int(min(width, height) * margin)
    inside = (edge, edge, width - edge, height - edge)
    page.paste(255, inside)
    return page.getextrema() == (255, 255)

"""Papers as PDF: a Typst template of ours and plain values, set in fonts of ours.

What people typed reaches a template as strings inside JSON, and a template only ever shows a
string; nothing in it is read as markup. Nothing is fetched, no font of the machine is used.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

#: The fonts of papers, below the directory of the setting PAPER_FONTS.
_FONTS = (
    "inter/400Regular/Inter_400Regular.ttf",
    "inter/600SemiBold/Inter_600SemiBold.ttf",
    "inter/700Bold/Inter_700Bold.ttf",
    "noto-nastaliq-urdu/400Regular/NotoNastaliqUrdu_400Regular.ttf",
    "noto-nastaliq-urdu/600SemiBold/NotoNastaliqUrdu_600SemiBold.ttf",
    "noto-nastaliq-urdu/700Bold/NotoNastaliqUrdu_700Bold.ttf",
    "noto-naskh-arabic/400Regular/NotoNaskhArabic_400Regular.ttf",
)
#: Control signs, and those that turn a line round unseen: a number must not be read backwards.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The paper that the template makes of the data.

    ``template`` is its path from the root of the project, ``data`` plain JSON values, ``at`` the
    moment that the file gives as its own. The same three make the same bytes. Raises
    ImproperlyConfigured where a font is missing.
    """
    return _compiled(template, data, format="pdf", timestamp=int(at.timestamp()))


def missing_fonts() -> list[Path]:
    """Fonts that are not where the setting says."""
    return [path for path in _font_files() if not path.is_file()]


def _compiled(template: str, data: Mapping[str, Any], **how: Any) -> Any:
    root = Path(settings.BASE_DIR)
    return typst.compile(
        root / template,
        root=root,
        font_paths=_fonts(settings.PAPER_FONTS),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_readable(data), ensure_ascii=False)},
        **how,
    )


def _font_files() -> list[Path]:
    return [Path(settings.PAPER_FONTS) / name for name in _FONTS]


@cache
def _fonts(_directory: Path) -> typst.Fonts:
    # Without a font Typst sets a paper all the same, and leaves the words out.
    if missing := missing_fonts():
        raise ImproperlyConfigured(f"PAPER_FONTS: there is no {missing[0]}")
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        # It looks into directories only.
        font_paths=[path.parent for path in _font_files()],
    )


def _readable(value: Any) -> Any:
    """The same values without signs that nobody sees."""
    if isinstance(value, str):
        return _UNSEEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {key: _readable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(one) for one in value]
    return value

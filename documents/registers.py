"""Registers of a police station as ruled pages: the classic columns, as many rows as there are."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils import translation
from django.utils.translation import gettext as _

from documents import typesetting
from documents.frames import on_and_at, page_words

_TEMPLATE = "documents/typst/register.typ"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands over it, how wide it is beside the others, and its side."""

    heading: str
    width: float = 1
    align: Literal["start", "center", "end"] = "start"
    #: Numbers, dates, times: read from the left, never broken.
    is_figures: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterPage:
    """A register, or as much of it as is printed at once. Words are in its language."""

    #: 'en' or 'ur'.
    language: str
    #: Such as 'Register No. II'.
    number: str
    title: str
    station: str
    district: str = ""
    #: Such as '01-08-2026 to 31-08-2026'.
    period: str
    columns: tuple[Column, ...]
    #: Each as long as there are columns.
    rows: tuple[tuple[str, ...], ...]
    #: What stands before the first entry and after the last one.
    opening: str = ""
    closing: str = ""
    printed_at: datetime


def pdf(register: RegisterPage) -> bytes:
    """The register on sheets of A4, lying; the headings stand on each.

    Raises ValueError where a row has more or fewer cells than there are columns.
    """
    return typesetting.pdf(_TEMPLATE, values(register), at=register.printed_at)


def values(register: RegisterPage) -> dict[str, Any]:
    """What the template is given, in the language of the register."""
    for row in register.rows:
        if len(row) != len(register.columns):
            raise ValueError(f"{len(row)} cells for {len(register.columns)} columns: {row}")
    with translation.override(register.language):
        where = _("Police station %(station)s") % {"station": register.station}
        if register.district:
            where = _("Police station %(station)s, district %(district)s") % {
                "station": register.station,
                "district": register.district,
            }
        return {
            "language": register.language,
            "number": register.number,
            "title": register.title,
            "where": where,
            "period": register.period,
            "columns": [asdict(column) for column in register.columns],
            "rows": register.rows,
            "nothing": _("Nothing is entered."),
            "opening": register.opening,
            "closing": register.closing,
            "printed": _("Printed on %(when)s") % {"when": on_and_at(register.printed_at)},
            "page": page_words(),
        }

"""A receipt as it is printed: what was filed, when, under which number, and how it is checked."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from documents import typesetting
from documents.frames import Check, Fact, Row, force_of, frame, on_and_at

_TEMPLATE = "filings/typst/receipt.typ"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptPaper:
    """Everything a receipt or slip says. Words are in its language."""

    #: 'en' or 'ur'.
    language: str
    #: Such as 'Receipt' or 'Tenant registration slip'.
    title: str
    #: What was received: 'Filed', 'Corrected', 'Annulled', 'Nil return'.
    act: str
    number: str
    station: str
    district: str
    province: str
    #: Whose filing it is, or of what: the hotel, the property; and what that is called.
    premises: str
    premises_label: str
    received_at: datetime
    due_at: datetime | None = None
    is_late: bool = False
    #: The law by which it is filed.
    rule: str = ""
    digest: str
    rows: tuple[Row, ...] = field(default=())
    check: Check


def pdf(paper: ReceiptPaper) -> bytes:
    """The receipt on A4."""
    return typesetting.pdf(_TEMPLATE, values(paper), at=paper.received_at)


def head(paper: ReceiptPaper) -> tuple[Fact, ...]:
    """What stands over the rows, in the language that is active."""
    said = (
        Fact(_("Receipt number"), paper.number, is_figures=True),
        Fact(_("Received"), on_and_at(paper.received_at)),
        Fact(_("In time"), _in_time(paper)),
        Fact(_("Police station"), paper.station),
        Fact(_("District"), paper.district),
        Fact(paper.premises_label, paper.premises, is_long=True),
        Fact(_("By law"), paper.rule, is_long=True),
        Fact(_("Hash (SHA-256)"), paper.digest, is_figures=True, is_long=True),
    )
    return tuple(fact for fact in said if fact.text)


def values(paper: ReceiptPaper) -> dict[str, Any]:
    """What the template is given: every word of the page, in the language of the paper."""
    with translation.override(paper.language):
        return {
            "language": paper.language,
            "frame": frame(
                title=paper.title,
                force=force_of(paper.province),
                reference=f"{paper.title} {paper.number}",
                short=paper.number,
                check=paper.check,
            ),
            "copies": [paper.act],
            "head": [asdict(fact) for fact in head(paper)],
            "rows": [asdict(row) for row in paper.rows],
            "note": _(
                "Keep this receipt. It shows that the police received what stands here, at the "
                "hour that stands here. It says nothing about anybody who is named."
            ),
        }


def _in_time(paper: ReceiptPaper) -> str:
    if paper.due_at is None:
        return ""
    due = on_and_at(paper.due_at)
    if paper.is_late:
        return _("no, it was due %(when)s") % {"when": due}
    return _("yes, it was due %(when)s") % {"when": due}

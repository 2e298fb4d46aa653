"""The FIR as form 24.5(1) prints it: built once, and the same for screen, paper and tests.

Source of the form: Police Rules 1934, rule 24.5, by which each entry of the FIR book is made in
four copies under one number; sections 154 and 157 of the Code of Criminal Procedure.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import typesetting
from documents.frames import Check, Fact, Row, force_of, frame, on_and_at

_TEMPLATE = "firs/typst/fir.typ"


class Copy(TextChoices):
    """The four copies of one entry, and where each goes."""

    ORIGINAL = "original", gettext_lazy("Original (station register, kept 60 years)")
    SECOND = "second", gettext_lazy("Second copy: DPO / SP")
    THIRD = "third", gettext_lazy("Third copy: Ilaqa magistrate")
    FOURTH = "fourth", gettext_lazy("Fourth copy: complainant")


@dataclass(frozen=True, kw_only=True, slots=True)
class Informant:
    """Who brought the information, as it was written down."""

    name: str
    #: 's/o Ghulam Rasool' in the language of the paper.
    relation_line: str = ""
    residence: str = ""
    #: With its dashes.
    cnic: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Officer:
    """Who recorded the information, and signs it."""

    name: str
    designation: str = ""
    belt_no: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FIRPaper:
    """Everything that one entry of the FIR book says. Words are in the language of the paper."""

    #: 'en' or 'ur': which edition of the form.
    language: str
    form: str = "24.5(1)"
    book_no: str = ""
    station: str
    district: str
    province: str
    #: As the book counts, 'NNN/YY': each station anew every year.
    number: str
    year: int
    e_tag: str = ""
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    reported_at: datetime
    informant: Informant
    offence: str
    #: Such as '379 PPC'.
    sections: tuple[str, ...] = ()
    property_lost: str = ""
    #: In rupees.
    property_value: int | None = None
    place: str = ""
    distance_km: Decimal | None = None
    direction: str = ""
    beat: str = ""
    #: One line for each who is accused.
    accused: tuple[str, ...] = ()
    steps_taken: str = ""
    #: None where the row says it along with the steps.
    delay: str | None = ""
    despatched_at: datetime | None = None
    narrative: str
    #: How the informant signed: 'Signature', 'Thumb impression'.
    signed_as: str = ""
    officer: Officer
    #: The public check of this paper; none as long as it is not issued.
    check: Check | None = None


def content(paper: FIRPaper) -> dict[str, Any]:
    """What the paper says, as plain JSON values, less how it is checked: for the digest."""
    said = asdict(replace(paper, check=None))
    del said["check"]
    return {name: _plain(value) for name, value in said.items()}


def pdf(paper: FIRPaper) -> bytes:
    """The entry in its four marked copies, one after the other in one file."""
    return _set(paper, *Copy)


def pdf_of_copy(paper: FIRPaper, copy: Copy) -> bytes:
    """One marked copy."""
    return _set(paper, copy)


def _set(paper: FIRPaper, *copies: Copy) -> bytes:
    at = paper.check.issued_at if paper.check else paper.reported_at
    return typesetting.pdf(_TEMPLATE, values(paper, *copies), at=at)


def head(paper: FIRPaper) -> tuple[Fact, ...]:
    """What stands over the rows, in the language that is active."""
    return (
        Fact(_("Police station"), paper.station),
        Fact(_("District"), paper.district),
        Fact(_("FIR number"), paper.number, is_figures=True),
        Fact(_("Year"), str(paper.year), is_figures=True),
        Fact(_("E-tag"), paper.e_tag, is_figures=True),
        Fact(_("Date and hour of occurrence"), _occurred(paper), is_long=True),
    )


def rows(paper: FIRPaper) -> tuple[Row, ...]:
    """The seven rows in the order of the form, in the language that is active."""
    said = (
        (_("Date and hour when reported"), _reported(paper)),
        (_("Name and residence of informant and complainant"), _informant(paper.informant)),
        (
            _("Brief description of offence (with section) and of property carried off, if any"),
            _offence(paper),
        ),
        (
            _("Place of occurrence, and distance and direction from the police station"),
            _place(paper),
        ),
        (_("Name and address of the criminal"), _accused(paper)),
        (
            _("Steps taken regarding investigation; explanation of any delay in recording"),
            _steps(paper),
        ),
        (_("Date and time of despatch from the police station"), _despatched(paper)),
    )
    return tuple(
        Row(number, heading, tuple(fact for fact in facts if fact.text))
        for number, (heading, facts) in enumerate(said, start=1)
    )


def values(paper: FIRPaper, *copies: Copy) -> dict[str, Any]:
    """What the template is given: every word of the page, in the language of the paper."""
    with translation.override(paper.language):
        named = {
            "number": paper.number,
            "station": paper.station,
            "district": paper.district,
        }
        return {
            "language": paper.language,
            "frame": frame(
                title=_("First Information Report"),
                force=force_of(paper.province),
                reference=_("FIR %(number)s, police station %(station)s, district %(district)s")
                % named,
                short=_("FIR %(number)s") % named,
                check=paper.check,
            ),
            "copies": [str(copy.label) for copy in copies],
            "under": _(
                "First information of a cognizable offence, reported under section 154 of the "
                "Code of Criminal Procedure"
            ),
            "form": _("Form %(form)s, Police Rules 1934") % {"form": paper.form},
            "book": {"label": _("Book No."), "text": paper.book_no},
            "head": [asdict(fact) for fact in head(paper)],
            "rows": [asdict(row) for row in rows(paper)],
            "narrative": {"heading": _("First information"), "text": paper.narrative},
            "signatures": _signatures(paper),
            "note": _(
                "The first information is signed, sealed or thumb-marked by the informant, and "
                "signed by the officer who recorded it."
            ),
        }


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _occurred(paper: FIRPaper) -> str:
    if paper.occurred_from is None:
        return _("not known")
    begun = on_and_at(paper.occurred_from)
    if paper.occurred_to in (None, paper.occurred_from):
        return begun
    return _("%(start)s to %(end)s") % {"start": begun, "end": on_and_at(paper.occurred_to)}


def _reported(paper: FIRPaper) -> Iterator[Fact]:
    yield Fact("", on_and_at(paper.reported_at))


def _informant(informant: Informant) -> Iterator[Fact]:
    yield Fact("", f"{informant.name} {informant.relation_line}".strip(), is_long=True)
    yield Fact(_("Residence"), informant.residence, is_long=True)
    yield Fact(_("CNIC"), informant.cnic, is_figures=True)
    yield Fact(_("Phone"), informant.phone, is_figures=True)


def _offence(paper: FIRPaper) -> Iterator[Fact]:
    yield Fact(_("Sections"), _listed(paper.sections), is_long=True)
    yield Fact("", paper.offence, is_long=True)
    yield Fact(_("Property carried off"), paper.property_lost or _("none"), is_long=True)
    if paper.property_value is not None:
        worth = _("Rs %(rupees)s") % {"rupees": f"{paper.property_value:,}"}
        yield Fact(_("Value"), worth)


def _listed(texts: tuple[str, ...]) -> str:
    return "، ".join(texts) if translation.get_language() == "ur" else ", ".join(texts)


def _place(paper: FIRPaper) -> Iterator[Fact]:
    yield Fact("", paper.place, is_long=True)
    if paper.distance_km is not None:
        yield Fact(_("Distance"), _("%(km)s km") % {"km": paper.distance_km})
    yield Fact(_("Direction"), paper.direction)
    yield Fact(_("Beat"), paper.beat)


def _accused(paper: FIRPaper) -> Iterator[Fact]:
    for number, line in enumerate(paper.accused, start=1):
        yield Fact(f"({number})" if len(paper.accused) > 1 else "", line, is_long=True)
    if not paper.accused:
        yield Fact("", _("not known"))


def _steps(paper: FIRPaper) -> Iterator[Fact]:
    yield Fact("", paper.steps_taken, is_long=True)
    if paper.delay is not None:
        yield Fact(_("Delay in recording"), paper.delay or _("none"), is_long=True)


def _despatched(paper: FIRPaper) -> Iterator[Fact]:
    if paper.despatched_at is not None:
        yield Fact("", on_and_at(paper.despatched_at))


def _signatures(paper: FIRPaper) -> list[dict[str, Any]]:
    officer = paper.officer
    told = (
        Fact(_("Designation"), officer.designation),
        Fact(_("Belt number"), officer.belt_no, is_figures=True),
        Fact(_("Phone"), officer.phone, is_figures=True),
    )
    return [
        {
            "heading": _("Signature, seal or thumb impression of the informant"),
            "name": paper.informant.name,
            "facts": [asdict(Fact("", paper.signed_as))] if paper.signed_as else [],
        },
        {
            "heading": _("Signature of the recording officer"),
            "name": officer.name,
            "facts": [asdict(fact) for fact in told if fact.text],
        },
    ]

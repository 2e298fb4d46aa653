"""The copies of a registered FIR: built from the record once, and issued under a public check."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.roles import Role
from audit.actions import record
from documents import actions as documents
from documents.checking import check_of
from documents.models import Paper
from firs import papers
from firs.bearings import Compass
from firs.entries import purpose_of
from firs.models import FIR, Signed
from firs.papers import Copy, FIRPaper, Informant, Officer
from people.phone import Phone

LANGUAGES = ("ur", "en")


def paper_of(fir: FIR, language: str) -> FIRPaper:
    """The registered FIR as its form prints it; nothing of it is asked for again.

    What was typed stands as it was signed, in whichever language; ``language`` is that of the
    form, of names that are known in both, and of the sections.
    """
    with translation.override(language):
        circle = fir.station.circle
        return FIRPaper(
            language=language,
            station=fir.station.local_name,
            district=circle.district.local_name,
            province=circle.district.region.province.local_name,
            number=fir.number,
            year=fir.year or 0,
            e_tag=fir.complaint.e_tag if fir.complaint else "",
            occurred_from=fir.occurred_from,
            occurred_to=fir.occurred_to,
            reported_at=fir.reported_at,
            informant=_informant(fir),
            offence=fir.offence,
            sections=_sections(fir),
            property_lost="\n".join(_carried_off(fir)),
            property_value=fir.property_value,
            place=fir.place,
            distance_km=fir.distance_km,
            direction=str(Compass(fir.direction).label) if fir.direction else "",
            beat=fir.beat,
            accused=tuple(_unnumbered(fir.accused.splitlines())),
            steps_taken=fir.steps_taken,
            # The row of the form says both in one text.
            delay=None,
            despatched_at=fir.despatched_at,
            narrative=fir.narrative,
            signed_as=str(Signed(fir.signed_as).label),
            officer=_officer(fir),
        )


@transaction.atomic
def issue(*, by: Any, fir: FIR, language: str, at: datetime) -> tuple[FIRPaper, Paper]:
    """Issue the FIR as a paper; of one that is withheld the public check says only that it was.

    Nobody issues it where the informant takes his copy himself: ``by`` is None then.
    """
    says = paper_of(fir, language)
    paper = documents.issue(
        by=by,
        kind=Paper.Kind.FIR,
        number=fir.number,
        station=fir.station,
        source=fir,
        content=papers.content(says),
        is_withheld=fir.is_withheld,
        at=at,
    )
    return says, paper


@transaction.atomic
def print_all(*, by: Any, fir: FIR, language: str, request: HttpRequest, at: datetime) -> bytes:
    """The four copies in one file, for the police to sign and send out."""
    says, paper = issue(by=by, fir=fir, language=language, at=at)
    record(
        by=by, action="firs.printed", target=fir, at=at, purpose=purpose_of(fir),
        detail={"language": language},
    )  # fmt: skip
    return papers.pdf(replace(says, check=check_of(paper, request)))


@transaction.atomic
def print_informants(*, by: Any, fir: FIR, request: HttpRequest, at: datetime) -> bytes:
    """The copy that is the informant's, in the language in which the FIR was written."""
    says, paper = issue(by=by, fir=fir, language=fir.language, at=at)
    record(by=by, action="firs.own_copied", target=fir, at=at, purpose=purpose_of(fir))
    return papers.pdf_of_copy(replace(says, check=check_of(paper, request)), Copy.FOURTH)


def _informant(fir: FIR) -> Informant:
    if fir.is_identity_hidden:
        return Informant(name=_("Identity kept hidden"))
    is_urdu = translation.get_language() == "ur"
    has_urdu_relative = is_urdu and fir.relative_name_ur
    return Informant(
        name=fir.name_ur if is_urdu and fir.name_ur else fir.name,
        relation_line=fir.relation_line_ur if has_urdu_relative else fir.relation_line,
        residence=fir.address,
        cnic=fir.cnic_formatted,
        phone=Phone(fir.phone).formatted() if fir.phone else "",
    )


def _sections(fir: FIR) -> tuple[str, ...]:
    """Those under which it was registered, in the order in which they were chosen."""
    rows = fir.section_rows.filter(added_because="").select_related("section").order_by("pk")
    return tuple(f"{row.section.section} {row.section.local_act}" for row in rows)


def _carried_off(fir: FIR) -> Iterator[str]:
    """What row 3 says of property: in words, then each thing that was written down with the FIR."""
    if fir.property_lost:
        yield fir.property_lost
    for one in _of_the_fir(fir, fir.vehicles):
        numbers = (
            (_("registration %s"), one.registration_no),
            (_("chassis %s"), one.chassis_no),
            (_("engine %s"), one.engine_no),
        )
        yield _line(one, one.description, *(words % text for words, text in numbers if text))
    for one in _of_the_fir(fir, fir.mobiles):
        imei = ", ".join(filter(None, (one.imei, one.imei_2)))
        yield _line(one, one.make, imei and _("IMEI %s") % imei, one.sim_numbers)
    for one in _of_the_fir(fir, fir.stolen_things):
        yield _line(one, one.description, one.quantity)


def _of_the_fir(fir: FIR, rows: Any) -> Any:
    # What was found out later is a row with a later date.
    return rows.filter(added_at__lte=fir.registered_at).order_by("pk")


def _line(thing: Any, *words: str) -> str:
    worth = "" if thing.value is None else _("Rs %(rupees)s") % {"rupees": f"{thing.value:,}"}
    return ", ".join(filter(None, (*words, worth)))


def _unnumbered(lines: Iterable[str]) -> Iterable[str]:
    """The lines of row 5 without their numbers, which the paper sets itself."""
    for line in lines:
        number, _dot, rest = line.partition(". ")
        yield rest if number.isdecimal() else line


def _officer(fir: FIR) -> Officer:
    officer: Any = fir.registered_by
    posting = officer.postings.on(timezone.localdate(fir.registered_at)).first()
    return Officer(
        name=officer.local_name,
        designation=str(Role(posting.role).label) if posting else "",
        belt_no=officer.belt_no,
        phone=Phone(officer.phone).formatted() if officer.phone else "",
    )

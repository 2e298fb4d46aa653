"""Cases at Kohsar, made through the actions: a draft, an FIR, one under investigation."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from firs import actions, investigating
from firs.models import (
    FIR,
    Accused,
    CasePaper,
    OffenceSection,
    StolenThing,
    Vehicle,
    Victim,
    Witness,
)
from stations.models import Station

SAID = "دو نامعلوم اشخاص نے میری موٹر سائیکل چھین لی۔"


def sections(*codes: str) -> list[OffenceSection]:
    """Sections by code, in that order."""
    found = OffenceSection.objects.in_bulk(codes)
    return [found[code] for code in codes]


def make_draft(
    station: Station,
    by: Any,
    *,
    at: datetime,
    under: Sequence[str] = ("ppc-379",),
    parts: Sequence[Any] = (),
    **fields: Any,
) -> FIR:
    """A draft that lacks nothing, reported an hour before ``at``."""
    given = {
        "name": "Ghulam Abbas",
        "relation": "S",
        "relative_name": "Ghulam Rasool",
        "cnic": "6110112345671",
        "phone": "03005550177",
        "address": "House 9, Street 12, F-7/2",
        "reported_at": at - timedelta(hours=1),
        "occurred_from": at - timedelta(hours=3),
        "offence": "Theft",
        "place": "Street 12, F-7/2",
        "narrative": SAID,
        **fields,
    }
    fir = FIR(station=station, **given)
    return actions.begin(by=by, fir=fir, sections=sections(*under), parts=list(parts), at=at)


def make_fir(station: Station, by: Any, *, at: datetime, **draft: Any) -> FIR:
    """A registered FIR."""
    fir = make_draft(station, by, at=at, **draft)
    return actions.register(
        by=by, fir=fir, seen=fir.changed_at, signed_as="signature", despatched_at=None, at=at
    )


def make_case(station: Station, by: Any, io: Any, *, at: datetime, **draft: Any) -> FIR:
    """A case that is marked to this officer."""
    fir = make_fir(station, by, at=at, **draft)
    return investigating.assign(by=by, fir=fir, officer=io, because="", at=at)


def make_photo(case: FIR, kind: str, *, at: datetime, content: bytes = b"jpeg") -> CasePaper:
    """A photographed paper in the file of a case, put there by its officer."""
    paper = CasePaper(paper=kind, picture=ContentFile(content, name="x.jpg"), size=len(content))
    investigating.add_paper(by=case.investigator, fir=case, paper=paper, at=at)
    return paper


def accused(name: str = "Asif Bashir", **fields: Any) -> Accused:
    """An accused, unsaved."""
    given = {"relation": "S", "relative_name": "Bashir Ahmed", "cnic": "4210112345671"}
    return Accused(name=name, is_known=bool(name), **{**given, **fields} if name else fields)


def victim(name: str = "Zulaikha Parizad", **fields: Any) -> Victim:
    """A victim, unsaved."""
    return Victim(name=name, **{"gender": "F", **fields})


def witness(name: str = "Tariq Mehmood", **fields: Any) -> Witness:
    """A witness, unsaved."""
    return Witness(name=name, **fields)


def vehicle(**fields: Any) -> Vehicle:
    """A motorcycle, unsaved."""
    given = {"registration_no": "RIA-1234", "registration_key": "RIA1234", "make": "Honda CD 70"}
    return Vehicle(**{**given, **fields})


def thing(description: str = "Gold bangles", **fields: Any) -> StolenThing:
    """A stolen thing, unsaved."""
    return StolenThing(description=description, **fields)

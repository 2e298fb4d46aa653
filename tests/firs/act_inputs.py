"""For every act on a case: a case on which it can be done, who does it, and what he types.

Other tests walk through the acts by this table; `submit` and `do` are the two ways to do one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from firs import sealing
from firs.acts import ACTS, Act
from firs.models import FIR, EntryKind
from tests.firs.stages import COURT, RESULT, Stages, named
from tests.hotel_eye.hotel_desk import local
from tests.recorded import picture

Typed = dict[str, Any]
BY_NAME: dict[str, Act] = {act.name: act for act in ACTS}
REASON = "It is explained at length here."


@dataclass(frozen=True)
class Input:
    """One act that can be done; ``entry`` is the line that it leaves in the history."""

    by: Callable[[Stages], User]
    case: Callable[[Stages], FIR]
    typed: Callable[[FIR], Typed]
    entry: EntryKind


def io(stages: Stages) -> User:
    return stages.io


def sho(stages: Stages) -> User:
    return stages.ayesha


def moharrar(stages: Stages) -> User:
    return stages.bilal


def sdpo(stages: Stages) -> User:
    return stages.sdpo


def dpo(stages: Stages) -> User:
    return stages.cast.dania


# --- Cases ---


def _arrested(stages: Stages) -> FIR:
    return stages.arrest(stages.marked()).fir


def _with_another(stages: Stages) -> FIR:
    stages.registered()
    return stages.marked()


def _absconding(stages: Stages) -> FIR:
    return stages.abscond(stages.marked()).fir


def _proclaimed(stages: Stages) -> FIR:
    return stages.proclaim(fir := _absconding(stages), named(fir)).fir


def _stored(stages: Stages) -> FIR:
    return stages.recover(stages.marked()).fir


def _at_lab(stages: Stages) -> FIR:
    return stages.move(stages.recover(stages.marked()), "at_lab").fir


def _reported(stages: Stages) -> FIR:
    return stages.report(stages.marked(), "complete").fir


def _signed(stages: Stages) -> FIR:
    return stages.reported(stages.marked(), "complete")


def _with_two_sections(stages: Stages) -> FIR:
    return stages.marked(under=("ppc-379", "ppc-411"))


def sealed(stages: Stages) -> FIR:
    """Its heads are named: ayesha, hina, dania; and its officer."""
    fir = stages.marked()
    return sealing.seal(by=stages.ayesha, fir=fir, sealed_as="informant", at=stages.tick())


def _with_tariq(stages: Stages) -> FIR:
    fir = sealed(stages)
    return sealing.name_officer(by=stages.ayesha, fir=fir, officer=stages.second, at=stages.tick())


# --- What is typed ---


def _of_one(**typed: Any) -> Callable[[FIR], Typed]:
    """An act upon the accused who is named."""
    return lambda fir: {"accused": named(fir).pk, **typed}


def _plain(**typed: Any) -> Callable[[FIR], Typed]:
    return lambda fir: typed


def _report(fir: FIR) -> Typed:
    return {"report": fir.reports.get().pk}


def _photograph(_fir: FIR) -> Typed:
    sent = SimpleUploadedFile("plan.jpg", picture(), "image/jpeg")
    return {"paper_kind": "site_plan", "picture": sent, "words": "Seen from the north"}


def _produced(fir: FIR) -> Typed:
    now = timezone.now()
    today = timezone.localdate(now)
    return {
        "arrest": fir.arrests.get().pk,
        "produced_at": local(now),
        "kind": "judicial",
        "from_on": f"{today}",
        "until_on": f"{today + timedelta(days=14)}",
        "court": COURT,
    }


def _assigned(_fir: FIR) -> Typed:
    return {"officer": User.objects.get(username="tariq").pk, "because": "Nadeem is on leave."}


def _moved(fir: FIR) -> Typed:
    return {
        "item": fir.items.get().pk,
        "to": "at_lab",
        "by_whom": "HC Riaz 812",
        "place": "Forensic Science Agency",
        "question": "Is it the one that was fired?",
    }


def _convicted(fir: FIR) -> Typed:
    return {f"accused_{named(fir).pk}": "convicted", "words": "Four years; Sessions Case 41"}


def _recovered(_fir: FIR) -> Typed:
    return {
        "kind": "weapon",
        "description": "Pistol 30 bore",
        "recovered_at": local(timezone.now()),
        "place": "Street 12",
        "witnesses": "Sajid Ali, Waqar Ahmed",
    }


def _other_fir(fir: FIR) -> Typed:
    first = FIR.objects.filter(station=fir.station).registered().exclude(pk=fir.pk)[0]
    return {"number": first.number, "words": "The same quarrel, told from the other side"}


_PERSON = {"name": "Waheed Murad", "relation": "S", "relative_name": "Murad Ali", "age": "31"}
_DETAIN = {"place": "Bus terminal", "told_whom": "His brother"}

INPUTS: dict[str, Input] = {
    "assign": Input(sho, Stages.marked, _assigned, EntryKind.ASSIGNED),
    "depart": Input(
        moharrar,
        Stages.marked,
        lambda fir: {"left_at": local(fir.registered_at), "officer": "ASI Waqar"},
        EntryKind.DESPATCHED,
    ),
    "add_sections": Input(
        io, Stages.marked, _plain(sections=["ppc-411"], because=REASON), EntryKind.SECTION_ADDED
    ),
    "delete_section": Input(
        sho,
        _with_two_sections,
        _plain(section="ppc-411", because=REASON),
        EntryKind.SECTION_DELETED,
    ),
    "correct": Input(
        moharrar,
        Stages.marked,
        _plain(row="Row 4", stands="F-7/2", reads="F-7/3", because=REASON),
        EntryKind.CORRECTED,
    ),
    "link": Input(io, _with_another, _other_fir, EntryKind.LINKED),
    "nominate": Input(io, Stages.marked, _plain(**_PERSON), EntryKind.ACCUSED),
    "learn": Input(io, Stages.marked, _of_one(alias="Kala"), EntryKind.ACCUSED),
    "add_witness": Input(io, Stages.marked, _plain(kind="eye", **_PERSON), EntryKind.WITNESS),
    "add_victim": Input(io, Stages.marked, _plain(harm="hurt", **_PERSON), EntryKind.VICTIM),
    "add_vehicle": Input(
        io, Stages.marked, _plain(registration_no="LEB-17-4402"), EntryKind.PROPERTY
    ),
    "add_mobile": Input(
        io, Stages.marked, _plain(make="Nokia 105", imei="490154203237518"), EntryKind.PROPERTY
    ),
    "add_thing": Input(io, Stages.marked, _plain(description="Two goats"), EntryKind.PROPERTY),
    "found": Input(
        io,
        Stages.marked,
        lambda fir: {"thing": f"vehicle-{fir.vehicles.get().pk}", "where": "Saddar"},
        EntryKind.FOUND,
    ),
    "case_diary": Input(io, Stages.marked, _plain(place="F-7", words=REASON), EntryKind.ZIMNI),
    "statement": Input(
        io,
        Stages.marked,
        lambda fir: {"of": f"witness-{fir.witnesses.get().pk}", "kind": "161", "words": REASON},
        EntryKind.STATEMENT,
    ),
    "paper": Input(io, Stages.marked, _photograph, EntryKind.FILE),
    "arrest": Input(
        io,
        Stages.marked,
        lambda fir: {"accused": named(fir).pk, "arrested_at": local(timezone.now()), **_DETAIN},
        EntryKind.ARRESTED,
    ),
    "remand": Input(io, _arrested, _produced, EntryKind.PRODUCED),
    "bail": Input(io, _arrested, _of_one(words="Order 7"), EntryKind.POSITION),
    "discharge": Input(io, _arrested, _of_one(words="Section 169"), EntryKind.POSITION),
    "abscond": Input(io, Stages.marked, _of_one(words="Not at home"), EntryKind.POSITION),
    "process": Input(
        io,
        _absconding,
        _of_one(kind="proclamation", court=COURT, issued_on="2026-01-05"),
        EntryKind.PROCESS,
    ),
    "return_process": Input(
        io,
        _proclaimed,
        lambda fir: {"process": fir.processes.get().pk, "result": "published"},
        EntryKind.RETURNED,
    ),
    "death": Input(io, _arrested, _of_one(words="Hospital's slip"), EntryKind.POSITION),
    "recover": Input(io, Stages.marked, _recovered, EntryKind.RECOVERED),
    "move": Input(moharrar, _stored, _moved, EntryKind.MOVED),
    "forensic_result": Input(
        io,
        _at_lab,
        lambda fir: {"forensic": fir.forensics.get().pk, "lab_no": "PFSA-77", "result": "It is."},
        EntryKind.FORENSIC,
    ),
    "report": Input(
        io,
        Stages.marked,
        lambda fir: {"kind": "complete", "accused": [f"{named(fir).pk}"], "words": RESULT},
        EntryKind.REPORT,
    ),
    "sign": Input(sho, _reported, _report, EntryKind.SIGNED),
    "send_back": Input(
        sho, _reported, lambda fir: {**_report(fir), "because": REASON}, EntryKind.SENT_BACK
    ),
    "reach_court": Input(
        moharrar,
        _signed,
        lambda fir: {**_report(fir), "reached_at": local(timezone.now()), "court": COURT},
        EntryKind.COURT,
    ),
    "order": Input(
        sho,
        Stages.proposed,
        lambda fir: {**_report(fir), "is_approval": "yes", "order_no": "Order 118"},
        EntryKind.ORDER,
    ),
    "decide": Input(moharrar, Stages.in_court, _convicted, EntryKind.DECIDED),
    "review": Input(io, Stages.untraced, _plain(words=REASON), EntryKind.REVIEWED),
    "reopen": Input(sho, Stages.untraced, _plain(words=REASON), EntryKind.REOPENED),
    # Every case of the scene is older than fourteen days.
    "delay": Input(io, Stages.marked, _plain(words=REASON), EntryKind.DELAY),
    "transfer": Input(
        sdpo, Stages.marked, _plain(to="Crime branch", words="Order 7"), EntryKind.TRANSFERRED
    ),
    "seal": Input(sho, Stages.marked, _plain(sealed_as="informant"), EntryKind.SEALED),
    "name_officer": Input(sho, sealed, _plain(officer="tariq"), EntryKind.NAMED),
    "unname": Input(dpo, _with_tariq, _plain(officer="tariq"), EntryKind.UNNAMED),
    "lift": Input(dpo, sealed, _plain(), EntryKind.LIFTED),
}


def prepared(stages: Stages, name: str) -> tuple[FIR, User]:
    """A case on which the act can be done now, as it is in the table, and who does it."""
    given = INPUTS[name]
    return FIR.objects.get(pk=given.case(stages).pk), given.by(stages)


def submit(stages: Stages, name: str, fir: FIR, by: User) -> HttpResponse:
    """Do it as a person does, through its page."""
    address = reverse(BY_NAME[name].url_name, args=[fir.pk])
    client = stages.cast.client(by)
    assert client.get(address).status_code == 200
    answer: HttpResponse = client.post(address, INPUTS[name].typed(fir))
    return answer


def do(name: str, fir: FIR, by: User, at: datetime) -> None:
    """Do it past the page, with what its form makes of the same."""
    typed, data, files = INPUTS[name].typed(fir), QueryDict(mutable=True), MultiValueDict()
    for field, value in typed.items():
        if isinstance(value, SimpleUploadedFile):
            files[field] = value
        else:
            data.setlist(field, value if isinstance(value, list) else [str(value)])
    form = BY_NAME[name].form_for(fir, by, at, data, files)
    assert form.is_valid(), form.errors
    BY_NAME[name].do(by=by, fir=fir, at=at, **form.cleaned_data)

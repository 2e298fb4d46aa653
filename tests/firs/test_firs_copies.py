"""The FIR on paper: built from the record once, printed by whom it concerns, checked by anybody."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles import Role
from audit.models import Event
from documents.frames import Check
from documents.models import Paper
from firs import copies, custody, investigating, papers, sealing
from firs.models import FIR, Mobile
from firs.papers import Copy
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_io
from tests.documents.printed import pages, squeezed
from tests.firs.fir_scenes import (
    accused,
    make_case,
    make_draft,
    make_fir,
    sections,
    thing,
    vehicle,
    victim,
    witness,
)
from tests.firs.test_firs_own import COPY, make_citizen, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


def loaded(fir: FIR) -> FIR:
    return FIR.objects.with_paper().get(pk=fir.pk)


def printed(browser: Client, fir: FIR, **query):
    return browser.get(reverse("firs:print", args=[fir.pk]), query)


def code_on(pdf: bytes) -> str:
    """The code of the public check that stands on it."""
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)[0]


def checked(code: str) -> str:
    """What anybody reads who types the code."""
    return Client().get(reverse("documents:paper", args=[code])).text


# --- What it says ---


def test_everything_of_the_form(cast, now):
    """Each row from the record, in the language of the FIR."""
    cast.bilal.belt_no, cast.bilal.phone = "I-2231", "03335550111"
    cast.bilal.save()
    fir = make_fir(
        cast.kohsar, cast.bilal, at=now, language="en", under=("ppc-392", "ppc-411"),
        parts=[accused(), accused("", description="young"), thing(quantity="4", value=420_000)],
        property_value=585_000, property_lost="As below", direction="NE", distance_km="2.4",
        beat="4", steps_taken="The officer leaves for the place.",
    )  # fmt: skip
    paper = copies.paper_of(loaded(fir), "en")
    assert (paper.station, paper.district) == ("Kohsar", "Islamabad")
    assert paper.province == cast.kohsar.circle.district.region.province.name
    assert (paper.number, paper.year, paper.e_tag) == (fir.number, fir.year, "")
    assert (paper.reported_at, paper.occurred_from) == (fir.reported_at, fir.occurred_from)
    assert paper.informant == papers.Informant(
        name="Ghulam Abbas",
        relation_line="s/o Ghulam Rasool",
        residence="House 9, Street 12, F-7/2",
        cnic="61101-1234567-1",
        phone="0300-5550177",
    )
    assert paper.sections == ("392 PPC", "411 PPC")
    assert paper.property_lost == "As below\nGold bangles, 4, Rs 420,000"
    assert (str(paper.distance_km), paper.direction, paper.beat) == ("2.4", "north-east", "4")
    assert paper.accused == (
        "Asif Bashir, s/o Bashir Ahmed, CNIC 42101-1234567-1",
        "unknown, young",
    )
    assert (paper.signed_as, paper.delay) == ("Signature", None)
    assert paper.officer == papers.Officer(
        name="Bilal", designation="Moharrar", belt_no="I-2231", phone="0333-5550111"
    )
    (text,) = pages(papers.pdf_of_copy(paper, Copy.ORIGINAL))
    assert squeezed("The officer leaves for the place.") in text
    assert squeezed("Delay in recording") not in text


def test_every_thing_that_was_carried_off(cast, now):
    """By the numbers that tell it: a court reads them on the form and nowhere else."""
    gone = [
        vehicle(chassis_no="CH7781", engine_no="EN991", colour="red", value=240_000),
        Mobile(make="Infinix Hot 40", imei="356938035643809", sim_numbers="0300-5550188"),
    ]
    fir = make_fir(cast.kohsar, cast.bilal, at=now, language="en", parts=gone)
    lines = copies.paper_of(loaded(fir), "en").property_lost.splitlines()
    assert lines == [
        "Honda CD 70, red, registration RIA-1234, chassis CH7781, engine EN991, Rs 240,000",
        "Infinix Hot 40, IMEI 356938035643809, 0300-5550188",
    ]


def test_it_stands_as_it_was_signed(cast, now):
    """Whoever and whatever came to the case later is on no copy of the FIR."""
    officer = make_io(cast)
    fir = make_case(cast.kohsar, cast.ayesha, officer, at=now, language="en", parts=[accused()])
    before = copies.paper_of(loaded(fir), "en")
    later = now + timedelta(hours=1)
    investigating.add_party(by=officer, fir=fir, party=accused("Later-Man"), at=later)
    investigating.add_party(by=officer, fir=fir, party=witness("Later-Witness"), at=later)
    investigating.add_stolen(by=officer, fir=fir, thing=thing("Later-Thing"), at=later)
    investigating.add_sections(
        by=officer, fir=fir, sections=sections("ppc-411"), because="Recovered", at=later
    )
    assert copies.paper_of(loaded(fir), "en") == before


def test_in_the_other_language(cast, now):
    """Names and sections that are known in both; what was typed stays as it was typed."""
    fir = make_fir(
        cast.kohsar, cast.bilal, at=now, language="en", name_ur="غلام عباس", parts=[accused()],
        relative_name_ur="غلام رسول",
    )  # fmt: skip
    paper = copies.paper_of(loaded(fir), "ur")
    assert (paper.station, paper.informant.name) == (cast.kohsar.name_ur, "غلام عباس")
    assert "غلام رسول" in paper.informant.relation_line
    assert paper.sections == ("379 ت پ",)
    assert (paper.narrative, paper.place) == (fir.narrative, fir.place)
    assert paper.accused == copies.paper_of(loaded(fir), "en").accused


def test_a_hidden_informant_is_on_no_copy(cast, now):
    """Neither he nor his numbers."""
    fir = make_fir(
        cast.kohsar, cast.bilal, at=now, language="en", is_identity_hidden=True, name_ur="غلام"
    )
    for language in copies.LANGUAGES:
        said = str(papers.content(copies.paper_of(loaded(fir), language)))
        for word in ("Ghulam", "غلام", "61101", "0300-555", fir.address):
            assert word not in said
    (text, *_others) = pages(printed(cast.client(cast.bilal), fir).content)
    assert squeezed("Identity kept hidden") in text


def test_nothing_is_asked_while_it_is_set(cast, now):
    """It is built once; with the record loaded whole in a few questions."""
    fir = loaded(make_fir(cast.kohsar, cast.bilal, at=now, parts=[accused(), thing()]))
    with CaptureQueriesContext(connection) as building:
        paper = copies.paper_of(fir, "ur")
    assert len(building) <= 5
    check = Check("K7QF-2M9D-XR4T", "https://caspp.example/check/K7QF-2M9D-XR4T/", now)
    with CaptureQueriesContext(connection) as setting:
        papers.pdf(replace(paper, check=check))
    assert len(setting) == 0


# --- The police's four copies ---


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.MOHARRAR, 200),
        (Role.INVESTIGATION_OFFICER, 200),
        (Role.SHO, 200),
        (Role.DPO, 403),
        (Role.FRONT_DESK, 403),
        (Role.CITIZEN, 403),
    ],
)
def test_who_prints(cast, now, role, status):
    """Whoever keeps the book or investigates; those above read it on screen."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    unit = {"district": cast.kohsar.circle.district} if role == Role.DPO else {}
    browser = cast.client(make_officer("somebody", role, **unit))
    assert printed(browser, fir).status_code == status
    assert printed(cast.client(cast.chaudhry), fir).status_code == 404
    assert Client().get(reverse("firs:print", args=[fir.pk])).status_code == 302


def test_four_copies_in_one_file(cast, now):
    """Each marked; recorded; the case's page leads to it."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now, language="en")
    browser = cast.client(cast.bilal)
    address = reverse("firs:print", args=[fir.pk])
    assert f'href="{address}"' in browser.get(reverse("firs:case", args=[fir.pk])).text
    answer = printed(browser, fir)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="FIR-1-{now:%y}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    found = pages(answer.content)
    assert [squeezed(copy.label) in text for text, copy in zip(found, Copy, strict=True)] == [
        True
    ] * 4
    event = Event.objects.get(action="firs.printed")
    assert (event.actor_id, event.target, event.detail) == (
        *(cast.bilal.pk, str(fir)),
        {"language": "en"},
    )
    assert str(cast.bilal.pk) == str(Paper.objects.get().issued_by_id)


def test_printed_again_it_is_the_same_paper(cast, now):
    """Its code stays; the other language, or a row that was still empty, is another paper."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now, language="en")
    browser = cast.client(cast.bilal)
    first, again = (code_on(printed(browser, fir).content) for _nth in range(2))
    assert first == again
    urdu = code_on(printed(browser, fir, language="ur").content)
    assert code_on(printed(browser, fir, language="xx").content) == first
    moment = timezone.now()
    investigating.depart(by=cast.bilal, fir=fir, left_at=moment, officer="ASI", at=moment)
    departed = code_on(printed(browser, fir).content)
    assert len({first, urdu, departed}) == 3
    for code in (first, urdu, departed):
        assert fir.number in checked(code)


def test_a_draft_is_not_printed(cast, now):
    """It has no number yet."""
    draft = make_draft(cast.kohsar, cast.bilal, at=now)
    assert printed(cast.client(cast.bilal), draft).status_code == 404


def test_a_sealed_one(cast, now):
    """The named print it; its check says only that it was issued, from the moment of the seal."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now, language="en")
    code = code_on(printed(cast.client(cast.bilal), fir).content)
    assert "Kohsar" in checked(code)
    sealing.seal(by=cast.ayesha, fir=fir, sealed_as="informant", at=now)
    assert Paper.objects.get().is_withheld
    assert fir.number not in checked(code)
    assert printed(cast.client(cast.ayesha), fir).status_code == 200
    assert printed(cast.client(cast.bilal), fir).status_code == 404
    sealing.lift(by=cast.dania, fir=fir, at=now)
    assert fir.number in checked(code)
    child = make_fir(cast.kohsar, cast.bilal, at=now, language="en", parts=[victim(age=9)])
    sealed = printed(cast.client(cast.bilal), child)
    assert sealed.status_code == 200
    assert "Zulaikha" not in checked(code_on(sealed.content))
    assert child.number not in checked(code_on(sealed.content))


# --- The informant's copy ---


def test_the_informants_own_copy(cast, now):
    """The fourth, with a code that anybody can check; nobody of the police issued it."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now, language="en")
    answer = shown(fir).post(COPY)
    assert answer["Content-Disposition"].startswith("attachment;")
    (text,) = pages(answer.content)
    assert squeezed(Copy.FOURTH.label) in text
    assert not any(squeezed(copy.label) in text for copy in Copy if copy != Copy.FOURTH)
    assert fir.number in checked(code_on(answer.content))
    paper = Paper.objects.get()
    assert (paper.issued_by, paper.is_withheld) == (None, False)
    assert Event.objects.get(action="firs.own_copied").actor_id is None
    assert code_on(printed(cast.client(cast.bilal), fir).content) == paper.shown_code


def test_the_copy_of_whoever_is_signed_in(cast, now):
    """He took it himself, and the log says so."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    citizen = make_citizen()
    browser = cast.client(citizen)
    browser.post(reverse("firs:mine_open", args=[fir.pk]))
    assert browser.post(COPY).status_code == 200
    assert Paper.objects.get().issued_by == citizen
    assert Event.objects.get(action="firs.own_copied").actor_id == citizen.pk


def test_an_arrest_changes_no_copy(cast, now):
    """What happens to the accused is the case's, not the FIR's."""
    officer = make_io(cast)
    fir = make_case(cast.kohsar, cast.ayesha, officer, at=now, language="en", parts=[accused()])
    before = code_on(shown(fir).post(COPY).content)
    custody.arrest(
        by=officer, fir=fir, accused=fir.accused_rows.get(), arrested_at=now, place="Faizabad",
        before_because="", told_whom="", at=now,
    )  # fmt: skip
    assert code_on(printed(cast.client(cast.ayesha), fir).content) == before

"""The informant's own FIR: one proof, one answer to whoever has none, and what he may read."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts import texts
from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from complaints.models import Channel, Complaint
from firs import actions, custody, investigating, own, reporting, sealing
from firs.limits import LIMITS
from firs.models import FIR, EntryKind, State, Statement
from firs.telling import TOLD
from notifications.models import Text
from stations.models import Station
from tests.cast import make_officer
from tests.complaints.complaint_scenes import COMPLAINANT, make_complaint, make_io
from tests.firs.fir_scenes import (
    accused,
    make_case,
    make_draft,
    make_fir,
    sections,
    thing,
    victim,
    witness,
)

pytestmark = pytest.mark.django_db

OWN, CODE, STATUS, COPY, LEAVE = (
    reverse(f"firs:{name}") for name in ("own", "own_code", "own_status", "own_copy", "own_leave")
)
MINE = reverse("firs:mine")
PHONE, OTHER_PHONE = "03005550177", "03215550777"


@pytest.fixture(autouse=True)
def _demonstration(settings):
    """Codes are kept where a test can read them."""
    settings.DEMO = True


def ask(browser: Client, fir: FIR | str, phone: str = PHONE, **given):
    """Send the number and the phone."""
    number = fir if isinstance(fir, str) else fir.number
    station = "ISB-KSR" if isinstance(fir, str) else fir.station.code
    form = {"number": number, "year": timezone.localdate().year, "phone": phone, **given}
    return browser.post(f"{OWN}?station={station}", form)


def code_to(phone: str = PHONE) -> str:
    return re.search(r"\d{6}", texts.last_to(phone))[0]


def shown(fir: FIR, phone: str = PHONE) -> Client:
    """A browser in which the FIR was proven."""
    browser = Client()
    assert ask(browser, fir, phone)["Location"] == CODE
    assert browser.post(CODE, {"code": code_to(phone)})["Location"] == STATUS
    return browser


def words(page) -> str:
    """The page less what differs from one sending to the next."""
    body = page.content.decode()
    body = re.sub(r'X-CSRFToken": "\w+', "", body)
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)


# --- One thing at a time ---


def test_from_the_district_to_the_code(cast, now):
    """District, station, number and phone, code; looking is recorded of nobody."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    browser = Client()
    district = cast.kohsar.circle.district
    assert district.name in browser.get(OWN).text
    stations = browser.get(OWN, {"district": district.code})
    assert f"{OWN}?station={cast.kohsar.code}" in stations.text
    assert cast.clifton.name not in stations.text
    page = browser.get(OWN, {"station": cast.kohsar.code})
    assert f'value="{timezone.localdate().year}"' in page.text
    assert ask(browser, fir)["Location"] == CODE
    assert code_to() in browser.get(CODE).text
    assert browser.post(CODE, {"code": code_to()})["Location"] == STATUS
    page = browser.get(STATUS)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    event = Event.objects.get(action="firs.own_opened")
    assert (event.target, event.actor_id) == (str(fir), None)


def test_nothing_of_an_address_that_was_made_up(cast):
    """It leads to the first question."""
    for query in ({"station": "x"}, {"district": "x"}, {"station": "", "number": "1/26"}):
        page = Client().get(OWN, query)
        assert page.status_code == 200
        assert 'name="district"' in page.text
    assert Client().post(f"{OWN}?station=x")["Location"] == OWN
    for address in (STATUS, CODE):
        assert Client().get(address)["Location"] == OWN
    assert Client().post(COPY)["Location"] == OWN


@pytest.mark.parametrize("typed", ["{0}", "{0}/{1}", "{0}/20{1}", " {0} / {1} ", "۱/{1}"])
def test_the_number_however_it_is_typed(cast, now, typed):
    """With the year behind it, without, in Urdu figures: it is the same FIR."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    number = typed.format(fir.serial, f"{now:%y}")
    browser = Client()
    assert ask(browser, number)["Location"] == CODE
    assert texts.last_to(PHONE)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"number": "x"}, "in figures"),
        ({"number": ""}, "required"),
        ({"number": "1/x"}, "in figures"),
        ({"number": "1", "year": "2999"}, "still to come"),
        ({"year": "12"}, "greater than or equal"),
        ({"phone": "12"}, "phone number such as"),
    ],
)
def test_what_cannot_be_a_number(cast, given, said):
    """It is said beside the field, and nothing is sent."""
    page = ask(Client(), "1/26", **given)
    assert page.status_code == 422
    assert said in page.text
    assert not Text.objects.exists()


# --- One answer ---


def test_nobody_learns_whether_there_is_such_an_fir(cast, now, settings):
    """No number, wrong phone, another station, sealed, hidden, a draft: the same to the letter."""
    plain = make_fir(cast.kohsar, cast.bilal, at=now)
    sealed = make_fir(cast.kohsar, cast.bilal, at=now, parts=[victim(age=9)])
    hidden = make_fir(cast.kohsar, cast.bilal, at=now, is_identity_hidden=True)
    draft = make_draft(cast.kohsar, cast.bilal, at=now)
    assert (sealed.is_sealed, draft.serial) == (True, None)
    year = f"{now:%y}"
    tries = [
        (cast.kohsar.code, plain.number, PHONE),
        (cast.kohsar.code, plain.number, OTHER_PHONE),
        (cast.kohsar.code, sealed.number, PHONE),
        (cast.kohsar.code, hidden.number, PHONE),
        (cast.kohsar.code, hidden.number, OTHER_PHONE),
        (cast.kohsar.code, f"999/{year}", PHONE),
        (cast.margalla.code, plain.number, PHONE),
    ]
    bodies = set()
    for station, number, phone in tries:
        settings.DEMO = True
        cache.clear()
        browser = Client()
        form = {"number": number, "year": timezone.localdate().year, "phone": phone}
        page = browser.post(f"{OWN}?station={station}", form)
        assert (page.status_code, page["Location"]) == (302, CODE)
        settings.DEMO = False
        for answer in (browser.get(CODE), browser.post(CODE, {"code": "000000"})):
            bodies.add(words(answer).replace(phone, "PHONE"))
    assert len(bodies) == 2
    assert not Event.objects.filter(action__startswith="firs.own").exists()


def test_no_page_waits_for_the_gateway(cast, now, settings):
    """As much is asked of the database whatever was wrong as when nothing was."""
    settings.DEMO, settings.TEXT_GATEWAY_URL = False, "https://gateway.example/"
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    sealed = make_fir(cast.kohsar, cast.bilal, at=now, parts=[victim(age=9)])
    Text.objects.all().delete()
    tries = ((fir, OTHER_PHONE), ("999/26", PHONE), (sealed, OTHER_PHONE), (fir, PHONE))
    done = set()
    for which, phone in tries:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert ask(Client(), which, phone)["Location"] == CODE
        done.add(len([one for one in queries if "notifications_text" not in one["sql"]]))
    assert len(done) == 1
    text = Text.objects.get()
    assert (text.phone, text.sent_at) == (PHONE, None)


def test_a_stranger_cannot_use_the_code(cast, now):
    """Asked in another browser, or with another phone, it opens nothing; it opens once."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    browser = Client()
    ask(browser, fir)
    code = code_to()
    stranger = Client()
    assert stranger.post(CODE, {"code": code})["Location"] == OWN
    ask(stranger, fir, OTHER_PHONE)
    assert stranger.post(CODE, {"code": code}).status_code == 422
    assert browser.post(CODE, {"code": f"{(int(code) + 1) % 10**6:06d}"}).status_code == 422
    assert browser.post(CODE, {"code": code})["Location"] == STATUS
    assert browser.post(CODE, {"code": code})["Location"] == OWN
    assert stranger.get(f"{CODE}?again")["Location"] == OWN


def test_codes_are_rationed(cast, now):
    """By number and by phone, right or not; complaints and FIRs count for one phone together."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    for _nth in range(3):
        assert ask(Client(), fir, OTHER_PHONE).status_code == 302
    assert "Too many tries" in ask(Client(), fir, OTHER_PHONE).text
    assert "Too many tries" in ask(Client(), fir).text
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert ask(Client(), fir).status_code == 302
    complaint = make_complaint(cast.kohsar, phone=PHONE, at=now)
    track = reverse("complaints:track_code")
    for _nth in range(3):
        Client().post(track, {"e_tag": complaint.e_tag, "phone": PHONE})
    other = make_fir(cast.margalla, cast.chaudhry, at=now)
    assert "Too many codes" in ask(Client(), other).text


def test_the_proof_is_good_for_half_an_hour(cast, now):
    """Or until it is left, by its own button or in a hurry; the session has a new key."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    browser = Client()
    ask(browser, fir)
    before = browser.cookies[settings.SESSION_COOKIE_NAME].value
    browser.post(CODE, {"code": code_to()})
    planted = Client()
    planted.cookies[settings.SESSION_COOKIE_NAME] = before
    assert planted.get(STATUS)["Location"] == OWN
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assert browser.get(STATUS).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert browser.get(STATUS)["Location"] == OWN
        assert browser.post(COPY)["Location"] == OWN
    cache.clear()
    for address in (LEAVE, reverse("complaints:leave")):
        cache.clear()
        browser = shown(fir)
        assert browser.get(STATUS).status_code == 200
        browser.post(address)
        assert browser.get(STATUS)["Location"] == OWN


# --- Sealed, and hidden ---


@pytest.mark.parametrize(
    "secret", [{"parts": [victim(age=9)]}, {"under": ("ppc-376",)}, {"is_identity_hidden": True}]
)
def test_some_are_spoken_of_at_the_station_only(cast, now, secret):
    """Whoever holds the phone reads that, and nothing else: no state, no name, no copy."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now, **secret)
    assert fir.is_withheld
    browser = shown(fir)
    page = browser.get(STATUS)
    assert "in person only" in page.text
    assert cast.kohsar.name in page.text
    for word in (fir.number, fir.name, fir.offence, fir.state_label, "Zulaikha", "Registered"):
        assert word not in page.text
    assert browser.post(COPY)["Location"] == STATUS
    citizen = make_citizen()
    assert fir.number not in cast.client(citizen).get(MINE).text
    opened = cast.client(citizen).post(reverse("firs:mine_open", args=[fir.pk]))
    assert opened.status_code == 404


def test_sealed_while_it_is_read(cast, now):
    """From that moment the page says nothing more."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    browser = shown(fir)
    assert fir.number in browser.get(STATUS).text
    sealing.seal(by=cast.ayesha, fir=fir, sealed_as="informant", at=now)
    assert fir.number not in browser.get(STATUS).text
    assert browser.post(COPY)["Location"] == STATUS


# --- What he reads ---


def test_nothing_of_the_polices_own(cast, now):
    """No diary, statement, witness or accused, no reason for a delay, no place of an arrest."""
    io = make_io(cast)
    User.objects.filter(pk=io.pk).update(phone="03335550222")
    parts = [
        accused("Secret-Accused", phone="03215550666"),
        accused("Secret-Other"),
        witness("Secret-Witness"),
        thing("Secret-Thing"),
    ]
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=parts)
    first, second = fir.accused_rows.order_by("pk")
    investigating.write_case_diary(by=io, fir=fir, place="Secret-Place", words="Secret", at=now)
    said = Statement(kind="161", witness=fir.witnesses.get(), words="Secret-Statement")
    investigating.record_statement(by=io, fir=fir, statement=said, at=now)
    investigating.find(by=io, fir=fir, thing=fir.stolen_things.get(), where="Secret-Shop", at=now)
    custody.arrest(
        by=io, fir=fir, accused=first, arrested_at=now, place="Secret-House", before_because="",
        told_whom="Secret-Brother", at=now,
    )  # fmt: skip
    custody.abscond(by=io, fir=fir, accused=second, words="Secret-Flight", at=now)
    late = fir.report_due_at + timedelta(hours=1)
    reporting.explain_delay(by=io, fir=fir, words="Secret-Delay", at=late)
    body = shown(fir).get(STATUS).text
    assert "Secret" not in body
    for number in ("03215550666", fir.cnic, fir.phone, fir.narrative, fir.address):
        assert number not in body
    for told in ("An arrest was made", "Property was found", io.name, "03335550222", "registered"):
        assert told in body


def test_every_step_that_is_told_has_its_words(cast, now):
    """In both languages; whatever is not in the list is silent."""
    io = make_io(cast)
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now)
    for kind in EntryKind:
        fir.entries.create(kind=kind, made_at=now, made_by=io, words="Secret", officer=io)
    page = own.page_of(fir, at=now)
    told = own.timeline(page)
    # Besides those of making the case.
    assert len(told) == len(TOLD) + 2
    for language in ("en", "ur"):
        with translation.override(language):
            for step in own.timeline(page):
                assert step.title
                assert "Secret" not in step.title + step.text


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.REGISTERED, "gives it to an investigation officer"),
        (State.INVESTIGATION, "investigates. The report to the court is due by"),
        (State.INTERIM, "investigates."),
        (State.COMPLETE, "It is on its way"),
        (State.INCOMPLETE, "It is on its way"),
        (State.CHALLAN_512, "It is on its way"),
        (State.UNTRACED, "not closed: it is looked at again every fortnight, the next time by"),
        (State.CANCELLATION, "ask the court to cancel"),
        (State.CANCELLED, "has ordered that the case is cancelled"),
        (State.TRANSFERRED, "given to another office"),
        (State.IN_COURT, "before the court"),
        (State.DECIDED, "The court has decided"),
    ],
)
def test_a_sentence_for_every_state(cast, now, state, said):
    """What happens now, and where in the four steps it stands."""
    fir = FIR(
        station=cast.kohsar, state=state, registered_at=now, year=now.year, serial=1,
        report_due_at=now + timedelta(days=14), review_due_on=timezone.localdate(now),
        investigator=None if state == State.REGISTERED else make_io(cast),
    )  # fmt: skip
    page = own.Page(fir, [], now)
    assert said in page.now_words
    assert "%" not in page.now_words + page.then_words
    assert [step["state"] for step in page.steps].count("now") <= 1
    late = own.Page(fir, [], now + timedelta(days=15))
    if state == State.UNTRACED:
        assert late.now_words.endswith("looked at again every fortnight.")
    if state in (State.INVESTIGATION, State.INTERIM):
        assert ("is late" in late.now_words, late.tone) == (True, "warn")
    assert set(State) - {State.DRAFT, State.DISCARDED} >= {state}


def test_untraced_and_cancelled_are_explained(cast, now):
    """What it means, and what he can do: tell a clue, or object before the magistrate."""
    io = make_io(cast)
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now)
    made = {"by": io, "fir": fir, "accused": [], "words": "As found.", "at": now}
    reporting.make(kind="untraced", cancelled_as="", **made)
    reporting.sign(by=cast.ayesha, fir=fir, report=fir.reports.get(), at=now)
    browser = shown(fir)
    page = browser.get(STATUS).text
    for word in ("Nobody was found so far", "every fortnight", "one clue is", "As found"):
        assert (word in page) == (word != "As found")
    reporting.reopen(by=cast.ayesha, fir=fir, words="Secret", at=now + timedelta(minutes=1))
    later = now + timedelta(minutes=2)
    reporting.make(kind="cancellation", cancelled_as="B", **{**made, "at": later})
    proposed = fir.reports.get(kind="cancellation")
    reporting.sign(by=cast.ayesha, fir=fir, report=proposed, at=later)
    page = browser.get(STATUS).text
    for word in ("propose to cancel", "Only a magistrate", "If you do not agree"):
        assert word in page
    assert "B: false" not in page
    assert reverse("complaints:start") in page
    reporting.reach_court(
        by=cast.bilal, fir=fir, report=proposed, reached_at=later, court="Magistrate 30", at=later
    )
    at = later + timedelta(minutes=1)
    reporting.order_cancellation(
        by=cast.ayesha, fir=fir, report=proposed, is_approval=False, order_no="Secret", at=at
    )
    page = browser.get(STATUS).text
    assert "did not agree that the case is cancelled" in page
    assert "Secret" not in page


def test_in_urdu(cast, now):
    """The whole way."""
    fir = make_case(cast.kohsar, cast.ayesha, make_io(cast), at=now)
    browser = Client()
    browser.cookies["django_language"] = "ur"
    for address in (OWN, f"{OWN}?station={cast.kohsar.code}"):
        assert 'dir="rtl"' in browser.get(address).text
    ask(browser, fir)
    browser.post(CODE, {"code": code_to()})
    page = browser.get(STATUS).text
    assert cast.kohsar.name_ur in page
    assert f'<bdi dir="ltr">{fir.number}</bdi>' in page


# --- From the complaint, and signed in ---


def _tracked(complaint: Complaint) -> str:
    browser = Client()
    browser.post(
        reverse("complaints:track"), {"e_tag": complaint.e_tag, "digits": complaint.phone[-6:]}
    )
    return browser.get(reverse("complaints:tracked")).text


def _converted(cast, complaint: Complaint, at) -> FIR:
    draft = actions.draft_from(by=cast.ayesha, complaint=complaint, late_because="", at=at)
    draft = actions.change(
        by=cast.ayesha, fir=draft, seen=draft.changed_at, sections=sections("ppc-379"), parts=[],
        gone=[], address="F-7", at=at,
    )  # fmt: skip
    return actions.register(
        by=cast.ayesha, fir=draft, seen=draft.changed_at, signed_as="thumb", despatched_at=None,
        at=at,
    )  # fmt: skip


def test_the_complaint_leads_to_its_fir(cast, now):
    """With the number filled in; the digits of the complaint are not enough for the FIR."""
    complaint = make_complaint(cast.kohsar, at=now)
    assert OWN not in _tracked(complaint)
    fir = _converted(cast, complaint, now)
    address = own.address_for(complaint)
    assert address.replace("&", "&amp;") in _tracked(complaint)
    page = Client().get(address)
    assert f'value="{fir.number}"' in page.text
    assert Client().get(STATUS)["Location"] == OWN
    assert "FIR" in shown(fir, COMPLAINANT["phone"]).get(STATUS).text
    sealing.seal(by=cast.ayesha, fir=fir, sealed_as="informant", at=now)
    assert own.address_for(complaint) == ""


def make_citizen(phone: str = PHONE) -> User:
    """Somebody who signs in by a code to this phone."""
    user = make_officer(phone, Role.CITIZEN)
    User.objects.filter(pk=user.pk).update(phone=phone, signs_in_by_phone=True)
    user.refresh_from_db()
    return user


def test_my_firs(cast, now):
    """Those of the phone by which one signs in, and no others; opened without a code."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    others = make_fir(cast.kohsar, cast.bilal, at=now, phone=OTHER_PHONE)
    make_draft(cast.kohsar, cast.bilal, at=now)
    citizen = make_citizen()
    browser = cast.client(citizen)
    page = browser.get(MINE)
    assert [one.pk for one in page.context["page"]] == [fir.pk]
    assert browser.post(reverse("firs:mine_open", args=[fir.pk]))["Location"] == STATUS
    assert fir.number in browser.get(STATUS).text
    assert Event.objects.get(action="firs.own_opened").actor_id == citizen.pk
    assert browser.post(reverse("firs:mine_open", args=[others.pk])).status_code == 404
    # A phone that somebody typed into his account proves nothing.
    User.objects.filter(pk=cast.ehsan.pk).update(phone=OTHER_PHONE)
    assert list(cast.client(cast.ehsan).get(MINE).context["page"]) == []


def test_an_officer_is_nobody_on_these_pages(cast, now):
    """Who reads of his own FIR with his browser signed in is not found in the log by it."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    browser = cast.client(cast.chaudhry)
    ask(browser, fir)
    browser.post(CODE, {"code": code_to()})
    assert browser.get(STATUS).status_code == 200
    assert Event.objects.get(action="firs.own_opened").actor_id is None


# --- By message ---


def messages_of(fir: FIR) -> list[str]:
    return [one.words for one in Text.objects.filter(phone=fir.phone).order_by("pk")]


def _all_steps(cast, fir: FIR, io: User, at) -> None:
    """Everything an informant hears of by message, one after the other."""
    investigating.find(by=io, fir=fir, thing=fir.stolen_things.get(), where="Shop", at=at)
    one = fir.accused_rows.get()
    made = {"by": io, "fir": fir, "cancelled_as": "", "words": "As found."}
    reporting.make(kind="complete", accused=[one], at=at, **made)
    report = fir.reports.get()
    reporting.sign(by=cast.ayesha, fir=fir, report=report, at=at)
    reporting.reach_court(
        by=cast.bilal, fir=fir, report=report, reached_at=at, court="Sessions", at=at
    )


def test_what_is_told_by_message(cast, now):
    """Registered, marked, found, in court; never about what."""
    io = make_io(cast)
    parts = [accused(), thing("Gold bangles")]
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=parts, language="en")
    _all_steps(cast, fir, io, now)
    said = messages_of(fir)
    assert [re.split(r"[:.]", one)[0] for one in said] == [
        "Your FIR is registered",
        f"Your FIR {fir.number} of Kohsar is investigated by Nadeem",
        f"Your FIR {fir.number} of Kohsar",
        f"Your FIR {fir.number} of Kohsar",
    ]
    assert "property was found" in said[2]
    assert "challan was sent to the court" in said[3]
    for word in ("Theft", "bangles", "Asif", "379", "Street", fir.name):
        assert word not in " ".join(said)


def test_untraced_and_cancelled_are_told(cast, now, settings):
    """With the way to the page, where a deployment has an address."""
    settings.PUBLIC_URL = "https://caspp.example"
    io = make_io(cast)
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now, language="en")
    made = {"by": io, "fir": fir, "accused": [], "words": "As found."}
    reporting.make(kind="untraced", cancelled_as="", at=now, **made)
    reporting.sign(by=cast.ayesha, fir=fir, report=fir.reports.get(), at=now)
    reporting.reopen(by=cast.ayesha, fir=fir, words="A clue", at=now)
    reporting.make(kind="cancellation", cancelled_as="C", at=now, **made)
    proposed = fir.reports.get(kind="cancellation")
    reporting.sign(by=cast.ayesha, fir=fir, report=proposed, at=now)
    untraced, cancelled = messages_of(fir)[2:]
    assert "nobody was found so far" in untraced
    assert "tell the court" in cancelled
    assert untraced.endswith(f"https://caspp.example{OWN}")


@pytest.mark.parametrize("secret", [{"is_identity_hidden": True}, {"under": ("ppc-376",)}])
def test_nothing_is_sent_of_what_is_withheld(cast, now, secret):
    """Whoever takes the phone up learns nothing."""
    io = make_io(cast)
    parts = [accused(), thing()]
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=parts, **secret)
    _all_steps(cast, fir, io, now)
    assert messages_of(fir) == []


@pytest.mark.parametrize(
    ("given", "is_told"),
    [
        ({}, True),
        ({"may_text": False}, False),
        ({"category": "domestic"}, False),
        ({"channel": Channel.ONLINE, "phone_proven_at": None}, False),
    ],
)
def test_who_wanted_no_message_as_a_complainant_gets_none(cast, now, given, is_told):
    """Nor does whoever must not be found out, nor a phone that nobody proved."""
    complaint = make_complaint(cast.kohsar, at=now, **given)
    fir = _converted(cast, complaint, now)
    before = len(messages_of(fir))
    investigating.assign(by=cast.ayesha, fir=fir, officer=make_io(cast), because="", at=now)
    assert (len(messages_of(fir)) > before) == is_told


def test_limits_are_in_one_place(cast, now, monkeypatch):
    """Copies as well: each is a paper that is set anew."""
    monkeypatch.setitem(LIMITS, "copy", "2/h/ip")
    fir = make_fir(cast.kohsar, cast.bilal, at=now)
    browser = shown(fir)
    for _nth in range(2):
        assert browser.post(COPY)["Content-Type"] == "application/pdf"
    assert browser.post(COPY)["Location"] == STATUS
    assert "Too many copies" in browser.get(STATUS).text
    assert Station.objects.filter(pk=fir.station_id).exists()

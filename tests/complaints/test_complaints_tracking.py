"""The complainant's pages: two proofs, one answer to whoever has none, and what may be said."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import requests
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts import texts
from accounts.models import User
from accounts.roles import Role
from accounts.seals import Seal
from audit.models import Event
from complaints import actions, sealing, telling, tracking
from complaints.attachments import MOST_FILES, Attachment
from complaints.limits import LIMITS
from complaints.models import Channel, Complaint, Entry, EntryKind, Respondent, State
from notifications.models import Text
from stations.models import Station
from tests.cast import make_officer
from tests.complaints.complaint_scenes import COMPLAINANT, make_complaint, make_io, make_sdpo

pytestmark = pytest.mark.django_db

TRACK, CODE, TRACKED = (
    reverse(f"complaints:{name}") for name in ("track", "track_code", "tracked")
)
ANSWER, FILE, OBJECT, RATE, LEAVE = (
    reverse(f"complaints:tracked_{name}") for name in ("answer", "file", "object", "rate", "leave")
)
MINE = reverse("complaints:mine")
PHONE_TAIL, CNIC_TAIL = COMPLAINANT["phone"][-6:], COMPLAINANT["cnic"][-6:]
CLOSE = {"reason": "no_evidence", "words": "A matter of the family court.", "late_because": ""}


@pytest.fixture(autouse=True)
def _demonstration(settings):
    """Codes are kept where a test can read them."""
    settings.DEMO = True


def _show(browser: Client, e_tag: str, digits: str = PHONE_TAIL):
    return browser.post(TRACK, {"e_tag": e_tag, "digits": digits})


def shown(complaint: Complaint) -> Client:
    """A browser in which the complaint was proven."""
    browser = Client()
    assert _show(browser, complaint.e_tag)["Location"] == TRACKED
    return browser


def _words(page) -> str:
    """The page less what differs from one sending to the next."""
    body = page.content.decode()
    body = re.sub(r'X-CSRFToken": "\w+', "", body)
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)


def _code_to(phone: str) -> str:
    return re.search(r"\d{6}", texts.last_to(phone))[0]


def _whole(e_tag: str) -> str:
    """Another number whose check digit is right."""
    other = actions.numbers.with_check_digit(f"{e_tag[:6]}{int(e_tag[7:14]) + 7:07d}")
    return f"{other[:6]}-{other[6:]}"


def _picture() -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "red").save(drawn, "PNG")
    return SimpleUploadedFile("../../door.png", drawn.getvalue(), content_type="image/png")


# --- The last digits ---


@pytest.mark.parametrize("digits", [PHONE_TAIL, CNIC_TAIL, "۵۵۰۱۹۹", " 550-199 "])
def test_phone_or_card(cast, now, digits):
    """The end of either number opens the page; looking is recorded."""
    complaint = make_complaint(cast.kohsar, at=now)
    browser = Client()
    assert _show(browser, complaint.e_tag, digits)["Location"] == TRACKED
    page = browser.get(TRACKED)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    event = Event.objects.get(action="complaints.tracked")
    assert (event.target, event.actor_id) == (complaint.e_tag, None)


def test_number_however_it_is_typed(cast, now):
    """Spaces, no dash, Urdu digits: it is the same number."""
    tag = make_complaint(cast.kohsar, at=now).e_tag
    urdu = tag.translate({ord(str(value)): digit for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")})
    for typed in (tag.replace("-", ""), f" {tag[:6]} {tag[7:]} ", urdu):
        assert _show(Client(), typed)["Location"] == TRACKED


def test_slip_of_the_pen(cast, now):
    """A wrong digit is told by the number itself, and what was typed is still there."""
    tag = make_complaint(cast.kohsar, at=now).e_tag
    wrong = tag[:-1] + str((int(tag[-1]) + 1) % 10)
    page = _show(Client(), wrong)
    assert page.status_code == 422
    assert "digit that does not fit" in page.content.decode()
    assert f'value="{wrong}"' in page.content.decode()
    for typed in ("", "12", tag + "1", f"x{tag}"):
        assert _show(Client(), typed).status_code == 422
    for digits in ("199", "0199", "50199"):
        assert "last six digits" in _show(Client(), tag, digits).content.decode()


def test_one_answer_for_whatever_is_wrong(cast, now):
    """No such number, wrong digits, hidden, sealed, about the police: the same to the letter."""
    plain = make_complaint(cast.kohsar, at=now)
    hidden = make_complaint(cast.kohsar, is_identity_hidden=True, at=now)
    sealed = make_complaint(cast.kohsar, category="sexual", at=now)
    family = make_complaint(cast.kohsar, category="domestic", at=now)
    police = make_complaint(cast.kohsar, category="bribe", at=now)
    assert police.is_above_station
    nobodys = make_complaint(cast.kohsar, phone="", cnic="", at=now)
    assert sealed.is_sealed
    tries = [
        (plain.e_tag, "000000"),
        (_whole(nobodys.e_tag), "000000"),
        (hidden.e_tag, PHONE_TAIL),
        (sealed.e_tag, CNIC_TAIL),
        (family.e_tag, PHONE_TAIL),
        (police.e_tag, PHONE_TAIL),
        (nobodys.e_tag, "000000"),
    ]
    bodies = set()
    for tag, digits in tries:
        page = _show(Client(), tag, digits)
        assert page.status_code == 422
        bodies.add(_words(page).replace(tag, "TAG").replace(f'value="{digits}"', ""))
    (body,) = bodies
    assert "No complaint has this number with these digits." in body
    assert CODE in body
    assert not Event.objects.filter(action="complaints.tracked").exists()


def test_tries_are_counted_by_number_and_by_digits(cast, now):
    """Neither many digits for one number, nor many numbers for the digits of one person."""
    complaint = make_complaint(cast.kohsar, at=now)
    for nth in range(10):
        assert "these digits" in _show(Client(), complaint.e_tag, f"{nth:06d}").content.decode()
    assert "Too many tries" in _show(Client(), complaint.e_tag).content.decode()
    tag = complaint.e_tag
    for _nth in range(9):
        tag = _whole(tag)
        _show(Client(), tag, "777777")
    for again in ("these digits", "Too many tries"):
        tag = _whole(tag)
        assert again in _show(Client(), tag, "777777").content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert _show(Client(), complaint.e_tag)["Location"] == TRACKED


def _tried(e_tag: str, times: int, first: int = 0) -> None:
    for nth in range(first, first + times):
        assert "these digits" in _show(Client(), e_tag, f"{nth:06d}").content.decode()


def test_after_twenty_tries_of_a_day_the_code_is_the_way(cast, now):
    """Whoever has all day does not guess a number; what was right does not count."""
    complaint = make_complaint(cast.kohsar, at=now)
    assert _show(Client(), complaint.e_tag)["Location"] == TRACKED
    start = timezone.now()
    _tried(complaint.e_tag, 9)
    with time_machine.travel(start + timedelta(minutes=16)):
        _tried(complaint.e_tag, 10, first=10)
    with time_machine.travel(start + timedelta(minutes=32)):
        _tried(complaint.e_tag, 1, first=20)
        page = _show(Client(), complaint.e_tag).content.decode()
        assert "Too many tries" in page
        assert "police station" not in page
        browser = Client()
        browser.post(CODE, {"e_tag": complaint.e_tag, "phone": complaint.phone})
        assert browser.post(CODE, {"code": _code_to(complaint.phone)})["Location"] == TRACKED
    with time_machine.travel(start + timedelta(hours=25)):
        assert _show(Client(), complaint.e_tag)["Location"] == TRACKED


def test_one_address_has_so_many_tries_of_a_day(cast, now, monkeypatch):
    """Nor does it go through the numbers one by one."""
    monkeypatch.setitem(LIMITS, "wrong_digits", "20/d/key,3/d/ip")
    complaint = make_complaint(cast.kohsar, at=now)
    tag = complaint.e_tag
    for nth in range(3):
        tag = _whole(tag)
        assert "these digits" in _show(Client(), tag, f"{nth:06d}").content.decode()
    assert "Too many tries" in _show(Client(), complaint.e_tag).content.decode()
    other = Client(REMOTE_ADDR="203.0.113.7")
    assert _show(other, complaint.e_tag)["Location"] == TRACKED


def test_proof_changes_the_key_of_the_session(cast, now):
    """Whoever planted the key before, or knows it, does not see what is shown from now on."""
    complaint = make_complaint(cast.kohsar, at=now)
    browser = Client()
    browser.post(CODE, {"e_tag": complaint.e_tag, "phone": "03215550777"})
    before = browser.cookies[settings.SESSION_COOKIE_NAME].value
    _show(browser, complaint.e_tag)
    assert browser.get(TRACKED).status_code == 200
    planted = Client()
    planted.cookies[settings.SESSION_COOKIE_NAME] = before
    assert planted.get(TRACKED)["Location"] == TRACK


# --- The code ---


@pytest.mark.parametrize(
    "hidden",
    [
        {"is_identity_hidden": True},
        {"category": "sexual"},
        {"category": "domestic"},
        {"category": "bribe"},
    ],
)
def test_code_opens_what_digits_do_not(cast, now, hidden):
    """A code to the phone opens it, once."""
    complaint = make_complaint(cast.kohsar, at=now, **hidden)
    browser = Client()
    asked = browser.post(CODE, {"e_tag": complaint.e_tag, "phone": "0300 5550199"})
    assert asked["Location"] == CODE
    code = _code_to(complaint.phone)
    assert code in browser.get(CODE).content.decode()
    wrong = browser.post(CODE, {"code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert wrong.status_code == 422
    assert browser.post(CODE, {"code": code})["Location"] == TRACKED
    assert browser.get(TRACKED).status_code == 200
    assert browser.post(CODE, {"code": code})["Location"] == CODE
    assert 'name="phone"' in browser.get(CODE).content.decode()


def test_nobody_learns_whether_a_code_was_sent(cast, now, settings):
    """Right phone, wrong phone, no such number: the same page, and the same answer to a code."""
    complaint = make_complaint(cast.kohsar, category="sexual", at=now)
    phone, other = "03005550199", "03215550777"
    bodies = set()
    for tag, number in (
        (complaint.e_tag, phone),
        (complaint.e_tag, other),
        (_whole(complaint.e_tag), other),
    ):
        settings.DEMO = True
        browser = Client()
        browser.post(CODE, {"e_tag": tag, "phone": number})
        # Only a demonstration shows the message.
        settings.DEMO = False
        for page in (browser.get(CODE), browser.post(CODE, {"code": "000000"})):
            bodies.add(_words(page).replace(number, "PHONE"))
    assert len(bodies) == 2
    settings.DEMO = True
    assert texts.last_to(phone)
    assert not texts.last_to(other)


def test_no_page_waits_for_the_gateway(cast, now, settings, monkeypatch):
    """The worker sends the code: nobody learns by the time it takes whether one is sent."""
    settings.DEMO, settings.TEXT_GATEWAY_URL = False, "https://gateway.example/"
    asked = []
    monkeypatch.setattr(requests, "post", lambda *_args, **_kwargs: asked.append(1))
    complaint = make_complaint(cast.kohsar, may_text=False, at=now)
    done = []
    for number in ("03215550777", complaint.phone):
        with CaptureQueriesContext(connection) as queries:
            page = Client().post(CODE, {"e_tag": complaint.e_tag, "phone": number})
        assert page["Location"] == CODE
        done.append([one for one in queries if "notifications_text" not in one["sql"]])
    assert not asked
    assert len(done[0]) == len(done[1])
    text = Text.objects.get()
    assert (text.phone, text.sent_at) == (complaint.phone, None)
    assert re.search(r"\d{6}", text.words)


def test_a_wrong_phone_does_not_undo_the_code(cast, now):
    """Whoever asks with another phone meanwhile leaves the code of the right one as it is."""
    complaint = make_complaint(cast.kohsar, at=now)
    browser = Client()
    browser.post(CODE, {"e_tag": complaint.e_tag, "phone": complaint.phone})
    Client().post(CODE, {"e_tag": complaint.e_tag, "phone": "03215550777"})
    assert browser.post(CODE, {"code": _code_to(complaint.phone)})["Location"] == TRACKED


def test_gateway_that_is_away_tells_nothing(cast, now, settings):
    """Without a gateway it is said at once, to the right phone and to a wrong one."""
    settings.DEMO = False
    complaint = make_complaint(cast.kohsar, at=now)
    bodies = set()
    for number in ("03005550199", "03215550777"):
        browser = Client()
        page = browser.post(CODE, {"e_tag": complaint.e_tag, "phone": number}, follow=True)
        bodies.add(_words(page).replace(number, "PHONE"))
    (body,) = bodies
    assert "cannot send messages" in body


def test_codes_are_rationed(cast, now):
    """By number and by phone, right or not."""
    tag = make_complaint(cast.kohsar, at=now).e_tag
    for _nth in range(3):
        tag = _whole(tag)
        assert Client().post(CODE, {"e_tag": tag, "phone": "03215550777"}).status_code == 302
    page = Client().post(CODE, {"e_tag": _whole(tag), "phone": "03215550777"})
    assert "Too many tries" in page.content.decode()
    assert Client().post(CODE, {"e_tag": "1", "phone": "x"}).status_code == 422


def test_code_of_another_browser_is_worth_nothing(cast, now):
    """Whoever did not give the phone cannot use, or use up, the code that was sent to it."""
    complaint = make_complaint(cast.kohsar, at=now)
    Client().post(CODE, {"e_tag": complaint.e_tag, "phone": complaint.phone})
    code = _code_to(complaint.phone)
    stranger = Client()
    assert stranger.post(CODE, {"code": code})["Location"] == CODE
    stranger.post(CODE, {"e_tag": complaint.e_tag, "phone": "03215550777"})
    assert stranger.post(CODE, {"code": code}).status_code == 422
    assert stranger.get(f"{CODE}?again").status_code == 200
    assert stranger.get(TRACKED)["Location"] == TRACK


# --- The page ---


def test_proof_is_good_for_half_an_hour(cast, now):
    """Then the number is asked for again; so it is once the page was closed or left in a hurry."""
    complaint = make_complaint(cast.kohsar, at=now)
    browser = shown(complaint)
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assert browser.get(TRACKED).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert browser.get(TRACKED)["Location"] == TRACK
        assert browser.post(RATE, {"rating": 5})["Location"] == TRACK
    for away in (LEAVE, reverse("complaints:leave")):
        browser = shown(complaint)
        browser.post(CODE, {"e_tag": complaint.e_tag, "phone": complaint.phone})
        assert browser.post(away).status_code == 302
        assert browser.get(TRACKED)["Location"] == TRACK
        assert 'name="phone"' in browser.get(CODE).content.decode()


def test_page_shows_nothing_of_the_polices_own(cast, now):
    """No note, nobody named, no reason for a delay, nothing of another officer."""
    io = make_io(cast)
    User.objects.filter(pk=cast.ayesha.pk).update(name="Secret-Head")
    cast.ayesha.refresh_from_db()
    accused = Respondent(name="Secret-Accused", description="Secret-Scar", phone="03215550666")
    complaint = make_complaint(cast.kohsar, respondents=(accused,), at=now)
    other = make_complaint(cast.kohsar, name="Secret-Neighbour", at=now)
    actions.assign(by=cast.ayesha, complaint=complaint, officer=io, at=now)
    actions.note(by=io, complaint=complaint, words="Secret-Note", at=now)
    actions.call(by=io, complaint=complaint, answered="reached", words="Secret-Call", at=now)
    late = complaint.due_at + timedelta(hours=1)
    actions.explain_delay(by=io, complaint=complaint, words="Secret-Delay", at=late)
    actions.link(by=io, complaint=complaint, other=other, words="Secret-Link", at=now)
    body = shown(complaint).get(TRACKED).content.decode()
    assert "Secret" not in body
    assert other.e_tag not in body
    for number in (complaint.phone, complaint.cnic, accused.phone, complaint.details):
        assert number not in body
    assert io.name in body
    assert complaint.category.name in body


def test_sealed_page_is_discreet(cast, now):
    """Not even the heading says that it is a complaint, and what he wrote is not repeated."""
    complaint = make_complaint(cast.kohsar, category="sexual", at=now)
    browser = Client()
    session = browser.session
    session["proven complaint"] = [complaint.pk, (now + timedelta(minutes=9)).isoformat()]
    session.save()
    io = make_io(cast)
    actions.assign(by=cast.ayesha, complaint=complaint, officer=io, at=now)
    actions.ask(by=io, complaint=complaint, words="When may I call?", at=now)
    actions.answer(complaint=complaint, words="Brother-at-work", at=now)
    body = browser.get(TRACKED).content.decode()
    for word in (complaint.category.name, "Brother-at-work", complaint.details, complaint.name):
        assert word not in body
    assert re.search(r"<h1[^>]*>\s*Number", body)
    assert "When may I call?" in body


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": State.RECEIVED}, "given to an officer, who calls you by"),
        ({"state": State.RECEIVED, "may_call": False}, "given to an officer. You get an answer"),
        ({"state": State.ASSIGNED}, "Nadeem works on it and calls you by"),
        ({"state": State.ASSIGNED, "called_at": "now"}, "Nadeem works on it. You get an answer"),
        ({"state": State.ASSIGNED, "call_due_at": "past"}, "should have had a call"),
        ({"state": State.RECEIVED, "due_at": "past"}, "It is late"),
        ({"state": State.WAITING}, "waits for your answer"),
        ({"state": State.VERIFYING}, "asks whether you are satisfied"),
        ({"state": State.OBJECTED}, "A supervisor who did not decide it"),
        ({"state": State.CONVERTED}, "registers an FIR from your complaint"),
        ({"state": State.CONVERTED, "fir_no": "KSR-7"}, "Its number is KSR-7"),
        ({"state": State.CLOSED, "reason": "civil"}, "The reason: No offence"),
        ({"state": State.REFERRED, "referred_to": "excise"}, "Turn to: Excise department"),
        ({"state": State.DIARIED, "court": "F-8", "diary_no": "17"}, "magistrate: F-8"),
    ],
)
def test_what_happens_now(cast, now, fields, said):
    """One plain sentence for each state; a date that has passed is not promised."""
    complaint = make_complaint(cast.kohsar, at=now)
    moments = {"now": now, "past": now - timedelta(hours=1)}
    for name, value in fields.items():
        setattr(complaint, name, moments.get(value, value) if name.endswith("_at") else value)
    if complaint.state != State.RECEIVED:
        complaint.assigned_to = make_io(cast)
    if not complaint.is_open:
        complaint.decided_at = now
    words = tracking.what_now(complaint, now)
    assert said in words
    assert "%(" not in words
    marks = [step["state"] for step in tracking.steps(complaint)]
    if complaint.state == State.RECEIVED:
        assert marks == ["done", "now", "next"]
    else:
        assert marks == ["done", "done", "now" if complaint.is_open else "done"]


def test_officer_who_complained_is_not_named(cast, now):
    """He follows his complaint in the browser of his work; a citizen stands in the log."""
    complaint = make_complaint(cast.kohsar, at=now)
    browser = cast.client(cast.ayesha)
    _show(browser, complaint.e_tag)
    browser.get(reverse("complaints:detail", args=[complaint.pk]))
    his = set(Event.objects.filter(actor_id=cast.ayesha.pk).values_list("session", flat=True))
    last = Event.objects.latest("pk").pk
    browser.get(TRACKED)
    browser.post(FILE, {"file": _picture()})
    events = list(Event.objects.filter(pk__gt=last))
    assert {"complaints.tracked", "complaints.file_added"} == {one.action for one in events}
    assert {one.actor_id for one in events} == {None}
    assert his
    assert not his & {one.session for one in events}
    citizen = cast.client(_citizen("03215550123"))
    _show(citizen, complaint.e_tag)
    citizen.get(TRACKED)
    assert Event.objects.filter(action="complaints.tracked", actor__contains="03215550123")


def test_nobody_is_told_to_call_those_he_complains_of(cast, now):
    """About the police: the office above is named, no station's phone and no word of calling it."""
    Station.objects.filter(pk=cast.kohsar.pk).update(phone="0519201234")
    complaint = make_complaint(cast.kohsar, category="bribe", at=now)
    office = telling.office_of(complaint)
    late = {"due_at": now - timedelta(hours=1)}
    uncalled = {"call_due_at": now - timedelta(hours=1)}
    for fields in ({}, late, uncalled, {"state": State.CONVERTED}, {"fir_no": "KSR-7"}):
        for name, value in fields.items():
            setattr(complaint, name, value)
        words = tracking.what_now(complaint, now)
        assert "station" not in words
        assert "Call" not in words
    browser = Client()
    browser.post(CODE, {"e_tag": complaint.e_tag, "phone": complaint.phone})
    browser.post(CODE, {"code": _code_to(complaint.phone)})
    body = browser.get(TRACKED).content.decode()
    assert office.name in body
    assert "0519201234" not in body
    assert cast.kohsar.name not in body


def test_many_entries_cost_no_more(cast, now):
    """The page asks the same number of questions for a long history."""
    io = make_io(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    browser = shown(complaint)
    browser.get(TRACKED)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(TRACKED)
    rows = [
        Entry(complaint=complaint, kind=EntryKind.ASSIGNED, made_at=now, officer=io)
        for _nth in range(30)
    ]
    Entry.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as many:
        browser.get(TRACKED)
    assert len(many) == len(few)


# --- What the complainant says ---


def _asked(cast, now) -> Complaint:
    io = make_io(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    return actions.ask(by=io, complaint=complaint, words="Which colour is it?", at=now)


def test_answer(cast, now):
    """With a picture; asked once, answered once."""
    complaint = _asked(cast, now)
    browser = shown(complaint)
    assert "Which colour is it?" in browser.get(TRACKED).content.decode()
    assert browser.post(ANSWER, {"words": ""}).status_code == 422
    page = browser.post(ANSWER, {"words": "Red", "file": _picture()}, follow=True)
    assert "with the officer" in page.content.decode()
    complaint.refresh_from_db()
    assert complaint.state == State.ASSIGNED
    attachment = complaint.attachments.get()
    assert (attachment.kind, attachment.added_by, attachment.name) == ("photo", None, "door.png")
    page = browser.post(ANSWER, {"words": "Red, I think"})
    assert page.status_code == 422
    assert "Nobody waits for an answer" in page.content.decode()
    assert "Red, I think</textarea>" in page.content.decode()
    assert complaint.entries.filter(kind=EntryKind.ANSWER).count() == 1


@pytest.mark.parametrize("content", [b"no picture", b""])
def test_a_file_that_is_not_taken_does_not_hold_up_the_answer(cast, now, content):
    """The answer is with the officer; of the file it is said that it was not taken, and why."""
    complaint = _asked(cast, now)
    browser = shown(complaint)
    sent = {"words": "It is red", "file": SimpleUploadedFile("x.jpg", content)}
    page = browser.post(ANSWER, sent, follow=True).content.decode()
    assert "Your answer is with the officer." in page
    assert "The file was not taken: This file is" in page
    assert complaint.entries.get(kind=EntryKind.ANSWER).words == "It is red"
    assert not complaint.attachments.exists()


def test_files_are_counted_before_they_are_looked_at(cast, now):
    """Also with an answer, which is kept."""
    complaint = _asked(cast, now)
    rows = [Attachment(complaint=complaint, kind="photo", size=1, added_at=now)] * MOST_FILES
    Attachment.objects.bulk_create(rows)
    browser = shown(complaint)
    sent = {"words": "It is red", "file": SimpleUploadedFile("x.jpg", b"no picture")}
    page = browser.post(ANSWER, sent, follow=True).content.decode()
    assert "Your answer is with the officer." in page
    assert "The file was not taken: You have sent 6 files" in page
    page = browser.post(FILE, {"file": SimpleUploadedFile("x.jpg", b"no picture")})
    assert "You have sent 6 files" in page.content.decode()


def test_one_address_hands_in_so_many_files(cast, now, monkeypatch):
    """Looking at a file is work; the answer beside it is kept all the same."""
    monkeypatch.setitem(LIMITS, "file", "1/h/ip")
    complaint = _asked(cast, now)
    browser = shown(complaint)
    page = browser.post(ANSWER, {"words": "Red", "file": _picture()}, follow=True)
    assert "not taken" not in page.content.decode()
    page = browser.post(FILE, {"file": _picture()})
    assert page.status_code == 422
    assert "Too many files" in page.content.decode()
    assert complaint.attachments.count() == 1


@pytest.mark.parametrize(("address", "is_answer"), [(ANSWER, True), (OBJECT, False)])
def test_what_is_sent_after_the_half_hour_is_not_lost(cast, now, address, is_answer):
    """It stands in the form again after the new proof; another complaint's proof shows nothing."""
    if is_answer:
        complaint = _asked(cast, now)
    else:
        complaint = make_complaint(cast.kohsar, at=now)
        actions.close(by=cast.ayesha, complaint=complaint, at=now, **CLOSE)
    other = make_complaint(cast.kohsar, phone="03215550777", at=now)
    browser = shown(complaint)
    words = "My brother's words of that evening"
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        page = browser.post(address, {"words": words}, follow=True)
        assert page.redirect_chain[0][0] == TRACK
        assert "What you wrote is kept" in page.content.decode()
        assert words not in str(dict(browser.session))
        _show(browser, other.e_tag, "550777")
        assert "evening" not in browser.get(TRACKED).content.decode()
        _show(browser, complaint.e_tag)
        assert "of that evening</textarea>" in browser.get(TRACKED).content.decode()
        browser.post(address, {"words": words})
        assert "complaint_words" not in browser.session
    kind = EntryKind.ANSWER if is_answer else EntryKind.OBJECTED
    assert complaint.entries.get(kind=kind).words == words


def test_kept_words_are_capped_and_forgotten(cast, now):
    """Nobody fills the table of sessions; and whoever leaves takes them along."""
    complaint = _asked(cast, now)
    browser = shown(complaint)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        browser.post(ANSWER, {"words": "x" * 90_000})
        assert len(str(dict(browser.session))) < 9_000
        browser.post(LEAVE)
        assert "complaint_words" not in browser.session
        stranger = Client()
        stranger.post(ANSWER, {"words": "x" * 90_000})
        assert "complaint_words" not in stranger.session


def test_file(cast, now):
    """While it is open, and only so many."""
    complaint = make_complaint(cast.kohsar, at=now)
    browser = shown(complaint)
    assert browser.post(FILE, {}).status_code == 422
    page = browser.post(FILE, {"file": _picture()}, follow=True)
    assert "with the police" in page.content.decode()
    rows = [Attachment(complaint=complaint, kind="photo", size=1, added_at=now)] * (MOST_FILES - 1)
    Attachment.objects.bulk_create(rows)
    page = browser.post(FILE, {"file": _picture()}, follow=True)
    assert "You have sent 6 files" in page.content.decode()
    assert complaint.attachments.count() == MOST_FILES
    actions.close(by=cast.ayesha, complaint=complaint, at=now, **CLOSE)
    assert 'name="file"' not in browser.get(TRACKED).content.decode()
    page = browser.post(FILE, {"file": _picture()})
    assert "This complaint has ended." in page.content.decode()


def test_objection(cast, now):
    """In a sentence, once it has ended; a supervisor's answer is the last one."""
    complaint = make_complaint(cast.kohsar, at=now)
    browser = shown(complaint)
    words = "He did not listen to my brother."
    page = browser.post(OBJECT, {"words": words})
    assert "This complaint is open." in page.content.decode()
    assert f"{words}</textarea>" in page.content.decode()
    actions.close(by=cast.ayesha, complaint=complaint, at=now, **CLOSE)
    assert "I am not satisfied" in browser.get(TRACKED).content.decode()
    page = browser.post(OBJECT, {"words": "No."})
    assert page.status_code == 422
    assert ">No.</textarea>" in page.content.decode().replace("\n", "")
    page = browser.post(OBJECT, {"words": words}, follow=True)
    assert "A supervisor looks at it." in page.content.decode()
    complaint.refresh_from_db()
    assert complaint.state == State.OBJECTED
    actions.uphold(by=make_sdpo(cast), complaint=complaint, words="It is civil.", at=now)
    body = browser.get(TRACKED).content.decode()
    assert "It is civil." in body
    assert "I am not satisfied" not in body


def test_rating(cast, now):
    """One to five, once it has ended; it can be changed."""
    complaint = make_complaint(cast.kohsar, at=now)
    browser = shown(complaint)
    page = browser.post(RATE, {"rating": "4"}, follow=True)
    assert "once there is an outcome" in page.content.decode()
    actions.close(by=cast.ayesha, complaint=complaint, at=now, **CLOSE)
    for wrong in ("", "6", "x"):
        assert browser.post(RATE, {"rating": wrong}).status_code == 422
    for rating in ("4", "2"):
        page = browser.post(RATE, {"rating": rating}, follow=True)
        assert "Your rating is kept" in page.content.decode()
    complaint.refresh_from_db()
    assert complaint.rating == 2


# --- Signed in ---


def _citizen(phone: str) -> User:
    citizen = make_officer(phone, Role.CITIZEN)
    User.objects.filter(pk=citizen.pk).update(phone=phone, signs_in_by_phone=True)
    citizen.refresh_from_db()
    return citizen


def test_mine(cast, now):
    """What was made with one's proven phone, or online while signed in, and nothing else."""
    citizen = _citizen(COMPLAINANT["phone"])
    proven = make_complaint(cast.kohsar, phone_proven_at=now, at=now)
    sealed = make_complaint(
        cast.kohsar, category="sexual", phone_proven_at=now, at=now + timedelta(seconds=1)
    )
    signed_in = make_complaint(
        cast.kohsar, by=citizen, channel=Channel.ONLINE, phone="03215550777", at=now
    )
    unproven = make_complaint(cast.kohsar, phone_proven_at=None, at=now)
    others = make_complaint(cast.kohsar, phone="03215550777", phone_proven_at=now, at=now)
    browser = cast.client(citizen)
    body = browser.get(MINE).content.decode()
    tags = re.findall(r'<h2><bdi dir="ltr">([\d-]+)</bdi></h2>', body)
    assert tags == [sealed.e_tag, signed_in.e_tag, proven.e_tag]
    assert sealed.category.name not in body
    opened = browser.post(reverse("complaints:mine_open", args=[sealed.pk]))
    assert opened["Location"] == TRACKED
    assert sealed.e_tag in browser.get(TRACKED).content.decode()
    for stranger in (unproven, others):
        assert browser.post(reverse("complaints:mine_open", args=[stranger.pk])).status_code == 404


def test_mine_is_not_what_was_typed_for_others(cast, now):
    """A clerk who became a landlord does not find the complaints of his days at the desk."""
    landlord = make_officer("iqbal", Role.LANDLORD)
    make_complaint(cast.kohsar, by=landlord, channel=Channel.FRONT_DESK, at=now)
    assert not Complaint.objects.made_by(landlord).exists()
    User.objects.filter(pk=landlord.pk).update(phone=COMPLAINANT["phone"])
    landlord.refresh_from_db()
    make_complaint(cast.kohsar, phone_proven_at=now, at=now)
    assert not Complaint.objects.made_by(landlord).exists()
    page = cast.client(landlord).get(MINE)
    assert "Nothing is here" in page.content.decode()


def test_mine_asks_the_same_for_many(cast, now):
    """One question more or less for fifty complaints: none."""
    citizen = _citizen(COMPLAINANT["phone"])
    make_complaint(cast.kohsar, phone_proven_at=now, at=now)
    browser = cast.client(citizen)
    browser.get(MINE)
    with CaptureQueriesContext(connection) as few:
        browser.get(MINE)
    for station in (cast.kohsar, cast.margalla, cast.clifton) * 2:
        make_complaint(station, category="fraud", phone_proven_at=now, at=now)
    with CaptureQueriesContext(connection) as many:
        browser.get(MINE)
    assert len(many) == len(few)


def test_police_have_no_complaints_of_their_own_here(cast):
    """Their desk is elsewhere: 403."""
    assert cast.client(cast.ayesha).get(MINE).status_code == 403


def test_sealed_later(cast, now):
    """A complaint that was sealed after it came in needs the code from then on."""
    complaint = make_complaint(cast.kohsar, at=now)
    sealing.seal(by=cast.ayesha, complaint=complaint, sealed_as=Seal.INFORMANT, at=now)
    assert _show(Client(), complaint.e_tag).status_code == 422

"""A complaint becomes the draft of an FIR, and nothing of it is typed again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit import people_seen
from audit.models import Event
from complaints import actions as complaint_actions
from complaints import onward, sealing
from complaints.models import Complaint, Entry, EntryKind, Post, Respondent, State
from complaints.policies import Refused
from firs import accused, actions, bearings, waiting
from firs.bearings import Compass
from firs.models import Draft
from people.models import Person
from screen.navigation import entries_for
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_complaint, make_io, make_sdpo

pytestmark = pytest.mark.django_db

TOLD = {
    "address": "House 9, Street 12, F-7/2",
    "details": "میری موٹر سائیکل گھر کے سامنے سے چوری ہو گئی۔\nIt was locked.",
    "property_lost": "Honda CD 70, ISB 1234, سرخ رنگ",
    "property_value": 165000,
    "place": "گلی 12، ایف سیون ٹو",
    "latitude": 33.7215,
    "longitude": 73.0565,
    "district": "Islamabad",
}


def convert(complaint, by, at=None, late_because=""):
    return actions.draft_from(
        by=by, complaint=complaint, late_because=late_because, at=at or timezone.now()
    )


def form_of(draft, **changed):
    """What a browser sends back of the page, with some of it typed over."""
    moment = "%Y-%m-%dT%H:%M"
    sent = {
        "seen": draft.changed_at.isoformat(),
        "occurred_from": timezone.localtime(draft.occurred_from).strftime(moment),
        "occurred_to": "",
        "property_value": draft.property_value or "",
        "distance_km": draft.distance_km or "",
    }
    for name in ("name", "name_ur", "relation", "relative_name", "address", "offence", "sections"):
        sent[name] = getattr(draft, name)
    for name in ("property_lost", "place", "direction", "accused", "steps_taken", "narrative"):
        sent[name] = getattr(draft, name).replace("\n", "\r\n")
    return {**sent, **changed}


def page_of(draft):
    return reverse("firs:draft", args=[draft.pk])


# --- Nothing is typed twice ---


def test_everything_of_the_complaint_stands_in_the_draft(cast, now):
    """Every field, as written, Urdu words too; the complaint has ended as an FIR."""
    known = Respondent(
        name="Asif Bashir",
        relative_name="Bashir Ahmed",
        cnic="4210112345671",
        phone="03451112223",
        description="lives behind the mosque, مسجد کے پیچھے",
    )
    nameless = Respondent(description="young, on a black motorcycle")
    complaint = make_complaint(cast.kohsar, respondents=(known, nameless), at=now, **TOLD)
    draft = convert(complaint, cast.ayesha, now)
    draft.refresh_from_db()
    for name in (*Person.IDENTITY_FIELDS, "address", "occurred_from", "occurred_to", "place"):
        assert getattr(draft, name) == getattr(complaint, name), name
    for name in ("property_lost", "property_value", "latitude", "longitude", "sealed_as"):
        assert getattr(draft, name) == getattr(complaint, name), name
    assert (draft.narrative, draft.reported_at) == (TOLD["details"], complaint.lodged_at)
    assert (draft.offence, draft.station) == ("Theft", cast.kohsar)
    first, second = draft.accused.split("\n")
    for words in (
        "Asif Bashir",
        "Bashir Ahmed",
        "42101-1234567-1",
        "0345-1112223",
        "مسجد کے پیچھے",
    ):
        assert words in first
    assert second == "young, on a black motorcycle"
    complaint.refresh_from_db()
    assert (complaint.state, complaint.decided_by) == (State.CONVERTED, cast.ayesha)
    event = Event.objects.get(action="firs.drafted")
    assert (event.case_ref, event.target_id) == (complaint.e_tag, draft.pk)


def test_the_offence_is_named_in_the_complaints_language(cast, now):
    """An FIR begun from an Urdu complaint is not half English."""
    draft = convert(make_complaint(cast.kohsar, language="ur", at=now), cast.ayesha)
    assert draft.offence == "چوری"


def test_a_late_fir_says_why(cast, now):
    """25 hours after a theft by nobody known: refused without a reason, which is row 6."""
    complaint = make_complaint(cast.kohsar, at=now - timedelta(hours=25))
    with pytest.raises(Refused, match="took longer"):
        convert(complaint, cast.ayesha, now)
    assert not Draft.objects.exists()
    draft = convert(complaint, cast.ayesha, now, late_because="عید کی چھٹیاں")
    assert draft.steps_taken == "عید کی چھٹیاں"


def test_what_was_explained_before_is_row_six(cast, now):
    """The reason that stands on the complaint already is not asked for again."""
    complaint = make_complaint(cast.kohsar, at=now - timedelta(hours=25))
    complaint_actions.explain_delay(by=cast.ayesha, complaint=complaint, words="Flood", at=now)
    assert convert(complaint, cast.ayesha, now).steps_taken == "Flood"


def test_a_complaint_has_one_draft(cast, now):
    """Asked twice, it gives the same draft, and one line in the history."""
    complaint = make_complaint(cast.kohsar, at=now)
    assert convert(complaint, cast.ayesha).pk == convert(complaint, cast.ayesha).pk
    assert Entry.objects.filter(kind=EntryKind.CONVERTED).count() == 1


def test_they_stand_or_fall_together(cast, now):
    """When the table refuses the draft, the complaint has not ended and nobody was told."""
    complaint = make_complaint(cast.kohsar, at=now)
    events = Event.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE firs_draft ADD CONSTRAINT full_up CHECK (false) NOT VALID")
    with pytest.raises(Exception, match="full_up"):
        convert(complaint, cast.ayesha)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.decided_at) == (State.RECEIVED, None)
    assert not Entry.objects.filter(kind=EntryKind.CONVERTED).exists()
    assert Event.objects.count() == events


def test_an_ended_complaint_is_refused(cast, now):
    """Closed meanwhile by somebody else: no draft."""
    complaint = make_complaint(cast.kohsar, at=now)
    close = {"reason": "no_evidence", "words": "For the court.", "late_because": "", "at": now}
    complaint_actions.close(by=cast.ayesha, complaint=complaint, **close)
    with pytest.raises(Refused):
        convert(complaint, cast.ayesha)


# --- Row 4 ---


@pytest.mark.parametrize(
    ("place", "km", "way"),
    [
        ((33.8190, 73.0810), 10.0, Compass.NORTH),
        ((33.7290, 73.1891), 10.0, Compass.EAST),
        ((33.7215, 73.0565), 2.4, Compass.WEST),  # Jinnah Super Market
        ((33.6844, 73.0479), 5.8, Compass.SOUTH_WEST),
        ((24.8607, 67.0011), 1148.3, Compass.SOUTH_WEST),  # Karachi
        ((33.7290, 73.0810), 0.0, Compass.NORTH),
    ],
)
def test_distance_and_direction(place, km, way):
    """From the police station Kohsar to places on the map."""
    kohsar = (33.7290, 73.0810)
    assert bearings.kilometres(kohsar, place) == pytest.approx(km, abs=0.2)
    assert bearings.direction(kohsar, place) == way


def test_the_pin_fills_row_four(cast, now):
    """With a pin both are computed; without one both are left to the clerk."""
    pinned = convert(make_complaint(cast.kohsar, at=now, **TOLD), cast.ayesha)
    assert (pinned.distance_km, pinned.direction) == (Decimal("2.4"), "W")
    bare = convert(make_complaint(cast.kohsar, at=now), cast.ayesha)
    assert (bare.distance_km, bare.direction) == (None, "")


# --- Who may ---


def test_ways_onward(cast, now):
    """Offered to who decides, at his station, while the complaint is open."""
    complaint = make_complaint(cast.kohsar, at=now)
    names = [way.url_name for way in onward.ways_for(cast.ayesha, complaint)]
    assert "firs:from_complaint" in names
    assert onward.ways_for(cast.bilal, complaint) == []
    assert onward.ways_for(cast.chaudhry, complaint) == []
    convert(complaint, cast.ayesha)
    assert onward.ways_for(cast.ayesha, Complaint.objects.get()) == []


def test_the_sho_registers_from_the_page(cast, now):
    """One press: to the draft, with what was said."""
    complaint = make_complaint(cast.kohsar, at=now)
    address = reverse("firs:from_complaint", args=[complaint.pk])
    answer = cast.client(cast.ayesha).post(address, follow=True)
    assert answer.redirect_chain == [(page_of(Draft.objects.get()), 302)]
    assert "stands in the draft" in answer.text


def test_refused_on_the_page(cast, now):
    """Late and without a word, or with too many: back to the complaint, which is as it was."""
    complaint = make_complaint(cast.kohsar, at=now - timedelta(hours=25))
    browser = cast.client(cast.ayesha)
    for late_because in ("", "x" * 501):
        answer = browser.post(
            reverse("firs:from_complaint", args=[complaint.pk]), {"late_because": late_because}
        )
        assert answer["Location"] == reverse("complaints:detail", args=[complaint.pk])
    assert Complaint.objects.get().state == State.RECEIVED


def test_who_may_not_convert(cast, now):
    """Another station's SHO 404; who decides nothing 403; by a link nobody."""
    complaint = make_complaint(cast.kohsar, at=now)
    address = reverse("firs:from_complaint", args=[complaint.pk])
    assert cast.client(cast.chaudhry).post(address).status_code == 404
    for user in (cast.bilal, make_io(cast), make_officer("desk", Role.FRONT_DESK)):
        assert cast.client(user).post(address).status_code == 403
    assert cast.client(cast.ayesha).get(address).status_code == 405
    assert not Draft.objects.exists()


def test_about_the_police(cast, now):
    """The SDPO writes it until he hands it down; the officer it is about never sees it."""
    sdpo = make_sdpo(cast)
    cast.ayesha.belt_no = "K-1"
    cast.ayesha.save()
    officer = Respondent(name="Ayesha", belt_no="K-1", post=Post.STATION)
    complaint = make_complaint(cast.kohsar, category="bribe", respondents=(officer,), at=now)
    address = reverse("firs:from_complaint", args=[complaint.pk])
    assert cast.client(cast.ayesha).post(address).status_code == 404
    answer = cast.client(sdpo).post(address)
    draft = Draft.objects.get()
    assert answer["Location"] == page_of(draft)
    assert "K-1" in draft.accused
    clerk, hand_down = cast.client(cast.bilal), reverse("firs:hand_down", args=[draft.pk])
    assert clerk.get(page_of(draft)).status_code == 404
    assert clerk.post(hand_down).status_code == 403
    assert [tile.number for tile in waiting.tiles(cast.bilal)] == [0]
    assert cast.client(sdpo).get(page_of(draft)).context["may_hand_down"]
    assert cast.client(sdpo).post(hand_down)["Location"] == page_of(draft)
    assert clerk.get(page_of(draft)).status_code == 200
    her_browser = cast.client(cast.ayesha)
    assert her_browser.get(page_of(draft)).status_code == 404
    assert her_browser.post(page_of(draft), form_of(draft)).status_code == 404
    assert "Bribe" not in her_browser.get(reverse("firs:drafts")).text


@pytest.mark.parametrize(
    ("who", "status"), [("ayesha", 200), ("bilal", 200), ("chaudhry", 404), ("dania", 200)]
)
def test_who_reads_a_draft(cast, now, who, status):
    """The station's own, and those above it; a stranger learns nothing."""
    draft = convert(make_complaint(cast.kohsar, at=now), cast.ayesha)
    assert cast.client(getattr(cast, who)).get(page_of(draft)).status_code == status


def test_an_io_reads_and_does_not_write(cast, now):
    """No form, no whole number, also of the accused; sending one by hand is 403."""
    known = Respondent(name="Asif", cnic="4210112345671", phone="03451112223")
    draft = convert(make_complaint(cast.kohsar, respondents=(known,), at=now), cast.ayesha)
    browser = cast.client(make_io(cast))
    page = browser.get(page_of(draft))
    assert 'name="narrative"' not in page.text
    assert "Asif" in page.text
    for number in ("1234567", "1112223", "9876543", "5550199"):
        assert number not in page.text
    assert browser.post(page_of(draft), form_of(draft, sections="1")).status_code == 403
    draft.refresh_from_db()
    assert draft.sections == ""


def test_numbers_are_covered():
    """Cards and phones in any spelling; dates, streets and figures are left."""
    text = "42101-1234567-1, 4210112345671, 0345-1112223, +447911123456, 2026-11-26, House 12"
    covered = accused.without_numbers(text)
    assert not any(digits in covered for digits in ("1234567", "1112223", "7911123456"))
    assert covered.endswith("2026-11-26, House 12")


def test_a_hidden_identity_is_on_no_list(cast, now):
    """Neither on the list of drafts, nor on the page of who only reads."""
    draft = convert(make_complaint(cast.kohsar, is_identity_hidden=True, at=now), cast.ayesha)
    io = cast.client(make_io(cast))
    assert "Rukhsana" not in cast.client(cast.ayesha).get(reverse("firs:drafts")).text
    assert "Rukhsana" not in io.get(page_of(draft)).text
    assert "Rukhsana" in cast.client(cast.bilal).get(page_of(draft)).text


# --- Seals ---


def test_a_sealed_complaint_makes_a_sealed_draft(cast, now):
    """It exists for the officers named on the complaint: on lists, counts and addresses."""
    complaint = make_complaint(cast.kohsar, category="sexual", at=now)
    draft = convert(complaint, cast.ayesha)
    assert draft.sealed_as == "sexual_offence"
    assert cast.client(cast.ayesha).get(page_of(draft)).status_code == 200
    for stranger in (cast.bilal, make_io(cast)):
        browser = cast.client(stranger)
        assert browser.get(page_of(draft)).status_code == 404
        assert complaint.e_tag not in browser.get(reverse("firs:drafts")).text
        assert [tile.number for tile in waiting.tiles(stranger)] == [0]
    sealing.name_officer(by=cast.ayesha, complaint=complaint, officer=cast.bilal, at=now)
    assert cast.client(cast.bilal).get(page_of(draft)).status_code == 200


def test_sealed_after_it_was_drafted(cast, now):
    """A complaint that is sealed later takes its draft along."""
    complaint = make_complaint(cast.kohsar, at=now)
    draft = convert(complaint, cast.ayesha)
    sealing.seal(by=cast.ayesha, complaint=complaint, sealed_as="informant", at=now)
    assert cast.client(cast.ayesha).get(page_of(draft)).status_code == 200
    assert cast.client(cast.bilal).get(page_of(draft)).status_code == 404


# --- Writing ---


def test_the_page_shows_all_of_it(cast, now):
    """Every field is filled; numbers are masked; opening it is recorded."""
    draft = convert(make_complaint(cast.kohsar, at=now, **TOLD), cast.ayesha)
    page = cast.client(cast.bilal).get(page_of(draft))
    for words in (TOLD["property_lost"], TOLD["place"], "165000", "رخسانہ بی بی", "2.4"):
        assert words in page.text
    assert '<option value="W" selected>' in page.text
    assert draft.complaint.e_tag in page.text
    assert "9876543" not in page.text
    event = Event.objects.get(action="firs.draft_opened")
    assert (event.actor_id, event.case_ref) == (cast.bilal.pk, draft.complaint.e_tag)


def test_sent_back_untouched_nothing_changes(cast, now):
    """Line ends and seconds of a browser are no edits."""
    draft = convert(make_complaint(cast.kohsar, at=now, **TOLD), cast.ayesha)
    answer = cast.client(cast.bilal).post(page_of(draft), form_of(draft))
    assert answer.status_code == 302
    assert not Event.objects.filter(action="firs.draft_changed").exists()


def test_a_change_is_kept_and_recorded(cast, now):
    """Which fields, by whom; never the words."""
    draft = convert(make_complaint(cast.kohsar, at=now, **TOLD), cast.ayesha)
    typed = form_of(draft, sections="381-A PPC", name="Rukhsana Ghafoor")
    answer = cast.client(cast.bilal).post(page_of(draft), typed)
    assert answer["Location"] == page_of(draft)
    saved = Draft.objects.get()
    assert (saved.sections, saved.name, saved.changed_by) == (
        *("381-A PPC", "Rukhsana Ghafoor"),
        cast.bilal,
    )
    assert saved.narrative == TOLD["details"]
    event = Event.objects.get(action="firs.draft_changed")
    assert event.detail == {"fields": ["name", "sections"]}


def test_numbers_and_hours_of_others_are_not_read(cast, now):
    """What the form does not show is not taken from it."""
    draft = convert(make_complaint(cast.kohsar, at=now), cast.ayesha)
    extra = {"cnic": "6110100000001", "phone": "03000000000", "station": cast.margalla.pk}
    cast.client(cast.bilal).post(page_of(draft), form_of(draft, sections="379", **extra))
    saved = Draft.objects.get()
    assert (saved.cnic, saved.phone, saved.station) == (draft.cnic, draft.phone, cast.kohsar)
    assert saved.sections == "379"


@pytest.mark.parametrize(
    "wrong",
    [
        {"narrative": ""},
        {"name": ""},
        {"property_value": "-1"},
        {"distance_km": "near"},
        {"direction": "up"},
        {"occurred_from": "2099-01-01T10:00"},
        {"occurred_to": "2001-01-01T10:00"},
        {"offence": "x" * 241},
        {"seen": "yesterday"},
    ],
)
def test_wrong_input_comes_back_whole(cast, now, wrong):
    """422, what is wrong said at the top, everything typed still there, nothing saved."""
    draft = convert(make_complaint(cast.kohsar, at=now), cast.ayesha)
    typed = form_of(draft, sections="379 تعزیرات", **wrong)
    page = cast.client(cast.bilal).post(page_of(draft), typed)
    assert page.status_code == 422
    assert "data-error-summary" in page.text
    assert "379 تعزیرات" in page.text
    assert Draft.objects.get().sections == ""


def test_two_who_write_at_once(cast, now):
    """The second is told of the first before he overwrites him, and loses nothing."""
    draft = convert(make_complaint(cast.kohsar, at=now), cast.ayesha)
    cast.client(cast.ayesha).post(page_of(draft), form_of(draft, sections="379"))
    bilal = cast.client(cast.bilal)
    page = bilal.post(page_of(draft), form_of(draft, sections="380"))
    assert page.status_code == 422
    assert "has saved this draft meanwhile" in page.text
    assert 'value="380"' in page.text
    assert Draft.objects.get().sections == "379"
    seen = Draft.objects.get().changed_at.isoformat()
    assert f'value="{seen}"' in page.text
    assert bilal.post(page_of(draft), form_of(draft, sections="380", seen=seen)).status_code == 302
    assert Draft.objects.get().sections == "380"


# --- The list ---


def test_the_list(cast, now):
    """The station's drafts, newest first; its tile counts them; its link is in the bar."""
    for hours in (2, 1):
        complaint = make_complaint(cast.kohsar, at=now - timedelta(hours=hours))
        convert(complaint, cast.ayesha, now - timedelta(hours=hours))
    convert(make_complaint(cast.margalla, at=now), cast.chaudhry)
    page = cast.client(cast.bilal).get(reverse("firs:drafts"))
    assert [one.station for one in page.context["page"]] == [cast.kohsar] * 2
    assert page.context["page"].rows[0].made_at > page.context["page"].rows[1].made_at
    assert [tile.number for tile in waiting.tiles(cast.bilal)] == [2]
    assert "firs:drafts" in {entry.url_name for entry in entries_for(cast.bilal)}
    assert len(cast.client(cast.dania).get(reverse("firs:drafts")).context["page"]) == 3
    assert cast.client(cast.ehsan).get(reverse("firs:drafts")).status_code == 403


def test_an_empty_list_says_so(cast):
    """And says where drafts come from."""
    page = cast.client(cast.bilal).get(reverse("firs:drafts"))
    assert "No FIR is being written" in page.text


def test_many_drafts_cost_as_much_as_one(cast, now):
    """The same number of questions to the database."""
    browser = cast.client(cast.bilal)
    costs = []
    for more in (1, 5):
        for _number in range(more):
            convert(make_complaint(cast.kohsar, at=now), cast.ayesha)
        browser.get(reverse("firs:drafts"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("firs:drafts"))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_auditor_finds_the_draft_with_the_person(cast, now):
    """By the number on the complaint; a sealed one is not found."""
    draft = convert(make_complaint(cast.kohsar, at=now), cast.ayesha)
    sealed = convert(make_complaint(cast.kohsar, category="sexual", at=now), cast.ayesha)
    auditor = make_officer("gul", Role.AUDITOR)
    found = people_seen.records_of("61101-9876543-2", by=auditor)
    drafts = [one.target_id for one in found if one.target_type == "firs.draft"]
    assert drafts == [draft.pk]
    names = list(people_seen.described("firs.draft", [draft.pk, sealed.pk]))
    assert [one.target_id for one in names] == [draft.pk]
    assert not Draft.objects.visible_to(auditor).exists()

"""A complaint becomes the draft of an FIR, and nothing of it is typed again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.seals import SealKey
from alerts.models import Listing
from audit import people_seen
from audit.models import Event
from complaints import actions as complaint_actions
from complaints import onward, sealing
from complaints.models import Complaint, Entry, EntryKind, Post, Respondent, State
from complaints.policies import Refused
from firs import actions, bearings, custody, investigating, policies, waiting
from firs.bearings import Compass
from firs.models import FIR, Accused
from firs.models import State as CaseState
from people.models import Person
from screen.navigation import entries_for
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_complaint, make_io, make_sdpo
from tests.firs.fir_scenes import accused as somebody
from tests.firs.fir_scenes import make_draft, sections, thing, vehicle, victim, witness
from tests.firs.on_screen import held_by, still_there

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


def form_of(browser, draft, **typed):
    """What a browser sends back of the page, with some of it typed over."""
    return {**held_by(browser.get(page_of(draft)).text), **typed}


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
    first, second = draft.accused_rows.order_by("pk")
    for name in ("name", "relative_name", "cnic", "phone", "description"):
        assert getattr(first, name) == getattr(known, name), name
    assert (first.is_known, second.is_known, second.description) == (
        *(True, False),
        "young, on a black motorcycle",
    )
    assert (draft.state, draft.number, draft.is_registered) == (CaseState.DRAFT, "", False)
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
    assert not FIR.objects.exists()
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
    """When a table refuses a row of the draft, the complaint has not ended and nobody was told."""
    known = Respondent(name="Asif Bashir")
    complaint = make_complaint(cast.kohsar, respondents=(known,), at=now)
    events = Event.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE firs_accused ADD CONSTRAINT full_up CHECK (false) NOT VALID")
    with pytest.raises(Exception, match="full_up"):
        convert(complaint, cast.ayesha)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.decided_at) == (State.RECEIVED, None)
    assert not Entry.objects.filter(kind=EntryKind.CONVERTED).exists()
    assert Event.objects.count() == events
    assert not FIR.objects.exists()


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
    assert answer.redirect_chain == [(page_of(FIR.objects.get()), 302)]
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
    assert not FIR.objects.exists()


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
    draft = FIR.objects.get()
    assert answer["Location"] == page_of(draft)
    named = draft.accused_rows.get()
    assert "K-1" in named.description
    assert named.user == cast.ayesha
    clerk, hand_down = cast.client(cast.bilal), reverse("firs:hand_down", args=[draft.pk])
    assert clerk.get(page_of(draft)).status_code == 404
    assert clerk.post(hand_down).status_code == 403
    assert clerk.get(reverse("firs:register", args=[draft.pk])).status_code == 404
    assert [tile.number for tile in waiting.tiles(cast.bilal)] == [0]
    assert cast.client(sdpo).get(page_of(draft)).context["may_hand_down"]
    assert "A supervisor hands it" in policies.refuse_registering(draft)
    assert cast.client(sdpo).post(hand_down)["Location"] == page_of(draft)
    assert clerk.get(page_of(draft)).context["may_register"]
    again = cast.client(sdpo).post(hand_down, follow=True)
    assert "with the station already" in again.text
    her_browser = cast.client(cast.ayesha)
    assert her_browser.get(page_of(draft)).status_code == 404
    assert her_browser.post(page_of(draft), form_of(clerk, draft)).status_code == 404
    assert her_browser.get(reverse("firs:register", args=[draft.pk])).status_code == 404
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
    sent = form_of(cast.client(cast.bilal), draft, offence="Robbery")
    assert browser.post(page_of(draft), sent).status_code == 403
    draft.refresh_from_db()
    assert draft.offence == "Theft"


@pytest.mark.parametrize("number", ["42101-1234567-1", "4210112345671", "۴۲۱۰۱-۱۲۳۴۵۶۷-۱"])
def test_numbers_in_a_description_are_covered(cast, now, number):
    """In any spelling; dates, streets and figures are left."""
    known = Respondent(name="Asif", description=f"{number}, 0345-1112223, 2026-11-26, House 12")
    draft = convert(make_complaint(cast.kohsar, respondents=(known,), at=now), cast.ayesha)
    page = cast.client(make_io(cast)).get(page_of(draft))
    assert number not in page.text
    assert "1112223" not in page.text
    assert "2026-11-26, House 12" in page.text


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
        assert not any(tile.number for tile in waiting.tiles(stranger))
    sealing.name_officer(by=cast.ayesha, complaint=complaint, officer=cast.bilal, at=now)
    assert cast.client(cast.bilal).get(page_of(draft)).status_code == 200


def test_sealed_after_it_was_drafted(cast, now):
    """A complaint that is sealed later takes its draft along, and whom that accuses."""
    known = Respondent(name="Asif Bashir")
    complaint = make_complaint(cast.kohsar, respondents=(known,), at=now)
    draft = convert(complaint, cast.ayesha)
    sealing.seal(by=cast.ayesha, complaint=complaint, sealed_as="informant", at=now)
    assert cast.client(cast.ayesha).get(page_of(draft)).status_code == 200
    assert cast.client(cast.bilal).get(page_of(draft)).status_code == 404
    assert draft.accused_rows.get().sealed_as == "informant"


def test_named_and_unnamed_on_the_complaint(cast, now):
    """Whoever is named there finds the draft; whose name is taken off finds it no more."""
    complaint = make_complaint(cast.kohsar, category="sexual", at=now)
    draft = convert(complaint, cast.ayesha)
    browser = cast.client(cast.bilal)
    sealing.name_officer(by=cast.ayesha, complaint=complaint, officer=cast.bilal, at=now)
    assert browser.get(page_of(draft)).status_code == 200
    sealing.unname(by=cast.dania, complaint=complaint, officer=cast.bilal, at=now)
    assert browser.get(page_of(draft)).status_code == 404
    assert complaint.e_tag not in browser.get(reverse("firs:drafts")).text


def test_a_seal_that_is_lifted(cast, now):
    """With the complaint's the draft's seal goes, but not one that the law asks for."""
    plain, minor = (make_complaint(cast.kohsar, at=now) for _ in range(2))
    for complaint in (plain, minor):
        sealing.seal(by=cast.dania, complaint=complaint, sealed_as="informant", at=now)
    drafts = [convert(complaint, cast.ayesha) for complaint in (plain, minor)]
    actions.change(
        by=cast.ayesha, fir=drafts[1], seen=drafts[1].changed_at, sections=[], gone=[], at=now,
        parts=[victim(age=9), somebody()],
    )  # fmt: skip
    for complaint in (plain, minor):
        sealing.lift(by=cast.dania, complaint=complaint, at=now)
    assert [FIR.objects.get(pk=one.pk).is_sealed for one in drafts] == [False, True]
    assert drafts[1].accused_rows.get().is_sealed
    browser = cast.client(cast.bilal)
    assert [browser.get(page_of(one)).status_code for one in drafts] == [200, 404]


@pytest.mark.parametrize("why", ["a minor", "a section"])
def test_what_the_law_seals_is_sealed_from_the_first_word(cast, now, why):
    """Typed into the draft of a plain complaint: the complaint, too, is sealed from then on."""
    complaint = make_complaint(cast.kohsar, at=now)
    draft = convert(complaint, cast.ayesha)
    browser = cast.client(cast.ayesha)
    typed = {
        "a minor": {"victims-0-name": "Mahnoor", "victims-0-age": "9"},
        "a section": {"picked_sections": ["ppc-376"]},
    }[why]
    typed |= {"accused-0-name": "Kashif Shehzad"}
    assert browser.post(page_of(draft), form_of(browser, draft, **typed)).status_code == 302
    draft.refresh_from_db()
    complaint.refresh_from_db()
    assert draft.sealed_as == complaint.sealed_as != ""
    assert draft.accused_rows.get().sealed_as == draft.sealed_as
    stranger = cast.client(cast.bilal)
    assert stranger.get(page_of(draft)).status_code == 404
    assert stranger.get(reverse("complaints:detail", args=[complaint.pk])).status_code == 404
    assert browser.get(reverse("complaints:detail", args=[complaint.pk])).status_code == 200


def test_who_absconds_from_a_sealed_complaint_is_looked_for_under_seal(cast, now):
    """His alert is for the named: what the complaint hid is not told by the list of the wanted."""
    io = make_io(cast)
    known = Respondent(name="Asif Bashir", cnic="4210112345671")
    complaint = make_complaint(
        cast.kohsar, category="sexual", respondents=(known,), at=now, address="House 9"
    )
    draft = convert(complaint, cast.ayesha, now)
    change = {"sections": sections("ppc-376"), "parts": [], "gone": [], "at": now}
    draft = actions.change(by=cast.ayesha, fir=draft, seen=draft.changed_at, **change)
    fir = actions.register(
        by=cast.ayesha, fir=draft, seen=draft.changed_at, signed_as="thumb", despatched_at=None,
        at=now,
    )  # fmt: skip
    fir = investigating.assign(by=cast.ayesha, fir=fir, officer=io, because="", at=now)
    one = fir.accused_rows.get()
    custody.abscond(by=io, fir=fir, accused=one, words="His house is locked.", at=now)
    listing = Listing.objects.get(source=Accused._meta.label_lower, source_id=one.pk)
    assert listing.is_sealed
    named = {cast.ayesha.pk, io.pk}
    keys = SealKey.objects.to(one)
    assert named <= set(keys.values_list("user", flat=True))
    assert {*keys.values_list("user")} == {*SealKey.objects.to(fir).values_list("user")}


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


def whole(cast, now):
    """A draft that comes from no complaint, with everybody and everything in it."""
    parts = [somebody(), witness(), victim(age=34), vehicle(), thing()]
    return make_draft(cast.kohsar, cast.ayesha, at=now, parts=parts, under=("ppc-379", "ppc-34"))


def test_sent_back_untouched_nothing_changes(cast, now):
    """Line ends and seconds of a browser are no edits, nor are the rows of people."""
    browser = cast.client(cast.bilal)
    for draft in (
        convert(make_complaint(cast.kohsar, at=now, **TOLD), cast.ayesha),
        whole(cast, now),
    ):
        sent = form_of(browser, draft)
        sent["narrative"] = [draft.narrative.replace("\n", "\r\n")]
        assert browser.post(page_of(draft), sent).status_code == 302
    changes = Event.objects.filter(action="firs.draft_changed")
    assert list(changes.values_list("target", "detail")) == []


def test_a_change_is_kept_and_recorded(cast, now):
    """Which fields, by whom; never the words."""
    draft = convert(make_complaint(cast.kohsar, at=now, **TOLD), cast.ayesha)
    browser = cast.client(cast.bilal)
    typed = form_of(browser, draft, picked_sections=["ppc-381a", "ppc-34"], name="Rukhsana Ghafoor")
    answer = browser.post(page_of(draft), typed)
    assert answer["Location"] == page_of(draft)
    saved = FIR.objects.get()
    assert (saved.name, saved.changed_by) == ("Rukhsana Ghafoor", cast.bilal)
    assert [one.section_id for one in saved.section_rows.order_by("pk")] == ["ppc-381a", "ppc-34"]
    assert saved.narrative == TOLD["details"]
    event = Event.objects.get(action="firs.draft_changed")
    assert event.detail == {"fields": ["name", "parts"]}


def test_people_and_things_are_rows(cast, now):
    """One more, one typed over, one taken out; the others stay as they were."""
    draft = whole(cast, now)
    browser = cast.client(cast.bilal)
    typed = form_of(browser, draft, **{"things-0-DELETE": "on", "vehicles-0-colour": "Red"})
    typed |= {"accused-1-description": "Young, with a beard", "mobiles-0-make": "Infinix"}
    assert browser.post(page_of(draft), typed).status_code == 302
    assert not draft.stolen_things.exists()
    assert draft.vehicles.get().colour == "Red"
    assert [one.is_known for one in draft.accused_rows.order_by("pk")] == [True, False]
    assert (draft.mobiles.get().added_by, draft.witnesses.get().name) == (
        *(cast.bilal, "Tariq Mehmood"),
    )
    assert Event.objects.get(action="firs.draft_changed").detail == {"fields": ["parts"]}


def test_an_empty_row_is_nobody(cast, now):
    """The rows that wait for somebody are not saved."""
    draft = whole(cast, now)
    browser = cast.client(cast.bilal)
    browser.post(page_of(draft), form_of(browser, draft, offence="Robbery"))
    assert (draft.accused_rows.count(), draft.victims.count(), draft.mobiles.count()) == (1, 1, 0)


def test_numbers_and_hours_of_others_are_not_read(cast, now):
    """What the form does not show is not taken from it."""
    draft = convert(make_complaint(cast.kohsar, at=now), cast.ayesha)
    browser = cast.client(cast.bilal)
    extra = {"cnic": "6110100000001", "phone": "03000000000", "station": cast.margalla.pk}
    extra |= {"level": "3", "state": "registered", "serial": "7", "sealed_as": "juvenile"}
    browser.post(page_of(draft), form_of(browser, draft, offence="Robbery", **extra))
    saved = FIR.objects.get()
    assert (saved.cnic, saved.phone, saved.station) == (draft.cnic, draft.phone, cast.kohsar)
    assert (saved.level, saved.state, saved.serial, saved.sealed_as) == (1, "draft", None, "")
    assert saved.offence == "Robbery"


def test_rows_of_another_case_are_not_read(cast, now):
    """A key of somebody else's accused is no way to him."""
    draft, other = whole(cast, now), whole(cast, now)
    browser = cast.client(cast.bilal)
    stranger = other.accused_rows.get()
    typed = {"accused-0-id": str(stranger.pk), "accused-0-name": "Somebody Else"}
    browser.post(page_of(draft), form_of(browser, draft, **typed))
    stranger.refresh_from_db()
    assert (stranger.name, stranger.fir) == ("Asif Bashir", other)


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
        {"picked_sections": ["ppc-379", "ppc-none"]},
        {"accused-0-cnic": "12345"},
        {"accused-0-age": "121"},
        {"victims-1-phone": "none"},
        {"vehicles-0-registration_no": "", "vehicles-1-colour": "Red"},
        {"mobiles-0-make": "Infinix", "mobiles-0-imei": "356938035643800"},
        {"accused-TOTAL_FORMS": "many"},
        {"accused-TOTAL_FORMS": "41"},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_wrong_input_comes_back_whole(cast, now, wrong):
    """422, what is wrong said at the top, everything typed still there, nothing saved."""
    draft = whole(cast, now)
    browser = cast.client(cast.bilal)
    typed = {
        "offence": "چوری 379 تعزیرات",
        "picked_sections": ["ppc-34", "ppc-411"],
        "things-0-description": "Two gold bangles",
        "accused-0-alias": "کالا",
        "witnesses-1-name": "Noor Muhammad",
        **wrong,
    }
    page = browser.post(page_of(draft), form_of(browser, draft, **typed))
    assert page.status_code == 422
    # "many" is no number: the form counts its rows by itself.
    kept = {name: value for name, value in typed.items() if not name.endswith("_FORMS")}
    if "accused-TOTAL_FORMS" in wrong:
        kept.pop("accused-0-alias")
    if "picked_sections" in wrong:
        kept["picked_sections"] = ["ppc-379"]
    assert still_there(page.text, kept) == {}
    assert "error-summary" in page.text
    assert not draft.accused_rows.exclude(alias="").exists()
    saved = FIR.objects.get(pk=draft.pk)
    assert (saved.offence, saved.changed_at) == ("Theft", draft.changed_at)


def test_two_who_write_at_once(cast, now):
    """The second is told of the first before he overwrites him, and loses nothing."""
    draft = whole(cast, now)
    bilal, ayesha = cast.client(cast.bilal), cast.client(cast.ayesha)
    typed = {
        "offence": "Snatching",
        "picked_sections": ["ppc-34", "ppc-392"],
        "accused-0-alias": "Kala",
        "accused-1-description": "The second one",
    }
    his = form_of(bilal, draft, **typed)
    ayesha.post(page_of(draft), form_of(ayesha, draft, offence="Theft by night"))
    page = bilal.post(page_of(draft), his)
    assert page.status_code == 422
    assert "Ayesha has saved this draft meanwhile" in page.text
    assert still_there(page.text, typed) == {}
    assert FIR.objects.get().offence == "Theft by night"
    assert bilal.post(page_of(draft), held_by(page.text)).status_code == 302
    saved = FIR.objects.get()
    assert (saved.offence, saved.changed_by) == ("Snatching", cast.bilal)
    assert [one.section_id for one in saved.section_rows.order_by("section")] == [
        *("ppc-34", "ppc-392"),
    ]
    assert [one.alias for one in saved.accused_rows.order_by("pk")] == ["Kala", ""]


def test_who_types_in_a_row_that_is_taken_out_meanwhile(cast, now):
    """He is told, and what he typed is a row again when he saves once more."""
    parts = [somebody("Asif Bashir"), somebody("Naveed Akhtar"), somebody("Zahid Khan")]
    draft = make_draft(cast.kohsar, cast.ayesha, at=now, parts=parts)
    bilal, ayesha = cast.client(cast.bilal), cast.client(cast.ayesha)
    his = form_of(bilal, draft, **{"accused-0-alias": "Kala", "accused-2-alias": "Chhota"})
    ayesha.post(page_of(draft), form_of(ayesha, draft, **{"accused-0-DELETE": "on"}))
    page = bilal.post(page_of(draft), his)
    assert page.status_code == 422
    assert "Ayesha has saved this draft meanwhile" in page.text
    assert bilal.post(page_of(draft), held_by(page.text)).status_code == 302
    rows = draft.accused_rows.order_by("pk").values_list("name", "alias")
    assert list(rows) == [
        *(("Naveed Akhtar", ""), ("Zahid Khan", "Chhota")),
        ("Asif Bashir", "Kala"),
    ]


# --- Laid aside ---


def test_laid_aside_and_taken_up(cast, now):
    """What was begun by mistake is on no list, cannot be written, and stands as it was."""
    draft = make_draft(cast.kohsar, cast.bilal, at=now)
    browser = cast.client(cast.bilal)
    sent = form_of(browser, draft, offence="Robbery")
    answer = browser.post(reverse("firs:discard", args=[draft.pk]))
    assert answer["Location"] == reverse("firs:drafts")
    assert len(browser.get(reverse("firs:drafts")).context["page"]) == 0
    assert "was laid aside" in browser.get(page_of(draft)).text
    page = browser.post(page_of(draft), sent)
    assert (page.status_code, "Begin a new one." in page.text) == (422, True)
    assert "Robbery" in page.text
    assert FIR.objects.get().offence == "Theft"


def test_what_a_complaint_became_is_not_laid_aside(cast, now):
    """It is registered, or the complainant objects."""
    complaint = make_complaint(cast.kohsar, at=now)
    draft = convert(complaint, cast.ayesha)
    browser = cast.client(cast.bilal)
    assert not browser.get(page_of(draft)).context["may_discard"]
    answer = browser.post(reverse("firs:discard", args=[draft.pk]), follow=True)
    assert "Its complaint has ended as an FIR" in answer.text
    assert FIR.objects.get().is_draft


def test_a_complaint_that_is_opened_again_keeps_its_draft(cast, now):
    """Ended as an FIR once more it gives the same draft, with what was written in it."""
    complaint = make_complaint(cast.kohsar, at=now)
    draft = convert(complaint, cast.ayesha)
    browser = cast.client(cast.bilal)
    browser.post(page_of(draft), form_of(browser, draft, offence="Robbery"))
    complaint = complaint_actions.object_to(complaint=complaint, words="No.", at=now)
    complaint = complaint_actions.reopen(by=make_sdpo(cast), complaint=complaint, words="Look "
                                         "again.", at=now)  # fmt: skip
    assert browser.get(page_of(draft)).context["may_discard"]
    browser.post(reverse("firs:discard", args=[draft.pk]))
    refusal = policies.refuse_change(FIR.objects.get(), seen=now)
    assert refusal is not None
    assert "when its complaint ends as an FIR again" in refusal
    again = convert(complaint, cast.ayesha)
    assert (again.pk, again.offence, again.state) == (draft.pk, "Robbery", CaseState.DRAFT)


def test_the_complaint_leads_to_its_fir(cast, now):
    """To the draft, and to the case once it has its number; for whoever may see it."""
    complaint = make_complaint(cast.kohsar, at=now)
    detail = reverse("complaints:detail", args=[complaint.pk])
    browser = cast.client(cast.bilal)
    assert browser.get(detail).context["fir"] is None
    draft = convert(complaint, cast.ayesha, now)
    assert page_of(draft) in browser.get(detail).text
    desk = cast.client(make_officer("desk", Role.FRONT_DESK))
    assert page_of(draft) not in desk.get(detail).text
    draft.place = "Street 12"
    draft = actions.change(
        by=cast.ayesha, fir=draft, seen=draft.changed_at, sections=sections("ppc-379"), parts=[],
        gone=[], at=now, address="House 9",
    )  # fmt: skip
    fir = actions.register(
        by=cast.ayesha, fir=draft, seen=draft.changed_at, signed_as="thumb", despatched_at=None,
        at=now,
    )  # fmt: skip
    text = browser.get(detail).text
    assert reverse("firs:case", args=[fir.pk]) in text
    assert f"{fir.number} {cast.kohsar.name}" in text
    assert page_of(draft) not in text


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
    assert "firs:list" in {entry.url_name for entry in entries_for(cast.bilal)}
    assert reverse("firs:drafts") in cast.client(cast.bilal).get(reverse("firs:list")).text
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
    drafts = [one.target_id for one in found if one.target_type == "firs.fir"]
    assert drafts == [draft.pk]
    names = list(people_seen.described("firs.fir", [draft.pk, sealed.pk]))
    assert [one.target_id for one in names] == [draft.pk]
    assert not FIR.objects.visible_to(auditor).exists()

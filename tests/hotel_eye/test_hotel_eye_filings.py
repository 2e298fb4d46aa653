"""What a hotel sends and gets back: receipts, lateness, corrections, annulments, nil returns."""

import re
import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms import CheckboxInput
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles import Role
from alerts.models import Alert, Sighting
from audit.models import Event
from filings.models import Receipt, ReportingRule, State
from hotel_eye import actions
from hotel_eye.models import Expected, Guest, LedgerDay, Stay
from tests.alerts.alert_scenes import drain
from tests.cast import make_officer
from tests.hotel_eye.hotel_desk import (
    BUS,
    HEAD,
    at_url,
    companion,
    group_form,
    local,
    make_stays,
    picture,
    send,
    stay_url,
)
from tests.people_on_file import WANTED, check_in_form, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_hours(cast):
    """The rule of the place: three hours from arrival."""
    ReportingRule.objects.filter(kind="guest").update(hours=3)


def numbers(hotel):
    return list(Receipt.objects.of_premises(hotel).order_by("pk").values_list("number", flat=True))


def day_of(hotel, moment=None):
    return LedgerDay.objects.get(hotel=hotel, day=timezone.localdate(moment))


def corrected(cast, stay, **changes):
    """The correction form of a stay, as it would come back with these changes."""
    client = cast.client(cast.ehsan)
    page = client.get(stay_url("correct", stay))
    assert page.status_code == 200
    form = {}
    for part in (page.context["stay_form"], page.context["guest_form"]):
        form |= posted(part)
    companions = page.context["companions"]
    form |= posted(companions.management_form)
    for one in companions:
        form |= posted(one)
    return client.post(stay_url("correct", stay), {**form, **changes})


def posted(form):
    """What a browser sends of a form that nobody touched."""
    sent = {}
    for field in form:
        shown = field.field.widget.format_value(field.value())
        if isinstance(field.field.widget, CheckboxInput):
            shown = "on" if field.value() else ""
        elif isinstance(shown, list):
            shown = shown[0] if shown else ""
        if shown:
            sent[field.html_name] = str(shown)
    return sent


# --- Receipts ---


def test_every_check_in_has_its_receipt(cast):
    """A number of the house's own run, the hash of what was filed, and a code."""
    for room in ("1", "2", "3"):
        assert send(cast, room=room).status_code == 302
    assert [number[:-1] for number in numbers(cast.hotel)] == [
        f"H{cast.hotel.pk}-{timezone.localdate():%y}-00000{serial}-" for serial in (1, 2, 3)
    ]
    receipt = Receipt.objects.of_source(Stay.objects.get(room="2")).get()
    assert (receipt.act, receipt.version, receipt.received_from) == ("filed", 1, cast.ehsan)
    assert re.fullmatch("[0-9a-f]{64}", receipt.digest)


def test_numbers_run_by_house(cast):
    """Another hotel counts for itself."""
    send(cast)
    stay = make_stays(cast.other_hotel, cast.farah, 1)[0]
    actions.annul(by=cast.farah, stay=stay, because="entered twice", at=timezone.now())
    assert "-000001-" in numbers(cast.other_hotel)[0]


def test_the_receipt_on_screen_and_on_paper(cast):
    """Both show the number, the guest and the hash; the public check names nobody."""
    send(cast)
    receipt = Receipt.objects.get()
    client = cast.client(cast.ehsan)
    page = client.get(reverse("hotel_eye:receipt", args=[cast.hotel.pk, receipt.pk]))
    said = page.content.decode()
    assert receipt.number in said
    assert receipt.digest in said
    assert "Muhammad Aslam" in said
    paper = client.get(reverse("hotel_eye:receipt_pdf", args=[cast.hotel.pk, receipt.pk]))
    text = " ".join(one.extract_text() for one in PdfReader(BytesIO(paper.content)).pages)
    assert receipt.number in text
    assert "Muhammad Aslam" in text
    check = cast.client(None).get(reverse("documents:paper", args=[receipt.shown_code]))
    assert check.status_code == 200
    checked = check.content.decode()
    assert receipt.number in checked
    assert cast.kohsar.name in checked
    guest = Guest.objects.get()
    for word in (guest.name, guest.relative_name, guest.cnic, guest.cnic_formatted, guest.address):
        assert word not in checked


def test_a_receipt_of_another_house_is_not_there(cast):
    """Neither its page nor its paper."""
    send(cast)
    receipt = Receipt.objects.get()
    stranger = cast.client(cast.farah)
    for name in ("receipt", "receipt_pdf"):
        for hotel in (cast.hotel, cast.other_hotel):
            url = reverse(f"hotel_eye:{name}", args=[hotel.pk, receipt.pk])
            assert stranger.get(url).status_code == 404


def test_an_earlier_receipt_says_that_it_was_replaced(cast):
    """Whoever checks the first one learns that something was filed after it."""
    send(cast)
    stay = Stay.objects.get()
    actions.annul(by=cast.ehsan, stay=stay, because="never came", at=timezone.now())
    first = Receipt.objects.of_source(stay).first()
    said = cast.client(None).get(reverse("documents:paper", args=[first.shown_code]))
    assert "A later paper took its place" in said.content.decode()


def test_a_receipt_cannot_have_two_of_one_version(cast):
    """The database keeps one receipt a version."""
    send(cast)
    receipt = Receipt.objects.get()
    receipt.pk, receipt.number, receipt.code = None, "X", "0" * 12
    with pytest.raises(IntegrityError), transaction.atomic():
        receipt.save()


# --- In time and late ---


@pytest.mark.usefixtures("three_hours")
@pytest.mark.parametrize(("hours", "late"), [(2, False), (4, True)])
def test_late_by_the_rule_of_the_place(cast, hours, late):
    """The hours count from arrival to the moment the police have it."""
    arrived = timezone.now() - timedelta(hours=hours)
    send(cast, arrived_at=local(arrived))
    stay = Stay.objects.get()
    assert stay.is_late is late
    counted = day_of(cast.hotel, arrived)
    assert (counted.on_time, counted.late) == (int(not late), int(late))
    page = cast.client(cast.ehsan).get(stay_url("stay", stay)).content.decode()
    assert ("was filed late" in page) is late


@pytest.mark.usefixtures("three_hours")
def test_what_was_sent_in_time_is_not_late_for_the_worker(cast, now):
    """A file waits for its turn: it counts when it came; what is seen is seen now."""
    stay = Stay(room="7", arrived_at=now - timedelta(hours=5), purpose="business")
    stay.expected_until = now + timedelta(days=1)
    guest = Guest(name="Kashif", cnic="3520298765431", gender="M")
    actions.check_in_all(
        by=cast.ehsan,
        hotel=cast.hotel,
        parties=[actions.Party(stay, [guest])],
        way="upload",
        sent_at=now - timedelta(hours=4),
        at=now,
    )
    assert not Stay.objects.get().is_late
    assert Receipt.objects.get().received_at == now - timedelta(hours=4)
    assert Sighting.objects.get().reported_at == now


def test_without_a_rule_nothing_is_late(cast):
    """A place of which no law is known has no hour."""
    ReportingRule.objects.all().delete()
    send(cast, arrived_at=local(timezone.now() - timedelta(days=3)))
    stay = Stay.objects.get()
    assert (stay.rule, stay.due_at, stay.is_late) == (None, None, False)


def test_the_day_of_a_daily_list_ends_at_midnight(cast):
    """Where the list goes once a day, the hours count from the end of the day."""
    ReportingRule.objects.filter(kind="guest").update(clock="day", hours=6)
    arrived = timezone.now() - timedelta(minutes=5)
    send(cast, arrived_at=local(arrived))
    due = timezone.localtime(Stay.objects.get().due_at)
    assert (due.hour, due.minute) == (6, 0)
    assert due.date() == timezone.localdate(arrived) + timedelta(days=1)


def test_two_rules_cannot_hold_at_once(cast):
    """The database refuses a second one for the same days."""
    rule = ReportingRule.objects.filter(kind="guest", valid_to=None).first()
    rule.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.save()


def test_a_district_has_its_own_rule(cast):
    """It goes before that of the province."""
    ReportingRule.objects.create(
        kind="guest",
        province=cast.kohsar.circle.district.region.province,
        district=cast.kohsar.circle.district,
        title="Own",
        title_ur="اپنا",
        hours=1,
        source="test",
        valid_from=timezone.localdate() - timedelta(days=9),
    )
    send(cast)
    assert Stay.objects.get().rule.title == "Own"


def test_the_rule_may_ask_for_more(cast):
    """A field that the law of the place wants is missed in words, and the form comes back."""
    ReportingRule.objects.filter(kind="guest").update(required=["name_ur"])
    answer = send(cast, name_ur="")
    assert answer.status_code == 422
    assert "asks for this. Ask the guest." in answer.content.decode()
    assert "Muhammad Aslam" in answer.content.decode()


# --- Corrections ---


def test_a_correction_is_a_second_version(cast):
    """The entry says the new, the receipt both; the sighting is screened anew."""
    send(cast)
    stay = Stay.objects.get()
    drain()
    answer = corrected(cast, stay, room="214", name="Muhammad Aslam Khan")
    assert answer.status_code == 302
    stay.refresh_from_db()
    assert (stay.room, stay.state, stay.version) == ("214", State.CORRECTED, 2)
    receipt = Receipt.objects.of_source(stay).last()
    assert receipt.act == "corrected"
    assert receipt.changes == {
        "room": ["204", "214"],
        "guest 1: name": ["Muhammad Aslam", "Muhammad Aslam Khan"],
    }
    sighting = Sighting.objects.get()
    assert (sighting.name, sighting.spot, sighting.screened_at) == (
        "Muhammad Aslam Khan",
        "214",
        None,
    )
    page = cast.client(cast.ehsan).get(stay_url("stay", stay)).content.decode()
    assert "Room: 204 → 214" in page
    assert Event.objects.filter(action="hotel_eye.corrected", target_id=stay.pk).exists()


def test_a_card_that_was_photographed_stays(cast):
    """The page of the correction opens, and the photograph is kept where none is chosen."""
    send(cast, card_front=picture())
    stay = Stay.objects.get()
    assert corrected(cast, stay, room="9").status_code == 302
    assert Guest.objects.get().card_front.name.startswith("cards/")


def test_an_older_receipt_shows_nothing_newer(cast):
    """It proves what was received at its hour; what was said since stands on the later one."""
    send(cast)
    stay = Stay.objects.get()
    corrected(cast, stay, name="Somebody Else")
    first, second = Receipt.objects.of_source(stay)
    client = cast.client(cast.ehsan)

    def page(one):
        return client.get(reverse("hotel_eye:receipt", args=[cast.hotel.pk, one.pk]))

    assert "Changed since" in page(first).content.decode()
    assert "Somebody Else" not in page(first).content.decode()
    assert "Somebody Else" in page(second).content.decode()


def test_a_correction_under_another_is_asked_again(cast):
    """Who had the entry open when somebody corrected it undoes nothing unseen."""
    send(cast)
    stay = Stay.objects.get()
    corrected(cast, stay, room="9")
    answer = corrected(cast, stay, version="1", phone="0300-7654321")
    assert answer.status_code == 422
    assert "corrected this entry meanwhile" in answer.content.decode()
    stay.refresh_from_db()
    assert (stay.room, stay.version) == ("9", 2)


def test_a_correction_keeps_the_rule_of_its_filing(cast, three_hours):
    """A typo mended under a stricter law does not make late what was in time."""
    send(cast)
    stay = Stay.objects.get()
    due_at = stay.due_at
    ReportingRule.objects.filter(kind="guest").update(hours=1)
    corrected(cast, stay, room="9")
    stay.refresh_from_db()
    assert (stay.version, stay.due_at) == (2, due_at)


def test_who_is_taken_out_left_with_the_party(cast):
    """After the check-out a correction does not keep anybody in the house until today."""
    arrived = timezone.now() - timedelta(days=5)
    send(cast, arrived_at=local(arrived), **companion(0), **{"party-TOTAL_FORMS": "1"})
    stay = Stay.objects.get()
    left_at = arrived + timedelta(days=1)
    actions.check_out(by=cast.ehsan, stay=stay, left_at=left_at, at=timezone.now())
    corrected(cast, stay, **{"party-0-leaves": "on"})
    assert set(Sighting.objects.values_list("seen_until", flat=True)) == {left_at}


def test_nothing_changed_is_no_correction(cast):
    """The form sent back as it was gives no receipt and no version."""
    send(cast, **companion(0), **{"party-TOTAL_FORMS": "1"})
    stay = Stay.objects.get()
    corrected(cast, stay)
    stay.refresh_from_db()
    assert (stay.version, stay.state, Receipt.objects.count()) == (1, State.FILED, 1)


def test_somebody_is_taken_out_and_somebody_comes_in(cast):
    """Whoever was not there leaves the party, not the book; a forgotten one joins."""
    send(cast, **companion(0), **{"party-TOTAL_FORMS": "1"})
    stay = Stay.objects.get()
    answer = corrected(
        cast,
        stay,
        **{"party-0-leaves": "on", "party-TOTAL_FORMS": "2"},
        **companion(1, name="Forgotten One"),
    )
    assert answer.status_code == 302
    gone = Guest.objects.get(name="Companion 0")
    assert gone.removed_at is not None
    assert [guest.name for guest in Stay.objects.with_party().get().guests.all()] == [
        "Muhammad Aslam",
        "Forgotten One",
    ]
    assert Sighting.objects.get(source_id=gone.pk).seen_until is not None
    assert Sighting.objects.filter(name="Forgotten One", seen_until=None).count() == 1


def test_a_correction_frees_nobody(cast):
    """Who was looked for when he came stays an alert, whatever the hotel writes afterwards."""
    make_listing(owning_station=cast.kohsar)
    send(cast)
    drain()
    assert Alert.objects.count() == 1
    corrected(cast, Stay.objects.get(), name="Somebody Else", cnic="35202-9876543-1")
    drain()
    alert = Alert.objects.get()
    assert alert.state == Alert.State.RAISED


def test_bad_input_comes_back(cast):
    """What is wrong is said, what was typed stands there, and the entry is as it was."""
    send(cast)
    stay = Stay.objects.get()
    answer = corrected(cast, stay, cnic="12", name="New Name")
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "A CNIC has 13 digits" in said
    assert "New Name" in said
    stay.refresh_from_db()
    assert stay.version == 1


def test_a_guest_of_another_entry_is_nobody_here(cast):
    """A key that is not of this entry enters a new companion and touches no stranger."""
    stranger = make_stays(cast.other_hotel, cast.farah, 1)[0].guests.get(is_head=True)
    send(cast, **companion(0), **{"party-TOTAL_FORMS": "1"})
    corrected(cast, Stay.objects.get(hotel=cast.hotel), **{"party-0-guest_id": str(stranger.pk)})
    before = stranger.name
    stranger.refresh_from_db()
    assert (stranger.name, stranger.hotel) == (before, cast.other_hotel)


@pytest.mark.parametrize("name", ["correct", "annul"])
def test_another_house_changes_nothing(cast, name):
    """Its entry is not there for others."""
    send(cast)
    url = stay_url(name, Stay.objects.get())
    assert cast.client(cast.farah).get(url).status_code == 404
    assert cast.client(cast.farah).post(url, {"because": "a reason"}).status_code == 404
    assert cast.client(cast.ayesha).get(url).status_code == 403


# --- Annulments ---


def test_an_annulled_entry_stays_in_the_book(cast):
    """Marked, out of the house, counted apart; its sighting ends."""
    send(cast)
    stay = Stay.objects.get()
    answer = cast.client(cast.ehsan).post(
        stay_url("annul", stay), {"because": "He never took the room."}
    )
    assert answer.status_code == 302
    stay.refresh_from_db()
    assert (stay.state, stay.annulled_by) == (State.ANNULLED, cast.ehsan)
    assert not cast.hotel.stays.in_house().exists()
    counted = day_of(cast.hotel, stay.arrived_at)
    assert (counted.filed, counted.annulled) == (0, 1)
    assert Sighting.objects.get().seen_until is not None
    page = cast.client(cast.ehsan).get(at_url("register", cast.hotel)).content.decode()
    assert "annulled" in page


def test_an_annulment_closes_no_alert(cast):
    """A hotel that wants to hide somebody hides nobody."""
    make_listing(owning_station=cast.kohsar)
    send(cast)
    drain()
    actions.annul(by=cast.ehsan, stay=Stay.objects.get(), because="never came", at=timezone.now())
    drain()
    assert Alert.objects.get().state == Alert.State.RAISED


def test_annulled_before_it_was_screened(cast):
    """He is looked into all the same."""
    make_listing(owning_station=cast.kohsar)
    send(cast)
    actions.annul(by=cast.ehsan, stay=Stay.objects.get(), because="never came", at=timezone.now())
    drain()
    assert Alert.objects.filter(sighting__name=WANTED["name"]).exists()


def test_an_annulment_says_why_and_once(cast):
    """No reason: refused in words. Annulled: nothing more can be done to it."""
    send(cast)
    stay = Stay.objects.get()
    client = cast.client(cast.ehsan)
    answer = client.post(stay_url("annul", stay), {"because": ""})
    assert answer.status_code == 422
    assert "Say in a few words" in answer.content.decode()
    client.post(stay_url("annul", stay), {"because": "entered twice"})
    again = client.post(stay_url("annul", stay), {"because": "entered twice"})
    assert "was annulled already" in again.content.decode()
    assert client.get(stay_url("correct", stay)).status_code == 302
    out = client.post(stay_url("check_out", stay), {"left_at": local(timezone.now())})
    assert "This entry was annulled" in out.content.decode()


# --- Nil returns and the ledger ---


def test_a_nil_return_in_one_press(cast):
    """A receipt for nobody; pressed twice it is one."""
    client = cast.client(cast.ehsan)
    for _press in range(2):
        answer = client.post(at_url("file_nil", cast.hotel))
        assert answer.status_code == 302
    receipt = Receipt.objects.get()
    assert receipt.act == "nil"
    page = client.get(answer.url).content.decode()
    assert "Nobody arrived on" in page
    assert day_of(cast.hotel).nil_by == cast.ehsan


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "has not come yet"), (-40, "for the last 31 days only")],
)
def test_a_nil_return_of_a_wrong_day(cast, days, words):
    """Said in words, and nothing is written."""
    day = timezone.localdate() + timedelta(days=days)
    client = cast.client(cast.ehsan)
    answer = client.post(at_url("file_nil", cast.hotel), {"day": day.isoformat()}, follow=True)
    assert words in answer.content.decode()
    assert not Receipt.objects.exists()


def test_no_nil_return_beside_an_arrival(cast):
    """There was somebody: the return is refused."""
    send(cast, arrived_at=local(timezone.now()))
    answer = cast.client(cast.ehsan).post(at_url("file_nil", cast.hotel), follow=True)
    assert "There are arrivals on this day" in answer.content.decode()


def test_the_ledger_counts_whoever_writes(cast):
    """In bulk, by SQL, moved to another day, deleted: the day always says what there is."""
    arrived = timezone.now() - timedelta(days=3)
    stays = make_stays(cast.hotel, cast.ehsan, 5, arrived_at=arrived)
    assert day_of(cast.hotel, arrived).on_time == 5
    Stay.objects.filter(pk=stays[0].pk).update(arrived_at=arrived - timedelta(days=1))
    assert day_of(cast.hotel, arrived).on_time == 4
    assert day_of(cast.hotel, arrived - timedelta(days=1)).on_time == 1
    Stay.objects.filter(pk=stays[1].pk).update(due_at=arrived - timedelta(hours=1))
    assert (day_of(cast.hotel, arrived).on_time, day_of(cast.hotel, arrived).late) == (3, 1)
    Stay.objects.filter(pk__in=[one.pk for one in stays[2:]]).update(left_at=None)
    assert day_of(cast.hotel, arrived).on_time == 3


def test_the_ledger_page(cast):
    """Days in time, late, nil and without a word stand there in words."""
    rule = ReportingRule.objects.filter(kind="guest", province__code="IS")
    rule.update(hours=3, wants_nil=True)
    today = timezone.localdate()
    send(cast, arrived_at=local(timezone.now() - timedelta(hours=30)))
    client = cast.client(cast.ehsan)
    client.post(at_url("file_nil", cast.hotel), {"day": (today - timedelta(days=4)).isoformat()})
    page = client.get(at_url("ledger", cast.hotel))
    standing = {one.day: one.standing for one in page.context["days"]}
    assert standing[timezone.localdate(timezone.now() - timedelta(hours=30))] == "late"
    assert standing[today - timedelta(days=4)] == "nil"
    assert standing[today - timedelta(days=6)] == "missing"
    assert len(standing) == 35


def test_pages_cost_the_same_however_much_there_is(cast):
    """Receipts, ledger, house: the number of queries does not grow."""
    client = cast.client(cast.ehsan)

    def costs():
        found = {}
        for name in ("receipts", "ledger", "in_house", "expected", "register"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(at_url(name, cast.hotel)).status_code == 200
            found[name] = len(captured)
        return found

    send(cast)
    Expected.objects.create(
        hotel=cast.hotel, name="One", arrives_on=timezone.localdate(), made_at=timezone.now(),
        made_by=cast.ehsan,
    )  # fmt: skip
    first = costs()
    make_stays(cast.hotel, cast.ehsan, 30)
    for room in range(5):
        send(cast, room=str(room))
    Expected.objects.bulk_create(
        Expected(hotel=cast.hotel, name=f"Guest {number}", arrives_on=timezone.localdate(),
                 made_at=timezone.now(), made_by=cast.ehsan)
        for number in range(20)
    )  # fmt: skip
    assert costs() == first


# --- Expected guests ---


def expect(cast, **fields):
    today = timezone.localdate().isoformat()
    given = {"name": "Naveed Akhtar", "arrives_on": today, "nights": "2", "channel": "phone"}
    given["form_token"] = str(uuid.uuid4())
    return cast.client(cast.ehsan).post(at_url("expected", cast.hotel), {**given, **fields})


def test_expected_then_arrived_then_entered(cast):
    """The booking fills the form; the clock runs from the arrival; the entry ends it."""
    ReportingRule.objects.filter(kind="guest").update(hours=3)
    assert expect(cast, room="12", phone="0300-1234567").status_code == 302
    one = Expected.objects.get()
    client = cast.client(cast.ehsan)
    client.post(reverse("hotel_eye:note_arrival", args=[one.pk]))
    one.refresh_from_db()
    assert one.due_at - one.arrived_at == timedelta(hours=3)
    house = client.get(at_url("in_house", cast.hotel)).content.decode()
    assert "1 guest is in the house and not entered" in house
    assert "Naveed Akhtar" in house
    form = client.get(f"{at_url('check_in', cast.hotel)}?expected={one.pk}").content.decode()
    assert 'value="12"' in form
    assert "Naveed Akhtar" in form
    assert send(cast, expected=str(one.pk), arrived_at=local(one.arrived_at)).status_code == 302
    one.refresh_from_db()
    assert one.stay == Stay.objects.get()
    assert "not entered" not in client.get(at_url("in_house", cast.hotel)).content.decode()


def test_a_booking_sent_twice_is_one(cast):
    """And another name on the same form is not dropped: sent once more it is a booking."""
    token = str(uuid.uuid4())
    for _press in range(2):
        assert expect(cast, form_token=token).status_code == 302
    answer = expect(cast, form_token=token, name="Waqar Younis")
    assert answer.status_code == 422
    assert "This form was sent already" in answer.content.decode()
    assert Expected.objects.count() == 1
    anew = re.search(r'name="form_token" value="([^"]+)"', answer.content.decode())[1]
    assert expect(cast, form_token=anew, name="Waqar Younis").status_code == 302
    assert Expected.objects.count() == 2


def test_an_expected_guest_is_entered_once(cast):
    """A second clerk is told; sent all the same it is somebody else."""
    expect(cast)
    one = Expected.objects.get()
    send(cast, expected=str(one.pk))
    again = {"expected": str(one.pk), "form_token": str(uuid.uuid4()), "room": "7"}
    answer = send(cast, **again)
    assert answer.status_code == 422
    assert Stay.objects.count() == 1
    said = answer.content.decode()
    assert 'name="expected" value=""' in said
    assert send(cast, **{**again, "expected": ""}).status_code == 302
    opened = cast.client(cast.ehsan).get(f"{at_url('check_in', cast.hotel)}?expected={one.pk}")
    assert opened.context["expected"] is None


def test_who_was_expected_before_does_not_hide_who_comes(cast):
    """No-shows stand by themselves, below."""
    expect(cast)
    Expected.objects.update(arrives_on=timezone.localdate() - timedelta(days=9))
    expect(cast, name="Waqar Younis")
    page = cast.client(cast.ehsan).get(at_url("expected", cast.hotel))
    assert [one.name for one in page.context["coming"]] == ["Waqar Younis"]
    assert [one.name for one in page.context["not_come"]] == ["Naveed Akhtar"]


def test_one_who_does_not_come(cast):
    """He leaves the list, and nobody can enter him from it any more."""
    expect(cast)
    one = Expected.objects.get()
    client = cast.client(cast.ehsan)
    client.post(reverse("hotel_eye:cancel_expected", args=[one.pk]))
    again = client.post(reverse("hotel_eye:note_arrival", args=[one.pk]), follow=True)
    assert "was taken off the list" in again.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "This field is required"),
        ({"arrives_on": "2001-01-01"}, "This day is over"),
        ({"arrives_on": "2901-01-01"}, "more than two years ahead"),
        ({"cnic": "1"}, "A CNIC has 13 digits"),
        ({"cnic": "6110112345671", "passport_no": "AB1234567"}, "not both"),
        ({"persons": "0"}, "greater than or equal to 1"),
    ],
)
def test_bad_bookings(cast, fields, words):
    """Said in words; nothing is kept."""
    answer = expect(cast, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Expected.objects.exists()


def test_a_stranger_expects_nobody_here(cast):
    """Another house's list is not there."""
    expect(cast)
    one = Expected.objects.get()
    stranger = cast.client(cast.farah)
    for name in ("note_arrival", "cancel_expected"):
        assert stranger.post(reverse(f"hotel_eye:{name}", args=[one.pk])).status_code == 404
    form = stranger.get(f"{at_url('check_in', cast.other_hotel)}?expected={one.pk}")
    assert "Naveed Akhtar" not in form.content.decode()


# --- The room board and the group ---


def test_several_rooms_leave_at_once(cast):
    """The ticked ones, of this house only."""
    stays = make_stays(cast.hotel, cast.ehsan, 3)
    strangers = make_stays(cast.other_hotel, cast.farah, 1)
    ticked = [stays[0].pk, stays[2].pk, strangers[0].pk]
    answer = cast.client(cast.ehsan).post(
        at_url("check_out_several", cast.hotel), {"stay": ticked}, follow=True
    )
    assert "2 rooms are checked out" in answer.content.decode()
    assert set(Stay.objects.in_house().values_list("pk", flat=True)) == {
        stays[1].pk,
        strangers[0].pk,
    }


def test_nothing_ticked_is_said(cast):
    """A word instead of silence."""
    answer = cast.client(cast.ehsan).post(
        at_url("check_out_several", cast.hotel), {"stay": ["x", ""]}, follow=True
    )
    assert "Tick the rooms that are leaving" in answer.content.decode()


def test_a_bus_arrives(cast):
    """Each room is an entry; people of one room are one party; sent twice it is the same."""
    client = cast.client(cast.ehsan)
    for _press in range(2):
        answer = client.post(at_url("check_in_group", cast.hotel), group_form(*BUS))
        assert answer.status_code == 302
    stays = Stay.objects.with_party().order_by("room")
    assert [(one.room, [guest.name for guest in one.guests.all()]) for one in stays] == [
        ("11", ["Asad Ali", "Danish Iqbal"]),
        ("12", ["Babar Khan"]),
    ]
    assert {guest.address for guest in Guest.objects.all()} == {"12 Mall Road, Lahore"}
    assert Receipt.objects.count() == 2
    assert Sighting.objects.count() == 3


def test_a_bus_after_the_back_button(cast):
    """Other people on the same form are not dropped without a word."""
    client = cast.client(cast.ehsan)
    client.post(at_url("check_in_group", cast.hotel), group_form(*BUS))
    another = {"room": "13", "cnic": "35202-1111114-1", "name": "Ehtesham", **HEAD}
    answer = client.post(at_url("check_in_group", cast.hotel), group_form(*BUS[:3], another))
    assert answer.status_code == 422
    assert "Ehtesham" in answer.content.decode()
    assert Stay.objects.count() == 2
    anew = re.search(r'name="form_token" value="([^"]+)"', answer.content.decode())[1]
    again = group_form(*BUS[:3], another, form_token=anew)
    assert client.post(at_url("check_in_group", cast.hotel), again).status_code == 302
    assert Stay.objects.filter(room="13").count() == 1


def test_the_head_of_each_room_is_asked_in_full(cast):
    """What every guest's register asks: the group's page is no way round it."""
    short = {"room": "11", "cnic": "35202-1111111-1", "name": "Asad Ali"}
    answer = cast.client(cast.ehsan).post(
        at_url("check_in_group", cast.hotel), group_form(short, {**short, **HEAD, "room": "12"})
    )
    assert answer.status_code == 422
    assert set(answer.context["members"].forms[0].errors) == {"relative_name", "born"}
    assert not answer.context["members"].forms[1].errors


def test_one_wrong_line_of_a_bus(cast):
    """Nobody is entered, the line says what is wrong, and everything typed is there."""
    wrong = {"room": "", "cnic": "1", "name": "Ehtesham"}
    answer = cast.client(cast.ehsan).post(
        at_url("check_in_group", cast.hotel), group_form(BUS[0], wrong)
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Enter the room of this guest" in said
    assert "A CNIC has 13 digits" in said
    assert "Asad Ali" in said
    assert not Stay.objects.exists()


def test_a_group_of_nobody(cast):
    """Said in words."""
    answer = cast.client(cast.ehsan).post(
        at_url("check_in_group", cast.hotel), group_form({"gender": ""})
    )
    assert answer.status_code == 422
    assert "Enter at least one guest" in answer.content.decode()


# --- Prints ---


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_books_on_paper(cast, language):
    """The register shows everybody, the foreigners' report the foreigners only."""
    send(cast, arrived_at=local(timezone.now()))
    foreign = check_in_form(
        document="passport", cnic=None, passport_no="AB1234567", nationality="GBR",
        name="John Smith", visa_no="V-1", entered_on="2026-01-02",
        arrived_at=local(timezone.now()),
    )  # fmt: skip
    client = cast.client(cast.ehsan)
    client.cookies["django_language"] = language
    kept = {name: value for name, value in foreign.items() if value is not None}
    assert client.post(at_url("check_in", cast.hotel), kept).status_code == 302

    def text(which):
        url = at_url(f"print_{which}", cast.hotel)
        paper = PdfReader(BytesIO(client.get(url).content))
        return " ".join(page.extract_text() for page in paper.pages)

    assert "John Smith" in text("register")
    assert "Muhammad Aslam" in text("register")
    assert "John Smith" in text("foreigners")
    assert "Muhammad Aslam" not in text("foreigners")
    printed = Event.objects.filter(action="hotel_eye.register_printed")
    assert printed.count() == 4


def test_who_may_come_to_the_desk(cast):
    """A landlord and an officer are refused; another house is not there."""
    landlord = make_officer("landlord", Role.LANDLORD)
    pages = ("receipts", "ledger", "expected", "in_house", "check_in_group")
    for name in pages:
        assert cast.client(landlord).get(at_url(name, cast.hotel)).status_code == 403
        assert cast.client(cast.ayesha).get(at_url(name, cast.hotel)).status_code == 403
        assert cast.client(cast.farah).get(at_url(name, cast.hotel)).status_code == 404

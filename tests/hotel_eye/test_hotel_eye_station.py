"""The station's side: who is late, silent or missing, and what inspections found."""

import re
import uuid
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from filings.models import ReportingRule
from hotel_eye import actions, standing
from hotel_eye.models import Hotel, Inspection, LedgerDay, Stay
from hotel_eye.standing import Standing
from tests.cast import make_hotel, make_officer
from tests.hotel_eye.hotel_desk import at_url, found_form, make_stays, send
from tests.people_on_file import check_in_form, make_stay

pytestmark = pytest.mark.django_db

#: A weekday noon, and its evening.
NOON, EVENING = time(12), time(19)


def url(name, *args):
    return reverse(f"hotel_eye:{name}", args=args)


def at(clock, day=None):
    return timezone.make_aware(datetime.combine(day or timezone.localdate(), clock))


def filed(hotel, days, count=3, late=0):
    """So many filings on each of these days before today."""
    today = timezone.localdate()
    LedgerDay.objects.bulk_create(
        LedgerDay(hotel=hotel, day=today - timedelta(days=day), on_time=count - late, late=late)
        for day in days
    )


def standing_of(hotel, moment):
    return standing.houses(Hotel.objects.filter(pk=hotel.pk), at=moment)[0]


# --- How a house stands ---


def test_silent_when_it_filed_every_day(cast):
    """By the evening, or as soon as yesterday is silent, too; a nil return is a word."""
    filed(cast.hotel, range(1, 30))
    assert standing_of(cast.hotel, at(NOON)).standing == Standing.IN_ORDER
    assert standing_of(cast.hotel, at(EVENING)).standing == Standing.SILENT
    LedgerDay.objects.filter(
        hotel=cast.hotel, day=timezone.localdate() - timedelta(days=1)
    ).delete()
    assert standing_of(cast.hotel, at(NOON)).standing == Standing.SILENT
    actions.file_nil(by=cast.ehsan, hotel=cast.hotel, day=timezone.localdate(), at=timezone.now())
    assert standing_of(cast.hotel, at(EVENING)).standing == Standing.IN_ORDER


def test_a_house_that_files_now_and_then_is_not_silent(cast):
    """Nobody expects it every evening."""
    filed(cast.hotel, range(1, 30, 3))
    assert standing_of(cast.hotel, at(EVENING)).standing == Standing.IN_ORDER


@pytest.mark.parametrize(
    ("usual", "lately", "is_drop"), [(4, 1, True), (4, 3, False), (1, 0, False)]
)
def test_a_sudden_drop(cast, usual, lately, is_drop):
    """Less than half of the usual week, where a week is enough to tell."""
    filed(cast.hotel, range(8, 36), usual)
    filed(cast.hotel, range(0, 8), lately)
    found = standing_of(cast.hotel, at(NOON))
    assert (found.standing == Standing.DROP) is is_drop


def test_late_missing_quiet_closed_unregistered(cast):
    """One word for each, the most urgent one."""
    filed(cast.hotel, range(0, 30), 3, late=1)
    assert standing_of(cast.hotel, at(NOON)).standing == Standing.LATE
    assert standing_of(cast.hotel, at(NOON)).late_week == 8
    filed(cast.other_hotel, [20])
    assert standing_of(cast.other_hotel, at(NOON)).standing == Standing.QUIET
    rule = ReportingRule.objects.filter(kind="guest", province__code="IS")
    rule.update(wants_nil=True)
    missing = standing_of(cast.other_hotel, at(NOON))
    assert (missing.standing, missing.missing) == (Standing.MISSING, 29)
    cast.hotel.closed_on = timezone.localdate()
    cast.hotel.save()
    assert standing_of(cast.hotel, at(NOON)).standing == Standing.CLOSED
    cast.other_hotel.registered_on = None
    cast.other_hotel.save()
    assert standing_of(cast.other_hotel, at(NOON)).standing == Standing.UNREGISTERED


def test_four_queries_however_many(cast):
    """As many for one house as for thirty with five weeks each."""

    def count():
        with CaptureQueriesContext(connection) as captured:
            standing.houses(Hotel.objects.filter(station=cast.kohsar), at=at(NOON))
        return len(captured)

    few = count()
    for number in range(30):
        filed(make_hotel(f"House {number}", cast.kohsar), range(35))
    assert count() == few == 4


# --- The list and the map ---


def test_the_list_shows_ones_own_stations(cast):
    """The most urgent first; a stranger's house is not there, nor its page."""
    filed(cast.hotel, range(0, 30), 3, late=1)
    page = cast.client(cast.ayesha).get(url("premises")).content.decode()
    assert "Margalla View Hotel" in page
    assert "Shalimar Guest House" not in page
    for name in ("house", "house_register", "inspect", "register_house"):
        assert cast.client(cast.ayesha).get(url(name, cast.other_hotel.pk)).status_code == 404
    assert "Shalimar Guest House" in cast.client(cast.dania).get(url("premises")).content.decode()


@pytest.mark.parametrize("name", ["premises", "premises_map"])
def test_narrowed(cast, name):
    """By state, kind and station."""
    Hotel.objects.update(latitude=33.72, longitude=73.08)
    filed(cast.hotel, range(0, 30), 3, late=1)
    client = cast.client(cast.dania)

    def shown(query):
        return "Margalla View Hotel" in client.get(f"{url(name)}?{query}").content.decode()

    assert shown("show=late")
    assert not shown("show=silent")
    assert shown("kind=hotel")
    assert not shown("kind=hostel")
    assert shown(f"station={cast.kohsar.pk}")
    assert not shown(f"station={cast.margalla.pk}")


def test_the_map_has_a_pin_for_each_place(cast):
    """With its state in words; those without a place are counted."""
    cast.hotel.latitude, cast.hotel.longitude = 33.72, 73.08
    cast.hotel.save()
    page = cast.client(cast.dania).get(url("premises_map"))
    [pin] = page.context["pins"]
    assert (pin["at"], pin["words"]) == ([33.72, 73.08], "Nothing for a week")
    assert page.context["unplaced"] == 1


def test_beside_the_map_the_most_urgent_stand_in_words(cast, monkeypatch):
    """So many of them; the others are in the list."""
    monkeypatch.setattr("hotel_eye.views.premises.MOST_BESIDE", 2)
    filed(cast.hotel, range(0, 30), 3, late=1)
    quiet = [make_hotel(f"House {number}", cast.kohsar) for number in range(3)]
    page = cast.client(cast.ayesha).get(url("premises_map")).content.decode()
    beside = page[page.index('id="beside"') :]
    assert f'href="{url("house", cast.hotel.pk)}"' in beside
    assert f'href="{url("house", quiet[0].pk)}"' in beside
    assert f'href="{url("house", quiet[2].pk)}"' not in beside
    assert "2 more in the list" in beside


def test_pages_cost_the_same(cast):
    """However many houses and days there are."""
    client = cast.client(cast.ayesha)

    def costs():
        found = []
        for address in (
            url("premises"),
            url("premises_map"),
            url("inspected"),
            url("house", cast.hotel.pk),
            url("house_register", cast.hotel.pk),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            found.append(len(captured))
        return found

    filed(cast.hotel, range(1, 4))
    send(cast)
    few = costs()
    for number in range(20):
        filed(make_hotel(f"House {number}", cast.kohsar), range(35))
    filed(cast.hotel, range(4, 35))
    make_stays(cast.hotel, cast.ehsan, 20)
    for number in range(5):
        note(cast, cast.hotel, words=f"Visit {number}")
    assert costs() == few


def test_corrected_numbers_are_masked(cast):
    """The station sees that a number was corrected; the number itself has a page with a purpose."""
    stay = make_stay(cast.hotel, cast.ehsan)
    said = Stay.objects.get(pk=stay.pk)
    guest = stay.guests.get()
    guest.cnic = "6110199999993"
    actions.correct(by=cast.ehsan, stay=stay, said=said, guests=[guest], at=timezone.now())
    page = cast.client(cast.ayesha).get(reverse("hotel_eye:house", args=[cast.hotel.pk]))
    assert "CNIC: •••71 → •••93" in page.content.decode()


def test_a_house_shows_what_it_corrected(cast):
    """The police read what a hotel changed and annulled, and look into its register on record."""
    send(cast)
    stay = Stay.objects.get()
    actions.annul(by=cast.ehsan, stay=stay, because="He never came.", at=timezone.now())
    client = cast.client(cast.ayesha)
    page = client.get(url("house", cast.hotel.pk)).content.decode()
    assert "Annulled (H" in page
    assert Event.objects.filter(action="hotel_eye.house_opened").count() == 1
    register = client.get(url("house_register", cast.hotel.pk)).content.decode()
    assert "61101-•••••••-1" in register
    assert "61101-1234567-1" not in register
    assert f'href="{reverse("hotel_eye:stay", args=[stay.pk])}"' not in register
    assert Event.objects.filter(action="hotel_eye.register_seen").count() == 1


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        (Role.FRONT_DESK, [403, 403, 403]),
        (Role.MOHARRAR, [200, 403, 200]),
        (Role.INVESTIGATION_OFFICER, [200, 200, 403]),
        (Role.SHO, [200, 200, 200]),
        (Role.HOTEL_OPERATOR, [403, 403, 403]),
        (Role.LANDLORD, [403, 403, 403]),
    ],
)
def test_who_may_see_inspect_and_register(cast, role, answers):
    """Below a Sub-Inspector nobody inspects; the register is the moharrar's and the SHO's."""
    user = make_officer(f"some_{role}", role)
    client = cast.client(user)
    names = ("house", "inspect", "register_house")
    assert [client.get(url(name, cast.hotel.pk)).status_code for name in names] == answers


# --- Inspections ---


def note(cast, hotel, **fields):
    token = str(uuid.uuid4())
    given = {"findings": ["no_copies"], "words": "", "form_token": token, **fields}
    return cast.client(cast.ayesha).post(url("inspect", hotel.pk), given)


def test_an_inspection_and_the_answer_to_it(cast):
    """Noted on the doorstep, read by the house, answered once, and the answer is read."""
    answer = note(cast, cast.hotel, findings=["not_entered", "no_copies"], not_entered="3",
                  with_whom="The night clerk", words="Rooms 4, 7 and 9.")  # fmt: skip
    assert answer.status_code == 302
    inspection = Inspection.objects.get()
    assert (inspection.inspected_by, inspection.not_entered) == (cast.ayesha, 3)
    desk = cast.client(cast.ehsan)
    page = desk.get(at_url("inspections", cast.hotel)).content.decode()
    assert "Guests not entered" in page
    assert "Rooms 4, 7 and 9." in page
    empty = desk.post(url("answer", inspection.pk))
    assert empty.status_code == 422
    assert "Write your answer" in empty.content.decode()
    name = f"i{inspection.pk}-answer"
    desk.post(url("answer", inspection.pk), {name: "They were entered at nine."})
    again = desk.post(url("answer", inspection.pk), {name: "Something else"}, follow=True)
    assert "was answered already" in again.content.decode()
    house = cast.client(cast.ayesha).get(url("house", cast.hotel.pk)).content.decode()
    assert "They were entered at nine." in house


def test_the_inspections_of_ones_stations(cast):
    """The last one first, with what the house said; a stranger's is not there."""
    note(cast, cast.hotel, words="Rooms 4, 7 and 9.")
    note(cast, cast.hotel, words="Nothing in room 12.")
    first = Inspection.objects.earliest("pk")
    name = f"i{first.pk}-answer"
    cast.client(cast.ehsan).post(url("answer", first.pk), {name: "They had left."})
    page = cast.client(cast.ayesha).get(url("inspected")).content.decode()
    assert page.index("Nothing in room 12.") < page.index("Rooms 4, 7 and 9.")
    assert "They had left." in page
    other = cast.client(cast.chaudhry).get(url("inspected")).content.decode()
    assert "No officer has noted an inspection yet" in other


def test_a_stranger_answers_nothing(cast):
    """Another house's inspection is not there; the police do not answer for a house."""
    note(cast, cast.hotel)
    inspection = Inspection.objects.get()
    name = f"i{inspection.pk}-answer"
    assert (
        cast.client(cast.farah).post(url("answer", inspection.pk), {name: "x"}).status_code == 404
    )
    assert (
        cast.client(cast.ayesha).post(url("answer", inspection.pk), {name: "x"}).status_code == 403
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"findings": []}, "Tick what you found"),
        ({"findings": ["in_order", "weapon"]}, "Either everything is in order"),
        ({"findings": ["not_entered"]}, "Say how many guests"),
        ({"rooms_taken": "-1"}, "greater than or equal to 0"),
    ],
)
def test_bad_inspections(cast, fields, words):
    """Said in words; nothing is kept."""
    answer = note(cast, cast.hotel, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Inspection.objects.exists()


# --- A house that nobody registered ---


def test_found_and_registered(cast):
    """Noted with its inspection, seen in the list, taken into the register, and a desk for it."""
    sho = cast.client(cast.ayesha)
    answer = sho.post(url("found"), found_form(cast))
    house = Hotel.objects.get(name="Blue Moon Guest House")
    assert answer.url == url("house", house.pk)
    assert (house.registered_on, house.inspections.count()) == (None, 1)
    listed = sho.get(f"{url('premises')}?show=unregistered").content.decode()
    assert "Blue Moon Guest House" in listed
    future = (timezone.localdate() + timedelta(days=2)).isoformat()
    particulars = {"name": house.name, "kind": house.kind, "address": house.address}
    wrong = sho.post(url("register_house", house.pk), {**particulars, "registered_on": future})
    assert "has not come yet" in wrong.content.decode()
    today = timezone.localdate().isoformat()
    sho.post(
        url("register_house", house.pk),
        {**particulars, "registered_on": today, "licence_no": "ICT-77", "phone": "051-2223344"},
    )
    house.refresh_from_db()
    assert (str(house.registered_on), house.licence_no, house.phone) == (
        today,
        "ICT-77",
        "0512223344",
    )
    events = set(Event.objects.filter(target_id=house.pk).values_list("action", flat=True))
    assert {"hotel_eye.house_found", "hotel_eye.inspected", "hotel_eye.house_registered"} <= events


def test_a_second_press_notes_nothing_twice(cast):
    """One inspection, one house; other words on the same form are not dropped."""
    token = str(uuid.uuid4())
    for _press in range(2):
        assert note(cast, cast.hotel, form_token=token).status_code == 302
    answer = note(cast, cast.hotel, form_token=token, words="The lift is broken, too.")
    assert answer.status_code == 422
    assert Inspection.objects.count() == 1
    anew = re.search(r'name="form_token" value="([^"]+)"', answer.content.decode())[1]
    again = note(cast, cast.hotel, form_token=anew, words="The lift is broken, too.")
    assert (again.status_code, Inspection.objects.count()) == (302, 2)
    sho = cast.client(cast.ayesha)
    form = found_form(cast)
    assert sho.post(url("found"), form).url == sho.post(url("found"), form).url
    other = sho.post(url("found"), {**form, "name": "Red Sun Inn"})
    assert "This form was sent already" in other.content.decode()
    assert "Red Sun Inn" in other.content.decode()
    assert Hotel.objects.filter(registered_on=None).count() == 1


@pytest.mark.parametrize(
    "alike",
    [
        {"name": "Margala View Hotell"},
        {"name": "Another", "latitude": "33.7201", "longitude": "73.0801"},
    ],
)
def test_it_may_be_one_that_is_known(cast, alike):
    """By name or by place: the officer looks once more before a second one is made."""
    Hotel.objects.filter(pk=cast.hotel.pk).update(latitude=33.72, longitude=73.08)
    sho = cast.client(cast.ayesha)
    answer = sho.post(url("found"), found_form(cast, **alike))
    assert answer.status_code == 422
    assert "Is it one of these?" in answer.content.decode()
    assert Hotel.objects.filter(station=cast.kohsar).count() == 1
    assert sho.post(url("found"), found_form(cast, **alike, is_another="on")).status_code == 302


def test_a_house_of_another_station_is_not_found_here(cast):
    """Its station is no choice."""
    answer = cast.client(cast.ayesha).post(
        url("found"), found_form(cast, station=str(cast.margalla.pk))
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("days", "words"), [(1, "has not come yet"), (-500, "before the house was registered")]
)
def test_closed_on_a_day_that_can_be(cast, days, words):
    """Neither ahead nor before it was registered; its desk goes on."""
    Hotel.objects.update(registered_on=timezone.localdate() - timedelta(days=400))
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    answer = cast.client(cast.ayesha).post(url("close_house", cast.hotel.pk), {"closed_on": day})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert day in answer.content.decode()
    assert cast.client(cast.ehsan).get(at_url("in_house", cast.hotel)).status_code == 200


def test_a_districts_own_rule_goes_before_that_of_its_province(cast):
    """Also where it asks for less."""
    rules = ReportingRule.objects.filter(kind="guest", province__code="IS")
    rules.update(wants_nil=True)
    filed(cast.hotel, range(5, 30, 4))
    assert standing_of(cast.hotel, at(NOON)).standing == Standing.MISSING
    own = rules.first()
    own.pk, own.district, own.wants_nil = None, cast.kohsar.circle.district, False
    own.save()
    assert standing_of(cast.hotel, at(NOON)).missing == 0


def test_closed_once_its_guests_are_out(cast):
    """With somebody in it, it is refused; closed, its desk has it no more."""
    sho = cast.client(cast.ayesha)
    today = timezone.localdate().isoformat()
    stay = make_stays(cast.hotel, cast.ehsan, 1)[0]
    answer = sho.post(url("close_house", cast.hotel.pk), {"closed_on": today})
    assert "still guests in the house" in answer.content.decode()
    actions.check_out(by=cast.ehsan, stay=stay, left_at=timezone.now(), at=timezone.now())
    assert sho.post(url("close_house", cast.hotel.pk), {"closed_on": today}).status_code == 302
    assert cast.client(cast.ehsan).get(at_url("in_house", cast.hotel)).status_code == 404
    refused = cast.client(cast.ehsan).post(at_url("check_in", cast.hotel), check_in_form())
    assert refused.status_code == 404

"""The check-in form: everything the record asks for reaches the database, nothing else does."""

import re
import uuid
from datetime import date, timedelta
from html import escape
from importlib import import_module
from io import BytesIO

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from alerts.models import Sighting
from audit.models import Event
from hotel_eye.forms import Companions
from hotel_eye.models import Guest, Stay
from tests.hotel_eye.hotel_desk import at_url, companion, local, picture, send, stay_url
from tests.people_on_file import check_in_form

pytestmark = pytest.mark.django_db

FOREIGNER = {
    "document": "passport",
    "cnic": "",
    "passport_no": "ab 1234567",
    "nationality": "GBR",
    "name": "John Smith",
    "relation": "",
    "relative_name": "",
    "visa_no": "V-778899",
    "visa_type": "Business",
    "visa_until": "2027-03-31",
    "entered_on": "2024-11-01",
    "entered_at": "Islamabad Airport",
    "born": "23-03-1985",
    "phone": "+44 20 7946 0000",
    "address": "10 High Street",
    "district": "London",
}
POR_CARD = {
    "document": "por",
    "cnic": "",
    "passport_no": "PAK12345678",
    "nationality": "AFG",
    "name": "Noor Agha",
    "relation": "S",
    "relative_name": "Gul Agha",
}


def saved() -> tuple[int, int, int]:
    return Stay.objects.count(), Guest.objects.count(), Sighting.objects.count()


# --- What is good goes in, whole ---


def test_an_empty_form_is_offered(cast):
    """Arrived now, leaving tomorrow noon, and a token of its own."""
    html = cast.client(cast.ehsan).get(at_url("check_in", cast.hotel)).content.decode()
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert f'value="{tomorrow}T12:00"' in html
    (token,) = re.findall(r'name="form_token" value="([^"]+)"', html)
    assert uuid.UUID(token)


def test_every_field_of_the_record_reaches_the_database(cast):
    """One full form of a citizen: stay, vehicle, weapon, local reference, identity, home, card."""
    arrived = timezone.localtime().replace(second=0, microsecond=0) - timedelta(hours=1)
    response = send(
        cast,
        name_ur="محمد اسلم",
        born="14-08-1979",
        arrived_at=local(arrived),
        expected_until=local(arrived + timedelta(days=3)),
        purpose="court",
        channel="online",
        coming_from="Multan",
        going_to="Gilgit",
        children_male="2",
        children_female="1",
        vehicle_no="LEA-19-1234",
        vehicle_make="Toyota Corolla",
        weapon="30 bore pistol",
        weapon_licence="ISB-4471",
        reference_name="Haji Karim",
        reference_father="Abdul Ghani",
        reference_business="Cloth merchant",
        reference_address="Aabpara Market",
        reference_phone="051-5551234",
        reference_verified="on",
        card_front=picture(),
        card_back=picture("back.png", "PNG"),
    )
    assert response.status_code == 302
    stay, guest = Stay.objects.get(), Guest.objects.get()
    expected_stay = {
        "hotel_id": cast.hotel.pk,
        "room": "204",
        "arrived_at": arrived,
        "expected_until": arrived + timedelta(days=3),
        "left_at": None,
        "purpose": "court",
        "channel": "online",
        "coming_from": "Multan",
        "going_to": "Gilgit",
        "children_male": 2,
        "children_female": 1,
        "vehicle_no": "LEA-19-1234",
        "vehicle_make": "Toyota Corolla",
        "weapon": "30 bore pistol",
        "weapon_licence": "ISB-4471",
        "reference_name": "Haji Karim",
        "reference_father": "Abdul Ghani",
        "reference_business": "Cloth merchant",
        "reference_address": "Aabpara Market",
        "reference_phone": "0515551234",
        "reference_verified": True,
        "filed_by_id": cast.ehsan.pk,
    }
    expected_guest = {
        "hotel_id": cast.hotel.pk,
        "is_head": True,
        "document": "cnic",
        "cnic": "6110112345671",
        "passport_no": "",
        "nationality": "PAK",
        "name": "Muhammad Aslam",
        "name_ur": "محمد اسلم",
        "relation": "S",
        "relative_name": "Ghulam Rasool",
        "gender": "M",
        "date_of_birth": date(1979, 8, 14),
        "birth_year": 1979,
        "phone": "03001234567",
        "address": "House 1, Street 2",
        "district": "Islamabad",
    }
    assert {name: getattr(stay, name) for name in expected_stay} == expected_stay
    assert {name: getattr(guest, name) for name in expected_guest} == expected_guest
    assert guest.card_front.name.startswith(f"cards/{cast.hotel.pk}/")
    assert guest.card_back.name.endswith(".jpg")
    event = Event.objects.get(action="hotel_eye.checked_in")
    assert (event.actor_id, event.target_id) == (cast.ehsan.pk, stay.pk)


@pytest.mark.parametrize(
    ("typed", "kept", "key"),
    [
        ("lea 19 1234", "LEA-19-1234", "LEA191234"),
        ("LEA-۱۹-۱۲۳۴", "LEA-19-1234", "LEA191234"),
        ("ICT AB-012", "AB-012", "AB0012"),
        ("Kabul 12345", "Kabul 12345", "KABUL12345"),
        ("applied for", "applied for", ""),
        ("ﷺ" * 20, "ﷺ" * 20, ""),
        ("?", "?", ""),
        ("", "", ""),
    ],
)
def test_no_plate_holds_up_a_guest(cast, typed, kept, key):
    """A known one is brought to its form, an odd one stays as it was typed; both are looked for."""
    assert send(cast, vehicle_no=typed).status_code == 302
    assert Stay.objects.get().vehicle_no == kept
    sighting = Sighting.objects.get()
    assert (sighting.vehicle_no, sighting.vehicle_key) == (kept, key)


def test_guests_of_before_are_told_their_vehicles(cast, monkeypatch):
    """As the migration does it: the head of each party came in the one of his stay."""
    plates = ["lea 19 1234", "", "applied for", "ABC-1"]
    for number, plate in enumerate(plates):
        send(cast, room=str(number), vehicle_no=plate)
    Stay.objects.filter(room="0").update(vehicle_no=plates[0])
    Sighting.objects.update(vehicle_no="", vehicle_key="")
    migration = import_module("hotel_eye.migrations.0005_vehicles_of_guests")
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    migration.tell(apps, None)
    told = Sighting.objects.order_by("spot").values_list("vehicle_no", "vehicle_key")
    assert list(told) == [
        ("lea 19 1234", "LEA191234"),
        ("", ""),
        ("applied for", ""),
        ("ABC-1", "ABC0001"),
    ]


def test_a_foreigner_with_passport_and_visa(cast):
    """Country, visa and entry into Pakistan are kept; no CNIC is asked for."""
    assert send(cast, **FOREIGNER).status_code == 302
    guest = Guest.objects.get()
    assert (guest.cnic, guest.passport_no, guest.nationality) == ("", "AB1234567", "GBR")
    assert (guest.visa_no, guest.visa_type, guest.entered_at) == (
        "V-778899",
        "Business",
        "Islamabad Airport",
    )
    assert (guest.visa_until, guest.entered_on) == (date(2027, 3, 31), date(2024, 11, 1))
    assert (guest.phone, guest.district) == ("+442079460000", "London")
    assert Sighting.objects.get().passport_no == "AB1234567"


@pytest.mark.parametrize("document", ["por", "acc"])
def test_an_afghan_card_needs_no_visa(cast, document):
    """PoR and ACC cards carry their own number and country."""
    assert send(cast, **POR_CARD | {"document": document}).status_code == 302
    guest = Guest.objects.get()
    assert (guest.document, guest.passport_no, guest.visa_no) == (document, "PAK12345678", "")


@pytest.mark.parametrize("document", ["cnic", "nicop", "poc"])
def test_cards_with_a_cnic(cast, document):
    """NICOP and POC bear thirteen digits as the CNIC does."""
    assert send(cast, document=document).status_code == 302
    assert Guest.objects.get().cnic == "6110112345671"


@pytest.mark.parametrize(
    "typed", ["6110112345671", "61101-1234567-1", "61101 1234567 1", "۶۱۱۰۱-۱۲۳۴۵۶۷-۱"]
)
def test_cnic_in_any_spelling(cast, typed):
    """Dashes, spaces and Urdu digits all meet in one number."""
    assert send(cast, cnic=typed).status_code == 302
    assert Guest.objects.get().cnic == "6110112345671"


def test_a_foreigners_leftover_cnic_does_not_matter(cast):
    """What stood in the box of the other document is neither an error nor kept."""
    assert send(cast, **FOREIGNER | {"cnic": "12"}).status_code == 302
    assert Guest.objects.get().cnic == ""


def test_a_citizens_leftover_passport_does_not_matter(cast):
    """The same the other way round."""
    assert send(cast, passport_no="#", nationality="GBR").status_code == 302
    guest = Guest.objects.get()
    assert (guest.passport_no, guest.nationality) == ("", "PAK")


def test_companions_each_become_a_guest_and_a_sighting(cast):
    """A wife by CNIC and a minor by B-Form; an empty third row is no companion."""
    response = send(
        cast,
        **{"party-TOTAL_FORMS": "3"},
        **companion(0, relation="W", relative_name="Muhammad Aslam", born="1984"),
        **companion(
            1,
            document="b_form",
            cnic="61101-7654321-3",
            kinship="child",
            name="Ali Aslam",
            gender="M",
            born="2015-02-03",
        ),
        **{"party-2-document": "cnic", "party-2-name": ""},
    )
    assert response.status_code == 302
    head, wife, child = Guest.objects.order_by("pk")
    assert [guest.is_head for guest in (head, wife, child)] == [True, False, False]
    assert (wife.kinship, wife.relation, wife.birth_year) == ("spouse", "W", 1984)
    assert (child.document, child.kinship, child.date_of_birth) == (
        "b_form",
        "child",
        date(2015, 2, 3),
    )
    assert Sighting.objects.count() == 3
    assert {one.spot for one in Sighting.objects.all()} == {"204"}


def test_the_same_form_sent_twice_is_one_stay(cast):
    """A double click, or a reload after a lost line, gives back the first entry."""
    form = check_in_form()
    client = cast.client(cast.ehsan)
    first = client.post(at_url("check_in", cast.hotel), form)
    second = client.post(at_url("check_in", cast.hotel), form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert saved() == (1, 1, 1)
    assert Event.objects.filter(action="hotel_eye.checked_in").count() == 1


def test_one_token_at_two_hotels_is_two_stays(cast):
    """The token belongs to the hotel: nobody can block another house's entry."""
    form = check_in_form()
    cast.client(cast.ehsan).post(at_url("check_in", cast.hotel), form)
    cast.client(cast.farah).post(at_url("check_in", cast.other_hotel), form)
    assert set(Stay.objects.values_list("hotel", flat=True)) == {
        cast.hotel.pk,
        cast.other_hotel.pk,
    }


def test_the_message_says_what_was_logged(cast):
    """Entry number, how many, which room; the way leads to the house."""
    client = cast.client(cast.ehsan)
    response = client.post(at_url("check_in", cast.hotel), check_in_form(), follow=True)
    assert response.redirect_chain == [(at_url("in_house", cast.hotel), 302)]
    stay = Stay.objects.get()
    assert f"Entry {stay.pk}: 1 guest checked in to room 204." in response.content.decode()


def test_a_district_alias_becomes_its_name(cast):
    """'LHR' is Lahore; what nobody knows stays as it was typed."""
    send(cast, district=" lhr ")
    send(cast, district="Mohalla Kalan")
    assert list(Guest.objects.order_by("pk").values_list("district", flat=True)) == [
        "Lahore",
        "Mohalla Kalan",
    ]


# --- What is bad is explained, and nothing typed is lost ---


def later(**shift: int) -> str:
    return local(timezone.now() + timedelta(**shift))


def earlier(**shift: int) -> str:
    return local(timezone.now() - timedelta(**shift))


NO_PICTURE = "This file is not a picture we can read."
BAD_INPUT = {
    # name of the case: (what is typed instead, the field that must complain, what it says)
    "CNIC missing": ({"cnic": ""}, "cnic", "Enter the 13 digits of the card."),
    "CNIC too short": ({"cnic": "61101-1234567"}, "cnic", "this one has 12"),
    "CNIC too long": ({"cnic": "61101-1234567-12"}, "cnic", "this one has 14"),
    "CNIC with letters": ({"cnic": "61101-12345AB-1"}, "cnic", "A CNIC has digits only."),
    "CNIC of one digit": ({"cnic": "1111111111111"}, "cnic", "one digit thirteen times"),
    "CNIC endless": ({"cnic": "6" * 5000}, "cnic", "at most 40 characters"),
    "CNIC with NUL": ({"cnic": "61101\x001234567-1"}, "cnic", "Null characters"),
    "born tomorrow": ({"born": "2190"}, "born", "This birth is in the future."),
    "born on a future day": ({"born": "01-01-2190"}, "born", "This birth is in the future."),
    "born in 1850": ({"born": "1850"}, "born", "before 1900"),
    "born on 31 February": ({"born": "31-02-1980"}, "born", "Give the date of birth such as"),
    "born in words": ({"born": "long ago"}, "born", "Give the date of birth such as"),
    "birth missing": ({"born": ""}, "born", "Enter the date of birth, or the year alone."),
    "father missing": ({"relative_name": ""}, "relative_name", "father&#x27;s or husband&#x27;s"),
    "relation missing": ({"relation": ""}, "relation", "Choose s/o, d/o or w/o."),
    "relation unknown": ({"relation": "Q"}, "relation", "Select a valid choice."),
    "gender missing": ({"gender": ""}, "gender", "Choose the gender as on the card."),
    "gender unknown": ({"gender": "Z"}, "gender", "Select a valid choice."),
    "phone missing": ({"phone": ""}, "phone", "Enter a phone number of the guest."),
    "phone in words": ({"phone": "call me"}, "phone", "Give a phone number such as"),
    "phone too short": ({"phone": "123"}, "phone", "Give a phone number such as"),
    "address missing": ({"address": ""}, "address", "Enter the permanent address"),
    "district missing": ({"district": "  "}, "district", "Enter the home district"),
    "name missing": ({"name": ""}, "name", "This field is required."),
    "name of blanks": ({"name": "   "}, "name", "This field is required."),
    "name of 5,000 letters": ({"name": "A" * 5000}, "name", "at most 120 characters"),
    "name with NUL": ({"name": "Asl\x00am"}, "name", "Null characters are not allowed."),
    "address with NUL": ({"address": "a\x00b"}, "address", "Null characters are not allowed."),
    "document unknown": ({"document": "library"}, "document", "Select a valid choice."),
    "document missing": ({"document": ""}, "document", "This field is required."),
    "passport missing": (
        {**FOREIGNER, "passport_no": ""},
        "passport_no",
        "Enter the number of the document.",
    ),
    "passport of signs": ({**FOREIGNER, "passport_no": "AB#12"}, "passport_no", "5 to 20 letters"),
    "passport without country": (
        {**FOREIGNER, "nationality": ""},
        "nationality",
        "Choose the country that issued the document.",
    ),
    "country unknown": ({**FOREIGNER, "nationality": "XYZ"}, "nationality", "Select a valid"),
    "visa missing": ({**FOREIGNER, "visa_no": ""}, "visa_no", "Enter the visa number"),
    "entry missing": ({**FOREIGNER, "entered_on": ""}, "entered_on", "Enter the day of entry"),
    "entry tomorrow": ({**FOREIGNER, "entered_on": "2190-01-01"}, "entered_on", "in the future"),
    "room missing": ({"room": ""}, "room", "This field is required."),
    "room of 300 letters": ({"room": "9" * 300}, "room", "at most 20 characters"),
    "purpose missing": ({"purpose": ""}, "purpose", "This field is required."),
    "purpose unknown": ({"purpose": "holiday"}, "purpose", "Select a valid choice."),
    "check-in missing": ({"arrived_at": ""}, "arrived_at", "This field is required."),
    "check-in in words": ({"arrived_at": "noon"}, "arrived_at", "Enter a valid date/time."),
    "check-in tomorrow": (
        {"arrived_at": later(days=1), "expected_until": later(days=2)},
        "arrived_at",
        "The check-in is in the future.",
    ),
    "check-in two years ago": ({"arrived_at": earlier(days=800)}, "arrived_at", "more than a year"),
    "check-in in the year 1": ({"arrived_at": "0001-01-01T00:00"}, "arrived_at", "a year ago"),
    "out before in": (
        {"expected_until": earlier(days=1)},
        "expected_until",
        "The expected check-out must be after the check-in.",
    ),
    "weapon without licence": ({"weapon": "Pistol"}, "weapon_licence", "licensed weapon"),
    "fewer than no children": ({"children_male": "-1"}, "children_male", "greater than or equal"),
    "a billion boys": ({"children_male": "1000000000"}, "children_male", "More than 20 children?"),
    "endless girls": ({"children_female": "9" * 4400}, "children_female", "Enter a whole number."),
    "half a child": ({"children_female": "1.5"}, "children_female", "Enter a whole number."),
    "bad reference phone": ({"reference_phone": "x"}, "reference_phone", "Give a phone number"),
    "script without gender": (
        {"name": "<script>alert(1)</script>", "gender": ""},
        "gender",
        "Choose the gender",
    ),
    "token missing": ({"form_token": None}, "form_token", "This field is required."),
    "token of words": ({"form_token": "x"}, "form_token", "Enter a valid UUID."),
}


NOT_A_TEXT_BOX = {
    *("document", "relation", "gender", "purpose", "channel", "nationality", "form_token"),
}


@pytest.fixture
def few_countries(monkeypatch):
    """Drawing 250 countries for every person takes most of a page's time."""
    few = [("PAK", "Pakistan"), ("AFG", "Afghanistan"), ("GBR", "United Kingdom")]
    monkeypatch.setattr("hotel_eye.forms.countries.choices", lambda: few)


@pytest.mark.usefixtures("few_countries")
@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_is_explained_and_kept(cast, case):
    """422, the message at its field, everything typed still in the page, nothing saved."""
    typed, field, message = BAD_INPUT[case]
    form = {**check_in_form(), **typed}
    response = send(cast, **form)
    html = response.content.decode()
    assert response.status_code == 422
    assert saved() == (0, 0, 0)
    (complaint,) = re.findall(
        rf'<li><a href="#[^"]*{field}[^"]*"><span[^>]*>[^<]*</span>([^<]*)</a></li>', html
    )
    assert message in complaint
    if field != "form_token":
        assert f'id="id_{field}_error"' in html or f'id="error_1_id_{field}"' in html
    for name, value in form.items():
        if value and name not in NOT_A_TEXT_BOX and not name.startswith("party-"):
            assert f'value="{escape(value)}"' in html, name
    assert "<script>alert" not in html


def test_every_mistake_is_shown_at_once(cast):
    """Stay, guest and companions complain together."""
    response = send(
        cast,
        room="",
        phone="",
        **{"party-TOTAL_FORMS": "1"},
        **companion(0, cnic="1", gender=""),
    )
    html = response.content.decode()
    assert response.status_code == 422
    for words in (
        "This field is required.",
        "Enter a phone number of the guest.",
        "this one has 1.",
        "Choose the gender as on the card.",
    ):
        assert words in html, words
    assert 'value="Companion 0"' in html


CLOSED_SECTIONS = {
    "weapon_licence": {"weapon": "Pistol"},
    "vehicle_no": {"vehicle_no": "x" * 21},
    "reference_phone": {"reference_phone": "x"},
    "name_ur": {"name_ur": "x" * 121},
}


@pytest.mark.usefixtures("few_countries")
@pytest.mark.parametrize("field", CLOSED_SECTIONS)
def test_a_section_with_a_mistake_is_open(cast, field):
    """A part of the form that is folded away must not hide what is to be corrected."""
    html = send(cast, **CLOSED_SECTIONS[field]).content.decode()
    before = html[: html.index(f'id="id_{field}"')]
    assert before.rsplit("<details", 1)[1].split(">", 1)[0].endswith(" open")


@pytest.mark.usefixtures("few_countries")
def test_forty_companions_are_a_party_and_one_more_is_not(cast):
    """The form says so, keeps everybody, and saves nobody."""
    party = {}
    for number in range(41):
        party |= companion(number)
    response = send(cast, **{"party-TOTAL_FORMS": "41"}, **party)
    assert response.status_code == 422
    assert "Please submit at most 40 forms." in response.content.decode()
    assert 'value="Companion 40"' in response.content.decode()
    assert saved() == (0, 0, 0)
    party["party-TOTAL_FORMS"] = "40"
    assert send(cast, **party).status_code == 302
    assert Guest.objects.count() == 41


@pytest.mark.usefixtures("few_countries")
@pytest.mark.parametrize("total", ["", "x", "-1", None], ids=["empty", "word", "minus", "missing"])
def test_a_mangled_party_is_no_crash(cast, total):
    """The hidden count of companions tampered with: refused or read as nobody, never an error."""
    response = send(cast, **{"party-TOTAL_FORMS": total})
    assert response.status_code in {302, 422}
    assert Stay.objects.count() == (response.status_code == 302)


def test_a_huge_party_costs_no_more_than_a_large_one(db):
    """Whatever number is posted, no more than 41 forms are made; drawing each takes time."""
    posted = {"party-TOTAL_FORMS": "99999999", "party-INITIAL_FORMS": "0"}
    companions = Companions(posted, prefix="party")
    assert not companions.is_valid()
    assert len(companions.forms) == 41


BAD_PICTURES = {
    "a text": (b"This is no picture", NO_PICTURE),
    "nothing": (b"", "The submitted file is empty."),
    "the head of a PNG": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, NO_PICTURE),
    "half a JPEG": (picture().read()[:300], NO_PICTURE),
    "a script": (b"<svg><script>alert(1)</script></svg>", NO_PICTURE),
    "a zip": (b"PK\x03\x04" + b"\0" * 99, NO_PICTURE),
    "more than 8 MB": (b"\xff\xd8\xff" + b"0" * (8 * 1024 * 1024), "larger than 8 MB"),
}


@pytest.mark.usefixtures("few_countries")
@pytest.mark.parametrize("case", BAD_PICTURES)
@pytest.mark.parametrize("side", ["card_front", "card_back"])
def test_a_picture_that_is_none_is_refused(cast, case, side):
    """Whatever it calls itself, it must be a picture that can be drawn anew."""
    content, message = BAD_PICTURES[case]
    upload = SimpleUploadedFile("card.jpg", content, content_type="image/jpeg")
    response = send(cast, **{side: upload})
    assert response.status_code == 422
    assert message in response.content.decode()
    assert saved() == (0, 0, 0)


def test_a_picture_of_too_many_pixels_is_refused(cast):
    """A small file that would fill the memory is turned away before it is drawn."""
    drawn = BytesIO()
    Image.new("1", (9000, 5000)).save(drawn, "PNG")
    upload = SimpleUploadedFile("card.png", drawn.getvalue(), content_type="image/png")
    response = send(cast, card_front=upload)
    assert response.status_code == 422
    assert "too many pixels" in response.content.decode()


def test_script_tags_are_a_name_like_any_other(cast):
    """Refusing signs helps nobody; what is shown is shown as text, on every page of the desk."""
    name = '<script>alert("x")</script>'
    assert send(cast, name=name, coming_from=name, room="<b>1").status_code == 302
    stay = Stay.objects.get()
    client = cast.client(cast.ehsan)
    pages = [
        client.get(at_url("in_house", cast.hotel)),
        client.get(at_url("register", cast.hotel)),
        client.get(stay_url("stay", stay)),
        client.post(at_url("search", cast.hotel), {"text": "<script>"}),
    ]
    for response in pages:
        html = response.content.decode()
        assert response.status_code == 200
        assert "&lt;script&gt;" in html
        assert "<script>alert" not in html
        assert "<b>1" not in html


def test_a_stranger_cannot_check_in_here(cast):
    """Another hotel's desk finds nothing, an officer is not allowed, nobody is asked to sign in."""
    url = at_url("check_in", cast.hotel)
    for user, status in ((cast.farah, 404), (cast.ayesha, 403), (None, 302)):
        assert cast.client(user).get(url).status_code == status
        assert cast.client(user).post(url, check_in_form()).status_code == status
    assert saved() == (0, 0, 0)


def test_act_and_audit_stand_or_fall_together(cast, monkeypatch):
    """Without its event no check-in."""

    def fail(**_kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr("hotel_eye.actions.record", fail)
    with pytest.raises(RuntimeError, match="no audit"):
        send(cast)
    assert saved() == (0, 0, 0)


def test_the_same_form_with_another_guest_is_not_swallowed(cast):
    """Back in the browser, another guest typed: refused in words, and taken the second time."""
    client = cast.client(cast.ehsan)
    address = f"/hotels/{cast.hotel.pk}/check-in/"
    form = check_in_form()
    assert client.post(address, form).status_code == 302
    another = {**form, "cnic": "35202-9876543-1", "name": "Kashif Mehmood", "room": "7"}
    response = client.post(address, another)
    assert response.status_code == 422
    assert "already become entry" in response.content.decode()
    assert 'value="Kashif Mehmood"' in response.content.decode()
    token = response.context["stay_form"].data["form_token"]
    assert client.post(address, {**another, "form_token": token}).status_code == 302
    assert Guest.objects.count() == 2


def test_pages_are_not_kept_by_the_browser(cast):
    """What is on a desk's screen does not come back after signing out."""
    response = cast.client(cast.ehsan).get(f"/hotels/{cast.hotel.pk}/check-in/")
    assert response["Cache-Control"] == "no-store"

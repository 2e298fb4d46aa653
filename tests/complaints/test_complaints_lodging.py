"""A citizen lodges a complaint: page after page, with breaks, by mistake, and twice."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.signing import TimestampSigner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import citizens, texts
from accounts.seals import Seal
from audit.context import origin
from audit.history import history_of
from audit.models import Event
from complaints import lodging, receipts, steps, telling
from complaints.attachments import Attachment
from complaints.drafts import Draft
from complaints.limits import LIMITS
from complaints.lodge_forms import AgeField
from complaints.models import Channel, Complaint, Level
from people.sealed import SealedStorage
from stations.models import Landmark, Station

pytestmark = pytest.mark.django_db

DETAILS = "My motorcycle was taken from in front of my house by two men."
WHO = {"name": "Rukhsana Bibi", "gender": "F", "born": "34", "cnic": "61101-9876543-2"}
CONTACT = {"phone": "0300-5550199", "may_text": "yes", "may_call": "yes", "safe_hours": "10 to 12"}


@pytest.fixture(autouse=True)
def _messages_are_kept(settings, db):
    """As in a demonstration: what would be sent to a phone can be read."""
    settings.DEMO = True


def page(slug):
    return reverse("complaints:step", args=[slug])


def begun(client=None):
    """A browser in which a complaint was begun."""
    client = client or Client()
    response = client.post(reverse("complaints:start"))
    assert response["Location"] == page("category")
    return client


def send(client, slug, **fields):
    """Send a page; returns the name of the page that follows."""
    response = client.post(page(slug), fields)
    assert response.status_code == 302, response.context["form"].errors
    return response["Location"].rstrip("/").rsplit("/", 1)[-1]


def when(hours=3):
    at = timezone.localtime() - timedelta(hours=hours)
    return {"happened_on": f"{at:%Y-%m-%d}", "from_time": f"{at:%H:%M}"}


def answers(cast, category="theft", **more):
    """What is sent on each page of a plain complaint."""
    return {
        "category": {"category": category},
        "emergency": {"in_danger": "no"},
        "where": {"station": cast.kohsar.pk, "place": "Street 12, F-7/2"},
        "when": when(),
        "what": {"details": DETAILS},
        "property": {"property_lost": "Honda CD 70, red", "property_value": "Rs. 85,000/-"},
        "accused": {"knows_who": "no"},
        "officer": {},
        "evidence": {},
        "who": WHO,
        "contact": CONTACT,
    } | more


def walk(client, given, until="check"):
    """Answer page after page, as far as to the page ``until``; the order of the pages."""
    path = ["category"]
    while path[-1] != until:
        sent = code(client) if path[-1] == "code" else given[path[-1]]
        path.append(send(client, path[-1], **sent))
    return path


def code(client):
    """The six digits that the page of a demonstration shows."""
    return {"code": re.search(r"\b\d{6}\b", client.get(page("code")).context["demo_text"])[0]}


def lodged(client):
    """Lodge what was typed, and the address of the receipt."""
    response = client.post(page("check"), {"is_true": "on"})
    assert response.status_code == 302
    return response["Location"]


def test_a_theft_with_a_named_accused(cast):
    """The whole way: what was typed is in the complaint, the draft is gone, a receipt opens."""
    client = begun()
    given = answers(
        cast,
        accused={
            "knows_who": "yes",
            "accused_1_name": "Kala",
            "accused_1_description": "Sells fruit at Aabpara",
            "accused_2_description": "A tall man",
        },
    )
    path = walk(client, given)
    assert path == [
        *("category", "where", "when", "what", "property", "accused", "evidence", "who"),
        *("contact", "code", "check"),
    ]
    receipt = client.get(lodged(client))
    complaint = Complaint.objects.get()
    assert complaint.e_tag in receipt.text
    assert (complaint.channel, complaint.station, complaint.lodged_by) == (
        Channel.ONLINE,
        cast.kohsar,
        None,
    )
    assert (complaint.category_id, complaint.details, complaint.property_value) == (
        "theft",
        DETAILS,
        85000,
    )
    assert (complaint.name, complaint.phone, complaint.cnic) == (
        "Rukhsana Bibi",
        "03005550199",
        "6110198765432",
    )
    assert complaint.birth_year == timezone.localdate().year - 34
    assert complaint.phone_proven_at is not None
    assert complaint.occurred_from < complaint.lodged_at
    assert [one.name for one in complaint.respondents.order_by("pk")] == ["Kala", ""]
    assert complaint.is_accused_known
    assert not Draft.objects.exists()
    assert lodging.DRAFT not in client.session


def test_a_sealed_category_hides_who_it_is(cast):
    """The identity is hidden on asking; the receipt does not say what it is about."""
    client = begun()
    given = answers(cast, "sexual", contact=CONTACT | {"is_identity_hidden": "on"})
    assert walk(client, given)[1] == "emergency"
    receipt = client.get(lodged(client))
    complaint = Complaint.objects.get()
    assert (complaint.sealed_as, complaint.is_identity_hidden) == (Seal.SEXUAL_OFFENCE, True)
    assert complaint.category.name not in receipt.text
    assert "Only for you" in receipt.text


def test_a_complaint_about_the_police(cast):
    """It asks for the officer, not for an accused, and goes above the station."""
    client = begun()
    officer = {"officer_1_name": "Aslam", "officer_1_post": "sdpo", "officer_2_post": "unknown"}
    path = walk(client, answers(cast, "bribe", officer=officer))
    assert "officer" in path
    assert not {"accused", "property", "emergency"} & set(path)
    lodged(client)
    complaint = Complaint.objects.get()
    assert complaint.level == Level.DISTRICT
    assert [str(one) for one in complaint.respondents.all()] == ["Aslam"]


def test_an_officer_who_is_not_known(cast):
    """Nothing need be known of him."""
    client = begun()
    walk(client, answers(cast, "bribe"))
    lodged(client)
    assert Complaint.objects.get().level == Level.CIRCLE


def test_a_juvenile_is_sealed_and_may_hide(cast):
    """Also a boy is offered the hidden identity; a man is not."""
    for age, is_offered in (("15", True), ("40", False)):
        client = begun()
        who = WHO | {"gender": "M", "born": age}
        walk(client, answers(cast, who=who), until="contact")
        form = client.get(page("contact")).context["form"]
        assert ("is_identity_hidden" in form.fields) is is_offered


@pytest.mark.parametrize(
    ("slug", "sent", "wrong"),
    [
        ("category", {"category": "no-such"}, "category"),
        ("emergency", {}, "in_danger"),
        ("where", {"place": "Street <b>12"}, "station"),
        ("where", {"station": "x", "place": "Street 12"}, "station"),
        ("when", {"from_time": "21:30"}, "happened_on"),
        ("when", {"happened_on": "2999-01-01", "from_time": "10:00"}, "happened_on"),
        (
            "when",
            {"happened_on": "2026-01-02", "from_time": "10:00", "until_time": "09:00"},
            "until_time",
        ),
        ("when", {"happened_on": "the day before", "from_time": "10:00"}, "happened_on"),
        ("when", {"happened_on": "0001-01-01", "from_time": "00:00"}, "happened_on"),
        ("what", {"details": "It was him"}, "details"),
        ("property", {"property_value": "many", "property_lost": "A ring"}, "property_value"),
        ("accused", {"knows_who": "yes"}, "accused_1_name"),
        ("accused", {"accused_1_name": "Kala"}, "knows_who"),
        ("who", {"name": "", "address": "House 7"}, "name"),
        ("who", {"name": "Ali", "relation": "S"}, "relative_name"),
        ("who", {"name": "Ali", "born": "1880"}, "born"),
        ("who", {"name": "Ali", "cnic": "123"}, "cnic"),
        ("contact", {"phone": "12", "may_text": "yes", "may_call": "no"}, "phone"),
        ("contact", {"phone": "0300-5550199", "may_call": "no"}, "may_text"),
    ],
)
def test_wrong_input_comes_back_with_what_was_typed(cast, slug, sent, wrong):
    """422, the field named, everything typed still there, and nothing lets one by."""
    client = begun()
    if slug != "category":
        walk(client, answers(cast, "robbery"), until=slug)
    response = client.post(page(slug), sent)
    assert response.status_code == 422
    form = response.context["form"]
    assert wrong in form.errors
    assert all(form[name].value() == typed for name, typed in sent.items())
    assert "error-summary" in response.text
    onward = client.get(page("check"))
    assert onward["Location"] == page(slug)


def test_who_comes_too_early_is_led_to_his_page(cast):
    """A page that is not reached, not asked, or none at all."""
    client = begun()
    walk(client, answers(cast), until="what")
    for slug in ("check", "contact", "emergency", "officer", "no-such-page"):
        assert client.get(page(slug))["Location"] == page("what")
    assert client.get(page("where")).status_code == 200
    assert Client().get(page("what"))["Location"] == reverse("complaints:start")


def test_danger_is_for_the_telephone(cast):
    """Whoever is in danger is told to call 15, and goes on only when it is over."""
    client = begun()
    walk(client, answers(cast, "robbery"), until="emergency")
    assert send(client, "emergency", in_danger="yes") == "emergency"
    assert 'href="tel:15"' in client.get(page("emergency")).text
    assert client.get(page("where"))["Location"] == page("emergency")
    assert send(client, "emergency", in_danger="over") == "where"


def test_another_category_drops_nothing(cast):
    """What it asks for in addition is asked; what was typed before is still there."""
    client = begun()
    walk(client, answers(cast))
    assert send(client, "category", category="bribe") == "officer"
    assert send(client, "officer", officer_1_name="Aslam") == "check"
    assert send(client, "category", category="theft") == "check"
    lodged(client)
    assert Complaint.objects.get().property_lost == "Honda CD 70, red"


def test_a_change_comes_back_to_the_last_page(cast):
    """Each answer has its link; the next page after the change is the last again."""
    client = begun()
    walk(client, answers(cast))
    assert f'href="{page("what")}"' in client.get(page("check")).text
    assert send(client, "what", details=DETAILS + " It was dark.") == "check"
    assert "It was dark." in client.get(page("check")).text


def test_nothing_is_lodged_without_his_word(cast):
    """The declaration is a must."""
    client = begun()
    walk(client, answers(cast))
    response = client.post(page("check"), {})
    assert response.status_code == 422
    assert not Complaint.objects.exists()


def test_sent_twice_it_is_one(cast):
    """A second press leads to the receipt of the first."""
    client = begun()
    walk(client, answers(cast))
    first, again = (receipts.complaint_of(lodged(client).split("/")[-2]) for _press in "12")
    assert first == again == Complaint.objects.get()


def test_sent_twice_at_the_same_moment_it_is_one(cast, now):
    """Also when both had found the draft."""
    client = begun()
    walk(client, answers(cast))
    draft = Draft.objects.get()
    filled = steps.fill(draft, own_phone="", at=now)
    made = [lodging.lodge(draft, filled=filled, by=None, language="en", at=now) for _press in "12"]
    assert made[0] == made[1] == Complaint.objects.get()


def test_what_changed_meanwhile_is_looked_at_again(cast):
    """Answers that no longer hold are never lodged: he is led to their page, with the words."""
    client = begun()
    walk(client, answers(cast))
    client.post(reverse("complaints:keep"), {"details": "Too short"})
    assert client.get(page("check"))["Location"] == page("what")
    assert client.post(page("check"), {"is_true": "on"})["Location"] == page("what")
    assert "Write a little more" in client.get(page("what")).text


# --- Where and when ---


def test_a_station_is_found_by_either_script_or_landmark(cast):
    """Without a script: the search is kept and the list shows what it found."""
    client = begun()
    walk(client, answers(cast), until="where")
    for sought in ("kohsar", "کوہسار", "jinnah super", "جناح سپر"):
        response = client.post(page("where"), {"search": sought, "then": "look"})
        assert response["Location"] == page("where") + "#stations"
        offered = client.get(page("where")).context["form"].offered()
        assert cast.kohsar in [one.station for one in offered]
    client.post(page("where"), {"search": "", "district": "IS-ISB", "then": "look"})
    assert len(client.get(page("where")).context["form"].offered()) == 26


def test_a_pin_is_whole_or_none(cast):
    """The map is an extra: half a pin, or one on the moon, is no reason to stop."""
    for pin, kept in ((("33.7", "73.1"), 33.7), (("33.7", ""), None), (("999", "1"), None)):
        client = begun()
        where = {"station": cast.kohsar.pk, "latitude": pin[0], "longitude": pin[1]}
        walk(client, answers(cast, where=where))
        lodged(client)
        assert Complaint.objects.latest("pk").latitude == kept


def test_the_page_of_places_asks_the_same_however_many(cast):
    """Stations and landmarks come in a fixed number of queries; so does their list for the map."""
    client = begun()
    walk(client, answers(cast), until="where")
    client.post(page("where"), {"district": "IS-ISB", "then": "look"})

    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = (page("where"), reverse("complaints:places"))
    few = [asked(address) for address in addresses]
    assert asked(addresses[1]) < few[1]
    cache.clear()
    for nth in range(20):
        one = Station.objects.create(
            code=f"ISB-X{nth}", name=f"New {nth}", name_ur="نیا", circle=cast.kohsar.circle
        )
        Landmark.objects.create(
            station=one, name="Bridge", name_ur="پل", latitude=33.7, longitude=73.1
        )
    assert [asked(address) for address in addresses] == few


def test_a_day_without_an_hour_is_the_whole_day(cast):
    """As far as it has come by now; nothing of it lies in the future."""
    client = begun()
    walk(client, answers(cast, when={"happened_on": f"{timezone.localdate():%Y-%m-%d}"}))
    lodged(client)
    complaint = Complaint.objects.get()
    begins, ends = map(timezone.localtime, (complaint.occurred_from, complaint.occurred_to))
    assert (begins.hour, begins.minute) == (0, 0)
    assert begins.date() == ends.date()
    assert ends <= complaint.lodged_at


def test_who_does_not_know_when_says_it_in_words(cast):
    """No moment is made up; his words stand with the details."""
    client = begun()
    walk(client, answers(cast, when={"when_unknown": "on", "when_words": "Some night last week"}))
    lodged(client)
    complaint = Complaint.objects.get()
    assert (complaint.occurred_from, complaint.occurred_to) == (None, None)
    assert "Some night last week" in complaint.details


@pytest.mark.parametrize(
    ("typed", "year"), [("34", -34), ("۳۴", -34), ("1985", 1985), ("23-03-1985", 1985)]
)
def test_an_age_is_a_year(typed, year):
    """Many know how old they are, and no date."""
    _day, found = AgeField(required=False).clean(typed)
    assert found == (year if year > 0 else timezone.localdate().year + year)


# --- The code to the phone ---


def test_three_tries_are_given(cast):
    """Then the right code opens nothing either; on without it, and the desk calls."""
    client = begun()
    walk(client, answers(cast), until="code")
    right = code(client)["code"]
    for wrong in ("000000", "000001", "000002"):
        assert client.post(page("code"), {"code": wrong}).status_code == 422
    assert client.post(page("code"), {"code": right}).status_code == 422
    assert send(client, "code", then="without") == "check"
    lodged(client)
    assert Complaint.objects.get().phone_proven_at is None


def test_another_phone_is_proven_anew(cast):
    """A code of the first number proves nothing of the second."""
    client = begun()
    walk(client, answers(cast))
    assert send(client, "contact", **CONTACT | {"phone": "0300-5550188"}) == "code"
    assert send(client, "contact", **CONTACT | {"phone": "+92 300 5550199"}) == "check"


def test_no_messages_no_code(cast):
    """Whoever wants no messages gets none, not even this one."""
    client = begun()
    path = walk(client, answers(cast, contact=CONTACT | {"may_text": "no"}))
    assert "code" not in path
    assert texts.last_to("03005550199") == ""


def test_no_gateway_stops_nobody(cast, settings):
    """Where no message can be sent he goes on without."""
    settings.DEMO = False
    client = begun()
    walk(client, answers(cast), until="code")
    response = client.get(page("code"))
    assert not response.context["is_sent"]
    assert send(client, "code", then="without") == "check"


def test_a_citizen_who_signed_in_has_proven_his_phone(cast):
    """His name and number are there already, and no code is asked; the complaint is his."""
    user = citizens.account_of("03005550199")
    citizens.welcome(user)
    client = begun(cast.client(user))
    path = walk(client, answers(cast))
    assert "code" not in path
    lodged(client)
    complaint = Complaint.objects.get()
    assert complaint.lodged_by == user
    assert complaint.phone_proven_at is not None


def test_an_officer_complains_as_anybody_does(cast, now):
    """Neither the complaint nor the history nor the log says who had signed in at this browser."""
    client = begun(cast.client(cast.bilal))
    walk(client, answers(cast))
    attached(Draft.objects.get(), now)
    attached(Draft.objects.get(), now)
    one = Attachment.objects.first()
    client.post(reverse("complaints:upload_remove", args=[one.pk]))
    client.post(reverse("complaints:upload_remove", args=[one.pk]))
    lodged(client)
    assert Complaint.objects.get().lodged_by is None
    copies = list(history_of(Attachment).objects.filter(pgh_source="web"))
    assert {copy.pgh_label for copy in copies} == {"delete", "update"}
    assert {copy.pgh_user_id for copy in copies} == {None}
    events = list(Event.objects.all())
    assert {one.action for one in events} == {"complaints.lodged"}
    assert {(one.actor_id, "bilal" in one.actor) for one in events} == {(None, False)}


def test_what_an_officer_does_elsewhere_is_his(cast):
    """Once the page is done he is himself again."""
    client = begun(cast.client(cast.bilal))
    assert origin.get().user() == cast.bilal.pk
    client.get(reverse("complaints:list"))
    assert origin.get().user() == cast.bilal.pk


# --- Kept, left, come back to, thrown away ---


def test_what_is_typed_is_kept_as_it_is(cast):
    """Unread and half done; nothing but the fields of the pages."""
    client = begun()
    sent = {"details": "He ca", "_done": "who", "_proven_at": "now", "name": "A\x00li"}
    assert client.post(reverse("complaints:keep"), sent).status_code == 204
    kept = Draft.objects.get().answers
    assert (kept["details"], kept["name"]) == ("He ca", "Ali")
    assert "who" not in kept.get("_done", "")
    assert kept.get("_proven_at") is None
    assert client.get(page("check"))["Location"] == page("category")
    assert Client().post(reverse("complaints:keep"), sent).status_code == 410


@pytest.mark.parametrize("then", [{}, {"then": "save"}])
def test_too_long_is_said_and_never_cut(cast, then):
    """422 with everything typed; while it is typed it is not kept, and what was before stays."""
    client = begun()
    walk(client, answers(cast), until="what")
    keep = reverse("complaints:keep")
    assert client.post(keep, {"details": DETAILS}).status_code == 204
    longer = "x" * 9000
    assert client.post(keep, {"details": longer, "name": "Ali"}).status_code == 413
    response = client.post(page("what"), {"details": longer, **then})
    assert response.status_code == 422
    assert "7700" in str(response.context["form"].errors["details"])
    assert longer in response.text
    assert "maxlength" not in response.text
    kept = Draft.objects.get().answers
    assert (kept["details"], kept["name"]) == (DETAILS, "Ali")


def test_a_field_has_its_own_room(cast):
    """A name is no place for a book."""
    client = begun()
    sent = {"name": "x" * 121, "category": "x" * 41, "accused_1_description": "x" * 241}
    assert client.post(reverse("complaints:keep"), sent).status_code == 413
    assert not sent.keys() & Draft.objects.get().answers.keys()


def test_a_draft_has_an_end(cast, now):
    """More than 64 kB of answers are kept of nobody; Urdu is not blown up to six times itself."""
    begun()
    draft = Draft.objects.get()
    assert lodging.keep(draft, {"details": "ا" * 7700, "property_lost": "ب" * 2000}, now)
    assert len(draft.answers_json) < 10_000
    assert not lodging.keep(draft, {"more": "x" * 64_000}, now)
    assert "more" not in Draft.objects.get().answers


def test_machines_do_not_type(cast, monkeypatch):
    """From one address so much is kept within a minute."""
    monkeypatch.setitem(LIMITS, "keep", "2/m/ip")
    client = begun()
    keep = reverse("complaints:keep")
    assert [client.post(keep, {"name": n}).status_code for n in "abc"] == [204, 204, 429]
    assert Draft.objects.get().answers["name"] == "b"


def test_a_second_one_is_begun_after_asking(cast):
    """What was begun before cannot be opened without its code: that is offered first."""
    client = begun()
    walk(client, answers(cast), until="what")
    first = Draft.objects.get()
    start = reverse("complaints:start")
    asked = client.post(start)
    assert asked.status_code == 200
    assert reverse("complaints:save") in asked.text
    assert Draft.objects.get() == first
    assert client.get(page("what")).status_code == 200
    assert client.post(start, {"sure": "yes"})["Location"] == page("category")
    assert Draft.objects.count() == 2


def test_a_draft_changes_the_key_of_the_session(cast, settings):
    """Whoever planted or knows the key before does not read what is typed."""
    client = begun()
    given = client.post(reverse("complaints:save")).context["code"]
    other = begun()
    before = other.cookies[settings.SESSION_COOKIE_NAME].value
    other.post(reverse("complaints:come_back"), {"code": given})
    planted = Client()
    planted.cookies[settings.SESSION_COOKIE_NAME] = before
    assert planted.get(page("category"))["Location"] == reverse("complaints:start")
    assert other.get(page("category")).status_code == 200


def test_come_back_in_another_browser(cast):
    """By the code, however it is typed, to the page where he was; a wrong one tells nothing."""
    client = begun()
    walk(client, answers(cast), until="what")
    response = client.post(page("what"), {"details": "He came at ni", "then": "save"})
    assert response["Location"] == reverse("complaints:save")
    assert client.get(response["Location"]).context.get("code") is None
    given = client.post(reverse("complaints:save")).context["code"]
    assert given not in str(Draft.objects.values().get())
    other = Client()
    address = reverse("complaints:come_back")
    wrong = other.post(address, {"code": "ACDE-FGHJ-KMNP"})
    assert wrong.status_code == 422
    right = other.post(address, {"code": given.lower().replace("-", " ")})
    assert right["Location"] == page("what")
    assert "He came at ni" in other.get(page("what")).text


def test_a_code_is_good_for_a_week(cast, now):
    """An old one gets the words of a wrong one."""
    client = begun()
    given = client.post(reverse("complaints:save")).context["code"]
    Draft.objects.update(kept_at=now - timedelta(days=8))
    answer = Client().post(reverse("complaints:come_back"), {"code": given})
    assert (answer.status_code, "opens nothing" in answer.text) == (422, True)


def test_codes_are_not_guessed(cast):
    """After ten tries from one address nobody looks any more."""
    client = Client()
    address = reverse("complaints:come_back")
    for _nth in range(10):
        client.post(address, {"code": "ACDE-FGHJ-KMNP"})
    assert "Too many tries" in client.post(address, {"code": "ACDE-FGHJ-KMNP"}).text


def test_the_code_is_sent_on_asking(cast):
    """Only the code of this draft, and in words that do not say what it opens."""
    client = begun()
    address = reverse("complaints:save")
    given = client.post(address).context["code"]
    client.post(address, {"code": given, "phone": "0300-5550177"})
    words = texts.last_to("03005550177")
    assert given in words
    assert "omplaint" not in words
    assert client.post(address, {"code": given, "phone": "1"}).status_code == 422
    assert client.post(address, {"code": "ACDE", "phone": "0300-5550176"}).context["code"] != "ACDE"
    assert texts.last_to("03005550176") == ""


def test_no_stranger_is_buried_in_codes(cast):
    """One phone gets as few of these as of the six digits, whoever asks."""
    client = begun()
    address = reverse("complaints:save")
    given = client.post(address).context["code"]
    sent = {"code": given, "phone": "0300-5550177"}
    assert [client.post(address, sent).status_code for _nth in "1234"] == [200] * 3 + [422]


def test_away_at_once(cast, settings):
    """This browser forgets; the draft is there for whoever has its code."""
    client = begun()
    given = client.post(reverse("complaints:save")).context["code"]
    assert client.post(reverse("complaints:leave"))["Location"] == reverse("complaints:start")
    assert client.get(page("category"))["Location"] == reverse("complaints:start")
    assert not client.get(reverse("complaints:start")).context["draft"]
    found = Client().post(reverse("complaints:come_back"), {"code": given})
    assert found["Location"] == page("category")
    settings.QUICK_EXIT_URL = "https://weather.example/"
    left = client.post(reverse("complaints:leave"), follow=True)
    assert 'content="0; url=https://weather.example/"' in left.text
    assert "omplaint" not in left.text
    assert (
        'data-quick-exit="https://weather.example/"' in client.get(reverse("complaints:start")).text
    )


def attached(draft, now):
    """A file of a draft, on the disk."""
    attachment = Attachment(draft=draft, kind="photo", size=3, added_at=now, name="house.jpg")
    attachment.file.save("house.jpg", ContentFile(b"abc"), save=True)
    return attachment.file.name


def test_thrown_away_with_its_files(cast, now, django_capture_on_commit_callbacks):
    """After one question."""
    client = begun()
    name = attached(Draft.objects.get(), now)
    address = reverse("complaints:throw_away")
    assert client.get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    assert not Draft.objects.exists()
    assert not SealedStorage().exists(name)
    assert client.get(address)["Location"] == reverse("complaints:start")


def test_files_go_with_the_complaint(cast, now):
    """They are the complaint's afterwards, and are told on the last page."""
    client = begun()
    walk(client, answers(cast))
    name = attached(Draft.objects.get(), now)
    assert "house.jpg" in client.get(page("check")).text
    lodged(client)
    kept = Complaint.objects.get().attachments.get()
    assert (kept.draft, kept.file.name) == (None, name)
    assert SealedStorage().exists(name)


def test_stale_drafts_are_forgotten(cast, now, django_capture_on_commit_callbacks):
    """With their files, after a week without a touch; others stay."""
    begun()
    old = Draft.objects.get()
    name = attached(old, now)
    Draft.objects.update(kept_at=now - timedelta(days=7, minutes=1))
    begun()
    with django_capture_on_commit_callbacks(execute=True):
        assert lodging.forget_stale(now) == 1
    assert not Draft.objects.filter(pk=old.pk).exists()
    assert not SealedStorage().exists(name)
    assert Draft.objects.count() == 1
    assert lodging.forget_stale(now) == 0


def test_stale_drafts_are_forgotten_in_batches(cast, now, monkeypatch):
    """A task that is stopped has done part of its work; drafts are held before their files are."""
    monkeypatch.setattr(lodging, "BATCH", 2)
    for _nth in range(5):
        begun()
    Draft.objects.update(kept_at=now - timedelta(days=8))
    with CaptureQueriesContext(connection) as queries:
        assert lodging.forget_stale(now) == 5
    sql = [one["sql"] for one in queries]
    held = [nth for nth, one in enumerate(sql) if "FOR UPDATE" in one and "draft" in one]
    done = [nth for nth, one in enumerate(sql) if one.startswith("RELEASE SAVEPOINT")]
    assert (len(held), len(done)) == (4, 4)
    assert held[0] < next(nth for nth, one in enumerate(sql) if "complaints_attachment" in one)
    assert not Draft.objects.exists()


def test_a_draft_is_held_while_it_is_thrown_away(cast):
    """An upload that is just finishing holds its draft first, too: neither waits for the other."""
    begun()
    with CaptureQueriesContext(connection) as queries:
        lodging.throw_away(Draft.objects.get())
    sql = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]][1:]
    assert "FOR UPDATE" in sql[0]
    assert "complaints_attachment" in sql[1]


def test_a_desks_draft_is_nobody_elses(cast, now):
    """No session and no code opens the draft of an officer at his counter."""
    client = begun()
    Draft.objects.update(officer=cast.bilal)
    assert client.get(page("category"))["Location"] == reverse("complaints:start")


# --- The receipt ---


def test_a_receipt_closes(cast, client, monkeypatch):
    """After half an hour, and whatever stands in its address."""
    browser = begun()
    walk(browser, answers(cast))
    address = lodged(browser)
    assert client.get(address).status_code == 200
    assert client.get(reverse("complaints:receipt", args=["nonsense"])).status_code == 410
    monkeypatch.setattr(TimestampSigner, "timestamp", lambda _self: "1abcde")
    complaint = Complaint.objects.get()
    stale = receipts.token_for(complaint)
    assert client.get(reverse("complaints:receipt", args=[stale])).status_code == 410


def test_a_second_press_gives_no_new_receipt(cast):
    """It leads to the one there is, which closes half an hour after lodging."""
    client = begun()
    walk(client, answers(cast))
    with time_machine.travel(timezone.now()) as clock:
        address = lodged(client)
        clock.shift(timedelta(minutes=29))
        assert lodged(client) == address
        assert client.get(address).status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.get(lodged(client)).status_code == 410


@pytest.mark.parametrize("category", ["domestic", "bribe"])
def test_a_receipt_is_discreet_where_the_page_is(cast, category):
    """In a matter of the family, and about the police: it does not say what it is about."""
    Station.objects.filter(pk=cast.kohsar.pk).update(phone="0519201234")
    client = begun()
    walk(client, answers(cast, category))
    text = client.get(lodged(client)).text
    complaint = Complaint.objects.get()
    assert "Only for you" in text
    assert complaint.category.name not in text
    # Nobody is given the number of those he complains of.
    assert ("0519201234" in text) is (category == "domestic")
    assert telling.office_of(complaint).name in text


def test_a_receipt_says_what_comes_next(cast):
    """Theft with nobody named: a call, an FIR or why not, an answer; nothing of the person."""
    client = begun()
    walk(client, answers(cast))
    text = client.get(lodged(client)).text
    assert "An officer calls you by" in text
    assert "An FIR is registered by" in text
    assert "Rukhsana" not in text
    assert "data:image/svg+xml;base64," in text


def test_nothing_personal_in_an_address(cast):
    """No page of the way has more than its own name in its address."""
    client = begun()
    walk(client, answers(cast))
    token = str(Draft.objects.get().pk)
    assert token not in client.get(page("check")).text

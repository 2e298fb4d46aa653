"""The counter: a complaint typed by the police, kept while it is typed, lodged once."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.seals import Seal
from audit.models import Event
from complaints import receipts
from complaints.drafts import Draft
from complaints.models import Channel, Complaint, Level, Post
from stations.models import Station
from tests.cast import make_officer

pytestmark = pytest.mark.django_db

URL = "/complaints/counter/"


def form(station, /, **changes):
    """The paper, filled in as somebody at a front desk would."""
    happened = timezone.localtime() - timedelta(hours=3)
    paper = {
        "form_token": uuid.uuid4(),
        "category": "theft",
        "channel": "front_desk",
        "station": station.pk,
        "language": "ur",
        "name": "Rukhsana Bibi",
        "name_ur": "رخسانہ بی بی",
        "relation": "W",
        "relative_name": "Abdul Ghafoor",
        "cnic": "61101-9876543-2",
        "gender": "F",
        "born": "1988",
        "phone": "0300-5550199",
        "address": "House 4, Street 12, F-7/2",
        "may_text": "on",
        "may_call": "on",
        "occurred_from": f"{happened:%Y-%m-%dT%H:%M}",
        "place": "In front of the house",
        "details": "My motorcycle was taken from in front of my house.",
        "property_lost": "Honda CD-70, red",
        "property_value": "120000",
        **changes,
    }
    return {name: value for name, value in paper.items() if value is not None}


@pytest.fixture
def desk(cast) -> User:
    return make_officer("desk", Role.FRONT_DESK, station=cast.kohsar)


@pytest.fixture
def clerk(cast) -> User:
    return make_officer("clerk", Role.KHIDMAT_CLERK, district=cast.kohsar.circle.district)


def initial(client, name):
    """What stands in a field of the page that somebody opens."""
    return client.get(URL).context["paper"].form[name].value()


def test_a_front_desk_lodges(cast, desk):
    """Everything that was typed, under an e-tag, with a receipt to print; recorded."""
    accused = {
        "accused1-name": "Jamil",
        "accused1-cnic": "61101-3334445-5",
        "accused2-description": "A tall man with a scar",
    }
    client = cast.client(desk)
    response = client.post(URL, form(cast.kohsar, **accused, is_dictated="on"))
    complaint = Complaint.objects.get()
    token = response["Location"].rstrip("/").rsplit("/", 1)[1]
    assert response["Location"].startswith("/complaints/receipt/")
    assert receipts.complaint_of(token) == complaint
    assert (complaint.lodged_by, complaint.channel, complaint.language) == (
        *(desk, Channel.FRONT_DESK, "ur"),
    )
    assert (complaint.name, complaint.cnic, complaint.birth_year, complaint.phone) == (
        *("Rukhsana Bibi", "6110198765432", 1988, "03005550199"),
    )
    assert (complaint.property_value, complaint.is_dictated) == (120000, True)
    assert (complaint.may_text, complaint.may_call, complaint.is_accused_known) == (True,) * 3
    rows = list(complaint.respondents.order_by("pk"))
    assert [(one.name, one.cnic, one.description) for one in rows] == [
        ("Jamil", "6110133344455", ""),
        ("", "", "A tall man with a scar"),
    ]
    assert Event.objects.get(action="complaints.lodged").actor_id == desk.pk
    assert client.get(response["Location"]).status_code == 200


def test_an_empty_page_begins_at_ones_own_counter(cast, desk, clerk):
    """Station and channel are set by who stands there."""
    at_desk, at_khidmat = cast.client(desk), cast.client(clerk)
    assert initial(at_desk, "station") == cast.kohsar.pk
    assert [initial(one, "channel") for one in (at_desk, at_khidmat)] == ["front_desk", "khidmat"]
    assert initial(at_khidmat, "station") is None
    assert initial(at_desk, "may_text") is True


def test_a_khidmat_clerk_lodges_for_any_station(cast, clerk, desk):
    """Whoever comes to a counter is sent nowhere else: also for a station of another province."""
    for user in (clerk, desk):
        sent = form(cast.clifton, channel="khidmat")
        assert cast.client(user).post(URL, sent).status_code == 302
    assert set(Complaint.objects.values_list("station", flat=True)) == {cast.clifton.pk}
    html = cast.client(clerk).get(URL).content.decode()
    assert html.count("<optgroup") > 10
    assert len(Station.objects.all()) < html.count("<option")


def test_an_officer_lodges_for_his_own_stations(cast):
    """The moharrar has the stations of his posting, and no other is taken."""
    client = cast.client(cast.bilal)
    assert client.post(URL, form(cast.clifton)).status_code == 422
    assert client.post(URL, form(cast.kohsar)).status_code == 302
    assert Complaint.objects.get().station == cast.kohsar


def test_who_lodges(cast):
    """A supervisor, a hotel and a citizen have no counter; nobody signed in is asked who he is."""
    for user in (cast.dania, cast.ehsan, make_officer("gul", Role.CITIZEN)):
        for address in (URL, f"{URL}keep/", f"{URL}throw-away/"):
            assert cast.client(user).post(address).status_code == 403
    assert cast.client(None).get(URL).status_code == 302
    assert cast.client(cast.bilal).get(f"{URL}keep/").status_code == 405


def test_about_the_police(cast, desk):
    """The officer complained of is a row of its own, and says how high it is handled."""
    officer = {"officer-name": "Hina", "officer-post": "sdpo", "officer-belt_no": "SDPO-1"}
    cast.client(desk).post(URL, form(cast.kohsar, category="bribe", **officer))
    complaint = Complaint.objects.get()
    assert complaint.level == Level.DISTRICT
    row = complaint.respondents.get()
    assert (row.name, row.post, row.belt_no) == ("Hina", Post.SDPO, "SDPO-1")


def test_an_officer_under_a_plain_category_is_asked_about(cast, desk):
    """What was typed is neither lost nor put where it does not belong."""
    response = cast.client(desk).post(URL, form(cast.kohsar, **{"officer-name": "Hina"}))
    assert response.status_code == 422
    assert "Choose a category about the police" in response.content.decode()
    assert 'id="counter-officer" open' in response.content.decode()
    assert not Complaint.objects.exists()


def test_a_juvenile_is_sealed(cast, desk):
    """By age, as it is told at the counter."""
    cast.client(desk).post(URL, form(cast.kohsar, born="15"))
    complaint = Complaint.objects.get()
    assert complaint.sealed_as == Seal.JUVENILE
    assert complaint.birth_year == timezone.localdate().year - 15


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"category": None}, "required"),
        ({"category": "no-such"}, "valid choice"),
        ({"channel": "online"}, "valid choice"),
        ({"station": "999999999"}, "valid choice"),
        ({"name": ""}, "required"),
        ({"cnic": "123"}, "13 digits"),
        ({"phone": "12"}, "phone number such as"),
        ({"phone": "", "address": ""}, "Enter a phone number, or an address"),
        ({"relation": ""}, "s/o, d/o or w/o"),
        ({"born": "1850"}, "before 1900"),
        ({"details": "Theft"}, "at least 20"),
        ({"occurred_from": "2199-01-01T10:00"}, "in the future"),
        ({"occurred_from": "1066-10-14T10:00"}, "too long ago"),
        ({"occurred_from": "yesterday"}, "valid date"),
        ({"occurred_from": "", "occurred_to": "2020-01-01T10:00"}, "Enter when it began"),
        ({"occurred_to": "2020-01-01T10:00"}, "before it began"),
        ({"property_value": "-5"}, "greater than or equal to 0"),
        ({"property_value": "9" * 30}, "less than or equal"),
        ({"accused1-cnic": "61101-3334445-5"}, "say what is known of him"),
        ({"accused2-phone": "12", "accused2-name": "Jamil"}, "phone number such as"),
        ({"officer-post": "general"}, "valid choice"),
        ({"form_token": "x"}, "Enter a valid UUID"),
    ],
)
def test_mistakes_keep_everything(cast, desk, changes, why):
    """Every mistake is said, and what was typed stands there still."""
    typed = form(cast.kohsar, **{"accused1-name": None, "place": "Under the old bridge", **changes})
    response = cast.client(desk).post(URL, typed)
    html = response.content.decode()
    assert response.status_code == 422
    assert why in html
    assert "data-error-summary" in html
    assert 'value="Under the old bridge"' in html
    assert "Abdul Ghafoor" in html
    assert not Complaint.objects.exists()


def test_the_same_paper_twice_is_one_complaint(cast, desk):
    """A second press, or a broken line, makes no second complaint."""
    client, paper = cast.client(desk), form(cast.kohsar)
    first, again = client.post(URL, paper), client.post(URL, paper)
    assert Complaint.objects.count() == 1
    assert first.status_code == again.status_code == 302


def test_two_windows_with_one_form_are_two_complaints(cast, desk):
    """The second is asked about, and lodged under a number of its own; nothing of it is lost."""
    client, token = cast.client(desk), uuid.uuid4()
    other = {
        **{"name": "Imran Khan", "phone": "0301-5550100", "place": "Jinnah Super"},
        "details": "Two boys on a 125 snatched my bag at gunpoint near the bank.",
    }
    first, second = form(cast.kohsar), form(cast.kohsar, **other)
    first["form_token"] = second["form_token"] = token
    client.post(URL, first)
    lodged = Complaint.objects.get()
    # What the second window keeps by itself meanwhile is kept.
    assert client.post(f"{URL}keep/", second).status_code == 204
    assert Draft.objects.get().answers["name"] == "Imran Khan"
    response = client.post(URL, second)
    html = response.content.decode()
    assert response.status_code == 422
    said = f"A complaint was lodged from this form already: {lodged.e_tag}."
    assert said in html[html.index("data-error-summary") :]
    assert 'value="Imran Khan"' in html
    assert "snatched my bag at gunpoint" in html
    new = response.context["paper"].form["form_token"].value()
    assert new != str(token)
    assert f'name="form_token" value="{new}"' in html
    assert Draft.objects.get().answers["form_token"] == new
    assert client.post(URL, {**second, "form_token": new}).status_code == 302
    assert set(Complaint.objects.values_list("name", flat=True)) == {"Rukhsana Bibi", "Imran Khan"}
    assert not Draft.objects.exists()


def test_another_one_that_is_typed_stays_kept(cast, desk):
    """Lodging one paper does not throw away what a second window has typed."""
    client = cast.client(desk)
    client.post(f"{URL}keep/", form(cast.kohsar, name="Imran Khan"))
    assert client.post(URL, form(cast.kohsar)).status_code == 302
    assert Draft.objects.get().answers["name"] == "Imran Khan"


@pytest.mark.parametrize(
    "changes", [{"name": "Rukhsana B"}, {"category": "vehicle"}, {"cnic": ""}, {"phone": ""}]
)
def test_what_tells_two_papers_apart(cast, desk, changes):
    """Each of these alone; and then it is asked, and not thrown away."""
    client, paper = cast.client(desk), form(cast.kohsar)
    client.post(URL, paper)
    assert client.post(URL, {**paper, **changes}).status_code == 422


def test_what_was_typed_is_there_again(cast, desk):
    """After the browser died and its clerk signed in anew, also what was not ticked."""
    typed = form(cast.kohsar, may_text=None, name="Half a na", **{"accused1-name": "Jamil"})
    assert cast.client(desk).post(f"{URL}keep/", typed).status_code == 204
    page = cast.client(desk).get(URL)
    html = page.content.decode()
    assert "You were typing this at" in html
    assert 'value="Half a na"' in html
    paper = page.context["paper"]
    assert paper.form["may_text"].value() in ("", False)
    assert paper.form["may_call"].value() == "on"
    assert paper.accused[0]["name"].value() == "Jamil"
    assert '<option value="theft" selected>' in html
    assert f'value="{typed["form_token"]}"' in html
    assert "data-error-summary" not in html


def test_it_is_kept_again_and_again(cast, desk):
    """One draft for each clerk: the last words count; it lies sealed in its table."""
    client = cast.client(desk)
    for name in ("Ruk", "Rukhsana", ""):
        client.post(f"{URL}keep/", form(cast.kohsar, name=name))
    draft = Draft.objects.get()
    assert draft.answers["name"] == ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers_json FROM complaints_draft")
        assert "motorcycle" not in json.dumps(cursor.fetchone(), default=str)


def test_nobody_elses_draft(cast, desk, clerk):
    """What one clerk types stands on no other's page."""
    cast.client(desk).post(f"{URL}keep/", form(cast.kohsar, name="Secret Person"))
    assert "Secret Person" not in cast.client(clerk).get(URL).content.decode()


def test_thrown_away_it_is_gone(cast, desk):
    """The next page is empty."""
    client = cast.client(desk)
    client.post(f"{URL}keep/", form(cast.kohsar))
    assert client.post(f"{URL}throw-away/")["Location"] == URL
    assert not Draft.objects.exists()
    assert "You were typing" not in client.get(URL).content.decode()


def test_lodged_it_is_no_draft_any_more(cast, desk):
    """Also when the page keeps its words a moment after the form was sent."""
    client, paper = cast.client(desk), form(cast.kohsar)
    client.post(f"{URL}keep/", paper)
    client.post(URL, paper)
    assert not Draft.objects.exists()
    client.post(f"{URL}keep/", paper)
    assert not Draft.objects.exists()


def test_a_refused_paper_is_still_kept(cast, desk):
    """A mistake does not throw away what was kept before."""
    client = cast.client(desk)
    client.post(f"{URL}keep/", form(cast.kohsar))
    assert client.post(URL, form(cast.kohsar, name="")).status_code == 422
    assert Draft.objects.exists()


def test_anything_may_be_kept(cast, desk):
    """Half-typed words, none at all, and what no field would take."""
    client = cast.client(desk)
    for typed in ({}, {"form_token": "x", "born": "19", "cnic": "\0", "details": "x" * 20_000}):
        assert client.post(f"{URL}keep/", typed).status_code == 204
    assert client.get(URL).status_code == 200
    assert len(Draft.objects.get().answers["details"]) == 20_000


def test_more_than_is_kept_is_said(cast, desk):
    """The page must not say that it kept it."""
    client = cast.client(desk)
    assert client.post(f"{URL}keep/", {"details": "x" * 70_000}).status_code == 422
    html = client.get(URL).content.decode()
    assert "data-keep-refused=" in html


def test_the_page_says_what_its_script_needs(cast, desk):
    """Which categories are about the police, which ask what was taken; where it is kept."""
    html = cast.client(desk).get(URL).content.decode()
    page = cast.client(desk).get(URL)
    codes = page.context["paper"].form.police_categories.split()
    assert {"bribe", "slackness"} <= set(codes)
    assert "theft" not in codes
    assert "theft" in page.context["paper"].form.property_categories.split()
    assert f'data-keep="{URL}keep/"' in html
    assert 'data-shortcut="alt+s"' in html


def test_the_page_costs_a_fixed_number_of_questions(cast, desk):
    """However many stations and categories there are, they are read at once."""
    client = cast.client(desk)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert len(queries) <= 14

"""The sign of life, and the home page of every role."""

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from alerts import screening
from caspp import demo
from hotel_eye.models import Desk
from tests.cast import make_officer
from tests.people_on_file import make_listing, make_stay

AT_STATION = [Role.MOHARRAR, Role.INVESTIGATION_OFFICER, Role.SHO]
ALERT_TILES = ["Alerts waiting", "Alerts under way", "Leads"]
SECOND_PERSON = ["Exports to decide", "Watch list to decide"]
DECIDER = ["Requests waiting for your decision", "Access reviews overdue"]
MARK, WORK, HEAD = ["To assign"], ["Marked to me", "Calls due"], ["Past their time"]
COMPLAINT_TILES = {
    Role.MOHARRAR: MARK,
    Role.INVESTIGATION_OFFICER: WORK,
    Role.SHO: MARK + WORK + HEAD,
    **{role: [*MARK, *WORK, *HEAD, "Objections"] for role in (Role.SDPO, Role.DPO, Role.COMMAND)},
}
PUT_BEFORE = ["Challans put before you"]
CASE_TILES = {
    Role.INVESTIGATION_OFFICER: ["Before the magistrate today", "My challans: late or soon due"],
    Role.SHO: [
        *("Before the magistrate today", "My challans: late or soon due"),
        *("Reports to sign", "Cases to mark", "Challans late"),
    ],
    **{role: PUT_BEFORE for role in (Role.SDPO, Role.DPO, Role.COMMAND)},
}
REGISTRATION_TILES = ["Tenants not verified in time"]
#: What waits beside alerts, where nobody has signed anything this quarter.
OTHER_TILES = {
    Role.SHO: ["Access review due"],
    **{role: SECOND_PERSON + DECIDER for role in (Role.SDPO, Role.DPO, Role.COMMAND)},
    Role.CRO_OPERATOR: [*SECOND_PERSON, "Records to approve"],
    Role.AUDITOR: ["Weekly reviews due"],
    Role.ADMINISTRATOR: DECIDER,
    **{role: ["My tenants and employees"] for role in (Role.LANDLORD, Role.CITIZEN)},
}


def test_livez_needs_nothing(client):
    """A load balancer asks without an account, and no database is asked (none is allowed here)."""
    response = client.get("/livez")
    assert (response.status_code, response.text) == (200, "ok")
    assert response["Content-Type"].startswith("text/plain")
    assert client.post("/livez").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_home_of_every_role(cast, role, monkeypatch):
    """Everybody who is posted finds a home; what waits is for whoever may answer it."""
    monkeypatch.setattr("accounts.waiting.is_overdue", lambda day: True)
    unit = {"station": cast.kohsar} if role in AT_STATION else {}
    user = make_officer("somebody", role, **unit)
    if role == Role.HOTEL_OPERATOR:
        Desk.objects.create(user=user, hotel=cast.hotel, from_on=timezone.localdate())
    response = cast.client(user).get("/")
    assert response.status_code == 200
    labels = [tile.label for tile in response.context["tiles"]]
    if role == Role.HOTEL_OPERATOR:
        assert labels == ["Check-outs due", "Parties in the house", "Arrivals today"]
    elif role in (*AT_STATION, Role.SDPO, Role.DPO, Role.COMMAND):
        expected = [*ALERT_TILES, *OTHER_TILES.get(role, []), *COMPLAINT_TILES[role]]
        expected += [*CASE_TILES.get(role, []), "FIR drafts", *REGISTRATION_TILES]
        assert sorted(labels) == sorted(expected)
    else:
        assert labels == OTHER_TILES.get(role, [])
        assert reverse("stations:directory") in response.text
    for tile in response.context["tiles"]:
        assert tile.label in response.text
        assert cast.client(user).get(tile.url).status_code in (200, 302)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_every_link_of_the_menu_opens(cast, role):
    """No role is offered a page that it may not see."""
    user = make_officer("somebody", role)
    browser = cast.client(user)
    entries = browser.get("/").context["entries"]
    assert entries
    for entry in entries:
        response = browser.get(reverse(entry.url_name))
        assert response.status_code in (200, 302), entry.url_name


@pytest.mark.django_db
def test_home_counts_what_waits(cast, now):
    """The number on the tile is the station's own."""
    make_listing(at=now)
    make_stay(cast.hotel, cast.ehsan, at=now)
    screening.drain(at=now)
    numbers = {}
    for user in (cast.ayesha, cast.chaudhry, cast.dania):
        tiles = cast.client(user).get("/").context["tiles"]
        numbers[user.username] = [tile.number for tile in tiles if tile.label in ALERT_TILES]
    assert numbers == {"ayesha": [1, 0, 0], "chaudhry": [0, 0, 0], "dania": [1, 0, 0]}


@pytest.mark.django_db
def test_hotel_is_not_told(cast, now):
    """Nothing on the desk's home page changes when its guest is looked for."""
    make_stay(cast.hotel, cast.ehsan, at=now)
    before = cast.client(cast.ehsan).get("/").context["tiles"]
    make_listing(at=now)
    screening.drain(at=now)
    assert cast.client(cast.ehsan).get("/").context["tiles"] == before


@pytest.mark.django_db
def test_language_is_kept(cast):
    """Urdu, once chosen, stays, and turns the page around."""
    browser = cast.client(cast.ayesha)
    assert '<html lang="en" dir="ltr">' in browser.get("/").text
    browser.post(reverse("set_language"), {"language": "ur", "next": "/"})
    assert '<html lang="ur" dir="rtl">' in browser.get("/").text


def test_every_role_has_a_sign_in_to_try():
    """The demonstration has somebody for each role, under different names."""
    assert {member.role for member in demo.CAST} == set(Role)
    assert len({member.username for member in demo.CAST}) == len(demo.CAST)


@pytest.mark.django_db
def test_welcome_names_only_who_is_there(capsys):
    """The password is told where the demonstration's people are, and nowhere else."""
    call_command("welcome", "http://127.0.0.1:8000/")
    assert demo.PASSWORD not in capsys.readouterr().out
    User.objects.create_user("sho", demo.PASSWORD, name="Ayesha")
    call_command("welcome", "http://127.0.0.1:8000/")
    printed = capsys.readouterr().out
    assert demo.PASSWORD in printed
    assert "http://127.0.0.1:8000/" in printed
    assert "sho " in printed
    assert "moharrar" not in printed
    assert check_password(demo.PASSWORD, User.objects.get().password)


@pytest.mark.django_db
def test_a_form_with_more_text_than_is_taken_is_told_so(settings):
    """Not that it came damaged: what to do about it, in both languages."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = Client(enforce_csrf_checks=True)
    client.get("/complaints/new/")
    response = client.post("/complaints/new/", {"details": "x" * 2000})
    assert response.status_code == 413
    assert "What you sent is too large" in response.text
    assert "جو آپ نے بھیجا وہ بہت بڑا ہے" in response.text

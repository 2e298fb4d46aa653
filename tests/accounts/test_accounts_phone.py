"""Citizens come in by a code to their phone; nobody learns whose phone is known."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import citizens, texts
from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from tests.cast import make_officer

pytestmark = pytest.mark.django_db

PHONE, CODE = "/accounts/phone/", "/accounts/phone/code/"
NUMBER = "03005550199"


@pytest.fixture(autouse=True)
def _kept_texts(settings):
    """Messages are kept instead of sent, as in a demonstration."""
    settings.DEMO = True


def _ask(client: Client, number: str = "0300 5550199"):
    return client.post(PHONE, {"phone": number})


def _code(number: str = NUMBER) -> str:
    return re.search(r"\d{6}", texts.last_to(number))[0]


def test_a_citizen_comes_in(client):
    """Phone, code, home: the first time makes the account, and the role of a citizen only."""
    assert _ask(client)["Location"] == CODE
    assert client.get("/").status_code == 302
    assert client.post(CODE, {"code": _code(), "action": "verify"})["Location"] == "/"
    assert client.get("/").status_code == 200
    user = User.objects.get(phone=NUMBER)
    assert [posting.role for posting in user.current_postings] == [Role.CITIZEN]
    assert Event.objects.get(action="accounts.signed_in").detail == {"methods": ["code"]}


def test_the_second_time_is_the_same_person(client):
    """One phone, one account."""
    for _time in range(2):
        citizen = Client()
        _ask(citizen)
        citizen.post(CODE, {"code": _code(), "action": "verify"})
        assert citizen.get("/").status_code == 200
    assert User.objects.filter(phone=NUMBER).count() == 1


def test_known_and_unknown_numbers_get_one_answer():
    """Status, address and page are the same for a number that has an account and one without."""
    citizens.welcome(citizens.account_of(NUMBER))
    pages = []
    for number in (NUMBER, "03005550198"):
        client = Client()
        response = _ask(client, number)
        page = client.get(response["Location"]).text
        page = re.sub(r"csrfmiddlewaretoken[^>]*|csrf[^>]*|nonce=\S+|X-CSRF[^>]*", "", page)
        pages.append(page.replace(number, "").replace(_code(number), ""))
    assert pages[0] == pages[1]


def test_an_officers_phone_is_no_way_in(client):
    """The number of an officer makes a citizen's account, never the officer's session."""
    officer = make_officer("ayesha", Role.SHO)
    User.objects.filter(pk=officer.pk).update(phone=NUMBER)
    _ask(client)
    client.post(CODE, {"code": _code(), "action": "verify"})
    assert int(client.session["_auth_user_id"]) != officer.pk


def test_a_wrong_code_three_times(client):
    """Three wrong codes and one begins anew."""
    _ask(client)
    wrong = "000000" if _code() != "000000" else "111111"
    for _attempt in range(3):
        client.post(CODE, {"code": wrong, "action": "verify"})
    client.post(CODE, {"code": _code(), "action": "verify"})
    assert "_auth_user_id" not in client.session


def test_an_old_code(client):
    """After five minutes a code is worth nothing."""
    _ask(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        client.post(CODE, {"code": _code(), "action": "verify"})
    assert "_auth_user_id" not in client.session


def test_codes_are_not_sent_without_end(client):
    """The fourth code within five minutes is refused in words."""
    for _time in range(3):
        assert _ask(Client())["Location"] == CODE
    response = _ask(client)
    assert response.status_code == 422
    assert "Too many codes" in response.text


def test_a_gateway_that_does_not_answer(client, settings):
    """Without a gateway the page says so, and keeps the number."""
    settings.DEMO = False
    response = _ask(client)
    assert response.status_code == 422
    assert "We cannot send messages at the moment" in response.text
    assert "5550199" in response.text


@pytest.mark.parametrize(
    ("status", "is_sent"), [(200, True), (202, True), (302, False), (500, False)]
)
def test_the_gateway(settings, monkeypatch, status, is_sent):
    """Where a gateway is configured it gets number and words, and is never followed elsewhere."""
    settings.DEMO, settings.TEXT_GATEWAY_URL = False, "https://gateway.example/send"
    asked = {}

    def post(url, **more):
        asked.update(more, url=url)
        return type("Answer", (), {"status_code": status})()

    monkeypatch.setattr("accounts.texts.requests.post", post)
    if is_sent:
        texts.send(NUMBER, "hello")
    else:
        with pytest.raises(texts.CannotSend):
            texts.send(NUMBER, "hello")
    assert asked["json"] == {"to": NUMBER, "text": "hello"}
    assert asked["allow_redirects"] is False


def test_numbers_that_never_answered_are_forgotten(client):
    """A number typed in by somebody else leaves nothing behind after a day."""
    _ask(client)
    now = timezone.now()
    assert citizens.forget_unanswered(now + timedelta(hours=23)) == 0
    assert citizens.forget_unanswered(now + timedelta(hours=25)) > 0
    assert not User.objects.filter(phone=NUMBER).exists()

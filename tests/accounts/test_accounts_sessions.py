"""A session ends with what it stood on: time, role, factor, password, the right to sign in."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Posting, User
from accounts.roles import Role
from audit.models import Event
from tests.cast import PASSWORD, make_officer, sign_in
from tests.people_on_file import make_convict

pytestmark = pytest.mark.django_db

SIGN_IN, PROVE = "/accounts/sign-in/", "/accounts/prove/"


def _is_out(client: Client) -> bool:
    response = client.get("/")
    return response.status_code == 302 and response["Location"].startswith(SIGN_IN)


def _later(**after):
    return time_machine.travel(timezone.now() + timedelta(**after), tick=True)


# --- Time ---


def test_thirty_idle_minutes_lock(cast):
    """Half an hour without a click asks who is there; the password opens the same page again."""
    client = cast.client(cast.ehsan)
    assert client.get("/").status_code == 200
    with _later(minutes=29):
        assert client.get("/").status_code == 200
    with _later(minutes=29 + 31):
        response = client.get("/stations/")
        assert response["Location"] == f"{PROVE}?next=%2Fstations%2F"
        # Locked stays locked, whatever else is tried.
        assert client.get("/").status_code == 302
        wrong = client.post(response["Location"], {"password": "wrong"})
        assert wrong.status_code == 200
        assert client.get("/").status_code == 302
        right = client.post(PROVE, {"password": PASSWORD, "next": "/stations/"})
        assert right["Location"] == "/stations/"
        assert client.get("/stations/").status_code == 200
    actions = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert actions.count("accounts.session_locked") == 1
    assert actions.count("accounts.proved_again") == 1


def test_a_form_sent_to_a_locked_session_is_not_lost(cast):
    """What was being sent waits for the password and then goes on."""
    client = cast.client(cast.ehsan)
    address = reverse("hotel_eye:search", args=[cast.hotel.pk])
    with _later(minutes=31):
        locked = client.post(address, {"text": "Aslam"})
        assert locked["Location"].startswith(PROVE)
        response = client.post(PROVE, {"password": PASSWORD, "next": address})
    assert response.status_code == 200
    assert 'value="Aslam"' in response.text


def test_a_page_that_asks_by_itself_keeps_nothing_awake(cast):
    """An open board refreshes for ever; its officer has gone home."""
    client = cast.client(cast.ayesha)
    for minutes in (10, 20, 29):
        with _later(minutes=minutes):
            assert client.get(reverse("alerts:lanes")).status_code == 200
    with _later(minutes=31):
        response = client.get(reverse("alerts:lanes"), headers={"HX-Request": "true"})
        assert response.status_code == 401
        assert response["HX-Redirect"].startswith(PROVE)


def test_twelve_hours_end_the_busiest_session(cast):
    """After 12 h and a minute a full sign-in is due; a form just being sent is still taken."""
    client = cast.client(cast.ehsan)
    for quarter in range(1, 48):
        with _later(minutes=15 * quarter):
            assert client.get("/").status_code == 200
    address = reverse("hotel_eye:search", args=[cast.hotel.pk])
    with _later(hours=12, minutes=1):
        assert client.post(address, {"text": "Aslam"}).status_code == 200
        assert _is_out(client)
    assert Event.objects.filter(action="accounts.session_ended").count() == 1


def test_a_session_of_unknown_age_is_over(cast, client):
    """A session that does not say when it began is none."""
    cast.ehsan.refresh_from_db()
    client.force_login(cast.ehsan)
    assert _is_out(client)


# --- A stolen cookie ---


def _sign_out(cast, client):
    client.post("/accounts/sign-out/")


def _disable(cast, client):
    User.objects.filter(pk=cast.ayesha.pk).update(is_active=False)


def _disable_and_enable(cast, client):
    _disable(cast, client)
    User.objects.filter(pk=cast.ayesha.pk).update(is_active=True)


def _grant(cast, client):
    Posting.objects.create(user=cast.ayesha, role=Role.COMMAND, from_on=timezone.localdate())


def _end_posting(cast, client):
    Posting.objects.filter(user=cast.ayesha).update(until_on=timezone.localdate())


def _change_password(cast, client):
    new = "a-wholly-other-sentence"
    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert response.status_code == 302


@pytest.mark.parametrize(
    "event",
    [_sign_out, _disable, _disable_and_enable, _grant, _end_posting, _change_password],
)
def test_a_stolen_cookie_is_refused(cast, event):
    """The cookie of before is worth nothing after any of these, with the very next request."""
    client, thief = cast.client(cast.ayesha), Client()
    thief.cookies = client.cookies.copy()
    assert thief.get("/").status_code == 200
    event(cast, client)
    assert _is_out(thief)


def test_a_factor_removed_ends_other_sessions(cast):
    """Whoever removes a factor goes on; a copy of the cookie and other browsers do not."""
    TOTP.activate(cast.ehsan, "JBSWY3DPEHPK3PXP")
    client, other, thief = cast.client(cast.ehsan), cast.client(cast.ehsan), Client()
    thief.cookies = client.cookies.copy()
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert client.get("/").status_code == 200
    assert _is_out(other)
    assert _is_out(thief)


def test_password_change_keeps_the_one_who_changed_it(cast):
    """The browser in which the password was changed goes on under a new key."""
    client = cast.client(cast.ayesha)
    key = client.session.session_key
    _change_password(cast, client)
    assert client.get("/").status_code == 200
    assert client.session.session_key != key


# --- Several sessions ---


def _enter(username: str, address: str) -> Client:
    client = Client(REMOTE_ADDR=address)
    response = client.post(SIGN_IN, {"login": username, "password": PASSWORD})
    assert response.status_code == 302
    return client


def test_the_oldest_of_three_ends(cast):
    """An officer has two live sessions; a third sign-in ends the first and is written down."""
    first, second = _enter("ayesha", "10.0.0.1"), _enter("ayesha", "10.0.0.2")
    assert first.get("/").status_code == 302
    third = _enter("ayesha", "10.0.0.3")
    assert _is_out(first)
    assert not _is_out(second)
    assert not _is_out(third)
    assert Event.objects.filter(action="accounts.signed_in_elsewhere").count() == 2
    assert Event.objects.filter(action="accounts.oldest_session_ended").count() == 1


def test_own_sessions_are_listed_and_ended(cast):
    """One sees where one is signed in, and ends the one left open at the other desk."""
    here, there = _enter("ehsan", "10.0.0.1"), _enter("ehsan", "10.0.0.2")
    page = here.get(reverse("accounts:sessions"))
    assert "10.0.0.2" in page.text
    left_open = UserSession.objects.get(ip="10.0.0.2")
    assert here.post(reverse("accounts:end_session", args=[left_open.pk])).status_code == 302
    assert _is_out(there)
    assert not _is_out(here)


def test_nobody_ends_the_session_of_another(cast):
    """A number of somebody else's session is nobody's."""
    _enter("farah", "10.0.0.2")
    theirs = UserSession.objects.get(user=cast.farah)
    client = cast.client(cast.ehsan)
    assert client.post(reverse("accounts:end_session", args=[theirs.pk])).status_code == 404


def test_a_session_that_moves_is_written_down(cast):
    """The same session from another address is an event for the auditor."""
    client = _enter("ehsan", "10.0.0.1")
    with _later(minutes=5):
        client.get("/", REMOTE_ADDR="10.9.9.9")
    moved = Event.objects.get(action="accounts.address_changed")
    assert moved.detail == {"from": "10.0.0.1", "to": "10.9.9.9"}


# --- The notice, and proving again ---


def test_the_notice_comes_first(cast):
    """Police read what the system is for after each sign-in; agreeing is an event."""
    client = Client()
    sign_in(client, cast.ayesha, notice=False)
    response = client.get("/alerts/")
    assert response["Location"] == "/accounts/notice/?next=%2Falerts%2F"
    page = client.get(response["Location"])
    assert 'lang="ur"' in page.text
    assert 'lang="en"' in page.text
    assert client.post(response["Location"])["Location"] == "/alerts/"
    assert client.get("/alerts/").status_code == 200
    assert Event.objects.get(action="accounts.notice_accepted").actor_id == cast.ayesha.pk


def test_the_notice_leads_nowhere_else(cast):
    """`next` of the notice stays within CASPP."""
    client = Client()
    sign_in(client, cast.ayesha, notice=False)
    assert client.post("/accounts/notice/?next=//evil.example/")["Location"] == "/"


def test_what_is_sensitive_asks_again(cast):
    """Six minutes after the last proof, changing a factor asks for the password first."""
    client = cast.client(cast.ehsan)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    with _later(minutes=6):
        response = client.get(reverse("mfa_activate_totp"))
        assert response["Location"].startswith(PROVE)


def test_helpers_of_the_test_agree_with_the_product(cast):
    """`sign_in` of the cast makes the session that a real sign-in makes, key by key."""
    real = _enter("ehsan", "10.0.0.1")
    made = cast.client(cast.ehsan)
    kept = {"account_authentication_methods", "account_authentication_methods_user"}
    kept |= {"signed_in_at", "seen_at", "is_locked"}
    assert kept <= set(real.session.keys())
    assert kept <= set(made.session.keys())


def test_a_part_of_a_page_sends_the_page_to_prove(cast):
    """A fragment that asks again does not put a password form into the page: the page goes."""
    client = cast.client(make_officer("laiba", Role.CRO_OPERATOR))
    address = reverse("convicts:unmask", args=[make_convict().pk])
    with _later(minutes=6):
        response = client.post(
            address,
            headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/convicts/7/"},
        )
    assert response.status_code == 401
    assert response["HX-Redirect"] == "/accounts/prove/?next=%2Fconvicts%2F7%2F"

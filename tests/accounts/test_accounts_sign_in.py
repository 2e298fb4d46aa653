"""Coming in and going out, and what is written down about it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from tests.cast import PASSWORD, sign_in

pytestmark = pytest.mark.django_db

SIGN_IN, SIGN_OUT = "/accounts/sign-in/", "/accounts/sign-out/"
SENTENCE = "This sign-in name and password do not belong together"


def _sign_in(client: Client, username: str, password: str, **more: str):
    return client.post(SIGN_IN, {"login": username, "password": password, **more})


def _errors(response) -> list[str]:
    return [error for errors in response.context["form"].errors.values() for error in errors]


def test_good(cast, client):
    """The right password leads a hotel's desk home, and the log knows how it came in."""
    response = _sign_in(client, "ehsan", PASSWORD)
    assert response.status_code == 302
    assert response["Location"] == "/"
    event = Event.objects.get(action="accounts.signed_in")
    assert (event.actor_id, event.actor) == (cast.ehsan.pk, "Ehsan (ehsan)")
    assert event.detail == {"methods": ["password"]}
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("username", "password"),
    [("ayesha", "wrong"), ("nobody", PASSWORD), ("bilal", PASSWORD), ("bilal", "wrong")],
    ids=["wrong password", "unknown", "deactivated", "deactivated and wrong"],
)
def test_every_mistake_gets_one_answer(cast, client, username, password):
    """Who has an account, and in which state, cannot be found out by trying."""
    User.objects.filter(pk=cast.bilal.pk).update(is_active=False)
    response = _sign_in(client, username, password)
    assert response.status_code == 200
    assert len(_errors(response)) == 1
    assert _errors(response)[0].startswith(SENTENCE)
    assert "_auth_user_id" not in client.session
    event = Event.objects.get()
    assert (event.action, event.actor) == ("accounts.sign_in_failed", "CASPP")
    assert event.detail.get("as") == (None if username == "nobody" else username)
    assert "nobody" not in str(event.detail)


def test_deactivated_in_the_middle(cast):
    """Whoever is deactivated is out with the next click."""
    browser = cast.client(cast.ayesha)
    assert browser.get("/").status_code == 200
    User.objects.filter(pk=cast.ayesha.pk).update(is_active=False)
    assert browser.get("/").status_code == 302


def test_the_way_is_kept(cast, client):
    """Whoever was on the way to a page arrives there after signing in."""
    page = client.get(reverse("alerts:board"))
    assert page["Location"] == f"{SIGN_IN}?next=/alerts/"
    form = client.get(page["Location"])
    assert '<input type="hidden" name="next" value="/alerts/">' in form.text
    response = _sign_in(client, "ehsan", PASSWORD, next="/alerts/")
    assert response["Location"] == "/alerts/"


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "javascript:alert(1)", "http://evil.x/"])
def test_no_way_leads_out(cast, client, elsewhere):
    """`next` never leads to another site."""
    assert _sign_in(client, "ehsan", PASSWORD, next=elsewhere)["Location"] == "/"


def test_a_new_session_for_who_comes_in(cast, client):
    """The session of before cannot be used by who knew its key."""
    session = client.session
    session["before"] = True
    session.save()
    key = session.session_key
    client.cookies["sessionid"] = key
    _sign_in(client, "ehsan", PASSWORD)
    assert client.session.session_key != key


def test_out(cast):
    """Signing out by POST ends the session and is written down."""
    browser = cast.client(cast.ayesha)
    assert browser.post(SIGN_OUT)["Location"] == SIGN_IN
    assert browser.get("/").status_code == 302
    assert Event.objects.get(action="accounts.signed_out").actor_id == cast.ayesha.pk


def test_out_only_by_post(cast):
    """A link in a message signs nobody out."""
    browser = cast.client(cast.ayesha)
    assert browser.get(SIGN_OUT).status_code == 405
    assert browser.get("/").status_code == 200


def test_out_twice(client):
    """Signing out when already out is no error and no event."""
    assert client.post(SIGN_OUT)["Location"] == SIGN_IN
    assert not Event.objects.exists()


def test_forged_form_is_refused(cast):
    """Without the page's token nobody is signed in or out."""
    strict = Client(enforce_csrf_checks=True)
    assert _sign_in(strict, "ayesha", PASSWORD).status_code == 403
    sign_in(strict, cast.ayesha)
    assert strict.post(SIGN_OUT).status_code == 403


def test_password_is_kept_by_its_hash(cast):
    """And a password is never shown."""
    assert PASSWORD not in User.objects.get(pk=cast.ayesha.pk).password
    assert PASSWORD not in repr(cast.ayesha)


def test_signing_in_on_the_way_to_signing_in(cast, client):
    """An address that leads from the sign-in page to itself ends at home, not in a loop."""
    sign_in(client, cast.ayesha)
    response = client.get("/accounts/sign-in/?next=/accounts/sign-in/")
    assert response["Location"] == "/"


def test_a_nul_in_the_sign_in_name(cast, client):
    """A name no database could hold is refused by the form."""
    response = _sign_in(client, "aye\0sha", PASSWORD)
    assert response.status_code == 200
    assert _errors(response)
    assert "_auth_user_id" not in client.session

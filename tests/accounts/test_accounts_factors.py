"""The second factor: who must have one, and that a code is good once."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.roles import OUTSIDE_ROLES, Role
from audit.models import Event
from tests.cast import PASSWORD, make_officer, sign_in
from tests.guards.test_urls import TABLE

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGN_IN, FACTOR = "/accounts/sign-in/", "/accounts/factor/"
REACHED = {
    *("mfa_index", "mfa_activate_totp", "mfa_view_recovery_codes", "mfa_add_webauthn"),
    *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
}


@pytest.fixture
def app(cast) -> Authenticator:
    """Ayesha's authenticator app."""
    return totp.TOTP.activate(cast.ayesha, SECRET).instance


def _code(step: int = 0) -> str:
    counter = int(time.time()) // 30 + step
    return totp.format_hotp_value(totp.hotp_value(SECRET, counter))


def _half_way(client: Client) -> None:
    response = client.post(SIGN_IN, {"login": "ayesha", "password": PASSWORD})
    assert response["Location"] == FACTOR


def test_without_a_factor_only_enrolment_is_reached(cast):
    """Police signed in by a password alone: every other page leads to the factors."""
    client = Client()
    sign_in(client, cast.ayesha, factor=False)
    for row in TABLE:
        if row.is_public or row.kwargs or row.case:
            continue
        response = client.get(reverse(row.name))
        leads_there = response.status_code == 302 and response["Location"].startswith(
            reverse("mfa_index")
        )
        assert leads_there != (row.name in REACHED), row.name


@pytest.mark.parametrize("role", sorted(OUTSIDE_ROLES))
def test_outside_roles_may_do_without(db, role):
    """Hotels, landlords and citizens come in without a second factor."""
    client = Client()
    sign_in(client, make_officer("somebody", role), factor=False)
    assert client.get("/").status_code == 200


def test_every_police_role_must(db):
    """There is no police role that a password alone lets in."""
    for role in set(Role) - OUTSIDE_ROLES:
        client = Client()
        sign_in(client, make_officer(f"one_{role}", role), factor=False)
        assert client.get("/")["Location"].startswith(reverse("mfa_index")), role


def test_enrolment(cast, client):
    """From a first sign-in to the first page: connect, keep the codes, read the notice."""
    client.post(SIGN_IN, {"login": "ayesha", "password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).text
    secret = re.search(r"data-secret>(\w+)<", page)[1]
    counter = int(time.time()) // 30
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    with pytest.MonkeyPatch.context() as patch:
        # The library tells of a new factor when the transaction is committed: here at once.
        patch.setattr("django.db.transaction.on_commit", lambda done, **more: done())
        response = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert len(re.findall("data-recovery-code", response.text)) == 10
    assert client.get("/")["Location"].startswith(reverse("accounts:notice"))
    added = Event.objects.filter(action="accounts.factor_added")
    assert {event.detail["kind"] for event in added} == {"totp", "recovery_codes"}


def test_second_step(cast, client, app):
    """Password, then code; the log names both."""
    _half_way(client)
    assert client.get("/").status_code == 302
    assert client.post(FACTOR, {"code": _code()}).status_code == 302
    assert Event.objects.get(action="accounts.signed_in").detail == {
        "methods": ["password", "totp"]
    }


def test_wrong_code(cast, client, app):
    """A wrong code lets nobody in and is written down."""
    _half_way(client)
    assert client.post(FACTOR, {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    assert Event.objects.filter(action="accounts.factor_failed").count() == 1


def test_a_code_is_good_once(cast, client, app):
    """A code looked over somebody's shoulder is worth nothing, for as long as it could be good."""
    code = _code()
    _half_way(client)
    client.post(FACTOR, {"code": code})
    # A new process knows of it, too: the cache is a table. The library's own note is gone by now.
    cache.delete(f"allauth.mfa.totp.used?user={cast.ayesha.pk}&code={code}")
    cache.close()
    thief = Client()
    _half_way(thief)
    assert thief.post(FACTOR, {"code": code}).status_code == 200
    assert "_auth_user_id" not in thief.session


def test_a_recovery_code_is_good_once(cast, client, app):
    """For the day the phone is lost; used up by its use."""
    code = RecoveryCodes.activate(cast.ayesha).get_unused_codes()[0]
    _half_way(client)
    assert client.post(FACTOR, {"code": code}).status_code == 302
    again = Client()
    _half_way(again)
    assert again.post(FACTOR, {"code": code}).status_code == 200


def test_guessing_codes_is_slow(cast, client, app, settings):
    """After some wrong codes also the right one is refused for a while."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/15m/key"}
    _half_way(client)
    for _attempt in range(3):
        client.post(FACTOR, {"code": "000000"})
    assert client.post(FACTOR, {"code": _code()}).status_code == 200


def test_the_last_factor_stays(cast, app):
    """Police cannot go back to a password alone; a second factor makes the first removable."""
    client = cast.client(cast.ayesha)
    response = client.post(reverse("mfa_deactivate_totp"))
    assert "this is your last one" in response.text
    assert Authenticator.objects.filter(pk=app.pk).exists()


def test_demo_code_only_in_a_demo(cast, client, app, settings):
    """A demonstration shows a code that works; elsewhere the page shows none."""
    _half_way(client)
    assert "data-demo-code" not in client.get(FACTOR).text
    settings.DEMO = True
    page = client.get(FACTOR)
    assert client.post(FACTOR, {"code": page.context["demo_code"]}).status_code == 302
    # Signing in again at once gets another code that works.
    again = Client()
    _half_way(again)
    other = again.get(FACTOR).context["demo_code"]
    assert other != page.context["demo_code"]
    assert again.post(FACTOR, {"code": other}).status_code == 302


def test_the_secret_is_not_in_the_table(app):
    """A stolen table of factors signs nobody in."""
    assert SECRET not in str(app.data)

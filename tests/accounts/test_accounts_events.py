"""Every way of coming in, failing to, and going out leaves its event, with the factor used."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import texts
from accounts.demonstration import code_for
from audit.models import Event
from tests.cast import PASSWORD, Cast, sign_in

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/sign-in/"
NUMBER = "03005550199"


def _enter(name: str = "ehsan", password: str = PASSWORD, address: str = "10.0.0.1") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.post(SIGN_IN, {"login": name, "password": password})
    return client


def _by_password(cast: Cast) -> None:
    _enter()


def _by_app(cast: Cast) -> None:
    totp.TOTP.activate(cast.ayesha, totp.generate_totp_secret())
    _enter("ayesha").post("/accounts/factor/", {"code": code_for(cast.ayesha)})


def _by_recovery_code(cast: Cast) -> None:
    totp.TOTP.activate(cast.ayesha, totp.generate_totp_secret())
    code = RecoveryCodes.activate(cast.ayesha).get_unused_codes()[0]
    _enter("ayesha").post("/accounts/factor/", {"code": code})


def _by_phone(cast: Cast) -> None:
    client = Client()
    client.post("/accounts/phone/", {"phone": NUMBER})
    code = re.search(r"\d{6}", texts.last_to(NUMBER))[0]
    client.post("/accounts/phone/code/", {"code": code, "action": "verify"})


def _wrong_password(cast: Cast) -> None:
    _enter(password="wrong")


def _wrong_code(cast: Cast) -> None:
    totp.TOTP.activate(cast.ayesha, totp.generate_totp_secret())
    _enter("ayesha").post("/accounts/factor/", {"code": "000000"})


def _five_wrong(cast: Cast) -> None:
    for _attempt in range(5):
        _enter(password="wrong")


def _out(cast: Cast) -> None:
    _enter().post("/accounts/sign-out/")


def _idle(cast: Cast) -> None:
    client = cast.client(cast.ehsan)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        client.get("/")


def _idle_and_back(cast: Cast) -> None:
    client = cast.client(cast.ehsan)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        client.get("/")
        client.post("/accounts/prove/", {"password": PASSWORD})


def _too_long(cast: Cast) -> None:
    client = cast.client(cast.ehsan)
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        client.get("/")


def _elsewhere(cast: Cast) -> None:
    _enter(address="10.0.0.1")
    _enter(address="10.0.0.2")


def _ended_by_himself(cast: Cast) -> None:
    _enter(address="10.0.0.1")
    here = _enter(address="10.0.0.2")
    there = UserSession.objects.get(ip="10.0.0.1")
    here.post(reverse("accounts:end_session", args=[there.pk]))


def _factor_removed(cast: Cast) -> None:
    totp.TOTP.activate(cast.ehsan, totp.generate_totp_secret())
    cast.client(cast.ehsan).post(reverse("mfa_deactivate_totp"))


def _password_changed(cast: Cast) -> None:
    new = "a-wholly-other-sentence"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    cast.client(cast.ehsan).post(reverse("account_change_password"), given)


def _notice(cast: Cast) -> None:
    client = Client()
    sign_in(client, cast.ayesha, notice=False)
    client.post("/accounts/notice/")


@pytest.mark.parametrize(
    ("act", "action", "detail"),
    [
        (_by_password, "signed_in", {"methods": ["password"]}),
        (_by_app, "signed_in", {"methods": ["password", "totp"]}),
        (_by_recovery_code, "signed_in", {"methods": ["password", "recovery_codes"]}),
        (_by_phone, "signed_in", {"methods": ["code"]}),
        (_by_phone, "phone_proved", {}),
        (_wrong_password, "sign_in_failed", {"as": "ehsan"}),
        (_wrong_code, "factor_failed", {"kind": "totp"}),
        (_five_wrong, "locked", {"as": "ehsan"}),
        (_out, "signed_out", {}),
        (_idle, "session_locked", {}),
        (_idle_and_back, "proved_again", {"method": "password"}),
        (_too_long, "session_ended", {}),
        (_elsewhere, "signed_in_elsewhere", {"addresses": ["10.0.0.1"]}),
        (_ended_by_himself, "own_session_ended", {"address": "10.0.0.1"}),
        (_factor_removed, "factor_removed", {"kind": "totp"}),
        (_password_changed, "password_changed", {}),
        (_notice, "notice_accepted", {}),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else None,
)
def test_leaves_its_event(cast, settings, act: Callable[[Cast], None], action, detail):
    """Exactly one event of the kind, saying by what means."""
    settings.DEMO = True
    act(cast)
    found = Event.objects.filter(action=f"accounts.{action}")
    assert [event.detail for event in found] == [detail]

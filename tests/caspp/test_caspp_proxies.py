"""Nobody chooses the address he is known by."""

import pytest
from django.test import Client

from audit.models import Event

pytestmark = pytest.mark.django_db

FORGED = {"HTTP_X_FORWARDED_FOR": "8.8.8.8", "HTTP_X_REAL_IP": "8.8.8.8"}


def _fail(client: Client, **headers: str) -> str:
    client.post("/accounts/sign-in/", {"login": "ehsan", "password": "wrong"}, **headers)
    return Event.objects.filter(action="accounts.sign_in_failed").latest("pk").address


@pytest.mark.parametrize(
    ("proxies", "claimed", "known"),
    [
        (0, "8.8.8.8", "10.0.0.9"),
        (1, "8.8.8.8", "8.8.8.8"),
        (1, "6.6.6.6, 8.8.8.8", "8.8.8.8"),
        (2, "6.6.6.6, 8.8.8.8, 10.0.0.1", "8.8.8.8"),
        (2, "8.8.8.8", "10.0.0.9"),
        (1, "", "10.0.0.9"),
    ],
)
def test_the_address_a_proxy_saw(cast, settings, proxies, claimed, known):
    """As many steps from the right as there are proxies of ours; without one, none is believed."""
    settings.TRUSTED_PROXIES = proxies
    client = Client(REMOTE_ADDR="10.0.0.9")
    assert _fail(client, HTTP_X_FORWARDED_FOR=claimed) == known


def test_a_forged_address_does_not_move_the_lock(cast):
    """Five failures lock, whatever addresses are claimed on the way."""
    for last in range(5):
        _fail(Client(REMOTE_ADDR="10.0.0.9"), HTTP_X_FORWARDED_FOR=f"8.8.8.{last}")
    assert Event.objects.filter(action="accounts.locked").exists()


def test_claims_of_strangers_are_dropped(rf, settings):
    """Also the claim to have come by TLS, which would open what only TLS may."""
    from caspp.proxies import ClientAddress

    seen = {}
    middleware = ClientAddress(lambda request: seen.update(request.META) or None)
    settings.TRUSTED_PROXIES = 0
    middleware(rf.get("/", HTTP_X_FORWARDED_PROTO="https", **FORGED))
    assert not [name for name in seen if "FORWARDED" in name or "REAL_IP" in name]

"""The administration answers one role, and where a door of its own is set, there only."""

from ipaddress import ip_network

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.cast import make_officer

pytestmark = pytest.mark.django_db

ADDRESSES = ("/admin/", "/admin/stations/station/", "/admin/login/", "/admin/no-such-page/")


@pytest.fixture
def browser(cast):
    return cast.client(make_officer("nasreen", Role.ADMINISTRATOR))


def _statuses(browser, **where) -> list[int]:
    return [browser.get(address, **where).status_code for address in ADDRESSES]


def test_everywhere_where_nothing_is_set(browser):
    """A machine of one's own needs no second name."""
    assert _statuses(browser) == [200, 200, 302, 404]


@pytest.mark.parametrize(
    ("host", "is_open"),
    [
        ("admin.caspp.example", True),
        ("admin.caspp.example:8443", True),
        ("ADMIN.caspp.example", True),
        ("caspp.example", False),
        ("admin.caspp.example.evil.example", False),
    ],
)
def test_under_its_own_names_only(browser, settings, host, is_open):
    """Under any other name there is no administration, for anybody; the rest is there."""
    settings.ADMIN_HOSTS = ["admin.caspp.example"]
    expected = [200, 200, 302, 404] if is_open else [404] * 4
    assert _statuses(browser, HTTP_HOST=host) == expected
    assert browser.get("/", HTTP_HOST=host).status_code == 200
    browser.logout()
    assert browser.get("/admin/", HTTP_HOST=host).status_code == (302 if is_open else 404)


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("10.20.0.7", True),
        ("2001:db8::7", True),
        ("10.21.0.7", False),
        ("192.0.2.1", False),
        ("", False),
        ("unix:", False),
    ],
)
def test_from_its_own_networks_only(browser, settings, address, is_open):
    """From anywhere else it is not found, and a forged header makes no difference."""
    settings.ADMIN_NETWORKS = [ip_network("10.20.0.0/16"), ip_network("2001:db8::/32")]
    where = {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": "10.20.0.7"}
    answer = browser.get(reverse("admin:index"), **where)
    assert answer.status_code == (200 if is_open else 404)


def test_both_must_fit(browser, settings):
    """The right name from the wrong network is the wrong place."""
    settings.ADMIN_HOSTS = ["admin.caspp.example"]
    settings.ADMIN_NETWORKS = [ip_network("10.20.0.0/16")]
    right = {"HTTP_HOST": "admin.caspp.example", "REMOTE_ADDR": "10.20.0.7"}
    assert browser.get("/admin/", **right).status_code == 200
    assert browser.get("/admin/", **{**right, "REMOTE_ADDR": "192.0.2.1"}).status_code == 404
    assert browser.get("/admin/", **{**right, "HTTP_HOST": "testserver"}).status_code == 404

"""What every answer says to the browser: pages, errors, streams and files alike."""

import json
import logging

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.test import AsyncClient, Client
from django.urls import include, path, reverse

from accounts.access import public
from accounts.roles import Role
from caspp import browser_policy
from tests.cast import sign_in
from tests.guards import test_urls

scene = test_urls.scene

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "report-uri /csp-report",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: A link to choose a password is told to nobody; a photograph may do nothing at all.
STRICTER = {"accounts:enrol": {"Referrer-Policy": "no-referrer"}}
WITH_A_POLICY_OF_ITS_OWN = {"hotel_eye:card", "complaints:attachment"}
KEEP_NOTHING = {"Cache-Control": "no-store"}


def lacking(response, **more: str) -> list[str]:
    """Which of the headers that every answer has are not as they should be on this one."""
    expected = ALWAYS | more
    wrong = [
        f"{name}: {response.get(name)}" for name in expected if response.get(name) != expected[name]
    ]
    if set(response.get("Content-Security-Policy", "").split("; ")) != POLICY:
        wrong.append(f"Content-Security-Policy: {response.get('Content-Security-Policy')}")
    features = response.get("Permissions-Policy", "").split(", ")
    allowed = {one for one in features if not one.endswith("=()")}
    if len(features) < 25 or allowed != {
        "autoplay=(self)",
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    }:
        wrong.append(f"Permissions-Policy: {allowed}")
    return wrong


def test_every_address_of_the_table(scene):
    """Of each row, one answer of each kind: pages, redirects, refusals, methods not taken."""
    wrong, seen = [], set()
    for row in test_urls.TABLE:
        address = test_urls._address(row, scene)
        kinds = {status: person for person, status in row.get.items()}
        if not row.is_public:
            kinds[403] = test_urls.UNPOSTED
        for person in kinds.values():
            response, _refusals = test_urls._answer(scene.clients[person], "GET", address, {})
            seen.add(response.status_code)
            found = lacking(response, **(KEEP_NOTHING | STRICTER.get(row.name, {})))
            if row.name in WITH_A_POLICY_OF_ITS_OWN and response.status_code == 200:
                found = [one for one in found if not one.startswith("Content-Security-Policy")]
            wrong += [f"{row} as {person}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)
    assert seen >= {200, 302, 403, 404, 405}


def test_the_administration(scene):
    """Django's own pages are no exception."""
    browser = scene.clients[Role.ADMINISTRATOR]
    for address in test_urls._admin_addresses():
        response = browser.get(address)
        # What is only read there refuses the form for a new one.
        assert response.status_code == (403 if address.endswith("/user/add/") else 200)
        assert lacking(response, **KEEP_NOTHING) == [], address


@public("a test")
def _breaks(request):
    raise RuntimeError("secret words")


@public("a test")
def _refuses(request):
    raise PermissionDenied


@public("a test")
def _keeps(request):
    return HttpResponse("kept", headers={"Cache-Control": "public, max-age=9"})


urlpatterns = [
    path("breaks", _breaks),
    path("refuses", _refuses),
    path("keeps", _keeps),
    path("", include("caspp.urls")),
]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status"),
    [("/breaks", 500), ("/refuses", 403), ("/nowhere", 404), ("/keeps", 200)],
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_errors(cast, address, status, is_signed_in):
    """An answer that no view gave carries the same headers; none is kept, whatever a view says."""
    browser = cast.client(cast.ayesha if is_signed_in else None)
    browser.raise_request_exception = False
    response = browser.get(address)
    assert response.status_code == status
    assert lacking(response, **KEEP_NOTHING) == []


@pytest.mark.django_db
def test_the_live_stream(scene, monkeypatch):
    """The board's stream, under ASGI, through the same middleware."""
    # The guard hands its connection back; in a test this would end the test's own transaction.
    monkeypatch.setattr(connection, "close", lambda: None)

    async def opened():
        client = AsyncClient()
        await sync_to_async(sign_in)(client, scene.people[Role.SHO])
        response = await client.get(reverse(test_urls.STREAM))
        first = await anext(aiter(response.streaming_content))
        await response.streaming_content.aclose()
        response.close()
        return response, first

    response, first = async_to_sync(opened)()
    assert first.startswith(b"retry:")
    assert lacking(response, **KEEP_NOTHING) == []


@pytest.mark.parametrize("name", ["css/caspp.css", "js/caspp.js", "img/logo.svg"])
def test_static_files(client, name):
    """A script is a script and nothing else; it may be kept."""
    assert finders.find(name)
    response = client.get(f"/static/{name}")
    assert response.status_code == 200
    assert lacking(response) == []
    assert "no-store" not in response["Cache-Control"]
    assert b"".join(response.streaming_content)


# --- What browsers report ---


def test_the_policy_names_where_reports_go():
    """The address in the policy is the one that answers."""
    assert reverse("csp_report") == browser_policy.REPORTS


BLOCKED, PAGE = "https://evil.example/x.js?q=1", "https://caspp.example/alerts/?cnic=61101"


def old_report(directive: str = "script-src-elem") -> str:
    """As `report-uri` sends it."""
    report = {"effective-directive": directive, "blocked-uri": BLOCKED, "document-uri": PAGE}
    return json.dumps({"csp-report": report})


NEW = json.dumps(
    {"body": {"effectiveDirective": "script-src-elem", "blockedURL": BLOCKED, "documentURL": PAGE}}
)


@pytest.mark.django_db
@pytest.mark.parametrize("body", [old_report(), NEW])
def test_a_report_is_one_line(caplog, body):
    """Directive, source and page; no query, no cookie asked for, no token."""
    with caplog.at_level(logging.WARNING, "caspp.browsers"):
        response = Client(enforce_csrf_checks=True).post(
            "/csp-report", body, content_type="application/csp-report"
        )
    assert response.status_code == 204
    assert caplog.messages == [
        "The browser stopped 'script-src-elem' from loading 'evil.example/x.js'"
        " on 'caspp.example/alerts/'."
    ]


@pytest.mark.django_db
def test_a_report_cannot_forge_a_line(caplog):
    """A line end in a report stays inside its line."""
    body = old_report("x\n2026-01-01 ERROR forged")
    Client().post("/csp-report", body, content_type="application/csp-report")
    assert len(caplog.messages) == 1
    assert "\n" not in caplog.messages[0]


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "[]", "null", '{"csp-report": 5}', "\xff", "[" * 9000, "{}"])
def test_nonsense_is_swallowed(caplog, body):
    """Whatever is sent, nothing breaks and nothing is logged."""
    response = Client().post("/csp-report", body, content_type="application/csp-report")
    assert response.status_code == 204
    assert caplog.messages == []


@pytest.mark.django_db
def test_a_large_report_is_refused(caplog):
    """Nobody fills the log, or the memory, through the door that is open to all."""
    body = old_report("x" * 20_000)
    response = Client().post("/csp-report", body, content_type="application/csp-report")
    assert response.status_code == 413
    assert "evil.example" not in caplog.text


def test_reports_are_only_posted(client, db):
    """There is nothing to read there."""
    assert client.get("/csp-report").status_code == 405

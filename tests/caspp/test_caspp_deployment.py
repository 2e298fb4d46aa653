"""What a deployment gets: clean checks, cookies bound to their host, forms of our own only."""

import os
import re
import subprocess
import sys

import pytest
import redis
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import path

from accounts.access import public
from audit.actions import record
from audit.models import Event
from caspp import views
from caspp.urls import urlpatterns as ours
from tests.guards.house import ROOT, kept_files
from tests.guards.test_urls import TABLE, _address, scene

scene = scene

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "caspp.settings",
    "SECRET_KEY": "a-key-of-a-deployment-that-is-long-enough-to-sign-with-9f3",
    "FIELD_KEYS": "h7Z0x0Dq2b8mJxq3yYy6m1k2Xb7t1S0nQeR5uV9wZ4E=",
    "ALLOWED_HOSTS": "caspp.example",
    "TRUSTED_PROXIES": "1",
}


def _manage(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
    plain = {key: value for key, value in os.environ.items() if key not in ("DEBUG", "HTTPS")}
    environment = plain | PRODUCTION | {"DEMO": "false"} | more
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_is_clean():
    """Under the settings of production Django's own list finds nothing to say."""
    done = _manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_demonstration_is_refused_elsewhere():
    """DEMO with a host name of the world fails the check."""
    assert "accounts.E001" in _manage("check", DEMO="true").stderr


def test_secrets_come_from_files(tmp_path):
    """NAME_FILE names a file that holds the secret."""
    key = tmp_path / "key"
    key.write_text("k" * 50 + "\n")
    shown = _manage(
        "shell", "-c", "from django.conf import settings; print(settings.SECRET_KEY)",
        SECRET_KEY="", SECRET_KEY_FILE=str(key),
    )  # fmt: skip
    assert "k" * 50 in shown.stdout


def test_cookies_are_bound_to_their_host():
    """With TLS every cookie is __Host-, Secure, HttpOnly and SameSite."""
    names = ("SESSION", "CSRF", "LANGUAGE")
    parts = ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "PATH", "DOMAIN")
    code = (
        "from django.conf import settings as s;"
        f"print([[getattr(s, f'{{n}}_COOKIE_{{p}}') for p in {parts}] for n in {names}])"
    )
    for cookie in eval(_manage("shell", "-v0", "-c", code).stdout):
        assert cookie[0].startswith("__Host-")
        assert cookie[1:] == [True, True, "Lax", "/", None]


#: Asked with a key in a header, never with the cookie of a browser: nobody else's page can send it.
BY_KEY = re.compile(r"hotel_eye:offline|hotel_api:\w+|api_nowhere")


def test_every_form_is_our_own(scene):
    """A POST without the page's token is refused at every address but where browsers report."""
    for row in TABLE:
        if row.post is None or row.name == "csp_report":
            continue
        person = next((one for one, status in row.post.items() if status != 403), "anonymous")
        if BY_KEY.fullmatch(row.name):
            answer = scene.clients["front_desk"].post(_address(row, scene), row.data)
            assert answer.status_code in (401, 404), row
            continue
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = scene.clients[person].cookies
        response = strict.post(_address(row, scene), row.data)
        assert response.status_code == 403, row
        assert "your typing is still there" in response.text


# --- Signs of life ---


def test_ready(client, db):
    """Both up: ready; nearby callers see the parts."""
    assert client.get("/readyz").json() == {"database": True, "redis": True}


def test_redis_away_is_no_outage(client, db, monkeypatch):
    """Without Redis requests are served: degraded, and said to be."""

    def away():
        raise redis.ConnectionError

    monkeypatch.setattr(views, "_ask_redis", away)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["redis"]) == (200, False)


def test_the_database_away_is_an_outage(client, db, monkeypatch):
    """503, and strangers learn no more than that."""

    def away():
        raise DatabaseError

    monkeypatch.setattr(views, "_ask_database", away)
    assert client.get("/readyz").status_code == 503
    response = client.get("/readyz", REMOTE_ADDR="8.8.8.8")
    assert (response.status_code, response.text) == (503, "unavailable")


# --- When something breaks ---


@public("a test")
def _breaks(request):
    with connection.cursor() as cursor:
        from django.db import transaction
        from django.utils import timezone

        with transaction.atomic():
            record(by=None, action="tests.happened", at=timezone.now())
            cursor.execute("SELECT 1 / 0")


handler500 = "caspp.views.server_error"
urlpatterns = [path("breaks", _breaks), *ours]


@pytest.mark.urls(__name__)
def test_an_error_tells_its_number_and_no_more(client, db, caplog):
    """A stranger sees a reference, the log has it, and what was begun is undone."""
    client.raise_request_exception = False
    response = client.get("/breaks")
    assert response.status_code == 500
    (reference,) = re.findall(r"data-reference>([0-9a-f]{32})<", response.text)[:1]
    assert reference == response["X-Request-ID"]
    assert "division" not in response.text
    assert "Traceback" not in response.text
    assert not Event.objects.filter(action="tests.happened").exists()


# --- Secrets ---


def test_no_secret_is_kept_in_the_repository():
    """No private key, no long random word beside the name of a secret."""
    private = re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY-----")
    assigned = re.compile(
        r"(?i)(secret_key|field_keys|token|password)\s*[=:]\s*[\"'][A-Za-z0-9+/_=-]{40,}[\"']"
    )
    found = []
    for file in kept_files():
        if file.suffix in (".png", ".woff2") or file.name == "package-lock.json":
            continue
        text = file.read_text(encoding="utf-8", errors="ignore")
        found += [str(file)] if private.search(text) or assigned.search(text) else []
    # Keys that tests and journeys invent for themselves.
    assert [path for path in found if "/tests/" not in path and "settings_test" not in path] == []

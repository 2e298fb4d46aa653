"""Settings that are safe when nothing is said, and say what is missing in one sentence."""

import json
import os
import subprocess
import sys

import pytest

from caspp import embedded
from tests.guards.house import ROOT

KEY = "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz"
KEYS = {"SECRET_KEY": KEY, "FIELD_KEYS": "f" * 43 + "="}
#: Nothing of the test run's own settings reaches the process that is looked at.
OURS = ("SECRET_KEY", "FIELD_KEYS", "DEBUG", "HTTPS", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS")
NOWHERE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://none:1/0"}
ASK = """
import json
from caspp import settings
names = {names!r}
print(json.dumps({{name: getattr(settings, name, None) for name in names}}, default=str))
"""


def _python(*arguments: str, **said: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**environment, **NOWHERE, **said},
        capture_output=True,
        text=True,
        timeout=60,
    )


def _settings(*names: str, **said: str) -> dict:
    done = _python("-c", ASK.format(names=names), **said)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


CHECK = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")


def test_fit_for_deployment():
    """With a key and a host of its own, Django's check of a deployment has nothing to say."""
    done = _python(*CHECK, **KEYS, ALLOWED_HOSTS="caspp.example")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_hosts_are_the_one_thing_left_to_say():
    """With the key alone: one warning, and no request is answered until it is heeded."""
    done = _python(*CHECK, **KEYS)
    assert "security.W020" in done.stderr
    assert "identified 1 issue" in done.stderr


def test_without_a_key_one_sentence():
    """No key, no start: exit 1 and a sentence that says what to do; no traceback."""
    done = _python("manage.py", "check")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("SECRET_KEY is not set. ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("keys", ["", "short", "f" * 43 + "=,short"])
def test_without_keys_of_fields_one_sentence(keys):
    """Nothing is kept unsealed for want of a key: exit 1, and where to read how to make one."""
    done = _python("manage.py", "check", SECRET_KEY=KEY, **({"FIELD_KEYS": keys} if keys else {}))
    assert done.returncode == 1
    assert done.stderr.startswith("FIELD_KEYS is not set, or is no key. ")
    assert len(done.stderr.splitlines()) == 1


SAFE = {
    "DEBUG": False,
    "ALLOWED_HOSTS": [],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "X_FRAME_OPTIONS": "DENY",
}


def test_production_is_the_default():
    """Only the key is given: no debugging, no host, HTTPS everywhere."""
    assert _settings(*SAFE, **KEYS) == SAFE


def test_debug_runs_without_anything():
    """On a developer's machine nothing has to be said, and plain HTTP will do."""
    assert _settings("DEBUG", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", DEBUG="true") == {
        "DEBUG": True,
        "ALLOWED_HOSTS": ["*"],
        "SECURE_SSL_REDIRECT": None,
    }


def test_what_a_deployment_says_is_heard():
    """Hosts, database and broker by their names."""
    found = _settings(
        *("ALLOWED_HOSTS", "DATABASES", "CELERY_BROKER_URL"),
        **KEYS,
        ALLOWED_HOSTS="caspp.example,www.caspp.example",
        DATABASE_URL="postgresql://caspp:secret@db.example:6432/police",
        REDIS_URL="redis://queue.example:6379/2",
    )
    assert found["ALLOWED_HOSTS"] == ["caspp.example", "www.caspp.example"]
    database = found["DATABASES"]["default"]
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 6432, "police")
    assert found["CELERY_BROKER_URL"] == "redis://queue.example:6379/2"


@pytest.mark.parametrize(("name", "value"), [("DEBUG", "perhaps"), ("HTTPS", "yes please")])
def test_nonsense_is_refused(name, value):
    """A setting that cannot be read stops the start and is named."""
    done = _python("manage.py", "check", **KEYS, **{name: value})
    assert done.returncode != 0
    assert name in done.stderr


# --- The embedded servers stand aside ---


def test_named_servers_are_taken(monkeypatch, tmp_path):
    """Where a deployment names its servers, nothing is started and nothing is renamed."""
    monkeypatch.setattr(embedded, "LOCAL", tmp_path)
    for name, value in NOWHERE.items():
        monkeypatch.setenv(name, value)
    embedded.provide()
    assert {name: os.environ[name] for name in NOWHERE} == NOWHERE
    assert list(tmp_path.iterdir()) == []


def test_a_broker_is_only_joined(monkeypatch, tmp_path):
    """A management command starts no Valkey; without one REDIS_URL stays unsaid."""
    monkeypatch.setattr(embedded, "LOCAL", tmp_path)
    monkeypatch.setenv("DATABASE_URL", NOWHERE["DATABASE_URL"])
    monkeypatch.delenv("REDIS_URL")
    embedded.provide()
    assert "REDIS_URL" not in os.environ
    (tmp_path / "valkey").mkdir()
    (tmp_path / "valkey" / "port").write_text("1")  # of a server that is gone
    embedded.provide()
    assert "REDIS_URL" not in os.environ


def test_a_running_broker_is_joined(monkeypatch, tmp_path, settings):
    """A command finds the Valkey that another process of this checkout has running."""
    port = settings.REDIS_URL.rsplit(":", 1)[1].split("/")[0]
    monkeypatch.setattr(embedded, "LOCAL", tmp_path)
    monkeypatch.setenv("DATABASE_URL", NOWHERE["DATABASE_URL"])
    monkeypatch.delenv("REDIS_URL")
    (tmp_path / "valkey").mkdir()
    (tmp_path / "valkey" / "port").write_text(port)
    embedded.provide()
    assert os.environ["REDIS_URL"] == settings.REDIS_URL

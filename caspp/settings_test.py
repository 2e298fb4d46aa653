"""The settings of the test run: real servers of its own, and nothing slow for its own sake."""

import os
from pathlib import Path

from caspp import embedded

os.environ.setdefault("DEBUG", "false")
os.environ.setdefault("SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests-only")
os.environ.setdefault("FIELD_KEYS", "only-for-tests-only-for-tests-only-for-test=")
os.environ.setdefault("HTTPS", "false")
os.environ.setdefault("DEMO", "false")
if "CASPP_TEST_SERVERS" not in os.environ:
    # The first process of the run starts the servers; pytest-xdist's workers inherit the names.
    _directory = embedded.LOCAL / "test"
    os.environ["DATABASE_URL"] = embedded.start_postgres(_directory / "postgres", durable=False)
    _valkey, os.environ["REDIS_URL"] = embedded.start_valkey(_directory / "valkey")
    os.environ["CASPP_TEST_SERVERS"] = "started"

from caspp.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
MEDIA_ROOT = Path("/nonexistent")
SCREENING_INDEX = embedded.LOCAL / "test" / "index"
# Files are looked for when asked for: walking them all for every test client would be slow.
WHITENOISE_AUTOREFRESH = True

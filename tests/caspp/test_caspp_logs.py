"""A log line is one line, and nobody can be read in it."""

import copy
import io
import json
import logging
import re
from logging.config import dictConfig

import pytest
from celery import signals
from django.conf import settings as django_settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from alerts import screening
from audit.context import Origin, origin
from caspp.celery import log_as_the_rest_does
from caspp.logs import without_cnics
from tests.cast import PASSWORD, make_officer, sign_in
from tests.hotel_eye.hotel_desk import send
from tests.people_on_file import make_convict, make_listing, make_stay

THIRTEEN = re.compile(r"\d{13}|\d{5}-\d{7}-\d")
SPELLINGS = [
    "6110112345671",
    "61101-1234567-1",
    "61101 1234567 1",
    "۶۱۱۰۱-۱۲۳۴۵۶۷-۱",
    "٦١١٠١١٢٣٤٥٦٧١",
    "\u206661101\u200e-1234567–1\u2069",
]


@pytest.fixture
def written():
    """What production would write, with every logger at its most talkative."""
    stream = io.StringIO()
    config = copy.deepcopy(django_settings.LOGGING)
    config["handlers"]["console"]["stream"] = stream
    for logger in ("root", "caspp", "alerts"):
        config["loggers"].get(logger, config["root"])["level"] = "DEBUG"
    dictConfig(config)
    yield lambda: stream.getvalue()
    dictConfig(django_settings.LOGGING)


def _lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("cnic", SPELLINGS)
def test_a_cnic_is_a_digest(written, cnic):
    """However it is spelt it is the same man, and not his number."""
    logging.getLogger("caspp").warning(
        "He is %s.", cnic, extra={"who": cnic, "row": {"of": [cnic]}}
    )
    (line,) = _lines(written())
    digest = without_cnics("6110112345671")
    assert re.fullmatch(r"cnic:[0-9a-f]{12}", digest)
    assert digest in line["message"]
    assert digest in line["who"]
    assert digest in line["row"]["of"][0]
    assert digest != without_cnics("6110112345672")


@pytest.mark.parametrize(
    "text", ["51234567890123", "2026-11-24 11:08:01.414273", "03001234567", "10.20.30.40:5432"]
)
def test_other_numbers_stay(text):
    """Longer and shorter ones: a log without times and ports is no use."""
    assert without_cnics(text) == text


def test_a_number_is_hidden_as_well(written):
    """Thirteen digits as a number of Python's."""
    logging.getLogger("caspp").warning("one", extra={"cnic": 6110112345671, "rows": 5})
    (line,) = _lines(written())
    assert line["cnic"].startswith("cnic:")
    assert line["rows"] == 5


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\x1b[2K\r", "\u2028", "\x85", "\0"])
def test_no_line_can_be_forged(written, break_):
    """What somebody typed begins no line of its own and moves no cursor."""
    forged = f'Aslam{break_}{{"level": "INFO", "message": "all is well"}}'
    logging.getLogger("caspp").warning("Name %s is odd.", forged)
    text = written()
    assert text.count("\n") == 1
    assert text.endswith("}\n")
    assert text.strip().isprintable()
    assert _lines(text)[0]["message"] == f"Name {forged} is odd."


@pytest.mark.django_db
def test_an_error_of_the_database_tells_no_row(written):
    """PostgreSQL puts the failing row into its message; the digest takes the number's place."""
    record = make_convict()
    try:
        with transaction.atomic():
            make_convict(external_ref=record.external_ref, name="")
            record.__class__.objects.filter(pk=record.pk).update(external_ref="")
    except IntegrityError:
        logging.getLogger("caspp").exception("It was refused.")
    (line,) = _lines(written())
    assert "convicts_convictrecord" in line["exc_info"]
    assert not THIRTEEN.search(line["exc_info"])


def test_secrets_are_not_said(written):
    """A password, a cookie, a key of a session, should somebody hand one over."""
    secrets = {"password": "p-123", "session_key": "s-123", "headers": {"Cookie": "c-123"}}
    logging.getLogger("caspp").warning("one", extra=secrets)
    assert "-123" not in written()


def test_a_line_names_its_request(written):
    """The same id as in the events of that request."""
    origin.set(Origin(request_id="r" * 32, source="web"))
    logging.getLogger("alerts.tasks").info("one")
    (line,) = _lines(written())
    assert (line["request_id"], line["source"]) == ("r" * 32, "web")
    assert (line["level"], line["logger"], line["message"]) == ("INFO", "alerts.tasks", "one")
    assert re.match(r"\d{4}-\d\d-\d\d .+\+00:00$", line["at"])


def test_celery_writes_the_same(written, settings):
    """Its own formatter is never put in; servers that brought theirs lose it, too."""
    stream = io.StringIO()
    settings.LOGGING = copy.deepcopy(settings.LOGGING)
    settings.LOGGING["handlers"]["console"]["stream"] = stream
    theirs = logging.getLogger("uvicorn.error")
    theirs.addHandler(logging.StreamHandler(stream))
    assert log_as_the_rest_does in [one() for _, one in signals.setup_logging.receivers]
    signals.setup_logging.send(sender=None)
    names = ["celery.worker", "celery.task", "uvicorn.error", "gunicorn.error", "django.request"]
    for name in names:
        logging.getLogger(name).warning("Task of 61101-1234567-1\nfailed.")
    lines = _lines(stream.getvalue())
    assert [line["logger"] for line in lines] == names
    assert all(line["message"].startswith("Task of cnic:") for line in lines)


@pytest.mark.django_db
def test_the_main_job_at_its_most_talkative(cast, written, client):
    """Signing in, a check-in, the screening, a look-up, an alert: no number, no secret."""
    gul = make_officer("gul", Role.CRO_OPERATOR)
    listing = make_listing()
    with CaptureQueriesContext(connection) as captured:  # Django logs SQL only while it is counted
        client.post(reverse("account_login"), {"login": "gul", "password": PASSWORD})
        sign_in(client, gul)
        form = {"text": "61101-1234567-1", "kind": "investigation", "case_ref": "FIR 12/2026"}
        assert client.post(reverse("convicts:look_up"), form).status_code == 200
        assert send(cast).status_code == 302
        make_stay(cast.hotel, cast.ehsan, room="205", cnic=listing.cnic)
        while screening.drain(at=listing.valid_from):
            pass
        assert THIRTEEN.search(str(captured.captured_queries)), "the SQL itself holds numbers"
    cast.client(cast.ehsan).get("/no/such/page/61101-1234567-1/")
    logging.getLogger("caspp").debug("The end.")
    text = written()
    assert "The end." in text, "the logger is awake"
    assert "Not Found" in text
    # Requests are numbered by chance: some of them have thirteen digits in a row.
    numbers = [line["request_id"] for line in _lines(text) if line["request_id"]]
    for number in numbers:
        text = text.replace(number, "")
    assert not THIRTEEN.search(text)
    assert PASSWORD not in text
    assert client.session.session_key not in text
    assert (
        client.cookies["csrftoken"].value[:20] not in text if "csrftoken" in client.cookies else 1
    )

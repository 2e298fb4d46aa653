"""The API is asked everything that its own description allows, and much that it does not.

No answer is an error of ours, and none is one that the description does not name. What is right
beyond the shape the desk's forms decide: a well-shaped body may be refused.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from filings import lots
from hotel_eye.api import limits
from hotel_eye.api.routes import api
from hotel_eye.models import Stay
from tests.hotel_eye.api_desk import Software, make_key, stay

pytestmark = pytest.mark.django_db

schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
schema.app = get_wsgi_application()
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    missing_required_header,
    unsupported_method,
    ignored_auth,
]


@pytest.fixture
def key(cast, monkeypatch):
    """A live key of a house in which something happened."""
    monkeypatch.setattr(limits, "_rests_until", float("inf"))
    monkeypatch.setattr(limits, "A_MINUTE_ALONE", 1_000_000)
    text = make_key(cast.hotel, cast.ehsan)
    software = Software(text)
    software.post("stays", stay())
    software.post("lots", {"reference": "a", "parties": [stay(room="5")]})
    lots.work(at=timezone.now())
    # A server closes the connection behind each request; the test's transaction is in it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield text
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_described(case, key):
    """Asked with a key in force; the checks themselves ask without one, too."""
    case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)


def test_it_describes_a_filing_that_is_right(key):
    """The examples above are mostly refused; a right one is answered as described, too."""
    body = stay(room="301")
    case = schema["/api/v1/stays"]["POST"].Case(
        body=body, headers={"Idempotency-Key": "k"}, media_type="application/json"
    )
    for _time in range(2):
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)
        assert answer.status_code == 201
    entry = Stay.objects.get(room="301").pk
    case = schema["/api/v1/stays/{entry}"]["GET"].Case(path_parameters={"entry": entry})
    answer = case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)
    assert answer.json()["stay"]["room"] == "301"

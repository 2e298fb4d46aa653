"""The API is asked everything that its own description allows, and much that it does not.

No answer is an error of ours, and none is one that the description does not name.
"""

import uuid

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hotel_eye.api import limits
from hotel_eye.api.routes import api
from tests.hotel_eye.api_desk import Software, make_key, stay

pytestmark = pytest.mark.django_db

schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
schema.app = get_wsgi_application()
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture(autouse=True)
def _connection_is_kept():
    """A server closes it behind each request; the test's transaction is in it."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def key(cast, monkeypatch):
    monkeypatch.setattr(limits, "_rests_until", float("inf"))
    monkeypatch.setattr(limits, "A_MINUTE_ALONE", 1_000_000)
    text = make_key(cast.hotel, cast.ehsan)
    Software(text).post("stays", stay())
    return text


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_described(case, key):
    """With a key in force, and without one."""
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {key}"}
    case.call_and_validate(checks=CHECKS)
    case.headers = {**case.headers, "Authorization": f"Bearer {uuid.uuid4().hex}"}
    assert case.call().status_code == 401

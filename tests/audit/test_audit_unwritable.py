"""Where the log cannot be written nothing is shown, and somebody is told."""

import logging

import pytest
from django.db import connection

from accounts.roles import Role
from audit.models import Event
from caspp.celery import app
from tests.cast import make_officer
from tests.people_on_file import make_convict

pytestmark = pytest.mark.django_db


@pytest.fixture
def unwritable(db) -> None:
    """The log's disk is full, near enough: every insert fails, as long as the test lives."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON audit_event"
            " FOR EACH ROW EXECUTE FUNCTION full_disk()"
        )


def test_a_look_up_shows_nothing(cast, unwritable, caplog):
    """No event, no look: 503 in words, nothing of the record, and an alarm."""
    record = make_convict()
    client = cast.client(make_officer("laiba", Role.CRO_OPERATOR))
    look = {"text": record.name, "kind": "investigation", "case_ref": "FIR 12/26"}
    with caplog.at_level(logging.CRITICAL, logger="caspp.audit"):
        response = client.post("/convicts/", look)
    assert response.status_code == 503
    assert record.name not in response.text
    assert "nothing is shown" in response.text
    assert "The log cannot be written" in caplog.text


def test_a_refusal_that_cannot_be_recorded(cast, unwritable):
    """Also a refusal wants its event."""
    assert cast.client(cast.ehsan).get("/alerts/").status_code == 503


def test_the_worker_is_named(db):
    """What a task writes says that the worker did it."""

    @app.task
    def act() -> str:
        from audit.context import origin

        return origin.get().source

    assert act.apply().get() == "worker"


def test_what_every_event_says(db):
    """What, when, by whom, from where and with which outcome can be empty words, never missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'audit_event' AND is_nullable = 'NO'"
        )
        always = {row[0] for row in cursor.fetchall()}
    assert {"recorded_at", "at", "actor", "action", "outcome", "source", "session"} <= always
    assert Event._meta.get_field("address").null

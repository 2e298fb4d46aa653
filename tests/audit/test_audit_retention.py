"""The log is kept five years, a month at a time; a hold keeps it longer."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from audit import retention, tasks, verify
from audit.models import DroppedMonth, Event, LegalHold

pytestmark = pytest.mark.django_db

THEN = date(2020, 3, 1)


@pytest.fixture
def old_month(db) -> retention.Month:
    """March 2020, with three events in it, as if written then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_make_month(%s)", [THEN])
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_on_time")
        for day in (3, 4, 5):
            Event.objects.create(
                recorded_at=datetime(2020, 3, day, tzinfo=UTC),
                at=datetime(2020, 3, day, tzinfo=UTC),
                action="tests.happened",
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_on_time")
    return next(month for month in retention.months() if month.first == THEN)


def test_kept_for_five_years(old_month):
    """Five whole years, then not before the month itself is five years old."""
    assert retention.droppable(date(2025, 3, 31)) == []
    assert retention.droppable(date(2025, 4, 1)) == [old_month]


def test_never_shorter_than_a_year(old_month, settings):
    """A setting of none keeps a year."""
    settings.AUDIT_KEEP_YEARS = 0
    assert retention.droppable(date(2021, 3, 31)) == []
    assert retention.droppable(date(2021, 4, 1)) == [old_month]


@pytest.mark.parametrize(
    ("since", "until", "is_held"),
    [
        (date(2020, 3, 31), date(2020, 5, 1), True),
        (date(2020, 1, 1), date(2020, 3, 1), True),
        (date(2020, 4, 1), date(2020, 5, 1), False),
        (date(2020, 1, 1), date(2020, 2, 29), False),
    ],
)
def test_a_hold_keeps_what_it_touches(old_month, since, until, is_held):
    """One day of the month is enough."""
    LegalHold.objects.create(
        from_on=since, until_on=until, reason="inquiry", held_at=timezone.now(), held_by="Court"
    )
    assert (retention.droppable(date(2026, 1, 1)) == []) == is_held


def test_a_dropped_month_leaves_its_proof(old_month):
    """The events go, the links stay, the log is still whole, and the dropping is an event."""
    assert retention.drop(old_month, at=timezone.now()) == 3
    assert not Event.objects.filter(action="tests.happened").exists()
    assert DroppedMonth.objects.get().events == 3
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert list(verify.verify()) == []
    assert Event.objects.get(action="audit.dropped_month").detail["month"] == "2020-03"


def test_a_month_that_was_not_dropped_by_us_is_missed(old_month):
    """Dropping the table without saying so is found."""
    connection.cursor().execute(f"DROP TABLE {old_month.table}")
    assert {finding.kind for finding in verify.verify()} == {
        "was removed, or moved to another time"
    }


def test_months_are_made_ahead(db):
    """Three months ahead have their place; making them again changes nothing."""
    tasks.make_months()
    tasks.make_months()
    ahead = [month.first for month in retention.months() if month.first > timezone.localdate()]
    assert len(ahead) >= 3


def test_the_nightly_look_raises_the_alarm(old_month, caplog):
    """A broken log is a critical line and an event; a whole one is silence."""
    assert tasks.verify_log() == 0
    connection.cursor().execute(f"DROP TABLE {old_month.table}")
    assert tasks.verify_log() == 3
    assert "The log is broken" in caplog.text
    assert Event.objects.filter(action="audit.found_broken").exists()


def test_the_ends_leave_the_database(db, settings, tmp_path):
    """Once a day, into a file that another machine collects."""
    settings.AUDIT_ANCHOR_DIR = str(tmp_path)
    tasks.keep_anchor()
    (kept,) = tmp_path.glob("*.json")
    assert kept.stat().st_size > 64 * 64

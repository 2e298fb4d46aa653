"""One row that cannot be screened steps aside; two workers never hold the same row."""

from datetime import timedelta

import psycopg2
import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts import matches, raising, screening
from alerts.models import Alert, Match, Sighting
from tests.alerts.alert_scenes import drain
from tests.people_on_file import make_listing, make_stay

pytestmark = pytest.mark.django_db

POISON = "Poison Name"


@pytest.fixture
def poison(monkeypatch):
    """Comparing one name raises; `poison.clear()` heals it."""
    names = {POISON}
    genuine = matches.found_on

    def found_on(index, sightings, *, at):
        if names & {one.name for one in sightings}:
            raise RuntimeError("this one cannot be compared")
        return genuine(index, sightings, at=at)

    monkeypatch.setattr(matches, "found_on", found_on)
    return names


def test_a_failing_sighting_steps_aside(cast, now, poison, caplog):
    """Those before and behind it are screened; it keeps waiting, for five minutes."""
    make_listing(at=now)
    rooms = [("1", {}), ("2", {"name": POISON}), ("3", {})]
    for room, identity in rooms:
        make_stay(cast.hotel, cast.ehsan, room=room, **identity)
    screening.drain(at=now)
    aside = Sighting.objects.get(screened_at=None)
    assert (aside.spot, aside.retry_at) == ("2", now + timedelta(minutes=5))
    assert set(Alert.objects.values_list("sighting__spot", flat=True)) == {"1", "3"}
    assert "steps aside" in caplog.text


def test_a_failing_sighting_is_retried_later(cast, now, poison):
    """Not before its time; then as if nothing had happened."""
    make_listing(at=now)
    make_stay(cast.hotel, cast.ehsan, name=POISON)
    screening.drain(at=now)
    poison.clear()
    screening.drain(at=now + timedelta(minutes=4))
    assert Sighting.objects.filter(screened_at=None).exists()
    screening.drain(at=now + timedelta(minutes=5))
    sighting = Sighting.objects.get()
    assert (sighting.retry_at, sighting.screened_at) == (None, now + timedelta(minutes=5))
    assert Alert.objects.get().band == "confirmed"


def test_a_match_that_fails_holds_up_nobody(cast, now, monkeypatch):
    """An entry looks back: whoever cannot be alerted of steps aside, and is screened later."""
    for room, name in (("1", POISON), ("2", "Muhammad Aslam")):
        make_stay(cast.hotel, cast.ehsan, room=room, name=name)
    drain()
    genuine = matches.keep

    def keep(found, *args, **options):
        if POISON in {match.sighting.name for match in found}:
            raise RuntimeError("this one cannot be kept")
        genuine(found, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(matches, "keep", keep)
        make_listing(at=now)
        drain(now)
    assert set(Alert.objects.values_list("sighting__spot", flat=True)) == {"2"}
    assert Sighting.objects.get(screened_at=None).spot == "1"
    drain(now + timedelta(minutes=6))
    assert Alert.objects.count() == 2


def test_what_a_failing_row_had_written_is_undone(cast, now, monkeypatch):
    """A failure while alerting takes the row's matches along: all of it or nothing."""
    make_listing(at=now)
    make_stay(cast.hotel, cast.ehsan)

    def fail(**_kwargs):
        raise RuntimeError("no audit, no alert")

    with monkeypatch.context() as patch:
        patch.setattr(raising, "record", fail)
        screening.drain(at=now)
    assert (Match.objects.count(), Alert.objects.count()) == (0, 0)
    drain(at=now + timedelta(minutes=6))
    assert (Match.objects.count(), Alert.objects.count()) == (1, 1)


def test_a_lost_database_is_not_one_rows_fault(cast, now, monkeypatch):
    """When the server goes away nothing steps aside: the whole batch is tried again."""
    make_listing(at=now)
    make_stay(cast.hotel, cast.ehsan)

    def fail(*_args, **_kwargs):
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(matches, "weigh", fail)
        with pytest.raises(OperationalError):
            screening.drain(at=now)
    assert Sighting.objects.filter(screened_at=None, retry_at=None).count() == 1


def test_full_batches_ask_for_more(cast, now, monkeypatch):
    """`drain` says whether more waits, and the batches together screen everybody once."""
    monkeypatch.setattr(screening, "SIGHTINGS_AT_ONCE", 2)
    make_listing(at=now)
    for room in range(5):
        make_stay(cast.hotel, cast.ehsan, room=str(room))
    screening.admit(at=now)
    assert [screening.drain_sightings(at=now) for _ in range(3)] == [True, True, False]
    assert Alert.objects.count() == 5


# --- Two workers ---


@pytest.fixture
def second_worker(cast):
    """Another connection to the same database, which sees and locks what is committed."""
    wanted = ("dbname", "user", "password", "host", "port")
    params = connection.get_connection_params()
    other = psycopg2.connect(**{name: params[name] for name in wanted if name in params})
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
    yield other
    other.close()


@pytest.fixture
def committed_sighting(second_worker):
    """A pending sighting that was really committed; it is removed again at the end."""
    with second_worker.cursor() as cursor:
        cursor.execute(
            """INSERT INTO alerts_sighting (source, source_id, name, name_ur, relation,
                relative_name, relative_name_ur, cnic, passport_no, nationality, gender, district,
                phone, record, content_hash, kind, station_id, premises, premises_address,
                premises_phone, spot, seen_from, reported_at)
            SELECT 'tests.committed', 1, 'Committed', '', '', '', '', '', '', '', '', '', '',
                '', '', 'guest', id, 'Somewhere', '', '', '', now(), now()
            FROM stations_station ORDER BY id LIMIT 1 RETURNING id"""
        )
        (pk,) = cursor.fetchone()
    yield pk
    with second_worker.cursor() as cursor:
        # Its history would stay for good: the triggers that write it are not asked.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM alerts_sighting WHERE source = 'tests.committed'")


def test_a_row_held_by_another_worker_is_skipped(cast, committed_sighting, second_worker):
    """Neither waited for nor screened twice: the others go through, it is claimed afterwards."""
    later = timezone.now() + timedelta(minutes=1)
    make_listing()
    screening.admit(at=later)
    mine = make_stay(cast.hotel, cast.ehsan).guests.get()
    second_worker.autocommit = False
    with second_worker.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM alerts_sighting WHERE id = %s FOR UPDATE", [committed_sighting]
        )
    claimed = Sighting.objects.claimed(later, 10)
    assert [(one.source, one.source_id) for one in claimed] == [("hotel_eye.guest", mine.pk)]
    screening.drain_sightings(at=later)
    assert Alert.objects.count() == 1
    second_worker.rollback()
    second_worker.autocommit = True

    with transaction.atomic():
        screening.drain_sightings(at=later)
        assert Sighting.objects.get(pk=committed_sighting).screened_at == later
        # Gives the lock back, so that the fixture can remove the row.
        transaction.set_rollback(True)


def test_claiming_locks_only_the_row_and_skips(cast, now):
    """One statement claims: oldest first, limited, the row's own lock, skipping what is held."""
    with CaptureQueriesContext(connection) as captured:
        Sighting.objects.claimed(now, 7)
    (query,) = captured.captured_queries
    table = Sighting._meta.db_table
    assert query["sql"].endswith(
        f'ORDER BY "{table}"."id" ASC LIMIT 7 FOR NO KEY UPDATE OF "{table}" SKIP LOCKED'
    )

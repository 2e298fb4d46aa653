"""The table is the memory, the queue is only a bell."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from alerts import bell, tasks
from alerts.models import Alert, Sighting
from hotel_eye.models import Guest, Stay
from tests.people_on_file import check_in_form, make_listing, make_stay

pytestmark = pytest.mark.django_db

#: The genuine bell, before conftest quietens it.
RING = bell.ring


@pytest.fixture
def rings(monkeypatch):
    """How often the bell was rung."""
    rung: list[bool] = []
    monkeypatch.setattr(bell, "ring", lambda: rung.append(True))
    return rung


def test_a_sighting_is_born_pending(cast, now):
    """The check-in saves the outbox row itself: where, from when, and not yet screened."""
    stay = make_stay(cast.hotel, cast.ehsan, at=now, room="12")
    sighting = Sighting.objects.get()
    assert (sighting.screened_at, sighting.retry_at) == (None, None)
    assert (sighting.source, sighting.source_id) == ("hotel_eye.guest", stay.guests.get().pk)
    assert (sighting.station, sighting.spot) == (cast.kohsar, "12")
    assert (sighting.seen_from, sighting.seen_until) == (now, None)
    assert (sighting.premises_address, str(sighting.premises_phone)) == (
        "7 Jinnah Avenue",
        "0515550100",
    )


@transaction.atomic
def check_in_and_lose_power(cast):
    """A check-in whose transaction does not come to its end."""
    make_stay(cast.hotel, cast.ehsan)
    raise RuntimeError("power cut")


def test_a_check_in_rolled_back_leaves_no_sighting(cast):
    """Stay, guests and outbox row stand or fall together."""
    with pytest.raises(RuntimeError, match="power cut"):
        check_in_and_lose_power(cast)
    assert (Stay.objects.count(), Guest.objects.count(), Sighting.objects.count()) == (0, 0, 0)


def test_a_failing_report_leaves_no_check_in(cast, monkeypatch):
    """Without its sightings a check-in does not stand."""

    def fail(*_args, **_kwargs):
        raise RuntimeError("no outbox")

    monkeypatch.setattr("alerts.actions.report_sightings", fail)
    with pytest.raises(RuntimeError, match="no outbox"):
        make_stay(cast.hotel, cast.ehsan)
    assert (Stay.objects.count(), Guest.objects.count()) == (0, 0)


def test_the_bell_rings_on_commit_only(cast, rings, django_capture_on_commit_callbacks):
    """Nothing is rung inside the transaction; once it is committed, it is."""
    with django_capture_on_commit_callbacks() as callbacks:
        make_stay(cast.hotel, cast.ehsan)
        assert rings == []
    for callback in callbacks:
        callback()
    assert rings == [True]


def test_a_rolled_back_check_in_rings_nothing(cast, rings, django_capture_on_commit_callbacks):
    """The bell is forgotten with the transaction."""
    with (
        django_capture_on_commit_callbacks(execute=True) as callbacks,
        pytest.raises(RuntimeError, match="power cut"),
    ):
        check_in_and_lose_power(cast)
    assert (callbacks, rings) == ([], [])


def test_publishing_rings_too(cast, rings, django_capture_on_commit_callbacks):
    """A new listing must not wait for the next check-in."""
    with django_capture_on_commit_callbacks(execute=True):
        make_listing()
    assert rings == [True]


def test_a_broken_bell_does_not_fail_the_request(
    cast, monkeypatch, django_capture_on_commit_callbacks
):
    """The desk sees its check-in succeed, whatever the broker has, and the row waits."""

    def fail():
        raise ConnectionError("broker refused")

    monkeypatch.setattr(bell, "ring", fail)
    url = reverse("hotel_eye:check_in", args=[cast.hotel.pk])
    with django_capture_on_commit_callbacks(execute=True):
        response = cast.client(cast.ehsan).post(url, check_in_form())
    assert response.status_code == 302
    assert Sighting.objects.filter(screened_at=None).count() == 1


def test_a_frozen_broker_does_not_delay_the_ringer(monkeypatch):
    """Ringing returns while the broker hangs; rings of that time become one; nothing is lost."""
    frozen, called = threading.Event(), threading.Semaphore(0)
    count: list[bool] = []

    def publish(**_options):
        count.append(True)
        called.release()
        frozen.wait(5)

    monkeypatch.setattr(tasks.screen_pending, "apply_async", publish)
    monkeypatch.setattr(bell, "_ringer", None)
    RING()
    assert called.acquire(timeout=5)
    for _ in range(20):
        RING()
    assert len(count) == 1
    frozen.set()
    assert called.acquire(timeout=5)
    assert not called.acquire(timeout=0.05)
    assert len(count) == 2


def test_the_ringer_survives_a_dead_broker(monkeypatch, caplog):
    """A refused connection is a line in the log, and the next ring is heard."""
    called = threading.Semaphore(0)

    def publish(**_options):
        called.release()
        raise ConnectionError("refused")

    monkeypatch.setattr(tasks.screen_pending, "apply_async", publish)
    monkeypatch.setattr(bell, "_ringer", None)
    for _ in range(2):
        RING()
        assert called.acquire(timeout=5)


def test_the_task_drains_and_rings_again(cast, rings, monkeypatch):
    """The worker screens its batches, and rings when the last one was full."""
    monkeypatch.setattr("alerts.screening.SIGHTINGS_AT_ONCE", 2)
    monkeypatch.setattr("alerts.screening.BATCHES_AT_ONCE", 1)
    make_listing()
    tasks.screen_pending()
    for room in "123":
        make_stay(cast.hotel, cast.ehsan, room=room)
    tasks.screen_pending()
    assert (Alert.objects.count(), rings) == (2, [True])
    tasks.screen_pending()
    assert (Alert.objects.count(), rings) == (3, [True])


def test_a_departure_ends_the_sightings(cast, now):
    """`end_sightings` of nobody is nothing; of a party it is all of it."""
    from alerts.actions import end_sightings

    stay = make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=3))
    end_sightings([], until=now)
    assert Sighting.objects.get().seen_until is None
    end_sightings(stay.guests.all(), until=now)
    assert Sighting.objects.get().seen_until == now

"""The act and its event stand or fall together.

For every action of alerts, of Hotel Eye and of tenants: when the event cannot be written, nothing
of the act remains, in no table. The refusal is the database's own, by a constraint that
lives as long as the test.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from inspect import getmembers, isfunction
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from alerts import actions as alerts_actions
from alerts import screening
from alerts.models import Alert
from audit.actions import CannotRecord
from audit.models import Event
from convicts.models import ConvictRecord
from hotel_eye import actions as hotel_eye_actions
from hotel_eye.models import Guest, Stay
from tenants import actions as tenants_actions
from tenants import verification
from tenants.models import Visit
from tests.cast import Cast
from tests.people_on_file import INNOCENT, make_listing, make_stay
from tests.tenants.registration_scenes import described, landlord, register

pytestmark = pytest.mark.django_db

MODULES = (alerts_actions, hotel_eye_actions, tenants_actions, verification)


class Scene:
    """An alert that waits, one under way, a party in the house, and a tenant to be visited."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now
        make_listing(at=now)
        self.stay = make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=1))
        make_stay(cast.other_hotel, cast.farah, at=now - timedelta(hours=1))
        screening.drain(at=now)
        self.waiting = Alert.objects.get(station=cast.kohsar)
        under_way = Alert.objects.get(station=cast.margalla)
        self.under_way = alerts_actions.acknowledge(by=cast.chaudhry, alert=under_way, at=now)
        self.record = ConvictRecord.objects.get()
        self.landlord = landlord()
        self.tenancy = register(cast, self.landlord, at=now, **NOBODY)
        self.visit = verification.assign(
            by=cast.ayesha, tenancy=self.tenancy, to=cast.ayesha, at=now
        )

    def withdraw(self) -> None:
        alerts_actions.withdraw_listing(self.record, reason="acquitted", at=self.now)


#: A tenant for whom nobody looks.
NOBODY = {"resident__name": "Kashif Mehmood", "resident__cnic": "35202-9876543-1"}


def check_in(scene: Scene) -> None:
    make_stay(scene.cast.hotel, scene.cast.ehsan, at=scene.now, room="305", **INNOCENT)


ACTS: dict[str, Callable[[Scene], Any]] = {
    "alerts.actions.acknowledge": lambda scene: alerts_actions.acknowledge(
        by=scene.cast.ayesha, alert=scene.waiting, at=scene.now
    ),
    "alerts.actions.close": lambda scene: alerts_actions.close(
        by=scene.cast.chaudhry,
        alert=scene.under_way,
        outcome=Alert.Outcome.NOT_SAME,  # the outcome that writes most
        at=scene.now,
    ),
    "alerts.actions.open_page": lambda scene: alerts_actions.open_page(
        by=scene.cast.ayesha, alert=scene.waiting, at=scene.now
    ),
    "alerts.actions.withdraw_listing": Scene.withdraw,
    "alerts.actions.close_groundless": lambda scene: _groundless(scene),
    "hotel_eye.actions.check_in": check_in,
    "hotel_eye.actions.check_in_all": lambda scene: hotel_eye_actions.check_in_all(
        by=scene.cast.ehsan,
        hotel=scene.cast.hotel,
        parties=[hotel_eye_actions.Party(*_described(scene))],
        way="upload",
        at=scene.now,
    ),
    "hotel_eye.actions.correct": lambda scene: hotel_eye_actions.correct(
        by=scene.cast.ehsan,
        stay=scene.stay,
        said=_described(scene)[0],
        guests=list(scene.stay.guests.all()),
        at=scene.now,
    ),
    "hotel_eye.actions.annul": lambda scene: hotel_eye_actions.annul(
        by=scene.cast.ehsan, stay=scene.stay, because="Nobody came.", at=scene.now
    ),
    "hotel_eye.actions.file_nil": lambda scene: hotel_eye_actions.file_nil(
        by=scene.cast.ehsan,
        hotel=scene.cast.hotel,
        day=timezone.localdate(scene.now) - timedelta(days=3),
        at=scene.now,
    ),
    "hotel_eye.actions.end_desk": lambda scene: hotel_eye_actions.end_desk(
        by=scene.cast.ayesha, desk=scene.cast.ehsan.desks.get(), at=scene.now
    ),
    "hotel_eye.actions.check_out": lambda scene: hotel_eye_actions.check_out(
        by=scene.cast.ehsan, stay=scene.stay, left_at=scene.now, at=scene.now
    ),
    "tenants.actions.file": lambda scene: register(scene.cast, scene.landlord, at=scene.now),
    "tenants.actions.correct": lambda scene: tenants_actions.correct(
        by=scene.landlord,
        tenancy=scene.tenancy,
        described=described(scene.cast, scene.tenancy, dates__rent="50000"),
        at=scene.now,
    ),
    "tenants.actions.annul": lambda scene: tenants_actions.annul(
        by=scene.landlord, tenancy=scene.tenancy, because="He never moved in.", at=scene.now
    ),
    "tenants.actions.vacate": lambda scene: tenants_actions.vacate(
        by=scene.landlord,
        tenancy=scene.tenancy,
        on=timezone.localdate(scene.now),
        at=scene.now,
    ),
    "tenants.actions.renew": lambda scene: tenants_actions.renew(
        by=scene.landlord,
        tenancy=scene.tenancy,
        until=timezone.localdate(scene.now) + timedelta(days=700),
        at=scene.now,
    ),
    "tenants.verification.assign": lambda scene: verification.assign(
        by=scene.cast.ayesha, tenancy=scene.tenancy, to=scene.cast.chaudhry, at=scene.now
    ),
    "tenants.verification.report": lambda scene: verification.report(
        by=scene.cast.ayesha,
        visit=scene.visit,
        outcome=Visit.Outcome.DISCREPANCY,
        missing=[Visit.Missing.NOBODY],
        words="Nobody opens.",
        at=scene.now,
    ),
}
WITHOUT_EVENT = {
    "alerts.actions.report_sightings": "part of the caller's act, in the caller's transaction",
    "alerts.actions.end_sightings": "part of the caller's act, in the caller's transaction",
    "alerts.actions.publish_listing": "part of the caller's act, in the caller's transaction",
    "alerts.actions.reseal_listing": "part of the caller's act, in the caller's transaction",
    "alerts.actions.move_alerts": "part of the caller's act, in the caller's transaction",
    "alerts.actions.announce": "rings a board, writes nothing",
    "alerts.actions.strongest": "reads only",
    "alerts.actions.sighting_ids_of": "reads only",
    "hotel_eye.actions.kind_of": "reads only",
    "hotel_eye.actions.sent_before": "reads only",
    "tenants.actions.begin": "a draft is what somebody is still typing; nothing is filed",
    "tenants.actions.keep": "a draft is what somebody is still typing; nothing is filed",
    "tenants.actions.attach": "a draft is what somebody is still typing; nothing is filed",
    "tenants.actions.throw_away": "a draft is what somebody is still typing; nothing is filed",
    "tenants.actions.kind_of": "reads only",
    "tenants.actions.start_of": "reads only",
}


def _described(scene: Scene) -> tuple[Stay, list[Guest]]:
    """A party as a form describes it: unsaved."""
    stay = Stay(
        room="306",
        arrived_at=scene.stay.arrived_at,
        expected_until=scene.now + timedelta(days=1),
        purpose=Stay.Purpose.BUSINESS,
    )
    return stay, [Guest(address="House 1, Street 2", phone="03001234567", **INNOCENT)]


def _groundless(scene: Scene) -> None:
    """Withdrawn by hand, so that only the closing is left to do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE alerts_listing SET withdrawn_at = %s, withdrawn_reason = 'x'", [scene.now]
        )
    sightings = [scene.waiting.sighting_id, scene.under_way.sighting_id]
    alerts_actions.close_groundless(sightings, reason="withdrawn", at=scene.now)


@contextmanager
def no_event_can_be_written() -> Iterator[None]:
    """The log takes nothing new, as if its disk were full."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_event ADD CONSTRAINT full_up CHECK (false) NOT VALID")
        yield
        cursor.execute("ALTER TABLE audit_event DROP CONSTRAINT full_up")


def _everything() -> dict[str, list[tuple]]:
    """Every row of every table that an act may write to."""
    labels = ("alerts", "hotel_eye", "tenants", "filings", "audit", "convicts", "accounts")
    models = (model for label in labels for model in apps.get_app_config(label).get_models())
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in models
    }


def test_every_action_is_here():
    """A new action is put into one of the two tables; one that is gone goes."""
    found = {
        f"{module.__name__}.{name}"
        for module in MODULES
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert found == {*ACTS, *WITHOUT_EVENT}


@pytest.fixture
def scene(cast, now) -> Scene:
    return Scene(cast, now)


@pytest.mark.parametrize("name", ACTS)
def test_the_act_writes_its_event(scene, name):
    """When nothing is in the way, the act leaves its trace and an event."""
    events = Event.objects.count()
    ACTS[name](scene)
    assert Event.objects.count() > events


@pytest.mark.parametrize("name", ACTS)
def test_without_the_event_there_is_no_act(scene, name):
    """When the event is refused, everything is as before."""
    before = _everything()
    # The two that run inside their caller's transaction fall with it.
    with (
        no_event_can_be_written(),
        pytest.raises(CannotRecord),
        transaction.atomic(),
    ):
        ACTS[name](scene)
    assert _everything() == before


OWN_TRANSACTION = sorted(set(ACTS) - {f"alerts.actions.{name}" for name in (
    "withdraw_listing", "close_groundless"
)})  # fmt: skip


@pytest.mark.parametrize("name", OWN_TRANSACTION)
def test_the_act_brings_its_own_transaction(scene, name):
    """Called on its own, with no transaction around it but the test's, it leaves nothing."""
    before = _everything()
    with no_event_can_be_written(), pytest.raises(CannotRecord):
        ACTS[name](scene)
    assert _everything() == before


def test_a_refused_act_writes_no_event(scene):
    """What policy refuses has not happened, and is not in the log."""
    before = _everything()
    for refused, act in (
        (alerts_actions.Refused, lambda: _again(scene)),
        (hotel_eye_actions.Refused, lambda: _too_early(scene)),
    ):
        with pytest.raises(refused):
            act()
    assert _everything() == before


def _again(scene: Scene) -> None:
    alerts_actions.acknowledge(by=scene.cast.chaudhry, alert=scene.under_way, at=scene.now)


def _too_early(scene: Scene) -> None:
    hotel_eye_actions.check_out(
        by=scene.cast.ehsan,
        stay=scene.stay,
        left_at=scene.stay.arrived_at - timedelta(days=1),
        at=scene.now,
    )


def test_a_screening_whose_event_fails_steps_aside(scene):
    """The worker's own act, too: no match, no alert, and the guest waits for the next try."""
    stay = make_stay(scene.cast.hotel, scene.cast.ehsan, at=scene.now, room="306")
    sighting = Guest.objects.get(stay=stay)
    with no_event_can_be_written():
        screening.drain_sightings(at=scene.now)
    assert Alert.objects.count() == 2
    row = screening.Sighting.objects.get(source="hotel_eye.guest", source_id=sighting.pk)
    assert (row.screened_at, row.retry_at > scene.now) == (None, True)
    assert not row.matches.exists()
    assert Stay.objects.filter(pk=stay.pk).exists()

"""In the life of an account, too, the act and its event stand or fall together."""

from collections.abc import Callable
from datetime import timedelta
from inspect import getmembers, isfunction
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from accounts import actions, roll
from accounts.links import tokens
from accounts.requests import AccountRequest
from audit.actions import CannotRecord
from audit.models import Event
from tests.accounts.account_scenes import Kind, hina, iftikhar, opening, same_post, transferring
from tests.audit.test_audit_stands_or_falls import no_event_can_be_written

pytestmark = pytest.mark.django_db


class Scene:
    """Everything that can be done to an account is about to be done."""

    def __init__(self, cast: Any) -> None:
        self.cast, self.now = cast, timezone.now()
        self.sdpo, self.command = hina(cast), iftikhar()
        now = self.now
        disabled = cast.chaudhry
        actions.disable(by=cast.dania, user=disabled, because="x", at=now)
        disabled.refresh_from_db()
        enabling = AccountRequest(
            kind=Kind.ENABLE,
            subject=disabled,
            role="sho",
            station=cast.margalla,
            because="Order 1",
        )
        further = AccountRequest(
            kind=Kind.POST,
            subject=cast.bilal,
            role="front_desk",
            station=cast.kohsar,
            from_on=timezone.localdate(now),
            because="Order 2",
        )
        self.asked = {
            kind: actions.ask(by=cast.dania, proposal=proposal, at=now)
            for kind, proposal in (
                (Kind.OPEN, opening(cast)),
                (Kind.POST, further),
                (Kind.TRANSFER, transferring(cast)),
                (Kind.NEW_FACTOR, same_post(cast, Kind.NEW_FACTOR)),
                (Kind.ENABLE, enabling),
            )
        }
        Authenticator.objects.create(user=cast.bilal, type="totp", data={})
        AccessAttempt.objects.create(
            username="bilal", ip_address="192.0.2.1", failures_since_start=5
        )
        cast.bilal.refresh_from_db()
        self.token = tokens.make_token(cast.bilal)

    def decide(self, kind: str, approve: bool = True) -> None:
        actions.decide(
            by=self.command,
            proposal=self.asked[kind],
            approve=approve,
            note="" if approve else "No",
            at=self.now,
        )

    def review(self) -> None:
        cast = self.cast
        entries = roll.of(cast.kohsar, by=cast.ayesha, day=timezone.localdate(self.now))
        keeps = {one.key: False for one in entries if one.may_end}
        actions.sign_review(by=cast.ayesha, station=cast.kohsar, keeps=keeps, at=self.now)


def _idle(scene: Scene) -> None:
    actions.disable_idle(at=scene.now + timedelta(days=91))


ACTS: dict[str, Callable[[Scene], Any]] = {
    "ask": lambda scene: actions.ask(
        by=scene.cast.ayesha, proposal=opening(scene.cast, username="another"), at=scene.now
    ),
    **{f"decide {kind}": (lambda scene, kind=kind: scene.decide(kind)) for kind in Kind},
    "decide against": lambda scene: scene.decide(Kind.OPEN, approve=False),
    "disable": lambda scene: actions.disable(
        by=scene.cast.ayesha, user=scene.cast.bilal, because="x", at=scene.now
    ),
    "disable_idle": _idle,
    "issue_link": lambda scene: actions.issue_link(
        by=scene.cast.ayesha, user=scene.cast.bilal, at=scene.now
    ),
    "choose_password": lambda scene: actions.choose_password(
        user=scene.cast.bilal, token=scene.token, password="a long one", at=scene.now
    ),
    "release": lambda scene: actions.release(
        by=scene.cast.ayesha, username="bilal", address="192.0.2.1", at=scene.now
    ),
    "sign_review": Scene.review,
    "end_posting": lambda scene: actions.end_posting(
        by=scene.cast.ayesha, posting=scene.cast.bilal.postings.get(), at=scene.now
    ),
}


def _everything() -> dict[str, list[tuple]]:
    labels = ("accounts", "hotel_eye", "audit", "mfa", "axes")
    models = (model for label in labels for model in apps.get_app_config(label).get_models())
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in models
    }


@pytest.fixture
def scene(cast) -> Scene:
    assert settings.AXES_FAILURE_LIMIT == 5
    return Scene(cast)


def test_every_action_is_here():
    """A new action is put into the table; one that is gone goes."""
    found = {
        name
        for name, function in getmembers(actions, isfunction)
        if function.__module__ == actions.__name__ and not name.startswith("_")
    }
    assert found == {name.partition(" ")[0] for name in ACTS}


@pytest.mark.parametrize("name", ACTS)
def test_the_act_writes_its_event(scene, name):
    """When nothing is in the way, the act leaves its trace and an event."""
    events, before = Event.objects.count(), _everything()
    ACTS[name](scene)
    assert Event.objects.count() > events
    changed = {label for label, rows in _everything().items() if rows != before[label]}
    # Making a link writes nothing but its event: the link is the signature of what is there.
    assert (changed != {"audit.Event"}) is (name != "issue_link")


@pytest.mark.parametrize("name", ACTS)
def test_without_the_event_there_is_no_act(scene, name):
    """When the event is refused, everything is as before, in every table."""
    before = _everything()
    with no_event_can_be_written(), pytest.raises(CannotRecord):
        ACTS[name](scene)
    assert _everything() == before

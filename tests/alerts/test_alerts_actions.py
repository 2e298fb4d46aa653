"""Answering an alert: what may be done when, and what the database refuses whoever asks."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alerts import actions, policies, workflow
from alerts.models import Alert, Distinction, Listing, Sighting
from audit.models import Event
from tests.alerts.alert_scenes import drain, make_alerts
from tests.people_on_file import make_listing, make_stay

pytestmark = pytest.mark.django_db

RAISED, ACKNOWLEDGED, CLOSED = Alert.State.values


@pytest.fixture
def alert(cast):
    """One waiting alert of Kohsar."""
    make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    return Alert.objects.get()


def test_acknowledging_is_whole_and_recorded(cast, alert, now):
    """Who, when and the state change together, and the audit says so."""
    answered = actions.acknowledge(by=cast.ayesha, alert=alert, at=now)
    assert (answered.state, answered.acknowledged_by, answered.acknowledged_at) == (
        ACKNOWLEDGED,
        cast.ayesha,
        now,
    )
    event = Event.objects.about(alert).first()
    assert (event.action, event.actor_id) == ("alerts.acknowledged", cast.ayesha.pk)


def test_acknowledging_twice_names_the_officer_who_was_faster(cast, alert, now):
    """The second officer learns who is on it; the first stays responsible."""
    actions.acknowledge(by=cast.ayesha, alert=alert, at=now)
    with pytest.raises(actions.Refused, match=r"^Ayesha has already acknowledged this alert\.$"):
        actions.acknowledge(by=cast.bilal, alert=alert, at=now)
    alert.refresh_from_db()
    assert alert.acknowledged_by == cast.ayesha


def test_closing_before_acknowledging_is_refused(cast, alert, now):
    """Others must see first that somebody is on it."""
    with pytest.raises(actions.Refused, match="Acknowledge the alert first"):
        actions.close(by=cast.ayesha, alert=alert, outcome="verified", at=now)
    alert.refresh_from_db()
    assert alert.state == RAISED


@pytest.mark.parametrize("outcome", policies.OFFICERS_OUTCOMES)
def test_every_outcome_closes(cast, alert, now, outcome):
    """An officer's outcome closes the alert with name, time and note."""
    actions.acknowledge(by=cast.ayesha, alert=alert, at=now)
    closed = actions.close(by=cast.bilal, alert=alert, outcome=outcome, note="DD 17", at=now)
    assert (closed.state, closed.outcome, closed.outcome_note) == (CLOSED, outcome, "DD 17")
    assert (closed.closed_by, closed.closed_at) == (cast.bilal, now)
    event = Event.objects.about(alert).first()
    assert (event.action, event.detail) == ("alerts.closed", {"outcome": outcome})
    assert Distinction.objects.exists() == (outcome == "not_same")


@pytest.mark.parametrize("outcome", ["withdrawn", "", "released", "ARRESTED"])
def test_what_is_no_officers_outcome_is_refused(cast, alert, now, outcome):
    """'No longer looked for' is CASPP's own word, and anything else is no word at all."""
    actions.acknowledge(by=cast.ayesha, alert=alert, at=now)
    with pytest.raises(actions.Refused, match="Choose what came of it"):
        actions.close(by=cast.ayesha, alert=alert, outcome=outcome, at=now)


def test_closing_twice_is_refused(cast, alert, now):
    """The first outcome stands."""
    actions.acknowledge(by=cast.ayesha, alert=alert, at=now)
    actions.close(by=cast.ayesha, alert=alert, outcome="arrested", at=now)
    with pytest.raises(actions.Refused, match="already closed"):
        actions.close(by=cast.bilal, alert=alert, outcome="left", at=now)
    with pytest.raises(actions.Refused, match="This alert is closed"):
        actions.acknowledge(by=cast.bilal, alert=alert, at=now)
    alert.refresh_from_db()
    assert (alert.outcome, alert.closed_by) == ("arrested", cast.ayesha)


def test_a_lead_may_be_closed_without_acknowledging(cast, now):
    """Nobody drives out for a lead."""
    (lead,) = make_alerts(cast.kohsar, 1, is_lead=True)
    closed = actions.close(by=cast.ayesha, alert=lead, outcome="left", at=now)
    assert (closed.state, closed.acknowledged_by) == (CLOSED, None)


WRITES = {
    "acknowledge": lambda alert, by, at: actions.acknowledge(by=by, alert=alert, at=at),
    "close": lambda alert, by, at: actions.close(by=by, alert=alert, outcome="not_same", at=at),
}


@pytest.mark.parametrize("name", WRITES)
def test_act_and_audit_stand_or_fall_together(cast, alert, now, monkeypatch, name):
    """Without its event nothing is written, and the other way round."""
    if name == "close":
        actions.acknowledge(by=cast.ayesha, alert=alert, at=now)
    before = Alert.objects.values().get()
    events = Event.objects.count()

    def fail(**_kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(RuntimeError, match="no audit"):
        WRITES[name](alert, cast.ayesha, now)
    assert Alert.objects.values().get() == before
    assert Event.objects.count() == events
    assert not Distinction.objects.exists()


# --- Policies and the state machine, over all their cases ---

TRANSITIONS = {
    (RAISED, ACKNOWLEDGED): True,
    (RAISED, CLOSED): True,
    (ACKNOWLEDGED, CLOSED): True,
    (ACKNOWLEDGED, RAISED): True,
    (CLOSED, RAISED): True,
}


@pytest.mark.parametrize(("state", "to"), list(product(Alert.State.values, repeat=2)))
def test_workflow(state, to):
    """Every pair of states, allowed or not."""
    assert workflow.allows(state, to) == TRANSITIONS.get((state, to), False)


def test_workflow_speaks_of_every_state():
    """No state is forgotten in the picture."""
    assert set(workflow.TRANSITIONS) == set(Alert.State.values)


POLICIES = [
    # state, lead?, may be acknowledged, may be closed
    (RAISED, False, True, False),
    (RAISED, True, True, True),
    (ACKNOWLEDGED, False, False, True),
    (ACKNOWLEDGED, True, False, True),
    (CLOSED, False, False, False),
    (CLOSED, True, False, False),
]


@pytest.mark.parametrize(("state", "is_lead", "may_acknowledge", "may_close"), POLICIES)
def test_policies(cast, state, is_lead, may_acknowledge, may_close):
    """A refusal is a sentence for the screen, permission is None."""
    alert = Alert(state=state, is_lead=is_lead, acknowledged_by=cast.ayesha)
    refusals = {
        policies.refuse_acknowledging(alert): may_acknowledge,
        policies.refuse_closing(alert, "verified"): may_close,
    }
    for refusal, is_allowed in refusals.items():
        assert (refusal is None) == is_allowed
        assert refusal is None or refusal.endswith(".")


# --- Constraints: raw updates that no action would make ---

HALF_DECISIONS = {
    "alerts_alert_acknowledgement_whole": [
        {"acknowledged_at": "now"},
        {"acknowledged_by": "officer"},
        {"state": ACKNOWLEDGED, "acknowledged_at": "now"},
    ],
    "alerts_alert_closing_whole": [
        {"state": CLOSED, "closed_at": "now"},
        {"state": CLOSED, "closed_at": "now", "closed_by": "officer"},
        {"state": CLOSED, "closed_at": "now", "outcome": "arrested"},
        {"outcome": "arrested"},
        {"closed_by": "officer", "outcome": "arrested"},
    ],
    "alerts_alert_closed_is_closed": [
        {"state": CLOSED},
        {"closed_at": "now", "closed_by": "officer", "outcome": "arrested"},
        {"closed_at": "now", "outcome": "withdrawn"},
    ],
}


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [(name, fields) for name, cases in HALF_DECISIONS.items() for fields in cases],
)
def test_half_a_decision_is_refused_by_the_table(cast, now, constraint, fields):
    """Who, when and what: all set or all null."""
    make_alerts(cast.kohsar, 1)
    values = {"now": now, "officer": cast.ayesha}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Alert.objects.update(**{name: values.get(value, value) for name, value in fields.items()})


def test_one_alert_for_a_sighting_and_station(cast):
    """Also when two workers raise at once."""
    (alert,) = make_alerts(cast.kohsar, 1)
    with pytest.raises(IntegrityError, match="alerts_alert_once"), transaction.atomic():
        Alert.objects.create(
            sighting=alert.sighting,
            station=cast.kohsar,
            severity=1,
            band="possible",
            raised_at=timezone.now(),
        )


NONSENSE = [
    (Sighting, {"seen_until": timedelta(days=-1)}, "alerts_sighting_in_order"),
    (Listing, {"valid_to": timedelta(days=-1)}, "alerts_listing_in_order"),
    (Listing, {"withdrawn_at": timedelta()}, "alerts_listing_withdrawal_whole"),
    (Listing, {"withdrawn_reason": "because"}, "alerts_listing_withdrawal_whole"),
]


@pytest.mark.parametrize(("model", "fields", "constraint"), NONSENSE)
def test_nonsense_is_refused_by_the_table(alert, model, fields, constraint):
    """Left before arriving, expired before valid, withdrawn without a reason."""
    now = timezone.now()
    values = {
        name: now + value if isinstance(value, timedelta) else value
        for name, value in fields.items()
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(**values)

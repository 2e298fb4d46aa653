"""The log: inserted only, never alone, and with where each act came from."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.roles import Role
from alerts import screening
from alerts.models import Alert
from audit.actions import NotInTransaction, record
from audit.context import Origin, origin
from audit.models import Event
from audit.purposes import Purpose, PurposeKind
from tests.cast import make_officer
from tests.people_on_file import make_listing, make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(now) -> Event:
    happened = record(by=None, action="tests.happened", at=now)
    # Its link is due at commit; here at once.
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    return happened


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'somebody else'",
        "UPDATE audit_event SET detail = '{}' WHERE false OR id > 0",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "TRUNCATE audit_event CASCADE",
    ],
)
def test_the_database_keeps_what_is_written(event, statement):
    """No change, no removal, whoever asks, in plain SQL."""
    with pytest.raises(DatabaseError, match="inserted only"), transaction.atomic():
        connection.cursor().execute(statement)
    event.refresh_from_db()
    assert event.actor == "CASPP"


def test_nor_through_the_model(event):
    """Saving again or deleting is refused in the same way."""
    for change in (event.save, event.delete, Event.objects.all().delete):
        with pytest.raises(DatabaseError, match="inserted only"), transaction.atomic():
            change()
    with pytest.raises(DatabaseError, match="inserted only"), transaction.atomic():
        Event.objects.update(action="tests.never_happened")


def test_never_outside_a_transaction(now):
    """An event that could stand without its act is refused before it is written."""
    raised: list[Exception] = []

    def act() -> None:  # a thread has a connection of its own, and no transaction on it
        try:
            record(by=None, action="tests.stood_alone", at=now)
        except NotInTransaction as error:
            raised.append(error)

    thread = Thread(target=act)
    thread.start()
    thread.join()
    assert len(raised) == 1
    assert not Event.objects.exists()


def test_whole_event(cast, now):
    """Who, what, when, about what, why; and the database's own clock beside ours."""
    then = now - timedelta(hours=2)
    event = record(
        by=cast.ayesha,
        action="tests.looked",
        at=then,
        target=cast.hotel,
        purpose=Purpose(PurposeKind.INVESTIGATION, case_ref="FIR 12/26", words="as asked"),
        detail={"rows": 3},
    )
    event.refresh_from_db()
    assert (event.actor_id, event.actor) == (cast.ayesha.pk, "Ayesha (ayesha)")
    assert (event.target_type, event.target_id) == ("hotel_eye.hotel", cast.hotel.pk)
    assert event.target == "Margalla View Hotel (Kohsar)"
    assert (event.at, event.detail) == (then, {"rows": 3})
    assert (event.purpose_kind, event.case_ref, event.purpose) == (
        "investigation",
        "FIR 12/26",
        "as asked",
    )
    assert event.recorded_at > then
    assert str(event).endswith("Ayesha (ayesha) tests.looked Margalla View Hotel (Kohsar)")


def test_system_itself(event):
    """What nobody ordered was done by CASPP; outside a request it came from nowhere."""
    assert (event.actor_id, event.actor, event.target_type, event.target_id) == (
        None,
        "CASPP",
        "",
        None,
    )
    assert (event.request_id, event.address) == ("", None)


def test_origin_is_carried(now):
    """What a request left beside the call is in the event."""
    token = origin.set(Origin(request_id="r" * 32, address="192.0.2.7"))
    try:
        event = record(by=None, action="tests.happened", at=now)
    finally:
        origin.reset(token)
    assert (event.request_id, event.address) == ("r" * 32, "192.0.2.7")


def test_long_names_are_cut(cast, now):
    """A name longer than the column does not stop the act."""
    cast.hotel.name = "H" * 400
    event = record(by=cast.ayesha, action="tests.looked", at=now, target=cast.hotel)
    assert len(event.target) == 180


@pytest.fixture
def alert(cast, now) -> Alert:
    make_listing(at=now)
    make_stay(cast.hotel, cast.ehsan, at=now)
    screening.drain(at=now)
    return Alert.objects.get()


def test_request_and_address_reach_the_event(cast, alert):
    """An event leads to the request that caused it, and to where that came from."""
    browser = cast.client(cast.ayesha)
    page = browser.get(reverse("alerts:detail", args=[alert.pk]), REMOTE_ADDR="192.0.2.7")
    event = Event.objects.get(action="alerts.opened")
    assert event.request_id == page["X-Request-ID"]
    assert len(event.request_id) == 32
    assert (event.address, event.actor_id) == ("192.0.2.7", cast.ayesha.pk)
    assert (event.target_id, event.case_ref) == (alert.pk, f"alert {alert.pk}")


def test_every_request_has_its_own_id(cast):
    """Two requests are told apart; what a caller claims to be is not believed."""
    browser = cast.client(cast.ayesha)
    ids = [browser.get("/", headers={"X-Request-ID": "mine"})["X-Request-ID"] for _ in range(2)]
    assert len({*ids, "mine"}) == 3


def test_behind_a_socket_without_an_address(cast, alert):
    """A request without an address is served and recorded, too."""
    page = cast.client(cast.ayesha).get(reverse("alerts:detail", args=[alert.pk]), REMOTE_ADDR="")
    assert page.status_code == 200
    assert Event.objects.get(action="alerts.opened").address is None


# --- The auditor's page ---


@pytest.fixture
def auditor(cast):
    return cast.client(make_officer("mansoor", Role.AUDITOR))


PAGE = "/audit/"


def test_reading_the_log_is_an_event(auditor):
    """Each look at the page is on the page."""
    for looks in (1, 2):
        assert "mansoor" in auditor.get(PAGE).text
        assert Event.objects.filter(action="audit.read").count() == looks


def test_of_one_person_and_of_one_kind(auditor, cast, now):
    """Events can be narrowed to an actor or an action."""
    for by in (cast.ayesha, cast.bilal):
        record(by=by, action="tests.looked", at=now)
    record(by=cast.ayesha, action="tests.searched", at=now)
    of_one = auditor.get(PAGE, {"actor": cast.ayesha.pk}).context["page"]
    assert {event.action for event in of_one} == {"tests.looked", "tests.searched"}
    of_kind = auditor.get(PAGE, {"action": "tests.looked"}).context["page"]
    assert {event.actor_id for event in of_kind} == {cast.ayesha.pk, cast.bilal.pk}
    both = auditor.get(PAGE, {"action": "tests.looked", "actor": cast.ayesha.pk}).context["page"]
    assert len(both) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"actor": "nobody"},
        {"actor": "9" * 30},
        {"actor": "²"},
        {"actor": "-1"},
        {"action": "\x00"},
        {"action": "x" * 5000},
        {"before": "yesterday"},
        {"before": "2026-01-01T00:00:00+05:00~99999999999999999999"},
        {"before": "\x00~1"},
    ],
)
def test_a_strange_address_is_no_error(auditor, query):
    """What somebody types into the address line is answered with a page."""
    assert auditor.get(PAGE, query).status_code == 200


def test_about_and_by(cast, now):
    """The two questions that pages ask of the log, newest first."""
    first = record(by=cast.ayesha, action="tests.looked", at=now, target=cast.hotel)
    second = record(by=cast.bilal, action="tests.looked", at=now, target=cast.hotel)
    record(by=cast.ayesha, action="tests.looked", at=now, target=cast.other_hotel)
    assert list(Event.objects.about(cast.hotel)) == [second, first]
    assert Event.objects.by(cast.bilal.pk).get() == second


def test_refused_and_missing_are_told_apart(cast, alert):
    """A page without the right to it, and a record of another station: two events, two kinds."""
    desk, stranger = cast.client(cast.ehsan), cast.client(cast.chaudhry)
    assert desk.get("/alerts/").status_code == 403
    assert stranger.get(f"/alerts/{alert.pk}/").status_code == 404
    refusals = Event.objects.filter(action__startswith="access.").order_by("pk")
    assert [(one.actor_id, one.action, one.detail["view"]) for one in refusals] == [
        (cast.ehsan.pk, "access.refused", "alerts:board"),
        (cast.chaudhry.pk, "access.not_found", "alerts:detail"),
    ]
    assert {one.outcome for one in refusals} == {"refused"}

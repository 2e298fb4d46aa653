"""The board, the page of one alert, and its history, through the browser."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from alerts import actions
from alerts.models import Alert
from audit.models import Event
from tests.alerts.alert_scenes import drain, make_alerts
from tests.cast import make_officer
from tests.people_on_file import make_listing, make_stay

pytestmark = pytest.mark.django_db

BOARD, LANES = reverse("alerts:board"), reverse("alerts:lanes")
LEADS, CLOSED = reverse("alerts:leads"), reverse("alerts:closed")


def page(pk: int, act: str = "detail") -> str:
    return reverse(f"alerts:{act}", args=[pk])


def numbers(html: str) -> list[int]:
    """The alerts that a page links to, in its order."""
    return [int(pk) for pk in re.findall(r'href="/alerts/(\d+)/"', html)]


def said(response) -> list[str]:
    """The messages of a response."""
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def alert(cast):
    """One waiting alert of Kohsar about the man who is looked for."""
    make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    return Alert.objects.get()


# --- Who sees what ---

SCOPES = [
    # who, what the board shows: Kohsar's, Margalla's, Clifton's
    ("ayesha", {"kohsar"}),
    ("bilal", {"kohsar"}),
    ("chaudhry", {"margalla"}),
    ("dania", {"kohsar", "margalla"}),
]


@pytest.mark.parametrize(("who", "stations"), SCOPES)
def test_lists_show_own_stations_only(cast, who, stations):
    """Board, lanes, leads and closed: nothing of a stranger's station, for nobody."""
    kinds = {
        BOARD: {},
        LEADS: {"is_lead": True},
        CLOSED: {
            "state": "closed",
            "closed_at": "2026-01-02T00:00:00Z",
            "closed_by": cast.dania,
            "outcome": "verified",
        },
    }
    made = {
        url: {
            name: make_alerts(getattr(cast, name), 1, **fields)[0].pk
            for name in ("kohsar", "margalla", "clifton")
        }
        for url, fields in kinds.items()
    }
    made[LANES] = made[BOARD]
    client = cast.client(getattr(cast, who))
    for url, by_station in made.items():
        shown = set(numbers(client.get(url).content.decode()))
        assert shown == {by_station[name] for name in stations}, url


@pytest.mark.parametrize("url", [BOARD, LANES, LEADS, CLOSED])
@pytest.mark.parametrize(("who", "status"), [("ehsan", 403), (None, 302)])
def test_lists_are_closed_to_hotels_and_strangers(cast, url, who, status):
    """A hotel's desk has no business here; who is not signed in is asked to sign in."""
    user = getattr(cast, who) if who else None
    assert cast.client(user).get(url).status_code == status


PAGES = [
    # who, the page, acknowledging it, closing it
    ("ayesha", 200, 302, 302),
    ("bilal", 200, 302, 302),
    ("dania", 200, 403, 403),  # a supervisor reads
    ("chaudhry", 404, 404, 404),
    ("ehsan", 403, 403, 403),
]


@pytest.mark.parametrize(("who", "read", "acknowledged", "closed"), PAGES)
def test_who_may_open_and_answer(cast, alert, who, read, acknowledged, closed):
    """The stranger finds nothing; the supervisor reads; the station answers."""
    client = cast.client(getattr(cast, who))
    assert client.get(page(alert.pk)).status_code == read
    assert client.post(page(alert.pk, "acknowledge")).status_code == acknowledged
    response = client.post(page(alert.pk, "close"), {"outcome": "verified"})
    assert response.status_code == closed
    alert.refresh_from_db()
    assert alert.state == ("closed" if closed == 302 else "raised")


def test_a_number_nobody_has_is_not_found(cast):
    """No alert, no page, and no act."""
    client = cast.client(cast.ayesha)
    assert client.get(page(10**12)).status_code == 404
    assert client.post(page(10**12, "acknowledge")).status_code == 404


@pytest.mark.parametrize("act", ["acknowledge", "close"])
def test_acts_are_posted(cast, alert, act):
    """A link cannot answer an alert."""
    assert cast.client(cast.ayesha).get(page(alert.pk, act)).status_code == 405


def test_opening_is_recorded(cast, alert):
    """Looking at an alert is an act; a stranger's attempt looks at nothing."""
    cast.client(cast.chaudhry).get(page(alert.pk))
    assert not Event.objects.filter(action="alerts.opened").exists()
    cast.client(cast.bilal).get(page(alert.pk))
    event = Event.objects.get(action="alerts.opened")
    assert (event.actor_id, event.target_id) == (cast.bilal.pk, alert.pk)
    assert (event.purpose_kind, event.case_ref) == ("alert", f"alert {alert.pk}")


# --- The board ---


def test_board_and_lanes_show_the_same(cast):
    """What refreshes is letter for letter what the page was born with."""
    make_alerts(cast.kohsar, 9)
    client = cast.client(cast.ayesha)
    board, lanes = (client.get(url).content.decode() for url in (BOARD, LANES))
    assert lanes.strip() in board
    assert "<html" not in lanes


def test_board_orders_by_urgency_then_newest(cast):
    """Four lanes from critical to quiet, the newest on top of each."""
    alerts = make_alerts(cast.kohsar, 8)
    shown = numbers(cast.client(cast.ayesha).get(BOARD).content.decode())
    expected = sorted(alerts, key=lambda one: (one.severity, -one.raised_at.timestamp()))
    assert shown == [one.pk for one in expected]


def test_board_counts_what_waits_and_what_sounds(cast, now):
    """Only the waiting are counted; only more than information sounds the bell."""
    make_alerts(cast.kohsar, 2, severity=1, raised_at=now - timedelta(hours=1))
    make_alerts(cast.kohsar, 1, severity=4, raised_at=now)
    acknowledged = {"acknowledged_at": now, "acknowledged_by": cast.ayesha}
    make_alerts(cast.kohsar, 1, state="acknowledged", raised_at=now, severity=4, **acknowledged)
    html = cast.client(cast.ayesha).get(LANES).content.decode()
    assert 'data-waiting="3"' in html
    assert f'data-loudest="{(now - timedelta(hours=1)).timestamp():.6f}"' in html
    assert "Ayesha" in html


def test_board_says_when_it_is_cut(cast, monkeypatch):
    """Beyond its limit the most urgent stay, and the page says that there are more."""
    monkeypatch.setattr("alerts.views.BOARD_LIMIT", 3)
    alerts = make_alerts(cast.kohsar, 8)
    html = cast.client(cast.ayesha).get(BOARD).content.decode()
    assert "There are more alerts than this board shows." in html
    assert set(numbers(html)) < {one.pk for one in alerts if one.severity <= 2}


# --- Answering ---


def test_the_page_shows_everything_an_officer_needs(cast, alert):
    """Who, where, what for, why it matched, what to do, and the button."""
    html = cast.client(cast.ayesha).get(page(alert.pk)).content.decode()
    for words in (
        "Muhammad Aslam",
        "Margalla View Hotel",
        "7 Jinnah Avenue",
        "302 PPC",
        "verify the identity card, arrest",
        "Proclaimed offender",
        "61101-1234567-1",
        "Acknowledge: I am on it",
    ):
        assert words in html, words


def test_acknowledge_and_close_by_post(cast, alert):
    """Two presses: each is answered with a message and a page to go on from."""
    client = cast.client(cast.ayesha)
    response = client.post(page(alert.pk, "acknowledge"))
    assert response.url == page(alert.pk)
    assert said(response) == [f"You have acknowledged alert {alert.pk}."]
    assert "Close the alert" in client.get(page(alert.pk)).content.decode()
    response = client.post(page(alert.pk, "close"), {"outcome": "arrested", "note": "DD 9"})
    assert response.url == BOARD
    assert said(response)[-1] == f"Alert {alert.pk} is closed."
    assert numbers(client.get(BOARD).content.decode()) == []
    assert numbers(client.get(CLOSED).content.decode()) == [alert.pk]
    alert.refresh_from_db()
    assert (alert.outcome, alert.outcome_note) == ("arrested", "DD 9")


def test_the_second_officer_is_told_who_was_first(cast, alert):
    """A refusal is a warning on the page of the alert, not an error."""
    cast.client(cast.ayesha).post(page(alert.pk, "acknowledge"))
    client = cast.client(cast.bilal)
    response = client.post(page(alert.pk, "acknowledge"), follow=True)
    assert response.status_code == 200
    assert "Ayesha has already acknowledged this alert." in response.content.decode()


def test_closing_too_early_is_a_warning(cast, alert):
    """The policy's sentence reaches the screen."""
    response = cast.client(cast.ayesha).post(page(alert.pk, "close"), {"outcome": "left"})
    assert response.url == page(alert.pk)
    assert said(response) == ["Acknowledge the alert first, so that others see that you are on it."]


BAD_ANSWERS = [
    ({}, "Choose what came of it."),
    ({"outcome": ""}, "Choose what came of it."),
    ({"outcome": "withdrawn"}, "Select a valid choice."),
    ({"outcome": "released"}, "Select a valid choice."),
    ({"outcome": "left", "note": "x" * 501}, "at most 500 characters"),
    ({"outcome": "left", "note": "a\x00b"}, "Null characters are not allowed."),
]


@pytest.mark.parametrize(("answer", "message"), BAD_ANSWERS)
def test_a_bad_answer_is_explained_and_kept(cast, alert, now, answer, message):
    """422 with the reason; the typed note is still there and nothing is decided."""
    actions.acknowledge(by=cast.ayesha, alert=alert, at=now)
    posted = {"note": 'Roznamcha 31 "<b>"', **answer}
    response = cast.client(cast.ayesha).post(page(alert.pk, "close"), posted)
    html = response.content.decode()
    assert response.status_code == 422
    assert message in html
    if "note" not in answer:
        assert "Roznamcha 31 &quot;&lt;b&gt;&quot;" in html
    alert.refresh_from_db()
    assert alert.state == "acknowledged"


def test_history_tells_the_alerts_whole_life(cast, alert):
    """The page lists what happened, with names."""
    client = cast.client(cast.ayesha)
    client.post(page(alert.pk, "acknowledge"))
    client.post(page(alert.pk, "close"), {"outcome": "verified", "note": "Warrant had ended"})
    html = client.get(page(alert.pk)).content.decode()
    for words in ("Raised", "Acknowledged", "Closed", "Opened", "Warrant had ended"):
        assert words in html, words


# --- Long lists ---


def walk(client, url: str) -> list[list[int]]:
    """The numbers of every page, following 'Older' to the end."""
    pages = []
    while url:
        html = client.get(url).content.decode()
        pages.append(numbers(html))
        found = re.search(r'rel="next" href="([^"]+)"', html)
        url = found[1].replace("&amp;", "&") if found else ""
    return pages


@pytest.mark.parametrize("url", [LEADS, CLOSED])
@pytest.mark.parametrize("is_tied", [False, True])
def test_pages_go_by_key(cast, now, url, is_tied):
    """Every alert once, newest first, also when all bear the same time."""
    tied = {"raised_at": now} if is_tied else {}
    if url == LEADS:
        alerts = make_alerts(cast.kohsar, 120, is_lead=True, **tied)
    else:
        decided = {"state": "closed", "outcome": "withdrawn"}
        alerts = make_alerts(cast.kohsar, 120, closed_at=now, **decided)
        if not is_tied:
            for number, one in enumerate(alerts):
                one.closed_at = now - timedelta(minutes=number)
            Alert.objects.bulk_update(alerts, ["closed_at"])
    pages = walk(cast.client(cast.ayesha), url)
    order = [one.pk for one in alerts]
    assert [pk for rows in pages for pk in rows] == (
        sorted(order, reverse=True) if is_tied else order
    )
    assert [len(rows) for rows in pages] == [50, 50, 20]


@pytest.mark.parametrize(
    "key", ["x", "~", "2026-01-01~5", "2026-01-01T00:00:00+00:00~-1", "\x00~1"]
)
def test_a_key_that_cannot_be_read_means_page_one(cast, key):
    """An address line mangled on its way still shows the list."""
    (alert,) = make_alerts(cast.kohsar, 1, is_lead=True)
    response = cast.client(cast.ayesha).get(LEADS, {"before": key})
    assert numbers(response.content.decode()) == [alert.pk]


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("url", [BOARD, LANES, LEADS, CLOSED])
def test_lists_cost_the_same_however_long(cast, now, url):
    """Two alerts or forty: as many questions to the database."""
    fields = {
        LEADS: {"is_lead": True},
        CLOSED: {
            "state": "closed",
            "closed_at": now,
            "closed_by": cast.bilal,
            "outcome": "verified",
        },
    }.get(url, {"state": "acknowledged", "acknowledged_at": now, "acknowledged_by": cast.bilal})
    client = cast.client(cast.ayesha)
    make_alerts(cast.kohsar, 2, **fields)
    few = queries(client, url)
    make_alerts(cast.kohsar, 38, **fields)
    assert queries(client, url) == few


def test_the_page_costs_the_same_however_many_matches(cast, alert):
    """One listing or six: as many questions to the database."""
    client = cast.client(cast.ayesha)
    few = queries(client, page(alert.pk))
    for _ in range(5):
        make_listing(owning_station=cast.margalla)
    drain()
    assert queries(client, page(alert.pk)) == few


def test_an_officer_posted_nowhere_sees_nothing(cast, alert):
    """A posting that has ended opens no board of its own."""
    nobody = make_officer("ghalib", Role.SHO, station=cast.clifton)
    nobody.postings.update(until_on=nobody.postings.get().from_on)
    assert cast.client(nobody).get(BOARD).status_code == 403
    assert cast.client(nobody).get(page(alert.pk)).status_code == 403

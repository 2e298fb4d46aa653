"""What came of an alert: told to the app whose listing it was, and shown at the other station."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from accounts.sealing import name_officer
from alerts import actions, live, outcomes, vehicles
from alerts.models import Alert, Distinction, Listing
from audit.models import Event
from convicts.actions import seal
from convicts.models import ConvictRecord
from tests.alerts.alert_scenes import (
    ONE_DIGIT_OFF,
    PLATE,
    answered,
    drain,
    look_for_vehicle,
    make_alerts,
    record_of,
)
from tests.cast import make_officer
from tests.people_on_file import INNOCENT, WANTED, make_listing, make_stay

pytestmark = pytest.mark.django_db

SOURCE = "convicts.convictrecord"
BOARD = reverse("alerts:board")


@pytest.fixture
def told(monkeypatch) -> list[dict[str, Any]]:
    """All that the app which published the listings was told."""
    heard: list[dict[str, Any]] = []
    monkeypatch.setattr(outcomes, "_tellers", {})
    outcomes.on_closed(SOURCE, lambda **what: heard.append(what))
    return heard


def at(cast, name: str) -> Alert:
    return Alert.objects.get(station=getattr(cast, name))


# --- Telling ---


@pytest.mark.parametrize("outcome", ["arrested", "verified", "not_same", "left"])
def test_the_owner_is_told_once(cast, told, now, outcome):
    """Which record, what came of it, of which alert, by whom and when; whatever it was."""
    listing = make_listing(owning_station=cast.margalla)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    alert = actions.acknowledge(by=cast.ayesha, alert=at(cast, "kohsar"), at=now)
    assert told == []
    alert = actions.close(by=cast.bilal, alert=alert, outcome=outcome, note="DD 7", at=now)
    assert told == [
        {
            "record_id": listing.source_id,
            "outcome": outcome,
            "alert": alert,
            "by": cast.bilal,
            "at": now,
        }
    ]
    assert told[0]["alert"].outcome_note == "DD 7"


def test_each_listing_of_an_alert_is_told(cast, told):
    """A man wanted in two cases, in a stolen car: three records, each once."""
    listings = [make_listing(), make_listing(), look_for_vehicle(cast.kohsar)]
    make_stay(cast.hotel, cast.ehsan, vehicle_no=PLATE)
    drain()
    answered(Alert.objects.get(), cast.ayesha, "arrested")
    assert sorted(one["record_id"] for one in told) == sorted(one.source_id for one in listings)


def test_each_station_tells_what_it_found(cast, told):
    """Of two alerts on one listing each closing is told, with its own outcome."""
    make_listing(owning_station=cast.margalla)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    answered(at(cast, "kohsar"), cast.ayesha, "left")
    answered(at(cast, "margalla"), cast.chaudhry, "verified")
    assert [one["outcome"] for one in told] == ["left", "verified"]


def test_a_recovered_vehicle_is_told(cast, told):
    """To the app that published the vehicle."""
    listing = look_for_vehicle(cast.margalla)
    make_stay(cast.hotel, cast.ehsan, vehicle_no=PLATE)
    drain()
    answered(at(cast, "kohsar"), cast.ayesha, "recovered")
    assert [(one["record_id"], one["outcome"]) for one in told] == [
        (listing.source_id, "recovered")
    ]


@pytest.mark.parametrize(
    ("listed", "seen", "band", "is_told"),
    [
        ({}, {}, "confirmed", True),
        ({}, {"cnic": ONE_DIGIT_OFF}, "probable", True),
        ({"cnic": "", "birth_year": None, "district": ""}, {}, "possible", False),
        ({}, {"name": "Zahid Bashir", "name_ur": "", "relative_name": "Bashir Ahmed"},
         "cnic_in_use", False),
    ],
)  # fmt: skip
def test_only_of_who_he_is_believed_to_be(cast, told, listed, seen, band, is_told):
    """A merely possible match may be another man: nothing of him is written on the record."""
    make_listing(**listed)
    make_stay(cast.hotel, cast.ehsan, **seen)
    drain()
    alert = Alert.objects.get()
    assert alert.band == band
    answered(alert, cast.ayesha, "arrested")
    assert bool(told) == is_told


def test_nobody_is_told_of_what_is_looked_for_no_more(cast, told, now):
    """One of two cases was withdrawn before the officer arrived."""
    gone, stays = make_listing(), make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    actions.withdraw_listing(record_of(gone), reason="Acquitted", at=now)
    answered(Alert.objects.get(), cast.ayesha, "arrested")
    assert [one["record_id"] for one in told] == [stays.source_id]


def test_what_caspp_closes_is_told_to_nobody(cast, told, now):
    """Whoever withdrew the listing knows; no officer found anything."""
    listing = make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    actions.withdraw_listing(record_of(listing), reason="Acquitted", at=now)
    assert Alert.objects.get().outcome == "withdrawn"
    assert told == []


def test_an_owner_reads_and_tells_of_its_own_only(cast, told):
    """The owner of one case closes his alert: the other case hears nothing of it."""
    ours = make_listing(owning_station=cast.margalla)
    make_listing(owning_station=cast.clifton)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    answered(at(cast, "margalla"), cast.chaudhry, "arrested")
    assert [one["record_id"] for one in told] == [ours.source_id]


def test_tables_that_asked_nothing_are_not_told(cast, monkeypatch):
    """Closing goes on as before where no app listens."""
    monkeypatch.setattr(outcomes, "_tellers", {})
    make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert answered(Alert.objects.get(), cast.ayesha, "arrested").state == "closed"


@pytest.mark.parametrize("outcome", ["arrested", "not_same"])
def test_closing_and_telling_stand_or_fall_together(cast, monkeypatch, now, outcome):
    """An app that cannot write it down leaves the alert open, and nothing remembered."""
    monkeypatch.setattr(outcomes, "_tellers", {})

    def refuse(**_what):
        raise actions.Refused("The case diary is closed.")

    outcomes.on_closed(SOURCE, refuse)
    make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    alert = actions.acknowledge(by=cast.ayesha, alert=Alert.objects.get(), at=now)
    page = reverse("alerts:close", args=[alert.pk])
    response = cast.client(cast.ayesha).post(page, {"outcome": outcome}, follow=True)
    assert "The case diary is closed." in response.content.decode()
    assert Alert.objects.get().state == "acknowledged"
    assert Event.objects.filter(action="alerts.closed").count() == 0
    assert not Distinction.objects.exists()


def test_what_was_told_is_undone_with_the_closing(cast, monkeypatch, now):
    """The other way round: what the app wrote goes when the closing fails after it."""
    monkeypatch.setattr(outcomes, "_tellers", {})
    listing = make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()

    def withdraw(*, record_id, at, **_what):
        actions.withdraw_listing(record_of(listing), reason="Arrested", at=at)

    outcomes.on_closed(SOURCE, withdraw)
    alert = actions.acknowledge(by=cast.ayesha, alert=Alert.objects.get(), at=now)

    def fail(_alert):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_announce_everywhere", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            actions.close(by=cast.ayesha, alert=alert, outcome="arrested", at=now)
    assert Listing.objects.get().withdrawn_at is None
    assert Alert.objects.get().state == "acknowledged"
    actions.close(by=cast.ayesha, alert=alert, outcome="arrested", at=now)
    assert Listing.objects.get().withdrawn_reason == "Arrested"


def test_whoever_is_told_may_withdraw(cast, monkeypatch, now):
    """The officer's outcome stands; the owner's open alert closes with the reason of its app."""
    monkeypatch.setattr(outcomes, "_tellers", {})
    outcomes.on_closed(
        SOURCE,
        lambda *, alert, at, **_: [
            actions.withdraw_listing(record_of(person), reason="Arrested in Kohsar", at=at),
            vehicles.withdraw_vehicle(record_of(vehicle), reason="Recovered in Kohsar", at=at),
        ],
    )
    person = make_listing(owning_station=cast.margalla)
    vehicle = look_for_vehicle(cast.margalla)
    make_stay(cast.hotel, cast.ehsan, vehicle_no=PLATE)
    drain()
    answered(at(cast, "kohsar"), cast.ayesha, "arrested")
    assert at(cast, "kohsar").outcome == "arrested"
    assert (at(cast, "margalla").outcome, at(cast, "margalla").closed_by) == ("withdrawn", None)


def test_cases_are_locked_before_listings_and_these_before_alerts(cast, now, monkeypatch):
    """As apps and worker do, so that nobody waits for another in a ring."""
    monkeypatch.setattr(outcomes, "_tellers", {})
    monkeypatch.setattr(outcomes, "_holders", {})

    def hold(record_ids):
        list(ConvictRecord.objects.filter(pk__in=record_ids).select_for_update())

    outcomes.on_closed(SOURCE, lambda **_: None, hold=hold)
    make_listing()
    make_stay(cast.hotel, cast.ehsan, vehicle_no=PLATE)
    look_for_vehicle(cast.kohsar)
    drain()
    alert = actions.acknowledge(by=cast.ayesha, alert=Alert.objects.get(), at=now)
    with CaptureQueriesContext(connection) as captured:
        actions.close(by=cast.ayesha, alert=alert, outcome="arrested", at=now)
    locks = [one["sql"] for one in captured.captured_queries if " FOR " in one["sql"]]
    tables = [sql.split('FROM "')[1].split('"')[0] for sql in locks]
    assert tables[:4] == [
        *("convicts_convictrecord", "alerts_listing", "alerts_vehiclelisting", "alerts_alert"),
    ]


# --- Elsewhere ---


def words_of(client, alert: Alert) -> tuple[str, str]:
    """The board and the page of this alert."""
    page = reverse("alerts:detail", args=[alert.pk])
    return client.get(BOARD).content.decode(), client.get(page).content.decode()


def test_the_owner_sees_what_the_place_found(cast, now):
    """Outcome, by whom and when, on card and page; his own alert stays his to answer."""
    make_listing(owning_station=cast.margalla)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    client = cast.client(cast.chaudhry)
    mine = at(cast, "margalla")
    for html in words_of(client, mine):
        assert "Ayesha" not in html
    actions.acknowledge(by=cast.ayesha, alert=at(cast, "kohsar"), at=now)
    for html in words_of(client, mine):
        assert "Ayesha" in html
    closed_at = now + timedelta(minutes=7)
    actions.close(
        by=cast.bilal, alert=at(cast, "kohsar"), outcome="arrested", note="DD 7", at=closed_at
    )
    board, page = words_of(client, mine)
    for html in (board, page):
        assert "Arrested" in html
        assert "Bilal" in html
        assert f'datetime="{closed_at.isoformat()}"' in html
    assert "DD 7" in page
    mine.refresh_from_db()
    assert mine.state == "raised"


def test_the_place_sees_what_every_owner_says(cast, now):
    """Two owners: the place reads both, each of them the place alone."""
    make_listing(owning_station=cast.margalla)
    make_listing(owning_station=cast.clifton)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    danish = make_officer("danish", Role.SHO, station=cast.clifton)
    answered(at(cast, "margalla"), cast.chaudhry, "verified")
    answered(at(cast, "clifton"), danish, "on_bail")
    for html in words_of(cast.client(cast.ayesha), at(cast, "kohsar")):
        assert "Chaudhry" in html
        assert "Danish" in html
    _, page = words_of(cast.client(danish), at(cast, "clifton"))
    assert "Chaudhry" not in page
    assert "Margalla:" not in page


def test_elsewhere_of_a_vehicle(cast):
    """The owner of the case reads that the place has the car."""
    look_for_vehicle(cast.margalla)
    make_stay(cast.hotel, cast.ehsan, vehicle_no=PLATE)
    drain()
    answered(at(cast, "kohsar"), cast.ayesha, "recovered")
    for html in words_of(cast.client(cast.chaudhry), at(cast, "margalla")):
        assert "Vehicle recovered" in html
        assert "Ayesha" in html


def test_nothing_sealed_is_shown_elsewhere(cast, now):
    """Neither to the station beside the seal, nor of the station to whoever is named behind it."""
    named = make_officer("nadeem", Role.INVESTIGATION_OFFICER, station=cast.clifton)
    make_listing(owning_station=cast.margalla, category_id="convict", offence="380 PPC")
    sealed = record_of(make_listing(owning_station=cast.margalla))
    keeper = make_officer("keeper", Role.CRO_OPERATOR)
    seal(by=keeper, record=sealed, sealed_as="informant", at=now)
    name_officer(by=keeper, record=sealed, officer=named, at=now)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    behind = Alert.objects.exclude(sealed_listing=None)
    answered(behind.get(station=cast.kohsar), named, "informed_ctd")
    before = Alert.objects.filter(sealed_listing=None)
    for html in words_of(cast.client(cast.chaudhry), before.get(station=cast.margalla)):
        assert "CTD informed · " not in html
        assert "Nadeem" not in html
    for html in words_of(cast.client(named), behind.get(station=cast.margalla)):
        assert "Nadeem" in html
    answered(before.get(station=cast.kohsar), cast.ayesha, "left")
    for html in words_of(cast.client(named), behind.get(station=cast.margalla)):
        assert "Ayesha" not in html


def test_the_other_stations_boards_are_told(cast, now, monkeypatch):
    """A board that is open shows it without being asked; a third station's is left alone."""
    make_listing(owning_station=cast.margalla)
    make_listing(owning_station=cast.clifton)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    told: list[str] = []
    monkeypatch.setattr(live, "announce_on_commit", lambda topics: told.extend(topics))
    places = {name: live.of_station(getattr(cast, name).pk) for name in ("kohsar", "margalla")}
    answered(at(cast, "margalla"), cast.chaudhry, "verified")
    assert set(told) == set(places.values())


def test_the_board_costs_the_same_however_many_are_answered_elsewhere(cast, now):
    """Two alerts answered at the other station or twenty: as many questions."""
    client = cast.client(cast.chaudhry)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(BOARD).status_code == 200
        return len(captured)

    def answer_at_both(count: int) -> None:
        closed = {"state": "closed", "closed_at": now, "closed_by": cast.ayesha}
        for alert in make_alerts(cast.kohsar, count, outcome="left", **closed):
            Alert.objects.create(
                sighting=alert.sighting,
                station=cast.margalla,
                severity=1,
                band="confirmed",
                raised_at=now,
            )

    answer_at_both(2)
    few = queries()
    answer_at_both(18)
    assert queries() == few
    assert client.get(BOARD).content.decode().count("Left before arrival") == 20


def test_a_person_of_another_sighting_is_not_elsewhere(cast):
    """What became of another guest is no business of this alert."""
    make_listing(owning_station=cast.margalla)
    make_listing(owning_station=cast.margalla, **INNOCENT, name_ur="")
    make_stay(cast.hotel, cast.ehsan, **WANTED)
    make_stay(cast.hotel, cast.ehsan, room="9", **INNOCENT)
    drain()
    first, second = Alert.objects.filter(station=cast.kohsar).order_by("pk")
    answered(first, cast.ayesha, "arrested")
    other = Alert.objects.get(station=cast.margalla, sighting=second.sighting)
    _, page = words_of(cast.client(cast.chaudhry), other)
    assert "At the other stations" not in page

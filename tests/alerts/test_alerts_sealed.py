"""Alerts about sealed records: for the named officers, and without a trace for anybody else."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import sealing
from accounts.roles import Role
from alerts import actions, live, matches, screening
from alerts.models import Alert, Listing, Match
from alerts.waiting import tiles
from convicts.actions import seal, unseal
from convicts.models import ConvictRecord
from tests.alerts.alert_scenes import answered, drain, make_alerts, publish, record_of
from tests.cast import make_officer
from tests.people_on_file import INNOCENT, make_convict, make_listing, make_stay

pytestmark = pytest.mark.django_db

BOARD, LANES = reverse("alerts:board"), reverse("alerts:lanes")
LEADS, CLOSED = reverse("alerts:leads"), reverse("alerts:closed")


@pytest.fixture
def keeper(cast):
    """The CRO operator in whose name records are sealed here."""
    return make_officer("keeper", Role.CRO_OPERATOR)


@pytest.fixture
def named(cast):
    """An investigation officer of a far station, who is named on what is sealed."""
    return make_officer("nadeem", Role.INVESTIGATION_OFFICER, station=cast.clifton)


@pytest.fixture
def hide(keeper, named, now):
    """Seals a record, and names the officer on it."""

    def act(record: ConvictRecord) -> ConvictRecord:
        record = seal(by=keeper, record=record, sealed_as="informant", at=now)
        return sealing.name_officer(by=keeper, record=record, officer=named, at=now)

    return act


@pytest.fixture
def supervisors(cast):
    return [
        cast.dania,
        make_officer("igp", Role.COMMAND),
        make_officer("sdpo", Role.SDPO, circle=cast.kohsar.circle),
    ]


def seen(client, url: str) -> list[int]:
    html = client.get(url).content.decode()
    return [int(pk) for pk in re.findall(r'href="/alerts/(\d+)/"', html)]


def everywhere(client) -> set[int]:
    """Every alert that any list shows."""
    return {pk for url in (BOARD, LANES, LEADS, CLOSED) for pk in seen(client, url)}


def test_a_sealed_record_still_alerts(cast, hide, named, now):
    """The worker matches it like any other; the named officer sees it, wherever he is posted."""
    hide(record_of(make_listing(at=now)))
    make_stay(cast.hotel, cast.ehsan)
    drain()
    alert = Alert.objects.get()
    assert alert.is_sealed
    client = cast.client(named)
    assert everywhere(client) == {alert.pk}
    page = reverse("alerts:detail", args=[alert.pk])
    html = client.get(page).content.decode()
    assert "302 PPC" in html
    assert "Sealed" in html
    assert client.post(reverse("alerts:acknowledge", args=[alert.pk])).url == page
    assert client.post(reverse("alerts:close", args=[alert.pk]), {"outcome": "arrested"}).url
    assert Alert.objects.get().outcome == "arrested"


def test_nobody_else_sees_a_trace(cast, hide, supervisors, keeper, now):
    """No list, no count, no page, no answer: not for the station, not for those above it."""
    hide(record_of(make_listing(at=now, owning_station=cast.margalla)))
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert Alert.objects.count() == 2
    for officer in (cast.ayesha, cast.bilal, cast.chaudhry, *supervisors):
        client = cast.client(officer)
        assert everywhere(client) == set()
        assert [tile.number for tile in tiles(officer)] == [0, 0, 0]
        assert 'data-waiting="0"' in client.get(LANES).content.decode()
        for alert in Alert.objects.all():
            assert client.get(reverse("alerts:detail", args=[alert.pk])).status_code == 404
    for alert in Alert.objects.all():
        acknowledge = reverse("alerts:acknowledge", args=[alert.pk])
        assert cast.client(cast.ayesha).post(acknowledge).status_code == 404


def test_a_named_reader_reads_and_does_not_answer(cast, hide, keeper, now):
    """Being named opens the page; the role says whether one may answer."""
    record = hide(record_of(make_listing(at=now)))
    sealing.name_officer(by=keeper, record=record, officer=cast.dania, at=now)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    alert = Alert.objects.get()
    client = cast.client(cast.dania)
    assert everywhere(client) == {alert.pk}
    assert "Acknowledge: I am on it" not in client.get(f"/alerts/{alert.pk}/").content.decode()
    assert client.post(f"/alerts/{alert.pk}/acknowledge/").status_code == 403
    sealing.unname(by=keeper, record=record, officer=cast.dania, at=now)
    assert everywhere(cast.client(cast.dania)) == set()


@pytest.mark.parametrize("order", ["open_first", "sealed_first"])
def test_beside_an_open_case_the_sealed_one_leaves_no_mark(cast, hide, named, now, order):
    """The station's alert is to the last bit what it would be without the sealed listing."""
    stranger = make_listing(at=now, category_id="convict", cnic="", offence="380 PPC")
    make_stay(cast.hotel, cast.ehsan)
    drain(now)
    bare = _what_the_station_sees(cast)
    for model in (Alert, Match):
        model.objects.all().delete()
    Listing.objects.update(version=None, screened_at=None)
    if order == "sealed_first":
        Listing.objects.filter(pk=stranger.pk).update(valid_from=now.replace(year=2099))
    hide(record_of(make_listing(at=now, cnic="", offence="376 PPC")))
    drain(now)
    Listing.objects.update(version=None, screened_at=None, valid_from=now)
    drain(now)
    assert _what_the_station_sees(cast) == bare
    own = Alert.objects.visible_to(named).get()
    assert [match.summary for match in Match.objects.for_alert(own)] == ["376 PPC"]


def _what_the_station_sees(cast) -> tuple:
    """The one alert of the station, with what its page says of every match."""
    alert = Alert.objects.visible_to(cast.ayesha).get()
    matches = [
        (match.summary, match.band, match.probability, match.rivals, match.evidence)
        for match in Match.objects.for_alert(alert)
    ]
    return alert.severity, alert.band, alert.state, alert.raised_at, matches


def test_each_sealed_record_has_an_alert_of_its_own(cast, hide, keeper, named, now):
    """Who is named on one of two sealed records of a man learns nothing of the other."""
    hide(record_of(make_listing(at=now, offence="376 PPC")))
    other = record_of(make_listing(at=now, offence="377 PPC"))
    seal(by=keeper, record=other, sealed_as="juvenile", at=now)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert Alert.objects.count() == 2
    (pk,) = everywhere(cast.client(named))
    html = cast.client(named).get(reverse("alerts:detail", args=[pk])).content.decode()
    assert "376 PPC" in html
    assert "377 PPC" not in html


# --- Sealing what has alerted already ---


@pytest.mark.parametrize("state", ["raised", "acknowledged", "closed", "lead"])
def test_sealing_takes_the_alert_along(cast, hide, named, now, state):
    """Waiting or answered, it disappears whole for the station; the named officer has it all."""
    listing = make_listing(at=now)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    alert = Alert.objects.get()
    if state == "acknowledged":
        actions.acknowledge(by=cast.ayesha, alert=alert, at=now)
    if state == "closed":
        answered(alert, cast.ayesha)
    if state == "lead":
        Alert.objects.update(is_lead=True)
    assert everywhere(cast.client(cast.ayesha)) == {alert.pk}
    hide(record_of(listing))
    assert everywhere(cast.client(cast.ayesha)) == set()
    assert cast.client(cast.ayesha).get(f"/alerts/{alert.pk}/").status_code == 404
    assert everywhere(cast.client(named)) == {alert.pk}
    drain()
    assert Alert.objects.count() == 1


def test_sealing_one_of_two_cases_splits_the_alert(cast, hide, named, now):
    """The station keeps the open case, no more urgent than that is; the sealed one moves out."""
    make_listing(at=now, category_id="convict", offence="380 PPC")
    grave = make_listing(at=now, category_id="proclaimed_offender", offence="376 PPC")
    make_stay(cast.hotel, cast.ehsan)
    drain()
    alert = Alert.objects.get()
    assert alert.severity == 1
    hide(record_of(grave))
    drain()
    kept = Alert.objects.visible_to(cast.ayesha).get()
    assert (kept.pk, kept.severity) == (alert.pk, 4)
    assert [match.summary for match in Match.objects.for_alert(kept)] == ["380 PPC"]
    moved = Alert.objects.visible_to(named).get()
    assert (moved.severity, moved.state) == (1, "raised")
    assert [match.summary for match in Match.objects.for_alert(moved)] == ["376 PPC"]


def test_what_is_left_after_sealing_may_be_nothing(cast, hide, now):
    """An alert whose other case was withdrawn before is no errand any more."""
    gone, grave = make_listing(at=now, offence="380 PPC"), make_listing(at=now, offence="376 PPC")
    make_stay(cast.hotel, cast.ehsan)
    drain()
    actions.withdraw_listing(record_of(gone), reason="acquitted", at=now)
    assert Alert.objects.get().state == "raised"
    hide(record_of(grave))
    assert Alert.objects.visible_to(cast.ayesha).get().state == "closed"


@pytest.mark.parametrize("has_other_case", [False, True])
def test_lifting_the_seal_gives_the_alert_back(cast, hide, keeper, now, has_other_case):
    """To the station: as its alert, or joined with the one it has about the same person."""
    if has_other_case:
        make_listing(at=now, category_id="convict", offence="380 PPC")
    record = hide(record_of(make_listing(at=now, offence="376 PPC")))
    make_stay(cast.hotel, cast.ehsan)
    drain()
    unseal(by=keeper, record=record, at=now)
    drain()
    alert = Alert.objects.get()
    assert not alert.is_sealed
    assert alert.severity == 1
    assert everywhere(cast.client(cast.ayesha)) == {alert.pk}
    summaries = {match.summary for match in Match.objects.for_alert(alert)}
    assert summaries == ({"376 PPC", "380 PPC"} if has_other_case else {"376 PPC"})


def test_withdrawing_a_sealed_record_closes_its_own_alert_only(cast, hide, now):
    """And wakes nothing of the station's when it is looked for anew."""
    make_listing(at=now, category_id="convict", offence="380 PPC")
    record = hide(record_of(make_listing(at=now, offence="376 PPC")))
    make_stay(cast.hotel, cast.ehsan)
    drain()
    ours = Alert.objects.visible_to(cast.ayesha).get()
    answered(ours, cast.ayesha)
    actions.withdraw_listing(record, reason="acquitted", at=now)
    assert Alert.objects.exclude(pk=ours.pk).get().outcome == "withdrawn"
    Listing.objects.filter(is_sealed=False).update(screened_at=None)
    drain()
    assert Alert.objects.get(pk=ours.pk).state == "closed"
    publish(record)
    drain()
    assert Alert.objects.exclude(pk=ours.pk).get().state == "raised"
    assert Alert.objects.get(pk=ours.pk).state == "closed"


def test_publishing_a_sealed_record_again_keeps_its_seal(cast, hide, now):
    """A corrected record is sealed as before, and so is its alert."""
    record = hide(record_of(make_listing(at=now)))
    make_stay(cast.hotel, cast.ehsan)
    drain()
    publish(record, offence="376 PPC")
    drain()
    assert Listing.objects.get().is_sealed
    assert everywhere(cast.client(cast.ayesha)) == set()


def test_what_is_sealed_while_it_is_compared_waits_for_the_next_look(cast, hide, now, monkeypatch):
    """The worker read an open listing, then it was sealed: no alert for the station."""
    listing = make_listing(at=now)
    make_stay(cast.hotel, cast.ehsan)
    screening.admit(at=now)
    compare = matches.found_on

    def sealed_meanwhile(*args, **options):
        found = compare(*args, **options)
        if not Listing.objects.get().is_sealed:
            hide(record_of(listing))
        return found

    monkeypatch.setattr(matches, "found_on", sealed_meanwhile)
    screening.drain_sightings(at=now)
    assert not Alert.objects.exists()
    drain()
    assert Alert.objects.get().is_sealed


# --- Counts and boards ---


def test_counts_are_what_a_brute_force_counts(cast, hide, named, keeper, supervisors, now):
    """For each role: tiles and lists against a plain walk over every alert and every key."""
    listings = [make_listing(at=now, **INNOCENT), make_listing(at=now, owning_station=cast.clifton)]
    make_stay(cast.hotel, cast.ehsan)
    make_stay(cast.hotel, cast.ehsan, room="9", **INNOCENT)
    make_stay(cast.other_hotel, cast.farah)
    drain()
    hide(record_of(listings[1]))
    make_alerts(cast.clifton, 3)
    make_alerts(cast.kohsar, 2, is_lead=True)
    keys = {(key.record_id, key.user_id) for key in sealing.SealKey.objects.all()}
    every = list(Alert.objects.select_related("sealed_listing", "station__circle"))
    assert {alert.is_sealed for alert in every} == {True, False}
    for officer in (cast.ayesha, cast.chaudhry, named, *supervisors):
        posting = officer.current_postings[0]
        mine = [
            alert
            for alert in every
            if (
                (alert.sealed_listing.source_id, officer.pk) in keys
                if alert.is_sealed
                else posting.covers_country
                or posting.unit
                in (alert.station, alert.station.circle, alert.station.circle.district)
            )
        ]
        waiting = [alert for alert in mine if alert.state == "raised" and not alert.is_lead]
        leads = [alert for alert in mine if alert.is_lead]
        assert [tile.number for tile in tiles(officer)] == [len(waiting), 0, len(leads)], officer
        client = cast.client(officer)
        assert set(seen(client, BOARD)) == {alert.pk for alert in waiting}, officer
        assert set(seen(client, LEADS)) == {alert.pk for alert in leads}, officer


def test_only_the_boards_of_the_named_are_told(cast, hide, named, keeper, now, monkeypatch):
    """The station's board is not even told that something happened."""
    told: list[str] = []
    monkeypatch.setattr(live, "announce_on_commit", lambda topics: told.extend(topics))
    hide(record_of(make_listing(at=now)))
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert set(told) == {live.of_officer(keeper.pk), live.of_officer(named.pk)}
    told.clear()
    answered(Alert.objects.get(), named)
    assert set(told) == {live.of_officer(keeper.pk), live.of_officer(named.pk)}
    told.clear()
    make_listing(at=now, **INNOCENT)
    make_stay(cast.hotel, cast.ehsan, room="9", **INNOCENT)
    drain()
    assert told == [live.of_station(cast.kohsar.pk)]


def test_the_board_costs_the_same_with_many_sealed(cast, hide, named, now):
    """One sealed alert or twenty: as many questions for the named officer."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert cast.client(named).get(BOARD).status_code == 200
        return len(captured)

    listing = make_listing(at=now)
    hide(record_of(listing))
    listing.refresh_from_db()
    make_alerts(cast.kohsar, 1, sealed_listing=listing)
    few = queries()
    make_alerts(cast.kohsar, 19, sealed_listing=listing)
    assert queries() == few


def test_the_database_keeps_one_alert_of_each_kind(cast, now):
    """One open alert a sighting and station, and one for each sealed listing."""
    (alert,) = make_alerts(cast.kohsar, 1)
    listing = make_listing(at=now)
    for sealed in (None, listing):
        again = Alert(
            sighting=alert.sighting,
            station=cast.kohsar,
            sealed_listing=sealed,
            severity=1,
            band="confirmed",
            raised_at=now,
        )
        if sealed is not None:
            again.save()
            again.pk = None
        with pytest.raises(IntegrityError, match="alerts_alert_once"), transaction.atomic():
            again.save()


def test_a_record_without_a_listing_is_sealed_just_the_same(hide):
    """Nobody looks for it, so no alert moves."""
    assert hide(make_convict()).is_sealed
    assert not Alert.objects.exists()

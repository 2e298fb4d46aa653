"""Whatever is delivered twice, an officer is called once."""

from datetime import timedelta

import pytest

from alerts import actions, screening
from alerts.models import Alert, Distinction, Match, Severity
from audit.models import Event
from tests.alerts.alert_scenes import ANOTHER_CNIC, answered, drain, publish, record_of
from tests.people_on_file import make_listing, make_stay

pytestmark = pytest.mark.django_db


def raised() -> list[str]:
    """What the audit says of alerts being raised or joined."""
    events = Event.objects.filter(action__in=["alerts.raised", "alerts.joined"]).order_by("pk")
    return list(events.values_list("action", flat=True))


def test_draining_twice_finds_nothing_the_second_time(cast, now):
    """A duplicate delivery finds nothing to do."""
    make_listing(at=now, owning_station=cast.margalla)
    make_stay(cast.hotel, cast.ehsan)
    assert screening.drain(at=now) is False
    assert screening.drain(at=now) is False
    assert (Match.objects.count(), Alert.objects.count()) == (1, 2)
    assert raised() == ["alerts.raised"] * 2


def test_reporting_the_same_record_again_is_no_new_alert(cast, now):
    """The record's sighting is replaced and screened anew; the match is known."""
    make_listing(at=now)
    stay = make_stay(cast.hotel, cast.ehsan)
    drain()
    place = actions.Place(station=cast.kohsar, premises="Margalla View Hotel", spot="305")
    party = actions.Party(tuple(stay.guests.all()), place, seen_from=stay.arrived_at)
    (sighting,) = actions.report_sightings([party], kind="guest", at=now)
    drain()
    alert = Alert.objects.select_related("sighting").get()
    assert (alert.sighting.pk, alert.sighting.spot) == (sighting.pk, "305")
    assert raised() == ["alerts.raised"]


@pytest.mark.parametrize("state", ["raised", "acknowledged", "closed"])
def test_screening_again_wakes_nothing(cast, now, state):
    """An unchanged pair screened again leaves the alert as the officer left it."""
    make_listing(at=now)
    stay = make_stay(cast.hotel, cast.ehsan)
    drain()
    alert = Alert.objects.get()
    if state != "raised":
        actions.acknowledge(by=cast.ayesha, alert=alert, at=now)
    if state == "closed":
        actions.close(by=cast.ayesha, alert=alert, outcome="verified", at=now)
    place = actions.Place(station=cast.kohsar, premises="Margalla View Hotel")
    party = actions.Party(tuple(stay.guests.all()), place, seen_from=stay.arrived_at)
    actions.report_sightings([party], kind="guest", at=now)
    drain()
    assert Alert.objects.get().state == state
    assert raised() == ["alerts.raised"]


def test_matches_of_one_sighting_gather_in_one_alert(cast):
    """Two listings of one man are one errand, as urgent as the worse of them."""
    make_listing(category_id="convict")
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert Alert.objects.get().severity == Severity.QUIET
    make_listing(category_id="proclaimed_offender")
    drain()
    alert = Alert.objects.get()
    assert alert.severity == Severity.CRITICAL
    assert Match.objects.for_alert(alert).count() == 2
    assert raised() == ["alerts.raised", "alerts.joined"]


def test_a_lesser_match_does_not_quieten_an_alert(cast):
    """What joins later can raise severity and band, never lower them."""
    make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    make_listing(category_id="convict", cnic="")
    drain()
    alert = Alert.objects.get()
    assert (alert.severity, alert.band) == (Severity.CRITICAL, "confirmed")


def test_the_owner_sees_its_own_matches_only(cast):
    """The station of one case reads of that case; the station of the place reads all."""
    make_listing(owning_station=cast.margalla)
    make_listing(owning_station=cast.clifton)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    counted = {
        alert.station.code: Match.objects.for_alert(alert).count()
        for alert in Alert.objects.select_related("sighting", "station")
    }
    assert counted == {"ISB-KSR": 2, "ISB-MRG": 1, "KHI-CLF": 1}


def test_a_later_match_wakes_a_closed_alert(cast):
    """Closed for one listing, waiting again for the next; the audit remembers both."""
    make_listing(category_id="convict")
    make_stay(cast.hotel, cast.ehsan)
    drain()
    answered(Alert.objects.get(), cast.ayesha)
    make_listing()
    drain()
    alert = Alert.objects.get()
    assert (alert.state, alert.outcome, alert.severity) == ("raised", "", Severity.CRITICAL)
    assert (alert.acknowledged_by, alert.closed_by, alert.closed_at) == (None, None, None)
    acts = list(Event.objects.about(alert).values_list("action", flat=True))
    assert acts == [
        "alerts.joined",
        "alerts.closed",
        "alerts.acknowledged",
        "alerts.raised",
    ]


def test_not_the_same_person_is_remembered(cast):
    """Another stay of the same guest does not alert again."""
    make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    answered(Alert.objects.get(), cast.ayesha, Alert.Outcome.NOT_SAME)
    make_stay(cast.hotel, cast.ehsan)
    make_stay(cast.other_hotel, cast.farah)
    drain()
    assert Alert.objects.count() == 1
    assert Distinction.objects.get().made_by == cast.ayesha


@pytest.mark.parametrize("changed", ["guest", "listing"])
def test_a_changed_description_alerts_again(cast, changed):
    """The officer told two descriptions apart; with a new one on either side he looks again."""
    listing = make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    answered(Alert.objects.get(), cast.ayesha, Alert.Outcome.NOT_SAME)
    if changed == "guest":
        make_stay(cast.hotel, cast.ehsan, relative_name="Ghulam Rasool Khan")
    else:
        publish(record_of(listing), relative_name="Ghulam Rasool Khan")
    drain()
    assert Alert.objects.filter(state="raised").count() == 1


def test_not_the_same_person_leaves_other_outcomes_alone(cast):
    """Verified and left is no statement about identity: his next stay alerts."""
    make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    answered(Alert.objects.get(), cast.ayesha, Alert.Outcome.VERIFIED)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert Alert.objects.filter(state="raised").count() == 1
    assert not Distinction.objects.exists()


def test_a_lead_that_becomes_an_errand(cast, now):
    """A guest found after leaving, who turns out to be still there, is an errand for both."""
    make_listing(at=now, owning_station=cast.margalla)
    stay = make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=5))
    actions.end_sightings(stay.guests.all(), until=now)
    drain()
    assert all(alert.is_lead for alert in Alert.objects.all())
    place = actions.Place(station=cast.kohsar, premises="Margalla View Hotel")
    guest = stay.guests.get()
    guest.phone = "03007654321"
    actions.report_sightings([actions.Party((guest,), place, now)], kind="guest", at=now)
    drain()
    assert {(one.station_id, one.is_lead) for one in Alert.objects.all()} == {
        (cast.margalla.pk, False),
        (cast.kohsar.pk, False),
    }


def test_a_match_found_after_departure_wakes_as_a_lead(cast, now):
    """The owner's closed errand wakes as a lead when the guest has left in the meantime."""
    make_listing(owning_station=cast.kohsar, category_id="convict")
    stay = make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=5))
    drain()
    answered(Alert.objects.get(), cast.ayesha)
    actions.end_sightings(stay.guests.all(), until=now)
    make_listing(owning_station=cast.kohsar)
    drain()
    alert = Alert.objects.get()
    assert (alert.state, alert.is_lead) == ("raised", True)


def test_namesakes_do_not_disturb_each_other(cast):
    """Two guests, one looked for: one alert, about the right one."""
    make_listing()
    make_stay(cast.hotel, cast.ehsan, cnic=ANOTHER_CNIC, room="1")
    make_stay(cast.hotel, cast.ehsan, room="2")
    drain()
    assert Alert.objects.select_related("sighting").get().sighting.spot == "2"

"""Who is found, in both directions: new sightings against listings, new listings against all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts import actions
from alerts.models import Alert, Listing, ListingCategory, Match, Severity, Sighting
from hotel_eye.actions import check_in, check_out
from hotel_eye.models import Guest, Stay
from tests.alerts.alert_scenes import (
    ANOTHER_CNIC,
    CNIC,
    ONE_DIGIT_OFF,
    TWO_SWAPPED,
    drain,
    publish,
    record_of,
)
from tests.people_on_file import INNOCENT, WANTED, make_convict, make_listing, make_stay

pytestmark = pytest.mark.django_db

NO_CNIC = {"cnic": "", "name_ur": ""}
BARE = {"relative_name": "", "relation": "", "birth_year": None, "district": "", "name_ur": ""}
AFGHAN = {"cnic": "", "passport_no": "P01234567", "nationality": "AFG"}
OTHER_NAME = {"name": "Zahid Bashir", "name_ur": "", "relative_name": "Bashir Ahmed"}

FORWARD = [
    # what the listing says, what the desk typed, and the band of the alert (None: no alert)
    ("equal CNIC", {}, {}, "confirmed"),
    ("equal CNIC, other name", {}, OTHER_NAME, "cnic_in_use"),
    ("one digit substituted", {}, {"cnic": ONE_DIGIT_OFF}, "probable"),
    ("two digits swapped", {}, {"cnic": TWO_SWAPPED}, "probable"),
    ("a slip, other name", {}, {"cnic": ONE_DIGIT_OFF, **OTHER_NAME}, None),
    ("name and father, no CNIC listed", NO_CNIC, {"cnic": ANOTHER_CNIC}, "probable"),
    ("same name, different CNIC", {}, {"cnic": ANOTHER_CNIC}, None),
    ("lone name listed", {**NO_CNIC, **BARE}, {"cnic": ANOTHER_CNIC}, None),
    ("lone name on both sides", {**NO_CNIC, **BARE}, {"cnic": ANOTHER_CNIC, **BARE}, None),
    ("equal passport", AFGHAN, AFGHAN, "confirmed"),
    ("passport of another country", AFGHAN, {**AFGHAN, "nationality": "IRN", **OTHER_NAME}, None),
    ("nobody like him", {}, INNOCENT, None),
]


@pytest.mark.parametrize(
    ("listed", "seen", "band"),
    [row[1:] for row in FORWARD],
    ids=[row[0] for row in FORWARD],
)
@pytest.mark.parametrize("listing_first", [True, False], ids=["forward", "reverse"])
def test_band_of_what_was_entered(cast, listed, seen, band, listing_first):
    """Both directions end in the same comparison and the same band, or in no alert."""
    if listing_first:
        make_listing(**listed)
        drain()
        make_stay(cast.hotel, cast.ehsan, **seen)
    else:
        make_stay(cast.hotel, cast.ehsan, **seen)
        drain()
        make_listing(**listed)
    drain()
    assert [alert.band for alert in Alert.objects.all()] == ([band] if band else [])
    assert not Sighting.objects.filter(screened_at=None).exists()
    assert not Listing.objects.filter(screened_at=None).exists()


def test_match_keeps_the_words_of_that_day(cast):
    """A match holds its evidence in both languages, and both contents as they were."""
    listing = make_listing()
    make_stay(cast.hotel, cast.ehsan, cnic=ONE_DIGIT_OFF)
    drain()
    match = Match.objects.get()
    first = match.evidence[0]
    assert set(first["words"]) == {"en", "ur"}
    assert "61101-1234567-1" in first["words"]["en"]
    assert (match.listing_hash, match.category_id) == (listing.content_hash, "proclaimed_offender")
    assert [piece for piece, differs in match.local_evidence[0]["theirs"] if differs] == ["1"]


def test_eight_namesakes_raise_no_siren(cast):
    """One guest named as eight listed men without CNIC is no errand for anybody."""
    for _ in range(8):
        make_listing(**NO_CNIC)
    make_stay(cast.hotel, cast.ehsan, cnic=ANOTHER_CNIC)
    drain()
    assert not Alert.objects.exclude(severity=Severity.QUIET).exists()


def test_companions_are_screened(cast, now):
    """The second guest of a party is found as the first would be."""
    make_listing()
    guests = [Guest(**INNOCENT), Guest(**WANTED)]
    stay = Stay(room="9", arrived_at=now, expected_until=now + timedelta(days=1), purpose="family")
    check_in(by=cast.ehsan, hotel=cast.hotel, stay=stay, guests=guests, at=now)
    drain()
    alert = Alert.objects.get()
    assert alert.sighting.source_id == guests[1].pk
    assert (alert.sighting.spot, alert.sighting.premises) == ("9", "Margalla View Hotel")


POSSIBLE_IS_QUIETER = [
    # category, possible?, severity
    ("proclaimed_offender", False, Severity.CRITICAL),
    ("court_absconder", False, Severity.HIGH),
    ("convict", False, Severity.QUIET),
    ("proclaimed_offender", True, Severity.MEDIUM),
    ("court_absconder", True, Severity.QUIET),
    ("convict", True, Severity.QUIET),
]


@pytest.mark.parametrize(("category", "is_possible", "severity"), POSSIBLE_IS_QUIETER)
def test_severity_follows_category_and_band(cast, category, is_possible, severity):
    """A merely possible match comes two steps quieter than its category, never below the last."""
    unsure = {"cnic": "", "birth_year": None, "district": ""} if is_possible else {}
    make_listing(category_id=category, **unsure)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    alert = Alert.objects.get()
    assert alert.band == ("possible" if is_possible else "confirmed")
    assert alert.severity == severity


# --- The list comes after the guest ---


def test_listing_published_after_check_in_alerts_at_once(cast):
    """Somebody in the house since yesterday alerts with the first drain after publication."""
    make_stay(cast.hotel, cast.ehsan, at=timezone.now() - timedelta(days=1))
    drain()
    assert not Alert.objects.exists()
    make_listing()
    drain()
    alert = Alert.objects.get()
    assert (alert.station, alert.is_lead, alert.state) == (cast.kohsar, False, "raised")


def test_listing_published_after_check_out_is_a_lead_for_the_owner(cast, now):
    """Who has left is no errand for the hotel's station, but a lead for the station of the case."""
    stay = make_stay(cast.hotel, cast.ehsan, at=now - timedelta(days=3))
    drain()
    check_out(by=cast.ehsan, stay=stay, left_at=now - timedelta(days=1), at=now)
    make_listing(owning_station=cast.margalla)
    drain()
    alert = Alert.objects.get()
    assert (alert.station, alert.is_lead) == (cast.margalla, True)
    assert list(Alert.objects.leads()) == [alert]
    assert not Alert.objects.open().exists()


def test_without_an_owner_there_is_no_lead(cast, now):
    """Nobody owns the case and the guest has left: the match is kept, nobody is called."""
    stay = make_stay(cast.hotel, cast.ehsan, at=now - timedelta(days=3))
    drain()
    check_out(by=cast.ehsan, stay=stay, left_at=now - timedelta(days=1), at=now)
    make_listing()
    drain()
    assert Match.objects.count() == 1
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("owner", "stations"),
    [
        ("margalla", {"ISB-KSR", "ISB-MRG"}),
        ("kohsar", {"ISB-KSR"}),
        ("clifton", {"ISB-KSR", "KHI-CLF"}),
        (None, {"ISB-KSR"}),
    ],
)
def test_both_stations_get_an_alert_of_their_own(cast, owner, stations):
    """The station of the hotel and the station of the case; one alert where they are the same."""
    make_listing(owning_station=getattr(cast, owner) if owner else None)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    alerts = list(Alert.objects.select_related("station"))
    assert {alert.station.code for alert in alerts} == stations
    assert len(alerts) == len(stations)


OUT_OF_FORCE = [
    ("expired yesterday", timedelta(days=-9), timedelta(days=-1)),
    ("from tomorrow", timedelta(days=1), None),
    ("from tomorrow for a week", timedelta(days=1), timedelta(days=8)),
]


@pytest.mark.parametrize(
    ("starts", "ends"), [row[1:] for row in OUT_OF_FORCE], ids=[row[0] for row in OUT_OF_FORCE]
)
@pytest.mark.parametrize("listing_first", [True, False], ids=["forward", "reverse"])
def test_listing_out_of_force_does_not_match(cast, now, starts, ends, listing_first):
    """Only what is valid at the moment of screening is looked for."""
    valid = {"valid_from": now + starts, "valid_to": now + ends if ends else None}
    if listing_first:
        publish(make_convict(), **valid)
        drain()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    if not listing_first:
        publish(make_convict(), **valid)
        drain()
    assert not Match.objects.exists()


def test_listing_of_tomorrow_finds_the_guest_of_today(cast, now):
    """A listing that comes into force later is screened against the house at that hour."""
    publish(make_convict(), valid_from=now + timedelta(days=1))
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert not Alert.objects.exists()
    drain(at=now + timedelta(days=1, minutes=1))
    assert Alert.objects.get().station == cast.kohsar


# --- The list changes its mind ---


def test_withdrawal_closes_open_alerts(cast, now):
    """An acquittal closes waiting and acknowledged alerts with its reason, by nobody."""
    listing = make_listing(owning_station=cast.margalla)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    actions.acknowledge(by=cast.ayesha, alert=Alert.objects.get(station=cast.kohsar), at=now)
    actions.withdraw_listing(record_of(listing), reason="Acquitted on 3 May", at=now)
    for alert in Alert.objects.all():
        assert (alert.state, alert.outcome, alert.closed_by) == ("closed", "withdrawn", None)
        assert alert.outcome_note == "Acquitted on 3 May"
    assert Alert.objects.get(station=cast.kohsar).acknowledged_by == cast.ayesha


def test_withdrawing_what_is_not_published_does_nothing(cast, now):
    """A record without a listing, or with one withdrawn before, can be withdrawn again."""
    actions.withdraw_listing(make_convict(), reason="x", at=now)
    listing = make_listing()
    record = record_of(listing)
    actions.withdraw_listing(record, reason="first", at=now)
    actions.withdraw_listing(record, reason="second", at=now)
    listing.refresh_from_db()
    assert listing.withdrawn_reason == "first"


def test_withdrawal_leaves_an_alert_with_another_ground(cast, now):
    """Wanted in two cases, acquitted in one: the alert stands."""
    first, _second = make_listing(), make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    actions.withdraw_listing(record_of(first), reason="Acquitted", at=now)
    assert Alert.objects.get().state == "raised"


def test_corrected_listing_closes_what_no_longer_fits(cast):
    """A record published again with another identity ends the alerts it had caused by mistake."""
    listing = make_listing(owning_station=cast.margalla)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert Alert.objects.open().count() == 2
    publish(record_of(listing), owning_station=cast.margalla, **INNOCENT, name_ur="")
    drain()
    assert {alert.outcome for alert in Alert.objects.all()} == {"withdrawn"}
    assert {alert.closed_by_id for alert in Alert.objects.all()} == {None}


def test_corrected_listing_that_still_fits_keeps_its_alert(cast):
    """A better spelling of the father's name is no reason to stop looking."""
    listing = make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    publish(record_of(listing), relative_name="Ghulam Rasul")
    drain()
    assert Alert.objects.get().state == "raised"
    assert Match.objects.get().listing_hash == Listing.objects.get().content_hash


def test_correction_waits_for_its_screening(cast, now):
    """Another listing's withdrawal does not close an alert whose own listing is being corrected."""
    kept, withdrawn = make_listing(), make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    publish(record_of(kept), relative_name="Ghulam Rasul")
    actions.withdraw_listing(record_of(withdrawn), reason="Acquitted", at=now)
    assert Alert.objects.get().state == "raised"


def test_published_again_after_a_withdrawal_alerts_again(cast, now):
    """Withdrawn by mistake and put back: the guest who is still in the house alerts again."""
    listing = make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    actions.withdraw_listing(record_of(listing), reason="Acquitted", at=now)
    publish(record_of(listing))
    drain()
    alert = Alert.objects.get()
    assert (alert.state, alert.outcome, alert.closed_at) == ("raised", "", None)


def test_corrected_guest_never_closes_an_alert(cast, now):
    """Whoever can change a guest's data could silence the police: only an officer closes."""
    make_listing()
    stay = make_stay(cast.hotel, cast.ehsan)
    drain()
    guest = stay.guests.get()
    for name, value in {**INNOCENT, "name_ur": ""}.items():
        setattr(guest, name, value)
    guest.save()
    place = actions.Place(station=cast.kohsar, premises=cast.hotel.name)
    actions.report_sightings([actions.Party((guest,), place, now)], kind="guest", at=now)
    drain()
    assert Alert.objects.get().state == "raised"


def test_equal_cnic_is_found_in_any_spelling(cast):
    """The list says 61101-1234567-1, the desk types bare digits: one CNIC."""
    make_listing(cnic="61101-1234567-1")
    make_stay(cast.hotel, cast.ehsan, cnic=CNIC)
    drain()
    assert Alert.objects.get().band == "confirmed"


def test_alias_is_found(cast):
    """A man who gives his other name and his father's is found by it."""
    publish(make_convict(cnic="", name_ur=""), aliases=["Bilal Hussain"])
    make_stay(cast.hotel, cast.ehsan, name="Bilal Hussain", cnic=ANOTHER_CNIC)
    drain()
    assert Alert.objects.get().band == "probable"


def test_wanted_in_two_cases_without_a_cnic(cast):
    """Two listings that may be one man leave each other less than half; the officer gets both."""
    for _ in range(2):
        make_listing(**NO_CNIC)
    make_stay(cast.hotel, cast.ehsan, cnic=ANOTHER_CNIC)
    drain()
    alert = Alert.objects.get()
    assert alert.band == "possible"
    assert Match.objects.for_alert(alert).count() == 2


def republish(record, at):
    actions.publish_listing(
        record,
        category=ListingCategory.objects.get(pk=record.category_id),
        valid_from=at,
        at=at,
    )


def test_who_left_before_anybody_looked_is_a_lead_for_the_place(cast, now):
    """After a night without a worker the hotel's station still learns who was there."""
    make_listing(at=now - timedelta(days=5))
    stay = make_stay(cast.hotel, cast.ehsan, at=now - timedelta(days=1))
    check_out(by=cast.ehsan, stay=stay, left_at=now - timedelta(hours=1), at=now)
    drain()
    alert = Alert.objects.get()
    assert (alert.station, alert.is_lead) == (cast.kohsar, True)


def test_a_match_that_becomes_more_serious_rings_anew(cast, now):
    """A convict in the house who is proclaimed an offender: critical, and waiting again."""
    record = make_convict(category_id="convict")
    republish(record, at=now)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    alert = actions.acknowledge(by=cast.bilal, alert=Alert.objects.get(), at=now)
    assert alert.severity == Severity.QUIET
    record.category_id = "proclaimed_offender"
    record.save()
    republish(record, at=now)
    drain()
    alert.refresh_from_db()
    assert (alert.severity, alert.state) == (Severity.CRITICAL, Alert.State.RAISED)
    assert Match.objects.get().category_id == "proclaimed_offender"

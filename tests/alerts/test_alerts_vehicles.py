"""Stolen vehicles: a plate that was seen meets a plate that is looked for, whichever came first."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from alerts import actions, bell, completeness, matches, policies, screening, tasks, vehicles
from alerts.models import (
    Alert,
    Distinction,
    Listing,
    Match,
    Severity,
    Sighting,
    VehicleListing,
    VehicleMatch,
)
from audit.models import Event
from convicts.actions import seal
from hotel_eye.actions import check_in, check_out
from hotel_eye.models import Guest, Stay
from matching.vehicle import InvalidSerialNumber
from tests.alerts.alert_scenes import PLATE, answered, drain, look_for_vehicle, record_of
from tests.people_on_file import INNOCENT, WANTED, make_convict, make_listing, make_stay

pytestmark = pytest.mark.django_db

#: Somebody nobody looks for, who comes by car.
DRIVER = {**INNOCENT, "name_ur": ""}


def arrive(cast, vehicle_no=PLATE, **fields):
    """A guest whom nobody looks for checks in with a car."""
    return make_stay(cast.hotel, cast.ehsan, vehicle_no=vehicle_no, **{**DRIVER, **fields})


def stations() -> set[tuple[str, bool]]:
    """(station, is it a lead?) of every alert."""
    alerts = Alert.objects.select_related("station")
    return {(alert.station.code, alert.is_lead) for alert in alerts}


# --- Both directions ---


@pytest.mark.parametrize("listing_first", [True, False], ids=["FIR first", "guest first"])
@pytest.mark.parametrize("typed", ["LEA-19-1234", "lea 19 1234", "LEA191234", "LEA-۱۹-۱۲۳۴"])
def test_both_stations_are_alerted_whichever_came_first(cast, listing_first, typed):
    """At the hotel's station and the case's, in whatever way the plate was written."""
    if listing_first:
        look_for_vehicle(cast.margalla)
        drain()
        arrive(cast, typed)
    else:
        arrive(cast, typed)
        drain()
        look_for_vehicle(cast.margalla)
    drain()
    assert stations() == {("ISB-KSR", False), ("ISB-MRG", False)}
    for alert in Alert.objects.all():
        assert (alert.severity, alert.band) == (Severity.HIGH, "probable")
        assert (alert.about_person, alert.about_vehicle) == (False, True)
    assert not Match.objects.exists()
    assert not Sighting.objects.filter(screened_at=None).exists()
    assert not VehicleListing.objects.filter(screened_at=None).exists()


@pytest.mark.parametrize("typed", ["", "LEA-18-1234", "LEA-1234", "applied for", "none"])
@pytest.mark.parametrize("listing_first", [True, False])
def test_another_plate_or_none_is_no_match(cast, typed, listing_first):
    """Exact keys only."""
    if listing_first:
        look_for_vehicle(cast.margalla)
    arrive(cast, typed)
    drain()
    if not listing_first:
        look_for_vehicle(cast.margalla)
        drain()
    assert not VehicleMatch.objects.exists()
    assert not Alert.objects.exists()


def test_an_odd_plate_is_looked_for_as_it_is(cast):
    """A foreigner's or an army's plate has no known shape, and is found all the same."""
    look_for_vehicle(cast.margalla, registration_no="Kabul 12345")
    arrive(cast, "KABUL-12345")
    drain()
    assert Alert.objects.count() == 2


def test_vehicles_without_a_plate_do_not_meet_those_who_came_without(cast):
    """A chassis number alone matches nobody at a hotel, and is screened at once."""
    listing = look_for_vehicle(cast.margalla, registration_no="applied for")
    arrive(cast, "applied for")
    arrive(cast, "")
    drain()
    listing.refresh_from_db()
    assert listing.screened_at is not None
    assert not VehicleMatch.objects.exists()


def test_a_party_is_one_alert(cast, now):
    """The vehicle is the head's: a family of five in a stolen car is one errand."""
    guests = [Guest(**{**DRIVER, "cnic": f"352029876543{number}"}) for number in range(5)]
    stay = Stay(
        room="9",
        arrived_at=now,
        expected_until=now + timedelta(days=1),
        purpose="family",
        vehicle_no=PLATE,
    )
    check_in(by=cast.ehsan, hotel=cast.hotel, stay=stay, guests=guests, at=now)
    look_for_vehicle(cast.kohsar)
    drain()
    alert = Alert.objects.select_related("sighting").get()
    assert alert.sighting.source_id == guests[0].pk
    plates = Sighting.objects.order_by("pk").values_list("vehicle_no", "vehicle_key")
    assert list(plates) == [(PLATE, "LEA191234"), *[("", "")] * 4]


def test_match_keeps_the_words_of_that_day(cast):
    """In both languages; a listing published again with other words changes nothing of it."""
    listing = look_for_vehicle(cast.margalla)
    arrive(cast, "lea 19 1234")
    drain()
    look_for_vehicle(cast.margalla, record_of(listing), registration_no="Lea 19/1234")
    drain()
    match = VehicleMatch.objects.get()
    assert match.local_evidence == ["Registration number agrees: lea 19 1234 = LEA-19-1234"]
    with translation.override("ur"):
        assert match.local_evidence[0].startswith("رجسٹریشن نمبر ملتا ہے")


# --- Present and past ---


def test_who_had_left_is_a_lead_for_the_owner(cast, now):
    """A stay that ended before the FIR: nothing for the hotel's station, a lead for the case's."""
    stay = arrive(cast, at=now - timedelta(days=3))
    drain()
    check_out(by=cast.ehsan, stay=stay, left_at=now - timedelta(days=1), at=now)
    look_for_vehicle(cast.margalla)
    drain()
    assert stations() == {("ISB-MRG", True)}


def test_who_left_before_anybody_looked_is_a_lead_for_the_place_too(cast, now):
    """After a night without a worker, whichever of the two is drained first."""
    stay = arrive(cast, at=now - timedelta(days=1))
    check_out(by=cast.ehsan, stay=stay, left_at=now - timedelta(hours=1), at=now)
    look_for_vehicle(cast.margalla)
    drain()
    assert stations() == {("ISB-KSR", True), ("ISB-MRG", True)}


@pytest.mark.parametrize("listing_first", [True, False])
@pytest.mark.parametrize(("hours", "alerts"), [(-1, 0), (0, 2), (1, 2)])
def test_the_owner_in_his_own_car_is_spared(cast, now, listing_first, hours, alerts):
    """Whoever came before the vehicle was missing came in it by right."""
    missing_since = now - timedelta(days=2)
    arrived = missing_since + timedelta(hours=hours)
    if listing_first:
        look_for_vehicle(cast.margalla, missing_since=missing_since)
        drain()
    arrive(cast, at=arrived)
    drain()
    if not listing_first:
        look_for_vehicle(cast.margalla, missing_since=missing_since)
        drain()
    assert Alert.objects.count() == alerts
    assert completeness.vehicles_without_match() == []


def test_nothing_is_published_for_tomorrow(cast, now):
    """A clock would have a say in who meets whom, and two workers have two clocks."""
    with pytest.raises(IntegrityError, match="alerts_vehiclelisting_in_force"):
        look_for_vehicle(cast.margalla, valid_from=now + timedelta(days=1), at=now)


def test_a_worker_whose_clock_lags_misses_nothing(cast, now):
    """His night is the FIR's morning."""
    look_for_vehicle(cast.kohsar)
    arrive(cast, at=now - timedelta(hours=5))
    screening.drain_sightings(at=now - timedelta(hours=1))
    assert Alert.objects.count() == 1


# --- Once ---


def test_draining_twice_finds_nothing_the_second_time(cast, now):
    """A duplicate delivery finds nothing to do, and neither does a look from the other side."""
    look_for_vehicle(cast.margalla)
    arrive(cast)
    drain()
    drain()
    for model in (VehicleListing, Sighting):
        model.objects.update(screened_at=None)
        drain()
    acts = Event.objects.filter(action__in=["alerts.raised", "alerts.joined"])
    assert list(acts.values_list("action", flat=True)) == ["alerts.raised"] * 2
    assert VehicleMatch.objects.count() == 1


def test_what_a_killed_worker_held_is_taken_again(cast, monkeypatch):
    """Matches, alerts and the mark stand or fall together; the listing goes on waiting."""
    arrive(cast)
    drain()
    look_for_vehicle(cast.margalla)

    def power_cut(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(screening, "close_groundless", power_cut)
        with pytest.raises(KeyboardInterrupt):
            screening.drain(at=timezone.now())
    assert (VehicleMatch.objects.count(), Alert.objects.count()) == (0, 0)
    drain()
    assert (VehicleMatch.objects.count(), Alert.objects.count()) == (1, 2)


def test_a_sighting_that_cannot_be_alerted_steps_aside(cast, now, monkeypatch):
    """One guest's failure holds up neither the other guest nor the vehicle."""
    for room in "12":
        arrive(cast, room=room)
    drain()
    genuine = matches.keep

    def keep(found, *args):
        if "1" in {match.sighting.spot for match in found}:
            raise RuntimeError("this one cannot be kept")
        genuine(found, *args)

    look_for_vehicle(cast.kohsar)
    with monkeypatch.context() as patch:
        patch.setattr(matches, "keep", keep)
        drain(now)
    assert VehicleListing.objects.get().screened_at is not None
    assert Alert.objects.get().sighting.spot == "2"
    drain(now + timedelta(minutes=6))
    assert Alert.objects.count() == 2


def test_many_vehicles_are_screened_in_batches(cast, monkeypatch):
    """`drain` says that more waits, and the batches together screen every one once."""
    monkeypatch.setattr(screening, "VEHICLES_AT_ONCE", 2)
    for number in range(5):
        look_for_vehicle(cast.kohsar, registration_no=f"ABC-{100 + number}")
        arrive(cast, f"abc{100 + number}")
    now = timezone.now()
    assert [screening.drain_vehicles(at=now) for _ in range(4)] == [True, True, False, False]
    assert Alert.objects.count() == 5


def test_publishing_rings_the_bell(cast, monkeypatch, django_capture_on_commit_callbacks):
    """A stolen vehicle must not wait for the next check-in."""
    rings: list[bool] = []
    monkeypatch.setattr(bell, "ring", lambda: rings.append(True))
    with django_capture_on_commit_callbacks(execute=True):
        look_for_vehicle(cast.kohsar)
    assert rings == [True]


# --- Persons and vehicles together ---


def test_person_and_vehicle_gather_in_one_alert(cast):
    """A wanted man in a stolen car is one errand, as urgent as the worse of the two."""
    make_listing(owning_station=cast.margalla)
    look_for_vehicle(cast.margalla)
    arrive(cast, **WANTED)
    drain()
    assert stations() == {("ISB-KSR", False), ("ISB-MRG", False)}
    for alert in Alert.objects.all():
        assert (alert.about_person, alert.about_vehicle) == (True, True)
        assert (alert.severity, alert.band) == (Severity.CRITICAL, "confirmed")
    assert Event.objects.filter(action="alerts.raised").count() == 2


@pytest.mark.parametrize("person_first", [True, False])
def test_what_is_found_later_joins(cast, person_first):
    """One alert for each sighting and station, whatever came first."""
    arrive(cast, **WANTED)
    publish = [lambda: make_listing(), lambda: look_for_vehicle(cast.kohsar)]
    for one in publish if person_first else publish[::-1]:
        one()
        drain()
    alert = Alert.objects.get()
    assert (alert.about_person, alert.about_vehicle) == (True, True)
    acts = Event.objects.about(alert).order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["alerts.raised", "alerts.joined"]


def test_each_owner_reads_of_its_own(cast):
    """The owner of the car does not learn that the man is looked for, and the other way round."""
    make_listing(owning_station=cast.clifton)
    look_for_vehicle(cast.margalla)
    arrive(cast, **WANTED)
    drain()
    about = {
        alert.station.code: (
            Match.objects.for_alert(alert).count(),
            VehicleMatch.objects.for_alert(alert).count(),
            alert.about_person,
            alert.about_vehicle,
        )
        for alert in Alert.objects.select_related("station", "sighting")
    }
    assert about == {
        "ISB-KSR": (1, 1, True, True),
        "KHI-CLF": (1, 0, True, False),
        "ISB-MRG": (0, 1, False, True),
    }


# --- The case changes ---


def test_recovery_closes_open_alerts(cast, now):
    """A withdrawn vehicle closes waiting and acknowledged alerts with its reason, by nobody."""
    listing = look_for_vehicle(cast.margalla)
    arrive(cast)
    drain()
    actions.acknowledge(by=cast.ayesha, alert=Alert.objects.get(station=cast.kohsar), at=now)
    vehicles.withdraw_vehicle(record_of(listing), reason="Recovered at Tarnol", at=now)
    for alert in Alert.objects.all():
        assert (alert.state, alert.outcome, alert.closed_by) == ("closed", "withdrawn", None)
        assert alert.outcome_note == "Recovered at Tarnol"
    arrive(cast, room="9")
    drain()
    assert not Alert.objects.exclude(state="closed").exists()


def test_withdrawing_before_it_was_screened(cast, now):
    """Nothing is looked for, nothing waits."""
    arrive(cast)
    listing = look_for_vehicle(cast.margalla)
    vehicles.withdraw_vehicle(record_of(listing), reason="Found in the next street", at=now)
    drain()
    assert not Alert.objects.exists()
    assert not VehicleListing.objects.waiting().exists()


def test_withdrawing_what_is_not_published_does_nothing(cast, now):
    """A record without a vehicle, or with one withdrawn before."""
    vehicles.withdraw_vehicle(make_convict(), reason="x", at=now)
    listing = look_for_vehicle(cast.margalla)
    vehicles.withdraw_vehicle(record_of(listing), reason="first", at=now)
    vehicles.withdraw_vehicle(record_of(listing), reason="second", at=now)
    listing.refresh_from_db()
    assert listing.withdrawn_reason == "first"


@pytest.mark.parametrize("withdrawn", ["vehicle", "person"])
def test_an_alert_with_another_ground_stands(cast, now, withdrawn):
    """The car is back, the man is not; or the man is acquitted, and still sits in a stolen car."""
    person, vehicle = make_listing(), look_for_vehicle(cast.kohsar)
    arrive(cast, **WANTED)
    drain()
    if withdrawn == "vehicle":
        vehicles.withdraw_vehicle(record_of(vehicle), reason="Recovered", at=now)
    else:
        actions.withdraw_listing(record_of(person), reason="Acquitted", at=now)
    assert Alert.objects.get().state == "raised"
    vehicles.withdraw_vehicle(record_of(vehicle), reason="Recovered", at=now)
    actions.withdraw_listing(record_of(person), reason="Acquitted", at=now)
    assert Alert.objects.get().outcome == "withdrawn"


def test_put_back_after_a_mistake_alerts_again(cast, now):
    """Withdrawn by mistake: the guest who is still in the house alerts again."""
    listing = look_for_vehicle(cast.kohsar)
    arrive(cast)
    drain()
    vehicles.withdraw_vehicle(record_of(listing), reason="Recovered", at=now)
    look_for_vehicle(cast.kohsar, record_of(listing))
    drain()
    assert Alert.objects.get().state == "raised"


def test_a_corrected_plate_closes_what_no_longer_fits(cast):
    """The FIR had one figure wrong: the wrong car's alerts end, the right one's begin."""
    listing = look_for_vehicle(cast.margalla)
    arrive(cast, room="1")
    arrive(cast, "LEA-19-4321", room="2")
    drain()
    look_for_vehicle(cast.margalla, record_of(listing), registration_no="LEA-19-4321")
    drain()
    rooms = {(one.sighting.spot, one.state) for one in Alert.objects.select_related("sighting")}
    assert rooms == {("1", "closed"), ("2", "raised")}


def test_a_corrected_guest_never_closes_an_alert(cast, now):
    """Whoever can change what the desk wrote could silence the police."""
    look_for_vehicle(cast.kohsar)
    stay = arrive(cast)
    drain()
    place = actions.Place(station=cast.kohsar, premises=cast.hotel.name)
    without_it = actions.Party(tuple(stay.guests.all()), place, seen_from=now)
    actions.report_sightings([without_it], kind="guest", at=now)
    drain()
    assert Alert.objects.get().state == "raised"


# --- Not the same ---


def test_not_the_same_vehicle_is_remembered(cast):
    """The same guest with the same plate does not alert again; another guest with it does."""
    look_for_vehicle(cast.kohsar)
    arrive(cast)
    drain()
    answered(Alert.objects.get(), cast.ayesha, Alert.Outcome.NOT_SAME)
    arrive(cast, "lea 19-1234", room="2")
    drain()
    assert Alert.objects.count() == 1
    assert Distinction.objects.get().made_by == cast.ayesha
    arrive(cast, room="3", cnic="3520298765499", name="Zaryab Gul")
    drain()
    assert Alert.objects.filter(state="raised").count() == 1


def test_a_corrected_chassis_number_alerts_again(cast):
    """The officer compared it with the old one."""
    listing = look_for_vehicle(cast.kohsar)
    arrive(cast)
    drain()
    answered(Alert.objects.get(), cast.ayesha, Alert.Outcome.NOT_SAME)
    look_for_vehicle(cast.kohsar, record_of(listing), description="Silver Corolla")
    drain()
    assert Alert.objects.get().state == "closed"
    look_for_vehicle(cast.kohsar, record_of(listing), chassis_no="NZE170-9999999")
    drain()
    assert Alert.objects.get().state == "raised"


def test_an_alert_told_apart_closes_the_owners_too_only_by_its_officer(cast):
    """The owner's alert stays open: its officer answers for himself."""
    look_for_vehicle(cast.margalla)
    arrive(cast)
    drain()
    answered(Alert.objects.get(station=cast.kohsar), cast.ayesha, Alert.Outcome.NOT_SAME)
    assert Alert.objects.get(station=cast.margalla).state == "raised"


# --- Outcomes ---


def test_a_vehicle_is_recovered_and_a_person_is_not(cast, now):
    """That outcome is offered where a vehicle is looked for, and refused everywhere else."""
    make_listing()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    person = Alert.objects.get()
    actions.acknowledge(by=cast.ayesha, alert=person, at=now)
    with pytest.raises(actions.Refused, match="Choose what came of it"):
        actions.close(by=cast.ayesha, alert=person, outcome="recovered", at=now)
    page = cast.client(cast.ayesha).get(reverse("alerts:detail", args=[person.pk]))
    assert "Vehicle recovered" not in page.content.decode()
    look_for_vehicle(cast.kohsar)
    arrive(cast)
    drain()
    vehicle = Alert.objects.get(about_vehicle=True)
    assert policies.outcomes_of(vehicle)[0] == "recovered"
    assert answered(vehicle, cast.ayesha, "recovered").outcome == "recovered"


NONSENSE = [
    ("alerts_alert_about_something", {"about_vehicle": False}),
    (
        "alerts_alert_recovers_a_vehicle",
        {"about_person": True, "about_vehicle": False, "outcome": "recovered"},
    ),
]


@pytest.mark.parametrize(("constraint", "fields"), NONSENSE)
def test_nonsense_about_alerts_is_refused_by_the_table(cast, now, constraint, fields):
    """About nobody and nothing; a vehicle recovered where none was looked for."""
    look_for_vehicle(cast.kohsar)
    arrive(cast)
    drain()
    answered(Alert.objects.get(), cast.ayesha)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Alert.objects.update(**fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        (
            "alerts_vehiclelisting_has_a_number",
            {"registration_key": "", "chassis_key": "", "engine_key": ""},
        ),
        ("alerts_vehiclelisting_withdrawal_whole", {"withdrawn_reason": "because"}),
        ("alerts_vehiclelisting_withdrawal_whole", {"withdrawn_at": "now"}),
        ("chassis_no", {"chassis_no": "x"}),
    ],
)
def test_nonsense_about_listings_is_refused_by_the_table(cast, now, constraint, fields):
    """No number at all, half a withdrawal."""
    look_for_vehicle(cast.kohsar)
    values = {name: now if value == "now" else value for name, value in fields.items()}
    if constraint == "chassis_no":
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE alerts_vehiclelisting SET chassis_no = 'x'")
        return
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        VehicleListing.objects.update(**values)


def test_what_no_number_tells_is_not_looked_for(cast, now):
    """A new car without plates whose papers are gone: no listing, and no error for the FIR."""
    nothing = {"registration_no": "applied for", "chassis_no": "", "engine_no": ""}
    stolen = {**nothing, "reference": "FIR 1/26", "owning_station": cast.kohsar}
    record = make_convict()
    assert vehicles.publish_vehicle(record, **stolen, valid_from=now, at=now) is None
    assert not VehicleListing.objects.exists()
    look_for_vehicle(cast.kohsar, record)
    arrive(cast)
    drain()
    assert vehicles.publish_vehicle(record, **stolen, valid_from=now, at=now) is None
    assert VehicleListing.objects.get().withdrawn_at == now
    assert Alert.objects.get().outcome == "withdrawn"


def test_a_bad_serial_number_is_the_callers_mistake(cast):
    """It is told by its name, and nothing is published."""
    with pytest.raises(InvalidSerialNumber):
        look_for_vehicle(cast.kohsar, chassis_no="??")
    assert not VehicleListing.objects.exists()


# --- Seals ---


def test_of_a_sealed_record_the_numbers_alone_are_told(cast, now):
    """Whoever stops the car reads which it is and whom to call, and no free text about it."""
    listing = look_for_vehicle(cast.margalla, description="The victim's brother's Corolla")
    arrive(cast)
    drain()
    record = seal(by=cast.dania, record=record_of(listing), sealed_as="sexual_offence", at=now)
    look_for_vehicle(cast.margalla, record, description="The victim's brother's Corolla")
    drain()
    alert = Alert.objects.get(station=cast.kohsar)
    html = cast.client(cast.ayesha).get(f"/alerts/{alert.pk}/").content.decode()
    assert "victim" not in html
    for words in ("LEA-19-1234", "NZE1706012345", "1NZF123456", f"FIR {record.pk}/26"):
        assert words in html, words
    assert VehicleListing.objects.get().description == ""
    assert alert.state == "raised"
    assert Event.objects.filter(action="alerts.joined").count() == 0


def test_a_sealed_man_in_a_stolen_car_leaves_no_mark_on_the_cars_alert(cast, now):
    """The station's alert is to the last bit what it would be without him."""
    look_for_vehicle(cast.kohsar)
    arrive(cast, **WANTED)
    drain(now)
    bare = Alert.objects.values().get()
    person = make_listing(owning_station=cast.margalla, at=now)
    drain(now)
    assert Alert.objects.get(pk=bare["id"]).severity == Severity.CRITICAL
    seal(by=cast.dania, record=record_of(person), sealed_as="juvenile", at=now)
    drain(now)
    assert Alert.objects.filter(pk=bare["id"]).values().get() == bare
    hidden = Alert.objects.exclude(sealed_listing=None)
    assert {(one.about_person, one.about_vehicle) for one in hidden} == {(True, False)}
    assert not any(VehicleMatch.objects.for_alert(one) for one in hidden)


# --- What it costs ---


def queries_of_a_batch(cast, count: int, vehicle_no: str = "") -> int:
    """How many questions the screening of one batch of so many guests asks."""
    for number in range(count):
        arrive(cast, vehicle_no and f"{vehicle_no}-{number + 1}", room=str(number))
    with CaptureQueriesContext(connection) as captured:
        assert screening.drain_sightings(at=timezone.now()) is False
    return len(captured)


def test_a_batch_costs_one_more_question(cast):
    """Without a vehicle none; with two vehicles or with thirty exactly one."""
    make_listing()
    look_for_vehicle(cast.margalla)
    drain()
    bare = queries_of_a_batch(cast, 2)
    assert queries_of_a_batch(cast, 30) == bare
    assert queries_of_a_batch(cast, 2, "ABC") == bare + 1
    assert queries_of_a_batch(cast, 30, "XYZ") == bare + 1


def test_the_page_costs_the_same_however_many_vehicles(cast):
    """One listing of the plate or six: as many questions to the database."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    look_for_vehicle(cast.kohsar)
    arrive(cast)
    drain()
    client = cast.client(cast.ayesha)
    page = reverse("alerts:detail", args=[Alert.objects.get().pk])
    few = queries()
    for _ in range(5):
        look_for_vehicle(cast.margalla)
    drain()
    assert queries() == few


def test_both_probes_use_their_index(cast):
    """By the partial indexes on the keys, not by reading the table."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    seen = Sighting.objects.in_vehicles(["LEA191234"])
    assert "alerts_sighting_vehicle" in seen.explain()
    looked_for = VehicleListing.objects.filter(registration_key__in=["LEA191234"])
    assert "alerts_vehicle_registration" in looked_for.exclude(registration_key="").explain()


# --- Proof ---


def missing() -> dict[str, int]:
    proof = completeness.verify(at=timezone.now())
    return {name: getattr(proof, name) for name in ("waiting_vehicles", "vehicles_without_match")}


def test_the_proof_knows_vehicles(cast, now):
    """What waits too long, and a pair of one plate that nobody matched."""
    look_for_vehicle(cast.kohsar)
    arrive(cast)
    drain()
    assert missing() == {"waiting_vehicles": 0, "vehicles_without_match": 0}
    VehicleMatch.objects.all().delete()
    assert missing() == {"waiting_vehicles": 0, "vehicles_without_match": 1}
    tasks.verify_screening()
    assert Event.objects.get(action="alerts.incomplete").detail["vehicles_without_match"] == 1
    long_ago = now - timedelta(days=2)
    look_for_vehicle(cast.kohsar, registration_no="ABC-1", valid_from=long_ago, at=long_ago)
    assert missing() == {"waiting_vehicles": 1, "vehicles_without_match": 1}


def test_those_whose_vehicle_is_withdrawn_are_not_missing(cast, now):
    """Whoever came in it afterwards was not compared with it."""
    listing = look_for_vehicle(cast.kohsar)
    vehicles.withdraw_vehicle(record_of(listing), reason="Recovered", at=now)
    arrive(cast)
    drain()
    assert missing() == {"waiting_vehicles": 0, "vehicles_without_match": 0}


# --- The officer's pages ---


def test_the_page_shows_everything_an_officer_needs(cast):
    """Which car, whose case, what to do; and that it is not about the guest."""
    look_for_vehicle(cast.margalla)
    arrive(cast, "lea 19 1234")
    drain()
    alert = Alert.objects.get(station=cast.kohsar)
    html = cast.client(cast.ayesha).get(reverse("alerts:detail", args=[alert.pk])).content.decode()
    for words in (
        *("Stolen or snatched vehicle", "Do not let the vehicle leave.", "lea 19 1234"),
        *("NZE1706012345", "1NZF123456", "White Toyota Corolla", "Margalla", "the chassis number"),
        *("This alert is about the vehicle, not about the person", "Registration number agrees"),
    ):
        assert words in html, words


@pytest.mark.parametrize(
    ("is_wanted", "words"),
    [(True, "The vehicle is looked for, too"), (False, "Came in a vehicle that is looked for")],
)
def test_the_card_says_what_is_looked_for(cast, is_wanted, words):
    """The plate, and whether the man is looked for as well."""
    if is_wanted:
        make_listing()
    look_for_vehicle(cast.kohsar)
    arrive(cast, **(WANTED if is_wanted else {}))
    drain()
    html = cast.client(cast.ayesha).get(reverse("alerts:board")).content.decode()
    assert words in html
    assert PLATE in html


@pytest.mark.parametrize("name", ["leads", "closed"])
def test_lists_show_the_plate(cast, now, name):
    """Beside the name of whoever came in it."""
    look_for_vehicle(cast.kohsar)
    stay = arrive(cast, at=now - timedelta(hours=5))
    if name == "leads":
        check_out(by=cast.ehsan, stay=stay, left_at=now - timedelta(hours=1), at=now)
    drain()
    if name == "closed":
        answered(Alert.objects.get(), cast.ayesha, "recovered")
    client = cast.client(cast.ayesha)
    assert PLATE in client.get(reverse(f"alerts:{name}")).content.decode()
    detail = client.get(reverse("alerts:detail", args=[Alert.objects.get().pk])).content.decode()
    assert ("The vehicle had already left" in detail) == (name == "leads")


def test_a_person_is_never_listed_as_a_vehicle(cast):
    """The watch list offers the kinds of people only."""
    from convicts.watch_forms import WatchForm

    offered = WatchForm(user=cast.ayesha).fields["category"].queryset
    assert "wanted" in set(offered.values_list("pk", flat=True))
    assert "stolen_vehicle" not in set(offered.values_list("pk", flat=True))
    assert not Listing.objects.filter(category="stolen_vehicle").exists()

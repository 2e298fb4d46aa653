"""Whom a case looks for: published by itself, withdrawn by itself, arrested in another city."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from alerts.models import Alert, Listing
from firs import custody, investigating, reporting, sealing
from firs.models import Accused, Arrest, DiaryEntry, EntryKind, Position
from hotel_eye.models import Desk
from tests.alerts.alert_scenes import drain
from tests.cast import make_hotel, make_officer
from tests.firs.fir_scenes import accused, sections, victim
from tests.firs.stages import Stages, named
from tests.people_on_file import INNOCENT, make_stay

pytestmark = pytest.mark.django_db

HIM = {"name": "Asif Bashir", "relative_name": "Bashir Ahmed", "cnic": "4210112345671"}


@pytest.fixture
def stages(cast, now) -> Stages:
    return Stages(cast, now, days=20)


def listing_of(one: Accused) -> Listing:
    return Listing.objects.get(source="firs.accused", source_id=one.pk)


def in_force() -> int:
    return Listing.objects.filter(withdrawn_at=None).count()


# --- Published ---


def test_nobody_is_looked_for_before_he_absconds(stages):
    """Accused, arrested, on bail: his name is in no hotel's way."""
    fir = stages.marked()
    stages.arrest(fir)
    custody.release_on_bail(by=stages.io, fir=fir, accused=named(fir), words="x", at=stages.tick())
    assert not Listing.objects.exists()


def test_whoever_absconds_is_looked_for(stages):
    """Under his name, father, CNIC and alias, in the name of the case, from that moment."""
    fir = stages.marked(parts=[accused(alias="Kala")])
    one = stages.abscond(fir)
    listing = listing_of(one)
    assert (listing.category_id, listing.withdrawn_at) == ("wanted", None)
    assert (listing.name, listing.relative_name, listing.cnic) == tuple(HIM.values())
    assert listing.aliases == ["Kala"]
    assert listing.reference == f"FIR {fir.number} Kohsar"
    assert (listing.summary, listing.owning_station) == ("379 PPC", stages.kohsar)
    assert listing.valid_from == one.position_at
    assert not listing.is_sealed


def test_he_is_looked_for_under_the_sections_of_today(stages):
    """Those that were added or deleted since the FIR was signed, before he fled and after it."""
    fir = stages.marked()
    given = {"by": stages.io, "fir": fir, "because": "x"}
    investigating.add_sections(sections=sections("ppc-411"), at=stages.tick(), **given)
    one = stages.abscond(fir)
    assert listing_of(one).summary == "379 PPC, 411 PPC"
    (theft,) = sections("ppc-379")
    investigating.delete_section(section=theft, at=stages.tick(), **given)
    assert listing_of(one).summary == "411 PPC"


def test_whoever_is_proclaimed_is_looked_for_as_such(stages):
    """The same listing, of the graver category."""
    one = stages.abscond(fir := stages.marked())
    first = listing_of(one)
    stages.proclaim(fir, one)
    listing = listing_of(one)
    assert (listing.pk, listing.category_id) == (first.pk, "proclaimed_offender")
    assert in_force() == 1


def test_what_is_learnt_of_him_is_looked_for_anew(stages):
    """A guest under the alias and the number that were not known before is found then."""
    fir = stages.marked(parts=[accused("Asif Bashir", cnic="", relative_name="", relation="")])
    one = stages.abscond(fir)
    make_stay(
        stages.cast.hotel, stages.cast.ehsan,
        **{**INNOCENT, "name_ur": "", "name": "Shahid Iqbal", "cnic": HIM["cnic"]},
    )  # fmt: skip
    drain()
    assert not Alert.objects.exists()
    investigating.learn(
        by=stages.io, fir=fir, accused=one, alias="Shahid Iqbal", cnic=HIM["cnic"],
        at=stages.tick(),
    )  # fmt: skip
    assert listing_of(one).aliases == ["Shahid Iqbal"]
    drain()
    assert Alert.objects.get().station == stages.kohsar


def test_what_is_learnt_of_one_at_home_publishes_nothing(stages):
    """Only whoever is looked for is looked for."""
    fir = stages.marked()
    investigating.learn(by=stages.io, fir=fir, accused=named(fir), alias="Kala", at=stages.tick())
    assert not Listing.objects.exists()


# --- Withdrawn ---


def _arrested(stages, fir, one):
    stages.arrest(fir, one)


def _on_bail(stages, fir, one):
    custody.release_on_bail(by=stages.io, fir=fir, accused=one, words="Order 7", at=stages.tick())


def _discharged(stages, fir, one):
    custody.discharge(by=stages.io, fir=fir, accused=one, words="s.169", at=stages.tick())


def _dead(stages, fir, one):
    custody.note_death(by=stages.io, fir=fir, accused=one, words="Hospital", at=stages.tick())


def _cancelled(stages, fir, _one, *, is_approval=True):
    report = stages.sign(stages.report(fir, "cancellation"))
    stages.reach(report)
    reporting.order_cancellation(
        by=stages.ayesha, fir=fir, report=report, is_approval=is_approval, order_no="Order 118",
        at=stages.tick(),
    )  # fmt: skip


def _decided(verdict):
    def act(stages, fir, one):
        stages.reach(stages.sign(stages.report(fir, "challan_512", [one])))
        reporting.decide(
            by=stages.bilal, fir=fir, verdicts={one: verdict}, words="Case 41", at=stages.tick()
        )

    return act


ENDS = {
    "arrest": (_arrested, Position.ARRESTED),
    "bail": (_on_bail, Position.ON_BAIL),
    "discharge": (_discharged, Position.DISCHARGED),
    "death": (_dead, Position.DEAD),
    "a cancelled case": (_cancelled, Position.DISCHARGED),
    "discharge by the court": (_decided("discharged"), Position.DISCHARGED),
    "acquittal": (_decided("acquitted"), Position.ACQUITTED),
}


@pytest.mark.parametrize("is_proclaimed", [False, True])
@pytest.mark.parametrize("name", ENDS)
def test_it_is_withdrawn_by(stages, name, is_proclaimed):
    """From that moment, with the reason; the alert that waits closes by itself."""
    if name == "acquittal" and not is_proclaimed:
        # Nobody is tried in absence who was not proclaimed first.
        is_proclaimed = True
    act, position = ENDS[name]
    fir = stages.marked()
    one = stages.abscond(fir)
    if is_proclaimed:
        one = stages.proclaim(fir, one)
    make_stay(stages.cast.hotel, stages.cast.ehsan, **{**INNOCENT, "name_ur": "", **HIM})
    drain()
    alert = Alert.objects.get()
    act(stages, fir, one)
    one.refresh_from_db()
    alert.refresh_from_db()
    listing = listing_of(one)
    assert one.position == position
    assert listing.withdrawn_at is not None
    assert listing.withdrawn_reason == f"In the case: {position.label}"
    assert (alert.state, alert.outcome) == ("closed", "withdrawn")


def test_a_cancellation_that_the_court_refuses_withdraws_nothing(stages):
    """He is looked for as before."""
    fir = stages.marked()
    stages.abscond(fir)
    _cancelled(stages, fir, None, is_approval=False)
    assert in_force() == 1


# --- In another city ---


@pytest.fixture
def karachi(cast):
    """A hotel of Clifton, its desk, and the SHO and moharrar there."""
    hotel = make_hotel("Sea View Hotel", cast.clifton)
    desk = make_officer("desk", Role.HOTEL_OPERATOR)
    Desk.objects.create(user=desk, hotel=hotel, from_on=timezone.localdate())
    sho = make_officer("javed", Role.SHO, station=cast.clifton)
    moharrar = make_officer("kamran", Role.MOHARRAR, station=cast.clifton)
    return {"hotel": hotel, "desk": desk, "sho": sho, "moharrar": moharrar}


def checks_in(karachi) -> None:
    make_stay(karachi["hotel"], karachi["desk"], **{**INNOCENT, "name_ur": "", **HIM})
    drain()


def close_as_arrested(client, alert):
    """As an officer does on the page of the alert."""
    page = reverse("alerts:detail", args=[alert.pk])
    client.post(reverse("alerts:acknowledge", args=[alert.pk]))
    sent = {"outcome": "arrested", "note": ""}
    assert client.post(reverse("alerts:close", args=[alert.pk]), sent).status_code == 302
    return client.get(page).text


def test_an_absconder_is_arrested_in_another_city(stages, karachi):
    """Alerted at both stations, arrested at the one, in custody of the case at the other."""
    cast, fir = stages.cast, stages.marked()
    one = stages.abscond(fir)
    checks_in(karachi)
    alerts = {alert.station: alert for alert in Alert.objects.all()}
    assert set(alerts) == {cast.kohsar, cast.clifton}
    before = timezone.now()
    sho = cast.client(karachi["sho"])
    close_as_arrested(sho, alerts[cast.clifton])

    made = Arrest.objects.get()
    assert (made.fir, made.accused, made.station) == (fir, one, cast.clifton)
    assert made.arrested_by == karachi["sho"]
    assert made.place == "Sea View Hotel, Clifton, on an alert"
    assert made.arrested_at >= before
    # The clock of twenty-four hours runs.
    assert (made.produce_by, made.produced_at) == (made.arrested_at + timedelta(hours=24), None)
    one.refresh_from_db()
    assert one.position == Position.ARRESTED
    assert listing_of(one).withdrawn_at is not None
    assert {alert.outcome for alert in Alert.objects.all()} == {"arrested", "withdrawn"}

    line = fir.entries.get(kind=EntryKind.ARRESTED)
    assert (line.accused, line.made_by, line.words) == (one, karachi["sho"], made.place)
    # The roznamcha of whoever arrested him, not of the station of the case.
    rapat = DiaryEntry.objects.get(kind="arrest")
    assert line.diary_entry == rapat
    assert (rapat.station, rapat.about, rapat.fir) == (cast.clifton, "Asif Bashir", fir)
    assert fir.number in rapat.words


def test_both_stations_see_it(stages, karachi):
    """There the alert and the roznamcha, here the case with its custody, and the next act."""
    cast, fir = stages.cast, stages.marked()
    stages.abscond(fir)
    checks_in(karachi)
    sho = cast.client(karachi["sho"])
    page = close_as_arrested(sho, Alert.objects.get(station=cast.clifton))
    assert "Arrested" in page
    moharrar = cast.client(karachi["moharrar"])
    assert "Asif Bashir" in moharrar.get(reverse("firs:roznamcha")).text
    # The case itself is Kohsar's.
    assert moharrar.get(reverse("firs:case", args=[fir.pk])).status_code == 404
    case = cast.client(stages.io).get(reverse("firs:case", args=[fir.pk])).text
    assert "Sea View Hotel, Clifton, on an alert" in case
    assert "In police custody" in case
    remanding = cast.client(stages.io).get(reverse("firs:remand", args=[fir.pk]))
    assert [one.accused.name for one in remanding.context["form"].fields["arrest"].queryset] == [
        "Asif Bashir"
    ]


def test_the_officer_of_the_case_closes_his_own(stages, karachi):
    """He went to Karachi himself: the arrest is of his station."""
    fir = stages.marked()
    stages.abscond(fir)
    checks_in(karachi)
    close_as_arrested(stages.cast.client(stages.io), Alert.objects.get(station=stages.kohsar))
    assert Arrest.objects.get().station == stages.kohsar
    assert DiaryEntry.objects.get(kind="arrest").station == stages.kohsar


@pytest.mark.parametrize("outcome", ["verified", "not_same", "left"])
def test_any_other_outcome_leaves_him_looked_for(stages, karachi, outcome):
    """Nobody was taken into custody."""
    one = stages.abscond(stages.marked())
    checks_in(karachi)
    alert = Alert.objects.get(station=stages.cast.clifton)
    sho = stages.cast.client(karachi["sho"])
    sho.post(reverse("alerts:acknowledge", args=[alert.pk]))
    sho.post(reverse("alerts:close", args=[alert.pk]), {"outcome": outcome, "note": ""})
    alert.refresh_from_db()
    assert alert.outcome == outcome
    assert not Arrest.objects.exists()
    one.refresh_from_db()
    assert (one.position, in_force()) == (Position.ABSCONDING, 1)


def test_whoever_was_arrested_meanwhile_is_not_arrested_twice(stages, karachi):
    """The alert closed by itself when the case had him."""
    fir = stages.marked()
    one = stages.abscond(fir)
    checks_in(karachi)
    stages.arrest(fir, one)
    alert = Alert.objects.get(station=stages.cast.clifton)
    sho = stages.cast.client(karachi["sho"])
    sho.post(reverse("alerts:acknowledge", args=[alert.pk]))
    sho.post(reverse("alerts:close", args=[alert.pk]), {"outcome": "arrested", "note": ""})
    assert Arrest.objects.count() == 1
    assert Alert.objects.get(pk=alert.pk).outcome == "withdrawn"


# --- Sealed ---


def test_of_a_sealed_case_the_alert_is_for_the_named(stages, karachi):
    """Nothing at the hotel's station; the officer of the case reads it, and has him."""
    cast = stages.cast
    fir = stages.marked(parts=[accused(), victim(age=9)])
    one = stages.abscond(fir)
    assert listing_of(one).is_sealed
    checks_in(karachi)
    assert all(alert.is_sealed for alert in Alert.objects.all())
    for officer in (karachi["sho"], karachi["moharrar"]):
        client = cast.client(officer)
        assert "Asif" not in client.get(reverse("alerts:board")).text
        for alert in Alert.objects.all():
            assert client.get(reverse("alerts:detail", args=[alert.pk])).status_code == 404
    # At the hotel's station, and at that of the case.
    alert = Alert.objects.visible_to(stages.io).get(station=F("sighting__station"))
    close_as_arrested(cast.client(stages.io), alert)
    made = Arrest.objects.get()
    rapat = DiaryEntry.objects.get(kind="arrest")
    assert (made.station, rapat.station) == (alert.station, alert.station)
    # Whoever reads that book reads no name.
    assert (rapat.about, "Asif" in rapat.words) == ("", False)


def test_sealed_later_his_alerts_go_behind_the_seal(stages, karachi):
    """And come out when it is lifted."""
    cast, fir = stages.cast, stages.marked()
    one = stages.abscond(fir)
    checks_in(karachi)
    assert Alert.objects.visible_to(karachi["sho"]).count() == 1
    sealing.seal(by=stages.ayesha, fir=fir, sealed_as="informant", at=stages.tick())
    assert listing_of(one).is_sealed
    assert not Alert.objects.visible_to(karachi["sho"]).exists()
    assert Alert.objects.visible_to(stages.io).exists()
    sealing.lift(by=cast.dania, fir=fir, at=stages.tick())
    drain()
    assert not listing_of(one).is_sealed
    assert Alert.objects.visible_to(karachi["sho"]).count() == 1

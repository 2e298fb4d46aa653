"""What a case looks for is found in another city: the man, and the car."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from alerts.models import Alert, Listing, VehicleListing
from firs import custody, diary, investigating, rapats, reporting, sealing
from firs.models import Accused, DiaryEntry, Position
from tests.alerts.alert_scenes import answered, drain
from tests.cast import make_officer
from tests.firs.fir_scenes import accused, make_case, make_fir, vehicle
from tests.hotel_eye.hotel_desk import local
from tests.people_on_file import INNOCENT, make_stay

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MAN = {"name": "Asif Bashir", "relative_name": "Bashir Ahmed", "cnic": "4210112345671"}


@pytest.fixture
def absconder(cast, now) -> Accused:
    """A man of Kohsar who absconds, and checks in at a hotel of Margalla."""
    io = make_officer("imran", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=[accused()])
    one = fir.accused_rows.get()
    custody.abscond(by=io, fir=fir, accused=one, words="Not at home", at=now)
    make_stay(cast.other_hotel, cast.farah, **{**INNOCENT, "name_ur": "", **MAN})
    drain()
    one.refresh_from_db()
    return one


def test_an_arrest_elsewhere_stands_in_the_case(cast, absconder):
    """The listing is withdrawn, and the case's own alert closes with it."""
    answered(Alert.objects.get(station=cast.margalla), cast.chaudhry, "arrested")
    absconder.refresh_from_db()
    assert absconder.position == Position.ARRESTED
    assert Listing.objects.get().withdrawn_at is not None
    assert Alert.objects.get(station=cast.margalla).outcome == "arrested"
    assert Alert.objects.get(station=cast.kohsar).outcome == "withdrawn"


def test_an_arrest_waits_for_the_roznamcha_that_is_closed(cast, now, absconder):
    """Where the day is closed it is said in words, and the alert stays open until midnight."""
    alert = Alert.objects.get(station=cast.margalla)
    given = {"by": cast.chaudhry, "station": cast.margalla, "words": "Nothing happened."}
    diary.write(kind="other", at=now, **given)
    diary.close(day=timezone.localdate(now), at=now, **given)
    client = cast.client(cast.chaudhry)
    client.post(reverse("alerts:acknowledge", args=[alert.pk]))
    sent = {"outcome": "arrested", "note": "In room 12"}
    page = client.post(reverse("alerts:close", args=[alert.pk]), sent, follow=True)
    assert "Close the alert as &#x27;arrested&#x27; after midnight." in page.text
    alert.refresh_from_db()
    absconder.refresh_from_db()
    assert (alert.outcome, absconder.position) == ("", Position.ABSCONDING)
    answer_later = now + timedelta(days=1)
    with time_machine.travel(answer_later, tick=False):
        client = cast.client(cast.chaudhry)
        client.post(reverse("alerts:close", args=[alert.pk]), sent)
    absconder.refresh_from_db()
    assert absconder.position == Position.ARRESTED


def test_an_arrest_elsewhere_opens_a_decided_case(cast, now, absconder):
    """The court decided of the others: he is produced, remanded and sent to it after all."""
    fir, io = absconder.fir, absconder.fir.investigator
    reporting.make(
        by=io, fir=fir, kind="challan_512", cancelled_as="", accused=[absconder], words="He fled.",
        at=now,
    )  # fmt: skip
    made = fir.reports.get()
    reporting.sign(by=cast.ayesha, fir=fir, report=made, at=now)
    reporting.reach_court(
        by=cast.bilal, fir=fir, report=made, reached_at=now, court="Sessions", at=now
    )
    other = accused("Jan Gul")
    investigating.add_party(by=io, fir=fir, party=other, at=now)
    custody.release_on_bail(by=io, fir=fir, accused=other, words="Order 7", at=now)
    reporting.decide(by=cast.bilal, fir=fir, verdicts={other: "acquitted"}, words="x", at=now)
    answered(Alert.objects.get(station=cast.margalla), cast.chaudhry, "arrested")
    fir.refresh_from_db()
    assert (fir.state, fir.reopened_count) == ("investigation", 1)
    at = timezone.now()
    today = timezone.localdate(at)
    custody.remand(
        by=io, fir=fir, arrest=absconder.arrests.get(), produced_at=at, kind="physical",
        from_on=today, until_on=today + timedelta(days=4), court="Magistrate", at=at,
    )  # fmt: skip


def test_an_arrest_elsewhere_leaves_a_transferred_case_where_it_is(cast, now, absconder):
    """The other agency investigates on; whoever holds him produces him, and lets him go."""
    fir, io = absconder.fir, absconder.fir.investigator
    reporting.transfer(by=cast.dania, fir=fir, to="FIA", words="By order", at=now)
    answered(Alert.objects.get(station=cast.margalla), cast.chaudhry, "arrested")
    fir.refresh_from_db()
    assert fir.state == "transferred"
    at = timezone.now()
    today = timezone.localdate(at)
    client, address = cast.client(io), reverse("firs:remand", args=[fir.pk])
    sent = {
        "arrest": absconder.arrests.get().pk, "produced_at": local(at), "kind": "judicial",
        "from_on": f"{today}", "until_on": f"{today + timedelta(days=14)}", "court": "Magistrate",
    }  # fmt: skip
    assert client.post(address, sent).status_code == 302
    absconder.refresh_from_db()
    assert absconder.position == Position.JUDICIAL
    page = client.get(reverse("firs:nominate", args=[fir.pk]))
    assert "Open it again first" in page.text


def test_he_lies_where_he_was_arrested_until_a_magistrate_has_seen_him(cast, now, absconder):
    """Each book opens with who is in its own lock-up; sealed since, none names him."""
    answered(Alert.objects.get(station=cast.margalla), cast.chaudhry, "arrested")
    diary.turn(at=now + timedelta(days=1))
    made, fir = absconder.arrests.get(), absconder.fir
    words = {
        one.station: one.words
        for one in DiaryEntry.objects.filter(kind="opening", day=timezone.localdate(now) + DAY)
    }
    assert "Nobody is in the lock-up" in words[cast.kohsar]
    assert "Asif Bashir" in words[cast.margalla]
    at = max(timezone.now(), now + timedelta(days=1, minutes=1))
    today = timezone.localdate(at)
    custody.remand(
        by=fir.investigator, fir=fir, arrest=made, produced_at=at, kind="physical", from_on=today,
        until_on=today + 3 * DAY, court="Magistrate", at=at,
    )  # fmt: skip
    diary.turn(at=now + 2 * DAY)
    words = {
        one.station: one.words
        for one in DiaryEntry.objects.filter(kind="opening", day=timezone.localdate(now) + 2 * DAY)
    }
    assert "Nobody is in the lock-up" in words[cast.margalla]
    assert "Asif Bashir" in words[cast.kohsar]
    sealing.seal(by=cast.ayesha, fir=fir, sealed_as="informant", at=at + DAY)
    entries = DiaryEntry.objects.filter(station=cast.margalla).order_by("day", "number")
    read = rapats.read(list(entries), station=cast.margalla, user=cast.chaudhry)
    assert not any("Asif Bashir" in one.words for one in read)


def test_the_case_is_locked_before_its_listing(cast, absconder):
    """As in every act of the case, so that the two never wait for each other in a ring."""
    alert = Alert.objects.get(station=cast.margalla)
    with CaptureQueriesContext(connection) as captured:
        answered(alert, cast.chaudhry, "arrested")
    locks = [one["sql"] for one in captured.captured_queries if " FOR " in one["sql"]]
    tables = [sql.split('FROM "')[1].split('"')[0] for sql in locks]
    closing = tables[tables.index("firs_fir") :]
    assert closing[:3] == ["firs_fir", "alerts_listing", "alerts_vehiclelisting"]


@pytest.mark.parametrize("fir_first", [True, False])
def test_a_stolen_motorcycle_is_found_at_a_hotel(cast, now, fir_first):
    """Whichever came first, an alert at the hotel's station and at the case's."""
    if fir_first:
        make_fir(cast.kohsar, cast.ayesha, at=now, parts=[vehicle()])
    make_stay(cast.other_hotel, cast.farah, vehicle_no="ria 1234", **{**INNOCENT, "name_ur": ""})
    if not fir_first:
        later = now + timedelta(minutes=5)
        make_fir(cast.kohsar, cast.ayesha, at=later, parts=[vehicle()])
    drain()
    alerts = Alert.objects.filter(about_vehicle=True, about_person=False)
    assert {one.station_id for one in alerts} == {cast.kohsar.pk, cast.margalla.pk}


def test_an_fir_is_registered_whatever_stands_on_the_plate(cast, now):
    """A new car without a plate or papers: the FIR stands, and nothing is looked for."""
    nothing = vehicle(registration_no="applied for", registration_key="")
    assert make_fir(cast.kohsar, cast.ayesha, at=now, parts=[nothing]).is_registered
    assert not VehicleListing.objects.exists()

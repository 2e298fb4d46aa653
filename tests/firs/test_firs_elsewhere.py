"""What a case looks for is found in another city: the man, and the car."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from alerts.models import Alert, Listing, VehicleListing
from firs import custody
from firs.models import Accused, Position
from tests.alerts.alert_scenes import answered, drain
from tests.cast import make_officer
from tests.firs.fir_scenes import accused, make_case, make_fir, vehicle
from tests.people_on_file import INNOCENT, make_stay

pytestmark = pytest.mark.django_db

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
    return one


def test_an_arrest_elsewhere_stands_in_the_case(cast, absconder):
    """The listing is withdrawn, and the case's own alert closes with it."""
    answered(Alert.objects.get(station=cast.margalla), cast.chaudhry, "arrested")
    absconder.refresh_from_db()
    assert absconder.position == Position.ARRESTED
    assert Listing.objects.get().withdrawn_at is not None
    assert Alert.objects.get(station=cast.margalla).outcome == "arrested"
    assert Alert.objects.get(station=cast.kohsar).outcome == "withdrawn"


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

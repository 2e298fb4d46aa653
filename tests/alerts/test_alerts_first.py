"""A guest who is looked for becomes an alert of the hotel's station."""

import pytest
from django.utils import timezone

from alerts import screening
from alerts.models import Alert
from tests.people_on_file import make_listing, make_stay

pytestmark = pytest.mark.django_db


def test_alert_raised_for_the_hotels_station(cast):
    """Equal CNIC: one confirmed alert at the station the hotel belongs to."""
    make_listing()
    make_stay(cast.hotel, cast.ehsan)
    screening.drain(at=timezone.now())
    alert = Alert.objects.get()
    assert alert.station == cast.kohsar
    assert alert.band == "confirmed"

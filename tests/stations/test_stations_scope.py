"""Which stations a posting lets somebody see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Posting, User
from accounts.permissions import Permission
from accounts.roles import OUTSIDE_ROLES, Role
from stations.models import Circle, District, Province, Region, Station
from tests.cast import make_officer

pytestmark = pytest.mark.django_db


def _seen_by(user: User) -> set[str]:
    user = User.objects.get(pk=user.pk)  # postings are asked once for each request
    return set(
        Station.objects.visible_to(user, Permission.SEE_STATIONS).values_list("code", flat=True)
    )


def _codes(**inside: object) -> set[str]:
    return set(Station.objects.filter(**inside).values_list("code", flat=True))


KOHSAR = {"code": "ISB-KSR"}


@pytest.mark.parametrize(
    ("unit", "model", "find", "path"),
    [
        ("station", Station, KOHSAR, "pk"),
        ("circle", Circle, {"stations__code": "ISB-KSR"}, "circle"),
        ("district", District, {"circles__stations__code": "ISB-KSR"}, "circle__district"),
        (
            "region",
            Region,
            {"districts__circles__stations__code": "KHI-CLF"},
            "circle__district__region",
        ),
        ("province", Province, {"code": "SD"}, "circle__district__region__province"),
    ],
)
def test_a_posting_shows_what_is_inside_its_unit(unit, model, find, path):
    """All stations of the unit, and not one more."""
    place = model.objects.get(**find)
    officer = make_officer("officer", Role.DPO, **{unit: place})
    expected = _codes(**{path: place.pk})
    assert _seen_by(officer) == expected
    assert 0 < len(expected) < 184


def test_no_unit_is_the_country():
    """A police role without a unit sees all 184."""
    assert len(_seen_by(make_officer("igp", Role.COMMAND))) == 184


@pytest.mark.parametrize("role", sorted(OUTSIDE_ROLES))
def test_outside_roles_see_no_station(role):
    """A hotel, a landlord, a citizen have no station's records, although no unit is set."""
    assert _seen_by(make_officer("outside", role)) == set()


@pytest.mark.parametrize(
    ("from_days", "until_days", "sees"),
    [
        (-10, None, True),
        (0, None, True),
        (-10, 0, True),  # the last day counts
        (0, 0, True),
        (-10, -1, False),  # expired
        (1, None, False),  # not begun
        (1, 5, False),
    ],
)
def test_a_posting_counts_on_its_days(cast, from_days, until_days, sees):
    """From its first day to its last."""
    today = timezone.localdate()
    user = User.objects.create_user("gul", name="Gul")
    Posting.objects.create(
        user=user,
        role=Role.SHO,
        station=cast.kohsar,
        from_on=today + timedelta(days=from_days),
        until_on=None if until_days is None else today + timedelta(days=until_days),
    )
    assert _seen_by(user) == ({"ISB-KSR"} if sees else set())


def test_two_postings_add_up(cast):
    """An officer with additional charge sees both stations, each once."""
    officer = make_officer("charge", Role.SHO, station=cast.kohsar)
    Posting.objects.create(
        user=officer, role=Role.SHO, station=cast.clifton, from_on=timezone.localdate()
    )
    assert _seen_by(officer) == {"ISB-KSR", "KHI-CLF"}


def test_nobody_without_a_posting():
    """An account alone sees nothing; a deactivated one neither."""
    user = User.objects.create_user("new", name="New")
    assert _seen_by(user) == set()
    officer = make_officer("gone", Role.COMMAND)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert _seen_by(officer) == set()


def test_directory_is_for_everybody(cast):
    """The phone of every station, by district, also for a hotel's desk."""
    page = cast.client(cast.ehsan).get(reverse("stations:directory"), {"district": "IS-ISB"})
    assert page.status_code == 200
    assert "Kohsar" in page.text
    assert "051-555" in page.text or "0515550001" in page.text


@pytest.mark.parametrize("code", ["", "nowhere", "\x00", "ا" * 300])
def test_directory_of_a_strange_district_is_empty(cast, code):
    """An address typed by hand is no error."""
    page = cast.client(cast.ehsan).get(reverse("stations:directory"), {"district": code})
    assert page.status_code == 200
    assert "Kohsar" not in page.text

"""The map of the country: loaded, corrected by loading again, and found under every name."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from stations.models import Circle, District, DistrictAlias, Province, Region, Station
from stations.querysets import folded_name

pytestmark = pytest.mark.django_db

LEVELS = (Province, Region, District, DistrictAlias, Circle, Station)


def _all() -> list[list[tuple]]:
    return [list(model.objects.order_by("pk").values_list()) for model in LEVELS]


def test_loading_again_changes_nothing():
    """The same rows under the same numbers, so that records keep pointing at them."""
    before = _all()
    call_command("load_reference", verbosity=0)
    assert _all() == before


def test_loading_again_corrects_a_name():
    """What somebody broke is put right, in its place."""
    station = Station.objects.get(code="ISB-KSR")
    Station.objects.filter(pk=station.pk).update(name="Kosar", phone="")
    call_command("load_reference", verbosity=0)
    corrected = Station.objects.get(pk=station.pk)
    assert (corrected.name, corrected.phone) == (station.name, station.phone)


def test_it_says_what_it_loaded(capsys):
    """One line with the numbers of every level."""
    call_command("load_reference")
    assert "184 stations, " in capsys.readouterr().out


def test_184_stations_each_in_its_place():
    """All stations of the headline, with both names, a phone and a spot on the map."""
    stations = Station.objects.with_place()
    assert len(stations) == 184
    for station in stations:
        assert station.name
        assert station.name_ur
        assert station.phone
        assert 23 < station.latitude < 38
        assert 60 < station.longitude < 78
        assert station.circle.district.region.province.name


def test_every_district_answers_to_its_own_names():
    """In both scripts, for imports and forms."""
    names = District.objects.by_folded_name()
    for district in District.objects.all():
        assert names[folded_name(district.name)] == district
        assert names[folded_name(district.name_ur)] == district


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("D. I. Khan", "Dera Ismail Khan"),
        ("DI KHAN", "Dera Ismail Khan"),
        ("d.i.khan", "Dera Ismail Khan"),
        ("Nawabshah", "Shaheed Benazirabad"),
        ("نواب شاہ", "Shaheed Benazirabad"),
        ("Lyallpur", "Faisalabad"),
        ("LHR", "Lahore"),
        ("لاہور", "Lahore"),
        ("Lahore City", "Lahore"),
        ("lahore-city", "Lahore"),
        ("اسلام آباد", "Islamabad"),
        ("  islamabad ", "Islamabad"),
        ("Qasur", "Kasur"),
    ],
)
def test_alias(typed, name):
    """Old names, abbreviations, dots and spaces, Urdu: the district that is meant."""
    assert District.objects.get(aliases__folded=folded_name(typed)).name == name


def test_no_alias_means_two_districts():
    """One folded name is one district, in the table and in what was loaded."""
    alias = DistrictAlias.objects.first()
    with pytest.raises(IntegrityError):
        DistrictAlias.objects.create(
            district=District.objects.exclude(pk=alias.district_id).first(),
            name="Twice",
            folded=alias.folded,
        )


def test_units_end_after_they_begin():
    """A lifetime that ends before it begins is refused."""
    with pytest.raises(IntegrityError):
        Station.objects.filter(code="ISB-KSR").update(
            valid_from="2020-01-01", valid_to="2019-12-31"
        )

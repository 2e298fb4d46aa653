"""The proof that everybody was compared with everybody, and what it finds where not."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from alerts import completeness, screening, tasks
from alerts.models import Listing, LookBack, Match, Sighting
from audit.models import Event
from tests.alerts.alert_scenes import drain
from tests.people_on_file import INNOCENT, make_listing, make_stay

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=2)


@pytest.fixture
def screened(cast):
    """Two guests and two entries, all compared; one pair matches."""
    make_listing()
    make_listing(**INNOCENT, name_ur="")
    make_stay(cast.hotel, cast.ehsan)
    make_stay(cast.hotel, cast.ehsan, room="2", cnic="3520211111119", name="Zaryab Gul")
    drain()


def missing() -> dict[str, int]:
    """What is missing, by name."""
    proof = asdict(completeness.verify(at=timezone.now()))
    return {name: count for name, count in proof.items() if count and name != "sampled"}


def test_what_is_complete_is_proved(screened, capsys):
    """Every question is answered with nothing, and all sightings were compared anew."""
    proof = completeness.verify(at=timezone.now())
    assert proof.is_whole
    assert proof.sampled == 2
    call_command("verify_screening")
    assert "Complete." in capsys.readouterr().out


def test_who_waits_too_long_is_found(screened, cast):
    """Fresh ones may wait; old ones must not."""
    make_stay(cast.hotel, cast.ehsan, room="3")
    assert missing() == {}
    Sighting.objects.filter(screened_at=None).update(reported_at=timezone.now() - LONG_AGO)
    assert missing() == {"waiting_sightings": 1}


def test_an_entry_that_is_never_admitted_is_found(screened):
    """It waits although it has long been in force."""
    make_listing(at=timezone.now() - LONG_AGO)
    assert missing() == {"waiting_listings": 1}


def test_a_look_back_that_does_not_end_is_found(screened):
    """Somebody must look why."""
    make_listing(**INNOCENT)
    screening.admit(at=timezone.now())
    assert missing() == {}
    LookBack.objects.filter(finished_at=None).update(started_at=timezone.now() - LONG_AGO)
    assert missing() == {"unfinished_look_backs": 1}


def test_an_entry_nobody_looked_back_for_is_found(screened):
    """It was admitted, and its look back is gone."""
    Listing.objects.filter(name="Kashif Mehmood").update(screened_at=None)
    assert missing() == {"uncovered_listings": 1}


def test_an_equal_cnic_without_a_match_is_found_by_the_database_alone(screened, monkeypatch):
    """Also when the index finds nobody."""
    Match.objects.all().delete()
    monkeypatch.setattr("alerts.matches.weigh", lambda asked, shelves: [[] for _ in asked])
    assert missing() == {"equal_without_match": 1}
    ((sighting, listing),) = completeness.equal_without_match()
    assert Sighting.objects.get(pk=sighting).cnic == Listing.objects.get(pk=listing).cnic


def test_a_pair_that_was_missed_is_found_by_comparing_anew(screened, cast):
    """A mistyped number, which no equality finds."""
    make_stay(cast.hotel, cast.ehsan, room="4", cnic="6110112345672")
    drain()
    assert missing() == {}
    Match.objects.filter(sighting__spot="4").delete()
    assert missing() == {"missing_in_sample": 1}


def test_the_nightly_proof_raises_an_alarm(screened):
    """An event with the counts; when all is whole again, that is an event too."""
    tasks.verify_screening()
    assert Event.objects.filter(action="alerts.verified").count() == 1
    Match.objects.all().delete()
    tasks.verify_screening()
    alarm = Event.objects.get(action="alerts.incomplete")
    assert alarm.detail["equal_without_match"] == 1
    with pytest.raises(CommandError, match="not complete"):
        call_command("verify_screening")


def test_rescreening_everybody_finds_what_was_missed_and_alerts_nobody_twice(screened, cast):
    """As after a change of the weights: the whole list looks back."""
    make_stay(cast.hotel, cast.ehsan, room="4", cnic="6110112345672")
    drain()
    Match.objects.filter(sighting__spot="4").delete()
    raised = Event.objects.filter(action__in=["alerts.raised", "alerts.joined"])
    before = raised.count()
    call_command("rescreen")
    drain()
    assert missing() == {}
    assert raised.count() == before + 1

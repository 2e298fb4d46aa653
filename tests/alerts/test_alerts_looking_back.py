"""Who comes to the list is looked for among all who were seen before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts import actions, looking_back, screening, stored
from alerts.models import Alert, Listing, LookBack, Match, Sighting
from hotel_eye.actions import check_out
from matching import PERSON
from tests.alerts.alert_scenes import drain, publish, record_of
from tests.people_on_file import INNOCENT, make_listing, make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_steps(monkeypatch):
    """Two sightings a step, and one step a time."""
    monkeypatch.setattr(looking_back, "SIGHTINGS_A_STEP", 2)


def go_on() -> LookBack:
    """One turn, and where the newest look back stands."""
    looking_back.go_on(at=timezone.now())
    return LookBack.objects.latest("pk")


def seen(cast, count: int, *, gone: bool = False, **identity) -> None:
    """So many stays, all compared with the list as it is; those gone left yesterday."""
    now = timezone.now()
    for number in range(count):
        stay = make_stay(
            cast.hotel, cast.ehsan, at=now - timedelta(days=3), room=str(number), **identity
        )
        if gone:
            check_out(by=cast.ehsan, stay=stay, left_at=now - timedelta(days=1), at=now)
    drain()


def test_those_in_the_house_come_first(cast, small_steps):
    """The station is called before the past has been gone through."""
    seen(cast, 5, gone=True)
    seen(cast, 1)
    make_listing(owning_station=cast.margalla)
    screening.admit(at=timezone.now())
    while not Alert.objects.exists():
        look_back = go_on()
    assert Alert.objects.filter(station=cast.kohsar, is_lead=False).count() == 1
    assert look_back.stage == "past"
    assert Alert.objects.leads().count() < 5
    drain()
    assert Alert.objects.leads().count() == 5
    assert LookBack.objects.get().stage == "done"


def test_progress_is_told_and_goes_on_where_it_was_left(cast, small_steps):
    """A worker that is killed between two steps leaves nothing undone and does nothing twice."""
    seen(cast, 6, gone=True)
    make_listing(owning_station=cast.margalla)
    screening.admit(at=timezone.now())
    percents = []
    while (look_back := go_on()).stage != "done":
        percents.append(look_back.percent)
        looking_back.forget()
    assert percents == sorted(percents)
    assert len(set(percents)) > 1
    assert (look_back.percent, look_back.matches, look_back.finished_at is None) == (100, 6, False)
    assert Match.objects.count() == Alert.objects.leads().count() == 6
    assert Listing.objects.get().screened_at is not None


@pytest.mark.parametrize(("at_once", "parcel"), [(1, 2), (2, 1), (3, 2), (50, 4)])
def test_the_past_is_read_in_parts(cast, monkeypatch, at_once, parcel):
    """Searched block by block and read parcel by parcel, nobody is left out or taken twice."""
    monkeypatch.setattr(looking_back, "SIGHTINGS_AT_ONCE", at_once)
    monkeypatch.setattr(stored, "_PARCEL", parcel)
    seen(cast, 7, gone=True)
    stale = Sighting.objects.order_by("pk")[2]
    Sighting.objects.filter(pk=stale.pk).update(record=b"of another folding")
    make_listing(owning_station=cast.margalla)
    drain()
    look_back = LookBack.objects.get()
    assert (look_back.compared, look_back.matches) == (7, 7)
    assert Match.objects.count() == Alert.objects.leads().count() == 7
    stale.refresh_from_db()
    assert len(stale.record) == PERSON.itemsize


def test_a_failed_step_is_taken_again(cast, monkeypatch):
    """What a step had written before the database went away is undone with it."""
    seen(cast, 2, gone=True)
    make_listing(owning_station=cast.margalla)
    screening.admit(at=timezone.now())
    genuine = looking_back._next_stage

    def fail(*_args):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(looking_back, "_next_stage", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            looking_back.go_on(at=timezone.now())
    assert (Match.objects.count(), LookBack.objects.get().compared) == (0, 0)
    assert looking_back._next_stage is genuine
    drain()
    assert Match.objects.count() == 2


def test_who_was_compared_with_the_entry_is_not_looked_back_at(cast):
    """A sighting screened at the entry's version has been compared already."""
    seen(cast, 2)
    make_listing()
    screening.admit(at=timezone.now())
    make_stay(cast.hotel, cast.ehsan, room="9")
    screening.drain_sightings(at=timezone.now())
    assert Sighting.objects.get(spot="9").list_version == 1
    drain()
    look_back = LookBack.objects.get()
    # The two of before, once each.
    assert (look_back.compared, look_back.matches) == (2, 2)
    assert Match.objects.count() == Alert.objects.count() == 3


def test_a_small_look_back_overtakes_a_great_one(cast, small_steps):
    """One wanted man need not wait for a file of many."""
    seen(cast, 4, gone=True, **INNOCENT)
    seen(cast, 1)
    for _ in range(5):
        make_listing(**INNOCENT)
    screening.admit(at=timezone.now())
    go_on()
    make_listing(owning_station=cast.kohsar)
    screening.admit(at=timezone.now())
    while not Alert.objects.filter(sighting__name="Muhammad Aslam").exists():
        go_on()
    great, small = LookBack.objects.order_by("version")
    assert (great.listings, small.listings) == (5, 1)
    assert great.stage != "done"
    drain()
    assert not LookBack.objects.exclude(stage="done").exists()


def test_withdrawn_entries_do_not_look_back(cast):
    """There is nobody to look for."""
    seen(cast, 1)
    listing = make_listing()
    actions.withdraw_listing(record_of(listing), reason="Mistaken", at=timezone.now())
    drain()
    assert not LookBack.objects.exists()
    assert not Match.objects.exists()
    listing.refresh_from_db()
    assert listing.version == 1


def test_withdrawn_while_it_looks_back(cast, small_steps):
    """The rest of the past is gone through in vain, and nobody is called."""
    seen(cast, 6, gone=True)
    listing = make_listing(owning_station=cast.margalla)
    screening.admit(at=timezone.now())
    go_on()
    actions.withdraw_listing(record_of(listing), reason="Mistaken", at=timezone.now())
    drain()
    assert not Alert.objects.exclude(state=Alert.State.CLOSED).exists()


def test_the_words_are_the_same_whichever_came_first(cast):
    """Grade, probability, rivals and evidence of a look back are those of a check-in."""
    unsure = {"cnic": "", "birth_year": None}
    make_listing(**unsure)
    make_listing(**unsure)
    drain()
    make_stay(cast.hotel, cast.ehsan)
    drain()
    forward = list(
        Match.objects.order_by("listing").values("band", "probability", "rivals", "evidence")
    )
    assert len(forward) == 2
    Match.objects.all().delete()
    Alert.objects.all().delete()
    Listing.objects.update(version=None, screened_at=None)
    drain()
    back = list(
        Match.objects.order_by("listing").values("band", "probability", "rivals", "evidence")
    )
    assert back == forward


def test_a_corrected_entry_looks_back_once_more(cast):
    """Published again with the right number it finds whom it had not found."""
    seen(cast, 1)
    listing = make_listing(**INNOCENT)
    drain()
    assert not Match.objects.exists()
    publish(record_of(listing), name="Muhammad Aslam", cnic="6110112345671", name_ur="")
    drain()
    assert Match.objects.get().band == "confirmed"
    assert [one.version for one in LookBack.objects.order_by("pk")] == [1, 2]

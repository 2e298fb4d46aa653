"""What `manage.py seed` loads of complaints: ten days by the actions, or three years by COPY."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.seals import SealKey
from caspp import demo, demo_complaints, headline
from caspp.headline import complaints
from caspp.management.commands import seed
from complaints.models import OPEN, Complaint, Entry, Level, Respondent, State
from complaints.tallies import Tally
from documents import numbers
from documents.models import Series
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_complaint

pytestmark = pytest.mark.django_db
MANY = 2_500


@pytest.fixture
def loaded(cast, now, monkeypatch):
    """So many complaints in several batches, beside one that was there before."""
    make_complaint(cast.kohsar, at=now - timedelta(days=1))
    monkeypatch.setattr(complaints, "AT_ONCE", 700)
    heard = []
    headline.load_complaints(MANY, at=now, step=heard.append)
    assert heard == [700, 700, 700, 400]
    return cast


def test_three_years_by_copy(loaded, now):
    """Whole, consistent, counted, with numbers that go on afterwards, and clocks of the rules."""
    rows = list(Complaint.objects.select_related("category"))
    assert len(rows) == MANY + 1
    assert all(numbers.is_whole(one.e_tag.replace("-", "")) for one in rows)
    assert sum(tally.lodged for tally in Tally.objects.all()) == sum(
        not one.is_sealed for one in rows
    )
    still_open = [one for one in rows if one.state in OPEN]
    assert 0.007 < len(still_open) / MANY < 0.03
    assert 0.015 < sum(one.is_sealed for one in rows) / MANY < 0.05
    assert 0.01 < sum(one.level > Level.STATION for one in rows) / MANY < 0.03
    assert 0.05 < sum(one.is_late for one in rows) / MANY < 0.25
    assert all(one.level > 1 for one in rows if one.category.against_police)
    for one in rows:
        assert one.lodged_at <= now
        assert one.decided_at is None or one.lodged_at <= one.decided_at <= now
        assert one.state == State.OBJECTED or one.due_at - one.lodged_at == timedelta(
            hours=one.category.hours
        )
    # The next one lodged by hand has the next number.
    last = max(Series.objects.get(name=f"e-tag {timezone.localtime(now):%Y}").last, 1)
    after = make_complaint(loaded.kohsar, at=now)
    assert int(after.e_tag[7:14]) == last + 1
    assert after.pk > max(one.pk for one in rows)


def test_each_has_its_history_and_its_officers(loaded):
    """Lodged, marked, ended; by officers of that station, and those of the cast where they are."""
    entries = Entry.objects.count()
    assert 2.5 < entries / MANY < 3.5
    assert not Complaint.objects.filter(entries=None).exists()
    assert 0.2 < Respondent.objects.count() / MANY < 0.4
    at_kohsar = Complaint.objects.filter(station=loaded.kohsar, level=1, decided_at__isnull=False)
    assert {one.decided_by_id for one in at_kohsar} == {loaded.ayesha.pk}
    elsewhere = Complaint.objects.filter(station=loaded.clifton, assigned_to__isnull=False)
    for one in elsewhere.filter(level=1).select_related("assigned_to"):
        posting = one.assigned_to.postings.get()
        assert posting.station_id == loaded.clifton.pk
        assert posting.role in (Role.SHO, Role.INVESTIGATION_OFFICER)
        assert not one.assigned_to.has_usable_password()


def test_what_is_sealed_is_seen_by_its_heads(loaded):
    """Each sealed complaint has keys; the officer in charge holds one."""
    sealed = Complaint.objects.exclude(sealed_as="")
    keys = set(SealKey.objects.values_list("record_id", "user_id"))
    for one in sealed:
        assert any(record == one.pk for record, _user in keys)
        assert one.assigned_to_id is None or (one.pk, one.assigned_to_id) in keys


def test_the_large_load_goes_into_an_empty_database(cast, now):
    """It is not poured over what somebody works with."""
    make_complaint(cast.kohsar, at=now)
    with pytest.raises(CommandError):
        call_command("seed", scale="hundredth")


def test_the_demonstration_shows_every_way(db, now):
    """Ten days at two stations: who signs in finds each kind of work."""
    seed._cast(seed._hotels(), now)
    lodged = list(demo_complaints.lodge_all(now))
    rows = Complaint.objects.all()
    assert len(lodged) == rows.count() == demo_complaints.COUNT
    assert set(State) == set(rows.values_list("state", flat=True))
    assert set(rows.values_list("station__code", flat=True)) == {demo.STATION, demo.OTHER_STATION}
    assert rows.exclude(sealed_as="").exists()
    assert rows.filter(level__gt=1).count() == 2
    assert rows.fir_overdue(now).filter(station__code=demo.STATION).exists()
    hers = rows.get(phone=demo_complaints.CITIZEN_PHONE)
    assert hers.phone_proven_at is not None
    assert hers.state == State.WAITING
    moharrar = User.objects.get(username="moharrar")
    about_him = rows.filter(respondents__user=moharrar)
    assert about_him.count() == 1
    assert not about_him.visible_to(make_officer("bano", Role.FRONT_DESK)).exists()
    assert rows.filter(lodged_at__gt=now).count() == 0

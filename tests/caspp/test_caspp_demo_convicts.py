"""What `manage.py seed` writes into the files of convicts, and leaves waiting at the CRO."""

import pytest
from django.utils import timezone
from PIL import Image

from accounts.models import User
from caspp import demo_convicts
from caspp.management.commands import seed
from convicts import doubles, filing, line_ups
from convicts.models import (
    Alias,
    Conviction,
    ConvictRecord,
    Duplicate,
    Gang,
    ImportBatch,
    Opening,
    Photograph,
    Standing,
    Status,
    Withdrawal,
)
from tests.firs.raw_rows import undone

DESCRIBED = demo_convicts.MEN + demo_convicts.WOMEN


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker) -> int:
    """The files of an office, written once for all that is asked of them here."""
    with django_db_blocker.unblock(), undone():
        seed._cast(seed._hotels(), timezone.now())
        seed._convicts()
        yield demo_convicts.play(timezone.now())


@pytest.fixture(autouse=True)
def _as_it_was(played, db):
    with undone():
        yield


@pytest.fixture
def cro():
    return User.objects.get(username="cro")


@pytest.fixture
def cro2():
    return User.objects.get(username="cro2")


def test_files_say_more_than_the_list(played):
    """Looks, a face, marks, methods and an address of each; of some aliases and fingerprints."""
    assert played == DESCRIBED
    known = ConvictRecord.objects.exclude(marks=None)
    assert known.count() == DESCRIBED
    assert known.filter(gender="F").count() == demo_convicts.WOMEN
    for one in known:
        assert one.height_cm
        assert one.build
        assert one.gender == "F" or one.facial_hair
        assert one.photographs.filter(view="front").count() == 1
        assert one.methods.exists()
        assert one.addresses.exists()
    assert {view for (view,) in Photograph.objects.values_list("view")} == {
        "front",
        "left",
        "right",
    }
    names = set(Alias.objects.values_list("name", flat=True))
    assert {name.isascii() for name in names} == {True, False}
    assert known.exclude(fingerprints=None).exists()
    assert not known.exclude(sealed_as="", is_canary=False).exists()


def test_a_photograph_opens():
    """Out of its seal comes a picture that a browser shows, and no two are the same."""
    pictures = set()
    for one in Photograph.objects.filter(view="front"):
        with one.picture.open() as file, Image.open(file) as picture:
            assert (picture.format, picture.size) == ("JPEG", (480, 600))
            pictures.add(picture.tobytes())
    assert len(pictures) == Photograph.objects.filter(view="front").count() > DESCRIBED


def test_where_they_are_follows_from_judgments():
    """In every state somebody; what stands in the file is what the record says."""
    standings = Standing.objects.exclude(conviction=None).select_related("record", "conviction")
    assert {one.status for one in standings} == set(demo_convicts._STATES)
    today = timezone.localdate()
    for one in standings:
        due_on = one.conviction.release_due_on
        assert one.record.status == one.status
        assert one.conviction.decided_on <= one.since_on <= today
        assert one.status != Status.IN_PRISON or due_on > today
        assert one.status != Status.RELEASED or due_on == one.since_on
    assert Conviction.objects.filter(sentenced_to="fine").exists()


def test_two_gangs():
    """Each has one who leads it and others beside him, who are bound to him in their files."""
    assert Gang.objects.count() == 2
    for gang in Gang.objects.all():
        leader = gang.memberships.get(part="leader").record
        others = gang.memberships.exclude(part="leader")
        assert others.count() >= 2
        assert all(one.record.associates.filter(other=leader).exists() for one in others)


def test_a_line_up_can_be_made(cro, now):
    """Of every man who was described: the others are near in age and like him."""
    for one in ConvictRecord.objects.filter(gender="M").exclude(marks=None):
        sheet = line_ups.make(by=cro, record=one, case_ref="FIR 12/26", at=now)
        assert len(sheet.photographs) == line_ups.FACES


def test_three_pairs_wait_for_an_officer(cro2, now):
    """The same men in another spelling, with their faces, of two grades; nobody else."""
    pairs = Duplicate.objects.visible_to(cro2).waiting().order_by("pk")
    assert sorted(pair.band for pair in pairs) == ["confirmed", "probable", "probable"]
    for pair in pairs:
        assert pair.first.name != pair.second.name
        assert pair.second.photographs.exists()
        assert pair.second.opening.decided_by == cro2
    one = pairs[0]
    doubles.merge(by=cro2, pair=one, leading=one.first, reason="Same face", at=now)


def test_a_record_and_a_withdrawal_wait(cro, cro2, now):
    """Entered by the one operator; the other may decide them."""
    opening = Opening.objects.to_decide_by(cro2).get()
    assert opening.record.photographs.exists()
    assert opening.record.aliases.get().name == "Jugnu"
    filing.decide_opening(by=cro2, opening=opening, approve=True, note="", at=now)
    withdrawal = Withdrawal.objects.to_decide_by(cro2).get()
    filing.decide_withdrawal(by=cro2, withdrawal=withdrawal, approve=True, note="", at=now)
    assert not Withdrawal.objects.to_decide_by(cro).exists()


def test_a_file_waits(cro):
    """Read to its end: what it would change is counted, and nothing has changed."""
    batch = ImportBatch.objects.get(made_by=cro)
    assert batch.state == ImportBatch.State.READY
    wanted = {"new": 5, "changed": 4, "unchanged": 2, "refused": 3}
    assert {name: batch.counts[name] for name in wanted} == wanted
    refused = {row.values["reason"] for row in batch.staged.filter(kind="refused")}
    assert len(refused) == 3
    assert not ConvictRecord.objects.filter(batch=batch).exists()

"""Sealing: who may set it, who is named, and that somebody can always lift it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import sealing
from accounts.models import User
from accounts.roles import Role
from accounts.seals import Seal, SealKey
from audit.models import Event
from convicts.models import ConvictRecord
from tests.cast import PASSWORD, make_officer
from tests.people_on_file import make_convict

pytestmark = pytest.mark.django_db


@pytest.fixture
def gul(cast):
    return make_officer("gul", Role.CRO_OPERATOR)


@pytest.fixture
def hira(cast):
    return make_officer("hira", Role.CRO_OPERATOR)


@pytest.fixture
def record(gul, now):
    """Sealed by Gul."""
    return sealing.seal(by=gul, record=make_convict(), sealed_as=Seal.JUVENILE, at=now)


def named(record) -> set[str]:
    return set(SealKey.objects.to(record).values_list("user__username", flat=True))


def done() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("action", flat=True))


def test_whoever_seals_is_named_first(gul, record):
    """So that nobody locks himself, and everybody else, out."""
    assert ConvictRecord.objects.get().sealed_as == "juvenile"
    assert named(record) == {"gul"}
    event = Event.objects.get()
    assert (event.action, event.actor_id, event.target_id) == (
        *("accounts.sealed", gul.pk),
        record.pk,
    )


def test_rank_opens_nothing(cast, gul, hira, record):
    """Neither the administrator, nor the DPO, nor a colleague of the record office."""
    others = [make_officer(f"one_{role}", role) for role in Role]
    for officer in (cast.dania, hira, *others):
        assert not ConvictRecord.objects.open_to(officer).exists()
        assert not ConvictRecord.objects.visible_to(officer).exists()
        assert not ConvictRecord.objects.visible_to(officer, "seal").exists()
    assert ConvictRecord.objects.visible_to(gul).get() == record


def test_a_key_fits_one_record(cast, gul, record, now):
    """Being named on one sealed record opens no other, and none of another table."""
    other = sealing.seal(by=cast.dania, record=make_convict(), sealed_as=Seal.INFORMANT, at=now)
    assert ConvictRecord.objects.visible_to(gul).get() == record
    SealKey.objects.create(
        record_label="hotel_eye.stay", record_id=other.pk, user=gul, given_by=gul, given_at=now
    )
    assert ConvictRecord.objects.visible_to(gul).get() == record


def test_naming_and_taking_off(gul, hira, record, now):
    """Each is an act with its event, and works at once."""
    sealing.name_officer(by=gul, record=record, officer=hira, at=now)
    assert ConvictRecord.objects.visible_to(hira).exists()
    sealing.unname(by=hira, record=record, officer=gul, at=now)
    assert not ConvictRecord.objects.visible_to(gul).exists()
    assert done() == ["accounts.sealed", "accounts.officer_named", "accounts.officer_unnamed"]
    assert Event.objects.latest("pk").detail["officer"] == gul.pk


def test_one_who_may_lift_the_seal_stays(cast, gul, record, now):
    """The last one who could is not taken off, whoever else is named."""
    sealing.name_officer(by=gul, record=record, officer=cast.ayesha, at=now)
    with pytest.raises(sealing.Refused, match="stays named"):
        sealing.unname(by=gul, record=record, officer=gul, at=now)
    assert named(record) == {"gul", "ayesha"}
    sealing.unname(by=gul, record=record, officer=cast.ayesha, at=now)
    with pytest.raises(sealing.Refused, match="stays named"):
        sealing.unname(by=gul, record=record, officer=gul, at=now)


def test_an_officer_who_left_keeps_no_seal(gul, hira, record, now):
    """Who may not seal any more does not count as the one who can lift it."""
    sealing.name_officer(by=gul, record=record, officer=hira, at=now)
    hira.postings.update(until_on=hira.postings.get().from_on)
    with pytest.raises(sealing.Refused, match="stays named"):
        sealing.unname(by=gul, record=record, officer=gul, at=now)


REFUSALS = {
    "sealed twice": (
        lambda s: sealing.seal(by=s.gul, record=s.record, sealed_as="informant", at=s.now),
        "sealed already",
    ),
    "named twice": (
        lambda s: sealing.name_officer(by=s.gul, record=s.record, officer=s.gul, at=s.now),
        "named already",
    ),
    "of no use": (
        lambda s: sealing.name_officer(by=s.gul, record=s.record, officer=s.ehsan, at=s.now),
        "posted nowhere",
    ),
    "posted nowhere": (
        lambda s: sealing.name_officer(by=s.gul, record=s.record, officer=s.nobody, at=s.now),
        "posted nowhere",
    ),
    "not named": (
        lambda s: sealing.unname(by=s.gul, record=s.record, officer=s.ehsan, at=s.now),
        "not named",
    ),
    "named on an open one": (
        lambda s: sealing.name_officer(by=s.gul, record=s.open, officer=s.gul, at=s.now),
        "not sealed",
    ),
    "no seal to lift": (lambda s: sealing.unseal(by=s.gul, record=s.open, at=s.now), "not sealed"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals(cast, gul, record, now, case):
    """A sentence for the screen; nothing changes and nothing is recorded."""
    scene = type("Scene", (), {"gul": gul, "record": record, "now": now, "ehsan": cast.ehsan})
    scene.open = make_convict()
    scene.nobody = User.objects.create_user("nobody", PASSWORD, name="Nobody")
    act, sentence = REFUSALS[case]
    before = done()
    with pytest.raises(sealing.Refused, match=sentence):
        act(scene)
    assert done() == before
    assert named(record) == {"gul"}


def test_lifting_the_seal(hira, gul, record, now):
    """The record is like any other again, and no name stays behind."""
    sealing.unseal(by=gul, record=record, at=now)
    assert ConvictRecord.objects.visible_to(hira).get().sealed_as == ""
    assert not SealKey.objects.exists()
    event = Event.objects.latest("pk")
    assert (event.action, event.detail) == ("accounts.unsealed", {"was": "juvenile"})


def test_the_database_refuses_nonsense(gul, record, now):
    """No seal that has no meaning, and nobody named twice."""
    with pytest.raises(IntegrityError, match="seal_is_known"), transaction.atomic():
        ConvictRecord.objects.update(sealed_as="secret")
    with pytest.raises(IntegrityError, match="accounts_sealkey_once"), transaction.atomic():
        sealing.give_key(by=gul, record=record, officer=gul, at=timezone.now())

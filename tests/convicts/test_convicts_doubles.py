"""One person with many records: found by the engine, laid together and taken apart by officers."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.roles import Role
from alerts.actions import Refused
from alerts.models import Listing
from audit.models import Event
from convicts import doubles, filing
from convicts.models import Alias, ConvictRecord, Duplicate, Standing
from convicts.notes import parts_of
from tests.cast import make_officer
from tests.people_on_file import INNOCENT, WANTED, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def gul(cast):
    return make_officer("gul", Role.CRO_OPERATOR)


def on_file(reference: str, **fields) -> ConvictRecord:
    listing = make_listing(external_ref=reference, **fields)
    return ConvictRecord.objects.get(pk=listing.source_id)


@pytest.fixture
def first():
    return on_file("CRO-1")


@pytest.fixture
def second(first):
    """The same man, one digit of his number and his name spelt otherwise."""
    return on_file("CRO-2", name="Mohammad Aslam", cnic="6110112345678", name_ur="")


def found(now) -> list[Duplicate]:
    while doubles.find(at=now):
        pass
    return list(Duplicate.objects.order_by("pk"))


def listed() -> set[int]:
    return set(Listing.objects.filter(withdrawn_at=None).values_list("source_id", flat=True))


@pytest.fixture
def pair(first, second, now) -> Duplicate:
    (one,) = found(now)
    return one


def test_the_engine_finds_them_once(first, second, now):
    """The older stands first; compared again nothing is put before anybody twice."""
    (pair,) = found(now)
    assert (pair.first, pair.second) == (first, second)
    assert pair.band in ("confirmed", "probable")
    assert not ConvictRecord.objects.to_compare().exists()
    ConvictRecord.objects.update(compared_at=None)
    assert found(now) == [pair]


def test_others_are_not_put_there(first, now):
    """Two men of no likeness."""
    on_file("CRO-3", **INNOCENT, name_ur="")
    assert found(now) == []


def test_one_number_and_two_names(first, now):
    """A CNIC that two names use is somebody's business, whoever is right."""
    on_file("CRO-4", **{**INNOCENT, "name_ur": "", "cnic": WANTED["cnic"]})
    (pair,) = found(now)
    assert pair.band == "cnic_in_use"


def test_laid_together_nothing_is_lost(gul, first, second, pair, now):
    """Both are looked for as before, each page shows the rows of both, the log says who it was."""
    filing.note(by=gul, record=first, row=Alias(name="Kala"), at=now)
    filing.note(by=gul, record=second, row=Alias(name="Deema"), at=now)
    doubles.merge(by=gul, pair=pair, leading=first, reason="Same fingerprints", at=now)
    second.refresh_from_db()
    assert second.merged_into == first
    assert listed() == {first.pk, second.pk}
    for one, other in ((first, second), (second, first)):
        beside = list(ConvictRecord.objects.visible_to(gul).together_with(one))
        assert beside == [other]
        names = {
            line.title
            for part in parts_of(one, gul, beside)
            if part.note.name == "alias"
            for line in part.lines
        }
        assert names == {"Kala", "Deema"}
    event = Event.objects.get(action="convicts.merged")
    assert (event.actor_id, event.detail["into"]) == (gul.pk, first.pk)
    with pytest.raises(Refused, match="already"):
        doubles.merge(by=gul, pair=pair, leading=first, reason="Again", at=now)


def test_acquitted_is_acquitted_under_both(gul, first, second, pair, now):
    """Of one man there is one state."""
    doubles.merge(by=gul, pair=pair, leading=first, reason="Same fingerprints", at=now)
    row = Standing(status="acquitted", since_on=now.date(), reference="Order 5/26")
    filing.note(by=gul, record=first, row=row, at=now)
    assert listed() == set()
    second.refresh_from_db()
    doubles.unmerge(by=gul, record=second, reason="Two men after all", at=now)
    assert listed() == {second.pk}


def test_taken_apart_each_is_as_before(gul, first, second, pair, now):
    """And the pair is not put before anybody again."""
    doubles.merge(by=gul, pair=pair, leading=second, reason="Same fingerprints", at=now)
    first.refresh_from_db()
    doubles.unmerge(by=gul, record=first, reason="Two men after all", at=now)
    first.refresh_from_db()
    assert first.merged_into is None
    assert listed() == {first.pk, second.pk}
    pair.refresh_from_db()
    assert (pair.decision, pair.reason) == ("different", "Two men after all")
    with pytest.raises(Refused, match="not laid"):
        doubles.unmerge(by=gul, record=first, reason="Again", at=now)
    assert found(now) == [pair]


def test_told_apart_they_stay_apart(gul, pair, now):
    """Decided once."""
    doubles.tell_apart(by=gul, pair=pair, reason="Brothers", at=now)
    assert not Duplicate.objects.waiting().exists()
    with pytest.raises(Refused, match="already"):
        doubles.tell_apart(by=gul, pair=pair, reason="Again", at=now)


def test_a_chain_has_one_leader(gul, first, second, pair, now):
    """Whoever lay under the second lies under the first in the end."""
    third = on_file("CRO-5", name="Muhamad Aslam", name_ur="")
    pairs = {(one.first_id, one.second_id): one for one in found(now)}
    doubles.merge(by=gul, pair=pairs[second.pk, third.pk], leading=second, reason="Same", at=now)
    doubles.merge(by=gul, pair=pair, leading=first, reason="Same", at=now)
    third.refresh_from_db()
    assert third.merged_into == first


def test_taken_out_of_a_chain_he_takes_his_own_along(first, second, gul, now):
    """Whoever lay under him when he was laid to another lies under him again."""
    third = on_file("CRO-3", name="Md Aslam", cnic="6110112345679", name_ur="")

    def pair(one, other):
        return Duplicate.objects.create(
            first=one, second=other, band="probable", probability=0.9, found_at=now
        )

    for one, other, leader in ((first, second, second), (second, third, third)):
        doubles.merge(by=gul, pair=pair(one, other), leading=leader, reason="Same", at=now)
    first.refresh_from_db()
    assert first.merged_into == third
    doubles.unmerge(by=gul, record=second, reason="Two persons", at=now)
    for record in (first, second, third):
        record.refresh_from_db()
    assert (first.merged_into, second.merged_into, third.merged_into) == (second, None, None)


def test_the_database_knows_no_circle(first):
    """Nobody lies under himself."""
    with pytest.raises(IntegrityError, match="lies_under_another"), transaction.atomic():
        ConvictRecord.objects.filter(pk=first.pk).update(merged_into=first)


def test_what_is_sealed_is_compared_with_nobody(gul, first, now):
    """Neither found nor in the queue; sealed later the pair is gone from it."""
    sealed = on_file("CRO-6", name_ur="")
    ConvictRecord.objects.filter(pk=sealed.pk).update(sealed_as="juvenile")
    found(now)
    assert not Duplicate.objects.visible_to(gul).exists()


def test_on_the_screen(cast, gul, first, second, pair):
    """The queue without names, the pair side by side, merged, and taken apart again."""
    client = cast.client(gul)
    queue = client.get(reverse("convicts:doubles"), {"band": pair.band})
    assert "CRO-1" in queue.text
    assert WANTED["name"] not in queue.text
    address = reverse("convicts:double", args=[pair.pk])
    page = client.get(address)
    assert "Mohammad Aslam" in page.text
    assert WANTED["cnic"] not in page.text
    wrong = client.post(address, {"decision": "first", "because": ""})
    assert wrong.status_code == 422
    client.post(address, {"decision": "first", "because": "Same fingerprints"})
    second.refresh_from_db()
    assert second.merged_into == first
    apart = reverse("convicts:unmerge", args=[second.pk])
    assert "CRO-1" in client.get(apart).text
    client.post(apart, {"because": "Two men after all"})
    second.refresh_from_db()
    assert second.merged_into is None


def test_nobody_else_sees_the_queue(cast, pair):
    """An SHO has none, by list or address."""
    client = cast.client(cast.ayesha)
    assert client.get(reverse("convicts:doubles")).status_code == 403
    assert client.get(reverse("convicts:double", args=[pair.pk])).status_code == 403

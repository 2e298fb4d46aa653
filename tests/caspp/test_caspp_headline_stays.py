"""What `manage.py seed --scale` loads of stays: three years by COPY, as a desk would leave them."""

from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.models import Sighting
from caspp import headline
from caspp.headline import houses, stays
from documents import numbers
from filings.models import Receipt, State
from hotel_eye import actions
from hotel_eye.models import Guest, Hotel, LedgerDay, Stay
from tests.hotel_eye.hotel_desk import at_url, send

pytestmark = pytest.mark.django_db
MANY = 900


@pytest.fixture
def loaded(cast, now, monkeypatch):
    """So many stays in several batches, beside one that was there before."""
    send(cast)
    monkeypatch.setattr(stays, "AT_ONCE", 400)
    monkeypatch.setattr(houses, "HOUSES", 30)
    heard = []
    headline.load_stays(MANY, at=now, step=heard.append)
    assert heard == [400, 400, 100]
    return cast


def test_what_is_loaded_would_be_taken(loaded):
    """Every constraint holds, though the rows came past the foreign keys."""
    for model in (Stay, Guest, Sighting, Receipt):
        for field in model._meta.concrete_fields:
            if field.is_relation and not field.null:
                known = field.related_model._base_manager.values("pk")
                assert not model._base_manager.exclude(**{f"{field.attname}__in": known}).exists()
    assert Guest.objects.filter(is_head=True).count() == Stay.objects.count() == MANY + 1


def test_lives_of_stays(loaded):
    """Late ones, corrected ones, some in the house; a receipt for each version."""
    rows = list(Stay.objects.all())
    assert 0.01 < sum(one.is_late for one in rows) / MANY < 0.3
    assert any(one.state == State.CORRECTED for one in rows)
    assert all(one.arrived_at <= one.filed_at <= timezone.now() for one in rows)
    assert Receipt.objects.count() == sum(one.version for one in rows)
    assert Sighting.objects.filter(source="hotel_eye.guest").count() == Guest.objects.count()
    waiting = Sighting.objects.filter(screened_at=None)
    assert waiting.count() == 1, "only the guest of the desk"


def test_numbers_without_a_gap_go_on(loaded):
    """For each house and year from one on, and the next filing has the next one."""
    found = Counter()
    for receipt in Receipt.objects.order_by("pk"):
        house, year, serial, digit = receipt.number.removeprefix("H").split("-")
        found[house, year] += 1
        assert numbers.is_whole(f"{house}{year}{serial}{digit}")
        assert int(serial) == found[house, year]
    year = f"{timezone.localdate():%y}"
    send(loaded, room="999")
    last = Receipt.objects.latest("pk")
    assert int(last.number.split("-")[2]) == found[str(loaded.hotel.pk), year] + 1


def test_the_ledgers_are_counted(loaded):
    """What the trigger would have counted, and it goes on counting."""
    counted = Counter()
    for stay in Stay.objects.all():
        key = (stay.hotel_id, timezone.localdate(stay.arrived_at))
        counted[key, "annulled" if stay.is_annulled else "late" if stay.is_late else "on_time"] += 1
    for day in LedgerDay.objects.all():
        key = (day.hotel_id, day.day)
        assert [day.on_time, day.late, day.annulled] == [
            counted[key, name] for name in ("on_time", "late", "annulled")
        ]
    stay = Stay.objects.filter(state=State.FILED, hotel=loaded.hotel).first()
    actions.annul(by=loaded.ehsan, stay=stay, because="a reason", at=timezone.now())
    day = LedgerDay.objects.get(hotel=stay.hotel, day=timezone.localdate(stay.arrived_at))
    assert day.annulled >= 1


def test_the_pages_show_them(loaded):
    """The desk and the station find what was loaded."""
    assert Stay.objects.filter(hotel=loaded.hotel).count() > 5
    desk = loaded.client(loaded.ehsan)
    for name in ("in_house", "receipts", "ledger"):
        assert desk.get(at_url(name, loaded.hotel)).status_code == 200
    assert Hotel.objects.count() == 30
    listed = loaded.client(loaded.dania).get(reverse("hotel_eye:premises"))
    assert listed.status_code == 200

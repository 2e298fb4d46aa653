"""What `manage.py seed --scale` loads of tenants and employees: three years by COPY."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from alerts.models import Sighting
from audit.history import history_of
from caspp import headline
from caspp.headline import tenancies
from documents import numbers
from documents.models import Series
from filings.models import Receipt, State
from tenants import actions
from tenants.models import Named, Property, Tenancy, Visit
from tests.tenants.registration_scenes import landlord, register

pytestmark = pytest.mark.django_db
MANY = 700


@pytest.fixture
def loaded(cast, now, monkeypatch):
    """So many registrations in several batches, beside one that was there before."""
    register(cast, landlord())
    monkeypatch.setattr(tenancies, "AT_ONCE", 300)
    heard = []
    headline.load_tenancies(MANY, at=now, step=heard.append)
    assert heard == [300, 300, 100]
    return cast


def test_what_is_loaded_would_be_taken(loaded):
    """Whatever a row points at is there, though the rows came past the foreign keys."""
    assert Tenancy.objects.count() == MANY + 1
    for model in (Property, Tenancy, Named, Visit, Sighting, Receipt):
        for field in model._meta.concrete_fields:
            if field.is_relation:
                known = field.related_model._base_manager.values("pk")
                lost = model._base_manager.exclude(**{field.attname: None})
                lost = lost.exclude(**{f"{field.attname}__in": known})
                assert not lost.exists(), (model, field.name)


def test_lives_of_registrations(loaded, now):
    """Late ones, those that ended and went on, those nobody visited; a receipt for each version."""
    rows = list(Tenancy.objects.all())
    assert 0.05 < sum(one.is_late for one in rows) / MANY < 0.25
    assert {one.state for one in rows} >= {State.FILED, State.CORRECTED}
    assert {one.verification for one in rows} == {"new", "assigned", "verified", "discrepancy"}
    assert any(one.vacated_on for one in rows)
    assert any(one.is_expired for one in rows)
    assert all(one.possession_on <= timezone.localdate(one.filed_at) for one in rows)
    assert all(one.filed_at <= now + timedelta(minutes=1) for one in rows)
    assert Receipt.objects.count() == sum(one.version for one in rows)
    for one in rows[:50]:
        first = Receipt.objects.of_source(one).first()
        assert first.number == one.number
    visits = Visit.objects.select_related("tenancy")
    assert all(one.tenancy.verification == (one.outcome or "assigned") for one in visits)
    assert not Visit.objects.open().exclude(tenancy__in=Tenancy.objects.running()).exists()


def test_everybody_named_is_seen(loaded):
    """As long as he lives there; nobody waits to be screened but who was registered by hand."""
    assert Sighting.objects.filter(source="tenants.named").count() == Named.objects.count()
    by_hand = Tenancy.objects.earliest("pk")
    waiting = Sighting.objects.filter(screened_at=None)
    assert waiting.count() == by_hand.people.count()
    gone = Tenancy.objects.exclude(vacated_on=None).first()
    seen = Sighting.objects.filter(
        source="tenants.named", source_id__in=gone.people.values_list("pk", flat=True)
    )
    assert {timezone.localdate(one.seen_until) for one in seen} == {gone.vacated_on}
    for model in (Property, Visit):
        kept = history_of(model).objects.filter(pgh_label="insert").count()
        assert kept == model.objects.count()


def test_numbers_without_a_gap_go_on(loaded, now):
    """For each place and year from one on, and the next version has the next one."""
    found = Counter()
    for receipt in Receipt.objects.order_by("pk"):
        place, year, serial, digit = receipt.number.removeprefix("T").split("-")
        found[place, year] += 1
        assert numbers.is_whole(f"{place}{year}{serial}{digit}")
        assert int(serial) == found[place, year]
    for (place, year), last in found.items():
        assert Series.objects.get(name=f"receipt tenants.property {place} {year}").last == last
    tenancy = Tenancy.objects.running().exclude(agreed_until=None).latest("pk")
    until = max(tenancy.agreed_until, timezone.localdate()) + timedelta(days=90)
    receipt = actions.renew(by=loaded.bilal, tenancy=tenancy, until=until, at=now)
    year = f"{timezone.localdate(now):%y}"
    expected = found[str(tenancy.place_id), year] + 1
    assert int(receipt.number.split("-")[2]) == expected
    assert register(loaded, landlord("another")).pk == Tenancy.objects.latest("pk").pk


def test_the_pages_show_them(loaded):
    """Every list of a station, one of its registrations, and a landlord's own."""
    client = loaded.client(loaded.dania)
    for show in ("all", "verify", "overdue", "differs", "ending", "late"):
        assert client.get(reverse("tenants:list"), {"show": show}).status_code == 200
    seen = Tenancy.objects.visible_to(loaded.dania).latest("filed_at")
    assert client.get(reverse("tenants:open", args=[seen.pk])).status_code == 200
    own = Tenancy.objects.filter(owner__username__startswith="landlord-").running().first()
    mine = loaded.client(own.owner).get(reverse("tenants:mine"))
    assert own.place.house_no in mine.content.decode()


def test_constraints_hold(loaded):
    """The checks of the tables, asked once more of every row."""
    with connection.cursor() as cursor:
        for table in tenancies.TABLES:
            cursor.execute(
                "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint"
                " WHERE conrelid = %s::regclass AND contype = 'c'",
                [table],
            )
            for name, condition in cursor.fetchall():
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE NOT ({condition})')
                assert cursor.fetchone()[0] == 0, name

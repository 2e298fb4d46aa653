"""What an officer saw holds for what he saw: after a correction somebody goes there again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import Text
from tenants import verification
from tenants.models import Verification
from tests.tenants.registration_scenes import filled, landlord, register

pytestmark = pytest.mark.django_db


def correct(cast, user, tenancy, **changes):
    member = tenancy.people.get(role="member")
    form = {**filled(cast, **changes), "members-0-named_id": str(member.pk)}
    address = reverse("tenants:correct", args=[tenancy.pk])
    assert cast.client(user).post(address, form).status_code == 302
    tenancy.refresh_from_db()


@pytest.fixture
def obaid(cast):
    return landlord()


def visited(cast, obaid, outcome):
    at = timezone.now() - timedelta(days=3)
    tenancy = register(cast, obaid, at=at)
    visit = verification.assign(by=cast.bilal, tenancy=tenancy, to=cast.ayesha, at=at)
    if outcome:
        missing = ["others"] if outcome == "discrepancy" else []
        verification.report(
            by=cast.ayesha, visit=visit, outcome=outcome, missing=missing, words="", at=at
        )
    tenancy.refresh_from_db()
    return tenancy


@pytest.mark.parametrize(
    ("outcome", "changes", "then"),
    [
        # Somebody else lives there now: nobody has seen him.
        ("verified", {"resident-name": "Another Man"}, Verification.NEW),
        ("verified", {"place-house_no": "13-B"}, Verification.NEW),
        ("verified", {"dates-rent": "60000"}, Verification.VERIFIED),
        ("discrepancy", {"dates-rent": "60000"}, Verification.NEW),
        ("", {"resident-name": "Another Man"}, Verification.ASSIGNED),
    ],
)
def test_after_a_correction(cast, obaid, outcome, changes, then):
    """Who and where is seen again; what stands on paper only is not."""
    tenancy = visited(cast, obaid, outcome)
    was_due = tenancy.verify_due_at
    correct(cast, obaid, tenancy, **changes)
    assert tenancy.verification == then
    assert (tenancy.verify_due_at > was_due) is (then == Verification.NEW)


def test_an_officer_of_another_station_need_not_go(cast, obaid):
    """The place was at another station: its own officers are sent, the first visit is off."""
    tenancy = visited(cast, obaid, "")
    correct(cast, obaid, tenancy, **{"place-station": str(cast.margalla.pk)})
    assert (tenancy.station, tenancy.verification) == (cast.margalla, Verification.NEW)
    assert not tenancy.visits.exists()


def test_the_landlord_is_told_of_what_does_not_agree(cast, obaid):
    """By message, with the number and nobody's name; of a visit that went well there is none."""
    visited(cast, obaid, "verified")
    assert not Text.objects.exists()
    tenancy = visited(cast, obaid, "discrepancy")
    told = Text.objects.get()
    assert told.phone == "03005550101"
    assert tenancy.number in told.words
    assert "Aslam" not in told.words


def test_days_page_by_day(cast, obaid):
    """The list of agreements that end goes on where the page before stopped."""
    soon = timezone.localdate() + timedelta(days=9)
    for number in range(60):
        register(
            cast,
            obaid,
            **{
                "dates-agreed_from": None,
                "dates-agreed_until": (soon + timedelta(days=number // 10)).isoformat(),
            },
        )
    client = cast.client(cast.ayesha)
    first = client.get(reverse("tenants:list"), {"show": "ending"}).context["page"]
    second = client.get(first.older_url).context["page"]
    days = [one.agreed_until for one in (*first, *second)]
    assert days == sorted(days)
    assert len({one.pk for one in (*first, *second)}) == 60

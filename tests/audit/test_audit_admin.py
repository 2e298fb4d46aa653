"""What the administrator edits is in the log, with his name and without values."""

import pytest

from accounts.roles import Role
from audit.models import Event
from tests.cast import make_officer, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(cast, client):
    sign_in(client, make_officer("nasreen", Role.ADMINISTRATOR))
    return client


def test_a_changed_category_is_an_event(administrator):
    """Changing a severity in the administration records who changed which field."""
    response = administrator.post(
        "/admin/alerts/listingcategory/convict/change/",
        {
            "code": "convict",
            "name": "Convict",
            "name_ur": "سزا یافتہ",
            "severity": "3",
            "instruction": "Look.",
            "instruction_ur": "دیکھیں۔",
        },
    )
    assert response.status_code == 302
    event = Event.objects.get(action="admin.changed")
    assert event.actor == "Nasreen (nasreen)"
    assert "Severity" in str(event.detail)


def test_a_new_posting_is_an_event(administrator, cast):
    """Nobody grants a role unseen: the account's change names its postings."""
    user = cast.bilal
    posting = user.postings.get()
    response = administrator.post(
        f"/admin/accounts/user/{user.pk}/change/",
        {
            "username": user.username,
            "name": user.name,
            "is_active": "on",
            "postings-TOTAL_FORMS": "2",
            "postings-INITIAL_FORMS": "1",
            "postings-0-id": str(posting.pk),
            "postings-0-user": str(user.pk),
            "postings-0-role": posting.role,
            "postings-0-station": str(posting.station_id),
            "postings-0-from_on": posting.from_on.isoformat(),
            "postings-1-user": str(user.pk),
            "postings-1-role": Role.AUDITOR,
            "postings-1-from_on": posting.from_on.isoformat(),
        },
    )
    assert response.status_code == 302
    event = Event.objects.get(action="admin.changed")
    assert "auditor" in str(event.detail)


def test_a_deleted_hotel_is_an_event(administrator, cast):
    """Deleting from the list leaves an event for each row."""
    hotel = cast.other_hotel
    cast.other_hotel.desks.all().delete()
    response = administrator.post(f"/admin/hotel_eye/hotel/{hotel.pk}/delete/", {"post": "yes"})
    assert response.status_code == 302
    assert Event.objects.get(action="admin.deleted").target == str(hotel)

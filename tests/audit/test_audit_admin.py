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
            "legal_basis": "Police Rules 1934",
            "legal_basis_ur": "پولیس رولز 1934",
        },
    )
    assert response.status_code == 302
    event = Event.objects.get(action="admin.changed")
    assert event.actor == "Nasreen (nasreen)"
    assert "Severity" in str(event.detail)


def test_accounts_are_not_edited_here(administrator, cast):
    """Roles and postings need two persons: here an account is looked up and nothing else."""
    address = f"/admin/accounts/user/{cast.bilal.pk}/change/"
    page = administrator.get(address)
    assert page.status_code == 200
    assert "postings-TOTAL_FORMS" not in page.text
    assert administrator.post(address, {"name": "Somebody else"}).status_code == 403
    assert administrator.get("/admin/accounts/user/add/").status_code == 403
    assert administrator.post(address.replace("change", "delete")).status_code == 403


def test_a_deleted_hotel_is_an_event(administrator, cast):
    """Deleting from the list leaves an event for each row."""
    hotel = cast.other_hotel
    cast.other_hotel.desks.all().delete()
    response = administrator.post(f"/admin/hotel_eye/hotel/{hotel.pk}/delete/", {"post": "yes"})
    assert response.status_code == 302
    assert Event.objects.get(action="admin.deleted").target == str(hotel)

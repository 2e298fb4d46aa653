"""At a counter somebody comes back with his slip: its code opens the registration, nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from filings.models import Receipt, State
from tenants.models import Tenancy
from tests.cast import make_officer
from tests.tenants.registration_scenes import filled, landlord, register

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"tenants:{name}", args=args)


@pytest.fixture
def tenancy(cast):
    return register(cast, landlord())


@pytest.fixture
def code(tenancy):
    return Receipt.objects.of_source(tenancy).get().shown_code


@pytest.fixture
def clerk(cast):
    """The front desk of the station at which it is registered."""
    return make_officer("javeria", Role.FRONT_DESK, station=cast.kohsar)


def test_the_code_opens_it(cast, tenancy, code, clerk):
    """However it is typed; that the clerk saw it is on the record."""
    client = cast.client(clerk)
    typed = code.lower().replace("-", " ")
    answer = client.post(url("find"), {"slip-code": typed})
    assert answer.url == url("by_slip", code)
    page = client.get(answer.url).content.decode()
    assert tenancy.number in page
    assert "61101-•••••••-1" in page
    seen = Event.objects.filter(action="tenants.opened", target_id=tenancy.pk)
    assert seen.get().actor_id == clerk.pk
    assert client.get(url("slip_slip", code)).content[:4] == b"%PDF"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type the code"),
        ("AAAA", "twelve letters and figures"),
        ("0000-0000-0000", "No registration at your counter"),
    ],
)
def test_another_code_opens_nothing(cast, tenancy, clerk, typed, words):
    """In words, and the rest of the page stays."""
    answer = cast.client(clerk).post(url("find"), {"slip-code": typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'name="resident-name"' in answer.content.decode()


def test_a_counter_elsewhere_knows_nothing(cast, tenancy, code):
    """The code is right, the station is another; and a landlord has no counter at all."""
    stranger = make_officer("rafiq", Role.FRONT_DESK, station=cast.margalla)
    client = cast.client(stranger)
    assert client.post(url("find"), {"slip-code": code}).status_code == 422
    for name in ("by_slip", "slip_slip", "slip_correct", "slip_agreement"):
        assert client.get(url(name, code)).status_code == 404
    for name in ("slip_vacate", "slip_renew", "slip_annul"):
        assert client.post(url(name, code)).status_code == 404
    assert cast.client(tenancy.owner).get(url("by_slip", code)).status_code == 403


def test_whoever_registered_it_elsewhere_sees_it_again(cast, clerk):
    """A home of another station's, registered at this counter: its slip opens it here."""
    form = {**filled(cast), "place-station": str(cast.margalla.pk), "kind": "tenant"}
    client = cast.client(clerk)
    answer = client.post(url("counter"), form, follow=True)
    assert answer.status_code == 200
    assert Tenancy.objects.get().number in answer.content.decode()


def test_left_renewed_and_annulled_at_the_counter(cast, tenancy, code, clerk):
    """Each act as its owner could do it, under the clerk's name."""
    client = cast.client(clerk)
    until = tenancy.agreed_until + timedelta(days=100)
    answer = client.post(url("slip_renew", code), {"renew-until": until.isoformat()})
    assert answer.url == url("by_slip", code)
    receipt = Receipt.objects.of_source(tenancy).last()
    assert (receipt.act, receipt.received_from) == ("corrected", clerk)
    assert client.post(url("slip_annul", code), {"annul-because": "no"}).status_code == 422
    # The newest slip opens it as the first one does.
    newest = receipt.shown_code
    today = timezone.localdate().isoformat()
    assert client.post(url("slip_vacate", newest), {"vacate-on": today}).status_code == 302
    tenancy.refresh_from_db()
    assert (tenancy.vacated_on, tenancy.vacated_by) == (timezone.localdate(), clerk)
    again = client.post(url("slip_vacate", code), {"vacate-on": today}, follow=True)
    assert "does not run any more" in again.content.decode()


def test_corrected_at_the_counter(cast, tenancy, code, clerk):
    """All parts on one page, as it was filed; the owner sees the change as his clerk's."""
    client = cast.client(clerk)
    assert "Muhammad Aslam" in client.get(url("slip_correct", code)).content.decode()
    member = tenancy.people.get(role="member")
    form = {**filled(cast, **{"dates-rent": "50000"}), "members-0-named_id": str(member.pk)}
    wrong = client.post(url("slip_correct", code), {**form, "resident-cnic": "1"})
    assert wrong.status_code == 422
    assert client.post(url("slip_correct", code), form).url == url("by_slip", code)
    tenancy.refresh_from_db()
    assert (tenancy.state, tenancy.rent) == (State.CORRECTED, 50000)
    page = cast.client(tenancy.owner).get(url("own", tenancy.pk)).content.decode()
    assert "45000 → 50000" in page
    assert clerk.name in page

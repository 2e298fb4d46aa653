"""A registration as a counter or a landlord fills it, and the people who do."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.roles import Role
from filings.models import Way
from tenants import actions
from tenants.models import Tenancy
from tenants.registration import Registration
from tests.cast import make_officer

LANDLORD = {
    "holder-name": "Obaidullah",
    "holder-relation": "S",
    "holder-relative_name": "Rahmatullah",
    "holder-cnic": "61101-7777777-1",
    "holder-phone": "0300-5550101",
    "holder-address": "House 5, Street 9, F-8/3, Islamabad",
}
WANTED_TENANT = {
    "resident-name": "Muhammad Aslam",
    "resident-relation": "S",
    "resident-relative_name": "Ghulam Rasool",
    "resident-cnic": "61101-1234567-1",
    "resident-gender": "M",
    "resident-born": "1979",
    "resident-phone": "0301-1112223",
    "resident-address": "Mohalla Eidgah, Rawalpindi",
    "resident-district": "Islamabad",
}


def filled(cast: Any, **changes: Any) -> dict[str, str]:
    """The fields of a complete registration; None takes one out."""
    today = timezone.localdate()
    form = {
        "place-kind": "portion",
        "place-house_no": "12-A",
        "place-street": "Street 31",
        "place-area": "F-8/1",
        "place-city": "Islamabad",
        "place-station": str(cast.kohsar.pk),
        **LANDLORD,
        **WANTED_TENANT,
        "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "0",
        "members-0-name": "Shazia Bibi",
        "members-0-kinship": "spouse",
        "members-0-cnic": "61101-2222222-2",
        "members-0-gender": "F",
        "surety1-name": "Haji Sadiq",
        "surety1-cnic": "61101-3333333-3",
        "surety1-phone": "0300-3334445",
        "dates-possession_on": today.isoformat(),
        "dates-agreed_from": today.isoformat(),
        "dates-agreed_until": (today + timedelta(days=334)).isoformat(),
        "dates-rent": "45000",
        "dates-occupation": "Electrician",
    }
    form |= {name.replace("__", "-"): value for name, value in changes.items()}
    return {name: value for name, value in form.items() if value is not None}


def landlord(name: str = "obaid") -> Any:
    """Somebody who lets a home."""
    return make_officer(name, Role.LANDLORD)


def register(cast: Any, by: Any, at: Any = None, **changes: Any) -> Tenancy:
    """A filed registration, without the pages."""
    said = described(cast, **changes)
    said.tenancy.form_token = uuid.uuid4()
    said.tenancy.owner = by
    tenancy, _is_new = actions.file(by=by, described=said, way=Way.SELF, at=at or timezone.now())
    return tenancy


def described(cast: Any, filed: Tenancy | None = None, **changes: Any) -> actions.Described:
    """What a complete form says, of a registration that is filed or to be filed."""
    form = Registration("tenant", data=filled(cast, **changes), filed=filed)
    assert form.is_valid(), [one.errors for one in form.part(form.first_open() or "place")]
    return form.described()

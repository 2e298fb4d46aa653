"""A landlord and a counter are never told: the same registration, its tenant looked for or not."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.roles import Role
from alerts import list_index
from alerts.models import Alert
from filings.models import Receipt
from tenants.models import Tenancy
from tests.alerts.alert_scenes import answered, drain
from tests.blind import Browser, Seen, assert_equal, own_words
from tests.cast import make_officer
from tests.people_on_file import WANTED, make_listing
from tests.tenants.registration_scenes import filled, landlord

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"tenants:{name}", args=args)


def look_for(cast: Any, is_wanted: bool) -> None:
    if is_wanted:
        make_listing(owning_station=cast.margalla)


def alerts_of(cast: Any, is_wanted: bool, outcome: str | None) -> None:
    drain()
    assert Alert.objects.count() == (2 if is_wanted else 0)
    for alert in Alert.objects.all() if outcome else ():
        answered(alert, cast.ayesha, outcome)


def at_home(cast: Any, owner: Any, is_wanted: bool, outcome: str | None) -> dict[str, Seen]:
    """From the first question to the last page, and everything that can be done afterwards."""
    phone = Browser(cast.client(owner), own_words(WANTED))
    look_for(cast, is_wanted)
    phone.see("begin", "post", url("begin"), {"kind": "tenant"})
    draft = Tenancy.objects.get().pk
    form = filled(cast)
    for part in ("place", "holder", "resident", "members", "vouchers", "dates"):
        phone.see(part, "post", url("step", draft, part), form)
    phone.see("to check", "get", url("check", draft))
    phone.see("filed", "post", url("check", draft))
    alerts_of(cast, is_wanted, outcome)
    phone.see("the registration", "get", url("own", draft))
    phone.see("all", "get", url("mine"))
    phone.see("home", "get", "/")
    phone.see("to correct", "get", url("correct", draft))
    phone.see("corrected", "post", url("correct", draft), {**form, "dates-rent": "50000"})
    phone.see("corrected, the page", "get", url("own", draft))
    phone.see("annulled", "post", url("annul", draft), {"annul-because": "He never came."})
    phone.see("annulled, the page", "get", url("own", draft))
    return phone.seen


def at_the_counter(cast: Any, clerk: Any, is_wanted: bool, outcome: str | None) -> dict[str, Seen]:
    """One page, the slip, and the slip again."""
    desk = Browser(cast.client(clerk), own_words(WANTED))
    look_for(cast, is_wanted)
    desk.see("registered", "post", url("counter"), {**filled(cast), "kind": "tenant"})
    alerts_of(cast, is_wanted, outcome)
    code = Receipt.objects.get().shown_code
    desk.see("the slip's page", "get", url("by_slip", code))
    desk.see("found again", "post", url("find"), {"slip-code": code})
    desk.see("to correct", "get", url("slip_correct", code))
    desk.see(
        "left", "post", url("slip_vacate", code), {"vacate-on": filled(cast)["dates-possession_on"]}
    )
    desk.see("left, the page", "get", url("by_slip", code))
    desk.see("the counter", "get", url("counter"))
    return desk.seen


@pytest.mark.parametrize("outcome", [None, "arrested", "not_same"])
@pytest.mark.parametrize("scene", [at_home, at_the_counter])
def test_nobody_who_registers_learns_of_a_match(cast, scene, outcome):
    """Status, headers, bytes, number of queries and the tables they touch: all equal."""
    who = landlord() if scene is at_home else make_officer("javeria", Role.FRONT_DESK)
    worlds = []
    for is_wanted in (True, False):
        with transaction.atomic():
            worlds.append(scene(cast, who, is_wanted, outcome))
            transaction.set_rollback(True)
        list_index.current().forget()
    assert {title: one.status for title, one in worlds[0].items() if one.status >= 400} == {}
    assert_equal(*worlds)

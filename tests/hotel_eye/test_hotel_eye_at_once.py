"""Fifty threads send the same filing under the same key: one stay, one receipt, one alert.

And an officer's form that is sent several times at one moment: one house.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alerts.models import Alert, Sighting
from audit.models import Event
from filings.models import Lot, Receipt
from hotel_eye.api import limits
from hotel_eye.models import ApiAnswer, ApiKey, Guest, Hotel, Inspection, Stay
from tests.alerts.alert_scenes import drain
from tests.cast import engage
from tests.copies import copied
from tests.hotel_eye.api_desk import make_key, stay
from tests.hotel_eye.hotel_desk import found_form
from tests.people_on_file import make_listing

pytestmark = pytest.mark.django_db

THREADS = 50
_OWN_DATABASE = "test_same_key"


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """Everything here commits for real: into a database of its own."""
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        copied(_OWN_DATABASE)
        connection.close()
        # The same settings serve every thread.
        connection.settings_dict["NAME"] = _OWN_DATABASE
        yield
        connection.close()
        connection.settings_dict["NAME"] = name


@pytest.fixture
def software(monkeypatch):
    """The cast and its software's header."""
    monkeypatch.setattr(limits, "_rests_until", float("inf"))
    monkeypatch.setattr(limits, "A_MINUTE_ALONE", 1_000_000)
    cast = engage()
    return cast, f"Bearer {make_key(cast.hotel, cast.ehsan)}"


def together(acts):
    """What each of these gives, every one in a thread, all of them begun at the same moment."""
    barrier = Barrier(len(acts))

    def do(act):
        barrier.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def all_at_once(header, path, bodies, keys):
    """What the software is answered that sends all of this at one moment."""
    return together(
        [
            partial(
                Client().post,
                f"/api/v1/{path}",
                json.dumps(body),
                content_type="application/json",
                headers={"Authorization": header, "Idempotency-Key": key},
            )
            for body, key in zip(bodies, keys, strict=True)
        ]
    )


def test_the_same_key_fifty_times(software):
    """All get the very same answer, and one of them did it; see the module for the rest."""
    cast, header = software
    with transaction.atomic():
        make_listing(owning_station=cast.kohsar)
    body = stay()
    answers = all_at_once(header, "stays", [body] * THREADS, ["one"] * THREADS)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    replayed = [answer.headers.get("Idempotency-Replayed") for answer in answers]
    assert sorted(replayed, key=str) == [None, *["true"] * (THREADS - 1)]
    drain()
    for model in (Stay, Guest, Receipt, Sighting, Alert, ApiAnswer):
        assert model.objects.count() == 1, model
    assert Event.objects.filter(action="hotel_eye.checked_in").count() == 1
    assert answers[0].json()["entry"] == Stay.objects.get().pk
    key = ApiKey.objects.get()
    assert key.last_used_at <= timezone.now()


def test_the_same_key_with_other_bodies(software):
    """One of them is filed, and each of the others is refused or the very same."""
    _cast, header = software
    body = stay()
    bodies = [{**body, "room": str(number)} for number in range(THREADS)]
    answers = all_at_once(header, "stays", bodies, ["one"] * THREADS)
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [201, *[422] * (THREADS - 1)]
    used = "urn:caspp:problem:idempotency-key-used"
    assert {one.json()["type"] for one in answers if one.status_code == 422} == {used}
    assert Stay.objects.get().room == str(statuses.index(201))
    assert Receipt.objects.count() == 1


def test_each_with_a_key_of_its_own(software):
    """Fifty filings: fifty stays, and the receipts of the house without a gap."""
    _cast, header = software
    bodies = [stay(room=str(number)) for number in range(THREADS)]
    keys = [str(number) for number in range(THREADS)]
    answers = all_at_once(header, "stays", bodies, keys)
    assert {answer.status_code for answer in answers} == {201}
    serials = sorted(answer.json()["receipt"]["number"].split("-")[2] for answer in answers)
    assert serials == [f"{number:06d}" for number in range(1, THREADS + 1)]


def test_the_same_lot_at_once_under_several_keys(software):
    """One name is one lot, whoever is first."""
    _cast, header = software
    body = {"reference": "night", "parties": [stay()]}
    keys = [str(number) for number in range(10)]
    answers = all_at_once(header, "lots", [body] * 10, keys)
    assert {answer.status_code for answer in answers} == {202}
    assert {answer.json()["id"] for answer in answers} == {Lot.objects.get().pk}


def test_one_form_of_a_found_house_at_once(software):
    """An officer whose phone sends it eight times has noted one house, and is led to it."""
    cast, _header = software
    form = found_form(cast)
    phones = [cast.client(cast.ayesha) for _time in range(8)]
    answers = together([partial(phone.post, reverse("hotel_eye:found"), form) for phone in phones])
    house = Hotel.objects.get(name=form["name"])
    assert {answer.url for answer in answers} == {reverse("hotel_eye:house", args=[house.pk])}
    assert Inspection.objects.get().hotel == house

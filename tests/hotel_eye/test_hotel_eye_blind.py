"""The hotel is never told: the same desk work, with and without somebody looked for.

Every scene is played in a savepoint of its own and rolled back; what the browser got in one is
compared, byte for byte, with what it got in the other.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from alerts import list_index
from alerts.models import Alert
from filings import lots
from filings.models import Receipt
from hotel_eye.models import Stay
from tests.alerts.alert_scenes import answered, drain, look_for_vehicle
from tests.blind import Browser, Seen, assert_equal, own_words
from tests.hotel_eye import api_desk
from tests.hotel_eye.api_desk import make_key
from tests.hotel_eye.hotel_desk import BUS, at_url, group_form, local, stay_url
from tests.hotel_eye.upload_files import as_csv, row
from tests.people_on_file import INNOCENT, WANTED, check_in_form, make_listing

pytestmark = pytest.mark.django_db

STATES = ["listed before", "raised", "acknowledged and closed", "not the same", "listed after"]


def look_for_person(cast: Any, person: dict[str, Any]) -> None:
    make_listing(owning_station=cast.margalla, **person)


def look_for_his_vehicle(cast: Any, _person: dict[str, Any]) -> None:
    look_for_vehicle(cast.margalla)


def a_day_at_the_desk(
    cast: Any, person: dict[str, Any], state: str, is_wanted: bool, publish: Any = look_for_person
) -> Any:
    """Check-in and every page after it, in a world where the guest is looked for or is not."""
    now = timezone.now()
    browser = Browser(cast.client(cast.ehsan), own_words(person))
    if is_wanted and state != "listed after":
        publish(cast, person)
    form = check_in_form(
        cnic=person["cnic"],
        name=person["name"],
        name_ur=person.get("name_ur", ""),
        relative_name=person["relative_name"],
        district=person["district"],
        born=str(person["birth_year"]),
        arrived_at=local(now - timedelta(hours=2)),
        vehicle_no="lea 19 1234",
    )
    names = ("check_in", "in_house", "register", "receipts", "ledger", "expected")
    url = {name: at_url(name, cast.hotel) for name in names}
    browser.see("check-in", "post", url["check_in"], form)
    browser.see("the page after", "get", url["in_house"])
    if is_wanted and state == "listed after":
        publish(cast, person)
    if state != "listed before":
        drain()
        outcomes = {"acknowledged and closed": "arrested", "not the same": "not_same"}
        for alert in Alert.objects.all() if state in outcomes else ():
            answered(alert, cast.ayesha, outcomes[state])
        assert Alert.objects.count() == (2 if is_wanted else 0)
    stay = Stay.objects.get()
    browser.see("the same form again", "post", url["check_in"], form)
    browser.see("in the house", "get", url["in_house"])
    browser.see("register", "get", url["register"])
    browser.see("the entry", "get", stay_url("stay", stay))
    browser.see("search", "post", at_url("search", cast.hotel), {"text": person["cnic"]})
    browser.see("by name", "post", at_url("search", cast.hotel), {"text": person["name"]})
    browser.see("recall", "post", at_url("recall", cast.hotel), {"cnic": person["cnic"]})
    receipt = Receipt.objects.of_source(stay).get()
    browser.see("receipts", "get", url["receipts"])
    browser.see("the receipt", "get", f"{url['receipts']}{receipt.pk}/")
    browser.see("ledger", "get", url["ledger"])
    browser.see("expected", "get", url["expected"])
    browser.see("home", "get", "/")
    browser.see("the board", "get", "/alerts/")
    browser.see("to correct", "get", stay_url("correct", stay))
    browser.see("to annul", "get", stay_url("annul", stay))
    browser.see("check-out", "post", stay_url("check_out", stay), {"left_at": local(now)})
    browser.see("afterwards", "get", url["in_house"])
    browser.see("annulled", "post", stay_url("annul", stay), {"because": "entered twice"})
    browser.see("the annulled entry", "get", stay_url("stay", stay))
    return browser.seen


def played(*scene: Any) -> Any:
    """What was seen in the scene, which then never happened."""
    with transaction.atomic():
        seen = a_day_at_the_desk(*scene)
        transaction.set_rollback(True)
    # The worker's index remembers a list that never was.
    list_index.current().forget()
    return seen


@pytest.mark.parametrize("state", STATES)
def test_the_same_guest_looked_for_or_not(cast, state):
    """Status, headers, bytes, number of queries and the tables they touch: all equal."""
    assert_equal(played(cast, WANTED, state, True), played(cast, WANTED, state, False))


@pytest.mark.parametrize("state", STATES)
def test_a_guest_in_a_vehicle_that_is_looked_for_or_not(cast, state):
    """The same of a stolen car: nothing on any page, and no question more."""
    stolen = played(cast, WANTED, state, True, look_for_his_vehicle)
    assert "LEA-19-1234" in stolen["the entry"].body
    assert_equal(stolen, played(cast, WANTED, state, False))


@pytest.mark.parametrize("state", ["raised", "acknowledged and closed"])
def test_a_guest_who_is_looked_for_and_another_who_is_not(cast, state):
    """Two different guests differ in their own words only."""
    another = {**INNOCENT, "name_ur": "کاشف محمود"}
    assert_equal(played(cast, WANTED, state, True), played(cast, another, state, False))


def test_the_comparison_would_notice(cast):
    """The scenes are not so smoothed that nothing could differ."""
    seen = played(cast, WANTED, "raised", True)
    assert seen["check-in"].status == 302
    assert "<name>" in seen["in the house"].body
    assert "<cnic>" in seen["the entry"].body
    assert "<father>" in seen["recall"].body
    assert seen["the board"].status == 403
    assert not any("alert" in table for table in seen["in the house"].tables)
    other_room = played(cast, {**WANTED, "district": "Karachi"}, "raised", True)
    assert other_room["the entry"].body == seen["the entry"].body


ALERT_WORDS = re.compile(r"alert[^(-]|listing|wanted|proclaimed|offender|convict", re.IGNORECASE)


def test_no_page_of_the_desk_speaks_of_alerts(cast):
    """Not a word, not a class name, not a link."""
    seen = played(cast, WANTED, "raised", True)
    seen.pop("the board")  # repeats the address that was asked for
    for title, answer in seen.items():
        assert not ALERT_WORDS.search(answer.body.replace('role="alert"', "")), title


# --- Programs, files and groups ---


def work_off() -> None:
    while lots.work(at=timezone.now()):
        pass


def a_day_of_the_software(cast: Any, is_wanted: bool) -> dict[str, Seen]:
    """The hotel's own software files, reads, corrects and annuls, with and without the match."""
    key = make_key(cast.hotel, cast.ehsan)
    program = Browser(Client(), own_words(WANTED), {"Authorization": f"Bearer {key}"})

    def post(title: str, path: str, body: Any) -> Any:
        once = {"Idempotency-Key": title.replace(" ", "-")}
        return program.see(
            title, "post", f"/api/v1/{path}", body, content_type="application/json", headers=once
        )

    if is_wanted:
        look_for_person(cast, WANTED)
    arrival = api_desk.stay()
    entry = post("check-in", "stays", arrival).json()["entry"]
    drain()
    assert Alert.objects.count() == (2 if is_wanted else 0)
    post("check-in", "stays", arrival)
    program.see("the entry", "get", f"/api/v1/stays/{entry}")
    program.see("receipts", "get", "/api/v1/receipts")
    post("corrected", f"stays/{entry}/correction", {**arrival, "room": "9"})
    left_at = timezone.localtime().replace(second=0, microsecond=0).isoformat()
    post("check-out", f"stays/{entry}/check-out", {"left_at": left_at})
    post("annulled", f"stays/{entry}/annulment", {"because": "entered twice"})
    lot = post("a lot", "lots", {"reference": "day 1", "parties": [arrival]}).json()["id"]
    work_off()
    drain()
    program.see("what became of the lot", "get", f"/api/v1/lots/{lot}")
    program.see("receipts again", "get", "/api/v1/receipts")
    return program.seen


def a_file_and_a_bus(cast: Any, is_wanted: bool) -> dict[str, Seen]:
    """A file of arrivals, and a group, in which one is looked for or is not."""
    browser = Browser(cast.client(cast.ehsan), own_words(WANTED))
    if is_wanted:
        look_for_person(cast, WANTED)
    of_wanted = {name: WANTED[name] for name in ("name", "relative_name", "cnic", "district")}
    table = as_csv([row(1, **of_wanted), row(2)])
    sent = {"file": SimpleUploadedFile("arrivals.csv", table, content_type="text/csv")}
    page = browser.see("the file", "post", at_url("uploads", cast.hotel), sent)["Location"]
    work_off()
    drain()
    assert Alert.objects.count() == (2 if is_wanted else 0)
    browser.see("what became of it", "get", page)
    browser.see("its progress", "get", f"{page}progress/")
    browser.see("files", "get", at_url("uploads", cast.hotel))
    browser.see("a group", "post", at_url("check_in_group", cast.hotel), group_form(*BUS))
    drain()
    browser.see("the house", "get", at_url("in_house", cast.hotel))
    return browser.seen


@pytest.mark.parametrize("scene", [a_day_of_the_software, a_file_and_a_bus])
def test_programs_and_files_learn_nothing(cast, scene):
    """Every answer of the API and every page of a file: bytes, queries and tables are equal."""
    worlds = []
    for is_wanted in (True, False):
        with transaction.atomic():
            worlds.append(scene(cast, is_wanted))
            transaction.set_rollback(True)
        list_index.current().forget()
    odd = {title: one.status for title, one in worlds[0].items() if one.status >= 400}
    assert odd == {}
    assert_equal(*worlds)

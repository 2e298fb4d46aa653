"""The hotel is never told: the same desk work, with and without somebody looked for.

Every scene is played in a savepoint of its own and rolled back; what the browser got in one is
compared, byte for byte, with what it got in the other.
"""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts import list_index
from alerts.models import Alert
from filings.models import Receipt
from hotel_eye.models import Stay
from tests.alerts.alert_scenes import answered, drain, look_for_vehicle
from tests.hotel_eye.hotel_desk import at_url, local, stay_url
from tests.people_on_file import INNOCENT, WANTED, check_in_form, make_listing

pytestmark = pytest.mark.django_db

TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "(\w+)"')
STATES = ["listed before", "raised", "acknowledged and closed", "not the same", "listed after"]


@dataclass(frozen=True)
class Seen:
    """All that a browser learns from one answer, and what the answer cost."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    queries: int
    tables: tuple[str, ...]


def without(text: str, own: dict[str, str]) -> str:
    """The text without tokens, numbers of records, times, and what the guest himself brought."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "CSRF", text)
    text = re.sub(r'"X-CSRFToken": "\w+"', "CSRF", text)
    text = re.sub(r'name="form_token" value="[\w-]+"', "TOKEN", text)
    text = re.sub(r"(csrftoken|sessionid|messages)=[^;]*", r"\1=", text)
    text = re.sub(r"expires=[^;]*", "expires=", text)
    text = re.sub(r"<time.*?</time>", "TIME", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d", "MOMENT", text)
    text = re.sub(r"/(stays|guests)/\d+/", r"/\1/N/", text)
    text = re.sub(r"([Ee]ntry) \d+", r"\1 N", text)
    text = re.sub(r"\d\d-\d\d-\d{4} at \d\d:\d\d hours", "MOMENT", text)
    text = re.sub(r"<datalist.*?</datalist>", "DISTRICTS", text, flags=re.DOTALL)
    text = re.sub(r"<dt>District</dt><dd>(<bdi>)?[^<]*", "STATION'S DISTRICT", text)
    text = re.sub(r"<dt>Entry</dt><dd>(<bdi[^>]*>)\d+", r"<dt>Entry</dt><dd>\1N", text)
    text = re.sub(r'name="stay" value="\d+"', "STAY", text)
    # A receipt has a number of the house's run, a random code, and the hash of the guest's words.
    text = re.sub(r"/receipts/\d+/", "/receipts/N/", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "HASH", text)
    text = re.sub(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", "CODE", text)
    text = re.sub(r"data:image/svg\+xml;base64,[\w+/=]+", "QR", text)
    for name, value in own.items():
        text = text.replace(value, f"<{name}>")
    return text


def own_words(person: dict[str, Any]) -> dict[str, str]:
    """Whatever of a guest may stand on a page, longest first."""
    cnic = person["cnic"]
    return {
        "cnic": f"{cnic[:5]}-{cnic[5:12]}-{cnic[12]}",
        "masked": f"{cnic[:5]}-•••••••-{cnic[12]}",
        "digits": cnic,
        "name_ur": person.get("name_ur") or "\0",
        "father": person["relative_name"],
        "name": person["name"],
        "district": person["district"],
        "born": str(person["birth_year"]),
    }


class Browser:
    """The desk's browser; keeps what it saw."""

    def __init__(self, cast: Any, own: dict[str, str]) -> None:
        self.client = cast.client(cast.ehsan)
        self.own = own
        self.seen: dict[str, Seen] = {}

    def see(self, title: str, method: str, url: str, data: dict[str, str] | None = None) -> None:
        with CaptureQueriesContext(connection) as captured:
            response = getattr(self.client, method)(url, data)
        headers = {
            **dict(response.items()),
            "Set-Cookie": response.cookies.output(),
            "X-Request-ID": str(len(response.headers.get("X-Request-ID", ""))),
        }
        headers.pop("Content-Length", None)  # follows the length of the guest's own name
        body = response.content.decode()
        if response["Content-Type"] == "application/json":
            body = json.dumps(json.loads(body), ensure_ascii=False)
        self.seen[title] = Seen(
            status=response.status_code,
            headers=tuple(sorted((k, without(str(v), self.own)) for k, v in headers.items())),
            body=without(body, self.own),
            queries=len(captured),
            tables=tuple(
                re.findall(r'(?:FROM|INTO|UPDATE) "(\w+)"', str(captured.captured_queries))
            ),
        )


def look_for_person(cast: Any, person: dict[str, Any]) -> None:
    make_listing(owning_station=cast.margalla, **person)


def look_for_his_vehicle(cast: Any, _person: dict[str, Any]) -> None:
    look_for_vehicle(cast.margalla)


def a_day_at_the_desk(
    cast: Any, person: dict[str, Any], state: str, is_wanted: bool, publish: Any = look_for_person
) -> Any:
    """Check-in and every page after it, in a world where the guest is looked for or is not."""
    now = timezone.now()
    browser = Browser(cast, own_words(person))
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


def assert_equal(wanted: dict[str, Seen], innocent: dict[str, Seen]) -> None:
    for title, seen in innocent.items():
        assert wanted[title] == seen, title


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

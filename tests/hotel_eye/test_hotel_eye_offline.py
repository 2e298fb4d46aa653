"""What a browser of the desk sends afterwards, with its key and without a session."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alerts import list_index
from alerts.models import Alert, Sighting
from audit.models import Event
from filings.models import Receipt, ReportingRule
from hotel_eye import desk_keys, keys
from hotel_eye.models import ApiKey, Desk, Expected, LedgerDay, Stay
from people import turns
from tests.alerts.alert_scenes import drain
from tests.hotel_eye.hotel_desk import at_url, companion, local, picture
from tests.people_on_file import INNOCENT, WANTED, check_in_form, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(cast, now) -> str:
    return key_of(cast, now)


def key_of(cast: Any, at: datetime, hotel: Any = None) -> str:
    """The text of a key of the desk of the cast's hotel."""
    return desk_keys.renew(by=cast.ehsan, hotel=hotel or cast.hotel, old="", at=at)[1]


def send(key: str, hotel: Any, language: str = "en", **changes: Any) -> Any:
    """A browser sends what waited in it: no cookie, only the key."""
    given = {**check_in_form(typed_at="2026-01-02T03:04:05.000Z"), **changes}
    form = {name: value for name, value in given.items() if value is not None}
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
    return Client().post(at_url("offline", hotel), form, headers=headers)


# --- Taken ---


def test_taken_as_any_check_in(cast, key):
    """A stay, its guests, photographs, sightings and a receipt; it says how it came."""
    answer = send(key, cast.hotel, card_front=picture(), **{**companion(0), "party-TOTAL_FORMS": 1})
    stay = Stay.objects.get()
    receipt = Receipt.objects.of_source(stay).get()
    assert answer.status_code == 201
    assert answer.json() == {"entry": stay.pk, "receipt": receipt.number, "late": False}
    assert (stay.way, stay.filed_by) == ("offline", cast.ehsan)
    assert [guest.name for guest in stay.guests.order_by("pk")] == [WANTED["name"], "Companion 0"]
    assert stay.guests.get(is_head=True).card_front
    assert Sighting.objects.count() == 2


def test_lateness_is_the_servers(cast, key, now):
    """By the moment it arrives here; what the computer's clock said is only kept."""
    rule = ReportingRule.objects.at(cast.kohsar).filter(kind="guest").get()
    rule.hours = 3
    rule.save()
    arrived = now - timedelta(hours=4)
    typed_at = (now - timedelta(hours=4)).isoformat()
    answer = send(key, cast.hotel, arrived_at=local(arrived), typed_at=typed_at)
    assert answer.json()["late"] is True
    stay = Stay.objects.get()
    assert stay.is_late
    assert stay.filed_at >= now
    event = Event.objects.get(action="hotel_eye.sent_later")
    assert event.detail["typed_at"] == typed_at
    assert event.actor_id == cast.ehsan.pk
    day = LedgerDay.objects.get(hotel=cast.hotel)
    assert (day.on_time, day.late) == (0, 1)


def test_the_same_form_twice_is_one_stay(cast, key):
    """Whose answer was lost is answered again, with the same entry and the same receipt."""
    form = check_in_form()
    first, second = send(key, cast.hotel, **form), send(key, cast.hotel, **form)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Stay.objects.count() == Receipt.objects.count() == Sighting.objects.count() == 1
    assert Event.objects.filter(action="hotel_eye.sent_later").count() == 1


def test_sent_from_the_page_and_then_from_the_queue(cast, key):
    """The line broke after the page had sent it: the queue finds it filed."""
    form = check_in_form()
    assert cast.client(cast.ehsan).post(at_url("check_in", cast.hotel), form).status_code == 302
    answer = send(key, cast.hotel, **form)
    assert (answer.status_code, answer.json()["entry"]) == (200, Stay.objects.get().pk)


def test_an_expected_guest_has_come(cast, key, now):
    """Begun from the list of expected guests, it takes him off the list."""
    expected = Expected.objects.create(
        hotel=cast.hotel,
        name=WANTED["name"],
        arrives_on=timezone.localdate(now),
        made_at=now,
        made_by=cast.ehsan,
    )
    assert send(key, cast.hotel, expected=str(expected.pk)).status_code == 201
    expected.refresh_from_db()
    assert expected.stay == Stay.objects.get()


# --- Not taken ---


def test_what_is_wrong_is_named_by_field_in_both_languages(cast, key):
    """The names are those of the inputs, so that the page can show each at its place."""
    wrong = {"born": "2091", "room": "", **companion(0, cnic="1"), "party-TOTAL_FORMS": "1"}
    answer = send(key, cast.hotel, **wrong)
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert set(errors) == {"born", "room", "party-0-cnic"}
    assert errors["born"] == ["This birth is in the future. Check the year."]
    in_urdu = send(key, cast.hotel, "ur", **wrong).json()["errors"]
    assert set(in_urdu) == set(errors)
    assert re.search(r"[\u0600-\u06ff]", in_urdu["born"][0])
    assert not Stay.objects.exists()


def test_the_same_form_with_other_people(cast, key):
    """As after a mistake of the browser: told in words, for the whole form."""
    form = check_in_form()
    send(key, cast.hotel, **form)
    answer = send(key, cast.hotel, **{**form, "name": "Somebody Else", "cnic": "35202-9876543-1"})
    assert answer.status_code == 422
    assert "has already become entry" in answer.json()["errors"][""][0]
    assert Stay.objects.count() == 1


def test_too_many_photographs_at_once_is_later_not_wrong(cast, key, monkeypatch):
    """Nothing is wrong with the entry: the browser tries again by itself."""
    monkeypatch.setattr(turns, "MOST_WAIT_SECONDS", 0)
    monkeypatch.setattr(turns, "_locked", lambda _path: None)
    assert send(key, cast.hotel, card_front=picture()).status_code == 503
    assert not Stay.objects.exists()


# --- The key ---


def refused(answer: Any) -> bool:
    return answer.status_code == 401 and not Stay.objects.exists()


@pytest.mark.parametrize("text", ["", "nonsense", "caspp_aaaaaaaa_bbbb", "caspp_é_x", "x" * 9000])
def test_without_a_key_nothing_is_taken(cast, text):
    assert refused(send(text, cast.hotel))


def test_a_session_is_no_key(cast):
    """A cookie, which the browser would send from any page of ours, files nothing here."""
    client = cast.client(cast.ehsan)
    assert refused(client.post(at_url("offline", cast.hotel), check_in_form()))


def test_a_key_of_software_is_none_of_a_browser(cast, now):
    _key, text = keys.make(
        by=cast.ehsan, hotel=cast.hotel, kind=ApiKey.Kind.SOFTWARE, name="PMS", at=now
    )
    assert refused(send(text, cast.hotel))


def test_a_key_opens_its_own_hotel_only(cast, key):
    """Another's desk is not there for it, as for its holder."""
    assert send(key, cast.other_hotel).status_code == 404
    assert not Stay.objects.exists()


def test_a_key_lasts_three_days(cast, now):
    old = key_of(cast, now - timedelta(hours=73))
    assert refused(send(old, cast.hotel))
    assert send(key_of(cast, now - timedelta(hours=71)), cast.hotel).status_code == 201


def test_whoever_left_the_desk_sends_nothing(cast, key, now):
    Desk.objects.filter(user=cast.ehsan).update(until_on=timezone.localdate(now) - timedelta(1))
    assert refused(send(key, cast.hotel))


def test_a_closed_account_sends_nothing(cast, key):
    cast.ehsan.is_active = False
    cast.ehsan.save()
    assert refused(send(key, cast.hotel))


def test_without_the_role_nothing_is_sent(cast, key, now):
    cast.ehsan.postings.update(until_on=timezone.localdate(now) - timedelta(days=1))
    assert refused(send(key, cast.hotel))


def test_a_browser_has_one_key(cast, now):
    """Renewed, the one before ends; another browser's goes on."""
    client, elsewhere = cast.client(cast.ehsan), key_of(cast, now)
    url = at_url("desk_key", cast.hotel)
    first = client.post(url)
    assert first.status_code == 201
    until = datetime.fromisoformat(first.json()["until"])
    assert timedelta(hours=71) < until - timezone.now() <= timedelta(hours=72)
    bearer = {"Authorization": f"Bearer {first.json()['key']}"}
    second = client.post(url, headers=bearer)
    assert refused(send(first.json()["key"], cast.hotel))
    for text in (second.json()["key"], elsewhere):
        assert send(text, cast.hotel).status_code == 201
    assert cast.client(cast.farah).post(url).status_code == 404
    assert cast.client(cast.ayesha).post(url).status_code == 403


def test_signing_out_ends_the_keys_of_whoever_signs_out(cast, key):
    client = cast.client(cast.ehsan)
    farah = desk_keys.renew(by=cast.farah, hotel=cast.other_hotel, old="", at=timezone.now())[1]
    assert client.post(reverse("accounts:sign_out")).status_code == 302
    assert refused(send(key, cast.hotel))
    assert send(farah, cast.other_hotel).status_code == 201
    assert Event.objects.filter(action="hotel_eye.key_revoked").count() == 1


def test_a_session_that_only_ended_leaves_the_key(cast, key):
    """What waits at a desk in the morning is sent before anybody signs in."""
    client = cast.client(cast.ehsan)
    session = client.session
    session["signed_in_at"] = 0
    session.save()
    assert client.get(at_url("in_house", cast.hotel)).status_code == 302
    assert send(key, cast.hotel).status_code == 201


def test_what_signing_out_takes_from_the_browser(cast):
    """Everything; but what waits to be sent is not taken."""
    url = reverse("accounts:sign_out")
    answer = cast.client(cast.ehsan).post(url, {"waiting": ""})
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    answer = cast.client(cast.ehsan).post(url, {"waiting": "3"})
    assert answer["Clear-Site-Data"] == '"cache"'


# --- What a browser keeps ---


def test_the_page_that_is_kept_names_nobody(cast):
    """No session, no guest, no moment: the same bytes for everybody at this desk."""
    client = cast.client(cast.ehsan)
    client.post(at_url("check_in", cast.hotel), check_in_form())
    first = client.get(at_url("check_in_shell", cast.hotel))
    colleague = cast.farah
    Desk.objects.create(user=colleague, hotel=cast.hotel, from_on=timezone.localdate())
    second = cast.client(colleague).get(at_url("check_in_shell", cast.hotel))
    assert first.status_code == 200
    assert first.content == second.content
    body = first.content.decode()
    assert "csrfmiddlewaretoken" not in body
    for word in (cast.ehsan.name, WANTED["name"], "checked in to room"):
        assert word not in body
    # The message of the check-in waits for its own page.
    assert "checked in to room" in client.get(at_url("in_house", cast.hotel)).content.decode()


def test_the_worker_covers_the_desk_and_nothing_else(client):
    """A script of ours under /hotels/, for anybody who asks."""
    answer = client.get(reverse("hotel_eye:desk_worker"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript"
    assert reverse("hotel_eye:desk_worker") == "/hotels/desk-worker.js"
    for path in re.findall(r'"(/static/[^"]+\.js)"', answer.content.decode()):
        assert client.get(path).status_code == 200, path
    assert "Service-Worker-Allowed" not in answer


# --- The hotel is never told ---


def seen(cast: Any, person: dict[str, Any], is_wanted: bool) -> list[tuple[Any, ...]]:
    """All that a browser learns from each answer, and what the answer cost; then undone."""
    learned = []

    def note(answer: Any, captured: Any) -> None:
        body = answer.content.decode()
        if answer["Content-Type"] == "application/json":
            said = json.loads(body)
            body = json.dumps({name: "N" if name == "entry" else said[name] for name in said})
        tables = re.findall(r'(?:FROM|INTO|UPDATE) "(\w+)"', str(captured.captured_queries))
        headers = {name: value for name, value in answer.items() if name != "X-Request-ID"}
        learned.append((answer.status_code, body, len(captured), tables, headers))

    with transaction.atomic():
        key = key_of(cast, timezone.now())
        if is_wanted:
            make_listing(owning_station=cast.margalla, **person)
        who = {name: person[name] for name in ("cnic", "name", "relative_name", "district")}
        form = check_in_form(**who, born=str(person["birth_year"]), room="12")
        for changes in ({}, {}, {"born": "2091"}):
            with CaptureQueriesContext(connection) as captured:
                answer = send(key, cast.hotel, **{**form, **changes})
            note(answer, captured)
            if is_wanted and not changes:
                drain()
        assert Alert.objects.count() == (2 if is_wanted else 0)
        client = cast.client(cast.ehsan)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(at_url("check_in_shell", cast.hotel))
        note(answer, captured)
        transaction.set_rollback(True)
    list_index.current().forget()
    return learned


def test_the_same_guest_looked_for_or_not(cast):
    """New, sent again, and refused: status, headers, bytes, queries and tables are equal."""
    wanted, innocent = seen(cast, WANTED, True), seen(cast, WANTED, False)
    assert [one[0] for one in wanted] == [201, 200, 422, 200]
    assert wanted == innocent


def test_a_guest_who_is_looked_for_and_another_who_is_not(cast):
    assert seen(cast, WANTED, True) == seen(cast, INNOCENT, False)

"""The API of hotel software: what it files, what it refuses, and what it never tells."""

import json
import re
import socket
import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
import redis
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from alerts import list_index
from alerts.models import Alert, Sighting
from audit.actions import CannotRecord
from audit.models import Event
from filings import lots
from filings.models import Receipt, ReportingRule, State
from hotel_eye import keys
from hotel_eye.api import answers, limits
from hotel_eye.models import ApiAnswer, ApiKey, Desk, Guest, Hotel, LedgerDay, Stay
from hotel_eye.views import api_guide
from tests.alerts.alert_scenes import answered, drain
from tests.hotel_eye.api_desk import COMPANION, WANTED_GUEST, Software, make_key, stay
from tests.hotel_eye.hotel_desk import at_url
from tests.people_on_file import INNOCENT, WANTED, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counted_anew(monkeypatch):
    """Each test has its own minute, counted in this process."""
    monkeypatch.setattr(limits, "_alone", {})
    monkeypatch.setattr(limits, "_rests_until", float("inf"))
    monkeypatch.setattr(limits, "A_MINUTE_ALONE", 10_000)


@pytest.fixture
def software(cast):
    return Software(make_key(cast.hotel, cast.ehsan))


def problem(answer, status, kind=None):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert set(said) == {"type", "title", "status", "detail", "errors"}
    assert said["status"] == status
    assert kind is None or said["type"] == f"urn:caspp:problem:{kind}"
    return said


# --- Filing ---


def test_an_arrival(cast, software):
    """A party with its head, filed in the name of the key's maker, with a receipt."""
    answer = software.post("stays", stay(guests=[WANTED_GUEST, COMPANION]))
    assert answer.status_code == 201
    said = answer.json()
    one = Stay.objects.with_party().get()
    assert (one.way, one.filed_by, one.hotel) == ("api", cast.ehsan, cast.hotel)
    assert [guest.name for guest in one.guests.all()] == ["Muhammad Aslam", "Shazia"]
    receipt = Receipt.objects.get()
    assert (said["entry"], said["receipt"]["number"]) == (one.pk, receipt.number)
    assert said["sandbox"] is False
    assert Sighting.objects.count() == 2
    event = Event.objects.get(action="hotel_eye.checked_in")
    assert event.actor_id == cast.ehsan.pk
    shown = software.get(f"stays/{one.pk}").json()
    assert shown["stay"]["guests"][1]["cnic"] == "3520298765432"
    assert [one["number"] for one in shown["receipts"]] == [receipt.number]


def test_the_whole_life_of_an_entry(cast, software):
    """Checked in, corrected, checked out, annulled: each with its answer and its receipt."""
    entry = software.post("stays", stay(guests=[WANTED_GUEST, COMPANION])).json()["entry"]
    corrected = software.post(
        f"stays/{entry}/correction", stay(room="305", guests=[WANTED_GUEST])
    ).json()
    assert corrected["version"] == 2
    one = Stay.objects.with_party().get()
    assert (one.room, one.state, len(one.guests.all())) == ("305", State.CORRECTED, 1)
    assert Receipt.objects.of_source(one).last().changes["room"] == ["204", "305"]
    left_at = timezone.localtime().replace(microsecond=0).isoformat()
    out = software.post(f"stays/{entry}/check-out", {"left_at": left_at})
    assert out.json() == {"entry": entry, "left_at": left_at, "sandbox": False}
    again = software.post(f"stays/{entry}/check-out", {"left_at": left_at})
    assert "checked out at" in problem(again, 422)["detail"]
    annulled = software.post(f"stays/{entry}/annulment", {"because": "entered twice"})
    assert annulled.json()["receipt"]["act"] == "annulled"
    refused = software.post(f"stays/{entry}/correction", stay())
    assert "was annulled" in problem(refused, 422)["detail"]
    numbers = [one["act"] for one in software.get("receipts").json()["receipts"]]
    assert numbers == ["annulled", "corrected", "filed"]


def test_the_same_again_is_no_correction(cast, software):
    """The last receipt is given once more."""
    body = stay()
    entry = software.post("stays", body).json()["entry"]
    answer = software.post(f"stays/{entry}/correction", body).json()
    assert (answer["version"], Receipt.objects.count()) == (1, 1)


def test_a_nil_return(cast, software):
    """Of a day without arrivals, and not of another."""
    day = timezone.localdate().isoformat()
    answer = software.post("nil-returns", {"day": day})
    assert (answer.status_code, answer.json()["receipt"]["entry"]) == (201, None)
    assert LedgerDay.objects.get().nil_by == cast.ehsan
    software.post("stays", stay())
    late = (timezone.localdate() - timedelta(days=60)).isoformat()
    assert "last 31 days" in problem(software.post("nil-returns", {"day": late}), 422)["detail"]


def test_whose_key_and_which_rules(cast, software):
    """The software asks where it stands."""
    assert software.get("hotel").json()["name"] == "Margalla View Hotel"
    rules = {one["kind"]: one for one in software.get("rules").json()}
    assert rules["guest"]["hours"] == 24
    ReportingRule.objects.all().delete()
    assert software.get("rules").json() == []


def test_receipts_page_by_page(cast, software, monkeypatch):
    """Every one once, the newest first."""
    monkeypatch.setattr("hotel_eye.api.routes.PAGE", 3)
    for room in range(7):
        software.post("stays", stay(room=str(room)))
    seen, before = [], {}
    while True:
        page = software.get("receipts", **before).json()
        seen += [one["id"] for one in page["receipts"]]
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    newest = Receipt.objects.order_by("-received_at", "-pk").values_list("pk", flat=True)
    assert seen == list(newest)


def test_a_lot_of_parties(cast, software):
    """Kept, worked off behind, and told row by row; the same name is the same lot."""
    bad = {**WANTED_GUEST, "cnic": "12"}
    parties = [stay(room="1", guests=[WANTED_GUEST, COMPANION]), stay(room="2", guests=[bad])]
    sent = software.post("lots", {"reference": "night 28", "parties": parties})
    assert sent.status_code == 202
    lot = sent.json()["id"]
    again = software.post("lots", {"reference": "night 28", "parties": parties})
    assert again.json()["id"] == lot
    while lots.work(at=timezone.now()):
        pass
    told = software.get(f"lots/{lot}").json()
    assert told["lot"]["state"] == "done"
    assert [row["state"] for row in told["rows"]] == ["filed", "filed", "refused"]
    assert told["rows"][0]["receipt"] == Receipt.objects.get().number
    assert told["rows"][2]["errors"] == [
        {
            "field": "/parties/1/guests/0/cnic",
            "message": "A CNIC has 13 digits; this one has 2. Compare it with the card.",
        }
    ]
    assert Stay.objects.get().way == "api"


def test_what_is_read_can_be_sent_back(cast, software):
    """An entry as it was told is no correction; with one word changed it is one of that word."""
    guest = {**WANTED_GUEST, "born": "1979-05-01", "name_ur": "محمد اسلم"}
    foreigner = {
        "document": "passport", "passport_no": "EA 1234567", "nationality": "CHN", "name": "Li Wei",
        "gender": "M", "kinship": "colleague", "visa_no": "V-77", "visa_type": "Business",
        "visa_until": "2031-01-31", "entered_on": "2026-01-05", "entered_at": "Islamabad",
    }  # fmt: skip
    body = stay(
        arrived_at=(timezone.localtime() - timedelta(minutes=30)).isoformat(),
        channel="online", coming_from="Lahore", children_male=2, vehicle_no="LEA-19-1234",
        vehicle_make="Corolla", weapon="Pistol", weapon_licence="L-1", reference_name="Bashir",
        reference_phone="0300-7654321", reference_verified=True, guests=[guest, foreigner],
    )  # fmt: skip
    entry = software.post("stays", body).json()["entry"]
    told = software.get(f"stays/{entry}").json()["stay"]
    assert software.post(f"stays/{entry}/correction", told).json()["version"] == 1
    assert (told["guests"][0]["born"], told["guests"][1]["visa_until"]) == (
        "1979-05-01",
        "2031-01-31",
    )
    told["guests"][1]["visa_no"] = "V-78"
    assert software.post(f"stays/{entry}/correction", told).json()["version"] == 2
    changes = Receipt.objects.latest("version").changes
    assert changes == {"guest 2: visa_no": ["V-77", "V-78"]}


def test_who_is_who_in_a_correction(cast, software):
    """By the id, or the number of his document; others are new, and who is missing has left."""
    third = {**COMPANION, "cnic": "35202-9876543-4", "name": "Zara", "kinship": "child"}
    party = [WANTED_GUEST, COMPANION, third]
    entry = software.post("stays", stay(guests=party)).json()["entry"]
    aslam, shazia, zara = Guest.objects.order_by("pk")
    # The second is taken out: the third keeps her own row. The number of the first was a slip.
    slip = {**WANTED_GUEST, "cnic": "61101-1234567-3", "id": aslam.pk}
    software.post(f"stays/{entry}/correction", stay(guests=[slip, third]))
    kept = Guest.objects.filter(removed_at=None).order_by("pk")
    assert [(one.pk, one.cnic) for one in kept] == [
        (aslam.pk, "6110112345673"),
        (zara.pk, "3520298765434"),
    ]
    shazia.refresh_from_db()
    assert shazia.removed_at is not None
    # Zara heads the party now, and somebody new comes along.
    head = {**third, **{name: WANTED_GUEST[name] for name in
                        ("relation", "relative_name", "born", "phone", "address", "district")},
            "relation": "D"}  # fmt: skip
    said = stay(guests=[head, {**COMPANION, "cnic": "35202-9876543-8"}])
    assert software.post(f"stays/{entry}/correction", said).status_code == 200
    zara.refresh_from_db()
    assert (zara.is_head, zara.kinship) == (True, "")
    assert Guest.objects.filter(removed_at=None).count() == 2
    strange = problem(
        software.post(f"stays/{entry}/correction", stay(guests=[{**head, "id": aslam.pk}])), 422
    )
    assert strange["errors"] == [
        {"field": "/guests/0/id", "message": "There is no such guest in this entry."}
    ]


def test_a_lot_with_nil_returns(cast, software):
    """Each has its row and receipt; of a day with arrivals it is refused; twice it is one."""
    today = timezone.localdate()
    days = [f"{today - timedelta(days=ago)}" for ago in (1, 0, 2, 60)]
    software.post("nil-returns", {"day": days[2]})
    sent = {"reference": "n", "parties": [stay()], "nil_days": [*days, "soon", "a\0"]}
    lot = software.post("lots", sent).json()
    assert (lot["rows"], lot["state"]) == (7, "waiting")
    while lots.work(at=timezone.now()):
        pass
    rows = software.get(f"lots/{lot['id']}").json()["rows"]
    assert [(row["pointer"], row["state"]) for row in rows] == [
        ("/parties/0/guests/0", "filed"),
        ("/nil_days/0", "filed"),
        ("/nil_days/1", "refused"),
        ("/nil_days/2", "known"),
        ("/nil_days/3", "refused"),
        ("/nil_days/4", "refused"),
        ("/nil_days/5", "refused"),
    ]
    assert rows[1]["receipt"] == Receipt.objects.filter(act="nil").latest("pk").number
    assert "There are arrivals" in rows[2]["errors"][0]["message"]
    assert rows[4]["errors"][0]["field"] == "/nil_days/3"
    assert LedgerDay.objects.exclude(nil_at=None).count() == 2


def test_a_lot_only_to_be_checked(cast, software):
    """Nothing is filed; the same name files it afterwards."""
    said = {"reference": "c", "parties": [stay()], "nil_days": [f"{timezone.localdate()}"]}
    checked = software.post("lots", {**said, "check_only": True}).json()["id"]
    while lots.work(at=timezone.now()):
        pass
    told = software.get(f"lots/{checked}").json()
    assert [row["state"] for row in told["rows"]] == ["fine", "fine"]
    assert not Stay.objects.exists()
    assert not LedgerDay.objects.exists()
    assert software.post("lots", said).json()["id"] != checked


def test_the_name_of_a_lot_is_one_lot(cast, software):
    """Sent again it is the same; with other content it is refused, and so is one without rows."""
    said = {"reference": " night ", "parties": [stay()]}
    lot = software.post("lots", said).json()
    assert lot["reference"] == "night"
    again = json.loads(json.dumps(said))
    assert software.post("lots", again).json()["id"] == lot["id"]
    other = {"reference": "night", "parties": [stay(room="9")]}
    assert "other content" in fault(software.post("lots", other), "/reference")
    assert "at least one" in fault(software.post("lots", {"reference": "x"}), "/parties")
    assert "a name of your own" in fault(software.post("lots", {**other, "reference": " "}),
                                         "/reference")  # fmt: skip
    sandboxed = software.post("lots", {**other, "reference": "sandbox x"})
    assert "Choose another" in fault(sandboxed, "/reference")


def fault(answer, field):
    """What is said of one field."""
    return {one["field"]: one["message"] for one in problem(answer, 422)["errors"]}[field]


def test_a_lot_is_read_page_by_page(cast, software, monkeypatch):
    """Every row once; what is said of the stay stands with the party."""
    monkeypatch.setattr("hotel_eye.api.routes.PAGE", 2)
    parties = [stay(room=str(room), arrived_at=long_ago()) for room in range(1, 5)]
    parties.append(stay(room="", guests=[{**WANTED_GUEST, "gender": "?", "kinship": "spouse"}]))
    lot = software.post("lots", {"reference": "p", "parties": parties}).json()["id"]
    while lots.work(at=timezone.now()):
        pass
    seen, after = [], 0
    while after is not None:
        page = software.get(f"lots/{lot}", after=after).json()
        seen += page["rows"]
        after = page["next"]
    assert [row["pointer"] for row in seen] == [f"/parties/{n}/guests/0" for n in range(5)]
    wrong = {one["field"]: one["message"] for one in seen[4]["errors"]}
    assert "This field is required" in wrong["/parties/4/room"]
    assert "not known here" in wrong["/parties/4/guests/0/gender"]


# --- What is wrong is said ---


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (stay(room=""), "/room", "This field is required"),
        (stay(arrived_at="soon"), "/arrived_at", "Enter a valid date"),
        (stay(arrived_at="2999-01-01T00:00:00+05:00"), "/arrived_at", "in the future"),
        (stay(purpose="fun"), "/purpose", "not one of the available choices"),
        (stay(weapon="Pistol"), "/weapon_licence", "Only a licensed weapon"),
        (stay(guests=[{**WANTED_GUEST, "cnic": "1"}]), "/guests/0/cnic", "13 digits"),
        (stay(guests=[{**WANTED_GUEST, "phone": ""}]), "/guests/0/phone", "phone number"),
        (stay(guests=[WANTED_GUEST, {"name": "X", "gender": "F"}]), "/guests/1/cnic", "13 digits"),
        (stay(expected_until="9999-12-31T23:59:59-12:00"), "/expected_until", "Check the year"),
        (stay(coming_from="a\0b"), "/coming_from", "Null characters"),
        (stay(coming_from="\ud800"), "/coming_from", "nobody can read"),
        (stay(coming_from="x" * 121), "/coming_from", "at most 120 characters"),
        (stay(guests=[]), "/guests", "at least 1"),
        (stay(guests=[COMPANION] * 42), "/guests", "at most 41"),
        (stay(**{"a/b~": "x"}), "/a~1b~0", "Nothing of this name"),
        (stay(children_male="3"), "/children_male", "a whole number"),
        (stay(children_male=21), "/children_male", "not above 20"),
        (stay(children_male=-1), "/children_male", "not below 0"),
        (stay(reference_verified="yes"), "/reference_verified", "true or false"),
        (stay(guests={}), "/guests", "a list"),
        (stay(guests=["Aslam"]), "/guests/0", "in braces"),
        (stay(room=204), "/room", "a text"),
        ({"room": "1"}, "/guests", "is missing"),
        ([], "", "in braces"),
    ],
)
def test_errors_name_field_and_remedy(cast, software, body, field, words):
    """By a JSON pointer, and nothing is filed."""
    said = problem(software.post("stays", body), 422)
    found = {one["field"]: one["message"] for one in said["errors"]}
    assert words in found[field]
    assert not Stay.objects.exists()
    assert not ApiAnswer.objects.exists()


def test_in_urdu(cast):
    """The words are in the language that is asked for."""
    software = Software(make_key(cast.hotel, cast.ehsan), language="ur")
    said = problem(software.post("stays", stay(guests=[{**WANTED_GUEST, "cnic": "1"}])), 422)
    assert re.search("[\u0600-\u06ff]", said["errors"][0]["message"])


def test_what_is_no_json(cast, software):
    """Said in the same shape."""
    answer = software.client.post(
        "/api/v1/stays", "{", content_type="application/json",
        headers={**software.headers, "Idempotency-Key": "1"},
    )  # fmt: skip
    problem(answer, 400)


def test_the_shape_of_every_refusal(cast, software, settings):
    """No address, no such method, not JSON, too large, another form: all problem documents."""
    client, headers = software.client, software.headers
    problem(client.get("/api/v1/nowhere", headers=headers), 404, "no-address")
    problem(client.post("/api/v1/stays/x/check-out", headers=headers), 404, "no-address")
    for method, path, allowed in (
        ("get", "stays", "POST"),
        ("post", "hotel", "GET"),
        ("delete", "stays/1", "GET"),
        ("put", "lots", "POST"),
    ):
        answer = getattr(client, method)(f"/api/v1/{path}", headers=headers)
        problem(answer, 405, "method")
        assert answer["Allow"] == allowed
    headers = {**headers, "Idempotency-Key": "k"}
    for body in ("{", "[" * 100_000, "\xff"):
        sent = {"data": body, "content_type": "application/json", "headers": headers}
        problem(client.post("/api/v1/stays", **sent), 400, "unreadable")
    form = client.post("/api/v1/stays", {"room": "1"}, headers=headers)
    problem(form, 415, "not-json")
    problem(client.post("/api/v1/stays", headers=headers), 415, "not-json")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    problem(software.post("stays", stay()), 413, "too-large")
    for number in (0, 2**63, 10**30):
        assert fault(software.get(f"stays/{number}"), "entry")
    assert fault(software.get("receipts", before="x"), "before") == "Send a whole number."
    assert "Check its spelling" in fault(software.get("receipts", befor=1), "befor")
    assert "no such receipt" in fault(software.get("receipts", before=10**9), "before")


def test_what_breaks_here_is_told_and_logged(cast, software, monkeypatch, caplog):
    """No word of what it was but the number under which the log has it; nothing is filed."""

    def broken(**_kwargs):
        raise RuntimeError("Muhammad Aslam broke it")

    monkeypatch.setattr("hotel_eye.actions.record", broken)
    answer = software.post("stays", stay())
    said = problem(answer, 500, "broken")
    assert answer["X-Request-ID"] in said["detail"]
    assert "Aslam" not in answer.content.decode()
    assert "An answer could not be given" in caplog.text
    assert not Stay.objects.exists()
    assert not ApiAnswer.objects.exists()


def test_without_the_log_nothing_is_done(cast, software, monkeypatch):
    """Neither filed nor shown."""
    entry = software.post("stays", stay()).json()["entry"]

    def refuses(*_args, **_kwargs):
        raise CannotRecord("x")

    monkeypatch.setattr("hotel_eye.actions.record", refuses)
    monkeypatch.setattr("hotel_eye.api.routes.record", refuses)
    problem(software.post("stays", stay(room="9")), 503, "not-now")
    problem(software.get(f"stays/{entry}"), 503, "not-now")
    problem(software.get(f"stays/{entry + 1}"), 503, "not-now")
    assert Stay.objects.count() == 1


# --- Keys ---


def test_no_key_no_answer(cast, now):
    """Missing, wrong, expired, ended, of a desk, and of somebody who left: all the same words."""
    expired = make_key(cast.hotel, cast.ehsan, lasts=timedelta(seconds=-1))
    of_desk = make_key(cast.hotel, cast.ehsan, kind=ApiKey.Kind.DESK)
    ended, text = keys.make(by=cast.ehsan, hotel=cast.hotel, kind="software", name="x", at=now)
    keys.revoke(by=cast.ehsan, key=ended, at=now)
    good = make_key(cast.hotel, cast.ehsan)
    wrong = good[:-3] + "abc"
    for key in ("", "nonsense", "caspp__", wrong, expired, of_desk, text):
        answer = Software(key).get("hotel")
        assert problem(answer, 401)["title"] == "This key is not in force"
        assert answer["WWW-Authenticate"] == "Bearer"
    assert Software(good).get("hotel").status_code == 200
    Desk.objects.filter(user=cast.ehsan).update(until_on=timezone.localdate() - timedelta(days=1))
    problem(Software(good).get("hotel"), 401)


def test_a_key_ends_with_its_maker_and_its_house(cast):
    """A disabled account, a role that ended, a house that closed: 401."""
    text = make_key(cast.hotel, cast.ehsan)
    assert Software(text).get("hotel").status_code == 200
    with transaction.atomic():
        cast.ehsan.postings.update(until_on=timezone.localdate() - timedelta(days=1))
        problem(Software(text).get("hotel"), 401)
        transaction.set_rollback(True)
    with transaction.atomic():
        Hotel.objects.filter(pk=cast.hotel.pk).update(closed_on=timezone.localdate())
        problem(Software(text).get("hotel"), 401)
        transaction.set_rollback(True)
    User.objects.filter(pk=cast.ehsan.pk).update(is_active=False)
    problem(Software(text).get("hotel"), 401)


def test_a_key_is_never_logged(cast, caplog, settings):
    """Whatever stands before it, and whether it is right."""
    settings.DEBUG = True
    text = make_key(cast.hotel, cast.ehsan)
    for header in (text, f"Token {text}", f"bearer {text}", f"Bearer {text[:-1]}", f"Basic {text}"):
        Client().get("/api/v1/hotel", headers={"Authorization": header})
    assert "401" in caplog.text or "Unauthorized" in caplog.text
    assert text[15:30] not in caplog.text


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer \x00", "Bearer ü", "caspp_abcdefgh_x", "Bearer a b"]
)
def test_what_is_no_key(cast, header):
    """Odd headers are no errors of ours."""
    problem(Client().get("/api/v1/hotel", headers={"Authorization": header}), 401, "no-key")


def test_a_use_is_noted_once_a_minute(cast):
    """So that asking writes nothing, most of the time."""
    key, text = keys.make(
        by=cast.ehsan, hotel=cast.hotel, kind="software", name="x", at=timezone.now()
    )
    software = Software(text)
    software.get("hotel")
    key.refresh_from_db()
    first = key.last_used_at
    assert first is not None
    with CaptureQueriesContext(connection) as captured:
        software.get("hotel")
    assert not [one for one in captured if "UPDATE" in one["sql"]]
    key.refresh_from_db()
    assert key.last_used_at == first
    ApiKey.objects.update(last_used_at=first - timedelta(seconds=61))
    software.get("hotel")
    key.refresh_from_db()
    assert key.last_used_at > first


def test_the_log_knows_the_key(cast, software):
    """Who, through what, with which key; reading an entry is a look, a stranger's a refusal."""
    entry = software.post("stays", stay()).json()["entry"]
    software.get(f"stays/{entry}")
    Software(make_key(cast.other_hotel, cast.farah)).get(f"stays/{entry}")
    ours = ("hotel_eye.checked_in", "hotel_eye.stay_opened", "access.not_found")
    events = Event.objects.filter(action__in=ours).order_by("pk")
    assert [(one.action, one.actor_id, one.source, one.outcome) for one in events] == [
        ("hotel_eye.checked_in", cast.ehsan.pk, "api", "done"),
        ("hotel_eye.stay_opened", cast.ehsan.pk, "api", "done"),
        ("access.not_found", cast.farah.pk, "api", "refused"),
    ]
    assert events[0].session == ApiKey.objects.get(hotel=cast.hotel).prefix


def test_a_hotel_has_so_many_keys(cast, monkeypatch):
    """Forgotten ones are ended first; a rotation is always possible."""
    monkeypatch.setattr(keys, "MOST", 2)
    Desk.objects.filter(user=cast.ehsan).update(is_owner=True)
    owner = cast.client(cast.ehsan)
    for _one in range(2):
        make_key(cast.hotel, cast.ehsan)
    page = owner.post(at_url("make_key", cast.hotel), {"name": "one more"})
    assert page.status_code == 422
    assert "2 keys of this house are in force" in page.content.decode()
    assert "one more" in page.content.decode()
    key = ApiKey.objects.first()
    assert "caspp_" in owner.post(f"/hotels/keys/{key.pk}/rotate/").content.decode()


def test_making_a_key_asks_for_the_password_again(cast):
    """Looking at the list does not."""
    Desk.objects.filter(user=cast.ehsan).update(is_owner=True)
    owner = cast.client(cast.ehsan)
    session = owner.session
    an_hour_ago = time.time() - 3600
    session["account_authentication_methods"] = [{"method": "password", "at": an_hour_ago}]
    session.save()
    assert owner.get(at_url("api_keys", cast.hotel)).status_code == 200
    asked = owner.post(at_url("make_key", cast.hotel), {"name": "x"})
    assert (asked.status_code, asked["Location"].partition("?")[0]) == (
        302,
        reverse("account_reauthenticate"),
    )
    assert not ApiKey.objects.exists()


def test_another_houses_entries_are_not_there(cast, software):
    """404 for each, as if they did not exist; the same words as for none."""
    other = Software(make_key(cast.other_hotel, cast.farah))
    entry = software.post("stays", stay()).json()["entry"]
    lot = software.post("lots", {"reference": "a", "parties": [stay()]}).json()["id"]
    strange = [
        other.get(f"stays/{entry}"),
        other.get(f"lots/{lot}"),
        other.post(f"stays/{entry}/correction", stay()),
        other.post(f"stays/{entry}/annulment", {"because": "a reason"}),
        other.post(f"stays/{entry}/check-out", {"left_at": timezone.now().isoformat()}),
    ]
    nowhere = other.get("stays/999999")
    for answer in strange:
        assert problem(answer, 404) == problem(nowhere, 404)


def test_the_owner_makes_rotates_and_ends_keys(cast):
    """Shown once, kept as a digest; the old one goes on for a day."""
    Desk.objects.filter(user=cast.ehsan).update(is_owner=True)
    owner = cast.client(cast.ehsan)
    page = owner.post(at_url("make_key", cast.hotel), {"name": "Night desk"}).content.decode()
    text = re.search(r"caspp_\w+_[\w-]{43}", page)[0]
    key = ApiKey.objects.get()
    assert text not in owner.get(at_url("api_keys", cast.hotel)).content.decode()
    assert text not in json.dumps(list(ApiKey.objects.values()), default=str)
    assert Software(text).get("hotel").status_code == 200
    page = owner.post(f"/hotels/keys/{key.pk}/rotate/").content.decode()
    new = re.search(r"caspp_\w+_[\w-]{43}", page)[0]
    assert new != text
    assert Software(new).get("hotel").status_code == 200
    assert Software(text).get("hotel").status_code == 200
    key.refresh_from_db()
    assert timedelta(hours=23) < key.expires_at - timezone.now() <= timedelta(hours=24)
    owner.post(f"/hotels/keys/{key.pk}/end/")
    problem(Software(text).get("hotel"), 401)
    acts = set(
        Event.objects.filter(target_type="hotel_eye.apikey").values_list("action", flat=True)
    )
    assert acts == {"hotel_eye.key_made", "hotel_eye.key_rotated", "hotel_eye.key_revoked"}


def test_only_the_owner(cast):
    """A clerk of the house, and another house's owner, find no such page."""
    Desk.objects.filter(user=cast.farah).update(is_owner=True)
    key, _text = keys.make(
        by=cast.ehsan, hotel=cast.hotel, kind="software", name="x", at=timezone.now()
    )
    for user, answer in ((cast.ehsan, 403), (cast.farah, 404)):
        client = cast.client(user)
        assert client.get(at_url("api_keys", cast.hotel)).status_code == answer
        assert client.post(at_url("make_key", cast.hotel), {"name": "x"}).status_code == answer
        assert client.post(f"/hotels/keys/{key.pk}/rotate/").status_code == 404
        assert client.post(f"/hotels/keys/{key.pk}/end/").status_code == 404


# --- Once ---


def test_the_same_key_is_the_same_filing(cast, software):
    """The answer comes again; another body under the key is refused; a mistake may be mended."""
    first = software.post("stays", stay(), key="k1")
    body = json.loads(first.wsgi_request.body)
    again = software.post("stays", body, key="k1")
    assert again["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert again.status_code == 201
    assert Stay.objects.count() == 1
    other = software.post("stays", {**body, "room": "9"}, key="k1")
    assert "used for something else" in problem(other, 422)["title"]
    problem(software.post("stays", {**body, "room": ""}, key="k2"), 422)
    assert software.post("stays", {**body, "room": "8"}, key="k2").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 81, "ü"])
def test_without_a_key_nothing_is_filed(cast, software, key):
    """The header is a must."""
    answer = software.client.post(
        "/api/v1/stays", json.dumps(stay()), content_type="application/json",
        headers={**software.headers, "Idempotency-Key": key},
    )  # fmt: skip
    assert "Idempotency-Key" in problem(answer, 400)["title"]


def test_the_same_key_stays_the_same_stay(cast, software):
    """Also when its answer is forgotten; and another party under it is told so."""
    body = stay()
    entry = software.post("stays", body, key="k").json()["entry"]
    answers.forget_old(at=timezone.now() + timedelta(hours=73))
    again = software.post("stays", body, key="k")
    assert (again.status_code, again.json()["entry"]) == (201, entry)
    assert "Idempotency-Replayed" not in again
    answers.forget_old(at=timezone.now() + timedelta(hours=73))
    problem(software.post("stays", {**body, "room": "9"}, key="k"), 422, "idempotency-key-used")
    assert Stay.objects.count() == 1


def test_an_answer_comes_again_whatever_holds_by_now(cast, software):
    """The forms are not asked anew: the law asks for more by now, and the key still answers."""
    body = stay()
    first = software.post("stays", body, key="k").json()
    ReportingRule.objects.update(required=["vehicle_no", "name_ur"])
    assert software.post("stays", body, key="k").json() == first
    assert software.post("stays", body).status_code == 422


def test_old_answers_are_forgotten(cast, software):
    """After three days."""
    software.post("stays", stay())
    assert answers.forget_old(at=timezone.now() + timedelta(hours=71)) == 0
    assert answers.forget_old(at=timezone.now() + timedelta(hours=73)) == 1


def test_a_sandbox_files_nothing(cast):
    """The same answers and the same mistakes; no entry, no receipt, no sighting, no event."""
    trial = Software(make_key(cast.hotel, cast.ehsan, is_sandbox=True))
    before = Event.objects.count()
    answer = trial.post("stays", stay(), key="k")
    assert answer.status_code == 201
    assert answer.json()["sandbox"] is True
    assert answer.json()["receipt"]["number"].startswith("SANDBOX-")
    assert trial.post("stays", {}, key="k2").status_code == 422
    assert not Stay.objects.exists()
    assert not Receipt.objects.exists()
    assert not Sighting.objects.exists()
    assert Event.objects.count() == before
    live = Software(make_key(cast.hotel, cast.ehsan))
    assert live.post("stays", stay(), key="k").status_code == 201


def test_a_sandbox_knows_the_entries_it_gave(cast):
    """The whole life of an invented party can be tried, and nothing of it stays."""
    trial = Software(make_key(cast.hotel, cast.ehsan, is_sandbox=True))
    entry = trial.post("stays", stay()).json()["entry"]
    shown = trial.get(f"stays/{entry}").json()
    assert (shown["entry"], shown["sandbox"]) == (entry, True)
    assert shown["stay"]["guests"][0]["name"] == "Sandbox Guest"
    changed = trial.post(f"stays/{entry}/correction", {**shown["stay"], "room": "305"}).json()
    assert (changed["entry"], changed["version"], changed["sandbox"]) == (entry, 2, True)
    left_at = timezone.localtime().isoformat()
    out = trial.post(f"stays/{entry}/check-out", {"left_at": left_at})
    assert (out.status_code, out.json()["sandbox"]) == (200, True)
    future = (timezone.localtime() + timedelta(days=1)).isoformat()
    late = trial.post(f"stays/{entry}/check-out", {"left_at": future})
    assert "in the future" in problem(late, 422, "refused")["detail"]
    annulled = trial.post(f"stays/{entry}/annulment", {"because": "entered twice"}).json()
    assert annulled["receipt"]["act"] == "annulled"
    day = timezone.localdate().isoformat()
    assert trial.post("nil-returns", {"day": day}).json()["sandbox"] is True
    assert trial.get("receipts").json()["receipts"][0]["number"].startswith("SANDBOX-")
    problem(trial.get(f"stays/{entry + 1000}"), 404, "not-there")
    for model in (Stay, Receipt, Sighting, LedgerDay):
        assert not model.objects.exists(), model
    live = Software(make_key(cast.hotel, cast.ehsan))
    problem(live.get(f"stays/{entry}"), 404)


def test_a_sandbox_sees_no_guest_of_the_house(cast, software):
    """Neither an entry nor a receipt nor a lot of a live key, and a live one none of its lots."""
    entry = software.post("stays", stay()).json()["entry"]
    lot = software.post("lots", {"reference": "a", "parties": [stay(room="5")]}).json()["id"]
    trial = Software(make_key(cast.hotel, cast.ehsan, is_sandbox=True))
    problem(trial.get(f"stays/{entry}"), 404)
    problem(trial.post(f"stays/{entry}/annulment", {"because": "entered twice"}), 404)
    problem(trial.get(f"lots/{lot}"), 404)
    numbers = [one["number"] for one in trial.get("receipts").json()["receipts"]]
    assert Receipt.objects.get().number not in str(numbers)
    tried = trial.post("lots", {"reference": "a", "parties": [stay()]}).json()
    assert (tried["reference"], tried["sandbox"], tried["check_only"]) == ("a", True, True)
    problem(software.get(f"lots/{tried['id']}"), 404)
    while lots.work(at=timezone.now()):
        pass
    told = trial.get(f"lots/{tried['id']}").json()
    assert (told["lot"]["state"], told["rows"][0]["state"]) == ("checked", "known")
    trial.post("lots", {"reference": "b", "parties": [stay(arrived_at=long_ago())]})
    while lots.work(at=timezone.now()):
        pass
    assert Stay.objects.count() == 1


def long_ago():
    return (timezone.localtime() - timedelta(days=9)).isoformat()


# --- How often ---


def test_too_often(cast, software, monkeypatch):
    """429 with the seconds to wait; another key goes on."""
    monkeypatch.setattr(limits, "A_MINUTE_ALONE", 3)
    monkeypatch.setattr(limits, "clock", lambda: 1_000_000.0)
    assert [software.get("hotel").status_code for _one in range(4)] == [200, 200, 200, 429]
    refused = software.get("hotel")
    problem(refused, 429)
    assert 0 < int(refused["Retry-After"]) <= 61
    other = Software(make_key(cast.other_hotel, cast.farah))
    assert other.get("hotel").status_code == 200


def test_counted_in_redis(cast, software, monkeypatch):
    """One count for all processes."""
    server = FakeRedis()
    monkeypatch.setattr(limits, "_rests_until", 0.0)
    monkeypatch.setattr(limits, "_redis", lambda: server)
    monkeypatch.setattr(limits, "A_MINUTE", 2)
    monkeypatch.setattr(limits, "clock", lambda: 1_000_000.0)
    assert [software.get("hotel").status_code for _one in range(3)] == [200, 200, 429]


def test_with_redis_down_a_hotel_files_on(cast, software, monkeypatch):
    """It fails open, is not asked again for a while, and has a cap."""
    down = FakeRedis(is_down=True)
    monkeypatch.setattr(limits, "_rests_until", 0.0)
    monkeypatch.setattr(limits, "_redis", lambda: down)
    monkeypatch.setattr(limits, "A_MINUTE_ALONE", 2)
    monkeypatch.setattr(limits, "clock", lambda: 1_000_000.0)
    assert software.post("stays", stay()).status_code == 201
    assert software.get("hotel").status_code == 200
    assert software.get("hotel").status_code == 429
    assert down.asked == 1


@pytest.mark.parametrize("is_frozen", [False, True])
def test_a_real_line_that_is_dead_or_frozen(cast, software, monkeypatch, settings, is_frozen):
    """Nobody listens, or somebody does and never answers: half a second at most, once."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if is_frozen:
            silent.listen()
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        limits._redis.cache_clear()
        monkeypatch.setattr(limits, "_rests_until", 0.0)
        began = time.monotonic()
        assert software.get("hotel").status_code == 200
        assert time.monotonic() - began < 0.2 + 0.5
        began = time.monotonic()
        assert limits.seconds_to_wait("any") == 0
        assert time.monotonic() - began < 0.05
    limits._redis.cache_clear()


def test_a_real_redis_counts(cast, software, monkeypatch):
    """Each key for itself; the count goes with its minute."""
    limits._redis.cache_clear()
    monkeypatch.setattr(limits, "_rests_until", 0.0)
    monkeypatch.setattr(limits, "A_MINUTE", 2)
    monkeypatch.setattr(limits, "A_MINUTE_ALONE", 0)
    monkeypatch.setattr(limits, "clock", lambda: 1_000_000.0)
    assert [software.get("hotel").status_code for _one in range(3)] == [200, 200, 429]
    assert 0 < limits._redis().ttl(f"caspp:api:{ApiKey.objects.get().prefix}:16666") <= 120


class FakeRedis:
    """Counts, or is down."""

    def __init__(self, is_down=False):
        self.is_down, self.asked, self.count = is_down, 0, 0

    def pipeline(self, transaction):
        self.asked += 1
        if self.is_down:
            raise redis.ConnectionError("down")
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def incr(self, _name):
        self.count += 1

    def expire(self, _name, _seconds):
        return None

    def execute(self):
        return [self.count, True]


# --- What it costs ---


def test_a_page_costs_the_same_however_long_the_list(cast, software):
    """Receipts, an entry, rows of a lot: a constant number of queries."""

    def cost(path):
        with CaptureQueriesContext(connection) as captured:
            assert software.get(path).status_code == 200
        return len(captured)

    entry = software.post("stays", stay()).json()["entry"]
    said = {"reference": "q", "parties": [stay(room=str(room)) for room in range(40)]}
    lot = software.post("lots", said).json()["id"]
    paths = ("receipts", f"stays/{entry}", f"lots/{lot}", "hotel", "rules")
    before = {path: cost(path) for path in paths}
    for room in range(5):
        guests = [WANTED_GUEST, *({**COMPANION, "cnic": f"35202-987650{n}-2"} for n in range(5))]
        software.post("stays", stay(room=f"x{room}", guests=guests))
    assert {path: cost(path) for path in paths} == before
    assert max(before.values()) <= 13


# --- The hotel learns nothing ---

TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "(\w+)"')
STATES = ("listed before", "raised", "arrested", "not_same", "listed after")


@dataclass(frozen=True)
class Told:
    """All that a program learns from one answer, and what the answer cost."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    queries: int
    tables: tuple[str, ...]


def without(body, own):
    """The body without numbers of records, moments, codes, and what the guest himself brought."""
    for name in ("entry", "id"):
        body = re.sub(rf'"{name}": \d+', f'"{name}": N', body)
    body = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?(\+\d\d:\d\d|Z)", "MOMENT", body)
    body = re.sub(r"\b[0-9a-f]{64}\b", "HASH", body)
    body = re.sub(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", "CODE", body)
    for value in own:
        body = body.replace(value, "OWN")
    return body


def a_day_of_the_software(cast, person, state, is_wanted):
    """Every answer about a guest, in a world where he is looked for or is not."""
    software = Software(make_key(cast.hotel, cast.ehsan))
    guest = {
        **WANTED_GUEST,
        "cnic": person["cnic"],
        "name": person["name"],
        "relative_name": person["relative_name"],
        "district": person["district"],
        "born": str(person["birth_year"]),
    }
    own = [guest[name] for name in ("cnic", "name", "relative_name", "district", "born")]
    told = {}

    def ask(title, method, *args, **kwargs):
        with CaptureQueriesContext(connection) as captured:
            answer = getattr(software, method)(*args, **kwargs)
        headers = {**dict(answer.items()), "X-Request-ID": len(answer["X-Request-ID"])}
        headers.pop("Content-Length", None)
        statements = str(captured.captured_queries)
        told[title] = Told(
            answer.status_code,
            tuple(sorted((name, str(value)) for name, value in headers.items())),
            without(answer.content.decode(), own),
            len(captured),
            tuple(TABLE.findall(statements)),
        )
        return answer

    if is_wanted and state != "listed after":
        make_listing(owning_station=cast.margalla, **person)
    first = ask("check-in", "post", "stays", stay(guests=[guest]), key="a")
    entry = first.json()["entry"]
    if is_wanted and state == "listed after":
        make_listing(owning_station=cast.margalla, **person)
    if state != "listed before":
        drain()
        for alert in Alert.objects.all() if state in ("arrested", "not_same") else ():
            answered(alert, cast.ayesha, state)
        assert Alert.objects.count() == (2 if is_wanted else 0)
    ask("again", "post", "stays", json.loads(first.wsgi_request.body), key="a")
    ask("the entry", "get", f"stays/{entry}")
    moved = stay(room="7", guests=[guest])
    ask("corrected", "post", f"stays/{entry}/correction", moved, key="b")
    ask("nothing to correct", "post", f"stays/{entry}/correction", moved, key="c")
    ask("receipts", "get", "receipts")
    left_at = timezone.localtime().isoformat()
    ask("check-out", "post", f"stays/{entry}/check-out", {"left_at": left_at}, key="d")
    ask("annulled", "post", f"stays/{entry}/annulment", {"because": "never came"}, key="e")
    lot = ask("lot", "post", "lots", {"reference": "x", "parties": [stay(guests=[guest])]}, key="f")
    while lots.work(at=timezone.now()):
        pass
    if state != "listed before":
        drain()
    ask("how far", "get", f"lots/{lot.json()['id']}")
    ask("wrong", "post", "stays", stay(guests=[{**guest, "gender": "?"}]), key="g")
    ask("rules", "get", "rules")
    ask("hotel", "get", "hotel")
    trial = Software(make_key(cast.hotel, cast.ehsan, is_sandbox=True))
    software.headers = trial.headers
    ask("tried", "post", "stays", stay(guests=[guest]), key="a")
    return told


def played(*scene):
    """What was told in the scene, which then never happened."""
    with transaction.atomic():
        told = a_day_of_the_software(*scene)
        transaction.set_rollback(True)
    list_index.current().forget()
    return told


@pytest.mark.parametrize("state", STATES)
def test_the_software_learns_nothing(cast, state):
    """Status, headers, bytes, number of queries and the tables they touch: all equal."""
    wanted, innocent = played(cast, WANTED, state, True), played(cast, WANTED, state, False)
    for title, told in innocent.items():
        assert wanted[title] == told, title


@pytest.mark.parametrize("state", ["raised", "arrested"])
def test_another_guest_differs_in_his_own_words_only(cast, state):
    """Somebody looked for, and another who is not."""
    wanted, innocent = played(cast, WANTED, state, True), played(cast, INNOCENT, state, False)
    for title, told in innocent.items():
        assert wanted[title] == told, title


def test_the_comparison_would_notice(cast):
    """The scenes are not so smoothed that nothing could differ, and speak of no alert."""
    told = played(cast, WANTED, "raised", True)
    assert told["check-in"].status == 201
    assert told["the entry"].body.count("OWN") == 5
    assert not any("alerts_alert" in table for one in told.values() for table in one.tables)
    speaks = re.compile(r"alert|listing|wanted|proclaimed|offender|convict", re.IGNORECASE)
    assert not any(speaks.search(one.body) for one in told.values())


# --- Its description for people ---


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_guide_stands_by_itself(cast, language):
    """For everybody, with every address of the description, and nothing fetched from elsewhere."""
    client = cast.client(None)
    page = client.get("/api/v1/", headers={"Accept-Language": language})
    assert page.status_code == 200
    said = page.content.decode()
    schema = client.get("/api/v1/openapi.json").json()
    assert len(schema["paths"]) == 11
    for path in schema["paths"]:
        assert path in said
    for shape in schema["components"]["schemas"]:
        assert f'id="{shape}"' in said
    assert "curl http://testserver/api/v1/stays" in said
    assert not re.search(r'(src|href)="(https?:)?//', said)


def test_its_examples_are_right(cast, software):
    """What the guide tells to send is taken."""
    day = timezone.localtime()
    for title, path, body in api_guide._EXAMPLES:
        if path in ("stays", "lots"):
            sent = json.dumps(body).replace("2026-11-28T", f"{day - timedelta(days=1):%Y-%m-%d}T")
            sent = sent.replace("2026-11-30T", f"{day + timedelta(days=1):%Y-%m-%d}T")
            answer = software.post(path, json.loads(sent))
            assert answer.status_code in (201, 202), title

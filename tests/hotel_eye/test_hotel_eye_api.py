"""The API of hotel software: what it files, what it refuses, and what it never tells."""

import json
import re
from datetime import timedelta

import pytest
import redis
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts import list_index
from alerts.models import Alert, Sighting
from audit.models import Event
from filings import lots
from filings.models import Receipt, ReportingRule, State
from hotel_eye import keys
from hotel_eye.api import answers, limits
from hotel_eye.models import ApiAnswer, ApiKey, Desk, LedgerDay, Stay
from tests.alerts.alert_scenes import drain
from tests.hotel_eye.api_desk import COMPANION, WANTED_GUEST, Software, make_key, stay
from tests.hotel_eye.hotel_desk import at_url
from tests.people_on_file import INNOCENT, make_listing

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


def problem(answer, status):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert set(said) == {"type", "title", "status", "detail", "errors"}
    assert said["status"] == status
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
    page = owner.post(at_url("api_keys", cast.hotel), {"name": "Night desk"}).content.decode()
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
    for user in (cast.ehsan, cast.farah):
        client = cast.client(user)
        assert client.get(at_url("api_keys", cast.hotel)).status_code == 404
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


# --- The hotel learns nothing ---


def as_told(cast, guest, is_wanted):
    """Every answer about a guest, in a world where he is looked for or is not."""
    with transaction.atomic():
        software = Software(make_key(cast.hotel, cast.ehsan))
        if is_wanted:
            make_listing(owning_station=cast.kohsar)
        seen = []

        def note(answer, captured):
            body = answer.content.decode()
            for own in sorted((str(one) for one in guest.values() if one), key=len, reverse=True):
                body = body.replace(own, "OWN").replace(own.replace("-", ""), "OWN")
            body = re.sub(r"[0-9a-f]{64}|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", "", body)
            body = re.sub(r"H\d+-\d\d-\d+-\d|\d{4}-\d\d-\d\dT[\d:+.]+|\": \d+", "", body)
            tables = re.findall(r'(?:FROM|INTO|UPDATE) "(\w+)"', str(captured.captured_queries))
            headers = {name: value for name, value in answer.items()
                       if name not in ("X-Request-ID", "Content-Length")}  # fmt: skip
            seen.append((answer.status_code, headers, body, len(captured), tables))
            return answer

        def ask(method, *args, **kwargs):
            with CaptureQueriesContext(connection) as captured:
                answer = getattr(software, method)(*args, **kwargs)
            return note(answer, captured)

        entry = ask("post", "stays", stay(guests=[guest]), key="a").json()["entry"]
        drain()
        assert Alert.objects.count() == int(is_wanted)
        ask("get", f"stays/{entry}")
        ask("post", f"stays/{entry}/correction", stay(room="7", guests=[guest]), key="b")
        ask("get", "receipts")
        ask("post", f"stays/{entry}/annulment", {"because": "never came"}, key="c")
        ask("post", "stays", stay(guests=[{**guest, "cnic": "1"}]), key="d")
        transaction.set_rollback(True)
    list_index.current().forget()
    return seen


def test_the_software_learns_nothing(cast):
    """Status, headers, bytes, number of queries and tables are the same."""
    innocent = {
        **WANTED_GUEST,
        "name": INNOCENT["name"],
        "cnic": "35202-9876543-1",
        "relative_name": INNOCENT["relative_name"],
        "born": "1990",
    }
    wanted = as_told(cast, WANTED_GUEST, True)
    assert as_told(cast, WANTED_GUEST, False) == wanted
    assert as_told(cast, innocent, False) == wanted


def test_the_guide_stands_by_itself(cast):
    """For everybody, with every address of the description, and nothing fetched from elsewhere."""
    page = cast.client(None).get("/api/v1/")
    assert page.status_code == 200
    said = page.content.decode()
    schema = cast.client(None).get("/api/v1/openapi.json").json()
    for path in schema["paths"]:
        assert path in said
    assert "//cdn" not in said

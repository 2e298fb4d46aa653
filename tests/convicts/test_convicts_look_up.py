"""The CRO's counter: nobody is looked up without a reason, and the reason comes first."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit import looks
from audit.models import Event
from convicts.models import ConvictRecord
from tests.cast import make_officer, sign_in
from tests.people_on_file import INNOCENT, make_convict

pytestmark = pytest.mark.django_db

URL = reverse("convicts:look_up")
CASE = {"kind": "investigation", "case_ref": "FIR 12/2026 Kohsar"}
NO_CASE = {"kind": "prevention", "no_case": "on", "words": "Seen loitering at the bus stand"}
PHONE, PASSPORT = "03001234567", "AB1234567"


@pytest.fixture
def gul(cast):
    return make_officer("gul", Role.CRO_OPERATOR)


@pytest.fixture
def counter(cast, gul):
    """The browser at the counter."""
    return cast.client(gul)


@pytest.fixture
def records():
    """Aslam, and Kashif whose name is known in Urdu, too."""
    return (
        make_convict(external_ref="CRO-77", phone=PHONE, passport_no=PASSPORT),
        make_convict(**{**INNOCENT, "name_ur": "کاشف محمود"}, external_ref="CRO-78"),
    )


def detail(record: ConvictRecord) -> str:
    return reverse("convicts:detail", args=[record.pk])


def unmask(record: ConvictRecord) -> str:
    return reverse("convicts:unmask", args=[record.pk])


def look_up(client, text: str, **purpose: str):
    return client.post(URL, {"text": text, **(purpose or CASE)})


def link(client, text: str = "aslam") -> dict[str, str]:
    """What the links of a look-up carry."""
    return {"look": look_up(client, text).context["link"]}


def found(response) -> list[str]:
    return [record.external_ref for record in response.context.get("records") or ()]


def actions() -> list[str]:
    """What the log says was done at the counter, in order."""
    done = Event.objects.exclude(action__startswith="accounts.").order_by("pk")
    return list(done.values_list("action", flat=True))


SEARCHES = [
    ("6110112345671", ["CRO-77"]),
    ("61101-1234567-1", ["CRO-77"]),
    ("۶۱۱۰۱ ۱۲۳۴۵۶۷ ۱", ["CRO-77"]),
    ("aslam", ["CRO-77"]),
    ("MUHAMMAD ASL", ["CRO-77"]),
    ("kashif m", ["CRO-78"]),
    ("محمد", ["CRO-77"]),
    ("کاشف", ["CRO-78"]),
    ("CRO-78", ["CRO-78"]),
    ("CRO-7", []),
    ("6110112345672", []),
    ("%%%", []),
    ("___", []),
    ("' OR ''='", []),
    ("ghulam", []),
]


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(("text", "expected"), SEARCHES)
def test_look_up(counter, text, expected):
    """By CNIC in any spelling, by whole reference, by part of a name in either script."""
    response = look_up(counter, text)
    assert response.status_code == 200
    assert found(response) == expected
    assert ("No record found" in response.content.decode()) == (not expected)


@pytest.mark.usefixtures("records")
def test_the_list_masks_the_cnic(counter):
    """A list is read over a shoulder."""
    html = look_up(counter, "aslam").content.decode()
    assert "61101-•••••••-1" in html
    assert not [text for text in ("1234567", PHONE, PASSPORT) if text in html]


# --- The purpose ---

BAD = [
    ("", CASE, "text"),
    ("as", CASE, "text"),
    ("x" * 121, CASE, "text"),
    ("asl\x00am", CASE, "text"),
    ("aslam", {**CASE, "kind": ""}, "kind"),
    ("aslam", {**CASE, "kind": "curiosity"}, "kind"),
    ("aslam", {**CASE, "case_ref": ""}, "case_ref"),
    ("aslam", {**CASE, "case_ref": "   "}, "case_ref"),
    ("aslam", {**CASE, "case_ref": "12"}, "case_ref"),
    ("aslam", {**CASE, "case_ref": "x" * 81}, "case_ref"),
    ("aslam", {**CASE, "case_ref": "", "words": "Seen at the bus stand"}, "case_ref"),
    ("aslam", {**CASE, "no_case": "on"}, "no_case"),
    ("aslam", {**NO_CASE, "words": ""}, "words"),
    ("aslam", {**NO_CASE, "words": "because"}, "words"),
    ("aslam", {**NO_CASE, "words": "x" * 201}, "words"),
]


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(("text", "purpose", "field"), BAD)
def test_without_a_purpose_nobody_is_looked_up(counter, text, purpose, field):
    """The form says what is missing; nothing is searched, recorded or shown."""
    response = look_up(counter, text, **purpose)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert "Muhammad Aslam" not in response.content.decode()
    assert actions() == []


@pytest.mark.usefixtures("records")
def test_an_empty_post_is_no_look_up(counter):
    """Whoever sends nothing at all is asked for everything, and shown nothing."""
    assert counter.post(URL).status_code == 422
    assert actions() == []


@pytest.mark.usefixtures("records")
def test_what_was_stated_is_offered_again(counter):
    """Stating a purpose every time is the point; typing it every time is not."""
    look_up(counter, "aslam", **NO_CASE)
    html = counter.get(URL).content.decode()
    assert NO_CASE["words"] in html
    assert 'value="prevention" selected' in html
    assert "aslam" not in html


@pytest.mark.usefixtures("records")
def test_the_page_names_its_look_up(counter):
    """Every page of results says by which event it was read, and what for."""
    response = look_up(counter, "aslam")
    look = Event.objects.get(action="convicts.looked_up")
    html = response.content.decode()
    assert f"Look-up {look.pk}" in html
    assert CASE["case_ref"] in html
    assert "1 of 400 today" in html


# --- The event comes first ---


def test_a_search_is_two_events(counter, records):
    """Exactly one for the question, with its purpose, and one for whom it showed."""
    look_up(counter, "61101-1234567-1")
    assert actions() == ["convicts.looked_up", "convicts.shown"]
    look, shown = Event.objects.filter(action__startswith="convicts.").order_by("pk")
    stated = ("investigation", CASE["case_ref"])
    assert (look.purpose_kind, look.case_ref) == (shown.purpose_kind, shown.case_ref) == stated
    assert (shown.detail["count"], shown.detail["records"]) == (1, [records[0].pk])
    assert shown.detail["look_up"] == look.pk
    assert "1234567" not in f"{look.detail}{look.target}{shown.detail}{shown.target}"


def test_a_search_without_a_case_says_why(counter, records):
    """The words stand in the log, for the auditor."""
    look_up(counter, "aslam", **NO_CASE)
    look = Event.objects.get(action="convicts.looked_up")
    assert (look.case_ref, look.purpose) == ("", NO_CASE["words"])


@pytest.mark.usefixtures("records")
def test_the_event_is_written_before_the_first_result_is_read(counter):
    """First the insert into the audit, then the question to the file."""
    with CaptureQueriesContext(connection) as captured:
        look_up(counter, "aslam")
    assert order_of(captured) == ["event", "read", "event"]


def test_opening_is_written_before_the_person_is_read(counter, records):
    """Before the event only the number of the file is known."""
    carried = link(counter)
    with CaptureQueriesContext(connection) as captured:
        counter.get(detail(records[0]), carried)
    assert order_of(captured) == ["event", "read"]


def order_of(captured) -> list[str]:
    """The events written and the persons read, as they came."""
    kinds = {
        "event": lambda sql: 'INSERT INTO "audit_event"' in sql,
        "read": lambda sql: '"convicts_convictrecord"."relative_name"' in sql,
    }
    sqls = [query["sql"] for query in captured]
    return [kind for sql in sqls for kind, is_one in kinds.items() if is_one(sql)]


@pytest.mark.parametrize("door", ["look_up", "open", "unmask"])
def test_without_the_event_nothing_is_read(counter, records, door):
    """When the log takes nothing, nobody is shown: the refusal is the database's own."""
    carried = link(counter)
    doors = {
        "look_up": lambda: look_up(counter, "aslam"),
        "open": lambda: counter.get(detail(records[0]), carried),
        "unmask": lambda: counter.post(unmask(records[0]), carried),
    }
    counter.raise_request_exception = False
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as captured:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_event ADD CONSTRAINT full_up CHECK (false) NOT VALID")
        response = doors[door]()
        cursor.execute("ALTER TABLE audit_event DROP CONSTRAINT full_up")
    assert response.status_code >= 500
    assert "Aslam" not in response.content.decode()
    assert "read" not in order_of(captured)


# --- Opening one ---


def test_a_record_opens_by_the_link_of_its_look_up(counter, records):
    """With the purpose that was stated for the search; the numbers stay masked."""
    html = counter.get(detail(records[0]), link(counter)).content.decode()
    assert "Muhammad Aslam" in html
    assert CASE["case_ref"] in html
    assert "61101-•••••••-1" in html
    assert not [text for text in ("1234567", PHONE, PASSPORT) if text in html]
    event = Event.objects.get(action="convicts.opened")
    assert (event.purpose_kind, event.case_ref) == ("investigation", CASE["case_ref"])
    assert event.target_id == records[0].pk


def test_the_results_link_to_what_they_show(counter, records):
    """The link on the page is the one that opens, and names nobody."""
    response = look_up(counter, "aslam")
    carried = response.context["link"]
    assert f'href="{detail(records[0])}?look={carried.replace(":", "%3A")}"' in (
        response.content.decode()
    )
    assert "61101" not in carried


def test_without_a_link_the_page_asks_what_for(counter, records):
    """By its address alone a record says nothing of the person, and nothing is recorded."""
    response = counter.get(detail(records[0]))
    assert response.status_code == 200
    assert "Nobody is looked at without a purpose." in response.content.decode()
    assert "Aslam" not in response.content.decode()
    assert actions() == []


def test_a_purpose_stated_for_this_person_opens_him(counter, records):
    """One event, with that purpose; and the page can go on to the numbers."""
    response = counter.post(detail(records[0]), NO_CASE)
    assert "Muhammad Aslam" in response.content.decode()
    event = Event.objects.get(action="convicts.opened")
    assert (event.purpose_kind, event.purpose) == ("prevention", NO_CASE["words"])
    carried = {"look": response.context["link"]}
    assert "61101-1234567-1" in counter.post(unmask(records[0]), carried).content.decode()
    assert actions() == ["convicts.opened", "people.unmasked"]


@pytest.mark.parametrize("purpose", [{}, {**CASE, "case_ref": ""}, {**NO_CASE, "words": "-"}])
def test_a_bad_purpose_opens_nobody(counter, records, purpose):
    """422 with the reason, and no look."""
    response = counter.post(detail(records[0]), purpose)
    assert response.status_code == 422
    assert "Aslam" not in response.content.decode()
    assert actions() == []


def test_a_link_is_for_whom_it_showed_and_to_whom(cast, counter, records):
    """Not for another record, not for another officer, not when it was tampered with."""
    carried = link(counter)
    other = cast.client(make_officer("hira", Role.CRO_OPERATOR))
    forged = {"look": carried["look"][:-1] + ("A" if carried["look"][-1] != "A" else "B")}
    for client, record, data in (
        (counter, records[1], carried),
        (other, records[0], carried),
        (counter, records[0], forged),
        (counter, records[0], {"look": "\x00"}),
        (counter, records[0], {"look": str(Event.objects.latest("pk").pk)}),
    ):
        html = client.get(detail(record), data).content.decode()
        assert "not yours. Say again what for." in html
        assert not [name for name in ("Aslam", "Kashif") if name in html]
    assert "convicts.opened" not in actions()


def test_a_link_lasts_a_quarter_of_an_hour(counter, gul, records):
    """At fourteen minutes it opens, at sixteen the page asks again."""
    now = timezone.now()
    carried = link(counter)
    with time_machine.travel(now + timedelta(minutes=14), tick=False):
        assert "Muhammad Aslam" in counter.get(detail(records[0]), carried).content.decode()
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        html = counter.get(detail(records[0]), carried).content.decode()
        assert "older than 15 minutes" in html
        assert "Aslam" not in html
        # The numbers ask who is there first, and then what for.
        response = counter.post(unmask(records[0]), carried)
        assert response.url.startswith("/accounts/prove/")
        sign_in(counter, gul)
        response = counter.post(unmask(records[0]), carried)
        assert (response.status_code, response.url) == (302, detail(records[0]))


def test_a_number_nobody_has_is_not_found(counter):
    """No record, no page."""
    nobody = reverse("convicts:detail", args=[10**12])
    assert counter.get(nobody).status_code == 404
    assert counter.post(nobody, CASE).status_code == 404


# --- The whole number ---


def test_the_numbers_are_shown_by_an_act_of_their_own(counter, records):
    """One more look, for the same purpose; the page works without a script."""
    html = counter.post(unmask(records[0]), link(counter)).content.decode()
    for text in ("61101-1234567-1", PHONE, PASSPORT, "<html"):
        assert text in html
    event = Event.objects.get(action="people.unmasked")
    assert (event.target_id, event.case_ref) == (records[0].pk, CASE["case_ref"])
    assert "1234567" not in f"{event.detail}{event.target}"


def test_with_a_script_only_the_card_is_swapped(counter, records):
    """The same act answers with the card alone."""
    htmx = {"HX-Request": "true"}
    html = counter.post(unmask(records[0]), link(counter), headers=htmx).content.decode()
    assert "61101-1234567-1" in html
    assert "<html" not in html
    assert "<form" not in html
    stale = counter.post(unmask(records[0]), {"look": "no"}, headers=htmx)
    assert stale["HX-Redirect"] == detail(records[0])
    assert actions().count("people.unmasked") == 1


# --- Who may, and for how long ---


@pytest.mark.parametrize(
    ("who", "status"),
    [("ayesha", 200), ("dania", 200), ("bilal", 403), ("ehsan", 403), (None, 302)],
)
def test_the_file_is_for_officers_who_investigate(cast, records, who, status):
    """Not for whoever writes down what he is told, nor for a hotel."""
    client = cast.client(getattr(cast, who) if who else None)
    assert client.get(URL).status_code == status
    assert look_up(client, "aslam").status_code == status
    assert client.get(detail(records[0])).status_code == status


def test_a_right_taken_away_is_gone_at_once(counter, gul, records):
    """The next request of the same session is refused, at every door."""
    carried = link(counter)
    assert counter.get(detail(records[0]), carried).status_code == 200
    gul.postings.update(until_on=timezone.localdate() - timedelta(days=1))
    # The session itself is over; also a new one is refused.
    assert counter.get(URL).status_code == 302
    sign_in(counter, gul)
    assert counter.get(URL).status_code == 403
    assert look_up(counter, "aslam").status_code == 403
    assert counter.get(detail(records[0]), carried).status_code == 403
    assert counter.post(unmask(records[0]), carried).status_code == 403
    assert counter.get(reverse("convicts:seals")).status_code == 403


def test_visible_to_is_empty_for_who_may_not(cast, gul, records):
    """The question itself knows who asks."""
    assert ConvictRecord.objects.visible_to(gul).count() == len(records)
    assert not ConvictRecord.objects.visible_to(cast.bilal).exists()


def test_a_long_list_is_cut_and_says_so(counter):
    """Fifty at most, for one price."""

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            response = look_up(counter, "aslam")
        return len(captured), len(response.context["records"])

    look_up(counter, "aslam")
    for _ in range(2):
        make_convict()
    few = count()
    for _ in range(50):
        make_convict()
    assert few[1] == 2
    assert count() == (few[0], 50)
    assert "These are the first 50," in look_up(counter, "aslam").content.decode()


# --- The day's budget, at each door ---


def test_over_budget_nothing_is_shown_and_the_attempt_stays(counter, records, monkeypatch):
    """429 with a sentence at every door; each attempt is in the log, and no look."""
    monkeypatch.setitem(looks.LOOK_UPS_A_DAY_OF, Role.CRO_OPERATOR, 2)
    carried = link(counter)
    assert counter.get(detail(records[0]), carried).status_code == 200
    before = actions()
    for response in (
        look_up(counter, "aslam"),
        counter.get(detail(records[0]), carried),
        counter.post(detail(records[0]), CASE),
        counter.post(unmask(records[0]), carried),
    ):
        assert response.status_code == 429
        html = response.content.decode()
        assert "You have looked at 2 people today" in html
        assert "Aslam" not in html
    assert actions() == [*before, *["audit.over_budget"] * 4]
    refused = Event.objects.filter(action="audit.over_budget").order_by("pk")
    assert [event.detail["act"] for event in refused] == [
        *("convicts.looked_up", "convicts.opened", "convicts.opened", "people.unmasked")
    ]
    assert {event.outcome for event in refused} == {"refused"}
    swapped = counter.post(unmask(records[0]), carried, headers={"HX-Request": "true"})
    assert swapped["HX-Redirect"].startswith(detail(records[0]))


# --- Canaries ---


@pytest.fixture
def canary():
    return make_convict(
        name="Zargham Pervaiz", name_ur="", external_ref="CRO-99", is_canary=True, cnic=""
    )


def test_finding_a_canary_rings(counter, canary):
    """The auditor learns who, when and for what; the officer sees a record like any other."""
    html = look_up(counter, "zargham").content.decode()
    assert "Zargham Pervaiz" in html
    assert "canary" not in html.lower()
    event = Event.objects.get(action="audit.canary_read")
    assert (event.target_id, event.case_ref) == (canary.pk, CASE["case_ref"])


def test_opening_a_canary_rings_again(counter, canary):
    """Each look at it, at each door."""
    carried = link(counter, "zargham")
    counter.get(detail(canary), carried)
    counter.post(unmask(canary), carried)
    assert actions().count("audit.canary_read") == 3


@pytest.mark.usefixtures("records", "canary")
def test_nothing_else_rings(counter):
    """A record of life rings nobody."""
    counter.get(URL)
    look_up(counter, "aslam")
    assert "audit.canary_read" not in actions()

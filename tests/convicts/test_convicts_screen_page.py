"""Lists that the CRO uploads: taken in sealed, screened in the background, read as looks."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.sealing import name_officer
from alerts.list_index import NoIndex
from alerts.models import Alert, Match, Sighting
from audit import looks
from audit.models import Event
from convicts import list_actions, tasks
from convicts.actions import seal
from convicts.list_rows import COLUMNS
from convicts.lists import ScreeningPart, ScreeningRun
from convicts.models import ConvictRecord
from tests.cast import make_officer
from tests.convicts.people_lists import person, read, stranger, text_of, upload
from tests.people_on_file import make_listing

pytestmark = pytest.mark.django_db

URL = reverse("convicts:lists")
CASE = {"kind": "investigation", "case_ref": "FIR 12/2026 Kohsar"}
NO_CASE = {"kind": "prevention", "no_case": "on", "words": "Guests of the Ashura procession"}
THIRTEEN = re.compile(r"\d{13}|\d{5}-\d{7}-\d")


@pytest.fixture
def gul(cast):
    return make_officer("gul", Role.CRO_OPERATOR)


@pytest.fixture
def counter(cast, gul):
    """The browser at the counter."""
    return cast.client(gul)


@pytest.fixture
def aslam():
    """Somebody who is looked for."""
    return make_listing(external_ref="CRO-77")


def send(client, rows=None, *, content=None, name="people.csv", follow=False, **purpose):
    text = text_of(rows if rows is not None else [person(1)]) if content is None else content
    data = {"file": upload(text, name), **(purpose or CASE)}
    return client.post(URL, data, follow=follow)


def asked(client, rows=None, **sent) -> ScreeningRun:
    """A list that was taken in."""
    response = send(client, rows, **sent)
    assert response.status_code == 302, response.context["form"].errors
    return ScreeningRun.objects.latest("pk")


def done(client, rows=None, **sent) -> ScreeningRun:
    """A list that was screened."""
    run = asked(client, rows, **sent)
    list_actions.drain(at=timezone.now(), seconds=60)
    run.refresh_from_db()
    assert run.state == "done"
    return run


def url(name: str, run: ScreeningRun) -> str:
    return reverse(f"convicts:{name}", args=[run.pk])


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def html(response) -> str:
    return response.content.decode()


def actions() -> list[str]:
    events = Event.objects.filter(action__startswith="convicts.").order_by("pk")
    return list(events.values_list("action", flat=True))


# --- From the upload to the results ---


@pytest.mark.usefixtures("aslam")
def test_from_upload_to_results(counter, gul):
    """Uploaded, screened by the worker, read with the purpose that was stated."""
    rows = [stranger(1), person(2), person(3, id=""), stranger(4)]
    page = send(counter, rows, follow=True)
    assert "It is screened in the background" in html(page)
    assert "every 2s" in html(page)
    run = ScreeningRun.objects.get()
    assert (run.state, run.rows, run.bad_rows, run.asked_by) == ("queued", 4, 1, gul)
    tasks.screen_lists()
    run.refresh_from_db()
    assert (run.state, run.rows_done, run.rows_found) == ("done", 4, 1)
    assert run.bands == {"confirmed": 1}
    state = html(counter.get(url("list", run)))
    assert "every 2s" not in state
    assert "Confirmed" in state
    results = counter.get(url("list_results", run))
    assert [(row["row_id"], row["reference"]) for row in results.context["rows"]] == [
        ("R-2", "CRO-77")
    ]
    assert "1 of 400" not in html(results), "asking was the first look"
    assert "2 of 400 today" in html(results)
    assert CASE["case_ref"] in html(results)


def test_the_rest_of_the_page_says_what_is_taken(counter):
    """Limits, columns and what it costs are said before."""
    said = html(counter.get(URL))
    assert "20 MB and 100,000 rows at most" in said
    assert [column for column in COLUMNS if f"<code>{column}</code>" not in said] == []
    assert "deleted after seven days" in said
    assert 'enctype="multipart/form-data"' in said


@pytest.mark.usefixtures("aslam")
def test_nothing_is_stored_as_a_sighting(counter):
    """Nobody on the list was seen anywhere: no sighting, no match, no alert."""
    run = done(counter, [person(1), stranger(2)])
    counter.get(url("list_results", run))
    assert (Sighting.objects.count(), Match.objects.count(), Alert.objects.count()) == (0, 0, 0)


@pytest.mark.usefixtures("aslam")
def test_progress_is_the_part_that_refreshes(counter):
    """As long as it waits it asks again; then it tells that it is over, also to the ear."""
    run = asked(counter)
    waiting = html(counter.get(url("list_progress", run)))
    assert "<progress" in waiting
    assert "every 2s" in waiting
    assert "<html" not in waiting
    tasks.screen_lists()
    ended = html(counter.get(url("list_progress", run)))
    assert "every 2s" not in ended
    assert 'hx-swap-oob="innerHTML"' in ended
    assert "The screening has ended." in ended


# --- The purpose, and refusals ---


@pytest.mark.parametrize(
    ("purpose", "field"),
    [
        ({**CASE, "kind": ""}, "kind"),
        ({**CASE, "case_ref": ""}, "case_ref"),
        ({**NO_CASE, "words": "because"}, "words"),
    ],
)
def test_without_a_purpose_nothing_is_taken_in(counter, purpose, field):
    response = send(counter, **purpose)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert (ScreeningRun.objects.count(), actions()) == (0, [])


def test_without_a_file(counter):
    response = counter.post(URL, CASE)
    assert response.status_code == 422
    assert "Choose the file with the list." in html(response)


NO_LISTS = {
    "empty": (b"", "The file is empty."),
    "header only": (",".join(COLUMNS).encode(), "There are no rows below the header."),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is a PNG file, not a CSV."),
    "semicolons": (text_of([person(1)]).replace(",", ";").encode(), "not separated by commas"),
    "Latin-1": (b"id,name\n1,N\xe4sreen\n", "Line 2 is not UTF-8 text."),
    "unknown column": (b"id,name,father\n1,a,b\n", "not known: &#x27;father&#x27;"),
    "nobody": (b"id,phone\n1,03001234567\n", "needs the column id, and one of name"),
}


@pytest.mark.parametrize("case", NO_LISTS)
def test_what_is_no_list_is_refused_with_the_purpose_still_there(counter, case):
    """In words beside the file, and nothing typed is lost; nothing is taken in or recorded."""
    content, sentence = NO_LISTS[case]
    response = send(counter, content=content)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"file"}
    assert sentence in html(response)
    assert f'value="{CASE["case_ref"]}"' in html(response)
    assert 'value="investigation" selected' in html(response)
    assert (ScreeningRun.objects.count(), ScreeningPart.objects.count(), actions()) == (0, 0, [])


def test_refusals_are_in_the_readers_language(counter):
    """An Urdu page refuses in Urdu, and keeps bad rows' reasons in it, too."""
    counter.cookies["django_language"] = "ur"
    response = send(counter, content=b"\x89PNG\r\n\x1a\n" + bytes(99))
    assert "not a CSV" not in html(response)
    assert "PNG" in html(response)
    run = asked(counter, [person(1, birth_year="x")])
    assert "must be a year" not in html(counter.get(url("list_bad_rows", run)))


def test_too_large_a_file(counter, monkeypatch):
    """By bytes it is refused before it is read, by rows as soon as there are too many."""
    monkeypatch.setattr("convicts.list_forms.MOST_BYTES", 2000)
    assert "larger than 20 MB" in html(send(counter, [stranger(n) for n in range(50)]))
    monkeypatch.setattr(list_actions, "MOST_ROWS", 3)
    assert "more than 3 rows" in html(send(counter, [stranger(n) for n in range(4)]))
    assert ScreeningRun.objects.count() == 0
    asked(counter, [stranger(n) for n in range(3)])


def test_a_large_file_goes_through_the_disk(counter):
    """Django keeps what is larger than 2.5 MB in a file; it is read all the same."""
    rows = [stranger(number, name="Nasreen " * 14) for number in range(20_000)]
    run = asked(counter, rows)
    assert (run.rows, run.bad_rows, run.parts.count()) == (20_000, 0, 10)


def test_asking_is_a_look(counter, gul, monkeypatch):
    """It counts against the day; beyond the day's budget nothing is taken in."""
    asked(counter)
    event = Event.objects.get(action="convicts.list_asked")
    assert looks.nth_today(event) == 1
    assert (event.purpose_kind, event.case_ref) == ("investigation", CASE["case_ref"])
    content = text_of([person(1)]).encode()
    assert event.detail["sha256"] == sha256(content).hexdigest()
    monkeypatch.setitem(looks.LOOK_UPS_A_DAY_OF, Role.CRO_OPERATOR, 1)
    response = send(counter, [person(2)])
    assert response.status_code == 429
    assert f'value="{CASE["case_ref"]}"' in html(response)
    assert ScreeningRun.objects.count() == 1
    assert Event.objects.filter(action="audit.over_budget").exists()


def test_a_second_click_is_the_same_list(counter):
    """The same file within a minute leads to the one that is waiting, and is no look."""
    first = send(counter)
    assert send(counter)["Location"] == first["Location"]
    assert ScreeningRun.objects.count() == 1
    assert actions() == ["convicts.list_asked"]
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert send(counter)["Location"] != first["Location"]


def test_three_lists_may_wait(counter):
    for number in range(3):
        asked(counter, [person(number)])
    assert "3 of your lists are waiting" in html(send(counter, [person(9)]))
    tasks.screen_lists()
    asked(counter, [person(9)])


# --- Sealed on the disk ---


def test_what_is_kept_can_be_read_by_the_program_only(counter, aslam):
    """Neither before nor after the screening does the table tell a name or a number."""
    run = asked(counter, [person(1), person(2, birth_year="61101-7654321-1")])
    assert kept(run)
    tasks.screen_lists()
    assert kept(run)
    part = run.parts.get()
    assert part.people == ""
    assert "CRO-77" in part.results


def kept(run) -> bool:
    """That something is kept, and none of it readable."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM convicts_screeningpart WHERE run_id = %s", [run.pk])
        text = str(cursor.fetchall())
        cursor.execute("SELECT * FROM convicts_screeningparthistory")
        history = str(cursor.fetchall())
    assert not [one for one in ("Aslam", "اسلم", "1234567", "7654321") if one in text + history]
    assert "gAAAA" not in history, "history keeps no copy that outlives the list"
    return "gAAAA" in text


# --- Whose it is ---


@pytest.mark.parametrize(
    "name",
    [
        *("list", "list_progress", "list_results", "list_bad_rows"),
        *("list_take_results", "list_take_bad_rows"),
    ],
)
def test_only_who_asked_sees_it(cast, counter, name, aslam):
    """Another operator of the CRO finds nothing there, as if it did not exist."""
    run = done(counter, [person(1), person(2, id="")])
    other = cast.client(make_officer("other", Role.CRO_OPERATOR))
    method = other.post if "take" in name else other.get
    assert method(url(name, run)).status_code == 404
    assert "people.csv" not in html(other.get(URL))


@pytest.mark.parametrize("who", ["ayesha", "dania", "ehsan"])
def test_others_have_no_such_page(cast, who):
    client = cast.client(getattr(cast, who))
    assert client.get(URL).status_code == 403
    assert send(client).status_code == 403


def test_who_is_no_longer_at_the_cro_sees_nothing(counter, gul):
    """With the posting goes the right."""
    run = done(counter)
    assert ScreeningRun.objects.visible_to(gul).filter(pk=run.pk).exists()
    gul.postings.update(until_on=timezone.localdate() - timedelta(days=1))
    del gul.current_postings
    assert not ScreeningRun.objects.visible_to(gul).exists()


# --- Reading the results ---


def test_reading_is_a_look_and_tells_who_was_shown(counter, gul, aslam):
    """First the event, then the findings; whoever asks who saw the person finds it."""
    run = done(counter)
    with CaptureQueriesContext(connection) as captured:
        counter.get(url("list_results", run))
    order = [
        "event" if 'INSERT INTO "audit_event"' in query["sql"] else "read"
        for query in captured
        if 'INSERT INTO "audit_event"' in query["sql"]
        or 'SELECT "convicts_screeningpart"."results"' in query["sql"]
    ]
    assert order == ["event", "read", "event"]
    opened = Event.objects.get(action="convicts.list_opened")
    shown = Event.objects.get(action="convicts.list_shown")
    assert (opened.case_ref, opened.detail["list"]) == (CASE["case_ref"], run.pk)
    record = ConvictRecord.objects.get(external_ref="CRO-77")
    assert shown.detail["type"] == "convicts.convictrecord"
    assert shown.detail["records"] == [record.pk]


def test_a_candidate_opens_by_the_link_of_this_look(counter, aslam):
    """Without stating the purpose a second time."""
    run = done(counter)
    (row,) = counter.get(url("list_results", run)).context["rows"]
    page = counter.get(row["url"])
    assert page.status_code == 200
    assert "Muhammad Aslam" in html(page)


def test_no_page_shows_a_whole_number(counter, aslam):
    """Neither of the listed nor of those asked about; a CNIC as id is masked as well."""
    run = done(
        counter,
        [
            person(1, id="6110112345671", phone="0300-1234567"),
            person(2, birth_year="6110112345671"),
        ],
        name="6110112345671.csv",
    )
    for name in ("list", "list_results", "list_bad_rows", "list_progress"):
        text = html(counter.get(url(name, run)))
        assert not THIRTEEN.search(text.replace(run.sha256, "")), name
        assert "1234567" not in text.replace(run.sha256, "")
    assert "61101-•••••••-1" in html(counter.get(url("list_results", run)))
    assert not THIRTEEN.search(html(counter.get(URL)))
    details = [str(event.detail) for event in Event.objects.all()]
    assert not [text for text in details if "6110112345671" in text]


def test_beyond_the_budget_nothing_is_shown(counter, aslam, monkeypatch):
    run = done(counter)
    monkeypatch.setitem(looks.LOOK_UPS_A_DAY_OF, Role.CRO_OPERATOR, 1)
    response = counter.get(url("list_results", run))
    assert response.status_code == 429
    assert "CRO-77" not in html(response)
    download = counter.post(url("list_take_results", run), follow=True)
    assert "which is the most for one day" in html(download)


def test_pages_and_grades(counter, monkeypatch, aslam):
    """In the order of the list, page by page, or one grade alone; a strange page is the first."""
    monkeypatch.setattr("convicts.list_rows.CHUNK", 40)
    run = done(counter, [person(number) for number in range(1, 131)])
    assert run.rows_found == 130
    seen = []
    for number in ("1", "2", "3"):
        response = counter.get(url("list_results", run), {"page": number})
        seen += [row["row_id"] for row in response.context["rows"]]
    assert seen == [f"R-{number}" for number in range(1, 131)]
    assert "Page 3 of 3" in html(response)
    for page in ("", "0", "-1", "x", "²", "9" * 30):
        response = counter.get(url("list_results", run), {"page": page, "grade": "nonsense"})
        assert response.context["rows"][0]["row_id"] == "R-1"
    confirmed = counter.get(url("list_results", run), {"page": "99", "grade": "confirmed"})
    assert [row["row_id"] for row in confirmed.context["rows"]] == seen[100:]
    none = counter.get(url("list_results", run), {"grade": "probable"})
    assert "No candidate of this grade" in html(none)


def test_bad_rows_page_by_page(counter, monkeypatch):
    """With line and reason; this shows nobody, and is no look."""
    monkeypatch.setattr("convicts.list_rows.CHUNK", 40)
    run = done(counter, [person(number, birth_year="x") for number in range(1, 131)])
    before = actions()
    lines = []
    for number in ("1", "2", "3"):
        response = counter.get(url("list_bad_rows", run), {"page": number})
        lines += [row["line"] for row in response.context["rows"]]
    assert lines == list(range(2, 132))
    assert "birth_year &#x27;x&#x27; must be a year" in html(response)
    assert actions() == before


def test_nobody_found_is_said(counter):
    run = done(counter, [stranger(1)])
    assert "No candidate for anybody on this list" in html(counter.get(url("list", run)))


# --- Files ---


def test_the_results_as_a_file(counter, aslam):
    """The same columns as of the command, masked; the event with the hash stands before."""
    run = done(counter, [stranger(1), person(2, id="=2"), person(3)])
    response = counter.post(url("list_take_results", run))
    content = body(response)
    rows = read(content)
    assert list(rows[0]) == ["id", "external_ref", "probability", "band", "explanation"]
    assert [(row["id"], row["external_ref"], row["band"]) for row in rows] == [
        ("'=2", "CRO-77", "confirmed"),
        ("R-3", "CRO-77", "confirmed"),
    ]
    assert "61101-•••••••-1" in rows[0]["explanation"]
    assert "1234567" not in content.decode()
    event = Event.objects.get(action="convicts.list_downloaded")
    assert event.detail == {
        "file": "results",
        "rows": 2,
        "sha256": sha256(content).hexdigest(),
    }
    assert (event.target_id, event.case_ref) == (run.pk, CASE["case_ref"])
    assert Event.objects.filter(action="convicts.list_shown").exists()
    assert response["Content-Disposition"] == (
        f'attachment; filename="caspp-list-{run.pk}.results.csv"'
    )
    assert response["Cache-Control"] == "no-store"


def test_the_bad_rows_as_a_file(counter):
    """Whole, because they are to be corrected; under the columns they came in."""
    columns = ("cnic", "id", "name")
    run = done(
        counter, content=text_of([person(1), person(2, id=""), person(3, name="=x")], columns)
    )
    response = counter.post(url("list_take_bad_rows", run))
    rows = read(body(response))
    assert list(rows[0]) == ["line", "reason", *columns]
    assert [(row["line"], row["cnic"]) for row in rows] == [("3", "61101-1234567-1")]
    assert Event.objects.get(action="convicts.list_downloaded").detail["file"] == "rejected"


def test_files_are_fetched_by_a_press_of_a_button(counter, aslam):
    """Not by a link that a browser might follow by itself."""
    run = done(counter)
    for name in ("list_take_results", "list_take_bad_rows"):
        assert counter.get(url(name, run)).status_code == 405


# --- What is sealed ---


@pytest.fixture
def keeper(cast):
    return make_officer("keeper", Role.CRO_OPERATOR)


def seal_aslam(by, now):
    record = ConvictRecord.objects.get(external_ref="CRO-77")
    seal(by=by, record=record, sealed_as="juvenile", at=now)
    return record


def test_a_sealed_record_is_found_for_its_officers(cast, counter, keeper, now, aslam):
    """For nobody else, in no list, count or file."""
    seal_aslam(keeper, now)
    hidden = done(counter)
    assert (hidden.rows_found, hidden.bands) == (0, {})
    browser = cast.client(keeper)
    run = done(browser, [person(2)])
    assert [one["reference"] for one in browser.get(url("list_results", run)).context["rows"]] == [
        "CRO-77"
    ]


def test_what_is_sealed_afterwards_leaves_the_results(cast, counter, gul, keeper, now, aslam):
    """And comes back for whoever is named on it."""
    make_listing(external_ref="CRO-78")
    run = done(counter)
    assert "CRO-77" in html(counter.get(url("list_results", run)))
    record = seal_aslam(keeper, now)
    for response in (counter.get(url("list_results", run)), counter.get(url("list", run))):
        assert "CRO-77" not in html(response)
        assert response.context["grades"][0]["count"] == 1
    assert "CRO-77" not in body(counter.post(url("list_take_results", run))).decode()
    name_officer(by=keeper, record=record, officer=gul, at=now)
    assert "CRO-77" in html(counter.get(url("list_results", run)))


# --- The worker ---


def test_parts_are_screened_one_by_one(counter, monkeypatch, aslam):
    """The first parts of all lists come first, so that a short list does not wait for a long."""
    now = timezone.now()
    monkeypatch.setattr("convicts.list_rows.CHUNK", 10)
    long = asked(counter, [person(number) for number in range(40)])
    short = asked(counter, [person(1)])
    for _ in range(2):
        assert list_actions.screen_next(at=now)
    long.refresh_from_db()
    short.refresh_from_db()
    assert (long.state, long.rows_done) == ("running", 10)
    assert short.state == "done"
    assert list_actions.drain(at=now, seconds=60) is False
    long.refresh_from_db()
    assert (long.state, long.rows_done, long.rows_found) == ("done", 40, 40)


def test_a_task_works_a_moment_and_rings_for_the_next(counter, monkeypatch, aslam):
    """An alert behind it in the queue does not wait for the whole list."""
    rung = []
    monkeypatch.setattr("convicts.list_rows.CHUNK", 10)
    monkeypatch.setattr(tasks.screen_lists, "apply_async", lambda **how: rung.append(how))
    monkeypatch.setattr(
        list_actions, "drain", lambda at, drain=list_actions.drain: drain(at=at, seconds=0)
    )
    run = asked(counter, [person(number) for number in range(25)])
    tasks.screen_lists()
    run.refresh_from_db()
    assert run.rows_done == 10
    assert [how["kwargs"] for how in rung] == [{"goes_on": True}]
    tasks.screen_lists()
    run.refresh_from_db()
    assert run.rows_done == 10, "beat leaves a list alone that somebody is at"
    for _ in range(2):
        tasks.screen_lists(goes_on=True)
    run.refresh_from_db()
    assert run.state == "done"


def test_a_broker_that_is_away_stops_nothing(counter, monkeypatch, aslam):
    """The ring is lost, the rest is done by the next beat."""

    def away(**_how):
        raise ConnectionError("no broker")

    monkeypatch.setattr("convicts.list_rows.CHUNK", 10)
    monkeypatch.setattr(tasks.screen_lists, "apply_async", away)
    monkeypatch.setattr(
        list_actions, "drain", lambda at, drain=list_actions.drain: drain(at=at, seconds=0)
    )
    run = asked(counter, [person(number) for number in range(15)])
    tasks.screen_lists()
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        tasks.screen_lists()
    run.refresh_from_db()
    assert run.state == "done"


def test_a_part_is_claimed_once(counter, now, aslam):
    """Two workers that see it free: only one takes it."""
    asked(counter)
    first = list_actions._claimed(now)
    assert first is not None
    assert list_actions._claimed(now) is None
    assert list_actions.screen_next(at=now + timedelta(minutes=1)) is False


def test_the_part_of_a_killed_worker_is_taken_up_again(counter, now, aslam):
    """And what the first one brings after all is not counted twice."""
    run = asked(counter)
    lost = list_actions._claimed(now)
    later = now + timedelta(minutes=4)
    assert list_actions.screen_next(at=later)
    run.refresh_from_db()
    assert (run.state, run.rows_done) == ("done", 1)
    list_actions._keep(lost, [[]], later)
    run.refresh_from_db()
    assert (run.rows_done, run.rows_found) == (1, 1)


def test_who_kills_every_worker_fails(counter, now, aslam):
    """After three claims that came to nothing the list is given up, in words."""
    run = asked(counter)
    for number in range(3):
        assert list_actions._claimed(now + number * timedelta(minutes=4))
    assert list_actions.screen_next(at=now + timedelta(minutes=12)) is False
    run.refresh_from_db()
    assert run.state == "failed"
    assert "The screening of this list failed. Upload it again." in html(
        counter.get(url("list", run))
    )
    assert Event.objects.filter(action="convicts.list_failed", target_id=run.pk).exists()


def test_a_failing_engine_fails_the_list_and_no_other(counter, monkeypatch, now, aslam):
    """Three tries, some minutes apart; the worker lives."""
    run = asked(counter)

    def fail(*_args, **_how):
        raise RuntimeError("engine")

    with monkeypatch.context() as broken:
        broken.setattr(list_actions, "findings", fail)
        for number in range(3):
            assert list_actions.screen_next(at=now + number * timedelta(minutes=4))
    run.refresh_from_db()
    assert run.state == "failed"
    assert done(counter, [person(2)]).rows_found == 1


def test_without_an_index_the_list_waits(counter, monkeypatch, now):
    """Nobody can be compared: that is no fault of the list, however long it lasts."""

    def fail(*_args, **_how):
        raise NoIndex("disk full")

    run = asked(counter)
    with monkeypatch.context() as broken:
        broken.setattr(list_actions, "findings", fail)
        for number in range(5):
            list_actions.screen_next(at=now + number * timedelta(minutes=4))
    run.refresh_from_db()
    assert run.state == "running"
    assert list_actions.screen_next(at=now + timedelta(minutes=30))
    run.refresh_from_db()
    assert run.state == "done"


def test_a_database_away_is_tried_again(counter, monkeypatch, now):
    """The claim runs out by itself; the task is repeated."""

    def away(*_args, **_how):
        raise OperationalError("away")

    asked(counter)
    monkeypatch.setattr(list_actions, "findings", away)
    with pytest.raises(OperationalError):
        list_actions.screen_next(at=now)


def test_the_log_tells_what_became_of_it(counter, aslam):
    """With the numbers and the hash, by CASPP itself, for the purpose that was stated."""
    run = done(counter, [person(1), person(2, id="")])
    event = Event.objects.get(action="convicts.screened")
    assert (event.actor, event.target_id, event.case_ref) == ("CASPP", run.pk, CASE["case_ref"])
    assert event.detail == {
        "file": "people.csv",
        "sha256": run.sha256,
        "rows": 2,
        "bad": 1,
        "found": 1,
        "bands": {"confirmed": 1},
    }


# --- Seven days ---


def test_after_seven_days_list_and_results_are_gone(counter, aslam):
    """What remains is that it was asked, and how many there were."""
    run = done(counter, [person(1), person(2, id="")])
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        tasks.forget_lists()
    assert ScreeningPart.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        tasks.forget_lists()
        tasks.forget_lists()
    assert ScreeningPart.objects.count() == 0
    run.refresh_from_db()
    assert run.forgotten_at is not None
    assert actions().count("convicts.list_forgotten") == 1
    page = html(counter.get(url("list", run)))
    assert "it is kept for seven days" in page
    assert counter.get(url("list_results", run))["Location"] == url("list", run)
    assert counter.get(url("list_bad_rows", run))["Location"] == url("list", run)
    for name in ("list_take_results", "list_take_bad_rows"):
        response = counter.post(url(name, run), follow=True)
        assert "it is kept for seven days" in html(response)


def test_a_list_nobody_screened_in_seven_days_is_gone_as_well(counter):
    run = asked(counter)
    list_actions.forget_old(at=timezone.now() + timedelta(days=8))
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.forgotten_at is not None


def test_results_cannot_be_had_before_the_end(counter):
    run = asked(counter)
    assert counter.get(url("list_results", run))["Location"] == url("list", run)
    response = counter.post(url("list_take_results", run), follow=True)
    assert "not screened to its end yet" in html(response)


# --- The table refuses nonsense ---


@pytest.mark.parametrize(
    "nonsense",
    [
        {"state": "done"},
        {"finished_at": timezone.now()},
        {"purpose_kind": "curiosity"},
        {"case_ref": "", "purpose_words": ""},
        {"sha256": "x"},
        {"rows_done": 2},
        {"bad_rows": 2},
        {"forgotten_at": timezone.now()},
    ],
    ids=", ".join,
)
def test_nonsense_is_refused(counter, nonsense):
    run = asked(counter)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScreeningRun.objects.filter(pk=run.pk).update(**nonsense)

"""How far the screening is: the page for supervisors, and the progress of one entry."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.roles import Role
from accounts.sealing import name_officer
from alerts import pipeline, progress, screening, tasks
from alerts.models import IndexState, Listing, ListState, LookBack, Match, Sighting
from alerts.progress import Stage
from alerts.waiting import pipeline_tiles
from audit.actions import record
from audit.models import Event
from convicts import watch_actions
from convicts.actions import seal
from tests.alerts.alert_scenes import drain, make_alerts, publish, record_of
from tests.cast import make_officer
from tests.people_on_file import WANTED, make_listing, make_stay, make_watch

pytestmark = pytest.mark.django_db

PAGE, PART = reverse("alerts:pipeline"), reverse("alerts:pipeline_state")
INCOMPLETE = {"waiting_sightings": 0, "equal_without_match": 3, "sampled": 2000}


def sighted(cast, count=1, **fields):
    """People who were seen, and wait to be compared unless ``fields`` say otherwise."""
    fields = {"screened_at": None, **fields}
    alerts = make_alerts(cast.kohsar, count)
    ids = [alert.sighting_id for alert in alerts]
    Sighting.objects.filter(pk__in=ids).update(**fields)
    return ids


def machine(host="worker-1", version=0, **fields):
    said = {"said_at": timezone.now(), "version": version, "entries": 40, "model_version": "m-1"}
    return IndexState.objects.create(host=host, **{**said, **fields})


def look_back(version, stage="past", **fields):
    """A look back of one open entry that nobody works at."""
    listing = make_listing()
    Listing.objects.filter(pk=listing.pk).update(version=version)
    is_done = stage == "done"
    fields = {"finished_at": timezone.now() if is_done else None, "listings": 1, **fields}
    started = {"started_at": timezone.now(), "last_sighting": 1000}
    return LookBack.objects.create(version=version, stage=stage, **{**started, **fields})


def proof(action, at, **detail):
    with transaction.atomic():
        return record(by=None, action=f"alerts.{action}", at=at, detail=detail)


def state():
    return pipeline.state(at=timezone.now())


def titles(found=None):
    return [notice.title for notice in (found or state()).notices]


def plain(text):
    """Without the marks that keep a part of a sentence in its own direction."""
    return text.replace("\u2068", "").replace("\u2069", "")


def clock(moment):
    return f"{timezone.localtime(moment):%H:%M}"


# --- What the page knows ---


def test_the_same_questions_however_much_there_is(cast, django_assert_num_queries):
    """A few to an empty house, and no more to a full one."""
    with CaptureQueriesContext(
        connection,
    ) as empty:
        state()
    sighted(cast, 30)
    sighted(cast, 25, retry_at=timezone.now())
    for version in range(1, 9):
        look_back(version, "done" if version % 2 else "past")
        machine(f"worker-{version}", version)
    ListState.objects.update(version=9)
    proof("incomplete", timezone.now(), **INCOMPLETE)
    with django_assert_num_queries(len(empty)):
        full = state()
        assert [one.station.name for one in full.aside] == [cast.kohsar.name] * 20
    assert (full.waiting, full.aside_count) == (30, 25)
    assert (len(full.open_ones), full.open_count, len(full.finished)) == (4, 4, 4)


def test_a_quiet_house(cast):
    """Nothing waits, nothing is wrong, and nobody is told on his home page."""
    found = state()
    assert titles(found) == ["Everybody who was seen has been compared."]
    assert found.notices[0].tone == "good"
    assert found.troubles == ()
    assert list(pipeline_tiles(cast.dania)) == []


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 person waits to be compared, since {}."),
        (12, "12 people wait to be compared, the oldest since {}."),
    ],
)
def test_people_wait(cast, count, words):
    """A few minutes are calm; more than ten are a trouble, and stand on the home page."""
    at = timezone.now()
    since = at - timedelta(minutes=4)
    sighted(cast, count, reported_at=since)
    found = pipeline.state(at=at)
    if timezone.localdate(since) == timezone.localdate(at):
        assert plain(found.notices[0].title) == words.format(clock(since))
    assert [notice.tone for notice in found.notices] == ["info"]
    assert found.troubles == ()
    later = pipeline.state(at=at + timedelta(minutes=7))
    assert [notice.tone for notice in later.notices] == ["bad"]
    assert later.troubles == later.notices


def test_the_day_is_said_where_it_was_another(cast):
    """Since 14:03 is today; of yesterday the date is said, too."""
    yesterday = timezone.now() - timedelta(days=1)
    sighted(cast, reported_at=yesterday)
    assert f"{timezone.localtime(yesterday):%Y}, {clock(yesterday)}" in plain(titles()[0])


def test_who_stepped_aside_is_a_number_and_a_place(cast):
    """No name; those who step aside wait for nobody, and hold up nobody."""
    retry_at = timezone.now() + timedelta(minutes=3)
    (pk,) = sighted(cast, retry_at=retry_at)
    found = state()
    assert (found.waiting, found.oldest, found.aside_count) == (0, None, 1)
    (one,) = found.aside
    assert (one.number, one.station, one.kind, one.retry_at) == (
        *(pk, cast.kohsar, "Hotel guest", retry_at),
    )
    assert titles() == ["1 person could not be compared and is tried again."]
    html = cast.client(cast.dania).get(PAGE).text
    assert f">{pk}<" in html
    assert cast.kohsar.name in html
    assert Sighting.objects.get(pk=pk).name not in html


def test_an_index_that_cannot_be_built(cast):
    """Named with its machine and its reason; the other machine does not hide it."""
    ListState.objects.update(version=7)
    machine("worker-1", version=5, problem="MemoryError: no room")
    machine("worker-2", version=7)
    first, second = state().machines
    assert (first.behind, first.screens_nobody) == (2, True)
    assert (second.behind, second.screens_nobody) == (0, False)
    (trouble,) = state().troubles
    assert plain(trouble.title) == "Nobody is screened on worker-1."
    assert plain(trouble.text) == "The index could not be built: MemoryError: no room"
    (tile,) = pipeline_tiles(cast.dania)
    assert (tile.number, tile.url, tile.tone) == (1, PAGE, "bad")
    html = cast.client(cast.dania).get(PART).text
    assert "Screens nobody" in html
    assert "Up to date" in html


def test_a_machine_that_was_switched_off_is_no_trouble(cast):
    """Containers get new names: the old one is silent, and is not waited for."""
    ListState.objects.update(version=7)
    long_ago = timezone.now() - timedelta(days=2)
    machine("old", version=3, said_at=long_ago, problem="OSError: no disk")
    machine("quiet", version=7, said_at=long_ago)
    old, quiet = state().machines
    assert (old.is_silent, quiet.is_silent) == (True, False)
    assert state().troubles == ()
    html = cast.client(cast.dania).get(PART).text
    assert "Silent" in html


def test_an_alarm_stands_until_a_proof_is_whole(cast, now):
    """The last word of the nightly proof counts."""
    assert state().alarm is None
    proof("incomplete", now, **INCOMPLETE)
    assert state().alarm.gaps == {"equal_without_match": 3}
    (trouble,) = state().troubles
    assert "The nightly proof of" in trouble.title
    assert trouble.text == "Pairs with one CNIC and no match: 3"
    assert [tile.number for tile in pipeline_tiles(cast.dania)] == [1]
    proof("verified", now, sampled=2000)
    assert state().alarm is None


def test_a_whole_proof_ends_the_alarm(now, monkeypatch):
    """In a transaction of its own: the worker has none, and the log refuses an event without."""
    proof("incomplete", now, **INCOMPLETE)
    outside, inside = len(connection.savepoint_ids), []

    def noted(**event):
        inside.append(len(connection.savepoint_ids) - outside)
        return record(**event)

    monkeypatch.setattr(tasks, "record", noted)
    tasks.verify_screening()
    assert inside == [1]
    assert state().alarm is None


def test_look_backs_in_the_order_of_work(cast):
    """The smallest under way first, the last finished after them; what is behind them is said."""
    look_back(1, "done", finished_at=timezone.now() - timedelta(hours=1))
    look_back(2, "done")
    look_back(3, seen_up_to=450, listings=9, compared=12345)
    look_back(4, "present", listings=2)
    ListState.objects.update(version=4)
    found = state()
    assert [one.version for one in found.look_backs] == [4, 3, 2, 1]
    assert "2 additions to the list are still looking back" in found.notices[0].text
    html = cast.client(cast.dania).get(PART).text
    for words in ("Who is in the house", "45 %", "12,345", 'value="45"', "Done"):
        assert words in html


def test_entries_wait_and_are_admitted(cast):
    """What was just published waits; the worker's next shift makes a version of it."""
    make_listing()
    assert state().entries_waiting == 1
    drain()
    found = state()
    assert (found.entries_waiting, found.version) == (0, 1)
    assert [one.stage for one in found.finished] == ["done"]


def test_a_look_back_of_sealed_records_alone_is_not_spoken_of(cast, now):
    """Whoever saw a record disappear must not count what was found of it."""
    make_stay(cast.hotel, cast.ehsan)
    drain()
    listing = make_listing(at=now)
    drain()
    assert [one.matches > 0 for one in state().look_backs] == [True]
    keeper = make_officer("keeper", Role.CRO_OPERATOR)
    seal(by=keeper, record=record_of(listing), sealed_as="informant", at=now)
    drain()
    assert LookBack.objects.count() == 2
    assert state().look_backs == ()


# --- Who may see it ---


def test_supervisors_the_cro_and_administrators_see_it(cast):
    """In the bar and on the page; nobody else, and no hotel."""
    insiders = {Role.SDPO, Role.DPO, Role.COMMAND, Role.CRO_OPERATOR, Role.ADMINISTRATOR}
    units = {Role.SDPO: {"circle": cast.kohsar.circle}}
    units[Role.DPO] = {"district": cast.kohsar.circle.district}
    for role in (*insiders, Role.SHO, Role.MOHARRAR, Role.AUDITOR, Role.HOTEL_OPERATOR):
        client = cast.client(make_officer(f"one_{role}", role, **units.get(role, {})))
        expected = 200 if role in insiders else 403
        assert {client.get(url).status_code for url in (PAGE, PART)} == {expected}, role
        assert (f'href="{PAGE}"' in client.get("/").text) == (role in insiders), role


def test_the_part_refreshes_without_keeping_a_session_awake(cast):
    """The page asks by itself, for the same part; it holds nothing that takes the focus."""
    client = cast.client(cast.dania)
    page = client.get(PAGE).text
    assert f'hx-get="{PART}"' in page
    part = client.get(PART).text
    assert "<html" not in part
    assert part.strip().splitlines()[0] in page
    assert "<a " not in part
    assert "<button" not in part


def test_a_trouble_is_on_the_home_page(cast):
    """For whoever may see why."""
    machine(problem="OSError: no disk")
    assert "Troubles of the screening" in cast.client(cast.dania).get("/").text
    assert "Troubles of the screening" not in cast.client(cast.ayesha).get("/").text


def test_the_page_stands_in_urdu(cast):
    """With everything on it."""
    sighted(cast, 2, reported_at=timezone.now() - timedelta(hours=1))
    sighted(cast, 1, retry_at=timezone.now())
    look_back(1)
    machine(problem="OSError: no disk")
    proof("incomplete", timezone.now(), **INCOMPLETE)
    client = cast.client(cast.dania)
    client.post(reverse("set_language"), {"language": "ur"})
    response = client.get(PAGE)
    assert response.status_code == 200
    assert 'dir="rtl"' in response.text
    with translation.override("ur"):
        assert len(state().troubles) == 3


# --- How far one entry is ---


def of(person, at=None):
    return progress.of(person, at=at or timezone.now())


def test_nobody_looks_for_him(cast):
    """Proposed only, or withdrawn: no progress to show."""
    entry = make_watch(cast.kohsar, cast.ayesha)
    assert of(entry) is None
    assert "look-back" not in cast.client(cast.ayesha).get(f"/convicts/watch/{entry.pk}/").text


STAGES = [
    # where the look back is, what its entry says, with the match of its own
    ({"stage": "present"}, "Is being compared with who is in the house. 1 match so far."),
    (
        {"stage": "past", "seen_up_to": 450, "first_sighting": 1, "last_sighting": 1000},
        "45 % of the past is compared. 1 match so far.",
    ),
]


def test_an_entry_from_the_decision_to_the_end(cast, now):
    """Waiting, the house, the past, done; each in words, and with its own matches alone."""
    make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=1))
    other = {"name": "Kashif Mehmood", "cnic": "3520298765431", "relative_name": "Tariq"}
    make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=1), room="205", **other)
    drain()
    entry = make_watch(cast.kohsar, cast.ayesha)
    watch_actions.decide(by=cast.dania, entry=entry, approve=True, note="", at=now)
    make_listing(**other)
    assert (of(entry).stage, of(entry).goes_on) == (Stage.WAITING, True)
    assert of(entry).words == "Waits to be admitted to the list; that takes seconds."
    screening.admit(at=timezone.now())
    assert of(entry).words == "Is being compared with who is in the house."
    drain()
    done = of(entry)
    assert Match.objects.count() == 2
    assert (done.stage, done.matches, done.goes_on) == (Stage.DONE, 1, False)
    assert plain(done.words).startswith("Compared with everybody seen before, at ")
    assert done.words.endswith(" 1 match so far.")
    for looked_back, words in STAGES:
        LookBack.objects.update(finished_at=None, **looked_back)
        assert (of(entry).words, of(entry).goes_on) == (words, True)


def test_no_match_is_said_when_it_is_done(cast, now):
    """Silence would be taken for 'not yet'."""
    listing = make_listing()
    drain()
    assert of(record_of(listing)).words.endswith("No match so far.")


def test_an_entry_of_tomorrow_says_so(cast, now):
    """It waits for its day and is not asked about every five seconds."""
    tomorrow = now + timedelta(days=1)
    listing = make_listing(at=now)
    listing = publish(record_of(listing), at=now, valid_from=tomorrow)
    found = of(record_of(listing), at=now)
    assert (found.stage, found.at, found.goes_on) == (Stage.LATER, tomorrow, False)
    assert "Looked for from" in found.words


def test_an_old_entry_whose_look_back_is_forgotten(cast, now):
    """It was screened then; one that never was, waits."""
    listing = make_listing()
    drain()
    LookBack.objects.all().delete()
    person = record_of(listing)
    listing.refresh_from_db()
    assert (of(person).stage, of(person).at) == (Stage.DONE, listing.screened_at)
    Listing.objects.update(screened_at=None)
    assert of(person).stage == Stage.WAITING


def test_a_corrected_record_is_on_its_way_again(cast, now):
    """What changed is compared anew, and the page says so; withdrawn, it says nothing."""
    listing = make_listing()
    drain()
    person = record_of(listing)
    publish(person, offence="324 PPC")
    assert of(person).stage == Stage.WAITING
    Listing.objects.update(withdrawn_at=now, withdrawn_reason="Acquitted", version=None)
    assert of(person) is None


def test_constant_questions_for_one_entry(cast, django_assert_num_queries):
    """Three, whatever was found."""
    listing = make_listing()
    for room in ("204", "205", "206"):
        make_stay(cast.hotel, cast.ehsan, room=room)
    drain()
    person = record_of(listing)
    with django_assert_num_queries(3):
        found = of(person)
    assert found.matches == Match.objects.count() == 3


# --- On the pages of the convicts app ---


def test_the_entrys_page_asks_until_it_is_done(cast, now):
    """The page carries the part; the part asks again, then announces the end and stops."""
    entry = make_watch(cast.kohsar, cast.ayesha)
    watch_actions.decide(by=cast.dania, entry=entry, approve=True, note="", at=now)
    client, url = cast.client(cast.ayesha), f"/convicts/watch/{entry.pk}/progress/"
    page = client.get(f"/convicts/watch/{entry.pk}/").text
    assert f'hx-get="{url}"' in page
    assert 'role="status"' in page
    assert f'hx-get="{url}"' in client.get(url).text
    before = Event.objects.count()
    drain()
    part = client.get(url).text
    assert "hx-get" not in part
    assert 'hx-swap-oob="innerHTML"' in part
    assert "Compared with everybody seen before" in part
    assert Event.objects.count() == before
    assert "hx-get" not in client.get(f"/convicts/watch/{entry.pk}/").text.split("two-columns")[0]


def test_an_entry_that_ended_meanwhile(cast, now):
    """The part says so, and asks no more."""
    entry = make_watch(cast.kohsar, cast.ayesha)
    watch_actions.decide(by=cast.dania, entry=entry, approve=True, note="", at=now)
    Listing.objects.update(withdrawn_at=now, withdrawn_reason="Acquitted", version=None)
    part = cast.client(cast.ayesha).get(f"/convicts/watch/{entry.pk}/progress/").text
    assert "No longer looked for" in part
    assert "hx-get" not in part


def test_a_records_progress_belongs_to_its_look(cast, now):
    """By the link of the look that opened the page, for as long as it opens anything."""
    gul = make_officer("gul", Role.CRO_OPERATOR)
    listing = make_listing(at=now, external_ref="CRO-77")
    client, url = cast.client(gul), f"/convicts/{listing.source_id}/progress/"
    purpose = {"kind": "investigation", "case_ref": "FIR 12/26"}
    page = client.post(f"/convicts/{listing.source_id}/", purpose)
    assert "Waits to be admitted to the list" in page.text
    link = {"look": page.context["link"]}
    assert f'hx-get="{url}?look=' in page.text
    assert "Waits to be admitted to the list" in client.get(url, link).text
    without = client.get(url).text
    assert "older than 15 minutes" in without
    assert "admitted" not in without
    drain()
    assert "No match so far." in client.get(url, link).text


def test_a_sealed_records_progress_is_for_the_named(cast, now):
    """Whoever is not named finds nothing at the address, whatever link he holds."""
    gul, keeper = (make_officer(name, Role.CRO_OPERATOR) for name in ("gul", "keeper"))
    listing = make_listing(at=now)
    url, page = f"/convicts/{listing.source_id}/progress/", f"/convicts/{listing.source_id}/"
    purpose = {"kind": "investigation", "case_ref": "FIR 12/26"}
    links = {
        one: {"look": cast.client(one).post(page, purpose).context["link"]} for one in (gul, keeper)
    }
    hidden = seal(by=keeper, record=record_of(listing), sealed_as="informant", at=now)
    assert cast.client(gul).get(url, links[gul]).status_code == 404
    assert "Waits to be admitted" in cast.client(keeper).get(url, links[keeper]).text
    name_officer(by=keeper, record=hidden, officer=gul, at=now)
    assert "Waits to be admitted" in cast.client(gul).get(url, links[gul]).text
    assert WANTED["name"] not in cast.client(gul).get(url, links[gul]).text

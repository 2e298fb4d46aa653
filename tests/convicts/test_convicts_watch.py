"""The watch list: nobody puts anybody on it, or takes him off, alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from alerts import screening
from alerts.actions import Refused
from alerts.models import Alert, Listing
from audit import people_seen
from audit.models import Event
from convicts import watch_actions
from convicts.tasks import end_expired_watches
from convicts.watch import WatchEntry, WatchRemoval
from tests.cast import make_officer
from tests.people_on_file import WANTED, make_stay, make_watch

YES = {"decision": "approved", "note": ""}
NO = {"decision": "refused", "note": "No such FIR."}


@pytest.fixture
def entry(cast):
    return make_watch(cast.kohsar, cast.ayesha)


def url(entry, act=""):
    return f"/convicts/watch/{entry.pk}/{act}"


def form(station, **changes):
    today = timezone.localdate()
    return {
        "name": "Muhammad Aslam",
        "cnic": "61101-1234567-1",
        "born": "1979",
        "category": "proclaimed_offender",
        "reference": "FIR 12/26",
        "reason": "Named by two witnesses.",
        "station": station.pk,
        "valid_from": f"{today}",
        "review_on": f"{today + timedelta(days=30)}",
        **changes,
    }


def in_force(entry, by):
    return watch_actions.decide(by=by, entry=entry, approve=True, note="", at=timezone.now())


def events(entry):
    return list(Event.objects.about(entry).order_by("pk").values_list("action", flat=True))


def listing_of(entry):
    return Listing.objects.filter(source="convicts.watchentry", source_id=entry.pk).first()


def test_proposed_then_approved_rings(cast, now):
    """Two persons, and the guest who is in the house raises an alert; the reason is not told."""
    make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=1))
    sent = cast.client(cast.ayesha).post("/convicts/watch/propose/", form(cast.kohsar))
    entry = WatchEntry.objects.get()
    assert sent["Location"] == url(entry)
    assert listing_of(entry) is None
    cast.client(cast.dania).post(url(entry, "decide/"), YES)
    screening.drain(at=timezone.now())
    assert Alert.objects.filter(station=cast.kohsar).count() == 1
    listing = listing_of(entry)
    assert (listing.owning_station, listing.reference) == (cast.kohsar, "FIR 12/26")
    assert "witnesses" not in str(vars(listing))
    assert events(entry) == ["convicts.watch_proposed", "convicts.watch_approved"]


def test_refused_is_never_looked_for(cast, entry):
    """A refusal says why, and publishes nothing."""
    client = cast.client(cast.dania)
    client.post(url(entry, "decide/"), {"decision": "refused", "note": ""})
    entry.refresh_from_db()
    assert entry.is_waiting
    client.post(url(entry, "decide/"), NO)
    entry.refresh_from_db()
    assert (entry.decision, entry.decision_note) == ("refused", "No such FIR.")
    assert listing_of(entry) is None
    assert not watch_page_has(cast.client(cast.ayesha), "in_force", entry)


def watch_page_has(client, tab, entry):
    html = client.get("/convicts/watch/", {"tab": tab}).content.decode()
    return f'href="{url(entry)}"' in html


def test_nobody_decides_on_his_own_proposal(cast):
    """Whoever may do both is still one person: the policy refuses, and so does the screen."""
    laiba = make_officer("laiba", Role.CRO_OPERATOR)
    entry = make_watch(cast.kohsar, laiba)
    client = cast.client(laiba)
    assert "decide/" not in client.get(url(entry)).content.decode()
    client.post(url(entry, "decide/"), YES)
    entry.refresh_from_db()
    assert entry.is_waiting
    with pytest.raises(Refused, match="second person"):
        in_force(entry, laiba)


def test_what_a_form_adds_is_not_kept(cast):
    """A decision sent along with the proposal is no decision."""
    smuggled = {"decision": "approved", "decided_by": cast.dania.pk, "decided_at": "2026-01-01"}
    cast.client(cast.ayesha).post("/convicts/watch/propose/", form(cast.kohsar, **smuggled))
    entry = WatchEntry.objects.get()
    assert entry.is_waiting
    assert entry.proposed_by == cast.ayesha


@pytest.mark.parametrize("table", ["watchentry", "watchremoval"])
def test_the_database_refuses_the_same_person_twice(cast, entry, table):
    """Even in raw SQL, whoever proposed is not who decided."""
    row = entry
    if table == "watchremoval":
        row = WatchRemoval.objects.create(
            entry=entry, reason="Arrested", proposed_by=cast.ayesha, proposed_at=timezone.now()
        )
    sql = (
        f"UPDATE convicts_{table} SET decision = 'approved', decided_at = now(),"
        " decided_by_id = %s WHERE id = %s"
    )
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        connection.cursor().execute(sql, [cast.ayesha.pk, row.pk])
    connection.cursor().execute(sql, [cast.dania.pk, row.pk])


def test_a_decider_of_elsewhere_finds_nothing(cast, entry):
    """His district does not cover the station: as if the entry did not exist."""
    far = make_officer("far_dpo", Role.DPO, district=cast.clifton.circle.district)
    client = cast.client(far)
    assert client.get(url(entry)).status_code == 404
    assert client.post(url(entry, "decide/"), YES).status_code == 404
    with pytest.raises(Refused, match="not one of yours"):
        in_force(entry, far)


def test_a_proposer_without_the_right_is_refused(cast, entry):
    """The SHO proposes; deciding is not his."""
    assert cast.client(cast.chaudhry).post(url(entry, "decide/"), YES).status_code == 403
    assert cast.client(cast.bilal).get(url(entry)).status_code == 403


def test_a_station_of_elsewhere_is_not_offered(cast):
    """The form takes stations of one's own only, whatever is sent."""
    sent = cast.client(cast.ayesha).post("/convicts/watch/propose/", form(cast.clifton))
    assert sent.status_code == 422
    assert not WatchEntry.objects.exists()


def test_off_the_list_by_two_persons(cast, entry, now):
    """A removal withdraws the listing and closes its alert once another approved it."""
    make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=1))
    in_force(entry, cast.dania)
    screening.drain(at=timezone.now())
    cast.client(cast.ayesha).post(url(entry, "remove/"), {"reason": "He was arrested."})
    removal = entry.removals.get()
    assert listing_of(entry).withdrawn_at is None
    assert watch_page_has(cast.client(cast.dania), "waiting", entry)
    cast.client(cast.dania).post(f"/convicts/watch/removals/{removal.pk}/decide/", YES)
    entry.refresh_from_db()
    assert not entry.is_in_force
    assert listing_of(entry).withdrawn_at is not None
    assert Alert.objects.get().outcome == Alert.Outcome.WITHDRAWN


def test_one_removal_waits_at_a_time(cast, entry):
    """A second proposal is refused; one that was refused may be proposed again."""
    in_force(entry, cast.dania)
    ask = {"by": cast.ayesha, "entry": entry, "reason": "Arrested"}
    removal = watch_actions.propose_removal(**ask, at=timezone.now())
    with pytest.raises(Refused, match="already"):
        watch_actions.propose_removal(**ask, at=timezone.now())
    watch_actions.decide_removal(
        by=cast.dania, removal=removal, approve=False, note="Not yet", at=timezone.now()
    )
    watch_actions.propose_removal(**ask, at=timezone.now())


def test_the_last_day_ends_it(cast, entry):
    """The day after its last, the clock takes an entry off; never before, and once."""
    today = timezone.localdate()
    in_force(entry, cast.dania)
    WatchEntry.objects.update(valid_from=today - timedelta(days=9), valid_to=today)
    end_expired_watches()
    assert WatchEntry.objects.get().is_in_force
    WatchEntry.objects.update(valid_to=today - timedelta(days=1))
    end_expired_watches()
    end_expired_watches()
    assert not WatchEntry.objects.get().is_in_force
    assert listing_of(entry).withdrawn_at is not None
    assert events(entry).count("convicts.watch_expired") == 1


def test_a_review_that_is_due_is_seen_and_kept(cast, entry, now):
    """It stands in a list of its own until somebody who may decide says why the entry stays."""
    in_force(entry, cast.dania)
    today = timezone.localdate()
    assert not WatchEntry.objects.to_review().exists()
    WatchEntry.objects.update(valid_from=today - timedelta(days=90), review_on=today)
    dania = cast.client(cast.dania)
    assert "Watch list to review" in dania.get("/").content.decode()
    assert watch_page_has(dania, "to_review", entry)
    assert "Keep it on the list" not in cast.client(cast.ayesha).get(url(entry)).content.decode()
    next_on = today + timedelta(days=60)
    said = {"review-reason": "Seen in Peshawar in May.", "review-next_on": f"{next_on}"}
    dania.post(url(entry, "review/"), said)
    entry.refresh_from_db()
    assert (entry.review_on, entry.is_in_force) == (next_on, True)
    assert not WatchEntry.objects.to_review().exists()
    assert "Seen in Peshawar in May." in dania.get(url(entry)).content.decode()
    assert events(entry)[-2] == "convicts.watch_reviewed"
    with pytest.raises(InternalError), transaction.atomic():
        entry.reviews.update(next_on=today)


@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_review_is_within_a_year(cast, entry, days):
    """What was typed stays in the form, with what to do."""
    in_force(entry, cast.dania)
    day = timezone.localdate() + timedelta(days=days)
    said = {"review-reason": "Not found yet.", "review-next_on": f"{day}"}
    answer = cast.client(cast.dania).post(url(entry, "review/"), said)
    assert answer.status_code == 422
    assert "Choose a day within the next year." in answer.content.decode()
    assert "Not found yet." in answer.content.decode()
    assert not entry.reviews.exists()


def test_what_has_ended_is_not_reviewed(cast, entry):
    """An entry that nobody looks for needs no review."""
    with pytest.raises(Refused, match="not in force"):
        watch_actions.review(
            by=cast.dania,
            entry=entry,
            reason="Not found yet",
            next_on=timezone.localdate() + timedelta(days=9),
            at=timezone.now(),
        )


def test_reading_is_recorded_and_the_list_is_masked(cast, entry):
    """Opening leaves an event with the case; the list shows no whole CNIC."""
    client = cast.client(cast.ayesha)
    html = client.get("/convicts/watch/", {"tab": "waiting"}).content.decode()
    assert "61101-•••••••-1" in html
    assert WANTED["cnic"] not in html
    client.get(url(entry))
    event = Event.objects.get(action="convicts.watch_opened")
    assert (event.purpose_kind, event.case_ref) == ("investigation", "FIR 12/26")


def test_the_reason_is_sealed_in_the_table(entry):
    """The database holds no word of the reason."""
    cursor = connection.cursor()
    cursor.execute("SELECT reason FROM convicts_watchentry WHERE id = %s", [entry.pk])
    assert "witness" not in cursor.fetchone()[0]


def test_the_list_costs_the_same_however_long(cast, entry):
    """Two entries or forty: as many questions to the database."""
    client = cast.client(cast.ayesha)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/convicts/watch/", {"tab": "waiting"}).status_code == 200
        return len(captured)

    few = queries()
    for _ in range(38):
        make_watch(cast.kohsar, cast.ayesha)
    assert queries() == few


def test_the_home_page_says_what_waits(cast, entry):
    """The decider's tile counts it; nobody else has the tile."""
    assert "Watch list to decide" in cast.client(cast.dania).get("/").content.decode()
    assert "Watch list to decide" not in cast.client(cast.ayesha).get("/").content.decode()


def test_ones_own_proposals_wait_for_others(cast):
    """The number on the tile leaves out what one may not decide oneself."""
    laiba, noor = (make_officer(name, Role.CRO_OPERATOR) for name in ("laiba", "noor"))
    entry = make_watch(cast.kohsar, laiba)
    assert not WatchEntry.objects.to_decide_by(laiba).exists()
    in_force(entry, noor)
    watch_actions.propose_removal(by=noor, entry=entry, reason="Arrested", at=timezone.now())
    assert WatchEntry.objects.to_decide_by(laiba).get() == entry
    assert not WatchEntry.objects.to_decide_by(noor).exists()


def test_numbers_are_shown_by_a_recorded_look(cast, entry):
    """The page hides the middle of a CNIC until an act of its own, which counts, shows it."""
    client = cast.client(cast.ayesha)
    assert "1234567" not in client.get(url(entry)).content.decode()
    assert "61101-1234567-1" in client.post(url(entry, "numbers/")).content.decode()
    look = Event.objects.get(action="people.unmasked")
    assert (look.target_id, look.case_ref) == (entry.pk, "FIR 12/26")
    assert look.detail["nth_today"] == 1


def test_over_budget_shows_no_numbers(cast, entry, monkeypatch):
    """Beyond the day's looks the numbers stay hidden, and the page says why."""
    monkeypatch.setattr("audit.looks.budget_of", lambda user: 0)
    answer = cast.client(cast.ayesha).post(url(entry, "numbers/"), follow=True).content.decode()
    assert "1234567" not in answer
    assert "the most for one day" in answer


def test_the_auditor_finds_the_entry_by_the_number(cast, entry):
    """'Who saw this person' looks on the watch list, too, by CNIC and by the case."""
    auditor = make_officer("auditor", Role.AUDITOR)
    for text in ("61101-1234567-1", "FIR 12/26"):
        assert (entry.pk, "watch FIR 12/26") in [
            (one.target_id, one.words) for one in people_seen.records_of(text, by=auditor)
        ]
    assert [one.name for one in people_seen.described("convicts.watchentry", [entry.pk])] == [
        entry.name
    ]

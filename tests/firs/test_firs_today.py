"""The officer's day: what waits until when, at the exact moment, and for nobody else."""

from datetime import datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import Posting, User
from accounts.roles import Role
from complaints import actions as complaints
from complaints.models import Complaint
from firs import clocks, custody, diary, duties, investigating, reporting, sealing, store, waiting
from firs.board import Board
from firs.day_books import DayBooks
from firs.duties import Duty, Kind, Stretch
from firs.listed import MOST_LISTED
from firs.lock_up import held_in
from firs.models import FIR, Accused, CaseItem, Statement
from firs.roll_up import RollUp
from screen.paging import SIZE
from stations.models import Station
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_complaint, make_io, make_sdpo
from tests.firs.fir_scenes import accused, make_case, make_draft, make_fir, victim, witness

pytestmark = pytest.mark.django_db

TODAY = reverse("firs:today")
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def cases_of(user: User) -> object:
    return FIR.objects.visible_to(user, "investigate_firs").filter(investigator=user.pk)


def waits(user: User, at: datetime, *kinds: Kind) -> list[Duty]:
    """What waits for this officer at that moment, of these kinds."""
    found = duties.of_officer(cases_of(user), at)
    return [duty for duty in found if not kinds or duty.kind in kinds]


def kinds(user: User, at: datetime) -> list[str]:
    return [duty.kind.value for duty in waits(user, at)]


def arrest(fir: FIR, io: User, at: datetime, which: int = 0) -> FIR:
    """One of its accused is arrested at that moment."""
    one = fir.accused_rows.order_by("pk")[which]
    return custody.arrest(
        by=io, fir=fir, accused=one, arrested_at=at, place="Faizabad", before_because="",
        told_whom="", at=at,
    )  # fmt: skip


def remand(fir: FIR, io: User, at: datetime, days: int, kind: str = "physical") -> FIR:
    """The last who was arrested is produced, and so many days are ordered."""
    made = fir.arrests.order_by("-arrested_at", "-pk")[0]
    today = timezone.localdate(at)
    return custody.remand(
        by=io, fir=fir, arrest=made, produced_at=None if made.produced_at else at, kind=kind,
        from_on=today, until_on=today + timedelta(days=days), court="Magistrate", at=at,
    )  # fmt: skip


def report(fir: FIR, io: User, at: datetime, kind: str = "complete") -> FIR:
    """A report is made, and waits for the SHO."""
    challan = kind not in ("untraced", "cancellation")
    return reporting.make(
        by=io, fir=fir, kind=kind, cancelled_as="C" if kind == "cancellation" else "",
        accused=list(fir.accused_rows.all()) if challan else [], words="As found.", at=at,
    )  # fmt: skip


def midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@pytest.fixture
def cast(cast):
    """They have been at their posts for a season: cases are old here."""
    _have_long_been_posted()
    return cast


@pytest.fixture
def io(cast) -> User:
    return investigator(cast)


def investigator(cast, username: str = "nadeem", station: Station | None = None) -> User:
    """An investigation officer, at his post for long."""
    user = make_io(cast, username, station)
    _have_long_been_posted()
    return user


def _have_long_been_posted() -> None:
    Posting.objects.update(from_on=timezone.localdate() - 90 * DAY)


# --- What waits for whoever investigates ---


def test_four_and_twenty_hours(cast, io, now):
    """From the arrest until a magistrate has seen him; past them it is late by the second."""
    arrested_at = now - timedelta(hours=20)
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now - 2 * DAY, parts=[accused()])
    arrest(fir, io, arrested_at)
    (duty,) = waits(io, now, Kind.PRODUCE)
    assert duty.due_at == arrested_at + timedelta(hours=24)
    assert duty.about == "Asif Bashir"
    assert duty.url == reverse("firs:remand", args=[fir.pk])
    assert duty.stretch(duty.due_at) == Stretch.TODAY
    assert duty.stretch(duty.due_at + SECOND) == Stretch.LATE
    assert (duty.tone(now), duty.tone(duty.due_at + SECOND)) == ("waits", "bad")
    remand(fir, io, now, days=4)
    assert waits(io, now, Kind.PRODUCE) == []


def test_what_is_due_in_the_night_is_tonights():
    """Whoever reads at eleven what is due at four is not told that it is tomorrow's."""
    eleven = timezone.make_aware(datetime(2026, 11, 26, 23))
    for hours, stretch in ((5, "today"), (13, "tomorrow"), (30, "later"), (-1, "late")):
        duty = Duty(Kind.PRODUCE, FIR(), due_at=eleven + timedelta(hours=hours))
        assert duty.stretch(eleven) == stretch
    day = timezone.localdate(eleven)
    for days, stretch in ((-1, "late"), (0, "today"), (1, "tomorrow"), (2, "later")):
        duty = Duty(Kind.REMAND, FIR(), due_on=day + timedelta(days=days))
        assert duty.stretch(eleven) == stretch
    assert Duty(Kind.RESULT, FIR(), since=eleven).stretch(eleven) == "open"


def test_a_remand_that_ends(cast, io, now):
    """Shown on the day before, due on its day, late after midnight; a longer one is silent."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now - DAY, parts=[accused()])
    arrest(fir, io, now)
    remand(fir, io, now, days=3)
    until = timezone.localdate(now) + timedelta(days=3)
    assert waits(io, midnight(until - DAY) - SECOND, Kind.REMAND) == []
    (duty,) = waits(io, midnight(until - DAY), Kind.REMAND)
    assert duty.due_on == until
    assert "Asif Bashir" in duty.about
    assert duty.stretch(midnight(until)) == Stretch.TODAY
    assert duty.stretch(midnight(until + DAY) - SECOND) == Stretch.TODAY
    assert duty.stretch(midnight(until + DAY)) == Stretch.LATE
    assert duty.ends_at == midnight(until + DAY)


def test_another_order_moves_the_day(cast, io, now):
    """Only the last order counts; sent to prison it is the prison's order, until it is in court."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now - 5 * DAY, parts=[accused()])
    arrest(fir, io, now - 4 * DAY)
    remand(fir, io, now - 4 * DAY, days=4)
    assert [one.due_on for one in waits(io, now, Kind.REMAND)] == [timezone.localdate(now)]
    remand(fir, io, now, days=14, kind="judicial")
    assert waits(io, now, Kind.REMAND) == []
    later = now + 14 * DAY
    (duty,) = waits(io, later, Kind.REMAND)
    assert "judicial" in duty.about
    report(fir, io, later)
    made = fir.reports.get()
    reporting.sign(by=cast.ayesha, fir=fir, report=made, at=later)
    assert len(waits(io, later, Kind.REMAND)) == 1
    reporting.reach_court(
        by=cast.bilal, fir=fir, report=made, reached_at=later, court="Sessions", at=later
    )
    assert waits(io, later, Kind.REMAND) == []


def test_nobody_in_custody_is_nobody_to_produce(cast, io, now):
    """On bail, discharged, dead: no clock runs; arrested anew the new one does."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now - 3 * DAY, parts=[accused()])
    one = fir.accused_rows.get()
    arrest(fir, io, now - 2 * DAY)
    custody.release_on_bail(by=io, fir=fir, accused=one, words="By the court", at=now - DAY)
    assert waits(io, now, Kind.PRODUCE, Kind.REMAND) == []
    arrest(fir, io, now)
    assert [one.due_at for one in waits(io, now, Kind.PRODUCE)] == [now + DAY]


def test_a_challan_is_amber_three_days_before(cast, io, now):
    """Silent before, on the list from then on, off it while the report waits for the SHO."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=[accused()])
    due = fir.report_due_at
    assert due == fir.registered_at + timedelta(days=14)
    assert waits(io, due - timedelta(days=3) - SECOND, Kind.CHALLAN) == []
    (duty,) = waits(io, due - timedelta(days=3), Kind.CHALLAN)
    assert (duty.due_at, duty.url) == (due, reverse("firs:report", args=[fir.pk]))
    assert duty.stretch(due) == Stretch.TODAY
    assert duty.stretch(due + SECOND) == Stretch.LATE
    report(fir, io, due - DAY)
    assert waits(io, due, Kind.CHALLAN) == []


def test_a_delay_is_explained_once_it_is_one(cast, io, now):
    """Not before the challan is late, and not twice."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now)
    late = fir.report_due_at + SECOND
    assert waits(io, fir.report_due_at, Kind.DELAY) == []
    assert [one.fir for one in waits(io, late, Kind.DELAY)] == [fir]
    reporting.explain_delay(by=io, fir=fir, words="The laboratory is awaited.", at=late)
    assert waits(io, late + SECOND, Kind.DELAY) == []
    assert len(waits(io, late + SECOND, Kind.CHALLAN)) == 1


def test_a_report_that_was_sent_back(cast, io, now):
    """It waits with the reason until there is another one."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=[accused()])
    report(fir, io, now + DAY)
    assert waits(io, now + DAY, Kind.SENT_BACK) == []
    made = fir.reports.get()
    reporting.send_back(by=cast.ayesha, fir=fir, report=made, because="No site plan", at=now + DAY)
    (duty,) = waits(io, now + DAY, Kind.SENT_BACK)
    assert (duty.about, duty.since) == ("No site plan", now + DAY)
    report(fir, io, now + 2 * DAY)
    assert waits(io, now + 2 * DAY, Kind.SENT_BACK) == []


def test_newly_marked(cast, io, now):
    """Until he has written something in it, and within a day he does."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now)
    (duty,) = waits(io, now, Kind.MARKED)
    assert duty.due_at == fir.assignments.get().assigned_at + timedelta(hours=24)
    assert duty.stretch(duty.due_at + SECOND) == Stretch.LATE
    later = now + timedelta(hours=1)
    investigating.write_case_diary(by=io, fir=fir, place="", words="Went there.", at=later)
    assert waits(io, later, Kind.MARKED) == []
    other = investigator(cast, "saima")
    investigating.assign(by=cast.ayesha, fir=fir, officer=other, because="Leave", at=later)
    assert [one.about for one in waits(other, later, Kind.MARKED)] == ["Leave"]
    assert waits(io, later) == []


def test_a_fortnight(cast, io, now):
    """An untraced case is looked at again; the day before it is on the list."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now)
    report(fir, io, now, "untraced")
    reporting.sign(by=cast.ayesha, fir=fir, report=fir.reports.get(), at=now)
    day = timezone.localdate(now) + timedelta(days=14)
    assert waits(io, midnight(day - DAY) - SECOND, Kind.REVIEW) == []
    (duty,) = waits(io, midnight(day - DAY), Kind.REVIEW)
    assert duty.due_on == day
    assert duty.stretch(midnight(day + DAY)) == Stretch.LATE
    reporting.review(by=io, fir=fir, words="Nothing new.", at=midnight(day))
    assert waits(io, midnight(day), Kind.REVIEW) == []


def test_what_laboratories_and_courts_owe(cast, io, now):
    """A result after a fortnight, a warrant from the first day; neither has a day of its own."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=[accused()])
    sent(cast, fir, io, now)
    assert waits(io, now + 14 * DAY - SECOND, Kind.RESULT) == []
    (duty,) = waits(io, now + 14 * DAY, Kind.RESULT)
    assert duty.since == now
    assert "Lahore" in duty.about
    one = fir.accused_rows.get()
    custody.issue_process(
        by=io, fir=fir, accused=one, kind="warrant", court="Magistrate",
        issued_on=timezone.localdate(now), at=now,
    )  # fmt: skip
    (process,) = waits(io, now, Kind.PROCESS)
    assert "Asif Bashir" in process.about
    assert process.stretch(now) == Stretch.OPEN
    custody.return_process(by=io, fir=fir, process=fir.processes.get(), result="served", at=now)
    assert waits(io, now, Kind.PROCESS) == []
    store.keep_result(
        by=io, fir=fir, forensic=fir.forensics.get(), lab_no="7", result="Fits", at=now + DAY
    )
    assert waits(io, now + 20 * DAY, Kind.RESULT) == []


def sent(cast, fir: FIR, io: User, at: datetime) -> None:
    """A pistol is recovered and goes to the laboratory."""
    item = CaseItem(
        kind="weapon", description="Pistol", recovered_at=at, place="Faizabad", witnesses="Two men"
    )
    store.recover(by=io, fir=fir, item=item, at=at)
    store.move(
        by=cast.bilal, fir=fir, item=fir.items.get(), to="at_lab", by_whom="HC Riaz 812",
        place="Laboratory, Lahore", question="Fits?", order_no="", words="", at=at,
    )  # fmt: skip


def test_what_is_due_first_stands_first(cast, io, now):
    """By the hour; then what has no day; each under its heading, and no heading is empty."""
    for days in (20, 12, 1):
        make_case(cast.kohsar, cast.ayesha, io, at=now - timedelta(days=days), parts=[accused()])
    fir = FIR.objects.filter(investigator=io).latest("pk")
    arrest(fir, io, now - timedelta(hours=23))
    found = waits(io, now)
    assert [duty.due_at for duty in found] == sorted(duty.due_at for duty in found)
    groups = duties.by_stretch(found, now)
    assert [stretch.value for stretch, _rows in groups] == ["late", "today", "later"]
    assert sum(len(rows) for _stretch, rows in groups) == len(found)


def test_the_first_of_many(cast, io, now):
    """Twenty lines under a heading and how many there are; the rest page by page, behind it."""
    for _ in range(MOST_LISTED + 2):
        make_case(cast.kohsar, cast.ayesha, io, at=now - 20 * DAY)
    browser = cast.client(io)
    page = browser.get(TODAY)
    ((stretch, listed),) = page.context["stretches"]
    late = waits(io, now)
    assert (stretch, listed.number, len(listed.rows)) == ("late", len(late), MOST_LISTED)
    assert page.text.count('class="duty"') == MOST_LISTED
    assert f'href="{escape(listed.url)}"' in page.text
    found, url = [], listed.url
    while url:
        part = browser.get(url)
        lines = [duty for duty, _tone in part.context["lines"]]
        assert part.text.count('class="duty"') == len(lines) <= SIZE
        found, url = found + lines, part.context["page"].older_url
    assert [(duty.kind, duty.fir) for duty in found] == [(duty.kind, duty.fir) for duty in late]


def test_no_older_paper_stands_before_a_man(cast, io, now):
    """Who should have been before the magistrate an hour ago is the first of them, not the last."""
    for _ in range(MOST_LISTED):
        make_case(cast.kohsar, cast.ayesha, io, at=now - 20 * DAY)
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now - 2 * DAY, parts=[accused()])
    arrest(fir, io, now - timedelta(hours=25))
    (stretch, listed), *_ = cast.client(io).get(TODAY).context["stretches"]
    assert (stretch, listed.is_cut) == ("late", True)
    assert listed.rows[0].kind == Kind.PRODUCE
    assert waits(io, now)[0].kind != Kind.PRODUCE


def test_the_heads_and_the_moharrars_first_of_many(cast, io, now):
    """So it is with what waits for a signature, and with what waits to be taken to the court."""
    lists = {cast.ayesha: ("board", "to_sign"), cast.bilal: ("books", "to_take_to_court")}
    cases = [
        make_case(cast.kohsar, cast.ayesha, io, at=now - 2 * DAY, parts=[accused(), witness()])
        for _ in range(MOST_LISTED + 1)
    ]
    for user, (book, name) in lists.items():
        browser = cast.client(user)
        for fir in cases:
            if book == "board":
                report(fir, io, now)
            else:
                reporting.sign(by=cast.ayesha, fir=fir, report=fir.reports.get(), at=now)
        page = browser.get(TODAY)
        listed = getattr(page.context[book], name)
        assert (listed.number, len(listed.rows)) == (MOST_LISTED + 1, MOST_LISTED)
        assert f'href="{escape(listed.url)}"' in page.text
        whole = browser.get(listed.url)
        assert {duty.fir for duty, _tone in whole.context["lines"]} == set(cases)
        # Back to where he came from: the same page of the same station.
        asked = parse_qsl(urlsplit(listed.url).query)
        back = urlencode([one for one in asked if one[0] != "part"])
        assert f'href="{TODAY}?{escape(back)}"' in whole.text


def test_a_part_with_nothing_in_it(cast, io):
    """An old address of a list that is empty by now says so; one that never was is the page."""
    assert "Nothing here" in cast.client(cast.ayesha).get(TODAY, {"part": "to-sign"}).text
    assert "Nothing here" in cast.client(cast.bilal).get(TODAY, {"part": "to-court"}).text
    for part in ("late", "tomorrow", "everything"):
        assert "Nothing waits for you" in cast.client(io).get(TODAY, {"part": part}).text


def test_his_alone(cast, io, now):
    """Nothing of a colleague, of another station, of a sealed case he is not named on."""
    mine = make_case(cast.kohsar, cast.ayesha, io, at=now - 20 * DAY)
    make_case(cast.kohsar, cast.ayesha, investigator(cast, "saima"), at=now - 20 * DAY)
    far = investigator(cast, "far", cast.margalla)
    make_case(cast.margalla, cast.chaudhry, far, at=now - 20 * DAY)
    assert {duty.fir for duty in waits(io, now)} == {mine}
    hidden = make_case(cast.kohsar, cast.ayesha, io, at=now - 20 * DAY, parts=[victim(age=9)])
    assert {duty.fir for duty in waits(io, now)} == {mine, hidden}
    sealing.unname(by=cast.ayesha, fir=hidden, officer=io, at=now)
    assert {duty.fir for duty in waits(io, now)} == {mine}
    assert hidden.number not in cast.client(io).get(TODAY).text


def test_what_has_ended_waits_no_more(cast, io, now):
    """Nothing is written in a case that is transferred, but of whoever sits in its lock-up."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now - 20 * DAY, parts=[accused()])
    arrest(fir, io, now - 3 * DAY)
    assert sorted(kinds(io, now)) == ["challan", "delay", "produce"]
    reporting.transfer(by=cast.dania, fir=fir, to="FIA", words="By order", at=now)
    assert kinds(io, now) == ["produce"]
    remand(fir, io, now, days=14, kind="judicial")
    assert waits(io, now) == []


# --- Whose page it is ---


@pytest.mark.parametrize(
    ("role", "first", "tabs"),
    [
        (Role.INVESTIGATION_OFFICER, "mine", ["mine"]),
        (Role.MOHARRAR, "books", ["books"]),
        (Role.SHO, "station", ["station", "mine", "books"]),
        (Role.SDPO, "stations", ["stations"]),
        (Role.DPO, "stations", ["stations"]),
        (Role.COMMAND, "stations", ["stations"]),
    ],
)
def test_each_has_his_own_page(cast, role, first, tabs):
    """The one that is his work is shown unasked; one that is not his is not shown at all."""
    unit = {"district": cast.kohsar.circle.district} if role == Role.DPO else {}
    if role == Role.SDPO:
        unit = {"circle": cast.kohsar.circle}
    browser = cast.client(make_officer("somebody", role, **unit))
    assert browser.get(TODAY).context["tab"] == first
    for tab in ("mine", "books", "station", "stations"):
        page = browser.get(TODAY, {"tab": tab})
        assert page.status_code == 200
        assert page.context["tab"] == (tab if tab in tabs else first)
    assert [code for code, _label in page.context["tabs"]] == tabs
    assert browser.get(TODAY, {"station": "x", "tab": "x"}).status_code == 200


def _a_case_of_everything(cast, io: User, at: datetime) -> None:
    """Neglected cases with everything in them that can wait, all begun on one noon."""
    minutes = (at + timedelta(minutes=nth) for nth in range(60))
    fir = make_case(
        cast.kohsar, cast.ayesha, io, at=next(minutes), parts=[accused(), accused("Raja Umar")]
    )
    arrest(fir, io, next(minutes))
    remand(fir, io, next(minutes), days=3)
    sent(cast, fir, io, next(minutes))
    other = fir.accused_rows.order_by("pk")[1]
    custody.abscond(by=io, fir=fir, accused=other, words="Fled", at=next(minutes))
    custody.issue_process(
        by=io, fir=fir, accused=other, kind="warrant", court="Magistrate",
        issued_on=timezone.localdate(at), at=next(minutes),
    )  # fmt: skip
    untraced = make_case(cast.kohsar, cast.ayesha, io, at=next(minutes))
    report(untraced, io, next(minutes), "untraced")
    made = untraced.reports.get()
    reporting.sign(by=cast.ayesha, fir=untraced, report=made, at=next(minutes))
    waiting_one = make_case(cast.kohsar, cast.ayesha, io, at=next(minutes), parts=[accused()])
    report(waiting_one, io, next(minutes))
    returned = make_case(cast.kohsar, cast.ayesha, io, at=next(minutes), parts=[accused()])
    report(returned, io, next(minutes))
    made = returned.reports.get()
    at = next(minutes)
    reporting.send_back(by=cast.ayesha, fir=returned, report=made, because="Again", at=at)
    make_fir(cast.kohsar, cast.bilal, at=next(minutes))
    make_draft(cast.kohsar, cast.bilal, at=next(minutes))


def noon(now: datetime, days: int) -> datetime:
    """Twelve o'clock, so many days ago."""
    return midnight(timezone.localdate(now) - timedelta(days=days)) + timedelta(hours=12)


def _queries(client: Client, tab: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(TODAY, {"tab": tab}).status_code == 200
    return len(queries)


def test_a_page_asks_as_much_of_five_as_of_one(cast, io, now):
    """Each kind is one question; the pages of station, books and stations likewise."""
    sdpo = make_sdpo(cast)
    pages = [(io, "mine"), (cast.ayesha, "station"), (cast.bilal, "books"), (sdpo, "stations")]
    browsers = {user.pk: cast.client(user) for user, _tab in pages}
    _a_case_of_everything(cast, io, noon(now, 30))
    clocks.escalate(at=now)
    before = [_queries(browsers[user.pk], tab) for user, tab in pages]
    for days in (29, 28, 27, 26):
        _a_case_of_everything(cast, io, noon(now, days))
    for _nth in range(3):
        sent(cast, make_case(cast.kohsar, cast.ayesha, io, at=now), io, now)
    clocks.escalate(at=now)
    assert [_queries(browsers[user.pk], tab) for user, tab in pages] == before
    assert max(before) < 32


# --- The head's board ---


def test_the_board_counts_what_it_lists(cast, io, now):
    """Numbers, bars and lists are of the same cases."""
    _a_case_of_everything(cast, io, noon(now, 20))
    board = Board(FIR.objects.visible_to(cast.ayesha, "direct_firs"), at=now)
    tiles = {tile.icon: tile.number for tile in board.tiles}
    assert tiles == {
        "alarm-fill": 4,
        "person-lock": 1,
        "pen": 1,
        "person-plus": 1,
        "arrow-clockwise": 1,
        "file-earmark-text": 1,
    }
    assert {name: len(firs) for name, firs in board.late} == {"Nadeem": 3, "": 1}
    assert [(bar.number, bar.late) for bar in board.by_officer] == [(3, 3)]
    states = {bar.label: (bar.number, bar.late) for bar in board.by_state}
    assert states == {
        "Registered": (1, 1),
        "Under investigation": (3, 3),
        "Untraced": (1, 0),
    }
    assert [one.name for one in board.looked_for.rows] == ["Raja Umar"]
    (held,) = board.lock_up
    assert (held.accused.name, held.is_late, held.police_days, held.tone) == (
        *("Asif Bashir", True, 3),
        "bad",
    )
    for bar in (*board.by_state, *board.by_officer):
        listed = cast.client(cast.ayesha).get(bar.url)
        assert len(listed.context["lines"]) == bar.number, bar.url


def test_custody_by_the_hour(cast, io, now):
    """Amber in the last six hours, red beyond; then amber on the day of the order, red after it."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=[accused()])
    arrest(fir, io, now)
    rows = FIR.objects.filter(pk=fir.pk)
    for hours, tone in ((17, "plain"), (19, "waits"), (25, "bad")):
        (held,) = held_in(rows, now + timedelta(hours=hours))
        assert held.tone == tone
    remand(fir, io, now, days=5)
    until = timezone.localdate(now) + timedelta(days=5)
    for at, tone in (
        (midnight(until) - SECOND, "plain"),
        (midnight(until), "waits"),
        (midnight(until + DAY), "bad"),
    ):
        (held,) = held_in(rows, at)
        assert (held.tone, held.until_on, held.police_days) == (tone, until, 5)


def test_a_sealed_case_pends_for_the_named_only(cast, io, now):
    """Neither counted nor listed for the head of another station, nor for one not named."""
    make_case(cast.kohsar, cast.ayesha, io, at=now - 20 * DAY, parts=[victim(age=9), accused()])
    fir = FIR.objects.get(investigator=io)
    arrest(fir, io, now)
    assert Board(FIR.objects.visible_to(cast.ayesha, "direct_firs"), at=now).late_count == 1
    other = make_officer("newcomer", Role.SHO, station=cast.kohsar)
    board = Board(FIR.objects.visible_to(other, "direct_firs"), at=now)
    assert (board.late_count, board.lock_up, board.by_state) == (0, [], [])
    assert "Asif Bashir" not in cast.client(other).get(TODAY).text
    clerk = make_officer("clerk", Role.MOHARRAR, station=cast.kohsar)
    books = DayBooks(clerk, cast.kohsar, at=now)
    assert (books.lock_up, books.held_sealed, books.held_count) == ([], 1, 1)
    page = cast.client(clerk).get(TODAY)
    assert "Of sealed cases: 1" in page.text
    for word in ("Asif Bashir", "Zulaikha"):
        assert word not in page.text


# --- The moharrar's books ---


def test_the_books_of_today(cast, io, now):
    """What came in, went out, was written and is still on the road; yesterday's is not there."""
    at = midnight(timezone.localdate(now)) + timedelta(hours=1)
    old = make_case(cast.kohsar, cast.ayesha, io, at=at - DAY, parts=[accused(), witness()])
    fir = make_fir(cast.kohsar, cast.bilal, at=at)
    sent(cast, old, io, at + timedelta(minutes=1))
    draft = make_draft(cast.kohsar, cast.bilal, at=at + timedelta(minutes=2))
    report(old, io, at + timedelta(minutes=3))
    reporting.sign(by=cast.ayesha, fir=old, report=old.reports.get(), at=at + timedelta(minutes=4))
    books = DayBooks(cast.bilal, cast.kohsar, at=at + timedelta(minutes=5))
    assert books.firs == [fir]
    assert books.drafts.rows == [draft]
    assert [one.to for one in books.movements] == ["at_lab", "in_store"]
    assert [one.road_certificate.number for one in books.on_the_road.rows] == [f"1/{at:%y}"]
    assert [duty.fir for duty in books.to_take_to_court.rows] == [old]
    assert [one.number for one in books.diary] == [6, 5, 4, 3, 2, 1]
    assert (books.is_opened, books.closing) == (True, None)
    assert books.closes_at == midnight(timezone.localdate(now) + DAY)
    page = cast.client(cast.bilal).get(TODAY)
    assert page.status_code == 200
    diary.close(
        by=cast.bilal, station=cast.kohsar, day=timezone.localdate(at), words="Rs 40", at=now
    )
    assert DayBooks(cast.bilal, cast.kohsar, at=now).closing.words == "Rs 40"


def test_a_thing_that_came_back_is_off_the_road(cast, io, now):
    """And it goes out again on another certificate."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=[accused()])
    sent(cast, fir, io, now)
    moved = {"by_whom": "HC Riaz", "question": "", "order_no": "", "words": ""}
    item = fir.items.get()
    store.move(by=cast.bilal, fir=fir, item=item, to="in_store", place="", at=now, **moved)
    assert DayBooks(cast.bilal, cast.kohsar, at=now).on_the_road.rows == []
    later = now + timedelta(minutes=1)
    store.move(by=cast.bilal, fir=fir, item=item, to="at_court", place="Court", at=later, **moved)
    (one,) = DayBooks(cast.bilal, cast.kohsar, at=later).on_the_road.rows
    assert one.road_certificate.number.startswith("2/")


def test_one_station_at_a_time(cast, now):
    """Whoever keeps the books of two chooses; of a third he is not shown anything."""
    keeper = make_officer("keeper", Role.MOHARRAR, station=cast.kohsar)
    keeper.postings.create(
        role=Role.MOHARRAR, station=cast.margalla, from_on=timezone.localdate() - DAY
    )
    browser = cast.client(keeper)
    other = browser.get(TODAY, {"station": cast.margalla.pk})
    assert other.context["books"].station == cast.margalla
    assert other.context["others"] == [cast.kohsar]
    assert browser.get(TODAY, {"station": cast.clifton.pk}).context["books"].station == cast.kohsar


# --- Those above ---


def test_what_is_put_before_a_supervisor(cast, io, now):
    """Late by law the SDPO, by the interim report and a week the DPO; of his stations only."""
    sdpo = make_sdpo(cast)
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now)
    late = fir.report_due_at + SECOND

    def put_before(user: User, at: datetime) -> list[FIR]:
        return _roll_up(user, at).put_before.rows

    clocks.escalate(at=fir.report_due_at)
    assert put_before(sdpo, late) == []
    clocks.escalate(at=late)
    assert (put_before(sdpo, late), put_before(cast.dania, late)) == ([fir], [])
    district = fir.interim_due_at + clocks.TO_DISTRICT + SECOND
    clocks.escalate(at=district)
    assert (put_before(sdpo, district), put_before(cast.dania, district)) == ([fir], [fir])
    reporting.explain_delay(by=io, fir=fir, words="Awaited.", at=district)
    assert put_before(cast.dania, district) == [fir]


def test_the_table_of_stations(cast, io, now):
    """What pends at each, the worst first; those where nothing does are named beside it."""
    _a_case_of_everything(cast, io, noon(now, 20))
    make_draft(cast.margalla, cast.chaudhry, at=now)
    page = cast.client(cast.dania).get(TODAY)
    roll_up = page.context["roll_up"]
    assert [one.station for one in roll_up.lines] == [cast.kohsar, cast.margalla]
    first, second = roll_up.lines
    assert (first.counts.challans_late, first.to_sign, first.looked_for) == (4, 1, 1)
    assert (first.held, first.held_late, first.counts.reviews_overdue) == (1, 1, 1)
    assert (first.unassigned, first.drafts, first.is_late) == (1, 1, True)
    assert (second.drafts, second.is_late, second.counts.open) == (1, False, 0)
    assert cast.kohsar not in roll_up.quiet
    assert {one.circle.district for one in roll_up.quiet} == {cast.kohsar.circle.district}
    for url, number in ((first.late_url, 4), (first.unassigned_url, 1), (first.open_url, 4)):
        assert len(cast.client(cast.dania).get(url).context["lines"]) == number
    assert cast.clifton.name not in page.text


def test_absconders_are_counted_as_far_as_their_cases_are_told(cast, io, now):
    """Those of a sealed case to whoever is named on it; of one about oneself never."""
    igp = make_officer("igp", Role.COMMAND)

    def looked_for() -> tuple[int, int]:
        lines = (_roll_up(user, now).lines for user in (igp, cast.dania))
        return tuple(sum(one.looked_for for one in found) for found in lines)

    def absconds_with(*others: Accused, complaint: Complaint | None = None, **his: object) -> FIR:
        of_case = {"parts": [accused(**his), *others], "complaint": complaint}
        fir = make_case(cast.kohsar, cast.ayesha, io, at=now, **of_case)
        fled = fir.accused_rows.order_by("pk")[0]
        custody.abscond(by=io, fir=fir, accused=fled, words="Fled", at=now)
        return fir

    absconds_with()
    assert looked_for() == (1, 1)
    # The heads of the station, up to the DPO, are named when a case is sealed.
    sealed = absconds_with(age=16)
    assert looked_for() == (1, 2)
    User.objects.filter(pk=cast.dania.pk).update(belt_no="7")
    officer = accused("Dania", cnic="")
    officer.belt_no = "7"
    absconds_with(officer, name="Sher Khan")
    assert looked_for() == (2, 2)
    sealing.ensure_named(sealed, igp, by=None, at=now)
    assert looked_for() == (3, 2)
    complaint = complaints.convert(
        by=cast.ayesha, complaint=make_complaint(cast.kohsar, at=now), late_because="", at=now
    )
    absconds_with(complaint=complaint, name="Gul Zaman", cnic="")
    assert looked_for() == (4, 3)
    complaint.respondents.create(name="Dania", user=cast.dania)
    assert looked_for() == (4, 2)


def _roll_up(user: User, at: datetime) -> RollUp:
    fresh = User.objects.get(pk=user.pk)
    cases = FIR.objects.visible_to(fresh, "supervise_firs")
    stations = Station.objects.visible_to(fresh, "supervise_firs")
    return RollUp(fresh, cases, stations, at=at)


# --- Home ---


def _numbers(user: User) -> dict[str, int]:
    fresh = User.objects.get(pk=user.pk)
    return {str(tile.label): tile.number for tile in waiting.tiles(fresh)}


def test_tiles_of_home(cast, io, now):
    """Each sees what waits for him, in a few questions."""
    _a_case_of_everything(cast, io, noon(now, 20))
    clocks.escalate(at=now)
    assert _numbers(cast.bilal) == {"FIR drafts": 1}
    assert _numbers(io) == {
        "Before the magistrate today": 1,
        "My challans: late or soon due": 3,
        "FIR drafts": 1,
    }
    heads = _numbers(cast.ayesha)
    assert heads["Reports to sign"] == heads["Cases to mark"] == 1
    assert heads["Challans late"] == 4
    assert _numbers(make_sdpo(cast)) == {"Challans put before you": 4, "FIR drafts": 1}
    fresh = User.objects.get(pk=cast.ayesha.pk)
    assert fresh.current_postings
    with CaptureQueriesContext(connection) as queries:
        list(waiting.tiles(fresh))
    assert len(queries) <= 4


def test_the_tile_counts_who_is_held_in_court_and_elsewhere(cast, io, now):
    """Whoever was arrested after the challan, or before a transfer, is produced all the same."""
    tile, before = "Before the magistrate today", now - 3 * DAY
    fir = make_case(cast.kohsar, cast.ayesha, io, at=before, parts=[accused(), accused("Jan Gul")])
    arrest(fir, io, before)
    remand(fir, io, before, days=14, kind="judicial")
    report(fir, io, before, "complete")
    made = fir.reports.get()
    reporting.sign(by=cast.ayesha, fir=fir, report=made, at=before)
    reporting.reach_court(
        by=cast.bilal, fir=fir, report=made, reached_at=before, court="Magistrate", at=before
    )
    assert _numbers(io)[tile] == 0
    arrest(fir, io, now, which=1)
    assert _numbers(io)[tile] == 1
    assert [duty.about for duty in waits(io, now, Kind.PRODUCE)] == ["Jan Gul"]
    other = make_case(cast.kohsar, cast.ayesha, io, at=now, parts=[accused()])
    arrest(other, io, now)
    reporting.transfer(by=cast.dania, fir=other, to="FIA", words="By order", at=now)
    assert _numbers(io)[tile] == 2


def test_statements_and_pages_of_the_diary_are_on_no_board(cast, io, now):
    """A board says what is to be done, never what was said."""
    fir = make_case(cast.kohsar, cast.ayesha, io, at=now - 20 * DAY, parts=[witness()])
    said = Statement(kind="161", witness=fir.witnesses.get(), words="Secret-Word")
    investigating.record_statement(by=io, fir=fir, statement=said, at=now)
    investigating.write_case_diary(by=io, fir=fir, place="", words="Secret-Page", at=now)
    for user, tab in ((io, "mine"), (cast.ayesha, "station"), (cast.bilal, "books")):
        text = cast.client(user).get(TODAY, {"tab": tab}).text
        for word in ("Secret", "Tariq Mehmood"):
            assert word not in text

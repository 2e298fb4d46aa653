"""Register No. II: the station's day opens, takes its entries without a gap, and closes."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from complaints.policies import Refused
from firs import books, custody, diary, sealing, tasks
from firs.models import FIR, CashEntry, DiaryEntry
from stations.models import Station
from tests.cast import make_officer
from tests.copies import copied
from tests.firs.fir_scenes import accused, make_case, make_fir, victim

pytestmark = pytest.mark.django_db

PAKISTAN = ZoneInfo("Asia/Karachi")
#: An ordinary day of the station.
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=PAKISTAN)
NIGHT = NOON.replace(hour=23, minute=50)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def entries(station, day):
    """(number, kind) of one day, in the order of the book."""
    rows = DiaryEntry.objects.of_day(station, day)
    return [(one.number, one.kind) for one in rows]


def write(cast, words="Patrol Blue Area", *, at, kind="departure", **fields):
    given = {"about": "ASI Nadeem", "fir": None, **fields}
    return diary.write_by_hand(
        by=cast.bilal, station=cast.kohsar, kind=kind, words=words, at=at, **given
    )


# --- The day ---


def test_the_first_entry_opens_the_day_with_the_lock_up(cast):
    """With name, case, sections and the hour of the arrest (rule 22.48(3)); of sealed cases only
    how many."""
    io = make_officer("nadeem", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    fir = make_case(cast.kohsar, cast.bilal, io, at=NOON, parts=[accused()])
    sealed = make_case(
        cast.kohsar, cast.bilal, io, at=NOON, parts=[accused("Hidden Man", cnic=""), victim(age=9)]
    )
    for case in (fir, sealed):
        custody.arrest(
            by=io, fir=case, accused=case.accused_rows.get(), arrested_at=NOON, place="F-7",
            before_because="", told_whom="", at=NOON,
        )  # fmt: skip
    tomorrow = NOON + timedelta(days=1)
    write(cast, at=tomorrow)
    opening = DiaryEntry.objects.of_day(cast.kohsar, tomorrow.date()).first()
    assert (opening.kind, opening.made_by) == ("opening", None)
    assert opening.words == (
        f"The day is opened. In the lock-up: Asif Bashir, FIR {fir.number}, 379 PPC, "
        "arrested on 25-11-2026 12:00; of sealed cases: 1"
    )


def test_the_next_day_closes_the_one_before(cast):
    """At its last moment, with the cash by the cash book; numbers begin anew."""
    write(cast, at=NOON)
    entry = CashEntry(station=cast.kohsar, is_receipt=True, head="fine", amount=1200, whom="Court")
    books.enter_cash(by=cast.bilal, entry=entry, at=NOON)
    write(cast, at=NOON + timedelta(days=3))
    assert entries(cast.kohsar, NOON.date()) == [
        (1, "opening"),
        (2, "departure"),
        (3, "cash"),
        (4, "closing"),
    ]
    closing = DiaryEntry.objects.get(kind="closing")
    assert closing.words == (
        "Closed at midnight. Cash by the cash book: Rs 1,200; nobody counted it."
    )
    assert closing.made_at.astimezone(PAKISTAN).date() == NOON.date()
    assert entries(cast.kohsar, NOON.date() + timedelta(days=3)) == [
        (1, "opening"),
        (2, "departure"),
    ]


def test_it_is_closed_in_its_last_minutes(cast):
    """With what was counted; a difference is explained; nothing comes after it.

    Until ten to twelve it stays open: somebody may be arrested still.
    """
    write(cast, at=NOON)
    given = {"by": cast.bilal, "station": cast.kohsar, "day": NOON.date(), "words": ""}
    with pytest.raises(Refused, match="closed from 23:50 on"):
        diary.close_by_hand(balance=0, at=NIGHT - timedelta(minutes=1), **given)
    with pytest.raises(Refused, match="has not come"):
        diary.close_by_hand(balance=0, at=NOON - timedelta(days=1), **given)
    with pytest.raises(Refused, match="cash book says Rs 0"):
        diary.close_by_hand(balance=50, at=NIGHT, **given)
    closing = diary.close_by_hand(balance=50, at=NIGHT, **given | {"words": "Found in the box."})
    assert closing.words == (
        "The day is closed. Cash in hand: Rs 50. By the cash book: Rs 0. Found in the box."
    )
    later = NIGHT + timedelta(minutes=5)
    with pytest.raises(Refused, match="is closed"):
        write(cast, at=later)
    with pytest.raises(Refused, match="is closed"):
        make_fir(cast.kohsar, cast.bilal, at=later)
    with pytest.raises(Refused, match="no open roznamcha"):
        diary.close_by_hand(balance=0, at=later, **given)
    assert not FIR.objects.registered().exists()
    assert write(cast, at=NIGHT + timedelta(minutes=10)).number == 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"number": 4}, "without a gap", id="a number is left out"),
        pytest.param({"number": 3, "made_at": NOON - timedelta(hours=1)}, "gap", id="before"),
        pytest.param({"number": 2}, "number", id="a number twice"),
        pytest.param({"number": 3, "kind": "opening"}, "opens_the_day", id="opened twice"),
    ],
)
def test_the_database_leaves_no_gap(cast, wrong, says):
    """Whatever writes, also by hand."""
    write(cast, at=NOON)
    row = {"station": cast.kohsar, "day": NOON.date(), "kind": "other", "words": "x"}
    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        DiaryEntry.objects.create(**{"made_at": NOON, **row, **wrong})


def test_eight_pens_at_midnight(tmp_path):
    """Officers who write and pay at one moment, over midnight: no gap, no number twice, every
    balance right, and both days whole."""
    environment = {**os.environ, "DATABASE_URL": copied("two_pens")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.firs.two_pens"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["wrong"] == []
    before, after = told["days"]
    assert [numbers for numbers, _first, _last in (before, after)] == [
        list(range(1, len(before[0]) + 1)),
        list(range(1, len(after[0]) + 1)),
    ]
    assert (before[1:], after[1]) == (["opening", "closing"], "opening")
    # Each wrote into the roznamcha, and each payment stands there: 24 of both, and the advance.
    assert len(before[0]) + len(after[0]) == 3 + 1 + 24 + 24
    assert told["cash"] == [[1, 10_000], *([n + 2, 9_990 - 10 * n] for n in range(24))]


# --- What CASPP does at midnight ---


def test_midnight_turns_every_page(cast, django_assert_max_num_queries):
    """Every station's day is opened, what was left open is closed; twice is once."""
    write(cast, at=NOON)
    midnight = (NOON + timedelta(days=1)).replace(hour=0, minute=2)
    with time_machine.travel(midnight, tick=False):
        tasks.turn_the_roznamchas()
        stations = Station.objects.count()
        opened = DiaryEntry.objects.filter(day=midnight.date())
        assert opened.count() == opened.filter(number=1, kind="opening").count() == stations
        with django_assert_max_num_queries(5):
            tasks.turn_the_roznamchas()
    assert entries(cast.kohsar, NOON.date())[-1] == (3, "closing")
    assert DiaryEntry.objects.filter(day=NOON.date()).count() == 3


def test_late_challans_go_up_every_hour(cast):
    """The task asks the clocks."""
    io = make_officer("nadeem", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    fir = make_case(cast.kohsar, cast.bilal, io, at=NOON)
    with time_machine.travel(NOON + timedelta(days=15)):
        tasks.raise_late_challans()
    fir.refresh_from_db()
    assert fir.escalated_to == 2


# --- By hand ---


def test_the_same_form_sent_twice_is_one_entry(cast):
    """Another officer may say the same; CASPP's own kinds are nobody's to type."""
    write(cast, at=NOON)
    with pytest.raises(Refused, match="it is entry 2"):
        write(cast, at=NOON + timedelta(seconds=2))
    with pytest.raises(Refused, match="along with what is done"):
        write(cast, at=NOON, kind="fir")
    assert write(cast, "Back from patrol", at=NOON, kind="return").number == 3


# --- On screen ---


def page(client, **query):
    return client.get(reverse("firs:roznamcha"), query)


ENTRY = {"kind": "return", "about": "ASI Nadeem", "words": "Back from patrol", "fir": ""}


def test_the_moharrar_writes_on_screen(cast):
    """Under the day's entries; the FIR is found by its number; the look is recorded."""
    clerk = cast.client(cast.bilal)
    assert "Nothing is written on this day" in page(clerk).text
    fir = make_fir(cast.kohsar, cast.bilal, at=NOON)
    sent = {**ENTRY, "fir": f" {fir.number} "}
    response = clerk.post(reverse("firs:write_entry"), sent)
    assert response["Location"] == reverse("firs:roznamcha") + "#entry-4"
    shown = page(clerk)
    assert [one.entry.number for one in shown.context["rapats"]] == [1, 2, 3, 4]
    assert shown.context["rapats"][3].case == fir
    assert reverse("firs:case", args=[fir.pk]) in shown.text
    look = Event.objects.filter(action="firs.register_read").latest("pk")
    assert (look.actor_id, look.target_id) == (cast.bilal.pk, cast.kohsar.pk)
    assert look.detail == {"register": "II", "day": "2026-11-25"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": ""}, "words"),
        ({"kind": "closing"}, "kind"),
        ({"fir": "99/26"}, "fir"),
        ({"fir": "0 OR 1"}, "fir"),
        ({"about": "x" * 121}, "about"),
    ],
)
def test_mistakes_come_back_with_the_day(cast, wrong, field):
    """422, with what was typed."""
    response = cast.client(cast.bilal).post(reverse("firs:write_entry"), {**ENTRY, **wrong})
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not DiaryEntry.objects.exists()


def test_only_today_is_written(cast):
    """An earlier day is read; the arrows lead from day to day with entries."""
    write(cast, at=NOON - timedelta(days=9))
    write(cast, at=NOON - timedelta(days=4))
    write(cast, at=NOON)
    clerk = cast.client(cast.bilal)
    assert page(clerk).context["earlier_url"].endswith("?day=2026-11-21")
    shown = page(clerk, day="2026-11-21")
    assert shown.context["form"] is None
    assert shown.context["earlier_url"].endswith("?day=2026-11-16")
    assert shown.context["later_url"].endswith("?day=2026-11-25")
    for nonsense in ("nonsense", "2026-02-30", "\x00", "0000-01-01"):
        assert page(clerk, day=nonsense).context["day"] == NOON.date()
    for far in ("0001-01-01", "9999-12-31"):
        assert page(clerk, day=far).context["rapats"] == []
        assert clerk.get(reverse("firs:close_day"), {"day": far}).status_code == 200


def test_the_day_is_closed_on_screen(cast):
    """The cash book proposes the balance; before the last hour there is no such button."""
    entry = CashEntry(station=cast.kohsar, is_receipt=True, head="fine", amount=1200, whom="Court")
    books.enter_cash(by=cast.bilal, entry=entry, at=NOON)
    clerk = cast.client(cast.bilal)
    assert not page(clerk).context["may_close"]
    assert clerk.get(reverse("firs:close_day")).context["refusal"]
    with time_machine.travel(NIGHT, tick=False):
        clerk = cast.client(cast.bilal)
        assert page(clerk).context["may_close"]
        asked = clerk.get(reverse("firs:close_day"))
        assert asked.context["form"]["balance"].value() == 1200
        wrong = clerk.post(reverse("firs:close_day"), {"balance": "1000", "words": ""})
        assert wrong.status_code == 422
        assert clerk.post(reverse("firs:close_day"), {"balance": "1200"}).status_code == 302
        shown = page(clerk)
        assert shown.context["is_closed"]
        assert shown.context["form"] is None
        assert clerk.post(reverse("firs:write_entry"), ENTRY).status_code == 422


def test_who_reads_and_who_writes(cast):
    """A station of one's own, or 404; a right of one's own, or 403; above one chooses."""
    write(cast, at=NOON)
    stranger = {"station": cast.margalla.pk}
    clerk, dpo = cast.client(cast.bilal), cast.client(cast.dania)
    assert page(clerk, **stranger).status_code == 404
    assert clerk.post(reverse("firs:write_entry"), {**ENTRY, **stranger}).status_code == 404
    assert clerk.post(reverse("firs:close_day"), stranger).status_code == 404
    assert page(cast.client(cast.ehsan)).status_code == 403
    assert dpo.post(reverse("firs:write_entry"), ENTRY).status_code == 403
    for station in (cast.kohsar, cast.margalla):
        shown = page(dpo, station=station.pk)
        assert (shown.context["station"], shown.context["form"]) == (station, None)
    assert page(dpo, station=cast.clifton.pk).status_code == 404
    assert page(dpo, station="x" * 40).status_code == 200
    io = make_officer("nadeem", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    assert page(cast.client(io)).context["form"] is not None
    assert cast.client(io).get(reverse("firs:close_day")).status_code == 403


def test_a_sealed_case_tells_nothing_in_it(cast):
    """Its entries keep number and hour; a name in an opening goes, too, if it is sealed later."""
    io = make_officer("nadeem", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    other = make_officer("tariq", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    at = NOON - timedelta(days=1)
    fir = make_case(
        cast.kohsar, cast.bilal, io, at=at, offence="Seen with Rabia", parts=[accused("Jan Gul")]
    )
    custody.arrest(
        by=io, fir=fir, accused=fir.accused_rows.get(), arrested_at=at, place="F-7",
        before_because="", told_whom="", at=at,
    )  # fmt: skip
    write(cast, at=NOON)
    assert "Jan Gul" in page(cast.client(other)).text
    sealing.seal(by=cast.ayesha, fir=fir, sealed_as="informant", at=NOON)
    days = [{}, {"day": "2026-11-24"}]
    for query in days:
        untold = page(cast.client(other), **query).text
        assert not any(words in untold for words in ("Jan Gul", "Rabia", fir.number, "379 PPC"))
    shown = page(cast.client(other), **days[1]).context["rapats"]
    assert [one.entry.number for one in shown] == [1, 2, 3, 4, 5]
    assert [one.is_withheld for one in shown] == [False, True, True, True, False]
    assert all("Jan Gul" in page(cast.client(io), **query).text for query in days)


def test_no_card_is_shown_whole(cast):
    """Whoever types a CNIC into the roznamcha does not show it to everybody."""
    write(cast, "Brought in: 61101-1234567-1 and 4210112345671, Rs 125000", at=NOON)
    shown = page(cast.client(cast.ayesha)).text
    assert "1234567" not in shown
    assert "125000" in shown


def test_a_busy_day_asks_no_more(cast):
    """As many questions for forty entries as for two."""
    make_fir(cast.kohsar, cast.bilal, at=NOON)
    clerk = cast.client(cast.bilal)
    page(clerk)
    counts = []
    for busy in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(clerk)
        counts.append(len(asked))
        make_fir(cast.kohsar, cast.bilal, at=NOON)
        for number in range(40):
            write(cast, f"Entry {number} of round {busy}", at=NOON)
    assert counts[0] == counts[1]

"""One entry, many registers: whatever was done stands in every book that it belongs to."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Posting
from accounts.roles import Role
from audit.models import Event
from complaints import actions as complaints
from convicts.watch_actions import decide
from firs import books, custody, investigating, periods, reporting, sealing, store
from firs.models import (
    Accused,
    Article,
    CaseItem,
    CashEntry,
    DiaryEntry,
    Licence,
    Process,
    RoadCertificate,
)
from firs.registers import REGISTERS
from firs.views import registers as register_views
from tests.cast import make_officer
from tests.complaints.complaint_scenes import make_complaint
from tests.documents.printed import count, pages, squeezed
from tests.firs.fir_scenes import accused, make_case, make_fir, victim
from tests.people_on_file import make_watch

pytestmark = pytest.mark.django_db

PAKISTAN = ZoneInfo("Asia/Karachi")
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=PAKISTAN)
COURT = "Magistrate Section 30, Islamabad"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def _long_posted(_noon, cast):
    """Whoever reads the books of last month was there."""
    Posting.objects.update(from_on=NOON.date() - timedelta(days=60))


@pytest.fixture
def io(cast):
    return make_officer("nadeem", Role.INVESTIGATION_OFFICER, station=cast.kohsar)


def item(**fields):
    given = {
        "kind": "weapon",
        "description": "Pistol 30 bore",
        "quantity": "1",
        "condition": "Sealed with 3 seals",
        "weapon_no": "A-10023",
        "recovered_at": NOON,
        "place": "Street 9, F-7/1",
        "witnesses": "Tariq Mehmood; Saleem Akhtar",
    }
    return CaseItem(**{**given, **fields})


def worked_case(cast, io, *, name="Asif Bashir", other="Jan Gul", **draft):
    """A case with an arrest, a recovery at the laboratory, and one who was proclaimed."""
    parts = [accused(name), accused(other, cnic="6110155555551", alias="Janu")]
    parts += draft.pop("more", [])
    fir = make_case(cast.kohsar, cast.bilal, io, at=NOON, parts=parts, **draft)
    first, second = fir.accused_rows.order_by("pk")[:2]
    custody.arrest(
        by=io, fir=fir, accused=first, arrested_at=NOON, place="Faizabad", before_because="",
        told_whom="", at=NOON,
    )  # fmt: skip
    store.recover(by=io, fir=fir, item=item(recovered_from=first), at=NOON)
    parcel = fir.items.get()
    store.move(
        by=cast.bilal, fir=fir, item=parcel, to="at_lab", by_whom="Constable Rashid",
        place="PFSA Lahore", question="Is it fit to fire?", order_no="", words="", at=NOON,
    )  # fmt: skip
    custody.abscond(by=io, fir=fir, accused=second, words="Fled", at=NOON)
    for kind in ("warrant", "proclamation"):
        custody.issue_process(
            by=io, fir=fir, accused=second, kind=kind, court=COURT, issued_on=NOON.date(), at=NOON
        )
    warrant = fir.processes.order_by("pk").first()
    custody.return_process(by=io, fir=fir, process=warrant, result="not_found", at=NOON)
    fir.refresh_from_db()
    return fir


def read(client, number, **query):
    """The cells that the page of a register shows, row by row."""
    response = client.get(reverse("firs:book", args=[number]), query)
    assert response.status_code == 200
    return [tuple(cell for _column, cell in line.cells) for line in response.context["lines"]]


# --- One entry, many registers ---


def test_whatever_is_done_stands_in_every_book(cast, io):
    """The FIR in I and IX, its acts in II, the absconder in IV and X, warrants in VI, the
    parcel in XIX and on the road in XXI; nobody wrote any of it twice."""
    fir = worked_case(cast, io)
    clerk = cast.client(cast.bilal)
    number, year = fir.number, "26"
    (book,) = read(clerk, "I")
    assert book == (
        number,
        "25-11-2026 12:00",
        "Ghulam Abbas s/o Ghulam Rasool\nHouse 9, Street 12, F-7/2",
        "Theft\n379 PPC",
        "Street 12, F-7/2",
        "Asif Bashir s/o Bashir Ahmed: In police custody\n"
        "Jan Gul s/o Bashir Ahmed: Proclaimed offender",
        "Nadeem",
        "Under investigation",
    )
    diary = [(row[0], row[2]) for row in read(clerk, "II")]
    assert diary[::-1] == [
        ("1/25-11-2026", "Opening"),
        ("2/25-11-2026", "Information of an offence"),
        ("3/25-11-2026", "FIR registered"),
        ("4/25-11-2026", "Arrest"),
        ("5/25-11-2026", "Case property"),
        ("6/25-11-2026", "Road certificate"),
        ("7/25-11-2026", "Warrant or summons"),
        ("8/25-11-2026", "Warrant or summons"),
    ]
    (absconder,) = read(clerk, "IV")
    assert absconder == (
        number,
        "Jan Gul s/o Bashir Ahmed @ Janu\n61101-•••••••-1",
        "",
        "379 PPC",
        "25-11-2026 12:00",
        f"Non-bailable warrant, {COURT}, 25-11-2026, Not found at his address\n"
        f"Proclamation (s.87), {COURT}, 25-11-2026",
        "Proclaimed offender",
    )
    processes = read(clerk, "VI")
    assert [(row[1], row[2], row[6]) for row in processes] == [
        ("Proclamation (s.87)", "Jan Gul s/o Bashir Ahmed", ""),
        ("Non-bailable warrant", "Jan Gul s/o Bashir Ahmed", "Not found at his address"),
    ]
    (crime,) = read(clerk, "IX")
    assert (crime[0], crime[3]) == (number, "Theft\n379 PPC")
    (wanted,) = read(clerk, "X")
    assert wanted[:4] == (
        "Jan Gul s/o Bashir Ahmed @ Janu\n61101-•••••••-1",
        "Proclaimed offender",
        f"FIR {number} Kohsar",
        "379 PPC",
    )
    (parcel,) = read(clerk, "XIX")
    assert parcel == (
        f"1/{year}",
        "25-11-2026 12:00",
        number,
        "Weapon: Pistol 30 bore\n1, A-10023, Sealed with 3 seals",
        "From Asif Bashir\nStreet 9, F-7/1\nTariq Mehmood; Saleem Akhtar",
        "25-11-2026 12:00, In the malkhana, Nadeem (nadeem)\n"
        f"25-11-2026 12:00, At the laboratory, Constable Rashid, road certificate 1/{year}",
        "At the laboratory",
    )
    (road,) = read(clerk, "XXI")
    assert road == (
        f"1/{year}",
        "25-11-2026 12:00",
        f"1/{year}: Pistol 30 bore",
        number,
        "PFSA Lahore",
        "Constable Rashid",
        "",
    )


def test_who_was_found_stays_in_register_iv(cast, io):
    """With what came of it; out of X, where only those are who are looked for now."""
    fir = worked_case(cast, io)
    later = NOON + timedelta(days=3)
    with time_machine.travel(later, tick=False):
        clerk = cast.client(cast.bilal)
        custody.arrest(
            by=io, fir=fir, accused=fir.accused_rows.get(name="Jan Gul"), arrested_at=later,
            place="Rawat", before_because="", told_whom="", at=later,
        )  # fmt: skip
        store.move(
            by=cast.bilal, fir=fir, item=fir.items.get(), to="in_store", by_whom="Rashid",
            place="", question="", order_no="", words="", at=later,
        )  # fmt: skip
        (row,) = read(clerk, "IV")
        assert row[4] == "25-11-2026 12:00"
        assert row[6] == "In police custody, 28-11-2026 12:00"
        assert read(clerk, "X") == []
        assert read(clerk, "XXI")[0][6] == "28-11-2026 12:00"
        assert read(clerk, "XIX")[0][6] == "In the malkhana"


def test_the_database_says_since_when_and_where(cast, io):
    """Whoever writes the position, absconding begins then; the station is the FIR's."""
    fir = worked_case(cast, io)
    one = fir.accused_rows.get(name="Jan Gul")
    assert (one.station, one.absconded_at) == (cast.kohsar, NOON)
    Accused.objects.filter(pk=one.pk).update(
        station=cast.margalla, absconded_at=None, position="on_bail", position_at=NOON
    )
    later = NOON + timedelta(days=1)
    one.refresh_from_db()
    assert (one.station, one.absconded_at) == (cast.kohsar, NOON)
    Accused.objects.filter(pk=one.pk).update(position="absconding", position_at=later)
    one.refresh_from_db()
    assert one.absconded_at == later
    assert set(Process.objects.values_list("station", flat=True)) == {cast.kohsar.pk}


def test_convictions_and_reports_to_the_magistrate(cast, io):
    """IX part II has who was convicted, VI part 2 what was no business of the police."""
    fir = worked_case(cast, io)
    clerk, first = cast.client(cast.bilal), fir.accused_rows.get(name="Asif Bashir")
    custody.remand(
        by=io, fir=fir, arrest=first.arrests.get(), produced_at=NOON, kind="judicial",
        from_on=NOON.date(), until_on=NOON.date() + timedelta(days=9), court=COURT, at=NOON,
    )  # fmt: skip
    reporting.make(
        by=io, fir=fir, kind="incomplete", cancelled_as="", accused=[first],
        words="Recovered from him.", at=NOON,
    )  # fmt: skip
    report = fir.reports.get()
    reporting.sign(by=cast.ayesha, fir=fir, report=report, at=NOON)
    reporting.reach_court(
        by=cast.bilal, fir=fir, report=report, reached_at=NOON, court=COURT, at=NOON
    )
    reporting.decide(
        by=cast.bilal, fir=fir, verdicts={first: "convicted"}, words="Two years", at=NOON
    )
    (row,) = read(clerk, "IX", part=2)
    assert row[0] == fir.number
    assert row[4:] == ("25-11-2026 12:00", "Convicted. Two years")
    complaint = make_complaint(cast.kohsar, by=cast.bilal, at=NOON, category="nuisance")
    complaints.diarise(
        by=cast.ayesha, complaint=complaint, diary_no="14/25-11-2026", court=COURT,
        words="A quarrel of neighbours", late_because="", at=NOON,
    )  # fmt: skip
    (row,) = read(clerk, "VI", part=2)
    assert row[0] == complaint.e_tag
    assert row[4:] == ("14/25-11-2026", COURT, "A quarrel of neighbours")


def test_the_small_books_are_registers_too(cast, io):
    """XVI, XVII and XX show what is written into them, with everything that came later."""
    clerk = cast.client(cast.bilal)
    rifles = books.receive_article(
        by=cast.bilal,
        article=Article(
            station=cast.kohsar, kind="arms", description="Rifle G3", quantity=3,
            condition="Good", received_from="Police Lines",
        ),
        at=NOON,
    )  # fmt: skip
    books.issue_article(
        by=cast.bilal, article=rifles, officer=io, quantity=2, condition="Good", at=NOON
    )
    (row,) = read(clerk, "XVI", part=2)
    assert row[2:] == (*("Arms: Rifle G3", "3", "Good", "2 × Nadeem, 25-11-2026", "", "1", ""),)
    officials = read(clerk, "XVI")
    assert {row[0] for row in officials} == {"Ayesha", "Bilal", "Nadeem"}
    holder = books.enter_licence(
        by=cast.bilal,
        licence=Licence(
            station=cast.kohsar, name="Malik Nadeem", cnic="6110112345671", address="F-7/1",
            licence_no="ICT-2044", weapon="Pistol 30 bore", valid_until=NOON.date(),
        ),
        at=NOON,
    )  # fmt: skip
    until = NOON.date() + timedelta(days=365)
    books.renew_licence(by=cast.bilal, licence=holder, valid_until=until, words="Order 1", at=NOON)
    (row,) = read(clerk, "XVII")
    assert row[1] == "Malik Nadeem\n61101-•••••••-1"
    assert row[5:] == ("25-11-2027", "25-11-2026, Renewed, 25-11-2027, Order 1")
    for amount, is_receipt in ((5000, True), (1250, False)):
        entry = CashEntry(
            station=cast.kohsar, is_receipt=is_receipt, head="diet", amount=amount, whom="Tandoor"
        )
        books.enter_cash(by=cast.bilal, entry=entry, at=NOON)
    assert [row[5:] for row in read(clerk, "XX")] == [
        ("", "1,250", "3,750"),
        ("5,000", "", "5,000"),
    ]


# --- Who reads what ---


def every(client, **query):
    """Everything that the registers show to this person, part by part."""
    return "".join(
        client.get(reverse("firs:book", args=[one.number]), {**query, "part": place}).text
        for one in REGISTERS
        for place in range(1, len(one.parts) + 1)
    )


def test_a_sealed_case_is_in_no_book_of_others(cast, io):
    """Not its people, not its things, not its number; the named officer reads all of it."""
    worked_case(cast, io)
    other = make_officer("tariq", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    fir = worked_case(
        cast, io, name="Hidden Accused", other="Hidden Absconder",
        more=[victim("Little Rabia", age=9)], offence="Of Rabia", place="Behind the school",
    )  # fmt: skip
    assert fir.is_sealed
    words = ("Hidden Accused", "Hidden Absconder", "Rabia", "Behind the school", f">{fir.number}<")
    shown = every(cast.client(other))
    assert [word for word in words if word in shown] == []
    assert "Asif Bashir" in shown
    assert [len(read(cast.client(other), number)) for number in ("XIX", "XXI", "IV", "X")] == [
        *(1, 1, 1, 1),
    ]
    told = every(cast.client(io))
    assert [word for word in words if word not in told and "Rabia" not in word] == []
    index = cast.client(other).get(reverse("firs:registers")).context["cards"]
    assert {card.register.number: card.rows for card in index}["I"] == 1


def test_an_accused_officer_reads_nothing_of_his_case(cast, io):
    """Nor that he is looked for."""
    bad = make_officer("tariq", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    worked_case(cast, io, more=[accused("Tariq", user=bad, cnic="6110177777771")])
    shown = every(cast.client(bad))
    assert "Jan Gul" not in shown
    assert "Jan Gul" in every(cast.client(io))


def test_a_hidden_informant_is_not_named(cast, io):
    """In no register, for nobody."""
    make_fir(cast.kohsar, cast.bilal, at=NOON, is_identity_hidden=True, name="Secret Friend")
    shown = every(cast.client(cast.ayesha))
    assert "Secret Friend" not in shown
    assert "Kept hidden" in shown


def test_only_who_sees_the_watch_list_reads_it_in_x(cast):
    """The moharrar keeps the register of whom cases look for; who is watched, he is not told."""
    entry = make_watch(cast.kohsar, cast.ayesha)
    decide(by=cast.dania, entry=entry, approve=True, note="", at=timezone.now())
    assert len(read(cast.client(cast.ayesha), "X")) == 1
    assert read(cast.client(cast.bilal), "X") == []
    assert read(cast.client(cast.chaudhry), "X") == []


def test_no_number_of_a_card_is_whole(cast, io):
    """Neither in a field of its own nor in words."""
    worked_case(cast, io, offence="Of 61101-9999999-9", place="By 4210188888881")
    shown = every(cast.client(cast.ayesha))
    assert not any(number in shown for number in ("9999999", "8888888", "5555555", "1234567"))


def test_a_station_of_ones_own_or_404(cast, io):
    """The right or 403, the station or 404, a register that there is or 404."""
    worked_case(cast, io)
    clerk, dpo, hotel = cast.client(cast.bilal), cast.client(cast.dania), cast.client(cast.ehsan)
    for name, kwargs in (("registers", {}), ("book", {"number": "I"})):
        address = reverse(f"firs:{name}", kwargs=kwargs)
        assert clerk.get(address, {"station": cast.margalla.pk}).status_code == 404
        assert hotel.get(address).status_code == 403
        assert dpo.get(address, {"station": cast.margalla.pk}).status_code == 200
        assert dpo.get(address, {"station": cast.clifton.pk}).status_code == 404
    for number in ("III", "0", "i", "XXVI"):
        assert clerk.get(reverse("firs:book", args=[number])).status_code == 404
    printing = reverse("firs:print_book", args=["I"])
    assert clerk.post(printing, {"station": cast.margalla.pk}).status_code == 404
    assert read(dpo, "I", station=cast.margalla.pk) == []
    assert len(read(dpo, "I", station=cast.kohsar.pk)) == 1
    assert "Receive or pay" not in dpo.get(reverse("firs:book", args=["XX"])).text


# --- How it is read ---


def test_each_look_is_recorded_once(cast):
    """One event for one page, with the register and how much of it was asked for."""
    clerk = cast.client(cast.bilal)
    before = Event.objects.count()
    read(clerk, "VI", part=2, period="2026")
    (look,) = Event.objects.order_by("pk")[before:]
    assert (look.action, look.target_id) == ("firs.register_read", cast.kohsar.pk)
    assert look.detail == {"register": "VI", "part": "2", "period": "2026"}


def test_long_registers_come_page_by_page(cast, monkeypatch):
    """Newest first, by the key: nothing twice, nothing left out."""
    for number in range(5):
        make_fir(cast.kohsar, cast.bilal, at=NOON + timedelta(minutes=number // 2))
    clerk = cast.client(cast.bilal)
    newest = register_views.newest_first
    monkeypatch.setattr(
        register_views, "newest_first", lambda rows, asked, by: newest(rows, asked, by=by, size=2)
    )
    address, seen = reverse("firs:book", args=["I"]), []
    while address:
        response = clerk.get(address)
        seen += [line.cells[0][1] for line in response.context["lines"]]
        address = response.context["page"].older_url
    assert seen == [f"{number}/26" for number in (5, 4, 3, 2, 1)]


def test_a_month_a_year_or_all(cast):
    """By the day in Pakistan; what stands is shown whole unless asked."""
    begin = datetime(2026, 11, 1, 0, 0, tzinfo=PAKISTAN)
    for at in (begin - timedelta(minutes=1), begin):
        with time_machine.travel(at, tick=False):
            make_fir(cast.kohsar, cast.bilal, at=at)
    clerk = cast.client(cast.bilal)

    def numbers(**query):
        return [row[0] for row in read(clerk, "I", **query)]

    assert numbers() == ["2/26"]
    assert numbers(period="2026-10") == ["1/26"]
    assert numbers(period="2026") == numbers(period="all") == ["2/26", "1/26"]
    assert numbers(period="2025") == []
    for nonsense in ("2026-13", "1066", "x" * 99, "2099-01"):
        assert numbers(period=nonsense) == ["2/26"]
    assert periods.period_asked("", default="all", at=NOON).code == "all"


def test_crimes_of_one_beat(cast):
    """Register IX is read beat by beat."""
    for beat in ("3", "4"):
        make_fir(cast.kohsar, cast.bilal, at=NOON, beat=beat)
    clerk = cast.client(cast.bilal)
    assert [row[0] for row in read(clerk, "IX", beat="4")] == ["2/26"]
    assert len(read(clerk, "I", beat="4")) == 2


def test_longer_registers_ask_no_more(cast, io):
    """As many questions for four cases as for one, in every part of every register."""

    def asked():
        counts = {}
        clerk = cast.client(cast.ayesha)
        clerk.get(reverse("firs:registers"))
        for one in REGISTERS:
            for place in range(1, len(one.parts) + 1):
                with CaptureQueriesContext(connection) as questions:
                    read(clerk, one.number, part=place, period="all")
                counts[one.number, place] = len(questions)
        with CaptureQueriesContext(connection) as questions:
            clerk.get(reverse("firs:registers"))
        return counts | {"index": len(questions)}

    def busier(round_):
        worked_case(cast, io)
        rifle = Article(
            station=cast.kohsar, kind="arms", description="Rifle", quantity=3, condition="Good",
            received_from="Lines",
        )  # fmt: skip
        books.receive_article(by=cast.bilal, article=rifle, at=NOON)
        books.issue_article(
            by=cast.bilal, article=rifle, officer=io, quantity=1, condition="Good", at=NOON
        )
        licence = Licence(
            station=cast.kohsar, name="Malik", address="F-7", licence_no=f"ICT-{round_}",
            weapon="Pistol", valid_until=NOON.date(),
        )  # fmt: skip
        books.enter_licence(by=cast.bilal, licence=licence, at=NOON)
        books.cancel_licence(by=cast.bilal, licence=licence, words="Order", at=NOON)

    busier(0)
    before = asked()
    for round_ in (1, 2, 3):
        busier(round_)
    assert asked() == before
    assert max(before.values()) <= 40


# --- On paper ---


def printed(client, number, **sent):
    response = client.post(reverse("firs:print_book", args=[number]), sent)
    assert response["Content-Type"] == "application/pdf", response
    return response.content


def test_every_register_is_printed(cast, io):
    """In both languages, and the printing is recorded."""
    worked_case(cast, io)
    clerk = cast.client(cast.bilal)
    for one in REGISTERS:
        for place in range(1, len(one.parts) + 1):
            made = printed(clerk, one.number, part=place)
            assert made.startswith(b"%PDF")
    assert Event.objects.filter(action="firs.register_printed").count() == 14
    assert squeezed("Jan Gul") in pages(printed(clerk, "IV"))[0]
    clerk.cookies["django_language"] = "ur"
    assert count(printed(clerk, "I")) == 1


def test_the_cash_is_carried_on_paper(cast):
    """What was in hand before the month, and after it."""
    for at, amount in ((NOON - timedelta(days=40), 700), (NOON, 50)):
        with time_machine.travel(at, tick=False):
            entry = CashEntry(
                station=cast.kohsar, is_receipt=True, head="fine", amount=amount, whom="Court"
            )
            books.enter_cash(by=cast.bilal, entry=entry, at=at)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        (words,) = pages(printed(cast.client(cast.bilal), "XX"))
    assert squeezed("Brought forward: Rs 700") in words
    assert squeezed("Carried forward: Rs 750") in words


def test_long_ones_are_printed_a_month_at_a_time(cast, monkeypatch):
    """A year of the diary is refused in words; so is more than is printed at once."""
    clerk = cast.client(cast.bilal)
    address = reverse("firs:print_book", args=["II"])
    for period in ("2026", "all"):
        response = clerk.post(address, {"period": period}, follow=True)
        assert "a month at a time" in response.text
    make_fir(cast.kohsar, cast.bilal, at=NOON)
    monkeypatch.setattr(register_views, "MOST_PRINTED", 2)
    assert "more than is printed at once" in clerk.post(address, follow=True).text
    assert not Event.objects.filter(action="firs.register_printed").exists()
    assert DiaryEntry.objects.count() == 3


def test_a_sealed_case_is_not_printed_either(cast, io):
    """Paper is read by whoever finds it."""
    fir = worked_case(cast, io)
    sealing.seal(by=cast.ayesha, fir=fir, sealed_as="informant", at=NOON)
    other = cast.client(make_officer("tariq", Role.INVESTIGATION_OFFICER, station=cast.kohsar))
    assert RoadCertificate.objects.exists()
    for number in ("I", "II", "IV", "VI", "IX", "X", "XIX", "XXI"):
        words = "".join(pages(printed(other, number)))
        assert not any(squeezed(name) in words for name in ("Jan Gul", "Asif Bashir"))


def test_register_names_are_said_in_urdu(cast):
    """Every heading and every name is a text of the catalog."""
    with translation.override("ur"):
        assert all(str(one.name) and one.title for one in REGISTERS)
    shown = cast.client(cast.bilal).get(reverse("firs:registers"))
    assert [card.register.number for card in shown.context["cards"]] == [
        *("I", "II", "IV", "VI", "IX", "X", "XVI", "XVII", "XIX", "XX", "XXI"),
    ]


def test_the_investigator_goes_on(cast, io):
    """A section added later is in the case, not in what was signed."""
    fir = worked_case(cast, io)
    (row,) = read(cast.client(cast.bilal), "I")
    assert row[0] == fir.number
    investigating.correct(
        by=cast.bilal, fir=fir, row="4", stands="Street 12", reads="Street 21",
        because="Misheard by the clerk", at=NOON,
    )  # fmt: skip
    assert read(cast.client(cast.bilal), "I") == [row]

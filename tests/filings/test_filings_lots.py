"""Lots: rows are kept as they came, worked off in slices, and each of them exactly once."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from audit.models import Event
from filings import lots
from filings.models import Lot, LotRow, Way
from filings.tasks import forget_lots, work_on_lots

pytestmark = pytest.mark.django_db
KIND = "tests.row"


class Toy:
    """A kind of rows: 'bad' is refused, 'boom' breaks whoever works on it; notes what it got."""

    def __init__(self):
        self.slices = []
        self.languages = set()

    def party_of(self, cells, number, before):
        return cells.get("party") or f"#{number}"

    def work_off(self, lot, parties, at):
        self.slices.append([[row.number for row in party] for party in parties])
        self.languages.add(translation.get_language())
        for row in (row for party in parties for row in party):
            said = row.cells.get("said", "")
            if said == "boom":
                raise ZeroDivisionError
            if said == "hopeless":
                raise lots.GivenUp("The house is closed.")
            if said == "bad":
                row.state, row.errors = LotRow.State.REFUSED, [["said", "This is bad."]]
            elif lot.is_trial:
                row.state = LotRow.State.FINE
            else:
                row.state, row.source_id, row.receipt = "filed", row.number, f"R-{row.number}"
            if said == "odd":
                row.notes = [["said", "Odd, but taken."]]


@pytest.fixture
def toy(monkeypatch):
    worker = Toy()
    monkeypatch.setitem(lots._workers, KIND, lots.Worker(worker.party_of, worker.work_off))
    return worker


def bring(cast, rows, **changes):
    given = {
        "kind": KIND,
        "premises": cast.hotel,
        "rows": rows,
        "columns": ["party", "said"],
        "by": cast.ehsan,
        "way": Way.UPLOAD,
        "at": timezone.now(),
        **changes,
    }
    return lots.bring(**given)


def work(**changes):
    """Work until nothing is left, each turn with a clock on which every claim has run out."""
    at = changes.pop("at", timezone.now())
    for turn in range(20):
        if not lots.work(at=at + 2 * turn * lots.CLAIM_LASTS, **changes):
            return
    raise AssertionError("It never ends.")


def rows_of(lot):
    return list(lot.lines.order_by("number"))


def test_rows_are_kept_as_they_came_and_worked_off(cast, toy):
    """Good ones are filed, bad ones refused, odd ones noted; the counts say how many."""
    rows = [{"said": "ok"}, {"said": "bad"}, {"said": ""}, {"said": " odd "}]
    lot = bring(cast, rows, first=2, file_name="نومبر.csv")
    assert (lot.rows, lot.state, lot.file_name) == (3, "waiting", "نومبر.csv")
    assert [(row.number, row.cells) for row in rows_of(lot)] == [
        (2, {"said": "ok"}), (3, {"said": "bad"}), (5, {"said": "odd"}),
    ]  # fmt: skip
    work()
    lot.refresh_from_db()
    assert (lot.state, lot.rows_done) == ("done", 3)
    assert lot.counts == {"filed": 2, "refused": 1, "noted": 1}
    assert [(row.state, row.source_id, row.receipt) for row in rows_of(lot)] == [
        ("filed", 2, "R-2"), ("refused", None, ""), ("filed", 5, "R-5"),
    ]  # fmt: skip
    assert rows_of(lot)[1].errors == [["said", "This is bad."]]
    assert rows_of(lot)[2].notes == [["said", "Odd, but taken."]]
    assert [event.action for event in Event.objects.order_by("pk")] == [
        "filings.lot_brought",
        "filings.lot_worked_off",
    ]


def test_text_that_no_table_keeps_and_signs_of_copy_come_through(cast, toy):
    r"""NUL and half signs are left out; tabs, line ends, quotes and backslashes stay."""
    said = 'a\x00b\ud800 "c"\t\\N\n\\.\r\\'
    lot = bring(cast, [{"said": said, "party": "\\.\t1"}])
    row = rows_of(lot)[0]
    assert row.cells == {"said": 'ab "c"\t\\N\n\\.\r\\', "party": "\\.\t1"}
    assert row.party == "\\.\t1"


def test_a_party_is_never_divided(cast, toy, monkeypatch):
    """Wherever in the file its rows stand, they are worked off together, in their order."""
    monkeypatch.setattr(lots, "SLICE", 2)
    parties = ["a", "b", "a", "c", "b", "a", "d"]
    lot = bring(cast, [{"party": party, "said": "ok"} for party in parties])
    work()
    lot.refresh_from_db()
    assert toy.slices == [[[1, 3, 6], [2, 5]], [[4], [7]]]
    assert (lot.rows_done, lot.counts["filed"]) == (7, 7)


def test_the_same_reference_is_the_same_lot(cast, toy):
    """Sent twice it is there once; a trial, another house, and no name at all are others."""
    first = bring(cast, [{"said": "ok"}], reference="Nov-28")
    assert bring(cast, [{"said": "other"}], reference="Nov-28") == first
    assert rows_of(first)[0].cells == {"said": "ok"}
    others = [
        bring(cast, [{"said": "ok"}], reference="Nov-28", is_trial=True),
        bring(cast, [{"said": "ok"}], reference="Nov-28", premises=cast.other_hotel),
        bring(cast, [{"said": "ok"}]),
        bring(cast, [{"said": "ok"}]),
    ]
    assert len({first.pk, *(lot.pk for lot in others)}) == 5
    assert Event.objects.filter(action="filings.lot_brought").count() == 5


@pytest.mark.parametrize(
    ("number", "words"), [(0, "There is no row in it."), (4, "more than 3 rows")]
)
def test_none_and_too_many_are_refused(cast, toy, monkeypatch, number, words):
    monkeypatch.setattr(lots, "MOST_ROWS", 3)
    with pytest.raises(lots.Refused, match=words):
        bring(cast, [{"said": "ok"}] * number)
    assert not Lot.objects.exists()


def test_a_trial_files_nothing_and_is_filed_afterwards_once(cast, toy):
    """A checked file is filed from the rows that are kept; asked for twice it is one lot."""
    trial = bring(cast, [{"said": "ok"}, {"said": "bad"}], is_trial=True, first=2)
    with pytest.raises(lots.Refused, match="checked to its end"):
        lots.file_checked(by=cast.ehsan, lot=trial, at=timezone.now())
    work()
    trial.refresh_from_db()
    assert (trial.state, trial.counts) == ("checked", {"fine": 1, "refused": 1, "noted": 0})
    lot = lots.file_checked(by=cast.ehsan, lot=trial, at=timezone.now())
    assert lots.file_checked(by=cast.ehsan, lot=trial, at=timezone.now()) == lot
    assert [(row.number, row.state, row.errors) for row in rows_of(lot)] == [
        (2, "waiting", []), (3, "waiting", []),
    ]  # fmt: skip
    work()
    lot.refresh_from_db()
    assert (lot.state, lot.rows, lot.counts["filed"]) == ("done", 2, 1)


def test_what_a_sandbox_sent_is_never_filed(cast, toy):
    """Only a person who had a file checked files it from there."""
    trial = bring(cast, [{"said": "ok"}], is_trial=True, way=Way.API)
    work()
    with pytest.raises(lots.Refused):
        lots.file_checked(by=cast.ehsan, lot=trial, at=timezone.now())


def test_it_speaks_the_language_of_whoever_sent_it(cast, toy):
    with translation.override("ur"):
        bring(cast, [{"said": "ok"}])
    work()
    assert toy.languages == {"ur"}


def test_stopped_it_leaves_the_rest_as_it_is(cast, toy, monkeypatch):
    """What is filed stays filed; what ended cannot be stopped."""
    monkeypatch.setattr(lots, "SLICE", 1)
    lot = bring(cast, [{"said": "ok"}] * 3)
    assert lots.work(at=timezone.now(), seconds=0)
    lots.stop(by=cast.ehsan, lot=lot, at=timezone.now())
    work()
    lot.refresh_from_db()
    assert (lot.state, lot.rows_done) == ("stopped", 1)
    assert [row.state for row in rows_of(lot)] == ["filed", "waiting", "waiting"]
    with pytest.raises(lots.Refused, match="over already"):
        lots.stop(by=cast.ehsan, lot=lot, at=timezone.now())


def test_a_slice_that_breaks_leaves_no_row_marked_and_is_given_up(cast, toy, monkeypatch):
    """What went well before stays; after three tries the lot has failed, and says so."""
    monkeypatch.setattr(lots, "SLICE", 2)
    lot = bring(cast, [{"said": said} for said in ("ok", "ok", "ok", "boom")])
    work()
    lot.refresh_from_db()
    assert (lot.state, lot.rows_done, len(toy.slices)) == ("failed", 2, 1 + 1 + lots.TRIES)
    assert lot.failure == "Something went wrong inside CASPP. The administrator is told."
    assert [row.state for row in rows_of(lot)] == ["filed", "filed", "waiting", "waiting"]


def test_a_lot_that_cannot_go_on_says_why_at_once(cast, toy):
    lot = bring(cast, [{"said": "hopeless"}])
    work()
    lot.refresh_from_db()
    assert (lot.state, lot.failure, len(toy.slices)) == ("failed", "The house is closed.", 1)


def test_a_claim_holds_others_off_and_runs_out(cast, toy):
    """Whoever was killed is followed after half a minute; killed each time it is given up."""
    lot = bring(cast, [{"said": "ok"}])
    at = timezone.now()
    for turn in range(lots.TRIES):
        assert lots._claimed(at + turn * lots.CLAIM_LASTS) == lot
        assert lots._claimed(at + turn * lots.CLAIM_LASTS) is None
    assert lots._claimed(at + lots.TRIES * lots.CLAIM_LASTS) is None
    lot.refresh_from_db()
    assert (lot.state, lot.failure) == ("failed", "Whoever worked on it was stopped each time.")


def test_a_short_one_does_not_wait_behind_a_long_one(cast, toy, monkeypatch):
    monkeypatch.setattr(lots, "SLICE", 1)
    long = bring(cast, [{"said": "ok"}] * 5)
    assert lots.work(at=timezone.now(), seconds=0)
    short = bring(cast, [{"said": "ok"}])
    lots.work(at=timezone.now(), seconds=0)
    assert [lot.lines.filter(state="filed").count() for lot in (long, short)] == [1, 1]


def test_the_worker_goes_on_and_forgets_what_is_old(cast, toy):
    """Both ring by the clock: lots that ended a month ago are gone with their rows."""
    old, new, waiting = (bring(cast, [{"said": "ok"}]) for _ in range(3))
    work_on_lots()
    ended = Lot.objects.filter(pk__in=[old.pk, new.pk])
    assert set(ended.values_list("state", flat=True)) <= {"done", "waiting"}
    work()
    Lot.objects.filter(pk=old.pk).update(ended_at=timezone.now() - lots.KEPT - timedelta(hours=1))
    Lot.objects.filter(pk=waiting.pk).update(state="waiting", ended_at=None)
    forget_lots()
    assert set(Lot.objects.values_list("pk", flat=True)) == {new.pk, waiting.pk}
    assert set(LotRow.objects.values_list("lot", flat=True)) == {new.pk, waiting.pk}

"""Every step of a case and of an accused, allowed and not, from the dicts of `firs.workflow`.

Each is tried by a plain UPDATE under the triggers of the tables: what the dict allows goes through
once its report, order or officer is there; what it does not allow is refused by the trigger of the
moves, with every other law of the table out of the way.
"""

import re
from datetime import timedelta
from itertools import permutations

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from firs import policies, reporting
from firs.models import FIR, UNWRITTEN, Accused, Position, ReportKind, State
from firs.workflow import POSITIONS, TRANSITIONS, allows, allows_position
from tests.cast import engage
from tests.firs.raw_rows import again, broken, laws, repeal, settle, undone, update
from tests.firs.stages import COURT, Stages, named

pytestmark = pytest.mark.django_db

_PAIR = re.compile(r"\('(\w+)', '(\w+)'\)")


class Scene(Stages):
    """A draft, and a case with an interim report; each is put where a step begins."""

    def __init__(self) -> None:
        super().__init__(engage(), timezone.now())
        self.fir = self.marked()
        self.one = named(self.fir)
        self.report_to_copy = self.sign(self.report(self.fir, "interim"))
        self.blank = self.draft()
        self.entry = self.fir.diary_entries.latest("day", "number")

    def row(self, start: str) -> FIR:
        """The row at the beginning of the step, put there with its triggers asleep."""
        row = self.blank if start in UNWRITTEN else self.fir
        _put(row, state=start, review_due_on=timezone.localdate())
        return row

    def satisfy(self, start: str, to: str) -> None:
        """What else the law asks for before a case comes there."""
        kinds = {State.IN_COURT: start, State.DECIDED: "complete", State.CANCELLED: "cancellation"}
        kind = kinds.get(State(to), to)
        if kind not in ReportKind.values:
            return
        at = self.tick()
        columns = {"kind": kind, "made_at": at, "signed_at": at, "accused": '[{"accused": 1}]'}
        if kind == "cancellation":
            columns["cancelled_as"] = "B"
        if to in kinds:
            columns |= {
                "reached_court_at": at,
                "reached_court_by_id": self.bilal.pk,
                "court": COURT,
            }
        if to == State.CANCELLED:
            columns |= {"order_at": at, "order_by_id": self.ayesha.pk, "order_no": "Order 1",
                        "order_is_approval": True}  # fmt: skip
        again(self.report_to_copy, **columns)

    def columns(self, start: str, to: str) -> dict:
        """What is written along with the state."""
        if start != State.DRAFT or to != State.REGISTERED:
            return {"state": to}
        at = self.entry.made_at
        return {
            "state": to, "year": self.fir.year, "serial": self.fir.serial + 1,
            "registered_at": at, "registered_by_id": self.bilal.pk, "signed_as": "thumb",
            "diary_entry_id": self.entry.pk, "sections": "379 PPC",
            "report_due_at": at + timedelta(days=14), "interim_due_at": at + timedelta(days=17),
        }  # fmt: skip


def _put(row, **columns) -> None:
    table = row._meta.db_table
    settle()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        update(row, **columns)
        settle()
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _only(law: str) -> None:
    """Every other trigger of its table is repealed."""
    settle()
    table = laws()[law]
    for other, model in laws().items():
        if model is table and "." in other and other != law:
            repeal(other)


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        yield Scene()


@pytest.fixture(autouse=True)
def _as_it_was(scene, db):
    with undone():
        yield


# --- The case ---


@pytest.mark.parametrize(("start", "to"), [*permutations(State.values, 2)])
def test_every_step_of_a_case(scene, start, to):
    """Allowed by the dict: by the table, by the policy. Not allowed: by none of them."""
    is_allowed = to in TRANSITIONS[start]
    assert allows(start, to) is is_allowed
    assert (policies.refuse_move(FIR(state=start), to) is None) is is_allowed
    row = scene.row(start)
    if is_allowed:
        scene.satisfy(start, to)
        update(row, **scene.columns(start, to))
        assert FIR.objects.get(pk=row.pk).state == to
        return
    _only("fir.moves_of_state")
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        update(row, **scene.columns(start, to))
    assert broken(refusal.value) == "fir.moves_of_state"


@pytest.mark.parametrize("state", [one for one in State.values if one != State.DRAFT])
def test_a_case_begins_as_a_draft(scene, state):
    """Nothing else is inserted."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        again(scene.fir, state=state, serial=2, diary_entry_id=scene.entry.pk)
    assert broken(refusal.value) == "fir.moves_of_state"


def test_the_trigger_knows_the_steps_of_the_dict():
    """Exactly those: the function in the database names them one by one."""
    assert _pairs_of("firs_fir", "moves_of_state") == _pairs(TRANSITIONS)


# --- The accused ---


@pytest.mark.parametrize(("start", "to"), [*permutations(Position.values, 2)])
def test_every_step_of_an_accused(scene, start, to):
    """The same for where one accused stands."""
    is_allowed = to in POSITIONS[start]
    assert allows_position(start, to) is is_allowed
    one = Accused(name="Asif", is_known=True, position=start)
    assert (policies.refuse_position(one, to) is None) is is_allowed
    _put(scene.one, position=start)
    if is_allowed:
        update(scene.one, position=to)
        assert Accused.objects.get(pk=scene.one.pk).position == to
        return
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        update(scene.one, position=to)
    assert broken(refusal.value) == "accused.moves_of_position"


@pytest.mark.parametrize("position", [one for one in Position.values if one != Position.AT_LARGE])
def test_an_accused_begins_at_large(scene, position):
    """Whatever becomes of him is a step of its own."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        again(scene.one, position=position)
    assert broken(refusal.value) == "accused.moves_of_position"


def test_the_trigger_knows_the_steps_of_an_accused():
    """Exactly those of the dict."""
    assert _pairs_of("firs_accused", "moves_of_position") == _pairs(POSITIONS)


def _pairs(transitions) -> set[tuple[str, str]]:
    return {(start, to) for start, ends in transitions.items() for to in ends}


def _pairs_of(table: str, trigger: str) -> set[tuple[str, str]]:
    """The pairs in the function of the trigger, as PostgreSQL has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(tgfoid) FROM pg_trigger WHERE tgrelid = %s::regclass"
            " AND tgname LIKE %s",
            [table, f"pgtrigger_{trigger}_%"],
        )
        ((source,),) = cursor.fetchall()
    return set(_PAIR.findall(source))


# --- The steps that have two ends ---


def test_a_case_comes_back_to_whoever_had_it(scene):
    """Transferred and opened again: to its officer, or to be marked to one."""
    for fir, state in ((scene.fir, State.INVESTIGATION), (scene.registered(), State.REGISTERED)):
        reporting.transfer(
            by=scene.sdpo, fir=fir, to="Crime branch", words="Order 7", at=scene.tick()
        )
        back = reporting.reopen(by=scene.ayesha, fir=fir, words="It came back.", at=scene.tick())
        assert back.state == state

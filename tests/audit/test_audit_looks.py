"""The one door to a person: purpose, budget, and the links that a look-up gives."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Posting
from accounts.roles import Role
from audit import looks
from audit.actions import record
from audit.models import Event
from audit.purposes import Purpose, PurposeKind
from tests.cast import make_officer
from tests.people_on_file import make_convict

pytestmark = pytest.mark.django_db

FOR_A_CASE = Purpose(PurposeKind.INVESTIGATION, case_ref="FIR 12/2026")
#: Noon and one minute to midnight in Karachi.
NOON = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
LATE = datetime(2026, 11, 24, 18, 59, tzinfo=UTC)


@pytest.fixture
def gul(cast):
    return make_officer("gul", Role.CRO_OPERATOR)


def look(by, at=NOON, **changes) -> Event:
    return looks.look(by=by, at=at, action="tests.looked", **{"purpose": FOR_A_CASE, **changes})


def refused_events() -> list[str]:
    """What the log says of looks beyond the budget."""
    events = Event.objects.filter(action="audit.over_budget", outcome="refused")
    return [event.detail["act"] for event in events]


# --- Purpose ---


@pytest.mark.parametrize(
    "purpose",
    [
        Purpose(),
        Purpose(case_ref="FIR 12/2026"),
        Purpose(PurposeKind.COURT),
        Purpose(PurposeKind.COURT, words="to see"),
    ],
)
def test_without_a_purpose_there_is_no_look(gul, purpose):
    """The door asks itself, whatever a form let through."""
    with pytest.raises(looks.NoPurpose):
        look(gul, purpose=purpose)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "purpose",
    [FOR_A_CASE, Purpose(PurposeKind.PREVENTION, words="Seen loitering at the bus stand")],
)
def test_a_look_keeps_its_purpose(gul, purpose):
    """With a case, or with the reason why there is none."""
    event = look(gul, purpose=purpose)
    assert looks.purpose_of(Event.objects.get()) == looks.purpose_of(event) == purpose


# --- Budget ---


def test_budgets_by_role(cast, gul):
    """A hundred a day, more for those whose work it is; two postings give the greater one."""
    assert looks.budget_of(cast.ayesha) == 100
    assert looks.budget_of(gul) == 400
    yesterday = NOON.date() - timedelta(days=1)
    Posting.objects.create(user=cast.bilal, role=Role.CRO_OPERATOR, from_on=yesterday)
    assert looks.budget_of(cast.bilal) == 400


def test_the_hundred_and_first_is_refused(cast):
    """The budget as it is: a hundred looks pass, the next does not and is in the log."""
    for number in range(1, 101):
        assert looks.nth_today(look(cast.ayesha)) == number
    with (
        pytest.raises(looks.OverBudget, match="100 people today"),
        looks.looking(by=cast.ayesha, at=NOON, action="tests.looked", purpose=FOR_A_CASE),
    ):
        pytest.fail("The block of a refused look was entered.")
    assert refused_events() == ["tests.looked"]
    assert Event.objects.looks().count() == 100


def test_the_day_is_that_of_karachi(cast, monkeypatch):
    """At midnight on the wall, not at midnight in Greenwich."""
    monkeypatch.setattr(looks, "LOOK_UPS_A_DAY", 1)
    look(cast.ayesha, at=LATE)
    with pytest.raises(looks.OverBudget):
        look(cast.ayesha, at=LATE + timedelta(seconds=59))
    assert looks.nth_today(look(cast.ayesha, at=LATE + timedelta(minutes=1))) == 1
    greenwich = datetime(2026, 11, 25, 0, 1, tzinfo=UTC)
    with pytest.raises(looks.OverBudget):
        look(cast.ayesha, at=greenwich)


def test_everybody_has_a_day_of_his_own(cast, monkeypatch):
    """What one officer used up is another's no less; other acts use up nothing."""
    monkeypatch.setattr(looks, "LOOK_UPS_A_DAY", 1)
    look(cast.ayesha)
    record(by=cast.bilal, action="tests.happened", at=NOON)
    assert looks.nth_today(look(cast.bilal)) == 1


def test_a_look_that_failed_is_not_counted(cast):
    """When its transaction falls, so does its number."""
    with (
        pytest.raises(RuntimeError),
        looks.looking(by=cast.ayesha, at=NOON, action="tests.looked", purpose=FOR_A_CASE),
    ):
        raise RuntimeError("The disk is full.")
    assert looks.nth_today(look(cast.ayesha)) == 1


def test_two_at_once_come_one_after_the_other(cast):
    """The officer's row is locked before his looks are counted."""
    with CaptureQueriesContext(connection) as captured:
        look(cast.ayesha)
    sqls = [query["sql"] for query in captured]
    locked = next(n for n, sql in enumerate(sqls) if sql.endswith("FOR NO KEY UPDATE"))
    counted = next(n for n, sql in enumerate(sqls) if "nth_today" in sql)
    assert '"accounts_user"' in sqls[locked]
    assert locked < counted


def test_a_look_costs_the_same_on_a_busy_day(cast):
    """The first or the fiftieth: as many questions, and the last is found by its number."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            look(cast.ayesha)
        return len(captured)

    queries()
    few = queries()
    for _ in range(50):
        look(cast.ayesha)
    assert queries() == few


# --- Links ---


def test_a_link_says_nothing_but_which(cast, gul):
    """It leads to the event for its own officer and record; the CNIC is nowhere in it."""
    convict = make_convict()
    shown = looks.shown(look(gul), [convict], by=gul, at=NOON, action="tests.shown")
    link = looks.link_of(shown)
    assert looks.behind(link, by=gul, target=convict, at=NOON) == shown
    assert looks.behind(link, by=cast.ayesha, target=convict, at=NOON) is None
    assert looks.behind(link, by=gul, target=make_convict(), at=NOON) is None
    # A number alone is no name: a hotel may have the same.
    cast.hotel.pk = convict.pk
    assert looks.behind(link, by=gul, target=cast.hotel, at=NOON) is None
    assert convict.cnic not in link


@pytest.mark.parametrize(
    ("later", "opens"),
    [
        (timedelta(), True),
        (timedelta(minutes=15), True),
        (timedelta(minutes=15, seconds=1), False),
        (timedelta(seconds=-1), False),
    ],
)
def test_a_link_has_its_time(gul, later, opens):
    """A quarter of an hour from the look."""
    convict = make_convict()
    link = looks.link_of(look(gul, target=convict))
    assert (looks.behind(link, by=gul, target=convict, at=NOON + later) is not None) == opens


def test_an_empty_result_opens_nobody(gul):
    """Whoever found nobody may open nobody."""
    shown = looks.shown(look(gul), [], by=gul, at=NOON, action="tests.shown")
    assert looks.behind(looks.link_of(shown), by=gul, target=make_convict(), at=NOON) is None

"""What a report under s.173 does to its case: it is true when it is signed, and counts once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.models import VehicleListing
from complaints.policies import Refused
from firs import actions, clocks, custody, investigating, reporting
from firs.models import EntryKind
from tests.complaints.complaint_scenes import make_complaint
from tests.firs.fir_scenes import accused, sections, thing, vehicle
from tests.firs.stages import Stages, named

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def stages(cast, now) -> Stages:
    return Stages(cast, now, days=60)


def ordered(stages, fir, *, is_approval):
    return reporting.order_cancellation(
        by=stages.ayesha, fir=fir, report=fir.reports.get(), is_approval=is_approval,
        order_no="Order 118", at=stages.tick(),
    )  # fmt: skip


# --- Signed ---


def test_a_complete_challan_is_not_signed_once_somebody_has_fled(stages):
    """It says that he is sent for trial; the SHO sends it back, and another is made."""
    fir = stages.marked()
    made = stages.report(fir, "complete")
    stages.abscond(fir)
    with pytest.raises(Refused, match=r"Send the report back: it was made before that"):
        stages.sign(made)
    reporting.send_back(by=stages.ayesha, fir=fir, report=made, because="x", at=stages.tick())
    stages.sign(stages.report(fir, "challan_512", [named(fir)]))


def test_no_challan_of_absconders_is_signed_once_he_is_caught(stages):
    """A challan under s.512 is of those who abscond."""
    fir = stages.marked()
    made = stages.report(fir, "challan_512", [stages.abscond(fir)])
    stages.arrest(fir)
    with pytest.raises(Refused, match=r"of those who abscond. Send the report back"):
        stages.sign(made)


def test_a_case_is_not_untraced_once_somebody_is_known(stages):
    """His name came while the report lay before the SHO."""
    fir = stages.marked(parts=[accused("", description="A young man"), thing()])
    made = stages.report(fir, "untraced")
    investigating.learn(
        by=stages.io, fir=fir, accused=fir.accused_rows.get(), name="Jan Gul", at=stages.tick()
    )
    with pytest.raises(Refused, match=r"such a case is not untraced. Send the report back"):
        stages.sign(made)


# --- In court ---


def test_the_last_report_brings_a_case_before_the_court(stages):
    """An earlier one of the same kind reaches it as well, and moves nothing."""
    fir = stages.marked()
    first = stages.sign(stages.report(fir, "complete"))
    reporting.reopen(by=stages.ayesha, fir=fir, words="By order.", at=stages.tick())
    second = stages.sign(stages.report(fir, "complete"))
    assert stages.reach(first).state == "complete"
    assert stages.reach(second).state == "in_court"


# --- Cancelled ---


def looked_for() -> int:
    return VehicleListing.objects.filter(withdrawn_at=None).count()


def test_a_cancelled_case_looks_for_no_vehicle(stages):
    """Until it is opened again; what was found meanwhile is not looked for then."""
    fir = stages.marked(parts=[vehicle(), vehicle(registration_no="LEB-17-4402")])
    found = fir.vehicles.order_by("pk")[0]
    investigating.find(by=stages.io, fir=fir, thing=found, where="Saddar", at=stages.tick())
    fir = stages.reach(stages.sign(stages.report(fir, "cancellation")))
    assert looked_for() == 1
    fir = ordered(stages, fir, is_approval=True)
    assert looked_for() == 0
    assert VehicleListing.objects.filter(withdrawn_reason="The case is cancelled").count() == 1
    reporting.reopen(by=stages.ayesha, fir=fir, words="A clue.", at=stages.tick())
    assert looked_for() == 1


def test_a_refused_cancellation_has_a_new_clock(stages):
    """It waited for the magistrate: that is not the fault of whoever investigates on."""
    fir = stages.proposed()
    stages.tick(days=30)
    fir = ordered(stages, fir, is_approval=False)
    line = fir.entries.get(kind=EntryKind.REOPENED)
    assert (fir.state, fir.reopened_count) == ("investigation", 1)
    assert fir.report_due_at == line.made_at + 14 * DAY
    assert clocks.escalate(at=stages.at + DAY) == 0


# --- The clock and the sections ---


def deleted(stages, fir, code):
    (section,) = sections(code)
    investigating.delete_section(
        by=stages.ayesha, fir=fir, section=section, because="x", at=stages.tick()
    )
    fir.refresh_from_db()
    return fir


def test_a_section_that_is_deleted_takes_its_time_along(stages):
    """Under the Anti-terrorism Act thirty days, without it the fourteen that were there."""
    fir = deleted(stages, stages.marked(under=("ppc-302", "ata-7")), "ata-7")
    assert fir.report_due_at == fir.registered_at + 14 * DAY
    assert fir.interim_due_at == fir.registered_at + 17 * DAY


def test_nobody_gains_time_by_deleting_one(stages):
    """Neither the short one, nor a long one that was added later and gave none."""
    fir = stages.marked(under=("ppc-302",))
    due = fir.report_due_at
    investigating.add_sections(
        by=stages.io, fir=fir, sections=sections("ata-7"), because="x", at=stages.tick()
    )
    assert deleted(stages, fir, "ata-7").report_due_at == due
    investigating.add_sections(
        by=stages.io, fir=fir, sections=sections("ata-7"), because="x", at=stages.tick()
    )
    assert deleted(stages, fir, "ppc-302").report_due_at == due


def test_in_a_case_that_was_opened_again_the_days_run_from_then(stages):
    """By the SHO, or by an arrest."""
    fir = stages.marked(under=("ppc-302", "ata-7"))
    stages.reported(fir, "complete")
    at = stages.tick(days=3)
    fir = reporting.reopen(by=stages.ayesha, fir=fir, words="By order.", at=at)
    assert deleted(stages, fir, "ata-7").report_due_at == at + 14 * DAY
    other = stages.marked(parts=[accused("", description="x")], under=("ppc-302", "ata-7"))
    stages.reported(other, "untraced")
    one = other.accused_rows.get()
    investigating.learn(by=stages.io, fir=other, accused=one, name="Jan", at=stages.tick())
    made = stages.arrest(other, named(other))
    assert deleted(stages, other, "ata-7").report_due_at == made.arrested_at + 14 * DAY


def test_what_is_reported_has_no_clock_to_shorten(stages):
    """The report is there: nothing is due any more."""
    fir = stages.marked(under=("ppc-302", "ata-7"))
    due = fir.report_due_at
    stages.reported(fir, "complete")
    assert deleted(stages, fir, "ata-7").report_due_at == due


# --- What else follows ---


def test_the_head_follows_a_vehicle_that_is_added(stages):
    """Theft of a car is counted among stolen cars, though it was known later."""
    later, at_once = stages.marked(parts=[]), stages.marked(parts=[vehicle()])
    assert later.head != at_once.head
    one = vehicle(registration_no="LEB-17-4402")
    investigating.add_stolen(by=stages.io, fir=later, thing=one, at=stages.tick())
    later.refresh_from_db()
    assert later.head == at_once.head


def test_the_year_of_birth_follows_the_age(stages):
    """Whatever was learnt last; guests are compared by it."""
    fir = stages.marked(parts=[accused(age=31)])
    one, year = named(fir), fir.reported_at.year
    assert one.birth_year == year - 31
    investigating.learn(by=stages.io, fir=fir, accused=one, age=40, at=stages.tick())
    one.refresh_from_db()
    assert one.birth_year == year - 40
    custody.abscond(by=stages.io, fir=fir, accused=one, words="x", at=stages.tick())


def locks_of(captured) -> list[str]:
    """The tables of cases and complaints, with the key, in the order in which they were locked."""
    locks = [one["sql"] for one in captured.captured_queries if " FOR UPDATE" in one["sql"]]
    return [sql for sql in locks if 'FROM "firs_fir"' in sql or 'FROM "complaints_' in sql]


@pytest.mark.parametrize("is_later_first", [False, True])
def test_two_cases_are_linked_in_one_order(stages, is_later_first):
    """Whoever links the second with the first locks the first before the second, too."""
    first, second = stages.marked(), stages.marked()
    fir, other = (second, first) if is_later_first else (first, second)
    with CaptureQueriesContext(connection) as captured:
        investigating.link(by=stages.io, fir=fir, other=other, words="x", at=stages.tick())
    locks = [sql for sql in locks_of(captured) if 'FROM "firs_fir"' in sql]
    assert [f'"id" = {one.pk}' in sql for one, sql in zip((first, second), locks, strict=True)] == [
        True,
        True,
    ]
    assert first.entries.filter(other=second).count() == 1
    assert second.entries.filter(other=first).count() == 1


def test_a_complaint_is_locked_before_its_case(stages):
    """As by every act on the complaint, which moves its case along."""
    complaint = make_complaint(stages.kohsar, at=stages.tick())
    fir = actions.draft_from(
        by=stages.ayesha, complaint=complaint, late_because="", at=stages.tick()
    )
    with CaptureQueriesContext(connection) as captured:
        actions.change(
            by=stages.bilal, fir=fir, seen=fir.changed_at, sections=sections("ppc-376"), parts=[],
            gone=[], at=stages.tick(),
        )  # fmt: skip
    fir.refresh_from_db()
    assert fir.is_sealed
    assert fir.complaint.is_sealed
    assert 'FROM "complaints_complaint"' in locks_of(captured)[0]
    assert 'FROM "firs_fir"' in locks_of(captured)[1]

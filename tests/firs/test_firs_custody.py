"""Custody has its limits: no order of a day to come, none back from prison, nobody forgotten."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.policies import Refused
from firs import custody, investigating, reporting
from firs.models import Position
from tests.firs.fir_scenes import accused
from tests.firs.stages import COURT, Stages, named

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def stages(cast, now) -> Stages:
    return Stages(cast, now)


def order(stages, made, *, kind="physical", begins=0, days=3):
    """The magistrate orders so many days, from so many days from now on."""
    at = stages.tick()
    first = timezone.localdate(at) + begins * DAY
    return custody.remand(
        by=stages.io, fir=made.fir, arrest=made, produced_at=None if made.produced_at else at,
        kind=kind, from_on=first, until_on=first + days * DAY, court=COURT, at=at,
    )  # fmt: skip


# --- An order ---


@pytest.mark.parametrize("kind", ["physical", "judicial"])
def test_an_order_begins_today(stages, kind):
    """Not next week: between them nobody would have ordered anything."""
    made = stages.arrest(stages.marked())
    with pytest.raises(Refused, match=r"begins today, or when the one before it ends"):
        order(stages, made, kind=kind, begins=1)
    order(stages, made, kind=kind)


def test_an_order_follows_the_one_before(stages):
    """Written down a day early it begins where that one ends, and no later."""
    made = stages.arrest(stages.marked())
    order(stages, made, days=3)
    made.refresh_from_db()
    with pytest.raises(Refused, match=r"begins today"):
        order(stages, made, begins=4)
    order(stages, made, begins=3)


def test_prison_is_ordered_for_fifteen_days_at_a_time(stages):
    """Section 344: then he is before the court again."""
    made = stages.arrest(stages.marked())
    with pytest.raises(Refused, match=r"fifteen days at a time"):
        order(stages, made, kind="judicial", days=16)
    order(stages, made, kind="judicial", days=15)


def test_nobody_comes_back_from_prison_to_the_police(stages):
    """Whom a magistrate has sent there no police has in custody on the same arrest."""
    made = stages.arrest(stages.marked())
    order(stages, made, kind="judicial", days=2)
    stages.tick(days=2)
    made.refresh_from_db()
    with pytest.raises(Refused, match=r"no custody of the police follows"):
        order(stages, made)
    order(stages, made, kind="judicial")


# --- An arrest again ---


def test_another_arrest_does_not_slip_in_before_the_last(stages):
    """Its clock of 24 hours would stand behind one that is over."""
    fir = stages.marked()
    made = stages.arrest(fir)
    custody.release_on_bail(
        by=stages.io, fir=fir, accused=named(fir), words="x", at=stages.tick(days=1)
    )
    given = {
        "by": stages.io, "fir": fir, "accused": named(fir), "place": "Faizabad",
        "before_because": "", "told_whom": "",
    }  # fmt: skip
    at = stages.tick(days=1)
    with pytest.raises(Refused, match=r"before his last arrest"):
        custody.arrest(arrested_at=made.arrested_at - timedelta(seconds=30), at=at, **given)
    custody.arrest(arrested_at=at, at=at, **given)


def test_another_arrest_comes_after_the_magistrate(stages):
    """Who was produced at noon was not arrested anew in the morning before."""
    fir = stages.marked()
    made = stages.arrest(fir)
    stages.tick(hours=4)
    order(stages, made)
    custody.release_on_bail(by=stages.io, fir=fir, accused=named(fir), words="x", at=stages.tick())
    at = stages.tick(days=1)
    with pytest.raises(Refused, match=r"before his last arrest"):
        custody.arrest(
            by=stages.io, fir=fir, accused=named(fir), place="Faizabad", before_because="",
            told_whom="", arrested_at=made.arrested_at + timedelta(hours=1), at=at,
        )  # fmt: skip


# --- When the court has decided ---


def decided(stages):
    """One is convicted; another one absconds still."""
    fir = stages.marked(parts=[accused(), accused("Jan Gul", cnic="4210112345673")])
    fled = fir.accused_rows.get(name="Jan Gul")
    stages.abscond(fir, fled)
    stages.remand(stages.arrest(fir), "judicial", 14)
    fir = stages.reach(stages.sign(stages.report(fir, "complete")))
    reporting.decide(
        by=stages.bilal, fir=fir, verdicts={named(fir): "convicted"}, words="x", at=stages.tick()
    )
    fir.refresh_from_db()
    fled.refresh_from_db()
    assert fir.state == "decided"
    return fir, fled


def test_whoever_fled_is_arrested_when_the_others_are_convicted(stages):
    """Through the page: the case is open again, on a clock of its own, up to his verdict."""
    fir, fled = decided(stages)
    client, address = stages.cast.client(stages.io), reverse("firs:arrest", args=[fir.pk])
    page = client.get(address)
    assert [row.name for row in page.context["form"].fields["accused"].queryset] == ["Jan Gul"]
    made = stages.arrest(fir, fled)
    fir.refresh_from_db()
    assert (fir.state, fir.reopened_count) == ("investigation", 1)
    assert fir.report_due_at == made.arrested_at + 14 * DAY
    stages.remand(made, "judicial", 14)
    fled.refresh_from_db()
    fir = stages.reach(stages.sign(stages.report(fir, "complete", [fled])))
    reporting.decide(
        by=stages.bilal, fir=fir, verdicts={fled: "acquitted"}, words="x", at=stages.tick()
    )
    fled.refresh_from_db()
    assert fled.position == Position.ACQUITTED


def test_a_decided_case_is_opened_for_whoever_was_not_tried(stages):
    """By the SHO, for one who fled; not where the court has decided of everybody."""
    fir, fled = decided(stages)
    with pytest.raises(Refused, match="Open it again first"):
        investigating.write_case_diary(by=stages.io, fir=fir, place="", words="x", at=stages.tick())
    custody.note_death(by=stages.io, fir=fir, accused=fled, words="Slip", at=stages.tick())
    with pytest.raises(Refused, match="has decided of everybody"):
        reporting.reopen(by=stages.ayesha, fir=fir, words="A clue.", at=stages.tick())
    other, _fled = decided(stages)
    reopened = reporting.reopen(by=stages.ayesha, fir=other, words="A clue.", at=stages.tick())
    assert reopened.state == "investigation"


def test_whoever_comes_on_bail_opens_it_again(stages):
    """He gave himself up to the court: it decides of him, too."""
    fir, fled = decided(stages)
    custody.release_on_bail(by=stages.io, fir=fir, accused=fled, words="x", at=stages.tick())
    fir.refresh_from_db()
    assert fir.state == "investigation"


def test_the_court_decides_of_everybody_before_it(stages):
    """Whoever is in prison or on bail would be left there; one in the lock-up is produced first."""
    fir = stages.marked(parts=[accused(), accused("Jan Gul"), accused("Said Gul")])
    first, second, third = fir.accused_rows.order_by("pk")
    stages.remand(stages.arrest(fir, first), "judicial", 14)
    custody.release_on_bail(by=stages.io, fir=fir, accused=second, words="x", at=stages.tick())
    fir = stages.reach(stages.sign(stages.report(fir, "complete", [first])))
    given = {"by": stages.bilal, "fir": fir, "words": "Case 41"}
    with pytest.raises(Refused, match=r"what the court decided of Jan Gul, too"):
        reporting.decide(verdicts={first: "convicted"}, at=stages.tick(), **given)
    made, both = stages.arrest(fir, third), {first: "convicted", second: "acquitted"}
    with pytest.raises(Refused, match=r"Said Gul is in custody of the police"):
        reporting.decide(verdicts=both, at=stages.tick(), **given)
    stages.remand(made, "judicial", 14)
    reporting.decide(verdicts=both | {third: "acquitted"}, at=stages.tick(), **given)

"""The clocks of a case: fourteen days and three, the supervisors above it, and the fortnight."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from complaints.models import Level
from complaints.policies import Refused
from firs import clocks, investigating, reporting
from firs.models import FIR, EntryKind
from tests.firs.fir_scenes import accused, make_fir, sections
from tests.firs.on_screen import send
from tests.firs.stages import Stages, named

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def stages(cast, now) -> Stages:
    return Stages(cast, now)


@pytest.mark.parametrize(
    ("codes", "days", "more"),
    [
        (["ppc-379"], 14, 3),
        (["ata-7"], 30, 3),
        # The longest of several, in whatever order they stand.
        (["ppc-302", "ata-7"], 30, 3),
        (["ata-7", "ppc-302"], 30, 3),
        (["ppc-302", "ppc-324", "ppc-34"], 14, 3),
    ],
)
def test_when_the_report_is_due(cast, now, codes, days, more):
    """Fourteen days and three more; thirty-three in all under the Anti-terrorism Act."""
    fir = make_fir(cast.kohsar, cast.bilal, at=now, under=codes)
    assert fir.report_due_at == fir.registered_at + days * DAY
    assert fir.interim_due_at == fir.report_due_at + more * DAY


def test_a_section_added_later_does_not_stop_the_clock(stages):
    """Nobody gains time by adding a graver section."""
    fir = stages.marked()
    due = fir.report_due_at
    investigating.add_sections(
        by=stages.io, fir=fir, sections=sections("ata-7"), because="x", at=stages.tick()
    )
    assert FIR.objects.get(pk=fir.pk).report_due_at == due


@pytest.mark.parametrize(
    ("left", "light"),
    [
        (14 * DAY, "green"),
        (3 * DAY, "green"),
        (3 * DAY - MINUTE, "amber"),
        (MINUTE, "amber"),
        (-MINUTE, "red"),
        (-40 * DAY, "red"),
    ],
)
def test_its_light(stages, left, light):
    """Amber in the last three days, red when they are over."""
    fir = stages.marked()
    assert fir.light(fir.report_due_at - left) == light


def test_what_is_reported_has_no_light(stages):
    """Nor has a draft."""
    draft, reported = stages.draft(), stages.reported(stages.marked(), "complete")
    assert (draft.light(stages.at), reported.light(stages.at + 60 * DAY)) == ("", "")


def test_a_late_case_goes_up_once_to_each(stages):
    """Late by law: the SDPO; ten days later: the DPO. Once, however often the clock is read."""
    fir = stages.marked()
    due, interim = fir.report_due_at, fir.interim_due_at
    hours = [
        (due, 0, Level.STATION),
        (due + MINUTE, 1, Level.CIRCLE),
        (due + MINUTE, 0, Level.CIRCLE),
        (interim + MINUTE, 0, Level.CIRCLE),
        (interim + 7 * DAY, 0, Level.CIRCLE),
        (interim + 7 * DAY + MINUTE, 1, Level.DISTRICT),
        (interim + 7 * DAY + MINUTE, 0, Level.DISTRICT),
        (interim + 90 * DAY, 0, Level.DISTRICT),
    ]
    for at, raised, level in hours:
        assert clocks.escalate(at=at) == raised
        fir.refresh_from_db()
        assert fir.escalated_to == level
    lines = fir.entries.filter(kind=EntryKind.ESCALATED).order_by("made_at")
    day = f"{timezone.localtime(due):%d-%m-%Y}"
    assert [one.words for one in lines] == [
        f"Circle (SDPO); due since {day}",
        f"District (DPO); due since {day}",
    ]
    assert {one.made_by for one in lines} == {None}
    events = Event.objects.filter(action="firs.escalated", target_id=fir.pk).order_by("pk")
    assert [one.detail for one in events] == [{"level": 2}, {"level": 3}]


def test_whoever_was_overlooked_for_long_goes_to_the_dpo_at_once(stages):
    """With one line: the clock was not read meanwhile."""
    fir = stages.marked()
    assert clocks.escalate(at=fir.interim_due_at + 8 * DAY) == 1
    fir.refresh_from_db()
    assert fir.escalated_to == Level.DISTRICT
    assert fir.entries.filter(kind=EntryKind.ESCALATED).count() == 1


def test_each_case_goes_by_itself(stages, monkeypatch):
    """What breaks on one does not undo the others that were raised before."""
    first, second = stages.marked(), stages.marked()
    at = second.report_due_at + MINUTE
    enter = clocks.enter

    def breaking(fir, *args, **kwargs):
        if fir.pk == second.pk:
            raise RuntimeError
        return enter(fir, *args, **kwargs)

    monkeypatch.setattr(clocks, "enter", breaking)
    with pytest.raises(RuntimeError):
        clocks.escalate(at=at)
    levels = dict(FIR.objects.values_list("pk", "escalated_to"))
    assert (levels[first.pk], levels[second.pk]) == (Level.CIRCLE, Level.STATION)


@pytest.mark.parametrize("kind", ["complete", "incomplete", "untraced", "cancellation"])
def test_what_is_reported_stays_where_it_is(stages, kind):
    """Signed in time, nobody is troubled; an interim report wins no time of its own."""
    parts = [accused("", description="A young man")] if kind == "untraced" else [accused()]
    stages.reported(stages.marked(parts=parts), kind)
    assert clocks.escalate(at=stages.tick(days=60)) == 0


def test_an_interim_report_is_not_the_report(stages):
    """After it the challan is still owed."""
    stages.reported(stages.marked(), "interim")
    assert clocks.escalate(at=stages.tick(days=60)) == 1


def test_why_it_is_late(stages):
    """Its officer says why, once it is late; that is in the history, and the clock runs on."""
    fir = stages.marked()
    words = "The forensic report is still awaited."
    early = {"by": stages.io, "fir": fir, "words": words}
    with pytest.raises(Refused, match=r"The challan is not late\."):
        reporting.explain_delay(at=fir.report_due_at, **early)
    reporting.explain_delay(at=fir.report_due_at + MINUTE, **early)
    assert fir.entries.get(kind=EntryKind.DELAY).words == words
    assert clocks.escalate(at=fir.interim_due_at + 8 * DAY) == 1


def test_why_it_is_late_on_screen(stages):
    """By its officer, in words of some length; the case of the scene is forty days old."""
    fir = stages.marked()
    address = reverse("firs:delay", args=[fir.pk])
    client = stages.cast.client(stages.io)
    assert send(client, address, {"words": "Late"}).status_code == 422
    assert send(client, address, {"words": "The forensic report is awaited."}).status_code == 302
    other = stages.cast.client(stages.second)
    assert "This case is marked to Nadeem." in other.get(address).text


# --- The fortnight ---


def test_an_untraced_case_is_looked_at_again_every_fortnight(stages):
    """Due on the fourteenth day, then on the fourteenth after that; a clue ends it."""
    fir = stages.untraced()
    signed_on = timezone.localdate(fir.reports.get().signed_at)
    first = signed_on + 14 * DAY
    assert fir.review_due_on == first
    assert not FIR.objects.review_due(first - DAY).exists()
    assert FIR.objects.review_due(first).get() == fir
    at = stages.tick(days=16)
    reporting.review(by=stages.io, fir=fir, words="Nothing new was found.", at=at)
    fir.refresh_from_db()
    assert fir.review_due_on == timezone.localdate(at) + 14 * DAY
    assert not FIR.objects.review_due(first + DAY).exists()
    assert fir.entries.filter(kind=EntryKind.REVIEWED).count() == fir.reviews.count() == 1
    reporting.reopen(by=stages.ayesha, fir=fir, words="A clue came in.", at=stages.tick())
    assert not FIR.objects.review_due(first + 90 * DAY).exists()


def test_opened_again_it_has_a_clock_of_its_own(stages):
    """The time of its sections anew, and nobody above it yet."""
    fir = stages.marked(under=("ppc-302", "ata-7"))
    clocks.escalate(at=fir.interim_due_at + 8 * DAY)
    stages.tick(days=1)
    fir = stages.reported(fir, "complete")
    at = stages.tick(days=1)
    fir = reporting.reopen(by=stages.ayesha, fir=fir, words="By order of the court.", at=at)
    assert fir.report_due_at == at + 30 * DAY
    assert fir.interim_due_at == at + 33 * DAY
    assert (fir.escalated_to, fir.reopened_count) == (Level.STATION, 1)
    assert clocks.escalate(at=at + 31 * DAY) == 1


def test_an_arrest_in_an_untraced_case_opens_it(stages):
    """Somebody learnt who he is, and has him: the case is under investigation, on a new clock."""
    fir = stages.untraced()
    one = fir.accused_rows.get()
    investigating.learn(by=stages.io, fir=fir, accused=one, name="Jan Gul", at=stages.tick())
    made = stages.arrest(fir, named(fir))
    fir.refresh_from_db()
    assert (fir.state, fir.reopened_count) == ("investigation", 1)
    assert (fir.review_due_on, fir.report_due_at) == (None, made.arrested_at + 14 * DAY)

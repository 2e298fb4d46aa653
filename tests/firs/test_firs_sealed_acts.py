"""Whatever is done with a sealed case: its book, log and messages name nobody of it."""

from datetime import timedelta

import pytest
from django.conf import settings

from accounts.roles import Role
from alerts.models import Listing
from audit.models import Event
from firs import actions, reporting, sealing, tasks
from firs.models import FIR, DiaryEntry
from notifications.models import Text
from tests.alerts.alert_scenes import drain
from tests.caspp.test_caspp_logs import written
from tests.cast import make_officer
from tests.firs.act_inputs import INPUTS, prepared, submit
from tests.firs.stages import Stages, named
from tests.firs.test_firs_sealed import PERSONS, SEALED_TRACES, informant_of, parts_of, traces_in

pytestmark = pytest.mark.django_db

written = written


class Sealed(Stages):
    """Every case of this scene is under 376."""

    def registered(self, **fields) -> FIR:
        who = PERSONS["by section"]
        given = {"parts": parts_of(who), "under": ("ppc-376",), **informant_of(who)}
        return super().registered(**{**given, **fields, "under": ("ppc-376", "ppc-411")})


#: Of a case that is sealed already, or by whoever may not.
NOT_HERE = {"seal", "lift", "delete_section", "add_sections", "review", "reopen", "nominate"}


@pytest.mark.parametrize("name", [name for name in INPUTS if name not in NOT_HERE])
def test_no_act_lets_anything_out(cast, now, name, written):
    """Whatever is done with the case: its book, the log, the messages and the lines of the log."""
    stages = Sealed(cast, now)
    if name in ("name_officer", "unname"):
        fir, by = stages.marked(), INPUTS[name].by(stages)
        if name == "unname":
            sealing.name_officer(by=stages.ayesha, fir=fir, officer=stages.second, at=stages.tick())
    else:
        fir, by = prepared(stages, name)
    assert fir.is_sealed
    mine = FIR.objects.visible_to(by).values("pk")
    # Another case, with which this one is linked, is as closed as this one.
    for one in FIR.objects.exclude(pk__in=mine):
        sealing.name_officer(by=stages.ayesha, fir=one, officer=by, at=stages.tick())
    assert submit(stages, name, fir, by).status_code == 302
    drain()
    told = [
        *(f"{one.about} {one.words}" for one in DiaryEntry.objects.all()),
        *(f"{one.target} {one.purpose} {one.detail}" for one in Event.objects.all()),
        *(one.words for one in Text.objects.all()),
        written(),
    ]
    assert traces_in("\n".join(told), SEALED_TRACES) == []
    assert not Listing.objects.filter(is_sealed=False).exists()


def test_a_station_that_changes_hands(cast, now):
    """The new head is named on every sealed case and draft that is not over, and on no other."""
    stages = Sealed(cast, now)
    draft = stages.draft(under=("ppc-376",))
    aside, decided = stages.draft(under=("ppc-376",)), stages.in_court()
    actions.discard(by=stages.bilal, fir=aside, at=stages.tick())
    reporting.decide(
        by=stages.bilal, fir=decided, verdicts={named(decided): "convicted"}, words="x",
        at=stages.tick(),
    )  # fmt: skip
    moved = stages.marked()
    reporting.transfer(by=stages.sdpo, fir=moved, to="FIA", words="x", at=stages.tick())
    alive = {draft.pk, moved.pk, stages.in_court().pk, stages.marked().pk}
    cast.ayesha.postings.update(until_on=now.date() - timedelta(days=2))
    nadia = make_officer("nadia", Role.SHO, station=cast.kohsar)
    assert not FIR.objects.visible_to(nadia).exists()
    tasks.name_those_in_office()
    assert set(FIR.objects.visible_to(nadia).values_list("pk", flat=True)) == alive
    every = settings.CELERY_BEAT_SCHEDULE["name-those-in-office-on-cases"]
    assert every["task"] == tasks.name_those_in_office.name

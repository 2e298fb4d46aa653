"""Whatever is done with a sealed case: its book, log and messages name nobody of it."""

import pytest

from alerts.models import Listing
from audit.models import Event
from firs import sealing
from firs.models import FIR, DiaryEntry
from notifications.models import Text
from tests.alerts.alert_scenes import drain
from tests.caspp.test_caspp_logs import written
from tests.firs.act_inputs import INPUTS, prepared, submit
from tests.firs.stages import Stages
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

"""For every act on a case one on which it can be done; made once for a whole file of tests."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from firs import reporting
from firs.acts import ACTS, Act
from firs.models import FIR, Entry
from tests.cast import engage
from tests.firs.act_inputs import INPUTS, prepared
from tests.firs.raw_rows import undone
from tests.firs.stages import Stages, named

each_act = pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)


class Cases(Stages):
    """For every act a case on which it can be done, and cases on which hardly any can."""

    def __init__(self) -> None:
        super().__init__(engage(), timezone.now())
        self.ready = {act.name: prepared(self, act.name) for act in ACTS}
        self.unmarked, self.over = self.registered(), self._decided()
        self.clients = {
            one: self.cast.client(one)
            for one in (self.bilal, self.ayesha, self.io, self.second, self.sdpo, self.cast.dania)
        }

    def _decided(self) -> FIR:
        fir = self.in_court()
        return reporting.decide(
            by=self.bilal, fir=fir, verdicts={named(fir): "acquitted"}, words="Order 7",
            at=self.tick(),
        )  # fmt: skip

    def refused(self, act: Act, fir: FIR, who: User) -> str:
        """Why it cannot be done now, once each page said so and nothing was written; '' if it can.

        The page without its form, the answer to whoever sends it all the same, and the case's own,
        which does not offer it.
        """
        fir, browser = FIR.objects.get(pk=fir.pk), self.clients[who]
        refusal = act.refuse(fir, who, timezone.now())
        if refusal is None:
            return ""
        before = Entry.objects.count()
        address = reverse(act.url_name, args=[fir.pk])
        page = browser.get(address)
        assert (page.status_code, refusal in unescape(page.text)) == (200, True)
        assert 'class="desk-form"' not in page.text
        page = browser.post(address, INPUTS[act.name].typed(self.ready[act.name][0]))
        assert (page.status_code, refusal in unescape(page.text)) == (422, True)
        case = browser.get(reverse("firs:case", args=[fir.pk]))
        assert act not in case.context["acts"][act.part]
        assert Entry.objects.count() == before
        return str(refusal)


@pytest.fixture(scope="module")
def cases(django_db_setup, django_db_blocker):
    """One set of cases for all acts: whatever a test does is undone after it."""
    with django_db_blocker.unblock(), undone():
        yield Cases()


@pytest.fixture
def at_work(cases, db):
    with undone():
        yield cases

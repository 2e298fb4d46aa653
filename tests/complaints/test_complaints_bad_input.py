"""A thousand bad inputs for every page of whoever has no account: lodging one, and following it.

Without a draft or a proof of his own all of them lead away, so the walk over every address does not
come to them.
"""

import pytest
from django.urls import reverse

from complaints import actions
from complaints.steps import LONGEST, STEPS
from tests.complaints.complaint_scenes import make_complaint, make_io
from tests.complaints.test_complaints_lodging import answers, begun, page, walk
from tests.complaints.test_complaints_tracking import CLOSE, shown
from tests.guards.bad_input import send_to

pytestmark = pytest.mark.django_db

#: A page that a theft does not ask for, and a category that does.
CATEGORIES = {"emergency": "robbery", "officer": "bribe"}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_lodging(cast, settings, step):
    settings.DEMO = True
    client = begun()
    given = answers(cast, CATEGORIES.get(step.slug, "theft"))
    walk(client, given, until=step.slug)
    send_to(client, page(step.slug), sorted(step.form.longest()), given.get(step.slug, {}))


@pytest.mark.parametrize("name", ["answer", "file", "object", "rate"])
def test_following(cast, now, name):
    io = make_io(cast)
    complaint = make_complaint(cast.kohsar, at=now)
    actions.assign(by=cast.bilal, complaint=complaint, officer=io, at=now)
    if name == "answer":
        actions.ask(by=io, complaint=complaint, words="Which colour is it?", at=now)
    elif name != "file":
        actions.close(by=cast.ayesha, complaint=complaint, at=now, **CLOSE)
    send_to(shown(complaint), reverse(f"complaints:tracked_{name}"), [], {})


def test_what_is_kept_while_it_is_typed(cast):
    send_to(begun(), reverse("complaints:keep"), sorted(LONGEST), {})


def test_a_saved_code_is_sent(cast, settings):
    settings.DEMO = True
    client = begun()
    save = reverse("complaints:save")
    code = client.post(save).context["code"]
    send_to(client, save, ["code", "phone"], {"code": code})

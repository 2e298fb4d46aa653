"""A thousand bad inputs for every form of an FIR: none breaks it, none comes back as markup.

Nearly all of them go straight to the form. A few go through its page; and whatever one bad value
beside nothing but good ones makes of the form, when it takes it, is really done and read again.
"""

from collections.abc import Iterator
from itertools import islice
from random import Random

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from firs.draft_forms import DraftForm, NewForm, Parts, RegisterForm
from firs.models import FIR
from stations.models import Station
from tests.firs.act_inputs import INPUTS
from tests.firs.every_act import at_work, cases, each_act
from tests.firs.on_screen import held_by
from tests.firs.raw_rows import undone
from tests.firs.stages import everybody
from tests.guards.bad_input import BAD, MARK, OF_FIRS, straight_to

pytestmark = pytest.mark.django_db
cases, at_work = cases, at_work

#: What a form may well take, and a table, a page or a clock may stumble over.
EXTREME = [
    *BAD[:2],
    *("0001-01-01T00:00", "9999-12-31T23:59", "1899-12-31T23:59", "0001-01-01", "9999-12-31"),
    *("9223372036854775807", "2147483647", "99999", "0.04", "1e5", "-0"),
    *("\u202eabc\u202c", "e\u0301" * 20, "ا" * 240, "😀" * 40, "a\tb", "--", "0/0", "/"),
]
#: So many forms that took an extreme value are really sent, each form by itself.
REALLY_SENT = 4


def data_of(typed) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    return data


def through(client, address, typed):
    """No 500, no markup back, neither there nor on the page to which it leads."""
    with undone():
        answer = client.post(address, typed, follow=True)
        assert answer.status_code < 500, typed
        assert MARK not in answer.text, typed
        return answer


def few_through(client, address, names):
    """All of its fields at once, one bad value in each."""
    for start in (0, 9, 28, 38):
        values = [BAD[(start + place) % len(BAD)] for place in range(len(names))]
        answer = through(client, address, dict(zip(names, values, strict=True)))
        assert answer.status_code in (200, 422)


def one_bad(good, names) -> Iterator[dict]:
    """All as it should be, but for one field."""
    return ({**good, name: value} for name in names for value in EXTREME)


def taken(make, good, names) -> Iterator[dict]:
    """Those of them that the form takes, each field in its turn."""
    for typed in one_bad(good, names):
        if make(data_of(typed)).is_valid():
            yield typed


# --- The acts ---


@each_act
def test_an_act(at_work, act):
    fir, who = at_work.ready[act.name]
    address = reverse(act.url_name, args=[fir.pk])
    client, now = at_work.clients[who], timezone.now()
    good = {name: value for name, value in INPUTS[act.name].typed(fir).items() if name != "picture"}
    names = [name for name in act.form_for(fir, who, now).fields if name != "picture"]
    if not names:
        assert act.name == "lift"
        return

    def make(data):
        return act.form_for(fir, who, now, data, MultiValueDict())

    straight_to(make, names, good)
    few_through(client, address, names)
    for typed in islice(taken(make, good, names), REALLY_SENT):
        with undone():
            through(client, address, typed)
            # Whatever was taken is read again by the clocks of everybody's day.
            for reader in (at_work.io, at_work.ayesha, at_work.bilal, at_work.cast.dania):
                assert at_work.clients[reader].get(reverse("firs:today")).status_code == 200, typed


# --- The form of the draft ---


@pytest.fixture
def draft(at_work):
    return at_work.draft(parts=everybody())


def test_a_new_fir(at_work, draft):
    client = at_work.clients[at_work.bilal]
    good = held_by(client.get(reverse("firs:draft", args=[draft.pk])).text)
    blank = held_by(client.get(reverse("firs:new")).text)
    stations = Station.objects.filter(pk=at_work.kohsar.pk)
    kept = ("station", "reported_at", "form_token")
    good |= {name: blank[name] for name in kept}

    def make(data):
        return NewForm(data, instance=FIR(language="en"), stations=stations)

    names = list(NewForm(instance=FIR(), stations=stations).fields)
    straight_to(make, names, good)
    few_through(client, reverse("firs:new"), [*names, *rows_of(draft)])


def rows_of(draft) -> list[str]:
    """What is asked in the rows of people and things, and how they are counted."""
    sets = list(Parts(draft))
    inside = [form.add_prefix(name) for one in sets for form in one.forms for name in form.fields]
    counts = [f"{one.prefix}-{name}_FORMS" for one in sets for name in ("TOTAL", "INITIAL")]
    return [*inside, *counts]


def test_a_draft(at_work, draft):
    """Whatever is saved is read again, by whoever writes it and whoever registers it."""
    client, address = at_work.clients[at_work.bilal], reverse("firs:draft", args=[draft.pk])
    good = held_by(client.get(address).text)
    names = list(DraftForm(instance=draft).fields)

    def make(data):
        return DraftForm(data, instance=FIR.objects.get(pk=draft.pk))

    straight_to(make, names, good)
    few_through(client, address, [*names, *rows_of(draft)])
    some = Random(1).sample(list(one_bad(good, names)), 100)
    savable = [typed for typed in some if make(data_of(typed)).is_valid()]
    assert len(savable) > REALLY_SENT
    for typed in savable:
        with undone():
            # Whoever read another state of the draft is told so, and saves nothing.
            saved = 200 if typed["seen"] == good["seen"] else 422
            assert client.post(address, typed, follow=True).status_code == saved
            page = client.get(reverse("firs:register", args=[draft.pk]))
            assert (page.status_code, MARK in page.text) == (200, False)
            assert MARK not in client.get(reverse("firs:drafts")).text


@pytest.mark.parametrize(
    "prefix", ["accused", "victims", "witnesses", "vehicles", "mobiles", "things"]
)
def test_a_row_of_people_or_things(at_work, draft, prefix):
    client, address = at_work.clients[at_work.bilal], reverse("firs:draft", args=[draft.pk])
    good = held_by(client.get(address).text)
    rows = next(one for one in Parts(draft) if one.prefix == prefix)
    row = rows.forms[0]
    names = [row.add_prefix(name) for name in row.fields if name not in ("id", "DELETE", "fir")]

    class Rows:
        """The rows of one kind, among the others as they were."""

        def __init__(self, data):
            sent = data_of(good)
            for name in data:
                sent.setlist(name, data.getlist(name))
            self.rows = next(one for one in Parts(draft, sent) if one.prefix == prefix)

        def is_valid(self):
            return self.rows.is_valid()

        def __str__(self):
            return str(self.rows)

    straight_to(Rows, names, {})
    for typed in islice(taken(Rows, {}, names), REALLY_SENT):
        through(client, address, {**good, **typed})
    rows_that_never_were = [f"{prefix}-0-id", f"{prefix}-0-DELETE", f"{prefix}-0-fir"]
    for typed in islice(one_bad(good, rows_that_never_were), 3 * len(EXTREME)):
        assert Parts(draft, data_of(typed)).is_valid() in (True, False)


def test_registering(at_work, draft):
    client, address = at_work.clients[at_work.bilal], reverse("firs:register", args=[draft.pk])
    good = {**held_by(client.get(address).text), "is_read_over": "on", "signed_as": "thumb"}
    names = list(RegisterForm(fir=draft).fields)

    def make(data):
        return RegisterForm(data, fir=draft)

    straight_to(make, names, good)
    few_through(client, address, names)
    for typed in islice(taken(make, good, names), REALLY_SENT):
        through(client, address, typed)


# --- The lists ---


def test_what_a_list_is_asked(at_work, draft):
    """In its address anything may stand: it is understood, or not asked."""
    client = at_work.clients[at_work.bilal]
    names = ("section", "head", "state", "station", "year", "tab", "before", "after")
    for bad in (*BAD, *EXTREME):
        page = client.get(reverse("firs:list"), dict.fromkeys(names, bad))
        assert (page.status_code, MARK in page.text) == (200, False), bad


def test_every_form_is_here():
    """What the walk over every address leaves to this file."""
    others = {"firs:new", "firs:draft", "firs:register"}
    assert {f"firs:{name}" for name in INPUTS} | others == OF_FIRS

"""At the police station, too, the act and its event stand or fall together.

Every act on a case is done once through its page, and once while the log takes nothing: then
nothing of it is written, in no table. The other writes of the room follow in a table of their own.
"""

from collections.abc import Callable
from datetime import timedelta
from inspect import getmembers, isfunction
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from audit.actions import CannotRecord
from audit.models import Event
from firs import (
    actions,
    books,
    clocks,
    copies,
    custody,
    diary,
    investigating,
    own,
    reporting,
    sealing,
    store,
)
from firs.acts import ACTS
from firs.book_acts import BOOK_ACTS
from firs.models import Article, CashEntry, Entry, Licence
from tests.audit.test_audit_stands_or_falls import no_event_can_be_written
from tests.complaints.complaint_scenes import make_complaint
from tests.firs.act_inputs import INPUTS, do, prepared, submit
from tests.firs.fir_scenes import sections
from tests.firs.stages import Stages

pytestmark = pytest.mark.django_db

MODULES = (actions, books, copies, custody, diary, investigating, own, reporting, sealing, store)


@pytest.fixture
def stages(cast, now) -> Stages:
    return Stages(cast, now)


# --- What is done with a case ---


def test_every_act_has_its_input():
    """A new act is put into the table; one that is gone goes."""
    assert list(INPUTS) == [act.name for act in ACTS]


@pytest.mark.parametrize("name", INPUTS)
def test_the_act_is_done(stages, name):
    """Through its page: back to the case, with its line in the history and its event."""
    fir, by = prepared(stages, name)
    lines, events = set(fir.entries.values_list("pk", flat=True)), Event.objects.count()
    answer = submit(stages, name, fir, by)
    assert (answer.status_code, answer["Location"]) == (302, reverse("firs:case", args=[fir.pk]))
    new = Entry.objects.filter(fir=fir).exclude(pk__in=lines)
    assert (INPUTS[name].entry, by.pk) in new.values_list("kind", "made_by")
    assert Event.objects.count() > events
    assert stages.cast.client(by).get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("name", INPUTS)
def test_without_the_event_there_is_no_act(stages, name):
    """When the event is refused, everything is as before, in every table."""
    fir, by = prepared(stages, name)
    before = _everything()
    with no_event_can_be_written(), pytest.raises(CannotRecord):
        do(name, fir, by, timezone.now())
    assert _everything() == before


# --- The other writes ---


def _complaint(stages: Stages) -> Any:
    complaint = make_complaint(stages.kohsar, at=stages.tick())
    return lambda: actions.draft_from(
        by=stages.ayesha, complaint=complaint, late_because="", at=stages.tick()
    )


def _begin(stages: Stages) -> Any:
    return stages.draft


def _change(stages: Stages) -> Any:
    fir = stages.draft()
    return lambda: actions.change(
        by=stages.bilal, fir=fir, seen=fir.changed_at, sections=sections("ppc-411"), parts=[],
        gone=[], at=stages.tick(), offence="Receiving stolen goods",
    )  # fmt: skip


def _hand_down(stages: Stages) -> Any:
    complaint = make_complaint(stages.kohsar, category="no_fir", at=stages.tick())
    fir = actions.draft_from(
        by=stages.cast.dania, complaint=complaint, late_because="", at=stages.tick()
    )
    return lambda: actions.hand_down(by=stages.cast.dania, fir=fir, at=stages.tick())


def _discard(stages: Stages) -> Any:
    fir = stages.draft()
    return lambda: actions.discard(by=stages.bilal, fir=fir, at=stages.tick())


def _register(stages: Stages) -> Any:
    fir = stages.draft()
    return lambda: actions.register(
        by=stages.bilal, fir=fir, seen=fir.changed_at, signed_as="thumb", despatched_at=None,
        at=stages.tick(),
    )  # fmt: skip


def _open(stages: Stages) -> Any:
    fir = stages.marked()
    return lambda: actions.open_page(by=stages.io, fir=fir, at=stages.tick())


def _open_own(stages: Stages) -> Any:
    fir = stages.marked()
    return lambda: own.open_page(by=None, fir=fir, at=stages.tick())


def _issue(stages: Stages) -> Any:
    fir = stages.marked()
    return lambda: copies.issue(by=stages.bilal, fir=fir, language="en", at=stages.tick())


def _entry(stages: Stages) -> dict[str, Any]:
    words = "Head Constable Riaz went on patrol."
    return {"by": stages.bilal, "station": stages.kohsar, "words": words}


def _write(stages: Stages) -> Any:
    return lambda: diary.write(kind="other", at=stages.tick(), **_entry(stages))


def _write_by_hand(stages: Stages) -> Any:
    return lambda: diary.write_by_hand(
        kind="other", about="HC Riaz", fir=None, at=stages.tick(), **_entry(stages)
    )


def _close(stages: Stages) -> Any:
    written = diary.write(kind="other", at=stages.tick(), **_entry(stages))
    return lambda: diary.close(day=written.day, at=stages.at, **_entry(stages))


def _close_by_hand(stages: Stages) -> Any:
    written = diary.write(kind="other", at=stages.tick(), **_entry(stages))
    late = diary.end_of(written.day)
    return lambda: diary.close_by_hand(day=written.day, balance=0, at=late, **_entry(stages))


def _close_before(stages: Stages) -> Any:
    written = diary.write(kind="other", at=stages.tick(), **_entry(stages))
    tomorrow = written.day + timedelta(days=1)
    return lambda: diary.close_before(station=stages.kohsar, day=tomorrow, at=stages.tick(days=1))


def _turn(stages: Stages) -> Any:
    return lambda: diary.turn(at=stages.tick(days=1))


def _escalate(stages: Stages) -> Any:
    stages.marked()
    return lambda: clocks.escalate(at=stages.tick(days=20))


def _cash(stages: Stages) -> Any:
    line = CashEntry(
        station=stages.kohsar, is_receipt=True, amount=500, head="diet", whom="DPO's office"
    )
    return lambda: books.enter_cash(by=stages.bilal, entry=line, at=stages.tick())


def _article(stages: Stages) -> Any:
    return books.receive_article(
        by=stages.bilal,
        at=stages.tick(),
        article=Article(
            station=stages.kohsar, kind="arms", description="Rifle G3", quantity=3,
            condition="Good", received_from="Police Lines",
        ),
    )  # fmt: skip


def _issued(stages: Stages) -> Any:
    return books.issue_article(
        by=stages.bilal, article=_article(stages), officer=stages.io, quantity=1,
        condition="Good", at=stages.tick(),
    )  # fmt: skip


def _issue_article(stages: Stages) -> Any:
    article = _article(stages)
    return lambda: books.issue_article(
        by=stages.bilal, article=article, officer=stages.io, quantity=1, condition="Good",
        at=stages.tick(),
    )  # fmt: skip


def _return_article(stages: Stages) -> Any:
    issue = _issued(stages)
    return lambda: books.return_article(
        by=stages.bilal, issue=issue, condition="Good", at=stages.tick()
    )


def _strike_off(stages: Stages) -> Any:
    article = _article(stages)
    return lambda: books.strike_off(
        by=stages.bilal, article=article, because="Order 9", at=stages.tick()
    )


def _licence(stages: Stages) -> Any:
    return books.enter_licence(
        by=stages.bilal,
        at=stages.tick(),
        licence=Licence(
            station=stages.kohsar, name="Malik Nadeem", address="House 4", licence_no="ICT-2044",
            weapon="Pistol", valid_until=timezone.localdate() + timedelta(days=30),
        ),
    )  # fmt: skip


def _renew(stages: Stages) -> Any:
    licence, day = _licence(stages), timezone.localdate() + timedelta(days=400)
    return lambda: books.renew_licence(
        by=stages.bilal, licence=licence, valid_until=day, words="Order 3", at=stages.tick()
    )


def _cancel(stages: Stages) -> Any:
    licence = _licence(stages)
    return lambda: books.cancel_licence(
        by=stages.bilal, licence=licence, words="Order 3", at=stages.tick()
    )


#: Each prepares its scene, and gives back what is then to be done.
OTHERS: dict[str, Callable[[Stages], Callable[[], Any]]] = {
    "actions.draft_from": _complaint,
    "actions.begin": _begin,
    "actions.change": _change,
    "actions.hand_down": _hand_down,
    "actions.discard": _discard,
    "actions.register": _register,
    "actions.open_page": _open,
    "own.open_page": _open_own,
    "copies.issue": _issue,
    "diary.write": _write,
    "diary.write_by_hand": _write_by_hand,
    "diary.close": _close,
    "diary.close_by_hand": _close_by_hand,
    "diary.close_before": _close_before,
    "diary.turn": _turn,
    "clocks.escalate": _escalate,
    "books.enter_cash": _cash,
    "books.receive_article": lambda stages: lambda: _article(stages),
    "books.issue_article": _issue_article,
    "books.return_article": _return_article,
    "books.strike_off": _strike_off,
    "books.enter_licence": lambda stages: lambda: _licence(stages),
    "books.renew_licence": _renew,
    "books.cancel_licence": _cancel,
}
#: Those that are no more than another of the table with a page drawn around it.
AROUND = {
    "copies.print_all": "issues the paper, and sets it",
    "copies.print_informants": "issues the paper, and sets it",
}


def test_every_write_is_here():
    """Whatever opens a transaction is an act of the table, or stands in the other one."""
    found = {
        f"{module.__name__.partition('.')[2]}.{name}"
        for module in MODULES
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        # `transaction.atomic` wraps what it is put upon.
        and hasattr(function, "__wrapped__")
    }
    done = {
        f"{act.do.__module__.partition('.')[2]}.{act.do.__name__}" for act in (*ACTS, *BOOK_ACTS)
    }
    # Those two have a transaction for each case, or each station, by itself.
    by_themselves = {"diary.turn", "clocks.escalate"}
    assert found | by_themselves == done | {*OTHERS, *AROUND}


@pytest.mark.parametrize("name", OTHERS)
def test_the_write_leaves_its_event(stages, name):
    """When nothing is in the way."""
    go = OTHERS[name](stages)
    events, before = Event.objects.count(), _everything()
    go()
    assert Event.objects.count() > events
    changed = {label for label, rows in _everything().items() if rows != before[label]}
    # Reading a case writes nothing but its event.
    assert (changed == {"audit.Event"}) is name.endswith("open_page")


@pytest.mark.parametrize("name", OTHERS)
def test_without_the_event_there_is_no_write(stages, name):
    """When the event is refused, everything is as before, in every table."""
    go = OTHERS[name](stages)
    before = _everything()
    with no_event_can_be_written(), pytest.raises(CannotRecord):
        go()
    assert _everything() == before


def _everything() -> dict[str, list[tuple]]:
    """Every row of every table that an act may write to, their history as well."""
    labels = ("firs", "complaints", "alerts", "documents", "notifications", "accounts", "audit")
    models = (model for label in labels for model in apps.get_app_config(label).get_models())
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in models
        if model._meta.label != "firs.OffenceSection"
    }

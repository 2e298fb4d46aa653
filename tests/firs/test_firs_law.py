"""The order of the law: every way to break it is refused by the database, and told by the form.

Each row of `law_rows` does by plain SQL what is forbidden. The database refuses; and once the law
that the row names is repealed, the very same statement goes through: so it is that law which
refuses, and no row is asleep. Through the form the same is answered with a sentence and with
everything that was typed, and nothing is written.
"""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.urls import reverse
from django.utils import timezone

from audit.history import RowHistory
from firs import actions
from firs.models import FIR
from firs.models.fir import AS_SIGNED
from tests.firs.law_book import Book
from tests.firs.law_rows import RULES, Rule
from tests.firs.on_screen import held_by, send, still_there
from tests.firs.raw_rows import broken, laws, repeal, settle, undone, update

pytestmark = pytest.mark.django_db

#: What lives on in a registered FIR: its state and what follows from dated rows beside it.
LIVING = {
    *("id", "form_token", "sealed_as", "level", "state", "despatched_at"),
    *("section_codes", "head", "investigator", "report_due_at", "interim_due_at"),
    *("escalated_to", "review_due_on", "last_zimni", "reopened_count", "changed_at", "changed_by"),
}
ON_SCREEN = [rule for rule in RULES if rule.tried is not None]


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker):
    """One book for every row: whatever a row does is undone after it."""
    with django_db_blocker.unblock(), undone():
        yield Book()


@pytest.fixture(autouse=True)
def _as_it_was(book, db):
    with undone():
        yield


def by_its_words(rule: Rule) -> str:
    return rule.says


@pytest.mark.parametrize("rule", RULES, ids=by_its_words)
def test_the_database_refuses(book, rule):
    """By this law, and by no other: repealed, it lets the same through."""
    named = rule.laws.split()
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        rule.do(book)
    assert broken(refusal.value) in named
    settle()
    for law in named:
        repeal(law)
    rule.do(book)


@pytest.mark.parametrize("rule", ON_SCREEN, ids=by_its_words)
def test_the_form_says_why(book, rule):
    """In words, with everything that was typed; and nothing of it is written."""
    typed = rule.tried.typed(book)
    before = _everything()
    answer = send(book.clients[rule.tried.by], rule.tried.address(book), typed)
    assert answer.status_code == 422
    assert rule.tried.says in unescape(answer.text)
    assert still_there(answer.text, typed) == {}
    assert _everything() == before


def _everything() -> dict[str, list[tuple]]:
    """Every row of the tables that an act on a case writes to; looking is an event of its own."""
    tables = [
        model
        for label in ("firs", "alerts", "notifications", "documents")
        for model in apps.get_app_config(label).get_models()
        if not issubclass(model, RowHistory)
    ]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in tables
    }


def test_every_law_is_tried():
    """A new law gets its row; one that is gone takes its row along."""
    tried = {law for rule in RULES for law in rule.laws.split()}
    assert tried == laws().keys() - {"fir.as_signed"}


# --- What was signed ---


@pytest.mark.parametrize("name", AS_SIGNED)
def test_what_was_signed_stands(book, name):
    """Every column of a registered FIR, one by one."""
    field = FIR._meta.get_field(name)
    other = _otherwise(field, getattr(book.fir, field.attname))
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        update(book.fir, **{field.column: other})
    assert broken(refusal.value) == "fir.as_signed"


def _otherwise(field: Any, value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return (value or timezone.now()) + timedelta(minutes=1)
    if isinstance(field, models.DateField):
        return timezone.localdate()
    if isinstance(field, models.CharField | models.TextField):
        return "-"
    return (value or 0) + 1


def test_every_column_is_signed_or_lives():
    """A new column of the FIR is put where it belongs."""
    names = {field.name for field in FIR._meta.concrete_fields}
    assert names == {*AS_SIGNED, *LIVING}
    assert not {*AS_SIGNED} & LIVING


def test_who_still_has_the_draft_open_is_told(book):
    """Registered meanwhile by a colleague: nothing is changed, and nothing typed is lost."""
    address = reverse("firs:draft", args=[book.draft_whole.pk])
    page = held_by(book.clients["ayesha"].get(address).text)
    fir = actions.register(
        by=book.bilal, fir=book.draft_whole, seen=book.draft_whole.changed_at,
        signed_as="signature", despatched_at=None, at=book.tick(),
    )  # fmt: skip
    before = _everything()
    typed = {"narrative": "There were three of them.", "accused-0-alias": "Kala"}
    answer = book.clients["ayesha"].post(address, {**page, **typed})
    assert answer.status_code == 422
    assert f"{fir} is registered: it stands as it was signed." in answer.text
    assert still_there(answer.text, typed) == {}
    assert _everything() == before

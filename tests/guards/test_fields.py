"""Every field of ours has a level in docs/fields.md, and is kept as its level asks.

The register is read here as people read it: a heading names tables, a row a level and its fields.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from audit.history import RowHistory
from people.fields import CNICField, PassportField
from people.models import Person
from people.sealed import EncryptedTextField, SealedStorage
from tests.guards.house import ROOT, packages

REGISTER = ROOT / "docs" / "fields.md"
OPEN, OFFICIAL, PERSONAL, SECRET = LEVELS = ("open", "official", "personal", "secret")
#: Secrets that are kept in another way than sealed.
KEPT_OTHERWISE = {
    ("accounts.user", "password"): "a hash that Django makes; nobody can read it back",
    ("hotel_eye.apikey", "digest"): "of 256 random bits; nobody can read the key from it",
    ("complaints.draft", "code_digest"): "a keyed digest; nobody can read the code from it",
    ("convicts.importblock", "content"): "sealed by convicts.receiving before it is stored",
    ("complaints.uploadpart", "content"): "sealed by complaints.uploads before it is stored",
}

Field = tuple[str, str]


def entries() -> list[tuple[Field, str]]:
    """((table, field), level) for every field that the register names."""
    found, tables = [], []
    for line in REGISTER.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            tables = line[3:].split(", ")
        elif tables and (row := re.fullmatch(r"\| ([a-z]+) \| ([a-z0-9_, ]+) \|", line)):
            found += [((table, name), row[1]) for table in tables for name in row[2].split(", ")]
    return found


@cache
def levels() -> dict[Field, str]:
    return dict(entries())


@cache
def fields() -> dict[Field, Any]:
    """Every column of every table of ours but the history, which has the levels of its table."""
    ours = packages()
    return {
        (model._meta.label_lower, field.name): field
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.split(".")[0] in ours and not issubclass(model, RowHistory)
        for field in model._meta.concrete_fields
    }


def parameters() -> Iterator[tuple[str, str]]:
    """(address, parameter) of every URL pattern of ours."""

    def walk(resolver: URLResolver, above: str) -> Iterator[tuple[str, str]]:
        for one in resolver.url_patterns:
            route = above + str(one.pattern)
            if isinstance(one, URLResolver) and one.namespace != "admin":
                yield from walk(one, route)
            elif isinstance(one, URLPattern):
                yield from ((route, name) for name in one.pattern.regex.groupindex)

    return walk(get_resolver(), "/")


def test_every_field_has_a_level():
    """A new field is put into the register before it is used."""
    assert sorted(set(fields()) - set(levels())) == []


def test_no_line_is_stale():
    """A field that is gone leaves the register."""
    assert sorted(set(levels()) - set(fields())) == []


def test_one_level_each():
    """Named once, with one of the four levels."""
    assert {level for _, level in entries()} <= set(LEVELS)
    assert [
        field for field, times in Counter(field for field, _ in entries()).items() if times > 1
    ] == []


def test_secrets_are_sealed():
    """A secret text or file is kept so that the table and the disk do not tell it."""
    wrong = [key for key, level in levels().items() if level == SECRET and not _is_sealed(key)]
    assert sorted(wrong) == sorted(KEPT_OTHERWISE)


def test_what_is_sealed_is_secret():
    """Nothing is sealed by a whim: whoever seals a field says so in the register."""
    assert [key for key in fields() if _is_sealed(key) and levels()[key] != SECRET] == []


def _is_sealed(key: Field) -> bool:
    field = fields()[key]
    if isinstance(field, models.FileField):
        return isinstance(field.storage, SealedStorage)
    return isinstance(field, EncryptedTextField)


def test_files_of_people_are_secret():
    """Whatever people hand in as a file is a photograph of them or of their papers."""
    files = {key for key, field in fields().items() if isinstance(field, models.FileField)}
    assert {levels()[key] for key in files} == {SECRET}


def test_a_person_is_personal():
    """Whatever tells a person is personal in every table that describes one."""
    of_people = [
        key
        for key, field in fields().items()
        if issubclass(field.model, Person) and field.name in Person.IDENTITY_FIELDS
    ]
    numbers = [
        key for key, field in fields().items() if isinstance(field, CNICField | PassportField)
    ]
    assert len(of_people) >= 4 * len(Person.IDENTITY_FIELDS)
    assert {levels()[key] for key in [*of_people, *numbers]} == {PERSONAL}


def test_reference_data_is_open():
    """The map of the country has nothing to hide; everything that somebody did has."""
    assert {level for (table, _), level in levels().items() if table.startswith("stations.")} == {
        OPEN
    }


def test_nothing_personal_stands_in_an_address():
    """Addresses are logged, bookmarked and read over shoulders."""
    sensitive = {name for (_, name), level in levels().items() if level in (PERSONAL, SECRET)}
    assert {"cnic", "name", "passport_no", "phone", "card_front"} <= sensitive
    found = list(parameters())
    assert ("/hotels/<int:hotel>/check-in/", "hotel") in found, "the walk sees what it should"
    assert [(route, name) for route, name in found if name in sensitive] == []

"""Invented people as the matching package reads them."""

from collections.abc import Iterable, Sized
from dataclasses import fields
from typing import Protocol

from tqdm import tqdm

from matching import Identity, fold, records
from matching.record import Records
from synthetic import Person

_FIELDS = [field.name for field in fields(Identity) if field.name != "aliases"]


class People(Iterable[Person], Sized, Protocol):
    """So many people, one after the other."""


def identity_of(person: Person) -> Identity:
    """The identity of an invented person; the year 0 is one that is not known."""
    values = {name: getattr(person, name) for name in _FIELDS}
    values["birth_year"] = values["birth_year"] or None
    return Identity(**values)


def folded(people: People, title: str = "Folding") -> Records:
    """The records of these people."""
    bar = tqdm(people, title, unit=" people", unit_scale=True)
    return records([fold(identity_of(person)).record for person in bar])

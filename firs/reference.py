"""The sections of offences from firs/data/sections.csv, which a lawyer can read."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.db import models, transaction

from firs.sections import OffenceSection

FILE = Path(__file__).resolve().parent / "data" / "sections.csv"
_YES_NO = {"yes": True, "no": False, "": None}


@transaction.atomic
def load() -> str:
    """Load the sections; running it again corrects them. Returns what was loaded, in words."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = [_section(row, place) for place, row in enumerate(csv.DictReader(stream))]
    fields = [one.name for one in OffenceSection._meta.concrete_fields if not one.primary_key]
    OffenceSection.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    return f"{len(rows)} sections of offences."


def _section(row: dict[str, str], position: int) -> OffenceSection:
    values = {name: _value(name, text) for name, text in row.items()}
    section = OffenceSection(position=position, **values)
    section.fold()
    return section


def _value(name: str, text: str) -> Any:
    field = OffenceSection._meta.get_field(name)
    if isinstance(field, models.BooleanField):
        return _YES_NO[text]
    if isinstance(field, models.PositiveSmallIntegerField):
        return int(text) if text else None
    if isinstance(field, models.DateField):
        return date.fromisoformat(text) if text else None
    return text

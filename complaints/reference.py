"""The categories of complaints from complaints/data/categories.csv, which a lawyer can read."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.db import models, transaction

from complaints.categories import ComplaintCategory

FILE = Path(__file__).resolve().parent / "data" / "categories.csv"
_YES_NO = {"yes": True, "no": False, "": None}


@transaction.atomic
def load() -> str:
    """Load the categories; running it again corrects them. Returns what was loaded, in words."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = [_category(row, place) for place, row in enumerate(csv.DictReader(stream))]
    fields = [one.name for one in ComplaintCategory._meta.concrete_fields if not one.primary_key]
    ComplaintCategory.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    return f"{len(rows)} complaint categories."


def _category(row: dict[str, str], position: int) -> ComplaintCategory:
    values = {name: _value(name, text) for name, text in row.items()}
    return ComplaintCategory(position=position, **values)


def _value(name: str, text: str) -> Any:
    field = ComplaintCategory._meta.get_field(name)
    if isinstance(field, models.BooleanField):
        return _YES_NO[text]
    if isinstance(field, models.PositiveSmallIntegerField):
        return int(text) if text else None
    if isinstance(field, models.DateField):
        return date.fromisoformat(text) if text else None
    return text

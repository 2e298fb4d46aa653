"""Ways of committing crimes from convicts/data/methods.csv, which an officer can read."""

import csv
from pathlib import Path

from django.db import transaction

from convicts.models import Method

FILE = Path(__file__).resolve().parent / "data" / "methods.csv"


@transaction.atomic
def load() -> str:
    """Load the methods; running it again corrects them. Returns what was loaded, in words."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = [Method(position=place, **row) for place, row in enumerate(csv.DictReader(stream))]
    Method.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["crime_head", "name", "name_ur", "position"],
    )
    return f"{len(rows)} modi operandi."

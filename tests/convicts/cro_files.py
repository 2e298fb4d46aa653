"""Files of the Criminal Record Office as tests need them, and what an import left behind."""

import csv
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from convicts import importing, receiving
from convicts.importing import import_file
from convicts.models import ImportBatch
from convicts.rows import COLUMNS

ROW = {
    "external_ref": "CRO-1",
    "name": "Muhammad Aslam",
    "name_ur": "محمد اسلم",
    "relation": "s/o",
    "relative_name": "Ghulam Rasool",
    "relative_name_ur": "غلام رسول",
    "cnic": "61101-1234567-1",
    "passport_no": "",
    "nationality": "PAK",
    "gender": "M",
    "birth_year": "1979",
    "date_of_birth": "1979-08-14",
    "district": "Islamabad",
    "category": "proclaimed_offender",
    "status": "absconding",
    "offence": "302 PPC",
}


def row(number: int = 1, **changes: str) -> dict[str, str]:
    """A good row of its own, changed as told."""
    return {
        **ROW,
        "external_ref": f"CRO-{number}",
        "cnic": f"61101-{1234566 + number:07d}-1",
        **changes,
    }


def write(path: Path, rows: Iterable[dict[str, str]], columns: Iterable[str] = COLUMNS) -> Path:
    """A CSV file of these rows."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.DictWriter(stream, list(columns), lineterminator="\n")
        sheet.writeheader()
        sheet.writerows(rows)
    return path


def load(path: Path, **options: Any) -> SimpleNamespace:
    """Import the file; refused rows go beside it. What became of its rows."""
    batch = import_file(path, rejects_of(path), **options)
    return SimpleNamespace(batch=batch, read=batch.rows_read, **batch.counts)


def rejects_of(path: Path) -> Path:
    return path.with_suffix(".rejected.csv")


def refused(path: Path) -> list[dict[str, str]]:
    """The refused rows of the file, in order of their lines."""
    with rejects_of(path).open(encoding="utf-8", newline="") as stream:
        return sorted(csv.DictReader(stream), key=lambda one: int(one["line"]))


def brought(path: Path, by: Any, is_whole: bool = False) -> ImportBatch:
    """The file as an officer brings it on screen; nothing of it is read yet."""
    with path.open("rb") as file:
        return receiving.receive(
            by=by, file=file, name=path.name, is_whole=is_whole, at=timezone.now()
        )


def worked() -> None:
    """The worker has done all there was to do."""
    while importing.work(at=timezone.now()):
        pass


def ready(path: Path, by: Any, is_whole: bool = False) -> ImportBatch:
    """The file, read and put before a second person."""
    batch = brought(path, by, is_whole)
    worked()
    batch.refresh_from_db()
    assert batch.state == "ready", batch.failure
    return batch


def published(path: Path, by: Any, second: Any, is_whole: bool = False) -> ImportBatch:
    """The file, brought by one officer and let into the records by the other."""
    batch = ready(path, by, is_whole)
    importing.approve(by=second, batch=batch, at=timezone.now())
    worked()
    batch.refresh_from_db()
    assert batch.state == "done", batch.failure
    return batch


def taken_back(batch: ImportBatch, by: Any, second: Any) -> dict[str, int]:
    """The file, undone by two officers; how many records of each fate there were."""
    at = timezone.now()
    taking = importing.propose_taking_back(by=by, batch=batch, because="Wrong month", at=at)
    return importing.decide_taking_back(
        by=second, taking=taking, approve=True, note="", at=timezone.now()
    )

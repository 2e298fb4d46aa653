"""Lists of people as tests need them, and what their screening left behind."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from alerts.look_for import Found
from alerts.models import Listing
from convicts import list_parts
from convicts.list_rows import COLUMNS, Bad
from convicts.list_screening import Finding
from convicts.lists import ScreeningPart, ScreeningRun

#: tests.people_on_file.WANTED as another clerk wrote him.
PERSON = {
    "id": "R-1",
    "name": "Muhammad Aslam",
    "name_ur": "محمد اسلم",
    "relation": "s/o",
    "relative_name": "Ghulam Rasool",
    "relative_name_ur": "",
    "cnic": "61101-1234567-1",
    "passport_no": "",
    "nationality": "PAK",
    "gender": "M",
    "birth_year": "1979",
    "date_of_birth": "",
    "district": "Islamabad",
    "phone": "",
}
#: Nobody looks for her.
STRANGER = {
    **dict.fromkeys(COLUMNS, ""),
    "id": "R-2",
    "name": "Nasreen Akhtar",
    "relation": "w/o",
    "relative_name": "Bashir Ahmed",
    "cnic": "33100-7654321-2",
}


def person(number: int = 1, **changes: str) -> dict[str, str]:
    """A good row of its own, changed as told."""
    return {**PERSON, "id": f"R-{number}", **changes}


def stranger(number: int = 2, **changes: str) -> dict[str, str]:
    return {**STRANGER, "id": f"R-{number}", **changes}


def text_of(rows: Iterable[dict[str, str]], columns: Iterable[str] = COLUMNS) -> str:
    """A CSV file of these rows, as text."""
    stream = io.StringIO()
    sheet = csv.DictWriter(stream, list(columns), lineterminator="\n", extrasaction="ignore")
    sheet.writeheader()
    sheet.writerows(rows)
    return stream.getvalue()


def write(path: Path, rows: Iterable[dict[str, str]], columns: Iterable[str] = COLUMNS) -> Path:
    path.write_text(text_of(rows, columns), encoding="utf-8")
    return path


def read(source: Path | bytes) -> list[dict[str, str]]:
    """The rows of a file that CASPP wrote."""
    content = source if isinstance(source, bytes) else source.read_bytes()
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def upload(content: str | bytes, name: str = "people.csv") -> Any:
    """What a browser sends for the file."""
    data = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(name, data, content_type="text/csv")


def make_list(by: User, listing: Listing) -> ScreeningRun:
    """A list that was screened: one row may be whoever is listed, one could not be read."""
    now = timezone.now()
    run: ScreeningRun = ScreeningRun.objects.create(
        file_name="people.csv",
        sha256="0" * 64,
        purpose_kind="investigation",
        case_ref="FIR 12/26",
        asked_by=by,
        asked_at=now,
        columns=list(COLUMNS),
        rows=2,
        bad_rows=1,
        rows_done=2,
        rows_found=1,
        bands={"confirmed": 1},
        state=ScreeningRun.State.DONE,
        finished_at=now,
    )
    told = ("CNIC 61101-1234567-1: every digit agrees", "شناختی کارڈ 61101-1234567-1")
    found = Found(
        listing.pk, listing.source, listing.source_id, "CRO-1", 0.9987, "confirmed", 0, *told
    )
    ScreeningPart.objects.create(
        run=run,
        number=0,
        rows=2,
        bad_rows=1,
        bad=list_parts.bad_to_text([Bad(3, "name is empty.", ["R-2", *COLUMNS[1:]])]),
        results=list_parts.findings_to_text([Finding("R-1", "CRO-1", found)]),
        listings=[listing.pk],
        bands=["confirmed"],
        screened_at=now,
    )
    return run

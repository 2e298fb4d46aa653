"""A file of arrivals as it is brought: read as a table, kept row by row, worked off behind."""

from datetime import datetime
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.db import transaction

from filings import lots
from filings.models import Lot, Way
from hotel_eye.models import Hotel
from hotel_eye.uploads import columns
from hotel_eye.uploads.filing import KIND
from hotel_eye.uploads.parties import BEYOND
from people.masking import cards_masked
from sheets import files

MOST_BYTES = 20 * 1024 * 1024
_LONGEST_NAME = 60
_LONGEST_REST = 300


@transaction.atomic
def receive(
    *, by: Any, hotel: Hotel, file: BinaryIO, name: str, is_trial: bool, at: datetime
) -> Lot:
    """Take in a CSV file or a workbook; the worker looks it through, and files it if no trial.

    Raises lots.Refused, with a sentence for whoever brought it.
    """
    try:
        with TemporaryFile() as spare:
            table = files.plain(file, spare, moments=True)
            with files.reading(table, columns.check, separators=files.SEPARATORS) as reader:
                names = _names(reader.header)
                return lots.bring(
                    kind=KIND,
                    premises=hotel,
                    rows=(_row(names, cells) for cells in reader.every_row()),
                    columns=names,
                    by=by,
                    way=Way.UPLOAD,
                    file_name=cards_masked(name),
                    is_trial=is_trial,
                    first=reader.header_row + 1,
                    at=at,
                )
    except files.NotAFile as refusal:
        raise lots.Refused(str(refusal)) from refusal


def _names(header: list[str]) -> list[str]:
    """What each column is called here: each otherwise, and none not at all."""
    names: list[str] = []
    for number, cell in enumerate(_without_end(header), 1):
        name = " ".join(cell.split())[:_LONGEST_NAME] or f"#{number}"
        names.append(f"{name[:50]} #{number}" if name in names else name)
    return names


def _row(names: list[str], cells: list[str]) -> dict[str, str]:
    row = dict(zip(names, cells, strict=False))
    if beyond := " | ".join(_without_end(cells[len(names) :])):
        row[BEYOND] = beyond[:_LONGEST_REST]
    return row


def _without_end(cells: list[str]) -> list[str]:
    """The cells without the empty ones that a spreadsheet leaves at the end."""
    last = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[:last]

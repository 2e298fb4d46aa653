"""The file itself: spooled, marked with who and when on its first and last line, and hashed."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from exports.models import ExportRequest
from screen.spreadsheets import csv_response

IN_MEMORY = 1024 * 1024


class TooMany(ValueError):
    """More rows than one export may hold."""

    def __init__(self) -> None:
        super().__init__(
            _("This is more than %(rows)d rows. Ask for a shorter period.")
            % {"rows": settings.EXPORT_ROWS}
        )


@dataclass(frozen=True, slots=True)
class Written:
    """A file ready to be sent."""

    file: IO[bytes]
    sha256: str
    rows: int

    def sent(self, name: str) -> FileResponse:
        """The file as a browser saves it under this name."""
        response = FileResponse(
            self.file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8"
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response


def rows_of(export: ExportRequest, user: Any) -> Iterator[Sequence[Any]]:
    """The rows this person may see now. Raises TooMany behind the last that is allowed."""
    # Closed here: a cursor of the database must not outlive the transaction it was opened in.
    with closing(export.source.rows(user, export.start, export.end)) as rows:
        yield from islice(rows, settings.EXPORT_ROWS)
        if next(rows, None) is not None:
            raise TooMany


def write(export: ExportRequest, user: Any, *, at: datetime) -> Written:
    """The export as this person sees it now. It is gone once the file is closed."""
    mark = f"CASPP export {export.pk} | {user} | {timezone.localtime(at):%Y-%m-%d %H:%M:%S %z}"
    count = 0

    def lines() -> Iterator[Sequence[Any]]:
        nonlocal count
        yield [*export.source.columns, "export"]
        for row in rows_of(export, user):
            count += 1
            yield [*row, export.pk]
        yield [mark]

    return replace(spooled([mark], lines()), rows=count)


def spooled(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Written:
    """The rows as a list for a spreadsheet, written whole before any of it is sent."""
    # Whoever sends the file closes it.
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    digest, lines = sha256(), 0
    for part in csv_response("list", header, rows):
        line = part if isinstance(part, bytes) else part.encode()
        digest.update(line)
        file.write(line)
        lines += 1
    file.seek(0)
    return Written(file, digest.hexdigest(), rows=lines - 1)

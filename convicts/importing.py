"""Loading a CRO file: COPY into staging, refuse what is wrong, publish the rest in one go.

Nothing is visible before the last step, which is one transaction; running it again with the same
file changes nothing. Rows are never held in memory, whatever the size of the file.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sealing
from accounts.permissions import Permission
from accounts.seals import SealKey
from alerts import bulk
from audit.actions import record
from convicts import files, filing, heads, rows
from convicts.models import ConvictRecord
from matching import records
from matching.ranking import sounds_of
from stations.models import District

CHUNK = 5_000
SOURCE = ConvictRecord._meta.label_lower
_RECORD = (
    "external_ref", "name", "name_ur", "relation", "relative_name", "relative_name_ur", "cnic",
    "passport_no", "nationality", "gender", "birth_year", "date_of_birth", "district", "status",
    "status_as_given", "category_as_given", "offence",
)  # fmt: skip
#: What follows from these.
_DERIVED = ("crime_head", "sounds")
_STAGED = (*_RECORD, *_DERIVED, "sealed_as", "category", "record", "content_hash", "record_hash")

_CREATE = """
CREATE TEMPORARY TABLE staged_convict (
    line integer, external_ref text, name text, name_ur text, relation text, relative_name text,
    relative_name_ur text, cnic text, passport_no text, nationality text, gender text,
    birth_year smallint, date_of_birth date, district text, status text, status_as_given text,
    category_as_given text, offence text, crime_head text, sounds bigint[], sealed_as text,
    category text, record bytea,
    content_hash text, record_hash text
)
"""
_COPY = f"""
COPY staged_convict (line, {", ".join(_STAGED)})
FROM STDIN WITH (FORMAT csv, FORCE_NULL (birth_year, date_of_birth))
"""
_REPEATED = """
DELETE FROM staged_convict USING (
    SELECT line, first_value(line) OVER ref AS first, row_number() OVER ref AS nth
    FROM staged_convict WINDOW ref AS (PARTITION BY external_ref ORDER BY line)
) repeated
WHERE repeated.line = staged_convict.line AND nth > 1
RETURNING staged_convict.line, first
"""
_PUBLISH = f"""
WITH published AS (
    INSERT INTO convicts_convictrecord
        ({", ".join((*_RECORD, *_DERIVED))}, sealed_as, category_id, record_hash, phone, is_canary,
         recorded_at, changed_at)
    SELECT {", ".join((*_RECORD, *_DERIVED))}, sealed_as, category, record_hash, '',
        %(is_canary)s, %(at)s, %(at)s
    FROM staged_convict
    ON CONFLICT (external_ref) DO UPDATE SET
        {", ".join(f"{name} = EXCLUDED.{name}" for name in (*_RECORD[1:], *_DERIVED))},
        -- A file may seal; only an officer lifts a seal.
        sealed_as = CASE convicts_convictrecord.sealed_as WHEN '' THEN EXCLUDED.sealed_as
            ELSE convicts_convictrecord.sealed_as END,
        category_id = EXCLUDED.category_id, record_hash = EXCLUDED.record_hash,
        compared_at = NULL,
        changed_at = EXCLUDED.changed_at
    WHERE convicts_convictrecord.record_hash <> EXCLUDED.record_hash
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM published
"""
#: What was noted by hand says more than the file does; such records are followed one by one.
_NOTED = " OR ".join(
    f"EXISTS (SELECT FROM {model._meta.db_table} noted WHERE noted.record_id = record.id)"
    for model in filing.TOLD
)
_LISTED = f"""
SELECT record.id AS source_id, staged.record, staged.content_hash, staged.category AS category_id,
    record.external_ref AS reference, record.offence AS summary, record.name,
    record.name_ur, record.relation, record.relative_name, record.relative_name_ur, record.cnic,
    record.passport_no, record.nationality, record.gender, record.birth_year, record.date_of_birth,
    record.district, record.phone, record.sealed_as <> '' AS is_sealed
FROM staged_convict staged JOIN convicts_convictrecord record USING (external_ref)
WHERE NOT record.status = ANY(%(at_rest)s) AND NOT record.is_canary
    AND record.is_in_file AND record.withdrawn_at IS NULL AND NOT ({_NOTED})
"""
_AT_REST = f"""
SELECT record.id FROM staged_convict staged JOIN convicts_convictrecord record USING (external_ref)
WHERE record.status = ANY(%(at_rest)s) AND NOT ({_NOTED})
"""
_OF_OFFICERS = f"""
SELECT record.id FROM staged_convict staged JOIN convicts_convictrecord record USING (external_ref)
WHERE {_NOTED} ORDER BY record.id
"""


@dataclass(slots=True)
class Outcome:
    """What became of a file, in numbers of rows."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    sealed: int = 0
    unknown_categories: int = 0
    unknown_statuses: int = 0


class Rejects:
    """The file of refused rows: where each stood, why, and all it held, to correct and resend."""

    def __init__(self, stream: TextIO, columns: list[str]) -> None:
        self._writer = csv.writer(stream)
        self._writer.writerow(["line", "reason", *columns])
        self.count = 0

    def add(self, line: int, reason: str, cells: list[str]) -> None:
        self._writer.writerow([line, reason, *cells])
        self.count += 1


def import_file(
    path: Path,
    rejected_path: Path,
    *,
    by: Any = None,
    are_canaries: bool = False,
    step: Callable[[str, int], None] = lambda _name, _rows: None,
) -> Outcome:
    """Load the file at ``path``; refused rows go to ``rejected_path`` with their reasons.

    ``by`` is the officer in whose name rows are sealed that the file wants sealed; new records of
    a file of canaries are looked for by nobody and ring when somebody reads them. ``step`` is told
    what is being done and how many rows went through it. Raises files.NotAFile, before anything
    has changed, when the file as a whole cannot be loaded.
    """
    outcome = Outcome()
    if rejected_path.resolve() == path.resolve():
        raise files.NotAFile(_("Give the refused rows a file of their own, not the one to load."))
    with (
        files.opened(path) as reader,
        connection.cursor() as cursor,
        rejected_path.open("w", encoding="utf-8", newline="") as stream,
    ):
        rejects = Rejects(stream, reader.columns)
        cursor.execute("DROP TABLE IF EXISTS staged_convict")
        cursor.execute(_CREATE)
        try:
            _stage(cursor, reader, rejects, outcome, step)
            _reject_repeated(cursor, path, rejects)
            outcome.rejected = rejects.count
            _check_who_seals(cursor, by)
            _publish(cursor, outcome, by=by, file=path.name, are_canaries=are_canaries, step=step)
        finally:
            if not connection.needs_rollback:
                cursor.execute("DROP TABLE IF EXISTS staged_convict")
    return outcome


def _stage(
    cursor: Any,
    reader: files.Reader,
    rejects: Rejects,
    outcome: Outcome,
    step: Callable[[str, int], None],
) -> None:
    """Read, check and COPY the rows, a few thousand at a time."""
    known = District.objects.by_folded_name()
    districts = {folded: district.name for folded, district in known.items()}
    today = timezone.localdate()
    known_heads = heads.Heads.load()
    chunk: list[tuple[int, rows.Row]] = []
    for line, cells in reader:
        outcome.read += 1
        try:
            row = rows.read(cells, reader.columns, districts, today)
        except rows.Rejected as rejected:
            rejects.add(line, str(rejected), cells)
        else:
            chunk.append((line, row))
            outcome.unknown_categories += row.is_unknown_category
            outcome.unknown_statuses += row.is_unknown_status
        if outcome.read % CHUNK == 0:
            _copy(cursor, chunk, known_heads)
            chunk.clear()
            step(_("Reading"), CHUNK)
    _copy(cursor, chunk, known_heads)
    step(_("Reading"), outcome.read % CHUNK)


def _copy(cursor: Any, chunk: list[tuple[int, rows.Row]], known_heads: heads.Heads) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    heard = sounds_of(records([row.record for _line, row in chunk])) if chunk else []
    for (line, row), sounds in zip(chunk, heard, strict=True):
        derived = (known_heads.of(row.values["offence"]), f"{{{','.join(map(str, sounds))}}}")
        values = (row.values[name] for name in _RECORD)
        rest = (row.values["sealed_as"], row.values["category"], rf"\x{row.record.hex()}")
        writer.writerow([line, *values, *derived, *rest, row.content_hash, row.record_hash])
    stream.seek(0)
    cursor.copy_expert(_COPY, stream)


def _reject_repeated(cursor: Any, path: Path, rejects: Rejects) -> None:
    """The first row of an external_ref counts; later ones are refused, and say where it stood."""
    cursor.execute(_REPEATED)
    repeated = dict(cursor.fetchall())
    if not repeated:
        return
    with files.opened(path) as reader:
        for line, cells in reader:
            if line in repeated:
                reason = _("external_ref stands already in line %(line)d.")
                rejects.add(line, reason % {"line": repeated[line]}, cells)


def _check_who_seals(cursor: Any, by: Any) -> None:
    """A seal has an officer who can lift it; without one the file is not loaded at all."""
    cursor.execute("SELECT count(*) FROM staged_convict WHERE sealed_as <> ''")
    (count,) = cursor.fetchone()
    if count and (by is None or not by.may(Permission.SEAL)):
        raise files.NotAFile(
            _("The file seals %(count)d records. Say in whose name: an officer who may seal.")
            % {"count": count}
        )


@transaction.atomic
def _publish(
    cursor: Any,
    outcome: Outcome,
    *,
    by: Any,
    file: str,
    are_canaries: bool,
    step: Callable[[str, int], None],
) -> None:
    """Records, listings and the audit event: all of it or nothing."""
    at: datetime = timezone.now()
    at_rest = {"at_rest": [status.value for status in ConvictRecord.AT_REST]}
    step(_("Publishing records"), 0)
    cursor.execute("ANALYZE staged_convict")
    cursor.execute(_PUBLISH, {"at": at, "is_canary": are_canaries})
    outcome.new, outcome.changed = cursor.fetchone()
    outcome.unchanged = outcome.read - outcome.rejected - outcome.new - outcome.changed
    outcome.sealed = _name_who_seals(by, at)
    step(_("Publishing listings"), 0)
    bulk.publish_listings(SOURCE, _LISTED, at_rest, at=at)
    bulk.withdraw_listings(
        SOURCE, _AT_REST, at_rest, reason="acquitted or deceased (CRO file)", at=at
    )
    cursor.execute(_OF_OFFICERS)
    filing.follow_file([pk for (pk,) in cursor.fetchall()], at=at)
    record(
        by=by,
        action="convicts.imported",
        at=at,
        detail={"file": file, **asdict(outcome)},
    )


def _name_who_seals(by: Any, at: datetime) -> int:
    """Whoever the file is loaded for is named on what it sealed; returns how many that were."""
    keys = SealKey.objects.filter(record_label=SOURCE).values("record_id")
    sealed = list(ConvictRecord.objects.exclude(sealed_as="").exclude(pk__in=keys))
    for one in sealed:
        sealing.give_key(by=by, record=one, officer=by, at=at)
        record(by=by, action="accounts.sealed", target=one, at=at, detail={"as": one.sealed_as})
    return len(sealed)

"""From a file that was read to the records, in one transaction, and back again.

Nothing of a file is visible before all of it is. What stood in a record before is kept beside the
file, so that the file can be taken back as long as nobody has worked on the record since.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sealing
from accounts.permissions import Permission
from accounts.seals import SealKey
from alerts import bulk
from audit.actions import record as record_event
from convicts import filing, rows
from convicts.models import NOTED, ConvictRecord, ImportBatch, ImportRow, Noted

#: Whoever reads a record goes on reading; whoever locks one to write waits. A weaker lock would let
#: him lock some that are then waited for, while he waits for the table.
_ALONE = "LOCK TABLE convicts_convictrecord IN EXCLUSIVE MODE"
SOURCE = ConvictRecord._meta.label_lower
#: Somebody is looked for by this record, or would be if it were in the file.
NOT_AT_REST = ~Q(status__in=ConvictRecord.AT_REST)
AT_REST = [status.value for status in ConvictRecord.AT_REST]
#: What a file says of a record, by column.
SAID = (
    "external_ref", "name", "name_ur", "relation", "relative_name", "relative_name_ur", "cnic",
    "passport_no", "nationality", "gender", "birth_year", "date_of_birth", "district", "status",
    "phone", "aliases_as_given", "status_as_given", "category_as_given", "offence", "crime_head",
    "sounds", "category_id", "record_hash", "sealed_as",
)  # fmt: skip
#: Columns that a file may lack: of what it does not speak stays as it is.
_MAYBE = {"phone": "phone", "aliases_as_given": rows.ALIASES}
_REPLACED = [name for name in SAID if name not in ("external_ref", "sealed_as", *_MAYBE)]
#: What is put back when the file is taken back.
_KEPT = [
    *(*_REPLACED, *_MAYBE, "status_in_file", "status_in_file_at", "is_in_file", "batch_id"),
    *("withdrawn_at", "withdrawn_because", "withdrawn_batch_id"),
]

_STAGED = """convicts_importrow staged, LATERAL
    jsonb_populate_record(NULL::convicts_convictrecord, staged.values) said
WHERE staged.batch_id = %(batch)s AND staged.kind = 'good'"""

#: With it how he was listed, so that he is listed again without being folded anew.
_KEEP_WHAT_STOOD = """
UPDATE convicts_importrow staged SET before = (
    SELECT jsonb_object_agg(stood.key, stood.value) FROM jsonb_each(to_jsonb(known)) stood
    WHERE stood.key = ANY(%(kept)s)
) || coalesce((
    SELECT jsonb_build_object('listed', encode(listing.record, 'hex'), 'hash', listing.content_hash)
    FROM alerts_listing listing
    WHERE listing.source = %(source)s AND listing.source_id = known.id
), '{}')
FROM convicts_convictrecord known
WHERE staged.batch_id = %(batch)s AND staged.kind = 'good'
    AND known.external_ref = staged.external_ref
    AND (known.record_hash <> staged.record_hash OR known.withdrawn_batch_id IS NOT NULL
        OR NOT known.is_in_file)
"""
_OR_NOTHING = {"phone": "''", "aliases_as_given": "'{}'"}
_VALUES = ", ".join(
    f"coalesce(said.{name}, {_OR_NOTHING[name]})" if name in _MAYBE else f"said.{name}"
    for name in SAID
)
_SET_MAYBE = ", ".join(
    f"{name} = CASE WHEN %(has_{name})s THEN EXCLUDED.{name} ELSE convicts_convictrecord.{name} END"
    for name in _MAYBE
)
#: 'other' is what the file says that says nothing of him.
_SAID_STATUS = "CASE said.status WHEN 'other' THEN '' ELSE said.status END"
_PUBLISH = f"""
INSERT INTO convicts_convictrecord
    ({", ".join(SAID)}, status_in_file, status_in_file_at, is_canary, batch_id, recorded_at,
    changed_at, file_at)
SELECT {_VALUES}, {_SAID_STATUS}, %(at)s, %(is_canary)s, %(batch)s, %(at)s, %(at)s, %(at)s
FROM {_STAGED}
ON CONFLICT (external_ref) DO UPDATE SET
    {", ".join(f"{name} = EXCLUDED.{name}" for name in _REPLACED)},
    {_SET_MAYBE},
    status_in_file = EXCLUDED.status_in_file,
    status_in_file_at = CASE convicts_convictrecord.status_in_file
        WHEN EXCLUDED.status_in_file THEN convicts_convictrecord.status_in_file_at
        ELSE EXCLUDED.status_in_file_at END,
    -- What was refused, or waits, when it was entered by hand is on file by the CRO's own word.
    is_in_file = TRUE,
    batch_id = CASE WHEN convicts_convictrecord.is_in_file THEN convicts_convictrecord.batch_id
        ELSE EXCLUDED.batch_id END,
    -- A file may seal; only an officer lifts a seal.
    sealed_as = CASE convicts_convictrecord.sealed_as WHEN '' THEN EXCLUDED.sealed_as
        ELSE convicts_convictrecord.sealed_as END,
    -- What went by a file comes back by a file; what two officers took out stays out.
    withdrawn_at = CASE WHEN convicts_convictrecord.withdrawn_batch_id IS NULL
        THEN convicts_convictrecord.withdrawn_at END,
    withdrawn_because = CASE WHEN convicts_convictrecord.withdrawn_batch_id IS NULL
        THEN convicts_convictrecord.withdrawn_because ELSE '' END,
    withdrawn_batch_id = NULL, compared_at = NULL, changed_at = EXCLUDED.changed_at,
    file_at = EXCLUDED.file_at
WHERE convicts_convictrecord.record_hash <> EXCLUDED.record_hash
    OR convicts_convictrecord.withdrawn_batch_id IS NOT NULL
    OR NOT convicts_convictrecord.is_in_file
"""


def _has_rows(models: Iterable[type[Noted]]) -> str:
    return " OR ".join(
        f"EXISTS (SELECT FROM {model._meta.db_table} noted WHERE noted.record_id = record.id)"
        for model in models
    )


#: What is known beside the file says more than the file does; such records are followed one by one.
_NOTED = f"""{_has_rows(filing.TOLD)}
    OR NOT %(has_phone)s AND record.phone <> ''
    OR NOT %(has_aliases_as_given)s AND record.aliases_as_given <> '{{}}'"""
#: Other records lie under it, and are looked for or not with it.
_LEADS = "EXISTS (SELECT FROM convicts_convictrecord led WHERE led.merged_into_id = record.id)"
#: What the file left as it was is left alone.
_OF_FILE = """convicts_importrow staged JOIN convicts_convictrecord record USING (external_ref)
WHERE staged.batch_id = %(batch)s AND staged.kind = 'good' AND record.changed_at = %(at)s"""
_SEALS = f"SELECT record.id AS source_id, record.sealed_as <> '' AS is_sealed FROM {_OF_FILE}"
_OF_RECORD = """record.id AS source_id, record.category_id,
    record.external_ref AS reference, record.offence AS summary, record.name,
    record.name_ur, record.relation, record.relative_name, record.relative_name_ur, record.cnic,
    record.passport_no, record.nationality, record.gender, record.birth_year, record.date_of_birth,
    record.district, record.phone, record.aliases_as_given AS aliases,
    record.sealed_as <> '' AS is_sealed"""
_SOUGHT = f"""NOT record.status = ANY(%(at_rest)s) AND NOT record.is_canary
    AND record.is_in_file AND record.withdrawn_at IS NULL AND record.merged_into_id IS NULL
    AND NOT ({_NOTED})"""
_LISTED = f"""
SELECT {_OF_RECORD}, staged.record, staged.content_hash FROM {_OF_FILE} AND {_SOUGHT}
"""
_NOT_LISTED = f"""
SELECT record.id FROM {_OF_FILE} AND record.status = ANY(%(at_rest)s) AND NOT ({_NOTED})
"""
_ONE_BY_ONE = f"""
SELECT record.id FROM {_OF_FILE} AND (record.merged_into_id IS NOT NULL OR {_LEADS} OR {_NOTED})
UNION SELECT record.id FROM convicts_convictrecord record
WHERE record.withdrawn_batch_id = %(batch)s AND {_LEADS}
ORDER BY 1
"""
#: Of a whole file: the CRO has these no more. What was entered by hand is not the file's to drop.
_MISSING = """
SELECT record.id FROM convicts_convictrecord record
WHERE record.batch_id IS NOT NULL AND record.withdrawn_at IS NULL AND NOT record.is_canary
    AND NOT EXISTS (
        SELECT FROM convicts_importrow staged
        WHERE staged.batch_id = %(batch)s AND staged.external_ref = record.external_ref
    )
"""
_COUNT_MISSING = f"SELECT count(*) FROM ({_MISSING} AND record.sealed_as = '') missing"
#: What officers had changed before stays theirs when this file, and one before it, are taken back.
_FILE_AT = "file_at = CASE changed_at WHEN file_at THEN %(at)s END"
_WITHDRAW = f"""
UPDATE convicts_convictrecord SET withdrawn_at = %(at)s, withdrawn_because = %(because)s,
    withdrawn_batch_id = %(batch)s, {_FILE_AT}, changed_at = %(at)s
WHERE id IN"""
_WITHDRAW_MISSING = f"{_WITHDRAW} ({_MISSING})"
_RETURN = f"""
UPDATE convicts_convictrecord SET withdrawn_at = NULL, withdrawn_because = '',
    withdrawn_batch_id = NULL, {_FILE_AT}, changed_at = %(at)s
WHERE withdrawn_batch_id = %(batch)s RETURNING id
"""
#: Nobody has worked on it since a file wrote it; later files were taken back before this one.
_UNTOUCHED = "record.changed_at = record.file_at"
_STAND_AGAIN = f"""
UPDATE convicts_convictrecord record SET
    {", ".join(f"{name} = stood.{name}" for name in _KEPT)},
    file_at = CASE stood.changed_at WHEN stood.file_at THEN %(at)s END,
    compared_at = NULL, changed_at = %(at)s
FROM convicts_importrow staged,
    LATERAL jsonb_populate_record(NULL::convicts_convictrecord, staged.before) stood
WHERE staged.batch_id = %(batch)s AND staged.before IS NOT NULL
    AND record.external_ref = staged.external_ref AND {_UNTOUCHED}
RETURNING record.id
"""
_LISTED_AGAIN = f"""
SELECT {_OF_RECORD}, decode(staged.before->>'listed', 'hex') AS record,
    staged.before->>'hash' AS content_hash
FROM convicts_importrow staged JOIN convicts_convictrecord record USING (external_ref)
WHERE staged.batch_id = %(batch)s AND record.id = ANY(%(restored)s)
    AND staged.before->'listed' IS NOT NULL AND {_SOUGHT}
UNION ALL
SELECT {_OF_RECORD}, listing.record, listing.content_hash
FROM convicts_convictrecord record
JOIN alerts_listing listing ON listing.source = %(source)s AND listing.source_id = record.id
WHERE record.id = ANY(%(returned)s) AND {_SOUGHT}
"""
_NOT_LISTED_AGAIN = f"""
SELECT record.id FROM convicts_convictrecord record
WHERE record.id = ANY(%(restored)s) AND NOT ({_NOTED})
    AND (record.status = ANY(%(at_rest)s) OR record.withdrawn_at IS NOT NULL
        OR NOT record.is_in_file)
"""
_ONE_BY_ONE_AGAIN = f"""
SELECT record.id FROM convicts_convictrecord record
WHERE record.id = ANY(%(followed)s)
    AND (record.merged_into_id IS NOT NULL OR {_LEADS} OR {_NOTED})
ORDER BY record.id
"""
_BROUGHT = """SELECT record.id FROM convicts_convictrecord record
WHERE record.batch_id = %(batch)s AND record.withdrawn_at IS NULL"""
_COUNT_BROUGHT = f"SELECT count(*) FROM ({_BROUGHT}) brought"
_BROUGHT_ALONE = f"{_BROUGHT} AND {_UNTOUCHED} AND NOT ({_has_rows(NOTED)})"
_WITHDRAW_BROUGHT = f"{_WITHDRAW} ({_BROUGHT_ALONE}) RETURNING id"


def count(batch: ImportBatch) -> dict[str, int]:
    """What the file changes, as the records stand now and as whoever brought it may know."""
    staged = ImportRow.objects.filter(batch=batch, kind=ImportRow.Kind.GOOD)
    known = on_file(batch.made_by)
    same = known.filter(record_hash=OuterRef("record_hash"), withdrawn_batch=None)
    told: dict[str, int] = staged.annotate(
        is_known=Exists(known), is_same=Exists(same), ends=Exists(known.filter(NOT_AT_REST))
    ).aggregate(
        new=Count("pk", filter=Q(is_known=False)),
        changed=Count("pk", filter=Q(is_known=True, is_same=False)),
        unchanged=Count("pk", filter=Q(is_same=True)),
        at_rest=Count("pk", filter=Q(ends=True, is_same=False, values__status__in=AT_REST)),
        sealed=Count("pk", filter=~Q(values__sealed_as="")),
        unknown_categories=Count("pk", filter=~Q(values__category_as_given="")),
        unknown_statuses=Count("pk", filter=~Q(values__status_as_given="")),
    )
    refused = ImportRow.objects.filter(batch=batch, kind=ImportRow.Kind.REFUSED).count()
    return {**told, "refused": refused, "missing": _count_missing(batch)}


def on_file(by: Any) -> Any:
    """The record of a row of a file, to be asked for by `Exists`.

    One that is sealed before ``by`` is not there: the row counts as new, so that no file finds out
    what is sealed. Nobody is whoever has the machine.
    """
    of_row = ConvictRecord.objects.in_file().filter(external_ref=OuterRef("external_ref"))
    return of_row.open_to(by) if by is not None else of_row


def _count_missing(batch: ImportBatch) -> int:
    if not batch.is_whole:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_MISSING, {"batch": batch.pk})
        (number,) = cursor.fetchone()
    return int(number)


def refuse_sealing(batch: ImportBatch, by: Any) -> str | None:
    """Why the seals of this file cannot be set by this person: he must be able to lift them."""
    number = batch.counts.get("sealed", 0)
    if number and (by is None or not by.may(Permission.SEAL)):
        return _(
            "The file seals %(count)d records. Only an officer who may seal can publish it."
        ) % {"count": number}
    return None


@transaction.atomic
def publish(batch: ImportBatch, *, by: Any, at: datetime) -> None:
    """Records, listings and the audit event: all of it or nothing. Raises Overtaken.

    ``by`` is the officer in whose name records are sealed that the file wants sealed.
    """
    batch.hold()
    values: dict[str, Any] = {
        "batch": batch.pk,
        "source": SOURCE,
        "at": at,
        "is_canary": batch.are_canaries,
        "at_rest": AT_REST,
        "kept": [*_KEPT, "changed_at", "file_at"],
        "because": _("Not in the file of the CRO of %(day)s")
        % {"day": f"{timezone.localtime(batch.made_at):%d-%m-%Y}"},
        **_columns(batch),
    }
    with connection.cursor() as cursor:
        # Two files that name one record come one after the other.
        cursor.execute(_ALONE)
        batch.counts = count(batch)
        cursor.execute(_KEEP_WHAT_STOOD, values)
        cursor.execute(_PUBLISH, values)
        if batch.is_whole:
            cursor.execute(_WITHDRAW_MISSING, values)
        _name_who_seals(by, at)
        bulk.reseal_listings(SOURCE, _SEALS, values, at=at)
        bulk.publish_listings(SOURCE, _LISTED, values, at=at)
        at_rest = _("acquitted or deceased (CRO file)")
        bulk.withdraw_listings(SOURCE, _NOT_LISTED, values, reason=at_rest, at=at)
        gone = "SELECT id FROM convicts_convictrecord WHERE withdrawn_batch_id = %(batch)s"
        bulk.withdraw_listings(SOURCE, gone, values, reason=values["because"], at=at)
        cursor.execute(_ONE_BY_ONE, values)
        filing.follow_file([pk for (pk,) in cursor.fetchall()], at=at)
    batch.state, batch.published_at = ImportBatch.State.DONE, at
    batch.save(update_fields=["state", "published_at", "counts"])
    # What the file did not change is not needed to take it back.
    batch.staged.filter(kind=ImportRow.Kind.GOOD, before__isnull=True).delete()
    batch.blocks.all().delete()
    _record(by, "convicts.imported", batch, at, file=batch.file_name, **batch.counts)


@transaction.atomic
def take_back(batch: ImportBatch, *, by: Any, because: str, at: datetime) -> dict[str, int]:
    """Have the records say again what they said before the file; what it brought is withdrawn.

    Records that were changed since are left as they are. Returns how many of each there were.
    """
    values: dict[str, Any] = {
        "batch": batch.pk,
        "source": SOURCE,
        "at": at,
        "because": because,
        "at_rest": AT_REST,
        **_columns(batch),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ALONE)
        cursor.execute(_STAND_AGAIN, values)
        restored = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_RETURN, values)
        returned = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_COUNT_BROUGHT, values)
        (brought,) = cursor.fetchone()
        cursor.execute(_WITHDRAW_BROUGHT, values)
        withdrawn = [pk for (pk,) in cursor.fetchall()]
        gone = "SELECT id FROM convicts_convictrecord WHERE withdrawn_batch_id = %(batch)s"
        bulk.withdraw_listings(SOURCE, gone, values, reason=because, at=at)
        values |= {"restored": restored, "returned": returned}
        values["followed"] = [*restored, *returned, *withdrawn]
        bulk.publish_listings(SOURCE, _LISTED_AGAIN, values, at=at)
        bulk.withdraw_listings(SOURCE, _NOT_LISTED_AGAIN, values, reason=because, at=at)
        cursor.execute(_ONE_BY_ONE_AGAIN, values)
        filing.follow_file([pk for (pk,) in cursor.fetchall()], at=at)
    changed = batch.staged.exclude(before__isnull=True).count()
    batch.state, batch.taken_back_at = ImportBatch.State.TAKEN_BACK, at
    batch.save(update_fields=["state", "taken_back_at"])
    told = {
        "withdrawn": len(withdrawn),
        "restored": len(restored),
        "returned": len(returned),
        "changed_since": changed - len(restored) + brought - len(withdrawn),
    }
    _record(by, "convicts.file_taken_back", batch, at, because=because, **told)
    return told


def _columns(batch: ImportBatch) -> dict[str, bool]:
    """Of which of the columns that a file may lack this one speaks."""
    return {f"has_{name}": column in batch.columns for name, column in _MAYBE.items()}


def _name_who_seals(by: Any, at: datetime) -> None:
    """Whoever the file is published by is named on what it sealed."""
    keys = SealKey.objects.filter(record_label=SOURCE).values("record_id")
    for one in ConvictRecord.objects.exclude(sealed_as="").exclude(pk__in=keys):
        sealing.give_key(by=by, record=one, officer=by, at=at)
        record_event(
            by=by, action="accounts.sealed", target=one, at=at, detail={"as": one.sealed_as}
        )


def _record(by: Any, action: str, batch: ImportBatch, at: datetime, **detail: Any) -> None:
    record_event(by=by, action=action, target=batch, at=at, detail=detail)

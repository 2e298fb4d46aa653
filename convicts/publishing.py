"""From a file that was read to the records, in one transaction, and back again.

Nothing of a file is visible before all of it is. What stood in a record before is kept beside the
file, so that the file can be taken back as long as nobody has worked on the record since.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts import sealing
from accounts.permissions import Permission
from accounts.seals import SealKey
from alerts import bulk
from audit.actions import record as record_event
from convicts import filing
from convicts.models import ConvictRecord, ImportBatch, ImportRow

SOURCE = ConvictRecord._meta.label_lower
AT_REST = [status.value for status in ConvictRecord.AT_REST]
#: What a file says of a record, by column.
SAID = (
    "external_ref", "name", "name_ur", "relation", "relative_name", "relative_name_ur", "cnic",
    "passport_no", "nationality", "gender", "birth_year", "date_of_birth", "district", "status",
    "phone", "aliases_as_given", "status_as_given", "category_as_given", "offence", "crime_head",
    "sounds", "category_id", "record_hash", "sealed_as",
)  # fmt: skip
_REPLACED = [name for name in SAID if name not in ("external_ref", "sealed_as")]

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
    AND (known.record_hash <> staged.record_hash OR known.withdrawn_batch_id IS NOT NULL)
"""
_PUBLISH = f"""
INSERT INTO convicts_convictrecord
    ({", ".join(SAID)}, is_canary, batch_id, recorded_at, changed_at)
SELECT {", ".join(f"said.{name}" for name in SAID)}, %(is_canary)s, %(batch)s, %(at)s, %(at)s
FROM {_STAGED}
ON CONFLICT (external_ref) DO UPDATE SET
    {", ".join(f"{name} = EXCLUDED.{name}" for name in _REPLACED)},
    -- A file may seal; only an officer lifts a seal.
    sealed_as = CASE convicts_convictrecord.sealed_as WHEN '' THEN EXCLUDED.sealed_as
        ELSE convicts_convictrecord.sealed_as END,
    -- What went by a file comes back by a file; what two officers took out stays out.
    withdrawn_at = CASE WHEN convicts_convictrecord.withdrawn_batch_id IS NULL
        THEN convicts_convictrecord.withdrawn_at END,
    withdrawn_because = CASE WHEN convicts_convictrecord.withdrawn_batch_id IS NULL
        THEN convicts_convictrecord.withdrawn_because ELSE '' END,
    withdrawn_batch_id = NULL, compared_at = NULL, changed_at = EXCLUDED.changed_at
WHERE convicts_convictrecord.record_hash <> EXCLUDED.record_hash
    OR convicts_convictrecord.withdrawn_batch_id IS NOT NULL
"""
#: What was noted by hand says more than the file does; such records are followed one by one.
_NOTED = " OR ".join(
    f"EXISTS (SELECT FROM {model._meta.db_table} noted WHERE noted.record_id = record.id)"
    for model in filing.TOLD
)
_OF_FILE = """convicts_importrow staged JOIN convicts_convictrecord record USING (external_ref)
WHERE staged.batch_id = %(batch)s AND staged.kind = 'good'"""
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
SELECT record.id FROM {_OF_FILE} AND (record.merged_into_id IS NOT NULL OR {_NOTED})
ORDER BY record.id
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
_COUNT_MISSING = f"SELECT count(*) FROM ({_MISSING}) missing"
_WITHDRAW = """
UPDATE convicts_convictrecord SET withdrawn_at = %(at)s, withdrawn_because = %(because)s,
    withdrawn_batch_id = %(batch)s, changed_at = %(at)s
WHERE id IN ({select})
"""
_STAND_AGAIN = f"""
UPDATE convicts_convictrecord record SET
    {", ".join(f"{name} = stood.{name}" for name in _REPLACED)},
    withdrawn_at = stood.withdrawn_at, withdrawn_because = stood.withdrawn_because,
    withdrawn_batch_id = stood.withdrawn_batch_id, compared_at = NULL, changed_at = %(at)s
FROM convicts_importrow staged,
    LATERAL jsonb_populate_record(NULL::convicts_convictrecord, staged.before) stood
WHERE staged.batch_id = %(batch)s AND staged.before IS NOT NULL
    AND record.external_ref = staged.external_ref AND record.record_hash = staged.record_hash
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
    AND (record.status = ANY(%(at_rest)s) OR record.withdrawn_at IS NOT NULL)
"""
_NOTED_AMONG = f"""
SELECT record.id FROM convicts_convictrecord record
WHERE record.id = ANY(%(followed)s) AND (record.merged_into_id IS NOT NULL OR {_NOTED})
ORDER BY record.id
"""


def count(batch: ImportBatch) -> dict[str, int]:
    """What the file changes, as the records stand now."""
    staged = ImportRow.objects.filter(batch=batch, kind=ImportRow.Kind.GOOD)
    known = ConvictRecord.objects.filter(external_ref=OuterRef("external_ref"))
    same = known.filter(record_hash=OuterRef("record_hash"), withdrawn_batch=None)
    at_rest = Q(values__status__in=AT_REST)
    told: dict[str, int] = staged.annotate(is_known=Exists(known), is_same=Exists(same)).aggregate(
        new=Count("pk", filter=Q(is_known=False)),
        changed=Count("pk", filter=Q(is_known=True, is_same=False)),
        unchanged=Count("pk", filter=Q(is_same=True)),
        at_rest=Count("pk", filter=at_rest & Q(is_same=False)),
        sealed=Count("pk", filter=~Q(values__sealed_as="")),
        unknown_categories=Count("pk", filter=~Q(values__category_as_given="")),
        unknown_statuses=Count("pk", filter=~Q(values__status_as_given="")),
    )
    refused = ImportRow.objects.filter(batch=batch, kind=ImportRow.Kind.REFUSED).count()
    return {**told, "refused": refused, "missing": _count_missing(batch)}


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
    """Records, listings and the audit event: all of it or nothing.

    ``by`` is the officer in whose name records are sealed that the file wants sealed.
    """
    values: dict[str, Any] = {
        "batch": batch.pk,
        "source": SOURCE,
        "at": at,
        "is_canary": batch.are_canaries,
        "at_rest": AT_REST,
        "kept": [*_REPLACED, "withdrawn_at", "withdrawn_because", "withdrawn_batch_id"],
        "because": _("Not in the file of the CRO of %(day)s")
        % {"day": f"{batch.made_at:%d-%m-%Y}"},
    }
    with connection.cursor() as cursor:
        # Two files that name one record come one after the other.
        cursor.execute("LOCK TABLE convicts_convictrecord IN SHARE ROW EXCLUSIVE MODE")
        batch.counts = count(batch)
        cursor.execute(_KEEP_WHAT_STOOD, values)
        cursor.execute(_PUBLISH, values)
        if batch.is_whole:
            cursor.execute(_WITHDRAW.format(select=_MISSING), values)
        _name_who_seals(by, at)
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
    }
    brought = """SELECT id FROM convicts_convictrecord
        WHERE batch_id = %(batch)s AND withdrawn_at IS NULL"""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE convicts_convictrecord IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_STAND_AGAIN, values)
        restored = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(
            """UPDATE convicts_convictrecord SET withdrawn_at = NULL, withdrawn_because = '',
                withdrawn_batch_id = NULL, changed_at = %(at)s
            WHERE withdrawn_batch_id = %(batch)s RETURNING id""",
            values,
        )
        returned = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_WITHDRAW.format(select=brought), values)
        withdrawn = cursor.rowcount
        gone = "SELECT id FROM convicts_convictrecord WHERE withdrawn_batch_id = %(batch)s"
        bulk.withdraw_listings(SOURCE, gone, values, reason=because, at=at)
        values |= {"restored": restored, "returned": returned, "followed": restored + returned}
        bulk.publish_listings(SOURCE, _LISTED_AGAIN, values, at=at)
        bulk.withdraw_listings(SOURCE, _NOT_LISTED_AGAIN, values, reason=because, at=at)
        cursor.execute(_NOTED_AMONG, values)
        filing.follow_file([pk for (pk,) in cursor.fetchall()], at=at)
    kept = batch.staged.exclude(before__isnull=True).count() - len(restored)
    batch.state, batch.taken_back_at = ImportBatch.State.TAKEN_BACK, at
    batch.taken_back_by, batch.taken_back_because = by, because
    batch.save(update_fields=["state", "taken_back_at", "taken_back_by", "taken_back_because"])
    told = {
        "withdrawn": withdrawn,
        "restored": len(restored),
        "returned": len(returned),
        "changed_since": kept,
    }
    _record(by, "convicts.file_taken_back", batch, at, because=because, **told)
    return told


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

"""Publishing and withdrawing listings by the hundred thousand, set-based."""

from datetime import datetime
from typing import Any

from django.db import connection

from alerts import bell
from alerts.actions import close_groundless, move_alerts, sighting_ids_of

_COLUMNS = (
    "source_id", "record", "content_hash", "category_id", "reference", "summary", "name", "name_ur",
    "relation", "relative_name", "relative_name_ur", "cnic", "passport_no", "nationality",
    "gender", "birth_year", "date_of_birth", "district", "phone",
    "aliases", "is_sealed",
)  # fmt: skip
_TELLING = ("content_hash", "category_id", "reference", "summary", "is_sealed", "withdrawn_at")

# Screened once more: what was being compared at this moment was dropped by the worker.
_RESEAL = """
UPDATE alerts_listing SET is_sealed = said.is_sealed, version = NULL, screened_at = NULL
FROM ({select}) said
WHERE alerts_listing.source = %(source)s AND alerts_listing.source_id = said.source_id
    AND alerts_listing.is_sealed <> said.is_sealed
RETURNING alerts_listing.id
"""

_PUBLISH = f"""
INSERT INTO alerts_listing
    ({", ".join(_COLUMNS)}, source, valid_from, withdrawn_reason)
SELECT {", ".join(_COLUMNS)}, %(source)s, %(at)s, '' FROM ({{select}}) listed
ON CONFLICT (source, source_id) DO UPDATE SET
    {", ".join(f"{name} = EXCLUDED.{name}" for name in _COLUMNS[1:])},
    withdrawn_at = NULL, withdrawn_reason = '', version = NULL, screened_at = NULL
WHERE ({", ".join(f"alerts_listing.{name}" for name in _TELLING)})
    IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in _TELLING)})
"""
_WITHDRAW = """
UPDATE alerts_listing SET withdrawn_at = %(at)s, withdrawn_reason = %(reason)s, version = NULL
WHERE source = %(source)s AND withdrawn_at IS NULL AND source_id IN ({select})
RETURNING id
"""


def publish_listings(source: str, select: str, params: dict[str, Any], *, at: datetime) -> int:
    """Publish what ``select`` yields as listings of ``source``; returns how many changed.

    ``select`` is SQL of the calling app (never user input) whose columns are named as Listing's.
    A listing that says the same as before is left alone and is not screened again. ``is_sealed``
    says of each whether its record is sealed; where that changed, `reseal_listings` went before.
    """
    values = {**params, "source": source, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISH.format(select=select), values)
        changed: int = cursor.rowcount
    bell.ring_on_commit()
    return changed


def reseal_listings(source: str, select: str, params: dict[str, Any], *, at: datetime) -> None:
    """Have listings, and the alerts about them, follow the seals of their records.

    ``select`` yields ``source_id`` and ``is_sealed``; withdrawn listings follow, too.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RESEAL.format(select=select), {**params, "source": source})
        resealed = [pk for (pk,) in cursor.fetchall()]
    move_alerts(resealed, at=at)
    bell.ring_on_commit()


def withdraw_listings(
    source: str, select: str, params: dict[str, Any], *, reason: str, at: datetime
) -> int:
    """Withdraw the listings whose source ids ``select`` yields; their open alerts close."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WITHDRAW.format(select=select),
            {**params, "source": source, "at": at, "reason": reason},
        )
        withdrawn = [pk for (pk,) in cursor.fetchall()]
    bell.ring_on_commit()
    close_groundless(sighting_ids_of(withdrawn), reason=reason, at=at)
    return len(withdrawn)

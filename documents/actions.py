"""Every write about papers."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import models, transaction

from audit.actions import record
from documents import codes
from documents.models import Paper
from documents.policies import Refused, refuse_revoking
from stations.models import Station


@transaction.atomic
def issue(
    *,
    by: Any,
    kind: str,
    number: str,
    station: Station,
    source: models.Model,
    content: dict[str, Any],
    is_withheld: bool,
    at: datetime,
) -> Paper:
    """Issue a paper that says ``content`` (plain JSON values) of ``source``, a saved record.

    The same content of the same record is the same paper: printed again, it keeps its code and
    the day of its issue, unless it was revoked meanwhile. A paper that ``is_withheld`` is checked
    at the station: the public page says only that it was issued. ``by`` is None where somebody
    without an account takes a copy of his own.
    """
    paper, is_new = Paper.objects.get_or_create(
        kind=kind,
        source_label=source._meta.label_lower,
        source_id=source.pk,
        digest=digest_of(content),
        revoked_at=None,
        defaults={
            "code": codes.new(),
            "number": number,
            "station": station,
            "is_withheld": is_withheld,
            "issued_at": at,
            "issued_by": by,
        },
    )
    _record(by, "documents.issued" if is_new else "documents.printed_again", paper, at)
    if paper.is_withheld != is_withheld:
        _withhold(by, paper, is_withheld, at)
    return paper


@transaction.atomic
def withhold(*, by: Any, source: models.Model, is_withheld: bool, at: datetime) -> None:
    """Keep the papers of a record off the public page, or show them again, as when it is sealed."""
    papers = Paper.objects.of_source(source).exclude(is_withheld=is_withheld)
    for paper in papers.select_for_update().order_by("pk"):
        _withhold(by, paper, is_withheld, at)


@transaction.atomic
def revoke(*, by: Any, paper: Paper, because: str, at: datetime) -> None:
    """Say of an issued paper that it counts no more. Raises Refused."""
    locked = Paper.objects.select_for_update().get(pk=paper.pk)
    if refusal := refuse_revoking(locked, because=because):
        raise Refused(refusal)
    locked.revoked_by, locked.revoked_at, locked.revoked_because = by, at, because.strip()
    locked.save(update_fields=["revoked_by", "revoked_at", "revoked_because"])
    _record(by, "documents.revoked", locked, at, because=locked.revoked_because)


def digest_of(content: dict[str, Any]) -> str:
    """The SHA-256 of JSON values in the one way of writing them down (RFC 8785 in spirit).

    Raises ValueError for what is no JSON, such as a number that is none.
    """
    written = json.dumps(
        content, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return sha256(written.encode()).hexdigest()


def _withhold(by: Any, paper: Paper, is_withheld: bool, at: datetime) -> None:
    paper.is_withheld = is_withheld
    paper.save(update_fields=["is_withheld"])
    _record(by, "documents.withheld" if is_withheld else "documents.shown_again", paper, at)


def _record(by: Any, action: str, paper: Paper, at: datetime, **detail: Any) -> None:
    source = {"source": paper.source_label, "source_id": paper.source_id}
    record(by=by, action=action, at=at, target=paper, detail={**source, **detail})

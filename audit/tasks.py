"""What happens to the log at night: next months are made, the ends kept, everything verified."""

import json
import logging
from datetime import datetime
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import reviewing, verify
from audit.actions import record
from audit.reviews import WeekReview

logger = logging.getLogger("caspp.audit")
_AHEAD = 3


def anchor_as_json(at: datetime) -> str:
    """The ends of all chains, as one line."""
    return json.dumps({"at": at.isoformat(), "heads": verify.anchor()})


@shared_task
def keep_anchor() -> None:
    """Once a day the ends of the chains leave the database: to the log, and to AUDIT_ANCHOR_DIR."""
    at = timezone.now()
    line = anchor_as_json(at)
    logging.getLogger("caspp.anchor").info("%s", line)
    if settings.AUDIT_ANCHOR_DIR:
        path = Path(settings.AUDIT_ANCHOR_DIR) / f"{at:%Y-%m-%d}.json"
        path.write_text(line)


@shared_task
def make_months() -> None:
    """The months ahead have their place before they begin."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_make_month(month::date) FROM generate_series("
            " date_trunc('month', now() AT TIME ZONE 'UTC'),"
            " date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => %s),"
            " interval '1 month') AS month",
            [_AHEAD],
        )


@shared_task(time_limit=4 * 3600)
def verify_log() -> int:
    """Every night; what is found is an alarm and an event. Returns how much was found."""
    findings = list(verify.verify())
    if findings:
        logger.critical("The log is broken: %s", "; ".join(map(str, findings[:20])))
        with transaction.atomic():
            record(
                by=None,
                action="audit.found_broken",
                at=timezone.now(),
                detail={"findings": [str(finding) for finding in findings[:100]]},
            )
    return len(findings)


@shared_task(time_limit=3600)
def prepare_weeks() -> None:
    """On Monday the review of the week is ready before the auditor is; so is what was missed."""
    at = timezone.now()
    prepared = set(WeekReview.objects.values_list("week_on", flat=True))
    for week in reviewing.due(at=at):
        if week.monday not in prepared:
            reviewing.prepare(week, by=None, at=at)

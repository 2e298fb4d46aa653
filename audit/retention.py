"""How long the log is kept: whole months, five years by default, longer where a hold says so."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction

from audit.actions import record
from audit.models import DroppedMonth, LegalHold

#: Shorter is against CJIS AU-11, whatever a setting says.
LEAST_YEARS = 1


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the log: its first day, its table."""

    first: date
    table: str

    @property
    def next_first(self) -> date:
        years, month = divmod(self.first.month, 12)
        return date(self.first.year + years, month + 1, 1)


def months() -> list[Month]:
    """The months that have a table, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relid::regclass::text FROM pg_partition_tree('audit_event')"
            " WHERE isleaf AND relid::regclass::text ~ '^audit_event_[0-9]{6}$' ORDER BY 1"
        )
        names = [row[0] for row in cursor.fetchall()]
    return [Month(date(int(name[-6:-2]), int(name[-2:]), 1), name) for name in names]


def droppable(on: date) -> list[Month]:
    """Months kept long enough on that day, and under no legal hold."""
    years = max(settings.AUDIT_KEEP_YEARS, LEAST_YEARS)
    oldest = on.replace(year=on.year - years, day=1)
    held = list(LegalHold.objects.values_list("from_on", "until_on"))
    return [
        month
        for month in months()
        if month.next_first <= oldest
        and not any(since < month.next_first and until >= month.first for since, until in held)
    ]


def drop(month: Month, *, at: datetime) -> int:
    """Drop one month, for good; its links stay. Returns how many events it held.

    Only the owner of the log may: the application's role is refused by PostgreSQL.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{month.table}"')
            events = int(cursor.fetchone()[0])
            cursor.execute(f'ALTER TABLE audit_event DETACH PARTITION "{month.table}"')
            cursor.execute(f'DROP TABLE "{month.table}"')
        DroppedMonth.objects.create(month_on=month.first, events=events, dropped_at=at)
        record(
            by=None,
            action="audit.dropped_month",
            at=at,
            detail={"month": f"{month.first:%Y-%m}", "events": events},
        )
    return events

"""Which rule holds at a place on a day, and until when something must be filed by it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from filings.models import ReportingRule
from stations.models import Station

Book = dict[str, ReportingRule]


def book_at(station: Station, at: datetime) -> Book:
    """Kind → the rule that holds at this station at that moment; one query.

    A kind that is not in it has no rule: then nothing is late.
    """
    book: Book = {}
    for rule in ReportingRule.objects.at(station).on(timezone.localdate(at)):
        book.setdefault(rule.kind, rule)
    return book


def due_at(rule: ReportingRule | None, event_at: datetime) -> datetime | None:
    """Until when something that happened then must be filed; None without a rule."""
    if rule is None:
        return None
    start = event_at
    if rule.clock == ReportingRule.Clock.DAY:
        next_day = timezone.localdate(event_at) + timedelta(days=1)
        start = timezone.make_aware(datetime.combine(next_day, time.min))
    return start + timedelta(hours=rule.hours)


def nil_due_at(rule: ReportingRule | None, day: date) -> datetime | None:
    """Until when it must be said that nobody came on a day; None where no law wants to know."""
    if rule is None or not rule.wants_nil:
        return None
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return end + timedelta(hours=rule.hours)


def apply(filing: Any, book: Book, kind: str, event_at: datetime) -> None:
    """Note on an unsaved filing by which rule it is due, and when."""
    filing.rule = book.get(kind)
    filing.due_at = due_at(filing.rule, event_at)

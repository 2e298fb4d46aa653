"""What a house still owes the police today, and by when."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from filings import rules
from filings.models import Kind, ReportingRule
from hotel_eye.models import Expected, Hotel, LedgerDay

#: A filing is 'due soon' when so much of its time is left.
SOON = timedelta(minutes=45)
#: From this hour on a day without arrivals is worth a question.
EVENING = time(20)


@dataclass(frozen=True, slots=True)
class Owed:
    """What the desk sees at the top of its pages."""

    rule: ReportingRule | None
    #: In the house, but not entered: the one that is due first stands first.
    unfiled: list[Expected]
    #: Of today.
    day: LedgerDay
    #: Nobody was entered today, and no nil return was sent.
    is_silent: bool
    #: It is late in the day.
    wants_nil: bool


def of_house(hotel: Hotel, at: datetime) -> Owed:
    """What this house owes at this moment; three queries, however many guests it has."""
    today = timezone.localdate(at)
    rule = rules.book_at(hotel.station, at).get(Kind.GUEST)
    unfiled = hotel.expected.unfiled().order_by("due_at", "pk")  # type: ignore[attr-defined]
    day = LedgerDay.objects.filter(hotel=hotel, day=today).first()
    day = day or LedgerDay(hotel=hotel, day=today)
    is_silent = not day.filed and day.nil_at is None
    is_evening = timezone.localtime(at).time() >= EVENING
    return Owed(
        rule=rule,
        unfiled=list(unfiled),
        day=day,
        is_silent=is_silent,
        wants_nil=is_silent and is_evening,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of the ledger as the page draws it."""

    day: date
    on_time: int
    late: int
    annulled: int
    nil_at: datetime | None
    #: 'in_time', 'late', 'nil', 'missing', 'silent' or 'none' (not over yet, or of no register).
    standing: str


def ledger(
    hotel: Hotel, *, first: date, last: date, rule: ReportingRule | None, at: datetime
) -> list[Entry]:
    """Every day from the first to the last, the newest first; one query.

    A day without arrivals and without a nil return is 'missing' once the hour of the return has
    passed, where the law wants one; else 'silent', and nothing as long as it lasts.
    """
    days = {one.day: one for one in LedgerDay.objects.filter(hotel=hotel).between(first, last)}
    entries = []
    for back in range((last - first).days + 1):
        day = last - timedelta(days=back)
        known = days.get(day) or LedgerDay(hotel=hotel, day=day)
        entries.append(
            Entry(
                day=day,
                on_time=known.on_time,
                late=known.late,
                annulled=known.annulled,
                nil_at=known.nil_at,
                standing=_standing(known, hotel, rule, at),
            )
        )
    return entries


def _standing(day: LedgerDay, hotel: Hotel, rule: ReportingRule | None, at: datetime) -> str:
    if day.late:
        return "late"
    if day.on_time:
        return "in_time"
    if day.nil_at:
        return "nil"
    if hotel.registered_on is None or day.day < hotel.registered_on:
        return "none"
    if day.day >= timezone.localdate(at):
        return "none"
    due_at = rules.nil_due_at(rule, day.day)
    return "missing" if due_at is not None and due_at < at else "silent"

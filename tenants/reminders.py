"""Before an agreement ends, and before a draft is late, somebody is reminded; nobody is named."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tenants.models import Tenancy
from tenants.telling import phones_of, tell_of_draft, tell_of_end

#: So many are reminded in one round.
AT_ONCE = 2_000
MONTH, WEEK = timedelta(days=30), timedelta(days=7)
#: So long before its hour somebody is told of his draft, and never while he types.
SOON, LEFT_ALONE = timedelta(hours=24), timedelta(hours=2)


def remind(*, at: datetime) -> int:
    """Remind those whose agreement ends within a month, and again within a week."""
    return _remind("reminded_month_at", MONTH, at) + _remind("reminded_week_at", WEEK, at)


@transaction.atomic
def remind_of_drafts(*, at: datetime) -> int:
    """Remind those who began, left it, and have to send it within a day; returns how many."""
    waiting = Tenancy.objects.drafts().filter(
        reminded_due_at=None,
        due_at__gt=at,
        due_at__lte=at + SOON,
        touched_at__lte=at - LEFT_ALONE,
    )
    locked = waiting.select_for_update(of=("self",), skip_locked=True).select_related("owner")
    rows = list(locked.order_by("due_at")[:AT_ONCE])
    for one in rows:
        phone = str(one.owner.phone) if one.owner else ""
        tell_of_draft(one, phone=phone, at=at)
        one.reminded_due_at = at
    Tenancy.objects.bulk_update(rows, ["reminded_due_at"])
    return len(rows)


@transaction.atomic
def _remind(field: str, ahead: timedelta, at: datetime) -> int:
    today = timezone.localdate(at)
    ending = Tenancy.objects.running().filter(
        agreed_until__gte=today, agreed_until__lte=today + ahead, **{field: None}
    )
    rows = list(
        ending.select_for_update(of=("self",), skip_locked=True).order_by("agreed_until")[:AT_ONCE]
    )
    phones, told = phones_of(rows), 0
    for one in rows:
        assert one.agreed_until is not None
        key = f"tenants.ending.{one.pk}.{one.agreed_until}.{ahead.days}"
        if not tell_of_end(one, phone=phones.get(one.pk, ""), key=key, at=at):
            continue
        told += 1
        setattr(one, field, at)
        # Who is late for the first reminder needs no second one in the same minute.
        if field == "reminded_month_at" and one.agreed_until <= today + WEEK:
            one.reminded_week_at = at
    Tenancy.objects.bulk_update(rows, ["reminded_month_at", "reminded_week_at"])
    return told

"""A list of complaints, narrowed by what its address says: the lists' tabs and filters.

Figures and tiles link to lists by these names, and count by the same conditions.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from complaints.models import State
from complaints.querysets import ComplaintQuerySet

#: Ages of open complaints in days: at least so many, and fewer than the next.
AGES = (0, 1, 2, 3, 7, 30)


def of_tab(rows: ComplaintQuerySet, tab: str, user: Any, at: datetime) -> ComplaintQuerySet:
    """The complaints of one tab of the list."""
    if tab == "late":
        return rows.of_light("red", at)
    if tab == "assign":
        return rows.open().filter(assigned_to=None)
    if tab == "mine":
        return rows.open().filter(assigned_to=user)
    if tab == "objected":
        return rows.open().filter(state=State.OBJECTED)
    return rows if tab == "all" else rows.open()


def narrowed(rows: ComplaintQuerySet, asked: dict[str, Any], at: datetime) -> ComplaintQuerySet:
    """Those for which everything holds that was asked; what is not asked is ''."""
    for name, condition in _CONDITIONS.items():
        if asked.get(name):
            rows = condition(rows, asked[name], at)
    plain = ("category", "station", "state", "reason", "level")
    same = {name: asked[name] for name in plain if asked.get(name)}
    if asked.get("officer"):
        same["assigned_to"] = asked["officer"]
    return rows.filter(**same)


def month_of(text: str) -> tuple[datetime, datetime]:
    """The first moment of a month such as '2026-11' in Karachi, and of the one after it."""
    first = timezone.make_aware(datetime.strptime(text, "%Y-%m"))
    return first, (first + timedelta(days=32)).replace(day=1)


def _of_age(rows: ComplaintQuerySet, age: str, at: datetime) -> ComplaintQuerySet:
    least = int(age)
    rows = rows.open().filter(lodged_at__lte=at - timedelta(days=least))
    older = [days for days in AGES if days > least]
    return rows.filter(lodged_at__gt=at - timedelta(days=older[0])) if older else rows


def _of_month(rows: ComplaintQuerySet, month: str, _at: datetime) -> ComplaintQuerySet:
    first, following = month_of(month)
    return rows.filter(lodged_at__gte=first, lodged_at__lt=following)


_Condition = Callable[[ComplaintQuerySet, str, datetime], ComplaintQuerySet]
_CONDITIONS: dict[str, _Condition] = {
    "light": lambda rows, light, at: rows.of_light(light, at),
    "month": _of_month,
    "age": _of_age,
    "reopened": lambda rows, _yes, _at: rows.filter(reopened_count__gt=0),
    "late": lambda rows, _yes, _at: rows.filter(is_late=True),
    "call": lambda rows, _yes, at: rows.call_overdue(at),
    "fir": lambda rows, _yes, at: rows.fir_overdue(at),
}

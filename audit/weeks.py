"""Weeks of the calendar in Karachi, from Monday to Sunday."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

#: An auditor has so long after the week; then its review is overdue.
TIME_TO_SIGN = timedelta(days=7)


class Week(NamedTuple):
    """One week; ``monday`` is the first day."""

    monday: date

    @classmethod
    def of(cls, moment: datetime) -> "Week":
        """The week of this moment."""
        day = timezone.localdate(moment)
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def numbered(cls, year: int, number: int) -> "Week | None":
        """The week of that ISO number, or None where the year has no such week."""
        try:
            return cls(date.fromisocalendar(year, number, 1))
        except ValueError:
            return None

    @property
    def year(self) -> int:
        return self.monday.isocalendar().year

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> "Week":
        return Week(self.monday - timedelta(weeks=1))

    @property
    def since(self) -> datetime:
        return start_of(self.monday)

    @property
    def until(self) -> datetime:
        return start_of(self.monday + timedelta(weeks=1))

    def is_over(self, at: datetime) -> bool:
        return self.until <= at

    def is_overdue(self, at: datetime) -> bool:
        """Whether an unsigned review of this week is late."""
        return self.until + TIME_TO_SIGN <= at


def start_of(day: date) -> datetime:
    """The first moment of the day, on the wall clock."""
    return timezone.make_aware(datetime.combine(day, time.min))

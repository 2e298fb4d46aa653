"""Which part of a register is read: a month, a year, or all of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.figure_parts import Month, month_words, months_until

ALL = "all"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day on, before the other; both are missing where all of it is read."""

    code: str
    first_on: date | None = None
    until_on: date | None = None

    @property
    def is_month(self) -> bool:
        return len(self.code) == len("2026-11")

    @property
    def label(self) -> str:
        if self.first_on is None:
            return _("From the beginning")
        return month_words(Month(self.first_on)) if self.is_month else self.code

    @property
    def since(self) -> datetime | None:
        """Its first moment in Pakistan."""
        return None if self.first_on is None else _begin(self.first_on)

    @property
    def until(self) -> datetime | None:
        """The first moment after it."""
        return None if self.until_on is None else _begin(self.until_on)

    def narrow(self, rows: Any, by: str) -> Any:
        """Those of the rows whose moment ``by`` lies in it."""
        if self.since is None:
            return rows
        return rows.filter(**{f"{by}__gte": self.since, f"{by}__lt": self.until})


def periods(at: datetime) -> list[Period]:
    """What may be asked for: this month first, all of it last."""
    months = months_until(at)
    years = sorted({one.first_on.year for one in months}, reverse=True)
    return [*map(_of_month, months), *map(_of_year, years), Period(ALL)]


def period_asked(text: str, *, default: str, at: datetime) -> Period:
    """The period of this name, or else the default one; '' stands for this month."""
    known = {one.code: one for one in periods(at)}
    return known.get(text) or known.get(default) or next(iter(known.values()))


def _of_month(month: Month) -> Period:
    following = (month.first_on + timedelta(days=32)).replace(day=1)
    return Period(month.code, month.first_on, following)


def _of_year(year: int) -> Period:
    return Period(str(year), date(year, 1, 1), date(year + 1, 1, 1))


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

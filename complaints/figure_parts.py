"""What a page of figures is made of: numbers that are links, tables, columns, months."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.narrowing import AGES

#: So many months may be looked back upon.
MONTHS = 36


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table; without an address it is no list."""

    number: int | str
    url: str = ""
    note: str = ""

    def __str__(self) -> str:
        """The number as it stands in the page. A country's page has thousands of them."""
        shape = (
            '<a href="{0}">{1}</a>{2}' if self.url else '<span class="figure-none">{1}</span>{2}'
        )
        note = (
            format_html(' <small class="figure-note">({})</small>', self.note) if self.note else ""
        )
        is_count = isinstance(self.number, int)
        words = number_format(self.number, force_grouping=True) if is_count else self.number
        return format_html(shape, self.url, words, note)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table."""

    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers under their headings; ``key`` names the table in the page."""

    key: str
    title: str
    first: str
    columns: list[str]
    lines: list[Line]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of a column of the chart, in the chart's own measure."""

    light: str
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One age of open complaints: its words, its number, its pieces."""

    label: str
    cell: Cell
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of Karachi, as an address names it: '2026-11'."""

    first_on: date

    @property
    def code(self) -> str:
        return f"{self.first_on:%Y-%m}"

    @property
    def before(self) -> "Month":
        return Month((self.first_on - timedelta(days=1)).replace(day=1))


def month_asked(text: str, *, at: datetime) -> Month:
    """The month of this name, where it can be looked at; else that of the moment."""
    months = months_until(at)
    return next((one for one in months if one.code == text), months[0])


def months_until(at: datetime) -> list[Month]:
    """The months that can be looked at, this one first."""
    months = [Month(timezone.localdate(at).replace(day=1))]
    while len(months) < MONTHS:
        months.append(months[-1].before)
    return months


def age_words(place: int) -> str:
    """How long the complaints of one age have been open."""
    least = AGES[place]
    most = AGES[place + 1] - 1 if place + 1 < len(AGES) else None
    if least == 0:
        return _("Under a day")
    if most is None:
        return _("%(days)d days and more") % {"days": least}
    if most == least:
        return ngettext("%(days)d day", "%(days)d days", least) % {"days": least}
    return _("%(least)d to %(most)d days") % {"least": least, "most": most}


def month_words(month: Month) -> str:
    """'November 2026', in the reader's language."""
    return date_format(month.first_on, "F Y")


def definitions() -> list[tuple[str, str]]:
    """What each number means, for whoever asks the officer about it."""
    return [
        (_("Past their time"), _("Open, and the hours of the rule for an outcome are over.")),
        (_("Due soon"), _("Open, and in the last quarter of those hours.")),
        (_("Calls overdue"), _("Open, and nobody has reached the complainant within the hours "
                               "for the first call.")),
        (_("FIR overdue"), _("Open property crime in which nobody is named, past the hours within "
                             "which it becomes an FIR.")),
        (_("Lodged"), _("Lodged in the month, whatever became of it since.")),
        (_("Still open"), _("Of those lodged in the month: without an outcome now, or with an "
                            "objection to it.")),
        (_("Late"), _("Of those lodged in the month: ended after its time.")),
        (_("Reopened"), _("Of those lodged in the month: opened again by a supervisor.")),
        (_("Rating"), _("What complainants gave, from one to five; beside it how many did.")),
        (_("Sealed"), _("A sealed complaint is counted for the officers named on it only; one "
                        "about an officer is never counted for him.")),
    ]  # fmt: skip

"""The supervisor's figures: what is open now, and how each month went. Every number is a list.

A number counts what its link shows: open complaints by `visible_to`, months by the tallies that
the database keeps, put right by the few complaints which those cannot know of (`_corrections`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Case, Q, Sum, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission
from accounts.seals import SealKey
from complaints.categories import ComplaintCategory
from complaints.figure_parts import (
    Bar,
    Cell,
    Column,
    Line,
    Month,
    Table,
    age_words,
    month_words,
)
from complaints.models import Complaint, Respondent, State
from complaints.narrowing import AGES, month_of
from complaints.querysets import ComplaintQuerySet, reached_by
from complaints.tallies import Tally
from screen.navigation import Tile
from stations.models import Station

LIGHTS = ("red", "amber", "green")
#: So many officers, or stations, are listed, those with the most first; the others on request.
MOST_LISTED = 40
#: What is counted of a month: the column of the tally, and what its list is narrowed by.
OF_MONTH: dict[str, dict[str, str]] = {
    "lodged": {"tab": "all"},
    "open": {"tab": "open"},
    "converted": {"tab": "all", "state": State.CONVERTED},
    "closed": {"tab": "all", "state": State.CLOSED},
    "referred": {"tab": "all", "state": State.REFERRED},
    "diaried": {"tab": "all", "state": State.DIARIED},
    "late": {"tab": "all", "late": "1"},
    "reopened": {"tab": "all", "reopened": "1"},
}
_SUMMED = ("lodged", "converted", "closed", "referred", "diaried", "late", "reopened")
_RATED = ("rated", "rating_sum")
#: These are said as a share of what was lodged, too.
_SHARES = ("late", "reopened")


class Figures:
    """The figures of one officer at one moment. Each part is asked once, however much it counts."""

    def __init__(
        self,
        user: Any,
        month: Month,
        *,
        at: datetime,
        is_rtl: bool = False,
        is_whole: bool = False,
    ) -> None:
        self.user = user
        #: Every station and officer is listed, however many there are.
        self.is_whole = is_whole
        self.month = month
        self.at = at
        self.is_rtl = is_rtl
        #: Set where a table was cut: the page then offers the whole.
        self.is_cut = False
        self._list = reverse("complaints:list")

    # --- Open now ---

    @cached_property
    def tiles(self) -> list[Tile]:
        """What needs him: what is late first, then what will be."""
        return [
            self._tile("red", _("Past their time"), "alarm-fill", "bad", light="red",
                       hint=_("No outcome within the hours of the rule")),
            self._tile("objected", _("Objections to answer"), "reply-fill", "waits",
                       state=State.OBJECTED, hint=_("The complainant is not satisfied")),
            self._tile("fir", _("FIR overdue"), "file-earmark-x", "bad", fir="1",
                       hint=_("Property crime, nobody named, past the hours for the FIR")),
            self._tile("call", _("Calls overdue"), "telephone-x", "warn", call="1",
                       hint=_("Nobody has called the complainant in time")),
            self._tile("unassigned", _("To be marked"), "person-plus", "waits", tab="assign",
                       hint=_("No officer is in charge")),
            self._tile("amber", _("Due soon"), "hourglass-split", "warn", light="amber",
                       hint=_("In the last quarter of their time")),
            self._tile("green", _("In time"), "check-circle", "good", light="green",
                       hint=_("More than a quarter of their time is left")),
        ]  # fmt: skip

    @cached_property
    def open_count(self) -> Cell:
        """All that are open."""
        return self._open_cell(self._open.totals["open"])

    @cached_property
    def ages(self) -> list[Column]:
        """The chart: a column for each age, its pieces by light, the late ones at its foot."""
        ages = self._open.ages
        highest = max((ages[age].total() for age in AGES), default=0) or 1
        columns = []
        for place, age in enumerate(AGES):
            # The last column is drawn first where the page is read from the right.
            x = 100 * (len(AGES) - 1 - place if self.is_rtl else place) + 22
            foot, bars = 150.0, []
            for light in LIGHTS:
                height = round(146 * ages[age][light] / highest, 1)
                foot = round(foot - height, 1)
                if height:
                    bars.append(Bar(light, x, foot, height))
            cell = self._open_cell(ages[age].total(), age=age)
            columns.append(Column(age_words(place), cell, bars))
        return columns

    @cached_property
    def age_table(self) -> Table:
        """What the chart shows, in numbers."""
        ages = self._open.ages
        lines = [
            Line(age_words(place), self._light_cells(ages[age], age=age))
            for place, age in enumerate(AGES)
        ]
        return self._open_table("ages", _("Open, by age"), _("Open for"), lines)

    @cached_property
    def open_tables(self) -> list[Table]:
        """What is open by category, by station where there are several, and by officer."""
        tables = [self._open_by_category()]
        if len(self._stations) > 1:
            tables.append(self._open_by_station())
        return [*tables, self._open_by_officer()]

    # --- The month ---

    @cached_property
    def month_table(self) -> Table:
        """The month and the one before it, side by side."""
        months = (self.month, self.month.before)
        sums = [self._sum_of(month, self._by_category) for month in months]
        cells = [self._month_cells(one, month) for one, month in zip(sums, months, strict=True)]
        lines = [
            Line(label, list(pair))
            for label, *pair in zip([*_month_words(), _("Rating")], *cells, strict=True)
        ]
        return Table(
            "month", _("The month"), _("Lodged in"), [month_words(one) for one in months], lines
        )

    @cached_property
    def month_tables(self) -> list[Table]:
        """The month by category, and by station where there are several."""
        names = self._category_names
        tables = [
            self._month_table_of(
                "month-categories", _("The month by category"), _("Category"),
                self._by_category, names, "category",
            )
        ]  # fmt: skip
        if len(self._stations) > 1:
            tables.append(
                self._month_table_of(
                    "month-stations", _("The month by station"), _("Station"),
                    self._by_station, self._station_names, "station",
                )
            )  # fmt: skip
        return tables

    # --- Parts of the open ones ---

    @cached_property
    def _open(self) -> "_Open":
        visible = Complaint.objects.visible_to(self.user, Permission.SEE_COMPLAINT_FIGURES)
        return _count_open(visible.open(), self.at)

    def _lines(self, field: str, keys: list[Any], names: dict[Any, str]) -> list[Line]:
        counted = self._open.by[field]
        return [Line(names[key], self._light_cells(counted[key], **{field: key})) for key in keys]

    def _open_by_category(self) -> Table:
        lines = self._lines("category", self._open.most("category"), self._category_names)
        return self._open_table("categories", _("Open, by category"), _("Category"), lines)

    def _open_by_station(self) -> Table:
        few, note = self._cut(self._open.most("station"))
        lines = self._lines("station", few, self._station_names)
        return self._open_table("stations", _("Open, by station"), _("Station"), lines, note)

    def _open_by_officer(self) -> Table:
        few, note = self._cut(self._open.most("officer"))
        officers = User.objects.in_bulk(few)
        names = {pk: one.local_name for pk, one in officers.items()}
        lines = self._lines("officer", few, names)
        return self._open_table("officers", _("Open, by officer"), _("Officer"), lines, note)

    def _cut(self, most: list[Any]) -> tuple[list[Any], str]:
        """As many as are listed, and what is said of the others."""
        if self.is_whole or len(most) <= MOST_LISTED:
            return most, ""
        self.is_cut = True
        return most[:MOST_LISTED], _("The first %(count)d of %(all)d.") % {
            "count": MOST_LISTED,
            "all": len(most),
        }

    def _open_table(
        self, key: str, title: str, first: str, lines: list[Line], note: str = ""
    ) -> Table:
        columns = [_("Under way"), _("Past their time"), _("Due soon"), _("In time")]
        return Table(key, title, first, columns, lines, note)

    def _light_cells(self, counts: "Counter[str]", **narrowed_by: Any) -> list[Cell]:
        lights = [self._open_cell(counts[one], light=one, **narrowed_by) for one in LIGHTS]
        return [self._open_cell(counts.total(), **narrowed_by), *lights]

    def _open_cell(self, count: int, **narrowed_by: Any) -> Cell:
        return Cell(count, self._url(count, **{"tab": "open", **narrowed_by}))

    def _tile(
        self, name: str, label: str, icon: str, tone: str, *, hint: str, **narrowed_by: Any
    ) -> Tile:
        count = self._open.totals[name]
        url = self._url(1, **{"tab": "open", **narrowed_by})
        return Tile(label, count, url, icon, tone if count else "plain", hint)

    def _url(self, count: int, **narrowed_by: Any) -> str:
        """The list of what was counted; none where there is nothing."""
        if not count:
            return ""
        if len(self._stations) == 1:
            # Who holds another post elsewhere sees more in the list than he answers for here.
            narrowed_by.setdefault("station", next(iter(self._stations)))
        # Codes and numbers only: nothing in them needs quoting.
        query = "&".join([f"{name}={value}" for name, value in narrowed_by.items()])
        return f"{self._list}?{query}"

    # --- Parts of the months ---

    def _sum_of(self, month: Month, sums: dict[Any, "Counter[str]"]) -> "Counter[str]":
        total: Counter[str] = Counter()
        for (first_on, _key), counts in sums.items():
            if first_on == month.first_on:
                total.update(counts)
        return total

    @cached_property
    def _by_category(self) -> dict[Any, "Counter[str]"]:
        return self._tallied("category")

    @cached_property
    def _by_station(self) -> dict[Any, "Counter[str]"]:
        return self._tallied("station")

    def _tallied(self, field: str) -> dict[Any, "Counter[str]"]:
        """(month, category or station) → what the tallies say, put right."""
        months = [self.month.first_on, self.month.before.first_on]
        tallies = Tally.objects.visible_to(self.user).filter(month_on__in=months)
        names = (*_SUMMED, *_RATED)
        # Not under the names of the columns: those would be summed twice.
        sums = {f"all_{name}": Sum(name) for name in names}
        counted = {
            (row["month_on"], row[field]): Counter({name: row[f"all_{name}"] for name in names})
            for row in tallies.order_by().values("month_on", field).annotate(**sums)
        }
        for sign, row in self._corrections:
            key = (timezone.localdate(row["lodged_at"]).replace(day=1), row[field])
            for name, amount in _amounts(row).items():
                counted.setdefault(key, Counter())[name] += sign * amount
        return counted

    @cached_property
    def _corrections(self) -> list[tuple[int, dict[str, Any]]]:
        """What the tallies leave out though he is named on it, and count though it is about him."""
        start, _end = month_of(self.month.before.code)
        _start, end = month_of(self.month.code)
        rows = Complaint.objects.filter(lodged_at__gte=start, lodged_at__lt=end)
        keys = SealKey.objects.filter(record_label=Complaint._meta.label_lower, user=self.user)
        named = (
            rows.visible_to(self.user, Permission.SEE_COMPLAINT_FIGURES)
            .exclude(sealed_as="")
            .filter(pk__in=keys.values("record_id"))
        )
        about_himself = Respondent.objects.filter(user=self.user).values("complaint")
        mistaken = rows.filter(
            reached_by(self.user, Permission.SEE_COMPLAINT_FIGURES),
            sealed_as="",
            pk__in=about_himself,
        )
        return [*((1, row) for row in _facts(named)), *((-1, row) for row in _facts(mistaken))]

    def _month_table_of(
        self,
        key: str,
        title: str,
        first: str,
        sums: dict[Any, "Counter[str]"],
        names: dict[Any, str],
        narrowed_by: str,
    ) -> Table:
        these = {one: counts for (on, one), counts in sums.items() if on == self.month.first_on}
        most = sorted(these.items(), key=lambda item: (-item[1]["lodged"], str(item[0])))
        few, note = self._cut([(one, counts) for one, counts in most if counts["lodged"]])
        lines = [
            Line(names[one], self._month_cells(counts, self.month, **{narrowed_by: one}))
            for one, counts in few
        ]
        return Table(key, title, first, [*_month_words(), _("Rating")], lines, note)

    def _month_cells(self, counts: "Counter[str]", month: Month, **narrowed_by: Any) -> list[Cell]:
        """What was counted of a month, in the order of `_month_words`, then the rating."""
        lodged = counts["lodged"]
        numbers = {name: counts[name] for name in OF_MONTH}
        numbers["open"] = lodged - sum(
            counts[name] for name in ("converted", "closed", "referred", "diaried")
        )
        cells = [
            Cell(
                number,
                self._url(number, **OF_MONTH[name], month=month.code, **narrowed_by),
                _share(number, lodged) if number and name in _SHARES else "",
            )
            for name, number in numbers.items()
        ]
        return [*cells, _rating(counts)]

    # --- Names ---

    @cached_property
    def _stations(self) -> dict[int, Station]:
        reached = Station.objects.visible_to(self.user, Permission.SEE_COMPLAINT_FIGURES)
        return {station.pk: station for station in reached}

    @cached_property
    def _station_names(self) -> dict[int, str]:
        return {pk: station.local_name for pk, station in self._stations.items()}

    @cached_property
    def _category_names(self) -> dict[str, str]:
        return {one.code: one.local_name for one in ComplaintCategory.objects.all()}


def _month_words() -> list[str]:
    return [
        *(_("Lodged"), _("Still open"), _("FIR"), _("Closed"), _("Referred"), _("Diary")),
        *(_("Late"), _("Reopened")),
    ]


_COUNTED_BY = ("category", "station", "officer")


@dataclass(slots=True)
class _Open:
    """Open complaints counted: what is said of them all, by age, and by each field, by light."""

    totals: "Counter[str]" = field(default_factory=Counter)
    ages: dict[int, "Counter[str]"] = field(default_factory=lambda: defaultdict(Counter))
    by: dict[str, dict[Any, "Counter[str]"]] = field(
        default_factory=lambda: {name: defaultdict(Counter) for name in _COUNTED_BY}
    )

    def most(self, field: str) -> list[Any]:
        """The categories, stations or officers, those with the most late ones first."""
        counted = self.by[field]
        return sorted(
            counted, key=lambda key: (-counted[key]["red"], -counted[key].total(), str(key))
        )


_SAID = ("objected", "unassigned", "call", "fir")
#: Each open complaint is read once, however many tables count it.
_COUNT_OPEN = """
SELECT category, station, officer, age, light, count(*),
    sum(objected), sum(unassigned), sum(call), sum(fir)
FROM ({rows}) AS seen (category, station, officer, age, light, objected, unassigned, call, fir)
GROUP BY GROUPING SETS ((age, light), (category, light), (station, light), (officer, light))
"""


def _count_open(rows: ComplaintQuerySet, at: datetime) -> _Open:
    """Count these open complaints."""
    conditions = {
        "objected": Q(state=State.OBJECTED),
        "unassigned": Q(assigned_to=None),
        "call": Q(called_at=None, call_due_at__lt=at),
        "fir": Q(fir_due_at__lt=at),
    }
    said = {f"is_{name}": _first([(one, 1)], 0) for name, one in conditions.items()}
    seen = rows.order_by().annotate(age_days=_age(at), light_name=_light(at), **said)
    names = ("category", "station", "assigned_to", "age_days", "light_name", *said)
    sql, values = seen.values_list(*names).query.sql_with_params()
    counted = _Open()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_OPEN.format(rows=sql), values)
        for *keys, age, light, count, objected, unassigned, call, fir in cursor:
            if age is not None:
                counted.ages[age][light] += count
                numbers = (count, count, objected, unassigned, call, fir)
                counted.totals.update(dict(zip(("open", light, *_SAID), numbers, strict=True)))
                continue
            for name, key in zip(_COUNTED_BY, keys, strict=True):
                if key is not None:
                    counted.by[name][key][light] += count
    return counted


def _light(at: datetime) -> Case:
    """The lights as `of_light` draws them."""
    return _first([(Q(due_at__lt=at), "red"), (Q(amber_at__lt=at), "amber")], "green")


def _age(at: datetime) -> Case:
    """The ages as `narrowing` draws them: the oldest that fits."""
    older = [(Q(lodged_at__lte=at - timedelta(days=age)), age) for age in reversed(AGES)]
    return _first(older, 0)


def _first(conditions: list[tuple[Q, Any]], otherwise: Any) -> Case:
    """The value of the first condition that holds."""
    cases = [When(one, then=Value(value)) for one, value in conditions]
    return Case(*cases, default=Value(otherwise))


_FACTS = (*("lodged_at", "station", "category", "state", "is_late", "reopened_count", "rating"),)


def _facts(rows: ComplaintQuerySet) -> Iterator[dict[str, Any]]:
    yield from rows.order_by().values(*_FACTS)


def _amounts(row: dict[str, Any]) -> dict[str, int]:
    """What one complaint adds to the tallies; `tallies._COUNTED` says the same to the database."""
    states = {name: int(row["state"] == name) for name in ("converted", "closed", "referred")}
    return {
        **states,
        "lodged": 1,
        "diaried": int(row["state"] == State.DIARIED),
        "late": int(row["is_late"]),
        "reopened": int(row["reopened_count"] > 0),
        "rated": int(row["rating"] is not None),
        "rating_sum": row["rating"] or 0,
    }


def _share(part: int, whole: int) -> str:
    return _("%(percent)d %%") % {"percent": round(100 * part / whole)} if whole else ""


def _rating(counts: "Counter[str]") -> Cell:
    if not counts["rated"]:
        return Cell("—")
    words = ngettext("%(count)d rating", "%(count)d ratings", counts["rated"])
    return Cell(
        f"{counts['rating_sum'] / counts['rated']:.1f}", note=words % {"count": counts["rated"]}
    )

"""How houses stand with their filings: who is late, silent, or suddenly files much less.

All of it is read from the ledger, which the database keeps; stays are never counted here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, Sum, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.models import Kind, ReportingRule
from hotel_eye.models import Hotel, LedgerDay
from stations.models import Station

#: What is usual is learnt from the four weeks before the last one: a season is longer than that,
#: a change of owner shorter.
WEEK, USUAL = timedelta(days=7), timedelta(days=28)
#: As far back days are counted that were late or are missing.
MONTH = timedelta(days=30)
#: A house that files on four days of five is expected every day.
DAILY_SHARE = 0.8
#: By this hour of the evening a house that files daily has filed.
HEARD_BY = time(18)
#: Of fewer expected in a week a quiet week is no drop.
LEAST_EXPECTED = 14
#: Less than half of the usual is a drop: weekends and weather move it by a third.
DROP_SHARE = 0.5
#: After a week without a word somebody asks whether the house is open at all.
QUIET_DAYS = 7


class Standing(TextChoices):
    """The one word for a house, the most urgent first."""

    UNREGISTERED = "unregistered", _("Not registered")
    SILENT = "silent", _("Silent today")
    DROP = "drop", _("Sudden drop")
    MISSING = "missing", _("Days missing")
    LATE = "late", _("Late")
    QUIET = "quiet", _("Nothing for a week")
    IN_ORDER = "in_order", _("In order")
    CLOSED = "closed", _("Closed")


TONES = {
    Standing.UNREGISTERED: "bad",
    Standing.SILENT: "waits",
    Standing.DROP: "waits",
    Standing.MISSING: "waits",
    Standing.LATE: "warn",
    Standing.QUIET: "plain",
    Standing.IN_ORDER: "good",
    Standing.CLOSED: "plain",
}
_URGENCY = {one: number for number, one in enumerate(Standing)}
#: Of a house that never filed.
_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("today", "late_week", "late_month", "nil_month", "week", "usual"), 0),
    **dict.fromkeys(("heard_today", "heard_yesterday", "heard_month", "filed_days"), 0),
    "last_on": None,
}


@dataclass(frozen=True, slots=True)
class House:
    """A hotel with what its ledger says of the last weeks."""

    hotel: Hotel
    standing: Standing
    today: int
    late_week: int
    late_month: int
    nil_month: int
    missing: int
    week: int
    #: Filings in a week, as they were before the last one.
    usual_week: float
    last_on: date | None

    @property
    def tone(self) -> str:
        return TONES[self.standing]


def houses(hotels: Any, *, at: datetime) -> list[House]:
    """The hotels of this queryset, the most urgent first; four queries, however many they are.

    Their stations are not loaded along: of thousands only those on the page are shown.
    """
    today = timezone.localdate(at)
    rows = list(hotels)
    lately = _lately([one.pk for one in rows], today)
    wanting = wanting_nil(today)
    found = [
        _house(one, lately.get(one.pk, _NOTHING), one.station_id in wanting, at, today)
        for one in rows
    ]
    found.sort(key=lambda one: (_URGENCY[one.standing], one.hotel.name, one.hotel.pk))
    return found


def _lately(pks: list[int], today: date) -> dict[int, dict[str, Any]]:
    """House → sums over its last five weeks."""
    week, month = today - WEEK, today - MONTH
    usual = Q(day__lt=week, day__gte=week - USUAL)
    heard = Q(on_time__gt=0) | Q(late__gt=0) | Q(nil_at__isnull=False)
    is_filed = Q(on_time__gt=0) | Q(late__gt=0)
    filed = F("on_time") + F("late")
    days = LedgerDay.objects.filter(hotel__in=pks, day__gte=week - USUAL, day__lte=today)
    sums = days.values("hotel").annotate(
        today=Sum(filed, filter=Q(day=today)),
        heard_today=Count("hotel_id", filter=heard & Q(day=today)),
        heard_yesterday=Count("hotel_id", filter=heard & Q(day=today - timedelta(days=1))),
        late_week=Sum("late", filter=Q(day__gte=week)),
        late_month=Sum("late", filter=Q(day__gte=month)),
        nil_month=Count("hotel_id", filter=Q(day__gte=month, nil_at__isnull=False)),
        heard_month=Count("hotel_id", filter=heard & Q(day__gte=month, day__lt=today)),
        week=Sum(filed, filter=Q(day__gte=week, day__lt=today)),
        usual=Sum(filed, filter=usual),
        filed_days=Count("hotel_id", filter=is_filed & Q(day__lt=today, day__gte=today - USUAL)),
        last_on=Max("day", filter=heard),
    )
    return {row["hotel"]: row for row in sums}


def wanting_nil(today: date) -> set[int]:
    """Stations whose law wants a word about days without arrivals; a district's own goes first."""
    of_province, of_district = {}, {}
    for rule in ReportingRule.objects.on(today).filter(kind=Kind.GUEST):
        if rule.district_id is None:
            of_province[rule.province_id] = rule.wants_nil
        else:
            of_district[rule.district_id] = rule.wants_nil
    stations = Station.objects.values_list(
        "pk", "circle__district_id", "circle__district__region__province_id"
    )
    return {
        pk
        for pk, district, province in stations
        if of_district.get(district, of_province.get(province, False))
    }


def _house(hotel: Hotel, said: dict[str, Any], wants_nil: bool, at: datetime, today: date) -> House:
    week, usual_week = said["week"] or 0, (said["usual"] or 0) / (USUAL / WEEK)
    since = max(hotel.registered_on or today, today - MONTH)
    missing = max((today - since).days - said["heard_month"], 0) if wants_nil else 0
    late_week, last_on = said["late_week"] or 0, said["last_on"]
    is_daily = said["filed_days"] >= DAILY_SHARE * USUAL.days
    is_evening = timezone.localtime(at).time() >= HEARD_BY
    is_silent = not said["heard_today"] and (is_evening or not said["heard_yesterday"])
    if hotel.closed_on is not None and hotel.closed_on <= today:
        standing = Standing.CLOSED
    elif hotel.registered_on is None:
        standing = Standing.UNREGISTERED
    elif is_daily and is_silent:
        standing = Standing.SILENT
    elif usual_week >= LEAST_EXPECTED and week < DROP_SHARE * usual_week:
        standing = Standing.DROP
    elif missing:
        standing = Standing.MISSING
    elif late_week:
        standing = Standing.LATE
    elif last_on is None or (today - last_on).days > QUIET_DAYS:
        standing = Standing.QUIET
    else:
        standing = Standing.IN_ORDER
    return House(
        hotel=hotel,
        standing=standing,
        today=said["today"] or 0,
        late_week=late_week,
        late_month=said["late_month"] or 0,
        nil_month=said["nil_month"],
        missing=missing,
        week=week,
        usual_week=usual_week,
        last_on=last_on,
    )


def counted(found: Iterable[House]) -> dict[str, int]:
    """Standing → how many houses."""
    counts = dict.fromkeys(Standing.values, 0)
    for one in found:
        counts[one.standing] += 1
    return counts

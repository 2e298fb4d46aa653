"""How houses stand with their filings: who is late, silent, or suddenly files much less.

All of it is read from the ledger, which the database keeps; stays are never counted here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, Sum, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from filings.models import Kind, ReportingRule
from hotel_eye.models import Hotel, LedgerDay

#: What is usual is learnt from the four weeks before the last one: a season is longer than that,
#: a change of owner shorter.
WEEK, USUAL = timedelta(days=7), timedelta(days=28)
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
    """The hotels of this queryset, the most urgent first; three queries, however many they are."""
    today = timezone.localdate(at)
    rows = list(hotels.select_related("station__circle__district__region"))
    lately = _lately([one.pk for one in rows], today)
    wanting = _wanting_nil(today)
    found = [_house(one, lately.get(one.pk, {}), wanting, at, today) for one in rows]
    found.sort(key=lambda one: (_URGENCY[one.standing], one.hotel.name, one.hotel.pk))
    return found


def _lately(pks: list[int], today: date) -> dict[int, dict[str, Any]]:
    """House → sums over its last five weeks."""
    week, month = today - WEEK, today - timedelta(days=30)
    usual = Q(day__lt=week, day__gte=week - USUAL)
    heard = Q(on_time__gt=0) | Q(late__gt=0) | Q(nil_at__isnull=False)
    filed = Q(on_time__gt=0) | Q(late__gt=0)
    days = LedgerDay.objects.filter(hotel__in=pks, day__gte=week - USUAL, day__lte=today)
    sums = days.values("hotel").annotate(
        today_on_time=Sum("on_time", filter=Q(day=today)),
        today_late=Sum("late", filter=Q(day=today)),
        heard_today=Count("id", filter=heard & Q(day=today)),
        heard_yesterday=Count("id", filter=heard & Q(day=today - timedelta(days=1))),
        late_week=Sum("late", filter=Q(day__gte=week)),
        late_month=Sum("late", filter=Q(day__gte=month)),
        nil_month=Count("id", filter=Q(day__gte=month, nil_at__isnull=False)),
        heard_month=Count("id", filter=heard & Q(day__gte=month, day__lt=today)),
        week_on_time=Sum("on_time", filter=Q(day__gte=week, day__lt=today)),
        week_late=Sum("late", filter=Q(day__gte=week, day__lt=today)),
        usual_on_time=Sum("on_time", filter=usual),
        usual_late=Sum("late", filter=usual),
        filed_days=Count("id", filter=filed & Q(day__lt=today, day__gte=today - USUAL)),
        last_on=Max("day", filter=heard),
    )
    return {row["hotel"]: row for row in sums}


def _wanting_nil(today: date) -> tuple[set[int], set[int]]:
    """Provinces and districts whose law wants a word about days without arrivals."""
    rules = ReportingRule.objects.on(today).filter(kind=Kind.GUEST)
    provinces = {one.province_id for one in rules if one.wants_nil and one.district_id is None}
    districts = {one.district_id for one in rules if one.wants_nil and one.district_id}
    return provinces, districts


def _house(
    hotel: Hotel,
    row: dict[str, Any],
    wanting: tuple[set[int], set[int]],
    at: datetime,
    today: date,
) -> House:
    said = {name: value or 0 for name, value in row.items() if name != "last_on"}

    def count(name: str) -> int:
        return int(said.get(name, 0))

    week = count("week_on_time") + count("week_late")
    usual_week = (count("usual_on_time") + count("usual_late")) / (USUAL / WEEK)
    district = hotel.station.circle.district
    wants = district.region.province_id in wanting[0] or district.pk in wanting[1]
    since = max(hotel.registered_on or today, today - timedelta(days=30))
    missing = max((today - since).days - count("heard_month"), 0) if wants else 0
    house = House(
        hotel=hotel,
        standing=Standing.IN_ORDER,
        today=count("today_on_time") + count("today_late"),
        late_week=count("late_week"),
        late_month=count("late_month"),
        nil_month=count("nil_month"),
        missing=missing,
        week=week,
        usual_week=usual_week,
        last_on=row.get("last_on"),
    )
    standing = _standing(
        house,
        is_daily=count("filed_days") >= DAILY_SHARE * USUAL.days,
        heard_today=bool(count("heard_today")),
        heard_yesterday=bool(count("heard_yesterday")),
        at=at,
        today=today,
    )
    return House(**{**_fields(house), "standing": standing})


def _fields(house: House) -> dict[str, Any]:
    return {name: getattr(house, name) for name in House.__slots__}


def _standing(
    house: House,
    *,
    is_daily: bool,
    heard_today: bool,
    heard_yesterday: bool,
    at: datetime,
    today: date,
) -> Standing:
    hotel = house.hotel
    if hotel.closed_on is not None and hotel.closed_on <= today:
        return Standing.CLOSED
    if hotel.registered_on is None:
        return Standing.UNREGISTERED
    is_evening = timezone.localtime(at).time() >= HEARD_BY
    if is_daily and not heard_today and (is_evening or not heard_yesterday):
        return Standing.SILENT
    if house.usual_week >= LEAST_EXPECTED and house.week < DROP_SHARE * house.usual_week:
        return Standing.DROP
    if house.missing:
        return Standing.MISSING
    if house.late_week:
        return Standing.LATE
    if house.last_on is None or (today - house.last_on).days > QUIET_DAYS:
        return Standing.QUIET
    return Standing.IN_ORDER


def counted(found: Iterable[House]) -> dict[str, int]:
    """Standing → how many houses."""
    counts = dict.fromkeys(Standing.values, 0)
    for one in found:
        counts[one.standing] += 1
    return counts

"""Writing Register No. II: the roznamcha opens, takes its entries, and closes (rule 22.48)."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from complaints.policies import Refused
from documents import numbers
from firs.models import Accused, DiaryEntry, DiaryKind
from stations.models import Station


@transaction.atomic
def write(
    *,
    by: Any,
    station: Station,
    kind: str,
    words: str,
    about: str = "",
    fir: Any = None,
    at: datetime,
) -> DiaryEntry:
    """Write the next entry of the day; the first one of a day opens it.

    Two who write at the same moment come one after the other, and so do their entries: whoever
    waited past midnight writes on the page of the new day. Raises Refused where the day is closed.
    """
    last = _held(station)
    moment = max(at, last.made_at) if last else at
    day = timezone.localdate(moment)
    if last is None or last.day < day:
        close_before(station=station, day=day, at=moment)
        _append(station, day, DiaryKind.OPENING, _opening(station), by=None, at=moment)
    elif last.kind == DiaryKind.CLOSING:
        raise Refused(_("The roznamcha of this day is closed. The next entry is tomorrow's."))
    entry = _append(station, day, kind, words, by=by, at=moment, about=about, fir=fir)
    record(by=by, action="firs.diary_written", target=entry, at=at)
    return entry


@transaction.atomic
def close(*, by: Any, station: Station, day: date, words: str, at: datetime) -> DiaryEntry:
    """Close the day, with the balance of the cash; nothing is entered after that."""
    last = _held(station)
    if last is None or last.day != day or last.kind == DiaryKind.CLOSING:
        raise Refused(_("There is no open roznamcha of this day."))
    moment = max(min(at, _end_of(day)), last.made_at)
    entry = _append(station, day, DiaryKind.CLOSING, words, by=by, at=moment)
    record(by=by, action="firs.diary_closed", target=entry, at=at)
    return entry


@transaction.atomic
def close_before(*, station: Station, day: date, at: datetime) -> DiaryEntry | None:
    """Close the station's last day before this one, where nobody did."""
    last = _held(station)
    if last is None or last.day >= day or last.kind == DiaryKind.CLOSING:
        return None
    words = _("Closed at midnight. The moharrar stated no balance of the cash.")
    return close(by=None, station=station, day=last.day, words=words, at=at)


def _held(station: Station) -> DiaryEntry | None:
    """The last entry of the station's book, while nobody else writes to it."""
    numbers.hold(f"roznamcha {station.code}")
    return DiaryEntry.objects.filter(station=station).order_by("-day", "-number").first()


def _append(
    station: Station,
    day: date,
    kind: str,
    words: str,
    *,
    by: Any,
    at: datetime,
    about: str = "",
    fir: Any = None,
) -> DiaryEntry:
    entry: DiaryEntry = DiaryEntry.objects.create(
        station=station,
        day=day,
        number=numbers.take(f"roznamcha {station.code} {day}"),
        kind=kind,
        made_at=at,
        made_by=by,
        about=about,
        words=words,
        fir=fir,
    )
    return entry


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def _opening(station: Station) -> str:
    """The day begins with who is in the lock-up; of sealed cases only how many."""
    held = Accused.objects.in_police_custody().filter(fir__station=station)
    rows = held.select_related("fir").order_by("position_at", "pk")
    lines = [
        _("%(name)s, FIR %(number)s") % {"name": one.name, "number": one.fir.number}
        for one in rows
        if not one.fir.is_sealed
    ]
    sealed = sum(1 for one in rows if one.fir.is_sealed)
    if sealed:
        lines.append(_("of sealed cases: %(count)d") % {"count": sealed})
    if not lines:
        return _("The day is opened. Nobody is in the lock-up.")
    return _("The day is opened. In the lock-up: %(names)s") % {"names": "; ".join(lines)}

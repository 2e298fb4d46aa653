"""Writing Register No. II: the roznamcha opens, takes its entries, and closes (rule 22.48)."""

from collections.abc import Iterable
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

    Two who write at the same moment come one after the other, and so do their entries. Raises
    Refused where the day is closed.
    """
    day = timezone.localdate(at)
    last = _held(station, day)
    if last is None:
        close_before(station=station, day=day, at=at)
        last = _append(station, day, None, DiaryKind.OPENING, _opening(station), by=None, at=at)
    if last.kind == DiaryKind.CLOSING:
        raise Refused(_("The roznamcha of this day is closed. The next entry is tomorrow's."))
    entry = _append(station, day, last, kind, words, by=by, at=at, about=about, fir=fir)
    record(by=by, action="firs.diary_written", target=entry, at=at)
    return entry


@transaction.atomic
def close(*, by: Any, station: Station, day: date, words: str, at: datetime) -> DiaryEntry:
    """Close the day, with the balance of the cash; nothing is entered after that."""
    last = _held(station, day)
    if last is None or last.kind == DiaryKind.CLOSING:
        raise Refused(_("There is no open roznamcha of this day."))
    moment = min(at, end_of(day))
    entry = _append(station, day, last, DiaryKind.CLOSING, words, by=by, at=moment)
    record(by=by, action="firs.diary_closed", target=entry, at=at)
    return entry


@transaction.atomic
def close_before(*, station: Station, day: date, at: datetime) -> DiaryEntry | None:
    """Close the station's last day before this one, where nobody did."""
    earlier = DiaryEntry.objects.filter(station=station, day__lt=day)
    last = earlier.order_by("-day", "-number").first()
    if last is None or last.kind == DiaryKind.CLOSING:
        return None
    words = _("Closed at midnight. The moharrar stated no balance of the cash.")
    return close(by=None, station=station, day=last.day, words=words, at=at)


def _held(station: Station, day: date) -> DiaryEntry | None:
    """The last entry of the day, while nobody else writes to it."""
    numbers.hold(series_of(station, day))
    return DiaryEntry.objects.of_day(station, day).order_by("-number").first()


def _append(
    station: Station,
    day: date,
    last: DiaryEntry | None,
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
        number=numbers.take(series_of(station, day)),
        kind=kind,
        # Whoever waited for the lock writes after whom he waited for.
        made_at=max(at, last.made_at) if last else at,
        made_by=by,
        about=about,
        words=words,
        fir=fir,
    )
    return entry


def series_of(station: Station, day: date) -> str:
    """The name under which the entries of a station's day are numbered."""
    return f"roznamcha {station.code} {day}"


def end_of(day: date) -> datetime:
    """The last moment of a day of the roznamcha."""
    return timezone.make_aware(datetime.combine(day, time.max))


def _opening(station: Station) -> str:
    held = Accused.objects.in_police_custody().filter(fir__station=station)
    rows = held.select_related("fir").order_by("position_at", "pk")
    return opening_words([(one.name, one.fir.number, one.fir.is_sealed) for one in rows])


def opening_words(held: Iterable[tuple[str, str, bool]]) -> str:
    """The day begins with who is in the lock-up; of sealed cases only how many.

    ``held`` are name, number of the FIR and whether that is sealed, by the time of the arrest.
    """
    rows = list(held)
    lines = [
        _("%(name)s, FIR %(number)s") % {"name": name, "number": number}
        for name, number, is_sealed in rows
        if not is_sealed
    ]
    if sealed := len(rows) - len(lines):
        lines.append(_("of sealed cases: %(count)d") % {"count": sealed})
    if not lines:
        return _("The day is opened. Nobody is in the lock-up.")
    return _("The day is opened. In the lock-up: %(names)s") % {"names": "; ".join(lines)}

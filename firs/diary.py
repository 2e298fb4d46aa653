"""Writing Register No. II: the roznamcha opens, takes its entries, and closes (rule 22.48)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from complaints.policies import Refused
from documents import numbers
from firs import policies
from firs.entries import refuse
from firs.models import Arrest, CashEntry, DiaryEntry, DiaryKind, Position
from firs.querysets import LIES_AT
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
    moment = next_moment(station, at)
    day = timezone.localdate(moment)
    last = _held(station)
    if last is None or last.day < day:
        _open(station, day, _lock_ups([station])[station.pk], at=moment)
    elif last.kind == DiaryKind.CLOSING:
        raise Refused(_("The roznamcha of this day is closed. The next entry is tomorrow's."))
    entry = _append(station, day, kind, words, by=by, at=moment, about=about, fir=fir)
    record(by=by, action="firs.diary_written", target=entry, at=at)
    return entry


@transaction.atomic
def write_by_hand(
    *, by: Any, station: Station, kind: str, about: str, words: str, fir: Any, at: datetime
) -> DiaryEntry:
    """Write what an officer types himself; the same form sent twice is one entry.

    Raises Refused where CASPP writes such an entry along with its act, or the day is closed.
    """
    refuse(policies.refuse_entry_by_hand(kind))
    day = timezone.localdate(at)
    typed = DiaryEntry(day=day, kind=kind, made_by=by, about=about, words=words, fir=fir)
    refuse(policies.refuse_entry_again(typed, _held(station)))
    return write(by=by, station=station, kind=kind, about=about, words=words, fir=fir, at=at)


@transaction.atomic
def close(*, by: Any, station: Station, day: date, words: str, at: datetime) -> DiaryEntry:
    """Close the day with these words; nothing is entered after that."""
    last = _held(station)
    if last is None or last.day != day or last.kind == DiaryKind.CLOSING:
        raise Refused(_("There is no open roznamcha of this day."))
    moment = max(min(at, end_of(day)), last.made_at)
    entry = _append(station, day, DiaryKind.CLOSING, words, by=by, at=moment)
    record(by=by, action="firs.diary_closed", target=entry, at=at)
    return entry


@transaction.atomic
def close_by_hand(
    *, by: Any, station: Station, day: date, balance: int, words: str, at: datetime
) -> DiaryEntry:
    """Close the day with the balance of the cash, in rupees, as it was counted (rule 22.48(3)).

    Where the cash book says something else both stand there, and ``words`` say why.
    """
    refuse(policies.refuse_closing(day, at))
    _held(station)
    book = CashEntry.objects.balance_of(station, end_of(day))
    if balance != book and not words:
        refuse(_("The cash book says Rs %(rupees)s. Say why it differs.") % {"rupees": _rs(book)})
    lines = [_("The day is closed. Cash in hand: Rs %(rupees)s.") % {"rupees": _rs(balance)}]
    if balance != book:
        lines.append(_("By the cash book: Rs %(rupees)s.") % {"rupees": _rs(book)})
    said = " ".join([*lines, *filter(None, [words])])
    return close(by=by, station=station, day=day, words=said, at=at)


@transaction.atomic
def close_before(*, station: Station, day: date, at: datetime) -> DiaryEntry | None:
    """Close the station's last day before this one, where nobody did."""
    last = _held(station)
    if last is None or last.day >= day or last.kind == DiaryKind.CLOSING:
        return None
    book = CashEntry.objects.balance_of(station, end_of(last.day))
    words = _("Closed at midnight. Cash by the cash book: Rs %(rupees)s; nobody counted it.")
    return close(by=None, station=station, day=last.day, words=words % {"rupees": _rs(book)}, at=at)


def turn(*, at: datetime) -> int:
    """Open the day at every station, and close the one before where nobody did.

    Each station by itself; whatever is done already is left alone. Returns how many were opened.
    """
    day = timezone.localdate(at)
    opened = DiaryEntry.objects.filter(day=day, number=1).values("station")
    still = Q(valid_to=None) | Q(valid_to__gte=day)
    stations = list(Station.objects.exclude(pk__in=opened).filter(still).order_by("pk"))
    lock_ups = _lock_ups(stations)
    return sum(_opened(station, day, lock_ups[station.pk], at) for station in stations)


@transaction.atomic
def _opened(station: Station, day: date, lock_up: str, at: datetime) -> bool:
    """Whether it was opened just now: meanwhile somebody may have written the first entry."""
    last = _held(station)
    if last is not None and last.day >= day:
        return False
    _open(station, day, lock_up, at=at)
    return True


def next_moment(station: Station, at: datetime) -> datetime:
    """When the next entry is written, by whoever holds the book from now on.

    Whoever waited for it writes after whom he waited for.
    """
    last = _held(station)
    return max(at, last.made_at) if last else at


def end_of(day: date) -> datetime:
    """The last moment of a day in Pakistan."""
    return timezone.make_aware(datetime.combine(day, time.max))


def _held(station: Station) -> DiaryEntry | None:
    """The last entry of the station's book, while nobody else writes to it."""
    numbers.hold(f"roznamcha {station.code}")
    return DiaryEntry.objects.filter(station=station).order_by("-day", "-number").first()


def _open(station: Station, day: date, words: str, *, at: datetime) -> None:
    """Open a day in a book that is held."""
    close_before(station=station, day=day, at=at)
    entry = _append(station, day, DiaryKind.OPENING, words, by=None, at=at)
    record(by=None, action="firs.diary_opened", target=entry, at=at)


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


def _rs(rupees: int) -> str:
    return f"{rupees:,}"


def _lock_ups(stations: Sequence[Station]) -> dict[int, str]:
    """How the day of each station opens, by its key: with who is in the lock-up (rule 22.48(3)).

    By name, case, sections and hour of arrest; of sealed cases only how many.
    """
    held = Arrest.objects.holding().filter(accused__position=Position.ARRESTED)
    lying = held.annotate(lies_at=LIES_AT).filter(lies_at__in=[one.pk for one in stations])
    named, sealed = defaultdict(list), defaultdict[int, int](int)
    for one in lying.select_related("fir", "accused").order_by("accused__position_at", "pk"):
        if one.fir.is_sealed:
            sealed[one.lies_at] += 1
        else:
            named[one.lies_at].append(_prisoner(one))
    return {station.pk: _opening(named[station.pk], sealed[station.pk]) for station in stations}


def _prisoner(one: Arrest) -> str:
    # It begins with his name in every language: `rapats` takes him out again by it.
    return _("%(name)s, FIR %(number)s, %(sections)s, arrested on %(when)s") % {
        "name": one.accused.name,
        "number": one.fir.number,
        "sections": one.fir.sections,
        "when": f"{timezone.localtime(one.arrested_at):%d-%m-%Y %H:%M}",
    }


def _opening(named: list[str], sealed: int) -> str:
    if sealed:
        named = [*named, _("of sealed cases: %(count)d") % {"count": sealed}]
    if not named:
        return _("The day is opened. Nobody is in the lock-up.")
    return _("The day is opened. In the lock-up: %(names)s") % {"names": "; ".join(named)}

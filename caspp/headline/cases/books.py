"""The books of every station, written in the order of time: each entry has the next number."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count
from typing import Any

from django.utils import timezone

from caspp.headline import tables
from caspp.headline.cases.urdu import urdu
from caspp.headline.tables import Batch, Row
from documents.models import Series
from firs.models import DiaryKind, EntryKind
from stations.models import Station


@dataclass(slots=True)
class _Day:
    """One day of a station's roznamcha."""

    series: str
    day: date
    last_at: datetime
    number: int = 0


@dataclass(slots=True)
class _Desk:
    """What a station has open: its roznamcha, and who is in its lock-up."""

    day: _Day | None = None
    #: Accused → what is said of him, nothing of a sealed case; in the order of arrest.
    lock_up: dict[int, str] = field(default_factory=dict)


class Books:
    """The rows that were written and are not in the tables yet, and all numbers."""

    def __init__(self) -> None:
        self.batch: Batch = defaultdict(list)
        self._series = dict(Series.objects.values_list("name", "last"))
        self._ids: dict[str, Any] = {}
        self._last: dict[str, int] = {}
        self._desks: dict[int, _Desk] = defaultdict(_Desk)
        self._zone = timezone.get_default_timezone()

    def reserve(self, *names: str) -> None:
        """Learn where the keys of these tables go on."""
        for name in names:
            self._ids[name] = count(tables.last_id(name) + 1)

    def next_id(self, table: str) -> int:
        """The key of a row that is written later."""
        self._last[table] = number = next(self._ids[table])
        return int(number)

    def add(self, table: str, row: Row) -> int:
        """Write the row; its key, which may have been given before."""
        if "id" not in row:
            row["id"] = self.next_id(table)
        self.batch[table].append(row)
        return int(row["id"])

    def take(self, series: str) -> int:
        """The next number of a series without a gap."""
        self._series[series] = number = self._series.get(series, 0) + 1
        return number

    def day_of(self, at: datetime) -> date:
        """The day in Pakistan."""
        return self.local(at).date()

    def local(self, at: datetime) -> datetime:
        """The same moment by the clocks of Pakistan."""
        return at.astimezone(self._zone)

    def diary(
        self,
        station: Station,
        kind: DiaryKind,
        *,
        at: datetime,
        by: int | None,
        words: str,
        about: str = "",
        fir: int | None = None,
    ) -> int:
        """Write an entry of the roznamcha; the first of a day closes the last one and opens it."""
        day, desk = self.day_of(at), self._desks[station.pk]
        if desk.day is None or desk.day.day != day:
            if desk.day is not None:
                self._close(station, desk.day)
            desk.day = _Day(f"roznamcha {station.code} {day}", day, at)
            opening = _opening(desk.lock_up.values())
            self._append(station, desk.day, DiaryKind.OPENING, at, None, opening)
        return self._append(station, desk.day, kind, at, by, words, about, fir)

    def enter(
        self,
        fir: int,
        kind: EntryKind,
        *,
        at: datetime,
        by: int | None,
        words: str = "",
        officer: int | None = None,
        accused: int | None = None,
        diary_entry: int | None = None,
    ) -> None:
        """Write a line of a case's history."""
        self.add(
            "firs_entry",
            {
                "fir_id": fir, "kind": kind, "made_at": at, "made_by_id": by, "words": words,
                "officer_id": officer, "accused_id": accused, "diary_entry_id": diary_entry,
                "other_id": None,
            },
        )  # fmt: skip

    def lock_up(self, station: Station, accused: int, words: str) -> None:
        """Somebody is in the lock-up from now on; ``words`` are '' in a sealed case."""
        self._desks[station.pk].lock_up[accused] = words

    def let_out(self, station: Station, accused: int) -> None:
        """He is there no longer."""
        self._desks[station.pk].lock_up.pop(accused, None)

    def hand_over(self) -> Batch:
        """What was written since the last time."""
        batch, self.batch = self.batch, defaultdict(list)
        return batch

    def keep_numbers(self) -> None:
        """Whatever is written next follows what was loaded."""
        open_days = [desk.day for desk in self._desks.values() if desk.day is not None]
        last_of = {**self._series, **{day.series: day.number for day in open_days}}
        Series.objects.bulk_create(
            [Series(name=name, last=last) for name, last in last_of.items()],
            batch_size=5_000,
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["last"],
        )
        for table, last in self._last.items():
            tables.go_on_after(table, last)

    def _append(
        self,
        station: Station,
        day: _Day,
        kind: DiaryKind,
        at: datetime,
        by: int | None,
        words: str,
        about: str = "",
        fir: int | None = None,
    ) -> int:
        day.number += 1
        day.last_at = max(at, day.last_at)
        return self.add(
            "firs_diaryentry",
            {
                "station_id": station.pk, "day": day.day, "number": day.number,
                "kind": kind, "made_at": day.last_at, "made_by_id": by, "about": about,
                "words": words, "fir_id": fir,
            },
        )  # fmt: skip

    def _close(self, station: Station, day: _Day) -> None:
        said = urdu("Closed at midnight. Cash by the cash book: Rs %(rupees)s; nobody counted it.")
        midnight = timezone.make_aware(datetime.combine(day.day, time.max))
        self._append(station, day, DiaryKind.CLOSING, midnight, None, said % {"rupees": 0})
        # A day that is over is numbered no further: it goes into the table at once.
        self.batch["documents_series"].append({"name": day.series, "last": day.number})


def _opening(lock_up: Collection[str]) -> str:
    """As `firs.diary` opens a day."""
    named = [words for words in lock_up if words]
    if sealed := len(lock_up) - len(named):
        named.append(urdu("of sealed cases: %(count)d") % {"count": sealed})
    if not named:
        return urdu("The day is opened. Nobody is in the lock-up.")
    return urdu("The day is opened. In the lock-up: %(names)s") % {"names": "; ".join(named)}

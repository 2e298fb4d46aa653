"""New Year's midnight at a busy station: fifty at once, and the books of two years have no gap."""

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from documents.models import Series
from firs import actions
from firs.models import FIR, DiaryEntry, DiaryKind, State
from tests.cast import engage
from tests.copies import copied
from tests.firs.fir_scenes import make_draft, make_fir

pytestmark = pytest.mark.django_db

#: At Kohsar; a second station has its own rush meanwhile.
MANY, OTHERS = 50, 10
#: So many have their number when midnight comes; whoever still waits is overtaken by the new year.
BEFORE_MIDNIGHT = 12
_OWN_DATABASE = "test_new_year"


class Fails(Exception):
    """The last step of a registration breaks."""


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """Everything here commits for real: into a database of its own."""
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        copied(_OWN_DATABASE)
        connection.close()
        # The same settings serve every thread.
        connection.settings_dict["NAME"] = _OWN_DATABASE
        yield
        connection.close()
        connection.settings_dict["NAME"] = name


@pytest.fixture
def midnight() -> datetime:
    return timezone.make_aware(datetime(timezone.localdate().year + 1, 1, 1))


def test_new_years_midnight(monkeypatch, midnight):
    """Every number once, every year right, every page of the roznamcha in order; see the module."""
    cast = engage()
    places = [(cast.kohsar, cast.bilal)] * MANY + [(cast.margalla, cast.chaudhry)] * OTHERS
    drafts = [
        make_draft(station, by, at=midnight - timedelta(minutes=30)) for station, by in places
    ]
    # On both sides of midnight in turn, a few milliseconds apart.
    moments = [
        midnight + timedelta(milliseconds=number + 1) * (1 if number % 2 else -1)
        for number in range(len(drafts))
    ]
    broken = {draft.pk for draft in drafts[::9]}
    tell = actions._tell

    def told(fir, *, by, at):
        if fir.pk in broken:
            raise Fails
        tell(fir, by=by, at=at)

    monkeypatch.setattr(actions, "_tell", told)
    assert _all_at_once(drafts, places, moments, midnight) == len(broken)

    firs = {fir.pk: fir for fir in FIR.objects.select_related("diary_entry")}
    asked = {draft.pk: at for draft, at in zip(drafts, moments, strict=True)}
    for pk, fir in firs.items():
        if pk in broken:
            assert (fir.state, fir.serial, fir.diary_entry) == (State.DRAFT, None, None)
            continue
        assert fir.registered_at >= max(asked[pk], fir.diary_entry.made_at)
        assert fir.year == timezone.localtime(fir.registered_at).year
    numbers = defaultdict(list)
    for fir in firs.values():
        if fir.is_registered:
            numbers[fir.station.code, fir.year].append(fir.serial)
    assert len(numbers) == 4
    assert all(sorted(given) == [*range(1, len(given) + 1)] for given in numbers.values())
    assert len(numbers[cast.kohsar.code, midnight.year - 1]) >= BEFORE_MIDNIGHT
    for (code, year), given in numbers.items():
        assert Series.objects.get(name=f"FIR {code} {year}").last == len(given)
    for station in (cast.kohsar, cast.margalla):
        _roznamcha_is_whole(station, midnight)


def _all_at_once(drafts, places, moments, midnight) -> int:
    """Register them, each in a thread with a connection of its own; how many broke.

    Whoever comes after midnight waits for it, as in life; then the two years are in one queue.
    """
    start = threading.Barrier(len(drafts))
    struck, done = threading.Event(), []

    def one(number: int) -> bool:
        draft, at, (_station, by) = drafts[number], moments[number], places[number]
        try:
            start.wait(timeout=60)
            if at > midnight:
                struck.wait(timeout=60)
            actions.register(
                by=by, fir=draft, seen=draft.changed_at, signed_as="thumb", despatched_at=None,
                at=at,
            )  # fmt: skip
        except Fails:
            return True
        finally:
            connection.close()
        if number < MANY:
            done.append(number)
            if len(done) == BEFORE_MIDNIGHT:
                struck.set()
        return False

    with ThreadPoolExecutor(len(drafts)) as crowd:
        return sum(crowd.map(one, range(len(drafts))))


def _roznamcha_is_whole(station, midnight: datetime) -> None:
    """Both days: opened, numbered without a gap, in the order of time, the old one closed."""
    entries = list(DiaryEntry.objects.filter(station=station).order_by("day", "number"))
    days = defaultdict(list)
    for entry in entries:
        days[entry.day].append(entry)
    new_year = timezone.localdate(midnight)
    assert list(days) == [new_year - timedelta(days=1), new_year]
    for day, rows in days.items():
        assert [row.number for row in rows] == [*range(1, len(rows) + 1)]
        assert rows[0].kind == DiaryKind.OPENING
        assert {timezone.localdate(row.made_at) for row in rows} == {day}
    assert [row.kind for row in entries].count(DiaryKind.CLOSING) == 1
    assert days[new_year - timedelta(days=1)][-1].kind == DiaryKind.CLOSING
    assert all(first.made_at <= second.made_at for first, second in pairwise(entries))
    # Each information is followed by its number; what broke left no line at all.
    registered = FIR.objects.filter(station=station).registered().count()
    written = [row.kind for row in entries if row.kind in (DiaryKind.INFORMATION, DiaryKind.FIR)]
    assert written == [DiaryKind.INFORMATION, DiaryKind.FIR] * registered


def test_the_year_is_that_of_pakistan(midnight):
    """At half past midnight it is still last year in Greenwich, and number one in Kohsar."""
    cast = engage()
    late = make_fir(cast.kohsar, cast.bilal, at=midnight - timedelta(minutes=1))
    early = make_fir(cast.kohsar, cast.bilal, at=midnight + timedelta(minutes=30))
    assert early.registered_at.astimezone(UTC).year == midnight.year - 1
    assert (late.year, late.serial) == (midnight.year - 1, 1)
    assert (early.year, early.serial) == (midnight.year, 1)

"""The worker's index of everybody who is looked for.

A great part, made from the table and laid into files that sibling processes share, and over it
small parts with what came to the list since. The table is the truth: an index that cannot be made
raises `NoIndex`, and nobody is screened until it can.
"""

import fcntl
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.utils import timezone

from alerts import stored
from alerts.models import IndexState, Listing
from matching import MODEL_VERSION, PERSON, Shelf
from matching.shelf import LAYOUT

Array = np.ndarray[Any, Any]

_TABLE = Listing._meta.db_table
_ADMITTED = "version IS NOT NULL AND version <= %(version)s AND withdrawn_at IS NULL"
_VERSION = "SELECT version FROM alerts_liststate WHERE id = 1"
_VERSION_HELD = f"{_VERSION} FOR SHARE"
_SINCE = "version > %(since)s AND version <= %(version)s"
#: A shorter list is read from the table faster than from files.
WORTH_A_FILE = 20_000
#: So much over the great part, and it is made anew.
OVERLAY_SHARE = 0.1
LEAST_OVERLAY = 20_000
_CHANGED = f"SELECT id FROM {_TABLE} WHERE {_SINCE}"
_COMING = f"SELECT count(*) FROM {_TABLE} WHERE {_SINCE}"
_TIERS = 4


class NoIndex(Exception):
    """The index could not be made; the message says why."""


class ListIndex:
    """The list up to `version`, as shelves that are searched together: the first is the great."""

    def __init__(self) -> None:
        self.version: int | None = None
        self.shelves: list[Shelf] = []
        self.build_seconds = 0.0

    @property
    def entries(self) -> int:
        return sum(len(shelf) - int(shelf.gone.sum()) for shelf in self.shelves)

    @property
    def overlay(self) -> int:
        return sum(len(shelf) for shelf in self.shelves[1:])

    def follow(self, version: int) -> None:
        """Bring the index up to this version of the list. Raises NoIndex when it cannot."""
        if self.version is not None and self.version >= version:
            return
        try:
            if self.version is None or self._is_too_much(version):
                self._build(version)
            else:
                self._add(version)
        except (OSError, MemoryError, ValueError) as error:
            self.forget()
            raise NoIndex(f"{type(error).__name__}: {error}") from error
        tell(self)

    def forget(self) -> None:
        """Begin anew with the next `follow`."""
        self.version, self.shelves = None, []

    def shelf_of(self, version: int) -> Shelf:
        """What exactly this version brought to the list, weighed as a part of the whole."""
        ids, people = stored.read(
            Listing, "version = %(version)s AND withdrawn_at IS NULL", {"version": version}
        )
        return Shelf.of(people, ids, self.shelves[0])

    # --- The great part ---

    def _build(self, version: int) -> None:
        started = time.monotonic()
        with _alone(_folder()):
            great = _load(version) or _make(version)
        self.shelves, self.version = [great], version
        self.build_seconds = time.monotonic() - started

    def _is_too_much(self, version: int) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_COMING, {"since": self.version, "version": version})
            (coming,) = cursor.fetchone()
        most = max(LEAST_OVERLAY, OVERLAY_SHARE * len(self.shelves[0]))
        return bool(self.overlay + coming > most)

    # --- What came since ---

    def _add(self, version: int) -> None:
        span = {"since": self.version, "version": version}
        with connection.cursor() as cursor:
            cursor.execute(_CHANGED, span)
            changed = np.array([pk for (pk,) in cursor.fetchall()], "<i8")
        for shelf in self.shelves:
            _drop(shelf, changed)
        ids, people = stored.read(Listing, f"{_SINCE} AND withdrawn_at IS NULL", span)
        if len(ids):
            self.shelves.append(Shelf.of(people, ids, self.shelves[0]))
            self._merge()
        self.version = version

    def _merge(self) -> None:
        """Two parts of about one size become one, so that there are never many."""
        while len(self.shelves) > 2 and len(self.shelves[-1]) * _TIERS >= len(self.shelves[-2]):
            last, before = self.shelves.pop(), self.shelves.pop()
            wanted = np.sort(np.concatenate([s.ids[~s.gone] for s in (before, last)]))
            ids, people = stored.read(
                Listing, "id = ANY(%(ids)s) AND version IS NOT NULL", {"ids": wanted.tolist()}
            )
            self.shelves.append(Shelf.of(people, ids, self.shelves[0]))


def _drop(shelf: Shelf, ids: Array) -> None:
    """What changed or was withdrawn is found here no more."""
    if len(shelf):
        at = np.minimum(np.searchsorted(shelf.ids, ids), len(shelf) - 1)
        shelf.gone[at[shelf.ids[at] == ids]] = True


def _make(version: int) -> Shelf:
    ids, people = stored.read(Listing, _ADMITTED, {"version": version})
    shelf = Shelf.of(people, ids) if len(ids) else Shelf.of(np.zeros(0, PERSON), ids)
    if len(shelf) >= WORTH_A_FILE:
        _save(shelf, version)
        return _load(version) or shelf
    return shelf


# --- Files ---


def _folder() -> Path:
    """One folder for each database, so that two products on a machine do not meet."""
    database = connection.settings_dict
    name = "-".join(str(database[part] or "local") for part in ("NAME", "HOST", "PORT"))
    return Path(settings.SCREENING_INDEX) / name.replace("/", "_").strip("_.")


def _named(version: int) -> Path:
    return _folder() / f"{version}-{MODEL_VERSION}-{LAYOUT}"


def _load(version: int) -> Shelf | None:
    """The great part of this version, where a sibling has laid it into files already."""
    place = _named(version)
    return Shelf.load(place) if place.is_dir() else None


def _save(shelf: Shelf, version: int) -> None:
    """Whole or not at all: the folder gets its name when everything is in it."""
    place = _named(version)
    unfinished = place.with_name(f"unfinished-{place.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    shelf.save(unfinished)
    unfinished.rename(place)
    for old in _folder().iterdir():
        # Whoever still reads an old one keeps its files until he is done.
        if old.is_dir() and old != place:
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process of this machine makes the great part; its siblings wait and then read it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- One index for each thread that screens: the great part is shared by all of them ---


class _OfThisThread(threading.local):
    def __init__(self) -> None:
        self.index = ListIndex()


_of_this_thread = _OfThisThread()


def current() -> ListIndex:
    """The index of this thread."""
    return _of_this_thread.index


def tell(index: ListIndex) -> None:
    """Say on the pipeline page how the index of this machine is."""
    now = timezone.now()
    _say(
        problem="",
        version=index.version,
        entries=index.entries,
        overlay=index.overlay,
        size_bytes=index.shelves[0].size,
        build_seconds=index.build_seconds,
        model_version=MODEL_VERSION,
        built_at=now,
        said_at=now,
    )


def tell_why_not(problem: NoIndex) -> None:
    """Say there why nobody is screened on this machine; outside of the transaction that failed."""
    _say(problem=str(problem)[:500], said_at=timezone.now())


def _say(**said: Any) -> None:
    IndexState.objects.update_or_create(host=socket.gethostname()[:120], defaults=said)


def version_of_list(*, hold: bool) -> int:
    """The version of the list; ``hold`` keeps it from rising until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION_HELD if hold else _VERSION)
        (version,) = cursor.fetchone()
    return int(version)

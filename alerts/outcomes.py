"""Who is told what came of an alert: the app whose listing it was.

The heart knows no app by name. An app that wants to know says so in its `AppConfig.ready`, and
writes down an arrest made in another city, or withdraws its listing, where it was told.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol

from alerts.grounds import Ground
from alerts.models import Alert, Band

#: A match of another grade may be another man: nothing of him is written on a record.
TOLD_OF = (Band.CONFIRMED, Band.PROBABLE)


class Tell(Protocol):
    """Takes what came of one listing. Whatever it raises undoes the closing of the alert, too."""

    def __call__(
        self, *, record_id: int, outcome: str, alert: Alert, by: Any, at: datetime
    ) -> None: ...


Hold = Callable[[list[int]], None]
"""Locks what stands behind these records until the transaction ends."""

_tellers: dict[str, Tell] = {}
_holders: dict[str, Hold] = {}


def on_closed(source_label: str, tell: Tell, *, hold: Hold | None = None) -> None:
    """Call ``tell`` when an officer closes an alert on a listing of this record's table.

    ``source_label`` is the table as the listing names it ('firs.accused'). It is called in the
    transaction of the closing, once for each listing that is looked for still, a person's only
    where the match was confirmed or probable. An app that locks its case before its listing in its
    own acts locks it here as well, by ``hold``: so that the two never wait for each other.
    """
    _tellers[source_label.lower()] = tell
    if hold is not None:
        _holders[source_label.lower()] = hold


def hold(grounds: Iterable[Ground]) -> None:
    """Have each app lock what it will be told of, before any listing is locked."""
    by_source = defaultdict(list)
    for ground in grounds:
        by_source[ground.listing.source].append(ground.listing.source_id)
    for source, record_ids in sorted(by_source.items()):
        if source in _holders:
            _holders[source](record_ids)


def tell(grounds: Iterable[Ground], *, alert: Alert, by: Any, at: datetime) -> None:
    """Tell each app whose listings these are what came of the alert."""
    for ground in grounds:
        told = _tellers.get(ground.listing.source)
        if told is not None and ground.band in TOLD_OF:
            told(
                record_id=ground.listing.source_id,
                outcome=alert.outcome,
                alert=alert,
                by=by,
                at=at,
            )

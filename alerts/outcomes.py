"""Who is told what came of an alert: the app whose listing it was.

The heart knows no app by name. An app that wants to know says so in its `AppConfig.ready`, and
writes down an arrest made in another city, or withdraws its listing, where it was told.
"""

from collections.abc import Iterable
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


_tellers: dict[str, Tell] = {}


def on_closed(source_label: str, tell: Tell) -> None:
    """Call ``tell`` when an officer closes an alert on a listing of this record's table.

    ``source_label`` is the table as the listing names it ('firs.accused'). It is called in the
    transaction of the closing, once for each listing that is looked for still, a person's only
    where the match was confirmed or probable.
    """
    _tellers[source_label.lower()] = tell


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

"""Reads the whole log again and finds what was changed, removed, moved, cut off or slipped in.

The digests are computed here, in Python, by `audit.chain`; the functions of the database are not
trusted with it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from audit import chain

_BATCH = 5000
#: All columns of all versions, each as its canonical text.
_COLUMNS = list(dict.fromkeys(name for names in chain.COLUMNS.values() for name in names))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is wrong with the log: what, and where."""

    kind: str
    chain: int | None
    seq: int | None
    event_id: int | None

    def __str__(self) -> str:
        place = f"chain {self.chain}, link {self.seq}: " if self.chain is not None else ""
        event = f"event {self.event_id} " if self.event_id is not None else ""
        return f"{place}{event}{self.kind}"


Anchor = Mapping[int, tuple[int, str]]


def verify(anchor: Anchor | None = None, progress: Callable[[int], Any] = id) -> Iterator[Finding]:
    """Every flaw of the log as it stands at this moment.

    ``anchor`` is what `anchor()` gave on an earlier day and was kept elsewhere: chain → (number,
    digest in hex). It finds what no look at the database alone can: a tail cut off together with
    its head. ``progress`` is told how many links were read.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                # One moment for links, heads and events, while others go on writing.
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield from _links(dict(anchor or {}), progress)
        yield from _unlinked()


def anchor() -> dict[int, tuple[int, str]]:
    """Where each chain ends now: chain → (number of links, digest in hex). To be kept elsewhere."""
    return {number: (seq, digest.hex()) for number, (seq, digest) in _heads().items()}


def count_links() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_link")
        return int(cursor.fetchone()[0])


def _heads() -> dict[int, tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT chain, seq, digest FROM audit_head ORDER BY chain")
        return {number: (seq, bytes(digest)) for number, seq, digest in cursor.fetchall()}


def _links(anchor: dict[int, tuple[int, str]], progress: Callable[[int], Any]) -> Iterator[Finding]:
    heads = _heads()
    dropped = _dropped()
    reached: dict[int, tuple[int, bytes]] = {number: (0, chain.GENESIS) for number in heads}
    for number, seq, event_id, version, month, digest, values in _rows(progress):
        before_seq, before = reached.get(number, (0, chain.GENESIS))
        if seq != before_seq + 1:
            yield Finding(f"follows {before_seq}: links were removed", number, seq, event_id)
        elif values["id"] is None:
            if month not in dropped:
                yield Finding("was removed, or moved to another time", number, seq, event_id)
        elif chain.digest(before, version, values) != digest:
            yield Finding("was changed, or its link was", number, seq, event_id)
        kept = anchor.get(number)
        if kept is not None and kept[0] == seq and kept[1] != digest.hex():
            yield Finding("is not the one the anchor names", number, seq, event_id)
        reached[number] = (seq, digest)
    for number, (seq, digest) in reached.items():
        if heads.get(number) != (seq, digest):
            yield Finding(f"ends at {seq}, its head says otherwise: cut off", number, seq, None)
        if number in anchor and anchor[number][0] > seq:
            yield Finding(
                f"ends before the anchor ({anchor[number][0]}): cut off", number, seq, None
            )


def _rows(
    progress: Callable[[int], Any],
) -> Iterator[tuple[int, int, int, int, str, bytes, dict[str, str | None]]]:
    columns = ", ".join(chain.in_sql(name, "event.") for name in _COLUMNS)
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT link.chain, link.seq, link.event_id, link.version,"
            " to_char(link.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM'), link.digest,"
            f" {columns} FROM audit_link link LEFT JOIN audit_event event"
            " ON event.id = link.event_id AND event.recorded_at = link.recorded_at"
            " ORDER BY link.chain, link.seq"
        )
        while batch := cursor.fetchmany(_BATCH):
            for number, seq, event_id, version, month, digest, *values in batch:
                named = dict(zip(_COLUMNS, values, strict=True))
                yield number, seq, event_id, version, month, bytes(digest), named
            progress(len(batch))


def _dropped() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_char(month_on, 'YYYY-MM') FROM audit_droppedmonth")
        return frozenset(row[0] for row in cursor.fetchall())


def _unlinked() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event.id FROM audit_event event LEFT JOIN audit_link link"
            " ON link.event_id = event.id WHERE link.event_id IS NULL ORDER BY 1 LIMIT 1000"
        )
        for (event_id,) in cursor.fetchall():
            yield Finding("hangs on no chain: slipped in behind the trigger", None, None, event_id)

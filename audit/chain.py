"""The 64 hash chains of the log: what a link covers, and how it is computed again.

Each event gets one link when its transaction commits (trigger `audit_event_linked`, migration
0004): digest = SHA-256(digest before || canonical text of the whole event). The links of one
transaction hang on one chain, so writers wait for each other only where they share a chain, and
only while they commit.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

CHAINS = 64
#: The digest before the first.
GENESIS = bytes(32)

#: The columns a digest covers, in order, by the version its link was written with. A later column
#: gets a new version; links of before are checked by theirs.
COLUMNS: Mapping[int, tuple[str, ...]] = {
    1: (
        *("id", "recorded_at", "at", "actor_id", "actor", "action"),
        *("target_type", "target_id", "target", "purpose", "purpose_kind", "case_ref"),
        *("outcome", "recipient", "detail", "request_id", "address", "session", "source"),
    )
}
VERSION = max(COLUMNS)
_TIMES = {"recorded_at", "at"}


def in_sql(column: str, row: str = "") -> str:
    """The SQL expression of a column's canonical text; the same whatever the session's settings."""
    name = f"{row}{column}"
    if column in _TIMES:
        return f"(extract(epoch FROM {name}) * 1000000)::bigint::text"
    if column == "address":
        return f"host({name})"
    return f"{name}::text"


def canonical_in_sql(version: int, row: str) -> str:
    """The SQL expression of an event's canonical text: each value with its length before it."""
    parts = (in_sql(column, row) for column in COLUMNS[version])
    return " || ".join(f"coalesce(length({part}) || ':' || {part}, '-')" for part in parts)


def canonical(values: Iterable[str | None]) -> bytes:
    """The same in Python: two different events never have the same text."""
    return "".join("-" if value is None else f"{len(value)}:{value}" for value in values).encode()


def digest(before: bytes, values: Iterable[str | None]) -> bytes:
    """The digest of one link."""
    return sha256(before + canonical(values)).digest()

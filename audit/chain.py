"""The 64 hash chains of the log: what a link covers, and how it is computed again.

Each event gets one link when its transaction commits (trigger `audit_event_linked`, migration
0004): digest = SHA-256(digest before || canonical text of the whole event). The links of one
transaction hang on one chain, so writers wait for each other only where they share a chain, and
only while they commit.
"""

from collections.abc import Mapping, Sequence
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
_NUMBERS = {"id", "actor_id", "target_id"}
#: Between values, and in the place of one that is null. Neither can deceive: the lengths follow.
BETWEEN, NOTHING = "\x1f", "\x1e"


def in_sql(column: str, row: str = "") -> str:
    """The SQL expression of a column's canonical text; the same whatever the session's settings."""
    name = f"{row}{column}"
    if column in _TIMES:
        return f"round(date_part('epoch', {name}) * 1000000)::bigint::text"
    return f"host({name})" if column == "address" else f"{name}::text"


def canonical(columns: Sequence[str], values: Sequence[str | None]) -> bytes:
    """The text of an event that its digest covers: every value, then the length of every text.

    Two different events never have the same. The trigger writes the same text in SQL.
    """
    texts = [NOTHING if value is None else value for value in values]
    lengths = [
        str(len(value.encode()))
        for column, value in zip(columns, values, strict=True)
        if value is not None and column not in _TIMES | _NUMBERS | {"address"}
    ]
    return BETWEEN.join([*texts, ",".join(lengths)]).encode()


def digest(before: bytes, version: int, values: Mapping[str, str | None]) -> bytes:
    """The digest of one link."""
    columns = COLUMNS[version]
    covered = canonical(columns, [values[column] for column in columns])
    return sha256(before + covered).digest()

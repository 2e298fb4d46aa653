"""Serial numbers without a gap, and the digit at their end that tells a slip of the pen."""

from django.db import connection
from stdnum import damm
from stdnum.exceptions import ValidationError

_NEXT = """
INSERT INTO documents_series (name, last) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET last = documents_series.last + %s
RETURNING last
"""


class NotInTransaction(RuntimeError):
    """A number was to be taken outside a transaction, where nothing could take it back."""


def take(series: str, count: int = 1) -> int:
    """The first of the next ``count`` numbers of the series, the others following it.

    Whoever else wants one waits until this transaction ends: take it last. Raises
    NotInTransaction.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(series)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, count, count])
        last: int = cursor.fetchone()[0]
    return last - count + 1


def hold(series: str) -> None:
    """Hold the series until this transaction ends, as `take` does, without taking a number."""
    if not connection.in_atomic_block:
        raise NotInTransaction(series)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, 0, 0])


def with_check_digit(digits: str) -> str:
    """The digits and one more, by Damm: one wrong digit and two swapped ones are told."""
    return digits + damm.calc_check_digit(digits)


def is_whole(digits: str) -> bool:
    """Whether the last digit is the one that belongs to those before it."""
    try:
        return bool(damm.validate(digits))
    except ValidationError:
        return False

"""Eight officers who write at one moment, into a database that really commits; said as JSON.

Run as `python -m tests.firs.two_pens` against a copy of the migrated database.
"""

import json
import threading
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from firs import books, diary  # noqa: E402
from firs.models import CashEntry, DiaryEntry  # noqa: E402
from tests.cast import engage  # noqa: E402

PENS, EACH = 8, 3


def main() -> None:
    """Eight write thrice each into the roznamcha and pay out of the cash, around midnight."""
    cast = engage()
    begun = timezone.localtime() - timedelta(days=2)
    midnight = begun.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    books.enter_cash(
        by=cast.bilal,
        entry=CashEntry(
            station=cast.kohsar, is_receipt=True, head="advance", amount=10_000, whom="DPO"
        ),
        at=midnight - timedelta(minutes=5),
    )
    gate, wrong = threading.Barrier(PENS), []

    def write(pen: int) -> None:
        try:
            gate.wait()
            for line in range(EACH):
                at = midnight + timedelta(milliseconds=pen - PENS + 10 * line)
                diary.write(
                    by=cast.bilal, station=cast.kohsar, kind="other", words=f"{pen} {line}", at=at
                )
                entry = CashEntry(
                    station=cast.kohsar, is_receipt=False, head="diet", amount=10, whom=f"{pen}"
                )
                books.enter_cash(by=cast.ayesha, entry=entry, at=at)
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    pens = [threading.Thread(target=write, args=[pen]) for pen in range(PENS)]
    for pen in pens:
        pen.start()
    for pen in pens:
        pen.join()
    print(json.dumps({"wrong": wrong, "days": days(), "cash": cash()}))


def days() -> list[list[Any]]:
    """Each day: its numbers in the order of time, and its first and last kind."""
    found: dict[str, list[tuple[int, str]]] = {}
    for one in DiaryEntry.objects.order_by("day", "made_at", "pk"):
        found.setdefault(f"{one.day}", []).append((one.number, one.kind))
    return [
        [[number for number, _kind in rows], rows[0][1], rows[-1][1]] for rows in found.values()
    ]


def cash() -> list[list[int]]:
    """The lines of the cash book as (number, balance)."""
    rows = CashEntry.objects.order_by("made_at", "pk")
    return [list(row) for row in rows.values_list("serial", "balance")]


if __name__ == "__main__":
    main()

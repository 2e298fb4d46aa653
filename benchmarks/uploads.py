"""make bench BENCH=uploads: a file of 50,000 arrivals, one row in fifty bad in every way there is.

The file is looked through as a workbook and filed as CSV. The worker is killed with -9 when it has
done three tenths, and again at eight; the next one goes on. Then every good row must be there
exactly once: guests, stays, sightings, and receipts without a gap; every bad row must be refused in
words; and the same file brought once more must file nothing. Memory must not grow with the file.

The measure is the bare work of the database: the rows that came of it, by COPY into tables like
those of stays, guests, sightings and receipts, with their indexes. Exits with 1 when a promise is
broken.
"""

import io
import json
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

import psycopg2
from tqdm import tqdm

from benchmarks import report
from benchmarks.imports import indexed_seconds
from benchmarks.servers import CHECKOUT, Servers, private_servers

ROWS = report.sized(50_000, 2_000)
TENTH = ROWS // 10
BAD_SHARE = 0.02
#: So much is worked off when the worker is killed.
KILLED_AT = (0.3, 0.8)
#: The file must be through within so many minutes, killed twice and waited for twice.
WITHIN_MINUTES = 5.0
#: Flat: ten times the rows may take so many times the memory.
FLAT = 1.25
COPIES = 3
TABLES = ("hotel_eye_stay", "hotel_eye_guest", "alerts_sighting", "filings_receipt")
_WORKER = [sys.executable, "-m", "benchmarks.parts.upload_work"]
_RESULT = """
SELECT (SELECT count(*) FROM hotel_eye_stay WHERE hotel_id = %(hotel)s),
    (SELECT count(*) FROM filings_receipt WHERE premises_id = %(hotel)s),
    (SELECT count(*) FROM alerts_sighting WHERE source_id IN (
        SELECT id FROM hotel_eye_guest WHERE hotel_id = %(hotel)s)),
    (SELECT count(*) FROM filings_receipt WHERE premises_id = %(hotel)s
        AND split_part(number, '-', 3)::int BETWEEN 1 AND
            (SELECT count(*) FROM filings_receipt WHERE premises_id = %(hotel)s))
"""
_PEOPLE = "SELECT cnic || passport_no FROM hotel_eye_guest WHERE hotel_id = %s"
_STATES = "SELECT state, count(*) FROM filings_lotrow WHERE lot_id = %s GROUP BY 1"
_WORDS = """
SELECT CASE WHEN errors = '[]' THEN 'nothing said'
    ELSE coalesce(nullif(errors -> 0 ->> 0, ''), 'the party') END, count(*)
FROM filings_lotrow WHERE lot_id = %s AND state = 'refused' GROUP BY 1
"""


@dataclass
class Filed:
    """What a house has in its books."""

    stays: int
    receipts: int
    sightings: int
    in_order: int
    people: list[str]


class Database:
    """Questions to the database, whoever else is at work in it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def rows(self, sql: str, given: Any) -> list[Any]:
        """What is there now."""
        with psycopg2.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute(sql, given)
            found: list[Any] = cursor.fetchall()
        connection.close()
        return found

    def rows_done(self, lot: int) -> int:
        done: int = self.rows("SELECT rows_done FROM filings_lot WHERE id = %s", [lot])[0][0]
        return done

    def states(self, lot: int) -> Counter[str]:
        return Counter(dict(self.rows(_STATES, [lot])))

    def filed(self, hotel: int) -> Filed:
        people = sorted(number for (number,) in self.rows(_PEOPLE, [hotel]))
        return Filed(*self.rows(_RESULT, {"hotel": hotel})[0], people)


def work() -> dict[str, Any]:
    """A worker in a process of its own, to the end; what it took."""
    done = subprocess.run(_WORKER, cwd=CHECKOUT, stdout=subprocess.PIPE, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def killed(share: float, lot: int, hotel: int, database: Database) -> dict[str, Any]:
    """A worker that is killed with -9 in the middle: how far it was, and what was filed."""
    started = time.monotonic()
    process = subprocess.Popen(_WORKER, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
    with tqdm(total=ROWS, desc=f"To be killed at {share:.0%}", unit=" rows") as bar:
        while process.poll() is None and bar.n < share * ROWS:
            time.sleep(0.05)
            bar.update(database.rows_done(lot) - bar.n)
    process.send_signal(signal.SIGKILL)
    process.wait()
    there = database.filed(hotel)
    return {
        "at": share,
        "rows_done": database.rows_done(lot),
        "stays": there.stays,
        "receipts": there.receipts,
        "seconds": round(time.monotonic() - started, 2),
    }


def main() -> int:
    with private_servers() as servers:
        return _measure(servers)


def _measure(servers: Servers) -> int:
    # Django is set up only now.
    from tests.cast import engage
    from tests.hotel_eye.upload_files import as_csv, as_xlsx, mixed

    machine = report.machine(servers.database_url, servers.valkey.url)
    cast, database = engage(), Database(servers.database_url)
    house, other = cast.hotel, cast.other_hotel
    file, tenth = mixed(ROWS, BAD_SHARE), mixed(TENTH, BAD_SHARE)
    content = as_csv(file.rows)
    _seconds, _lot = bring(as_csv(tenth.rows), other, cast.farah)
    small = work()
    brought_xlsx, trial_lot = bring(as_xlsx(file.rows), house, cast.ehsan, is_trial=True)
    trial = work()
    of_trial, trial_states = database.filed(house.pk), database.states(trial_lot)
    brought_csv, lot = bring(content, house, cast.ehsan)
    started = time.monotonic()
    kills = [killed(share, lot, house.pk, database) for share in KILLED_AT]
    rest = work()
    minutes = (time.monotonic() - started) / 60
    whole, states = database.filed(house.pk), database.states(lot)
    words = Counter(dict(database.rows(_WORDS, [lot])))
    _seconds, again_lot = bring(content, house, cast.ehsan)
    again = work()
    copies = {
        table: median(indexed_seconds(servers.database_url, table) for _ in range(COPIES))
        for table in TABLES
    }
    bad = {"refused": file.refused, "known": file.known}
    memory_ratio = max(trial["peak_mb"], rest["peak_mb"]) / small["peak_mb"]
    promises = {
        "a trial files nothing and finds the same": of_trial.stays == 0
        and trial_states == {"fine": len(file.good), **bad},
        "killed in the middle, each time": all(0 < one["rows_done"] < ROWS for one in kills),
        "killed, stays and receipts agree": all(one["stays"] == one["receipts"] for one in kills),
        "every good row is filed exactly once": whole.people == sorted(file.good),
        "every party is one stay with one receipt": whole.stays == whole.receipts == file.parties,
        "receipts run without a gap": whole.in_order == file.parties,
        "every guest is one sighting": whole.sightings == len(file.good),
        "every bad row is refused in words": states == {"filed": len(file.good), **bad}
        and "nothing said" not in words,
        "brought once more it files nothing": database.filed(house.pk) == whole
        and database.states(again_lot)
        == {"known": len(file.good) + file.known, "refused": file.refused},
        f"through in {WITHIN_MINUTES:.0f} minutes": minutes <= WITHIN_MINUTES,
        "memory does not grow with the file": memory_ratio <= FLAT,
    }

    report.table(
        f"Upload of {len(file.rows):,} rows, {BAD_SHARE:.0%} of them bad",
        ["run", "seconds", "rows/s", "peak MB"],
        [
            ["brought as XLSX", brought_xlsx, round(ROWS / brought_xlsx), "-"],
            ["brought as CSV", brought_csv, round(ROWS / brought_csv), "-"],
            _line("looked through", trial, ROWS),
            *([f"killed at {one['rows_done']:,}", one["seconds"], "-", "-"] for one in kills),
            ["the rest", rest["seconds"], "-", rest["peak_mb"]],
            ["all of it", minutes * 60, round(ROWS / minutes / 60), "-"],
            _line(f"{TENTH:,} rows in one go", small, TENTH),
            _line("the same file again", again, ROWS),
            *([f"COPY {table}", seconds, "-", "-"] for table, seconds in copies.items()),
        ],
    )
    report.table("Refused, and in which column", ["column", "rows"], words.most_common())
    report.table("Promises", ["promise", "kept"], [*promises.items()])
    report.finish(
        "uploads",
        machine=machine,
        sizes={
            "rows": len(file.rows),
            "good": len(file.good),
            "parties": file.parties,
            **bad,
            "tenth": TENTH,
            "bytes": len(content),
        },
        figures={
            "brought_as_xlsx_seconds": round(brought_xlsx, 2),
            "brought_as_csv_seconds": round(brought_csv, 2),
            "trial": _figures(trial, ROWS),
            "tenth": _figures(small, TENTH),
            "again": _figures(again, ROWS),
            "killed": kills,
            "rest": {name: round(value, 1) for name, value in rest.items()},
            "minutes_for_all": round(minutes, 2),
            "copy_seconds": {table: round(seconds, 2) for table, seconds in copies.items()},
            "refused": dict(words.most_common()),
            "promises": promises,
        },
        ratios={
            "filed_to_copy_of_its_rows": round(
                small["seconds"] / TENTH * ROWS / sum(copies.values()), 1
            ),
            "filed_to_trial": round(small["seconds"] / TENTH * ROWS / trial["seconds"], 2),
            "peak_memory_full_to_tenth": round(memory_ratio, 3),
        },
    )
    return 0 if all(promises.values()) else 1


def bring(content: bytes, hotel: Any, by: Any, *, is_trial: bool = False) -> tuple[float, int]:
    """Take a file in as the page does; how long the desk waits, and the number of the lot."""
    from django.utils import timezone

    from hotel_eye.uploads.receiving import receive

    started = time.monotonic()
    lot = receive(
        by=by,
        hotel=hotel,
        file=io.BytesIO(content),
        name="arrivals",
        is_trial=is_trial,
        at=timezone.now(),
    )
    return time.monotonic() - started, lot.pk


def _line(name: str, run: dict[str, Any], rows: int) -> list[Any]:
    return [name, run["seconds"], round(rows / run["seconds"]), run["peak_mb"]]


def _figures(run: dict[str, Any], rows: int) -> dict[str, Any]:
    return {
        "seconds": round(run["seconds"], 2),
        "rows_per_second": round(rows / run["seconds"]),
        "peak_mb": round(run["peak_mb"], 1),
        "before_mb": round(run["before_mb"], 1),
    }


if __name__ == "__main__":
    sys.exit(main())

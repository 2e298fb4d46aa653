"""make bench BENCH=imports: the whole convict list, loaded twice, with one bad row in a hundred.

Every good row must arrive, every bad one be refused with its reason, the second run must change
nothing, and memory must not grow with the file. Killed with -9 while it reads, while it reads the
last rows and while it publishes, nothing of it is visible, and the next run brings the rest.

The measure is a COPY of the same file: into one column of text without an index, as quick as
PostgreSQL takes a file in at all, and of the rows that came of it into tables like those of the
records and the listings, with their indexes and foreign keys, which is the work that has to be done
however the rows come. Of the second the import must do three tenths a second. Exits with 1 when a
promise is broken.
"""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Any

import psycopg2
from tqdm import tqdm

from benchmarks import report
from benchmarks.servers import CHECKOUT, Servers, private_servers
from synthetic import convicts

ROWS = report.sized(524_030, 20_000)
TENTH = ROWS // 10
BAD_SHARE = 0.01
SEED = 15
COPIES = 3
#: Flat: ten times the rows may take so many times the memory.
FLAT = 1.25
#: Of the rows a second of a COPY into a table with the same indexes.
LEAST_SHARE = 0.3
#: Where it is killed: so much of the rows is read, or all of it and the publishing has begun.
KILLED_AT = (0.3, 0.95, None)
_FOREIGN_KEYS = """SELECT pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype = 'f'"""
TABLES = ("convicts_convictrecord", "alerts_listing")
_PARTICULARS = re.compile(r"'[^']*'|\d[\d-]*")
# The file has rows with too few and too many cells, so a line is taken as one text.
_COPY = r"COPY bare_line FROM STDIN WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')"


def generate(path: Path, rows: int) -> convicts.Written:
    """Write a CRO file of so many rows."""
    with tqdm(total=rows, desc=f"Generating {path.stem}", unit=" rows", unit_scale=True) as bar:
        return convicts.write(
            path,
            rows=rows,
            seed=SEED,
            bad_share=BAD_SHARE,
            progress=lambda done, _: bar.update(done - bar.n),
        )


def import_once(path: Path, database_url: str) -> dict[str, Any]:
    """Import the file in a process of its own; what it counted and took."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.parts.import_once",
        str(path),
        str(_rejected(path)),
    ]
    environment = os.environ | {"DATABASE_URL": database_url}
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, check=True
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _rejected(path: Path) -> Path:
    return path.with_suffix(".rejected.csv")


def reasons(rejected: Path) -> Counter[str]:
    """How often each reason was given, its particulars left out."""
    with rejected.open(encoding="utf-8", newline="") as stream:
        return Counter(_PARTICULARS.sub("…", row["reason"]) for row in csv.DictReader(stream))


def copy_seconds(path: Path, database_url: str) -> float:
    """How long PostgreSQL takes for the file alone: into one column of text, no index."""
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare_line")
        cursor.execute("CREATE TABLE bare_line (line text)")
        connection.commit()
        started = time.monotonic()
        with path.open("rb") as stream:
            cursor.copy_expert(_COPY, stream)
        connection.commit()
        seconds = time.monotonic() - started
        cursor.execute("DROP TABLE bare_line")
    connection.close()
    return seconds


def indexed_seconds(database_url: str, table: str) -> float:
    """How long the rows of this table take into an empty one like it, by COPY alone."""
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare_rows")
        cursor.execute(f"CREATE TABLE bare_rows (LIKE {table} INCLUDING ALL)")
        cursor.execute(_FOREIGN_KEYS, [table])
        for (definition,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE bare_rows ADD {definition}")
        connection.commit()
        with TemporaryFile() as file:
            cursor.copy_expert(f"COPY {table} TO STDOUT", file)
            file.seek(0)
            started = time.monotonic()
            cursor.copy_expert("COPY bare_rows FROM STDIN", file)
            connection.commit()
            seconds = time.monotonic() - started
        cursor.execute("DROP TABLE bare_rows")
    connection.close()
    return seconds


def killed_and_resumed(path: Path, database_url: str) -> tuple[list[dict[str, Any]], int]:
    """Kill the import at each point, then let it end; what was visible each time, and at last."""
    kills = []
    for share in KILLED_AT:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.parts.import_once", str(path), str(_rejected(path))],
            cwd=CHECKOUT, env=os.environ | {"DATABASE_URL": database_url},
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        while process.poll() is None and not _has_come_to(share, database_url):
            time.sleep(0.05)
        if share is None:
            # In the middle of the one transaction.
            time.sleep(1.0)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills.append({"at": share or "publishing", "visible": _visible(database_url)})
    import_once(path, database_url)
    return kills, _visible(database_url)


def _has_come_to(share: float | None, database_url: str) -> bool:
    state, read = _asked(
        database_url, "SELECT max(state), coalesce(max(rows_read), 0) FROM convicts_importbatch"
    )
    return state == "publishing" if share is None else read >= share * ROWS


def _visible(database_url: str) -> int:
    records, listings = _asked(
        database_url,
        "SELECT (SELECT count(*) FROM convicts_convictrecord),"
        " (SELECT count(*) FROM alerts_listing)",
    )
    return int(records + listings)


def _asked(database_url: str, sql: str) -> tuple[Any, ...]:
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        answer: tuple[Any, ...] = cursor.fetchone()
    connection.close()
    return answer


class RowVersions:
    """Which rows were written again since this was made, by PostgreSQL's own row versions."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        for table in TABLES:
            self._ask(
                f"CREATE TABLE bench_{table} AS SELECT id, xmin::text AS version FROM {table}"
            )

    def changed(self) -> dict[str, int]:
        """So many rows of each table were changed, added or removed."""
        return {
            table: self._ask(
                f"""SELECT count(*) FROM bench_{table} old
                    FULL JOIN (SELECT id, xmin::text AS version FROM {table}) new USING (id)
                    WHERE old.version IS DISTINCT FROM new.version"""
            )
            for table in TABLES
        }

    def _ask(self, sql: str) -> int:
        with psycopg2.connect(self.database_url) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            answer = cursor.fetchone()[0] if cursor.description else 0
        connection.close()
        return int(answer)


def copied_database(database_url: str, name: str) -> str:
    """A database of its own with the same tables and map, nothing else loaded yet."""
    elsewhere = database_url.rsplit("/", 1)[0]
    connection = psycopg2.connect(f"{elsewhere}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE caspp')
    connection.close()
    return f"{elsewhere}/{name}"


def main() -> int:
    with private_servers() as servers:
        return _measure(servers)


def _measure(servers: Servers) -> int:
    machine = report.machine(servers.database_url, servers.valkey.url)
    whole, part = servers.directory / "cro.csv", servers.directory / "tenth.csv"
    written = generate(whole, ROWS)
    generate(part, TENTH)
    empty = copied_database(servers.database_url, "killed")
    tenth = import_once(part, copied_database(servers.database_url, "tenth"))
    first = import_once(whole, servers.database_url)
    versions = RowVersions(servers.database_url)
    second = import_once(whole, servers.database_url)
    changed = versions.changed()
    visible = _visible(servers.database_url)
    copied = median(copy_seconds(whole, servers.database_url) for _ in range(COPIES))
    by_table = {
        table: median(indexed_seconds(servers.database_url, table) for _ in range(COPIES))
        for table in TABLES
    }
    indexed = sum(by_table.values())
    kills, resumed = killed_and_resumed(whole, empty)
    refused = reasons(_rejected(whole))
    memory_ratio = first["peak_mb"] / tenth["peak_mb"]
    promises = {
        "every good row is loaded": first["new"] == written.good,
        "every bad row is refused": first["rejected"] == written.bad == refused.total(),
        "the second run changes nothing": not any(changed.values()),
        "memory does not grow with the file": memory_ratio <= FLAT,
        "three tenths of a COPY into such tables": indexed / first["seconds"] >= LEAST_SHARE,
        "killed at three points nothing is visible": not any(one["visible"] for one in kills),
        "resumed it has all of them": resumed == visible,
    }

    report.table(
        f"Import of {ROWS:,} rows, {BAD_SHARE:.0%} of them bad",
        ["run", "seconds", "rows/s", "times COPY", "new", "changed", "unchanged", "refused",
         "peak MB"],
        [
            _row(f"{TENTH:,} rows", tenth, None),
            _row("first", first, copied),
            _row("second", second, copied),
            ["bare COPY", copied, round(ROWS / copied), 1.0, *["-"] * 5],
            *(
                [f"COPY {table}", seconds, round(ROWS / seconds), seconds / copied, *["-"] * 5]
                for table, seconds in by_table.items()
            ),
            ["COPY of both", indexed, round(ROWS / indexed), indexed / copied, *["-"] * 5],
        ],
    )  # fmt: skip
    report.table("Refused, and why", ["reason", "rows"], refused.most_common())
    report.table("Rows written again by the second run", ["table", "rows"], [*changed.items()])
    report.table("Promises", ["promise", "kept"], [*promises.items()])
    report.finish(
        "imports",
        machine=machine,
        sizes={"rows": ROWS, "bad": written.bad, "tenth": TENTH, "bytes": whole.stat().st_size},
        figures={
            "first": _figures(first),
            "second": _figures(second),
            "tenth": _figures(tenth),
            "copy_seconds": round(copied, 2),
            "indexed_copy_seconds": round(indexed, 2),
            "killed": kills,
            "refused": dict(refused.most_common()),
            "rows_written_again": changed,
            "promises": promises,
        },
        ratios={
            "first_to_copy": round(first["seconds"] / copied, 1),
            "rows_a_second_to_copy": round(copied / first["seconds"], 3),
            "rows_a_second_to_copy_into_tables": round(indexed / first["seconds"], 2),
            "second_to_copy": round(second["seconds"] / copied, 1),
            "second_to_first": round(second["seconds"] / first["seconds"], 2),
            "seconds_per_row_full_to_tenth": round(
                first["seconds"] / ROWS / (tenth["seconds"] / TENTH), 2
            ),
            "peak_memory_full_to_tenth": round(memory_ratio, 3),
        },
    )
    return 0 if all(promises.values()) else 1


def _row(name: str, run: dict[str, Any], copied: float | None) -> list[Any]:
    return [
        name,
        run["seconds"],
        round(run["read"] / run["seconds"]),
        run["seconds"] / copied if copied else "-",
        run["new"],
        run["changed"],
        run["unchanged"],
        run["rejected"],
        run["peak_mb"],
    ]


def _figures(run: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: run[name] for name in ("read", "new", "changed", "unchanged", "rejected")},
        "seconds": round(run["seconds"], 2),
        "rows_per_second": round(run["read"] / run["seconds"]),
        "peak_mb": round(run["peak_mb"], 1),
        "before_mb": round(run["before_mb"], 1),
    }


if __name__ == "__main__":
    sys.exit(main())

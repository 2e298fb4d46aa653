"""What a benchmark says: tables to read, and as its last line one JSON object to keep."""

import json
import os
import platform
from collections.abc import Sequence
from typing import Any

import psutil
import psycopg2
import redis

QUICK = os.environ.get("QUICK", "") not in ("", "0")


def sized(full: int, quick: int) -> int:
    """The size of this run: QUICK=1 asks for the small one."""
    return quick if QUICK else full


def load_average() -> list[float]:
    """How busy the machine is with everything, ourselves included, over 1, 5 and 15 minutes."""
    return [round(load, 2) for load in os.getloadavg()]


def machine(database_url: str, redis_url: str | None) -> dict[str, Any]:
    """Where this was measured."""
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    connection.close()
    valkey = None
    if redis_url is not None:
        with redis.Redis.from_url(redis_url) as client:
            said = client.info("server")
        valkey = said.get("valkey_version") or said["redis_version"]
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "python": platform.python_version(),
        "postgresql": postgres,
        "valkey": valkey,
        "system": f"{platform.system()} {platform.machine()}",
        "load_at_start": load_average(),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values that ``share`` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Latencies in milliseconds: the usual one, the bad one, the worst."""
    return {
        "p50_ms": round(percentile(seconds, 0.50) * 1000, 1),
        "p99_ms": round(percentile(seconds, 0.99) * 1000, 1),
        "max_ms": round(max(seconds) * 1000, 1),
    }


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table: words to the left, numbers to the right."""
    lines = [[str(cell) for cell in header], *([_cell(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}")
    for number, line in enumerate(lines):
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        print("  " + "  ".join(cells).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))


def _cell(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "NO", None: "-"}[value]
    if isinstance(value, float):
        return f"{value:,.1f}" if value >= 10 else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def finish(
    name: str,
    *,
    machine: dict[str, Any],
    sizes: dict[str, Any],
    figures: dict[str, Any],
    ratios: dict[str, float],
) -> None:
    """Print the last line."""
    where = {**machine, "load_at_end": load_average(), "quick": QUICK}
    said = {"name": name, "machine": where, "sizes": sizes, "figures": figures, "ratios": ratios}
    print(flush=True)
    print(json.dumps(said), flush=True)

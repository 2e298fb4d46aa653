"""The same pages over two sizes of a private database: a hundred times the rows must cost no more
queries, and at most twice the time.

Each size is loaded by `manage.py seed --scale` into a database of one private server, and asked
in a process of its own, a module of `benchmarks.parts` that ends in `visitors.answer`. A page is
asked of both sizes by turns, a few requests at a time, so that whatever else the machine does falls
on both. Nearly all of the small size lies at the demonstration's station, so that its lists are as
full there as at the full size: what is compared are the sizes of tables, not of pages.

A page far down in a list, called as its first page with ", deep" behind, must cost as much as that.
"""

import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from tqdm import tqdm

from benchmarks import report
from benchmarks.imports import copied_database
from benchmarks.servers import CHECKOUT, HOST, _stop_postgres
from caspp import embedded

#: A hundred times the rows may take so many times as long at the 95th percentile.
MOST = 2.0
#: A page far down may take so many times the median of the first one, at the full size.
MOST_DEEP, DEEP = 1.5, ", deep"
#: So many requests in one turn.
TURN = 10
#: The share of each size that lies at the station whose officers ask; of the big one as in life.
SHARE_OF_SMALL, SHARE_OF_BIG = 0.9, 0.02
#: What one page took over the small size and over the big.
_Page = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows are loaded, as arguments of the process that asks; the first are counted."""

    small: Sequence[int]
    big: Sequence[int]
    times: int


def compare(name: str, part: str, sizes: Sizes, most: float = MOST) -> int:
    """Load both, ask both, print what it took; 1 where a promise is broken.

    ``most`` is how many times as long the big size may take at the 95th percentile.
    """
    with ExitStack() as farewell:
        directory = Path(tempfile.mkdtemp(prefix="caspp-bench-"))
        farewell.callback(shutil.rmtree, directory, ignore_errors=True)
        directory.chmod(0o755)
        farewell.callback(_stop_postgres, directory / "postgres")
        url = embedded.start_postgres(directory / "postgres")
        environment = _environment(url)
        for command in (["migrate", "-v0"], ["load_reference"]):
            _run(["manage.py", *command], environment)
        machine = report.machine(url, None)
        elsewhere = environment | {"DATABASE_URL": copied_database(url, "small")}
        small = _Visitors(part, sizes.small, SHARE_OF_SMALL, elsewhere)
        farewell.callback(small.leave)
        big = _Visitors(part, sizes.big, SHARE_OF_BIG, environment)
        farewell.callback(big.leave)
        _rest(url)
        measured = _by_turns(small, big, sizes.times)
    return _say(name, machine, sizes, measured, [*small.loaded, *big.loaded], most)


class _Visitors:
    """The process that asks one size, in conversation."""

    def __init__(
        self, part: str, rows: Sequence[int], share: float, environment: dict[str, str]
    ) -> None:
        command = [sys.executable, "-m", f"benchmarks.parts.{part}", *map(str, (share, *rows))]
        self._process = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.loaded: list[dict[str, Any]] = self._hear()

    def next_page(self) -> dict[str, Any] | None:
        """Its name, queries and rows, warmed up; None after the last."""
        return self._ask(None)

    def measure(self, first: int, times: int) -> list[float]:
        """Seconds of so many requests for this page."""
        seconds: list[float] = self._ask([first, times])
        return seconds

    def leave(self) -> None:
        self._process.kill()
        self._process.wait()

    def _ask(self, question: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(question)}\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("The process that asks has ended; see above.")
        return json.loads(line)


def _by_turns(small: _Visitors, big: _Visitors, times: int) -> list[_Page]:
    """Of each page what the small size took, and what the big."""
    found = []
    with tqdm(desc="Asking", unit=" pages") as bar:
        while (of_small := small.next_page()) and (of_big := big.next_page()):
            assert of_small["page"] == of_big["page"]
            of_small["seconds"], of_big["seconds"] = [], []
            for first in range(0, times, TURN):
                turn = min(TURN, times - first)
                of_small["seconds"] += small.measure(first, turn)
                of_big["seconds"] += big.measure(first, turn)
            found.append((of_small, of_big))
            bar.update()
    return found


def _rest(url: str) -> None:
    """Keep the database from clearing up behind the load while pages are asked: that is done."""
    with closing(psycopg2.connect(url)) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute("ALTER SYSTEM SET autovacuum = off")
            cursor.execute("SELECT pg_reload_conf()")
            cursor.execute("CHECKPOINT")


def _environment(url: str) -> dict[str, str]:
    """Settings of production but for HTTPS; nobody listens at the queue's address."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "caspp.settings",
        "DATABASE_URL": url,
        "REDIS_URL": f"redis://{HOST}:1/0",
        "DEBUG": "false",
        "HTTPS": "false",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": f"{secrets.token_urlsafe(32)}=",
        "ALLOWED_HOSTS": HOST,
    }


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, *command], cwd=CHECKOUT, env=environment, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _spread(seconds: list[float]) -> dict[str, float]:
    return {
        "p50_ms": round(report.percentile(seconds, 0.50) * 1000, 1),
        "p95_ms": round(report.percentile(seconds, 0.95) * 1000, 1),
    }


def _deep(measured: list[_Page]) -> dict[str, float]:
    """Page far down → its median at the full size, to that of the first page."""
    medians = {big["page"]: statistics.median(big["seconds"]) for _small, big in measured}
    return {
        page: round(median / medians[page.removesuffix(DEEP)], 2)
        for page, median in medians.items()
        if page.endswith(DEEP)
    }


def _say(
    name: str,
    machine: dict[str, Any],
    sizes: Sizes,
    measured: list[_Page],
    loaded: list[dict[str, Any]],
    most: float,
) -> int:
    figures, ratios, lines, kept = {}, {}, [], True
    of_deep = _deep(measured)
    for of_small, of_big in measured:
        page = of_big["page"]
        slow, quick = _spread(of_big["seconds"]), _spread(of_small["seconds"])
        ratio = slow["p95_ms"] / quick["p95_ms"]
        is_kept = of_big["queries"] <= of_small["queries"] and ratio <= most
        is_kept = is_kept and of_deep.get(page, 0) <= MOST_DEEP
        kept = kept and is_kept
        lines.append(
            [page, of_small["rows"], of_big["rows"], of_small["queries"], of_big["queries"],
             quick["p50_ms"], quick["p95_ms"], slow["p50_ms"], slow["p95_ms"], ratio,
             is_kept]
        )  # fmt: skip
        figures[page] = {
            **slow, "small": quick, "rows": [of_small["rows"], of_big["rows"]],
            "queries": [of_small["queries"], of_big["queries"]],
        }  # fmt: skip
        ratios[f"{page}: p95 to small"] = round(ratio, 2)
    report.table(
        f"{sizes.times} requests each over {sizes.small[0]:,} and {sizes.big[0]:,} {name},"
        " milliseconds",
        ["page", "rows small", "rows", "queries small", "queries", "p50 small", "p95 small",
         "p50", "p95", "ratio", "kept"],
        lines,
    )  # fmt: skip
    if of_deep:
        report.table(
            "Pages far down",
            ["page", "median to the first", "kept"],
            [[page, ratio, ratio <= MOST_DEEP] for page, ratio in of_deep.items()],
        )
        ratios |= {f"{page}: median to the first": ratio for page, ratio in of_deep.items()}
    report.table(
        "Loading",
        ["what", "rows", "seconds", "a second", "peak MB"],
        [[one["what"], one["rows"], one["seconds"], one["rows_per_second"], one["peak_mb"]]
         for one in loaded],
    )  # fmt: skip
    report.finish(
        name,
        machine=machine,
        sizes={name: sizes.big[0], "small": sizes.small[0], "requests": sizes.times},
        figures={**figures, "loading": loaded, "all kept": kept},
        ratios=ratios,
    )
    return 0 if kept else 1

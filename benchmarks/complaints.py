"""make bench BENCH=complaints: the desk, the figures and the citizen's page over all complaints.

A hundred times as many complaints must cost no more queries, and at most twice the time, also for
a search that finds more of them. Of the small size half lies at the demonstration's station, so
that its lists are as full there as at the full size. Both are loaded by `manage.py seed --scale`
into databases of one private server, and asked in processes of their own. Exits with 1 when a
promise is broken.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.imports import copied_database
from benchmarks.servers import CHECKOUT, HOST, _stop_postgres
from caspp import embedded

BIG = report.sized(895_899, 9_000)
SMALL = report.sized(8_959, 900)
TIMES = report.sized(100, 15)
#: A hundred times the complaints may take so many times as long at the 95th percentile.
MOST = 2.0
#: The share of each size that lies at the station whose officers ask; of the big one as in life.
SHARE_OF_SMALL, SHARE_OF_BIG = 0.5, 0.02


def main() -> int:
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
        small_url = copied_database(url, "small")
        small = _ask(SMALL, environment | {"DATABASE_URL": small_url}, SHARE_OF_SMALL)
        big = _ask(BIG, environment, SHARE_OF_BIG)
    return _say(machine, small, big)


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


def _ask(total: int, environment: dict[str, str], share: float) -> dict[str, Any]:
    asked = [str(one) for one in (total, TIMES, share)]
    command = [sys.executable, "-m", "benchmarks.parts.complaints_once", *asked]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, check=True
    )
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _spread(seconds: list[float]) -> dict[str, float]:
    return {
        "p50_ms": round(report.percentile(seconds, 0.50) * 1000, 1),
        "p95_ms": round(report.percentile(seconds, 0.95) * 1000, 1),
    }


def _say(machine: dict[str, Any], small: dict[str, Any], big: dict[str, Any]) -> int:
    figures, ratios, lines, kept = {}, {}, [], True
    for name, of_big in big["measured"].items():
        of_small = small["measured"][name]
        slow, quick = _spread(of_big["seconds"]), _spread(of_small["seconds"])
        ratio = slow["p95_ms"] / quick["p95_ms"]
        is_kept = of_big["queries"] <= of_small["queries"] and ratio <= MOST
        kept = kept and is_kept
        lines.append(
            [name, of_small["rows"], of_big["rows"], of_small["queries"], of_big["queries"],
             quick["p50_ms"], quick["p95_ms"], slow["p50_ms"], slow["p95_ms"], ratio,
             is_kept]
        )  # fmt: skip
        figures[name] = {
            **slow, "small": quick, "rows": [of_small["rows"], of_big["rows"]],
            "queries": [of_small["queries"], of_big["queries"]],
        }  # fmt: skip
        ratios[f"{name}: p95 to small"] = round(ratio, 2)
    report.table(
        f"{TIMES} requests each over {SMALL:,} and {BIG:,} complaints, milliseconds",
        ["page", "rows small", "rows", "queries small", "queries", "p50 small", "p95 small",
         "p50", "p95", "ratio", "kept"],
        lines,
    )  # fmt: skip
    report.table(
        "Loading",
        ["complaints", "seconds", "a second", "peak MB"],
        [_loaded(SMALL, small["loaded"]), _loaded(BIG, big["loaded"])],
    )
    report.finish(
        "complaints",
        machine=machine,
        sizes={"complaints": BIG, "small": SMALL, "requests": TIMES},
        figures={**figures, "loading": big["loaded"], "all kept": kept},
        ratios=ratios,
    )
    return 0 if kept else 1


def _loaded(total: int, loaded: dict[str, float]) -> list[Any]:
    return [total, loaded["seconds"], loaded["rows_per_second"], loaded["peak_mb"]]


if __name__ == "__main__":
    sys.exit(main())

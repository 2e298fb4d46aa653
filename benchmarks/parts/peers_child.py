"""What every peer's process does alike: reads the files, keeps time, reports. No package needed.

It also runs under the Python of a peer's own environment, where nothing of ours is installed.
"""

import csv
import json
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

#: Whom one query may be: (ref, score, band), the best first. Only CASPP has bands.
Found = list[tuple[str, float, str]]
KEPT = 10


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The people of a file; a missing value is an empty text."""
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def best(found: Iterable[tuple[str, float]]) -> Found:
    """The few that are worth reporting, of equals always the same ones."""
    ordered = sorted(found, key=lambda one: (-one[1], one[0]))
    return [(ref, score, "") for ref, score in ordered[:KEPT]]


class Clock:
    """Seconds since it was made, or since the last lap."""

    def __init__(self) -> None:
        self._started = time.perf_counter()

    def lap(self) -> float:
        now = time.perf_counter()
        seconds, self._started = now - self._started, now
        return seconds


def versions(packages: Sequence[str]) -> dict[str, str]:
    """Which packages did the work."""
    return {name: version(name) for name in packages}


def report(path: Path, **said: Any) -> None:
    """Write what was found and how long it took, for the benchmark to read."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_mb = round(peak / (1e6 if sys.platform == "darwin" else 1e3), 1)
    path.write_text(json.dumps({"peak_mb": peak_mb, **said}), encoding="utf-8")

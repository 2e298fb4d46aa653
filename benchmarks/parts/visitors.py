"""Officers who ask for pages through the whole stack of middleware, in a process of its own.

The database is the one of DATABASE_URL, migrated and with its reference data.
"""

import gc
import io
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks import report

WARM_UP = report.sized(12, 2)
PAGES_DEEP = 40
SIZE = 50

_SAID = re.compile(r"([\d,]+) (\w+) in ([\d,]+) s, ([\d,]+) a second, peak memory ([\d,]+) MB")

#: What to ask for the n-th time; its answer.
Ask = Callable[[int], Any]
Questions = Iterator[tuple[str, Ask]]


class Visitor:
    """Somebody of the demonstration's cast, signed in."""

    def __init__(self, username: str) -> None:
        from accounts.models import User
        from tests.cast import sign_in

        self.user = User.objects.get(username=username)
        self.client = client()
        sign_in(self.client, self.user)

    def get(self, url: str, **query: Any) -> Any:
        response = self.client.get(url, query)
        assert response.status_code == 200, (url, query, response.status_code)
        return response

    def find(self, url: str, text: str) -> Any:
        response = self.client.post(url, {"text": text})
        assert response.status_code in (200, 302), (text, response.status_code)
        return response

    def getting(self, url: str, **query: Any) -> Ask:
        """The same page each time."""
        return lambda _n: self.get(url, **query)


def client() -> Any:
    """A browser that nobody uses yet."""
    from django.conf import settings
    from django.test import Client

    return Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])


def deep_keys(rows: Any, by: str) -> list[str]:
    """The keys of pages so deep in a list, newest first; of a short list those of its middle."""
    ordered = rows.order_by(f"-{by}", "-pk").values_list(by, "pk")
    start = PAGES_DEEP * SIZE
    keys = list(ordered[start : start + 100])
    if not keys:
        middle = rows.count() // 2
        keys = list(ordered[middle : middle + 100])
    return [f"{at.isoformat()}~{pk}" for at, pk in keys]


def warm_up(ask: Ask, shown: re.Pattern[bytes]) -> dict[str, Any]:
    """How many queries it asks, and how many rows it shows; the page is warm afterwards."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    queries, rows = [], []
    for number in range(WARM_UP):
        with CaptureQueriesContext(connection) as caught:
            response = ask(number)
        queries.append(len(caught))
        rows.append(len(set(shown.findall(response.content))))
    return {"queries": statistics.mode(queries), "rows": round(statistics.mean(rows))}


def measure(ask: Ask, numbers: range) -> list[float]:
    """How long each of these requests takes, in seconds."""
    # What this measurement itself holds is not to be searched for garbage in the middle of it.
    gc.collect()
    gc.freeze()
    seconds = []
    for number in numbers:
        started = time.perf_counter()
        ask(number)
        seconds.append(time.perf_counter() - started)
    return seconds


def load(
    share: float, *, complaints: int = 0, firs: int = 0, stays: int = 0, tenancies: int = 0
) -> list[dict[str, Any]]:
    """The cast of the demonstration and so many rows, by the command itself.

    ``share`` of them lies at the demonstration's station. Returns what the command says of each.
    """
    from django.core.management import call_command

    from caspp import headline
    from caspp.headline import homes

    headline.SCALES["measured"], headline.FIRS["measured"] = complaints, firs
    headline.STAYS["measured"], headline.TENANCIES["measured"] = stays, tenancies
    homes.KOHSAR_SHARE = share
    said = io.StringIO()
    call_command("seed", scale="measured", stdout=said)
    numbers = [
        (what, *(int(one.replace(",", "")) for one in (rows, seconds, rate, peak)))
        for rows, what, seconds, rate, peak in _SAID.findall(said.getvalue())
    ]
    names = ("what", "rows", "seconds", "rows_per_second", "peak_mb")
    return [dict(zip(names, one, strict=True)) for one in numbers]


def answer(questions: Questions, loaded: list[dict[str, Any]], shown: str) -> None:
    """Say what was loaded, then answer what is asked, line by line.

    ``null`` goes on to the next page, warms it up and tells of it, or of none; ``[first, times]``
    asks for the page so often, from that number on. Officers sign in when their pages come.
    """
    pattern = re.compile(shown.encode())
    _print(loaded)
    ask: Ask
    for line in sys.stdin:
        if (wanted := json.loads(line)) is None:
            page, ask = next(questions, ("", None))  # type: ignore[assignment]
            _print({"page": page, **warm_up(ask, pattern)} if page else None)
        else:
            first, times = wanted
            _print(measure(ask, range(WARM_UP + first, WARM_UP + first + times)))


def _print(said: Any) -> None:
    print(json.dumps(said), flush=True)

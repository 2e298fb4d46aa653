"""make bench BENCH=blind: can a hotel tell by the clock that its guest is looked for?

People on the list and strangers check in by chance's order, at the desk's page and by a hotel's own
program, with the worker at work beside; each answer is timed, and so is the page that is opened
next. What is told of each is how often a guess by the time would be right: of one of either kind,
that the slower one is looked for. One half is chance, and one half is how often it may be right,
give or take three times the deviation of so many requests. Exits with 1 beyond that.
"""

import http.client
import json
import math
import random
import sys
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from tqdm import tqdm

from benchmarks import report
from benchmarks.parts.browser import HOST, Browser, Unexpected
from benchmarks.servers import CREW, Servers, private_servers

CONVICTS = report.sized(20_000, 2_000)
#: So many of either kind, in each way.
TIMES = report.sized(400, 40)
WARM_UP = report.sized(40, 8)
DEVIATIONS = 3
LOOKED_FOR, STRANGER = "looked for", "stranger"
Form = dict[str, str]
#: Sends a party; returns the seconds of its answer and of what is opened next.
Way = Callable[[Form], tuple[float, float]]
#: What is timed → kind of guest → seconds.
Taken = dict[str, dict[str, list[float]]]


def guessed(wanted: Sequence[float], others: Sequence[float]) -> float:
    """How often of one of each the slower is the wanted one (Mann and Whitney's U / n·m)."""
    ordered = sorted(others)
    slower = sum(bisect_left(ordered, one) + bisect_right(ordered, one) for one in wanted)
    return slower / (2 * len(wanted) * len(others))


def tolerance(wanted: int, others: int) -> float:
    """How far from one half chance alone leads, at so many deviations."""
    return DEVIATIONS * math.sqrt((wanted + others + 1) / (12 * wanted * others))


def at_desk(servers: Servers) -> Way:
    """A clerk with the check-in page, who goes to the list of rooms next."""
    desk = servers.scene.desks()[0]
    browser = Browser(servers.port, desk.session)
    browser.open(desk.path)
    rooms = desk.path.removesuffix("check-in/")
    return lambda form: (
        _seconds(lambda: browser.must_send(desk.path, form, "/hotels/")),
        _seconds(lambda: browser.open(rooms)),
    )


def by_program(servers: Servers) -> Way:
    """A hotel's own software, which asks for the entry next; one key would soon be at its limit."""
    lines = [_Program(servers.port, key) for key in servers.scene.api_keys()]
    turn = iter(range(10**9))

    def send(form: Form) -> tuple[float, float]:
        program = lines[next(turn) % len(lines)]
        return _seconds(lambda: program.check_in(form)), _seconds(program.read)

    return send


class _Program:
    def __init__(self, port: int, key: str) -> None:
        self._line = http.client.HTTPConnection(HOST, port, timeout=60)
        self._key = key
        self._entry = 0

    def check_in(self, form: Form) -> None:
        names = ("cnic", "name", "relation", "relative_name", "gender", "born", "phone")
        guest = {name: form[name] for name in (*names, "address", "district")}
        party = {
            **{name: form[name] for name in ("room", "purpose")},
            **{name: f"{form[name]}:00+05:00" for name in ("arrived_at", "expected_until")},
            "guests": [{"document": "cnic", **guest}],
        }
        self._entry = self._ask("POST", "/api/v1/stays", party, 201)["entry"]

    def read(self) -> None:
        self._ask("GET", f"/api/v1/stays/{self._entry}", None, 200)

    def _ask(self, method: str, path: str, body: Any, status: int) -> Any:
        headers = {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"blind {time.monotonic_ns()}",
        }
        self._line.request(method, path, json.dumps(body) if body else None, headers)
        response = self._line.getresponse()
        said = response.read()
        if response.status != status:
            raise Unexpected(f"{method} {path}: {response.status} {said[:500]!r}")
        return json.loads(said)


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _time(servers: Servers, ways: dict[str, Way]) -> Taken:
    """Send both kinds by every way, in an order that is left to chance."""
    scene = servers.scene
    strangers = scene.strangers()
    wanted = iter(scene.looked_for(len(ways) * TIMES))
    dice = random.Random(1)
    taken: Taken = {}
    for name, send in ways.items():
        for _time in range(WARM_UP):
            send(scene.form(next(strangers), "W"))
        kinds = [LOOKED_FOR, STRANGER] * TIMES
        dice.shuffle(kinds)
        for kind in tqdm(kinds, desc=name):
            person = next(wanted if kind == LOOKED_FOR else strangers)
            answer, afterwards = send(scene.form(person, "G"))
            for what, seconds in ((name, answer), (f"{name}, opened next", afterwards)):
                both = taken.setdefault(what, {LOOKED_FOR: [], STRANGER: []})
                both[kind].append(seconds)
        scene.finish_screening()
        scene.clear_board()
    return taken


def main() -> int:
    with private_servers(*CREW) as servers:
        machine = report.machine(servers.database_url, servers.valkey.url)
        servers.scene.load_convicts(CONVICTS, servers.directory)
        servers.scene.finish_screening("Screening the list")
        ways = {"desk": at_desk(servers), "program": by_program(servers)}
        return _say(machine, _time(servers, ways))


def _say(machine: dict[str, Any], taken: Taken) -> int:
    most = tolerance(TIMES, TIMES)
    rows, right = [], {}
    for what, both in taken.items():
        right[what] = guessed(both[LOOKED_FOR], both[STRANGER])
        is_kept = abs(right[what] - 0.5) <= most
        medians = [median(both[kind]) * 1000 for kind in (LOOKED_FOR, STRANGER)]
        rows.append([what, *medians, right[what], "yes" if is_kept else "NO"])
    report.table(
        f"Milliseconds (median of {TIMES} each); a guess may be right {0.5 - most:.3f}"
        f" to {0.5 + most:.3f} of the time",
        ["what is timed", LOOKED_FOR, STRANGER, "guess right", "kept"],
        rows,
    )
    report.finish(
        "blind",
        machine=machine,
        sizes={"convicts": CONVICTS, "of_each_kind": TIMES},
        figures={what: {kind: report.spread(all_) for kind, all_ in both.items()}
                 for what, both in taken.items()},
        ratios={what: round(share, 3) for what, share in right.items()},
    )  # fmt: skip
    return int(any(row[-1] == "NO" for row in rows))


if __name__ == "__main__":
    sys.exit(main())

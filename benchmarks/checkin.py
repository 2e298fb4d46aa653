"""make bench BENCH=checkin: check-ins per second, and how soon an alert is on the board.

With the whole convict list on file: (a) check-ins through HTTP, compared with (b) a bare view that
inserts one row under the same settings; (c) the time from a desk's answer to the moment when the
officer's open board shows the alert, calm and under load.
"""

import http.client
import random
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import Any

from tqdm import tqdm

from benchmarks import report
from benchmarks.parts.browser import Browser, Unexpected
from benchmarks.servers import CREW, Servers, private_servers

CONVICTS = report.sized(524_030, 5_000)
ROUNDS = 3
IN_A_ROUND = report.sized(600, 64)
WARM_UP = report.sized(160, 32)
ALERTS = report.sized(200, 30)
#: Background load, as a share of the check-ins per second measured before.
LOAD = 0.5
BOARD_HOLDS = 100
PAUSE = (0.05, 0.25)
VISIBLE_WITHIN = 120.0
Form = dict[str, str]


class Desk(Browser):
    """A hotel's operator with the check-in page open."""

    def __init__(self, port: int, path: str, session: str) -> None:
        super().__init__(port, session)
        self.path = path
        self.open(path)

    def check_in(self, form: Form) -> None:
        self.must_send(self.path, form, "/hotels/")


class Board(threading.Thread):
    """The officer's open board: a stream that says when to look, and what was seen when."""

    ROOM = re.compile(r">(L\d{6})<")

    def __init__(self, port: int, session: str) -> None:
        super().__init__(name="board", daemon=True)
        self.stream = Browser(port, session)
        self.lanes = Browser(port, session)
        self.seen: dict[str, float] = {}
        self.changed = threading.Condition()
        self.is_open = threading.Event()
        self.is_closed = threading.Event()

    def run(self) -> None:
        while not self.is_closed.is_set():
            try:
                for _event in self.stream.events("/alerts/stream/"):
                    self._look()
                    self.is_open.set()
            except (OSError, http.client.HTTPException):
                if not self.is_closed.is_set():
                    raise

    def _look(self) -> None:
        rooms = self.ROOM.findall(self.lanes.open("/alerts/lanes/"))
        now = time.monotonic()
        with self.changed:
            for room in rooms:
                self.seen.setdefault(room, now)
            self.changed.notify_all()

    def seen_at(self, room: str) -> float:
        """When the alert about this room came into view; waits for it."""
        with self.changed:
            if not self.changed.wait_for(lambda: room in self.seen, VISIBLE_WITHIN):
                raise Unexpected(f"no alert on the board within {VISIBLE_WITHIN:.0f} s")
            return self.seen[room]


def per_second(sends: Sequence[Callable[[Form], None]], forms: Sequence[Form]) -> float:
    """Have each sender send its part of the forms, all at the same time; forms per second."""
    start = threading.Barrier(len(sends) + 1)

    def work(number: int) -> None:
        start.wait()
        for form in forms[number :: len(sends)]:
            sends[number](form)

    with ThreadPoolExecutor(len(sends)) as pool:
        jobs = [pool.submit(work, number) for number in range(len(sends))]
        start.wait()
        started = time.monotonic()
        for job in jobs:
            job.result()
    return len(forms) / (time.monotonic() - started)


def throughput(servers: Servers, desks: list[Desk]) -> dict[str, Any]:
    """Check-ins and bare inserts by turns, so that a slow minute of the machine meets both."""
    scene = servers.scene
    strangers = scene.strangers()
    bare = [Browser(servers.bare_port) for _ in desks]
    signed_in = [Browser(servers.bare_port, desk.session, desk.token) for desk in desks]
    lines = [{"text": "one row"}] * IN_A_ROUND
    kinds: dict[str, list[Callable[[Form], None]]] = {
        "bare": [_inserting(one, "/bare/") for one in bare],
        "bare signed in": [_inserting(one, "/signed-in/") for one in signed_in],
        "check-in": [desk.check_in for desk in desks],
    }
    guests = [scene.form(next(strangers), "T") for _ in range(WARM_UP + ROUNDS * IN_A_ROUND)]
    for name, sends in kinds.items():
        per_second(sends, guests[:WARM_UP] if name == "check-in" else lines[:WARM_UP])
    del guests[:WARM_UP]
    rates: dict[str, list[float]] = {name: [] for name in kinds}
    backlog = 0
    for turn in tqdm(range(ROUNDS), desc="Rounds"):
        for name, sends in kinds.items():
            # The worker's share of the last round must not weigh on the next.
            scene.finish_screening()
            forms = guests[turn::ROUNDS] if name == "check-in" else lines
            rates[name].append(per_second(sends, forms))
            if name == "check-in":
                backlog = max(backlog, scene.pending())
    return {"rates": rates, "backlog": backlog}


def _inserting(browser: Browser, path: str) -> Callable[[Form], None]:
    return lambda form: browser.must_send(path, form, "/")


def visible_after(servers: Servers, desk: Desk, board: Board, guests: Sequence[Any]) -> list[float]:
    """Check in people who are looked for, one after another; seconds until each is on the board."""
    dice = random.Random(1)
    seconds = []
    for number, person in enumerate(tqdm(guests, desc="Alerts")):
        if number % BOARD_HOLDS == 0:
            servers.scene.clear_board()
        form = servers.scene.form(person, "L")
        desk.check_in(form)
        answered = time.monotonic()
        seconds.append(board.seen_at(form["room"]) - answered)
        time.sleep(dice.uniform(*PAUSE))
    return seconds


@contextmanager
def background(servers: Servers, desks: Sequence[Desk], rate: float) -> Iterator[list[int]]:
    """Guests nobody looks for check in at this rate; yields what was sent, one number a desk."""
    over = threading.Event()
    strangers = servers.scene.strangers()
    # Beyond those of the throughput rounds.
    for _ in range(2 * (WARM_UP + ROUNDS * IN_A_ROUND)):
        next(strangers)
    taking = threading.Lock()
    sent = [0] * len(desks)

    def work(number: int) -> None:
        due = time.monotonic() + number / rate
        while not over.wait(max(due - time.monotonic(), 0)):
            with taking:
                form = servers.scene.form(next(strangers), "B")
            desks[number].check_in(form)
            sent[number] += 1
            due += len(desks) / rate

    with ThreadPoolExecutor(len(desks)) as pool:
        jobs = [pool.submit(work, number) for number in range(len(desks))]
        try:
            yield sent
        finally:
            over.set()
        for job in jobs:
            job.result()


def main() -> int:
    with private_servers(*CREW) as servers:
        _measure(servers)
    return 0


def _measure(servers: Servers) -> None:
    scene = servers.scene
    machine = report.machine(servers.database_url, servers.valkey.url)
    outcome, import_seconds = scene.load_convicts(CONVICTS, servers.directory)
    listings = scene.pending()
    screening_seconds = scene.finish_screening("Screening the list")
    scene.make_bare_table()
    servers.start("bare")
    desks = [Desk(servers.port, one.path, one.session) for one in scene.desks()]

    found = throughput(servers, desks)
    rates = {name: median(values) for name, values in found["rates"].items()}
    scene.finish_screening()
    memory = {name: servers.processes[name].memory_mb() for name in ("web", "worker", "beat")}

    board = Board(servers.port, scene.officers_session())
    board.start()
    if not board.is_open.wait(10):
        raise Unexpected("the board's stream did not open")
    guests = scene.looked_for(2 * ALERTS)
    calm = visible_after(servers, desks[0], board, guests[:ALERTS])
    started = time.monotonic()
    with background(servers, desks[1:], rates["check-in"] * LOAD) as sent:
        loaded = visible_after(servers, desks[0], board, guests[ALERTS:])
        load_rate = sum(sent) / (time.monotonic() - started)
        waiting = scene.pending()
    scene.finish_screening()
    board.is_closed.set()

    _say(rates, found, memory, {"calm": calm, "under load": loaded})
    report.finish(
        "checkin",
        machine=machine,
        sizes={
            "convicts": outcome.counts["new"],
            "listings": listings,
            "check_ins": ROUNDS * IN_A_ROUND,
            "clients": len(desks),
            "alerts": ALERTS,
        },
        figures={
            **{
                f"{name.replace(' ', '_').replace('-', '_')}_per_second": round(rate, 1)
                for name, rate in rates.items()
            },
            "rounds": {
                name: [round(one, 1) for one in all_] for name, all_ in found["rates"].items()
            },
            "waiting_after_a_round": found["backlog"],
            "visible_calm": report.spread(calm),
            "visible_under_load": report.spread(loaded),
            "load_per_second": round(load_rate, 1),
            "waiting_under_load": waiting,
            "import_rows_per_second": round(outcome.rows_read / import_seconds),
            "listings_screened_per_second": round(listings / screening_seconds),
            "resident_mb": memory,
        },
        ratios={
            "bare_to_check_in": round(rates["bare"] / rates["check-in"], 2),
            "bare_signed_in_to_check_in": round(rates["bare signed in"] / rates["check-in"], 2),
            "bare_to_bare_signed_in": round(rates["bare"] / rates["bare signed in"], 2),
            "p99_loaded_to_calm": round(
                report.percentile(loaded, 0.99) / max(report.percentile(calm, 0.99), 1e-3), 2
            ),
        },
    )


def _say(
    rates: dict[str, float],
    found: dict[str, Any],
    memory: dict[str, list[float]],
    visible: dict[str, list[float]],
) -> None:
    report.table(
        f"Requests per second, {CONVICTS:,} convicts on file (median of {ROUNDS} rounds)",
        ["view", "per second", "slowest", "fastest", "times a check-in"],
        [
            [name, rate, min(found["rates"][name]), max(found["rates"][name]),
             rate / rates["check-in"]]
            for name, rate in rates.items()
        ],
    )  # fmt: skip
    report.table(
        "From the desk's answer to the alert on the open board, milliseconds",
        ["check-ins", "p50", "p99", "max"],
        [[name, *report.spread(seconds).values()] for name, seconds in visible.items()],
    )
    report.table(
        "Resident memory, MB (pages that processes share are counted in each)",
        ["process", "all", "largest"],
        [[name, sum(sizes), sizes[0]] for name, sizes in memory.items()],
    )


if __name__ == "__main__":
    sys.exit(main())

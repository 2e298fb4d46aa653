"""make bench BENCH=outage: what hotels and officers notice when a part fails.

Redis killed, Redis frozen, the worker killed in the middle of its work, every message delivered
five times, somebody published while he checks in all over the town. Exits with 1 when a promise
is broken: a check-in always succeeds, none takes longer than two seconds, alerts come within ten
seconds of the part being back, each exactly once.
"""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from benchmarks import report
from benchmarks.parts.browser import Browser, Unexpected
from benchmarks.servers import CREW, Servers, TookTooLong, private_servers, wait_until

if TYPE_CHECKING:
    from benchmarks.parts.scene import Tally

CONVICTS = report.sized(3_000, 1_500)
SHORT = report.sized(20, 4)
LONG = report.sized(75, 9)
BURST = 400
REPEATED = report.sized(40, 12)
DELIVERIES = 5
STEADY, STEADY_SECONDS = 200, report.sized(10, 4)
EVERY = 0.5
LATEST_ALERT = 10.0
LONGEST_REQUEST = 2.0
PATIENCE = 90.0


@dataclass(frozen=True, slots=True)
class Outage:
    """What was noticed of one outage of Redis."""

    name: str
    check_ins: int
    failed: int
    request_seconds: list[float]
    answer_seconds: list[float]
    alerts_after: float
    tally: "Tally"

    def promises(self) -> dict[str, bool]:
        return {
            "every check-in succeeds": self.failed == 0,
            f"no request takes longer than {LONGEST_REQUEST:.0f} s": (
                max(self.request_seconds + self.answer_seconds) <= LONGEST_REQUEST
            ),
            f"alerts come within {LATEST_ALERT:.0f} s of Redis being back": (
                self.alerts_after <= LATEST_ALERT
            ),
            "exactly one alert for each": self.tally.is_exactly_once,
        }


class Town:
    """A desk and an officer at work while parts fail."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        self.scene = servers.scene
        desk = self.scene.desks()[0]
        self.path = desk.path
        self.desk = Browser(servers.port, desk.session)
        self.desk.open(self.path)
        self.officer = Browser(servers.port, self.scene.officers_session(), self.desk.token)
        outages = 3 * (LONG / EVERY + 10)
        self.guests = iter(self.scene.looked_for(BURST + REPEATED + int(outages) + 1))

    def check_in(self) -> tuple[str, float, bool]:
        """Somebody who is looked for checks in: room, seconds, and whether it was accepted."""
        form = self.scene.form(next(self.guests), "R")
        started = time.monotonic()
        try:
            self.desk.must_send(self.path, form, "/hotels/")
            accepted = True
        except (Unexpected, OSError):
            accepted = False
        return form["room"], time.monotonic() - started, accepted

    def acknowledge(self) -> float:
        """The officer takes an alert; the seconds until he is answered."""
        alert = self.scene.newest_waiting()
        started = time.monotonic()
        self.officer.must_send(f"/alerts/{alert}/acknowledge/", {}, f"/alerts/{alert}/")
        return time.monotonic() - started

    def alerts_within(self, rooms: Sequence[str], seconds: float) -> float:
        """The seconds until every room has its alert; infinite when one does not come."""
        started = time.monotonic()
        try:
            wait_until(
                lambda: self.scene.alerts_in(rooms) >= len(rooms), what="alerts", within=seconds
            )
        except TookTooLong:
            return float("inf")
        return time.monotonic() - started


def outage(
    town: Town, name: str, seconds: int, fail: Callable[[], None], recover: Callable[[], None]
) -> Outage:
    """Keep checking in while Redis is away, then see when the alerts come."""
    room, _, _ = town.check_in()
    if town.alerts_within([room], PATIENCE) == float("inf"):
        raise Unexpected("no alert although nothing is broken")
    fail()
    rooms, times, failed, answers = [], [], 0, []
    with tqdm(total=seconds, desc=name, unit=" s") as bar:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            room, took, accepted = town.check_in()
            times.append(took)
            if accepted:
                rooms.append(room)
            failed += not accepted
            if not answers:
                answers.append(town.acknowledge())
            bar.update(min(seconds, int(seconds - left)) - bar.n)
            time.sleep(max(min(EVERY - took, left), 0))
        bar.update(seconds - bar.n)
    recover()
    after = town.alerts_within(rooms, PATIENCE)
    failed += len(rooms) - town.scene.stays_in(rooms)
    return Outage(name, len(times), failed, times, answers, after, town.scene.tally(rooms))


def killed_worker(town: Town) -> tuple[dict[str, Any], "Tally"]:
    """kill -9 of worker and children in the middle of a drain, then a new worker."""
    worker = town.servers.processes["worker"]
    rooms = town.scene.check_in_all([next(town.guests) for _ in range(BURST)])
    wait_until(
        lambda: town.scene.pending_in(rooms) < BURST, what="drain", within=PATIENCE, pause=0.002
    )
    worker.kill()
    left = town.scene.pending_in(rooms)
    worker.start()
    after = town.alerts_within(rooms, PATIENCE)
    town.scene.finish_screening()
    tally = town.scene.tally(rooms)
    return {"screened_before": BURST - left, "left": left, "alerts_after": after}, tally


def repeated_bell(town: Town) -> "Tally":
    """Each message of the bell is delivered five times over."""
    rooms = []
    for _ in tqdm(range(REPEATED), desc=f"{DELIVERIES} deliveries each"):
        room, _, accepted = town.check_in()
        town.scene.ring(DELIVERIES)
        if accepted:
            rooms.append(room)
    town.alerts_within(rooms, PATIENCE)
    wait_until(town.scene.nothing_is_queued, what="the queue", within=PATIENCE)
    return town.scene.tally(rooms)


def published_meanwhile(town: Town) -> tuple[dict[str, Any], "Tally"]:
    """A man comes to the list while two hundred guests a second check in, all of them he."""
    scene = town.scene
    wanted = next(town.guests)
    scene.withdraw(wanted)
    scene.finish_screening("Nothing waits")
    later = threading.Timer(STEADY_SECONDS / 2, scene.publish, [wanted])
    later.start()
    rooms, guests, rate = scene.check_in_steadily(wanted, a_second=STEADY, seconds=STEADY_SECONDS)
    later.join()
    scene.finish_screening("Everybody is compared")
    return {"check_ins": guests, "check_ins_per_s": round(rate, 1)}, scene.tally(rooms)


def main() -> int:
    with private_servers(*CREW) as servers:
        return _measure(servers)


def _measure(servers: Servers) -> int:
    machine = report.machine(servers.database_url, servers.valkey.url)
    servers.scene.load_convicts(CONVICTS, servers.directory)
    servers.scene.finish_screening("Screening the list")
    town, valkey = Town(servers), servers.valkey
    outages = [
        outage(town, f"Redis killed for {SHORT} s", SHORT, valkey.kill, valkey.start),
        outage(town, f"Redis frozen for {SHORT} s", SHORT, valkey.freeze, valkey.thaw),
        outage(town, f"Redis killed for {LONG} s", LONG, valkey.kill, valkey.start),
    ]
    kill, killed = killed_worker(town)
    repeated = repeated_bell(town)
    steady, meanwhile = published_meanwhile(town)
    promises = {
        **{f"{one.name}: {name}": kept for one in outages for name, kept in one.promises().items()},
        "worker killed: it was in the middle of its work": 0 < kill["left"] < BURST,
        f"worker killed: {BURST} alerts, exactly one each": killed.is_exactly_once,
        f"bell delivered {DELIVERIES} times: exactly one alert each": repeated.is_exactly_once,
        f"published while {steady['check_ins_per_s']:.0f} check-ins a second arrive: exactly one "
        f"alert for each of {steady['check_ins']}": (
            meanwhile.is_exactly_once and meanwhile.sightings == steady["check_ins"]
        ),
    }
    _say(outages, kill, killed, repeated, meanwhile, promises)
    report.finish(
        "outage",
        machine=machine,
        sizes={
            "convicts": CONVICTS,
            "burst": BURST,
            "repeated": REPEATED,
            "seconds": [SHORT, LONG],
        },
        figures={
            **{one.name: _figures(one) for one in outages},
            "worker killed": {**kill, "alerts_after": round(kill["alerts_after"], 2)},
            "published meanwhile": steady,
            "promises": promises,
        },
        ratios={
            "slowest_request_to_limit": round(
                max(max(one.request_seconds) for one in outages) / LONGEST_REQUEST, 3
            ),
            "latest_alert_to_limit": round(
                max(one.alerts_after for one in outages) / LATEST_ALERT, 3
            ),
        },
    )
    return 0 if all(promises.values()) else 1


def _figures(one: Outage) -> dict[str, Any]:
    return {
        "check_ins": one.check_ins,
        "failed": one.failed,
        **report.spread(one.request_seconds),
        "acknowledge_ms": round(max(one.answer_seconds) * 1000, 1),
        "alerts_after_s": round(one.alerts_after, 2),
        "request_ms": [round(seconds * 1000) for seconds in one.request_seconds],
    }


def _say(
    outages: Sequence[Outage],
    kill: dict[str, Any],
    killed: "Tally",
    repeated: "Tally",
    meanwhile: "Tally",
    promises: dict[str, bool],
) -> None:
    report.table(
        "Redis away: people who are looked for check in all the while",
        ["outage", "check-ins", "failed", "p50 ms", "p99 ms", "slowest ms", "acknowledge ms",
         "alerts after s"],
        [
            [one.name, one.check_ins, one.failed, *report.spread(one.request_seconds).values(),
             max(one.answer_seconds) * 1000, one.alerts_after]
            for one in outages
        ],
    )  # fmt: skip
    for one in outages:
        times = ", ".join(f"{seconds * 1000:.0f}" for seconds in one.request_seconds)
        print(f"\nEach check-in, {one.name}, ms: {times}")
    report.table(
        f"Worker killed (-9) after {kill['screened_before']} of {BURST} sightings; alerts complete "
        f"{kill['alerts_after']:.1f} s after the new worker's start",
        ["case", "sightings", "alerts", "without", "twice", "raised events", "joined events"],
        [
            [name, tally.sightings, tally.alerts, tally.without_alert, tally.more_than_one,
             tally.raised_events, tally.joined_events]
            for name, tally in (
                ("worker killed", killed),
                (f"bell {DELIVERIES} times", repeated),
                ("published meanwhile", meanwhile),
                *((one.name, one.tally) for one in outages),
            )
        ],
    )  # fmt: skip
    report.table("Promises", ["promise", "kept"], [*promises.items()])


if __name__ == "__main__":
    sys.exit(main())

"""make bench BENCH=matching: how well and how fast the list is searched, at three sizes.

The threshold is fixed on a training set: other people, other names, another seed. The list lies in
PostgreSQL, the index is built from there as the worker builds it; the measure of speed is a bare
indexed lookup of the CNIC by psycopg2 in the same run.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psycopg2
from tqdm import tqdm

from benchmarks import report
from benchmarks.parts import measures, product
from benchmarks.servers import CHECKOUT
from caspp import embedded
from synthetic.screening import Query, ScreeningSet, screening_set

FULL = report.sized(524_030, 20_000)
SIZES = (FULL // 10, FULL, FULL * 4)
ASKED = report.sized(72_000, 6_000)
#: Of those asked about so many are on the list, so that there are enough pairs of each kind.
HITS = 0.3
#: In the measures of quality one in ten is.
CLEAN_FOR_EACH_HIT = 9
TRAIN_SEED, TEST_SEED = 5_101, 5_202
LOOKUPS = report.sized(20_000, 2_000)
SINGLY = report.sized(3_000, 500)
ROUNDS = 3
NEW = 30
TARGETS = {
    "f1": 0.86,
    "recall_at_precision_95": 0.78,
    "one_slip": 0.995,
    "no_cnic_possible": 0.95,
    "false_probable_per_10_000": 1.0,
    "false_confirmed_per_10_000": 0.0,
    "per_second": 20_000.0,
    "to_bare_lookup": 1.5,
    "one_entry_p99_ms": 5.0,
    "index_mb": 150.0,
    "build_s": 10.0,
    "visible_ms": 50.0,
}
_AT_MOST = {
    *("false_probable_per_10_000", "false_confirmed_per_10_000", "one_entry_p99_ms", "index_mb"),
    *("build_s", "visible_ms"),
}
Results = list[list[tuple[str, float, str]]]


@dataclass(slots=True)
class Measured:
    """The figures of one size of the list."""

    listed: int
    asked: int
    precision: float
    recall: float
    f1: float
    recall_at_precision_95: float
    one_slip_pairs: int
    one_slip: float
    no_cnic_pairs: int
    no_cnic_possible: float
    no_cnic_told: float
    top_ten: float
    clean: int
    false_possible_per_10_000: float
    false_probable_per_10_000: float
    false_confirmed_per_10_000: float
    per_second: float
    per_second_with_folding: float
    bare_lookups_per_second: float
    to_bare_lookup: float
    one_entry_p50_ms: float
    one_entry_p99_ms: float
    index_mb: float
    build_s: float
    visible_ms: float
    resident_mb: float
    resident_anonymous_mb: float


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="caspp-bench-") as directory:
        place = Path(directory)
        place.chmod(0o755)
        url = embedded.start_postgres(place / "postgres")
        product.set_up(url, place)
        machine = report.machine(url, None)
        threshold = _threshold()
        print(f"Threshold fixed on the training set of {FULL:,}: {threshold:.4f}")
        measured = []
        for size in SIZES:
            measured.append(_measure(size, threshold, url, version=size))
            gc.collect()
        _say(measured, threshold, machine)


# --- Quality ---


def _made(size: int, asked: int, seed: int, stock: Any, hits: float) -> ScreeningSet:
    with tqdm(total=1, desc=f"Inventing {size:,} listed and {asked:,} asked about") as bar:
        people = screening_set(size, asked, seed=seed, stock=stock, hit_share=hits)
        bar.update()
    return people


def _threshold() -> float:
    """The threshold of the best F1 on the training set."""
    from caspp.invented import folded
    from matching import Shelf

    people = _made(FULL, ASKED // 4, TRAIN_SEED, "a", 0.1)
    records = folded([one.person for one in people.listed], "Folding the training list")
    shelf = Shelf.of(records, np.arange(len(records)))
    asked = folded([query.person for query in people.queries], "Folding who is asked about")
    return measures.best_threshold(_results(people, asked, [shelf]), people.queries)


def _results(people: ScreeningSet, asked: Any, shelves: list[Any], first: int = 0) -> Results:
    """Whom each query may be; the number of a listed person is his place on the list."""
    from matching import screen

    found = tqdm(screen(asked, shelves), "Screening", total=len(asked), unit_scale=True)
    return [
        [
            (people.listed[one.id - first].ref, one.probability, one.band.value if one.band else "")
            for one in candidates
        ]
        for candidates in found
    ]


def _measure(size: int, threshold: float, url: str, *, version: int) -> Measured:
    # A version of its own: an index of another list lies in files under its version.
    from alerts import list_index
    from benchmarks.parts import lists
    from caspp.invented import folded

    people = _made(size, ASKED, TEST_SEED, "b", HITS)
    records = folded([one.person for one in people.listed], "Folding the list")
    began = time.perf_counter()
    asked = folded([query.person for query in people.queries], "Folding who is asked about")
    folding = (time.perf_counter() - began) / len(asked)
    _empty(url)
    with tqdm(total=size, desc="Loading the list", unit_scale=True) as bar:
        lists.put_on_the_list(
            [one.person for one in people.listed], records, version=version, step=bar.update
        )
    index = list_index.ListIndex()
    began = time.perf_counter()
    index.follow(version)
    build = time.perf_counter() - began
    results = _results(people, asked, index.shelves, first=int(index.shelves[0].ids[0]))
    speed = _pinned(lambda: _speed(asked, index.shelves))
    bare = _pinned(lambda: _bare_lookups(url, people.queries))
    resident, anonymous = _resident(index.shelves[0], asked)
    per_second = median(speed.per_second)
    return Measured(
        listed=size,
        asked=len(asked),
        **_quality(results, people, threshold),
        per_second=per_second,
        per_second_with_folding=1 / (1 / per_second + folding),
        bare_lookups_per_second=bare,
        to_bare_lookup=per_second / bare,
        one_entry_p50_ms=report.percentile(speed.singly, 0.5) * 1000,
        one_entry_p99_ms=report.percentile(speed.singly, 0.99) * 1000,
        index_mb=index.shelves[0].size / 1e6,
        build_s=build,
        visible_ms=_visible(index, people, records),
        resident_mb=resident,
        resident_anonymous_mb=anonymous,
    )


def _quality(results: Results, people: ScreeningSet, threshold: float) -> dict[str, Any]:
    queries = people.queries
    hits = [place for place, query in enumerate(queries) if query.truth]
    clean = [place for place, query in enumerate(queries) if not query.truth]
    some = hits[: len(clean) // CLEAN_FOR_EACH_HIT] + clean
    mixed = [results[place] for place in some], [queries[place] for place in some]
    at = measures.at_threshold(*mixed, threshold)
    listed = {one.ref: one.person for one in people.listed}
    slips = [p for p in hits if _one_slip(queries[p].person.cnic, listed[queries[p].truth].cnic)]
    no_cnic = [place for place in hits if _findable(queries[place], listed[queries[place].truth])]
    alarms = measures.false_alerts_per_10_000(
        [results[place] for place in clean],
        [queries[place] for place in clean],
        bands=("possible", "probable", "confirmed", "cnic_in_use"),
    )

    def found(places: list[int], least: float) -> float:
        return measures.found_share(
            [results[place] for place in places], [queries[place] for place in places], least
        )

    return {
        "precision": at.precision,
        "recall": at.recall,
        "f1": at.f1,
        "recall_at_precision_95": measures.recall_at_precision(*mixed, 0.95),
        "one_slip_pairs": len(slips),
        "one_slip": found(slips, 0.5),
        "no_cnic_pairs": len(no_cnic),
        "no_cnic_possible": found(no_cnic, 0.5),
        "no_cnic_told": found(no_cnic, 0.02),
        "top_ten": measures.top_ten_share(*mixed),
        "clean": len(clean),
        "false_possible_per_10_000": alarms.get("possible", 0.0),
        "false_probable_per_10_000": alarms.get("probable", 0.0),
        "false_confirmed_per_10_000": alarms.get("confirmed", 0.0) + alarms.get("cnic_in_use", 0.0),
    }


def _one_slip(ours: str, theirs: str) -> bool:
    """One digit for another, or two neighbours swapped, between whole numbers."""
    if len(ours) != 13 or len(theirs) != 13:
        return False
    off = [place for place in range(13) if ours[place] != theirs[place]]
    if len(off) == 2 and off[1] == off[0] + 1:
        return ours[off[0]] == theirs[off[1]] and ours[off[1]] == theirs[off[0]]
    return len(off) == 1


def _findable(query: Query, listed: Any) -> bool:
    """No CNIC (and no passport) on both sides, but both fathers and the year or the district."""
    person = query.person
    numbers = (person.cnic and listed.cnic) or (person.passport_no and listed.passport_no)
    fathers = all(one.relative_name or one.relative_name_ur for one in (person, listed))
    year = person.birth_year and listed.birth_year
    return bool(not numbers and fathers and (year or (person.district and listed.district)))


# --- Speed ---


@dataclass(slots=True)
class Speed:
    per_second: list[float]
    singly: list[float]


def _pinned(measure: Callable[[], Any]) -> Any:
    """Measured on one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        return measure()
    finally:
        os.sched_setaffinity(0, cores)


def _speed(asked: Any, shelves: list[Any]) -> Speed:
    """People a second in sets, round by round, and the seconds of each asked about alone."""
    from matching import screen

    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _candidates in screen(asked[:LOOKUPS], shelves):
            pass
        rounds.append(len(asked[:LOOKUPS]) / (time.perf_counter() - began))
    singly = []
    for place in range(SINGLY):
        began = time.perf_counter()
        next(iter(screen(asked[place : place + 1], shelves)))
        singly.append(time.perf_counter() - began)
    return Speed(rounds, singly)


def _bare_lookups(url: str, queries: list[Query]) -> float:
    """Bare lookups of a CNIC a second, one statement each, over an index."""
    numbers = [query.person.cnic for query in queries if query.person.cnic][:LOOKUPS]
    rounds = []
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            for number in numbers:
                cursor.execute("SELECT id FROM alerts_listing WHERE cnic = %s", [number])
                cursor.fetchall()
            rounds.append(len(numbers) / (time.perf_counter() - began))
    return median(rounds)


def _empty(url: str) -> None:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM alerts_lookback")
        cursor.execute("DELETE FROM alerts_listing")
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("VACUUM alerts_listing")


def _visible(index: Any, people: ScreeningSet, records: Any) -> float:
    """Median milliseconds from a committed new entry to an index that has it."""
    from django.utils import timezone

    from alerts import list_index, screening
    from benchmarks.parts import lists

    took = []
    for number in range(NEW):
        lists.put_on_the_list(
            [people.listed[number].person], records[number : number + 1],
            first=10_000_000 + number, version=None, step=lambda rows: None,
        )  # fmt: skip
        began = time.perf_counter()
        screening.admit(at=timezone.now())
        index.follow(list_index.version_of_list(hold=False))
        took.append(time.perf_counter() - began)
    return median(took) * 1000


_CHILD = """
import json, sys
import numpy as np, psutil
from pathlib import Path
from matching import PERSON, Shelf, screen
shelf = Shelf.load(Path(sys.argv[1]))
asked = np.fromfile(sys.argv[2], PERSON)
for _ in screen(asked, [shelf]): pass
memory = psutil.Process().memory_info()
print(json.dumps([memory.rss / 1e6, (memory.rss - memory.shared) / 1e6]))
"""


def _resident(shelf: Any, asked: Any) -> tuple[float, float]:
    """Megabytes of a process that screens with the index in files: all, and not shared."""
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        shelf.save(place)
        asked[:LOOKUPS].tofile(place / "asked")
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, str(place), str(place / "asked")],
            cwd=CHECKOUT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    resident, anonymous = json.loads(done.stdout)
    return resident, anonymous


# --- What is said ---


def _say(measured: list[Measured], threshold: float, machine: dict[str, Any]) -> None:
    names = list(asdict(measured[0]))
    report.table(
        f"Searching the list, threshold {threshold:.4f}",
        ("", *(f"{one.listed:,}" for one in measured), "target"),
        [(name, *(getattr(one, name) for one in measured), _target(name)) for name in names],
    )
    full = next(one for one in measured if one.listed == FULL)
    missed = {
        name: round(getattr(full, name), 4)
        for name, target in TARGETS.items()
        if not (
            getattr(full, name) <= target if name in _AT_MOST else getattr(full, name) >= target
        )
    }
    print(f"\nTargets not reached at {FULL:,}: {missed or 'none'}")
    report.finish(
        "matching",
        machine=machine,
        sizes={"listed": list(SIZES), "asked": ASKED, "rounds": ROUNDS},
        figures={
            "threshold": threshold,
            "not_reached": missed,
            "by_size": {one.listed: {k: round(v, 4) for k, v in asdict(one).items()}
                        for one in measured},
        },
        ratios={"to_bare_lookup": round(full.to_bare_lookup, 2)},
    )  # fmt: skip


def _target(name: str) -> str:
    if name not in TARGETS:
        return ""
    return f"{'≤' if name in _AT_MOST else '≥'} {TARGETS[name]:g}"


if __name__ == "__main__":
    main()

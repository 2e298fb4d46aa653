"""CASPP's own engine on the same files, in a process of its own like every peer.

Besides its findings it writes whom it weighed, for the peer that compares within its candidates.
"""

import json
import sys
from pathlib import Path

import numpy as np

from benchmarks.parts import peers_child as child
from benchmarks.parts import peers_files
from caspp.invented import folded
from matching import MODEL_VERSION, Shelf, screen
from matching.record import Records
from matching.screening import weigh
from synthetic.people import Person
from synthetic.screening import ScreeningSet


def caspp_results(people: ScreeningSet) -> list[child.Found]:
    """Whom each query may be, the best first, as CASPP says."""
    return _screened(_shelf(people), folded(_of_queries(people), "CASPP: queries"), people)


def _shelf(people: ScreeningSet) -> Shelf:
    listed = folded([one.person for one in people.listed], "CASPP: list")
    return Shelf.of(listed, np.arange(len(listed)))


def _of_queries(people: ScreeningSet) -> list[Person]:
    return [query.person for query in people.queries]


def _screened(shelf: Shelf, asked: Records, people: ScreeningSet) -> list[child.Found]:
    return [
        [
            (people.listed[one.id].ref, one.probability, one.band.value if one.band else "")
            for one in found
        ]
        for found in screen(asked, [shelf])
    ]


def main(folder: Path, out: Path, candidates: Path) -> None:
    people = peers_files.read(folder)
    clock = child.Clock()
    shelf = _shelf(people)
    prepared = clock.lap()
    asked = folded(_of_queries(people), "CASPP: queries")
    results = _screened(shelf, asked, people)
    seconds = clock.lap()
    weighed = [[people.listed[pair.id].ref for pair in pairs] for pairs in weigh(asked, [shelf])]
    candidates.write_text(json.dumps(weighed), encoding="utf-8")
    child.report(
        out,
        versions={"caspp model": MODEL_VERSION, **child.versions(["numpy"])},
        results=[found[: child.KEPT] for found in results],
        prepare_seconds=prepared,
        seconds=seconds,
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

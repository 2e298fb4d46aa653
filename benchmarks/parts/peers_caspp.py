"""CASPP's own engine on the same files, in a process of its own like every peer.

Besides its findings it writes whom it weighed, for the peer that compares within its candidates.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from benchmarks.parts import peers_child as child
from benchmarks.parts import peers_files
from matching import MODEL_VERSION, Identity, Shelf, fold, records, screen
from matching.record import Records
from matching.screening import weigh
from synthetic.people import Person
from synthetic.screening import ScreeningSet


def caspp_results(people: ScreeningSet) -> list[child.Found]:
    """Whom each query may be, the best first, as CASPP says."""
    return _screened(_shelf(people), _folded("CASPP: queries", _of_queries(people)), people)


def _shelf(people: ScreeningSet) -> Shelf:
    listed = _folded("CASPP: list", [one.person for one in people.listed])
    return Shelf.of(listed, np.arange(len(listed)))


def _of_queries(people: ScreeningSet) -> list[Person]:
    return [query.person for query in people.queries]


def _folded(title: str, people: Sequence[Person]) -> Records:
    bar = tqdm(people, title, unit=" people", unit_scale=True)
    return records([fold(_identity(person)).record for person in bar])


def _screened(shelf: Shelf, asked: Records, people: ScreeningSet) -> list[child.Found]:
    return [
        [
            (people.listed[one.id].ref, one.probability, one.band.value if one.band else "")
            for one in found
        ]
        for found in screen(asked, [shelf])
    ]


def _identity(person: Person) -> Identity:
    return Identity(
        name=person.name,
        name_ur=person.name_ur,
        relation=person.relation,
        relative_name=person.relative_name,
        relative_name_ur=person.relative_name_ur,
        cnic=person.cnic,
        passport_no=person.passport_no,
        nationality=person.nationality,
        gender=person.gender,
        birth_year=person.birth_year or None,
        date_of_birth=person.date_of_birth,
        district=person.district,
        phone=person.phone,
    )


def main(folder: Path, out: Path, candidates: Path) -> None:
    people = peers_files.read(folder)
    clock = child.Clock()
    shelf = _shelf(people)
    prepared = clock.lap()
    asked = _folded("CASPP: queries", _of_queries(people))
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

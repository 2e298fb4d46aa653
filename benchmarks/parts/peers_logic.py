"""OpenSanctions' logic-v2 in a process of its own, run by the Python that has nomenklatura.

As shipped: nomenklatura's own blocker (a DuckDB index of tokens) proposes candidates for the
whole batch, and logic-v2 scores each of them. Or, given a file of candidates, it scores only
those. Both with the settings nomenklatura has when told nothing.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from followthemoney import ValueEntity
from tqdm import tqdm

from benchmarks.parts import peers_child as child

os.environ["NOMENKLATURA_DUCKDB_THREADS"] = "1"  # Read when nomenklatura is imported.
from nomenklatura.blocker import Index
from nomenklatura.matching import LogicV2, ScoringConfig

PACKAGES = ("nomenklatura", "followthemoney", "rigour", "duckdb")
GENDERS = {"M": "male", "F": "female"}
#: Nobody is told of less; every threshold that helps lies far above.
LEAST = 0.3

Row = dict[str, str]


class People:
    """The list and the queries of one job, as entities.

    nomenklatura keeps the analysis of a name by the entity's id, so no id is ever used twice:
    each job has a mark of its own.
    """

    def __init__(self, folder: Path, mark: str) -> None:
        self.mark = mark
        self.listed = {row["ref"]: row for row in child.rows(folder / "listed.csv")}
        self.queries = list(child.rows(folder / "queries.csv"))

    def entity(self, row: Row) -> ValueEntity:
        """A person in the words of FollowTheMoney, which has none for a husband or a district."""
        is_child = row["relation"] in ("S", "D")
        phone = row["phone"]
        said = {
            "name": [row["name"], row["name_ur"]],
            "fatherName": [row["relative_name"], row["relative_name_ur"]] if is_child else [],
            "idNumber": [row["cnic"]],
            "passportNumber": [row["passport_no"]],
            "nationality": [row["nationality"].lower()],
            "gender": [GENDERS.get(row["gender"], "")],
            "birthDate": [row["date_of_birth"] or row["birth_year"]],
            "phone": [f"+92{phone[1:]}" if phone.startswith("0") else phone],
            "address": [row["district"]],
        }
        known = {name: list(filter(None, values)) for name, values in said.items()}
        return ValueEntity.from_dict(
            {"id": f"{self.mark}:{row['ref']}", "schema": "Person", "properties": known},
            cleaned=True,
        )

    def entities(self, include_schemata: Any = None) -> Iterator[ValueEntity]:
        """The list: all that the blocker asks of a store."""
        bar = tqdm(self.listed.values(), "logic-v2: list", unit=" people", unit_scale=True)
        return map(self.entity, bar)


def main(*jobs: str) -> None:
    """Do the jobs one after the other. A job is a folder, a file to report to, the seconds there
    are, and the file of candidates or "" to use the blocker.
    """
    _warm()
    for number in range(0, len(jobs), 4):
        folder, out, seconds, candidates = jobs[number : number + 4]
        _do(People(Path(folder), f"job{number}"), Path(out), float(seconds), candidates)


def _warm() -> None:
    """Let it load its word lists, some seconds once per process, before queries are timed."""
    one, other = (
        ValueEntity.from_dict(
            {"id": f"warm{number}", "schema": "Person", "properties": {"name": [name]}}
        )
        for number, name in enumerate(("Muhammad Ali", "محمد علی"))
    )
    LogicV2.compare(one, other, ScoringConfig.defaults())


def _do(people: People, out: Path, budget: float, candidates: str) -> None:
    clock = child.Clock()
    prepared = blocking = 0.0
    if candidates:
        proposed = json.loads(Path(candidates).read_text(encoding="utf-8"))
    else:
        with tempfile.TemporaryDirectory() as directory:
            index = Index(people, Path(directory))
            index.build()
            prepared = clock.lap()
            proposed = _proposed(index, people)
            blocking = clock.lap()
            index.close()
    results, comparing = _scored(people, proposed, budget)
    child.report(
        out,
        versions=child.versions(PACKAGES),
        results=results,
        prepare_seconds=prepared,
        # The blocker works on the whole batch: the queries that were scored bear their share.
        seconds=comparing + blocking * len(results) / len(people.queries),
        pairs=sum(map(len, proposed[: len(results)])),
    )


def _proposed(index: Index, people: People) -> list[list[str]]:
    """Whom the blocker proposes for each query."""
    by_query = {
        query.id: [other.id.removeprefix(f"{people.mark}:") for other, _ in others]
        for query, others in index.match_entities(map(people.entity, people.queries))
    }
    return [by_query.get(f"{people.mark}:{row['ref']}", []) for row in people.queries]


def _scored(
    people: People, proposed: list[list[str]], budget: float
) -> tuple[list[child.Found], float]:
    """The findings of as many queries as there is time for, and the seconds it took."""
    config = ScoringConfig.defaults()
    results: list[child.Found] = []
    clock, seconds = child.Clock(), 0.0
    with tqdm(total=len(people.queries), desc="logic-v2: queries") as bar:
        for row, others in zip(people.queries, proposed, strict=True):
            query = people.entity(row)
            scores = (
                (ref, LogicV2.compare(query, people.entity(people.listed[ref]), config).score)
                for ref in others
            )
            results.append(child.best(one for one in scores if one[1] >= LEAST))
            bar.update()
            seconds += clock.lap()
            if seconds > budget:
                break
    return results, seconds


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Two humble peers in PostgreSQL, asked one by one: the equal CNIC, and the most similar names.

The second is pg_trgm: a GIN index on name and father's name together, the ten most similar above
a threshold. A GiST index, which needs none, found the same at a sixth of the speed.
"""

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extras import execute_values
from tqdm import tqdm

from benchmarks.parts import peers_child as child

Row = dict[str, str]

TABLE = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
DROP TABLE IF EXISTS listed;
CREATE TABLE listed (ref text, cnic text, said text);
"""
FINISHED = """
CREATE INDEX ON listed (cnic);
CREATE INDEX ON listed USING gin (said gin_trgm_ops);
ANALYZE listed;
SET pg_trgm.similarity_threshold = 0.6;
PREPARE exact AS SELECT ref, 1.0::float8 FROM listed WHERE cnic = $1;
PREPARE trigrams AS
    SELECT ref, similarity(said, $1)::float8 AS alike FROM listed
    WHERE said % $1 ORDER BY alike DESC LIMIT 10;
"""


def said(row: Row) -> str:
    """Name and father's name, in the letters they came in."""
    name, father = (row[field] or row[f"{field}_ur"] for field in ("name", "relative_name"))
    return f"{name} {father}".lower().strip()


PEERS: dict[str, tuple[str, Callable[[Row], str]]] = {
    "exact": ("EXECUTE exact (%s)", lambda row: row["cnic"]),
    "trigrams": ("EXECUTE trigrams (%s)", said),
}


def main(url: str, folder: Path, seconds: float, outs: dict[str, Path]) -> None:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        clock = child.Clock()
        cursor.execute(TABLE)
        bar = tqdm(child.rows(folder / "listed.csv"), "PostgreSQL: list", unit_scale=True)
        listed = ((row["ref"], row["cnic"] or None, said(row)) for row in bar)
        execute_values(cursor, "INSERT INTO listed VALUES %s", listed, page_size=1000)
        cursor.execute(FINISHED)
        prepared = clock.lap()
        for peer, out in outs.items():
            _ask(cursor, peer, folder, seconds, out, prepared)


def _ask(cursor: Any, peer: str, folder: Path, budget: float, out: Path, prepared: float) -> None:
    """Ask for as many queries as there is time for."""
    sql, asked = PEERS[peer]
    queries = list(child.rows(folder / "queries.csv"))
    results: list[child.Found] = []
    clock, seconds = child.Clock(), 0.0
    with tqdm(total=len(queries), desc=f"PostgreSQL: {peer}") as bar:
        for row in queries:
            found = []
            if value := asked(row):
                cursor.execute(sql, [value])
                found = cursor.fetchall()
            results.append(child.best(found))
            bar.update()
            seconds += clock.lap()
            if seconds > budget:
                break
    cursor.execute("SHOW server_version")
    child.report(
        out,
        versions={"postgresql": cursor.fetchone()[0], **child.versions(["psycopg2-binary"])},
        results=results,
        prepare_seconds=prepared,
        seconds=seconds,
    )


if __name__ == "__main__":
    url, folder, seconds, *outs = sys.argv[1:]
    main(url, Path(folder), float(seconds), dict(zip(PEERS, map(Path, outs), strict=True)))

"""make bench BENCH=reverse: new entries of the list against everybody who was seen before.

The stays are in PostgreSQL, compared with the list as it was; then 1, 100 and 10,000 entries come
to it, half of them people who are among the stays. Measured is the whole look back, from admission
to the end, beside a bare COPY of the same records out of the table: less than that nobody can who
reads them. Every entry that is among the stays must be matched with each of its stays, once.
"""

import itertools
import os
import resource
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import psycopg2
from tqdm import tqdm

from benchmarks import report
from benchmarks.parts import product
from caspp import embedded
from synthetic import Person, people
from synthetic.districts import all_districts

LISTED = report.sized(524_030, 20_000)
STAYS = report.sized(3_368_732, 100_000)
#: So many different people made the stays: guests come again.
GUESTS = report.sized(600_000, 20_000)
NEW = (1, 100, report.sized(10_000, 1_000))
SEED = 6_101
PRESENT = 200
MUST_S = 4.0


@dataclass(slots=True)
class LookedBack:
    """One look back."""

    entries: int
    stays: int
    present_s: float
    """Until everybody in the house was compared, and alerted."""
    all_s: float
    bare_copy_s: float
    to_bare_copy: float
    matches: int
    wanted: int
    missing: int
    twice: int


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="caspp-bench-") as directory:
        place = Path(directory)
        place.chmod(0o755)
        url = embedded.start_postgres(place / "postgres")
        product.set_up(url, place)
        machine = report.machine(url, None)
        guests = _load()
        results = [_look_back(entries, guests, url) for entries in NEW]
        _say(results, machine)
        if any(one.missing or one.twice for one in results):
            sys.exit("A pair was missed, or found twice.")


def _everyone(count: int, seed: int, after: int, title: str) -> list[Person]:
    districts = [(place.name, place.population) for place in all_districts()]
    made = people(count, seed=seed, cnic_seed=SEED, after=after, districts=districts)
    return list(tqdm(made, title, total=count, unit_scale=True))


def _load() -> list[Person]:
    """The list, and the stays of guests who are on no list; returns the guests."""
    from benchmarks.parts import lists
    from caspp.invented import folded
    from stations.models import Station

    listed = _everyone(LISTED, SEED, 0, "Inventing the list")
    with tqdm(total=LISTED, desc="Loading the list", unit_scale=True) as bar:
        lists.put_on_the_list(
            listed, folded(listed, "Folding the list"), version=1, step=bar.update
        )
    del listed
    guests = _everyone(GUESTS, SEED + 1, LISTED, "Inventing guests")
    records = folded(guests, "Folding guests")
    station = Station.objects.order_by("pk").values_list("pk", flat=True)[0]
    with tqdm(total=STAYS, desc="Loading stays", unit_scale=True) as bar:
        for first in range(0, STAYS, GUESTS):
            some = min(GUESTS, STAYS - first)
            lists.have_been_seen(
                guests[:some], records[:some], first=first, version=1, station=station,
                present=PRESENT, step=bar.update,
            )  # fmt: skip
    return guests


_numbers = itertools.count(5_000_000)


def _look_back(entries: int, guests: list[Person], url: str) -> LookedBack:
    from django.utils import timezone

    from alerts import list_index, looking_back, screening
    from alerts.models import LookBack
    from benchmarks.parts import lists
    from caspp.invented import folded

    began_at = next(_numbers)
    half = max(entries // 2, 1)
    # Whoever has a card: an equal CNIC is matched by rule, so that what is missing can be counted.
    known = [one for one in guests if one.cnic][began_at % 7 :: max(GUESTS // (half + 1) - 1, 1)]
    strangers = _everyone(entries - half, began_at, LISTED + GUESTS, "Inventing new entries")
    new = [replace(one, phone="") for one in known[:half]] + strangers
    now = timezone.now()
    index = list_index.current()
    index.follow(list_index.version_of_list(hold=False))
    bare = _bare_copy(url)
    first = next(_numbers) * 100
    lists.put_on_the_list(
        new, folded(new, "Folding new entries"), first=first, version=None, step=lambda rows: None
    )
    began = time.perf_counter()
    version = screening.admit(at=now)
    present = 0.0
    while True:
        more = looking_back.go_on(at=timezone.now())
        look_back = LookBack.objects.get(version=version)
        if not present and look_back.stage != LookBack.Stage.PRESENT:
            present = time.perf_counter() - began
        if not more:
            break
    took = time.perf_counter() - began
    wanted, missing, twice = _check(url, first, len(new))
    return LookedBack(
        entries=entries,
        stays=STAYS,
        present_s=present,
        all_s=took,
        bare_copy_s=bare,
        to_bare_copy=took / bare,
        matches=look_back.matches,
        wanted=wanted,
        missing=missing,
        twice=twice,
    )


def _bare_copy(url: str) -> float:
    """Seconds to COPY every record out of the table and throw it away."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        began = time.perf_counter()
        with open(os.devnull, "wb") as nowhere:
            cursor.copy_expert(
                "COPY (SELECT id, record FROM alerts_sighting) TO STDOUT (FORMAT binary)", nowhere
            )
        return time.perf_counter() - began


_CHECK = """
WITH wanted AS (
    SELECT sighting.id AS sighting_id, listing.id AS listing_id
    FROM alerts_listing listing
    JOIN alerts_sighting sighting ON sighting.cnic = listing.cnic AND listing.cnic <> ''
    WHERE listing.source_id >= %(first)s AND listing.source_id < %(upto)s
), found AS (
    SELECT wanted.*, (
        SELECT count(*) FROM alerts_match
        WHERE sighting_id = wanted.sighting_id AND listing_id = wanted.listing_id
    ) AS times FROM wanted
)
SELECT count(*), count(*) FILTER (WHERE times = 0), count(*) FILTER (WHERE times > 1) FROM found
"""


def _check(url: str, first: int, count: int) -> tuple[int, int, int]:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(_CHECK, {"first": first, "upto": first + count})
        wanted, missing, twice = cursor.fetchone()
    return wanted, missing, twice


def _say(results: list[LookedBack], machine: dict[str, Any]) -> None:
    names = list(asdict(results[0]))
    report.table(
        f"New entries against {STAYS:,} stays of {GUESTS:,} people",
        ("", *(f"{one.entries:,} new" for one in results)),
        [(name, *(getattr(one, name) for one in results)) for name in names],
    )
    hundred = next(one for one in results if one.entries == 100)
    print(f"\n100 entries within {MUST_S:g} s: {'yes' if hundred.all_s <= MUST_S else 'NO'}")
    report.finish(
        "reverse",
        machine=machine,
        sizes={"listed": LISTED, "stays": STAYS, "guests": GUESTS, "new": list(NEW)},
        figures={
            "by_entries": {one.entries: {k: round(v, 3) for k, v in asdict(one).items()}
                           for one in results},
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, 1),
        },
        ratios={"to_bare_copy_100": round(hundred.to_bare_copy, 2)},
    )  # fmt: skip


if __name__ == "__main__":
    main()

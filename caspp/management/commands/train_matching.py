"""Learn the weights of matching from pairs whose truth is known."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, cast

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

import matching
from alerts import own_pairs
from caspp.invented import folded
from matching import Shelf, training
from matching.weights import WEIGHTS
from synthetic.screening import screening_set
from synthetic.stock import STOCKS, Stock

_HELD_BACK = 5
"""Of the people asked about every fifth is not learned from: the report says how he fares."""


class Command(BaseCommand):
    help = (
        "Learn the weights from invented people (or, with --own, from our own entries whose CNIC "
        "is on the list) and write them with a report, to be reviewed before they are committed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--own", action="store_true", help="learn from our own entries")
        parser.add_argument("--listed", type=int, default=200_000, help="people on the list")
        parser.add_argument("--asked", type=int, default=60_000, help="people asked about")
        parser.add_argument("--seed", type=int, default=11, help="seed of the invented people")
        parser.add_argument("--stock", choices=STOCKS, default="a", help="their stock of names")
        parser.add_argument("--out", type=Path, default=Path(matching.__file__).parent)

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        if not out.is_dir():
            raise CommandError(f"There is no folder {out}.")
        if options["own"]:
            said = "our own entries"
            asked, truth, shelf = _own()
            hit_rate = float((truth >= 0).mean())
        else:
            said = f"invented people, stock {options['stock']}, seed {options['seed']}"
            asked, truth, shelf = _invented(
                options["listed"], options["asked"], options["seed"], options["stock"]
            )
            hit_rate = float((truth >= 0).mean())
        learn = np.arange(len(asked)) % _HELD_BACK != 0
        with tqdm(total=len(asked), desc="Comparing", unit=" people", unit_scale=True) as bar:
            lesson, kept_back = (
                training.lesson(asked[some], truth[some], shelf, hit_rate=hit_rate, step=bar.update)
                for some in (learn, ~learn)
            )
        learned = training.learn(lesson, WEIGHTS.features, WEIGHTS.base)
        test = training.surprise(kept_back, learned.features, learned.base)
        self._write(out, learned, said, test, len(shelf), len(asked))

    def _write(
        self, out: Path, learned: training.Learned, said: str, test: float, listed: int, asked: int
    ) -> None:
        file = out / "weights.json"
        present = json.loads(
            (file if file.exists() else Path(matching.__file__).parent / file.name).read_text()
        )
        before = present["features"]
        present |= {
            "version": f"{timezone.localdate():%Y.%m.%d}",
            "base": learned.base,
            "features": learned.features,
        }
        file.write_text(json.dumps(present, indent=2) + "\n", "utf-8")
        report = training.report(
            learned, before, made_from=said, listed=listed, asked=asked, held_back=test
        )
        (out / "weights.md").write_text(report, "utf-8")
        self.stdout.write(report)
        self.stdout.write(f"Written: {file} and weights.md beside it. Review both.")


_Set = tuple[Any, Any, Shelf]


def _invented(listed: int, asked: int, seed: int, stock: str) -> _Set:
    people = screening_set(listed, asked, seed=seed, stock=cast(Stock, stock))
    place = {one.ref: number for number, one in enumerate(people.listed)}
    truth = np.array([place.get(query.truth, -1) for query in people.queries])
    asked_about = folded([query.person for query in people.queries], "Folding people asked about")
    theirs = folded([one.person for one in people.listed], "Folding the list")
    return asked_about, truth, Shelf.of(theirs, np.arange(len(theirs)))


def _own() -> _Set:
    try:
        return own_pairs.read()
    except own_pairs.TooFew as too_few:
        raise CommandError(str(too_few)) from too_few

"""``python -m synthetic convicts --rows 524030 --bad-share 0.01 --seed 7 --out convicts.csv``"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from synthetic import convicts
from synthetic.numbers import SERIALS
from synthetic.stock import STOCKS


def rows(text: str) -> int:
    """A number of rows the series of numbers can serve."""
    wanted = int(text)
    if not 1 <= wanted <= SERIALS:
        raise argparse.ArgumentTypeError(f"between 1 and {SERIALS:,} rows, not {text}")
    return wanted


def share(text: str) -> float:
    """A share between 0 and 1."""
    wanted = float(text)
    if not 0 <= wanted <= 1:
        raise argparse.ArgumentTypeError(f"a share lies between 0 and 1, not {text}")
    return wanted


def show(done: int, wanted: int) -> None:
    """The progress, on one line that overwrites itself on a terminal."""
    line = f"{done:,} of {wanted:,} rows"
    if sys.stderr.isatty():
        print(f"\r{line}", end="\n" if done == wanted else "", file=sys.stderr, flush=True)
    elif done % 100_000 == 0 or done == wanted:
        print(line, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m synthetic", description="Make synthetic people. None of them exists."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("convicts", help="write a list for manage.py import_convicts")
    listing.add_argument("--rows", type=rows, required=True, help="rows besides the header")
    listing.add_argument("--bad-share", type=share, default=0.0, help="share of broken rows (0)")
    listing.add_argument("--seed", type=int, default=1, help="same seed, same list (1)")
    listing.add_argument("--stock", choices=STOCKS, default="both", help="name stock (both)")
    listing.add_argument("--out", type=Path, required=True, help="the CSV file to write")
    chosen = parser.parse_args(arguments)
    try:
        written = convicts.write(
            chosen.out,
            rows=chosen.rows,
            seed=chosen.seed,
            bad_share=chosen.bad_share,
            stock=chosen.stock,
            progress=show,
        )
    except OSError as problem:
        print(f"Could not write {chosen.out}: {problem.strerror}.", file=sys.stderr)
        return 1
    print(f"Wrote {chosen.out}: {written.good:,} good rows and {written.bad:,} bad ones.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

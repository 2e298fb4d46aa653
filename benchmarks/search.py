"""make bench BENCH=search: the one box over the CRO's file, over five thousand records and all.

Whatever is typed into it must cost no more queries, and at most three times the time. Exits with 1
when a promise is broken.
"""

import sys

from benchmarks import report
from benchmarks.parts.two_sizes import Sizes, compare

SIZES = Sizes(
    small=[report.sized(5_000, 500)],
    big=[report.sized(524_030, 5_000)],
    times=report.sized(60, 4),
)
#: The promise of the box is a looser one than that of a list: of a name there are more.
MOST = 3.0

if __name__ == "__main__":
    sys.exit(compare("convicts", "search_once", SIZES, MOST))

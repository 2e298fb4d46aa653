"""make bench BENCH=complaints: the desk, the figures and the citizen's page over all complaints.

A hundred times as many complaints must cost no more queries, and at most twice the time, also for
a search that finds more of them. Exits with 1 when a promise is broken.
"""

import sys

from benchmarks import report
from benchmarks.parts.two_sizes import Sizes, compare

SIZES = Sizes(
    small=[report.sized(8_959, 900)],
    big=[report.sized(895_899, 9_000)],
    times=report.sized(100, 4),
)

if __name__ == "__main__":
    sys.exit(compare("complaints", "complaints_once", SIZES))

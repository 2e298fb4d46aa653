"""make bench BENCH=firs: the lists, the searches and the cases of the police station.

A hundred times as many FIRs (and complaints beside them, from which many come) must cost no more
queries, and at most twice the time. Exits with 1 when a promise is broken.
"""

import sys

from benchmarks import report
from benchmarks.parts.two_sizes import Sizes, compare

SIZES = Sizes(
    small=[report.sized(1_694, 300), report.sized(8_959, 300)],
    big=[report.sized(169_377, 3_000), report.sized(895_899, 3_000)],
    times=report.sized(60, 4),
)

if __name__ == "__main__":
    sys.exit(compare("FIRs", "firs_once", SIZES))

"""make bench BENCH=filings: the pages of hotels, stations, counters and landlords.

A hundred times as many stays and tenancies must cost no more queries, and at most twice the time;
a page far down in a list costs as much as its first one. The demonstration's hotel, its landlord
and the 2,400 houses are the same at both sizes: what differs is all that was ever filed. Exits
with 1 when a promise is broken.
"""

import sys

from benchmarks import report
from benchmarks.parts.two_sizes import Sizes, compare

SIZES = Sizes(
    small=[report.sized(33_687, 3_000), report.sized(2_601, 600)],
    big=[report.sized(3_368_732, 12_000), report.sized(260_128, 2_400)],
    times=report.sized(60, 4),
)

if __name__ == "__main__":
    sys.exit(compare("stays", "filings_once", SIZES))

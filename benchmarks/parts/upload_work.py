"""A worker of lots in a process of its own, to be killed: works until nothing waits.

Prints, as its last line, one JSON object with the most memory it held.
"""

import json
import os
import sys
import time


def main(rows_at_once: int | None) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caspp.settings")
    django.setup()
    from django.utils import timezone

    from benchmarks.parts.import_once import peak_mb
    from filings import lots
    from filings.models import Lot

    if rows_at_once:
        lots.SLICE = rows_at_once
    at_rest = peak_mb()
    started = time.monotonic()
    while Lot.objects.waiting().exists():
        if not lots.work(at=timezone.now()):
            # What somebody claimed who was killed is free after a while.
            time.sleep(0.2)
    seconds = time.monotonic() - started
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "before_mb": at_rest}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)

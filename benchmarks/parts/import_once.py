"""One import in a process of its own, to see what it takes: prints one JSON object."""

import json
import os
import re
import resource
import sys
import time
from pathlib import Path


def main(path: Path, rejected: Path) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caspp.settings")
    django.setup()
    from tqdm import tqdm

    from convicts.importing import import_file

    at_rest = peak_mb()
    with tqdm(desc=f"Importing {path.stem}", unit=" rows", unit_scale=True) as bar:
        started = time.monotonic()
        batch = import_file(path, rejected, step=lambda _, rows: bar.update(rows))
        seconds = time.monotonic() - started
    figures = {"seconds": seconds, "peak_mb": peak_mb(), "before_mb": at_rest}
    read = {"read": batch.rows_read, "rejected": batch.counts["refused"]}
    print(json.dumps(figures | batch.counts | read))


def peak_mb() -> float:
    """The most memory this program ever held.

    Linux lets ru_maxrss begin with the size of the process that started this one, so its own
    high-water mark is read there.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())[0]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

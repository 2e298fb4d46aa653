"""The product's own code on a private database, for benchmarks that call it without its servers."""

import os
import subprocess
import sys
from pathlib import Path

import django

from benchmarks.servers import CHECKOUT

#: Nobody listens there: what the boards would be told is not part of these measurements.
_NO_REDIS = "redis://127.0.0.1:1/0"


def set_up(url: str, place: Path) -> None:
    """Make the tables, load the map of the country, and have this process use both."""
    os.environ |= {
        "DATABASE_URL": url,
        "REDIS_URL": _NO_REDIS,
        "DEBUG": "true",
        "DJANGO_SETTINGS_MODULE": "caspp.settings",
        "SCREENING_INDEX": str(place / "index"),
    }
    for command in (["migrate", "-v0"], ["load_reference"]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=CHECKOUT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    django.setup()

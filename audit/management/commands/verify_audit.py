"""manage.py verify_audit: whether the log is as it was written."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from audit import chain, verify


class Command(BaseCommand):
    help = (
        "Computes every digest of the log again and names each event that was changed, removed,"
        " moved, cut off or slipped in. Ends with 1 when there is one."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--anchor", type=Path, help="a file of anchor_audit, kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        anchor = read_anchor(options["anchor"]) if options["anchor"] else None
        total = verify.count_links()
        found = 0
        with tqdm(total=total, desc="Links", disable=not sys.stderr.isatty()) as bar:
            for finding in verify.verify(anchor, bar.update):
                found += 1
                self.stdout.write(str(finding))
        if found:
            raise CommandError(f"The log is broken: {found} findings in {total} links.")
        self.stdout.write(f"The log is whole: {total} links in {chain.CHAINS} chains.")


def read_anchor(path: Path) -> dict[int, tuple[int, str]]:
    """Raises CommandError where the file is no anchor."""
    try:
        kept = json.loads(path.read_text())["heads"]
        return {int(number): (int(seq), str(digest)) for number, (seq, digest) in kept.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path} is no anchor of the log: {error}") from error

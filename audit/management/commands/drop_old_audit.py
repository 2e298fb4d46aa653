"""manage.py drop_old_audit: months of the log that were kept long enough."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from audit import retention


class Command(BaseCommand):
    help = "Drops months older than AUDIT_KEEP_YEARS and under no hold. Run by the log's owner."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say which, drop none")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        for month in retention.droppable(timezone.localdate(now)):
            if options["dry_run"]:
                self.stdout.write(f"{month.first:%Y-%m} would be dropped")
            else:
                events = retention.drop(month, at=now)
                self.stdout.write(f"{month.first:%Y-%m}: {events} events dropped")

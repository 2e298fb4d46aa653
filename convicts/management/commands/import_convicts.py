"""manage.py import_convicts FILE.csv: load a file of the Criminal Record Office."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from convicts import files
from convicts.importing import import_file


class Command(BaseCommand):
    help = (
        "Loads convict records from a CSV file (UTF-8). Refused rows go to a file of their own, "
        "with reasons. Running it again with the same file changes nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument(
            "--rejected",
            type=Path,
            metavar="FILE.csv",
            help="where refused rows go (default: FILE.rejected.csv beside the file)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        rejected: Path = options["rejected"] or path.with_suffix(".rejected.csv")
        with tqdm(unit=" rows", unit_scale=True, desc="Reading") as bar:

            def step(name: str, rows: int) -> None:
                bar.set_description(name)
                bar.update(rows)

            try:
                outcome = import_file(path, rejected, step=step)
            except files.NotAFile as error:
                bar.close()
                raise CommandError(str(error)) from error
            except OSError as error:
                raise CommandError(f"{error.strerror}: {error.filename}") from error
        self.stdout.write(
            f"{outcome.read:,} rows read: {outcome.new:,} new, {outcome.changed:,} changed, "
            f"{outcome.unchanged:,} unchanged, {outcome.rejected:,} refused."
        )
        if outcome.unknown_categories or outcome.unknown_statuses:
            self.stdout.write(
                f"{outcome.unknown_categories:,} rows with a category and "
                f"{outcome.unknown_statuses:,} with a status we do not know are kept in their own "
                "words, as 'other'."
            )
        if outcome.rejected:
            self.stdout.write(f"Refused rows with their reasons: {rejected}")
        else:
            rejected.unlink(missing_ok=True)

"""manage.py import_convicts FILE.csv: load a file of the Criminal Record Office."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.models import User
from convicts.importing import import_file
from sheets import files


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

        parser.add_argument(
            "--by",
            metavar="SERVICE_NUMBER",
            help="in whose name the file is loaded; needed where its column 'sealed' seals records",
        )
        parser.add_argument(
            "--whole",
            action="store_true",
            help="it is the whole file of the CRO: whoever is not in it is withdrawn",
        )
        parser.add_argument(
            "--canaries",
            action="store_true",
            help="its records are invented: nobody is looked for, whoever reads one is noted",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        rejected: Path = options["rejected"] or path.with_suffix(".rejected.csv")
        by = self._officer(options["by"])
        with tqdm(unit=" rows", unit_scale=True, desc="Reading") as bar:

            def step(name: str, rows: int) -> None:
                bar.set_description(name)
                bar.update(rows)

            try:
                batch = import_file(
                    path,
                    rejected,
                    by=by,
                    are_canaries=options["canaries"],
                    is_whole=options["whole"],
                    step=step,
                )
            except files.NotAFile as error:
                bar.close()
                raise CommandError(str(error)) from error
            except OSError as error:
                raise CommandError(f"{error.strerror}: {error.filename}") from error
        told = batch.counts
        self.stdout.write(
            f"{batch.rows_read:,} rows read: {told['new']:,} new, {told['changed']:,} changed, "
            f"{told['unchanged']:,} unchanged, {told['refused']:,} refused."
        )
        if batch.is_whole:
            self.stdout.write(f"{told['missing']:,} records are not in the file, and withdrawn.")
        if told["sealed"]:
            self.stdout.write(f"{told['sealed']:,} records are sealed, and open to {by} alone.")
        if told["unknown_categories"] or told["unknown_statuses"]:
            self.stdout.write(
                f"{told['unknown_categories']:,} rows with a category and "
                f"{told['unknown_statuses']:,} with a status we do not know are kept in their own "
                "words, as 'other'."
            )
        if told["refused"]:
            self.stdout.write(f"Refused rows with their reasons: {rejected}")
        else:
            rejected.unlink(missing_ok=True)

    def _officer(self, service_number: str | None) -> User | None:
        if not service_number:
            return None
        try:
            return User.objects.get(username=service_number, is_active=True)
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody signs in as {service_number}.") from error

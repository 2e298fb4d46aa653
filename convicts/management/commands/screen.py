"""manage.py screen FILE.csv --out RESULTS.csv: compare a list of people with all looked for."""

import argparse
import gc
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from accounts.models import User
from accounts.permissions import Permission
from alerts.list_index import NoIndex
from alerts.models import Band
from audit.actions import record
from audit.purposes import Purpose
from convicts.list_file import Outcome, rejected_path, screen_file
from convicts.list_rows import COLUMNS
from convicts.list_screening import WEAK
from people.masking import masked
from sheets import files

LONGEST_PURPOSE = 200
#: Who can be named on a sealed record can screen in his own name.
_NAMED_ON_SEALS = (Permission.SEE_CONVICTS, Permission.SEE_ALERTS)


class Command(BaseCommand):
    help = (
        "Compares a list of people (CSV, UTF-8) with everybody who is looked for now. The results "
        "name up to ten candidates for each row, from p = 0.02; rows that cannot be read go to "
        "RESULTS.rejected.csv, with reasons. Nobody on the list is stored. "
        f"Columns: {','.join(COLUMNS)}; id and one of name, name_ur, cnic, passport_no are needed."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument(
            "--out", type=Path, required=True, metavar="RESULTS.csv", help="where the results go"
        )
        parser.add_argument(
            "--by",
            metavar="SERVICE_NUMBER",
            help="in whose name; sealed records on which this officer is named are then included",
        )
        parser.add_argument(
            "--purpose", default="", metavar="TEXT", help="what for; stands in the log"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, out = Path(options["file"]), Path(options["out"])
        purpose = options["purpose"].strip()
        if len(purpose) > LONGEST_PURPOSE:
            raise CommandError(f"The purpose has more than {LONGEST_PURPOSE} letters.")
        if out.exists() and not out.is_file():
            raise CommandError(f"{out} is no file that results could be written to.")
        by = _officer(options["by"])
        began = time.monotonic()
        with tqdm(unit=" rows", unit_scale=True, desc="Screening") as bar:

            def step(rows: int) -> None:
                if not bar.n:
                    # The index is in memory by now and stays: looking through it for garbage
                    # again and again took a fifth of the time.
                    gc.freeze()
                bar.update(rows)

            try:
                outcome = screen_file(
                    path, out, by=by, at=timezone.now(), begin=bar.reset, step=step
                )
            except files.NotAFile as error:
                bar.close()
                raise CommandError(str(error)) from error
            except NoIndex as error:
                bar.close()
                raise CommandError(f"Nobody can be compared now: {error}") from error
            except OSError as error:
                bar.close()
                raise CommandError(f"{error.strerror}: {error.filename or out}") from error
            finally:
                gc.unfreeze()
            # Rows may hold line ends: their number is known for certain only now.
            bar.total = outcome.rows
        seconds = time.monotonic() - began
        with transaction.atomic():
            record(
                by=by,
                action="convicts.screened",
                at=timezone.now(),
                purpose=Purpose(words=purpose),
                detail={
                    "file": masked(path.name),
                    "sha256": outcome.sha256,
                    "rows": outcome.rows,
                    "bad": outcome.bad,
                    "found": outcome.found,
                    "bands": dict(outcome.bands),
                },
            )
        self._tell(outcome, out, seconds)

    def _tell(self, outcome: Outcome, out: Path, seconds: float) -> None:
        self.stdout.write(
            f"{outcome.rows:,} rows read, {outcome.bad:,} bad, {outcome.found:,} with candidates."
        )
        bands = [f"{outcome.bands[band]:,} {band.value}" for band in Band]
        bands.append(f"{outcome.bands[WEAK]:,} below possible")
        self.stdout.write(f"Candidates: {', '.join(bands)}.")
        rate = outcome.rows / seconds if seconds else 0
        self.stdout.write(f"{seconds:,.1f} seconds, {rate:,.0f} rows/s.")
        self.stdout.write(f"Results: {out}")
        if outcome.bad:
            self.stdout.write(f"Bad rows with their reasons: {rejected_path(out)}")


def _officer(service_number: str | None) -> User | None:
    if not service_number:
        return None
    try:
        officer: User = User.objects.get(username=service_number, is_active=True)
    except User.DoesNotExist as error:
        raise CommandError(f"Nobody signs in as {service_number}.") from error
    if not any(map(officer.may, _NAMED_ON_SEALS)):
        raise CommandError(f"{officer} is posted nowhere where such results are of use.")
    return officer

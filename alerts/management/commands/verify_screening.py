"""Prove that everybody who was seen was compared with everybody who is looked for."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from alerts import completeness, list_index

_WORDS = {
    "waiting_sightings": "sightings that wait longer than they should",
    "waiting_listings": "entries not admitted to the list for too long",
    "waiting_vehicles": "vehicles not compared with what was seen for too long",
    "unfinished_look_backs": "look backs that do not come to an end",
    "uncovered_listings": "entries that nobody looked back for",
    "equal_without_match": "pairs of one CNIC without a match",
    "vehicles_without_match": "pairs of one number plate without a match",
    "sampled": "sightings compared anew",
    "missing_in_sample": "pairs among these that were not found before",
}


class Command(BaseCommand):
    help = "Prove that the screening is complete; ends with code 1 where something is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sample", type=int, default=completeness.SAMPLE, help="sightings to compare anew"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            proof = completeness.verify(at=timezone.now(), sample=options["sample"])
        except list_index.NoIndex as reason:
            raise CommandError(f"The index of the list cannot be made: {reason}") from reason
        for name, count in asdict(proof).items():
            self.stdout.write(f"{count:>10,}  {_WORDS[name]}")
        if not proof.is_whole:
            raise CommandError("The screening is not complete.", returncode=1)
        self.stdout.write("Complete.")

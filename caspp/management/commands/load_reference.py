"""manage.py load_reference: the map of the police, and the law where it is data."""

from typing import Any

from django.core.management.base import BaseCommand

from complaints import reference as categories
from convicts import reference as methods
from filings import reference as rules
from firs import reference as sections
from stations import reference as stations


class Command(BaseCommand):
    help = (
        "Loads stations, landmarks, categories, sections, modi operandi and reporting rules; "
        "running it again corrects them."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(stations.load())
        self.stdout.write(categories.load())
        self.stdout.write(sections.load())
        self.stdout.write(methods.load())
        self.stdout.write(rules.load())

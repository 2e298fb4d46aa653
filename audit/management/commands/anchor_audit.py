"""manage.py anchor_audit: where each chain ends now, to be kept on another machine."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from audit.tasks import anchor_as_json


class Command(BaseCommand):
    help = (
        "Prints the ends of the chains as JSON. Keep it elsewhere; verify_audit --anchor reads it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(anchor_as_json(timezone.now()))

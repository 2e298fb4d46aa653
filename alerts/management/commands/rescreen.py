"""Have the whole list look back at everybody, as after a change of the weights."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from alerts import bell
from alerts.models import Listing, VehicleListing
from audit.actions import record


class Command(BaseCommand):
    help = (
        "Compare everybody who was ever seen with the whole list once more, in the background; "
        "the pipeline page shows how far it has come. Nobody is alerted twice."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        waiting = Listing.objects.filter(withdrawn_at=None).update(version=None, screened_at=None)
        VehicleListing.objects.filter(withdrawn_at=None).update(screened_at=None)
        record(by=None, action="alerts.rescreened", at=timezone.now(), detail={"listings": waiting})
        bell.ring_on_commit()
        self.stdout.write(f"{waiting:,} entries of the list look back at everybody who was seen.")

"""Whether an export may be asked for or fetched now; a refusal is a sentence for the screen."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Permission
from exports.models import DOWNLOADS, VALID, ExportRequest
from exports.registry import Dataset
from stations.models import Station


def station_of(user: Any, dataset: Dataset) -> Station | None:
    """The one station this person's rows are of; None where they are of more, or of none."""
    stations = list(Station.objects.visible_to(user, dataset.permission)[:2])
    return stations[0] if len(stations) == 1 else None


def refuse_asking(user: Any, dataset: Dataset) -> str | None:
    if not (user.may(Permission.REQUEST_EXPORT) and user.may(dataset.permission)):
        return _("You may not export this.")
    return None


def refuse_downloading(export: ExportRequest, *, by: Any, at: datetime) -> str | None:
    if export.proposed_by_id != by.pk:
        return _("Only who asked for an export may fetch it.")
    if export.decision != export.Decision.APPROVED or export.decided_at is None:
        return _("Nobody has approved this export.")
    if refusal := refuse_asking(by, export.source):
        return refusal
    here = station_of(by, export.source)
    if (here.pk if here else None) != export.station_id:
        return _("Your posting has changed since. Ask anew.")
    if at > export.decided_at + VALID:
        return _("It was approved more than 24 hours ago. Ask anew.")
    if export.downloads.count() >= DOWNLOADS:
        return _("It has been fetched three times. Ask anew.")
    return None


def not_yours() -> str:
    return _("This export is not yours to decide.")

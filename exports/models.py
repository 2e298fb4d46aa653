"""Requests for exports, and what left by them. The files themselves are kept nowhere."""

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.two_persons import Proposal
from audit import history
from audit.purposes import Purpose, PurposeKind
from exports.querysets import ExportQuerySet
from exports.registry import Dataset, dataset_of
from stations.models import Station

DOWNLOADS = 3
VALID = timedelta(hours=24)


@history.tracked()
class ExportRequest(Proposal):
    """Somebody asks for a list of a period, for a purpose and a recipient."""

    dataset = models.CharField(_("What"), max_length=30)
    since = models.DateField(_("From"))
    until = models.DateField(_("Until"))
    purpose_kind = models.CharField(_("Purpose"), max_length=20, choices=PurposeKind.choices)
    case_ref = models.CharField(_("Case number"), max_length=80, blank=True)
    purpose_words = models.CharField(_("In words"), max_length=200, blank=True)
    recipient = models.CharField(_("Who receives it"), max_length=120)
    #: The one station the rows are of; none where they are of more than one.
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, related_name="+", verbose_name=_("Station")
    )

    objects = ExportQuerySet.as_manager()

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.CheckConstraint(
                name="exports_request_in_order", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="exports_request_says_why_and_for_whom",
                condition=~Q(recipient="")
                & Q(purpose_kind__in=PurposeKind.values)
                & ~Q(case_ref="", purpose_words=""),
            ),
        ]
        indexes = [
            models.Index(fields=["-proposed_at", "-id"], name="exports_request_newest"),
            models.Index(fields=["proposed_by", "-proposed_at", "-id"], name="exports_request_own"),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def source(self) -> Dataset:
        return dataset_of(self.dataset)

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.purpose_kind, self.case_ref, self.purpose_words)

    @property
    def start(self) -> datetime:
        """The first moment of the first day."""
        return timezone.make_aware(datetime.combine(self.since, time()))

    @property
    def end(self) -> datetime:
        """The moment after the last day."""
        return timezone.make_aware(datetime.combine(self.until + timedelta(days=1), time()))

    @property
    def valid_until(self) -> datetime | None:
        return self.decided_at + VALID if self.decided_at else None


@history.tracked()
class Download(models.Model):
    """One file that left: never the file, but the hash it is known by."""

    export = models.ForeignKey(ExportRequest, models.PROTECT, related_name="downloads")
    number = models.PositiveSmallIntegerField()
    downloaded_at = models.DateTimeField(_("Downloaded at"))
    rows = models.PositiveIntegerField(_("Rows"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "number"], name="exports_download_once"),
            models.CheckConstraint(
                name="exports_download_three_at_most",
                condition=Q(number__gte=1, number__lte=DOWNLOADS),
            ),
            models.CheckConstraint(
                name="exports_download_has_a_hash", condition=Q(sha256__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"download {self.number} of export {self.export_id}"

"""The report under s.173 CrPC, and the review of cases in which nobody was found."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import history
from firs.laws import (
    append_only,
    by_the_investigator,
    frozen,
    kept,
    not_before_fir,
    of_registered,
    refuses,
)
from firs.models.fir import FIR
from firs.querysets import OfFIRQuerySet


class ReportKind(models.TextChoices):
    """What the report says; but for the last one, the value is the state the case comes into."""

    INTERIM = "interim", _("Interim (s.173, 14 + 3 days)")
    COMPLETE = "complete", _("Complete challan")
    INCOMPLETE = "incomplete", _("Incomplete challan")
    CHALLAN_512 = "challan_512", _("Challan under s.512")
    UNTRACED = "untraced", _("Untraced")
    CANCELLATION = "cancellation", _("Cancellation (rule 24.7)")
    SUPPLEMENTARY = "supplementary", _("Supplementary challan")


class CancelledAs(models.TextChoices):
    """Why a case is to be cancelled; the class of the register."""

    FALSE = "B", _("B: false")
    MISTAKE = "C", _("C: mistake of law or fact, civil, or not cognizable")


@history.tracked()
class FinalReport(models.Model):
    """Made by the officer who has the case, signed by the SHO, sent to the court.

    A cancellation takes two steps: the police propose it, a magistrate orders it or does not.
    """

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="reports")
    kind = models.CharField(_("Report"), max_length=13, choices=ReportKind.choices)
    cancelled_as = models.CharField(
        _("Cancelled as"), max_length=1, choices=CancelledAs.choices, blank=True
    )
    made_at = models.DateTimeField(_("Made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Made by")
    )
    words = models.TextField(_("Result of the investigation"), max_length=8000)
    #: Who is sent for trial, in custody or not, as the form of the challan lists them; as of then.
    accused = models.JSONField(_("Accused"), default=list)
    sections = models.CharField(_("Sections"), max_length=240)
    signed_at = models.DateTimeField(_("Signed at"), null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sent_back_at = models.DateTimeField(_("Sent back at"), null=True)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sent_back_because = models.CharField(_("Why it was sent back"), max_length=500, blank=True)
    reached_court_at = models.DateTimeField(_("Reached the court at"), null=True)
    reached_court_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    court = models.CharField(_("Court"), max_length=120, blank=True)
    order_at = models.DateTimeField(_("Order of the court at"), null=True)
    order_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    order_no = models.CharField(_("Number of the order"), max_length=60, blank=True)
    order_is_approval = models.BooleanField(_("The court agrees"), null=True)

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fir"],
                name="firs_finalreport_one_waits",
                condition=Q(signed_at=None, sent_back_at=None),
            ),
            models.CheckConstraint(
                name="firs_finalreport_signed_whole",
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_at__gte=F("made_at"), signed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="firs_finalreport_sent_back_whole",
                condition=Q(sent_back_at=None, sent_back_by=None, sent_back_because="")
                | Q(sent_back_at__isnull=False, sent_back_at__gte=F("made_at"))
                & Q(sent_back_by__isnull=False, signed_at=None)
                & ~Q(sent_back_because=""),
            ),
            models.CheckConstraint(
                name="firs_finalreport_reached_whole",
                condition=Q(reached_court_at=None, reached_court_by=None, court="")
                | Q(signed_at__isnull=False, reached_court_at__isnull=False)
                & Q(reached_court_at__gte=F("signed_at"), reached_court_by__isnull=False)
                & ~Q(court=""),
            ),
            models.CheckConstraint(
                name="firs_finalreport_order_whole",
                condition=Q(order_at=None, order_by=None, order_no="", order_is_approval=None)
                | Q(kind="cancellation", reached_court_at__isnull=False, order_at__isnull=False)
                & Q(order_at__gte=F("reached_court_at"), order_by__isnull=False)
                & Q(order_is_approval__isnull=False)
                & ~Q(order_no=""),
            ),
            models.CheckConstraint(
                name="firs_finalreport_class",
                condition=Q(kind="cancellation") & ~Q(cancelled_as="")
                | ~Q(kind="cancellation") & Q(cancelled_as=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["fir"],
                name="firs_finalreport_sent_back",
                condition=Q(sent_back_at__isnull=False),
            )
        ]
        triggers = [
            of_registered(),
            not_before_fir("made_at"),
            by_the_investigator("made_by", "made_at"),
            frozen(
                "as_made",
                *("fir", "kind", "cancelled_as", "made_at", "made_by", "words"),
                *("accused", "sections"),
            ),
            frozen("signed_once", "signed_at", "signed_by", once="signed_at"),
            frozen(
                "sent_back_once",
                *("sent_back_at", "sent_back_by", "sent_back_because", "signed_at", "signed_by"),
                once="sent_back_at",
            ),
            frozen(
                "reached_once",
                *("reached_court_at", "reached_court_by", "court"),
                once="reached_court_at",
            ),
            frozen(
                "ordered_once",
                *("order_at", "order_by", "order_no", "order_is_approval"),
                once="order_at",
            ),
            refuses(
                "challan_has_an_accused",
                when=(
                    "NEW.kind IN ('complete', 'incomplete', 'challan_512')"
                    " AND jsonb_array_length(NEW.accused) = 0"
                ),
                says="a challan sends somebody for trial",
                operation=pgtrigger.Insert,
            ),
            kept(),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} of FIR {self.fir_id}"

    @property
    def kind_label(self) -> str:
        return str(ReportKind(self.kind).label)

    @property
    def is_waiting(self) -> bool:
        """Made, and neither signed nor sent back."""
        return self.signed_at is None and self.sent_back_at is None


@history.tracked()
class Review(models.Model):
    """An untraced case was taken up again and looked at, as it is every fortnight."""

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="reviews")
    made_at = models.DateTimeField(_("At"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.TextField(_("What was looked at"), max_length=2000)

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        triggers = [of_registered(), append_only()]

    def __str__(self) -> str:
        return f"review {self.pk} of FIR {self.fir_id}"

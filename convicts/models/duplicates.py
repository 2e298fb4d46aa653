"""Two records that may be one person: found by the engine, decided by an officer."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alerts.models import Band
from audit import history
from convicts.models.record import ConvictRecord
from convicts.querysets import DuplicateQuerySet
from firs.laws import kept
from people.masking import masked


@history.tracked(exclude=("probability", "explanation_en", "explanation_ur"), inserts=False)
class Duplicate(models.Model):
    """A pair of records, the older first, with why the engine believes that they are one."""

    class Decision(models.TextChoices):
        SAME = "same", _("One person")
        DIFFERENT = "different", _("Two persons")

    first = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="+")
    second = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="+")
    band = models.CharField(_("Grade"), max_length=12, choices=Band.choices)
    probability = models.FloatField()
    explanation_en = models.TextField(blank=True)
    explanation_ur = models.TextField(blank=True)
    found_at = models.DateTimeField(_("Found at"))
    decision = models.CharField(_("Decision"), max_length=10, choices=Decision.choices, blank=True)
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("Decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="convicts_duplicate_once"),
            models.CheckConstraint(
                name="convicts_duplicate_older_first", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="convicts_duplicate_decision_whole",
                condition=Q(decision="", decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["band", "-found_at", "-id"],
                name="convicts_duplicate_waiting",
                condition=Q(decision=""),
            ),
        ]
        triggers = [kept()]

    def __str__(self) -> str:
        return f"records {self.first_id} and {self.second_id}"

    @property
    def is_waiting(self) -> bool:
        return not self.decision

    @property
    def explanation(self) -> str:
        """Why the engine believes it, with no whole number in it."""
        return masked(self.explanation_ur if get_language() == "ur" else self.explanation_en)

"""The weekly review: the hints of one week, what the auditor says to each, and his signature.

No foreign keys to accounts: they stand on the log, not under it. Names are those of that day.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import hints, history
from audit.weeks import Week


@history.tracked()
class WeekReview(models.Model):
    """One week of the log, gone through for hints; signed once every hint is answered."""

    week_on = models.DateField(_("Week"), unique=True)
    prepared_at = models.DateTimeField(_("Prepared at"))
    note = models.CharField(_("Note"), max_length=500, blank=True)
    signed_at = models.DateTimeField(_("Signed at"), null=True)
    #: The number of the account, and the name it had.
    signed_by = models.BigIntegerField(null=True)
    signer = models.CharField(_("Signed by"), max_length=180, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_weekreview_begins_on_monday", condition=Q(week_on__iso_week_day=1)
            ),
            models.CheckConstraint(
                name="audit_weekreview_signature_whole",
                condition=Q(signed_at=None, signed_by=None, signer="", note="")
                | Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(signer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"week {self.week.year}-W{self.week.number:02}"

    @property
    def week(self) -> Week:
        return Week(self.week_on)

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class HintQuerySet(models.QuerySet["Hint"]):
    """Hints by what is still to be said to them."""

    def waiting(self) -> "HintQuerySet":
        return self.filter(answer="")


@history.tracked()
class Hint(models.Model):
    """Something about one officer's week that asks for an explanation, and the answer."""

    class Answer(models.TextChoices):
        EXPLAINED = "explained", _("Explained")
        REFERRED = "referred", _("Referred for inquiry")

    review = models.ForeignKey(WeekReview, models.PROTECT, related_name="hints")
    kind = models.CharField(_("Hint"), max_length=12, choices=hints.Kind.choices)
    #: The number of the account, and the name it had.
    actor_id = models.BigIntegerField()
    actor = models.CharField(_("Officer"), max_length=180)
    #: Tells two hints of one kind about one officer apart: which record.
    about = models.CharField(max_length=80, blank=True)
    facts = models.JSONField()
    events = ArrayField(models.BigIntegerField())
    answer = models.CharField(_("Answer"), max_length=10, choices=Answer.choices, blank=True)
    answer_note = models.CharField(_("Note"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("Answered at"), null=True)
    answered_by = models.BigIntegerField(null=True)
    answerer = models.CharField(_("Answered by"), max_length=180, blank=True)

    objects = HintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "kind", "actor_id", "about"], name="audit_hint_once"
            ),
            models.CheckConstraint(
                name="audit_hint_answer_whole",
                condition=Q(
                    answer="", answer_note="", answered_at=None, answered_by=None, answerer=""
                )
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer="")
                & ~Q(answer_note="")
                & ~Q(answerer=""),
            ),
            models.CheckConstraint(
                name="audit_hint_never_answered_by_himself",
                condition=Q(answered_by=None) | ~Q(answered_by=F("actor_id")),
            ),
        ]

    def __str__(self) -> str:
        return f"hint {self.pk}: {self.kind}, {self.actor}"

    @property
    def sentence(self) -> str:
        return hints.sentence(self.kind, self.facts)

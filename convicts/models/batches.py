"""Files of the Criminal Record Office: taken in, read row by row, shown, published, taken back."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.two_persons import Proposal
from audit import history
from convicts.querysets import BatchQuerySet, TakingBackQuerySet
from firs.laws import kept

#: Whoever claimed a file and has not come back by then was killed; a task lives two minutes.
CLAIM_LASTS = timedelta(minutes=3)


class Overtaken(Exception):
    """Somebody decided on the file, or went on with it, meanwhile."""


@history.tracked(exclude=("rows_read", "lines_read", "offset", "claimed_at", "tries"))
class ImportBatch(models.Model):
    """One file: who brought it, how far it is, what it changes, who let it into the records."""

    class State(models.TextChoices):
        """A file of the CRO."""

        READING = "reading", _("Being read")
        READY = "ready", _("To be approved")
        PUBLISHING = "publishing", _("Being published")
        DONE = "done", _("Published")
        DISCARDED = "discarded", _("Discarded")
        FAILED = "failed", _("Failed")
        TAKEN_BACK = "taken_back", _("Taken back")

    #: The worker has something to do.
    AT_WORK = (State.READING, State.PUBLISHING)

    file_name = models.CharField(_("File"), max_length=160)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.BigIntegerField(_("Size in bytes"))
    #: Whatever the file does not name is out of the CRO's records.
    is_whole = models.BooleanField(_("The whole file of the CRO"), default=False)
    #: Its new records are invented: nobody is looked for, and whoever reads one is noted.
    are_canaries = models.BooleanField(default=False, editable=False)
    #: Of whoever brought it: in it the worker says what is wrong with a row.
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, editable=False)
    made_at = models.DateTimeField(_("Brought at"))
    #: Nobody where the administrator loaded it on the machine itself.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("Brought by"),
    )
    state = models.CharField(
        _("State"), max_length=10, choices=State.choices, default=State.READING, editable=False
    )
    columns = ArrayField(models.CharField(max_length=60), default=list, editable=False)
    #: How far it is read: rows, lines, and the byte behind the last of them.
    rows_read = models.PositiveIntegerField(default=0, editable=False)
    lines_read = models.PositiveIntegerField(default=0, editable=False)
    offset = models.BigIntegerField(default=0, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    #: `new`, `changed`, `unchanged`, `refused`, `missing` and the like, once it is read.
    counts = models.JSONField(default=dict, editable=False)
    failure = models.CharField(_("Why it failed"), max_length=300, blank=True, editable=False)
    decided_at = models.DateTimeField(_("Decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    published_at = models.DateTimeField(_("Published at"), null=True, editable=False)
    taken_back_at = models.DateTimeField(_("Taken back at"), null=True, editable=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Import batches"
        constraints = [
            models.CheckConstraint(
                name="convicts_batch_has_a_hash", condition=Q(sha256__regex="^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="convicts_batch_two_persons",
                condition=Q(made_by=None) | Q(decided_by=None) | ~Q(decided_by=F("made_by")),
                violation_error_message=_("A second person decides this."),
            ),
            models.CheckConstraint(
                name="convicts_batch_published_or_not",
                condition=Q(state__in=("done", "taken_back"), published_at__isnull=False)
                | ~Q(state__in=("done", "taken_back")) & Q(published_at=None),
            ),
            models.CheckConstraint(
                name="convicts_batch_decision_whole",
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="convicts_batch_taken_back_whole",
                condition=Q(state="taken_back", taken_back_at__isnull=False)
                | ~Q(state="taken_back") & Q(taken_back_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="convicts_batch_newest"),
            models.Index(
                fields=["id"],
                name="convicts_batch_at_work",
                condition=Q(state__in=["reading", "publishing"]),
            ),
        ]

    def __str__(self) -> str:
        return f"CRO file {self.pk}"

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def share_read(self) -> int:
        """How much of it is read, in hundredths."""
        return round(100 * self.offset / self.size) if self.size else 0

    def hold(self) -> None:
        """Lock it until the transaction ends. Raises Overtaken where it is not as it was read."""
        rows = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=self.pk)
        if rows.values_list("state", "rows_read").get() != (self.state, self.rows_read):
            raise Overtaken


@history.tracked()
class TakingBack(Proposal):
    """A published file is to be undone; that, too, takes two persons."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="takings_back")
    reason = models.CharField(_("Reason"), max_length=200)

    objects = TakingBackQuerySet.as_manager()

    class Meta(Proposal.Meta):
        verbose_name_plural = "Takings back"
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["batch"], name="convicts_takingback_one_waits", condition=Q(decision="")
            ),
            models.CheckConstraint(
                name="convicts_takingback_has_a_reason", condition=~Q(reason="")
            ),
        ]
        triggers = [kept()]

    def __str__(self) -> str:
        return f"taking back {self.pk} of file {self.batch_id}"


@history.tracked(exclude=("content",), inserts=False)
class ImportBlock(models.Model):
    """Some bytes of a file that waits to be read, sealed; forgotten once it is published."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="blocks")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="convicts_block_once")
        ]

    def __str__(self) -> str:
        return f"block {self.number} of file {self.batch_id}"


class ImportRow(models.Model):
    """One row of a file: understood, or refused with its reason; forgotten with the file.

    Written by COPY in `convicts.staging`, read by the page that shows what a file changes.
    """

    class Kind(models.TextChoices):
        GOOD = "good", _("Understood")
        REFUSED = "refused", _("Refused")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="staged", db_index=False)
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    external_ref = models.CharField(max_length=60, default="", db_default="")
    #: What the record is to say, by column; of a refused row `cells` and `reason`.
    values = models.JSONField(default=dict)
    #: What the record said before it was published over, by field: by it the file is taken back.
    before = models.JSONField(null=True)
    record = models.BinaryField(default=b"")
    content_hash = models.CharField(max_length=32, default="", db_default="")
    record_hash = models.CharField(max_length=32, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="convicts_row_once"),
        ]
        indexes = [
            models.Index(
                fields=["batch", "line"], name="convicts_row_refused", condition=Q(kind="refused")
            ),
            models.Index(fields=["batch", "external_ref"], name="convicts_row_reference"),
        ]

    def __str__(self) -> str:
        return f"line {self.line} of file {self.batch_id}"

"""Lists of people that somebody at the CRO had screened: what was asked, and what came of it.

A list is kept in parts, sealed, and each part is forgotten once it is screened; what was found is
sealed as well, and forgotten after a few days. Nobody on a list becomes a sighting.
"""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from audit import history
from audit.purposes import Purpose, PurposeKind
from people.sealed import EncryptedTextField

#: So long the results can be read.
KEPT = timedelta(days=7)
#: Whoever claimed a part and has not come back by then was killed; a task lives two minutes.
CLAIM_LASTS = timedelta(minutes=3)
#: A part on which the screening failed so often fails its list.
TRIES = 3


class ScreeningRunQuerySet(models.QuerySet[Any]):
    """Lists by who asked and by where they are in their life."""

    def visible_to(self, user: Any, permission: str = Permission.LIST_CONVICTS) -> Self:
        """One's own, and nobody else's: who else wants to know asks the log."""
        return self.filter(asked_by=user) if user.may(permission) else self.none()

    def waiting(self) -> Self:
        """Not screened to the end yet."""
        return self.filter(state__in=ScreeningRun.WAITING)

    def to_forget(self, at: datetime) -> Self:
        """Kept long enough."""
        return self.filter(asked_at__lte=at - KEPT, forgotten_at=None)


class ScreeningPartQuerySet(models.QuerySet[Any]):
    """Parts by where they are in the screening."""

    def unfinished(self) -> Self:
        return self.filter(screened_at=None, run__state__in=ScreeningRun.WAITING)

    def free(self, at: datetime) -> Self:
        """Claimed by nobody, or by somebody who was killed over it."""
        free = Q(claimed_at=None) | Q(claimed_at__lte=at - CLAIM_LASTS)
        return self.unfinished().filter(free)


@history.tracked(exclude=("rows_done", "rows_found"))
class ScreeningRun(models.Model):
    """One list: who asked, what for, and how far its screening has come."""

    class State(models.TextChoices):
        """A list of people that is screened."""

        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being screened")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    WAITING = (State.QUEUED, State.RUNNING)

    file_name = models.CharField(_("File"), max_length=160)
    sha256 = models.CharField("SHA-256", max_length=64)
    purpose_kind = models.CharField(_("Purpose"), max_length=20, choices=PurposeKind.choices)
    case_ref = models.CharField(_("Case number"), max_length=80, blank=True)
    purpose_words = models.CharField(_("In words"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("Asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("By")
    )
    state = models.CharField(
        _("State"), max_length=8, choices=State.choices, default=State.QUEUED, editable=False
    )
    #: As the list named them, for the file of its bad rows.
    columns = ArrayField(models.CharField(max_length=20), editable=False)
    rows = models.PositiveIntegerField(_("Rows"), default=0)
    bad_rows = models.PositiveIntegerField(_("Bad rows"), default=0)
    rows_done = models.PositiveIntegerField(default=0, editable=False)
    rows_found = models.PositiveIntegerField(_("With candidates"), default=0)
    #: Candidates of each grade, counted when the screening ended.
    bands = models.JSONField(default=dict, editable=False)
    finished_at = models.DateTimeField(_("Finished at"), null=True, editable=False)
    forgotten_at = models.DateTimeField(_("Results deleted at"), null=True, editable=False)

    objects = ScreeningRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="convicts_run_says_why",
                condition=Q(purpose_kind__in=PurposeKind.values)
                & ~Q(case_ref="", purpose_words=""),
            ),
            models.CheckConstraint(
                name="convicts_run_has_a_hash", condition=Q(sha256__regex="^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="convicts_run_not_more_than_there_is",
                condition=Q(rows_done__lte=F("rows"), bad_rows__lte=F("rows")),
            ),
            models.CheckConstraint(
                name="convicts_run_end_whole",
                condition=Q(state__in=("queued", "running"), finished_at=None)
                | Q(state__in=("done", "failed"), finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="convicts_run_forgotten_when_over",
                condition=Q(forgotten_at=None) | Q(finished_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at", "-id"], name="convicts_run_own"),
            models.Index(
                fields=["asked_at"], name="convicts_run_kept", condition=Q(forgotten_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"list {self.pk}"

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.purpose_kind, self.case_ref, self.purpose_words)

    @property
    def is_waiting(self) -> bool:
        return self.state in self.WAITING

    @property
    def kept_until(self) -> datetime:
        return self.asked_at + KEPT


@history.tracked(
    exclude=("people", "bad", "results", "listings", "bands", "claimed_at", "tries"), inserts=False
)
class ScreeningPart(models.Model):
    """Some rows of one list: first the people in them, then what was found.

    `people`, `bad` and `results` are written by convicts.list_parts. `listings` and `bands` hold,
    for each of the results, which listing it is and its grade: so that they can be counted, and
    what was sealed since left out, without opening them.
    """

    run = models.ForeignKey(ScreeningRun, models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    bad_rows = models.PositiveIntegerField()
    people = EncryptedTextField(blank=True)
    bad = EncryptedTextField(blank=True)
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    screened_at = models.DateTimeField(null=True)
    results = EncryptedTextField(blank=True)
    listings = ArrayField(models.BigIntegerField(), default=list)
    bands = ArrayField(models.CharField(max_length=12), default=list)

    objects = ScreeningPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="convicts_part_once"),
            models.CheckConstraint(
                name="convicts_part_screened_or_not",
                condition=Q(screened_at=None, results="") | Q(screened_at__isnull=False, people=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["number", "run"],
                name="convicts_part_unfinished",
                condition=Q(screened_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of list {self.run_id}"

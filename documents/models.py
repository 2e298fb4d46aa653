"""Where the numbers of papers come from, and what was issued."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import history
from documents import codes
from stations.models import Station


class Series(models.Model):
    """One run of serial numbers: the e-tags of a year, later the FIRs of a station and year.

    The row is the lock: whoever takes a number holds it until his transaction ends, so that no
    number is given twice and none is lost by a transaction that fails.
    """

    name = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveBigIntegerField()

    class Meta:
        verbose_name_plural = "Series"

    def __str__(self) -> str:
        return f"{self.name} up to {self.last}"


class PaperQuerySet(models.QuerySet[Any]):
    """Issued papers by how they are found again."""

    def of_source(self, source: models.Model) -> Self:
        """The papers that were printed of this record."""
        return self.filter(source_label=source._meta.label_lower, source_id=source.pk)


@history.tracked()
class Paper(models.Model):
    """A paper that was issued: enough to tell it from a forged one, and nothing of what it says.

    Whoever holds the paper reads its code and asks; the answer names no person.
    """

    class Kind(models.TextChoices):
        """What was issued."""

        FIR = "fir", _("First Information Report")

    code = models.CharField(max_length=codes.LENGTH, unique=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    #: As it is printed.
    number = models.CharField(_("Number"), max_length=40)
    station = models.ForeignKey(
        Station, models.PROTECT, related_name="papers", verbose_name=_("Station")
    )
    #: The record it was printed of.
    source_label = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    #: SHA-256 of what it says.
    digest = models.CharField(max_length=64)
    #: The check says that it was issued, and no more.
    is_withheld = models.BooleanField(default=False)
    issued_at = models.DateTimeField(_("Issued at"))
    #: Nobody where somebody took a copy of his own himself.
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("Revoked at"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    revoked_because = models.CharField(_("Reason"), max_length=300, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_label", "source_id", "kind", "digest"],
                name="documents_paper_once",
                condition=Q(revoked_at=None),
            ),
            models.CheckConstraint(
                name="documents_paper_has_a_code",
                condition=Q(code__regex=f"^[{codes.ALPHABET}]{{{codes.LENGTH}}}$"),
            ),
            models.CheckConstraint(
                name="documents_paper_has_a_digest", condition=Q(digest__regex="^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(name="documents_paper_has_a_number", condition=~Q(number="")),
            models.CheckConstraint(
                name="documents_paper_revoked_whole",
                condition=Q(revoked_at=None, revoked_by=None, revoked_because="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False)
                & ~Q(revoked_because="")
                & Q(revoked_at__gte=F("issued_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def shown_code(self) -> str:
        return codes.shown(self.code)

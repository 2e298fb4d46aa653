"""Convict records."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.seals import Sealable
from alerts.models import ListingCategory
from audit import history
from convicts.querysets import ConvictRecordQuerySet
from people.models import Person


@history.tracked(exclude=("record_hash",), inserts=False)
class ConvictRecord(Sealable, Person):
    """One person on file at the Criminal Record Office, under the reference of his old file."""

    class Status(models.TextChoices):
        IN_PRISON = "in_prison", _("In prison")
        RELEASED = "released", _("Released")
        ON_BAIL = "on_bail", _("On bail")
        ON_PAROLE = "on_parole", _("On parole")
        ABSCONDING = "absconding", _("Absconding")
        ACQUITTED = "acquitted", _("Acquitted")
        DECEASED = "deceased", _("Deceased")
        OTHER = "other", _("Other")

    #: Nobody looks for these any more: their records publish no listing.
    AT_REST = (Status.ACQUITTED, Status.DECEASED)

    external_ref = models.CharField(_("CRO reference"), max_length=60, unique=True)
    category = models.ForeignKey(ListingCategory, models.PROTECT, verbose_name=_("Category"))
    # What the file said where it named a category or status that we do not know.
    category_as_given = models.CharField(_("Category as given"), max_length=60, blank=True)
    status = models.CharField(_("Status"), max_length=12, choices=Status.choices)
    status_as_given = models.CharField(_("Status as given"), max_length=60, blank=True)
    offence = models.CharField(_("Offence"), max_length=300, blank=True)
    #: Invented, so that no case leads here and whoever reads it is mining; publishes no listing.
    is_canary = models.BooleanField(default=False, editable=False)
    record_hash = models.CharField(max_length=32, editable=False)
    recorded_at = models.DateTimeField(_("Recorded at"))
    changed_at = models.DateTimeField(_("Changed at"))

    objects = ConvictRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            *Sealable.Meta.constraints,
            models.CheckConstraint(
                name="convicts_record_has_a_reference", condition=~models.Q(external_ref="")
            ),
        ]
        indexes = [
            models.Index(fields=["cnic"], name="convicts_record_cnic"),
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="convicts_record_name"),
            GinIndex(OpClass("name_ur", "gin_trgm_ops"), name="convicts_record_name_ur"),
        ]

    def __str__(self) -> str:
        # The log names it to the auditor, who is not named on it.
        return f"sealed record {self.pk}" if self.is_sealed else f"CRO {self.external_ref}"


from convicts.lists import ScreeningPart, ScreeningRun  # noqa: E402, F401  (models of this app)
from convicts.watch import WatchEntry, WatchRemoval  # noqa: E402, F401

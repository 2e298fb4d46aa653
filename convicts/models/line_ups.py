"""A photo line-up: one who is suspected among others who look like him, in an order by chance."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import history
from convicts.models.record import ConvictRecord
from convicts.querysets import LineUpQuerySet
from firs.laws import kept


@history.tracked()
class LineUp(models.Model):
    """One sheet as it was printed: a court may ask later who stood on it, and in which place."""

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="line_ups")
    case_ref = models.CharField(_("Case"), max_length=80)
    made_at = models.DateTimeField(_("Made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("By")
    )
    #: Of every face, the suspect's among them, by the numbers on the sheet from 1 on.
    photographs = ArrayField(models.BigIntegerField(), editable=False)
    #: His number on the sheet.
    place = models.PositiveSmallIntegerField(editable=False)

    objects = LineUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="convicts_lineup_has_a_case", condition=~Q(case_ref="")),
            models.CheckConstraint(
                name="convicts_lineup_he_stands_on_it",
                condition=Q(place__gte=1, place__lte=models.F("photographs__len")),
            ),
        ]
        indexes = [
            models.Index(fields=["made_by", "-made_at", "-id"], name="convicts_lineup_own"),
        ]
        triggers = [kept()]

    def __str__(self) -> str:
        return f"line-up {self.pk}"

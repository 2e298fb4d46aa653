"""Questions about rules, receipts and lots."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q


class RuleQuerySet(models.QuerySet[Any]):
    """Rules by place and day."""

    def at(self, station: Any) -> Self:
        """Rules of this station's district and province, the district's own first."""
        district = models.Q(district__circles__stations=station)
        of_province = Q(district=None, province__regions__districts__circles__stations=station)
        return self.filter(district | of_province).order_by(F("district").asc(nulls_last=True))

    def on(self, day: date) -> Self:
        """Rules in force on that day; the last day counts."""
        lasting = Q(valid_to=None) | Q(valid_to__gte=day)
        return self.filter(lasting, valid_from__lte=day)


class ReceiptQuerySet(models.QuerySet[Any]):
    """Receipts by whose they are and what of."""

    def of_premises(self, premises: models.Model) -> Self:
        """What these premises were given."""
        return self.filter(premises_label=premises._meta.label_lower, premises_id=premises.pk)

    def of_source(self, source: models.Model) -> Self:
        """The receipts of one record, its first version first."""
        found = self.filter(source_label=source._meta.label_lower, source_id=source.pk)
        return found.order_by("version")


class LotQuerySet(models.QuerySet[Any]):
    """Lots by whose they are and how far."""

    def of_premises(self, premises: models.Model) -> Self:
        """What these premises sent."""
        return self.filter(premises_label=premises._meta.label_lower, premises_id=premises.pk)

    def waiting(self) -> Self:
        """The worker has something to do."""
        return self.filter(state="waiting")

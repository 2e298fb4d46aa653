"""Sealed records: sexual offences, juveniles, informants. They exist for the named officers only.

A record is `Sealable`, a `SealKey` names an officer who may see it, and every question to its
table goes through `SealedQuerySet.open_to`. The acts are in `accounts.sealing`.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import history


class Seal(models.TextChoices):
    """Why a record is sealed."""

    SEXUAL_OFFENCE = "sexual_offence", _("Sexual offence")
    JUVENILE = "juvenile", _("Juvenile")
    INFORMANT = "informant", _("Informant")


class Sealable(models.Model):
    """A record that can be sealed."""

    sealed_as = models.CharField(
        _("Sealed as"), max_length=14, choices=Seal.choices, blank=True, default=""
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_seal_is_known",
                condition=Q(sealed_as__in=["", *Seal.values]),
            )
        ]

    @property
    def is_sealed(self) -> bool:
        return bool(self.sealed_as)


class SealKeyQuerySet(models.QuerySet["SealKey"]):
    """Who may see which sealed record."""

    def to(self, record: models.Model) -> Self:
        """The keys to one record."""
        return self.filter(record_label=record._meta.label_lower, record_id=record.pk)


@history.tracked()
class SealKey(models.Model):
    """An officer is named on a sealed record: he sees it, wherever else he is posted.

    A record of a station asks for more: there it must lie within his reach, too.

    ``record_label`` and ``record_id`` name the record ('convicts.convictrecord', 17) without a
    foreign key: this floor knows no table above it.
    """

    record_label = models.CharField(max_length=60, editable=False)
    record_id = models.BigIntegerField(editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="seal_keys",
        verbose_name=_("Officer"),
    )
    given_at = models.DateTimeField(_("Named at"))
    #: Nobody where CASPP itself named the officer whose work the record is.
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("Named by"),
    )

    objects = SealKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_label", "record_id", "user"], name="accounts_sealkey_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.record_label} {self.record_id}"


class SealedQuerySet(models.QuerySet[Any]):
    """Rows of a table whose records can be sealed."""

    def open_to(self, user: Any) -> Self:
        """Less the sealed records on which this person is not named, whatever his rank."""
        keys = SealKey.objects.filter(record_label=self.model._meta.label_lower, user=user.pk)
        return self.filter(Q(sealed_as="") | Q(pk__in=keys.values("record_id")))

"""What is to be sent to people outside: the table is the memory, the gateway may be away."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from people.fields import PhoneField
from people.sealed import EncryptedTextField


class TextQuerySet(models.QuerySet[Any]):
    """Short messages by where they are on their way."""

    def due(self, at: datetime) -> Self:
        """To be sent now, the oldest first."""
        return self.filter(sent_at=None, given_up_at=None, due_at__lte=at).order_by("due_at", "pk")


class Text(models.Model):
    """One short message to one phone. The same key is never sent twice."""

    key = models.CharField(max_length=120, unique=True)
    phone = PhoneField()
    words = EncryptedTextField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    #: Worth nothing after this moment, as a code is.
    expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    failed_because = models.CharField(max_length=120, blank=True)

    objects = TextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notifications_text_sent_or_given_up",
                condition=Q(sent_at=None) | Q(given_up_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="notifications_text_due",
                condition=Q(sent_at=None, given_up_at=None),
            ),
            models.Index(fields=["phone", "-made_at"], name="notifications_text_phone"),
            models.Index(fields=["made_at"], name="notifications_text_age"),
        ]

    def __str__(self) -> str:
        return self.key

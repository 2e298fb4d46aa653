from typing import Any, Self

from django.db import models

#: In the detail of every look: the how-manieth of its officer's day.
NTH = "nth_today"


class EventQuerySet(models.QuerySet[Any]):
    """Events by what they speak of and who did it."""

    def about(self, target: models.Model) -> Self:
        """Everything that happened to one record, newest first."""
        return self.filter(target_type=target._meta.label_lower, target_id=target.pk).order_by(
            "-pk"
        )

    def by(self, actor_id: int) -> Self:
        """Everything one person did, newest first."""
        return self.filter(actor_id=actor_id).order_by("-pk")

    def looks(self) -> Self:
        """Those by which somebody was looked at and which count against the day."""
        return self.filter(detail__has_key=NTH)

"""Exports by who asked and who decides."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.permissions import Permission
from exports.registry import decided_by
from stations.models import Station


class ExportQuerySet(models.QuerySet[Any]):
    """Whose an export is, and whose decision."""

    def asked_by(self, user: Any) -> Self:
        return self.filter(proposed_by=user)

    def to_decide_by(self, user: Any) -> Self:
        """Exports this person may decide on, decided or not.

        A request that reaches no further than one station is decided by whose posting covers that
        station; any other by whose posting covers the country. One's own is nobody's to decide.
        """
        inside = Q(pk__in=[])
        for posting in user.postings_with(Permission.DECIDE_EXPORT):
            its_own = Q(dataset__in=decided_by(posting.role))
            if not posting.covers_country:
                its_own &= Q(station__in=Station.objects.filter(posting.stations_inside()))
            inside |= its_own
        return self.filter(inside).exclude(proposed_by=user)

    def visible_to(self, user: Any) -> Self:
        """One's own, those one decides on, and for the auditor all."""
        if user.may(Permission.READ_AUDIT):
            return self
        mine, to_decide = self.asked_by(user), self.to_decide_by(user)
        return self.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=to_decide.values("pk")))

    def waiting(self) -> Self:
        return self.filter(decision="")

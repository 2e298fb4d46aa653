from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from accounts.permissions import Permission
from accounts.seals import SealedQuerySet


class ConvictRecordQuerySet(SealedQuerySet):
    """Questions the CRO's counter asks."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_CONVICTS) -> Self:
        """The CRO's file is one for the country; what is sealed is for the named officers only.

        What was entered by hand and waits for its second person is no part of the file.
        """
        return self.in_file().open_to(user) if user.may(permission) else self.none()

    def in_file(self) -> Self:
        return self.filter(is_in_file=True)

    def with_opening(self, user: Any, permission: str = Permission.SEE_CONVICTS) -> Self:
        """Those in the file; to whoever keeps it those that wait or were refused, too."""
        if user.may(Permission.WRITE_CONVICTS) or user.may(Permission.DECIDE_CONVICTS):
            return self.open_to(user) if user.may(permission) else self.none()
        return self.visible_to(user, permission)

    def to_compare(self) -> Self:
        """Not compared with the whole list as they are now; a sealed one is compared with none."""
        fresh = self.in_file().filter(compared_at=None, withdrawn_at=None, sealed_as="")
        return fresh.filter(is_canary=False)

    def together_with(self, record: Any) -> Self:
        """The other records of the same person, the leading one first."""
        leader = record.merged_into_id or record.pk
        same = self.filter(Q(pk=leader) | Q(merged_into=leader)).exclude(pk=record.pk)
        return same.order_by(F("merged_into").asc(nulls_first=True), "pk")

    def with_name_part(self, text: str) -> Self:
        """Those in whose name, in either script, these letters stand."""
        by_name = Q(upper_name__contains=text.upper()) | Q(name_ur__contains=text)
        return self.annotate(upper_name=Upper("name")).filter(by_name)


class ProposalQuerySet(models.QuerySet[Any]):
    """Records that come into the file or leave it."""

    def waiting(self) -> Self:
        return self.filter(decision="")

    def to_decide_by(self, user: Any) -> Self:
        """What waits for this person: not proposed by himself, and not sealed before him."""
        from convicts.models import ConvictRecord

        open_to_him = ConvictRecord.objects.with_opening(user, Permission.DECIDE_CONVICTS)
        waiting = self.waiting().exclude(proposed_by=user)
        return waiting.filter(record__in=open_to_him)


class BatchQuerySet(models.QuerySet[Any]):
    """Files that are loaded into the CRO's records."""

    def visible_to(self, user: Any, permission: str = Permission.WRITE_CONVICTS) -> Self:
        """Nobody sees those that bring invented records: who reads one would be warned."""
        return self.filter(are_canaries=False) if user.may(permission) else self.none()

    def to_decide_by(self, user: Any) -> Self:
        """Whose publishing, or taking back, waits for this person as the second."""
        from convicts.models import TakingBack

        others = TakingBack.objects.waiting().exclude(proposed_by=user)
        # Whoever has the machine has no second person, and is nobody here.
        ready = Q(state=self.model.State.READY) & (Q(made_by=None) | ~Q(made_by=user))
        waiting = self.visible_to(user, Permission.DECIDE_CONVICTS)
        return waiting.filter(ready | Q(pk__in=others.values("batch")))

    def published_after(self, batch: Any) -> Self:
        """Those that changed the records since, and still do."""
        done = self.filter(state=self.model.State.DONE, published_at__isnull=False)
        return done.filter(published_at__gt=batch.published_at)

    def at_work(self) -> Self:
        """Those at which the worker has something to do."""
        return self.filter(state__in=self.model.AT_WORK)


class TakingBackQuerySet(models.QuerySet[Any]):
    """Published files that are to be undone."""

    def visible_to(self, user: Any, permission: str = Permission.WRITE_CONVICTS) -> Self:
        from convicts.models import ImportBatch

        return self.filter(batch__in=ImportBatch.objects.visible_to(user, permission))

    def waiting(self) -> Self:
        return self.filter(decision="")


class DuplicateQuerySet(models.QuerySet[Any]):
    """Pairs of records that may be one person."""

    def visible_to(self, user: Any, permission: str = Permission.DECIDE_CONVICTS) -> Self:
        """Those of which this person may see both."""
        from convicts.models import ConvictRecord

        seen = ConvictRecord.objects.visible_to(user, permission).values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def waiting(self) -> Self:
        return self.filter(decision="")


class LineUpQuerySet(models.QuerySet[Any]):
    """Sheets for witnesses."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_CONVICTS) -> Self:
        """One's own, while the suspect may be seen; whoever else wants to know asks the log."""
        from convicts.models import ConvictRecord

        seen = ConvictRecord.objects.visible_to(user, permission).values("pk")
        return self.filter(made_by=user, record__in=seen)


class NotedQuerySet(models.QuerySet[Any]):
    """Rows of a file."""

    def standing(self) -> Self:
        """Those that nobody struck out."""
        return self.filter(struck_at=None)

"""The watch list: whom a station looks for by name, put there and taken off by two persons."""

from datetime import datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.two_persons import Proposal
from alerts.models import ListingCategory
from audit import history
from firs.laws import append_only
from people.models import Person
from people.sealed import EncryptedTextField
from stations.models import Station


class WatchEntryQuerySet(models.QuerySet[Any]):
    """Entries by station and by where they are in their life."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_WATCH) -> Self:
        """Entries of the stations where the user holds the permission."""
        return self.filter(station__in=Station.objects.visible_to(user, permission))

    def waiting(self) -> Self:
        """Some decision is open: to put the entry on the list, or to take it off."""
        removal = WatchRemoval.objects.filter(entry=OuterRef("pk"), decision="")
        return self.filter(Q(decision="") | Exists(removal))

    def to_decide_by(self, user: Any) -> Self:
        """What waits for this person: in his stations, and not proposed by himself."""
        others = WatchRemoval.objects.filter(entry=OuterRef("pk"), decision="")
        open_to_him = Q(decision="") & ~Q(proposed_by=user)
        return self.visible_to(user, Permission.DECIDE_WATCH).filter(
            open_to_him | Exists(others.exclude(proposed_by=user))
        )

    def in_force(self) -> Self:
        return self.filter(decision=Proposal.Decision.APPROVED, ended_at=None)

    def ended(self) -> Self:
        """Taken off, run out, or never put on."""
        return self.filter(Q(decision=Proposal.Decision.REFUSED) | Q(ended_at__isnull=False))

    def to_review(self) -> Self:
        """In force, and somebody should ask by now whether it is still needed."""
        return self.in_force().filter(review_on__lte=timezone.localdate())

    def expired(self, at: datetime) -> Self:
        """Still in force although their last day is over."""
        return self.in_force().filter(valid_to__lt=timezone.localdate(at))


class WatchRemovalQuerySet(models.QuerySet[Any]):
    """Removals by the station of their entry."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_WATCH) -> Self:
        return self.filter(entry__station__in=Station.objects.visible_to(user, permission))


@history.tracked()
class WatchEntry(Person, Proposal):
    """Somebody to be looked for: proposed by one officer, in force once another approved."""

    category = models.ForeignKey(ListingCategory, models.PROTECT, verbose_name=_("Category"))
    reference = models.CharField(_("FIR or court order number"), max_length=80)
    # It may name an informant: only the program can read it, and no listing repeats it.
    reason = EncryptedTextField(_("Reason"))
    station = models.ForeignKey(
        Station, models.PROTECT, related_name="+", verbose_name=_("Owning station")
    )
    valid_from = models.DateField(_("In force from"))
    valid_to = models.DateField(_("Last day"), null=True, blank=True)
    review_on = models.DateField(_("Review on"))
    ended_at = models.DateTimeField(_("Ended at"), null=True, editable=False)
    ended_because = models.CharField(_("Ended because"), max_length=200, blank=True)

    objects = WatchEntryQuerySet.as_manager()

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.CheckConstraint(
                name="convicts_watchentry_in_order",
                condition=(Q(valid_to=None) | Q(valid_to__gte=F("valid_from")))
                & Q(review_on__gte=F("valid_from")),
                violation_error_message=_("The last day or the review is before the first day."),
            ),
            models.CheckConstraint(
                name="convicts_watchentry_has_grounds",
                condition=~Q(reference="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="convicts_watchentry_end_whole",
                condition=Q(ended_at=None, ended_because="")
                | Q(ended_at__isnull=False, decision="approved") & ~Q(ended_because=""),
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-proposed_at", "-id"], name="convicts_watch_newest"),
            models.Index(
                fields=["valid_to"],
                name="convicts_watch_in_force",
                condition=Q(decision="approved", ended_at=None),
            ),
            models.Index(
                fields=["review_on"],
                name="convicts_watch_to_review",
                condition=Q(decision="approved", ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"watch {self.reference}"

    @property
    def is_in_force(self) -> bool:
        return self.decision == self.Decision.APPROVED and self.ended_at is None

    @property
    def is_review_due(self) -> bool:
        return self.is_in_force and self.review_on <= timezone.localdate()

    @property
    def listed_from(self) -> datetime:
        """The first moment of the first day."""
        return timezone.make_aware(datetime.combine(self.valid_from, time()))

    @property
    def listed_to(self) -> datetime | None:
        """The moment after the last day."""
        if self.valid_to is None:
            return None
        return timezone.make_aware(datetime.combine(self.valid_to + timedelta(days=1), time()))


@history.tracked()
class WatchRemoval(Proposal):
    """An entry is to be taken off the list; that, too, takes two persons."""

    entry = models.ForeignKey(WatchEntry, models.PROTECT, related_name="removals")
    reason = EncryptedTextField(_("Reason"))

    objects = WatchRemovalQuerySet.as_manager()

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["entry"],
                name="convicts_watchremoval_one_waits",
                condition=Q(decision=""),
            ),
            models.CheckConstraint(
                name="convicts_watchremoval_has_a_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"removal {self.pk} of watch entry {self.entry_id}"


@history.tracked()
class WatchReview(models.Model):
    """An officer who may decide looked at an entry in force again: it stays, and why."""

    entry = models.ForeignKey(WatchEntry, models.PROTECT, related_name="reviews")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(_("Reviewed at"))
    # As the reason of the entry it may name an informant.
    reason = EncryptedTextField(_("Why it stays"))
    next_on = models.DateField(_("Next review on"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="convicts_watchreview_has_a_reason", condition=~Q(reason="")
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"review {self.pk} of watch entry {self.entry_id}"

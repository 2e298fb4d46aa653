"""What one person proposes and another decides: grants of roles, watch-list entries, exports."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Proposal(models.Model):
    """Proposed by one person, decided by another; the database refuses the same one twice."""

    class Decision(models.TextChoices):
        APPROVED = "approved", gettext_lazy("Approved")
        REFUSED = "refused", gettext_lazy("Refused")

    proposed_at = models.DateTimeField(gettext_lazy("Proposed at"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("By")
    )
    decided_at = models.DateTimeField(gettext_lazy("Decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decision = models.CharField(
        gettext_lazy("Decision"), max_length=10, choices=Decision.choices, blank=True
    )
    decision_note = models.CharField(gettext_lazy("Reason"), max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_two_persons",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=gettext_lazy("A second person decides this."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_decision_whole",
                condition=Q(decided_at=None, decided_by=None, decision="")
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision=""),
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        return not self.decision

    def decide(self, *, by: Any, approve: bool, note: str, at: datetime) -> None:
        """Note the decision on this instance; saving it is the caller's action."""
        chosen = self.Decision.APPROVED if approve else self.Decision.REFUSED
        self.decided_by, self.decided_at = by, at
        self.decision, self.decision_note = chosen, note


def refusal_to_decide(proposal: Proposal, *, by: Any, approve: bool, note: str) -> str | None:
    """Why this person may not decide this proposal now, in words for the screen; None if he may."""
    if not proposal.is_waiting:
        return _("This has been decided already. Reload the page to see how.")
    if proposal.proposed_by == by:
        return _("You proposed this yourself. A second person decides it.")
    if not approve and not note:
        return _("Say why you refuse it.")
    return None

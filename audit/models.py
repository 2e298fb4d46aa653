"""The log. No foreign keys, so that it never interferes with the records it speaks of."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from audit import history
from audit.purposes import PurposeKind
from audit.querysets import EventQuerySet


class Outcome(models.TextChoices):
    """How an act ended."""

    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed")


class Event(models.Model):
    """Somebody did something, or looked at somebody, then and for this reason.

    Inserted only: triggers and privileges refuse UPDATE, DELETE and TRUNCATE. Kept in months
    (migration 0004) and linked into hash chains (`audit.chain`). `recorded_at` is the database's
    clock; `at` is the time of the act as the program saw it.
    """

    recorded_at = models.DateTimeField(_("Recorded at"), db_default=Now(), editable=False)
    at = models.DateTimeField(_("At"))
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(_("By"), max_length=180, blank=True)
    action = models.CharField(_("Action"), max_length=60)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.BigIntegerField(null=True)
    target = models.CharField(_("What"), max_length=180, blank=True)
    purpose = models.CharField(_("Purpose"), max_length=200, blank=True)
    purpose_kind = models.CharField(
        _("Kind of purpose"), max_length=20, choices=PurposeKind.choices, blank=True
    )
    case_ref = models.CharField(_("Case"), max_length=80, blank=True)
    outcome = models.CharField(
        _("Outcome"), max_length=10, choices=Outcome.choices, default=Outcome.DONE
    )
    # Who outside CASPP was given something: a court, an export's receiver, a gateway.
    recipient = models.CharField(_("Given to"), max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=32, blank=True)
    address = models.GenericIPAddressField(_("Address"), null=True)
    # A digest of the session's key: equal for the acts of one session, useless to a thief.
    session = models.CharField(max_length=16, blank=True)
    source = models.CharField(_("Through"), max_length=10, default="command")

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["target_type", "target_id", "-id"], name="audit_event_target"),
            models.Index(fields=["actor_id", "-id"], name="audit_event_actor"),
            models.Index(fields=["-recorded_at", "-id"], name="audit_event_newest"),
            models.Index(fields=["action", "-recorded_at", "-id"], name="audit_event_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.target}"


@history.tracked()
class LegalHold(models.Model):
    """A court or an inquiry needs the log of these days: no month that touches them is dropped."""

    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Until"))
    reason = models.CharField(_("Reason"), max_length=300)
    held_at = models.DateTimeField(_("Held at"))
    held_by = models.CharField(_("Held by"), max_length=180)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_legalhold_in_order",
                condition=models.Q(until_on__gte=models.F("from_on")),
            )
        ]

    def __str__(self) -> str:
        return f"hold {self.from_on} to {self.until_on}: {self.reason}"


class DroppedMonth(models.Model):
    """A month that was kept long enough and dropped; its links stay and still prove their order."""

    month_on = models.DateField(unique=True)
    events = models.BigIntegerField()
    dropped_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.month_on:%Y-%m}: {self.events} events"


from audit import reviews  # noqa: E402, F401  (models of this app, in a room of their own)

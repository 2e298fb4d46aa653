"""What is asked for an account by one person and decided by another."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.places import RoleAtPlace
from accounts.querysets import AccountRequestQuerySet
from accounts.two_persons import Proposal
from audit import history
from people.fields import PhoneField


@history.tracked()
class AccountRequest(Proposal, RoleAtPlace):
    """Open an account, post somebody, transfer him, forget his factors, or let him in again.

    Role and place say what he shall be; where nothing of that changes, what he is. They decide
    whose request it is to ask for and to decide.
    """

    class Kind(models.TextChoices):
        OPEN = "open", _("New account")
        POST = "post", _("A further role")
        TRANSFER = "transfer", _("Transfer")
        NEW_FACTOR = "new_factor", _("New second factor")
        ENABLE = "enable", _("Enable again")

    #: Kinds that change where somebody stands, and from when.
    POSTINGS = (Kind.OPEN, Kind.POST, Kind.TRANSFER)

    kind = models.CharField(_("What is asked for"), max_length=10, choices=Kind.choices)
    #: Whom it is about; an account that is still to be opened has nobody yet.
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="requests",
        verbose_name=_("Person"),
    )
    username = models.CharField(_("Service number"), max_length=40, blank=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    name_ur = models.CharField(_("Name in Urdu"), max_length=120, blank=True)
    belt_no = models.CharField(_("Belt number"), max_length=20, blank=True)
    phone = PhoneField(_("Phone"), blank=True, default="")
    from_on = models.DateField(_("From"), null=True)
    ending = models.ForeignKey(
        "accounts.Posting",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("Posting that ends"),
    )
    because = models.CharField(_("Reason"), max_length=300)

    objects = AccountRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            *Proposal.Meta.constraints,
            *RoleAtPlace.Meta.constraints,
            models.CheckConstraint(
                name="accounts_accountrequest_not_about_oneself",
                condition=Q(subject=None)
                | ~Q(proposed_by=F("subject")) & (Q(decided_by=None) | ~Q(decided_by=F("subject"))),
                violation_error_message=_("Nobody decides about himself."),
            ),
            # Somebody new has a name and becomes an account when approved; others have one.
            models.CheckConstraint(
                name="accounts_accountrequest_whom",
                condition=Q(kind="open", decision="approved", subject__isnull=False)
                & ~Q(username="")
                & ~Q(name="")
                | Q(kind="open", subject=None)
                & ~Q(decision="approved")
                & ~Q(username="")
                & ~Q(name="")
                | ~Q(kind="open") & Q(subject__isnull=False, username="", name=""),
            ),
            models.CheckConstraint(
                name="accounts_accountrequest_from_when",
                condition=Q(kind__in=["open", "post", "transfer"], from_on__isnull=False)
                | Q(kind__in=["new_factor", "enable"], from_on=None),
            ),
            models.CheckConstraint(
                name="accounts_accountrequest_transfer_ends_a_posting",
                condition=Q(kind="transfer", ending__isnull=False)
                | ~Q(kind="transfer") & Q(ending=None),
            ),
            models.CheckConstraint(
                name="accounts_accountrequest_has_a_reason", condition=~Q(because="")
            ),
            models.UniqueConstraint(
                name="accounts_accountrequest_one_waiting",
                fields=["subject", "kind"],
                condition=Q(decision=""),
            ),
            models.UniqueConstraint(
                name="accounts_accountrequest_one_waiting_name",
                fields=["username"],
                condition=Q(decision="", kind="open"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-proposed_at", "-id"],
                name="accounts_request_waiting",
                condition=Q(decision=""),
            ),
            models.Index(
                fields=["proposed_by", "-proposed_at", "-id"], name="accounts_request_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.username or self.subject} as {self.role}"

    @property
    def who(self) -> Any:
        """The name on the screen: of the person, or of whoever is to become one."""
        return self.subject.local_name if self.subject else self.name

    @property
    def service_number(self) -> str:
        return self.subject.username if self.subject else self.username

"""Who lives in a rented home or works in a private house, who vouches for him, who went to see."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit import history
from filings.models import Filing, State
from people.models import Person
from people.sealed import SealedStorage
from stations.models import Station
from tenants.querysets import NamedQuerySet, PropertyQuerySet, TenancyQuerySet, VisitQuerySet


@history.tracked()
class Property(models.Model):
    """A home, shop or piece of land that is let, or the house in which somebody is employed."""

    class Kind(models.TextChoices):
        HOUSE = "house", _("House")
        PORTION = "portion", _("Portion of a house")
        FLAT = "flat", _("Flat")
        ROOM = "room", _("Room")
        SHOP = "shop", _("Shop")
        OFFICE = "office", _("Office")
        LAND = "land", _("Plot or land")

    kind = models.CharField(_("What is it?"), max_length=8, choices=Kind.choices)
    house_no = models.CharField(_("House, flat or shop number"), max_length=40)
    street = models.CharField(_("Street or gali"), max_length=80, blank=True)
    area = models.CharField(_("Sector, block or mohalla"), max_length=80)
    city = models.CharField(_("City or village"), max_length=60)
    station = models.ForeignKey(
        Station, models.PROTECT, related_name="+", verbose_name=_("Police station")
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    objects = PropertyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Properties"

    def __str__(self) -> str:
        return f"property {self.pk}"

    @property
    def address(self) -> str:
        return ", ".join(
            part for part in (self.house_no, self.street, self.area, self.city) if part
        )


def agreement_path(tenancy: Any, filename: str) -> str:
    """A name nobody can guess, and nothing of the people in it."""
    return f"agreements/{uuid.uuid4().hex}.jpg"


class Verification(models.TextChoices):
    """How far the police know that what was filed is so."""

    NEW = "new", _("Not yet seen")
    ASSIGNED = "assigned", _("An officer is to visit")
    VERIFIED = "verified", _("Verified")
    DISCREPANCY = "discrepancy", _("Does not agree")


@history.tracked(exclude=("typed", "touched_at"), inserts=False)
class Tenancy(Filing):
    """Somebody lives or works somewhere: who, since when, by which agreement, until when.

    As a draft it is what was typed so far; once it is filed the columns say it.
    """

    class Kind(models.TextChoices):
        TENANT = "tenant", _("Tenant")
        EMPLOYEE = "employee", _("Private employee or domestic staff")

    kind = models.CharField(_("Kind"), max_length=8, choices=Kind.choices, default=Kind.TENANT)
    #: Whose account it belongs to; nobody's where it was typed at a counter.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    place = models.ForeignKey(
        Property, models.PROTECT, null=True, related_name="tenancies", verbose_name=_("Property")
    )
    # The property's station again: the lists of a station begin with it.
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    #: The number by which both sides know it: that of its first receipt.
    number = models.CharField(_("Registration number"), max_length=30, blank=True, editable=False)
    possession_on = models.DateField(_("Lives or works there since"), null=True)
    agreed_from = models.DateField(_("Agreement from"), null=True, blank=True)
    agreed_until = models.DateField(_("Agreement until"), null=True, blank=True)
    rent = models.PositiveIntegerField(_("Rent or wage a month, in rupees"), null=True, blank=True)
    agreement = models.FileField(
        _("Photograph of the agreement"),
        upload_to=agreement_path,
        storage=SealedStorage(),
        blank=True,
    )
    occupation = models.CharField(_("Occupation"), max_length=80, blank=True)
    workplace = models.CharField(_("Where he works"), max_length=160, blank=True)
    previous_address = models.CharField(_("Where he lived before"), max_length=240, blank=True)
    vehicle_no = models.CharField(_("Vehicle number"), max_length=20, blank=True)
    weapon_licence = models.CharField(_("Weapon licence number"), max_length=40, blank=True)
    verification = models.CharField(
        _("Verification"),
        max_length=11,
        choices=Verification.choices,
        default=Verification.NEW,
        editable=False,
    )
    #: By when an officer should have been there.
    verify_due_at = models.DateTimeField(_("To be verified by"), null=True, editable=False)
    vacated_on = models.DateField(_("Left on"), null=True, blank=True)
    vacated_at = models.DateTimeField(null=True, editable=False)
    vacated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
    )
    reminded_month_at = models.DateTimeField(null=True, editable=False)
    reminded_week_at = models.DateTimeField(null=True, editable=False)
    #: Of a draft: when its owner was told that its hour is near.
    reminded_due_at = models.DateTimeField(null=True, editable=False)
    #: Of a draft: what was typed, by the names of the form's fields.
    typed = models.JSONField(default=dict, editable=False)
    touched_at = models.DateTimeField(editable=False)
    #: One number for one sending of the form: the same form sent twice is one registration.
    form_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = TenancyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Tenancies"
        constraints = [
            *Filing.Meta.constraints,
            models.CheckConstraint(
                name="tenants_tenancy_filed_is_complete",
                condition=Q(state="draft", number="")
                | ~Q(state="draft")
                & ~Q(number="")
                & Q(
                    place__isnull=False,
                    station__isnull=False,
                    possession_on__isnull=False,
                    verify_due_at__isnull=False,
                    typed={},
                ),
            ),
            models.CheckConstraint(
                name="tenants_tenancy_agreement_in_order",
                condition=Q(agreed_from=None)
                | Q(agreed_until=None)
                | Q(agreed_until__gt=F("agreed_from")),
            ),
            models.CheckConstraint(
                name="tenants_tenancy_vacated_whole",
                condition=Q(vacated_on=None, vacated_at=None, vacated_by=None)
                | Q(
                    vacated_on__gte=F("possession_on"),
                    vacated_at__isnull=False,
                    vacated_by__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["station", "-filed_at", "-id"],
                name="tenants_tenancy_newest",
                condition=~Q(state="draft"),
            ),
            # A supervisor's list is of many stations.
            models.Index(
                fields=["-filed_at", "-id"],
                name="tenants_tenancy_all",
                condition=~Q(state="draft"),
            ),
            models.Index(
                fields=["station", "verify_due_at", "id"],
                name="tenants_tenancy_to_verify",
                condition=Q(verification__in=["new", "assigned"], vacated_on=None, annulled_at=None)
                & ~Q(state="draft"),
            ),
            models.Index(
                fields=["station", "-filed_at", "-id"],
                name="tenants_tenancy_differs",
                condition=Q(verification="discrepancy"),
            ),
            models.Index(
                fields=["station", "agreed_until", "id"],
                name="tenants_tenancy_ending",
                condition=Q(vacated_on=None, annulled_at=None, agreed_until__isnull=False)
                & ~Q(state="draft"),
            ),
            models.Index(
                fields=["agreed_until"],
                name="tenants_tenancy_to_remind",
                condition=Q(vacated_on=None, annulled_at=None, agreed_until__isnull=False)
                & ~Q(state="draft"),
            ),
            models.Index(
                fields=["station", "-filed_at", "-id"],
                name="tenants_tenancy_late",
                condition=Q(filed_at__gt=F("due_at")),
            ),
            models.Index(
                fields=["due_at"],
                name="tenants_tenancy_drafts_due",
                condition=Q(state="draft", due_at__isnull=False, reminded_due_at=None),
            ),
            models.Index(fields=["owner", "-touched_at", "-id"], name="tenants_tenancy_own",
                         condition=Q(owner__isnull=False)),
            models.Index(fields=["filed_by", "-filed_at", "-id"], name="tenants_tenancy_lodged",
                         condition=Q(way="counter")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"registration {self.number}" if self.number else f"draft {self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_employee(self) -> bool:
        return self.kind == self.Kind.EMPLOYEE

    @property
    def is_running(self) -> bool:
        return not self.is_draft and not self.is_annulled and self.vacated_on is None

    @property
    def is_expired(self) -> bool:
        """Whether the agreement ended and nobody said that he left or stays on."""
        until = self.agreed_until
        return self.is_running and until is not None and until < timezone.localdate()


@history.tracked(inserts=False)
class Named(Person):
    """Somebody who is named in a registration; every one of them is a sighting."""

    class Role(models.TextChoices):
        LANDLORD = "landlord", _("Landlord")
        TENANT = "tenant", _("Tenant")
        EMPLOYER = "employer", _("Employer")
        EMPLOYEE = "employee", _("Employee")
        MEMBER = "member", _("Lives with him")
        STAFF = "staff", _("Domestic staff")
        SURETY = "surety", _("Surety")
        DEALER = "dealer", _("Property dealer")

    class Kinship(models.TextChoices):
        SPOUSE = "spouse", _("Husband or wife")
        CHILD = "child", _("Son or daughter")
        PARENT = "parent", _("Father or mother")
        SIBLING = "sibling", _("Brother or sister")
        RELATIVE = "relative", _("Other relative")
        FRIEND = "friend", _("Friend")
        OTHER = "other", _("Other")

    #: They live or work there; the others only vouch for it.
    RESIDENTS = (Role.TENANT, Role.EMPLOYEE, Role.MEMBER, Role.STAFF)
    ONCE = (Role.LANDLORD, Role.TENANT, Role.EMPLOYER, Role.EMPLOYEE, Role.DEALER)

    tenancy = models.ForeignKey(Tenancy, models.CASCADE, related_name="people")
    role = models.CharField(_("Named as"), max_length=8, choices=Role.choices)
    kinship = models.CharField(
        _("Relation to the tenant"), max_length=8, choices=Kinship.choices, blank=True
    )
    address = models.CharField(_("Permanent address"), max_length=240, blank=True)
    #: A correction took him out; he stays in the book.
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Named"
        constraints = [
            models.UniqueConstraint(
                fields=["tenancy", "role"],
                name="tenants_named_one_of_a_kind",
                condition=Q(
                    role__in=["landlord", "tenant", "employer", "employee", "dealer"],
                    removed_at=None,
                ),
            ),
            models.CheckConstraint(
                name="tenants_named_one_document", condition=Q(cnic="") | Q(passport_no="")
            ),
        ]
        indexes = [
            models.Index(fields=["cnic"], name="tenants_named_cnic", condition=~Q(cnic="")),
        ]

    def __str__(self) -> str:
        return self.name


@history.tracked()
class Visit(models.Model):
    """An officer of the beat goes and sees whether it is so."""

    class Outcome(models.TextChoices):
        VERIFIED = "verified", _("It is so")
        DISCREPANCY = "discrepancy", _("It is not so")

    class Missing(models.TextChoices):
        """What an officer can hold against a registration; anything else is no objection."""

        NOBODY = "nobody", _("Nobody of that name lives there")
        OTHERS = "others", _("Others live there who are not named")
        DOCUMENT = "document", _("The card does not agree")
        ADDRESS = "address", _("The address is not right")
        SURETY = "surety", _("A surety does not know of it")
        DATES = "dates", _("The dates are not right")

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="visits")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Officer")
    )
    assigned_at = models.DateTimeField(_("Assigned at"))
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(_("Due"))
    visited_at = models.DateTimeField(_("Visited at"), null=True)
    visited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    outcome = models.CharField(_("Outcome"), max_length=11, choices=Outcome.choices, blank=True)
    missing = ArrayField(
        models.CharField(max_length=8, choices=Missing.choices),
        default=list,
        blank=True,
        verbose_name=_("What does not agree"),
    )
    words = models.CharField(_("In words"), max_length=500, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenancy"], name="tenants_visit_one_open", condition=Q(visited_at=None)
            ),
            models.CheckConstraint(
                name="tenants_visit_whole",
                condition=Q(visited_at=None, visited_by=None, outcome="")
                | Q(visited_at__isnull=False, visited_by__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="tenants_visit_objection_cites",
                condition=~Q(outcome="discrepancy") | ~Q(missing=[]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["assigned_to", "due_at", "id"],
                name="tenants_visit_mine",
                condition=Q(visited_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk} for {self.tenancy_id}"

    @property
    def missing_in_words(self) -> list[str]:
        return [str(self.Missing(one).label) for one in self.missing]

"""Accounts and postings."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.permissions import ROLE_PERMISSIONS, Permission
from accounts.roles import LOCAL_ROLES, OUTSIDE_ROLES, Role
from accounts.seals import SealKey as SealKey
from people.fields import PhoneField
from stations.models import Circle, District, Province, Region, Station


class UserManager(BaseUserManager["User"]):
    """Accounts by their sign-in name."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account that may sign in; it can do nothing until it is posted."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str, **fields: Any) -> "User":
        """Make an account posted as administrator of the country."""
        user = self.create_user(username, password, **fields)
        Posting.objects.create(user=user, role=Role.ADMINISTRATOR, from_on=timezone.localdate())
        return user


class User(AbstractBaseUser):
    """One named person. Accounts are never shared: every act is somebody's."""

    username = models.CharField(
        _("Service number or sign-in name"),
        max_length=40,
        unique=True,
        error_messages={"unique": _("This sign-in name is taken.")},
    )
    name = models.CharField(_("Name"), max_length=120)
    name_ur = models.CharField(_("Name in Urdu"), max_length=120, blank=True)
    belt_no = models.CharField(_("Belt number"), max_length=20, blank=True)
    phone = PhoneField(_("Phone"), blank=True, default="")
    is_active = models.BooleanField(_("May sign in"), default=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.username})"

    @cached_property
    def current_postings(self) -> list["Posting"]:
        """Today's postings; asked once for each request, since each request has its own user."""
        if not self.is_active:
            return []
        return list(self.postings.on(timezone.localdate()).with_units())

    def may(self, permission: str) -> bool:
        """Whether any present posting carries the permission."""
        return bool(self.postings_with(permission))

    def postings_with(self, permission: str) -> list["Posting"]:
        """The present postings that carry the permission: where it may be used."""
        return [
            posting
            for posting in self.current_postings
            if permission in ROLE_PERMISSIONS[Role(posting.role)]
        ]

    @property
    def local_name(self) -> str:
        return self.name_ur if self.name_ur and get_language() == "ur" else self.name

    @property
    def role_label(self) -> str:
        """The first present role, in the reader's language."""
        return str(Role(self.current_postings[0].role).label) if self.current_postings else ""

    @property
    def place(self) -> str:
        """Where the first present posting is, or '' when it has no place."""
        return self.current_postings[0].place if self.current_postings else ""

    # What the admin site asks of a user model.

    @property
    def is_staff(self) -> bool:
        return self.may(Permission.ADMINISTER)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class PostingQuerySet(models.QuerySet["Posting"]):
    """Postings by day."""

    def on(self, day: date) -> "PostingQuerySet":
        """Postings in force on that day; the last day counts."""
        return self.filter(
            Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day
        ).order_by("from_on", "pk")

    def with_units(self) -> "PostingQuerySet":
        return self.select_related("station", "circle", "district", "region", "province")


class Posting(models.Model):
    """Somebody holds a role at a place for a time; it gives both permission and scope.

    At most one unit is set. A police role without a unit covers the country.
    """

    UNITS = ("station", "circle", "district", "region", "province")

    user = models.ForeignKey(User, models.PROTECT, related_name="postings")
    role = models.CharField(_("Role"), max_length=24, choices=Role.choices)
    station = models.ForeignKey(Station, models.PROTECT, null=True, blank=True)
    circle = models.ForeignKey(Circle, models.PROTECT, null=True, blank=True)
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True)
    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Until"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_posting_one_unit_at_most",
                condition=LessThanOrEqual(
                    Func(
                        *(F(f"{unit}_id") for unit in ("station", "circle", "district")),
                        *(F(f"{unit}_id") for unit in ("region", "province")),
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                violation_error_message=_("Choose one place at most."),
            ),
            models.CheckConstraint(
                name="accounts_posting_local_roles_have_a_unit",
                condition=~Q(role__in=sorted(LOCAL_ROLES))
                | ~Q(station=None, circle=None, district=None, region=None, province=None),
                violation_error_message=_("Choose the place where this role is posted."),
            ),
            models.CheckConstraint(
                name="accounts_posting_in_order",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                name="accounts_posting_outside_roles_have_no_unit",
                condition=~Q(role__in=sorted(OUTSIDE_ROLES))
                | Q(station=None, circle=None, district=None, region=None, province=None),
                violation_error_message=_("This role is not posted to a place of the police."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} from {self.from_on}"

    @property
    def unit(self) -> Any:
        """The one unit this posting names, or None."""
        units = (getattr(self, unit) for unit in self.UNITS)
        return next((unit for unit in units if unit is not None), None)

    @property
    def covers_country(self) -> bool:
        return self.unit is None and self.role not in OUTSIDE_ROLES

    @property
    def place(self) -> str:
        return self.unit.local_name if self.unit else ""

    def stations_inside(self) -> Q:
        """A condition on Station that holds for the stations of this posting."""
        if self.station_id:
            return Q(pk=self.station_id)
        if self.circle_id:
            return Q(circle=self.circle_id)
        if self.district_id:
            return Q(circle__district=self.district_id)
        if self.region_id:
            return Q(circle__district__region=self.region_id)
        if self.province_id:
            return Q(circle__district__region__province=self.province_id)
        return Q(pk__in=[])

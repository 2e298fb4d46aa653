"""Accounts and postings."""

from datetime import timedelta
from typing import Any

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.permissions import ROLE_PERMISSIONS, Permission
from accounts.places import Days, RoleAtPlace
from accounts.querysets import PostingQuerySet, UserQuerySet
from accounts.roles import OUTSIDE_ROLES, POLICE_ROLES, Role
from accounts.seals import SealKey as SealKey
from audit import history
from people.fields import PhoneField


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
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


@history.tracked(exclude=("password", "last_login"), noted=("password",))
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
    #: Citizens and landlords: no password, a code to their phone.
    signs_in_by_phone = models.BooleanField(_("Signs in by phone"), default=False, editable=False)
    created_at = models.DateTimeField(_("Made at"), default=timezone.now, editable=False)
    #: Raised by the database whenever a role, a factor or the right to sign in changes: every
    #: session from before is over.
    session_stamp = models.PositiveIntegerField(default=0, editable=False)

    disabled_at = models.DateTimeField(_("Disabled at"), null=True, editable=False)
    disabled_by = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+"
    )
    disabled_because = models.CharField(_("Reason"), max_length=300, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone"],
                name="accounts_user_one_phone_signs_in",
                condition=Q(signs_in_by_phone=True),
            ),
            models.CheckConstraint(
                name="accounts_user_phone_to_sign_in_by",
                condition=Q(signs_in_by_phone=False) | ~Q(phone=""),
            ),
            # CASPP itself disables idle accounts; everything else has an officer.
            models.CheckConstraint(
                name="accounts_user_disabling_whole",
                condition=Q(disabled_at=None, disabled_by=None, disabled_because="")
                | Q(disabled_at__isnull=False, is_active=False) & ~Q(disabled_because=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ends_sessions",
                operation=pgtrigger.UpdateOf("is_active"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__is_active__df=pgtrigger.F("new__is_active")),
                func="NEW.session_stamp = OLD.session_stamp + 1; RETURN NEW;",
            ),
            # A row read before and saved after a change would bring ended sessions back to life.
            pgtrigger.Trigger(
                name="stamp_only_rises",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__session_stamp__lt=pgtrigger.F("old__session_stamp")),
                func="NEW.session_stamp = OLD.session_stamp; RETURN NEW;",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="accounts_user_newest")]

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

    @cached_property
    def is_police(self) -> bool:
        return any(posting.role in POLICE_ROLES for posting in self.current_postings)

    @property
    def must_have_factor(self) -> bool:
        """Police work asks for a second factor; hotels and citizens may add one (CJIS IA-2)."""
        return self.is_police

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session must match: a new password or a raised stamp ends it."""
        value = f"{self.password}|{self.session_stamp}"
        salt = "accounts.User.session"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

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


@history.tracked()
class Posting(RoleAtPlace):
    """Somebody holds a role at a place for a time; it gives both permission and scope.

    At most one unit is set. A police role without a unit covers the country. A posting that ends
    at once ends yesterday: from the next request on it is not in force, whatever its day.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="postings")
    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Until"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="ends_sessions",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.After,
                func="""
                    UPDATE accounts_user SET session_stamp = session_stamp + 1
                    WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.user_id ELSE OLD.user_id END;
                    RETURN NULL;
                """,
            )
        ]
        constraints = [
            *RoleAtPlace.Meta.constraints,
            models.CheckConstraint(
                name="accounts_posting_in_order",
                # One that is ended on its first day was in force until then, and on no whole day.
                condition=Q(until_on__isnull=True)
                | Q(until_on__gte=F("from_on") - timedelta(days=1)),
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                name="accounts_posting_outside_roles_have_no_unit",
                condition=~Q(role__in=sorted(OUTSIDE_ROLES))
                | Q(station=None, circle=None, district=None, region=None, province=None),
                violation_error_message=_("This role is not posted to a place of the police."),
            ),
            ExclusionConstraint(
                name="accounts_posting_administrator_is_not_auditor",
                expressions=[
                    ("user", "="),
                    ("role", "<>"),
                    (Days("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(role__in=["administrator", "auditor"]),
                violation_error_message=_("The administrator is not the auditor."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} from {self.from_on}"

    @property
    def covers_country(self) -> bool:
        return self.unit is None and self.role not in OUTSIDE_ROLES

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


from accounts import requests, reviews  # noqa: E402, F401  (models of this app, in rooms of their own)

"""A role at a place of the police's map: what a posting gives, and what a request asks for."""

from typing import Any

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from accounts.roles import LOCAL_ROLES, Role
from stations.models import Circle, District, Province, Region, Station

#: From the smallest unit to the largest; each lies in one of the next.
LEVELS = ("station", "circle", "district", "region", "province")


class RoleAtPlace(models.Model):
    """At most one unit is set."""

    UNITS = LEVELS

    role = models.CharField(_("Role"), max_length=24, choices=Role.choices)
    station = models.ForeignKey(Station, models.PROTECT, null=True, blank=True)
    circle = models.ForeignKey(Circle, models.PROTECT, null=True, blank=True)
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_one_unit_at_most",
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
                name="%(app_label)s_%(class)s_local_roles_have_a_unit",
                condition=~Q(role__in=sorted(LOCAL_ROLES))
                | ~Q(station=None, circle=None, district=None, region=None, province=None),
                violation_error_message=_("Choose the place where this role is posted."),
            ),
        ]

    @property
    def unit(self) -> Any:
        """The one unit this names, or None."""
        units = (getattr(self, unit) for unit in self.UNITS)
        return next((unit for unit in units if unit is not None), None)

    @unit.setter
    def unit(self, unit: Any) -> None:
        for level in self.UNITS:
            setattr(self, level, unit if unit is not None and level_of(unit) == level else None)

    @property
    def place(self) -> str:
        return self.unit.local_name if self.unit else ""

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)


class Days(Func):
    """The days from one date to another as a range; none where the first comes after the last."""

    template = "daterange(%(expressions)s + 1)"


def level_of(unit: Any) -> str:
    """'station' for a station, and so on."""
    return str(unit._meta.model_name)


def above(unit: Any) -> Any:
    """The unit that this one lies in; None above a province."""
    higher = LEVELS[LEVELS.index(level_of(unit)) + 1 :]
    return getattr(unit, higher[0]) if higher else None

"""The police's map of the country, with names in both languages and dates of validity."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit import history
from people.fields import PhoneField
from stations.querysets import DistrictQuerySet, StationQuerySet


class Unit(models.Model):
    """Something of the hierarchy that has a code, a name in two languages, and a lifetime.

    Units are never deleted: FATA's agencies merged in 2018, but old records name them.
    """

    code = models.CharField(_("Code"), max_length=16, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    name_ur = models.CharField(_("Name in Urdu"), max_length=80)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_valid_in_order",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_to")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return self.name_ur if get_language() == "ur" else self.name


@history.tracked()
class Province(Unit):
    """A province, or one of the territories that CASPP treats as one."""

    capital = models.CharField(_("Capital"), max_length=80)


@history.tracked()
class Region(Unit):
    """A police region or range: several districts under an RPO or DIG."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="regions")


@history.tracked()
class District(Unit):
    """A district under a DPO (a city's CCPO or SSP)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="districts")
    latitude = models.FloatField(_("Latitude"), null=True, blank=True)
    longitude = models.FloatField(_("Longitude"), null=True, blank=True)

    objects = DistrictQuerySet.as_manager()


@history.tracked()
class DistrictAlias(models.Model):
    """Another spelling of a district: an old name, a portal's abbreviation, a common slip."""

    district = models.ForeignKey(District, models.CASCADE, related_name="aliases")
    name = models.CharField(_("Name"), max_length=80)
    folded = models.CharField(max_length=80, unique=True, editable=False)

    class Meta:
        verbose_name_plural = _("District aliases")

    def __str__(self) -> str:
        return f"{self.name} = {self.district}"


@history.tracked()
class Circle(Unit):
    """A circle of stations under an SDPO (DSP or ASP)."""

    district = models.ForeignKey(District, models.PROTECT, related_name="circles")


@history.tracked()
class Station(Unit):
    """A police station under its SHO."""

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="stations")
    phone = PhoneField(_("Phone"), blank=True, default="")
    latitude = models.FloatField(_("Latitude"), null=True, blank=True)
    longitude = models.FloatField(_("Longitude"), null=True, blank=True)

    objects = StationQuerySet.as_manager()


@history.tracked()
class Landmark(models.Model):
    """A place that everybody knows, and the station whose beat it is in. About where it is."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="landmarks")
    name = models.CharField(_("Name"), max_length=80)
    name_ur = models.CharField(_("Name in Urdu"), max_length=80)
    latitude = models.FloatField(_("Latitude"))
    longitude = models.FloatField(_("Longitude"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="stations_landmark_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        return self.name_ur if self.name_ur and get_language() == "ur" else self.name

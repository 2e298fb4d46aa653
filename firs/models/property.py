"""What was carried off: things, vehicles and mobiles, until somebody finds them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import history
from firs.laws import frozen, kept_once_registered
from firs.models.fir import FIR
from firs.querysets import OfFIRQuerySet
from matching.vehicle import KEY_LENGTH, SerialNumber, registration_key
from people.fields import IMEIField, SerialNumberField


class Stolen(models.Model):
    """A thing that is gone, and where it was found."""

    value = models.PositiveBigIntegerField(_("Value in rupees"), null=True, blank=True)
    added_at = models.DateTimeField(_("Added at"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    found_at = models.DateTimeField(_("Stolen property found at"), null=True, editable=False)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    found_where = models.CharField(_("Where it was found"), max_length=240, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_found_whole",
                condition=Q(found_at=None, found_by=None, found_where="")
                | Q(found_at__isnull=False, found_at__gte=F("added_at"), found_by__isnull=False)
                & ~Q(found_where=""),
            )
        ]

    @property
    def is_found(self) -> bool:
        return self.found_at is not None


def _key(number: str) -> str:
    return SerialNumber(number).key if number else ""


def _laws() -> list[Any]:
    return [
        frozen("of_its_case", "fir", "added_at", "added_by"),
        frozen("found_once", "found_at", "found_by", "found_where", once="found_at"),
        kept_once_registered(),
    ]


@history.tracked()
class StolenThing(Stolen):
    """Jewellery, cash, cattle, a water pump."""

    fir = models.ForeignKey(FIR, models.CASCADE, related_name="stolen_things")
    description = models.CharField(_("What it is"), max_length=240)
    quantity = models.CharField(_("Quantity"), max_length=40, blank=True)

    objects = OfFIRQuerySet.as_manager()

    class Meta(Stolen.Meta):
        triggers = _laws()

    def __str__(self) -> str:
        return f"stolen thing {self.pk} of FIR {self.fir_id}"


@history.tracked()
class Vehicle(Stolen):
    """A vehicle that was stolen or snatched; any one of its three numbers tells it."""

    fir = models.ForeignKey(FIR, models.CASCADE, related_name="vehicles")
    #: As on the plate; an army's or a foreigner's has no known shape.
    registration_no = models.CharField(_("Registration number"), max_length=20, blank=True)
    registration_key = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)
    chassis_no = SerialNumberField(_("Chassis number"), blank=True, default="")
    chassis_key = models.CharField(max_length=SerialNumber.LONGEST, blank=True, editable=False)
    engine_no = SerialNumberField(_("Engine number"), blank=True, default="")
    engine_key = models.CharField(max_length=SerialNumber.LONGEST, blank=True, editable=False)
    make = models.CharField(_("Make and model"), max_length=80, blank=True)
    colour = models.CharField(_("Colour"), max_length=40, blank=True)

    objects = OfFIRQuerySet.as_manager()

    class Meta(Stolen.Meta):
        constraints = [
            *Stolen.Meta.constraints,
            models.CheckConstraint(
                name="firs_vehicle_can_be_told",
                condition=~Q(registration_no="", chassis_no="", engine_no=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["registration_key"],
                name="firs_vehicle_plate",
                condition=~Q(registration_key=""),
            ),
            models.Index(
                fields=["chassis_key"], name="firs_vehicle_chassis", condition=~Q(chassis_key="")
            ),
            models.Index(
                fields=["engine_key"], name="firs_vehicle_engine", condition=~Q(engine_key="")
            ),
        ]
        triggers = _laws()

    def __str__(self) -> str:
        return f"vehicle {self.pk} of FIR {self.fir_id}"

    def fold_numbers(self) -> None:
        """Write anew the keys by which it is found. Whoever changes its numbers calls it."""
        self.registration_key = registration_key(self.registration_no)
        self.chassis_key = _key(self.chassis_no)
        self.engine_key = _key(self.engine_no)

    @property
    def description(self) -> str:
        return ", ".join(filter(None, (self.make, self.colour)))


@history.tracked()
class Mobile(Stolen):
    """A telephone that was stolen or snatched, by its one or two IMEI numbers."""

    fir = models.ForeignKey(FIR, models.CASCADE, related_name="mobiles")
    imei = IMEIField(_("IMEI"), blank=True, default="")
    imei_2 = IMEIField(_("Second IMEI"), blank=True, default="")
    make = models.CharField(_("Make and model"), max_length=80)
    sim_numbers = models.CharField(_("SIM numbers"), max_length=80, blank=True)

    objects = OfFIRQuerySet.as_manager()

    class Meta(Stolen.Meta):
        indexes = [
            models.Index(fields=["imei"], name="firs_mobile_imei", condition=~Q(imei="")),
            models.Index(fields=["imei_2"], name="firs_mobile_imei_2", condition=~Q(imei_2="")),
        ]
        triggers = _laws()

    def __str__(self) -> str:
        return f"mobile {self.pk} of FIR {self.fir_id}"

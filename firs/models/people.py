"""Who is in a case: accused, witnesses, victims. Nobody leaves a registered FIR."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.seals import Sealable
from audit import history
from firs.laws import (
    at_station_of_fir,
    frozen,
    kept_once_registered,
    moves,
    since_when_looked_for,
)
from firs.models.fir import FIR
from firs.querysets import NAME_WORDS, AccusedQuerySet, OfFIRQuerySet
from people.models import Person
from stations.models import Station

#: Under this age the law protects the name (Juvenile Justice System Act 2018 s.2, s.13).
ADULT = 18


class Party(Person):
    """Somebody in a case, beyond what every person has. The age is that of the day of the FIR."""

    address = models.CharField(_("Address"), max_length=240, blank=True)
    occupation = models.CharField(_("Occupation"), max_length=80, blank=True)
    age = models.PositiveSmallIntegerField(_("Age"), null=True, blank=True)
    added_at = models.DateTimeField(_("Added at"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    #: That of the FIR; the database writes it. Names are looked for at stations.
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

    def count_birth_year(self, reported_at: datetime) -> None:
        """The year of birth follows the age that was given last: guests are compared by it."""
        if self.age is not None:
            self.birth_year = timezone.localdate(reported_at).year - self.age

    @property
    def is_minor(self) -> bool:
        return self.age is not None and self.age < ADULT


def _numbers(table: str) -> list[Any]:
    """The indexes by which a person is found in every case."""
    return [
        models.Index(fields=["cnic"], name=f"firs_{table}_cnic", condition=~Q(cnic="")),
        models.Index(fields=["phone"], name=f"firs_{table}_phone", condition=~Q(phone="")),
        GinIndex("station", NAME_WORDS, name=f"firs_{table}_names"),
    ]


def _laws() -> list[Any]:
    return [
        at_station_of_fir(),
        frozen("of_its_case", "fir", "added_at", "added_by"),
        kept_once_registered(),
    ]


class Position(models.TextChoices):
    """Where an accused stands."""

    AT_LARGE = "at_large", _("Not arrested")
    ARRESTED = "arrested", _("In police custody")
    JUDICIAL = "judicial", _("In judicial custody")
    ON_BAIL = "on_bail", _("On bail")
    ABSCONDING = "absconding", _("Absconding")
    PROCLAIMED = "proclaimed", _("Proclaimed offender")
    DISCHARGED = "discharged", _("Discharged")
    CONVICTED = "convicted", _("Convicted")
    ACQUITTED = "acquitted", _("Acquitted")
    DEAD = "dead", _("Dead: case abated")


#: Of these the police look for the person, in every hotel of the country.
LOOKED_FOR = (Position.ABSCONDING, Position.PROCLAIMED)
IN_CUSTODY = (Position.ARRESTED, Position.JUDICIAL)


@history.tracked()
class Accused(Party, Sealable):
    """One who is accused, by name or as somebody unknown; his listing is published from here.

    He is sealed with his case, so that his listing is.
    """

    fir = models.ForeignKey(FIR, models.CASCADE, related_name="accused_rows")
    is_known = models.BooleanField(_("Named"), default=True)
    alias = models.CharField(_("Known as (urf)"), max_length=80, blank=True)
    #: Of an unknown one it is all there is.
    description = models.CharField(_("Description"), max_length=240, blank=True)
    #: His account where he is an officer: he sees nothing of the case.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.CharField(
        _("Position of the accused"),
        max_length=10,
        choices=Position.choices,
        default=Position.AT_LARGE,
        editable=False,
    )
    position_at = models.DateTimeField(_("Since"), editable=False)
    #: Since when he was last looked for, found meanwhile or not. The database writes it.
    absconded_at = models.DateTimeField(_("Absconding since"), null=True, editable=False)

    #: The belt number of an officer, where one was typed; what is kept of it is `user`.
    belt_no: str | None = None

    objects = AccusedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Accused"
        constraints = [
            *Sealable.Meta.constraints,
            models.CheckConstraint(
                name="firs_accused_is_somebody",
                condition=Q(is_known=True) & ~Q(name="") | Q(is_known=False) & ~Q(description=""),
            ),
            # Nobody looks for, arrests or convicts somebody without a name.
            models.CheckConstraint(
                name="firs_accused_unknown_at_large",
                condition=Q(is_known=True) | Q(position="at_large"),
            ),
        ]
        indexes = [
            *_numbers("accused"),
            models.Index(
                fields=["user"], name="firs_accused_officer", condition=Q(user__isnull=False)
            ),
            models.Index(
                fields=["position", "-position_at", "-id"],
                name="firs_accused_position",
                condition=~Q(position="at_large"),
            ),
            models.Index(
                fields=["station", "-absconded_at", "-id"],
                name="firs_accused_absconders",
                condition=Q(absconded_at__isnull=False),
            ),
            # How many are looked for is counted for every station at once, without reading a row.
            models.Index(
                fields=["station", "sealed_as"],
                include=["id", "fir"],
                name="firs_accused_looked_for",
                condition=Q(position__in=[*LOOKED_FOR]),
            ),
            models.Index(
                fields=["station", "-position_at", "-id"],
                name="firs_accused_convicted",
                condition=Q(position="convicted"),
            ),
            models.Index(
                fields=["station"], name="firs_accused_sealed", condition=~Q(sealed_as="")
            ),
            models.Index(
                fields=["fir"],
                name="firs_accused_held",
                condition=Q(position__in=[*IN_CUSTODY]),
            ),
        ]
        triggers = [
            *_laws(),
            since_when_looked_for(),
            moves("firs.workflow", "POSITIONS", field="position"),
        ]

    def __str__(self) -> str:
        return f"accused {self.pk} of FIR {self.fir_id}"

    @property
    def position_label(self) -> str:
        return str(Position(self.position).label)

    @property
    def is_looked_for(self) -> bool:
        return self.position in LOOKED_FOR


@history.tracked()
class Witness(Party):
    """Somebody who saw, found, examined or received something."""

    class Kind(models.TextChoices):
        EYE = "eye", _("Eyewitness")
        CIRCUMSTANCE = "circumstance", _("Of circumstances")
        RECOVERY = "recovery", _("Of a recovery (s.103)")
        MEDICAL = "medical", _("Medical or expert")
        POLICE = "police", _("Police officer")
        FORMAL = "formal", _("Formal")

    fir = models.ForeignKey(FIR, models.CASCADE, related_name="witnesses")
    kind = models.CharField(_("Witness"), max_length=12, choices=Kind.choices, default=Kind.EYE)

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Witnesses"
        indexes = _numbers("witness")
        triggers = _laws()

    def __str__(self) -> str:
        return f"witness {self.pk} of FIR {self.fir_id}"

    @property
    def kind_label(self) -> str:
        return str(self.Kind(self.kind).label)


@history.tracked()
class Victim(Party):
    """To whom it was done. Under eighteen, or of a sexual offence, the case is sealed."""

    class Harm(models.TextChoices):
        NONE = "none", _("Not injured")
        HURT = "hurt", _("Injured")
        DEAD = "dead", _("Dead")
        MISSING = "missing", _("Missing")

    fir = models.ForeignKey(FIR, models.CASCADE, related_name="victims")
    harm = models.CharField(_("Harm"), max_length=8, choices=Harm.choices, default=Harm.NONE)

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        indexes = _numbers("victim")
        triggers = _laws()

    def __str__(self) -> str:
        return f"victim {self.pk} of FIR {self.fir_id}"

    @property
    def harm_label(self) -> str:
        return str(self.Harm(self.harm).label)

"""What stands in the file of a convict: dated rows with their authors, never written over.

A row that was wrong is struck out, as on paper: by whom, when and why, and it stays readable.
"""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import history
from convicts.models.record import ConvictRecord, Status
from convicts.querysets import NotedQuerySet
from firs.laws import frozen, kept
from firs.sections import CrimeHead
from people.sealed import SealedStorage
from stations.models import Station


class Noted(models.Model):
    """A row of a file: when it was noted and by whom, and whether it was struck out since."""

    noted_at = models.DateTimeField(_("Noted at"))
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(_("Struck out at"), null=True, editable=False)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    struck_because = models.CharField(
        _("Struck out because"), max_length=200, blank=True, editable=False
    )

    objects = NotedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_striking_whole",
                condition=Q(struck_at=None, struck_by=None, struck_because="")
                | Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_because=""),
            )
        ]

    @property
    def is_struck(self) -> bool:
        return self.struck_at is not None


def written_once(*fields: str) -> list[Any]:
    """What was noted stays as it is; only the striking is added, once."""
    return [
        kept(),
        frozen("as_noted", "record", "noted_at", "noted_by", *fields),
        frozen("struck_once", "struck_at", "struck_by", "struck_because", once="struck_at"),
    ]


@history.tracked()
class Alias(Noted):
    """Another name under which he is known (urf), in either script; he is matched by it, too."""

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="aliases")
    name = models.CharField(_("Known as (urf)"), max_length=120)

    class Meta(Noted.Meta):
        constraints = [
            *Noted.Meta.constraints,
            models.CheckConstraint(name="convicts_alias_is_a_name", condition=~Q(name="")),
        ]
        triggers = written_once("name")

    def __str__(self) -> str:
        return f"alias {self.pk} of record {self.record_id}"


@history.tracked()
class Address(Noted):
    """Where he lives or lived, or hides."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("Permanent address")
        PRESENT = "present", _("Present address")
        HIDE_OUT = "hide_out", _("Hide-out")

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="addresses")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices)
    address = models.CharField(_("Address"), max_length=240)
    district = models.CharField(_("District"), max_length=60, blank=True)
    from_on = models.DateField(_("From"), null=True, blank=True)
    until_on = models.DateField(_("Until"), null=True, blank=True)

    class Meta(Noted.Meta):
        verbose_name_plural = "Addresses"
        constraints = [
            *Noted.Meta.constraints,
            models.CheckConstraint(name="convicts_address_is_one", condition=~Q(address="")),
            models.CheckConstraint(
                name="convicts_address_in_order",
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                violation_error_message=_("The last day is before the first."),
            ),
        ]
        triggers = written_once("kind", "address", "district", "from_on", "until_on")

    def __str__(self) -> str:
        return f"address {self.pk} of record {self.record_id}"


@history.tracked()
class Mark(Noted):
    """A mark on the body by which he is told from others."""

    class Kind(models.TextChoices):
        SCAR = "scar", _("Scar")
        TATTOO = "tattoo", _("Tattoo")
        MOLE = "mole", _("Mole or birthmark")
        BURN = "burn", _("Burn")
        BULLET = "bullet", _("Bullet wound")
        LIMB = "limb", _("Missing or deformed limb")
        EYE = "eye", _("Blind or squinting eye")
        GAIT = "gait", _("Limp")
        SPEECH = "speech", _("Stammer or accent")
        OTHER = "other", _("Other mark")

    class Place(models.TextChoices):
        FACE = "face", _("Face")
        HEAD = "head", _("Head or neck")
        CHEST = "chest", _("Chest or belly")
        BACK = "back", _("Back")
        RIGHT_ARM = "right_arm", _("Right arm or hand")
        LEFT_ARM = "left_arm", _("Left arm or hand")
        RIGHT_LEG = "right_leg", _("Right leg or foot")
        LEFT_LEG = "left_leg", _("Left leg or foot")

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="marks")
    kind = models.CharField(_("Mark"), max_length=8, choices=Kind.choices)
    place = models.CharField(_("Where"), max_length=10, choices=Place.choices, blank=True)
    words = models.CharField(_("In words"), max_length=160, blank=True)

    class Meta(Noted.Meta):
        indexes = [
            models.Index(
                fields=["kind", "place", "record"],
                name="convicts_mark_asked",
                condition=Q(struck_at=None),
            )
        ]
        triggers = written_once("kind", "place", "words")

    def __str__(self) -> str:
        return f"mark {self.pk} of record {self.record_id}"


def photograph_path(_photograph: Any, _filename: str) -> str:
    """A name nobody can guess, and nothing of the person's in it."""
    return f"convicts/{uuid.uuid4().hex}.jpg"


@history.tracked()
class Photograph(Noted):
    """A photograph of him, sealed on the disk; drawn anew from its pixels when it came."""

    class View(models.TextChoices):
        FRONT = "front", _("Front")
        LEFT = "left", _("Left profile")
        RIGHT = "right", _("Right profile")
        WHOLE = "whole", _("Whole figure")
        MARK = "mark", _("A mark")

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="photographs")
    view = models.CharField(_("View"), max_length=5, choices=View.choices)
    picture = models.FileField(_("Photograph"), upload_to=photograph_path, storage=SealedStorage())
    taken_on = models.DateField(_("Taken on"), null=True, blank=True)

    class Meta(Noted.Meta):
        triggers = written_once("view", "picture", "taken_on")

    def __str__(self) -> str:
        return f"photograph {self.pk} of record {self.record_id}"


@history.tracked()
class Fingerprints(Noted):
    """How his ten fingers are classified, and where the slip lies."""

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="fingerprints")
    #: Henry: key, major, primary, secondary, sub-secondary and final over each other, as written.
    henry = models.CharField(_("Classification (Henry)"), max_length=60, blank=True)
    file_ref = models.CharField(_("Number of the slip"), max_length=40, blank=True)
    taken_on = models.DateField(_("Taken on"), null=True, blank=True)

    class Meta(Noted.Meta):
        verbose_name_plural = "Fingerprints"
        constraints = [
            *Noted.Meta.constraints,
            models.CheckConstraint(
                name="convicts_fingerprints_are_some", condition=~Q(henry="", file_ref="")
            ),
        ]
        triggers = written_once("henry", "file_ref", "taken_on")

    def __str__(self) -> str:
        return f"fingerprints {self.pk} of record {self.record_id}"


@history.tracked()
class Conviction(Noted):
    """One conviction: in which case, by which court, under which sections, to what."""

    class Kind(models.TextChoices):
        DEATH = "death", _("Death")
        LIFE = "life", _("Imprisonment for life")
        PRISON = "prison", _("Imprisonment")
        FINE = "fine", _("Fine")
        PROBATION = "probation", _("Probation")
        OTHER = "other", _("Other sentence")

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="convictions")
    fir_number = models.PositiveIntegerField(_("FIR number"), null=True, blank=True)
    fir_year = models.PositiveSmallIntegerField(_("Year"), null=True, blank=True)
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Police station"),
    )
    #: Of a station that CASPP does not know.
    station_as_given = models.CharField(_("Other station"), max_length=80, blank=True)
    court = models.CharField(_("Court"), max_length=120)
    case_no = models.CharField(_("Case number of the court"), max_length=40, blank=True)
    section_codes = ArrayField(models.CharField(max_length=40), default=list)
    #: As they are cited.
    sections = models.CharField(_("Sections"), max_length=240)
    crime_head = models.CharField(_("Crime head"), max_length=20, choices=CrimeHead.choices)
    decided_on = models.DateField(_("Decided on"))
    sentenced_to = models.CharField(_("Sentenced to"), max_length=10, choices=Kind.choices)
    #: Of imprisonment, in months as the judgment adds them up.
    months = models.PositiveSmallIntegerField(_("Months"), null=True, blank=True)
    #: In whole rupees.
    fine = models.PositiveIntegerField(_("Fine in rupees"), null=True, blank=True)
    words = models.CharField(_("Sentence in words"), max_length=240, blank=True)
    in_custody_from_on = models.DateField(_("In custody since"), null=True, blank=True)
    release_due_on = models.DateField(_("Release due on"), null=True, blank=True)

    class Meta(Noted.Meta):
        constraints = [
            *Noted.Meta.constraints,
            models.CheckConstraint(
                name="convicts_conviction_fir_whole",
                condition=Q(fir_number=None, fir_year=None)
                | Q(fir_number__isnull=False, fir_year__isnull=False),
                violation_error_message=_("Give number and year of the FIR, or neither."),
            ),
            models.CheckConstraint(
                name="convicts_conviction_months_of_prison",
                condition=Q(months=None) | Q(sentenced_to="prison", months__gt=0),
                violation_error_message=_("Months belong to an imprisonment only."),
            ),
            models.CheckConstraint(
                name="convicts_conviction_in_order",
                condition=Q(release_due_on=None) | Q(release_due_on__gte=F("decided_on")),
                violation_error_message=_("The release is before the judgment."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["fir_number", "fir_year"],
                name="convicts_conviction_fir",
                condition=Q(fir_number__isnull=False),
            ),
        ]
        triggers = written_once(
            *("fir_number", "fir_year", "station", "station_as_given", "court", "case_no"),
            *("section_codes", "sections", "crime_head", "decided_on", "sentenced_to", "months"),
            *("fine", "words", "in_custody_from_on", "release_due_on"),
        )

    def __str__(self) -> str:
        return f"conviction {self.pk} of record {self.record_id}"

    @property
    def fir(self) -> str:
        """'123/24 Kohsar', as far as it is known."""
        number = f"{self.fir_number}/{self.fir_year % 100:02d}" if self.fir_year else ""
        place = self.station.local_name if self.station else self.station_as_given
        return " ".join(filter(None, (number, place)))


@history.tracked()
class Standing(Noted):
    """Where he was in life from that day on, and on which paper it stands."""

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="standings")
    status = models.CharField(_("Status"), max_length=12, choices=Status.choices)
    since_on = models.DateField(_("Since"))
    #: The order of the court, the prison's letter, the death certificate.
    reference = models.CharField(_("On which paper"), max_length=120)
    words = models.CharField(_("Remark"), max_length=240, blank=True)
    conviction = models.ForeignKey(
        Conviction, models.PROTECT, null=True, blank=True, related_name="standings"
    )

    class Meta(Noted.Meta):
        constraints = [
            *Noted.Meta.constraints,
            models.CheckConstraint(
                name="convicts_standing_has_a_paper", condition=~Q(reference="")
            ),
        ]
        triggers = written_once("status", "since_on", "reference", "words", "conviction")

    def __str__(self) -> str:
        return f"{self.status} {self.pk} of record {self.record_id}"


@history.tracked()
class Associate(Noted):
    """Somebody he is seen with: on file himself, or known by name only."""

    class Kind(models.TextChoices):
        CO_ACCUSED = "co_accused", _("Accused with him")
        RELATIVE = "relative", _("Relative")
        HARBOURER = "harbourer", _("Harbours him")
        RECEIVER = "receiver", _("Receives what he steals")
        FRIEND = "friend", _("Friend")

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="associates")
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices)
    other = models.ForeignKey(
        ConvictRecord, models.PROTECT, null=True, blank=True, related_name="associate_of"
    )
    name = models.CharField(_("Name"), max_length=120, blank=True)
    words = models.CharField(_("Remark"), max_length=160, blank=True)

    class Meta(Noted.Meta):
        constraints = [
            *Noted.Meta.constraints,
            models.CheckConstraint(
                name="convicts_associate_is_somebody",
                condition=Q(other__isnull=False) | ~Q(name=""),
            ),
            models.CheckConstraint(
                name="convicts_associate_is_another",
                condition=Q(other=None) | ~Q(other=F("record")),
            ),
        ]
        triggers = written_once("kind", "other", "name", "words")

    def __str__(self) -> str:
        return f"associate {self.pk} of record {self.record_id}"

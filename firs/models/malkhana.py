"""The malkhana, Register No. XIX: every thing of a case from the moment of its recovery."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import history
from firs.laws import (
    append_only,
    frozen,
    kept,
    needs,
    not_before_fir,
    of_registered,
    of_this_case,
    refuses,
)
from firs.models.fir import FIR
from firs.models.people import Accused
from firs.querysets import MovementQuerySet, OfFIRQuerySet, RoadCertificateQuerySet
from stations.models import Station


class ItemKind(models.TextChoices):
    """What kind of thing; it says what else is asked."""

    WEAPON = "weapon", _("Weapon")
    NARCOTIC = "narcotic", _("Narcotics")
    VEHICLE = "vehicle", _("Vehicle")
    MOBILE = "mobile", _("Mobile phone")
    CASH = "cash", _("Cash")
    DOCUMENT = "document", _("Document")
    CLOTHES = "clothes", _("Clothes, blood-stained")
    OTHER = "other", _("Other")


class Whereabouts(models.TextChoices):
    """Where a thing of the malkhana is."""

    IN_STORE = "in_store", _("In the malkhana")
    AT_LAB = "at_lab", _("At the laboratory")
    AT_COURT = "at_court", _("In court")
    ON_SUPERDARI = "superdari", _("Handed to its owner (superdari)")
    DESTROYED = "destroyed", _("Destroyed by order")
    CONFISCATED = "confiscated", _("Confiscated by order")


WHEREABOUTS_ENDED = (Whereabouts.DESTROYED, Whereabouts.CONFISCATED)
#: It went out on a road certificate, and is to come back.
AWAY = (Whereabouts.AT_LAB, Whereabouts.AT_COURT)


@history.tracked()
class CaseItem(models.Model):
    """One parcel in Register No. XIX, under its number of the station's year."""

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="items")
    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("Year"))
    serial = models.PositiveIntegerField(_("Number"))
    kind = models.CharField(_("Kind"), max_length=8, choices=ItemKind.choices)
    description = models.CharField(_("What it is"), max_length=240)
    quantity = models.CharField(_("Quantity or weight"), max_length=40, blank=True)
    condition = models.CharField(_("Condition, seals"), max_length=120, blank=True)
    calibre = models.CharField(_("Bore or calibre"), max_length=40, blank=True)
    weapon_no = models.CharField(_("Number of the weapon"), max_length=40, blank=True)
    licence = models.CharField(_("Licence"), max_length=60, blank=True)
    recovered_from = models.ForeignKey(
        Accused, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recovered_at = models.DateTimeField(_("Recovered at"))
    recovered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    place = models.CharField(_("Where"), max_length=240)
    #: Two respectable persons of the place (s.103 CrPC).
    witnesses = models.CharField(_("Recovery witnesses (s.103)"), max_length=240)
    is_before_fir = models.BooleanField(_("Before the FIR"), default=False)
    before_because = models.CharField(
        _("Why it was recovered before the FIR"), max_length=500, blank=True
    )
    whereabouts = models.CharField(
        _("Where it is"),
        max_length=11,
        choices=Whereabouts.choices,
        default=Whereabouts.IN_STORE,
        editable=False,
    )

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "year", "serial"], name="firs_caseitem_number"
            ),
            models.CheckConstraint(
                name="firs_caseitem_before_fir_says_why",
                condition=Q(is_before_fir=True) & ~Q(before_because="")
                | Q(is_before_fir=False, before_because=""),
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-recovered_at", "-id"], name="firs_caseitem_newest"),
            models.Index(
                fields=["station"],
                name="firs_caseitem_away",
                condition=Q(whereabouts__in=[*AWAY]),
            ),
        ]
        triggers = [
            of_registered(),
            not_before_fir("recovered_at", unless="NEW.is_before_fir AND NEW.before_because <> ''"),
            of_this_case(recovered_from="firs_accused"),
            needs(
                "moved_first",
                when="NEW.whereabouts <> OLD.whereabouts",
                exists=(
                    'SELECT 1 FROM (SELECT m."to" FROM firs_movement m WHERE item_id = NEW.id'
                    ' ORDER BY made_at DESC, id DESC LIMIT 1) l WHERE l."to" = NEW.whereabouts'
                ),
                says="a thing is where its chain of custody says",
            ),
            frozen(
                "as_recovered",
                *("fir", "station", "year", "serial", "kind", "description", "quantity"),
                *("recovered_from", "recovered_at", "recovered_by", "place", "witnesses"),
                *("calibre", "weapon_no", "is_before_fir", "before_because"),
            ),
            kept(),
        ]

    def __str__(self) -> str:
        return f"item {self.number}"

    @property
    def number(self) -> str:
        """'41/26' as it stands on the parcel."""
        return f"{self.serial}/{self.year % 100:02d}"

    @property
    def kind_label(self) -> str:
        return str(ItemKind(self.kind).label)

    @property
    def whereabouts_label(self) -> str:
        return str(Whereabouts(self.whereabouts).label)


@history.tracked()
class RoadCertificate(models.Model):
    """Register No. XXI: who carries what to where, and that it arrived."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("Year"))
    serial = models.PositiveIntegerField(_("Number"))
    to = models.CharField(_("To"), max_length=120)
    carrier = models.CharField(_("Carried by"), max_length=120)
    made_at = models.DateTimeField(_("At"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = RoadCertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "year", "serial"], name="firs_roadcertificate_number"
            )
        ]
        indexes = [
            models.Index(fields=["station", "-made_at", "-id"], name="firs_roadcertificate_new")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"road certificate {self.number}"

    @property
    def number(self) -> str:
        return f"{self.serial}/{self.year % 100:02d}"


@history.tracked(inserts=False)
class Movement(models.Model):
    """One link of the chain of custody: from where to where, in whose hands, on what paper."""

    item = models.ForeignKey(CaseItem, models.PROTECT, related_name="movements")
    to = models.CharField(_("To"), max_length=11, choices=Whereabouts.choices)
    made_at = models.DateTimeField(_("At"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_whom = models.CharField(_("In whose hands"), max_length=120)
    road_certificate = models.ForeignKey(
        RoadCertificate, models.PROTECT, null=True, related_name="movements"
    )
    order_no = models.CharField(_("Order of the court"), max_length=60, blank=True)
    words = models.CharField(_("Seals and remarks"), max_length=240, blank=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="firs_movement_on_paper",
                # Out of the station on a road certificate; away for good by order of a court.
                condition=(~Q(to__in=["at_lab", "at_court"]) | Q(road_certificate__isnull=False))
                & (~Q(to__in=["superdari", "destroyed", "confiscated"]) | ~Q(order_no="")),
            )
        ]
        indexes = [models.Index(fields=["item", "made_at", "id"], name="firs_movement_order")]
        triggers = [
            append_only(),
            refuses(
                "chain",
                when=(
                    "EXISTS (SELECT 1 FROM firs_movement WHERE item_id = NEW.item_id"
                    ' AND made_at > NEW.made_at) OR NEW."to" = (SELECT m."to" FROM firs_movement m'
                    " WHERE item_id = NEW.item_id ORDER BY made_at DESC, id DESC LIMIT 1)"
                    " OR EXISTS (SELECT 1 FROM firs_movement m WHERE item_id = NEW.item_id"
                    " AND m.\"to\" IN ('destroyed', 'confiscated'))"
                ),
                says="the links of the chain of custody follow one another",
                operation=pgtrigger.Insert,
            ),
            refuses(
                "by_the_store",
                when=(
                    'NEW."to" <> \'in_store\' AND (SELECT m."to" FROM firs_movement m'
                    " WHERE item_id = NEW.item_id ORDER BY made_at DESC, id DESC LIMIT 1)"
                    " IS DISTINCT FROM 'in_store'"
                ),
                says="a thing leaves from the malkhana, and comes back to it",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} to {self.to}"

    @property
    def to_label(self) -> str:
        return str(Whereabouts(self.to).label)


@history.tracked()
class Forensic(models.Model):
    """A parcel was sent to a laboratory, and what the laboratory found."""

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="forensics")
    movement = models.OneToOneField(Movement, models.PROTECT, related_name="forensic")
    laboratory = models.CharField(_("Laboratory"), max_length=120)
    question = models.CharField(_("What is asked"), max_length=240)
    result_at = models.DateTimeField(_("Result received at"), null=True)
    result_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lab_no = models.CharField(_("Number of the report"), max_length=60, blank=True)
    result = models.CharField(_("Result"), max_length=1000, blank=True)

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="firs_forensic_result_whole",
                condition=Q(result_at=None, result_by=None, result="", lab_no="")
                | Q(result_at__isnull=False, result_by__isnull=False)
                & ~Q(result="")
                & ~Q(lab_no=""),
            )
        ]
        triggers = [
            needs(
                "of_this_case",
                when="true",
                exists=(
                    "SELECT 1 FROM firs_movement m JOIN firs_caseitem i ON i.id = m.item_id"
                    " WHERE m.id = NEW.movement_id AND m.\"to\" = 'at_lab'"
                    " AND i.fir_id = NEW.fir_id"
                ),
                says="a laboratory answers about what was sent to it in the case",
                operation=pgtrigger.Insert,
            ),
            frozen("as_sent", "fir", "movement", "laboratory", "question"),
            frozen("result_once", "result_at", "result_by", "lab_no", "result", once="result_at"),
            kept(),
        ]

    def __str__(self) -> str:
        return f"forensic {self.pk} in FIR {self.fir_id}"

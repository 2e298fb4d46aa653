"""The smaller books of a station: its cash, its property, and whom it has licensed.

Lines are written once. Whatever happens later is a dated row beside them.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import history
from firs.laws import append_only, carries_forward, frozen, kept, needs, refuses
from firs.querysets import CashQuerySet, OfArticleQuerySet, OfLicenceQuerySet, OfStationQuerySet
from people.models import Person
from stations.models import Station


class Numbered(models.Model):
    """A line of a station's book, under its number of the station's year."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("Year"), editable=False)
    serial = models.PositiveIntegerField(_("Number"), editable=False)
    made_at = models.DateTimeField(_("At"), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["station", "year", "serial"], name="%(app_label)s_%(class)s_number"
            )
        ]
        indexes = [
            models.Index(fields=["station", "-made_at", "-id"], name="%(app_label)s_%(class)s_new")
        ]

    @property
    def number(self) -> str:
        """'7/26' as it is cited."""
        return f"{self.serial}/{self.year % 100:02d}"


# --- Register No. XX: cash ---


class CashHead(models.TextChoices):
    """For what money comes in or goes out. The values are stored: do not rename them."""

    ADVANCE = "advance", _("Permanent advance")
    DIET = "diet", _("Diet of persons in custody")
    TRAVEL = "travel", _("Travelling and conveyance")
    CONTINGENT = "contingent", _("Contingencies")
    REWARD = "reward", _("Rewards")
    FINE = "fine", _("Fines and fees")
    DEPOSIT = "deposit", _("Deposit kept for somebody")
    OTHER = "other", _("Other")


@history.tracked(inserts=False)
class CashEntry(Numbered):
    """One line of the cash book. Its balance is added up by the database, never written."""

    is_receipt = models.BooleanField(_("Received"))
    head = models.CharField(_("Head"), max_length=10, choices=CashHead.choices)
    amount = models.PositiveBigIntegerField(_("Rupees"))
    voucher = models.CharField(_("Voucher"), max_length=40, blank=True)
    whom = models.CharField(_("From or to whom"), max_length=120)
    words = models.CharField(_("What for"), max_length=240, blank=True)
    #: In rupees, after this line.
    balance = models.PositiveBigIntegerField(_("Balance"), editable=False, default=0)

    objects = CashQuerySet.as_manager()

    class Meta(Numbered.Meta):
        verbose_name_plural = "Cash entries"
        constraints = [
            *Numbered.Meta.constraints,
            models.CheckConstraint(name="firs_cashentry_some", condition=Q(amount__gt=0)),
        ]
        triggers = [append_only(), carries_forward()]

    def __str__(self) -> str:
        return f"cash {self.number}"

    @property
    def head_label(self) -> str:
        return str(CashHead(self.head).label)


# --- Register No. XVI, part II: government property ---


class ArticleKind(models.TextChoices):
    """What government property is. The values are stored: do not rename them."""

    ARMS = "arms", _("Arms")
    AMMUNITION = "ammunition", _("Ammunition")
    WIRELESS = "wireless", _("Wireless")
    VEHICLE = "vehicle", _("Vehicle")
    EQUIPMENT = "equipment", _("Equipment")
    FURNITURE = "furniture", _("Furniture")
    OTHER = "other", _("Other")


@history.tracked()
class Article(Numbered):
    """Something of the government's in the station's keeping, until it is struck off."""

    kind = models.CharField(_("Kind"), max_length=10, choices=ArticleKind.choices)
    description = models.CharField(_("Article"), max_length=120)
    marks = models.CharField(_("Number or mark on it"), max_length=60, blank=True)
    quantity = models.PositiveIntegerField(_("Quantity"))
    condition = models.CharField(_("Condition"), max_length=120)
    received_from = models.CharField(_("Received from"), max_length=120)
    struck_off_at = models.DateTimeField(_("Struck off at"), null=True, editable=False)
    struck_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    struck_off_because = models.CharField(_("Order"), max_length=240, blank=True, editable=False)

    objects = OfStationQuerySet.as_manager()

    class Meta(Numbered.Meta):
        constraints = [
            *Numbered.Meta.constraints,
            models.CheckConstraint(name="firs_article_some", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="firs_article_struck_off_whole",
                condition=Q(struck_off_at=None, struck_off_by=None, struck_off_because="")
                | Q(
                    struck_off_at__isnull=False,
                    struck_off_at__gte=F("made_at"),
                    struck_off_by__isnull=False,
                )
                & ~Q(struck_off_because=""),
            ),
        ]
        triggers = [
            frozen(
                "as_received",
                *("station", "year", "serial", "made_at", "made_by", "kind", "description"),
                *("marks", "quantity", "condition", "received_from"),
            ),
            frozen(
                "struck_off_once",
                *("struck_off_at", "struck_off_by", "struck_off_because"),
                once="struck_off_at",
            ),
            refuses(
                "nothing_of_it_is_out",
                when=(
                    "NEW.struck_off_at IS NOT NULL AND EXISTS (SELECT 1 FROM firs_articleissue"
                    " WHERE article_id = NEW.id AND returned_at IS NULL)"
                ),
                says="what is with an officer is not struck off",
                operation=pgtrigger.Update,
            ),
            kept(),
        ]

    def __str__(self) -> str:
        return f"article {self.number}"

    @property
    def kind_label(self) -> str:
        return str(ArticleKind(self.kind).label)


@history.tracked()
class ArticleIssue(models.Model):
    """So many of an article are with an officer, until he returns them."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="issues")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("Issued to"),
    )
    quantity = models.PositiveIntegerField(_("Quantity"))
    condition = models.CharField(_("Condition"), max_length=120)
    issued_at = models.DateTimeField(_("Issued at"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(_("Returned at"), null=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    returned_condition = models.CharField(_("Condition when returned"), max_length=120, blank=True)

    objects = OfArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="firs_articleissue_some", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="firs_articleissue_returned_whole",
                condition=Q(returned_at=None, returned_by=None, returned_condition="")
                | Q(
                    returned_at__isnull=False,
                    returned_at__gte=F("issued_at"),
                    returned_by__isnull=False,
                )
                & ~Q(returned_condition=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer"], name="firs_articleissue_with", condition=Q(returned_at=None)
            )
        ]
        triggers = [
            frozen(
                "as_issued",
                *("article", "officer", "quantity", "condition", "issued_at", "issued_by"),
            ),
            frozen(
                "returned_once",
                *("returned_at", "returned_by", "returned_condition"),
                once="returned_at",
            ),
            needs(
                "so_many_are_there",
                when="true",
                exists=(
                    "SELECT 1 FROM firs_article WHERE id = NEW.article_id"
                    " AND struck_off_at IS NULL AND quantity >= NEW.quantity + (SELECT"
                    " COALESCE(SUM(quantity), 0) FROM firs_articleissue"
                    " WHERE article_id = NEW.article_id AND returned_at IS NULL)"
                ),
                says="no more is issued than lies in the store",
                operation=pgtrigger.Insert,
            ),
            kept(),
        ]

    def __str__(self) -> str:
        return f"issue {self.pk} of article {self.article_id}"


# --- Register No. XVII: licensees ---


@history.tracked()
class Licence(Person, Numbered):
    """Somebody of the station's area who holds a licence, as it was when it was entered."""

    address = models.CharField(_("Residence"), max_length=240)
    licence_no = models.CharField(_("Licence number"), max_length=60)
    weapon = models.CharField(_("Weapon or trade"), max_length=80)
    weapon_no = models.CharField(_("Number of the weapon"), max_length=40, blank=True)
    valid_until = models.DateField(_("Valid until"))

    objects = OfStationQuerySet.as_manager()

    class Meta(Numbered.Meta):
        constraints = [
            *Numbered.Meta.constraints,
            models.UniqueConstraint(fields=["station", "licence_no"], name="firs_licence_once"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"licence {self.number}"


@history.tracked(inserts=False)
class LicenceChange(models.Model):
    """A licence was renewed until a day, or cancelled."""

    class Kind(models.TextChoices):
        RENEWED = "renewed", _("Renewed")
        CANCELLED = "cancelled", _("Cancelled")

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="changes")
    kind = models.CharField(_("What"), max_length=9, choices=Kind.choices)
    valid_until = models.DateField(_("Valid until"), null=True)
    words = models.CharField(_("Order"), max_length=240)
    made_at = models.DateTimeField(_("At"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfLicenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="firs_licencechange_until",
                condition=Q(kind="renewed", valid_until__isnull=False)
                | Q(kind="cancelled", valid_until=None),
            )
        ]
        triggers = [
            append_only(),
            refuses(
                "not_after_cancelling",
                when=(
                    "EXISTS (SELECT 1 FROM firs_licencechange WHERE licence_id = NEW.licence_id"
                    " AND kind = 'cancelled')"
                ),
                says="a licence that is cancelled is renewed no more",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: licence {self.licence_id}"

    @property
    def kind_label(self) -> str:
        return str(self.Kind(self.kind).label)

"""How and with whom crimes are committed: methods as data, gangs with their members."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit import history
from convicts.models.file import Noted, written_once
from convicts.models.record import ConvictRecord
from firs.sections import CrimeHead


@history.tracked()
class Method(models.Model):
    """A way of committing a crime (modus operandi), as officers ask for it. Data."""

    code = models.SlugField(primary_key=True, max_length=40)
    crime_head = models.CharField(_("Crime head"), max_length=20, choices=CrimeHead.choices)
    name = models.CharField(_("Name"), max_length=120)
    name_ur = models.CharField(_("Name in Urdu"), max_length=120)
    position = models.PositiveSmallIntegerField(_("Position"), default=0)

    class Meta:
        verbose_name = _("Modus operandi")
        verbose_name_plural = _("Modi operandi")

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        return self.name_ur if get_language() == "ur" else self.name


@history.tracked()
class Gang(models.Model):
    """People who commit crimes together, under the name by which the police know them."""

    name = models.CharField(_("Name of the gang"), max_length=80)
    district = models.CharField(_("District"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("Entered at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("name", "district", name="convicts_gang_once"),
            models.CheckConstraint(name="convicts_gang_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.district})" if self.district else self.name


@history.tracked()
class Membership(Noted):
    """Somebody belongs to a gang, from and until."""

    class Part(models.TextChoices):
        LEADER = "leader", _("Leader")
        MEMBER = "member", _("Member")
        HELPER = "helper", _("Facilitator")

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="memberships")
    gang = models.ForeignKey(Gang, models.PROTECT, related_name="memberships")
    part = models.CharField(_("Part"), max_length=8, choices=Part.choices, default=Part.MEMBER)
    from_on = models.DateField(_("From"), null=True, blank=True)
    until_on = models.DateField(_("Until"), null=True, blank=True)

    class Meta(Noted.Meta):
        constraints = [
            *Noted.Meta.constraints,
            models.CheckConstraint(
                name="convicts_membership_in_order",
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                violation_error_message=_("The last day is before the first."),
            ),
        ]
        triggers = written_once("gang", "part", "from_on", "until_on")

    def __str__(self) -> str:
        return f"{self.part} {self.pk} of gang {self.gang_id}"


@history.tracked()
class MethodUsed(Noted):
    """He has committed crimes in this way."""

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="methods")
    method = models.ForeignKey(
        Method, models.PROTECT, related_name="+", verbose_name=_("Modus operandi")
    )
    words = models.CharField(_("In words"), max_length=240, blank=True)

    class Meta(Noted.Meta):
        verbose_name_plural = "Methods used"
        indexes = [
            models.Index(
                fields=["method", "record"],
                name="convicts_method_asked",
                condition=Q(struck_at=None),
            )
        ]
        triggers = written_once("method", "words")

    def __str__(self) -> str:
        return f"{self.method_id} {self.pk} of record {self.record_id}"

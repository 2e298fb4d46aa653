"""FIRs. Until one is registered it is a draft that somebody may still change."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.seals import Sealable, SealKey
from audit import history
from complaints.models import Complaint, Level, Respondent
from complaints.querysets import reached_by
from people.models import Person
from stations.models import Station


def _keys(user: Any, label: str) -> Any:
    """The numbers of the sealed records of one kind on which this person is named."""
    return SealKey.objects.filter(record_label=label, user=user.pk).values("record_id")


class DraftQuerySet(models.QuerySet[Any]):
    """Drafts of one's own stations."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_FIRS) -> Self:
        """Drafts of the stations where the user holds the permission, less what is sealed.

        A draft is sealed as its complaint is, also where that is sealed later, and kept from the
        rungs below it. An officer who is complained of neither reads nor writes his own FIR.
        """
        own = Q(complaint=None) & (Q(sealed_as="") | Q(pk__in=_keys(user, "firs.draft")))
        named = Q(complaint__in=_keys(user, "complaints.complaint"))
        of_complaint = Q(complaint__isnull=False) & (Q(complaint__sealed_as="") | named)
        about_himself = Respondent.objects.filter(user=user.pk, complaint=OuterRef("complaint_id"))
        return self.filter(reached_by(user, permission), own | of_complaint, ~Exists(about_himself))


@history.tracked()
class Draft(Person, Sealable):
    """The columns of form 24.5(1) before the FIR has its number. The person is the informant.

    It begins with what the complaint says, so that nothing is typed twice.
    """

    complaint = models.OneToOneField(
        Complaint, models.PROTECT, null=True, related_name="fir_draft", verbose_name=_("Complaint")
    )
    station = models.ForeignKey(
        Station, models.PROTECT, related_name="fir_drafts", verbose_name=_("Station")
    )
    #: As high as the complaint it comes from, until its supervisor hands it to the station.
    level = models.PositiveSmallIntegerField(
        _("Handled by"), choices=Level.choices, default=Level.STATION
    )
    address = models.CharField(_("Address"), max_length=240, blank=True)
    reported_at = models.DateTimeField(_("Reported at"))
    occurred_from = models.DateTimeField(_("Date and hour of occurrence"), null=True, blank=True)
    occurred_to = models.DateTimeField(_("Until"), null=True, blank=True)
    offence = models.CharField(_("Offence in brief"), max_length=240)
    sections = models.CharField(_("Sections"), max_length=240, blank=True)
    property_lost = models.TextField(_("Property carried off"), max_length=2000, blank=True)
    property_value = models.PositiveBigIntegerField(_("Value in rupees"), null=True, blank=True)
    place = models.CharField(_("Place of occurrence"), max_length=240, blank=True)
    latitude = models.FloatField(_("Latitude"), null=True, blank=True)
    longitude = models.FloatField(_("Longitude"), null=True, blank=True)
    distance_km = models.DecimalField(
        _("Distance from the station in km"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    direction = models.CharField(_("Direction from the station"), max_length=20, blank=True)
    accused = models.TextField(_("Name and address of the criminal"), max_length=16000, blank=True)
    steps_taken = models.TextField(
        _("Steps taken, and why recording was delayed"), max_length=2000, blank=True
    )
    narrative = models.TextField(_("First information"), max_length=8000)
    made_at = models.DateTimeField(_("Begun at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("Changed at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            *Sealable.Meta.constraints,
            models.CheckConstraint(
                name="firs_draft_in_order",
                condition=Q(occurred_from=None)
                | Q(occurred_from__lte=F("reported_at"))
                & (Q(occurred_to=None) | Q(occurred_to__gte=F("occurred_from"))),
            ),
            models.CheckConstraint(
                name="firs_draft_pin_whole",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]
        indexes = [models.Index(fields=["station", "-made_at", "-id"], name="firs_draft_newest")]

    def __str__(self) -> str:
        return f"FIR draft {self.pk}"


from firs import sections  # noqa: E402, F401  (a room of its own)

"""The case file (misal): its papers as photographs, and the list of what belongs in it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import history
from firs.laws import append_only, of_registered
from firs.models.fir import FIR
from firs.querysets import OfFIRQuerySet
from people.sealed import SealedStorage


class Paper(models.TextChoices):
    """What belongs in a case file, in the order of its index."""

    FIR = "fir", _("FIR")
    REPORT = "report", _("Report under s.173")
    SITE_PLAN = "site_plan", _("Site plan of the occurrence")
    ACCUSED_LIST = "accused_list", _("List of the accused")
    WITNESS_LIST = "witness_list", _("List of witnesses")
    S161 = "s161", _("Statements under s.161")
    S164 = "s164", _("Statement under s.164")
    S160 = "s160", _("Notices under s.160")
    RECOVERY_MEMO = "recovery_memo", _("Recovery memos (fard)")
    RECOVERY_PLAN = "recovery_plan", _("Site plan of a recovery")
    ARREST_FORM = "arrest_form", _("Arrest forms")
    REMAND = "remand", _("Remand papers")
    MEDICAL = "medical", _("Medico-legal or post-mortem report")
    FORENSIC = "forensic", _("Forensic report")
    CDR = "cdr", _("Call data and IMEI reports")
    WARRANT = "warrant", _("Warrants")
    PROCLAMATION = "proclamation", _("Proclamation")
    PREVIOUS = "previous", _("Previous record of the accused")
    CASE_DIARIES = "case_diaries", _("Case diaries (zimni)")
    ROAD = "road", _("Road certificates")
    BRIEF = "brief", _("Brief of the case")
    OTHER = "other", _("Other paper")


def paper_path(_paper: Any, _filename: str) -> str:
    """A name nobody can guess, and nothing of the case's in it."""
    return f"cases/{uuid.uuid4().hex}.jpg"


@history.tracked()
class CasePaper(models.Model):
    """A paper of the file, photographed; or the word that there is none of it, and why."""

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="papers")
    paper = models.CharField(_("Paper"), max_length=14, choices=Paper.choices)
    picture = models.FileField(
        _("Photograph"), upload_to=paper_path, storage=SealedStorage(), blank=True
    )
    size = models.PositiveIntegerField(_("Bytes"), default=0)
    words = models.CharField(_("Remark, or why there is none"), max_length=240, blank=True)
    added_at = models.DateTimeField(_("Added at"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="firs_casepaper_is_something", condition=~Q(picture="") | ~Q(words="")
            )
        ]
        triggers = [of_registered(), append_only()]

    def __str__(self) -> str:
        return f"paper {self.pk} of FIR {self.fir_id}"

    @property
    def paper_label(self) -> str:
        return str(Paper(self.paper).label)

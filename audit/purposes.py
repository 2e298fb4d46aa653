"""Why somebody looks at a person: in kind, with the number of the case, or why there is none."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class PurposeKind(models.TextChoices):
    """What a look-up is for. The 2015 Acts allow nothing that is not on this list."""

    INVESTIGATION = "investigation", _("Investigation of a case")
    ALERT = "alert", _("Answering an alert")
    COMPLAINT = "complaint", _("A complaint")
    COURT = "court", _("Order of a court")
    CERTIFICATE = "certificate", _("Character certificate or verification")
    PREVENTION = "prevention", _("Prevention of a named crime")
    RECORDS = "records", _("Keeping the records right")


@dataclass(frozen=True, slots=True)
class Purpose:
    """The stated purpose of one look: its kind, and a case number or why there is no case.

    A look without a case number is allowed and is put before the auditor.
    """

    kind: str = ""
    case_ref: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.kind)


NO_PURPOSE = Purpose()

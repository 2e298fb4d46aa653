"""The roles of CASPP, in the words of the trade."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is at CASPP; the posting says where and since when."""

    HOTEL_OPERATOR = "hotel_operator", _("Hotel operator")
    LANDLORD = "landlord", _("Landlord")
    CITIZEN = "citizen", _("Citizen")
    FRONT_DESK = "front_desk", _("Front desk")
    MOHARRAR = "moharrar", _("Moharrar")
    INVESTIGATION_OFFICER = "investigation_officer", _("Investigation officer")
    SHO = "sho", _("SHO")
    SDPO = "sdpo", _("SDPO")
    DPO = "dpo", _("DPO")
    COMMAND = "command", _("Command (RPO / IGP)")
    CRO_OPERATOR = "cro_operator", _("CRO operator")
    KHIDMAT_CLERK = "khidmat_clerk", _("Khidmat Markaz clerk")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


#: People outside the police: they see what is their own, and no station's records.
OUTSIDE_ROLES = frozenset({Role.HOTEL_OPERATOR, Role.LANDLORD, Role.CITIZEN})
POLICE_ROLES = frozenset(Role) - OUTSIDE_ROLES
#: Police without a place would cover the country: these always have one.
LOCAL_ROLES = frozenset(
    {
        Role.FRONT_DESK,
        Role.MOHARRAR,
        Role.INVESTIGATION_OFFICER,
        Role.SHO,
        Role.SDPO,
        Role.DPO,
        Role.KHIDMAT_CLERK,
    }
)

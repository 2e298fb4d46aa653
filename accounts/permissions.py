"""What may be done, and which role may do it. The one place that says so."""

from enum import StrEnum

from accounts.roles import POLICE_ROLES, Role


class Permission(StrEnum):
    """One thing a person may do, whatever the place; the posting says where."""

    SEE_HOME = "see_home"
    SEE_STATIONS = "see_stations"
    LOG_STAYS = "log_stays"
    SEE_ALERTS = "see_alerts"
    ANSWER_ALERTS = "answer_alerts"
    SEE_CONVICTS = "see_convicts"
    READ_AUDIT = "read_audit"
    SEE_GALLERY = "see_gallery"
    ADMINISTER = "administer"


_EVERYBODY = {Permission.SEE_HOME, Permission.SEE_STATIONS}
_POLICE = _EVERYBODY | {Permission.SEE_GALLERY}
_ALERT_DESK = _POLICE | {Permission.SEE_ALERTS, Permission.ANSWER_ALERTS}
_SUPERVISOR = _POLICE | {Permission.SEE_ALERTS}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.HOTEL_OPERATOR: frozenset(_EVERYBODY | {Permission.LOG_STAYS}),
    Role.LANDLORD: frozenset(_EVERYBODY),
    Role.CITIZEN: frozenset(_EVERYBODY),
    Role.FRONT_DESK: frozenset(_POLICE),
    Role.MOHARRAR: frozenset(_ALERT_DESK),
    Role.INVESTIGATION_OFFICER: frozenset(_ALERT_DESK),
    Role.SHO: frozenset(_ALERT_DESK),
    Role.SDPO: frozenset(_SUPERVISOR),
    Role.DPO: frozenset(_SUPERVISOR),
    Role.COMMAND: frozenset(_SUPERVISOR),
    Role.CRO_OPERATOR: frozenset(_POLICE | {Permission.SEE_CONVICTS}),
    Role.KHIDMAT_CLERK: frozenset(_POLICE),
    Role.AUDITOR: frozenset(_POLICE | {Permission.READ_AUDIT}),
    Role.ADMINISTRATOR: frozenset(_POLICE | {Permission.ADMINISTER}),
}

assert set(ROLE_PERMISSIONS) == set(Role)
assert all(Permission.SEE_GALLERY in ROLE_PERMISSIONS[role] for role in POLICE_ROLES)

"""What may be done, and which role may do it. The one place that says so."""

from enum import StrEnum

from accounts.roles import POLICE_ROLES, Role


class Permission(StrEnum):
    """One thing a person may do, whatever the place; the posting says where."""

    SEE_HOME = "see_home"
    OWN_ACCOUNT = "own_account"
    SEE_STATIONS = "see_stations"
    LOG_STAYS = "log_stays"
    SEE_ALERTS = "see_alerts"
    ANSWER_ALERTS = "answer_alerts"
    #: How far the screening is, in numbers: who waits, and whether every machine screens.
    SEE_PIPELINE = "see_pipeline"
    SEE_CONVICTS = "see_convicts"
    #: See the whole number of an identity card, which is a recorded act.
    UNMASK = "unmask"
    #: Seal a record of a sexual offence, a juvenile or an informant, and name who may open it.
    SEAL = "seal"
    SEE_WATCH = "see_watch"
    PROPOSE_WATCH = "propose_watch"
    DECIDE_WATCH = "decide_watch"
    #: The requests for exports that are one's own, or one's to decide.
    SEE_EXPORTS = "see_exports"
    REQUEST_EXPORT = "request_export"
    DECIDE_EXPORT = "decide_export"
    #: Ask for accounts and postings, end them, send links, release locks.
    MANAGE_ACCOUNTS = "manage_accounts"
    #: The second person of a new account, a posting or a transfer.
    DECIDE_ACCOUNTS = "decide_accounts"
    REVIEW_ACCOUNTS = "review_accounts"
    #: Type a complaint for somebody at a counter or on the phone.
    LODGE_COMPLAINTS = "lodge_complaints"
    SEE_COMPLAINTS = "see_complaints"
    #: Call the complainant, note, ask, attach: of those marked to one, or of one's station.
    WORK_COMPLAINTS = "work_complaints"
    ASSIGN_COMPLAINTS = "assign_complaints"
    #: Say how a complaint ends: an FIR, a reason, another office, the magistrate.
    DECIDE_COMPLAINTS = "decide_complaints"
    #: Answer a complainant who is not satisfied; move a complaint to another station or level.
    SUPERVISE_COMPLAINTS = "supervise_complaints"
    SEE_COMPLAINT_FIGURES = "see_complaint_figures"
    #: The complaints that one made oneself.
    OWN_COMPLAINTS = "own_complaints"
    #: Draft FIRs of one's station.
    SEE_FIRS = "see_firs"
    WRITE_FIRS = "write_firs"
    READ_AUDIT = "read_audit"
    SEE_GALLERY = "see_gallery"
    ADMINISTER = "administer"


_EVERYBODY = {Permission.SEE_HOME, Permission.OWN_ACCOUNT, Permission.SEE_STATIONS}
_POLICE = _EVERYBODY | {Permission.SEE_GALLERY}
_ALERT_DESK = _POLICE | {Permission.SEE_ALERTS, Permission.ANSWER_ALERTS, Permission.UNMASK}
_COUNTER = {Permission.LODGE_COMPLAINTS}
_COMPLAINT_DESK = _COUNTER | {Permission.SEE_COMPLAINTS}
_COMPLAINT_OFFICER = _COMPLAINT_DESK | {Permission.WORK_COMPLAINTS, Permission.SEE_FIRS}
_COMPLAINT_HEAD = {
    *(Permission.SEE_COMPLAINTS, Permission.WORK_COMPLAINTS, Permission.ASSIGN_COMPLAINTS),
    *(Permission.DECIDE_COMPLAINTS, Permission.SEE_COMPLAINT_FIGURES),
    # What a complaint about the police becomes is theirs until they hand it to the station.
    *(Permission.SEE_FIRS, Permission.WRITE_FIRS),
}
_OUTSIDE = _EVERYBODY | {Permission.OWN_COMPLAINTS}
_WATCH_MAKER = {Permission.SEE_WATCH, Permission.PROPOSE_WATCH}
_WATCH_CHECKER = {Permission.SEE_WATCH, Permission.DECIDE_WATCH}
_EXPORT_MAKER = {Permission.SEE_EXPORTS, Permission.REQUEST_EXPORT}
_EXPORT_CHECKER = {Permission.SEE_EXPORTS, Permission.DECIDE_EXPORT}
_SUPERVISOR = (
    _POLICE
    | {Permission.SEE_ALERTS, Permission.SEE_PIPELINE, Permission.SUPERVISE_COMPLAINTS}
    | _WATCH_CHECKER
    | _EXPORT_CHECKER
    | _COMPLAINT_HEAD
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.HOTEL_OPERATOR: frozenset(_OUTSIDE | {Permission.LOG_STAYS}),
    Role.LANDLORD: frozenset(_OUTSIDE),
    Role.CITIZEN: frozenset(_OUTSIDE),
    Role.FRONT_DESK: frozenset(_POLICE | _COMPLAINT_DESK),
    Role.MOHARRAR: frozenset(
        _ALERT_DESK
        | _COMPLAINT_DESK
        | {Permission.ASSIGN_COMPLAINTS, Permission.SEE_FIRS, Permission.WRITE_FIRS}
    ),
    Role.INVESTIGATION_OFFICER: frozenset(_ALERT_DESK | _WATCH_MAKER | _COMPLAINT_OFFICER),
    Role.SHO: frozenset(
        _ALERT_DESK
        | _WATCH_MAKER
        | _EXPORT_MAKER
        | _COUNTER
        | _COMPLAINT_HEAD
        | {Permission.MANAGE_ACCOUNTS, Permission.REVIEW_ACCOUNTS}
    ),
    Role.SDPO: frozenset(_SUPERVISOR | {Permission.DECIDE_ACCOUNTS}),
    Role.DPO: frozenset(
        _SUPERVISOR | {Permission.MANAGE_ACCOUNTS, Permission.DECIDE_ACCOUNTS, Permission.SEAL}
    ),
    Role.COMMAND: frozenset(_SUPERVISOR | {Permission.DECIDE_ACCOUNTS}),
    Role.CRO_OPERATOR: frozenset(
        _POLICE
        | {Permission.SEE_CONVICTS, Permission.UNMASK, Permission.SEAL, Permission.SEE_PIPELINE}
        | _WATCH_MAKER
        | _WATCH_CHECKER
        | _EXPORT_MAKER
        | _EXPORT_CHECKER
    ),
    Role.KHIDMAT_CLERK: frozenset(_POLICE | _COUNTER),
    Role.AUDITOR: frozenset(_POLICE | {Permission.READ_AUDIT} | _EXPORT_MAKER),
    Role.ADMINISTRATOR: frozenset(
        _POLICE
        | {Permission.ADMINISTER, Permission.MANAGE_ACCOUNTS, Permission.DECIDE_ACCOUNTS}
        | {Permission.SEE_PIPELINE}
    ),
}

assert set(ROLE_PERMISSIONS) == set(Role)
assert all(Permission.SEE_GALLERY in ROLE_PERMISSIONS[role] for role in POLICE_ROLES)

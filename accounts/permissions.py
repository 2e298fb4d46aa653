"""What may be done, and which role may do it. The one place that says so."""

from enum import StrEnum

from accounts.roles import POLICE_ROLES, Role


class Permission(StrEnum):
    """One thing a person may do, whatever the place; the posting says where."""

    SEE_HOME = "see_home"
    OWN_ACCOUNT = "own_account"
    SEE_STATIONS = "see_stations"
    LOG_STAYS = "log_stays"
    #: The houses of one's stations: who reports, who is late, who is silent.
    SEE_PREMISES = "see_premises"
    #: Note an inspection, also of a house that nobody registered (a Sub-Inspector or above).
    INSPECT_PREMISES = "inspect_premises"
    #: Take a house into the register, correct it, close it.
    REGISTER_PREMISES = "register_premises"
    #: The tenants and servants that one reports oneself.
    OWN_TENANCIES = "own_tenancies"
    #: Type a registration for somebody at a counter.
    LODGE_TENANCIES = "lodge_tenancies"
    SEE_TENANCIES = "see_tenancies"
    #: Send an officer of the beat to see who lives there.
    ASSIGN_TENANCIES = "assign_tenancies"
    VERIFY_TENANCIES = "verify_tenancies"
    SEE_ALERTS = "see_alerts"
    ANSWER_ALERTS = "answer_alerts"
    #: How far the screening is, in numbers: who waits, and whether every machine screens.
    SEE_PIPELINE = "see_pipeline"
    SEE_CONVICTS = "see_convicts"
    #: Everything that is known of one person on one page.
    SEE_DOSSIER = "see_dossier"
    #: Have whole lists of people screened, and take the file out as one.
    LIST_CONVICTS = "list_convicts"
    #: Enter records, note in their files, strike out, propose to withdraw one.
    WRITE_CONVICTS = "write_convicts"
    #: The second person of a record that comes into the file or leaves it.
    DECIDE_CONVICTS = "decide_convicts"
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
    #: The cases of one's stations, and their drafts.
    SEE_FIRS = "see_firs"
    #: Draft FIRs, keep their copies, note departures.
    WRITE_FIRS = "write_firs"
    #: Give an FIR its number: from then on it stands as it was signed.
    REGISTER_FIRS = "register_firs"
    #: Work on the cases that are marked to one.
    INVESTIGATE_FIRS = "investigate_firs"
    #: Mark cases to officers, sign reports under s.173, note what courts decide.
    DIRECT_FIRS = "direct_firs"
    #: Move a case to another agency.
    SUPERVISE_FIRS = "supervise_firs"
    #: The case diary and statements: the police's own (s.172 CrPC).
    READ_CASE_DIARIES = "read_case_diaries"
    #: The copies and the state of the FIRs that one had registered oneself.
    OWN_FIRS = "own_firs"
    SEE_REGISTERS = "see_registers"
    WRITE_ROZNAMCHA = "write_roznamcha"
    #: Malkhana, road certificates, cash, arms and licences.
    KEEP_STORE = "keep_store"
    READ_AUDIT = "read_audit"
    SEE_GALLERY = "see_gallery"
    ADMINISTER = "administer"


_EVERYBODY = {Permission.SEE_HOME, Permission.OWN_ACCOUNT, Permission.SEE_STATIONS}
_POLICE = _EVERYBODY | {Permission.SEE_GALLERY}
_ALERT_DESK = _POLICE | {Permission.SEE_ALERTS, Permission.ANSWER_ALERTS, Permission.UNMASK}
_COUNTER = {Permission.LODGE_COMPLAINTS, Permission.LODGE_TENANCIES}
_COMPLAINT_DESK = _COUNTER | {Permission.SEE_COMPLAINTS}
_COMPLAINT_OFFICER = _COMPLAINT_DESK | {Permission.WORK_COMPLAINTS}
_COMPLAINT_HEAD = {
    *(Permission.SEE_COMPLAINTS, Permission.WORK_COMPLAINTS, Permission.ASSIGN_COMPLAINTS),
    *(Permission.DECIDE_COMPLAINTS, Permission.SEE_COMPLAINT_FIGURES),
    # What a complaint about the police becomes is theirs until they hand it to the station.
    *(Permission.SEE_FIRS, Permission.WRITE_FIRS),
}
_OUTSIDE = _EVERYBODY | {Permission.OWN_COMPLAINTS, Permission.OWN_FIRS}
_AT_HOME = _OUTSIDE | {Permission.OWN_TENANCIES}
_RESIDENTS = {Permission.SEE_PREMISES, Permission.SEE_TENANCIES}
_AT_STATION = {Permission.SEE_FIRS, Permission.SEE_REGISTERS, Permission.WRITE_ROZNAMCHA}
_INVESTIGATOR = _AT_STATION | {
    *(Permission.SEE_CONVICTS, Permission.SEE_DOSSIER),
    *(Permission.INVESTIGATE_FIRS, Permission.READ_CASE_DIARIES),
    *(*_RESIDENTS, Permission.INSPECT_PREMISES, Permission.VERIFY_TENANCIES),
}
_MOHARRAR = _AT_STATION | {
    *(Permission.WRITE_FIRS, Permission.REGISTER_FIRS, Permission.KEEP_STORE),
    *(*_RESIDENTS, Permission.REGISTER_PREMISES),
    *(Permission.ASSIGN_TENANCIES, Permission.VERIFY_TENANCIES),
}
_CASE_SUPERVISOR = {
    *(
        Permission.SEE_CONVICTS,
        Permission.SEE_DOSSIER,
        Permission.SUPERVISE_FIRS,
        Permission.READ_CASE_DIARIES,
        Permission.SEE_REGISTERS,
        Permission.INSPECT_PREMISES,
    ),
    *_RESIDENTS,
}
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
    | _CASE_SUPERVISOR
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.HOTEL_OPERATOR: frozenset(_OUTSIDE | {Permission.LOG_STAYS}),
    Role.LANDLORD: frozenset(_AT_HOME),
    Role.CITIZEN: frozenset(_AT_HOME),
    Role.FRONT_DESK: frozenset(_POLICE | _COMPLAINT_DESK),
    Role.MOHARRAR: frozenset(
        _ALERT_DESK | _COMPLAINT_DESK | _MOHARRAR | {Permission.ASSIGN_COMPLAINTS}
    ),
    Role.INVESTIGATION_OFFICER: frozenset(
        _ALERT_DESK | _WATCH_MAKER | _COMPLAINT_OFFICER | _INVESTIGATOR
    ),
    Role.SHO: frozenset(
        _ALERT_DESK
        | _WATCH_MAKER
        | _EXPORT_MAKER
        | _COUNTER
        | _COMPLAINT_HEAD
        | _MOHARRAR
        | _INVESTIGATOR
        | {Permission.DIRECT_FIRS, Permission.MANAGE_ACCOUNTS, Permission.REVIEW_ACCOUNTS}
    ),
    Role.SDPO: frozenset(_SUPERVISOR | {Permission.DECIDE_ACCOUNTS}),
    Role.DPO: frozenset(
        _SUPERVISOR | {Permission.MANAGE_ACCOUNTS, Permission.DECIDE_ACCOUNTS, Permission.SEAL}
    ),
    Role.COMMAND: frozenset(_SUPERVISOR | {Permission.DECIDE_ACCOUNTS}),
    Role.CRO_OPERATOR: frozenset(
        _POLICE
        | {Permission.SEE_CONVICTS, Permission.SEE_DOSSIER, Permission.LIST_CONVICTS}
        | {Permission.WRITE_CONVICTS, Permission.DECIDE_CONVICTS}
        | {Permission.UNMASK, Permission.SEAL, Permission.SEE_PIPELINE}
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

"""Every address, for every role: what GET and POST answer, in one table.

The table is written in roles, not in permissions: it says again, in other words, what
`accounts.permissions` says, so that a change there must be meant. Whoever is not named on a row
is refused with 403; nobody signed in is led to the sign-in page; somebody signed in without any
posting is refused everywhere but on public pages.
"""

import inspect
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import AsyncClient, Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.actions import ask
from accounts.checks import every_view_says_who
from accounts.models import User
from accounts.permissions import Permission
from accounts.requests import AccountRequest
from accounts.roles import Role
from accounts.scopes import Scope
from alerts import screening
from alerts.models import Alert
from audit.actions import record
from audit.models import Event
from audit.reviews import Hint, WeekReview
from audit.weeks import Week
from complaints.acts import ACTS, Act
from convicts import filing
from convicts.actions import seal
from convicts.models import ConvictRecord, Duplicate, ImportBatch, LineUp, Photograph
from convicts.notes import NOTES
from exports.models import ExportRequest
from filings import lots
from filings.models import Receipt
from firs import acts as fir_acts
from firs.actions import draft_from
from firs.book_acts import BOOK_ACTS
from firs.models import Paper
from hotel_eye import booking, inspecting, keys
from hotel_eye.models import Desk, Expected, Guest, Inspection
from hotel_eye.uploads.filing import KIND
from tenants import verification
from tenants.actions import begin
from tests.cast import PASSWORD, Cast, make_hotel, make_officer, sign_in
from tests.complaints.complaint_scenes import make_attachment, make_complaint
from tests.convicts.people_lists import make_list
from tests.documents.issued import make_paper
from tests.firs.fir_scenes import accused, make_case, make_photo
from tests.people_on_file import (
    check_in_form,
    make_convict,
    make_export,
    make_listing,
    make_lot,
    make_stay,
    make_watch,
)
from tests.tenants.registration_scenes import register

OK, MADE, TAKEN_IN, FOUND = 200, 201, 204, 302
NO_KEY, REFUSED, MISSING, NOT_TAKEN, GONE, WRONG = 401, 403, 404, 405, 410, 422
#: What the log holds of an answer: every refusal of somebody signed in, and no other.
REFUSAL = {REFUSED: ["access.refused"], MISSING: ["access.not_found"]}
ANONYMOUS, UNPOSTED = "anonymous", "unposted"

#: What a hotel's desk has no way to: another hotel's pages, by name and number.
STRANGE_HOUSE = (
    *((name, {"hotel": "other_hotel"}) for name in (
        "ledger", "receipts", "print_register", "print_foreigners", "inspections",
        "check_in_shell", "file_nil", "check_out_several", "check_in_group", "expected",
        "uploads", "api_keys", "make_key", "desk_key")),
    *((name, {"hotel": "other_hotel", "pk": "receipt"}) for name in ("receipt", "receipt_pdf")),
    *((name, {"hotel": "other_hotel", "pk": "lot"}) for name in (
        "upload", "upload_progress", "upload_refused", "upload_results", "upload_file",
        "upload_stop")),
    ("upload_template", {"hotel": "other_hotel", "ending": "csv"}),
    *((name, {"pk": "other_stay"}) for name in ("correct", "annul")),
    *((name, {"pk": "other_expected"}) for name in ("note_arrival", "cancel_expected")),
    ("answer", {"pk": "other_inspection"}),
    *((name, {"pk": "other_key"}) for name in ("rotate_key", "revoke_key")),
)  # fmt: skip
POST_ONLY = {
    *("file_nil", "check_out_several", "desk_key", "upload_refused", "upload_results"),
    *("upload_file", "upload_stop", "note_arrival", "cancel_expected", "answer"),
    *("make_key", "rotate_key", "revoke_key"),
}
BY_POST = {"check_in_group", "expected", "uploads", "correct", "annul"}

# Who stands where: three at Kohsar, one above its circle, one above its district, one above all.
AT_STATION = [Role.MOHARRAR, Role.INVESTIGATION_OFFICER, Role.SHO]
ABOVE = [Role.SDPO, Role.DPO, Role.COMMAND]
HOTEL, CRO, AUDITOR, ADMINISTRATOR = (
    Role.HOTEL_OPERATOR,
    Role.CRO_OPERATOR,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
SEALERS = [Role.DPO, CRO]
POLICE = [role for role in Role if role not in (HOTEL, Role.LANDLORD, Role.CITIZEN)]

Answers = dict[str, int]


def each(roles: Any, status: int) -> Answers:
    return dict.fromkeys(map(str, roles), status)


ALL = each(Role, OK)
SEE_ALERTS = each([*AT_STATION, *ABOVE], OK)
SEE_PIPELINE = each([*ABOVE, CRO, ADMINISTRATOR], OK)
ONLY_HOTEL = each([HOTEL], OK)
SEE_PLACES = each([*AT_STATION, *ABOVE], OK)
INSPECT = each([Role.INVESTIGATION_OFFICER, Role.SHO, *ABOVE], OK)
KEEPERS = [Role.MOHARRAR, Role.SHO]
AT_COUNTER = [Role.FRONT_DESK, *AT_STATION]
COUNTERS = [*AT_COUNTER, Role.KHIDMAT_CLERK]
AT_HOME = [Role.LANDLORD, Role.CITIZEN]
OTHERS_HOME = each([Role.CITIZEN], MISSING)
ONLY_LANDLORD = each([Role.LANDLORD], OK) | OTHERS_HOME
MANAGERS = [Role.SHO, Role.DPO, ADMINISTRATOR]
DECIDERS = [*ABOVE, ADMINISTRATOR]
MANAGE, DECIDE = each(MANAGERS, OK), each(DECIDERS, OK)
EVERYBODY = [*map(str, Role), ANONYMOUS, UNPOSTED]


@dataclass(frozen=True)
class Row:
    """One address in one case: what each role gets, and what is sent to it."""

    name: str
    get: Answers = field(default_factory=dict)
    #: None where the view takes no POST: whoever may use it is told so with 405.
    post: Answers | None = None
    kwargs: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    case: str = ""
    is_public: bool = False
    #: Another row with the very same view, guarded in the same way: there everybody is asked.
    like: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.case}".strip()


def _part(row: Row) -> str:
    return row.name.partition(":")[0] if ":" in row.name else "caspp"


# In `kwargs` and `data` a value such as "alert" names an object of the scene below.
CONVICT, SEALED, NOBODY = {"pk": "convict"}, {"pk": "sealed"}, {"pk": "nobody"}
LOT = {"hotel": "hotel", "pk": "lot"}
ALERT, STAY, HOTEL_PK = {"pk": "alert"}, {"pk": "stay"}, {"hotel": "hotel"}
OUTCOME = {"outcome": "verified", "note": ""}
PURPOSE = {"kind": "investigation", "case_ref": "FIR 12/26"}
LOOK = {"text": "6110112345671", **PURPOSE}
WEEK = {"year": "week_year", "number": "week_number"}
STAYS = {
    "review-reason": "Not found yet.",
    "review-next_on": f"{date.today() + timedelta(days=30)}",
}
YES = {"decision": "approved", "note": ""}
WATCH_MAKERS = [Role.INVESTIGATION_OFFICER, Role.SHO, CRO]
WATCH_CHECKERS = [*ABOVE, CRO]
WATCHERS = each([*WATCH_MAKERS, *ABOVE], OK)
EXPORT_MAKERS = [Role.SHO, CRO, AUDITOR]

OUTSIDE = [HOTEL, Role.LANDLORD, Role.CITIZEN]
SEE_COMPLAINTS = [Role.FRONT_DESK, *AT_STATION, *ABOVE]
LODGERS = [Role.FRONT_DESK, Role.KHIDMAT_CLERK, *AT_STATION]
WORKERS = [Role.INVESTIGATION_OFFICER, Role.SHO, *ABOVE]
HEADS = [Role.SHO, *ABOVE]
SEE_FIRS = [*AT_STATION, *ABOVE]
KEEPERS = [Role.MOHARRAR, Role.SHO]
COMPLAINT = {"pk": "complaint"}
FIR_WRITERS, CLERKS = [Role.MOHARRAR, *HEADS], [Role.MOHARRAR, Role.SHO]
INVESTIGATORS = [Role.INVESTIGATION_OFFICER, Role.SHO]
SEERS = [*INVESTIGATORS, *ABOVE, CRO]
DIARY_READERS = [*INVESTIGATORS, *ABOVE]
CASE = {"pk": "case"}
#: Whose circle and district are Kohsar's, and who commands it: named on what is sealed there.
NAMED_ON_SEALS = [Role.SHO, Role.SDPO, Role.DPO]
NO_UPLOAD = "00000000-0000-4000-8000-000000000000"


def acts_and_roles() -> list[tuple[Act, list[Role]]]:
    """Each act on a complaint, and who may do it."""
    who = {
        Permission.ASSIGN_COMPLAINTS: [Role.MOHARRAR, *HEADS],
        Permission.WORK_COMPLAINTS: WORKERS,
        Permission.DECIDE_COMPLAINTS: HEADS,
        Permission.SUPERVISE_COMPLAINTS: ABOVE,
        # Whoever keeps the CRO's seals finds no complaint to lift one from.
        Permission.SEAL: [Role.DPO],
    }
    return [(act, who[act.permission]) for act in ACTS]


def fir_acts_and_roles() -> list[tuple[fir_acts.Act, list[Role]]]:
    """Each act on a case, and who may do it."""
    who = {
        Permission.INVESTIGATE_FIRS: INVESTIGATORS,
        Permission.DIRECT_FIRS: [Role.SHO],
        Permission.REGISTER_FIRS: CLERKS,
        Permission.KEEP_STORE: CLERKS,
        Permission.WRITE_ROZNAMCHA: AT_STATION,
        Permission.SUPERVISE_FIRS: ABOVE,
        # Whoever keeps the CRO's seals finds no case to lift one from.
        Permission.SEAL: [Role.DPO],
    }
    return [(act, who[act.permission]) for act in fir_acts.ACTS]


def like(act: Act | fir_acts.Act, acts: tuple[Any, ...], app: str) -> str:
    """The row of the first act with the same guard, whose view is the same; '' for that act."""
    guard = (act.permission, act.step_up)
    first = next(one for one in acts if (one.permission, one.step_up) == guard)
    return "" if first is act else f"{app}:{first.name}"


def keepers(act: Act | fir_acts.Act) -> list[Role]:
    """Who holds the permission of an act and finds nothing to use it on."""
    return [CRO] if act.permission == Permission.SEAL else []


# fmt: off
TABLE = [
    # --- For everybody who is signed in and posted ---
    Row("home", get=ALL),
    Row("stations:directory", get=ALL),
    Row("screen:gallery", get=each(POLICE, OK)),

    # --- Public, each with its reason in the code ---
    Row("livez", get=each(EVERYBODY, OK), is_public=True),
    Row("readyz", get=each(EVERYBODY, OK), is_public=True),
    Row("csp_report", is_public=True,
        get=each(EVERYBODY, NOT_TAKEN), post=each(EVERYBODY, TAKEN_IN)),
    Row("set_language", get=each(EVERYBODY, FOUND), post=each(EVERYBODY, FOUND),
        data={"language": "ur"}, is_public=True),
    Row("account_login", is_public=True,
        get=each(EVERYBODY, FOUND) | {ANONYMOUS: OK},
        post=each(EVERYBODY, FOUND) | {ANONYMOUS: OK}),
    Row("accounts:phone", is_public=True,
        get=each(EVERYBODY, FOUND) | {ANONYMOUS: OK},
        post=each(EVERYBODY, FOUND) | {ANONYMOUS: WRONG}),
    # The second steps lead back to the first for whoever has not taken it.
    Row("account_confirm_login_code", is_public=True,
        get=each(EVERYBODY, FOUND), post=each(EVERYBODY, FOUND)),
    Row("mfa_authenticate", is_public=True,
        get=each(EVERYBODY, FOUND), post=each(EVERYBODY, FOUND)),
    Row("accounts:sign_out", is_public=True,
        get=each(EVERYBODY, NOT_TAKEN), post=each(EVERYBODY, FOUND)),
    Row("administration_sign_out", is_public=True,
        get=each(EVERYBODY, NOT_TAKEN), post=each(EVERYBODY, FOUND)),
    Row("administration_sign_in", is_public=True,
        get=each(EVERYBODY, REFUSED) | {ANONYMOUS: FOUND, ADMINISTRATOR: FOUND}),

    # --- One's own account ---
    Row("accounts:notice", get=ALL, post=each(Role, FOUND)),
    Row("accounts:unlocked", get=ALL),
    Row("accounts:sessions", get=ALL),
    Row("accounts:end_session", get=each(Role, NOT_TAKEN), post=each(Role, MISSING),
        kwargs={"pk": "nobody"}),
    Row("account_reauthenticate", get=ALL, post=ALL),
    # Nobody of the company has an app or a key: the way leads to what he has.
    Row("mfa_reauthenticate", get=each(Role, FOUND), post=each(Role, FOUND)),
    Row("mfa_reauthenticate_webauthn", get=each(Role, FOUND), post=each(Role, FOUND)),
    Row("account_change_password", get=ALL, post=ALL),
    Row("mfa_index", get=ALL),
    Row("mfa_activate_totp", get=ALL, post=ALL),
    Row("mfa_deactivate_totp", get=each(Role, MISSING), post=each(Role, MISSING)),
    Row("mfa_view_recovery_codes", get=each(Role, MISSING)),
    Row("mfa_generate_recovery_codes", get=ALL, post=ALL),
    Row("mfa_list_webauthn", get=ALL),
    Row("mfa_add_webauthn", get=ALL, post=ALL),
    Row("mfa_edit_webauthn", kwargs={"pk": "nobody"},
        get=each(Role, MISSING), post=each(Role, MISSING)),
    Row("mfa_remove_webauthn", kwargs={"pk": "nobody"},
        get=each(Role, MISSING), post=each(Role, MISSING)),

    # --- The life of accounts: the moharrar of Kohsar is asked about by everybody ---
    Row("accounts:people", get=MANAGE, post=MANAGE, data={"text": "one_"}),
    Row("accounts:open", get=MANAGE, post=each(MANAGERS, WRONG)),
    Row("accounts:person", get=MANAGE, kwargs={"pk": "moharrar"}),
    Row("accounts:person", case="of another station", kwargs={"pk": "other_sho"},
        get=each([Role.SHO], MISSING) | each([Role.DPO, ADMINISTRATOR], OK)),
    Row("accounts:person", case="of command", kwargs={"pk": "command"},
        get=each([Role.SHO, Role.DPO], MISSING) | each([ADMINISTRATOR], OK)),
    Row("accounts:post", get=MANAGE, post=each(MANAGERS, WRONG), kwargs={"pk": "moharrar"}),
    Row("accounts:transfer", get=MANAGE, post=each(MANAGERS, WRONG), kwargs={"pk": "moharrar"}),
    Row("accounts:new_factor", get=MANAGE, post=each(MANAGERS, FOUND), kwargs={"pk": "moharrar"},
        data={"because": "Phone lost"}),
    Row("accounts:enable", get=MANAGE, post=each(MANAGERS, WRONG), kwargs={"pk": "moharrar"},
        data={"because": "He is not disabled"}),
    Row("accounts:disable", get=MANAGE, post=each(MANAGERS, FOUND), kwargs={"pk": "moharrar"},
        data={"because": "Arrested"}),
    Row("accounts:link", get=MANAGE, post=MANAGE, kwargs={"pk": "moharrar"}),
    *(
        Row(f"accounts:{name}", case="of another station", kwargs={"pk": "other_sho"},
            get=each([Role.SHO], MISSING), post=each([Role.SHO], MISSING),
            data={"because": "Not mine"})
        for name in ("post", "transfer", "new_factor", "enable", "disable", "link")
    ),
    Row("accounts:asked", get=MANAGE),
    Row("accounts:requests", get=DECIDE),
    Row("accounts:decide", kwargs={"pk": "request"}, data={"decision": "approved"},
        get=DECIDE, post=each(DECIDERS, FOUND)),
    Row("accounts:decide", case="of another circle", kwargs={"pk": "other_request"},
        data={"decision": "approved"},
        get=each([Role.SDPO], MISSING) | each([Role.DPO, Role.COMMAND], OK),
        post=each([Role.SDPO], MISSING) | each([Role.DPO, Role.COMMAND], FOUND)),
    Row("accounts:locks", get=MANAGE, post=each(MANAGERS, MISSING)),
    Row("accounts:review", get=each([Role.SHO], FOUND)),
    Row("accounts:review_station", kwargs={"pk": "station"},
        get=each([Role.SHO], OK), post=each([Role.SHO], WRONG)),
    Row("accounts:review_station", case="of another station", kwargs={"pk": "other_station"},
        get=each([Role.SHO], MISSING), post=each([Role.SHO], MISSING)),
    Row("accounts:reviews", get=DECIDE),
    Row("accounts:enrol", kwargs={"uidb64": "MQ", "token": "made-up"}, is_public=True,
        get=each(EVERYBODY, GONE), post=each(EVERYBODY, GONE)),

    # --- Alerts: the board of one's own stations ---
    Row("alerts:board", get=SEE_ALERTS),
    Row("alerts:lanes", get=SEE_ALERTS),
    Row("alerts:leads", get=SEE_ALERTS),
    Row("alerts:closed", get=SEE_ALERTS),
    Row("alerts:pipeline", get=SEE_PIPELINE),
    Row("alerts:pipeline_state", get=SEE_PIPELINE),
    Row("alerts:detail", get=SEE_ALERTS, kwargs=ALERT),
    Row("alerts:detail", case="of a station in another circle", kwargs={"pk": "other_alert"},
        get=each([*AT_STATION, Role.SDPO], MISSING) | each([Role.DPO, Role.COMMAND], OK)),
    Row("alerts:detail", case="of another province", kwargs={"pk": "far_alert"},
        get=each([*AT_STATION, Role.SDPO, Role.DPO], MISSING) | each([Role.COMMAND], OK)),
    Row("alerts:detail", case="that is sealed", kwargs={"pk": "sealed_alert"},
        get=each([*AT_STATION, *ABOVE], MISSING)),
    Row("alerts:acknowledge", case="of a sealed alert", kwargs={"pk": "sealed_alert"},
        get=each(AT_STATION, NOT_TAKEN), post=each(AT_STATION, MISSING)),
    Row("alerts:close", case="of a sealed alert", kwargs={"pk": "sealed_alert"}, data=OUTCOME,
        get=each(AT_STATION, NOT_TAKEN), post=each(AT_STATION, MISSING)),
    Row("alerts:acknowledge", kwargs=ALERT,
        get=each(AT_STATION, NOT_TAKEN), post=each(AT_STATION, FOUND)),
    Row("alerts:acknowledge", case="of another station", kwargs={"pk": "other_alert"},
        get=each(AT_STATION, NOT_TAKEN), post=each(AT_STATION, MISSING)),
    Row("alerts:close", kwargs=ALERT, data=OUTCOME,
        get=each(AT_STATION, NOT_TAKEN), post=each(AT_STATION, FOUND)),
    Row("alerts:close", case="without an outcome", kwargs=ALERT,
        get=each(AT_STATION, NOT_TAKEN), post=each(AT_STATION, WRONG)),
    Row("alerts:close", case="of another station", kwargs={"pk": "other_alert"}, data=OUTCOME,
        get=each(AT_STATION, NOT_TAKEN), post=each(AT_STATION, MISSING)),

    # --- Hotel Eye: the desk of one's own house; the police has no way in here ---
    Row("hotel_eye:desk", get=each([HOTEL], FOUND)),
    Row("hotel_eye:in_house", get=ONLY_HOTEL, kwargs=HOTEL_PK),
    Row("hotel_eye:check_in", get=ONLY_HOTEL, post=each([HOTEL], FOUND), kwargs=HOTEL_PK,
        data=check_in_form()),
    Row("hotel_eye:check_in", case="of an empty form", get=ONLY_HOTEL, post=each([HOTEL], WRONG),
        kwargs=HOTEL_PK, data={"party-TOTAL_FORMS": "0", "party-INITIAL_FORMS": "0"}),
    Row("hotel_eye:recall", get=each([HOTEL], NOT_TAKEN), post=ONLY_HOTEL, kwargs=HOTEL_PK,
        data={"cnic": "61101-1234567-1"}),
    Row("hotel_eye:register", get=ONLY_HOTEL, kwargs=HOTEL_PK),
    Row("hotel_eye:search", get=ONLY_HOTEL, post=ONLY_HOTEL, kwargs=HOTEL_PK,
        data={"text": "Aslam"}),
    Row("hotel_eye:stay", get=ONLY_HOTEL, kwargs=STAY),
    Row("hotel_eye:check_out", get=each([HOTEL], NOT_TAKEN), post=each([HOTEL], FOUND),
        kwargs=STAY, data={"left_at": "now"}),
    Row("hotel_eye:check_out", case="without a time", get=each([HOTEL], NOT_TAKEN),
        post=each([HOTEL], WRONG), kwargs=STAY),
    Row("hotel_eye:card", get=ONLY_HOTEL, kwargs={"pk": "guest", "side": "front"}),
    Row("hotel_eye:card", case="that was not photographed", get=each([HOTEL], MISSING),
        kwargs={"pk": "guest", "side": "back"}),
    Row("hotel_eye:card", case="of no such side", get=each([HOTEL], MISSING),
        kwargs={"pk": "guest", "side": "inside"}),
    Row("hotel_eye:uploads", get=ONLY_HOTEL, post=each([HOTEL], WRONG), kwargs=HOTEL_PK),
    Row("hotel_eye:upload_template", get=ONLY_HOTEL, kwargs=HOTEL_PK | {"ending": "csv"}),
    Row("hotel_eye:upload_template", case="as a workbook", get=ONLY_HOTEL,
        kwargs=HOTEL_PK | {"ending": "xlsx"}),
    Row("hotel_eye:upload", get=ONLY_HOTEL, kwargs=HOTEL_PK | {"pk": "lot"}),
    Row("hotel_eye:upload_progress", get=ONLY_HOTEL, kwargs=HOTEL_PK | {"pk": "lot"}),
    *(
        Row(f"hotel_eye:upload_{act}", get=each([HOTEL], NOT_TAKEN), post=each([HOTEL], answer),
            kwargs=HOTEL_PK | {"pk": "lot"})
        for act, answer in (("file", FOUND), ("stop", FOUND), ("refused", OK), ("results", OK))
    ),
    *(
        Row(f"hotel_eye:{name}", case=case, kwargs=kwargs, get=each([HOTEL], MISSING))
        for case, kwargs in (
            ("of another hotel", {"hotel": "other_hotel", "pk": "other_lot"}),
            ("with a file of another hotel", {"hotel": "hotel", "pk": "other_lot"}),
        )
        for name in ("upload", "upload_progress")
    ),
    *(
        Row(f"hotel_eye:upload_{act}", case=case, kwargs=kwargs, get=each([HOTEL], NOT_TAKEN),
            post=each([HOTEL], MISSING))
        for case, kwargs in (
            ("of another hotel", {"hotel": "other_hotel", "pk": "other_lot"}),
            ("with a file of another hotel", {"hotel": "hotel", "pk": "other_lot"}),
        )
        for act in ("file", "stop", "refused", "results")
    ),
    Row("hotel_eye:uploads", case="of another hotel", get=each([HOTEL], MISSING),
        post=each([HOTEL], MISSING), kwargs={"hotel": "other_hotel"}),
    Row("hotel_eye:upload_template", case="of another hotel", get=each([HOTEL], MISSING),
        kwargs={"hotel": "other_hotel", "ending": "csv"}),
    *(
        Row(f"hotel_eye:{name}", case="of another hotel", kwargs=kwargs, get=each([HOTEL], got),
            post=each([HOTEL], MISSING) if takes_post else None)
        for name, kwargs, got, takes_post in (
            ("in_house", {"hotel": "other_hotel"}, MISSING, False),
            ("check_in", {"hotel": "other_hotel"}, MISSING, True),
            ("recall", {"hotel": "other_hotel"}, NOT_TAKEN, True),
            ("register", {"hotel": "other_hotel"}, MISSING, False),
            ("search", {"hotel": "other_hotel"}, MISSING, True),
            ("stay", {"pk": "other_stay"}, MISSING, False),
            ("check_out", {"pk": "other_stay"}, NOT_TAKEN, True),
            ("card", {"pk": "other_guest", "side": "front"}, MISSING, False),
        )
    ),

    # What was sent, and what is owed.
    *(Row(f"hotel_eye:{name}", get=ONLY_HOTEL, kwargs=HOTEL_PK)
      for name in ("ledger", "receipts", "print_register", "print_foreigners", "inspections",
                   "check_in_shell")),
    *(Row(f"hotel_eye:{name}", get=ONLY_HOTEL, kwargs={**HOTEL_PK, "pk": "receipt"})
      for name in ("receipt", "receipt_pdf")),
    Row("hotel_eye:receipt", case="of another hotel", get=each([HOTEL], MISSING),
        kwargs={**HOTEL_PK, "pk": "other_receipt"}),
    Row("hotel_eye:file_nil", get=each([HOTEL], NOT_TAKEN), post=each([HOTEL], FOUND),
        kwargs=HOTEL_PK),
    Row("hotel_eye:check_out_several", get=each([HOTEL], NOT_TAKEN), post=each([HOTEL], FOUND),
        kwargs=HOTEL_PK),
    Row("hotel_eye:check_in_group", get=ONLY_HOTEL, post=each([HOTEL], WRONG), kwargs=HOTEL_PK,
        data={"guests-TOTAL_FORMS": "0", "guests-INITIAL_FORMS": "0"}),
    Row("hotel_eye:correct", get=ONLY_HOTEL, post=each([HOTEL], WRONG), kwargs=STAY,
        data={"party-TOTAL_FORMS": "0", "party-INITIAL_FORMS": "0"}),
    Row("hotel_eye:annul", get=ONLY_HOTEL, post=each([HOTEL], WRONG), kwargs=STAY),
    Row("hotel_eye:expected", get=ONLY_HOTEL, post=each([HOTEL], WRONG), kwargs=HOTEL_PK),
    *(Row(f"hotel_eye:{name}", get=each([HOTEL], NOT_TAKEN), post=each([HOTEL], FOUND),
          kwargs={"pk": "expected"}) for name in ("note_arrival", "cancel_expected")),
    *(Row(f"hotel_eye:{name}", case="of another hotel", kwargs=kwargs, get=each([HOTEL], MISSING),
          post=each([HOTEL], MISSING) if name in BY_POST else None)
      for name, kwargs in STRANGE_HOUSE if name not in POST_ONLY),
    *(Row(f"hotel_eye:{name}", case="of another hotel", kwargs=kwargs,
          get=each([HOTEL], NOT_TAKEN), post=each([HOTEL], MISSING))
      for name, kwargs in STRANGE_HOUSE if name in POST_ONLY),
    Row("hotel_eye:answer", get=each([HOTEL], NOT_TAKEN), post=each([HOTEL], WRONG),
        kwargs={"pk": "inspection"}),
    # Files of arrivals.
    Row("hotel_eye:uploads", get=ONLY_HOTEL, post=each([HOTEL], WRONG), kwargs=HOTEL_PK),
    Row("hotel_eye:upload_template", get=ONLY_HOTEL, kwargs={**HOTEL_PK, "ending": "csv"}),
    *(Row(f"hotel_eye:{name}", get=ONLY_HOTEL, kwargs=LOT)
      for name in ("upload", "upload_progress")),
    *(Row(f"hotel_eye:{name}", get=each([HOTEL], NOT_TAKEN), post=ONLY_HOTEL, kwargs=LOT)
      for name in ("upload_refused", "upload_results")),
    *(Row(f"hotel_eye:{name}", get=each([HOTEL], NOT_TAKEN), post=each([HOTEL], FOUND),
          kwargs=LOT) for name in ("upload_file", "upload_stop")),
    # The desk without a network: the browser has a key of its own.
    Row("hotel_eye:desk_key", get=each([HOTEL], NOT_TAKEN), post=each([HOTEL], MADE),
        kwargs=HOTEL_PK),
    Row("hotel_eye:desk_worker", get=each(EVERYBODY, OK), is_public=True),
    Row("hotel_eye:offline", get=each(EVERYBODY, NOT_TAKEN), post=each(EVERYBODY, NO_KEY),
        kwargs=HOTEL_PK, is_public=True),
    # The owner's keys, and what programs do with them.
    Row("hotel_eye:api_keys", get=ONLY_HOTEL, kwargs=HOTEL_PK),
    Row("hotel_eye:make_key", get=each([HOTEL], NOT_TAKEN), post=each([HOTEL], WRONG),
        kwargs=HOTEL_PK),
    Row("hotel_eye:rotate_key", get=each([HOTEL], NOT_TAKEN), post=ONLY_HOTEL,
        kwargs={"pk": "key"}),
    Row("hotel_eye:revoke_key", get=each([HOTEL], NOT_TAKEN), post=each([HOTEL], FOUND),
        kwargs={"pk": "key"}),
    *(Row(name, get=each(EVERYBODY, OK), is_public=True)
      for name in ("api_guide", "hotel_api:api-root", "api_description")),
    Row("api_nowhere", get=each(EVERYBODY, MISSING), post=each(EVERYBODY, MISSING),
        kwargs={"rest": "nowhere"}, is_public=True),
    *(Row(f"hotel_api:{name}", get=each(EVERYBODY, NO_KEY), kwargs=kwargs, is_public=True)
      for name, kwargs in (("hotel", {}), ("rules_here", {}), ("receipts", {}),
                           ("stay", {"entry": "stay"}), ("lot_of", {"lot": "lot"}))),
    *(Row(f"hotel_api:{name}", get=each(EVERYBODY, NOT_TAKEN), post=each(EVERYBODY, NO_KEY),
          kwargs=kwargs, is_public=True)
      for name, kwargs in (("file_nil", {}), ("bring_lot", {}), ("check_out", {"entry": "stay"}),
                           ("correct", {"entry": "stay"}), ("annul", {"entry": "stay"}))),
    Row("hotel_api:check_in", get=each(EVERYBODY, NOT_TAKEN), post=each(EVERYBODY, NO_KEY),
        is_public=True),

    # --- The station's side of hotels ---
    *(Row(f"hotel_eye:{name}", get=SEE_PLACES)
      for name in ("premises", "premises_map", "inspected")),
    *(Row(f"hotel_eye:{name}", get=SEE_PLACES, kwargs={"pk": "hotel"})
      for name in ("house", "house_register")),
    Row("hotel_eye:house", case="of another station", kwargs={"pk": "other_hotel"},
        get=each([*AT_STATION, Role.SDPO], MISSING) | each([Role.DPO, Role.COMMAND], OK)),
    *(Row(f"hotel_eye:{name}", case="of another station", kwargs={"pk": "other_hotel"},
          get=each([Role.SHO], got), post=each([Role.SHO], MISSING) if takes_post else None)
      for name, got, takes_post in (("house_register", MISSING, False), ("inspect", MISSING, True),
                                    ("register_house", MISSING, True),
                                    ("close_house", NOT_TAKEN, True))),
    Row("hotel_eye:inspect", get=INSPECT, post=each(INSPECT, WRONG), kwargs={"pk": "hotel"}),
    Row("hotel_eye:found", get=INSPECT, post=each(INSPECT, WRONG)),
    Row("hotel_eye:register_house", get=each(KEEPERS, OK), post=each(KEEPERS, WRONG),
        kwargs={"pk": "hotel"}),
    Row("hotel_eye:close_house", get=each(KEEPERS, NOT_TAKEN), post=each(KEEPERS, WRONG),
        kwargs={"pk": "hotel"}),

    # --- Tenants: one's own, the counter's, the station's ---
    Row("tenants:mine", get=each(AT_HOME, OK)),
    Row("tenants:begin", get=each(AT_HOME, NOT_TAKEN), post=each(AT_HOME, FOUND),
        data={"kind": "tenant"}),
    Row("tenants:step", get=ONLY_LANDLORD, post=each([Role.LANDLORD], WRONG) | OTHERS_HOME,
        kwargs={"pk": "let_draft", "page": "place"}),
    Row("tenants:check", get=each([Role.LANDLORD], FOUND) | OTHERS_HOME,
        post=each([Role.LANDLORD], FOUND) | OTHERS_HOME, kwargs={"pk": "let_draft"}),
    Row("tenants:keep", get=each(AT_HOME, NOT_TAKEN), kwargs={"pk": "let_draft"},
        post=each([Role.LANDLORD], TAKEN_IN) | OTHERS_HOME),
    Row("tenants:throw_away", get=each(AT_HOME, NOT_TAKEN), kwargs={"pk": "let_draft"},
        post=each([Role.LANDLORD], FOUND) | OTHERS_HOME),
    *(Row(f"tenants:{name}", get=ONLY_LANDLORD, kwargs={"pk": "tenancy"})
      for name in ("own", "slip")),
    Row("tenants:agreement", get=each(AT_HOME, MISSING), kwargs={"pk": "tenancy"}),
    Row("tenants:begin_alike", get=each(AT_HOME, NOT_TAKEN), kwargs={"pk": "tenancy"},
        post=each([Role.LANDLORD], FOUND) | OTHERS_HOME),
    Row("tenants:correct", get=ONLY_LANDLORD, post=each([Role.LANDLORD], WRONG) | OTHERS_HOME,
        kwargs={"pk": "tenancy"}),
    *(Row(f"tenants:{name}", get=each(AT_HOME, NOT_TAKEN), kwargs={"pk": "tenancy"},
          post=each([Role.LANDLORD], WRONG) | OTHERS_HOME)
      for name in ("vacate", "renew", "annul")),
    Row("tenants:counter", get=each(COUNTERS, OK), post=each(COUNTERS, WRONG)),
    Row("tenants:lodged", kwargs={"pk": "lodged"},
        get=each(COUNTERS, MISSING) | each([Role.FRONT_DESK], FOUND)),
    # The slip opens it at every counter of its station, and at a Khidmat Markaz of the city.
    Row("tenants:find", get=each(COUNTERS, NOT_TAKEN), post=each(COUNTERS, WRONG)),
    *(Row(f"tenants:{name}", kwargs={"code": "slip_code"}, get=each(COUNTERS, OK))
      for name in ("by_slip", "slip_slip")),
    Row("tenants:slip_agreement", kwargs={"code": "slip_code"}, get=each(COUNTERS, MISSING)),
    Row("tenants:slip_correct", kwargs={"code": "slip_code"},
        get=each(COUNTERS, OK), post=each(COUNTERS, WRONG)),
    *(Row(f"tenants:{name}", kwargs={"code": "slip_code"}, get=each(COUNTERS, NOT_TAKEN),
          post=each(COUNTERS, WRONG))
      for name in ("slip_vacate", "slip_renew", "slip_annul")),
    *(Row(f"tenants:{name}", case="of another station", kwargs={"code": "other_slip_code"},
          get=each(AT_COUNTER, MISSING) | each([Role.KHIDMAT_CLERK], got))
      for name, got in (("by_slip", OK), ("slip_slip", OK), ("slip_agreement", MISSING))),
    Row("tenants:slip_correct", case="of another station", kwargs={"code": "other_slip_code"},
        get=each(AT_COUNTER, MISSING) | each([Role.KHIDMAT_CLERK], OK),
        post=each(AT_COUNTER, MISSING) | each([Role.KHIDMAT_CLERK], WRONG)),
    *(Row(f"tenants:{name}", case="of another station", kwargs={"code": "other_slip_code"},
          get=each(COUNTERS, NOT_TAKEN),
          post=each(AT_COUNTER, MISSING) | each([Role.KHIDMAT_CLERK], WRONG))
      for name in ("slip_vacate", "slip_renew", "slip_annul")),
    Row("tenants:list", get=SEE_PLACES),
    Row("tenants:open", get=SEE_PLACES, kwargs={"pk": "tenancy"}),
    Row("tenants:open_agreement", get=dict.fromkeys(SEE_PLACES, MISSING), kwargs={"pk": "tenancy"}),
    *(Row(f"tenants:{name}", case="of another station", kwargs={"pk": pk},
          get=each([Role.SHO], got), post=each([Role.SHO], MISSING) if takes_post else None)
      for name, pk, got, takes_post in (("open", "other_tenancy", MISSING, False),
                                        ("assign", "other_tenancy", NOT_TAKEN, True),
                                        ("visit", "other_visit", MISSING, True))),
    Row("tenants:assign", get=each(KEEPERS, NOT_TAKEN), post=each(KEEPERS, WRONG),
        kwargs={"pk": "tenancy"}),
    Row("tenants:visit", get=each([Role.INVESTIGATION_OFFICER], OK), kwargs={"pk": "visit"},
        post=each([Role.INVESTIGATION_OFFICER], WRONG)),

    # --- The CRO's file: one for the country, and never without a purpose ---
    Row("convicts:look_up", get=each(SEERS, OK), post=each(SEERS, OK), data=LOOK),
    Row("convicts:look_up", case="without a purpose", get=each(SEERS, OK),
        post=each(SEERS, WRONG), data={"text": "6110112345671"}),
    # Without the link of a look-up the page asks what for; with one see below.
    Row("convicts:detail", get=each(SEERS, OK), post=each(SEERS, OK), kwargs=CONVICT,
        data=PURPOSE),
    Row("convicts:detail", case="without a purpose", get=each(SEERS, OK),
        post=each(SEERS, WRONG), kwargs=CONVICT),
    Row("convicts:detail", case="that does not exist", get=each(SEERS, MISSING),
        post=each(SEERS, MISSING), kwargs=NOBODY, data=PURPOSE),
    Row("convicts:detail", case="that is sealed", get=each(SEERS, MISSING),
        post=each(SEERS, MISSING), kwargs=SEALED, data=PURPOSE),
    Row("convicts:detail", case="that waits for a second person", kwargs={"pk": "opening"},
        get=each(SEERS, MISSING) | each([CRO], OK), post=each(SEERS, MISSING) | each([CRO], OK),
        data=PURPOSE),
    # Without the link the page's progress says so, and nothing else.
    Row("convicts:record_progress", get=each(SEERS, OK), kwargs=CONVICT),
    Row("convicts:record_progress", case="that is sealed", get=each(SEERS, MISSING),
        kwargs=SEALED),
    # Who sees no convicts finds none to unmask; without a link the way leads to the question.
    Row("convicts:unmask", kwargs=CONVICT, get=each([CRO, *AT_STATION], NOT_TAKEN),
        post=each([CRO, *INVESTIGATORS], FOUND) | each([Role.MOHARRAR], MISSING)),
    Row("convicts:unmask", case="that is sealed", kwargs=SEALED,
        get=each([CRO, *AT_STATION], NOT_TAKEN), post=each([CRO, *AT_STATION], MISSING)),
    Row("convicts:photograph", kwargs=CONVICT | {"photograph": "face"}, get=each(SEERS, MISSING)),
    Row("convicts:make_line_up", kwargs=CONVICT, get=each(SEERS, NOT_TAKEN),
        post=each(SEERS, FOUND)),
    Row("convicts:make_line_up", case="of a sealed record", kwargs=SEALED,
        get=each(SEERS, NOT_TAKEN), post=each(SEERS, MISSING)),
    # The sheet is the operator's own.
    Row("convicts:line_up", kwargs={"pk": "sheet"}, get=each(SEERS, MISSING) | each([CRO], OK)),
    Row("convicts:line_up_face", kwargs={"pk": "sheet", "face": "1"},
        get=each(SEERS, MISSING) | each([CRO], OK)),
    Row("dossier:of_cnic", get=each(SEERS, OK), post=each(SEERS, OK),
        data={"cnic": "6110112345671", **PURPOSE}),
    Row("dossier:of_cnic", case="without a purpose", get=each(SEERS, OK),
        post=each(SEERS, WRONG), data={"cnic": "6110112345671"}),
    # Without the link the way leads to the question.
    Row("dossier:of_record", kwargs={"door": "cro", **CONVICT}, get=each(SEERS, FOUND)),
    Row("dossier:of_record", case="that is sealed", kwargs={"door": "cro", **SEALED},
        get=each(SEERS, MISSING)),

    # --- Keeping the file: the CRO alone ---
    Row("convicts:open", get=each([CRO], OK), post=each([CRO], WRONG)),
    Row("convicts:openings", get=each([CRO], OK)),
    *(
        Row(note.url_name, kwargs=CONVICT, get=each([CRO], FOUND), post=each([CRO], WRONG))
        for note in NOTES
    ),
    *(
        Row(note.url_name, case="of a sealed record", kwargs=SEALED, get=each([CRO], MISSING),
            post=each([CRO], MISSING))
        for note in NOTES
    ),
    Row("convicts:strike", kwargs=CONVICT | {"note": "photograph", "row": "face"},
        get=each([CRO], FOUND), post=each([CRO], WRONG)),
    Row("convicts:correct", kwargs=CONVICT, get=each([CRO], FOUND), post=each([CRO], WRONG)),
    Row("convicts:decide_opening", kwargs={"pk": "opening"}, data=YES,
        get=each([CRO], NOT_TAKEN), post=each([CRO], FOUND)),
    Row("convicts:withdraw", kwargs=CONVICT, get=each([CRO], OK), post=each([CRO], WRONG)),
    Row("convicts:decide_withdrawal", kwargs=CONVICT, data=YES,
        get=each([CRO], NOT_TAKEN), post=each([CRO], MISSING)),
    Row("convicts:doubles", get=each([CRO], OK)),
    Row("convicts:double", kwargs={"pk": "pair"}, get=each([CRO], OK), post=each([CRO], WRONG)),
    Row("convicts:double", case="with a sealed record", kwargs={"pk": "sealed_pair"},
        get=each([CRO], MISSING), post=each([CRO], MISSING)),
    Row("convicts:unmerge", kwargs=CONVICT, get=each([CRO], OK), post=each([CRO], WRONG)),
    Row("convicts:imports", get=each([CRO], OK), post=each([CRO], WRONG)),
    Row("convicts:import", kwargs={"pk": "batch"}, get=each([CRO], OK)),
    Row("convicts:import_progress", kwargs={"pk": "batch"}, get=each([CRO], OK)),
    Row("convicts:import_rows", kwargs={"pk": "batch", "which": "new"}, get=each([CRO], OK)),
    Row("convicts:import_bad_rows", kwargs={"pk": "batch"}, get=each([CRO], NOT_TAKEN),
        post=each([CRO], OK)),
    Row("convicts:import_approve", kwargs={"pk": "batch"}, get=each([CRO], NOT_TAKEN),
        post=each([CRO], FOUND)),
    Row("convicts:import_discard", kwargs={"pk": "batch"}, get=each([CRO], NOT_TAKEN),
        post=each([CRO], FOUND)),
    Row("convicts:import_take_back", kwargs={"pk": "batch"}, get=each([CRO], NOT_TAKEN),
        post=each([CRO], WRONG)),
    Row("convicts:import_decide_taking_back", kwargs={"pk": "batch"}, data=YES,
        get=each([CRO], NOT_TAKEN), post=each([CRO], MISSING)),

    # --- Lists that the CRO has screened: `list` is the operator's own, `other_list` another's ---
    Row("convicts:lists", get=each([CRO], OK), post=each([CRO], WRONG), data=PURPOSE),
    *(
        Row(f"convicts:{name}", get=each([CRO], OK), kwargs={"pk": "list"})
        for name in ("list", "list_progress", "list_results", "list_bad_rows")
    ),
    *(
        Row(f"convicts:{name}", case="of another operator", kwargs={"pk": "other_list"},
            get=each([CRO], MISSING))
        for name in ("list", "list_progress", "list_results", "list_bad_rows")
    ),
    *(
        Row(f"convicts:{name}", get=each([CRO], NOT_TAKEN), post=each([CRO], OK),
            kwargs={"pk": "list"})
        for name in ("list_take_results", "list_take_bad_rows")
    ),
    *(
        Row(f"convicts:{name}", case="of another operator", kwargs={"pk": "other_list"},
            get=each([CRO], NOT_TAKEN), post=each([CRO], MISSING))
        for name in ("list_take_results", "list_take_bad_rows")
    ),

    # --- Sealing: whoever seals is named, nobody else who may seal finds the record any more ---
    Row("convicts:seals", get=each(SEALERS, OK), post=each(SEALERS, FOUND),
        data={"external_ref": "CRO-1"}),
    Row("convicts:seals", case="by a reference that is sealed", get=each(SEALERS, OK),
        post=each(SEALERS, WRONG), data={"external_ref": "CRO-2"}),
    Row("convicts:seal", kwargs=CONVICT, get=each(SEALERS, OK), post=each(SEALERS, FOUND),
        data={"sealed_as": "juvenile"}),
    Row("convicts:seal", case="without a reason", kwargs=CONVICT, get=each(SEALERS, OK),
        post=each(SEALERS, WRONG)),
    Row("convicts:seal", case="of a sealed record", kwargs=SEALED, get=each(SEALERS, MISSING),
        post=each(SEALERS, MISSING), data={"sealed_as": "juvenile"}),
    Row("convicts:name_officer", kwargs=CONVICT, get=each(SEALERS, NOT_TAKEN),
        post=each(SEALERS, FOUND), data={"service_number": "ayesha"}),
    Row("convicts:name_officer", case="whom nobody knows", kwargs=CONVICT,
        get=each(SEALERS, NOT_TAKEN), post=each(SEALERS, WRONG), data={"service_number": "x"}),
    Row("convicts:name_officer", case="on a sealed record", kwargs=SEALED,
        get=each(SEALERS, NOT_TAKEN), post=each(SEALERS, MISSING),
        data={"service_number": "ayesha"}),
    Row("convicts:unname", kwargs=CONVICT | {"officer": "nobody"}, get=each(SEALERS, NOT_TAKEN),
        post=each(SEALERS, MISSING)),
    Row("convicts:unname", case="on a sealed record", kwargs=SEALED | {"officer": "keeper"},
        get=each(SEALERS, NOT_TAKEN), post=each(SEALERS, MISSING)),
    Row("convicts:unseal", kwargs=CONVICT, get=each(SEALERS, NOT_TAKEN), post=each(SEALERS, FOUND)),
    Row("convicts:unseal", case="of a sealed record", kwargs=SEALED,
        get=each(SEALERS, NOT_TAKEN), post=each(SEALERS, MISSING)),

    # --- The watch list: proposed by one, decided by another, of one's own stations ---
    Row("convicts:watch", get=WATCHERS),
    Row("convicts:watch_propose", get=each(WATCH_MAKERS, OK), post=each(WATCH_MAKERS, WRONG)),
    Row("convicts:watch_entry", get=WATCHERS, kwargs={"pk": "watch"}),
    Row("convicts:watch_entry", case="of another province", kwargs={"pk": "far_watch"},
        get=each([*WATCH_MAKERS, Role.SDPO, Role.DPO], MISSING)
        | each([Role.COMMAND, CRO], OK)),
    Row("convicts:watch_progress", get=WATCHERS, kwargs={"pk": "watch"}),
    Row("convicts:watch_progress", case="of another province", kwargs={"pk": "far_watch"},
        get=each([*WATCH_MAKERS, Role.SDPO, Role.DPO], MISSING)
        | each([Role.COMMAND, CRO], OK)),
    # Who sees no watch list finds nobody on it to unmask.
    Row("convicts:watch_unmask", kwargs={"pk": "watch"},
        get=each([*AT_STATION, CRO], NOT_TAKEN),
        post=each(WATCH_MAKERS, OK) | each([Role.MOHARRAR], MISSING)),
    Row("convicts:watch_unmask", case="of another province", kwargs={"pk": "far_watch"},
        get=each([*AT_STATION, CRO], NOT_TAKEN),
        post=each(AT_STATION, MISSING) | each([CRO], OK)),
    Row("convicts:watch_decide", kwargs={"pk": "watch"}, data=YES,
        get=each(WATCH_CHECKERS, NOT_TAKEN), post=each(WATCH_CHECKERS, FOUND)),
    Row("convicts:watch_decide", case="without a word", kwargs={"pk": "watch"},
        get=each(WATCH_CHECKERS, NOT_TAKEN), post=each(WATCH_CHECKERS, WRONG)),
    Row("convicts:watch_decide", case="of another province", kwargs={"pk": "far_watch"}, data=YES,
        get=each(WATCH_CHECKERS, NOT_TAKEN),
        post=each([Role.SDPO, Role.DPO], MISSING) | each([Role.COMMAND, CRO], FOUND)),
    Row("convicts:watch_review", kwargs={"pk": "watch"}, data=STAYS,
        get=each(WATCH_CHECKERS, NOT_TAKEN), post=each(WATCH_CHECKERS, FOUND)),
    Row("convicts:watch_review", case="without a word", kwargs={"pk": "watch"},
        get=each(WATCH_CHECKERS, NOT_TAKEN), post=each(WATCH_CHECKERS, WRONG)),
    Row("convicts:watch_review", case="of another province", kwargs={"pk": "far_watch"}, data=STAYS,
        get=each(WATCH_CHECKERS, NOT_TAKEN),
        post=each([Role.SDPO, Role.DPO], MISSING) | each([Role.COMMAND, CRO], FOUND)),
    Row("convicts:watch_remove", kwargs={"pk": "watch"}, data={"reason": "He was arrested."},
        get=each(WATCH_MAKERS, NOT_TAKEN), post=each(WATCH_MAKERS, FOUND)),
    Row("convicts:watch_remove", case="of another province", kwargs={"pk": "far_watch"},
        data={"reason": "He was arrested."}, get=each(WATCH_MAKERS, NOT_TAKEN),
        post=each([Role.INVESTIGATION_OFFICER, Role.SHO], MISSING) | each([CRO], FOUND)),
    Row("convicts:watch_decide_removal", kwargs={"pk": "removal"}, data=YES,
        get=each(WATCH_CHECKERS, NOT_TAKEN), post=each(WATCH_CHECKERS, FOUND)),
    Row("convicts:watch_decide_removal", case="of another province", data=YES,
        kwargs={"pk": "far_removal"}, get=each(WATCH_CHECKERS, NOT_TAKEN),
        post=each([Role.SDPO, Role.DPO], MISSING) | each([Role.COMMAND, CRO], FOUND)),

    # --- A citizen lodges: without a draft of his own every page leads to the first ---
    Row("complaints:start", is_public=True, get=each(EVERYBODY, OK), post=each(EVERYBODY, FOUND)),
    Row("complaints:step", is_public=True, kwargs={"step": "what"},
        get=each(EVERYBODY, FOUND), post=each(EVERYBODY, FOUND)),
    Row("complaints:keep", is_public=True,
        get=each(EVERYBODY, NOT_TAKEN), post=each(EVERYBODY, GONE)),
    Row("complaints:save", is_public=True, get=each(EVERYBODY, FOUND), post=each(EVERYBODY, FOUND)),
    Row("complaints:come_back", is_public=True,
        get=each(EVERYBODY, OK), post=each(EVERYBODY, WRONG)),
    Row("complaints:leave", is_public=True,
        get=each(EVERYBODY, FOUND), post=each(EVERYBODY, FOUND)),
    Row("complaints:throw_away", is_public=True,
        get=each(EVERYBODY, FOUND), post=each(EVERYBODY, FOUND)),
    Row("complaints:places", is_public=True, get=each(EVERYBODY, OK)),
    Row("complaints:receipt", is_public=True, kwargs={"token": "made-up"},
        get=each(EVERYBODY, GONE)),
    Row("complaints:upload_begin", is_public=True,
        get=each(EVERYBODY, NOT_TAKEN), post=each(EVERYBODY, MISSING)),
    Row("complaints:upload_part", is_public=True, kwargs={"token": NO_UPLOAD},
        get=each(EVERYBODY, MISSING), post=each(EVERYBODY, MISSING)),
    Row("complaints:upload_remove", is_public=True, kwargs={"pk": "nobody"},
        get=each(EVERYBODY, NOT_TAKEN), post=each(EVERYBODY, MISSING)),

    # --- Whoever is shown a paper asks whether it is genuine ---
    Row("documents:check", is_public=True,
        get=each(EVERYBODY, OK), post=each(EVERYBODY, WRONG)),
    Row("documents:paper", is_public=True, kwargs={"code": "paper"}, get=each(EVERYBODY, OK)),

    # --- The complainant asks how far it is: nothing without a proof ---
    *(
        Row(f"complaints:{name}", is_public=True,
            get=each(EVERYBODY, OK), post=each(EVERYBODY, WRONG))
        for name in ("track", "track_code")
    ),
    Row("complaints:tracked", is_public=True, get=each(EVERYBODY, FOUND)),
    *(
        Row(f"complaints:tracked_{name}", is_public=True,
            get=each(EVERYBODY, NOT_TAKEN), post=each(EVERYBODY, FOUND))
        for name in ("answer", "file", "object", "rate", "leave")
    ),
    # --- So does an informant of his FIR ---
    Row("firs:own", is_public=True, get=each(EVERYBODY, OK), post=each(EVERYBODY, FOUND)),
    Row("firs:own_code", is_public=True, get=each(EVERYBODY, FOUND), post=each(EVERYBODY, FOUND)),
    Row("firs:own_status", is_public=True, get=each(EVERYBODY, FOUND)),
    *(
        Row(f"firs:{name}", is_public=True,
            get=each(EVERYBODY, NOT_TAKEN), post=each(EVERYBODY, FOUND))
        for name in ("own_copy", "own_leave")
    ),
    Row("firs:mine", get=each(OUTSIDE, OK)),
    Row("firs:mine_open", kwargs={"pk": "case"},
        get=each(OUTSIDE, NOT_TAKEN), post=each(OUTSIDE, MISSING)),
    Row("complaints:mine", get=each(OUTSIDE, OK)),
    Row("complaints:mine_open", kwargs={"pk": "complaint"},
        get=each(OUTSIDE, NOT_TAKEN), post=each(OUTSIDE, MISSING)),

    # --- The police's desk: `complaint` is Kohsar's, `sealed_complaint` has its heads named
    #     on it, `police_complaint` is about somebody of Kohsar and the SDPO's to handle ---
    Row("complaints:list", get=each(SEE_COMPLAINTS, OK)),
    Row("complaints:find", get=each(SEE_COMPLAINTS, OK), post=each(SEE_COMPLAINTS, OK),
        data={"text": "Rukhsana"}),
    Row("complaints:counter", get=each(LODGERS, OK), post=each(LODGERS, WRONG)),
    Row("complaints:counter_keep", get=each(LODGERS, NOT_TAKEN), post=each(LODGERS, TAKEN_IN),
        data={"details": "Half typed"}),
    Row("complaints:counter_throw_away",
        get=each(LODGERS, NOT_TAKEN), post=each(LODGERS, FOUND)),
    Row("complaints:detail", kwargs=COMPLAINT, get=each(SEE_COMPLAINTS, OK)),
    Row("complaints:detail", case="of another province", kwargs={"pk": "far_complaint"},
        get=each(SEE_COMPLAINTS, MISSING) | each([Role.COMMAND], OK)),
    Row("complaints:detail", case="that is sealed", kwargs={"pk": "sealed_complaint"},
        get=each(SEE_COMPLAINTS, MISSING) | each([Role.SHO, Role.SDPO, Role.DPO], OK)),
    Row("complaints:detail", case="about the police", kwargs={"pk": "police_complaint"},
        get=each(SEE_COMPLAINTS, MISSING) | each(ABOVE, OK)),
    Row("complaints:unmask", kwargs=COMPLAINT,
        get=each(WORKERS, NOT_TAKEN), post=each(WORKERS, OK)),
    Row("complaints:attachment", kwargs=COMPLAINT | {"number": "attachment"},
        get=each(SEE_COMPLAINTS, OK)),
    *(
        Row(f"complaints:{name}", case="of another province", kwargs=kwargs, get=got, post=post)
        for name, kwargs, got, post in (
            ("unmask", {"pk": "far_complaint"}, each(WORKERS, NOT_TAKEN),
             each(WORKERS, MISSING) | each([Role.COMMAND], OK)),
            ("attachment", {"pk": "far_complaint", "number": "attachment"},
             each(SEE_COMPLAINTS, MISSING), None),
        )
    ),
    # What is sent to an act is empty; an act that cannot be done now says so on the same page.
    *(
        Row(f"complaints:{act.name}", kwargs=COMPLAINT, like=like(act, ACTS, "complaints"),
            get=each([*who, *keepers(act)], NOT_TAKEN),
            post=each(who, WRONG) | each(keepers(act), MISSING))
        for act, who in acts_and_roles()
    ),
    *(
        Row(f"complaints:{act.name}", case=case, kwargs={"pk": pk},
            get=each([*who, *keepers(act)], NOT_TAKEN),
            post=each([*who, *keepers(act)], MISSING)
            | each([one for one in who if one in able], WRONG))
        for act, who in acts_and_roles()
        if not like(act, ACTS, "complaints")
        for case, pk, able in (
            ("of another province", "far_complaint", [Role.COMMAND]),
            ("of a sealed complaint", "sealed_complaint", [Role.SHO, Role.SDPO, Role.DPO]),
            ("about the police", "police_complaint", ABOVE),
        )
    ),
    Row("complaints:figures", get=each([Role.SHO, *ABOVE], OK)),
    Row("complaints:monitor", get=each(ABOVE, OK)),

    # --- FIR drafts: `draft` is of Kohsar, `police_draft` was a complaint about the police ---
    Row("firs:drafts", get=each(SEE_FIRS, OK)),
    Row("firs:draft", kwargs={"pk": "draft"}, get=each(SEE_FIRS, OK),
        post=each(SEE_FIRS, WRONG) | each([Role.INVESTIGATION_OFFICER], REFUSED)),
    Row("firs:draft", case="of another province", kwargs={"pk": "far_draft"},
        get=each(SEE_FIRS, MISSING) | each([Role.COMMAND], OK),
        post=each(SEE_FIRS, MISSING) | each([Role.COMMAND], WRONG)),
    Row("firs:draft", case="about the police", kwargs={"pk": "police_draft"},
        get=each(AT_STATION, MISSING) | each(ABOVE, OK),
        post=each(AT_STATION, MISSING) | each(ABOVE, WRONG)),
    Row("firs:hand_down", kwargs={"pk": "police_draft"},
        get=each(ABOVE, NOT_TAKEN), post=each(ABOVE, FOUND)),
    Row("firs:hand_down", case="of another province", kwargs={"pk": "far_draft"},
        get=each(ABOVE, NOT_TAKEN), post=each(ABOVE, MISSING) | each([Role.COMMAND], FOUND)),
    # Whoever still has the draft open is told that it is registered by now.
    Row("firs:draft", case="that is registered", kwargs=CASE, get=each(SEE_FIRS, FOUND),
        post=each(SEE_FIRS, WRONG) | each([Role.INVESTIGATION_OFFICER], REFUSED)),
    Row("firs:new", get=each(FIR_WRITERS, OK), post=each(FIR_WRITERS, WRONG)),
    Row("firs:register", kwargs={"pk": "draft"},
        get=each(CLERKS, OK), post=each(CLERKS, WRONG)),
    *(
        Row("firs:register", case=case, kwargs={"pk": pk},
            get=each(CLERKS, MISSING), post=each(CLERKS, MISSING))
        for case, pk in (("of another province", "far_draft"), ("about the police", "police_draft"))
    ),
    Row("firs:register", case="that is registered", kwargs=CASE,
        get=each(CLERKS, FOUND), post=each(CLERKS, FOUND)),
    # What a complaint ended as is not laid aside: the way leads back to the draft, which says so.
    Row("firs:discard", kwargs={"pk": "draft"},
        get=each(FIR_WRITERS, NOT_TAKEN), post=each(FIR_WRITERS, FOUND)),
    Row("firs:discard", case="of another province", kwargs={"pk": "far_draft"},
        get=each(FIR_WRITERS, NOT_TAKEN),
        post=each(FIR_WRITERS, MISSING) | each([Role.COMMAND], FOUND)),
    Row("firs:discard", case="about the police", kwargs={"pk": "police_draft"},
        get=each(FIR_WRITERS, NOT_TAKEN),
        post=each(CLERKS, MISSING) | each(ABOVE, FOUND)),

    # --- FIRs: `case` is Kohsar's and marked to the officer of the company, `sealed_case` has its
    #     heads named on it, in `own_case` that officer is accused, `photo` lies in the file ---
    Row("firs:list", get=each(SEE_FIRS, OK)),
    Row("firs:find", get=each(SEE_FIRS, OK), post=each(SEE_FIRS, OK), data={"text": "Ghulam"}),
    Row("firs:find", case="by two letters", get=each(SEE_FIRS, OK), post=each(SEE_FIRS, WRONG),
        data={"text": "Gh"}),
    Row("firs:case", kwargs=CASE, get=each(SEE_FIRS, OK)),
    Row("firs:case", case="that is a draft", kwargs={"pk": "draft"}, get=each(SEE_FIRS, FOUND)),
    Row("firs:case", case="of another province", kwargs={"pk": "far_case"},
        get=each(SEE_FIRS, MISSING) | each([Role.COMMAND], OK)),
    Row("firs:case", case="that is sealed", kwargs={"pk": "sealed_case"},
        get=each(SEE_FIRS, MISSING) | each(NAMED_ON_SEALS, OK)),
    Row("firs:case", case="in which the officer is accused", kwargs={"pk": "own_case"},
        get=each(SEE_FIRS, OK) | each([Role.INVESTIGATION_OFFICER], MISSING)),
    Row("firs:unmask", kwargs=CASE, get=each(INVESTIGATORS, NOT_TAKEN),
        post=each(INVESTIGATORS, OK)),
    Row("firs:unmask", case="of a draft", kwargs={"pk": "draft"},
        get=each(INVESTIGATORS, NOT_TAKEN), post=each(INVESTIGATORS, MISSING)),
    Row("firs:unmask", case="of another province", kwargs={"pk": "far_case"},
        get=each(INVESTIGATORS, NOT_TAKEN), post=each(INVESTIGATORS, MISSING)),
    Row("firs:unmask", case="of a sealed case", kwargs={"pk": "sealed_case"},
        get=each(INVESTIGATORS, NOT_TAKEN),
        post=each(INVESTIGATORS, MISSING) | each([Role.SHO], OK)),
    *(
        Row(f"firs:{name}", case=case, kwargs={"pk": pk, **more},
            get=each(DIARY_READERS, MISSING) | each(able, OK))
        for name, more in (("diaries", {}), ("picture", {"paper": "photo"}))
        for case, pk, able in (
            ("", "case", DIARY_READERS),
            ("of a draft", "draft", []),
            ("of another province", "far_case", [Role.COMMAND] if name == "diaries" else []),
            ("of a sealed case", "sealed_case", NAMED_ON_SEALS if name == "diaries" else []),
            ("of the accused officer", "own_case",
             [Role.SHO, *ABOVE] if name == "diaries" else []),
        )
    ),
    # What is sent to an act is empty; an act that cannot be done now says so on its page.
    *(
        Row(f"firs:{act.name}", kwargs=CASE, like=like(act, fir_acts.ACTS, "firs"),
            get=each(who, OK) | each(keepers(act), MISSING),
            post=each(who, WRONG) | each(keepers(act), MISSING))
        for act, who in fir_acts_and_roles()
    ),
    *(
        Row(f"firs:{act.name}", case=case, kwargs={"pk": pk},
            get=each([*who, *keepers(act)], MISSING) | each(set(who) & set(able), OK),
            post=each([*who, *keepers(act)], MISSING) | each(set(who) & set(able), WRONG))
        for act, who in fir_acts_and_roles()
        if not like(act, fir_acts.ACTS, "firs")
        for case, pk, able in (
            ("of another province", "far_case", [Role.COMMAND]),
            ("of a sealed case", "sealed_case", NAMED_ON_SEALS),
            ("in which the officer is accused", "own_case", [Role.MOHARRAR, Role.SHO, *ABOVE]),
            ("of a draft", "draft", []),
        )
    ),

    # --- Today, and the printed FIR: whoever keeps the book or investigates prints it ---
    Row("firs:today", get=each(SEE_FIRS, OK)),
    Row("firs:print", kwargs=CASE, get=each(SEE_FIRS, REFUSED) | each(AT_STATION, OK)),
    *(
        Row("firs:print", case=case, kwargs={"pk": pk},
            get=each(SEE_FIRS, MISSING) | each(able, OK) | each(readers, REFUSED))
        for case, pk, able, readers in (
            ("of another province", "far_case", [], [Role.COMMAND]),
            ("of a sealed case", "sealed_case", [Role.SHO], [Role.SDPO, Role.DPO]),
            ("in which the officer is accused", "own_case", [Role.MOHARRAR, Role.SHO], ABOVE),
            ("of a draft", "draft", [], []),
        )
    ),

    # --- The books of the station: its officers write, whoever keeps the store the small ones ---
    Row("firs:roznamcha", get=each(SEE_FIRS, OK)),
    Row("firs:write_entry", data={"kind": "other", "words": "Patrol is back"},
        get=each(AT_STATION, NOT_TAKEN), post=each(AT_STATION, FOUND)),
    Row("firs:close_day", get=each(KEEPERS, OK), post=each(KEEPERS, WRONG)),
    Row("firs:registers", get=each(SEE_FIRS, OK)),
    Row("firs:book", kwargs={"number": "IV"}, get=each(SEE_FIRS, OK)),
    Row("firs:book", case="that CASPP does not keep", kwargs={"number": "III"},
        get=each(SEE_FIRS, MISSING)),
    Row("firs:print_book", kwargs={"number": "I"},
        get=each(SEE_FIRS, NOT_TAKEN), post=each(SEE_FIRS, OK)),
    Row("firs:print_book", case="that CASPP does not keep", kwargs={"number": "III"},
        get=each(SEE_FIRS, NOT_TAKEN), post=each(SEE_FIRS, MISSING)),
    *(
        Row(f"firs:{act.name}", like=f"firs:{BOOK_ACTS[0].name}" if act is not BOOK_ACTS[0] else "",
            get=each(KEEPERS, OK), post=each(KEEPERS, WRONG))
        for act in BOOK_ACTS
    ),
    Row("firs:from_complaint", kwargs=COMPLAINT, get=each(HEADS, NOT_TAKEN),
        post=each(HEADS, FOUND)),
    Row("firs:from_complaint", case="of another province", kwargs={"pk": "far_complaint"},
        get=each(HEADS, NOT_TAKEN), post=each(HEADS, MISSING) | each([Role.COMMAND], FOUND)),

    # --- Exports: `export` is the SHO's of Kohsar, `far_export` of an SHO in Karachi ---
    Row("exports:requests", get=each([*EXPORT_MAKERS, *ABOVE], OK)),
    Row("exports:ask", get=each(EXPORT_MAKERS, OK), post=each(EXPORT_MAKERS, WRONG)),
    Row("exports:one", get=each([Role.SHO, *ABOVE, CRO, AUDITOR], OK), kwargs={"pk": "export"}),
    Row("exports:one", case="of another province", kwargs={"pk": "far_export"},
        get=each([Role.SHO, Role.SDPO, Role.DPO], MISSING)
        | each([Role.COMMAND, CRO, AUDITOR], OK)),
    Row("exports:one", case="of the log", kwargs={"pk": "log_export"},
        get=each([Role.SHO, Role.SDPO, Role.DPO, CRO], MISSING)
        | each([Role.COMMAND, AUDITOR], OK)),
    Row("exports:decide", kwargs={"pk": "export"}, data=YES,
        get=each([*ABOVE, CRO], NOT_TAKEN), post=each([*ABOVE, CRO], FOUND)),
    Row("exports:decide", case="of another province", kwargs={"pk": "far_export"}, data=YES,
        get=each([*ABOVE, CRO], NOT_TAKEN),
        post=each([Role.SDPO, Role.DPO], MISSING) | each([Role.COMMAND, CRO], FOUND)),
    Row("exports:decide", case="of the log", kwargs={"pk": "log_export"}, data=YES,
        get=each([*ABOVE, CRO], NOT_TAKEN),
        post=each([Role.SDPO, Role.DPO, CRO], MISSING) | each([Role.COMMAND], FOUND)),
    Row("exports:download", kwargs={"pk": "export"}, get=each(EXPORT_MAKERS, NOT_TAKEN),
        post=each([Role.SHO], FOUND) | each([CRO, AUDITOR], MISSING)),

    # --- The log ---
    Row("audit:events", get=each([AUDITOR], OK), post=each([AUDITOR], FOUND),
        data={"officer": "ayesha", "action": "opening"}),
    Row("audit:events", case="by a case nobody named", get=each([AUDITOR], OK),
        post=each([AUDITOR], WRONG), data={"case_ref": "FIR 99/1999"}),
    Row("audit:ask_who_saw", get=each([AUDITOR], OK), post=each([AUDITOR], FOUND), data=LOOK),
    Row("audit:ask_who_saw", case="without a purpose", get=each([AUDITOR], OK),
        post=each([AUDITOR], WRONG), data={"text": "6110112345671"}),
    Row("audit:who_saw", get=each([AUDITOR], OK), kwargs={"pk": "answer"}),
    Row("audit:who_saw", case="that another auditor asked", get=each([AUDITOR], MISSING),
        kwargs={"pk": "other_answer"}),
    Row("audit:ask_officer", get=each([AUDITOR], OK), post=each([AUDITOR], FOUND),
        data={"officer": "ayesha"}),
    Row("audit:officer", get=each([AUDITOR], OK), kwargs={"pk": "moharrar"}),
    Row("audit:weeks", get=each([AUDITOR], OK)),
    # It has one hint, and one hint that nobody answered is no week to be signed.
    Row("audit:week", get=each([AUDITOR], OK), post=each([AUDITOR], WRONG), kwargs=WEEK),
    Row("audit:week", case="that is not over", get=each([AUDITOR], FOUND),
        post=each([AUDITOR], FOUND), kwargs=WEEK | {"year": "2999"}),
    Row("audit:hint", get=each([AUDITOR], OK), post=each([AUDITOR], FOUND), kwargs={"pk": "hint"},
        data={"answer": "explained", "note": "A drill"}),
]
# fmt: on
PARTS = sorted({_part(row) for row in TABLE})
#: Held open, so asked in a test of its own.
STREAM = "alerts:stream"


@dataclass
class Scene:
    """The objects that rows name, and one person for each role."""

    objects: dict[str, int | str]
    people: dict[str, User | None]
    clients: dict[str, Client]


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return set_scene(cast)


def set_scene(cast: Cast) -> Scene:
    """An alert at three stations, a stay with a photographed card in three hotels, a record."""
    now = timezone.now()
    far_hotel = make_hotel("Seaview Residency", cast.clifton)
    Desk.objects.create(user=cast.farah, hotel=far_hotel, from_on=timezone.localdate(now))
    wanted = make_listing(at=now)
    houses = {"": (cast.hotel, cast.ehsan), "other_": (cast.other_hotel, cast.farah)}
    houses["far_"] = (far_hotel, cast.farah)
    objects = {"hotel": cast.hotel.pk, "other_hotel": cast.other_hotel.pk, "nobody": 10**9}
    for prefix, (hotel, desk) in houses.items():
        stay = make_stay(hotel, desk, at=now - timedelta(hours=1))
        guest = Guest.objects.get(stay=stay)
        guest.card_front.save("card.jpg", ContentFile(b"jpeg"))
        lot = make_lot(hotel, desk, at=now)
        objects |= {f"{prefix}stay": stay.pk, f"{prefix}guest": guest.pk, f"{prefix}lot": lot.pk}
    screening.drain(at=now)
    for prefix, (hotel, _) in houses.items():
        objects[f"{prefix}alert"] = Alert.objects.get(station=hotel.station).pk
    objects["convict"] = make_convict(external_ref="CRO-1").pk
    keeper, hidden = make_officer("keeper", CRO), make_listing(at=now, external_ref="CRO-2")
    sealed = ConvictRecord.objects.get(pk=hidden.source_id)
    seal(by=keeper, record=sealed, sealed_as="informant", at=now)
    screening.drain(at=now)
    objects |= {"sealed": sealed.pk, "keeper": keeper.pk}
    objects["sealed_alert"] = Alert.objects.get(station=cast.kohsar, sealed_listing=hidden).pk
    people = _company(cast)
    objects |= {"moharrar": people["moharrar"].pk, "command": people["command"].pk}
    for prefix, operator in {"": people[CRO], "other_": keeper}.items():
        objects[f"{prefix}list"] = make_list(operator, wanted).pk
    objects |= {"other_sho": cast.chaudhry.pk, "other_station": cast.margalla.pk}
    objects |= {"station": cast.kohsar.pk}
    for prefix, sho, station in (
        ("", cast.ayesha, cast.kohsar),
        ("other_", cast.chaudhry, cast.margalla),
    ):
        proposal = AccountRequest(
            kind="open",
            username=f"{prefix}new",
            name="New",
            because="Order 1",
            role=Role.MOHARRAR,
            station=station,
            from_on=timezone.localdate(now),
        )
        objects[f"{prefix}request"] = ask(by=sho, proposal=proposal, at=now).pk
    objects |= _asked_of_the_log(people, now)
    for prefix, station in {"": cast.kohsar, "far_": cast.clifton}.items():
        officer = make_officer(f"{prefix}officer", Role.SHO, station=station)
        objects[f"{prefix}watch"] = make_watch(station, officer).pk
        listed = make_watch(station, officer)
        decided = {"decision": "approved", "decided_by": cast.dania, "decided_at": now}
        type(listed).objects.filter(pk=listed.pk).update(**decided)
        objects[f"{prefix}removal"] = listed.removals.create(
            reason="Arrested", proposed_by=officer, proposed_at=now
        ).pk
        objects[f"{prefix}export"] = make_export(officer, station=station).pk
    ExportRequest.objects.filter(pk=objects["export"]).update(proposed_by=people[Role.SHO])
    objects["log_export"] = make_export(people[AUDITOR], dataset="log").pk
    objects |= _on_file(objects, keeper, people[CRO], now)
    objects |= _complained_of(cast, now)
    objects |= _registered(cast, people, now)
    objects |= _filed_by_houses(cast, people, now)
    objects |= _let(cast, people, now)
    objects["paper"] = make_paper(cast, at=now).shown_code
    return Scene(objects, people, _browsers(people))


def _filed_by_houses(cast: Cast, people: dict[str, Any], now: datetime) -> dict[str, int]:
    """Receipts, somebody who is expected, an inspection, a key and a lot of two hotels."""
    objects = {}
    Desk.objects.filter(user=people[HOTEL]).update(is_owner=True)
    for prefix, hotel, operator in (
        ("", cast.hotel, people[HOTEL]),
        ("other_", cast.other_hotel, cast.farah),
    ):
        receipt = Receipt.objects.of_premises(hotel).earliest("pk")
        coming = Expected(name="Naveed", arrives_on=timezone.localdate(now))
        coming = booking.expect(by=operator, hotel=hotel, expected=coming, at=now)
        noted = inspecting.inspect(
            by=cast.ayesha, hotel=hotel, inspection=Inspection(findings=["in_order"]), at=now
        )
        key, _text = keys.make(by=operator, hotel=hotel, kind="software", name="PMS", at=now)
        objects |= {
            f"{prefix}receipt": receipt.pk,
            f"{prefix}expected": coming.pk,
            f"{prefix}inspection": noted.pk,
            f"{prefix}key": key.pk,
        }
    lot = lots.bring(
        kind=KIND,
        premises=cast.hotel,
        rows=[{"room": "1", "name": "Naveed"}],
        columns=["room", "name"],
        by=people[HOTEL],
        way="upload",
        file_name="a.csv",
        at=now,
    )
    return {**objects, "lot": lot.pk}


def _let(cast: Cast, people: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A landlord's registration and his draft, one of the counter, and visits at two stations."""
    owner, clerk = people[Role.LANDLORD], people[Role.FRONT_DESK]
    tenancy = register(cast, owner, at=now)
    lodged = register(cast, clerk, at=now)
    type(lodged).objects.filter(pk=lodged.pk).update(owner=None, way="counter")
    strange = register(cast, cast.farah, at=now, **{"place-station": str(cast.margalla.pk)})
    officer = people[Role.INVESTIGATION_OFFICER]
    visit = verification.assign(by=cast.ayesha, tenancy=lodged, to=officer, at=now)
    other = verification.assign(by=cast.chaudhry, tenancy=strange, to=cast.chaudhry, at=now)
    draft = begin(by=owner, kind="tenant", at=now)
    return {
        "tenancy": tenancy.pk,
        "lodged": lodged.pk,
        "visit": visit.pk,
        "let_draft": draft.pk,
        "other_tenancy": strange.pk,
        "slip_code": Receipt.objects.of_source(lodged).get().shown_code,
        "other_slip_code": Receipt.objects.of_source(strange).get().shown_code,
        "other_visit": other.pk,
    }


def _on_file(
    objects: dict[str, Any], keeper: User, operator: User | None, now: datetime
) -> dict[str, int]:
    """A record that waits, a face, a sheet of the operator's, pairs, and a file to approve."""
    record = ConvictRecord.objects.get(pk=objects["convict"])
    opening = ConvictRecord(name="Nadeem", external_ref="CRO-3", category_id="convict")
    opening.status = "in_prison"
    filing.open_record(by=keeper, record=opening, rows=[], at=now)
    face = Photograph(view="front", picture=ContentFile(b"jpeg", name="x.jpg"))
    filing.note(by=keeper, record=record, row=face, at=now)
    sheet = LineUp.objects.create(
        record=record, case_ref="FIR 12/26", made_by=operator, made_at=now,
        photographs=[face.pk], place=1,
    )  # fmt: skip
    found = {"opening": opening.pk, "face": face.pk, "sheet": sheet.pk}
    others = {"pair": make_convict(external_ref="CRO-4").pk, "sealed_pair": objects["sealed"]}
    for name, other in others.items():
        first, second = sorted((record.pk, other))
        found[name] = Duplicate.objects.create(
            first_id=first, second_id=second, band="probable", probability=0.9, found_at=now
        ).pk
    batch = ImportBatch.objects.create(
        file_name="cro.csv", sha256="0" * 64, size=1, made_at=now, made_by=keeper, state="ready",
        counts=dict.fromkeys(("new", "changed", "unchanged", "refused", "at_rest", "sealed"), 0),
    )  # fmt: skip
    return found | {"batch": batch.pk}


def _complained_of(cast: Cast, now: datetime) -> dict[str, int]:
    """Complaints at Kohsar and in Karachi, one of them sealed, one about the police; FIR drafts."""
    found = {}
    for prefix, station in {"": cast.kohsar, "far_": cast.clifton}.items():
        found[f"{prefix}complaint"] = make_complaint(station, at=now).pk
        officer = make_officer(f"{prefix}head", Role.SHO, station=station)
        to_be_fir = make_complaint(station, at=now)
        found[f"{prefix}draft"] = draft_from(
            by=officer, complaint=to_be_fir, late_because="", at=now
        ).pk
    found["sealed_complaint"] = make_complaint(cast.kohsar, category="sexual", at=now).pk
    found["police_complaint"] = make_complaint(cast.kohsar, category="bribe", at=now).pk
    becomes = make_complaint(cast.kohsar, category="no_fir", at=now)
    found["police_draft"] = draft_from(by=cast.dania, complaint=becomes, late_because="", at=now).pk
    found["attachment"] = make_attachment(found["complaint"], now).pk
    return found


def _registered(cast: Cast, people: dict[str, User | None], now: datetime) -> dict[str, int]:
    """FIRs under investigation at Kohsar and in Karachi; one sealed, one against an officer."""
    io, clerk = people[Role.INVESTIGATION_OFFICER], people[Role.MOHARRAR]
    case = make_case(cast.kohsar, clerk, io, at=now, parts=[accused()])
    against = accused(user=io)
    other_io = make_officer("io", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
    far_clerk, far_io = (
        make_officer(f"far_{role}", role, station=cast.clifton)
        for role in (Role.MOHARRAR, Role.INVESTIGATION_OFFICER)
    )
    cases = {
        "case": case,
        "far_case": make_case(cast.clifton, far_clerk, far_io, at=now),
        # By a clerk of whom no row asks, so that only the heads are named on it.
        "sealed_case": make_case(cast.kohsar, cast.bilal, other_io, at=now, under=["ppc-376"]),
        "own_case": make_case(cast.kohsar, clerk, other_io, at=now, parts=[against]),
    }
    found = {name: one.pk for name, one in cases.items()}
    return found | {"photo": make_photo(case, Paper.SITE_PLAN, at=now).pk}


def _asked_of_the_log(people: dict[str, User | None], now: datetime) -> dict[str, int]:
    """An answer to the auditor, one to somebody else, and a week with a hint."""
    by, detail = people[AUDITOR], {"asked": 1, "found": []}
    answers = [
        record(by=one, action="audit.person_found", at=now, detail=detail) for one in (by, None)
    ]
    week = Week.of(now).before
    review = WeekReview.objects.create(week_on=week.monday, prepared_at=now)
    about = {"actor_id": people["moharrar"].pk, "actor": "One", "facts": {"times": 1}}
    hint = Hint.objects.create(review=review, kind="canary", events=[answers[0].pk], **about)
    return {
        "answer": answers[0].pk,
        "other_answer": answers[1].pk,
        "week_year": week.year,
        "week_number": week.number,
        "hint": hint.pk,
    }


def _browsers(people: dict[str, User | None]) -> dict[str, Client]:
    """A signed-in browser for each; behind them one handler, because making it is slow."""
    clients = {person: Client() for person in people}
    handler = clients[ANONYMOUS].handler
    for person, client in clients.items():
        client.handler = handler
        if people[person] is not None:
            sign_in(client, people[person])
    return clients


def _company(cast: Cast) -> dict[str, User | None]:
    """One person for each role, posted as the comment above the table says."""
    circle = cast.kohsar.circle
    units: dict[str, dict[str, Any]] = {
        **{role: {"station": cast.kohsar} for role in AT_STATION},
        Role.FRONT_DESK: {"station": cast.kohsar},
        Role.SDPO: {"circle": circle},
        Role.DPO: {"district": circle.district},
        Role.KHIDMAT_CLERK: {"district": circle.district},
    }
    people: dict[str, User | None] = {
        str(role): make_officer(f"one_{role}", role, **units.get(role, {})) for role in Role
    }
    Desk.objects.create(user=people[HOTEL], hotel=cast.hotel, from_on=timezone.localdate())
    people[UNPOSTED] = User.objects.create_user("unposted", PASSWORD, name="Unposted")
    people[ANONYMOUS] = None
    return people


def _asked(row: Row) -> list[str]:
    """Everybody; in a special case, and where a view is like another, whom it is about.

    And two strangers.
    """
    if not row.case and not row.like:
        return EVERYBODY
    return list(dict.fromkeys([*row.get, *(row.post or {}), str(Role.CITIZEN), ANONYMOUS]))


def _expected(row: Row, method: str, person: str) -> int:
    answers = row.get if method == "GET" else row.post
    if answers is None:
        # Not taken: but who may not use the page does not even learn that.
        return NOT_TAKEN if person in row.get else _expected(row, "GET", person)
    if person in answers:
        return answers[person]
    return FOUND if person == ANONYMOUS else REFUSED


def _address(row: Row, scene: Scene) -> str:
    return reverse(
        row.name,
        kwargs={key: scene.objects.get(value, value) for key, value in row.kwargs.items()},
    )


def _data(row: Row) -> dict[str, str]:
    local = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    return {key: local if value == "now" else value for key, value in row.data.items()}


def _answer(
    client: Client, method: str, address: str, data: dict[str, str]
) -> tuple[HttpResponse, list[str]]:
    """What comes back, and which refusals were written down for it.

    Whatever was written, and the session, is taken back for the next one.
    """
    cookies = client.cookies.copy()
    with transaction.atomic():
        before = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        response = client.get(address) if method == "GET" else client.post(address, data)
        written = Event.objects.filter(pk__gt=before, action__startswith="access.")
        refusals = list(written.values_list("action", flat=True))
        transaction.set_rollback(True)
    client.cookies = cookies
    return response, refusals


def _patterns(resolver: Any, prefix: str = "") -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found = {**_patterns(pattern, inner), **found}
        else:
            found.setdefault(f"{prefix}{pattern.name}", pattern)
    return found


def _ours() -> dict[str, URLPattern]:
    """Every address of CASPP by name; those of Django's admin are asked about below."""
    return {
        name: pattern
        for name, pattern in _patterns(get_resolver()).items()
        if not name.startswith("admin:")
    }


def test_every_address_is_in_the_table():
    """A new address gets its row; a row whose address is gone goes."""
    assert {row.name for row in TABLE} | {STREAM} == set(_ours())


@pytest.mark.parametrize("name", sorted(_ours()))
def test_view_says_who_may_use_it(name):
    """Each view holds a permission, or a reason for being public; never both, never neither."""
    view = _ours()[name].callback
    permission, scope = getattr(view, "permission", None), getattr(view, "scope", None)
    reason = getattr(view, "public_because", "")
    assert (permission in set(Permission)) != bool(reason)
    assert (scope in set(Scope)) == (permission is not None)
    assert getattr(view, "login_required", True) == (permission is not None)


@pytest.mark.parametrize("name", sorted(_ours()))
def test_a_strangers_record_is_asked_for(name):
    """Whoever names a record in the address of a scoped view is asked about a stranger's, too."""
    pattern = _ours()[name]
    scope = getattr(pattern.callback, "scope", None)
    if scope in (Scope.OWN, Scope.HOUSES, Scope.STATIONS) and pattern.pattern.converters:
        likes = {row.like for row in TABLE if row.name == name}
        rows = [row for row in TABLE if row.name in {name, *likes}]
        answers = [answer for row in rows for answer in (row.get, row.post or {})]
        assert any(MISSING in answer.values() for answer in answers)


def test_views_that_are_alike_are_one():
    """A row says that it is like another only where both are one function with one guard."""

    def made_of(name: str) -> tuple[Any, ...]:
        view = _ours()[name].callback
        return inspect.unwrap(view).__code__, view.permission, view.scope, view.step_up

    alike = [row for row in TABLE if row.like]
    assert alike
    assert [row.name for row in alike if made_of(row.name) != made_of(row.like)] == []
    assert not {row.like for row in alike} & {row.name for row in alike}


def test_an_unguarded_view_fails_the_check(settings):
    """`manage.py check` refuses a view that forgot to say who may use it."""
    assert every_view_says_who(None) == []
    settings.ROOT_URLCONF = "tests.guards.careless_urls"
    found = [error.msg for error in every_view_says_who(None)]
    assert len(found) == 3
    assert all(name in str(found) for name in ("bare", "half", "both"))


def _is_nobody(row: Row, person: str) -> bool:
    """Whoever has no account as a citizen lodges as nobody, and leaves no trace of himself."""
    return row.name.startswith("complaints:upload_") and person not in map(str, OUTSIDE)


@pytest.mark.parametrize("part", PARTS)
def test_answers(part, scene):
    """What each role gets, by GET and by POST, on every row of one part of the product."""
    wrong = []
    for row in (row for row in TABLE if _part(row) == part):
        address, data = _address(row, scene), _data(row)
        for person in _asked(row):
            client = scene.clients[person]
            for method in ("GET", "POST"):
                response, refusals = _answer(client, method, address, data)
                expected = _expected(row, method, person)
                if response.status_code != expected:
                    got = f"{response.status_code}, not {expected}"
                    wrong.append(f"{row}: {person} {method}: {got}")
                due = [] if _is_nobody(row, person) else REFUSAL.get(response.status_code, [])
                if refusals != due and person != ANONYMOUS:
                    wrong.append(f"{row}: {person} {method}: the log says {refusals}")
                if person == ANONYMOUS and not row.is_public:
                    assert response["Location"] == f"{reverse('account_login')}?next={address}"
    assert not wrong, "\n".join(wrong)


def test_convict_by_the_link_of_a_look_up(scene, cast):
    """The link of a search opens the record, and with it the numbers."""
    client = cast.client(scene.people[CRO])
    link = {"look": client.post(reverse("convicts:look_up"), LOOK).context["link"]}
    pk = scene.objects["convict"]
    assert client.get(reverse("convicts:detail", args=[pk]), link).status_code == OK
    assert client.post(reverse("convicts:unmask", args=[pk]), link).status_code == OK


def test_numbers_beyond_the_table_are_missing_not_errors(scene, cast):
    """A number that no column can hold is 404 like any other stranger's."""
    ehsan, ayesha = cast.client(cast.ehsan), cast.client(cast.ayesha)
    for pk in (0, 2**31, 2**63, 10**30):
        assert ayesha.get(f"/alerts/{pk}/").status_code == MISSING
        assert ehsan.get(f"/hotels/{pk}/").status_code == MISSING
        assert ehsan.get(f"/hotels/stays/{pk}/").status_code == MISSING


# --- Django's own administration ---


def _admin_addresses() -> list[str]:
    """Every page of the administration that needs no number."""
    # They answer to a question, or change the session; login has its row in the table.
    left_out = {"admin:login", "admin:logout", "admin:jsi18n", "admin:autocomplete", "admin:None"}
    return sorted(
        reverse(name)
        for name, pattern in _patterns(get_resolver()).items()
        if name.startswith("admin:") and name not in left_out and not pattern.pattern.regex.groups
    )


def test_administration_is_for_the_administrator(scene):
    """Administrator: 200 (or on to the form for a password). Anybody else: refused."""
    addresses = _admin_addresses()
    # An account is made by two persons, elsewhere.
    addresses.remove("/admin/accounts/user/add/")
    wrong = []
    for person, client in scene.clients.items():
        is_in = person == ADMINISTRATOR
        for address in addresses if is_in else ("/admin/", "/admin/accounts/user/"):
            response = client.get(address, follow=person not in (ADMINISTRATOR, ANONYMOUS))
            expected = {ADMINISTRATOR: OK, ANONYMOUS: FOUND}.get(person, REFUSED)
            if response.status_code != expected:
                wrong.append(f"{person} {address}: {response.status_code}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_administration_has_no_door_of_its_own(cast):
    """Whoever wants to administer signs in where everybody does, where it is recorded."""
    response = cast.client(None).get("/admin/login/?next=/admin/accounts/user/")
    assert response.status_code == FOUND
    assert response["Location"] == "/accounts/sign-in/?next=/admin/accounts/user/"


def test_nothing_of_the_day_is_edited_in_the_administration():
    """Reference data, and accounts to look at: what happened is written by actions."""
    assert {model._meta.label for model in admin.site._registry} == {
        *("stations.Province", "stations.Region", "stations.District", "stations.Circle"),
        *("stations.Station", "accounts.User", "alerts.ListingCategory", "hotel_eye.Hotel"),
        *("complaints.ComplaintCategory", "convicts.Method", "firs.OffenceSection"),
        "filings.ReportingRule",
    }


# --- The live stream ---


#: The second is said when the line to the broker is up; here it is a real one.
OPENED = b"retry: 3000\n\nevent: open\ndata: {}\n\n"


async def _first_events(user: User | None) -> tuple[int, bytes]:
    client = AsyncClient()
    if user is not None:
        await sync_to_async(sign_in)(client, user)
    response = await client.get(reverse(STREAM))
    if not response.streaming:
        return response.status_code, b""
    stream = response.streaming_content
    try:
        events = aiter(stream)
        return response.status_code, await anext(events) + await anext(events)
    finally:
        await stream.aclose()
        response.close()


@pytest.mark.parametrize(
    ("person", "status", "events"),
    [
        (Role.SHO, OK, OPENED),
        (Role.COMMAND, OK, OPENED),
        (Role.CRO_OPERATOR, REFUSED, b""),
        (Role.HOTEL_OPERATOR, REFUSED, b""),
        (ANONYMOUS, FOUND, b""),
    ],
)
def test_stream(cast, monkeypatch, person, status, events):
    """Officers who see alerts are told of changes; the stream ends when the reader leaves."""
    # The guard hands its connection back; in a test this would end the test's own transaction.
    monkeypatch.setattr(connection, "close", lambda: None)
    user = _company(cast)[person]
    assert async_to_sync(_first_events)(user) == (status, events)


def test_every_address_is_asked_of_everybody():
    """Special cases stand beside a plain row, which is asked of every role."""
    assert {row.name for row in TABLE} == {row.name for row in TABLE if not row.case}

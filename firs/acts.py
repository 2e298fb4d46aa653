"""What the police do with a registered case, each act in a few lines: who, with which form, how.

The page of a case offers those that are possible now, and `views.acts` does them.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import sealing as seals
from accounts.permissions import Permission
from firs import act_forms, custody, investigating, policies, reporting, sealing, store
from firs.models import FIR, IN_CUSTODY, Position, ReportKind, State
from firs.workflow import allows_position

Refusal = Callable[[FIR, Any, datetime], str | None]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is done with a case; its name is that of its address."""

    name: str
    #: Where it stands on the page of the case.
    part: str
    permission: Permission
    label: Any
    icon: str
    form: type[act_forms.ActForm]
    do: Callable[..., object]
    said: Any
    #: Why it cannot be done now, by the case, who asks and when; None where it can.
    refuse: Refusal
    shortcut: str = ""
    step_up: bool = False
    has_file: bool = field(default=False)

    @property
    def path(self) -> str:
        return self.name.replace("_", "-")

    @property
    def url_name(self) -> str:
        return f"firs:{self.name}"

    def form_for(self, fir: FIR, user: Any, at: datetime, *sent: Any) -> act_forms.ActForm:
        """Its form for this case, with what was sent."""
        return self.form(*sent, fir=fir, user=user, at=at)


# --- May it be done now? The policies of the actions say so; the form asks for the rest ---


def _written(fir: FIR, _user: Any, _at: datetime) -> str | None:
    return policies.refuse_writing(fir)


def _registered(fir: FIR, _user: Any, _at: datetime) -> str | None:
    # Property is moved, too, when the court has decided.
    return None if fir.is_registered else policies.refuse_writing(fir)


def _at_work(fir: FIR, user: Any, _at: datetime) -> str | None:
    return policies.refuse_work(fir, by=user)


def _with(question: Callable[[FIR], bool], otherwise: Any, *, first: Refusal = _at_work) -> Refusal:
    """Only where there is something of the kind in the case."""

    def refuse(fir: FIR, user: Any, at: datetime) -> str | None:
        return first(fir, user, at) or (None if question(fir) else str(otherwise))

    return refuse


# What a case holds is asked of its lists as they are loaded: its page asks them once for all acts.


def _one_who_can(to: Position) -> Refusal:
    able = [start for start in Position if allows_position(start, to)]
    return _with_one_in(able, _("No accused of this case can be brought into this position now."))


def _with_one_in(positions: Sequence[Position], otherwise: Any) -> Refusal:
    """Only where somebody stands so, of whom it can be written down still."""

    def refuse(fir: FIR, user: Any, at: datetime) -> str | None:
        rows = [one for one in fir.accused_rows.all() if one.is_known and one.position in positions]
        refusals = [policies.refuse_work_on(fir, one, by=user) for one in rows]
        if None in refusals:
            return None
        return _at_work(fir, user, at) or str(otherwise)

    return refuse


def _named(fir: FIR) -> bool:
    return any(one.is_known for one in fir.accused_rows.all())


def _somebody(fir: FIR) -> bool:
    return _named(fir) or fir.witnesses.exists() or fir.victims.exists()


def _stolen(fir: FIR) -> bool:
    kinds: Any = (fir.vehicles, fir.mobiles, fir.stolen_things)
    return any(not one.is_found for rows in kinds for one in rows.all())


def _not_departed(fir: FIR, user: Any, at: datetime) -> str | None:
    return _written(fir, user, at) or policies.refuse_departure(fir, at, at)


def _reporting(fir: FIR, user: Any, at: datetime) -> str | None:
    if refusal := _at_work(fir, user, at):
        return refusal
    if _waits_for_signature(fir):
        return str(_("A report waits for the SHO already."))
    return None


def _waits_for_signature(fir: FIR) -> bool:
    return any(one.is_waiting for one in fir.reports.all())


def _on_its_way(fir: FIR) -> bool:
    return any(one.signed_at and not one.reached_court_at for one in fir.reports.all())


def _waits_for_order(fir: FIR) -> bool:
    return any(
        one.kind == ReportKind.CANCELLATION and one.reached_court_at and not one.order_at
        for one in fir.reports.all()
    )


def _by_case(refuse: Callable[[FIR], str | None]) -> Refusal:
    return lambda fir, _user, _at: refuse(fir)


def _delaying(fir: FIR, user: Any, at: datetime) -> str | None:
    return _at_work(fir, user, at) or policies.refuse_delay(fir, at)


def _transferring(fir: FIR, _user: Any, _at: datetime) -> str | None:
    return policies.refuse_move(fir, State.TRANSFERRED)


_NO_ACCUSED = _("Nobody is nominated by name in this case.")
_WORK, _HEAD = Permission.INVESTIGATE_FIRS, Permission.DIRECT_FIRS
_CLERK, _STORE = Permission.REGISTER_FIRS, Permission.KEEP_STORE
_ABOVE = Permission.SUPERVISE_FIRS

# Parts of the page.
CASE, PEOPLE, PROPERTY, WORK, CUSTODY = "case", "people", "property", "work", "custody"
STORE, REPORT, SEAL = "store", "report", "seal"
PARTS = (CASE, PEOPLE, PROPERTY, WORK, CUSTODY, STORE, REPORT, SEAL)

ACTS: tuple[Act, ...] = (
    Act(
        *("assign", CASE, _HEAD, _("Mark to an officer"), "person-check"),
        *(act_forms.AssignForm, investigating.assign),
        _("The case is marked to the officer."),
        _written,
        shortcut="alt+a",
    ),
    Act(
        *("depart", CASE, Permission.WRITE_ROZNAMCHA, _("Departure for the place"), "signpost"),
        *(act_forms.DepartForm, investigating.depart),
        _("The departure stands in the FIR and in the roznamcha."),
        _not_departed,
    ),
    Act(
        *("add_sections", CASE, _WORK, _("Add sections"), "plus-square"),
        *(act_forms.AddSectionsForm, investigating.add_sections),
        _("The case stands under these sections, too."),
        _at_work,
    ),
    Act(
        *("delete_section", CASE, _HEAD, _("Delete a section"), "dash-square"),
        *(act_forms.DeleteSectionForm, investigating.delete_section),
        _("The section is deleted; the row says since when and why."),
        _written,
    ),
    Act(
        *("correct", CASE, _CLERK, _("Correct a slip of the pen"), "eraser"),
        *(act_forms.CorrectForm, investigating.correct),
        _("The correction stands beside what was signed."),
        _written,
    ),
    Act(
        *("link", CASE, _WORK, _("Link with another FIR"), "link-45deg"),
        *(act_forms.LinkForm, investigating.link),
        _("The two cases are linked."),
        _at_work,
    ),
    Act(
        *("nominate", PEOPLE, _WORK, _("Nominate an accused"), "person-plus"),
        *(act_forms.NominateForm, investigating.add_party),
        _("He is an accused of this case."),
        _at_work,
        shortcut="alt+n",
    ),
    Act(
        *("learn", PEOPLE, _WORK, _("Particulars of an accused"), "person-vcard"),
        *(act_forms.LearnForm, investigating.learn),
        _("It is written down; what was known before stays in the history."),
        _with(lambda fir: fir.accused_rows.exists(), _("Nobody is accused in this case.")),
    ),
    Act(
        *("add_witness", PEOPLE, _WORK, _("Add a witness"), "eye"),
        *(act_forms.AddWitnessForm, investigating.add_party),
        _("The witness is added."),
        _at_work,
    ),
    Act(
        *("add_victim", PEOPLE, _WORK, _("Add a victim"), "heart-pulse"),
        *(act_forms.AddVictimForm, investigating.add_party),
        _("The victim is added."),
        _at_work,
    ),
    Act(
        *("add_vehicle", PROPERTY, _WORK, _("Add a stolen vehicle"), "car-front"),
        *(act_forms.AddVehicleForm, investigating.add_stolen),
        _("The vehicle is looked for from now on."),
        _at_work,
    ),
    Act(
        *("add_mobile", PROPERTY, _WORK, _("Add a stolen telephone"), "phone"),
        *(act_forms.AddMobileForm, investigating.add_stolen),
        _("The telephone is added."),
        _at_work,
    ),
    Act(
        *("add_thing", PROPERTY, _WORK, _("Add another stolen thing"), "bag"),
        *(act_forms.AddThingForm, investigating.add_stolen),
        _("It is added."),
        _at_work,
    ),
    Act(
        *("found", PROPERTY, _WORK, _("Stolen property found"), "search"),
        *(act_forms.FindForm, investigating.find),
        _("It is found; nobody looks for it any longer."),
        _with(_stolen, _("Nothing stolen is still to be found in this case.")),
    ),
    Act(
        *("case_diary", WORK, _WORK, _("Write the case diary"), "journal-text"),
        *(act_forms.CaseDiaryForm, investigating.write_case_diary),
        _("The page of the case diary is kept."),
        _at_work,
        shortcut="alt+z",
    ),
    Act(
        *("statement", WORK, _WORK, _("Record a statement"), "chat-quote"),
        *(act_forms.StatementForm, investigating.record_statement),
        _("The statement is recorded."),
        _with(_somebody, _("Add the witness first.")),
    ),
    Act(
        *("paper", WORK, _WORK, _("Add to the case file"), "folder-plus"),
        *(act_forms.PaperForm, investigating.add_paper),
        _("It lies in the case file."),
        _at_work,
        has_file=True,
    ),
    Act(
        *("arrest", CUSTODY, _WORK, _("Arrest"), "person-lock"),
        *(act_forms.ArrestForm, custody.arrest),
        _("The arrest is written down. He is before the magistrate within 24 hours."),
        _one_who_can(Position.ARRESTED),
        shortcut="alt+r",
    ),
    Act(
        *("remand", CUSTODY, _WORK, _("Produce and remand"), "bank"),
        *(act_forms.RemandForm, custody.remand),
        _("The order of the magistrate is written down."),
        _with_one_in(IN_CUSTODY, _("Nobody is in custody in this case.")),
    ),
    Act(
        *("bail", CUSTODY, _WORK, _("Bail"), "unlock"),
        *(act_forms.BailForm, custody.release_on_bail),
        _("He is on bail; nobody looks for him any longer."),
        _one_who_can(Position.ON_BAIL),
    ),
    Act(
        *("discharge", CUSTODY, _WORK, _("Discharge (s.169)"), "person-check-fill"),
        *(act_forms.DischargeForm, custody.discharge),
        _("He is discharged; nobody looks for him any longer."),
        _one_who_can(Position.DISCHARGED),
    ),
    Act(
        *("abscond", CUSTODY, _WORK, _("Absconds"), "person-walking"),
        *(act_forms.AbscondForm, custody.abscond),
        _("Every hotel's guests are compared with him from now on."),
        _one_who_can(Position.ABSCONDING),
    ),
    Act(
        *("process", CUSTODY, _WORK, _("Warrant or proclamation"), "file-earmark-ruled"),
        *(act_forms.ProcessForm, custody.issue_process),
        _("It is written down."),
        _with(_named, _NO_ACCUSED),
    ),
    Act(
        *("return_process", CUSTODY, _WORK, _("Return a warrant"), "reply"),
        *(act_forms.ReturnForm, custody.return_process),
        _("What came of it is written down."),
        _with(
            lambda fir: any(not one.returned_at for one in fir.processes.all()),
            _("No warrant or proclamation is out."),
        ),
    ),
    Act(
        *("death", CUSTODY, _WORK, _("Death of an accused"), "flower1"),
        *(act_forms.DeathForm, custody.note_death),
        _("The case abates against him."),
        _one_who_can(Position.DEAD),
    ),
    Act(
        *("recover", STORE, _WORK, _("Recovery into the malkhana"), "box-seam"),
        *(act_forms.RecoverForm, store.recover),
        _("It lies in the malkhana under its number."),
        _at_work,
        shortcut="alt+m",
    ),
    Act(
        *("move", STORE, _STORE, _("Move case property"), "truck"),
        *(act_forms.MoveForm, store.move),
        _("The chain of custody has its next link."),
        _with(
            lambda fir: fir.items.exists(),
            _("Nothing of this case lies in the malkhana."),
            first=_registered,
        ),
    ),
    Act(
        *("forensic_result", STORE, _WORK, _("Forensic result"), "clipboard-data"),
        *(act_forms.ResultForm, store.keep_result),
        _("The result is written down."),
        _with(
            lambda fir: any(not one.result_at for one in fir.forensics.all()),
            _("No result of a laboratory is awaited."),
        ),
    ),
    Act(
        *("report", REPORT, _WORK, _("Make the report (s.173)"), "file-earmark-check"),
        *(act_forms.ReportForm, reporting.make),
        _("The report waits for the signature of the SHO."),
        _reporting,
        shortcut="alt+c",
    ),
    Act(
        *("sign", REPORT, _HEAD, _("Sign the report"), "pen"),
        *(act_forms.SignForm, reporting.sign),
        _("The report is signed; it says where the case stands."),
        _with(_waits_for_signature, _("No report waits for a signature."), first=_written),
        shortcut="alt+g",
    ),
    Act(
        *("send_back", REPORT, _HEAD, _("Send the report back"), "arrow-return-left"),
        *(act_forms.SendBackForm, reporting.send_back),
        _("The officer makes another report."),
        _with(_waits_for_signature, _("No report waits for a signature."), first=_written),
    ),
    Act(
        *("reach_court", REPORT, _CLERK, _("Report reached the court"), "bank2"),
        *(act_forms.ReachCourtForm, reporting.reach_court),
        _("It is written down that the court has it."),
        _with(_on_its_way, _("No signed report is on its way."), first=_written),
    ),
    Act(
        *("order", REPORT, _HEAD, _("Order on the cancellation"), "hammer"),
        *(act_forms.OrderForm, reporting.order_cancellation),
        _("The order of the court is written down."),
        _with(
            _waits_for_order,
            _("The court has no proposal to cancel: without its order nothing is cancelled."),
            first=_written,
        ),
    ),
    Act(
        *("decide", REPORT, _CLERK, _("Decision of the court"), "check2-square"),
        *(act_forms.DecideForm, reporting.decide),
        _("The decision of the court is written down."),
        _by_case(policies.refuse_deciding),
    ),
    Act(
        *("review", REPORT, _WORK, _("Fortnightly review"), "arrow-clockwise"),
        *(act_forms.WordsForm, reporting.review),
        _("The review is written down; the next one is in a fortnight."),
        _by_case(policies.refuse_review),
    ),
    Act(
        *("reopen", REPORT, _HEAD, _("Open the investigation again"), "arrow-counterclockwise"),
        *(act_forms.WordsForm, reporting.reopen),
        _("The investigation is open again, with a clock of its own."),
        _by_case(policies.refuse_reopening),
    ),
    Act(
        *("delay", REPORT, _WORK, _("Say why the challan is late"), "hourglass"),
        *(act_forms.WordsForm, reporting.explain_delay),
        _("The reason is kept."),
        _delaying,
    ),
    Act(
        *("transfer", REPORT, _ABOVE, _("Transfer the investigation"), "arrow-left-right"),
        *(act_forms.TransferForm, reporting.transfer),
        _("The investigation is with the other agency now."),
        _transferring,
    ),
    Act(
        *("seal", SEAL, _HEAD, _("Seal"), "lock"),
        *(act_forms.SealForm, sealing.seal),
        _("It is sealed: it exists for the named officers only."),
        _by_case(seals.refuse_sealing),
        step_up=True,
    ),
    Act(
        *("name_officer", SEAL, _HEAD, _("Name an officer on the seal"), "person-lock"),
        *(act_forms.NameOfficerForm, sealing.name_officer),
        _("The officer is named. He sees this case from now on."),
        _by_case(sealing.refuse_plain),
        step_up=True,
    ),
    Act(
        *(
            "unname",
            SEAL,
            Permission.SEAL,
            _("Take an officer's name off the seal"),
            "person-slash",
        ),
        *(act_forms.UnnameForm, sealing.unname),
        _("The officer sees this case no longer."),
        _by_case(sealing.refuse_plain),
        step_up=True,
    ),
    Act(
        *("lift", SEAL, Permission.SEAL, _("Lift the seal"), "unlock"),
        *(act_forms.LiftForm, sealing.lift),
        _("The seal is lifted: whoever may see such cases sees it again."),
        _by_case(sealing.refuse_lifting),
        step_up=True,
    ),
)


def acts_for(user: Any, fir: FIR, rights: Container[str], at: datetime) -> list[Act]:
    """The acts that this person can do with the case now; ``rights`` are those of `rights_on`."""
    return [act for act in ACTS if act.permission in rights and act.refuse(fir, user, at) is None]


def rights_on(fir: FIR, user: Any) -> frozenset[str]:
    """Which permissions of acts the person holds where this case is, and that to read diaries."""
    answers: dict[tuple[int, ...], bool] = {}
    held = set()
    for permission in sorted({Permission.READ_CASE_DIARIES, *(act.permission for act in ACTS)}):
        postings = tuple(one.pk for one in user.postings_with(permission))
        if postings and postings not in answers:
            rows = FIR.objects.filter(pk=fir.pk)
            answers[postings] = rows.visible_to(user, permission).exists()
        if postings and answers[postings]:
            held.add(permission)
    return frozenset(held)

"""What the police can do with a complaint, each act in a few lines: who, with which form, how.

The page of a complaint offers those that are possible now, and `views.acts` does them.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from accounts import sealing as seals
from accounts.permissions import Permission
from complaints import act_forms, actions, policies, sealing
from complaints.models import Complaint, Reason, State
from complaints.workflow import allows

Refusal = Callable[[Complaint, Any], str | None]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is done with a complaint; its name is that of its address."""

    name: str
    permission: Permission
    label: Any
    icon: str
    form: type[act_forms.ActForm]
    do: Callable[..., object]
    #: Why it cannot be done now, by the complaint and who asks; None where it can.
    refuse: Refusal
    said: Any
    shortcut: str = ""
    step_up: bool = False

    @property
    def path(self) -> str:
        return self.name.replace("_", "-")

    @property
    def url_name(self) -> str:
        return f"complaints:{self.name}"

    def form_for(
        self, complaint: Complaint, user: Any, at: datetime, *sent: Any
    ) -> act_forms.ActForm:
        """Its form for this complaint, with what was sent; several stand on one page."""
        auto_id = f"id_{self.name}_%s"
        return self.form(*sent, complaint=complaint, user=user, at=at, auto_id=auto_id)


# --- May it be done now? ---


def _never(_complaint: Complaint, _user: Any) -> None:
    return None


def _ended(complaint: Complaint, _user: Any) -> str | None:
    return policies.refuse_writing(complaint)


def _not_mine(complaint: Complaint, user: Any) -> str | None:
    is_head = user.may(Permission.DECIDE_COMPLAINTS)
    return policies.refuse_work(complaint, by=user, is_head=is_head)


def _assigning(complaint: Complaint, _user: Any) -> str | None:
    # Marked to somebody, it can still be marked to somebody else.
    if complaint.state in (State.ASSIGNED, State.WAITING):
        return None
    return policies.refuse_move(complaint, State.ASSIGNED)


def _asking(complaint: Complaint, user: Any) -> str | None:
    return _not_mine(complaint, user) or policies.refuse_move(complaint, State.WAITING)


def _reporting(complaint: Complaint, user: Any) -> str | None:
    if not complaint.is_above_station:
        return now_in_words("Only a complaint about the police is answered and verified.")
    return _not_mine(complaint, user) or policies.refuse_move(complaint, State.VERIFYING)


def _ending(to: State) -> Refusal:
    def refuse(complaint: Complaint, _user: Any) -> str | None:
        if complaint.state == State.OBJECTED:
            return now_in_words("The complainant is not satisfied. A supervisor answers first.")
        return policies.refuse_move(complaint, to)

    return refuse


def _closing(complaint: Complaint, user: Any) -> str | None:
    refusal = _ending(State.CLOSED)(complaint, user)
    return refusal or policies.refuse_close(complaint, Reason.RESOLVED)


def _diarising(complaint: Complaint, user: Any) -> str | None:
    if complaint.category.is_cognizable:
        return now_in_words(
            "This is a cognizable offence: register an FIR, or close it with a reason."
        )
    return _ending(State.DIARIED)(complaint, user)


def _verifying(complaint: Complaint, user: Any) -> str | None:
    return policies.refuse_verifying(complaint, by=user)


def _moving(complaint: Complaint, _user: Any) -> str | None:
    if refusal := policies.refuse_writing(complaint):
        return refusal
    if complaint.assigned_to_id and not allows(complaint.state, State.RECEIVED):
        return policies.refuse_move(complaint, State.RECEIVED)
    return None


def _raising(complaint: Complaint, _user: Any) -> str | None:
    return policies.refuse_raising(complaint)


def _supervising(complaint: Complaint, user: Any) -> str | None:
    return policies.refuse_supervising(complaint, by=user)


def _sealing(complaint: Complaint, _user: Any) -> str | None:
    return seals.refuse_sealing(complaint)


def _naming(complaint: Complaint, _user: Any) -> str | None:
    return None if complaint.is_sealed else now_in_words("This complaint is not sealed.")


# --- The acts, in the order in which they usually come ---

_HEAD, _WORK = Permission.DECIDE_COMPLAINTS, Permission.WORK_COMPLAINTS
_ABOVE = Permission.SUPERVISE_COMPLAINTS

ACTS: tuple[Act, ...] = (
    Act(
        "assign",
        Permission.ASSIGN_COMPLAINTS,
        _("Mark to an officer"),
        "person-check",
        act_forms.AssignForm,
        actions.assign,
        _assigning,
        _("It is marked to the officer. The complainant is told."),
        shortcut="alt+a",
    ),
    Act(
        "call",
        _WORK,
        _("Call to the complainant"),
        "telephone",
        act_forms.CallForm,
        actions.call,
        _not_mine,
        _("The call is written down."),
        shortcut="alt+c",
    ),
    Act(
        "note",
        _WORK,
        _("Note"),
        "pencil",
        act_forms.NoteForm,
        actions.note,
        _not_mine,
        _("The note is kept."),
        shortcut="alt+n",
    ),
    Act(
        "ask",
        _WORK,
        _("Ask the complainant"),
        "question-circle",
        act_forms.AskForm,
        actions.ask,
        _asking,
        _("The question is sent. The time goes on meanwhile."),
        shortcut="alt+q",
    ),
    Act(
        "attach",
        _WORK,
        _("Add a file"),
        "paperclip",
        act_forms.AttachForm,
        actions.attach,
        _not_mine,
        _("The file is added."),
    ),
    Act(
        "report",
        _WORK,
        _("Answer the complaint"),
        "reply",
        act_forms.ReportForm,
        actions.report,
        _reporting,
        _("Your answer is kept. Somebody else verifies it with the complainant."),
        shortcut="alt+r",
    ),
    Act(
        "verify",
        _HEAD,
        _("Verify the answer by a call"),
        "telephone-forward",
        act_forms.VerifyForm,
        actions.verify,
        _verifying,
        _("The call is written down."),
        shortcut="alt+v",
    ),
    Act(
        "close",
        _HEAD,
        _("Close with a reason"),
        "check2-square",
        act_forms.CloseForm,
        actions.close,
        _closing,
        _("The complaint is closed. The complainant is told why."),
        shortcut="alt+e",
    ),
    Act(
        "refer",
        _HEAD,
        _("Refer to another office"),
        "signpost-split",
        act_forms.ReferForm,
        actions.refer,
        _ending(State.REFERRED),
        _("It is referred. The complainant is told where to go."),
    ),
    Act(
        "diarise",
        _HEAD,
        _("Enter in the diary, refer to the magistrate"),
        "journal-text",
        act_forms.DiariseForm,
        actions.diarise,
        _diarising,
        _("It is entered in the diary. The complainant is told."),
    ),
    Act(
        "delay",
        _WORK,
        _("Say why it takes longer"),
        "hourglass",
        act_forms.DelayForm,
        actions.explain_delay,
        _not_mine,
        _("The reason for the delay is kept."),
    ),
    Act(
        "link",
        _HEAD,
        _("Link with another complaint"),
        "link-45deg",
        act_forms.LinkForm,
        actions.link,
        _never,
        _("The two complaints are linked."),
        shortcut="alt+l",
    ),
    Act(
        "category",
        _HEAD,
        _("Change the category"),
        "tag",
        act_forms.CategoryForm,
        actions.recategorise,
        _ended,
        _("The category is changed, and its times with it."),
    ),
    Act(
        "transfer",
        _HEAD,
        _("Move to another station"),
        "arrow-left-right",
        act_forms.TransferForm,
        actions.transfer,
        _moving,
        _("It is with the other station now."),
    ),
    Act(
        "raise",
        _ABOVE,
        _("Move to a higher level"),
        "arrow-up-circle",
        act_forms.RaiseForm,
        actions.raise_level,
        _raising,
        _("It is handled one level higher now."),
    ),
    Act(
        "reopen",
        _ABOVE,
        _("Open it again"),
        "arrow-counterclockwise",
        act_forms.ReopenForm,
        actions.reopen,
        _supervising,
        _("It is open again, with all its times."),
        shortcut="alt+o",
    ),
    Act(
        "uphold",
        _ABOVE,
        _("Let the outcome stand"),
        "check2-circle",
        act_forms.UpholdForm,
        actions.uphold,
        _supervising,
        _("The outcome stands. The complainant is told why."),
        shortcut="alt+u",
    ),
    Act(
        "seal",
        _HEAD,
        _("Seal"),
        "lock",
        act_forms.SealForm,
        sealing.seal,
        _sealing,
        _("It is sealed: it exists for the named officers only."),
        step_up=True,
    ),
    Act(
        "name_officer",
        _HEAD,
        _("Name an officer on the seal"),
        "person-lock",
        act_forms.NameOfficerForm,
        sealing.name_officer,
        _naming,
        _("The officer is named. He sees this complaint from now on."),
        step_up=True,
    ),
)

#: What usually comes next, by state; the rest follows in the order above.
_NEXT = {
    State.ASSIGNED: ("call", "note", "ask", "report", "close"),
    State.WAITING: ("call", "note", "close"),
    State.VERIFYING: ("verify", "close", "note"),
    State.OBJECTED: ("reopen", "uphold", "note"),
}


def acts_for(user: Any, complaint: Complaint, rights: Container[str]) -> list[Act]:
    """The acts that this person can do with the complaint now, the usual next ones first.

    ``rights`` are those of `rights_on`.
    """
    able = [act for act in ACTS if act.permission in rights and not act.refuse(complaint, user)]
    usual = _NEXT.get(State(complaint.state), ())
    return sorted(able, key=lambda act: usual.index(act.name) if act.name in usual else len(usual))


def rights_on(complaint: Complaint, user: Any) -> frozenset[str]:
    """Which permissions of acts the person holds where this complaint is, at its level."""
    answers: dict[tuple[int, ...], bool] = {}
    held = set()
    for permission in sorted({act.permission for act in ACTS}):
        postings = tuple(one.pk for one in user.postings_with(permission))
        if postings and postings not in answers:
            rows = Complaint.objects.filter(pk=complaint.pk)
            answers[postings] = rows.visible_to(user, permission).exists()
        if postings and answers[postings]:
            held.add(permission)
    return frozenset(held)

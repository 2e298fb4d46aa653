"""What the police can do with a complaint, each act in a few lines: who, with which form, how.

The page of a complaint offers those that are possible now, and `views.acts` does them.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import sealing as seals
from accounts.permissions import Permission
from complaints import act_forms, actions, policies, sealing
from complaints.models import Complaint, State

Refusal = Callable[[Complaint, Any, datetime], str | None]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is done with a complaint; its name is that of its address."""

    name: str
    permission: Permission
    label: Any
    icon: str
    form: type[act_forms.ActForm]
    do: Callable[..., object]
    #: Why it cannot be done now, by the complaint, who asks and when; None where it can.
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


# --- May it be done now? The policies of the actions say so; the form asks for the rest ---


def _never(_complaint: Complaint, _user: Any, _at: datetime) -> None:
    return None


def _by(refuse: Callable[[Complaint], str | None]) -> Refusal:
    """By what the complaint is, whoever asks."""
    return lambda complaint, _user, _at: refuse(complaint)


def _at_work(complaint: Complaint, user: Any, _at: datetime) -> str | None:
    is_head = user.may(Permission.DECIDE_COMPLAINTS)
    return policies.refuse_work(complaint, by=user, is_head=is_head)


def _attaching(complaint: Complaint, user: Any, at: datetime) -> str | None:
    return _at_work(complaint, user, at) or policies.refuse_file(complaint)


def _asking(complaint: Complaint, user: Any, at: datetime) -> str | None:
    return _at_work(complaint, user, at) or policies.refuse_move(complaint, State.WAITING)


def _reporting(complaint: Complaint, user: Any, at: datetime) -> str | None:
    return _at_work(complaint, user, at) or policies.refuse_report(complaint)


def _delaying(complaint: Complaint, user: Any, at: datetime) -> str | None:
    return _at_work(complaint, user, at) or policies.refuse_delay(complaint, at)


def _verifying(complaint: Complaint, user: Any, _at: datetime) -> str | None:
    return policies.refuse_verifying(complaint, by=user)


def _supervising(complaint: Complaint, user: Any, _at: datetime) -> str | None:
    return policies.refuse_supervising(complaint, by=user)


def _ending(to: State) -> Refusal:
    # Why it took longer is asked in the form.
    return lambda complaint, _user, at: policies.refuse_outcome(
        complaint, to, late_because="asked", at=at
    )


def _closing(complaint: Complaint, user: Any, at: datetime) -> str | None:
    some = policies.reasons_for(complaint)[0]
    return _ending(State.CLOSED)(complaint, user, at) or policies.refuse_close(complaint, some)


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
        _by(policies.refuse_marking),
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
        _at_work,
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
        _at_work,
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
        _attaching,
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
        _ending(State.DIARIED),
        _("It is entered in the diary. The complainant is told."),
    ),
    Act(
        "delay",
        _WORK,
        _("Say why it takes longer"),
        "hourglass",
        act_forms.DelayForm,
        actions.explain_delay,
        _delaying,
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
        _by(policies.refuse_leaving),
        _("The category is changed, and its times with it."),
    ),
    Act(
        "transfer",
        _HEAD,
        _("Move to another station"),
        "arrow-left-right",
        act_forms.TransferForm,
        actions.transfer,
        _by(policies.refuse_leaving),
        _("It is with the other station now."),
    ),
    Act(
        "raise",
        _ABOVE,
        _("Move to a higher level"),
        "arrow-up-circle",
        act_forms.RaiseForm,
        actions.raise_level,
        _by(policies.refuse_raising),
        _("It is handled one level higher now."),
    ),
    Act(
        "say_who",
        _ABOVE,
        _("The officer it is about"),
        "person-exclamation",
        act_forms.SayWhoForm,
        actions.say_who,
        _by(policies.refuse_leaving),
        _("The officer is written down. He sees nothing of this complaint from now on."),
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
        _by(seals.refuse_sealing),
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
        _by(sealing.refuse_plain),
        _("The officer is named. He sees this complaint from now on."),
        step_up=True,
    ),
    Act(
        "unname",
        Permission.SEAL,
        _("Take an officer's name off the seal"),
        "person-slash",
        act_forms.UnnameForm,
        sealing.unname,
        _by(sealing.refuse_plain),
        _("The officer sees this complaint no longer."),
        step_up=True,
    ),
    Act(
        "lift",
        Permission.SEAL,
        _("Lift the seal"),
        "unlock",
        act_forms.LiftForm,
        sealing.lift,
        _by(sealing.refuse_lifting),
        _("The seal is lifted: whoever may see such complaints sees it again."),
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


def acts_for(user: Any, complaint: Complaint, rights: Container[str], at: datetime) -> list[Act]:
    """The acts that this person can do with the complaint now, the usual next ones first.

    ``rights`` are those of `rights_on`.
    """
    able = [act for act in ACTS if act.permission in rights and not act.refuse(complaint, user, at)]
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

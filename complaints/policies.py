"""May this be done with a complaint now? A sentence for the screen says why not; None is yes."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from complaints.models import (
    REASONS,
    REASONS_AGAINST_POLICE,
    Answered,
    Complaint,
    EntryKind,
    Level,
    State,
)
from complaints.workflow import allows

#: A complaint about the police is closed without the complainant's word after so many calls.
CALLS_IN_VAIN = 3


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


def refuse_move(complaint: Complaint, to: str) -> str | None:
    """Why the complaint cannot go into this state."""
    if complaint.state == State.OBJECTED and to != State.RECEIVED:
        return _("The complainant is not satisfied. A supervisor answers first.")
    if allows(complaint.state, to):
        return None
    return _("The complaint is '%(state)s' by now. Reload the page to see what was done.") % {
        "state": complaint.get_state_display()
    }


def refuse_writing(complaint: Complaint) -> str | None:
    """Why nothing can be added by the police now."""
    return None if complaint.is_open else _("This complaint has ended.")


def refuse_work(complaint: Complaint, *, by: Any, is_head: bool) -> str | None:
    """Why this officer may not work on the complaint: it is marked to somebody else."""
    if complaint.assigned_to_id in (None, by.pk) or is_head:
        return refuse_writing(complaint)
    return _("This complaint is marked to %(officer)s.") % {
        "officer": complaint.assigned_to.local_name if complaint.assigned_to else ""
    }


def refuse_officer(complaint: Complaint, officer: Any, *, possible: list[Any]) -> str | None:
    """Why the complaint cannot be marked to this officer."""
    if officer.pk not in {one.pk for one in possible}:
        return _("The complaint cannot be marked to %(officer)s.") % {"officer": officer.local_name}
    return None


def refuse_outcome(complaint: Complaint, to: str, *, late_because: str, at: datetime) -> str | None:
    """Why the complaint cannot end like this now."""
    if refusal := refuse_move(complaint, to):
        return refusal
    if must_say_why_late(complaint, at) and not late_because:
        return _("Its time is over. Say why it took longer.")
    return None


def must_say_why_late(complaint: Complaint, at: datetime) -> bool:
    """Past its time, or past the hours for the FIR, and nobody has said why."""
    is_late = at > complaint.due_at or complaint.is_fir_late(at)
    return is_late and not complaint.late_because


def refuse_close(complaint: Complaint, reason: str) -> str | None:
    """Why it cannot be closed for this reason; about the police only once it is verified."""
    allowed = REASONS_AGAINST_POLICE if complaint.is_above_station else REASONS
    if reason not in allowed:
        return _("This reason is not one for this kind of complaint.")
    if not complaint.is_above_station:
        return None
    if complaint.state != State.VERIFYING:
        return _("First the officer answers, then somebody verifies the answer by a call.")
    calls = complaint.entries.filter(kind=EntryKind.VERIFIED, made_at__gte=_answered_at(complaint))
    results = list(calls.order_by("-made_at", "-pk").values_list("answered", flat=True))
    if not results:
        return _("Call the complainant first and verify the answer.")
    if results[0] == Answered.NOT_SATISFIED:
        return _("The complainant is not satisfied. Mark it to an officer again, or move it up.")
    in_vain = results[0] == Answered.NOT_REACHED and len(results) < CALLS_IN_VAIN
    return _("Call again: three calls in vain are needed.") if in_vain else None


def refuse_verifying(complaint: Complaint, *, by: Any) -> str | None:
    """Why this person may not verify the answer: it is his own."""
    if complaint.state != State.VERIFYING:
        return _("There is no answer to verify.")
    if complaint.assigned_to_id == by.pk:
        return _("Somebody else verifies your answer.")
    return None


def refuse_objection(complaint: Complaint) -> str | None:
    """Why the complainant cannot object: it is open, an FIR, or was looked at before."""
    if not allows(complaint.state, State.OBJECTED):
        return _("This complaint is open. Answer the officer, or wait for the outcome.")
    if complaint.objected_at is not None:
        return _("A supervisor has answered already. You may turn to the district's head.")
    return None


def refuse_raising(complaint: Complaint) -> str | None:
    """Why the complaint cannot be moved up a level."""
    if refusal := refuse_writing(complaint):
        return refusal
    if not complaint.is_above_station:
        return _("Only a complaint about the police is moved up.")
    return _("There is no higher level.") if complaint.level == Level.COMMAND else None


def refuse_supervising(complaint: Complaint, *, by: Any) -> str | None:
    """Why this person may not answer the objection: it is about his own decision."""
    if complaint.state != State.OBJECTED:
        return _("Nobody has objected to this complaint's outcome.")
    if complaint.decided_by_id == by.pk:
        return _("You decided this complaint. Another supervisor answers the objection.")
    return None


def _answered_at(complaint: Complaint) -> datetime:
    last = complaint.entries.filter(kind=EntryKind.REPORTED).order_by("-made_at").first()
    return last.made_at if last else complaint.lodged_at

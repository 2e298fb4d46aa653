"""May this be done with a complaint now? A sentence for the screen says why not; None is yes."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from complaints.attachments import MOST_FILES_OF_COMPLAINT
from complaints.models import (
    REASONS,
    REASONS_AGAINST_POLICE,
    Answered,
    Complaint,
    EntryKind,
    Level,
    Reason,
    State,
)
from complaints.querysets import rung_of
from complaints.workflow import allows

#: A complaint about the police is closed without the complainant's word after so many calls, each
#: so long after the one before: nobody is out of reach for being called thrice in a minute.
CALLS_IN_VAIN = 3
BETWEEN_CALLS = timedelta(hours=2)
#: Nobody settles or declares civil what the State prosecutes.
_NOT_OF_AN_OFFENCE = frozenset({Reason.SETTLED, Reason.CIVIL})


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


def refuse_file(complaint: Complaint) -> str | None:
    """Why no further file can be added, by anybody; of a complaint that is held."""
    if complaint.attachments.count() < MOST_FILES_OF_COMPLAINT:
        return None
    return _("This complaint has %(most)s files. No more can be added.") % {
        "most": MOST_FILES_OF_COMPLAINT
    }


def refuse_work(complaint: Complaint, *, by: Any, is_head: bool) -> str | None:
    """Why this officer may not work on the complaint: it is marked to somebody else."""
    if complaint.assigned_to_id in (None, by.pk) or is_head:
        return refuse_writing(complaint)
    return _("This complaint is marked to %(officer)s.") % {
        "officer": complaint.assigned_to.local_name if complaint.assigned_to else ""
    }


def refuse_marking(complaint: Complaint) -> str | None:
    """Why it cannot be marked to anybody; with one officer it can still go to another."""
    if complaint.state == State.ASSIGNED:
        return None
    return refuse_move(complaint, State.ASSIGNED)


def refuse_officer(complaint: Complaint, officer: Any, *, possible: list[Any]) -> str | None:
    """Why the complaint cannot be marked to this officer."""
    if officer.pk not in {one.pk for one in possible}:
        return _("The complaint cannot be marked to %(officer)s.") % {"officer": officer.local_name}
    return None


def refuse_outcome(complaint: Complaint, to: str, *, late_because: str, at: datetime) -> str | None:
    """Why the complaint cannot end like this now."""
    if refusal := refuse_move(complaint, to):
        return refusal
    if complaint.is_above_station and to in (State.REFERRED, State.DIARIED):
        return _("A complaint about the police is answered and verified, or becomes an FIR.")
    if complaint.category.is_cognizable and to in (State.REFERRED, State.DIARIED):
        return _("This offence is cognizable: register an FIR, or close it with a reason.")
    if not late_because and must_say_why_late(complaint, at):
        return _("Its time is over. Say why it took longer.")
    return None


def must_say_why_late(complaint: Complaint, at: datetime) -> bool:
    """Past its time, or past the hours for the FIR, and nobody has said why since then."""
    due_at = late_since(complaint, at)
    if due_at is None:
        return False
    said = complaint.entries.filter(kind=EntryKind.DELAY, made_at__gt=due_at)
    return not said.exists()


def late_since(complaint: Complaint, at: datetime) -> datetime | None:
    """The moment that was missed last; None in time."""
    if at > complaint.due_at:
        return complaint.due_at
    return complaint.fir_due_at if complaint.is_fir_late(at) else None


def refuse_delay(complaint: Complaint, at: datetime) -> str | None:
    """Why nobody need say why it takes longer: its time is not over."""
    if late_since(complaint, at) is None:
        return _("Its time is not over. Say why it took longer when it is.")
    return None


def reasons_for(complaint: Complaint) -> list[Reason]:
    """For which reasons it may be closed, in the order in which they are offered."""
    allowed = REASONS_AGAINST_POLICE if complaint.is_above_station else REASONS
    if complaint.category.is_cognizable and not complaint.is_above_station:
        allowed = allowed - _NOT_OF_AN_OFFENCE
    return [one for one in Reason if one in allowed]


def refuse_close(complaint: Complaint, reason: str) -> str | None:
    """Why it cannot be closed for this reason; about the police only once it is verified."""
    if reason not in reasons_for(complaint):
        return _("This reason is not one for this kind of complaint.")
    if not complaint.is_above_station:
        return None
    if complaint.state != State.VERIFYING:
        return _("First the officer answers, then somebody verifies the answer by a call.")
    answer = _answer_of(complaint)
    calls = complaint.entries.filter(kind=EntryKind.VERIFIED, pk__gt=answer.pk if answer else 0)
    made = list(calls.order_by("made_at", "pk").values_list("answered", "made_at"))
    if not made:
        return _("Call the complainant first and verify the answer.")
    said = [answered for answered, _at in made if answered != Answered.NOT_REACHED]
    if said:
        if said[-1] == Answered.NOT_SATISFIED:
            return _(
                "The complainant is not satisfied. Mark it to an officer again, or move it up."
            )
        return None
    if _calls_apart([at for _answered, at in made]) < CALLS_IN_VAIN:
        return _("Call again: three calls in vain are needed, two hours apart.")
    return None


def refuse_report(complaint: Complaint) -> str | None:
    """Why there is nothing to answer: that is for what is about the police, once it is marked."""
    if not complaint.is_above_station:
        return _("Only a complaint about the police is answered and verified.")
    return refuse_move(complaint, State.VERIFYING)


def refuse_verifying(complaint: Complaint, *, by: Any) -> str | None:
    """Why this person may not verify the answer: it is his own."""
    if complaint.state != State.VERIFYING:
        return _("There is no answer to verify.")
    answer = _answer_of(complaint)
    if by.pk in (complaint.assigned_to_id, answer.made_by_id if answer else None):
        return _("Somebody else verifies your answer.")
    return None


def refuse_objection(complaint: Complaint) -> str | None:
    """Why the complainant cannot object: it is open, an FIR, or was looked at before."""
    if complaint.state == State.CONVERTED and complaint.fir_no:
        return _("The FIR is registered. What comes now is the court's.")
    if not allows(complaint.state, State.OBJECTED):
        return _("This complaint is open. Answer the officer, or wait for the outcome.")
    if complaint.objected_at is not None:
        return _("A supervisor has answered already. You may turn to the district's head.")
    return None


def refuse_category(complaint: Complaint, category: Any, *, is_supervisor: bool) -> str | None:
    """Why it cannot be of this category: what is about the police stays so."""
    if complaint.category.against_police and not category.against_police:
        return _("A complaint about the police stays one.")
    if category.against_police and not complaint.category.against_police and not is_supervisor:
        return _("A supervisor makes this a complaint about the police.")
    return None


def refuse_raising(complaint: Complaint) -> str | None:
    """Why the complaint cannot be moved up a level."""
    if refusal := refuse_leaving(complaint):
        return refusal
    if not complaint.is_above_station:
        return _("Only a complaint about the police is moved up.")
    return _("There is no higher level.") if complaint.level == Level.COMMAND else None


def refuse_supervising(complaint: Complaint, *, by: Any) -> str | None:
    """Why this person may not answer the objection: it is about his own decision, or above him."""
    if complaint.state != State.OBJECTED:
        return _("Nobody has objected to this complaint's outcome.")
    if complaint.decided_by_id == by.pk:
        return _("You decided this complaint. Another supervisor answers the objection.")
    if complaint.decided_by is not None and rung_of(complaint.decided_by) > rung_of(by):
        return _("Somebody above you decided this complaint. His own superior answers.")
    return None


def refuse_leaving(complaint: Complaint) -> str | None:
    """Why it cannot go to another station or level: the complainant's objection comes first."""
    if complaint.state == State.OBJECTED:
        return _("The complainant is not satisfied. A supervisor answers first.")
    return refuse_writing(complaint)


def _answer_of(complaint: Complaint) -> Any:
    """The officer's answer that is to be verified."""
    return complaint.entries.filter(kind=EntryKind.REPORTED).order_by("-made_at", "-pk").first()


def _calls_apart(moments: list[datetime]) -> int:
    """How many of these calls were made long enough after the one counted before."""
    counted: list[datetime] = []
    for at in moments:
        if not counted or at - counted[-1] >= BETWEEN_CALLS:
            counted.append(at)
    return len(counted)

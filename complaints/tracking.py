"""The complainant follows his complaint: how he proves that it is his, and what the page says.

Somebody at home knows the last digits of his phone and of his card. A complaint that nobody may
find out about is shown after a code to the phone only, and every wrong proof has one answer, so
that nobody learns which complaints there are.
"""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from audit.actions import record
from complaints import actions, policies, telling, uploads
from complaints.attachments import MOST_FILES
from complaints.models import Complaint, Entry, EntryKind, State
from complaints.policies import Refused
from notifications.phone_proofs import PhoneProof
from people.sealed import seal, unseal

#: What was proven in this browser, by digits or by a code to the phone.
PROOF = PhoneProof("complaint")

#: The end of a number that proves a complaint which is not discreet.
TAIL = 6
#: So many letters of an answer or an objection.
LONGEST_WORDS = 4000
#: In the session: what was written when the proof had run out.
_WORDS = "complaint_words"


# --- The proof ---


def by_digits(e_tag: str, digits: str) -> Complaint | None:
    """The complaint of this number whose phone or CNIC ends so, unless that is not enough."""
    complaint = of_e_tag(e_tag)
    if complaint is None or telling.is_discreet(complaint):
        return None
    known = {str(complaint.phone)[-TAIL:], str(complaint.cnic)[-TAIL:]}
    return complaint if digits in known else None


def by_phone(e_tag: str, phone: str) -> Complaint | None:
    """The complaint of this number that was made with this phone."""
    complaint = of_e_tag(e_tag)
    return complaint if complaint and phone and complaint.phone == phone else None


def of_e_tag(e_tag: str) -> Complaint | None:
    """The complaint of this number; it proves nothing yet."""
    found: Complaint | None = _with_its_page().filter(e_tag=e_tag).first()
    return found


def tracked(request: HttpRequest, at: datetime) -> Complaint | None:
    """The complaint that was proven in this browser, while the proof is good."""
    pk = PROOF.proven(request, at)
    found: Complaint | None = _with_its_page().filter(pk=pk).first() if pk else None
    return found


def leave(request: HttpRequest) -> None:
    """Forget in this browser what was proven, what was asked for, and what was written."""
    PROOF.leave(request)
    forget_words(request)


def keep_words(request: HttpRequest, kind: str, words: str) -> bool:
    """Keep what was written on a page whose proof had run out, sealed; whether anything was.

    It is shown again to whoever proves this very complaint, and to nobody else at this browser.
    """
    pk = PROOF.last(request)
    if pk is None or not words.strip():
        return False
    sealed = seal(words[:LONGEST_WORDS].encode()).decode()
    request.session[_WORDS] = {"pk": pk, "kind": kind, "words": sealed}
    return True


def kept_words(request: HttpRequest, complaint: Complaint, kind: str) -> str:
    """What was written of this kind for this complaint before, or ''."""
    kept = request.session.get(_WORDS)
    if not kept or (kept["pk"], kept["kind"]) != (complaint.pk, kind):
        return ""
    return unseal(kept["words"].encode()).decode()


def forget_words(request: HttpRequest) -> None:
    """What was written has arrived."""
    request.session.pop(_WORDS, None)


def _with_its_page() -> Any:
    return Complaint.objects.with_names().select_related("station__circle__district__region")


# --- What the complainant does beyond the acts of `actions` ---


@transaction.atomic
def open_page(*, by: Any, complaint: Complaint, at: datetime) -> None:
    """The complainant, or somebody who knows his numbers, reads how far it is."""
    purpose = actions.purpose_of(complaint)
    record(by=by, action="complaints.tracked", target=complaint, at=at, purpose=purpose)


def add(*, complaint: Complaint, upload: "UploadedFile[bytes]", at: datetime) -> None:
    """Add a photograph or recording, up to as many as the form of a complaint takes.

    They are counted first: drawing one anew is work. Raises Refused, or forms.ValidationError for
    a file that is not taken.
    """
    _refuse_file(complaint)
    attachment = uploads.drawn_anew(upload)
    with transaction.atomic():
        held = actions.locked(complaint)
        _refuse_file(held)
        actions.attach(by=None, complaint=held, attachment=attachment, at=at)


def _refuse_file(complaint: Complaint) -> None:
    """Raise Refused where it has ended, or where enough files are there."""
    refusal = policies.refuse_writing(complaint) or policies.refuse_file(complaint)
    if refusal := refusal or _refuse_more(complaint):
        raise Refused(refusal)


def _refuse_more(complaint: Complaint) -> str | None:
    if complaint.attachments.filter(added_by=None).count() < MOST_FILES:
        return None
    if complaint.is_above_station:
        words = _(
            "You have sent %(count)d files. Give what else you have to the officer in charge."
        )
    else:
        words = _("You have sent %(count)d files. Bring what else you have to the police station.")
    return words % {"count": MOST_FILES}


# --- What the page says ---


def what_now(complaint: Complaint, at: datetime) -> str:
    """What happens now, in a sentence or two, with the date by which it does."""
    return _sentence(complaint, at) % telling.facts_of(complaint)


def _sentence(complaint: Complaint, at: datetime) -> str:
    if not complaint.is_open:
        return _ending(complaint)
    if complaint.state == State.WAITING:
        return _("The officer waits for your answer to the question below.")
    if at > complaint.due_at:
        return _late(complaint)
    return _going_on(complaint, at)


def _late(complaint: Complaint) -> str:
    # Nobody is told to call those he complains of.
    if complaint.is_above_station:
        return _(
            "It is late: you should have had an answer by %(due)s. Those above the %(station)s see "
            "that it is late."
        )
    return _(
        "It is late: you should have had an answer by %(due)s. The supervisors of the police "
        "station see that it is late. Call the station and ask."
    )


def _going_on(complaint: Complaint, at: datetime) -> str:
    if complaint.state == State.OBJECTED:
        return _("A supervisor who did not decide it looks at it. You get an answer by %(due)s.")
    if complaint.state == State.VERIFYING:
        return _(
            "The officer has answered. Somebody else calls you and asks whether you are satisfied, "
            "by %(due)s."
        )
    return (_call(complaint, at) or _work(complaint)) + " " + _("You get an answer by %(due)s.")


def _call(complaint: Complaint, at: datetime) -> str:
    if not telling.awaits_call(complaint):
        return ""
    if at > complaint.call_due_at:
        return _late_call(complaint)
    if complaint.assigned_to_id is None:
        return _("It is given to an officer, who calls you by %(call_due)s.")
    return _("%(officer)s works on it and calls you by %(call_due)s.")


def _late_call(complaint: Complaint) -> str:
    if complaint.is_above_station:
        return _(
            "You should have had a call by %(call_due)s. Those above the %(station)s see that it "
            "is late."
        )
    return _("You should have had a call by %(call_due)s. Call the police station and ask.")


def _work(complaint: Complaint) -> str:
    if complaint.assigned_to_id is None:
        return _("It is given to an officer.")
    return _("%(officer)s works on it.")


def tone(complaint: Complaint, at: datetime) -> str:
    """How the sentence is shown: what waits for him, what is late, what is good."""
    if complaint.state == State.WAITING:
        return "waits"
    if complaint.state == State.CONVERTED:
        return "good"
    return "warn" if complaint.light(at) == "red" else "info"


def _ending(complaint: Complaint) -> str:
    if complaint.state == State.CONVERTED:
        return _converted(complaint)
    return {
        State.CLOSED: _("It was closed. The reason: %(reason)s."),
        State.REFERRED: _("The police station is not the place for it. Turn to: %(to)s."),
        State.DIARIED: _("It is with the magistrate: %(court)s. Diary entry %(diary)s."),
    }[State(complaint.state)]


def _converted(complaint: Complaint) -> str:
    if complaint.is_above_station:
        if complaint.fir_no:
            return _("The FIR is registered. Its number is %(fir)s. A copy of it is free.")
        return _("The First Information Report is written from your complaint.")
    if complaint.fir_no:
        return _(
            "The FIR is registered. Its number is %(fir)s. You may ask the police station "
            "%(station)s for a copy, which is free."
        )
    return _("The police station %(station)s registers an FIR from your complaint.")


def steps(complaint: Complaint) -> list[dict[str, Any]]:
    """The three steps of a complaint as the shelf draws them."""
    has_officer = complaint.assigned_to_id is not None or complaint.decided_at is not None
    return [
        _step(_("Lodged"), "done", telling.moment(complaint.lodged_at)),
        _step(_("With an officer"), "done" if has_officer else "now", _officer_of(complaint)),
        _outcome_step(complaint, "now" if has_officer else "next"),
    ]


def _outcome_step(complaint: Complaint, state: str) -> dict[str, Any]:
    if complaint.is_open:
        return _step(_("Outcome"), state, _("by %(due)s") % telling.facts_of(complaint))
    hint = telling.moment(complaint.decided_at) if complaint.decided_at else ""
    return _step(_("Outcome"), "done", hint)


def _officer_of(complaint: Complaint) -> str:
    return complaint.assigned_to.local_name if complaint.assigned_to else ""


def _step(label: str, state: str, hint: str) -> dict[str, Any]:
    return {"label": label, "state": state, "hint": hint}


def entries_of(complaint: Complaint) -> list[Entry]:
    """Everything the complainant may read of it, in order."""
    told = complaint.entries.for_the_complainant()
    return list(told.select_related("officer").in_order())


def open_question(complaint: Complaint, entries: list[Entry]) -> str:
    """The question that waits for its answer, or ''."""
    if complaint.state != State.WAITING:
        return ""
    return next((one.words for one in reversed(entries) if one.kind == EntryKind.QUESTION), "")

"""Every write to a complaint once it exists, and its lodging. Sealing is in `sealing.py`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from audit.actions import record
from audit.purposes import Purpose, PurposeKind
from complaints import owners, policies, routing, sealing, telling
from complaints.attachments import Attachment
from complaints.categories import ComplaintCategory
from complaints.models import (
    Complaint,
    Entry,
    EntryKind,
    Level,
    Respondent,
    State,
)
from complaints.policies import Refused
from documents import numbers
from stations.models import Station


@transaction.atomic
def lodge(
    *,
    by: Any,
    complaint: Complaint,
    respondents: Sequence[Respondent] = (),
    attachments: Sequence[Attachment] = (),
    at: datetime,
) -> tuple[Complaint, bool]:
    """Take a complaint in: route it, start its clocks, give it its e-tag, tell the complainant.

    ``complaint`` and ``respondents`` are unsaved, ``attachments`` those of its draft; ``by`` is
    None for a citizen without an account. Returns the complaint and whether it is new: the same
    form sent twice (same ``form_token``) gives back the complaint of the first time.
    """
    if earlier := Complaint.objects.filter(form_token=complaint.form_token).first():
        return earlier, False
    today = timezone.localdate(at)
    station = Station.objects.with_place().get(pk=complaint.station_id)
    complaint.station = station
    complaint.lodged_at, complaint.lodged_by = at, by
    complaint.is_accused_known = any(one.name or one.cnic for one in respondents)
    for one in respondents if complaint.category.against_police else ():
        one.user = owners.officer_complained_of(belt_no=one.belt_no, station=station, on=today)
        if one.user is not None:
            # His real post counts, whatever was typed: his own subordinate does not handle it.
            one.post = owners.post_of(one.user)
    _route(complaint, respondents, at)
    try:
        with transaction.atomic():
            complaint.e_tag = _next_e_tag(at)
            complaint.save(force_insert=True)
    except IntegrityError:
        # Two sendings of one form at the same moment: the other one was first.
        earlier = Complaint.objects.filter(form_token=complaint.form_token).first()
        if earlier is None:
            raise
        return earlier, False
    for one in respondents:
        one.complaint = complaint
        one.save(force_insert=True)
    for attachment in attachments:
        attachment.complaint, attachment.draft = complaint, None
        attachment.save(update_fields=["complaint", "draft"])
    if complaint.is_sealed:
        sealing.name_owners(complaint, respondents, at=at)
    _enter(complaint, EntryKind.LODGED, by=by, at=at, action="complaints.lodged")
    return complaint, True


@transaction.atomic
def assign(*, by: Any, complaint: Complaint, officer: Any, at: datetime) -> Complaint:
    """Mark the complaint to an officer; he calls the complainant within the rule's hours."""
    complaint = locked(complaint)
    possible = owners.officers_for(complaint, on=timezone.localdate(at))
    _refuse(policies.refuse_marking(complaint))
    _refuse(policies.refuse_officer(complaint, officer, possible=possible))
    complaint.state = State.ASSIGNED
    complaint.assigned_at, complaint.assigned_by, complaint.assigned_to = at, by, officer
    complaint.save()
    if complaint.is_sealed:
        sealing.ensure_named(complaint, officer, by=by, at=at)
    _enter(
        complaint, EntryKind.ASSIGNED, by=by, at=at, action="complaints.assigned", officer=officer
    )
    return complaint


@transaction.atomic
def call(*, by: Any, complaint: Complaint, answered: str, words: str, at: datetime) -> Complaint:
    """Keep that the officer called the complainant, and what came of it."""
    complaint = _for_work(complaint, by)
    if answered != "not_reached" and complaint.called_at is None:
        complaint.called_at = at
        complaint.save(update_fields=["called_at"])
    _enter(
        complaint,
        EntryKind.CALLED,
        by=by,
        at=at,
        action="complaints.called",
        words=words,
        answered=answered,
    )
    return complaint


@transaction.atomic
def note(*, by: Any, complaint: Complaint, words: str, at: datetime) -> Complaint:
    """Write something down that the complainant does not read."""
    complaint = _for_work(complaint, by)
    _enter(complaint, EntryKind.NOTE, by=by, at=at, action="complaints.noted", words=words)
    return complaint


@transaction.atomic
def ask(*, by: Any, complaint: Complaint, words: str, at: datetime) -> Complaint:
    """Ask the complainant something; the clock goes on meanwhile."""
    complaint = _for_work(complaint, by)
    _refuse(policies.refuse_move(complaint, State.WAITING))
    complaint.state = State.WAITING
    complaint.save(update_fields=["state"])
    _enter(complaint, EntryKind.QUESTION, by=by, at=at, action="complaints.asked", words=words)
    return complaint


@transaction.atomic
def answer(*, complaint: Complaint, words: str, at: datetime) -> Complaint:
    """The complainant answers the question; whose work it was has it again."""
    complaint = locked(complaint)
    if complaint.state != State.WAITING:
        raise Refused(_("Nobody waits for an answer. Call the officer or the front desk."))
    complaint.state = State.ASSIGNED if complaint.assigned_to_id else State.RECEIVED
    complaint.save(update_fields=["state"])
    _enter(complaint, EntryKind.ANSWER, by=None, at=at, action="complaints.answered", words=words)
    return complaint


@transaction.atomic
def attach(*, by: Any, complaint: Complaint, attachment: Attachment, at: datetime) -> Attachment:
    """Add an unsaved photograph or recording; ``by`` is None for the complainant."""
    complaint = locked(complaint) if by is None else _for_work(complaint, by)
    _refuse(policies.refuse_writing(complaint) or policies.refuse_file(complaint))
    attachment.complaint, attachment.added_at, attachment.added_by = complaint, at, by
    attachment.save(force_insert=True)
    _enter(complaint, EntryKind.FILE, by=by, at=at, action="complaints.file_added")
    return attachment


@transaction.atomic
def link(*, by: Any, complaint: Complaint, other: Complaint, words: str, at: datetime) -> Complaint:
    """Say that two complaints belong together; it stands in the history of both."""
    if complaint.pk == other.pk:
        raise Refused(_("A complaint is not linked with itself."))
    first, second = sorted((complaint, other), key=lambda one: one.pk)
    pair = {one.pk: one for one in (locked(first), locked(second))}
    if Entry.objects.filter(complaint=complaint, other=other).exists():
        raise Refused(_("These two are linked already."))
    for one, its_other in ((complaint, other), (other, complaint)):
        _enter(
            pair[one.pk],
            EntryKind.LINKED,
            by=by,
            at=at,
            action="complaints.linked",
            words=words,
            other=pair[its_other.pk],
        )
    return pair[complaint.pk]


@transaction.atomic
def explain_delay(*, by: Any, complaint: Complaint, words: str, at: datetime) -> Complaint:
    """Say why there is no outcome, or no FIR, within the hours of the rule."""
    complaint = _for_work(complaint, by)
    _refuse(policies.refuse_delay(complaint, at))
    complaint.late_because = words
    complaint.save(update_fields=["late_because"])
    _enter(complaint, EntryKind.DELAY, by=by, at=at, action="complaints.delay_said", words=words)
    return complaint


@transaction.atomic
def recategorise(
    *, by: Any, complaint: Complaint, category: ComplaintCategory, at: datetime
) -> Complaint:
    """Put it into the category it belongs to; no clock gets longer by that.

    A supervisor makes it a complaint about the police, and its station sees it no longer; nobody
    makes one about the police something else.
    """
    complaint = locked(complaint)
    _refuse(policies.refuse_leaving(complaint))
    is_supervisor = by.may(Permission.SUPERVISE_COMPLAINTS)
    _refuse(policies.refuse_category(complaint, category, is_supervisor=is_supervisor))
    was, seal, level = complaint.category, complaint.sealed_as, complaint.level
    before = {name: getattr(complaint, name) for name in routing.CLOCKS}
    complaint.category = category
    respondents = list(complaint.respondents.all())
    _route(complaint, respondents, complaint.lodged_at)
    routing.keep_earlier(complaint, before)
    # What was moved up stays up, what was sealed stays sealed.
    complaint.level = max(level, complaint.level)
    complaint.sealed_as = seal or complaint.sealed_as
    if level == Level.STATION < complaint.level:
        _unassign(complaint)
    complaint.save()
    if complaint.is_sealed and not seal:
        sealing.name_owners(complaint, respondents, at=at)
        for officer in filter(None, (by, complaint.assigned_to)):
            sealing.ensure_named(complaint, officer, by=by, at=at)
    _enter(
        complaint,
        EntryKind.CATEGORY,
        by=by,
        at=at,
        action="complaints.recategorised",
        words=f"{was.name} → {category.name}",
    )
    return complaint


@transaction.atomic
def transfer(
    *, by: Any, complaint: Complaint, station: Station, words: str, at: datetime
) -> Complaint:
    """Move it to the station it belongs to; that station's clock does not start anew."""
    complaint = locked(complaint)
    _refuse(policies.refuse_leaving(complaint))
    if station.pk == complaint.station_id:
        raise Refused(_("It is with this station already."))
    complaint.station = Station.objects.with_place().get(pk=station.pk)
    _unassign(complaint)
    complaint.save()
    if complaint.is_sealed:
        sealing.name_owners(complaint, list(complaint.respondents.all()), at=at)
    _enter(
        complaint, EntryKind.TRANSFERRED, by=by, at=at, action="complaints.transferred", words=words
    )
    return complaint


# --- How it ends ---


@transaction.atomic
def convert(*, by: Any, complaint: Complaint, late_because: str, at: datetime) -> Complaint:
    """An FIR is registered from it. `firs` calls this in the transaction that makes its draft."""
    complaint = _ended(complaint, State.CONVERTED, by=by, late_because=late_because, at=at)
    _enter(complaint, EntryKind.CONVERTED, by=by, at=at, action="complaints.converted")
    return complaint


@transaction.atomic
def close(
    *, by: Any, complaint: Complaint, reason: str, words: str, late_because: str, at: datetime
) -> Complaint:
    """End it without an FIR: a reason from the list, and words that the complainant reads."""
    complaint = locked(complaint)
    _refuse(policies.refuse_close(complaint, reason))
    complaint = _ended(
        complaint,
        State.CLOSED,
        by=by,
        late_because=late_because,
        at=at,
        reason=reason,
        reason_words=words,
    )
    _enter(complaint, EntryKind.CLOSED, by=by, at=at, action="complaints.closed", words=words)
    return complaint


@transaction.atomic
def refer(
    *, by: Any, complaint: Complaint, referred_to: str, words: str, late_because: str, at: datetime
) -> Complaint:
    """Send the complainant to the office that can help, and say why."""
    complaint = _ended(
        complaint,
        State.REFERRED,
        by=by,
        late_because=late_because,
        at=at,
        referred_to=referred_to,
        reason_words=words,
    )
    _enter(complaint, EntryKind.REFERRED, by=by, at=at, action="complaints.referred", words=words)
    return complaint


@transaction.atomic
def diarise(
    *,
    by: Any,
    complaint: Complaint,
    diary_no: str,
    court: str,
    words: str,
    late_because: str,
    at: datetime,
) -> Complaint:
    """Non-cognizable: an entry in the diary and a reference to the magistrate (s.155 CrPC)."""
    complaint = _ended(
        complaint,
        State.DIARIED,
        by=by,
        late_because=late_because,
        at=at,
        diary_no=diary_no,
        court=court,
        reason_words=words,
    )
    _enter(complaint, EntryKind.DIARIED, by=by, at=at, action="complaints.diarised", words=words)
    return complaint


@transaction.atomic
def fir_registered(*, by: Any, complaint: Complaint, fir_no: str, at: datetime) -> Complaint:
    """The FIR has its number: the complainant is told."""
    complaint = locked(complaint)
    complaint.fir_no = fir_no
    complaint.save(update_fields=["fir_no"])
    _enter(complaint, EntryKind.REGISTERED, by=by, at=at, action="complaints.fir_registered")
    return complaint


# --- About the police: answer, verification, the next level ---


@transaction.atomic
def report(*, by: Any, complaint: Complaint, words: str, at: datetime) -> Complaint:
    """The officer answers; somebody else verifies the answer with the complainant."""
    complaint = _for_work(complaint, by)
    _refuse(policies.refuse_report(complaint))
    complaint.state = State.VERIFYING
    complaint.save(update_fields=["state"])
    _enter(complaint, EntryKind.REPORTED, by=by, at=at, action="complaints.reported", words=words)
    return complaint


@transaction.atomic
def verify(*, by: Any, complaint: Complaint, answered: str, words: str, at: datetime) -> Complaint:
    """Keep what the complainant said of the officer's answer."""
    complaint = locked(complaint)
    _refuse(policies.refuse_verifying(complaint, by=by))
    _enter(
        complaint,
        EntryKind.VERIFIED,
        by=by,
        at=at,
        action="complaints.verified",
        words=words,
        answered=answered,
    )
    return complaint


@transaction.atomic
def raise_level(*, by: Any, complaint: Complaint, words: str, at: datetime) -> Complaint:
    """Move a complaint about the police up: whoever was below sees it no longer."""
    complaint = locked(complaint)
    _refuse(policies.refuse_raising(complaint))
    complaint.level = Level(complaint.level + 1)
    _unassign(complaint)
    complaint.save()
    if complaint.is_sealed:
        sealing.name_owners(complaint, list(complaint.respondents.all()), at=at)
    _enter(complaint, EntryKind.RAISED, by=by, at=at, action="complaints.raised", words=words)
    return complaint


@transaction.atomic
def say_who(*, by: Any, complaint: Complaint, officer: Any, at: datetime) -> Complaint:
    """Name the officer whom a complaint is about: from now on he finds no trace of it.

    Where he stands higher than whoever handles it, it moves up.
    """
    complaint = locked(complaint)
    _refuse(policies.refuse_leaving(complaint))
    if complaint.respondents.filter(user=officer).exists():
        raise Refused(_("%(name)s is named already.") % {"name": officer.local_name})
    post = owners.post_of(officer)
    one = Respondent(complaint=complaint, name=officer.name, belt_no=officer.belt_no, post=post)
    one.user = officer
    one.save(force_insert=True)
    was = complaint.level
    if complaint.is_above_station:
        complaint.level = max(complaint.level, routing.level_above([post]))
    if complaint.assigned_to_id == officer.pk or complaint.level > was:
        _unassign(complaint)
    complaint.save()
    if complaint.is_sealed:
        sealing.name_owners(complaint, list(complaint.respondents.all()), at=at)
    _enter(
        complaint, EntryKind.ABOUT, by=by, at=at, action="complaints.officer_said", officer=officer
    )
    return complaint


# --- The complainant's word, and the supervisor's ---


@transaction.atomic
def object_to(*, complaint: Complaint, words: str, at: datetime) -> Complaint:
    """The complainant is not satisfied: a supervisor looks at it."""
    complaint = locked(complaint)
    _refuse(policies.refuse_objection(complaint))
    complaint.state = State.OBJECTED
    complaint.objected_at = at
    within = complaint.category.answer_within
    complaint.due_at, complaint.amber_at = at + within, at + within * 3 / 4
    complaint.save()
    _enter(complaint, EntryKind.OBJECTED, by=None, at=at, action="complaints.objected", words=words)
    return complaint


@transaction.atomic
def reopen(*, by: Any, complaint: Complaint, words: str, at: datetime) -> Complaint:
    """A supervisor opens it again, with all its clocks."""
    complaint = locked(complaint)
    _refuse(policies.refuse_supervising(complaint, by=by))
    complaint.reopened_count += 1
    complaint.objected_at = complaint.rating = None
    complaint.decided_at = complaint.decided_by = None
    complaint.reason = complaint.referred_to = complaint.reason_words = ""
    complaint.diary_no = complaint.court = complaint.late_because = ""
    complaint.is_late = False
    _unassign(complaint)
    _route(complaint, list(complaint.respondents.all()), at, keep_level=True)
    complaint.save()
    _enter(complaint, EntryKind.REOPENED, by=by, at=at, action="complaints.reopened", words=words)
    return complaint


@transaction.atomic
def uphold(*, by: Any, complaint: Complaint, words: str, at: datetime) -> Complaint:
    """A supervisor lets the outcome stand, in words that the complainant reads."""
    complaint = locked(complaint)
    _refuse(policies.refuse_supervising(complaint, by=by))
    complaint.state = _ended_as(complaint)
    complaint.save(update_fields=["state"])
    _enter(complaint, EntryKind.UPHELD, by=by, at=at, action="complaints.upheld", words=words)
    return complaint


@transaction.atomic
def rate(*, complaint: Complaint, rating: int, at: datetime) -> Complaint:
    """The complainant rates, from one to five, how it was handled."""
    complaint = locked(complaint)
    if complaint.is_open:
        raise Refused(_("You can rate it once there is an outcome."))
    is_first = complaint.rating is None
    complaint.rating = rating
    complaint.save(update_fields=["rating"])
    if is_first:
        _enter(complaint, EntryKind.RATED, by=None, at=at, action="complaints.rated")
    return complaint


# --- Looking ---


@transaction.atomic
def open_page(*, by: Any, complaint: Complaint, at: datetime) -> None:
    """Somebody of the police reads one complaint whole."""
    record(
        by=by, action="complaints.opened", target=complaint, at=at, purpose=purpose_of(complaint)
    )


def purpose_of(complaint: Complaint) -> Purpose:
    """What every act on a complaint is for: the complaint."""
    return Purpose(PurposeKind.COMPLAINT, case_ref=complaint.e_tag)


# --- Parts of the acts above ---


def locked(complaint: Complaint) -> Complaint:
    """The complaint as it is now, held until the transaction ends."""
    rows = Complaint.objects.select_for_update(of=("self",)).select_related(
        "category", "station__circle__district__region", "assigned_to"
    )
    held: Complaint = rows.get(pk=complaint.pk)
    return held


def _enter(
    complaint: Complaint,
    kind: EntryKind,
    *,
    by: Any,
    at: datetime,
    action: str,
    words: str = "",
    **facts: Any,
) -> Entry:
    """The line in the history, the message to the complainant and the event in the log."""
    entry: Entry = Entry.objects.create(
        complaint=complaint, kind=kind, made_by=by, made_at=at, words=words, **facts
    )
    telling.tell(complaint, entry)
    record(by=by, action=action, target=complaint, at=at, purpose=purpose_of(complaint))
    return entry


def _refuse(refusal: str | None) -> None:
    if refusal:
        raise Refused(refusal)


def _for_work(complaint: Complaint, by: Any) -> Complaint:
    complaint = locked(complaint)
    is_head = by.may(Permission.DECIDE_COMPLAINTS)
    _refuse(policies.refuse_work(complaint, by=by, is_head=is_head))
    return complaint


def _route(
    complaint: Complaint,
    respondents: Sequence[Respondent],
    at: datetime,
    *,
    keep_level: bool = False,
) -> None:
    way = routing.route(
        complaint.category,
        is_juvenile=routing.is_juvenile(complaint, timezone.localdate(at)),
        is_accused_known=complaint.is_accused_known,
        posts=[one.post for one in respondents],
    )
    if not keep_level:
        complaint.level = way.level
        complaint.sealed_as = way.sealed_as
    routing.set_clocks(complaint, way, at=at)


def _next_e_tag(at: datetime) -> str:
    """'261126-00000428': the day, seven figures of the year's series, and a check digit."""
    local = timezone.localtime(at)
    day = f"{local:%d%m%y}"
    serial = numbers.take(f"e-tag {local:%Y}")
    return f"{day}-{numbers.with_check_digit(f'{day}{serial:07d}')[6:]}"


def _ended(
    complaint: Complaint,
    state: State,
    *,
    by: Any,
    late_because: str,
    at: datetime,
    **outcome: Any,
) -> Complaint:
    complaint = locked(complaint)
    _refuse(policies.refuse_outcome(complaint, state, late_because=late_because, at=at))
    if late_because:
        complaint.late_because = late_because
        Entry.objects.create(
            complaint=complaint,
            kind=EntryKind.DELAY,
            made_by=by,
            made_at=at,
            words=late_because,
        )
    complaint.is_late = at > complaint.due_at
    complaint.state, complaint.decided_at, complaint.decided_by = state, at, by
    for name in ("reason", "referred_to", "reason_words", "diary_no", "court"):
        setattr(complaint, name, outcome.get(name, ""))
    complaint.save()
    return complaint


def _ended_as(complaint: Complaint) -> State:
    """How it had ended before the complainant objected."""
    if complaint.referred_to:
        return State.REFERRED
    if complaint.diary_no:
        return State.DIARIED
    return State.CLOSED if complaint.reason else State.CONVERTED


def _unassign(complaint: Complaint) -> None:
    complaint.state = State.RECEIVED
    complaint.assigned_at = complaint.assigned_by = complaint.assigned_to = None

"""The life of a draft: begun, kept while it is typed, come back to, lodged or forgotten."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from accounts.permissions import Permission
from accounts.sessions import new_key
from complaints import actions, steps
from complaints.attachments import Attachment
from complaints.drafts import Draft, digest_of, new_code
from complaints.lodge_forms import Filled, StepForm, complaint_of
from complaints.models import Channel, Complaint

#: In the session: the draft that is being typed, and the receipt of the one lodged last.
DRAFT, LODGED = "complaint_draft", "complaint_lodged"
#: So many bytes are kept of one draft: all its pages, filled to the brim.
LARGEST = 64 * 1024
#: So many drafts are deleted at a time: a task that is stopped has done part of its work.
BATCH = 200


def draft_of(request: HttpRequest) -> Draft | None:
    """The draft of this browser."""
    token = _uuid(request.session.get(DRAFT))
    return Draft.objects.filter(pk=token, officer=None).first() if token else None


def begin(request: HttpRequest, at: datetime) -> Draft:
    """A new draft for this browser; of a signed-in citizen his name and phone are known."""
    draft = Draft(made_at=at, kept_at=at)
    draft.answers = _known_of(request.user)
    draft.save(force_insert=True)
    take_up(request, draft)
    return draft


def take_up(request: HttpRequest, draft: Draft) -> None:
    """From now on this browser types this draft."""
    new_key(request)
    request.session[DRAFT] = str(draft.pk)
    request.session.pop(LODGED, None)


def leave(request: HttpRequest) -> None:
    """Forget in this browser what was typed; the draft stays for whoever has its code."""
    for name in (DRAFT, LODGED):
        request.session.pop(name, None)


@transaction.atomic
def keep(draft: Draft, answers: dict[str, Any], at: datetime) -> bool:
    """Put these answers beside those that are there.

    False, and nothing is kept, when the draft is gone by now or would be larger than drafts are.
    """
    held = _held(draft)
    if held is None:
        return False
    held.answers = {**held.answers, **{name: _clean(value) for name, value in answers.items()}}
    if len(held.answers_json.encode()) > LARGEST:
        return False
    held.kept_at = at
    held.save(update_fields=["answers_json", "kept_at"])
    draft.answers_json, draft.kept_at = held.answers_json, at
    return True


@transaction.atomic
def give_code(draft: Draft, at: datetime) -> str:
    """A code to come back with. It is said once; the one before it is good no longer."""
    code = new_code()
    Draft.objects.filter(pk=draft.pk).update(code_digest=digest_of(code), kept_at=at)
    return code


def found_by(code: str, at: datetime) -> Draft | None:
    """The draft of a code that is still good."""
    drafts = Draft.objects.of_code(code).filter(officer=None)  # type: ignore[attr-defined]
    return drafts.exclude(pk__in=Draft.objects.stale(at).values("pk")).first()  # type: ignore[attr-defined]


def first_wrong(pages: list[tuple[steps.Step, StepForm]]) -> steps.Step | None:
    """The first page whose answers do not hold, in the state in which they are kept now."""
    return next((step for step, form in pages if not form.is_valid() or not form.goes_on), None)


@transaction.atomic
def lodge(draft: Draft, *, filled: Filled, by: Any, language: str, at: datetime) -> Complaint:
    """Make the draft a complaint; of a draft whose every page holds. Twice is once."""
    held = _held(draft)
    if held is None:
        return Complaint.objects.get(form_token=draft.pk)
    pages: list[StepForm] = [form for _step, form in steps.read(filled)]
    if not all([page.is_valid() for page in pages]):
        raise ValueError("A draft is lodged whole: ask `first_wrong` before.")
    complaint, respondents = complaint_of(pages)
    complaint.channel, complaint.language = Channel.ONLINE, language
    complaint.form_token = held.pk
    complaint.phone_proven_at = _proven_at(filled, by, at)
    lodged, _is_new = actions.lodge(
        by=by,
        complaint=complaint,
        respondents=respondents,
        attachments=list(held.attachments.all()),
        at=at,
    )
    held.delete()
    return lodged


def by_whom(user: Any) -> Any:
    """Who lodges: a signed-in citizen; an officer who complains does so as anybody does."""
    is_citizen = user.is_authenticated and user.may(Permission.OWN_COMPLAINTS)
    return user if is_citizen else None


def own_phone(user: Any) -> str:
    """The phone by which a citizen signed in: it is proven already."""
    citizen = by_whom(user)
    return str(citizen.phone) if citizen is not None and citizen.signs_in_by_phone else ""


def throw_away(draft: Draft) -> None:
    """Delete a draft with its files."""
    _delete(Draft.objects.filter(pk=draft.pk).select_for_update())


def forget_stale(at: datetime) -> int:
    """Delete drafts that nobody touched for a week, with their files; returns how many."""
    stale = Draft.objects.stale(at).select_for_update(skip_locked=True)  # type: ignore[attr-defined]
    count = 0
    while deleted := _delete(stale[:BATCH]):
        count += deleted
    return count


@transaction.atomic
def _delete(drafts: Any) -> int:
    """Rows now, files once that is certain.

    The drafts are held before anything of theirs is touched: an upload that is just finishing
    holds its draft first, too, and the two never wait for each other.
    """
    held = list(drafts.values_list("pk", flat=True))
    files = [one.file for one in Attachment.objects.filter(draft__in=held)]
    Draft.objects.filter(pk__in=held).delete()
    for file in files:
        transaction.on_commit(lambda file=file: file.storage.delete(file.name), robust=True)  # type: ignore[misc]
    return len(held)


def _held(draft: Draft) -> Draft | None:
    """The draft as it is now, held until the transaction ends."""
    return Draft.objects.select_for_update().filter(pk=draft.pk).first()


def _clean(value: Any) -> str:
    # The database takes no NUL, wherever the answer goes one day.
    return str(value or "").replace("\x00", "")


def _known_of(user: Any) -> dict[str, Any]:
    if by_whom(user) is None:
        return {}
    # An account made by a code alone is called by its number.
    name = user.name if user.name != user.phone else ""
    return {"name": name, "phone": str(user.phone)}


def _proven_at(filled: Filled, by: Any, at: datetime) -> datetime | None:
    """When the phone showed that it is the complainant's; None where it did not."""
    if filled.phone and filled.phone == filled.own_phone:
        return getattr(by, "last_login", None) or at
    if filled.answers.get(steps.CODE_FOR) != filled.phone:
        return None
    return parse_datetime(filled.answers.get(steps.PROVEN_AT, ""))


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None

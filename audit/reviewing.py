"""The auditor's acts on a weekly review: it is prepared, its hints are answered, it is signed.

Nobody answers a hint about himself; the database refuses it, too. Where the only auditor is the
officer in question the week stays open, and says so, until another auditor has answered: Command
has one posted, for a day if need be. A right of its own to answer for an auditor would be a second
door to the log.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import review
from audit.actions import record
from audit.models import Event
from audit.reviews import Hint, WeekReview
from audit.weeks import Week


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


def refuse_preparing(week: Week, *, at: datetime) -> str | None:
    """Why this week has no review yet."""
    if not week.is_over(at):
        return _("This week is not over. Its review is prepared when it is.")
    return None


def refuse_answering(hint: Hint, *, by: Any, note: str) -> str | None:
    """Why this person may not answer this hint now."""
    if hint.review.is_signed:
        return _("This week is signed. Its answers stay as they are.")
    if hint.actor_id == by.pk:
        return _("This hint is about you. Another auditor answers it.")
    if not note.strip():
        return _("Say what the explanation is, or why you refer it.")
    return None


def refuse_signing(reviewed: WeekReview, *, by: Any) -> str | None:
    """Why this week cannot be signed now."""
    if reviewed.is_signed:
        return _("This week is signed already.")
    waiting = list(reviewed.hints.waiting().values_list("actor_id", flat=True))  # type: ignore[attr-defined]
    if own := waiting.count(by.pk):
        return ngettext(
            "%(count)d hint is about you. Another auditor answers it first; where there is none, "
            "Command has one posted.",
            "%(count)d hints are about you. Another auditor answers them first; where there is "
            "none, Command has one posted.",
            own,
        ) % {"count": own}
    if waiting:
        return ngettext(
            "%(count)d hint is not answered yet.",
            "%(count)d hints are not answered yet.",
            len(waiting),
        ) % {"count": len(waiting)}
    return None


@transaction.atomic
def prepare(week: Week, *, by: Any, at: datetime) -> WeekReview:
    """The review of a week that is over; its hints are looked for once, and stay.

    ``by`` is None where CASPP does so at night. Two at once: the second waits, and finds it done.
    """
    if refusal := refuse_preparing(week, at=at):
        raise Refused(refusal)
    reviewed, is_new = WeekReview.objects.get_or_create(
        week_on=week.monday, defaults={"prepared_at": at}
    )
    if is_new:
        found = review.hints_of(week)
        officers = get_user_model()._default_manager.in_bulk({one.officer_id for one in found})
        made = Hint.objects.bulk_create(
            Hint(
                review=reviewed,
                kind=one.kind,
                actor_id=one.officer_id,
                actor=str(officers.get(one.officer_id, ""))[:180],
                about=one.about,
                facts=one.facts,
                events=one.events,
            )
            for one in found
        )
        detail = {"hints": len(made)}
        record(by=by, action="audit.week_prepared", at=at, target=reviewed, detail=detail)
    return reviewed


def due(*, at: datetime) -> list[Week]:
    """Weeks that are over and not signed, oldest first, from the first event on."""
    first = Event.objects.aggregate(first=Min("recorded_at"))["first"]
    if first is None:
        return []
    signed = set(WeekReview.objects.exclude(signed_at=None).values_list("week_on", flat=True))
    found, week = [], Week.of(at).before
    while week >= Week.of(first):
        if week.monday not in signed:
            found.append(week)
        week = week.before
    return found[::-1]


@transaction.atomic
def answer(*, by: Any, hint: Hint, answer: str, note: str, at: datetime) -> Hint:
    """Say of a hint that it is explained, or that it goes to an inquiry."""
    # The week first: a signature waits for answers on their way, and is not overtaken by one.
    WeekReview.objects.select_for_update().get(pk=hint.review_id)
    hint = Hint.objects.select_for_update(of=("self",)).select_related("review").get(pk=hint.pk)
    if refusal := refuse_answering(hint, by=by, note=note):
        raise Refused(refusal)
    hint.answer, hint.answer_note = answer, note.strip()
    hint.answered_at, hint.answered_by, hint.answerer = at, by.pk, str(by)[:180]
    hint.save()
    record(
        by=by,
        action="audit.hint_answered",
        at=at,
        target=hint,
        detail={"answer": answer, "week": str(hint.review), "officer": hint.actor_id},
    )
    return hint


@transaction.atomic
def sign(*, by: Any, reviewed: WeekReview, note: str, at: datetime) -> WeekReview:
    """Sign a week whose hints are all answered."""
    reviewed = WeekReview.objects.select_for_update().get(pk=reviewed.pk)
    if refusal := refuse_signing(reviewed, by=by):
        raise Refused(refusal)
    reviewed.note = note.strip()
    reviewed.signed_at, reviewed.signed_by, reviewed.signer = at, by.pk, str(by)[:180]
    reviewed.save()
    record(by=by, action="audit.week_signed", at=at, target=reviewed)
    return reviewed

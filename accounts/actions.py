"""The life of an account: asked for by one person, decided by another, ended by one at once."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import outside, policies, roll
from accounts.links import tokens
from accounts.models import Posting, User
from accounts.requests import AccountRequest
from accounts.reviews import AccessReview, ReviewedAccess, quarter_of
from accounts.roles import OUTSIDE_ROLES
from audit.actions import record
from stations.models import Station

Kind = AccountRequest.Kind


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


# --- Two persons ---


@transaction.atomic
def ask(*, by: Any, proposal: AccountRequest, at: datetime) -> AccountRequest:
    """Put an unsaved request before a second person. Raises Refused when it makes no sense."""
    if refusal := policies.refuse_asking(proposal, by=by, today=timezone.localdate(at)):
        raise Refused(refusal)
    proposal.proposed_by, proposal.proposed_at = by, at
    proposal.save()
    _note("accounts.requested", proposal, by=by, at=at)
    return proposal


@transaction.atomic
def decide(
    *, by: Any, proposal: AccountRequest, approve: bool, note: str, at: datetime
) -> AccountRequest:
    """Approve a request, which carries it out at once, or refuse it with a reason."""
    proposal = AccountRequest.objects.select_for_update().get(pk=proposal.pk)
    if proposal.subject_id:
        proposal.subject = User.objects.select_for_update().get(pk=proposal.subject_id)
    today = timezone.localdate(at)
    refusal = policies.refuse_deciding(proposal, by=by, approve=approve, note=note, today=today)
    if refusal:
        raise Refused(refusal)
    done = _CARRY_OUT[Kind(proposal.kind)](proposal, today) if approve else ""
    proposal.decide(by=by, approve=approve, note=note, at=at)
    proposal.save()
    _note("accounts.approved" if approve else "accounts.refused", proposal, by=by, at=at)
    if done:
        _note(done, proposal, by=by, at=at)
    return proposal


def _open(proposal: AccountRequest, today: date) -> str:
    """An account without a password: its owner chooses one by an enrolment link."""
    proposal.subject = User.objects.create_user(
        proposal.username,
        name=proposal.name,
        name_ur=proposal.name_ur,
        belt_no=proposal.belt_no,
        phone=proposal.phone,
    )
    _post(proposal, today)
    return "accounts.opened"


def _post(proposal: AccountRequest, today: date) -> str:
    posting = Posting(
        user=proposal.subject, role=proposal.role, from_on=_first_day(proposal, today)
    )
    # The request of somebody outside the police names the station that knows him.
    if proposal.role not in OUTSIDE_ROLES:
        posting.unit = proposal.unit
    posting.save()
    return "accounts.posted"


def _transfer(proposal: AccountRequest, today: date) -> str:
    ending = Posting.objects.select_for_update().get(pk=proposal.ending_id)
    _end(ending, first_day_without=_first_day(proposal, today))
    _post(proposal, today)
    return "accounts.transferred"


def _forget_factors(proposal: AccountRequest, today: date) -> str:
    Authenticator.objects.filter(user=proposal.subject).delete()
    User.objects.filter(pk=proposal.subject_id).update(session_stamp=F("session_stamp") + 1)
    return "accounts.factors_forgotten"


def _enable(proposal: AccountRequest, today: date) -> str:
    user = proposal.subject
    assert user is not None
    user.is_active = True
    user.disabled_at = user.disabled_by = None
    user.disabled_because = ""
    user.save(update_fields=["is_active", "disabled_at", "disabled_by", "disabled_because"])
    return "accounts.enabled"


_CARRY_OUT: dict[str, Callable[[AccountRequest, date], str]] = {
    Kind.OPEN: _open,
    Kind.POST: _post,
    Kind.TRANSFER: _transfer,
    Kind.NEW_FACTOR: _forget_factors,
    Kind.ENABLE: _enable,
}


def _first_day(proposal: AccountRequest, today: date) -> date:
    """What is approved late begins late."""
    assert proposal.from_on is not None
    return max(proposal.from_on, today)


def _end(posting: Posting, *, first_day_without: date) -> None:
    """Let a posting end before that day; one that had not begun has no day at all."""
    yesterday = max(first_day_without, posting.from_on) - timedelta(days=1)
    if posting.until_on is None or posting.until_on > yesterday:
        posting.until_on = yesterday
        posting.save(update_fields=["until_on"])


def _note(action: str, proposal: AccountRequest, *, by: Any, at: datetime) -> None:
    record(
        by=by,
        action=action,
        at=at,
        target=proposal.subject or proposal,
        detail={
            "request": proposal.pk,
            "kind": proposal.kind,
            "role": proposal.role,
            "place": str(proposal.unit or ""),
            "from": proposal.from_on.isoformat() if proposal.from_on else "",
        },
    )


# --- One person, at once ---


@transaction.atomic
def disable(*, by: Any, user: User, because: str, at: datetime) -> User:
    """End an account's access with the next request; ``by`` is None when CASPP itself does it."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if refusal := policies.refuse_disabling(user, by=by):
        raise Refused(refusal)
    user.is_active = False
    user.disabled_at, user.disabled_by, user.disabled_because = at, by, because
    user.save(update_fields=["is_active", "disabled_at", "disabled_by", "disabled_because"])
    record(by=by, action="accounts.disabled", at=at, target=user, detail={"because": because})
    return user


def disable_idle(*, at: datetime) -> int:
    """Disable accounts that nobody uses, or that are posted nowhere any more; returns how many."""
    disabled = 0
    for found, because in (
        (User.objects.idle(at), _("No sign-in for 90 days")),
        (User.objects.unposted(at), _("The last posting ended more than a week ago")),
    ):
        for user in found.iterator():
            disabled += _disable_if_active(user, because, at)
    return disabled


def _disable_if_active(user: User, because: str, at: datetime) -> bool:
    try:
        disable(by=None, user=user, because=because, at=at)
    except Refused:
        # Somebody disabled it in the meantime.
        return False
    return True


@transaction.atomic
def issue_link(*, by: Any, user: User, at: datetime) -> str:
    """The token of a link by which this person chooses his own password, once and within a day."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if refusal := policies.refuse_link(user):
        raise Refused(refusal)
    record(by=by, action="accounts.link_issued", at=at, target=user)
    return tokens.make_token(user)


@transaction.atomic
def choose_password(*, user: User, token: str, password: str, at: datetime) -> User:
    """Use an enrolment link. Raises Refused when it is used, past its day, or withdrawn."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not tokens.check_token(user, token):
        raise Refused(_("This link is not valid any more."))
    user.set_password(password)
    user.save(update_fields=["password"])
    record(by=user, action="accounts.link_used", at=at, target=user)
    return user


@transaction.atomic
def release(*, by: Any, username: str, address: str, at: datetime) -> None:
    """Let a locked name try again from its address."""
    if not reset(username=username, ip=address):
        raise Refused(_("This lock was released already."))
    user = User.objects.filter(username=username).first()
    record(by=by, action="accounts.released", at=at, target=user, detail={"address": address})


# --- The quarterly review ---


@transaction.atomic
def sign_review(
    *, by: Any, station: Station, keeps: Mapping[str, bool], at: datetime
) -> AccessReview:
    """Sign a station's review of this quarter; what is not kept ends at once.

    ``keeps`` has an answer for every access that the reviewer may end. Raises Refused when
    somebody was posted since the page was read, or the quarter is signed.
    """
    Station.objects.select_for_update().get(pk=station.pk)
    today = timezone.localdate(at)
    quarter_on = quarter_of(today)
    if AccessReview.objects.filter(station=station, quarter_on=quarter_on).exists():
        raise Refused(_("This quarter is signed already."))
    entries = roll.of(station, by=by, day=today)
    if {entry.key for entry in entries if entry.may_end} != set(keeps):
        raise Refused(_("The list has changed meanwhile. Look at it again, then sign."))
    review = AccessReview.objects.create(
        station=station, quarter_on=quarter_on, signed_at=at, signed_by=by
    )
    ReviewedAccess.objects.bulk_create(
        ReviewedAccess(
            review=review,
            user=entry.user,
            source=entry.source,
            source_id=entry.pk,
            words=entry.what[:200],
            is_kept=keeps.get(entry.key, True),
        )
        for entry in entries
    )
    for entry in entries:
        if not keeps.get(entry.key, True):
            _end_access(entry, by=by, at=at)
    ended = sum(not kept for kept in keeps.values())
    detail = {"quarter": quarter_on.isoformat(), "listed": len(entries), "ended": ended}
    record(by=by, action="accounts.review_signed", at=at, target=station, detail=detail)
    return review


def _end_access(entry: roll.Entry, *, by: Any, at: datetime) -> None:
    if entry.source == roll.POSTING:
        end_posting(by=by, posting=Posting.objects.get(pk=entry.pk), at=at)
    else:
        outside.end(entry.source, by=by, pk=entry.pk, at=at)


@transaction.atomic
def end_posting(*, by: Any, posting: Posting, at: datetime) -> Posting:
    """End a posting with the next request."""
    posting = Posting.objects.select_for_update().select_related("user").get(pk=posting.pk)
    _end(posting, first_day_without=timezone.localdate(at))
    detail = {"role": posting.role, "place": str(posting.unit or "")}
    record(by=by, action="accounts.posting_ended", at=at, target=posting.user, detail=detail)
    return posting

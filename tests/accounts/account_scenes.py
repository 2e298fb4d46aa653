"""Requests for accounts as the tests make them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.actions import ask, decide
from accounts.models import User
from accounts.requests import AccountRequest
from accounts.roles import Role
from tests.cast import Cast, make_officer

Kind = AccountRequest.Kind


def hina(cast: Cast) -> User:
    """The SDPO above Kohsar's circle."""
    return make_officer("hina", Role.SDPO, circle=cast.kohsar.circle)


def nasreen() -> User:
    return make_officer("nasreen", Role.ADMINISTRATOR)


def iftikhar() -> User:
    return make_officer("iftikhar", Role.COMMAND)


def opening(cast: Cast, **changes: Any) -> AccountRequest:
    """A new moharrar for Kohsar, unsaved."""
    fields = {
        "kind": Kind.OPEN,
        "username": "ISB-4711",
        "name": "Rukhsana Bibi",
        "role": Role.MOHARRAR,
        "station": cast.kohsar,
        "from_on": timezone.localdate(),
        "because": "Order 12",
    }
    return AccountRequest(**{**fields, **changes})


def transferring(cast: Cast, **changes: Any) -> AccountRequest:
    """Bilal goes from Kohsar to Margalla, unsaved."""
    fields = {
        "kind": Kind.TRANSFER,
        "subject": cast.bilal,
        "ending": cast.bilal.postings.get(),
        "role": Role.MOHARRAR,
        "station": cast.margalla,
        "from_on": timezone.localdate(),
        "because": "Order 13",
    }
    return AccountRequest(**{**fields, **changes})


def same_post(cast: Cast, kind: str) -> AccountRequest:
    """Something about Bilal that changes nothing of his posting, unsaved."""
    return AccountRequest(
        kind=kind, subject=cast.bilal, role=Role.MOHARRAR, station=cast.kohsar, because="Order 14"
    )


def approve(proposal: AccountRequest, *, asker: User, decider: User) -> AccountRequest:
    """Asked by one and approved by another."""
    now = timezone.now()
    asked = ask(by=asker, proposal=proposal, at=now)
    return decide(by=decider, proposal=asked, approve=True, note="", at=now + timedelta(seconds=1))


def form(proposal: AccountRequest, **more: str) -> dict[str, str]:
    """What a browser sends to ask for this."""
    unit = proposal.unit
    fields = {
        "role": proposal.role,
        "unit": f"{unit._meta.model_name}:{unit.pk}" if unit else "country",
        "from_on": f"{proposal.from_on:%Y-%m-%d}",
        "because": proposal.because,
    }
    if proposal.kind == Kind.OPEN:
        fields |= {"username": proposal.username, "name": proposal.name}
    if proposal.ending_id:
        fields["ending"] = str(proposal.ending_id)
    return {**fields, **more}

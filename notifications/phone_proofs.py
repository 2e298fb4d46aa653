"""A record is shown in a browser for half an hour, once its phone read a code back.

What is asked with a phone that is not the record's is answered as with the right one, and takes as
long: nobody who does not hold the phone learns whether there is such a record.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from accounts import texts
from accounts.sessions import new_key
from notifications import phone_codes

#: How long a proof is good for.
GOOD_FOR = timedelta(minutes=30)
_PROVEN, _ASKED = "proven ", "asked "


@dataclass(frozen=True, slots=True)
class Asked:
    """For what a code was asked in this browser: the numbers that name the record, and a phone."""

    number: list[Any]
    phone: str
    #: Whether the two belong together, and a code was sent.
    fits: bool

    @property
    def key(self) -> str:
        # Bound to the phone: what was asked with a wrong one does not undo the code of the right.
        return " ".join(map(str, (*self.number, self.phone)))

    @property
    def demo_text(self) -> str:
        """What a demonstration would have sent."""
        return texts.last_to(self.phone) if self.fits else ""


@dataclass(frozen=True, slots=True)
class PhoneProof:
    """The proof of one kind of record; ``kind`` names it in the session, and its codes."""

    kind: str

    def send(
        self, request: HttpRequest, number: list[Any], phone: str, *, fits: bool, at: datetime
    ) -> str | None:
        """Send a code if record and phone ``fits`` together; returns why none can be sent.

        ``number`` is what the record is asked for by, as plain JSON values.
        """
        asked = Asked(number, phone, fits)
        refusal = phone_codes.send(phone, self.kind, asked.key, at, is_his=fits)
        if refusal is None:
            session = {"number": number, "phone": phone, "fits": fits}
            request.session[_ASKED + self.kind] = session
        return refusal

    def asked(self, request: HttpRequest) -> Asked | None:
        """For what a code was asked last."""
        kept = request.session.get(_ASKED + self.kind)
        return Asked(**kept) if kept else None

    def ask_anew(self, request: HttpRequest) -> None:
        """Forget for what a code was asked."""
        request.session.pop(_ASKED + self.kind, None)

    def check(self, request: HttpRequest, typed: str) -> Asked | None:
        """What was asked for, where this is the code that its phone got; a code is good once."""
        asked = self.asked(request)
        if asked is None or not (phone_codes.check(self.kind, asked.key, typed) and asked.fits):
            return None
        return asked

    def begin(self, request: HttpRequest, pk: int, at: datetime) -> None:
        """Show this record in this browser for half an hour."""
        self.ask_anew(request)
        new_key(request)
        request.session[_PROVEN + self.kind] = [pk, (at + GOOD_FOR).isoformat()]

    def last(self, request: HttpRequest) -> int | None:
        """The record that was proven last, also once the proof is good no more."""
        pk, _until = request.session.get(_PROVEN + self.kind) or (None, "")
        return pk

    def proven(self, request: HttpRequest, at: datetime) -> int | None:
        """The record that was proven in this browser, while the proof is good."""
        pk, until = request.session.get(_PROVEN + self.kind) or (None, "")
        return None if pk is None or at >= datetime.fromisoformat(until) else pk

    def leave(self, request: HttpRequest) -> None:
        """Forget in this browser what was proven, and what was asked for."""
        for name in (_PROVEN, _ASKED):
            request.session.pop(name + self.kind, None)


def leave_all(request: HttpRequest) -> None:
    """Forget in this browser every proof of every kind."""
    names = list(request.session.keys())
    for name in filter(lambda one: one.startswith((_PROVEN, _ASKED)), names):
        del request.session[name]

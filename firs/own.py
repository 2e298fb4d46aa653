"""The informant and his own FIR: how he proves that it is his, and what its page says.

A code to the phone that stands in the FIR is the proof. Whatever is wrong has one answer, so that
nobody learns which FIRs there are; of a sealed case, or where the informant is hidden, the one who
holds the phone reads that it is spoken of at the station, and nothing else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.actions import record
from complaints.models import Complaint
from complaints.telling import Step, moment
from firs import telling
from firs.entries import purpose_of
from firs.models import FIR, UNREPORTED, FinalReport, State
from notifications.phone_proofs import PhoneProof

#: What was proven in this browser, by a code to the phone or by signing in with it.
PROOF = PhoneProof("fir")


# --- The proof ---


def by_phone(number: list[int], phone: str) -> FIR | None:
    """The FIR of this number (station, year, serial), where this is its informant's phone."""
    station, year, serial = number
    fir: FIR | None = _with_its_page().filter(station=station, year=year, serial=serial).first()
    return fir if fir and phone and fir.phone == phone else None


def proven(pk: int | None) -> FIR | None:
    """The FIR that was proven, as its page needs it."""
    found: FIR | None = _with_its_page().filter(pk=pk).first() if pk else None
    return found


def address_for(complaint: Complaint) -> str:
    """Where the complainant asks for the FIR that his complaint became, its number filled in.

    The digits that prove a complaint do not prove an FIR: a code goes to the phone first.
    """
    fir = FIR.objects.registered().filter(complaint=complaint).select_related("station").first()
    if fir is None or fir.is_withheld:
        return ""
    return f"{reverse('firs:own')}?{urlencode({'station': fir.station.code, 'number': fir.number})}"


@transaction.atomic
def open_page(*, by: Any, fir: FIR, at: datetime) -> None:
    """The informant, or somebody who holds his phone, reads how far it is."""
    record(by=by, action="firs.own_opened", target=fir, at=at, purpose=purpose_of(fir))


def _with_its_page() -> Any:
    return FIR.objects.registered().with_paper().select_related("investigator")


# --- What the page says ---


@dataclass(frozen=True, slots=True)
class Page:
    """What the informant reads of his FIR at one moment."""

    fir: FIR
    reports: list[FinalReport]
    at: datetime

    @property
    def court(self) -> str:
        """The court that has the last report, or ''."""
        reached = [
            (one.reached_court_at, one.pk, one.court)
            for one in self.reports
            if one.reached_court_at is not None
        ]
        return max(reached)[-1] if reached else ""

    @property
    def is_late(self) -> bool:
        """Whether the report to the court is late by now."""
        return self.fir.light(self.at) == "red"

    @property
    def tone(self) -> str:
        """How the sentence is shown."""
        if self.fir.state in (State.CANCELLATION, State.UNTRACED) or self.is_late:
            return "warn"
        return "good" if self.fir.state in (State.IN_COURT, State.DECIDED) else "info"

    @property
    def now_words(self) -> str:
        """What happens now, in a sentence or two."""
        return self._sentence() % self._facts

    @property
    def then_words(self) -> str:
        """What he can do about it, or ''."""
        if self.fir.state == State.CANCELLATION:
            return _(
                "Only a magistrate may cancel it, and he hears you first. If you do not agree, go "
                "to the court before he decides, with your copy of the FIR and whatever proves "
                "what you said. You may also complain of the investigation here."
            )
        if self.fir.state == State.UNTRACED:
            return _(
                "Whatever you see or hear of it by now, tell the police station: one clue is "
                "enough to open the investigation again."
            )
        if self.fir.state == State.CANCELLED:
            return _("If you do not agree, the court above the magistrate can look at his order.")
        return ""

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The four steps of a case as the shelf draws them."""
        facts, is_due = self._facts, self.fir.light(self.at) in ("green", "amber")
        return [
            self._step(0, _("Registered"), facts["registered"]),
            self._step(1, _("Investigation"), facts["officer"]),
            self._step(2, _("Report to the court"), _("by %(due)s") % facts if is_due else ""),
            self._step(3, _("Decision of the court"), ""),
        ]

    @property
    def _place(self) -> int:
        """At which of the four steps the case is."""
        if self.fir.state in (State.DECIDED, State.CANCELLED):
            return 4
        if self.court and self.fir.state not in UNREPORTED:
            return 3
        return 1 if self.fir.state in (*UNREPORTED, State.TRANSFERRED) else 2

    def _step(self, number: int, label: str, hint: str) -> dict[str, Any]:
        state = "done" if number < self._place else "now" if number == self._place else "next"
        return {"label": label, "state": state, "hint": hint}

    @property
    def _facts(self) -> dict[str, str]:
        fir = self.fir
        return {
            "station": fir.station.local_name,
            "registered": moment(fir.registered_at) if fir.registered_at else "",
            "officer": fir.investigator.local_name if fir.investigator else "",
            "due": moment(fir.report_due_at) if fir.report_due_at else "",
            "review": date_format(fir.review_due_on, "DATE_FORMAT") if fir.review_due_on else "",
            "court": self.court,
        }

    def _sentence(self) -> str:
        if self.fir.state in UNREPORTED:
            return self._under_investigation()
        if self.fir.state in (State.COMPLETE, State.INCOMPLETE, State.CHALLAN_512):
            return _(
                "The police have made their report and send it to the court for trial. It is on "
                "its way."
            )
        if self.fir.state == State.UNTRACED:
            return self._untraced()
        return {
            State.CANCELLATION: _("The police ask the court to cancel the case."),
            State.CANCELLED: _("A magistrate has ordered that the case is cancelled."),
            State.TRANSFERRED: _(
                "The investigation was given to another office. The police station %(station)s "
                "says to which."
            ),
            State.IN_COURT: _("The case is before the court: %(court)s."),
            State.DECIDED: _(
                "The court has decided: %(court)s. It gives you a copy of its judgement."
            ),
        }[State(self.fir.state)]

    def _untraced(self) -> str:
        day = self.fir.review_due_on
        # A day that has passed is not promised.
        if day is None or day < timezone.localdate(self.at):
            return _(
                "The police have not found out so far who did it. The case is not closed: it is "
                "looked at again every fortnight."
            )
        return _(
            "The police have not found out so far who did it. The case is not closed: it is looked "
            "at again every fortnight, the next time by %(review)s."
        )

    def _under_investigation(self) -> str:
        if self.fir.investigator is None:
            return _("The police station %(station)s gives it to an investigation officer.")
        if self.is_late:
            return _(
                "%(officer)s investigates. The report to the court was due by %(due)s and is late; "
                "the supervisors of the police station see that."
            )
        return _("%(officer)s investigates. The report to the court is due by %(due)s.")


def page_of(fir: FIR, *, at: datetime) -> Page:
    """What the page of a proven FIR says."""
    return Page(fir, list(fir.reports.order_by("made_at", "pk")), at)


def timeline(page: Page) -> list[Step]:
    """What was done, as far as it is the informant's to know."""
    told = page.fir.entries.filter(kind__in=telling.TOLD).select_related("officer")
    return telling.timeline(told.in_order(), page.reports)

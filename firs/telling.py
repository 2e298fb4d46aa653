"""What an informant is told: by message at some steps, and on the page of his own FIR.

He hears what he must know: that it is registered, who has it, that somebody was arrested, where
the reports go. Never the case diary, a statement, a witness or another accused; and a message never
says what the FIR is about.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.telling import Step, may_hear_of_fir, unturned
from firs.models import FIR, Entry, EntryKind, FinalReport, ReportKind
from notifications import outbox

#: A name in a message ends here, so that it stays one message.
_LONGEST_NAME = 40
#: These send somebody for trial.
CHALLANS = (ReportKind.COMPLETE, ReportKind.INCOMPLETE, ReportKind.CHALLAN_512)


# --- By message ---

_REGISTERED = gettext_lazy(
    "Your FIR is registered: number %(number)s, police station %(station)s. A copy is yours, free "
    "of charge."
)
_MARKED = gettext_lazy("Your FIR %(number)s of %(station)s is investigated by %(officer)s.")
_FOUND = gettext_lazy(
    "Your FIR %(number)s of %(station)s: property was found. Ask the investigation officer."
)
_IN_COURT = gettext_lazy("Your FIR %(number)s of %(station)s: the challan was sent to the court.")
_UNTRACED = gettext_lazy(
    "Your FIR %(number)s of %(station)s: nobody was found so far. The case is not closed; it is "
    "looked at again every fortnight."
)
_CANCELLATION = gettext_lazy(
    "Your FIR %(number)s of %(station)s: the police ask the court to cancel it. If you do not "
    "agree, tell the court."
)


def registered(fir: FIR, *, at: datetime) -> None:
    """The FIR that came from no complaint has its number."""
    _send(fir, _REGISTERED, key=f"fir {fir.pk} registered", at=at)


def marked(fir: FIR, *, at: datetime) -> None:
    """An officer has the investigation: his name is the informant's to know."""
    if fir.investigator is not None:
        _send(fir, _MARKED, key=f"fir {fir.pk} to {fir.investigator.pk}", at=at)


def found(fir: FIR, entry: Entry) -> None:
    """Something that was stolen is found; part of that act, as those below."""
    _send(fir, _FOUND, key=f"fir entry {entry.pk}", at=entry.made_at)


def reported(fir: FIR, entry: Entry, report: FinalReport) -> None:
    """The SHO has signed that nobody was found, or that the court is asked to cancel the case."""
    words = {ReportKind.UNTRACED: _UNTRACED, ReportKind.CANCELLATION: _CANCELLATION}
    if report.kind in words:
        _send(fir, words[ReportKind(report.kind)], key=f"fir entry {entry.pk}", at=entry.made_at)


def sent_to_court(fir: FIR, entry: Entry, report: FinalReport) -> None:
    """A challan is with the court."""
    if report.kind in CHALLANS:
        _send(fir, _IN_COURT, key=f"fir entry {entry.pk}", at=entry.made_at)


def may_hear(fir: FIR) -> bool:
    """Whether a message may go to the informant's phone.

    Not of what nobody may find out about, nor to a complainant who wants none, or whose phone
    nobody proved: it may be a stranger's.
    """
    if not fir.phone or fir.is_withheld:
        return False
    complaint = fir.complaint
    return complaint is None or may_hear_of_fir(complaint)


def _send(fir: FIR, words: Any, *, key: str, at: datetime) -> None:
    if not may_hear(fir):
        return
    with translation.override(fir.language):
        said = str(words) % {
            "number": unturned(fir.number),
            "station": fir.station.local_name[:_LONGEST_NAME].rstrip(),
            "officer": _officer(fir)[:_LONGEST_NAME].rstrip(),
        }
        if settings.PUBLIC_URL:
            said += f" {settings.PUBLIC_URL}{reverse('firs:own')}"
    outbox.text(phone=str(fir.phone), words=said, key=key, at=at)


def _officer(fir: FIR) -> str:
    return fir.investigator.local_name if fir.investigator else ""


# --- On his page ---


@dataclass(frozen=True, slots=True)
class _Told:
    """What a line is made of: the entry, and the report that was signed or ordered upon with it."""

    entry: Entry
    report: FinalReport | None


def _registered_step(_told: _Told) -> tuple[str, str]:
    return _("Your FIR was registered"), ""


def _assigned_step(told: _Told) -> tuple[str, str]:
    officer = told.entry.officer
    return _("An officer was given the investigation"), officer.local_name if officer else ""


def _arrested_step(_told: _Told) -> tuple[str, str]:
    return _("An arrest was made"), ""


def _found_step(_told: _Told) -> tuple[str, str]:
    return _("Property was found"), _("The officer says what it is, and how you get it back.")


def _signed_step(told: _Told) -> tuple[str, str]:
    kind = told.report.kind if told.report else ""
    if kind == ReportKind.UNTRACED:
        return _("Nobody was found so far"), _("The case is looked at again every fortnight.")
    if kind == ReportKind.CANCELLATION:
        return _("The police propose to cancel the case"), _("Only a magistrate orders that.")
    if kind == ReportKind.INTERIM:
        return _("A first report was made"), _("The investigation goes on.")
    if kind == ReportKind.SUPPLEMENTARY:
        return _("A further report was made"), ""
    return _("The report of the police was made"), _("It goes to the court.")


def _court_step(_told: _Told) -> tuple[str, str]:
    return _("A report of the police is with the court"), ""


def _order_step(told: _Told) -> tuple[str, str]:
    if told.report is not None and told.report.order_is_approval:
        return _("A magistrate ordered that the case is cancelled"), ""
    return _("A magistrate did not agree that the case is cancelled"), _(
        "The investigation goes on."
    )


def _decided_step(_told: _Told) -> tuple[str, str]:
    return _("The court has decided"), _("The court gives you a copy of its judgement.")


def _reviewed_step(_told: _Told) -> tuple[str, str]:
    return _("The case was looked at again"), ""


def _reopened_step(_told: _Told) -> tuple[str, str]:
    return _("The investigation was opened again"), ""


def _transferred_step(_told: _Told) -> tuple[str, str]:
    return _("The investigation was given to another office"), ""


#: What the informant is told of, and in which words. What is not here is the police's own.
TOLD: dict[EntryKind, Callable[[_Told], tuple[str, str]]] = {
    EntryKind.REGISTERED: _registered_step,
    EntryKind.ASSIGNED: _assigned_step,
    EntryKind.ARRESTED: _arrested_step,
    EntryKind.FOUND: _found_step,
    EntryKind.SIGNED: _signed_step,
    EntryKind.COURT: _court_step,
    EntryKind.ORDER: _order_step,
    EntryKind.DECIDED: _decided_step,
    EntryKind.REVIEWED: _reviewed_step,
    EntryKind.REOPENED: _reopened_step,
    EntryKind.TRANSFERRED: _transferred_step,
}
_GOOD = frozenset({EntryKind.ARRESTED, EntryKind.FOUND, EntryKind.COURT, EntryKind.DECIDED})


def timeline(entries: Iterable[Entry], reports: Iterable[FinalReport]) -> list[Step]:
    """The case as its informant follows it, in the order of ``entries``."""
    # A line about a report is written down at the moment of the signature, or of the order.
    by_moment = {moment: one for one in reports for moment in (one.signed_at, one.order_at)}
    return [
        _step(_Told(entry, by_moment.get(entry.made_at))) for entry in entries if entry.kind in TOLD
    ]


def _step(told: _Told) -> Step:
    kind = EntryKind(told.entry.kind)
    title, text = TOLD[kind](told)
    return Step(told.entry.made_at, title, text, "good" if kind in _GOOD else "plain")

"""What the complainant is told: by message at each step, and when he asks how far it is.

Everything is in his language. A message never says what the complaint is about; to whoever must
not be found out it does not even say that there is one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints.categories import Group, Referral
from complaints.models import Answered, Channel, Complaint, Entry, EntryKind, Level, Reason, State
from notifications import outbox

#: A name in a message ends here, so that it stays one message.
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the complainant's timeline, in plain words."""

    at: datetime
    title: str
    text: str = ""
    tone: str = "plain"


def moment(at: datetime) -> str:
    """The moment as it stands in a sentence."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def unturned(number: str) -> str:
    """Between Urdu words a number with a dash would be shown with its halves exchanged."""
    return f"\u200e{number}\u200e" if translation.get_language_bidi() else number


@dataclass(frozen=True, slots=True)
class Office:
    """Who has the complaint, as its complainant may call it; no phone above a station."""

    name: str
    phone: str = ""


def office_of(complaint: Complaint) -> Office:
    """The station; or the office above it, so that nobody turns to those he complains of."""
    station = complaint.station
    if not complaint.is_above_station:
        return Office(station.local_name, str(station.phone))
    circle = station.circle
    district = circle.district
    names = {
        Level.CIRCLE: (_("office of the SDPO, %(place)s"), circle),
        Level.DISTRICT: (_("office of the DPO, %(place)s"), district),
        Level.COMMAND: (_("police command, %(place)s"), district.region),
    }
    words, unit = names[Level(complaint.level)]
    return Office(words % {"place": unit.local_name})


def facts_of(complaint: Complaint, entry: Entry | None = None) -> dict[str, Any]:
    """What the sentences here, and that of the page, are filled with."""
    officer = entry.officer if entry else complaint.assigned_to
    return {
        "tag": unturned(complaint.e_tag),
        "station": office_of(complaint).name,
        "officer": officer.local_name if officer else "",
        "due": moment(complaint.due_at),
        "call_due": moment(complaint.call_due_at),
        "reason": str(Reason(complaint.reason).label) if complaint.reason else "",
        "to": str(Referral(complaint.referred_to).label) if complaint.referred_to else "",
        "words": entry.words if entry else complaint.reason_words,
        "fir": unturned(complaint.fir_no),
        "diary": unturned(complaint.diary_no),
        "court": complaint.court,
    }


def _lodged(complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    title = _("Your complaint was lodged")
    if not complaint.is_open:
        return title, ""
    if complaint.is_above_station:
        return title, _("It is with the %(station)s. You get an answer by %(due)s.")
    return title, _("It is with the police station %(station)s. You get an answer by %(due)s.")


def _assigned(complaint: Complaint, entry: Entry) -> tuple[str, str]:
    title = _("An officer is in charge")
    is_his = complaint.is_open and entry.officer_id == complaint.assigned_to_id
    if is_his and awaits_call(complaint):
        return title, _("%(officer)s of %(station)s works on it and calls you by %(call_due)s.")
    return title, _("%(officer)s works on it.") if is_his else "%(officer)s"


def _called(_complaint: Complaint, entry: Entry) -> tuple[str, str]:
    if entry.answered == Answered.NOT_REACHED:
        return _("The officer called and did not reach you"), ""
    return _("The officer spoke with you"), ""


def _question(_complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    return _("The officer has a question"), "%(words)s"


def _answer(complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    return _("You answered"), _his_own(complaint)


def _file(_complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    return _("A file was added"), ""


def _transferred(complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    text = _("%(station)s is in charge now.") if complaint.is_open else ""
    return _("It was sent to another police station"), text


def _raised(_complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    return _("A higher officer is in charge now"), ""


def _verified(_complaint: Complaint, entry: Entry) -> tuple[str, str]:
    if entry.answered == Answered.NOT_REACHED:
        return _("We called to ask whether you are satisfied and did not reach you"), ""
    return _("We asked you whether you are satisfied"), ""


def _converted(complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    if complaint.is_above_station:
        return _("An FIR is being registered"), _(
            "The First Information Report is written from your complaint."
        )
    return _("An FIR is being registered"), _(
        "The police station %(station)s writes the First Information Report from your complaint."
    )


def _registered(_complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    return _("The FIR is registered"), _("Its number is %(fir)s at %(station)s.")


def _closed(complaint: Complaint, entry: Entry) -> tuple[str, str]:
    return _("It was closed"), _outcome(complaint, entry, _("%(reason)s. %(words)s"))


def _referred(complaint: Complaint, entry: Entry) -> tuple[str, str]:
    return _("It was referred"), _outcome(complaint, entry, _("%(to)s. %(words)s"))


def _diaried(complaint: Complaint, entry: Entry) -> tuple[str, str]:
    text = _(
        "The police may not investigate this without an order of the court. Diary entry %(diary)s, "
        "%(court)s. %(words)s"
    )
    return (
        _("It was entered in the diary and referred to the magistrate"),
        _outcome(complaint, entry, text),
    )


def _objected(complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    return _("You are not satisfied"), _his_own(complaint)


def _reopened(complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    text = _("You get an answer by %(due)s.") if complaint.is_open else ""
    return _("A supervisor opened it again"), text


def _upheld(_complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    return _("A supervisor looked at it: the outcome stands"), "%(words)s"


def _rated(_complaint: Complaint, _entry: Entry) -> tuple[str, str]:
    return _("You rated how it was handled"), ""


def _his_own(complaint: Complaint) -> str:
    """What he wrote himself; a page that is left open must not show it where it gives him away."""
    return "" if is_discreet(complaint) else "%(words)s"


def _outcome(complaint: Complaint, entry: Entry, text: str) -> str:
    """The whole outcome where it is the last one; of one that was reopened its words alone."""
    return text if entry.made_at == complaint.decided_at else "%(words)s"


#: What the complainant is told of, and in which words. What is not here is the police's own.
TOLD = {
    EntryKind.LODGED: _lodged,
    EntryKind.ASSIGNED: _assigned,
    EntryKind.CALLED: _called,
    EntryKind.QUESTION: _question,
    EntryKind.ANSWER: _answer,
    EntryKind.FILE: _file,
    EntryKind.TRANSFERRED: _transferred,
    EntryKind.RAISED: _raised,
    EntryKind.VERIFIED: _verified,
    EntryKind.CONVERTED: _converted,
    EntryKind.REGISTERED: _registered,
    EntryKind.CLOSED: _closed,
    EntryKind.REFERRED: _referred,
    EntryKind.DIARIED: _diaried,
    EntryKind.OBJECTED: _objected,
    EntryKind.REOPENED: _reopened,
    EntryKind.UPHELD: _upheld,
    EntryKind.RATED: _rated,
}
#: He did these himself, or was on the phone: no message.
_KNOWN_TO_HIM = frozenset(
    {
        *(EntryKind.CALLED, EntryKind.ANSWER, EntryKind.FILE, EntryKind.OBJECTED),
        *(EntryKind.RATED, EntryKind.VERIFIED),
    }
)
_GOOD = frozenset({EntryKind.CONVERTED, EntryKind.REGISTERED, EntryKind.REOPENED})
_WAITS = frozenset({EntryKind.QUESTION})
#: The page says why; a message that somebody else may read does not.
_EXPLAINED = frozenset({EntryKind.CLOSED, EntryKind.REFERRED, EntryKind.DIARIED, EntryKind.UPHELD})


def timeline(complaint: Complaint, entries: Iterable[Entry]) -> list[Step]:
    """The complaint as its complainant follows it; the dates are those of now, not of then."""
    return [_step(complaint, entry) for entry in entries if entry.kind in TOLD]


def _step(complaint: Complaint, entry: Entry) -> Step:
    title, text = TOLD[EntryKind(entry.kind)](complaint, entry)
    tone = "plain"
    if entry.kind in _GOOD:
        tone = "good"
    elif entry.kind in _WAITS and complaint.state == State.WAITING:
        tone = "waits"
    return Step(entry.made_at, title, (text % facts_of(complaint, entry)).strip(), tone)


def tell(complaint: Complaint, entry: Entry) -> None:
    """Put the message of this step into the outbox, in the same transaction as the step."""
    is_told = entry.kind in TOLD and entry.kind not in _KNOWN_TO_HIM
    if not (is_told and complaint.phone and complaint.may_text):
        return
    # A number that nobody proved may be a stranger's: he hears of it once.
    if not _is_his_phone(complaint) and entry.kind != EntryKind.LODGED:
        return
    with translation.override(complaint.language):
        outbox.text(
            phone=str(complaint.phone),
            words=_message(complaint, entry),
            key=f"complaint entry {entry.pk}",
            at=entry.made_at,
        )


def _message(complaint: Complaint, entry: Entry) -> str:
    facts = facts_of(complaint, entry)
    if is_discreet(complaint):
        return _("There is news about number %(tag)s.") % facts
    for name in ("station", "officer"):
        facts[name] = facts[name][:_LONGEST_NAME].rstrip()
    facts["news"], _text = TOLD[EntryKind(entry.kind)](complaint, entry)
    words = _message_of(complaint, entry) % facts
    is_to_be_opened = entry.kind in (EntryKind.LODGED, EntryKind.QUESTION, *_EXPLAINED)
    if is_to_be_opened and settings.PUBLIC_URL:
        words += f" {settings.PUBLIC_URL}{reverse('complaints:track')}"
    return words


def _message_of(complaint: Complaint, entry: Entry) -> str:
    if entry.kind == EntryKind.LODGED:
        return _(
            "Complaint %(tag)s is lodged at %(station)s. Answer due by %(due)s. Keep this number."
        )
    if entry.kind == EntryKind.ASSIGNED and awaits_call(complaint):
        return _("Complaint %(tag)s: %(officer)s of %(station)s calls you by %(call_due)s.")
    if entry.kind == EntryKind.ASSIGNED:
        return _("Complaint %(tag)s: %(officer)s of %(station)s works on it.")
    if entry.kind == EntryKind.QUESTION:
        return _(
            "Complaint %(tag)s: the officer has a question. Open the tracking page to answer it."
        )
    if entry.kind in _EXPLAINED:
        return _("Complaint %(tag)s: %(news)s. The tracking page says why.")
    return _("Complaint %(tag)s: %(news)s.")


def _is_his_phone(complaint: Complaint) -> bool:
    return complaint.channel != Channel.ONLINE or complaint.phone_proven_at is not None


def may_hear_of_fir(complaint: Complaint) -> bool:
    """Whether messages about the FIR that it became may go to the complainant's phone."""
    return complaint.may_text and _is_his_phone(complaint) and not is_discreet(complaint)


def is_discreet(complaint: Complaint) -> bool:
    """Whether nobody may learn of it who looks over the complainant's shoulder.

    In a matter of the family it is the family that stands there, in one about the police, police.
    """
    is_hidden = complaint.is_sealed or complaint.is_identity_hidden
    # Whoever is complained of knows the complainant's number, and would ask in his name.
    is_feared = complaint.is_above_station or complaint.category.group == Group.FAMILY
    return is_hidden or is_feared


def awaits_call(complaint: Complaint) -> bool:
    """Whether the officer has yet to call the complainant, who may be called."""
    return complaint.may_call and complaint.called_at is None

"""May this be done to a case now? The refusal as a sentence for the screen, or None."""

from collections.abc import Container
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints.models import Level
from complaints.models import State as ComplaintState
from firs.models import (
    BY_HAND,
    FIR,
    IN_CUSTODY,
    LOOKED_FOR,
    UNREPORTED,
    Accused,
    Arrest,
    Article,
    CaseItem,
    DiaryEntry,
    FinalReport,
    Licence,
    LicenceChange,
    Position,
    Remand,
    ReportKind,
    State,
    Whereabouts,
)
from firs.models.investigation import MOST_REMAND_DAYS
from firs.models.malkhana import WHEREABOUTS_ENDED
from firs.workflow import allows, allows_position

#: Whoever closes the roznamcha earlier leaves the station without one for too long.
#: An arrest at five to twelve is written down at once.
CLOSES_FROM = time(23, 50)
#: Of these no court has decided: they may still be brought before one.
NOT_TRIED = (Position.AT_LARGE, *LOOKED_FOR)
#: Of these a court decides with the case.
BEFORE_COURT = (Position.JUDICIAL, Position.ON_BAIL)
#: Reports that send somebody for trial.
CHALLANS = (ReportKind.COMPLETE, ReportKind.INCOMPLETE, ReportKind.CHALLAN_512)
#: A magistrate orders judicial custody for so long at a time (s.344 CrPC).
MOST_JUDICIAL_DAYS = 15

# --- Before it has its number ---


def refuse_change(fir: FIR, *, seen: datetime) -> str | None:
    """Why the draft cannot be saved: it is one no more, or somebody else saved it meanwhile."""
    if fir.is_registered:
        return _("FIR %(number)s is registered: it stands as it was signed.") % {
            "number": fir.number
        }
    if fir.state == State.DISCARDED:
        return _laid_aside(fir)
    if fir.changed_at == seen:
        return None
    return _(
        "%(officer)s has saved this draft meanwhile. Compare it in a second window, then save "
        "again: what you typed is still here."
    ) % {"officer": fir.changed_by.local_name}


def _laid_aside(fir: FIR) -> str:
    if fir.complaint is None:
        return _("This draft is laid aside. Begin a new one.")
    return _("This draft is laid aside. It comes back when its complaint ends as an FIR again.")


def refuse_registering(fir: FIR) -> str | None:
    """Why the draft does not become an FIR now: what is missing, or what comes first."""
    if fir.is_registered:
        return _("FIR %(number)s is registered already.") % {"number": fir.number}
    if not allows(fir.state, State.REGISTERED):
        return _laid_aside(fir)
    if fir.level > Level.STATION:
        return _("A supervisor hands it to the station first.")
    if fir.complaint is not None and fir.complaint.state != ComplaintState.CONVERTED:
        return _("Its complaint is open again. It ends as an FIR first.")
    missing = missing_of(fir)
    if missing:
        return _("Still to be written: %(rows)s.") % {"rows": ", ".join(missing)}
    return None


def missing_of(fir: FIR) -> list[str]:
    """The rows of the form without which no FIR is registered."""
    rows = (
        (fir.occurred_from is not None, _("date and hour of occurrence")),
        (fir.section_rows.exists(), _("sections")),
        (bool(fir.place), _("place of occurrence")),
        (bool(fir.address), _("residence of the informant")),
    )
    return [str(words) for is_there, words in rows if not is_there]


def refuse_discarding(fir: FIR) -> str | None:
    """Why the draft cannot be laid aside."""
    if not allows(fir.state, State.DISCARDED):
        return _("Only a draft is laid aside.")
    if fir.complaint is not None and fir.complaint.state == ComplaintState.CONVERTED:
        return _("Its complaint has ended as an FIR: it is registered, or the complainant objects.")
    return None


# --- The case ---


def refuse_writing(fir: FIR) -> str | None:
    """Why nothing is added to the case now."""
    if not fir.is_registered:
        return _("It is a draft: register it first.")
    if fir.state in (State.DECIDED, State.CANCELLED, State.TRANSFERRED):
        return _("This case is '%(state)s'. Open it again first.") % {"state": fir.state_label}
    return None


def refuse_move(fir: FIR, to: str) -> str | None:
    """Why the case cannot come into this state."""
    if allows(fir.state, to):
        return None
    return _("The case is '%(state)s' by now. Reload the page to see what was done.") % {
        "state": fir.state_label
    }


def refuse_work(fir: FIR, *, by: Any) -> str | None:
    """Why this officer does not write in the case: it is marked to somebody else, or to nobody."""
    return refuse_writing(fir) or _refuse_other_officer(fir, by=by)


def refuse_writing_of(fir: FIR, one: Accused) -> str | None:
    """Why nothing is written down of where this accused stands.

    The liberty of a person does not end with the case: one who was not before the court that
    decided is arrested still, and opens it again; and whoever sits in custody when the case goes
    to another agency is produced and let go by those who hold him (s.61, s.167 CrPC).
    """
    if fir.state == State.DECIDED and one.is_known and one.position in NOT_TRIED:
        return None
    if fir.state == State.TRANSFERRED and one.position in IN_CUSTODY:
        return None
    return refuse_writing(fir)


def refuse_work_on(fir: FIR, one: Accused, *, by: Any) -> str | None:
    """Why this officer does not write down where this accused stands."""
    return refuse_writing_of(fir, one) or _refuse_other_officer(fir, by=by)


def _refuse_other_officer(fir: FIR, *, by: Any) -> str | None:
    if fir.investigator is None:
        return _("The case is marked to nobody yet.")
    if fir.investigator_id != by.pk:
        return _("This case is marked to %(officer)s.") % {"officer": fir.investigator.local_name}
    return None


def refuse_officer(fir: FIR, officer: Any, *, possible: list[Any]) -> str | None:
    """Why the case cannot be marked to this officer."""
    if officer.pk not in {one.pk for one in possible}:
        return _("The case cannot be marked to %(officer)s.") % {"officer": officer.local_name}
    if officer.pk == fir.investigator_id:
        return _("%(officer)s has it already.") % {"officer": officer.local_name}
    return None


def refuse_departure(fir: FIR, moment: datetime, at: datetime) -> str | None:
    """Why the hour of departure cannot be written down: it is there, or out of order."""
    if fir.despatched_at is not None:
        return _("The departure is written down already.")
    return refuse_moment(moment, at, after=fir.reported_at, what=_("the report"))


def refuse_moment(
    moment: datetime, at: datetime, *, after: datetime | None = None, what: str = ""
) -> str | None:
    """Why it did not happen at this moment: that is to come, or before what precedes it."""
    if moment > at:
        return _("This hour has not come yet.")
    if after is not None and moment < after:
        return _("This is before %(what)s of %(when)s. Check the date.") % {
            "what": what,
            "when": date_format(timezone.localtime(after), "DATETIME_FORMAT"),
        }
    return None


# --- The accused ---


def refuse_position(one: Accused, to: str) -> str | None:
    """Why the accused cannot come into this position."""
    if not one.is_known:
        return _("He is not known yet: nominate him by his name first.")
    if allows_position(one.position, to):
        return None
    return _("%(name)s is '%(position)s': that cannot follow.") % {
        "name": one.name,
        "position": one.position_label,
    }


def refuse_arrest(
    fir: FIR, one: Accused, *, arrested_at: datetime, because: str, at: datetime
) -> str | None:
    """Why the arrest is not written down so: before the FIR it says why (s.54 CrPC)."""
    if refusal := refuse_position(one, Position.ARRESTED):
        return refusal
    last = one.arrests.order_by("-arrested_at", "-pk").first()
    # The clock of 24 hours is that of his latest arrest: none slips in before the one before.
    after = (last.produced_at or last.arrested_at) if last else None
    if refusal := refuse_moment(arrested_at, at, after=after, what=_("his last arrest")):
        return refusal
    if fir.registered_at is not None and arrested_at < fir.registered_at and not because:
        return _("This is before the FIR. Say why he was arrested before it (s.54).")
    return None


def refuse_remand(
    arrest: Arrest,
    *,
    kind: str,
    from_on: date,
    until_on: date,
    produced_at: datetime | None,
    at: datetime,
) -> str | None:
    """Why the order of custody is not written down so (s.61, s.167 CrPC)."""
    produced_at = arrest.produced_at or produced_at
    if produced_at is None:
        return _("Say when he was produced before the magistrate.")
    if refusal := refuse_moment(produced_at, at, after=arrest.arrested_at, what=_("the arrest")):
        return refusal
    if kind == Remand.Kind.PHYSICAL and arrest.accused.position == Position.JUDICIAL:
        return _("He is in prison: no custody of the police follows that (s.167).")
    if from_on < timezone.localdate(produced_at):
        return _("The order begins when he is produced, or later.")
    ends = arrest.remands.order_by("-until_on").values_list("until_on", flat=True)[:1]
    if from_on > max([timezone.localdate(at), *ends]):
        return _("The order begins today, or when the one before it ends.")
    if until_on <= from_on:
        return _("The day on which he is produced again comes after the first day.")
    if arrest.remands.filter(from_on__lt=until_on, until_on__gt=from_on).exists():
        return _("A magistrate has ordered custody of these days already.")
    if kind == Remand.Kind.JUDICIAL:
        if (until_on - from_on).days > MOST_JUDICIAL_DAYS:
            return _("A magistrate orders fifteen days at a time at most (s.344).")
        return None
    left = MOST_REMAND_DAYS - days_of_police_custody(arrest.accused)
    if (until_on - from_on).days > left:
        return _("Police custody ends after fifteen days in all; %(days)d are left (s.167).") % {
            "days": max(left, 0)
        }
    return None


def days_of_police_custody(one: Accused) -> int:
    """How many days of police custody magistrates have ordered of him, in all his arrests."""
    rows = Remand.objects.filter(arrest__accused=one, kind=Remand.Kind.PHYSICAL)
    return sum(remand.days for remand in rows)


# --- The roznamcha ---


def refuse_entry_by_hand(kind: str) -> str | None:
    """Why nobody types such an entry: it comes with the act itself."""
    if kind in BY_HAND:
        return None
    return _("Such an entry is written along with what is done.")


def refuse_entry_again(typed: DiaryEntry, last: DiaryEntry | None) -> str | None:
    """Why the entry is not written: the same officer has just written the same."""
    same = ("day", "kind", "made_by_id", "about", "words", "fir_id")
    if last is None or any(getattr(typed, name) != getattr(last, name) for name in same):
        return None
    return _("This is written already: it is entry %(number)d.") % {"number": last.number}


def refuse_closing(day: date, at: datetime) -> str | None:
    """Why the day is not closed yet: until its last minutes an FIR may still come (s.154 CrPC).

    The rules leave the hour to the superintendent (rule 22.48(1)).
    """
    here = timezone.localtime(at)
    if day > here.date():
        return _("This day has not come yet.")
    if day == here.date() and here.time() < CLOSES_FROM:
        return _("The day is closed from %(hour)s on: until then an FIR may still come.") % {
            "hour": f"{CLOSES_FROM:%H:%M}"
        }
    return None


# --- The smaller books ---


def refuse_payment(amount: int, balance: int) -> str | None:
    """Why so much is not paid out, in rupees: it is not there."""
    if amount <= balance:
        return None
    return _("There are Rs %(rupees)s in the cash.") % {"rupees": f"{balance:,}"}


def refuse_issue(article: Article, quantity: int, out: int) -> str | None:
    """Why so many are not issued while ``out`` of them are with officers."""
    if article.struck_off_at is not None:
        return _("It is struck off the register.")
    if quantity > article.quantity - out:
        return _("%(number)d of it lie in the store.") % {"number": article.quantity - out}
    return None


def refuse_striking_off(article: Article, out: int) -> str | None:
    """Why the article is not struck off."""
    if article.struck_off_at is not None:
        return _("It is struck off already.")
    return _("Some of it is with officers: first it comes back.") if out else None


def refuse_licence_change(licence: Licence) -> str | None:
    """Why the licence is neither renewed nor cancelled."""
    if licence.changes.filter(kind=LicenceChange.Kind.CANCELLED).exists():
        return _("This licence is cancelled.")
    return None


def refuse_renewal(licence: Licence, valid_until: date) -> str | None:
    """Why the licence is not renewed until this day."""
    if refusal := refuse_licence_change(licence):
        return refusal
    renewed = licence.changes.filter(kind=LicenceChange.Kind.RENEWED)
    last = renewed.order_by("-made_at", "-pk").values_list("valid_until", flat=True).first()
    last = last or licence.valid_until
    if valid_until <= last:
        return _("It is valid until %(day)s already.") % {"day": f"{last:%d-%m-%Y}"}
    return None


# --- The malkhana ---


def refuse_movement(item: CaseItem, to: str) -> str | None:
    """Why the thing cannot go there."""
    if item.whereabouts in WHEREABOUTS_ENDED:
        return _("It is '%(where)s' and comes back no more.") % {"where": item.whereabouts_label}
    if item.whereabouts == to:
        return _("It is '%(where)s' already.") % {"where": item.whereabouts_label}
    if Whereabouts.IN_STORE not in (item.whereabouts, to):
        return _("It comes back to the malkhana first.")
    return None


# --- The report under s.173 ---


def refuse_report(fir: FIR, kind: str, *, by: Any, accused: list[Accused]) -> str | None:
    """Why this report cannot be made now."""
    if refusal := refuse_work(fir, by=by):
        return refusal
    if fir.reports.filter(signed_at=None, sent_back_at=None).exists():
        return _("A report waits for the SHO already.")
    if kind == ReportKind.SUPPLEMENTARY:
        if fir.state in (State.IN_COURT, State.CHALLAN_512, State.INCOMPLETE, State.COMPLETE):
            return None
        return _("A supplementary challan follows one that was sent.")
    return refuse_move(fir, kind) or refuse_accused(fir, kind, accused)


def refuse_accused(fir: FIR, kind: str, accused: list[Accused]) -> str | None:
    """Why such a report is not one of these accused, as they stand now."""
    if kind in CHALLANS and not accused:
        return _("A challan sends somebody for trial: choose the accused.")
    if kind == ReportKind.CHALLAN_512 and not all(one.is_looked_for for one in accused):
        return _("A challan under s.512 is of those who abscond.")
    if kind == ReportKind.COMPLETE and any(one.is_looked_for for one in accused):
        return _("Somebody of them absconds: that is an incomplete challan, or one under s.512.")
    if kind == ReportKind.UNTRACED and fir.accused_rows.filter(is_known=True).exists():
        return _("Somebody is nominated by name: such a case is not untraced.")
    return None


def refuse_signing(report: FinalReport, *, by: Any) -> str | None:
    """Why the report cannot be signed or sent back."""
    if not report.is_waiting:
        return _("This report is signed or sent back already.")
    return None


def refuse_signing_now(fir: FIR, report: FinalReport) -> str | None:
    """Why the report is no longer true: since it was made somebody was caught, fled, or named."""
    if report.kind == ReportKind.SUPPLEMENTARY:
        return None
    keys = [one["accused"] for one in report.accused]
    refusal = refuse_accused(fir, report.kind, list(fir.accused_rows.filter(pk__in=keys)))
    if refusal is None:
        return None
    return _("%(refusal)s Send the report back: it was made before that.") % {"refusal": refusal}


def refuse_reaching_court(report: FinalReport, moment: datetime, at: datetime) -> str | None:
    """Why it is not written down that the report reached the court."""
    if report.signed_at is None:
        return _("The SHO signs the report first.")
    if report.reached_court_at is not None:
        return _("It reached the court already.")
    return refuse_moment(moment, at, after=report.signed_at, what=_("the signature"))


def refuse_order(report: FinalReport) -> str | None:
    """Why no order on a proposed cancellation is written down (rule 24.7)."""
    if report.kind != ReportKind.CANCELLATION:
        return _("A court orders the cancellation, and nothing else here.")
    if report.reached_court_at is None:
        return _("The court has not got the report yet: without its order nothing is cancelled.")
    if report.order_at is not None:
        return _("The court has ordered already.")
    return None


def refuse_deciding(fir: FIR) -> str | None:
    """Why no verdict is written down."""
    if fir.state != State.IN_COURT:
        return _("A case is decided in court: first its report reaches the court.")
    return None


def refuse_verdicts(fir: FIR, decided: Container[Accused]) -> str | None:
    """Why the case is not decided with these verdicts: somebody would be left without one.

    He would sit in prison or be on bail for ever: nothing is written in a case that is decided.
    """
    rows = fir.accused_rows.filter(is_known=True).order_by("pk")
    left = [one for one in rows if one not in decided]
    for one in left:
        if one.position == Position.ARRESTED:
            return _("%(name)s is in custody of the police: first he is before the magistrate.") % {
                "name": one.name
            }
    if names := ", ".join(one.name for one in left if one.position in BEFORE_COURT):
        return _("Say what the court decided of %(names)s, too.") % {"names": names}
    return None


def refuse_review(fir: FIR) -> str | None:
    """Why there is no fortnightly review."""
    return None if fir.state == State.UNTRACED else _("Only an untraced case is reviewed.")


def refuse_reopening(fir: FIR) -> str | None:
    """Why the investigation cannot be opened again."""
    if fir.state in (State.CANCELLATION, *UNREPORTED):
        return _("Its investigation is open, or waits for the order of the court.")
    if fir.state == State.DECIDED and not any(
        one.is_known and one.position in NOT_TRIED for one in fir.accused_rows.all()
    ):
        return _("The court has decided of everybody in this case.")
    return refuse_move(fir, State.INVESTIGATION)


def refuse_delay(fir: FIR, at: datetime) -> str | None:
    """Why nobody need say why the challan is late."""
    if fir.state in UNREPORTED and fir.report_due_at is not None and at > fir.report_due_at:
        return None
    return _("The challan is not late.")

"""What every act is called: its code in words a lawyer can read, and the kind of act it is.

The codes are those of `audit.actions.record`. A test walks through the product and finds the one
that has no words here; on the page such a code stands as it is.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from screen.direction import isolated


class Kind(models.TextChoices):
    """What kind of act: the totals of an officer's page, and a filter of the log."""

    SEARCH = "search", _("Searches")
    SHOWN = "shown", _("Lists shown")
    OPENING = "opening", _("Records opened")
    UNMASKING = "unmasking", _("Whole numbers seen")
    EXPORT = "export", _("Exports")
    WARNING = "warning", _("Refusals and warnings")
    COMING = "coming", _("Coming and going")
    ACCOUNT = "account", _("Accounts and rights")
    WORK = "work", _("Work of the day")
    LOG = "log", _("Reading the log")


@dataclass(frozen=True, slots=True)
class Act:
    """One code: its kind, and what the person did, as it follows his name."""

    kind: Kind
    words: Any


def _acts(kind: Kind, **words: Any) -> dict[str, Act]:
    """Acts of one kind; 'app__verb' because a keyword has no dot."""
    return {code.replace("__", ".", 1): Act(kind, said) for code, said in words.items()}


ACTS: dict[str, Act] = {
    **_acts(
        Kind.SEARCH,
        convicts__looked_up=_("searched the convict file"),
        convicts__list_asked=_("had a list of people screened"),
        convicts__screened=_("compared a list of people with all who are looked for"),
        hotel_eye__searched=_("searched the stays of a hotel"),
        complaints__searched=_("searched the complaints"),
        firs__searched=_("searched the FIRs"),
    ),
    **_acts(
        Kind.SHOWN,
        convicts__shown=_("was shown convict records"),
        dossier__shown=_("was shown a dossier with records of this person"),
        convicts__list_shown=_("was shown candidates for the people on a list"),
        firs__register_read=_("read a register of a police station"),
    ),
    **_acts(
        Kind.OPENING,
        convicts__opened=_("opened a convict record"),
        dossier__opened=_("opened the dossier of a person"),
        convicts__photograph_opened=_("saw a photograph of a convict record"),
        convicts__file_compared=_("compared rows of a CRO file with their records"),
        convicts__line_up_opened=_("opened a photo line-up"),
        convicts__pair_opened=_("compared two convict records"),
        convicts__watch_opened=_("opened a watch-list entry"),
        convicts__list_opened=_("opened the results of a list"),
        alerts__opened=_("opened an alert"),
        hotel_eye__stay_opened=_("opened a stay"),
        hotel_eye__recalled=_("had a returning guest filled in"),
        hotel_eye__card_seen=_("saw the photograph of a guest's card"),
        hotel_eye__receipt_seen=_("saw a receipt of a hotel"),
        hotel_eye__house_opened=_("opened the page of a hotel"),
        hotel_eye__register_seen=_("read a hotel's register of a day"),
        tenants__opened=_("opened a registration of a tenant or employee"),
        complaints__opened=_("opened a complaint"),
        complaints__file_seen=_("saw or heard a file of a complaint"),
        complaints__tracked=_("showed a complaint to its complainant"),
        firs__draft_opened=_("opened the draft of an FIR"),
        firs__own_opened=_("showed an FIR to its informant"),
        firs__own_copied=_("gave an informant the copy of the FIR"),
        firs__opened=_("opened an FIR"),
        firs__diaries_read=_("read the case diaries and statements of an FIR"),
        firs__paper_opened=_("saw a photographed paper of a case file"),
        tenants__agreement_seen=_("saw the photograph of an agreement"),
    ),
    **_acts(Kind.UNMASKING, people__unmasked=_("saw somebody's whole numbers")),
    **_acts(
        Kind.EXPORT,
        firs__register_printed=_("printed a register of a police station"),
        hotel_eye__receipt_printed=_("printed a receipt of a hotel"),
        hotel_eye__register_printed=_("printed a hotel's register of a day"),
        tenants__slip_printed=_("printed the slip of a registration"),
        exports__requested=_("asked for an export"),
        exports__approved=_("approved an export"),
        exports__refused=_("refused an export"),
        exports__downloaded=_("took an export away as a file"),
        convicts__bad_rows_taken=_("took refused rows of a CRO file away as a file"),
        hotel_eye__refused_rows_taken=_("took refused rows of a hotel's file away as a file"),
        hotel_eye__results_taken=_("took the results of a hotel's file away as a file"),
        convicts__list_downloaded=_("took results or bad rows of a list away as a file"),
    ),
    **_acts(
        Kind.WARNING,
        access__refused=_("asked for a page without the right to it"),
        access__not_found=_("asked for what does not exist, or is not this officer's"),
        audit__over_budget=_("asked for more looks than a day allows"),
        audit__canary_read=_("read an invented record that no case leads to"),
        audit__found_broken=_("found the log broken"),
        alerts__incomplete=_("found that the screening is not complete"),
    ),
    **_acts(
        Kind.COMING,
        accounts__signed_in=_("signed in"),
        accounts__signed_out=_("signed out"),
        accounts__sign_in_failed=_("noted a failed sign-in"),
        accounts__locked=_("locked a sign-in name after failed sign-ins"),
        accounts__signed_in_elsewhere=_("signed in while signed in from another address"),
        accounts__address_changed=_("went on from another address"),
        accounts__notice_accepted=_("accepted the notice"),
        accounts__proved_again=_("gave password or factor again"),
        accounts__session_locked=_("was locked out as idle"),
        accounts__session_ended=_("was signed out after twelve hours"),
        accounts__oldest_session_ended=_("ended the oldest session by signing in once more"),
        accounts__own_session_ended=_("ended a session of their own"),
        accounts__factor_failed=_("gave a wrong second factor"),
        accounts__phone_proved=_("proved a phone number"),
    ),
    **_acts(
        Kind.ACCOUNT,
        accounts__requested=_("asked for a change of an account"),
        accounts__approved=_("approved a change of an account"),
        accounts__refused=_("refused a change of an account"),
        accounts__opened=_("opened an account"),
        accounts__posted=_("gave somebody a posting"),
        accounts__transferred=_("transferred somebody"),
        accounts__posting_ended=_("ended a posting"),
        accounts__disabled=_("disabled an account"),
        accounts__enabled=_("enabled an account"),
        accounts__released=_("released a lock"),
        accounts__link_issued=_("issued a link to set a password"),
        accounts__link_used=_("set a password by a link"),
        accounts__password_changed=_("changed the password"),
        accounts__factor_added=_("added a second factor"),
        accounts__factor_removed=_("removed a second factor"),
        accounts__factor_reset=_("made new recovery codes"),
        accounts__factors_forgotten=_("took somebody's second factors away"),
        accounts__review_signed=_("signed the access review of a station"),
        accounts__sealed=_("sealed a record"),
        accounts__unsealed=_("lifted a seal"),
        accounts__officer_named=_("named an officer on a sealed record"),
        accounts__officer_unnamed=_("took an officer's name off a sealed record"),
        firs__sealed=_("sealed an FIR"),
        firs__named=_("named an officer on a sealed FIR"),
        firs__unnamed=_("took an officer's name off a sealed FIR"),
        firs__lifted=_("lifted the seal of an FIR"),
        hotel_eye__desk_ended=_("ended somebody's place at a hotel's desk"),
        hotel_eye__key_made=_("made a key for a hotel's software"),
        hotel_eye__key_rotated=_("rotated a key of a hotel's software"),
        hotel_eye__key_revoked=_("ended a key of a hotel's software"),
        admin__added=_("added reference data"),
        admin__changed=_("changed reference data"),
        admin__deleted=_("deleted reference data"),
        people__keys_rotated=_("changed the keys of the sealed fields"),
    ),
    **_acts(
        Kind.WORK,
        convicts__opening_proposed=_("entered a convict record"),
        convicts__opening_approved=_("let a convict record into the file"),
        convicts__opening_refused=_("refused a convict record"),
        convicts__noted=_("noted something in a convict record"),
        convicts__struck_out=_("struck out a row of a convict record"),
        convicts__merged=_("laid two convict records together"),
        convicts__told_apart=_("told two convict records apart"),
        convicts__unmerged=_("took two convict records apart"),
        convicts__file_brought=_("brought a file of the CRO"),
        convicts__file_read=_("read a file of the CRO"),
        convicts__file_failed=_("gave a file of the CRO up"),
        convicts__file_approved=_("approved a file of the CRO"),
        convicts__file_discarded=_("discarded a file of the CRO"),
        convicts__taking_back_proposed=_("proposed to take a file of the CRO back"),
        convicts__taking_back_refused=_("left a file of the CRO as it was published"),
        convicts__file_taken_back=_("took a file of the CRO back"),
        convicts__line_up_made=_("made a photo line-up"),
        convicts__corrected=_("corrected a convict record"),
        convicts__withdrawal_proposed=_("proposed to withdraw a convict record"),
        convicts__withdrawal_approved=_("withdrew a convict record"),
        convicts__withdrawal_refused=_("left a convict record in the file"),
        alerts__raised=_("raised an alert"),
        alerts__joined=_("added a match to an alert"),
        alerts__acknowledged=_("acknowledged an alert"),
        alerts__closed=_("closed an alert"),
        alerts__sealed=_("put an alert under seal"),
        alerts__verified=_("proved that the screening is complete"),
        alerts__rescreened=_("had the whole list look back at everybody who was seen"),
        alerts__unsealed=_("took an alert out of its seal"),
        convicts__watch_proposed=_("proposed somebody for the watch list"),
        convicts__watch_approved=_("put somebody on the watch list"),
        convicts__watch_refused=_("refused an entry of the watch list"),
        convicts__watch_removal_proposed=_("proposed to take somebody off the watch list"),
        convicts__watch_removal_approved=_("took somebody off the watch list"),
        convicts__watch_removal_refused=_("left somebody on the watch list"),
        convicts__watch_reviewed=_("kept somebody on the watch list until the next review"),
        convicts__watch_expired=_("ended a watch-list entry after its last day"),
        convicts__imported=_("read in a file of convict records"),
        convicts__list_failed=_("gave up the screening of a list"),
        convicts__list_forgotten=_("deleted a list and its results after their time"),
        complaints__lodged=_("lodged a complaint"),
        complaints__assigned=_("marked a complaint to an officer"),
        complaints__called=_("called a complainant"),
        complaints__noted=_("wrote a note to a complaint"),
        complaints__asked=_("asked a complainant a question"),
        complaints__answered=_("took a complainant's answer in"),
        complaints__file_added=_("added a file to a complaint"),
        complaints__linked=_("linked a complaint with another"),
        complaints__delay_said=_("said why a complaint takes longer"),
        complaints__recategorised=_("changed the category of a complaint"),
        complaints__transferred=_("moved a complaint to another station"),
        complaints__raised=_("moved a complaint to a higher level"),
        complaints__reported=_("answered a complaint about the police"),
        complaints__verified=_("verified an answer with the complainant"),
        complaints__converted=_("had an FIR made from a complaint"),
        complaints__fir_registered=_("noted the number of a complaint's FIR"),
        complaints__closed=_("closed a complaint with a reason"),
        complaints__referred=_("referred a complaint elsewhere"),
        complaints__diarised=_("entered a complaint in the diary, for the magistrate"),
        complaints__objected=_("took a complainant's objection in"),
        complaints__reopened=_("opened a complaint again"),
        complaints__upheld=_("let the outcome of a complaint stand"),
        complaints__rated=_("took a complainant's rating in"),
        documents__issued=_("issued a paper"),
        documents__printed_again=_("printed an issued paper again"),
        documents__revoked=_("revoked a paper"),
        documents__withheld=_("kept what a paper says off its public check"),
        documents__shown_again=_("let the public check of a paper say what it is"),
        firs__drafted=_("began an FIR"),
        firs__draft_changed=_("changed the draft of an FIR"),
        firs__handed_down=_("gave an FIR to its station to register"),
        firs__printed=_("printed the copies of an FIR"),
        firs__discarded=_("laid the draft of an FIR aside"),
        firs__registered=_("registered an FIR"),
        firs__despatched=_("wrote the departure for a place of occurrence down"),
        firs__assigned=_("marked an FIR to an officer"),
        firs__section_added=_("put an FIR under further sections"),
        firs__section_deleted=_("deleted a section from an FIR"),
        firs__corrected=_("corrected a slip of the pen in an FIR"),
        firs__accused=_("named an accused in an FIR, or what was learnt of one"),
        firs__witness=_("added a witness to an FIR"),
        firs__victim=_("added a victim to an FIR"),
        firs__property=_("added stolen property to an FIR"),
        firs__found=_("wrote down that stolen property is found"),
        firs__zimni=_("wrote a page of a case diary"),
        firs__statement=_("recorded a statement"),
        firs__arrested=_("arrested an accused"),
        firs__produced=_("wrote a magistrate's order of custody down"),
        firs__position=_("wrote down where an accused stands"),
        firs__process=_("wrote down what a court issued against an accused"),
        firs__returned=_("returned a warrant or a proclamation"),
        firs__recovered=_("took a recovery into the malkhana"),
        firs__moved=_("moved case property"),
        firs__forensic=_("wrote the result of a laboratory down"),
        firs__file=_("added a paper to a case file"),
        firs__report=_("made a report under s.173"),
        firs__signed=_("signed a report under s.173"),
        firs__sent_back=_("sent a report under s.173 back"),
        firs__court=_("wrote down that a report reached the court"),
        firs__order=_("wrote an order of the court down"),
        firs__decided=_("wrote the decision of the court down"),
        firs__reviewed=_("reviewed an untraced case"),
        firs__reopened=_("opened an investigation again"),
        firs__transferred=_("transferred an investigation"),
        firs__linked=_("linked an FIR with another"),
        firs__delay=_("said why a challan is late"),
        firs__escalated=_("put a case with a late challan before a supervisor"),
        firs__diary_written=_("wrote an entry of the roznamcha"),
        firs__diary_opened=_("opened the roznamcha of a day"),
        firs__diary_closed=_("closed the roznamcha of a day"),
        firs__cash_entered=_("entered cash that came in or went out"),
        firs__article_received=_("took government property into keeping"),
        firs__article_issued=_("issued government property to an officer"),
        firs__article_returned=_("took government property back from an officer"),
        firs__article_struck_off=_("struck government property off the register"),
        firs__licence_entered=_("entered a licence"),
        firs__licence_renewed=_("renewed a licence"),
        firs__licence_cancelled=_("cancelled a licence"),
        complaints__officer_said=_("named the officer whom a complaint is about"),
        filings__lot_brought=_("sent many entries at once"),
        filings__lot_worked_off=_("worked off many entries sent at once"),
        filings__lot_stopped=_("stopped many entries sent at once"),
        filings__lot_failed=_("gave up many entries sent at once"),
        hotel_eye__checked_in=_("checked a party in"),
        hotel_eye__checked_in_many=_("checked many parties in at once"),
        hotel_eye__corrected=_("corrected an entry of a hotel"),
        hotel_eye__annulled=_("annulled an entry of a hotel"),
        hotel_eye__nil_filed=_("reported that nobody arrived at a hotel"),
        hotel_eye__expected=_("noted that a guest is expected"),
        hotel_eye__expected_arrived=_("noted that an expected guest has come"),
        hotel_eye__expected_cancelled=_("noted that an expected guest does not come"),
        hotel_eye__inspected=_("noted an inspection of a hotel"),
        hotel_eye__inspection_answered=_("answered to an inspection"),
        hotel_eye__house_found=_("found a hotel that is not registered"),
        hotel_eye__house_registered=_("took a hotel into the register"),
        hotel_eye__house_corrected=_("corrected the particulars of a hotel"),
        hotel_eye__house_closed=_("noted that a hotel is closed"),
        tenants__filed=_("registered a tenant or employee"),
        tenants__corrected=_("corrected a registration"),
        tenants__annulled=_("annulled a registration"),
        tenants__vacated=_("noted that a tenant or employee has left"),
        tenants__renewed=_("noted that an agreement goes on"),
        tenants__visit_assigned=_("sent an officer to a registered home"),
        tenants__visited=_("reported a visit to a registered home"),
        hotel_eye__checked_out=_("checked a party out"),
        hotel_eye__sent_later=_("sent an entry that was made without a network"),
    ),
    **_acts(
        Kind.LOG,
        audit__read=_("read the log"),
        audit__read_officer=_("read what an officer saw"),
        audit__asked_who_saw=_("asked who saw a person"),
        audit__person_found=_("was shown on which records a person is found"),
        audit__read_who_saw=_("read who saw a person"),
        audit__read_week=_("read a weekly review"),
        audit__read_hint=_("read the events behind a hint"),
        audit__week_prepared=_("prepared a weekly review"),
        audit__hint_answered=_("answered a hint"),
        audit__week_signed=_("signed a weekly review"),
        audit__dropped_month=_("dropped a month of the log that was kept long enough"),
    ),
}


def words_of(action: str) -> str:
    """The act in words; a code nobody named stands as it is."""
    return str(ACTS[action].words) if action in ACTS else action


def actions_of(kind: str) -> list[str]:
    """The codes of one kind."""
    return [action for action, act in ACTS.items() if act.kind == kind]


def sentence(event: Any) -> str:
    """The event as a sentence: who did what, to which record.

    Names keep their own direction, whatever the language of the sentence runs in.
    """
    who, what = isolated(event.actor), isolated(event.target)
    parts = {"who": who, "did": words_of(event.action), "what": what}
    said = gettext("%(who)s %(did)s: %(what)s") if event.target else gettext("%(who)s %(did)s")
    shown = event.detail.get("records")
    if not isinstance(shown, list):
        return said % parts
    people = ngettext("%(count)d person", "%(count)d people", len(shown)) % {"count": len(shown)}
    return gettext("%(said)s (%(people)s)") % {"said": said % parts, "people": people}

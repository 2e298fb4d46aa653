"""What every act is called: its code in words a lawyer can read, and the kind of act it is.

The codes are those of `audit.actions.record`. A test walks through the product and finds the one
that has no words here; on the page such a code stands as it is.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class Kind(models.TextChoices):
    """What kind of act: the totals of an officer's page, and a filter of the log."""

    SEARCH = "search", gettext_lazy("Searches")
    SHOWN = "shown", gettext_lazy("Lists shown")
    OPENING = "opening", gettext_lazy("Records opened")
    UNMASKING = "unmasking", gettext_lazy("Whole numbers seen")
    EXPORT = "export", gettext_lazy("Exports")
    WARNING = "warning", gettext_lazy("Refusals and warnings")
    COMING = "coming", gettext_lazy("Coming and going")
    ACCOUNT = "account", gettext_lazy("Accounts and rights")
    WORK = "work", gettext_lazy("Work of the day")
    LOG = "log", gettext_lazy("Reading the log")


@dataclass(frozen=True, slots=True)
class Act:
    """One code: its kind, and what the person did, as it follows his name."""

    kind: Kind
    words: Any


def _acts(kind: Kind, **words: Any) -> dict[str, Act]:
    """Acts of one kind; 'app__verb' because a keyword has no dot."""
    return {code.replace("__", ".", 1): Act(kind, said) for code, said in words.items()}


_t = gettext_lazy
ACTS: dict[str, Act] = {
    **_acts(
        Kind.SEARCH,
        convicts__looked_up=_t("searched the convict file"),
        hotel_eye__searched=_t("searched the stays of a hotel"),
    ),
    **_acts(Kind.SHOWN, convicts__shown=_t("was shown convict records")),
    **_acts(
        Kind.OPENING,
        convicts__opened=_t("opened a convict record"),
        convicts__watch_opened=_t("opened a watch-list entry"),
        alerts__opened=_t("opened an alert"),
        hotel_eye__stay_opened=_t("opened a stay"),
        hotel_eye__recalled=_t("had a returning guest filled in"),
        hotel_eye__card_seen=_t("saw the photograph of a guest's card"),
    ),
    **_acts(Kind.UNMASKING, people__unmasked=_t("saw somebody's whole numbers")),
    **_acts(
        Kind.EXPORT,
        exports__requested=_t("asked for an export"),
        exports__approved=_t("approved an export"),
        exports__refused=_t("refused an export"),
        exports__downloaded=_t("took an export away as a file"),
    ),
    **_acts(
        Kind.WARNING,
        access__refused=_t("asked for a page without the right to it"),
        access__not_found=_t("asked for what does not exist, or is not this officer's"),
        audit__over_budget=_t("asked for more looks than a day allows"),
        audit__canary_read=_t("read an invented record that no case leads to"),
        audit__found_broken=_t("found the log broken"),
    ),
    **_acts(
        Kind.COMING,
        accounts__signed_in=_t("signed in"),
        accounts__signed_out=_t("signed out"),
        accounts__sign_in_failed=_t("noted a failed sign-in"),
        accounts__locked=_t("locked a sign-in name after failed sign-ins"),
        accounts__signed_in_elsewhere=_t("signed in while signed in from another address"),
        accounts__address_changed=_t("went on from another address"),
        accounts__notice_accepted=_t("accepted the notice"),
        accounts__proved_again=_t("gave password or factor again"),
        accounts__session_locked=_t("was locked out as idle"),
        accounts__session_ended=_t("was signed out after twelve hours"),
        accounts__oldest_session_ended=_t("ended the oldest session by signing in once more"),
        accounts__own_session_ended=_t("ended a session of their own"),
        accounts__factor_failed=_t("gave a wrong second factor"),
        accounts__phone_proved=_t("proved a phone number"),
    ),
    **_acts(
        Kind.ACCOUNT,
        accounts__requested=_t("asked for a change of an account"),
        accounts__approved=_t("approved a change of an account"),
        accounts__refused=_t("refused a change of an account"),
        accounts__opened=_t("opened an account"),
        accounts__posted=_t("gave somebody a posting"),
        accounts__transferred=_t("transferred somebody"),
        accounts__posting_ended=_t("ended a posting"),
        accounts__disabled=_t("disabled an account"),
        accounts__enabled=_t("enabled an account"),
        accounts__released=_t("released a lock"),
        accounts__link_issued=_t("issued a link to set a password"),
        accounts__link_used=_t("set a password by a link"),
        accounts__password_changed=_t("changed the password"),
        accounts__factor_added=_t("added a second factor"),
        accounts__factor_removed=_t("removed a second factor"),
        accounts__factor_reset=_t("made new recovery codes"),
        accounts__factors_forgotten=_t("took somebody's second factors away"),
        accounts__review_signed=_t("signed the access review of a station"),
        accounts__sealed=_t("sealed a record"),
        accounts__unsealed=_t("lifted a seal"),
        accounts__officer_named=_t("named an officer on a sealed record"),
        accounts__officer_unnamed=_t("took an officer's name off a sealed record"),
        hotel_eye__desk_ended=_t("ended somebody's place at a hotel's desk"),
        admin__added=_t("added reference data"),
        admin__changed=_t("changed reference data"),
        admin__deleted=_t("deleted reference data"),
        people__keys_rotated=_t("changed the keys of the sealed fields"),
    ),
    **_acts(
        Kind.WORK,
        alerts__raised=_t("raised an alert"),
        alerts__joined=_t("added a match to an alert"),
        alerts__acknowledged=_t("acknowledged an alert"),
        alerts__closed=_t("closed an alert"),
        alerts__sealed=_t("put an alert under seal"),
        alerts__unsealed=_t("took an alert out of its seal"),
        convicts__watch_proposed=_t("proposed somebody for the watch list"),
        convicts__watch_approved=_t("put somebody on the watch list"),
        convicts__watch_refused=_t("refused an entry of the watch list"),
        convicts__watch_removal_proposed=_t("proposed to take somebody off the watch list"),
        convicts__watch_removal_approved=_t("took somebody off the watch list"),
        convicts__watch_removal_refused=_t("left somebody on the watch list"),
        convicts__watch_expired=_t("ended a watch-list entry after its last day"),
        convicts__imported=_t("read in a file of convict records"),
        hotel_eye__checked_in=_t("checked a party in"),
        hotel_eye__checked_out=_t("checked a party out"),
    ),
    **_acts(
        Kind.LOG,
        audit__read=_t("read the log"),
        audit__read_officer=_t("read what an officer saw"),
        audit__asked_who_saw=_t("asked who saw a person"),
        audit__person_found=_t("was shown on which records a person is found"),
        audit__read_who_saw=_t("read who saw a person"),
        audit__read_week=_t("read a weekly review"),
        audit__read_hint=_t("read the events behind a hint"),
        audit__week_prepared=_t("prepared a weekly review"),
        audit__hint_answered=_t("answered a hint"),
        audit__week_signed=_t("signed a weekly review"),
        audit__dropped_month=_t("dropped a month of the log that was kept long enough"),
    ),
}


def words_of(action: str) -> str:
    """The act in words; a code nobody named stands as it is."""
    return str(ACTS[action].words) if action in ACTS else action


def actions_of(kind: str) -> list[str]:
    """The codes of one kind."""
    return [action for action, act in ACTS.items() if act.kind == kind]


def sentence(event: Any) -> str:
    """The event as a sentence: who did what, to which record."""
    parts = {"who": event.actor, "did": words_of(event.action), "what": event.target}
    said = _("%(who)s %(did)s: %(what)s") if event.target else _("%(who)s %(did)s")
    shown = event.detail.get("records")
    if not isinstance(shown, list):
        return said % parts
    people = ngettext("%(count)d person", "%(count)d people", len(shown)) % {"count": len(shown)}
    return _("%(said)s (%(people)s)") % {"said": said % parts, "people": people}

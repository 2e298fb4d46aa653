"""May this be done to a registration now? The refusal as a sentence, or None."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from filings.models import State
from filings.workflow import allows
from tenants.models import Tenancy, Verification, Visit
from tenants.workflow import allows as allows_verification

#: An annulment is explained in at least so many letters.
LEAST_WORDS = 5
#: Nobody says more than so long ahead that somebody will leave.
AHEAD = timedelta(days=60)
#: No agreement is made for longer.
LONGEST = timedelta(days=99 * 365)


def refuse_correcting(tenancy: Tenancy, version: int | None = None) -> str | None:
    """Why it cannot be filed anew by somebody who had this version before him."""
    if tenancy.is_annulled or not allows(tenancy.state, State.CORRECTED):
        return _("This registration was annulled. Register anew if it is so all the same.")
    if tenancy.vacated_on is not None:
        return _("He has left; what was registered stays as it is.")
    if version is not None and version != tenancy.version:
        return _("Somebody corrected this registration meanwhile. Open it and look at it again.")
    return None


def refuse_annulling(tenancy: Tenancy, because: str) -> str | None:
    """Why nobody can say that it never was."""
    if not allows(tenancy.state, State.ANNULLED):
        return _("This registration was annulled already.")
    if len(because.strip()) < LEAST_WORDS:
        return _("Say in a few words why it is annulled; the police station reads it.")
    return None


def refuse_vacating(tenancy: Tenancy, on: date, today: date) -> str | None:
    """Why he cannot have left on that day."""
    if not tenancy.is_running or tenancy.possession_on is None:
        return _("This registration does not run any more.")
    if on < tenancy.possession_on:
        return _("He came on %(day)s; he cannot have left before that.") % {
            "day": date_format(tenancy.possession_on, "DATE_FORMAT")
        }
    if on > today + AHEAD:
        return _("This is more than 60 days ahead. Say it when it is nearer.")
    return None


def refuse_renewing(tenancy: Tenancy, until: date, today: date) -> str | None:
    """Why the agreement cannot go on until that day."""
    if not tenancy.is_running:
        return _("This registration does not run any more.")
    if until <= max(tenancy.agreed_until or today, tenancy.agreed_from or today):
        return _("The new end must be after the old one.")
    if until > today + LONGEST:
        return too_far_ahead()
    return None


def too_far_ahead() -> str:
    """Why no agreement ends on a day of the next century."""
    return _("This is more than 99 years ahead. Check the year, or leave the end empty.")


def refuse_assigning(tenancy: Tenancy) -> str | None:
    """Why no officer can be sent there."""
    if not tenancy.is_running:
        return _("This registration does not run any more.")
    if not allows_verification(tenancy.verification, Verification.ASSIGNED):
        return _("This was decided meanwhile. Reload the page.")
    return None


def visit_is_gone() -> str:
    """Why nobody need go there any more."""
    return _("This visit is needed no more: the registration ended, or moved to another station.")


def refuse_reporting(visit: Visit, missing: list[str], outcome: str) -> str | None:
    """Why the visit cannot be reported so."""
    if visit.visited_at is not None:
        return _("This visit was reported already.")
    if outcome == Visit.Outcome.DISCREPANCY and not missing:
        return _("Tick what does not agree: the landlord is told what to put right.")
    if outcome == Visit.Outcome.VERIFIED and missing:
        return _("Something is ticked that does not agree. Remove it, or choose 'It is not so'.")
    return None

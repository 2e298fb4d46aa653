"""May this be done to a stay now? The refusal as a sentence, or None."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from filings.models import State
from filings.workflow import allows
from hotel_eye.models import Expected, LedgerDay, Stay

#: Clocks of a desk's computer and ours may differ by so much.
CLOCK_SLACK = timedelta(minutes=5)
#: Longer ago than this a hotel corrects nothing by itself.
CORRECTED_WITHIN = timedelta(days=366)
NIL_WITHIN = timedelta(days=31)
#: An annulment is explained in at least so many letters.
LEAST_WORDS = 5


def refuse_check_out(stay: Stay, left_at: datetime, at: datetime) -> str | None:
    """Why the party cannot be checked out with this time."""
    if stay.is_annulled:
        return _("This entry was annulled. Enter the party anew if it was here.")
    if stay.left_at is not None:
        return _("This party checked out at %(time)s.") % {"time": _in_words(stay.left_at)}
    if left_at < stay.arrived_at:
        return _("The check-out cannot be before the check-in at %(time)s.") % {
            "time": _in_words(stay.arrived_at)
        }
    if left_at > at + CLOCK_SLACK:
        return _("The check-out is in the future. Enter the time at which the guest left.")
    return None


def refuse_correcting(stay: Stay, at: datetime, version: int | None = None) -> str | None:
    """Why the entry cannot be filed anew by somebody who had this version before him."""
    if not allows(stay.state, State.CORRECTED):
        return _("This entry was annulled. Enter the party anew if it was here.")
    if stay.arrived_at < at - CORRECTED_WITHIN:
        return _("This entry is older than a year. Ask the police station to note what is wrong.")
    if version is not None and version != stay.version:
        return _("Somebody corrected this entry meanwhile. Open it and look at it again.")
    return None


def arrives_after_leaving(stay: Stay) -> str:
    """Why a check-in cannot be moved behind the check-out."""
    assert stay.left_at is not None
    return _("The party checked out at %(time)s. The check-in must be before that.") % {
        "time": _in_words(stay.left_at)
    }


def refuse_annulling(stay: Stay, because: str, at: datetime) -> str | None:
    """Why nobody can say of the entry that it counts no more."""
    if not allows(stay.state, State.ANNULLED):
        return _("This entry was annulled already.")
    if stay.arrived_at < at - CORRECTED_WITHIN:
        return _("This entry is older than a year. Ask the police station to note what is wrong.")
    if len(because.strip()) < LEAST_WORDS:
        return _("Say in a few words why the entry is annulled; the police station reads it.")
    return None


def refuse_nil(day: LedgerDay, at: datetime) -> str | None:
    """Why it cannot be said of that day that nobody came."""
    if day.filed:
        return _("There are arrivals on this day. A nil return says that there was none.")
    if day.day > timezone.localdate(at):
        return _("This day has not come yet.")
    if day.day < timezone.localdate(at) - NIL_WITHIN:
        return _("A nil return can be sent for the last 31 days only. Ask the police station.")
    return None


def expected_is_over(expected: Expected) -> str:
    """Why a guest cannot be entered from the list of those who are expected."""
    if expected.stay_id is not None:
        return _("%(name)s was entered already, as entry %(number)s.") % {
            "name": expected.name,
            "number": expected.stay_id,
        }
    return _("%(name)s was taken off the list of expected guests.") % {"name": expected.name}


def form_is_used(stay: Stay) -> str:
    """Why a form that has already become an entry is not taken again with other people."""
    return _(
        "This form has already become entry %(number)s. Check the fields and send it once more: "
        "it will be a new entry."
    ) % {"number": stay.pk}


def form_was_sent() -> str:
    """Why a form that was taken is not taken again with other words on it."""
    return _("This form was sent already. Check the fields and send it once more: it is then new.")


def _in_words(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")

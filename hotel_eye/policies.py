"""May this be done to a stay now? The refusal as a sentence, or None."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hotel_eye.models import Stay

#: Clocks of a desk's computer and ours may differ by so much.
CLOCK_SLACK = timedelta(minutes=5)


def refuse_check_out(stay: Stay, left_at: datetime, at: datetime) -> str | None:
    """Why the party cannot be checked out with this time."""
    if stay.left_at is not None:
        return _("This party checked out at %(time)s.") % {"time": _in_words(stay.left_at)}
    if left_at < stay.arrived_at:
        return _("The check-out cannot be before the check-in at %(time)s.") % {
            "time": _in_words(stay.arrived_at)
        }
    if left_at > at + CLOCK_SLACK:
        return _("The check-out is in the future. Enter the time at which the guest left.")
    return None


def form_is_used(stay: Stay) -> str:
    """Why a form that has already become an entry is not taken again with other people."""
    return _(
        "This form has already become entry %(number)s. Check the fields and send it once more: "
        "it will be a new entry."
    ) % {"number": stay.pk}


def _in_words(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")

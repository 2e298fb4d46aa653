"""An officer who is accused: he is told by his belt number, and is shut out of his own case."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from complaints import owners
from firs.entries import refuse
from firs.models import FIR, Accused


def take_belt(fir: FIR, one: Accused, *, at: datetime) -> None:
    """Put down whose belt number was typed in the row of an accused, before the row is saved.

    Whoever is accused neither reads nor writes his own case, so nothing is guessed: a number of
    nobody, or of two, is refused in words, and so is whoever investigates the case still.
    """
    if one.belt_no is None:
        return
    if not one.belt_no.strip():
        one.user = None
        return
    officer = owners.officer_complained_of(
        belt_no=one.belt_no, station=fir.station, on=timezone.localdate(at)
    )
    if officer is None:
        refuse(
            _(
                "No one officer of the district has the belt number %(number)s. Check it, or leave "
                "it empty and write it into the description."
            )
            % {"number": one.belt_no}
        )
    elif officer.pk == fir.investigator_id:
        refuse(
            _("%(officer)s has this case: it is marked to another officer first.")
            % {"officer": officer.local_name}
        )
    one.user = officer

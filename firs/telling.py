"""What an informant is told by message: the number of his FIR, and who has it. Never about what."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from firs.models import FIR
from notifications import outbox


def registered(fir: FIR, *, at: datetime) -> None:
    """The FIR that came from no complaint has its number. Of a sealed case nothing is sent."""
    if not fir.phone or fir.is_sealed or fir.is_identity_hidden:
        return
    with translation.override(fir.language):
        words = _(
            "Your FIR is registered: number %(number)s, police station %(station)s. A copy is "
            "yours, free of charge."
        ) % {"number": fir.number, "station": fir.station.local_name}
    outbox.text(phone=str(fir.phone), words=words, key=f"fir {fir.pk} registered", at=at)


def marked(fir: FIR, *, at: datetime) -> None:
    """An officer has the investigation: his name and phone are the informant's to know."""
    officer = fir.investigator
    if officer is None or not fir.phone or fir.is_sealed or fir.is_identity_hidden:
        return
    with translation.override(fir.language):
        words = _("Your FIR %(number)s of %(station)s is investigated by %(officer)s.") % {
            "number": fir.number,
            "station": fir.station.local_name,
            "officer": officer.local_name,
        }
    outbox.text(phone=str(fir.phone), words=words, key=f"fir {fir.pk} to {officer.pk}", at=at)
